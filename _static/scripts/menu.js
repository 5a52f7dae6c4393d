// Menu of narrow windows: a button in place of the disclosure that works without scripts.
function setupMenu() {
  const button = document.querySelector(".menu-button");
  document.querySelector(".menu-toggle").remove();
  button.hidden = false;
  const open = (wanted) => button.setAttribute("aria-expanded", String(wanted));
  button.addEventListener("click", () => open(button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || button.getAttribute("aria-expanded") !== "true") return;
    open(false);
    button.focus();
  });
  showCurrent(document.getElementById("site-menu"));
}

// Scrolls the sidebar so that the current page's link is in sight; the page itself stays.
function showCurrent(sidebar) {
  const link = sidebar.querySelector('.site-nav [aria-current="page"]');
  if (!link || sidebar.scrollHeight <= sidebar.clientHeight) return;
  const beyond = link.getBoundingClientRect().bottom - sidebar.getBoundingClientRect().bottom;
  if (beyond > 0) sidebar.scrollTop += beyond + sidebar.clientHeight / 3;
}
