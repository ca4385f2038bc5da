"use strict";

// Small pictures lie in the page once and are shown in many places.
(() => {
  const pictures = JSON.parse(document.getElementById("small-pictures").textContent);
  for (const image of document.querySelectorAll("img[data-picture]")) image.src = pictures[image.dataset.picture];
  report.smallPictures = pictures;
})();

// The viewer: a copy of the picture's figure, larger, with all that is known about it.
(() => {
  const viewer = document.getElementById("viewer"), content = viewer.querySelector(".content");
  let shown = null;
  function show(figure) {
    shown = figure;
    const copy = figure.cloneNode(true), button = copy.querySelector(".picture"), frame = document.createElement("div");
    frame.className = "picture";
    frame.append(...button.childNodes);
    button.replaceWith(frame);
    content.replaceChildren(copy);
    viewer.setAttribute("aria-label", button.getAttribute("aria-label"));
    if (!viewer.open) viewer.showModal();
  }
  function step(by) {
    const all = [...shown.parentElement.children].filter(x => !x.hidden);
    show(all[(all.indexOf(shown) + by + all.length) % all.length]);
  }
  document.addEventListener("click", event => {
    const picture = event.target.closest("main button.picture");
    if (picture) show(picture.closest(".shot"));
  });
  viewer.addEventListener("click", event => {
    if (event.target === viewer || event.target.closest(".close")) viewer.close();
    const by = event.target.closest(".step")?.dataset.step;
    if (by) step(Number(by));
  });
  viewer.addEventListener("keydown", event => {
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  viewer.addEventListener("close", () => shown?.querySelector(".picture").focus());
})();
