"use strict";
// Slider, play, keys, legend, list: everything works by keyboard and is mirrored in the document.

const element = (id) => document.getElementById(id);

class Player {
  constructor(words, labels) {
    this.words = words;
    this.labels = labels;
    this.map = new MapView(element("canvas"));
    this.at = 0;
    this.playing = false;
    this.wire();
  }

  get language() {
    const chosen = document.querySelector("input[name=language]:checked");
    return chosen ? chosen.value : Object.keys(this.words)[0];
  }

  get speech() { return this.words[this.language]; }

  name(pair) { return this.language === "zh" ? pair[0] : pair[1]; }
  /** Of a text "中文 / English" the half in the language in force; else all of it. */
  half(text) {
    const halves = text.split(" / ");
    return halves.length === 2 ? this.name(halves) : text;
  }

  async choose(number) {
    this.scene = await openScene(number);
    this.number = number;
    element("stage").hidden = false;
    element("slider").max = this.scene.length;
    this.map.open(this.scene);
    if (this.at < 0) this.at = this.scene.opens;
    this.at = Math.min(this.at, this.scene.length);
    this.speak();
  }

  // Words

  speak() {
    document.documentElement.lang = this.language === "zh" ? "zh-CN" : "en";
    const speech = this.speech;
    this.options(element("scene"), this.labels.map((one, k) =>
      [k, `${this.name(one.scenario)} / ${this.name(one.plan)} (${filled(speech.run, { number: one.replication })})`]), this.number);
    const speeds = [60, 300, 900, 1800, 3600, 7200];
    if (!this.speed) {
      const wanted = this.scene.length / 60;
      this.speed = speeds.reduce((a, b) => (Math.abs(b - wanted) < Math.abs(a - wanted) ? b : a));
    }
    this.options(element("speed"), speeds.map((one) => [one, filled(speech.speed_of, { number: one / 60 })]), this.speed);
    const said = { scene: "scene", speed: "speed", slider: "slider", canvas: "map" };
    for (const [id, key] of Object.entries(said)) element(id).setAttribute("aria-label", speech[key]);
    const zooms = document.querySelectorAll("#zoom button");
    ["zoom_in", "zoom_out", "zoom_all", "zoom_water"].forEach((key, k) => {
      zooms[k].setAttribute("aria-label", speech[key]);
      zooms[k].title = speech[key];
    });
    zooms[3].hidden = !this.scene.view.length;
    this.layers();
    this.legend();
    this.line = -2;
    this.show();
  }

  options(select, pairs, chosen) {
    select.replaceChildren(...pairs.map(([value, text]) => new Option(text, value, false, value === chosen)));
  }

  layers() {
    const boxes = ["reach", "zones", "teams", "sites", ...(this.scene.water.length ? ["water"] : [])].map((key) => {
      const label = document.createElement("label"), box = document.createElement("input");
      box.type = "checkbox";
      box.checked = this.map.show[key];
      box.addEventListener("change", () => {
        this.map.show[key] = box.checked;
        this.legend();
        this.show();
      });
      label.append(box, ` ${this.speech[`layer_${key}`]} `);
      return label;
    });
    element("layers").replaceChildren(...boxes);
  }

  legend() {
    const speech = this.speech, rows = [];
    const add = (text, draw) => rows.push([text, draw]);
    if (this.map.show.reach) BANDS.forEach((band, k) => add(speech[`reach${k}`], (pen) => SHAPES.line(pen, 17, 9, band.colour, band.width, band.dash)));
    if (this.scene.roads.length) {
      add(speech.closed_roads, (pen) => { SHAPES.line(pen, 17, 9, "#b00020", 6, []); SHAPES.line(pen, 17, 9, "#ffffff", 2, [4, 4]); });
      add(speech.slow_roads, (pen) => { SHAPES.line(pen, 17, 9, "#e6a817", 4, []); SHAPES.line(pen, 17, 9, INK, 1, [2, 4]); });
    }
    add(speech.base, (pen) => SHAPES.base(pen, 17, 10, 7, "3"));
    for (const key of ["occurred", "reported", "first_arrival", "controlled", "over"]) add(speech[key], (pen) => SHAPES[key](pen, 17, 10, 6));
    if (this.scene.people.length) add(speech.people, (pen) => SHAPES.people(pen, 17, 9, 5));
    this.floodLegend(add, speech);
    add(speech.state2, (pen) => SHAPES.going(pen, 17, 9, 6, 0, 0, 0));
    add(speech.state3, (pen) => SHAPES.at_work(pen, 17, 9, 7, "2"));
    add(speech.state5, (pen) => SHAPES.returning(pen, 17, 9, 6, 0, 0, 0));
    if (this.scene.teams.some((one) => one.external)) add(speech.external, (pen) => SHAPES.external(pen, 17, 9, 5));
    if (this.map.show.sites) { add(speech.facility, (pen) => SHAPES.facility(pen, 17, 9, 6)); if (this.scene.depots.length) add(speech.depot, (pen) => SHAPES.depot(pen, 17, 9, 6)); }
    if (this.scene.zones.some((one) => one.exposed.length)) add(speech.exposed_zone, (pen) => SHAPES.exposed(pen, 17, 9, 7));
    element("legend").replaceChildren(...rows.map(([text, draw]) => legendItem(text, draw)));
  }

