"use strict";

// The embedding map: a point an image, coloured as chosen; the picture of the point under the pointer or the slider.
(() => {
  const form = document.getElementById("map-explorer");
  if (!form) return;
  const { draw, base, legendAbove, axis, colour, short } = charts;
  const map = report.embeddingMap, shown = form.querySelector(".shown"), mostGroups = 8;
  const uses = { train: "Training", validation: "Validation", test: "Test", unused: "Not used" };
  const domain = point => point.set ?? uses[point.use];
  const ways = {
    domain,
    class: point => point.set !== undefined ? "Out of domain" : point.names.length === 0 ? "No label" : point.names.length === 1 ? point.names[0] : "Several labels",
    label: point => point.set !== undefined ? "Out of domain" : point.names.includes(form.elements.colour.selectedOptions[0].dataset.label) ? "Has it" : "Has it not",
  };

  // The most frequent groups get a colour each, the rest share one.
  const groups = way => {
    const members = Map.groupBy(map.points.keys(), i => way(map.points[i]));
    const sorted = [...members].sort((a, b) => b[1].length - a[1].length), rest = sorted.slice(mostGroups).flatMap(x => x[1]);
    return rest.length ? [...sorted.slice(0, mostGroups), [`${sorted.length - mostGroups} others`, rest]] : sorted;
  };

  let chart, current = -1;
  const spot = (name, members, more) => {
    const projection = map.projections[form.elements.projection.value];
    return { name, type: "scatter", symbolSize: 7, data: members.map(i => ({ value: [projection.x[i], projection.y[i], i], ...(map.points[i].set !== undefined && { symbol: "diamond", itemStyle: { color: "transparent", borderColor: more.itemStyle.color, borderWidth: 1.3 } }) })), ...more };
  };
  const here = () => spot("Chosen image", current < 0 ? [] : [current], { id: "chosen", symbolSize: 18, silent: true, itemStyle: { color: colour("ink") }, z: 5 });
  const option = width => {
    const way = ways[form.elements.colour.value];
    const series = groups(way).map(([name, members], i) => spot(short(name), members, { itemStyle: { color: colour(i < mostGroups ? "group-" + i : "muted"), opacity: .75 } }));
    const blank = { min: null, max: null, scale: true, axisLabel: { show: false }, axisLine: { show: false } };
    const { legend, grid } = legendAbove(series, width, 12);
    return base({ legend, grid: { left: 12, right: 12, top: grid.top, bottom: 12 }, xAxis: axis("", blank), yAxis: axis("", blank), series: [...series, here()], tooltip: { show: false } });
  };

  const line = (text, className) => { const element = document.createElement("bdi"); element.textContent = text; element.className = className; return element; };
  const select = i => {
    if (i === current) return;
    const point = map.points[i], picture = report.smallPictures[point.picture];
    current = i;
    form.elements.walk.value = i;
    form.elements.walk.setAttribute("aria-valuetext", `${domain(point)}, ${point.names.join(", ") || "no label"}, ${point.file}`);
    const image = picture ? Object.assign(document.createElement("img"), { src: picture, alt: "" }) : line("no picture", "missing");
    shown.replaceChildren(image, line(point.names.join(", ") || (point.set === undefined ? "no label" : "out of domain"), "names"), line(domain(point), "truth"), line(point.file, "file"));
    chart.setOption({ series: [here()] });
  };
  const redraw = () => {
    form.querySelector(".about").textContent = map.projections[form.elements.projection.value].about;
    chart = draw(form.querySelector(".scatter"), option);
  };

  form.hidden = false;
  redraw();
  chart.on("mouseover", event => select(event.value[2]));
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("change", event => { if (event.target.name !== "walk") redraw(); });
  form.elements.walk.addEventListener("input", event => select(Number(event.target.value)));
})();
