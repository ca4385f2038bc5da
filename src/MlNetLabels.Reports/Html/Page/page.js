"use strict";

// Tables with two readings show the one that is chosen: counts or rates, true or predicted.
for (const choice of document.querySelectorAll(".choice")) {
  const target = document.getElementById(choice.dataset.for);
  choice.hidden = false;
  const show = () => { target.dataset.show = choice.querySelector(":checked").value; };
  choice.addEventListener("change", show);
  show();
}

// A cell of the confusion matrix opens the images behind it.
(() => {
  const cells = document.querySelectorAll("button.cell");
  const open = cell => {
    for (const other of cells) {
      const opened = other === cell && other.getAttribute("aria-expanded") !== "true";
      other.setAttribute("aria-expanded", opened);
      document.getElementById(other.getAttribute("aria-controls")).hidden = !opened;
      if (opened) document.getElementById(other.getAttribute("aria-controls")).scrollIntoView({ block: "nearest" });
    }
  };
  cells.forEach(cell => cell.addEventListener("click", () => open(cell)));
})();

// Tables wider than their place say so at the edge, and keep the names of their rows in sight.
(() => {
  const mark = box => {
    box.classList.toggle("wide", box.scrollWidth > box.clientWidth + 1);
    box.classList.toggle("more", box.scrollLeft + box.clientWidth < box.scrollWidth - 1);
    box.classList.toggle("deeper", box.scrollTop + box.clientHeight < box.scrollHeight - 1);
  };
  const sizes = new ResizeObserver(entries => entries.forEach(x => mark(x.target)));
  for (const box of document.querySelectorAll(".scroll")) {
    sizes.observe(box);
    box.addEventListener("scroll", () => mark(box), { passive: true });
  }
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
