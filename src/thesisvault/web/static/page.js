// One tab holds the stream of changes; the others hear of it. A page fetches itself and changes
// what differs: scroll, focus, details, text in fields stay.
"use strict";
(() => {
  const body = document.body, channel = new BroadcastChannel("thesis-version");
  let seen = body.dataset.version, busy = false, again = false;
  const address = document.currentScript.src.replace("page.js", "vendor/idiomorph.min.js");
  let morphing;
  const rowsNow = () => [...document.querySelectorAll("[data-name]")];
  const line = () => document.getElementById("live");
  const verdicts = () => new Map(rowsNow().map(e => [e.dataset.name, e.dataset.verdict]));

  // A row that comes above what is read does not move it: most rows in sight stay.
  const tops = () => rowsNow().map(row => [row.dataset.name, row.getBoundingClientRect().top]);
  const inSight = () => tops().filter(([, top]) => top >= 0 && top < innerHeight);
  function keepPlace(rows) {
    const now = new Map(tops());
    const moved = rows.filter(([name]) => now.has(name)).map(([name, top]) => now.get(name) - top).sort((a, b) => a - b);
    if (scrollY && moved.length) scrollBy(0, moved[moved.length >> 1]);
  }

  // Loaded when a page first changes; gone if the server is of another version.
  const canMorph = () => morphing ??= new Promise(onload => document.head.append(
    Object.assign(document.createElement("script"), { src: address, onload, onerror: () => location.reload() })));

  async function refresh() {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
      if (answer.ok) { await canMorph(); take(await answer.text()); }
    } catch { lost(); } finally {
      busy = false;
      if (again) { again = false; refresh(); }
    }
  }

  function take(text) {
    const fresh = new DOMParser().parseFromString(text, "text/html"), before = verdicts(), rows = inSight();
    // Still being made: what is here stays until it is there.
    if (fresh.querySelector("meta[http-equiv=refresh]")) { setTimeout(refresh, 1000); return; }
    seen = fresh.body.dataset.version;
    document.title = fresh.title;
    body.dataset.version = seen;
    Idiomorph.morph(body, fresh.body.innerHTML, {
      morphStyle: "innerHTML", ignoreActiveValue: true, restoreFocus: true,
      callbacks: {
        beforeAttributeUpdated: name => name !== "open",
        beforeNodeMorphed: (old, now) => { if (old.matches?.("input") && old.value !== old.defaultValue) now.setAttribute("value", old.value); },
      },
    });
    keepPlace(rows);
    document.dispatchEvent(new Event("thesis-fresh"));
    for (const row of rowsNow()) {
      const was = before.get(row.dataset.name);
      if (was && was !== row.dataset.verdict) {
        row.classList.add("turned");
        setTimeout(() => row.classList.remove("turned"), 1600);
        line()?.append(` · ${row.dataset.name}: ${was} → ${row.dataset.verdict}`);
      }
    }
  }

  function hear(version) {
    if (version && version !== seen) { seen = version; if (!body.dataset.asOf) refresh(); }
    line()?.classList.remove("lost");
  }

  function lost() {
    const at = line();
    if (at && !at.classList.contains("lost")) {
      at.classList.add("lost");
      at.textContent = "not live since " + new Date().toTimeString().slice(0, 8);
    }
  }

  channel.onmessage = event => event.data === "lost" ? lost() : hear(event.data);
  const hold = () => new Promise(() => {
    const source = new EventSource("/events");
    source.addEventListener("version", event => { hear(event.data); channel.postMessage(event.data); });
    source.onerror = () => { lost(); channel.postMessage("lost"); seen = ""; };
  });
  if (navigator.locks) navigator.locks.request("thesis-stream", hold); else hold();

  // The search answers 150 ms after the last key.
  let waiting;
  document.addEventListener("input", event => {
    const form = event.target.closest?.("form[data-live]");
    if (!form) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      history.replaceState(null, "", "?" + new URLSearchParams(new FormData(form)));
      refresh();
    }, 150);
  });
})();

// Keys, none while a field has focus.
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
