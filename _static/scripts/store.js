// What the reader chose, under prefixed keys: on file:// all local pages share one storage.
const PREFIX = "election-security-guide.";

const Store = {
  get(name) {
    try {
      return localStorage.getItem(PREFIX + name);
    } catch {
      return null;
    }
  },

  // Returns whether it could be kept; a full or forbidden storage keeps nothing.
  set(name, value) {
    try {
      if (value) localStorage.setItem(PREFIX + name, value);
      else localStorage.removeItem(PREFIX + name);
      return true;
    } catch {
      return false;
    }
  },

  // Calls back with the new value when another tab has changed it, also while the page lay in
  // the browser's cache for the way back, where it is told of nothing.
  watch(name, changed) {
    addEventListener("storage", (event) => {
      if (event.key === PREFIX + name) changed(event.newValue);
    });
    addEventListener("pageshow", (event) => {
      if (event.persisted) changed(Store.get(name));
    });
  },
};
