// A table that fits needs no box that can be scrolled: it leaves the tab order and the landmarks.
function setupTables() {
  const boxes = [...document.querySelectorAll(".table-box")];
  const names = new Map(boxes.map((box) => [box, box.getAttribute("aria-label")]));
  const update = () => {
    const wide = boxes.map((box) => box.scrollWidth > box.clientWidth);
    boxes.forEach((box, number) => {
      if (wide[number]) {
        box.tabIndex = 0;
        box.setAttribute("role", "region");
        box.setAttribute("aria-label", names.get(box));
      } else {
        for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
      }
    });
  };
  update();
  addEventListener("resize", update);
}
