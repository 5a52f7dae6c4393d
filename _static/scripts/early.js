// Before the page is drawn: the reader's colours and level, so that nothing flashes or jumps,
// and the fonts of the first lines. A preload in the page itself is an error on file://.
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
  for (const face of location.protocol === "file:" ? [] : ["lato-regular", "lato-bold", "roboto-slab-bold"]) {
    const link = document.createElement("link");
    Object.assign(link, { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "" });
    link.href = `${root.dataset.root}_static/fonts/${face}.woff2`;
    document.head.append(link);
  }
})();
