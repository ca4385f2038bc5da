"use strict";

// On a phone every section but the first begins folded: the page is long, and its headings say what is where.
(() => {
  const narrow = matchMedia("(max-width: 40rem)"), sections = [...document.querySelectorAll("main > section")].slice(1);
  const button = section => section.querySelector(".unfold");
  function fold(section, folded) {
    section.classList.toggle("folded", folded);
    button(section).setAttribute("aria-expanded", !folded);
    // Charts that were hidden had no width to be drawn in.
    if (!folded) charts.resize();
  }
  function arrange() {
    for (const section of sections) {
      const title = section.querySelector("h2");
      if (narrow.matches && !button(section)) {
        const toggle = document.createElement("button");
        toggle.type = "button";
        toggle.className = "unfold";
        toggle.append(...title.childNodes);
        toggle.addEventListener("click", () => fold(section, !section.classList.contains("folded")));
        title.append(toggle);
        fold(section, `#${section.id}` !== location.hash);
      } else if (!narrow.matches && button(section)) {
        fold(section, false);
        title.replaceChildren(...button(section).childNodes);
      }
    }
  }
  const open = () => {
    const section = sections.find(x => `#${x.id}` === location.hash);
    if (section && button(section)) { fold(section, false); section.scrollIntoView(); }
  };
  arrange();
  narrow.addEventListener("change", arrange);
  addEventListener("hashchange", open);
})();
