// Deferred scripts run when the page is read, so everything can begin at once.
document.querySelector(".site-tools").hidden = false;
for (const setup of [
  setupColours,
  setupMenu,
  setupTables,
  setupKeys,
  setupReview,
  setupLevel,
  setupTicks,
]) {
  setup();
}
