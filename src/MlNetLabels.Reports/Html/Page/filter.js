"use strict";

// A section shows what fits a text, a class or label, and a verdict. Rows of a table have no file to ask for.
for (const form of document.querySelectorAll("form.filter")) {
  const section = form.closest("section"), items = [...section.querySelectorAll("[data-names]")];
  if (items.length === 0) continue;
  const pictures = items.filter(item => item.matches("figure")), rest = pictures.length < items.length ? "; counts are of all images" : "", groups = section.querySelectorAll(".filtered");
  const lower = text => text.toLowerCase();
  const has = (value, key) => value === "" || key.split("\n").includes(value);
  // Verdicts that no picture has are no choice.
  const verdicts = form.elements.verdict;
  for (const option of [...verdicts.options])
    if (option.value !== "" && !pictures.some(item => has(option.value, item.dataset.verdict ?? ""))) option.remove();
  verdicts.closest("label").hidden = verdicts.options.length === 1;
  function fits(item, { text, name, verdict }) {
    const file = item.querySelector(".file");
    return (!file || lower(file.title).includes(lower(text.value)))
      && has(name.value, item.dataset.names) && (!item.matches("figure") || has(verdict.value, item.dataset.verdict ?? ""));
  }
  function show() {
    for (const item of items) item.hidden = !fits(item, form.elements);
    for (const group of groups) group.hidden = !group.querySelector("figure[data-names]:not([hidden])");
    const left = pictures.filter(item => !item.hidden).length;
    form.querySelector("output").textContent = left === pictures.length ? "" : `${left} of ${pictures.length} pictures${rest}`;
  }
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", event => event.preventDefault());
}
