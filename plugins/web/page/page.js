"use strict";
// Everything a peer chose is set as textContent, never as markup.

const plots = [
  { at: 1, title: "Peers", show: count },
  { at: 2, title: "Received", show: rate },
  { at: 3, title: "Sent", show: rate },
  { at: 4, title: "Messages received", show: (value) => count(value) + "/s" },
  { at: 5, title: "Latency, mean of all peers", show: (value) => count(value) + " ms" },
  { at: 6, title: "Age of the head", show: age },
];
const most = { recent: 300, hour: 720 };
const history = { recent: [], hour: [] };
let span = "recent";
let order = { key: "score", down: true };
let picture = null;
let shownGraph = "";

const byId = (id) => document.getElementById(id);

function count(value) {
  return value < 10 && value % 1 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
}
function bytes(value) {
  for (const unit of ["B", "KiB", "MiB", "GiB"]) {
    if (value < 1024) return (value < 10 && unit !== "B" ? value.toFixed(1) : Math.round(value)) + " " + unit;
    value /= 1024;
  }
  return value.toFixed(1) + " TiB";
}
function rate(value) { return bytes(value) + "/s"; }
function age(seconds) {
  if (seconds < 60) return Math.max(0, Math.round(seconds)) + " s";
  if (seconds < 3600) return Math.floor(seconds / 60) + " min";
  if (seconds < 172800) return Math.floor(seconds / 3600) + " h";
  return Math.floor(seconds / 86400).toLocaleString("en") + " d";
}
function short(hash) { return hash.slice(0, 10) + "…" + hash.slice(-4); }

function make(tag, text, kind) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (kind) element.className = kind;
  return element;
}

// Rows are made anew, unless somebody is in them with the keyboard or has marked text to copy.
function busy(table) {
  const marked = getSelection();
  return table.contains(document.activeElement) ||
    (marked && !marked.isCollapsed && table.contains(marked.anchorNode));
}

// columns: [{title, show(row) -> text or element, number, key, words}]
function fill(table, columns, rows, sorted) {
  if (busy(table)) return;
  const head = make("tr");
  for (const column of columns) {
    const cell = make("th", column.key ? undefined : column.title, column.number ? "number" : "");
    cell.scope = "col";
    if (column.key) {
      const button = make("button", column.title + (order.key === column.key ? (order.down ? " ▾" : " ▴") : ""));
      button.type = "button";
      cell.ariaSort = order.key !== column.key ? "none" : order.down ? "descending" : "ascending";
      button.onclick = () => {
        order = { key: column.key, down: order.key === column.key ? !order.down : true };
        button.blur();
        sorted();
        for (const again of table.querySelectorAll("th button")) {
          if (again.textContent.startsWith(column.title)) again.focus();
        }
      };
      cell.append(button);
    }
    head.append(cell);
  }
  const body = make("tbody");
  for (const row of rows) {
    const line = make("tr");
    for (const column of columns) {
      const cell = make("td", undefined, column.number ? "number" : column.words ? "words" : "");
      const shown = column.show(row);
      cell.append(shown instanceof Node ? shown : String(shown));
      line.append(cell);
    }
    body.append(line);
  }
  if (rows.length === 0) {
    const cell = make("td", "none");
    cell.colSpan = columns.length;
    body.append(make("tr"));
    body.firstChild.append(cell);
  }
  const top = make("thead");
  top.append(head);
  table.replaceChildren(top, body);
}

function score(peer) {
  const cell = make("span", String(peer.score));
  const parts = Object.entries(peer.parts).map(([name, value]) => name + " " + count(value));
  cell.append(make("br"), make("small", parts.join(", ")));
  return cell;
}

function actions(peer) {
  const cell = make("span");
  for (const action of ["disconnect", "ban"]) {
    const button = make("button", action);
    button.type = "button";
    button.onclick = () => act(action, peer.id);
    cell.append(button, " ");
  }
  return cell;
}

