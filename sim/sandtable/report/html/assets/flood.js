"use strict";
// What a flood puts on the map: wet zones, roads under water, buses, boats, rock trucks.

const DEPTHS = [null, { colour: "#8cc4e8", width: 7 }, { colour: "#3d8fc9", width: 9 }, { colour: "#0b5c94", width: 11 }];

/** A small wave, so that water is not told by its colour alone. */
function wave(pen, x, y, length) {
  pen.beginPath();
  pen.moveTo(x, y);
  const step = length / 4;
  for (let k = 0; k < 4; k += 1) {
    pen.quadraticCurveTo(x + (k + 0.5) * step, y + (k % 2 ? 3 : -3), x + (k + 1) * step, y);
  }
  pen.stroke();
}

/** The outline of each zone that water may come to, tinted by how much of it is wet. */
function drawWater(view, pen, moment) {
  for (const { area, share } of moment.water) {
    const points = [];
    for (let k = 0; k < area.outline.length; k += 2) points.push(view.at(area.outline[k], area.outline[k + 1]));
    pen.beginPath();
    points.forEach(([x, y], k) => (k ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    pen.closePath();
    pen.setLineDash([]);
    if (share) {
      pen.fillStyle = `rgba(0, 114, 178, ${0.1 + (0.42 * share) / 100})`;
      pen.fill();
      waves(pen, points, share);
    }
    pen.setLineDash([2, 4]);
    pen.lineWidth = 1.2;
    pen.strokeStyle = "#2b8cc4";
    pen.stroke();
  }
}

/** Waves inside an outline: the wetter, the denser. */
function waves(pen, points, share) {
  const xs = points.map((one) => one[0]), ys = points.map((one) => one[1]);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  pen.save();
  pen.clip();
  pen.lineWidth = 1;
  pen.strokeStyle = "rgba(11, 92, 148, 0.55)";
  const gap = share >= 75 ? 16 : share >= 40 ? 26 : 40;
  for (let y = top + gap / 2, row = 0; y < bottom; y += gap, row += 1) {
    for (let x = left + (row % 2 ? gap : 0); x < right; x += 2 * gap) wave(pen, x, y, 16);
  }
  pen.restore();
  pen.beginPath();
  points.forEach(([x, y], k) => (k ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.closePath();
}

function drawFloodedRoads(view, pen, state) {
  const paths = DEPTHS.map(() => new Path2D());
  for (const [road, step] of state) view.addRoad(paths[step], road);
  DEPTHS.forEach((style, step) => { if (style) view.stroke(pen, paths[step], style.colour, style.width, []); });
}

/** Vehicles on their way as signs, filled when loaded; those that stand as a number at their node. */
function drawFleets(view, pen, moment) {
  const standing = new Map();
  for (const one of moment.fleets) {
    const [x, y] = view.at(one.x, one.y);
    const { kind, name, external } = one.vehicle;
    if (!one.moving && kind !== "boat") {
      const key = `${one.node} ${kind}`;
      if (!standing.has(key)) standing.set(key, { x, y, kind, name, count: 0 });
      standing.get(key).count += 1;
      continue;
    }
    SHAPES[kind](pen, x, y, 5, one.loaded);
    const lines = [view.name(name), view.words[`fleet_${kind}`]];
    if (one.persons) lines.push(view.fill("persons", { number: one.persons }));
    if (external) lines.push(view.words.external);
    view.spots.push({ x, y, text: lines.filter(Boolean).join("\n") });
  }
  const shift = { bus: -17, rock: 17, boat: 0 };
  for (const { x, y, kind, name, count } of standing.values()) {
    const [px, py] = [x + shift[kind], y + 31];
    SHAPES[kind](pen, px, py, 5, false);
    if (count > 1) view.label(pen, `×${count}`, px + 1.15 * shift[kind], py + 4, "#43382c");
    view.spots.push({ x: px, y: py, text: `${view.name(name)}: ${count}` });
  }
}
