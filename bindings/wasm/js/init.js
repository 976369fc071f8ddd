// Starting the module: which build, from where, once.
import { YinsiError, want } from "./error.js";
import { isBytes } from "./owned.js";
import { warm } from "./scanner.js";
import { connect } from "./transfer.js";
import { initSync as start } from "./yinsi.js";

// (module (func (result v128) i32.const 0 i8x16.splat)): valid only where there is simd128.
const PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
]);

/** Whether the host runs simd128. */
export function hasSimd() {
  return WebAssembly.validate(PROBE);
}

let started;

async function compile(source) {
  const given = await source;
  if (given instanceof WebAssembly.Module) return given;
  if (isBytes(given)) return WebAssembly.compile(given);
  const isAddress = typeof given === "string" || given instanceof URL;
  const response = isAddress ? await fetch(given) : given;
  want(typeof Response !== "undefined" && response instanceof Response, "source must be a URL, Response, bytes or module");
  if (!response.ok) throw new YinsiError("load", `the module could not be loaded: HTTP status ${response.status}`);
  // Compiles while it arrives, where the server says what it sends.
  if (response.headers.get("Content-Type")?.startsWith("application/wasm")) {
    return WebAssembly.compileStreaming(response);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}

function check(options) {
  want(typeof options === "object" && options !== null, "options must be an object");
  for (const name of Object.keys(options)) {
    want(["all", "keyed", "source"].includes(name), `unknown option \`${name}\`; there are all, keyed, source`);
  }
  return options;
}

/** What a build can do more than the smallest, by level; each can do what those before it can. */
const LEVELS = [undefined, "keyed", "all"];

/** Makes `init`: `locate(simd, level)` finds a build; `least` is the level of the smallest that is used. */
export function makeInit(locate, least = 0) {
  return function init(options = {}) {
    const { all = false, keyed = false, source } = check(options);
    const level = all ? 2 : keyed ? 1 : 0;
    if (started) {
      if (level <= started.level) return started.done;
      const name = LEVELS[level];
      const message = `started already with a smaller module: pass \`${name}: true\` to the first \`init\``;
      return Promise.reject(new YinsiError(`no-${name}`, message));
    }
    const own = { level: source === undefined ? Math.max(level, least) : 2, running: false, done: undefined };
    started = own;
    own.done = (async () => {
      try {
        const module = await compile(source ?? locate(hasSimd(), own.level));
        if (started !== own) return;
        connect(start({ module }));
        warm();
        own.running = true;
      } catch (error) {
        if (started === own) started = undefined;
        if (error instanceof YinsiError) throw error;
        throw new YinsiError("load", "the module could not be loaded", { cause: error });
      }
    })();
    return own.done;
  };
}

/** As `init`, at once, from bytes or a compiled module. */
export function initSync(source) {
  if (started?.running) return;
  want(source instanceof WebAssembly.Module || isBytes(source), "source must be bytes or a WebAssembly.Module");
  const module = source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source);
  connect(start({ module }));
  started = { level: 2, running: true, done: Promise.resolve() };
}