const peerColumns = [
  { title: "", show: (peer) => (peer.inbound ? "← in" : "→ out") + (peer.static ? ", static" : "") + (peer.trusted ? ", trusted" : "") },
  { title: "Client", key: "client", words: true, show: (peer) => peer.client },
  { title: "Speaks", show: (peer) => peer.caps.join(" ") },
  { title: "Address", key: "address", show: (peer) => peer.address },
  { title: "Score", key: "score", number: true, show: score },
  { title: "Latency", key: "latencyMs", number: true, show: (peer) => count(peer.latencyMs) + " ms" },
  { title: "Received", key: "bytesIn", number: true, show: (peer) => bytes(peer.bytesIn) },
  { title: "Sent", key: "bytesOut", number: true, show: (peer) => bytes(peer.bytesOut) },
  { title: "Requests", key: "requests", number: true, show: (peer) => peer.requests + " / " + peer.failures + " failed" },
  { title: "Head", key: "head", number: true, show: (peer) => peer.head === undefined ? "" : peer.head.toLocaleString("en") },
  { title: "For", key: "seconds", number: true, show: (peer) => age(peer.seconds) },
  { title: "Id", show: (peer) => peer.id.slice(0, 16) },
];

function showPeers() {
  const direction = order.down ? -1 : 1;
  const value = (peer) => peer[order.key] ?? -1;
  const rows = [...picture.peers].sort((a, b) =>
    value(a) < value(b) ? -direction : value(a) > value(b) ? direction : a.id < b.id ? -1 : 1);
  const columns = picture.actions ? [...peerColumns, { title: "Actions", show: actions }] : peerColumns;
  fill(byId("peer-table"), columns, rows, showPeers);
  byId("unlock").hidden = !picture.actions;
}

async function act(action, id) {
  const outcome = await fetch("actions", {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: "Bearer " + byId("token").value },
    body: JSON.stringify({ action, id }),
  }).then((response) => response.text(), () => "the node did not respond");
  byId("result").textContent = action + ": " + outcome.trim();
}

function showSummary() {
  const head = picture.head;
  const [, , received, sent] = picture.sample;
  const rows = [
    ["Peers", picture.connected],
    ["In / out / pending", picture.inbound + " / " + (picture.connected - picture.inbound) + " / " + picture.pending],
    ["Received / sent", rate(received) + " / " + rate(sent)],
    ["Runs for", age((picture.now - picture.started) / 1000)],
  ];
  if (head) {
    const known = head.source !== "assumed";
    rows.unshift(["Chain, network " + head.networkId, head.chain],
      ["Head (" + head.source + ")", known ? head.number.toLocaleString("en") : "not known yet"],
      ["Age of the head", known ? age(picture.now / 1000 - head.time) : "–"]);
  }
  byId("summary").replaceChildren(...rows.map(([name, value]) => {
    const pair = make("div");
    pair.append(make("dt", name), make("dd", String(value)));
    return pair;
  }));
}

function showTables() {
  fill(byId("block-table"), [
    { title: "Number", number: true, show: (block) => block.number.toLocaleString("en") },
    { title: "Hash", show: (block) => short(block.hash) },
    { title: "Seen", show: (block) => new Date(block.seen).toLocaleTimeString() },
    { title: "After its time", number: true, show: (block) => block.time ? ((block.seen - block.time * 1000) / 1000).toFixed(1) + " s" : "announced" },
    { title: "Transactions", number: true, show: (block) => block.time ? block.transactions : "" },
    { title: "Shown", number: true, show: (block) => block.shown + "×" },
    { title: "First by", words: true, show: (block) => block.client },
    { title: "Address", show: (block) => block.address },
  ], picture.blocks);
  const nodes = picture.nodes;
  byId("nodes-title").textContent = "Known nodes" + (nodes.known === undefined ? "" : ": " + nodes.known.toLocaleString("en"));
  fill(byId("distance-table"), [
    { title: "Distance", number: true, show: (row) => row.distance },
    { title: "Nodes", number: true, show: (row) => row.nodes },
    { title: "Responded in a day", number: true, show: (row) => row.live },
    { title: "Networks", number: true, show: (row) => row.networks },
  ], nodes.distances || []);
  fill(byId("network-table"), [
    { title: "Network", show: (row) => row.prefix },
    { title: "Nodes", number: true, show: (row) => row.nodes },
    { title: "Were peers", number: true, show: (row) => row.connected },
  ], nodes.networks || []);
  fill(byId("plugin-table"), [
    { title: "Plugin", show: (plugin) => plugin.name },
    { title: "State", show: (plugin) => plugin.state },
    { title: "Provides", words: true, show: (plugin) => plugin.provides.join(", ") },
    { title: "Needs", words: true, show: (plugin) => plugin.needs.map((need) => need.service).join(", ") },
  ], picture.plugins);
}

