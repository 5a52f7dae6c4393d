// The reader's checklist: what is ticked and written, by the stable id of each action.
// It never leaves the machine: there is no request anywhere in it.
const LIMITS = { note: 2000, owner: 200, text: 300 };
const MOST_ENTRIES = 5000;
const STATUSES = ["done", "na", ""];
const ID_FORM = /^[a-z0-9][a-z0-9.-]{0,199}$/;
const REVISION_FORM = /^[0-9a-f]{12}$/;
const DATE_FORM = /^\d{4}-\d{2}-\d{2}$/;

const textOf = (value, most) => (typeof value === "string" ? value.slice(0, most) : "");

// An entry with what it may hold and nothing else; null where nothing of it is of use.
function cleanEntry(entry) {
  if (!entry || typeof entry !== "object") return null;
  const clean = {
    status: STATUSES.includes(entry.status) ? entry.status : "",
    revision: REVISION_FORM.test(entry.revision) ? entry.revision : "",
    owner: textOf(entry.owner, LIMITS.owner),
    due: DATE_FORM.test(entry.due) ? entry.due : "",
    note: textOf(entry.note, LIMITS.note),
    text: textOf(entry.text, LIMITS.text),
  };
  return clean.status || clean.owner || clean.due || clean.note ? clean : null;
}

// The usable entries of an object from a file or from storage, which any local page can write.
function cleanEntries(object) {
  const entries = new Map();
  if (!object || typeof object !== "object") return entries;
  for (const [id, entry] of Object.entries(object).slice(0, MOST_ENTRIES)) {
    const clean = ID_FORM.test(id) ? cleanEntry(entry) : null;
    if (clean) entries.set(id, clean);
  }
  return entries;
}

const Checklist = {
  entries: new Map(),
  kept: true, // whether the browser could keep the last change
  listeners: [],

  load() {
    Checklist.take(Store.get("checklist"));
    Store.watch("checklist", (value) => {
      Checklist.take(value);
      Checklist.tell();
    });
  },

  // Takes over what storage holds; what cannot be read counts as nothing.
  take(value) {
    try {
      Checklist.entries = cleanEntries(JSON.parse(value || "{}"));
    } catch {
      Checklist.entries = new Map();
    }
  },

  get(id) {
    return Checklist.entries.get(id) || cleanEntry({ status: "" }) || {};
  },

  // Changes one entry and keeps all; another tab may have written since, so its entries stay.
  change(id, values) {
    if (Checklist.kept) Checklist.take(Store.get("checklist"));
    const clean = cleanEntry({ ...Checklist.get(id), ...values });
    if (clean) Checklist.entries.set(id, clean);
    else Checklist.entries.delete(id);
    Checklist.keep();
  },

  replace(entries) {
    Checklist.entries = entries;
    Checklist.keep();
  },

  keep() {
    const object = Object.fromEntries(Checklist.entries);
    const value = Checklist.entries.size ? JSON.stringify(object) : "";
    Checklist.kept = Store.set("checklist", value);
    Checklist.tell();
  },

  tell() {
    for (const listener of Checklist.listeners) listener();
  },
};
