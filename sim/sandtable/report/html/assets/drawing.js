"use strict";
// The map: roads on a layer that is drawn once per view, everything that moves on top of it.

const INK = "#1d2733";
const BANDS = [
  { colour: "#0b7a43", width: 2.6, dash: [] },
  { colour: "#2b6cb0", width: 2.2, dash: [7, 2] },
  { colour: "#a35a00", width: 1.8, dash: [3, 3] },
  { colour: "#777777", width: 1.4, dash: [1, 4] },
];
const PLAIN = [{ colour: "#8f9aa5", width: 2.4 }, { colour: "#b3bcc4", width: 1.6 }, { colour: "#ccd3d9", width: 1.0 }];

class MapView {
  constructor(canvas) {
    this.canvas = canvas;
    this.layer = document.createElement("canvas");
    this.layerKey = "";
    this.view = { scale: 1, x: 0, y: 0 };
    this.show = { reach: true, zones: true, teams: false, sites: false, water: true };
    this.spots = [];
  }

  open(scene) {
    this.scene = scene;
    this.paths = pathsOf(scene);
    this.layerKey = "";
    this.show.zones = scene.zones.length <= 60; // more names than that hide each other
    this.show.sites = scene.facilities.length + scene.depots.length <= 40 && scene.people.length > 0;
    this.fit(scene.view);
  }

  resize() {
    const ratio = window.devicePixelRatio || 1;
    const box = this.canvas.getBoundingClientRect();
    if (!box.width) return;
    this.width = box.width;
    this.height = box.height;
    for (const one of [this.canvas, this.layer]) {
      one.width = Math.round(box.width * ratio);
      one.height = Math.round(box.height * ratio);
    }
    this.ratio = ratio;
    this.layerKey = "";
  }

  /** Show a part, given by two corners; without one, everything. */
  fit(part) {
    this.resize();
    const [left, low, right, high] = part && part.length ? part : this.extent();
    const [w, h] = [Math.max(right - left, 1), Math.max(high - low, 1)];
    const scale = Math.min((this.width - 70) / w, (this.height - 60) / h);
    this.view = { scale, x: (left + right) / 2, y: (low + high) / 2 };
    this.layerKey = "";
  }

  extent() {
    const { x, y } = this.scene.network;
    const reduce = (values, pick) => values.reduce((a, b) => pick(a, b), values[0]);
    return [reduce(x, Math.min), reduce(y, Math.min), reduce(x, Math.max), reduce(y, Math.max)];
  }

  at(x, y) {
    const { scale, x: cx, y: cy } = this.view;
    return [this.width / 2 + (x - cx) * scale, this.height / 2 - (y - cy) * scale];
  }

  zoom(factor, px = this.width / 2, py = this.height / 2) {
    const { scale, x, y } = this.view;
    const next = Math.min(Math.max(scale * factor, 0.004), 4);
    const [wx, wy] = [x + (px - this.width / 2) / scale, y - (py - this.height / 2) / scale];
    this.view = { scale: next, x: wx - (px - this.width / 2) / next, y: wy + (py - this.height / 2) / next };
    this.layerKey = "";
  }

  pan(dx, dy) {
    this.view.x -= dx / this.view.scale;
    this.view.y += dy / this.view.scale;
    this.layerKey = "";
  }

  draw(moment, words, language) {
    this.words = words;
    this.language = language;
    this.spots = [];
    this.taken = [];
    this.roadLayer(moment.roads, moment.flooded);
    const pen = this.canvas.getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    const names = this.show.zones ? this.zoneNames(pen) : [];
    if (this.show.water) drawWater(this, pen, moment);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.drawImage(this.layer, 0, 0);
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    pen.font = `12px ${getComputedStyle(this.canvas).fontFamily}`;
    this.zones(pen, moment);
    this.sites(pen, moment);
    this.bases(pen, moment);
    this.people(pen, moment);
    drawFleets(this, pen, moment);
    this.incidents(pen, moment);
    this.vehicles(pen, moment);
    for (const [text, x, y] of names) this.write(pen, text, x, y, INK);
    this.scaleBar(pen);
  }

