// Texts that are no UTF-8.
import { YinsiError, want } from "./error.js";
import { bytesOf, guarded, isString, known } from "./owned.js";
import { ready, received, receivedBytes, send, sendBytes } from "./transfer.js";

/** What is looked at to tell an encoding. */
const SAMPLE = 1 << 16;

export function detectEncoding(bytes) {
  const { detectEncoding: detect } = ready("all");
  const all = bytesOf(bytes, "a text");
  const sample = all.subarray(0, SAMPLE);
  return guarded(() => detect(sendBytes(sample), sample.length === all.length)) ?? null;
}

function unknown(encoding) {
  return new YinsiError("unknown", `unknown encoding \`${encoding}\``);
}

export function decodeText(bytes, options = {}) {
  const { decode } = ready("all");
  const all = bytesOf(bytes, "a text");
  const { encoding = detectEncoding(all) } = known(options, ["encoding"], "options");
  if (encoding === null) throw new YinsiError("encoding", "the bytes are no text");
  want(isString(encoding), "encoding must be a string");
  const decoded = guarded(() => decode(sendBytes(all), encoding));
  if (!decoded) throw unknown(encoding);
  return { text: received(decoded[0]), encoding, faults: decoded[1] };
}

export function encodeText(text, encoding, options = {}) {
  const { encode } = ready("all");
  const { mark = false } = known(options, ["mark"], "options");
  want(isString(encoding) && typeof mark === "boolean", "encoding must be a string, mark true or false");
  const encoded = guarded(() => encode(send(text), encoding, mark));
  if (!encoded) throw unknown(encoding);
  return { bytes: receivedBytes(encoded[0]), lost: encoded[1] };
}
