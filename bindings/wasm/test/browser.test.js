// The package in a real Chromium: script tag, worker, bundlers, under a strict policy.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { build } from "vite";
import webpack from "webpack";
import { OUTPUT, PACKAGE, cases, redactionCases } from "./common.js";
import { launch, open, serve } from "./browser.js";

const DIST = path.join(PACKAGE, "dist");
const SITES = path.join(OUTPUT, "sites");
const page = (script) => `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="${script}"></script>`;

/** Every build runs all cases: `globalThis.outcome` is what came. */
const CONFORMANCE = `
  import * as yinsi from "/dist/web.js";
  import { failures, redactionFailures } from "/test/conformance.js";
  const { cases, redaction } = await (await fetch("/output/cases.json")).json();
  const parameters = new URLSearchParams(location.search);
  const build = parameters.get("build");
  // The bytes are there before the clock starts: a download says nothing about the package.
  const source = build && (await (await fetch(\`/dist/yinsi-\${build}.wasm\`)).arrayBuffer());
  const begun = performance.now();
  await yinsi.init(build ? { source } : { all: parameters.has("all"), keyed: parameters.has("keyed") });
  const started = performance.now() - begun;
  const scanner = new yinsi.Scanner();
  const built = performance.now() - begun - started;
  const text = "联系人：张三，手机13812345678，mail zhang.san@example.com. ".repeat(20).slice(0, 700);
  const first = performance.now();
  const found = scanner.scan(text).length;
  const scanned = performance.now() - first;
  const full = parameters.has("all") || parameters.has("keyed") || (build ?? "").includes("-");
  const { faults, seen } = redactionFailures(yinsi, redaction, full);
  const wrong = failures(yinsi, cases).concat(faults);
  globalThis.outcome = { isa: scanner.isa, count: cases.length, seen, full, found, started, built, scanned, failures: wrong };
`;

let context;
let server;

before(async () => {
  mkdirSync(SITES, { recursive: true });
  writeFileSync(path.join(OUTPUT, "cases.json"), JSON.stringify({ cases: cases(), redaction: redactionCases() }));
  writeFileSync(path.join(SITES, "conformance.js"), CONFORMANCE);
  writeFileSync(path.join(SITES, "worker-page.js"), `
    const worker = new Worker("/sites/worker.js", { type: "module" });
    worker.onmessage = ({ data }) => (globalThis.outcome = data);
    worker.onerror = (event) => (globalThis.outcome = { message: event.message });
  `);
  writeFileSync(path.join(SITES, "worker.js"), `
    import init, { scan } from "/dist/web.js";
    await init();
    postMessage(scan("😀 13812345678"));
  `);
  writeFileSync(path.join(SITES, "eval.js"), `
    try { globalThis.outcome = new Function("return 'allowed'")(); } catch (error) { globalThis.outcome = error.name; }
  `);
  server = await serve({
    dist: DIST,
    test: path.join(PACKAGE, "test"),
    output: OUTPUT,
    sites: SITES,
    "conformance.html": page("/sites/conformance.js"),
    "worker.html": page("/sites/worker-page.js"),
    "eval.html": page("/sites/eval.js"),
    "none.html": page("/dist/none.js"),
  });
  context = await launch();
});

after(async () => {
  await context?.close();
  await server?.close();
});

async function outcome(address) {
  const { page, faults } = await open(context, address);
  const handle = await page.waitForFunction(() => globalThis.outcome, undefined, { timeout: 30_000 }).catch((error) => {
    throw new Error(`${error.message}\n${faults.join("\n")}`);
  });
  const result = await handle.jsonValue();
  await page.close();
  assert.deepEqual(faults, []);
  return result;
}

for (const [query, isa] of [
  ["", "simd128"],
  ["?keyed", "simd128"],
  ["?all", "simd128"],
  ["?build=simd", "simd128"],
  ["?build=scalar", "scalar"],
  ["?build=keyed-scalar", "scalar"],
  ["?build=all-scalar", "scalar"],
]) {
  test(`the conformance cases in Chromium, conformance.html${query}`, async () => {
    const result = await outcome(`${server.origin}/conformance.html${query}`);
    assert.equal(result.isa, isa);
    assert.ok(result.count >= 150 && result.found > 0);
    assert.ok(result.seen >= (result.full ? 50 : 30), `${result.seen} redactions`);
    assert.deepEqual(result.failures, []);
    const shown = (time) => `${time.toFixed(1)} ms`;
    console.log(`${query || "default"}: start ${shown(result.started)}, scanner ${shown(result.built)}, first scan ${shown(result.scanned)}`);
  });
}

test("only the module that is needed is loaded", async () => {
  const before = server.asked.length;
  await outcome(`${server.origin}/conformance.html`);
  const modules = server.asked.slice(before).filter((name) => name.endsWith(".wasm"));
  assert.deepEqual(modules, ["/dist/yinsi-simd.wasm"]);
});

test("it works in a module worker", async () => {
  const [found] = await outcome(`${server.origin}/worker.html`);
  assert.deepEqual([found.entity, found.start, found.end], ["CN_MOBILE_NUMBER", 3, 14]);
});

test("the policy that all this ran under allows no eval", async () => {
  assert.equal(await outcome(`${server.origin}/eval.html`), "EvalError");
});

const APP = `
  import init, { Scanner, redact } from "yinsi";
  await init();
  globalThis.outcome = [new Scanner().isa, redact("😀 13812345678")];
`;

async function bundled(folder) {
  const site = await serve({ "": folder });
  try {
    assert.deepEqual(await outcome(`${site.origin}/`), ["simd128", "😀 <CN_MOBILE_NUMBER>"]);
  } finally {
    await site.close();
  }
}

test("vite bundles it", async () => {
  const root = path.join(PACKAGE, "test/bundle");
  const outDir = path.join(OUTPUT, "vite");
  mkdirSync(root, { recursive: true });
  writeFileSync(path.join(root, "main.js"), APP);
  writeFileSync(path.join(root, "index.html"), page("./main.js"));
  const options = { outDir, emptyOutDir: true, target: "es2022", modulePreload: { polyfill: false } };
  await build({ root, configFile: false, logLevel: "warn", build: options });
  await bundled(outDir);
});

test("webpack bundles it", async () => {
  const root = path.join(PACKAGE, "test/bundle");
  const output = path.join(OUTPUT, "webpack");
  mkdirSync(root, { recursive: true });
  writeFileSync(path.join(root, "main.js"), APP);
  const compiler = webpack({
    mode: "production",
    context: root,
    entry: "./main.js",
    target: ["web", "es2022"],
    output: { path: output, module: true, filename: "main.js", publicPath: "auto", clean: true },
    experiments: { outputModule: true },
  });
  await new Promise((resolve, reject) =>
    compiler.run((error, stats) => (error ? reject(error) : stats.hasErrors() ? reject(new Error(stats.toString())) : resolve())),
  );
  writeFileSync(path.join(output, "index.html"), page("./main.js"));
  await bundled(output);
});
