"use strict";

// The threshold of one label, moved by hand: counts at each hundredth are in the report.
(() => {
  const form = document.getElementById("explorer");
  if (!form) return;
  const { draw, base, legendAbove, axis, shareAxis, line, colour, percent } = charts;
  const { label, threshold, at, reset } = form.elements, steps = Number(threshold.max);
  // The model's own threshold seldom is a whole hundredth: until the slider is moved, its own counts hold.
  let own = true;
  const figures = (curve, tp, fp) => {
    const fn = curve.positives - tp, tn = curve.negatives - fp;
    return { tp, fp, fn, tn, precision: tp + fp ? tp / (tp + fp) : null, recall: tp + fn ? tp / (tp + fn) : null, f1: tp + fp + fn ? 2 * tp / (2 * tp + fp + fn) : null };
  };

  const words = (name, value) => name === "f1" ? value.toFixed(3) : percent(value);
  const read = name => ({ valueFormatter: value => words(name, value) });

  const show = () => {
    const curve = report.thresholdCurves[label.value], all = Array.from({ length: steps + 1 }, (_, i) => figures(curve, curve.truePositives[i], curve.falsePositives[i]));
    const used = own && curve.inUse, now = used ? used.threshold : threshold.value / steps;
    const here = used ? figures(curve, used.truePositives, used.falsePositives) : all[threshold.value];
    at.textContent = used ? `${now.toFixed(3)}, the model's own` : now.toFixed(2);
    threshold.setAttribute("aria-valuetext", at.textContent);
    for (const out of form.querySelectorAll("[data-out]")) {
      const value = here[out.dataset.out];
      out.textContent = value === null ? "–" : ["precision", "recall", "f1"].includes(out.dataset.out) ? words(out.dataset.out, value) : value;
    }
    const of = name => all.map((x, i) => [i / steps, x[name]]).filter(x => x[1] !== null);
    draw(form.querySelector(".thresholds"), width => {
      const f1 = line("F1", of("f1"), colour("labels"), { tooltip: read("f1") });
      f1.markLine = { symbol: "none", silent: true, animation: false, label: { show: false }, lineStyle: { color: colour("ink"), type: "solid" }, data: [{ xAxis: now }] };
      const series = [f1, line("Precision", of("precision"), colour("labels"), { lineStyle: { type: "dashed", width: 1.5 }, tooltip: read("precision") }), line("Recall", of("recall"), colour("labels"), { lineStyle: { type: "dotted", width: 1.5 }, tooltip: read("recall") })];
      return base({ ...legendAbove(series, width), xAxis: axis("threshold"), yAxis: shareAxis(""), series });
    });
    const recall = form.querySelector(".precision-recall");
    if (recall) draw(recall, width => precisionRecall(curve.label, here, width));
  };

  // The chosen label's curve before those of all others.
  const precisionRecall = (name, here, width) => {
    const points = curve => curve.recall.map((x, i) => [x, curve.precision[i]]);
    const curves = report.precisionRecallCurves, chosen = curves.find(x => x.label === name);
    const series = curves.filter(x => x !== chosen).map(x => line("Other labels", points(x), colour("faint"), { silent: true, lineStyle: { width: 1.2 } }));
    if (chosen) series.push(line("This label", points(chosen), colour("labels"), { lineStyle: { width: 2.5 } }));
    if (here.precision !== null && here.recall !== null) series.push({ name: "At the threshold", type: "scatter", data: [[here.recall, here.precision]], symbolSize: 12, itemStyle: { color: colour("ink") } });
    const names = [...new Map(series.map(x => [x.name, x])).values()];
    return base({ ...legendAbove(names, width), xAxis: shareAxis("recall", { nameGap: 28 }), yAxis: shareAxis("precision"), tooltip: { show: false }, series });
  };

  const back = () => {
    own = true;
    threshold.value = Math.round((report.thresholdCurves[label.value].inUse?.threshold ?? 0.5) * steps);
    show();
  };
  form.hidden = false;
  form.addEventListener("submit", event => event.preventDefault());
  label.addEventListener("change", back);
  threshold.addEventListener("input", () => { own = false; show(); });
  reset.addEventListener("click", back);
  back();
})();
