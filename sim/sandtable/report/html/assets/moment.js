"use strict";
// What is the case at an instant of a scene: vehicles, incidents, roads. Times are seconds from the beginning of the window.

/** Number of the last row that began by then, -1 = none; rows are sorted by their first entry. */
function lastBefore(rows, at) {
  let low = 0, high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle][0] <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Where a vehicle is and what it does; null = not there. */
function whereabouts(scene, vehicle, at) {
  const number = lastBefore(vehicle.legs, at);
  if (number < 0) return null;
  const [begin, end, route, node, state] = vehicle.legs[number];
  if (state === 6) return null;
  const { x, y } = scene.network;
  if (route < 0 || at >= end) return { x: x[node], y: y[node], node, state, moving: false };
  const [nodes, thousandths] = scene.routes[route];
  const part = (1000 * (at - begin)) / Math.max(end - begin, 1);
  let k = 1;
  while (k < nodes.length - 1 && thousandths[k] < part) k += 1;
  const span = Math.max(thousandths[k] - thousandths[k - 1], 1);
  const share = Math.min(Math.max((part - thousandths[k - 1]) / span, 0), 1);
  const [a, b] = [nodes[k - 1], nodes[k]];
  return {
    x: x[a] + share * (x[b] - x[a]), y: y[a] + share * (y[b] - y[a]),
    angle: Math.atan2(y[b] - y[a], x[b] - x[a]), node: -1, state, moving: true,
  };
}

/** What an incident looks like: a word of the legend, or null where there is none (any more). */
function stageOf(incident, at) {
  const [occurred, reported, arrived, controlled, closed] = incident.times;
  const past = (time) => time !== null && time <= at;
  if (!past(occurred)) return null;
  if (past(closed)) {
    if (arrived !== null) return at < closed + 900 ? "controlled" : null;
    return at < closed + 3600 ? "over" : null;
  }
  if (past(controlled)) return "controlled";
  if (past(arrived)) return "first_arrival";
  return past(reported) ? "reported" : "occurred";
}

/** Roads that are slower than in free flow, with their speed in percent. */
function roadsAt(scene, at) {
  const state = new Map();
  const last = lastBefore(scene.roads, at);
  for (let row = 0; row <= last; row += 1) {
    const [, road, percent] = scene.roads[row];
    if (percent < 100) state.set(road, percent);
    else state.delete(road);
  }
  return { key: last, state };
}

function exposedAt(zone, at) {
  const now = zone.exposed.filter(([from, to]) => from <= at && at < to);
  return Math.max(0, ...now.map((row) => row[2]));
}

/** Zones that water may come to, with the part of each that is wet by then [%]. */
function waterAt(scene, at) {
  return scene.water.map((area) => ({ area, share: Math.max(0, ...area.wet.filter(([from, to]) => from <= at && at < to).map((row) => row[2])) }));
}

/** Roads under water, with the step of their depth. */
function floodedAt(scene, at) {
  const state = new Map();
  const last = lastBefore(scene.flooded, at);
  for (let row = 0; row <= last; row += 1) {
    const [, road, step] = scene.flooded[row];
    if (step) state.set(road, step);
    else state.delete(road);
  }
  return { key: last, state };
}

/** Buses, boats and rock trucks that have set out once. */
function fleetsAt(scene, at) {
  const found = [];
  for (const vehicle of scene.fleets) {
    const there = whereabouts(scene, vehicle, at);
    if (!there) continue;
    const leg = vehicle.legs[lastBefore(vehicle.legs, at)];
    found.push({ vehicle, ...there, loaded: there.moving && there.state === 2, persons: there.moving ? leg[5] : 0 });
  }
  return found;
}

/** Groups on their way, persons in each shelter, and how many have passed each step by then. */
function peopleAt(scene, at) {
  const moving = [], inside = scene.facilities.map(() => 0);
  const passed = { told: 0, safe: 0, arrived: 0, water: 0, lost: 0 };
  const cutOff = new Map();
  for (const group of scene.people) {
    const [told, , safe, arrived, water] = group.times;
    const past = (time) => time !== null && time <= at;
    if (past(told)) passed.told += group.persons;
    if (past(safe)) passed.safe += group.persons;
    if (past(arrived)) passed.arrived += group.persons;
    if (group.lost) passed.lost += past(water) ? group.persons : 0;
    else if (past(water) && !past(safe)) {
      passed.water += group.persons;
      cutOff.set(group.zone, (cutOff.get(group.zone) || 0) + group.persons);
    }
    if (past(arrived) && group.shelter >= 0) inside[group.shelter] += group.persons;
    const there = whereabouts(scene, group, at);
    if (there && there.moving) moving.push({ persons: group.persons, ...there });
  }
  return { moving, inside, passed, cutOff };
}

/** Everything at once, for one picture. */
function momentOf(scene, at) {
  const vehicles = [];
  for (const vehicle of scene.teams) {
    const there = whereabouts(scene, vehicle, at);
    if (there) vehicles.push({ vehicle, ...there });
  }
  const incidents = [];
  for (const incident of scene.incidents) {
    const stage = stageOf(incident, at);
    if (stage) incidents.push({ incident, stage });
  }
  return {
    at, vehicles, incidents,
    people: peopleAt(scene, at), fleets: fleetsAt(scene, at),
    roads: roadsAt(scene, at), flooded: floodedAt(scene, at), water: waterAt(scene, at),
  };
}

/** Local date and time of an instant; the start is local already. */
function clockText(scene, at) {
  const [date, time] = scene.start.split(/[ T]/);
  const [year, month, day] = date.split("-").map(Number);
  const [hour, minute] = time.split(":").map(Number);
  const moment = new Date(Date.UTC(year, month - 1, day, hour, minute, scene.begin + at));
  return moment.toISOString().slice(0, 16).replace("T", " ");
}
