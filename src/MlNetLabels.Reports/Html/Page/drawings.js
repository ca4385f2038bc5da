"use strict";

// Draws every element with data-chart from the report's own data.
(() => {
  const { draw, base, legendAbove, axis, shareAxis, line, diagonal, colour, headColour, headTitle, percent, short } = charts;
  const shares = summary => summary.histogram.map(n => summary.count ? n / summary.count : 0);
  const percentAxis = name => axis(name, { axisLabel: { color: colour("muted"), fontSize: 11, hideOverlap: true, formatter: percent } });
  const hatched = tone => ({ color: "transparent", borderColor: tone, borderWidth: 1.2, decal: { symbol: "rect", color: tone, dashArrayX: [1, 0], dashArrayY: [1.5, 4], rotation: -Math.PI / 4 } });

  // One scale for the heads beside each other, so that heights compare.
  const highest = set => {
    const all = Object.values(report.confidence).flatMap(x => [x.inDomain, ...(set !== undefined && x.outOfDomain[set] ? [x.outOfDomain[set]] : [])]).flatMap(shares);
    return Math.min(1, Math.max(.2, Math.ceil(Math.max(...all) * 5) / 5));
  };

  const kinds = {
    confidence({ head, set }) {
      const confidence = report.confidence[head], bins = confidence.inDomain.histogram.length, tone = headColour(head);
      const bars = (name, summary, style) => ({
        name, type: "bar", barGap: "-100%", barCategoryGap: "8%", itemStyle: style,
        data: shares(summary).map((y, i) => ({ value: [(i + 0.5) / bins, y], ...(y === 0 && { itemStyle: { borderWidth: 0 } }) })),
      });
      const series = [bars("In domain", confidence.inDomain, { color: tone, opacity: .62 })];
      if (set !== undefined) series.push(bars("Out of domain", confidence.outOfDomain[set], hatched(tone)));
      return base({
        xAxis: axis("largest probability"), yAxis: shareAxis("share of images", { max: highest(set) }), series,
        tooltip: { ...base().tooltip, formatter: items => [`${(items[0].value[0] - 0.5 / bins).toFixed(2)} to ${(items[0].value[0] + 0.5 / bins).toFixed(2)}`, ...items.filter(x => x.value[1] > 0).map(x => `${x.seriesName}: ${percent(x.value[1])}`)].join("\n") },
      });
    },
    coverage({ set }, width) {
      const above = summary => summary.shareAbove.map((share, step) => [step / (summary.shareAbove.length - 1), share]);
      const series = Object.entries(report.confidence).filter(([, x]) => x.outOfDomain[set]).flatMap(([head, x]) => [
        line(headTitle(head) + " in", above(x.inDomain), headColour(head)),
        line(headTitle(head) + " out", above(x.outOfDomain[set]), headColour(head), { lineStyle: { type: "dashed" } }),
      ]);
      return base({ ...legendAbove(series, width), xAxis: axis("largest probability above"), yAxis: shareAxis("share of images"), series, tooltip: { ...base().tooltip, valueFormatter: percent } });
    },
    roc({ set }, width) {
      const dashes = ["solid", "dashed", "dotted", [10, 3, 2, 3], [2, 6]], seen = {};
      // Scores that cannot differ share a line, as they share a row of the table.
      const alike = Map.groupBy(report.rocCurves.filter(x => x.set === set), x => [x.head, ...[.01, .05, .1, .2, .5].map(rate => percent(x.truePositiveRate[x.falsePositiveRate.findLastIndex(y => y <= rate)] ?? 0))].join());
      // Of many scores, which mostly lie on top of each other, the one that decides and each head's own probability are there at first.
      const check = report.domainCheck, first = [check?.score, "max-probability", "max-label-probability"], shown = ["the cut"];
      const series = [...alike.values()].map(same => {
        const x = first.map(score => same.find(y => y.score === score)).find(y => y) ?? same[0], more = same.length - 1;
        seen[x.head] = (seen[x.head] ?? -1) + 1;
        const name = short(x.score) + (more ? ` and ${more} like it` : "");
        if (first.includes(x.score)) shown.push(name);
        return line(name, x.falsePositiveRate.map((rate, i) => [rate, x.truePositiveRate[i]]), headColour(x.head), { lineStyle: { type: dashes[seen[x.head] % dashes.length] } });
      });
      const decides = check && report.outOfDomain.find(x => x.set === set && x.score === check.score);
      if (decides?.rejected !== undefined && check.testCoverage !== undefined)
        series.push({ name: "the cut", type: "scatter", symbolSize: 12, itemStyle: { color: colour("ink") }, data: [[1 - check.testCoverage, decides.rejected]] });
      const { legend, grid } = legendAbove(series, width);
      if (series.length > 6 && check) legend.selected = Object.fromEntries(series.map(x => [x.name, shown.includes(x.name)]));
      return base({ legend, grid, xAxis: percentAxis("in-domain images flagged"), yAxis: shareAxis("out-of-domain images flagged"), series: [...series, diagonal()], tooltip: { show: false } });
    },
    risk({ head }, width) {
      const series = report.riskCoverage.filter(x => x.head === head).map((x, i) =>
        line(short(x.confidence), x.coverage.map((coverage, k) => [coverage, x.risk[k]]), i ? colour("embedding") : headColour(head), { step: "start" }));
      return base({ ...legendAbove(series, width), xAxis: percentAxis("images answered"), yAxis: shareAxis("wrong among them", { max: null }), series, tooltip: { ...base().tooltip, valueFormatter: percent } });
    },
    reliability({ head }, width) {
      const tone = headColour(head), all = report.calibration[head];
      const points = (name, diagram, more) => line(name, diagram.bins.filter(x => x.count > 0).map(x => [x.meanProbability, x.observed, x.count]), tone, { symbol: "circle", symbolSize: 9, ...more });
      // Outlines, since bins may be of any width and need not touch.
      const counts = (name, diagram, more) => line(name, diagram.bins.filter(x => x.count > 0).flatMap(x => [[x.lower, 0], [x.lower, x.count], [x.upper, x.count], [x.upper, 0]]), tone, { xAxisIndex: 1, yAxisIndex: 1, silent: true, ...more });
      const series = [];
      if (all.before) series.push(points("Before calibration", all.before, { lineStyle: { type: "dashed", width: 1 }, itemStyle: { color: colour("paper"), borderColor: tone, borderWidth: 1.5 } }), counts("Before calibration", all.before, { lineStyle: { type: "dashed", width: 1 } }));
      const after = all.before ? "After calibration" : "As trained";
      if (all.after) series.push(points(after, all.after), counts(after, all.after, { lineStyle: { width: 1 }, areaStyle: { color: tone, opacity: .45 } }));
      // Consistency band (Broecker and Smith 2007): where a point lies by chance alone.
      for (const [diagram, thick] of [[all.before, 2], [all.after, 5]])
        for (const x of diagram?.bins ?? [])
          if (x.count > 0 && x.consistentLow !== undefined)
            series.push(line("Consistent", [[x.meanProbability, x.consistentLow], [x.meanProbability, x.consistentHigh]], colour("muted"), { lineStyle: { width: thick, opacity: .35 }, silent: true, z: 1 }));
      // Both plots begin and end at the same place, however wide their numbers are.
      const { top } = legendAbove([...new Map(series.map(x => [x.name, x])).values()], width, 22).grid;
      const grid = { ...base().grid, top, left: 66, outerBoundsMode: "none" };
      return base({
        grid: [{ ...grid, bottom: 130 }, { ...grid, top: null, height: 58 }],
        xAxis: [axis("", { axisLabel: { show: false } }), axis("stated probability", { gridIndex: 1 })],
        yAxis: [shareAxis("right"), axis("predictions", { gridIndex: 1, max: null, nameGap: 40, splitNumber: 2, axisLine: { show: false }, splitLine: { show: true, lineStyle: { color: colour("line") } } })],
        series: [...series, diagonal()],
        tooltip: { ...base().tooltip, trigger: "item", formatter: x => `${x.seriesName}\nstated ${x.value[0].toFixed(3)}, right ${percent(x.value[1])}\n${x.value[2]} predictions` },
      });
    },
    cardinality() {
      const sets = report.labelSets, tone = headColour("labels"), numbers = sets.labelsPerImageTrue.map((_, i) => String(i));
      const bars = (name, data, itemStyle) => ({ name, type: "bar", data, itemStyle, barMaxWidth: 36 });
      return base({
        xAxis: axis("labels per image", { type: "category", min: null, max: null, data: numbers }),
        yAxis: axis("images", { max: null, nameGap: 40, axisLine: { show: false }, splitLine: { show: true, lineStyle: { color: colour("line") } } }),
        series: [bars("True", sets.labelsPerImageTrue, { color: colour("muted"), opacity: .6 }), bars("Given by the model", sets.labelsPerImagePredicted, { color: tone })],
      });
    },
    l2({ head }, width) {
      const { lambda, path } = report.model.l2[head], tone = headColour(head);
      const of = name => path.filter(x => x[name] !== undefined && x.lambda > 0).map(x => [x.lambda, x[name]]);
      const validation = line("Cross-validation", of("validationLoss"), tone, { symbol: "circle", symbolSize: 6 });
      if (lambda > 0) validation.markLine = { symbol: "none", silent: true, lineStyle: { color: colour("muted"), type: "dotted" }, label: { formatter: "chosen", color: colour("muted") }, data: [{ xAxis: lambda }] };
      const series = [validation];
      if (of("trainLoss").length) series.push(line("Training", of("trainLoss"), tone, { lineStyle: { type: "dashed", width: 1 } }));
      const { legend, grid } = legendAbove(series, width);
      return base({
        legend, grid: { ...grid, top: grid.top + 12 },
        xAxis: axis("penalty λ", { type: "log", min: "dataMin", max: "dataMax", axisLabel: { color: colour("muted"), formatter: x => x.toExponential(0) } }),
        yAxis: axis("mean loss", { min: null, max: null, nameGap: 40, scale: true, splitLine: { show: true, lineStyle: { color: colour("line") } } }), series,
        tooltip: { ...base().tooltip, valueFormatter: x => x.toFixed(4) },
      });
    },
  };

  for (const element of document.querySelectorAll("[data-chart]")) draw(element, width => kinds[element.dataset.chart](element.dataset, width));
})();
