// The map of a graph: the document beside the page, laid out by d3-force. Without this script, or
// where it fails, the tree that the server drew stays.
"use strict";
(() => {
  const SVG = "http://www.w3.org/2000/svg", HIGH = 720;
  const make = (name, classes, parent) => {
    const made = document.createElementNS(SVG, name);
    if (classes) made.setAttribute("class", classes);
    parent?.append(made);
    return made;
  };
  const put = (at, values) => { for (const [name, value] of Object.entries(values)) at.setAttribute(name, value); };
  const hue = sign => sign > 0 ? "for" : sign < 0 ? "against" : "none";

  async function draw() {
    const box = document.getElementById("map");
    if (!box || box.dataset.drawn === box.dataset.src) return;
    let found;
    try {
      const answer = await fetch(box.dataset.src);
      if (!answer.ok) return;
      found = await answer.json();
    } catch { return; }  // nobody serves, or the page was left: what is here stays
    show(box, found);
    box.dataset.drawn = box.dataset.src;
  }

  function show(box, found) {
    const wide = Math.max(box.clientWidth, 320), high = Math.min(HIGH, Math.max(420, wide * .62));
    const nodes = found.nodes.map(one => ({ ...one, links: [], shown: one.name.length > 34 ? one.name.slice(0, 33) + "…" : one.name })), by = new Map(nodes.map(one => [one.id, one]));
    const links = found.links.map(one => ({ ...one, source: by.get(one.source), target: by.get(one.target) }));
    for (const link of links) { link.source.links.push(link); link.target.links.push(link); }
    const far = Math.max(34, Math.min(90, 900 / Math.sqrt(nodes.length)));
    const motion = d3.forceSimulation(nodes)
      .force("link", d3.forceLink(links).distance(link => link.relation === "relates" ? far * 1.4 : far).strength(link => 1 / Math.min(link.source.links.length, link.target.links.length, 8)))
      .force("charge", d3.forceManyBody().strength(-far * 3.2).distanceMax(420))
      .force("apart", d3.forceCollide(13))
      .force("x", d3.forceX(0).strength(.05)).force("y", d3.forceY(0).strength(.05 * wide / high))
      .stop();
    nodes[0].fx = nodes[0].fy = 0;
    motion.tick(300);

    let scale = 1, edges = [];
    const svg = make("svg", "thesis-chart map");
    put(svg, { role: "group", "aria-label": `Around ${found.note}: the same as the table below` });
    for (const link of links) {
      link.at = make("path", `r-${hue(link.sign)} w-${link.sign && link.weight >= .3 ? 2 : 1}`, svg);
      if (link.sign) {
        link.mark = make("text", `t-${hue(link.sign)} mid halo`);
        link.mark.textContent = link.sign > 0 ? "+" : "−";
      }
      make("title", "", link.at).textContent = `${link.source.name} ${link.relation.replace(/_/g, " ")} ${link.target.name}`;
    }
    svg.append(...links.flatMap(link => link.mark ?? []));
    const order = [...nodes].sort((one, other) => !other.depth - !one.depth || other.links.length - one.links.length);
    for (const node of order) {
      node.at = make("a", node === nodes[0] ? "centre" : "", svg);
      const dot = make("circle", node.path ? (node === nodes[0] ? "f-ink" : "f-soft") : "f-paper l-soft open", node.at);
      put(dot, { r: node === nodes[0] ? 7 : Math.min(3.2 + Math.sqrt(node.links.length) * .7, 7) });
      make("text", "halo", node.at).textContent = node.shown;
      make("title", "", node.at).textContent = `${node.name} · ${node.kind}`;
      put(node.at, node.path ? { href: "/note/" + node.path.split("/").map(encodeURIComponent).join("/") + box.dataset.query } : { tabindex: 0 });
      node.at.addEventListener("pointerenter", () => light(node));
      node.at.addEventListener("focus", () => light(node));
      node.at.addEventListener("pointerleave", () => light(null));
      node.at.addEventListener("blur", () => light(null));
      drag(node);
    }
    box.replaceChildren(svg);
    fit(); place();

    function fit() {
      // On a telephone the dots take all the width, and fewer of them have room for a name.
      const ends = one => wide < 600 ? 16 : one.shown.length * 6.6 + 14;
      const xs = nodes.flatMap(one => [one.x, one.x + (one.x < nodes[0].x ? -1 : 1) * ends(one)]), ys = nodes.map(one => one.y);
      const left = Math.min(...xs), top = Math.min(...ys) - 24;
      const width = Math.max(Math.max(...xs) - left, 240), height = Math.max(Math.max(...ys) - top + 28, 160);
      // Never enlarged; where it is shrunk, names are not.
      scale = Math.max(1, width / wide);
      edges = [left, left + Math.max(width, wide)];
      put(svg, { viewBox: `${left} ${top} ${Math.max(width, wide)} ${height}`, height: Math.min(height, height * wide / width) });
      if (width < wide) {
        edges = edges.map(one => one - (wide - width) / 2);
        put(svg, { viewBox: `${edges[0]} ${top} ${wide} ${height}` });
      }
    }
    function place() {
      for (const { at, mark, source, target } of links) {
        if (mark) put(mark, { x: (source.x + target.x) / 2, y: (source.y + target.y) / 2 + 4 });
        put(at, { d: `M${source.x.toFixed(1)} ${source.y.toFixed(1)}L${target.x.toFixed(1)} ${target.y.toFixed(1)}` });
      }
      const taken = nodes.map(one => [one.x - 6, one.y - 6, one.x + 6, one.y + 6]);
      for (const node of order) {
        const [dot, name] = node.at.children, size = node.shown.length * (node === nodes[0] ? 7.4 : 6.6) * scale, half = 8 * scale;
        const side = right => [right ? node.x + 7 : node.x - size - 10, node.y - half, right ? node.x + size + 10 : node.x - 7, node.y + half];
        const clear = spot => spot[0] >= edges[0] && spot[2] <= edges[1] && !taken.some(one => one[0] < spot[2] && spot[0] < one[2] && one[1] < spot[3] && spot[1] < one[3]);
        const first = node.x >= nodes[0].x, right = clear(side(first)) || !clear(side(!first)) ? first : !first;
        const free = clear(side(right));
        put(dot, { cx: node.x, cy: node.y });
        put(name, { transform: `translate(${node.x + (right ? 10 : -10)} ${node.y + 4 * scale}) scale(${scale})`, "text-anchor": right ? "start" : "end" });
        node.at.classList.toggle("named", free || node === nodes[0]);
        if (free || node === nodes[0]) taken.push(side(right));
      }
    }
    function light(node) {
      const near = new Set(node ? [node] : nodes);
      for (const link of links) {
        const is = !node || link.source === node || link.target === node;
        link.at.classList.toggle("dim", !is);
        link.mark?.classList.toggle("dim", !is);
        if (is && node) near.add(link.source).add(link.target);
      }
      for (const one of nodes) {
        one.at.classList.toggle("dim", !near.has(one));
        one.at.classList.toggle("lit", Boolean(node) && near.has(one) && near.size < 30);
      }
    }
    function drag(node) {
      let moved = false;
      node.at.addEventListener("pointerdown", event => {
        if (event.button) return;
        moved = false;
        const begin = [event.clientX, event.clientY];
        const move = now => {
          if (!moved && Math.hypot(now.clientX - begin[0], now.clientY - begin[1]) < 4) return;
          moved = true;
          const spot = new DOMPoint(now.clientX, now.clientY).matrixTransform(svg.getScreenCTM().inverse());
          node.fx = spot.x; node.fy = spot.y;
          motion.alphaTarget(.2).restart();
        };
        const up = () => { removeEventListener("pointermove", move); removeEventListener("pointerup", up); motion.alphaTarget(0); };
        addEventListener("pointermove", move); addEventListener("pointerup", up);
      });
      node.at.addEventListener("click", event => { if (moved) event.preventDefault(); });
      node.at.addEventListener("dragstart", event => event.preventDefault());
    }
    motion.on("tick", place);
  }

  addEventListener("DOMContentLoaded", draw);
  document.addEventListener("thesis-fresh", draw);
})();
