"use strict";

// Logits to drag, and what each head makes of them.
(() => {
  const panel = document.getElementById("losses-panel");
  const names = panel.dataset.names.split("\n").slice(0, 3);
  const most = 6;
  const presets = [["The article's", [1.1479, -1.3265, 1.2661]], ["Nothing fits", [-3, -3.5, -2.5]], ["Two fit", [3, 2.8, -3]], ["One fits", [4, -3, -4]]];
  const make = (tag, more = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), more);
    element.append(...children);
    return element;
  };
  // Narrow screens show the cells below each other, without the table's head.
  const labelled = (label, cell) => { cell.dataset.label = label; return cell; };
  const name = text => make("bdi", { textContent: text });
  const softplus = x => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  const sigmoid = x => x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
  const logSum = xs => { const most = Math.max(...xs); return most + Math.log(xs.reduce((sum, x) => sum + Math.exp(x - most), 0)); };

  let logits = [...presets[0][1]], truth = 2, present = [true, false, true];
  const meter = head => { const fill = make("i"); return { out: make("span"), fill, cell: [fill, head] }; };
  const rows = names.map((text, i) => {
    const slider = make("input", { type: "range", min: -most, max: most, step: 0.05, value: logits[i], ariaLabel: `Logit of ${text}` });
    const row = { slider, logit: make("span"), soft: meter("softmax"), own: meter("labels"),
      radio: make("input", { type: "radio", name: "truth", checked: i === truth, ariaLabel: `The true class is ${text}` }),
      check: make("input", { type: "checkbox", checked: present[i], ariaLabel: `The image has the label ${text}` }) };
    slider.addEventListener("input", () => { logits[i] = Number(slider.value); show(); });
    row.radio.addEventListener("change", () => { truth = i; show(); });
    row.check.addEventListener("change", () => { present[i] = row.check.checked; show(); });
    return row;
  });
  const cell = ({ out, cell: [fill, head] }) => labelled(head === "softmax" ? "Softmax" : "Sigmoid", make("td", { className: head }, out, make("span", { className: "meter" }, fill)));
  const sums = ["Softmax", "Sigmoid"].map(x => labelled(x, make("td"))), crossEntropy = make("b"), binary = make("b"), terms = make("span"), truthName = make("bdi");
  const head = (...texts) => make("tr", {}, ...texts.map(text => make("th", { scope: "col", textContent: text })));

  const show = () => {
    const total = logSum(logits), soft = logits.map(x => Math.exp(x - total)), own = logits.map(sigmoid);
    rows.forEach((row, i) => {
      row.slider.value = logits[i];
      row.logit.textContent = logits[i].toFixed(4);
      row.soft.out.textContent = soft[i].toFixed(4);
      row.soft.fill.style.width = soft[i] * 100 + "%";
      row.own.out.textContent = own[i].toFixed(4);
      row.own.fill.style.width = own[i] * 100 + "%";
    });
    // Beyond the sliders' end only some logits could follow, and softmax would move after all.
    buttons.at(-1).disabled = Math.max(...logits) > most - 1;
    [soft, own].forEach((x, i) => { sums[i].textContent = x.reduce((a, b) => a + b, 0).toFixed(4); });
    truthName.textContent = names[truth];
    crossEntropy.textContent = (total - logits[truth]).toFixed(4);
    const losses = logits.map((x, i) => present[i] ? softplus(-x) : softplus(x));
    binary.textContent = (losses.reduce((a, b) => a + b, 0) / losses.length).toFixed(4);
    terms.textContent = losses.map(x => x.toFixed(4)).join(", ");
  };

  const buttons = [...presets.map(([text, values]) => ({ text, act: () => { logits = [...values]; } })), { text: "Add 1 to all", act: () => { logits = logits.map(x => x + 1); } }]
    .map(({ text, act }) => { const button = make("button", { type: "button", textContent: text }); button.addEventListener("click", () => { act(); show(); }); return button; });
  const table = make("table", { className: "losses" },
    make("thead", {}, head("Name", "Drag", "Logit", "Softmax", "Sigmoid", "True class", "Has label")),
    make("tbody", {}, ...rows.map((row, i) => make("tr", {}, make("th", { scope: "row" }, name(names[i])), make("td", {}, row.slider), labelled("Logit", make("td", {}, row.logit)), cell(row.soft), cell(row.own), labelled("True class", make("td", {}, row.radio)), labelled("Has label", make("td", {}, row.check))))),
    make("tfoot", {}, make("tr", {}, make("th", { scope: "row", textContent: "Sum" }), make("td"), make("td"), ...sums, make("td"), make("td"))));
  panel.append(make("div", { className: "presets" }, ...buttons), make("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: "Logits and what the heads make of them" }, table),
    make("p", { className: "results softmax" }, "Cross-entropy where the true class is ", truthName, ": ", crossEntropy),
    make("p", { className: "results labels" }, "Binary cross-entropy for the ticked labels: ", binary, " = mean of ", terms));
  panel.hidden = false;
  show();
})();
