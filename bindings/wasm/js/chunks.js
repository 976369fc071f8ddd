// Text in pieces.
import { want } from "./error.js";
import { isString } from "./owned.js";

/** Chunks of text without the first half of a pair whose second half is still to come. */
export class Chunks {
  #half = "";

  take(chunk) {
    want(isString(chunk), "a chunk must be a string");
    const text = this.#half + chunk;
    const last = text.charCodeAt(text.length - 1);
    const cut = last >= 0xd800 && last < 0xdc00;
    this.#half = cut ? text.slice(-1) : "";
    return cut ? text.slice(0, -1) : text;
  }

  rest() {
    const rest = this.#half;
    this.#half = "";
    return rest;
  }
}