  roadLayer(roads, flooded) {
    const key = `${roads.key} ${flooded.key} ${this.show.reach} ${this.show.water}`;
    if (key === this.layerKey) return;
    this.layerKey = key;
    const pen = this.layer.getContext("2d");
    const { scale, x, y } = this.view;
    const s = scale * this.ratio;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.layer.width, this.layer.height);
    pen.setTransform(s, 0, 0, -s, (this.width * this.ratio) / 2 - x * s, (this.height * this.ratio) / 2 + y * s);
    pen.lineCap = "butt";
    for (const { path, rank, band } of this.paths) {
      const style = this.show.reach ? BANDS[band] : PLAIN[rank];
      const slim = this.show.reach ? [1.25, 1, 0.7][rank] : 1;
      this.stroke(pen, path, style.colour, style.width * slim, style.dash || []);
    }
    if (this.show.water) drawFloodedRoads(this, pen, flooded.state);
    const closed = new Path2D(), slow = new Path2D();
    for (const [road, percent] of roads.state) this.addRoad(percent === 0 ? closed : slow, road);
    this.stroke(pen, slow, "#e6a817", 4, []);
    this.stroke(pen, slow, INK, 1, [2, 4]);
    this.stroke(pen, closed, "#b00020", 6, []);
    this.stroke(pen, closed, "#ffffff", 2, [4, 4]);
  }

  addRoad(path, road) {
    const { x, y, ends } = this.scene.network;
    const [a, b] = [ends[2 * road], ends[2 * road + 1]];
    path.moveTo(x[a], y[a]);
    path.lineTo(x[b], y[b]);
  }

  stroke(pen, path, colour, width, dash) {
    const unit = 1 / this.view.scale;
    pen.strokeStyle = colour;
    pen.lineWidth = width * unit;
    pen.setLineDash(dash.map((length) => length * unit));
    pen.stroke(path);
  }

  zones(pen, { at, water }) {
    const { network, zones } = this.scene;
    const wet = new Map(water.map(({ area, share }) => [zones[area.zone], share]));
    const small = zones.length > 60;
    for (const zone of zones) {
      const [x, y] = this.at(network.x[zone.node], network.y[zone.node]);
      const exposed = exposedAt(zone, at);
      if (exposed) SHAPES.exposed(pen, x, y, small ? 7 : 15);
      else if (!this.show.zones || small) SHAPES.zone(pen, x, y, small ? 1.6 : 3);
      const minutes = this.scene.reach[zone.node];
      const reach = minutes < 0 ? this.words.no_way : this.fill("reach_of", { number: minutes });
      const people = this.fill("person_count", { number: zone.persons.toLocaleString() });
      const lines = [this.name(zone.name), people, reach];
      if (exposed) lines.push(this.fill("exposed", { number: exposed }));
      if (wet.get(zone)) lines.push(this.fill("wet", { number: wet.get(zone) }));
      this.spots.push({ x, y, text: lines.join("\n") });
    }
  }

  /** Where the names of zones will stand: their room is taken before that of any number. */
  zoneNames(pen) {
    const { network, zones } = this.scene, found = [];
    for (const zone of [...zones].sort((a, b) => b.persons - a.persons)) {
      const [x, y] = this.at(network.x[zone.node], network.y[zone.node]);
      const minutes = this.scene.reach[zone.node];
      const text = this.name(zone.name) + (this.show.reach && minutes >= 0 ? ` ${minutes}′` : "");
      if (this.room(pen, text, x, y + 20)) found.push([text, x, y + 20]);
    }
    return found;
  }

  /** All of one node are one sign; a shelter with people in it is always shown. */
  sites(pen, moment) {
    const { network, facilities, depots } = this.scene;
    const places = new Map();
    const add = (site, shape, inside) => {
      const key = `${site.node} ${shape}`;
      if (!places.has(key)) places.set(key, { node: site.node, shape, inside: 0, lines: [] });
      const place = places.get(key);
      place.inside += inside;
      place.lines.push(this.name(site.name) + (inside ? `: ${this.fill("inside", { number: inside })}` : ""));
    };
    facilities.forEach((site, k) => add(site, "facility", moment.people.inside[k]));
    depots.forEach((site) => add(site, "depot", 0));
    for (const { node, shape, inside, lines } of places.values()) {
      if (!this.show.sites && !inside) continue;
      const [x, y] = this.at(network.x[node], network.y[node]);
      const [px, py] = shape === "depot" ? [x + 14, y + 6] : [x + 13, y - 12];
      SHAPES[shape](pen, px, py, 6);
      if (inside) this.label(pen, String(inside), px + 12 + 4 * String(inside).length, py + 4, "#0b7a43");
      this.spots.push({ x: px, y: py, text: lines.join("\n") });
    }
  }

  people(pen, moment) {
    for (const group of moment.people.moving) {
      const [x, y] = this.at(group.x, group.y);
      SHAPES.people(pen, x, y, Math.min(2 + Math.sqrt(group.persons) / 4, 8));
      this.spots.push({ x, y, text: this.fill("persons", { number: group.persons }) });
    }
    for (const [zone, persons] of moment.people.cutOff) {
      const { node } = this.scene.zones[zone];
      const [x, y] = this.at(this.scene.network.x[node], this.scene.network.y[node]);
      SHAPES.trapped(pen, x - 14, y - 10, 7);
      this.label(pen, String(persons), x - 32, y - 6, "#9c005b");
      this.spots.push({ x: x - 14, y: y - 10, text: `${this.words.in_water}: ${persons}` });
    }
  }

  bases(pen, moment) {
    const { network, bases } = this.scene;
    const ready = new Map();
    for (const one of moment.vehicles) {
      if (!one.moving && one.state <= 1) ready.set(one.node, (ready.get(one.node) || 0) + 1);
    }
    for (const base of bases) {
      const [x, y] = this.at(network.x[base.node], network.y[base.node]);
      const count = ready.get(base.node) || 0;
      if (!base.own && !count) continue;
      SHAPES.base(pen, x, y, 8, String(count));
      const outside = base.own ? "" : `\n${this.words.external}`;
      this.spots.push({ x, y, text: `${this.name(base.name)}: ${count}${outside}` });
    }
  }

  /** Several at one node are one sign, the most urgent, with their number. */
  incidents(pen, moment) {
    const { network } = this.scene;
    const urgency = ["reported", "occurred", "first_arrival", "controlled", "over"];
    const places = new Map();
    for (const one of moment.incidents) {
      const { node } = one.incident;
      if (!places.has(node)) places.set(node, []);
      places.get(node).push(one);
    }
    for (const [node, all] of places) {
      all.sort((a, b) => urgency.indexOf(a.stage) - urgency.indexOf(b.stage));
      const [x, y] = this.at(network.x[node], network.y[node]);
      SHAPES[all[0].stage](pen, x, y - 9, 8);
      const open = all.filter((one) => urgency.indexOf(one.stage) < 3).length;
      if (open > 1) this.label(pen, `×${open}`, x - 18, y - 5, "#7a0016");
      const lines = all.slice(0, 6).map(({ incident, stage }) => {
        const people = this.fill("persons", { number: incident.persons });
        return `${this.name(incident.type)} ${this.name(incident.zone)}, ${people}: ${this.words[stage]}`;
      });
      this.spots.push({ x, y: y - 9, text: lines.join("\n") });
    }
  }

  vehicles(pen, moment) {
    const standing = new Map();
    for (const one of moment.vehicles) {
      const [x, y] = this.at(one.x, one.y);
      if (!one.moving) {
        if (one.state === 3 || one.state === 4) standing.set(one.node, (standing.get(one.node) || 0) + 1);
        continue;
      }
      SHAPES[one.state === 5 ? "returning" : "going"](pen, x, y, 7, one.angle, one.vehicle.external, one.vehicle.truck);
      const outside = one.vehicle.external ? `\n${this.words.external}` : "";
      const name = this.name(one.vehicle.name);
      this.spots.push({ x, y, text: `${name}\n${this.words[`state${one.state}`]}${outside}` });
      if (this.show.teams) this.label(pen, name, x, y - 12, "#1f4e79");
    }
    for (const [node, count] of standing) {
      const [x, y] = this.at(this.scene.network.x[node], this.scene.network.y[node]);
      SHAPES.at_work(pen, x + 15, y - 10, 7, String(count));
    }
  }

  label(pen, text, x, y, colour) {
    if (this.room(pen, text, x, y)) this.write(pen, text, x, y, colour);
  }

  /** Take the room of a text; false where another one stands. */
  room(pen, text, x, y) {
    const half = pen.measureText(text).width / 2;
    const box = [x - half - 2, y - 10, x + half + 2, y + 4];
    if (this.taken.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3])) return false;
    this.taken.push(box);
    return true;
  }

  write(pen, text, x, y, colour) {
    pen.textAlign = "center";
    pen.lineWidth = 3.5;
    pen.setLineDash([]);
    pen.strokeStyle = "#ffffff";
    pen.strokeText(text, x, y);
    pen.fillStyle = colour;
    pen.fillText(text, x, y);
  }

  scaleBar(pen) {
    const { metres } = this.scene.network;
    const [x, y] = [16, this.height - 16];
    pen.textAlign = "left";
    pen.fillStyle = INK;
    if (!metres) { pen.fillText(this.words.fictitious_scale, x, y); return; }
    const pixel = metres / this.view.scale;
    const power = 10 ** Math.floor(Math.log10(pixel * 140));
    const length = [5, 2, 1].map((n) => n * power).find((one) => one <= pixel * 140) || power;
    pen.fillRect(x, y, length / pixel, 3);
    pen.fillText(length >= 1000 ? `${length / 1000} km` : `${length} m`, x, y - 5);
  }

  spotAt(px, py) {
    let best = null, least = 14 * 14;
    for (const spot of this.spots) {
      const distance = (spot.x - px) ** 2 + (spot.y - py) ** 2;
      if (distance <= least) { best = spot; least = distance; }
    }
    return best;
  }

  name(pair) { return this.language === "zh" ? pair[0] : pair[1]; }

  fill(key, values) { return filled(this.words[key], values); }
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

