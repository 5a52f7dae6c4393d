// Page of the checklist: boxes, details, progress, filter, files.
const list = document.querySelector("[data-checklist]");
const tools = document.querySelector(".checklist-tools");
const archive = document.querySelector(".checklist-archive");

const NAMES = { "": "Open", done: "Done", na: "Not applicable" };

const actions = [...list.querySelectorAll("[data-action]")].map((item) => ({
  item,
  id: item.dataset.action,
  revision: item.dataset.revision,
  text: ownText(item),
  practice: item.closest("[data-practice]"),
}));

const byId = new Map(actions.map((action) => [action.id, action]));

const isChanged = (action) => {
  const { status, revision } = Checklist.get(action.id);
  return Boolean(status) && revision !== "" && revision !== action.revision;
};

const make = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

// A control below its label.
function field(label, control) {
  control.id = `field-${(field.count = (field.count || 0) + 1)}`;
  return make("p", { className: "field" }, make("label", { textContent: label, htmlFor: control.id }), control);
}

// -- Each action --------------------------------------------------------------

// The link to the action where it stands in the guide. Made here: hundreds of them would be a sixth
// of the page.
function placeLink({ id, text, practice }) {
  const page = practice.querySelector("h2 a");
  const link = make("a", { className: "more", href: `${page.getAttribute("href")}#${id}`, textContent: "On its page" });
  link.setAttribute("aria-label", `On its page: ${shortText(text)} (${page.textContent})`);
  return link;
}

function setupAction(action) {
  const { item, id, revision, text } = action;
  addTick(item, id, revision);
  item.querySelector("p").append(" ", placeLink(action));
  action.changed = make("p", { className: "changed", hidden: true }, "Its words changed since you ticked it. ");
  const keep = make("button", { type: "button", textContent: "It still holds" });
  keep.setAttribute("aria-label", `It still holds: ${shortText(text)}`);
  keep.addEventListener("click", () => {
    Checklist.change(id, { revision, text });
    item.querySelector(".tick input").focus();
  });
  action.changed.append(keep);
  action.cells = make("p", { className: "cells" });
  action.more = make("details", { className: "more-about" });
  const summary = make("summary", { textContent: "Owner, due date, note" });
  summary.append(make("span", { className: "visually-hidden", textContent: ` for: ${shortText(text)}` }));
  action.more.append(summary);
  action.more.addEventListener("toggle", () => fillDetails(action), { once: true });
  item.append(action.changed, action.cells, action.more);
}

// The fields are made when they are first asked for: hundreds of them would slow the page down.
function fillDetails(action) {
  const { id, revision, text } = action;
  const status = make("select", {}, ...Object.entries(NAMES).map(([value, name]) => new Option(name, value)));
  const controls = {
    status,
    owner: make("input", { type: "text", maxLength: LIMITS.owner, autocomplete: "off" }),
    due: make("input", { type: "date" }),
    note: make("textarea", { rows: 2, maxLength: LIMITS.note }),
  };
  const labels = { status: "Status", owner: "Owner", due: "Due date", note: "Note" };
  for (const [name, control] of Object.entries(controls)) {
    action.more.append(field(labels[name], control));
    // Each key counts: a page that is closed loses nothing. Only a status says that the words hold.
    control.addEventListener("input", () => {
      const holds = name === "status" || !Checklist.get(id).revision;
      Checklist.change(id, { [name]: control.value, ...(holds && { revision, text }) });
    });
  }
  action.controls = controls;
  showAction(action);
}

function showAction(action) {
  const entry = Checklist.get(action.id);
  const status = entry.status || "";
  action.item.dataset.status = status;
  action.changed.hidden = !isChanged(action);
  const cells = [
    status === "na" ? "Not applicable" : "",
    entry.owner && `Owner: ${entry.owner}`,
    entry.due && `Due: ${entry.due}`,
    entry.note && `Note: ${entry.note}`,
  ];
  action.cells.replaceChildren(
    ...cells.filter(Boolean).map((text) => make("span", { textContent: text })),
  );
  action.cells.hidden = !action.cells.hasChildNodes();
  for (const [name, control] of Object.entries(action.controls || {})) {
    if (control !== document.activeElement) control.value = entry[name] || "";
  }
}

