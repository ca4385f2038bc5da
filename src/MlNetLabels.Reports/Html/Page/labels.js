"use strict";

// The threshold of one label, moved by hand: counts at each hundredth are in the report.
(() => {
  const form = document.getElementById("explorer");
  if (!form) return;
  const { draw, base, lineLegend, axis, shareAxis, line, colour } = charts;
  const { label, threshold, at, reset } = form.elements, steps = Number(threshold.max);
  const own = () => Number(label.selectedOptions[0].dataset.threshold);
  // Between hundredths the model's own threshold stands where the slider cannot: its place is the hundredth just above or at it.
  const place = () => Math.ceil(own() * steps - 1e-9);
  const figures = (curve, step) => {
    const tp = curve.truePositives[step], fp = curve.falsePositives[step], fn = curve.positives - tp, tn = curve.negatives - fp;
    return { tp, fp, fn, tn, precision: tp + fp ? tp / (tp + fp) : null, recall: tp + fn ? tp / (tp + fn) : null, f1: tp + fp + fn ? 2 * tp / (2 * tp + fp + fn) : null };
  };

  const show = () => {
    const curve = report.thresholdCurves[label.value], now = Number(threshold.value), all = Array.from({ length: steps + 1 }, (_, i) => figures(curve, i));
    at.textContent = (now / steps).toFixed(2);
    threshold.setAttribute("aria-valuetext", at.textContent);
    for (const out of form.querySelectorAll("[data-out]")) {
      const value = all[now][out.dataset.out];
      out.textContent = value === null ? "–" : ["precision", "recall", "f1"].includes(out.dataset.out) ? value.toFixed(3) : value;
    }
    const of = name => all.map((x, i) => [i / steps, x[name]]).filter(x => x[1] !== null);
    draw(form.querySelector(".thresholds"), () => {
      const f1 = line("F1", of("f1"), colour("labels"));
      f1.markLine = { symbol: "none", silent: true, animation: false, label: { show: false }, lineStyle: { color: colour("ink"), type: "solid" }, data: [{ xAxis: now / steps }] };
      return base({ ...lineLegend(), xAxis: axis("threshold"), yAxis: shareAxis(""), series: [f1, line("Precision", of("precision"), colour("labels"), { lineStyle: { type: "dashed", width: 1.5 } }), line("Recall", of("recall"), colour("labels"), { lineStyle: { type: "dotted", width: 1.5 } })], tooltip: { ...base().tooltip, valueFormatter: x => x.toFixed(3) } });
    });
    draw(form.querySelector(".precision-recall"), () => precisionRecall(curve.label, all[now]));
  };

  // The chosen label's curve before those of all others.
  const precisionRecall = (name, here) => {
    const points = curve => curve.recall.map((x, i) => [x, curve.precision[i]]);
    const curves = report.precisionRecallCurves ?? [], chosen = curves.find(x => x.label === name);
    const series = curves.filter(x => x !== chosen).map(x => line("Other labels", points(x), colour("line"), { silent: true, lineStyle: { width: 1.2 } }));
    if (chosen) series.push(line("This label", points(chosen), colour("labels"), { lineStyle: { width: 2.5 } }));
    if (here.precision !== null && here.recall !== null) series.push({ name: "At the threshold", type: "scatter", data: [[here.recall, here.precision]], symbolSize: 12, itemStyle: { color: colour("ink") } });
    return base({ xAxis: axis("recall"), yAxis: shareAxis("precision"), tooltip: { show: false }, series });
  };

  const back = () => { threshold.value = place(); show(); };
  form.hidden = false;
  form.addEventListener("submit", event => event.preventDefault());
  label.addEventListener("change", back);
  threshold.addEventListener("input", show);
  reset.addEventListener("click", back);
  back();
})();
