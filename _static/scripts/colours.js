// Light, dark, or as the device has it.
function setupColours() {
  const select = document.getElementById("colours");
  const show = (theme) => {
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    select.value = document.documentElement.dataset.theme || "";
  };
  show(document.documentElement.dataset.theme);
  select.addEventListener("change", () => {
    Store.set("theme", select.value);
    show(select.value);
  });
  Store.watch("theme", show);
}
