"use strict";
// Data of the page: JSON, deflated, in base64. Nothing is fetched.

function readJson(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : null;
}

async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text.trim()), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

/** Nodes of a network come as differences, because these compress better. */
function unpackNetwork(data) {
  const sums = (differences) => {
    let sum = 0;
    return Float64Array.from(differences, (step) => (sum += step));
  };
  return { ...data, x: sums(data.x), y: sums(data.y) };
}

const packed = {
  networks: [...document.querySelectorAll("script.network")],
  scenes: [...document.querySelectorAll("script.scene")],
  opened: new Map(),
};

/** Open a scene with its network; each network is unpacked once. */
async function openScene(number) {
  const element = packed.scenes[number];
  const place = Number(element.dataset.network);
  if (!packed.opened.has(place)) {
    packed.opened.set(place, unpackNetwork(await unpacked(packed.networks[place].textContent)));
  }
  return { ...(await unpacked(element.textContent)), network: packed.opened.get(place) };
}
