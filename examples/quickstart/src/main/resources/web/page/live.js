// SPDX-License-Identifier: Apache-2.0
"use strict";

const $ = id => document.getElementById(id);

// --- numbers

const grouped = new Intl.NumberFormat("en");
const digits = value => value >= 100 ? 0 : value >= 10 ? 1 : 2;
const short = value => Number(value.toFixed(digits(value))).toString();
const milliseconds = value => value >= 1000 ? short(value / 1000) + " s" : short(value) + " ms";
const bytes = value => value >= 1e6 ? short(value / 1e6) + " MB" : value >= 1e3 ? short(value / 1e3) + " kB" : Math.round(value) + " B";

/** Shows a whole number; what it is exactly stands in data-value. */
function put(id, value) {
  $(id).dataset.value = value;
  $(id).textContent = grouped.format(value);
}

function tone(element, which, text) {
  element.dataset.tone = which;
  element.textContent = text;
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

// --- charts

const calls = new charts.Chart("calls", short);
const time = new charts.Chart("time", value => value >= 1000 ? short(value / 1000) + " s" : short(value));
const statuses = new charts.Chart("statuses", short, true);
const size = new charts.Chart("size", bytes);
let timeColumn = "p99Seconds";

/** The intervals that are over, without holes: where nothing came there was no request. */
function grid(figures) {
  const step = figures.intervalSeconds;
  const over = figures.intervals.filter(one => one.begin + step <= Date.now() / 1000);
  if (!over.length) return [];
  const byBegin = new Map(over.map(one => [one.begin, one]));
  const last = over[over.length - 1].begin;
  const found = [];
  for (let begin = Math.max(over[0].begin, last - 60 * step); begin <= last; begin += step) {
    found.push(byBegin.get(begin) || {begin, rows: []});
  }
  return found;
}

function draw(figures) {
  const intervals = grid(figures);
  const times = intervals.map(one => one.begin);
  const step = figures.intervalSeconds;
  const rows = intervals.map(one => new Map(one.rows.map(row => [row.route, row])));
  const routes = figures.total.rows.map(row => row.route);
  const perRoute = value => routes.map(route => ({
    name: route, colour: charts.routeColour(route), values: rows.map(found => value(found.get(route))),
  }));
  calls.show(times, perRoute(row => row ? row.requests / step : 0));
  time.show(times, perRoute(row => row && row.requests ? row[timeColumn] * 1000 : null));
  size.show(times, perRoute(row => row ? row.avgBytes : null));

  const codes = [...new Set(figures.total.rows.flatMap(row => Object.keys(row.statuses)))].sort();
  statuses.show(times, codes.map(code => ({
    name: code, colour: charts.codeColour(code, codes),
    values: intervals.map(one => one.rows.reduce((sum, row) => sum + (row.statuses[code] || 0), 0) / step),
  })));
}

// --- the parts of the page

function showTotals(figures) {
  const rows = figures.total.rows;
  const sums = {};
  for (const row of rows) {
    for (const [code, count] of Object.entries(row.statuses)) sums[code[0]] = (sums[code[0]] || 0) + count;
  }
  const requests = rows.reduce((sum, row) => sum + row.requests, 0);
  put("requests", requests);
  for (const type of "12345") put("type-" + type, sums[type] || 0);
  $("interval").textContent = figures.intervalSeconds + " s";
  $("source").textContent = figures.source;
  return requests;
}

function showRoutes(rows) {
  if (!rows.length) return;
  $("routes").replaceChildren(...rows.map(row => {
    const line = element("tr");
    line.dataset.route = row.route;
    line.dataset.requests = row.requests;
    const name = line.appendChild(element("td"));
    name.appendChild(element("i")).style.background = charts.routeColour(row.route);
    name.append(row.route);
    line.append(element("td", grouped.format(row.requests)), element("td", milliseconds(row.avgSeconds * 1000)),
      element("td", milliseconds(row.p95Seconds * 1000)), element("td", milliseconds(row.p99Seconds * 1000)),
      element("td", bytes(row.avgBytes)));
    const codes = line.appendChild(element("td", undefined, "text"));
    for (const [code, count] of Object.entries(row.statuses)) {
      const one = codes.appendChild(element("span", undefined, "code"));
      one.style.setProperty("--type", `var(--type-${code[0]})`);
      one.append(element("b", code), grouped.format(count));
    }
    return line;
  }));
}

const droppedPoints = sender => Object.values(sender.dropped).reduce((sum, count) => sum + count, 0);

function showSender(sender) {
  const dropped = Object.entries(sender.dropped);
  put("recorded", sender.recorded);
  put("sent", sender.sent);
  put("waiting", sender.waiting);
  put("dropped", droppedPoints(sender));
  put("queue", sender.queue);
  put("backlog", sender.backlogLines);
  put("age", sender.backlogAgeSeconds);
  put("merged", sender.merged);
  put("lines-sent", sender.lines);
  put("reconnects", sender.reconnects);
  $("bytes").textContent = bytes(sender.bytes);
  $("connected").textContent = sender.connected ? "yes" : "no";
  $("reasons").textContent = dropped.map(([reason, count]) => `${reason}: ${grouped.format(count)}`).join(", ") || "–";
  tone($("link"), sender.connected ? "good" : "bad", sender.connected ? "Sender connected" : "Sender not connected");
}

const CARBON = {RUNNING: ["good", "Carbon runs"], STALLED: ["warn", "Carbon stalls"], STOPPED: ["bad", "Carbon is stopped"]};

function showPlay(state, counted) {
  const elsewhere = state.carbon === "ELSEWHERE";
  for (const id of ["breaking", "account", "carbon", "raw"]) $(id).hidden = elsewhere;
  document.querySelector("[data-press=steady]").setAttribute("aria-pressed", state.steady);
  if (elsewhere) return;
  tone($("carbon"), ...CARBON[state.carbon]);
  for (const name of ["stop", "stall"]) {
    const on = state.carbon === (name === "stop" ? "STOPPED" : "STALLED");
    document.querySelector(`[data-press=${name}]`).setAttribute("aria-pressed", on);
  }
  const missing = state.served - counted;
  put("served", state.served);
  put("counted", counted);
  put("missing", missing);
  put("play-waiting", state.sender.waiting);
  put("play-merged", state.sender.merged);
  put("play-dropped", droppedPoints(state.sender));
  tone($("verdict"), ...verdict(state, missing));
}

function verdict(state, missing) {
  if (state.carbonFault) return ["bad", state.carbonFault];
  if (missing <= 0) return ["good", "Every request is counted."];
  if (state.carbon === "STOPPED") return ["warn", "Carbon is gone: the points wait in the sender."];
  if (state.carbon === "STALLED") return ["warn", "Carbon reads nothing: points wait, first in the kernel, then in the sender."];
  if (!state.sender.connected) return ["warn", "Carbon is back; the sender tries again ever more slowly, at most 30 s apart."];
  if (droppedPoints(state.sender) && !state.sender.waiting) return ["bad", "Points were dropped: the sender's health says why."];
  return ["quiet", "On their way …"];
}

// --- the lines

const SHOWN_LINES = 60;
const recent = [];

function showLines(batch) {
  recent.push([Date.now(), batch.arrived]);
  while (recent[0][0] < Date.now() - 5000) recent.shift();
  $("rate").textContent = short(recent.reduce((sum, [, arrived]) => sum + arrived, 0) / 5);
  if (!batch.arrived) return;
  const box = $("lines");
  const added = batch.lines.map(line => {
    const [name, value, second] = line.split(" ");
    const shown = element("div");
    shown.append(element("em", name), " ", element("b", value), " ", second);
    return shown;
  });
  if (batch.arrived > batch.lines.length) added.push(element("div", `… and ${batch.arrived - batch.lines.length} more`));
  box.querySelector(".empty")?.remove();
  box.prepend(...added.reverse());
  while (box.childElementCount > SHOWN_LINES) box.lastElementChild.remove();
}

// --- what comes and what goes

let state;

function show() {
  const counted = showTotals(state.figures);
  showRoutes(state.figures.total.rows);
  showSender(state.sender);
  showPlay(state, counted);
  draw(state.figures);
}

const events = new EventSource("page/events");
events.addEventListener("state", event => {
  state = JSON.parse(event.data);
  show();
  showLines(state.arrived);
});
events.addEventListener("error", () => {
  tone($("link"), "bad", "The shop has closed");
  $("carbon").hidden = true;
});
addEventListener("theme", () => state && show());

/** Says beside the buttons why a press came to nothing. */
async function press(button) {
  let refused = "";
  try {
    const answer = await fetch("page/press/" + button.dataset.press, {method: "POST"});
    if (!answer.ok) refused = `refused: ${await answer.text()}.`;
  } catch {
    refused = "not heard: the shop does not answer.";
  }
  $("refused").textContent = refused && `${button.firstChild.textContent} was ${refused}`;
}

for (const button of document.querySelectorAll("[data-press]")) {
  button.addEventListener("click", () => press(button));
}
for (const button of document.querySelectorAll("[data-time]")) {
  button.addEventListener("click", () => {
    timeColumn = button.dataset.time;
    document.querySelectorAll("[data-time]").forEach(one => one.classList.toggle("on", one === button));
    if (state) show();
  });
}
$("curl").textContent = `curl ${location.origin}/products/3`;
