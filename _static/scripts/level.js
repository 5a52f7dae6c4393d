// The reader's level: its actions come first, the others are folded behind a control.
const chosenLevel = () => document.documentElement.dataset.level || "";

const isFor = (item, level) => !level || item.dataset.levels.split(" ").includes(level);

function setupLevel() {
  const selects = document.querySelectorAll("[data-level-select]");
  const known = selects.length ? [...selects[0].options].map((option) => option.value) : [];
  const asked = new URLSearchParams(location.search).get("level");
  const sections = [...document.querySelectorAll(".rst-content section")].filter(isLevelSection);
  const order = new Map(sections.map((section) => [section, section.nextSibling]));

  const show = (wanted) => {
    const level = known.includes(wanted) ? wanted : "";
    if (level) document.documentElement.dataset.level = level;
    else delete document.documentElement.dataset.level;
    for (const select of selects) select.value = level;
    sections.forEach(unfold);
    for (const section of [...sections].reverse()) {
      section.parentNode.insertBefore(section, order.get(section));
    }
    foldOthers(sections, level, () => choose(""));
    openTarget();
    document.dispatchEvent(new CustomEvent("levelchange"));
  };
  const choose = (level) => {
    Store.set("level", level);
    show(level);
  };
  for (const select of selects) select.addEventListener("change", () => choose(select.value));
  Store.watch("level", (level) => show(level || ""));
  addEventListener("hashchange", openTarget);
  show(known.includes(asked) ? asked : chosenLevel());
}

// Whether a section holds actions and no section that does.
function isLevelSection(section) {
  const actions = section.querySelectorAll("li[data-levels]");
  return actions.length > 0 && [...actions].every((item) => item.closest("section") === section)
    && section.parentNode.closest("section section") !== null;
}

function unfold(section) {
  const fold = section.querySelector(":scope > .fold");
  if (!fold) return;
  fold.querySelector("summary").remove();
  fold.replaceWith(...fold.childNodes);
}

function fold(section) {
  const actions = section.querySelectorAll("li[data-levels]").length;
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  details.className = "fold";
  const name = document.querySelector("[data-level-select]").selectedOptions[0].textContent;
  summary.textContent = `${actions === 1 ? "1 action" : `${actions} actions`}, not for ${name}`;
  const nodes = [...section.childNodes];
  const heading = nodes.findIndex((node) => /^H\d$/.test(node.nodeName));
  const link = nodes[heading + 1]?.className === "headerlink" ? 1 : 0; // stays with its heading
  details.append(summary, ...nodes.slice(heading + link + 1));
  section.append(details);
}

function foldOthers(sections, level, showAll) {
  document.querySelector(".level-note")?.remove();
  const others = sections.filter(
    (section) => ![...section.querySelectorAll("li[data-levels]")].some((item) => isFor(item, level)),
  );
  for (const section of others) {
    fold(section);
    section.parentNode.append(section);
  }
  const above = others.length ? others[0].parentNode : null;
  (above?.querySelector("h2 + .headerlink") ?? above?.querySelector("h2"))?.after(levelNote(showAll));
}

function levelNote(showAll) {
  const note = document.createElement("p");
  const button = document.createElement("button");
  note.className = "level-note";
  note.append("The actions of your level come first; the others are folded. ", button);
  button.type = "button";
  button.textContent = "Show all levels";
  button.addEventListener("click", () => {
    showAll();
    document.querySelector("[data-level-select]").focus();
  });
  return note;
}

// The element that a hash names; null where it names none or is no proper text.
function targetOf(hash) {
  try {
    return document.getElementById(decodeURIComponent(hash.slice(1)));
  } catch {
    return null;
  }
}

// A link to a folded action opens its fold.
function openTarget() {
  const target = targetOf(location.hash);
  const folded = target && target.closest("details.fold");
  if (!folded || folded.open) return;
  folded.open = true;
  target.scrollIntoView();
}
