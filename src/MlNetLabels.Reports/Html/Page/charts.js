// Draws every element with data-chart from the report's own data. Colour = head, solid = in domain, hatched or dashed = out of domain.
"use strict";
const report = JSON.parse(document.getElementById("report-data").textContent);

const charts = (() => {
  const drawn = new Map();
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const headColour = head => colour(head === "softmax" || head === "labels" ? head : "embedding");
  const headTitle = head => ({ softmax: "Softmax", labels: "Labels" })[head] || head;
  const percent = value => (value * 100).toFixed(value > 0 && value < 0.0995 ? 1 : 0) + "%";
  const short = (text, most = 28) => [...text].length > most ? [...text].slice(0, most - 1).join("") + "…" : text;

  function axis(name, more) {
    return {
      type: "value", min: 0, max: 1, name, nameLocation: "middle", nameGap: 28,
      nameTextStyle: { color: colour("muted"), fontSize: 12 },
      axisLabel: { color: colour("muted"), fontSize: 11, hideOverlap: true },
      axisLine: { show: true, lineStyle: { color: colour("line") } }, axisTick: { show: false },
      splitLine: { show: false }, ...more,
    };
  }
  const shareAxis = (name, more) => axis(name, { nameGap: 40, splitLine: { show: true, lineStyle: { color: colour("line") } }, axisLine: { show: false }, ...more,
    axisLabel: { color: colour("muted"), fontSize: 11, formatter: percent } });

  // Long and flat keys show a line's dashes; charts with four or more lines need two rows of them.
  const lineLegend = (count = 2) => ({ legend: { ...base().legend, itemWidth: 32, itemHeight: 0 }, grid: { ...base().grid, top: count > 2 ? 62 : 40 } });

  function base(more) {
    return {
      animation: false, backgroundColor: "transparent",
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colour("ink") },
      grid: { left: 56, right: 16, top: 40, bottom: 46 },
      legend: { top: 4, left: 0, itemWidth: 22, itemHeight: 10, itemGap: 14, textStyle: { color: colour("muted"), fontSize: 12 } },
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: colour("paper"), borderColor: colour("line"), textStyle: { color: colour("ink"), fontSize: 12 } },
      ...more,
    };
  }

  const line = (name, data, tone, more) => ({ name, type: "line", data, symbol: "none", itemStyle: { color: tone }, lineStyle: { color: tone, width: 2, ...(more || {}).lineStyle }, ...without(more, "lineStyle") });
  const without = (object, key) => Object.fromEntries(Object.entries(object || {}).filter(([name]) => name !== key));
  const diagonal = () => ({ type: "line", data: [[0, 0], [1, 1]], symbol: "none", silent: true, tooltip: { show: false }, lineStyle: { color: colour("muted"), width: 1, type: "dotted" } });

  const shares = summary => summary.histogram.map(n => summary.count ? n / summary.count : 0);

  // One scale for the heads beside each other, so that heights compare.
  const highest = set => {
    const all = Object.values(report.confidence).flatMap(x => [x.inDomain, ...(set !== undefined && x.outOfDomain[set] ? [x.outOfDomain[set]] : [])]).flatMap(shares);
    return Math.min(1, Math.ceil(Math.max(...all) * 10) / 10);
  };

  const kinds = {
    confidence({ head, set }) {
      const confidence = report.confidence[head], bins = confidence.inDomain.histogram.length, tone = headColour(head);
      const bars = (name, summary, style) => ({
        name, type: "bar", barGap: "-100%", barCategoryGap: "8%", itemStyle: style,
        data: shares(summary).map((y, i) => [(i + 0.5) / bins, y]).filter(x => x[1] > 0),
      });
      const series = [bars("In domain", confidence.inDomain, { color: tone, opacity: .62 })];
      if (set !== undefined) series.push(bars("Out of domain", confidence.outOfDomain[set], {
        color: "transparent", borderColor: tone, borderWidth: 1.2,
        decal: { symbol: "rect", color: tone, dashArrayX: [1, 0], dashArrayY: [1.5, 4], rotation: -Math.PI / 4 },
      }));
      return base({
        xAxis: axis("largest probability"), yAxis: shareAxis("share of images", { max: highest(set) }), series,
        tooltip: { ...base().tooltip, formatter: items => [`${(items[0].value[0] - 0.5 / bins).toFixed(2)} to ${(items[0].value[0] + 0.5 / bins).toFixed(2)}`, ...items.map(x => `${x.seriesName}: ${percent(x.value[1])}`)].join("\n") },
      });
    },
    coverage({ set }) {
      const reached = summary => {
        const share = shares(summary);
        return share.map((_, i) => [i / share.length, share.slice(i).reduce((a, b) => a + b, 0)]);
      };
      const series = Object.entries(report.confidence).filter(([, x]) => x.outOfDomain[set]).flatMap(([head, x]) => [
        line(headTitle(head) + " in", reached(x.inDomain), headColour(head)),
        line(headTitle(head) + " out", reached(x.outOfDomain[set]), headColour(head), { lineStyle: { type: "dashed" } }),
      ]);
      return base({ ...lineLegend(series.length), xAxis: axis("probability at least"), yAxis: shareAxis("share of images"), series, tooltip: { ...base().tooltip, valueFormatter: percent } });
    },
    roc({ set }) {
      const dashes = ["solid", "dashed", "dotted", [10, 3, 2, 3], [2, 6]], seen = {};
      const series = report.rocCurves.filter(x => x.set === set).map(x => {
        seen[x.head] = (seen[x.head] ?? -1) + 1;
        return line(short(x.score), x.falsePositiveRate.map((rate, i) => [rate, x.truePositiveRate[i]]), headColour(x.head), { lineStyle: { type: dashes[seen[x.head] % dashes.length] } });
      });
      return base({ ...lineLegend(series.length), xAxis: axis("in-domain images flagged", { axisLabel: { color: colour("muted"), formatter: percent } }), yAxis: shareAxis("out-of-domain images flagged"), series: [...series, diagonal()], tooltip: { show: false } });
    },
    risk({ head }) {
      const series = report.riskCoverage.filter(x => x.head === head).map((x, i) =>
        line(short(x.confidence), x.coverage.map((coverage, k) => [coverage, x.risk[k]]), i ? colour("embedding") : headColour(head), { step: "start" }));
      return base({ ...lineLegend(series.length), xAxis: axis("images answered", { axisLabel: { color: colour("muted"), formatter: percent } }), yAxis: shareAxis("wrong among them", { max: null }), series, tooltip: { ...base().tooltip, valueFormatter: percent } });
    },
    reliability({ head }) {
      const tone = headColour(head), all = report.calibration[head];
      const most = Math.max(1, ...["before", "after"].flatMap(x => all[x] ? all[x].bins.map(bin => bin.count) : []));
      const points = (name, diagram, more) => line(name, diagram.bins.filter(x => x.count > 0).map(x => [x.meanProbability, x.observed, x.count]), tone,
        { symbol: "circle", symbolSize: value => 5 + 15 * Math.sqrt(value[2] / most), ...more });
      const series = [];
      if (all.before) series.push(points("Before calibration", all.before, { lineStyle: { type: "dashed", width: 1 }, symbol: "emptyCircle", itemStyle: { color: tone, opacity: .6 } }));
      if (all.after) series.push(points("After calibration", all.after, { itemStyle: { color: tone, opacity: .85 } }));
      return base({
        xAxis: axis("stated probability"), yAxis: shareAxis("right"), series: [...series, diagonal()],
        tooltip: { ...base().tooltip, trigger: "item", formatter: x => `${x.seriesName}\nstated ${x.value[0].toFixed(3)}, right ${percent(x.value[1])}\n${x.value[2]} predictions` },
      });
    },
    l2({ head }) {
      const { lambda, path } = report.model.l2[head], tone = headColour(head);
      const of = name => path.filter(x => x[name] !== undefined && x.lambda > 0).map(x => [x.lambda, x[name]]);
      const validation = line("Validation", of("validationLoss"), tone, { symbol: "circle", symbolSize: 6 });
      if (lambda > 0) validation.markLine = { symbol: "none", silent: true, lineStyle: { color: colour("muted"), type: "dotted" }, label: { formatter: "chosen", color: colour("muted") }, data: [{ xAxis: lambda }] };
      const series = [validation];
      if (of("trainLoss").length) series.push(line("Training", of("trainLoss"), tone, { lineStyle: { type: "dashed", width: 1 } }));
      return base({
        ...lineLegend(),
        xAxis: axis("penalty λ", { type: "log", min: "dataMin", max: "dataMax", axisLabel: { color: colour("muted"), formatter: x => x.toExponential(0) } }),
        yAxis: axis("mean loss", { min: null, max: null, nameGap: 40, scale: true, splitLine: { show: true, lineStyle: { color: colour("line") } } }), series,
        tooltip: { ...base().tooltip, valueFormatter: x => x.toFixed(4) },
      });
    },
  };

  function draw(element, option) {
    const chart = drawn.get(element) || echarts.init(element, null, { renderer: "svg" });
    drawn.set(element, chart);
    chart.setOption(option(), true);
    chart.redraw = () => chart.setOption(option(), true);
  }

  for (const element of document.querySelectorAll("[data-chart]")) draw(element, () => kinds[element.dataset.chart](element.dataset));

  const resize = () => drawn.forEach(chart => chart.resize());
  const redraw = () => drawn.forEach(chart => chart.redraw());
  addEventListener("resize", resize);
  addEventListener("beforeprint", () => { redraw(); resize(); });
  addEventListener("afterprint", () => { redraw(); resize(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

  return { draw, base, lineLegend, axis, shareAxis, line, colour, percent };
})();