  floodLegend(add, speech) {
    if (this.scene.people.some((group) => group.times[4] !== null)) add(speech.in_water, (pen) => SHAPES.trapped(pen, 17, 9, 7));
    for (const kind of ["bus", "boat", "rock"]) {
      if (!this.scene.fleets.some((one) => one.kind === kind)) continue;
      add(speech[`fleet_${kind}`], (pen) => { SHAPES[kind](pen, 9, 10, 5, true); SHAPES[kind](pen, 26, 10, 5, false); });
    }
    if (!this.map.show.water) return;
    if (this.scene.water.length) add(speech.wet_zone, (pen) => SHAPES.wet(pen, 17, 9, 8));
    if (this.scene.flooded.length) DEPTHS.forEach((style, k) => { if (style) add(speech[`depth${k}`], (pen) => SHAPES.line(pen, 17, 9, style.colour, style.width, [])); });
  }

  // The moment

  show() {
    if (!this.scene) return;
    const moment = momentOf(this.scene, this.at);
    this.map.draw(moment, this.speech, this.language);
    const clock = clockText(this.scene, this.at);
    element("clock").textContent = clock;
    element("slider").value = this.at;
    element("slider").setAttribute("aria-valuetext", clock);
    element("play").textContent = this.playing ? `❚❚ ${this.speech.pause}` : `▶ ${this.speech.play}`;
    this.count(moment);
    this.list();
  }

  count(moment) {
    const numbers = [0, 0, 0, 0, 0, 0];
    for (const one of moment.vehicles) numbers[one.state] += 1;
    const open = moment.incidents.filter((one) => ["occurred", "reported", "first_arrival"].includes(one.stage)).length;
    const closed = [...moment.roads.state.values()].filter((percent) => percent === 0).length;
    const words = numbers.map((number, k) => `${this.speech[`state${k}`]} ${number}`).filter((_text, k) => k !== 4 || numbers[4]);
    const parts = [words.join(this.language === "zh" ? "，" : ", "), filled(this.speech.count_open, { number: open })];
    if (this.scene.roads.length) parts.push(`${this.speech.closed_roads} ${closed}`);
    if (this.scene.people.length) parts.push(filled(this.speech.people_counts, moment.people.passed));
    const { water, lost } = moment.people.passed;
    if (water || lost) parts.push(filled(this.speech.water_counts, { water, lost }));
    element("counts").textContent = parts.join(this.language === "zh" ? "；" : "; ");
    Object.assign(element("stage").dataset, { at: Math.round(this.at), moving: numbers[2] + numbers[4] + numbers[5], open, closed });
  }

  list() {
    const last = lastBefore(this.scene.happenings, this.at);
    if (last === this.line) return;
    this.line = last;
    const rows = this.scene.happenings.slice(Math.max(0, last - 60), last + 1).reverse();
    element("lines").replaceChildren(...rows.map((row) => {
      const item = document.createElement("li"), time = document.createElement("time");
      time.textContent = clockText(this.scene, row[0]).slice(5);
      item.append(time, ` ${this.sentence(row)}`);
      return item;
    }));
  }

  sentence([, key, number, cause]) {
    if (key === "level") return number ? filled(this.speech.level, { number }) : this.speech.no_level;
    if (key === "closed" || key === "opened") return filled(this.speech[key], { number, cause: cause ? `(${this.half(cause)})` : "" });
    if (key === "first_load" || key === "source_controlled") return this.speech[key];
    if (key === "hazard_begins" || key === "hazard_follows") return filled(this.speech[key], { what: this.name(this.scene.hazards[number]) });
    if (key === "shelter_opens") return filled(this.speech[key], { what: this.name(this.scene.facilities[number].name) });
    if (["told_to_get_ready", "told_to_leave", "acknowledged", "water_reaches"].includes(key)) return filled(this.speech[key], { what: this.name(this.scene.zones[number].name) });
    const incident = this.scene.incidents[number];
    const what = [this.name(incident.type), this.name(incident.zone)].filter(Boolean).join(" ");
    return filled(this.speech[`line_${key}`], { what });
  }

  // Time

