"use strict";

// Galleries show what fits a text, a class or label, and a verdict.
(() => {
  const form = document.getElementById("gallery-filter");
  if (!form) return;
  const galleries = document.querySelectorAll(".filtered"), shots = document.querySelectorAll(".filtered .shot");
  if (shots.length === 0) return;
  form.hidden = false;
  const lower = text => text.toLowerCase();
  function fits(shot, { text, name, verdict }) {
    return lower(shot.querySelector(".file").title).includes(lower(text.value))
      && (name.value === "" || shot.dataset.names.split("\n").includes(name.value))
      && (verdict.value === "" || shot.dataset.verdict === verdict.value);
  }
  function show() {
    let left = 0;
    for (const shot of shots) {
      shot.hidden = !fits(shot, form.elements);
      if (!shot.hidden) left++;
    }
    for (const gallery of galleries) gallery.hidden = !gallery.querySelector(".shot:not([hidden])");
    form.querySelector("output").textContent = left === shots.length ? "" : `${left} of ${shots.length} pictures`;
  }
  form.addEventListener("input", show);
  form.addEventListener("submit", event => event.preventDefault());
})();
