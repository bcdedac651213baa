// Keys, none while a field has focus.
"use strict";
(() => {
  const PAGES = { r: "/", t: "/theses", o: "/rotation", c: "/calendar", m: "/claims", g: "/graph", n: "/notes", h: "/check", s: "/survey" };
  const ROWS = "tbody[data-name], [data-row]";
  let go = false;
  const keys = () => document.getElementById("keys");

  function step(by) {
    const rows = [...document.querySelectorAll(ROWS)];
    if (!rows.length) return;
    const at = rows.findIndex(row => row.classList.contains("here"));
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1)];
    rows[at]?.classList.remove("here");
    next.classList.add("here");
    const link = next.querySelector("a");
    link?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  const follow = selector => document.querySelector(selector)?.click();

  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target.closest("input, select, textarea");
    if (event.key === "Escape" && field) { field.blur(); return; }
    if (field || keys()?.open) return;
    const key = event.key;
    if (go) {
      go = false;
      const query = document.body.dataset.asOf ? "?as_of=" + document.body.dataset.asOf : "";
      if (PAGES[key]) location.href = PAGES[key] + query;
      return;
    }
    if (key === "/") { document.querySelector("main input[type=search], .top input[type=search]")?.focus(); event.preventDefault(); }
    else if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "o") follow(".here a.editor, a.editor");
    else if (key === "[") follow(".asof a[rel=prev]");
    else if (key === "]") follow(".asof a[rel=next]");
    else if (key === "?") keys()?.showModal();
    else if (key === "g") { go = true; setTimeout(() => { go = false; }, 1500); }
  });
})();