function showLog() {
  const list = byId("log-lines");
  if (busy(list)) return;
  const atEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 4;
  list.replaceChildren(...picture.log.map((line) => make("li", line.text, line.severity)));
  if (atEnd) list.scrollTop = list.scrollHeight;
}

// Plugins in columns: each stands right of those whose services it uses.
function showGraph() {
  const key = JSON.stringify(picture.plugins);
  if (key === shownGraph) return;
  shownGraph = key;
  const plugins = picture.plugins.filter((plugin) => plugin.state !== "left");
  const provider = new Map();
  for (const plugin of plugins) for (const service of plugin.provides) {
    provider.set(service, [...(provider.get(service) || []), plugin.name]);
  }
  const edges = [];
  for (const plugin of plugins) for (const need of plugin.needs) {
    for (const from of provider.get(need.service) || []) {
      if (from !== plugin.name) edges.push({ from, to: plugin.name, need });
    }
  }
  const depth = new Map(plugins.map((plugin) => [plugin.name, 0]));
  for (const plugin of plugins) {  // in the order of their start, so what they require comes before
    for (const edge of edges) {
      if (edge.to === plugin.name && edge.need.required) {
        depth.set(plugin.name, Math.max(depth.get(plugin.name), depth.get(edge.from) + 1));
      }
    }
  }
  const rows = [];
  const place = new Map();
  for (const plugin of plugins) {
    const column = depth.get(plugin.name);
    rows[column] = (rows[column] || 0) + 1;
    place.set(plugin.name, { x: 10 + column * 175, y: 10 + (rows[column] - 1) * 46 });
  }
  const graph = byId("graph");
  const svg = (tag, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    return element;
  };
  const width = 10 + rows.length * 175;
  const height = 10 + Math.max(1, ...rows.map((n) => n || 0)) * 46;
  graph.setAttribute("viewBox", "0 0 " + width + " " + height);
  graph.replaceChildren();
  for (const edge of edges) {
    const a = place.get(edge.from), b = place.get(edge.to);
    const x = a.x + 120, y = a.y + 15, z = b.y + 15;
    edge.path = svg("path", { d: `M${x} ${y} C${x + 30} ${y} ${b.x - 30} ${z} ${b.x} ${z}` });
    if (!edge.need.required) edge.path.setAttribute("class", "optional");
    const title = svg("title", {});
    title.textContent = edge.to + " uses " + edge.need.service + " of " + edge.from;
    edge.path.append(title);
    graph.append(edge.path);
  }
  for (const plugin of plugins) {
    const { x, y } = place.get(plugin.name);
    const group = svg("g", { tabindex: 0, role: "listitem", "aria-label": plugin.name + ", " + plugin.state });
    const text = svg("text", { x: x + 60, y: y + 19, "text-anchor": "middle" });
    text.textContent = plugin.name;
    group.append(svg("rect", { x, y, width: 120, height: 30, rx: 6 }), text);
    const mark = (on) => () => {
      group.classList.toggle("near", on);
      for (const edge of edges) {
        if (edge.from === plugin.name || edge.to === plugin.name) edge.path.classList.toggle("near", on);
      }
    };
    group.onmouseenter = group.onfocus = mark(true);
    group.onmouseleave = group.onblur = mark(false);
    graph.append(group);
  }
}

const charts = plots.map((plot) => {
  const figure = make("figure");
  const caption = make("figcaption", plot.title);
  const value = make("b");
  const canvas = make("canvas");
  canvas.setAttribute("role", "img");
  caption.append(value);
  figure.append(caption, canvas);
  byId("charts").append(figure);
  return { ...plot, value, canvas, pointed: null };
});
for (const chart of charts) {
  chart.canvas.onpointermove = (event) => {
    chart.pointed = event.offsetX / chart.canvas.clientWidth;
    draw(chart);
  };
  chart.canvas.onpointerleave = () => { chart.pointed = null; draw(chart); };
}

