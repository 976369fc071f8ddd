// The border to the module: text in, rows of numbers and text out. See src/transfer.rs.
import { YinsiError, want } from "./error.js";
import * as glue from "./yinsi.js";

const ROW = 20;
const ENCODER = new TextEncoder();
// A byte order mark is a character like others.
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

let memory;
let able = {};
let room = new Uint8Array(0);
let names = [null];

/** Takes the memory of a module that was just started. */
export function connect(exports) {
  memory = exports.memory;
  able = { keyed: "key_new" in exports, all: "counting_new" in exports };
  room = new Uint8Array(0);
  names = [null];
}

/** Fails with a sentence that helps when `init()` has not run, or did not load what is `needed`. */
export function ready(needed) {
  if (!memory) throw new YinsiError("not-initialised", "call `await init()` before anything else");
  if (needed && !able[needed]) {
    throw new YinsiError(`no-${needed}`, `this needs a larger module: \`await init({ ${needed}: true })\``);
  }
  return glue;
}

/** The bytes of memory into which text is written: at least `length`, of which `kept` are there already. */
function roomFor(length, kept) {
  const at = glue.room(length, kept) >>> 0;
  if (at === 0) throw new YinsiError("memory", "there is not enough memory for the text");
  const size = glue.roomLength();
  if (room.buffer !== memory.buffer || room.byteOffset !== at || room.length !== size) {
    room = new Uint8Array(memory.buffer, at, size);
  }
  return room;
}

/**
 * Writes `text` as UTF-8 where the module reads it and returns how many bytes that are.
 * As many bytes as units means that all are ASCII.
 */
export function send(text, what = "text") {
  want(typeof text === "string", `${what} must be a string`);
  let { read, written } = ENCODER.encodeInto(text, roomFor(Math.max(text.length, 65536), 0));
  if (read < text.length) {
    // Not ASCII, and larger than any text before: at most three bytes a unit are left.
    const rest = text.slice(read);
    const target = roomFor(written + 3 * rest.length, written).subarray(written);
    written += ENCODER.encodeInto(rest, target).written;
  }
  return written;
}

/** Copies bytes to where the module reads text and returns how many they are. */
export function sendBytes(bytes) {
  roomFor(bytes.length, 0).set(bytes);
  return bytes.length;
}

/** A copy of `length` bytes that the last call wrote. */
export function receivedBytes(length) {
  return new Uint8Array(memory.buffer, glue.written() >>> 0, length).slice();
}

/** The text of `length` bytes that the last call wrote. `stream` says that a character may be cut. */
export function received(length, decoder = DECODER, options = undefined) {
  const at = glue.written() >>> 0;
  return decoder.decode(new Uint8Array(memory.buffer, at, length), options);
}

/** The rows of the last call. */
function rows(count) {
  return new Uint32Array(memory.buffer, glue.rows() >>> 0, count * ROW);
}

function name(number) {
  if (number >= names.length) names.push(...glue.namesFrom(names.length - 1));
  return names[number];
}

function listOf(data, from, to) {
  const list = [];
  for (let at = from; at < to && data[at] !== 0; at += 1) list.push(name(data[at]));
  return list;
}

const HIGH = 2 ** 32;

/** The findings of the last call, as plain objects. */
export function findings(count) {
  const found = new Array(count);
  const data = count === 0 ? undefined : rows(count);
  for (let nth = 0, at = 0; nth < count; nth += 1, at += ROW) {
    found[nth] = {
      entity: name(data[at]),
      rule: name(data[at + 1]),
      start: data[at + 2] + data[at + 3] * HIGH,
      end: data[at + 4] + data[at + 5] * HIGH,
      confidence: data[at + 6] / 100,
      evidence: {
        pattern: data[at + 7] / 100,
        checks: listOf(data, at + 8, at + 12),
        failed: listOf(data, at + 12, at + 14),
        label: name(data[at + 14]),
        context: name(data[at + 15]),
        contextDistanceBytes: data[at + 16] | 0,
        against: name(data[at + 17]),
        normalized: (data[at + 18] & 1) !== 0,
        cut: (data[at + 18] & 2) !== 0,
        also: name(data[at + 19]),
      },
    };
  }
  return found;
}

/** The rejected readings after `skipped` findings of the last call. */
export function rejections(skipped, count) {
  const rejected = [];
  const data = rows(skipped + count);
  for (let at = skipped * ROW; at < data.length; at += ROW) {
    const kind = name(data[at + 7]);
    const reason = { kind };
    if (kind === "check") reason.check = name(data[at + 8]);
    if (kind === "overlap") reason.rule = name(data[at + 8]);
    if (kind === "confidence") reason.confidence = data[at + 6] / 100;
    rejected.push({
      entity: name(data[at]),
      rule: name(data[at + 1]),
      start: data[at + 2],
      end: data[at + 4],
      reason,
    });
  }
  return rejected;
}
