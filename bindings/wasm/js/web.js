// Entry for browsers, workers and bundlers.
import { makeInit } from "./init.js";

// Each address in full: so bundlers see the files.
const BUILDS = [
  [new URL("./yinsi-scalar.wasm", import.meta.url), new URL("./yinsi-simd.wasm", import.meta.url)],
  [new URL("./yinsi-keyed-scalar.wasm", import.meta.url), new URL("./yinsi-keyed-simd.wasm", import.meta.url)],
  [new URL("./yinsi-all-scalar.wasm", import.meta.url), new URL("./yinsi-all-simd.wasm", import.meta.url)],
];

const locate = (simd, level) => BUILDS[level][Number(simd)];

const init = makeInit(locate);
export default init;
export { init };
export * from "./api.js";
