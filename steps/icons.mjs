// Draws the app's icons: a pulse on a dark tile (appIcon), or the pulse alone for a dark bar (appIconAlt).
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

// In a square of 36; the pulse crosses it as a packet does a line.
/** @type {[x: number, y: number][]} */
const pulse = [[4, 19], [11, 19], [14.5, 9], [20, 28], [23.5, 16], [25.5, 19], [32, 19]];
const tile = { colour: [20, 29, 43], radius: 7 };
const line = { colour: [101, 211, 110], width: 2.6 };
const samples = 4; // in each direction, for every pixel

export function drawIcons(folder) {
  mkdirSync(folder, { recursive: true });
  for (const [suffix, size] of [['', 36], ['_2x', 72]]) {
    writeFileSync(join(folder, `appIcon${suffix}.png`), png(size, (x, y) => colourAt(x, y, true)));
    writeFileSync(join(folder, `appIconAlt${suffix}.png`), png(size, (x, y) => colourAt(x, y, false)));
  }
}

function colourAt(x, y, onTile) {
  if (distanceToPulse(x, y) < line.width / 2) return line.colour;
  return onTile && inTile(x, y) ? tile.colour : undefined;
}

function inTile(x, y) {
  const beyond = (value) => Math.max(Math.abs(value - 18) - (18 - tile.radius), 0);
  return Math.hypot(beyond(x), beyond(y)) <= tile.radius;
}

function distanceToPulse(x, y) {
  return Math.min(...pulse.slice(1).map((end, at) => distanceToLine(x, y, pulse[at] ?? end, end)));
}

function distanceToLine(x, y, [x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const along = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
}

function png(size, colour) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6], 8); // 8 bits, RGBA
  // Stored, not compressed: how zlib compresses differs from one Node.js to another.
  const body = deflateSync(pixels(size, colour), { level: 0 });
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', body), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type, body) {
  const named = Buffer.concat([Buffer.from(type), body]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

// Rows of RGBA, each after a byte that says that it is not filtered.
function pixels(size, colour) {
  const places = Array.from({ length: size }, (_, at) => at);
  return Buffer.from(places.flatMap((y) => [0, ...places.flatMap((x) => pixel(x, y, 36 / size, colour))]));
}

function pixel(x, y, scale, colour) {
  const offsets = Array.from({ length: samples }, (_, at) => (at + 0.5) / samples);
  const seen = offsets.flatMap((dy) => offsets.map((dx) => colour((x + dx) * scale, (y + dy) * scale))).filter(Boolean);
  if (seen.length === 0) return [0, 0, 0, 0];
  const mean = [0, 1, 2].map((at) => Math.round(seen.reduce((sum, one) => sum + one[at], 0) / seen.length));
  return [...mean, Math.round((255 * seen.length) / samples ** 2)];
}
