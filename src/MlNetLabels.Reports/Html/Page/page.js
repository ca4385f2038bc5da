"use strict";

// The viewer: a copy of the picture's figure, larger, with all that is known about it.
(() => {
  const viewer = document.getElementById("viewer"), content = viewer.querySelector(".content");
  let shown = null;
  function show(figure) {
    shown = figure;
    const copy = figure.cloneNode(true);
    const button = copy.querySelector(".picture"), frame = document.createElement("div");
    frame.className = "picture";
    frame.append(...button.childNodes);
    button.replaceWith(frame);
    content.replaceChildren(copy);
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

// A click on a wrong cell of the confusion matrix shows the images behind it.
(() => {
  const gallery = document.getElementById("mistakes")?.parentElement.querySelector("#mistakes ~ .gallery");
  const cells = document.querySelectorAll("button.cell");
  if (!gallery) { cells.forEach(x => { x.disabled = true; }); return; }
  const bar = document.createElement("p"), words = document.createElement("span"), all = document.createElement("button");
  bar.className = "filtered"; bar.hidden = true; bar.tabIndex = -1;
  all.type = "button"; all.textContent = "Show all mistakes";
  bar.append(words, all);
  gallery.before(bar);
  const filter = wanted => {
    let count = 0;
    for (const shot of gallery.children) {
      shot.hidden = !!wanted && (shot.dataset.truth !== wanted.truth || shot.dataset.given !== wanted.given);
      if (!shot.hidden) count++;
    }
    bar.hidden = !wanted;
    bar.style.display = wanted ? "" : "none";
    if (wanted) words.textContent = `${count || "None"} of the pictures here: is \u2068${wanted.truth}\u2069, taken for \u2068${wanted.given}\u2069`;
  };
  bar.style.display = "none";
  all.addEventListener("click", () => filter(null));
  cells.forEach(cell => cell.addEventListener("click", () => { filter(cell.dataset); bar.scrollIntoView({ block: "center" }); bar.focus(); }));
})();

// The threshold of one label, moved by hand: counts at each hundredth are in the report.
(() => {
  const form = document.getElementById("explorer");
  if (!form) return;
  const { label, threshold, at, reset } = form.elements, steps = Number(threshold.max);
  const own = () => Number(label.selectedOptions[0].dataset.threshold);
  const figures = (curve, step) => {
    const tp = curve.truePositives[step], fp = curve.falsePositives[step], fn = curve.positives - tp, tn = curve.negatives - fp;
    return { tp, fp, fn, tn, precision: tp + fp ? tp / (tp + fp) : null, recall: tp + fn ? tp / (tp + fn) : null, f1: tp + fp + fn ? 2 * tp / (2 * tp + fp + fn) : null };
  };
  const show = () => {
    const curve = report.thresholdCurves[label.value], now = Number(threshold.value), all = Array.from({ length: steps + 1 }, (_, i) => figures(curve, i));
    at.textContent = (now / steps).toFixed(2);
    for (const out of form.querySelectorAll("[data-out]")) {
      const value = all[now][out.dataset.out];
      out.textContent = value === null ? "–" : ["precision", "recall", "f1"].includes(out.dataset.out) ? value.toFixed(3) : value;
    }
    const { draw, base, lineLegend, axis, shareAxis, line, colour } = charts;
    const of = name => all.map((x, i) => [i / steps, x[name]]).filter(x => x[1] !== null);
    draw(form.querySelector(".thresholds"), () => {
      const f1 = line("F1", of("f1"), colour("labels"));
      f1.markLine = { symbol: "none", silent: true, animation: false, label: { show: false }, lineStyle: { color: colour("ink"), type: "solid" }, data: [{ xAxis: now / steps }] };
      return base({ ...lineLegend(), xAxis: axis("threshold"), yAxis: shareAxis(""), series: [f1, line("Precision", of("precision"), colour("labels"), { lineStyle: { type: "dashed", width: 1.5 } }), line("Recall", of("recall"), colour("labels"), { lineStyle: { type: "dotted", width: 1.5 } })], tooltip: { ...base().tooltip, valueFormatter: x => x.toFixed(3) } });
    });
    draw(form.querySelector(".precision-recall"), () => {
      const points = all.filter(x => x.precision !== null && x.recall !== null).map(x => [x.recall, x.precision]);
      const here = all[now].precision === null || all[now].recall === null ? [] : [[all[now].recall, all[now].precision]];
      return base({ legend: { show: false }, grid: { left: 56, right: 16, top: 16, bottom: 46 }, xAxis: axis("recall"), yAxis: shareAxis("precision"), tooltip: { show: false },
        series: [line("All thresholds", points, colour("labels")), { type: "scatter", data: here, symbolSize: 12, itemStyle: { color: colour("ink") } }] });
    });
  };
  const back = () => { threshold.value = Math.round(own() * steps); show(); };
  form.hidden = false;
  form.addEventListener("submit", event => event.preventDefault());
  label.addEventListener("change", back);
  threshold.addEventListener("input", show);
  reset.addEventListener("click", back);
  back();
})();

// The menu says where the reader is.
(() => {
  const links = new Map([...document.querySelectorAll("nav a")].map(x => [x.hash.slice(1), x]));
  const watch = new IntersectionObserver(entries => {
    for (const entry of entries) if (entry.isIntersecting) {
      links.forEach(x => x.removeAttribute("aria-current"));
      const link = links.get(entry.target.id), list = link.closest("ul");
      link.setAttribute("aria-current", "true");
      list.scrollLeft = link.offsetLeft - list.offsetLeft - 40;
    }
  }, { rootMargin: "-20% 0px -75% 0px" });
  document.querySelectorAll("main > section").forEach(x => watch.observe(x));
})();