function draw(chart) {
  const rows = history[span];
  const { canvas } = chart;
  const scale = devicePixelRatio || 1;
  const width = canvas.clientWidth, height = canvas.clientHeight;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const paint = canvas.getContext("2d");
  paint.scale(scale, scale);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name);
  const top = Math.max(1, ...rows.map((row) => row[chart.at])) * 1.08;
  const end = rows.length ? rows[rows.length - 1][0] : 0;
  const seconds = span === "recent" ? 300 : 3600;
  const x = (time) => width - (end - time) / seconds * width;
  const y = (value) => height - 16 - value / top * (height - 22);
  paint.strokeStyle = colour("--line");
  paint.fillStyle = colour("--mute");
  paint.font = "11px system-ui, sans-serif";
  for (const value of [0, top / 2 / 1.08, top / 1.08]) {
    paint.beginPath();
    paint.moveTo(0, y(value));
    paint.lineTo(width, y(value));
    paint.stroke();
    if (value) paint.fillText(chart.show(value), 2, y(value) - 3);
  }
  paint.fillText(span === "recent" ? "5 min ago" : "1 h ago", 2, height - 3);
  paint.textAlign = "right";
  paint.fillText("now", width - 2, height - 3);
  paint.strokeStyle = colour("--accent");
  paint.lineWidth = 2;
  paint.lineJoin = "round";
  paint.beginPath();
  for (const row of rows) paint.lineTo(x(row[0]), y(row[chart.at]));
  paint.stroke();
  let row = rows[rows.length - 1];
  if (chart.pointed !== null && rows.length) {
    const time = end - (1 - chart.pointed) * seconds;
    row = rows.reduce((best, one) => Math.abs(one[0] - time) < Math.abs(best[0] - time) ? one : best);
    paint.beginPath();
    paint.arc(x(row[0]), y(row[chart.at]), 4, 0, 7);
    paint.fillStyle = colour("--accent");
    paint.fill();
  }
  const shown = row ? chart.show(row[chart.at]) : "–";
  const when = chart.pointed !== null && row ? ", " + age(end - row[0]) + " ago" : "";
  chart.value.textContent = shown + when;
  canvas.setAttribute("aria-label", chart.title + " over the last " + (span === "recent" ? "5 minutes" : "hour") + ", now " + shown);
}

for (const button of document.querySelectorAll(".span")) {
  button.onclick = () => {
    span = button.dataset.span;
    for (const other of document.querySelectorAll(".span")) other.ariaPressed = String(other === button);
    charts.forEach(draw);
  };
}
addEventListener("resize", () => charts.forEach(draw));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach(draw));

function remember(row) {
  history.recent.push(row);
  if (history.recent.length > most.recent) history.recent.shift();
  if (row[0] % 5) return;
  history.hour.push(row);
  if (history.hour.length > most.hour) history.hour.shift();
}

function show() {
  showSummary();
  showPeers();
  showTables();
  showLog();
  showGraph();
  charts.forEach(draw);
  const head = picture.head;
  document.title = "Plexus: " + picture.connected + " peers" + (head && head.source !== "assumed" ? ", head " + head.number : "");
}

let events = null;
function state(text, bad) {
  byId("state").textContent = text;
  byId("state").className = bad ? "bad" : "";
}
function open() {
  events = new EventSource("events");
  events.addEventListener("history", (event) => Object.assign(history, JSON.parse(event.data)));
  events.addEventListener("picture", (event) => {
    picture = JSON.parse(event.data);
    remember(picture.sample);
    state("version " + picture.version + ", shown each second");
    show();
  });
  events.onerror = () => {
    state(picture ? "no connection to the node; what is shown is of " + new Date(picture.now).toLocaleTimeString() : "no connection to the node", true);
    // A refusal (too many pages) ends the browser's own attempts.
    if (events.readyState === EventSource.CLOSED) setTimeout(() => { if (!document.hidden) open(); }, 5000);
  };
}
document.addEventListener("visibilitychange", () => {
  events.close();
  if (!document.hidden) open();
});
open();
