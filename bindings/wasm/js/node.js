// Entry for Node: the module is a file beside this one.
import { readFile } from "node:fs/promises";
import { makeInit } from "./init.js";

// A file costs no download: the module with everything does all the others do.
const locate = (simd) => readFile(new URL(`./yinsi-all-${simd ? "simd" : "scalar"}.wasm`, import.meta.url));
const init = makeInit(locate, 2);
export default init;
export { init };
export * from "./api.js";