// -- All of them --------------------------------------------------------------

const wanted = { filter: "all", words: "" };

function isShown(action) {
  const status = Checklist.get(action.id).status || "";
  const matches = { all: true, open: !status, done: status === "done", na: status === "na" };
  matches.changed = isChanged(action);
  const says = !wanted.words || action.text.toLowerCase().includes(wanted.words);
  return isFor(action.item, chosenLevel()) && matches[wanted.filter] && says;
}

function count(of) {
  const mine = of.filter((action) => isFor(action.item, chosenLevel()));
  const with_ = (status) => mine.filter((action) => Checklist.get(action.id).status === status).length;
  const [done, na] = [with_("done"), with_("na")];
  return { done, na, all: mine.length, needed: mine.length - na };
}

function showProgress(place, { done, na, all, needed }) {
  const rest = na ? `, ${na} not applicable` : "";
  place.bar.max = needed || 1;
  place.bar.value = needed ? done : 1;
  place.text.textContent = all ? `${done} of ${needed} done${rest}` : "No action at your level";
}

function progress(name) {
  const bar = make("progress");
  bar.setAttribute("aria-label", name);
  const text = make("span");
  return { bar, text, element: make("p", { className: "progress" }, bar, " ", text) };
}

const practices = [...list.querySelectorAll("[data-practice]")].map((section) => {
  const heading = section.querySelector("h2");
  const place = progress(`Progress: ${heading.textContent}`);
  heading.after(place.element);
  return { section, place, actions: actions.filter((action) => action.practice === section) };
});

const total = progress("Progress in all");

// Where what had the focus is filtered out, the next box takes it: nowhere, it would be lost.
function handOnFocus(item) {
  const boxes = actions.filter((action) => !action.item.hidden).map((action) => action.item.querySelector(".tick input"));
  const after = boxes.find((box) => item.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING);
  (after || boxes.at(-1) || tools.querySelector("select")).focus();
}

function showAll() {
  const focused = document.activeElement.closest("[data-action]");
  for (const action of actions) {
    showAction(action);
    action.item.hidden = !isShown(action);
  }
  const isLost = focused && focused.hidden;
  for (const { section, place, actions: own } of practices) {
    section.hidden = own.every((action) => action.item.hidden);
    for (const group of section.querySelectorAll(":scope > ul")) {
      group.hidden = [...group.children].every((item) => item.hidden);
    }
    showProgress(place, count(own));
  }
  if (isLost) handOnFocus(focused);
  showProgress(total, count(actions));
  const shown = actions.filter((action) => !action.item.hidden).length;
  shownCount.textContent = `${shown} ${shown === 1 ? "action is" : "actions are"} shown.`;
  showArchive();
  if (!Checklist.kept) say("");
}

// The entries, under today's identifiers where their words have moved: they keep their ticks. What
// another tab has written is not written anew for it: one with an older guide would move it back,
// and so on.
function adoptMoved(entries) {
  const byRevision = new Map(actions.map((action) => [action.revision, action]));
  const adopted = new Map(entries);
  for (const [id, entry] of entries) {
    const moved = !byId.has(id) && byRevision.get(entry.revision);
    if (moved && !adopted.has(moved.id)) {
      adopted.set(moved.id, entry);
      adopted.delete(id);
    }
  }
  return adopted;
}

function keepMoved() {
  const adopted = adoptMoved(Checklist.entries);
  if ([...adopted.keys()].join() !== [...Checklist.entries.keys()].join()) Checklist.replace(adopted);
}

function showArchive() {
  const gone = [...Checklist.entries].filter(([id]) => !byId.has(id));
  archive.hidden = !gone.length;
  archive.querySelector("ul").replaceChildren(
    ...gone.map(([id, entry]) => {
      const facts = [NAMES[entry.status], entry.owner, entry.due, entry.note].filter(Boolean);
      return make("li", { textContent: `${entry.text || id} (${facts.join("; ")})` });
    }),
  );
}