  play(wanted) {
    if (wanted === this.playing) return;
    this.playing = wanted;
    if (wanted && this.at >= this.scene.length) this.at = 0;
    let before = performance.now();
    const step = (now) => {
      if (!this.playing) return;
      this.at = Math.min(this.at + ((now - before) / 1000) * this.speed, this.scene.length);
      before = now;
      if (this.at >= this.scene.length) this.playing = false;
      this.show();
      if (this.playing) requestAnimationFrame(step);
    };
    this.show();
    if (wanted) requestAnimationFrame(step);
  }

  // Wires

  wire() {
    element("play").addEventListener("click", () => this.play(!this.playing));
    element("slider").addEventListener("input", () => { this.at = Number(element("slider").value); this.show(); });
    element("speed").addEventListener("change", () => { this.speed = Number(element("speed").value); });
    element("scene").addEventListener("change", () => this.choose(Number(element("scene").value)));
    for (const radio of document.querySelectorAll("input[name=language]")) radio.addEventListener("change", () => this.speak());
    for (const button of document.querySelectorAll("#zoom button")) button.addEventListener("click", () => this.zoomBy(Number(button.dataset.zoom)));
    addEventListener("resize", () => { if (this.scene) { this.map.resize(); this.show(); } });
    this.wireMap(element("canvas"));
  }

  zoomBy(factor, x, y) {
    if (factor > 0) this.map.zoom(factor, x, y);
    else this.map.fit(factor < 0 ? this.scene.view : []);
    this.show();
  }

  wireMap(canvas) {
    let held = null;
    canvas.addEventListener("pointerdown", (event) => { held = [event.clientX, event.clientY]; canvas.setPointerCapture(event.pointerId); });
    canvas.addEventListener("pointerup", () => { held = null; });
    canvas.addEventListener("pointermove", (event) => {
      if (held) {
        this.map.pan(event.clientX - held[0], event.clientY - held[1]);
        held = [event.clientX, event.clientY];
        this.show();
      }
      this.tip(event.offsetX, event.offsetY);
    });
    canvas.addEventListener("pointerleave", () => { element("tip").hidden = true; });
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.activeElement !== canvas) return; // a page that scrolls is not caught by the map
      event.preventDefault();
      this.zoomBy(event.deltaY < 0 ? 1.2 : 1 / 1.2, event.offsetX, event.offsetY);
    }, { passive: false });
    const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    canvas.addEventListener("keydown", (event) => {
      if (moves[event.key]) this.map.pan(...moves[event.key]);
      else if (event.key === "+" || event.key === "=") this.map.zoom(1.3);
      else if (event.key === "-") this.map.zoom(1 / 1.3);
      else if (event.key === "0") this.map.fit();
      else if (event.key === "1") this.map.fit(this.scene.view);
      else if (event.key === " ") this.play(!this.playing);
      else return;
      event.preventDefault();
      this.show();
    });
  }

  tip(x, y) {
    const spot = this.map.spotAt(x, y), tip = element("tip");
    tip.hidden = !spot;
    if (!spot) return;
    tip.textContent = spot.text;
    tip.style.left = `${Math.min(spot.x + 14, this.map.width - 180)}px`;
    tip.style.top = `${Math.max(spot.y - 10, 4)}px`;
  }
}

function legendItem(text, draw) {
  const item = document.createElement("li"), picture = document.createElement("canvas");
  const ratio = 2;
  Object.assign(picture, { width: 34 * ratio, height: 19 * ratio });
  Object.assign(picture.style, { width: "34px", height: "19px", verticalAlign: "middle", marginRight: "6px" });
  const pen = picture.getContext("2d");
  pen.scale(ratio, ratio);
  pen.font = "12px sans-serif";
  draw(pen);
  item.append(picture, text);
  return item;
}

/** A moment can be linked to: report.html#scene=0&at=3600 opens it there. */
function linkedMoment() {
  const asked = new URLSearchParams(location.hash.slice(1));
  return { scene: Number(asked.get("scene") || 0), at: Number(asked.get("at") || -1), speak: asked.get("speak"), asked: asked.has("at") };
}

async function begin() {
  const words = readJson("words");
  const asked = linkedMoment();
  const radio = asked.speak && element(`speak-${asked.speak}`);
  if (radio) radio.checked = true;
  if (!words || !element("stage")) return;
  const trouble = (key) => {
    const spoken = Object.keys(words).map((language) => words[language][key]);
    element("trouble").textContent = spoken.join(" ");
    element("trouble").hidden = false;
  };
  if (typeof DecompressionStream === "undefined") { trouble("unpacking"); return; }
  try {
    const player = new Player(words, readJson("labels"));
    player.at = asked.at;
    await player.choose(Math.min(asked.scene, packed.scenes.length - 1));
    if (asked.asked) element("map").scrollIntoView({ behavior: "instant" });
    document.documentElement.dataset.ready = "yes";
  } catch (error) {
    console.error(error);
    trouble("broken");
  }
}

begin();