/** One path for each rank of road and band of reach: eight thousand roads are then a few strokes. */
function pathsOf(scene) {
  const { ends, rank } = scene.network;
  const groups = new Map();
  const bandOf = (minutes) => (minutes < 0 ? 3 : minutes <= 15 ? 0 : minutes <= 60 ? 1 : 2);
  for (let road = 0; road < rank.length; road += 1) {
    const [a, b] = [ends[2 * road], ends[2 * road + 1]];
    const band = Math.max(bandOf(scene.reach[a]), bandOf(scene.reach[b]));
    const key = `${rank[road]} ${band}`;
    if (!groups.has(key)) groups.set(key, { roads: [], rank: rank[road], band });
    groups.get(key).roads.push(road);
  }
  const found = [...groups.values()].map(({ roads, rank: own, band }) => ({ path: chained(scene.network, roads), rank: own, band }));
  return found.sort((p, q) => q.rank - p.rank || q.band - p.band);
}

/** Roads that go on from each other as one line: a dash that began anew on each would look unbroken. */
function chained({ x, y, ends }, roads) {
  const at = new Map(), left = new Set(roads), path = new Path2D();
  for (const road of roads) {
    for (const node of [ends[2 * road], ends[2 * road + 1]]) {
      if (!at.has(node)) at.set(node, []);
      at.get(node).push(road);
    }
  }
  const goOn = (from) => {
    for (let node = from; ;) {
      const road = at.get(node).find((one) => left.has(one));
      if (road === undefined) return;
      left.delete(road);
      node = ends[2 * road] === node ? ends[2 * road + 1] : ends[2 * road];
      path.lineTo(x[node], y[node]);
    }
  };
  const tips = [...at.keys()].filter((node) => at.get(node).length !== 2);
  for (const node of [...tips, ...at.keys()]) {
    while (at.get(node).some((one) => left.has(one))) {
      path.moveTo(x[node], y[node]);
      goOn(node);
    }
  }
  return path;
}
