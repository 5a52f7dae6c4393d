// A box for each action of a practice, the same as on the checklist.
const ownText = (item) => {
  const copy = (item.querySelector("p") || item).cloneNode(true);
  for (const extra of copy.querySelectorAll(".headerlink, .more, .tick")) extra.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
};

const shortText = (text) => (text.length > 80 ? `${text.slice(0, 77)}…` : text);

// The box of the action `item`; `id` and `revision` are the action's.
function addTick(item, id, revision) {
  const text = ownText(item);
  const label = document.createElement("label");
  const box = document.createElement("input");
  label.className = "tick"; // a larger target than the box
  box.type = "checkbox";
  box.setAttribute("aria-label", `Done: ${shortText(text)}`);
  label.append(box);
  (item.querySelector("p") || item).prepend(label);
  box.addEventListener("change", () => {
    Checklist.change(id, { status: box.checked ? "done" : "", revision, text });
  });
  const show = () => {
    box.checked = Checklist.get(id).status === "done";
  };
  show();
  Checklist.listeners.push(show);
  return box;
}

// Says where the reader has just ticked that it will be gone with the page.
function warnOfLoss(item, note) {
  if (Checklist.kept) return note.remove();
  const link = document.createElement("a");
  link.href = `${document.documentElement.dataset.root}checklist.html`;
  link.textContent = "My checklist";
  item.append(note);
  note.replaceChildren("This browser does not keep what you tick. Tick it on ", link, " and save that in a file.");
}

function setupTicks() {
  Checklist.load();
  const note = document.createElement("div");
  note.className = "not-kept";
  note.setAttribute("role", "status");
  for (const item of document.querySelectorAll(".rst-content li[data-revision]:not([data-action])")) {
    addTick(item, item.id, item.dataset.revision).addEventListener("change", () => warnOfLoss(item, note));
  }
}