// -- Tools --------------------------------------------------------------------

const message = make("p", { className: "message" });
message.setAttribute("role", "status");
const shownCount = make("p", { className: "shown-count" });
shownCount.setAttribute("role", "status");

const NOT_KEPT = "This browser does not keep your checklist. Save it in a file before you leave this page.";

const say = (text) => {
  message.textContent = Checklist.kept ? text : `${text} ${NOT_KEPT}`.trim();
};

function filterControls() {
  const filter = make(
    "select",
    {},
    new Option("All", "all"),
    new Option("Open", "open"),
    new Option("Done", "done"),
    new Option("Not applicable", "na"),
    new Option("Changed since ticked", "changed"),
  );
  filter.addEventListener("change", () => {
    wanted.filter = filter.value;
    showAll();
  });
  const words = make("input", { type: "search", autocomplete: "off" });
  words.addEventListener("input", () => {
    wanted.words = words.value.toLowerCase().trim();
    showAll();
  });
  return [
    field("Show", filter),
    field("Find in the list", words),
  ];
}

function button(text, action) {
  const made = make("button", { type: "button", textContent: text });
  made.addEventListener("click", action);
  return made;
}

const guideName = document.documentElement.dataset.sheet;

function save() {
  download(`checklist-${today()}.json`, "application/json", toJson(Checklist.entries, guideName));
  say("Saved. Keep the file as you keep keys: it lists your weak points.");
}

function exportCsv() {
  const head = ["Practice", "Action", "Identifier", "Levels", "Status", "Owner", "Due", "Note", "Changed since ticked"];
  const rows = actions
    .filter((action) => isFor(action.item, chosenLevel()))
    .map((action) => {
      const entry = Checklist.get(action.id);
      const practice = action.practice.querySelector("h2").textContent;
      return [
        ...[practice, action.text, action.id, action.item.dataset.levels],
        ...[NAMES[entry.status || ""], entry.owner || "", entry.due || "", entry.note || ""],
        isChanged(action) ? "yes" : "",
      ];
    });
  download(`checklist-${today()}.csv`, "text/csv", toCsv([head, ...rows]));
}

async function openFile(file) {
  if (file.size > LARGEST_FILE) return say("This file is too large to be a saved checklist.");
  const text = await file.text().catch(() => null);
  if (text === null) return say("This file cannot be read. Look whether it is still there, and choose it again.");
  const { refused, entries, dropped } = fromJson(text);
  if (refused) return say(refused);
  const size = Checklist.entries.size;
  if (size && !confirm(`Replace the ${size} entries of this page with the ${entries.size} of the file?`)) return;
  Checklist.replace(adoptMoved(entries));
  const rest = dropped ? ` ${dropped} entries could not be read and were left out.` : "";
  say(`Opened ${file.name}: ${entries.size} entries.${rest}`);
}

function openControl() {
  const input = make("input", { type: "file", accept: ".json,application/json" });
  input.addEventListener("change", async () => {
    if (input.files[0]) await openFile(input.files[0]);
    input.value = "";
  });
  return field("Open a saved file", input);
}

function printOpen() {
  const before = { ...wanted };
  Object.assign(wanted, { filter: "open", words: "" });
  showAll();
  print();
  Object.assign(wanted, before);
  showAll();
}

function clear() {
  if (!Checklist.entries.size || !confirm("Remove every tick, name, date and note from this browser?")) return;
  Checklist.replace(new Map());
  say("The checklist is empty.");
}

tools.append(
  total.element,
  make("div", { className: "controls" }, ...filterControls()),
  make(
    "div",
    { className: "controls" },
    button("Save in a file", save),
    openControl(),
    button("Export as CSV", exportCsv),
    button("Print what is open", printOpen),
    button("Clear", clear),
  ),
  shownCount,
  message,
);
tools.hidden = false;

actions.forEach(setupAction);
keepMoved();
Checklist.adopt = adoptMoved;
Checklist.listeners.push(showAll);
document.addEventListener("levelchange", showAll);
showAll();
list.dataset.ready = "";
