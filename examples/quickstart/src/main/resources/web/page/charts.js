// SPDX-License-Identifier: Apache-2.0
"use strict";

/** The charts: uPlot's, with a legend of their own that shows the newest values, or those under the cursor. */
const charts = (() => {
  const HEIGHT = 200;
  const ROUTES = ["#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#b07aa1", "#37a2a0", "#d4a72c", "#9c755f", "#e377c2", "#7f8794"];
  const colours = new Map();

  /** A route keeps its colour as long as the page is open. */
  function routeColour(route) {
    if (!colours.has(route)) colours.set(route, ROUTES[colours.size % ROUTES.length]);
    return colours.get(route);
  }

  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  /** A status code has the colour of its class; within the class each next one is paler. */
  function codeColour(code, codes) {
    const rank = codes.filter(other => other[0] === code[0]).indexOf(code);
    return `color-mix(in srgb, ${css("--type-" + code[0]) || css("--quiet")} ${100 - 28 * rank}%, ${css("--card")})`;
  }

  const all = [];

  class Chart {
    constructor(id, format, stacked) {
      this.host = document.getElementById(id);
      this.format = format;
      this.stacked = stacked;
      this.legend = document.createElement("div");
      this.legend.className = "legend";
      all.push(this);
    }

    /** Shows series of {name, colour, values}, all over the same times. */
    show(times, series) {
      this.given = [times, series];
      const key = series.map(one => one.name + one.colour).join();
      if (this.key !== key) {
        this.key = key;
        this.draw(series);
      }
      this.series = series;
      this.plot.setData([times, ...this.heights(series)]);
      this.values();
    }

    /** Of a stack, each series stands on those after it: the first is drawn first, up to the top. */
    heights(series) {
      if (!this.stacked) return series.map(one => one.values);
      const sums = [];
      let below = null;
      for (const one of [...series].reverse()) {
        below = one.values.map((value, i) => (value || 0) + (below ? below[i] : 0));
        sums.unshift(below);
      }
      return sums;
    }

    draw(series) {
      if (this.plot) this.plot.destroy();
      const axis = {stroke: css("--quiet"), grid: {stroke: css("--line"), width: 1}, ticks: {show: false}, font: "11px system-ui, sans-serif"};
      this.plot = new uPlot({
        width: this.width(), height: HEIGHT, legend: {show: false}, padding: [8, 26, 0, 0],
        cursor: {sync: {key: "page"}, y: false, drag: {x: false, y: false}, points: this.stacked ? {show: false} : {}},
        scales: {x: {time: true, range: (u, first, last) => this.span(first, last)}, y: {range: (u, low, high) => [0, (high || 1) * 1.1]}},
        axes: [{...axis, size: 30, space: 70, values: (u, ticks) => ticks.map(clock)},
          {...axis, size: 52, space: 34, values: (u, ticks) => ticks.map(tick => this.format(tick))}],
        series: [{}, ...series.map(one => this.stacked
          ? {stroke: one.colour, fill: one.colour, width: 0, points: {show: false}, paths: uPlot.paths.bars({size: [0.8, 40]})}
          : {stroke: one.colour, width: 2, spanGaps: true, points: {size: 4, fill: one.colour}})],
        hooks: {setCursor: [() => this.values()]},
      }, [[], ...series.map(() => [])], this.host);
      this.host.append(this.legend);
    }

    /** A bar is as wide as an interval, half of it on either side. */
    span(first, last) {
      const times = this.given[0];
      const half = times.length > 1 ? (times[1] - times[0]) / 2 : 30;
      return this.stacked || first === last ? [first - half, last + half] : [first, last];
    }

    values() {
      if (!this.series) return;
      const index = this.plot.cursor.idx ?? this.given[0].length - 1;
      this.legend.replaceChildren(...this.series.map(one => {
        const value = one.values[index];
        const entry = document.createElement("span");
        const mark = entry.appendChild(document.createElement("i"));
        mark.style.background = one.colour;
        entry.append(one.name);
        entry.appendChild(document.createElement("b")).textContent = value == null ? "–" : this.format(value);
        return entry;
      }));
    }

    width() {
      return Math.max(200, this.host.clientWidth);
    }
  }

  function clock(second) {
    const time = new Date(second * 1000);
    return [time.getHours(), time.getMinutes(), time.getSeconds()].map(part => String(part).padStart(2, "0")).join(":");
  }

  addEventListener("resize", () => all.forEach(one => one.plot && one.plot.setSize({width: one.width(), height: HEIGHT})));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const one of all) one.key = null;
    dispatchEvent(new Event("theme"));
  });

  return {Chart, routeColour, codeColour};
})();
