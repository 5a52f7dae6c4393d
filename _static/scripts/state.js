// The reader's checklist: what is ticked and written, by the stable id of each action.
// It never leaves the machine: there is no request anywhere in it.
const LIMITS = { note: 2000, owner: 200, text: 300 };
const MOST_ENTRIES = 5000;
const STATUSES = ["done", "na", ""];
const ID_FORM = /^[a-z0-9][a-z0-9.-]{0,199}$/;
const REVISION_FORM = /^[0-9a-f]{12}$/;
const DATE_FORM = /^\d{4}-\d{2}-\d{2}$/;

const textOf = (value, most) => (typeof value === "string" ? value.slice(0, most) : "");

const formed = (value, form) => (typeof value === "string" && form.test(value) ? value : "");

const isRecord = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

const dateOf = (value) => (Number.isNaN(Date.parse(value)) ? "" : formed(value, DATE_FORM));

// An entry with what it may hold and nothing else; null where nothing of it is of use.
function cleanEntry(entry) {
  if (!isRecord(entry)) return null;
  const clean = {
    status: STATUSES.includes(entry.status) ? entry.status : "",
    revision: formed(entry.revision, REVISION_FORM),
    owner: textOf(entry.owner, LIMITS.owner),
    due: dateOf(entry.due),
    note: textOf(entry.note, LIMITS.note),
    text: textOf(entry.text, LIMITS.text),
  };
  return clean.status || clean.owner || clean.due || clean.note ? clean : null;
}

// The usable entries of an object from a file or from storage, which any local page can write.
function cleanEntries(object) {
  const entries = new Map();
  for (const [id, entry] of Object.entries(object).slice(0, MOST_ENTRIES)) {
    const clean = ID_FORM.test(id) ? cleanEntry(entry) : null;
    if (clean) entries.set(id, clean);
  }
  return entries;
}

// The entries in what storage holds; null where that was wiped or is not ours.
function storedEntries(value) {
  try {
    const object = JSON.parse(value);
    return isRecord(object) ? cleanEntries(object) : null;
  } catch {
    return null;
  }
}

const Checklist = {
  entries: new Map(),
  kept: true, // whether the browser could keep the last change
  listeners: [],
  adopt: (entries) => entries, // on the checklist: what another version of the guide has written

  load() {
    Checklist.take(Store.get("checklist"));
    Store.watch("checklist", (value) => {
      Checklist.take(value);
      Checklist.tell();
    });
  },

  // Takes over what storage holds. Where it was wiped, what the page holds counts; what it could
  // not keep stays beside what another tab has written.
  take(value) {
    const found = storedEntries(value);
    if (!found) return;
    const stored = Checklist.adopt(found);
    Checklist.entries = Checklist.kept ? stored : new Map([...stored, ...Checklist.entries]);
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
    Checklist.kept = Store.set("checklist", JSON.stringify(object)); // {} is empty, nothing is wiped
    Checklist.tell();
  },

  tell() {
    for (const listener of Checklist.listeners) listener();
  },
};
