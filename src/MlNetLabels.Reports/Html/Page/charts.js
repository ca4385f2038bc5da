// What all charts share. Colour = head, solid = in domain, hatched or dashed = out of domain.
"use strict";
const report = JSON.parse(document.getElementById("report-data").textContent);

const charts = (() => {
  const drawn = new Map();
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const headColour = head => colour(head === "softmax" || head === "labels" ? head : "embedding");
  const headTitle = head => ({ softmax: "Softmax", labels: "Labels" })[head] || head;
  const percent = value => Number((value * 100).toFixed(1)) + "%";
  const short = (text, most = 28) => [...text].length > most ? [...text].slice(0, most - 1).join("") + "…" : text;
  const without = (object, key) => Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));

  function axis(name, more) {
    return {
      type: "value", min: 0, max: 1, name, nameLocation: "middle", nameGap: 28,
      nameTextStyle: { color: colour("muted"), fontSize: 12 },
      axisLabel: { color: colour("muted"), fontSize: 11, hideOverlap: true },
      axisLine: { show: true, lineStyle: { color: colour("line") } }, axisTick: { show: false },
      splitLine: { show: false }, containShape: false, ...more,
    };
  }
  const shareAxis = (name, more) => axis(name, { nameGap: 40, splitLine: { show: true, lineStyle: { color: colour("line") } }, axisLine: { show: false },
    axisLabel: { color: colour("muted"), fontSize: 11, formatter: percent }, ...more });

  const ruler = document.createElement("canvas").getContext("2d");
  ruler.font = "12px " + getComputedStyle(document.body).fontFamily;

  // The plot begins below as many rows of keys, of 26 pixels, as the names take. Long keys show a line's dashes.
  function legendAbove(series, width, itemWidth = 32) {
    let rows = 1, used = 0;
    for (const { name } of series.filter(x => x.name)) {
      const length = itemWidth + 19 + ruler.measureText(name).width;
      if (used > 0 && used + length > width - 10) { rows++; used = 0; }
      used += length;
    }
    // A line's key would have a dot on it, though the line has none.
    const data = series.filter(x => x.name).map(({ name, type }) => ({ name, itemStyle: { opacity: type === "line" ? 0 : 1 } }));
    return { legend: { ...base().legend, itemWidth, data }, grid: { ...base().grid, top: 14 + 26 * rows } };
  }

  function base(more) {
    return {
      animation: false, backgroundColor: "transparent",
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colour("ink") },
      grid: { left: 56, right: 16, top: 40, bottom: 46 },
      legend: { top: 4, left: 0, itemWidth: 22, itemHeight: 10, itemGap: 14, textStyle: { color: colour("muted"), fontSize: 12 }, inactiveColor: colour("faint"), lineStyle: { inactiveColor: colour("faint") } },
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: colour("paper"), borderColor: colour("line"), textStyle: { color: colour("ink"), fontSize: 12 } },
      ...more,
    };
  }

  const line = (name, data, tone, more = {}) => ({ name, type: "line", data, symbol: "none", itemStyle: { color: tone }, lineStyle: { color: tone, width: 2, ...more.lineStyle }, ...without(more, "lineStyle") });
  const diagonal = () => ({ type: "line", data: [[0, 0], [1, 1]], symbol: "none", silent: true, tooltip: { show: false }, lineStyle: { color: colour("muted"), width: 1, type: "dotted" } });

  function draw(element, option) {
    const chart = drawn.get(element) || echarts.init(element, null, { renderer: "svg" });
    drawn.set(element, chart);
    chart.redraw = () => {
      chart.setOption(option(chart.getWidth()), true);
      // Lets paper scale the drawing to the width that it has.
      element.querySelector("svg").setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
    };
    chart.redraw();
    return chart;
  }

  const redraw = () => drawn.forEach(chart => chart.redraw());
  // On paper the light colours hold, whatever the screen shows, and charts are drawn at about the size they get there: letters that were drawn for a wide screen would shrink with it.
  const paper = element => ({ width: element.classList.contains("scatter") ? 640 : 340, height: element.clientHeight });
  const printing = on => {
    document.documentElement.classList.toggle("printing", on);
    drawn.forEach((chart, element) => chart.resize(on ? paper(element) : { width: "auto", height: "auto" }));
    redraw();
  };
  const resize = () => drawn.forEach(chart => { chart.resize(); chart.redraw(); });
  addEventListener("resize", resize);
  addEventListener("beforeprint", () => printing(true));
  addEventListener("afterprint", () => printing(false));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

  return { draw, resize, base, legendAbove, axis, shareAxis, line, diagonal, colour, headColour, headTitle, percent, short };
})();
