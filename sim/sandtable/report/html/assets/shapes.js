"use strict";
// Shapes differ in form, not in colour alone; the legend is drawn with the same ones.

function polygon(pen, points, fill, line) {
  pen.setLineDash([]);
  pen.beginPath();
  points.forEach(([x, y], k) => (k ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.closePath();
  pen.fillStyle = fill;
  pen.fill();
  pen.lineWidth = 1.6;
  pen.strokeStyle = line;
  pen.stroke();
}

function sign(pen, text, x, y, colour) {
  const { font } = pen;
  pen.font = `bold 11px ${font.slice(font.indexOf("px ") + 3)}`;
  pen.textAlign = "center";
  pen.fillStyle = colour;
  pen.fillText(text, x, y + 4);
  pen.font = font;
}

function arrow(pen, x, y, r, angle, fill, external) {
  const [c, s] = [Math.cos(angle), -Math.sin(angle)];
  const turned = ([u, v]) => [x + r * (u * c - v * s), y + r * (u * s + v * c)];
  if (external) {
    pen.beginPath();
    pen.arc(x, y, r + 3, 0, 2 * Math.PI);
    pen.setLineDash([3, 2]);
    pen.lineWidth = 1.5;
    pen.strokeStyle = "#1f4e79";
    pen.stroke();
  }
  polygon(pen, [[1.25, 0], [-0.9, 0.85], [-0.45, 0], [-0.9, -0.85]].map(turned), fill, "#1f4e79");
}

const triangle = (x, y, r) => [[x, y - r], [x + r, y + 0.8 * r], [x - r, y + 0.8 * r]];
const square = (x, y, r) => [[x - r, y - r], [x + r, y - r], [x + r, y + r], [x - r, y + r]];
const oblong = (x, y, w, h) => [[x - w, y - h], [x + w, y - h], [x + w, y + h], [x - w, y + h]];
const diamond = (x, y, r) => [[x, y - r], [x + r, y], [x, y + r], [x - r, y]];

const SHAPES = {
  occurred: (pen, x, y, r) => polygon(pen, triangle(x, y, r), "#ffffff", "#b00020"),
  reported: (pen, x, y, r) => {
    polygon(pen, triangle(x, y, r + 2), "#c8102e", "#7a0016");
    sign(pen, "!", x, y + 2, "#ffffff");
  },
  first_arrival: (pen, x, y, r) => polygon(pen, diamond(x, y, r + 1), "#e69f00", "#6b4700"),
  controlled: (pen, x, y, r) => {
    pen.beginPath();
    pen.arc(x, y, r, 0, 2 * Math.PI);
    pen.fillStyle = "#0b7a43";
    pen.fill();
    sign(pen, "✓", x, y, "#ffffff");
  },
  over: (pen, x, y, r) => {
    polygon(pen, square(x, y, r - 1), "#ffffff", "#555555");
    sign(pen, "✕", x, y, "#555555");
  },
  base: (pen, x, y, r, text) => {
    polygon(pen, [[x - r, y + r], [x - r, y - 2], [x, y - r - 3], [x + r, y - 2], [x + r, y + r]], "#1f4e79", "#ffffff");
    sign(pen, text, x, y + 2, "#ffffff");
  },
  at_work: (pen, x, y, r, text) => {
    polygon(pen, square(x, y, r), "#ffffff", "#1f4e79");
    sign(pen, text, x, y, "#1f4e79");
  },
  going: (pen, x, y, r, angle, external, truck) => {
    if (truck) polygon(pen, square(x, y, r - 2), "#6b4c9a", "#ffffff");
    else arrow(pen, x, y, r, angle, "#1f4e79", external);
  },
  returning: (pen, x, y, r, angle, external, truck) => {
    if (truck) polygon(pen, square(x, y, r - 2), "#ffffff", "#6b4c9a");
    else arrow(pen, x, y, r, angle, "#ffffff", external);
  },
  people: (pen, x, y, r) => {
    pen.beginPath();
    pen.arc(x, y, r, 0, 2 * Math.PI);
    pen.setLineDash([]);
    pen.fillStyle = "#ffffff";
    pen.fill();
    pen.lineWidth = 2;
    pen.strokeStyle = "#6b4c9a";
    pen.stroke();
  },
  external: (pen, x, y, r) => arrow(pen, x, y, r, 0, "#1f4e79", true),
  facility: (pen, x, y, r) => {
    polygon(pen, square(x, y, r), "#ffffff", "#0b7a43");
    sign(pen, "+", x, y, "#0b7a43");
  },
  depot: (pen, x, y, r) => {
    polygon(pen, square(x, y, r), "#ffffff", "#6b4c9a");
    sign(pen, "▤", x, y, "#6b4c9a");
  },
  zone: (pen, x, y, r) => {
    pen.beginPath();
    pen.arc(x, y, r, 0, 2 * Math.PI);
    pen.fillStyle = "#5b6876";
    pen.fill();
  },
  exposed: (pen, x, y, r) => {
    pen.beginPath();
    pen.arc(x, y, r, 0, 2 * Math.PI);
    pen.fillStyle = "rgba(176, 86, 141, 0.28)";
    pen.fill();
    pen.setLineDash([3, 2]);
    pen.lineWidth = 1.6;
    pen.strokeStyle = "#8a2d66";
    pen.stroke();
  },
  bus: (pen, x, y, r, loaded) => polygon(pen, oblong(x, y, 1.3 * r, 0.75 * r), loaded ? "#00805d" : "#ffffff", "#00573f"),
  boat: (pen, x, y, r, loaded) => {
    const hull = [[x - 1.4 * r, y - 0.5 * r], [x + 1.4 * r, y - 0.5 * r], [x + 0.8 * r, y + 0.7 * r], [x - 0.8 * r, y + 0.7 * r]];
    polygon(pen, hull, loaded ? "#d55e00" : "#ffffff", "#8a3c00");
  },
  rock: (pen, x, y, r, loaded) => polygon(pen, [[x - r, y + 0.7 * r], [x - r, y - 0.7 * r], [x, y - 1.2 * r], [x + r, y - 0.7 * r], [x + r, y + 0.7 * r]], loaded ? "#6b5b4a" : "#ffffff", "#43382c"),
  trapped: (pen, x, y, r) => {
    pen.beginPath();
    pen.arc(x, y, r, 0, 2 * Math.PI);
    pen.setLineDash([]);
    pen.fillStyle = "#d1007a";
    pen.fill();
    pen.lineWidth = 1.6;
    pen.strokeStyle = "#ffffff";
    pen.stroke();
    sign(pen, "!", x, y, "#ffffff");
  },
  wet: (pen, x, y, r) => {
    pen.fillStyle = "rgba(0, 114, 178, 0.38)";
    pen.fillRect(x - 1.6 * r, y - r, 3.2 * r, 2 * r);
    pen.lineWidth = 1.2;
    pen.strokeStyle = "#0b5c94";
    pen.setLineDash([]);
    for (const dy of [-0.4, 0.4]) wave(pen, x - 1.3 * r, y + dy * r, 2.6 * r);
  },
  line: (pen, x, y, colour, width, dash) => {
    pen.beginPath();
    pen.moveTo(x - 14, y);
    pen.lineTo(x + 14, y);
    pen.setLineDash(dash);
    pen.lineWidth = width;
    pen.strokeStyle = colour;
    pen.stroke();
  },
};
