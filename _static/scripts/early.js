// Before the page is drawn: the reader's colours and level, so that nothing flashes or jumps.
(() => {
  const root = document.documentElement;
  root.dataset.scripts = "";
  for (const name of ["theme", "level"]) {
    try {
      const value = localStorage.getItem(`election-security-guide.${name}`);
      if (value && /^[a-z0-9]{1,8}$/.test(value)) root.dataset[name] = value;
    } catch {
      // Storage is forbidden: the page shows as it is without a choice.
    }
  }
})();
