// The package as people get it: packed, installed in an empty project, run, type-checked, bundled.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { OUTPUT, PACKAGE, ROOT } from "./common.js";

const PROJECT = path.join(OUTPUT, "project");
const TYPES = ["--noEmit", "--strict", "--skipLibCheck", "false", "--target", "es2022"];

let tarball;

function run(program, args, cwd = PROJECT) {
  try {
    return execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    throw new Error(`${program} ${args.join(" ")}\n${error.stdout ?? ""}\n${error.stderr ?? error}`);
  }
}

const tool = (name) => path.join(PACKAGE, "node_modules/.bin", name);

before(() => {
  rmSync(PROJECT, { recursive: true, force: true });
  mkdirSync(PROJECT, { recursive: true });
  const [packed] = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", OUTPUT], PACKAGE));
  tarball = path.join(OUTPUT, packed.filename);
  writeFileSync(path.join(PROJECT, "package.json"), '{ "name": "empty", "private": true, "type": "module" }');
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball]);
});

test("the package holds what it should and nothing else", () => {
  const folder = path.join(PROJECT, "node_modules/yinsi");
  const files = readdirSync(folder, { recursive: true }).map((name) => name.replaceAll("\\", "/")).sort();
  const wasm = ["keyed-scalar", "keyed-simd", "all-scalar", "all-simd", "scalar", "simd"].map((build) => `dist/yinsi-${build}.wasm`);
  const scripts = [
    "api", "audit", "chunks", "encoding", "error", "hooks", "init", "key", "node", "owned", "redactor", "scanner", "streams",
    "transfer", "vault", "web", "yinsi",
  ].map((name) => `dist/${name}.js`);
  const papers = ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "package.json"];
  assert.deepEqual(files, ["dist", "dist/index.d.ts", "dist/summary.d.ts", ...wasm, ...scripts, ...papers].sort());
  for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) {
    assert.deepEqual(readFileSync(path.join(folder, name)), readFileSync(path.join(ROOT, name)));
  }
  const version = /^version = "(.*)"$/m.exec(readFileSync(path.join(ROOT, "Cargo.toml"), "utf8"))[1];
  assert.equal(JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")).version, version);
});

test("the module stays small", () => {
  for (const [build, limit] of [
    ["simd", 300_000], ["scalar", 300_000], ["keyed-simd", 450_000], ["keyed-scalar", 450_000],
    ["all-simd", 1_100_000], ["all-scalar", 1_100_000],
  ]) {
    const bytes = readFileSync(path.join(PACKAGE, `dist/yinsi-${build}.wasm`));
    const small = brotliCompressSync(bytes).length;
    console.log(`yinsi-${build}.wasm: ${bytes.length} bytes, ${small} with brotli`);
    assert.ok(small <= limit, `${build}: ${small} bytes with brotli`);
  }
});

test("nothing in it evaluates text or names a place on this machine", () => {
  for (const name of readdirSync(path.join(PACKAGE, "dist")).filter((name) => name.endsWith(".js"))) {
    const source = readFileSync(path.join(PACKAGE, "dist", name), "utf8");
    assert.doesNotMatch(source, /\beval\(|new Function|\bFunction\(/, name);
    assert.doesNotMatch(source, /https?:/, name);
  }
  for (const name of readdirSync(path.join(PACKAGE, "dist")).filter((name) => name.endsWith(".wasm"))) {
    const bytes = readFileSync(path.join(PACKAGE, "dist", name));
    assert.equal(bytes.includes(ROOT), false, `${name} holds the path of the repository`);
    assert.equal(bytes.includes(process.env.HOME ?? "/root"), false, `${name} holds the path of the user`);
  }
});

test("it runs from the tarball in an empty project", () => {
  const source = `
    import init, { Scanner, redact } from "yinsi";
    await init();
    const [finding] = new Scanner({ countries: ["CN"] }).scan("身份证11010519491231002X");
    console.log(JSON.stringify([finding.entity, finding.start, finding.end, redact("😀 13812345678")]));
  `;
  writeFileSync(path.join(PROJECT, "run.mjs"), source);
  assert.equal(run("node", ["run.mjs"]).trim(), '["CN_RESIDENT_ID",3,21,"😀 <CN_MOBILE_NUMBER>"]');
});

test("the examples for Node run", () => {
  for (const name of ["scan.js", "redact-stream.js", "chat.js", "audit.js"]) {
    cpSync(path.join(ROOT, "examples/node", name), path.join(PROJECT, name));
  }
  const sample = path.join(ROOT, "examples/data/chat.txt");
  const found = run("node", ["scan.js", sample]);
  assert.match(found, /CN_MOBILE_NUMBER/);
  const input = readFileSync(sample, "utf8");
  const output = execFileSync("node", ["redact-stream.js"], { cwd: PROJECT, input, encoding: "utf8" });
  assert.match(output, /<CN_MOBILE_NUMBER>/);
  assert.equal(output.split("\n").length, input.split("\n").length);
  const chat = run("node", ["chat.js"]);
  assert.match(chat, /sent: .*<EMAIL_ADDRESS_[A-Z0-9]{6}>, 手机<CN_MOBILE_NUMBER_[A-Z0-9]{6}>/);
  assert.match(chat, /restored: Sure\. I wrote to jane\.roe@example\.com/);
  const audit = run("node", ["audit.js", path.join(ROOT, "examples/data/customers.csv")]);
  assert.match(audit, /^[1-9]\d* people, [1-9]\d* units/);
  assert.match(readFileSync(path.join(PROJECT, "report.html"), "utf8"), /^<!/);
});

test("publint and attw have nothing to say", () => {
  run(tool("publint"), ["run", "--strict", tarball]);
  run(tool("attw"), [tarball, "--profile", "esm-only", "--exclude-entrypoints", "./*.wasm"]);
});

for (const [resolution, module] of [["nodenext", "nodenext"], ["bundler", "esnext"]]) {
  test(`types, resolved as ${resolution} does`, () => {
    cpSync(path.join(PACKAGE, "test/types.ts"), path.join(PROJECT, "types.ts"));
    const options = ["--module", module, "--moduleResolution", resolution, "--lib", "es2022,dom,dom.asynciterable"];
    run(tool("tsc"), [...TYPES, ...options, "types.ts"]);
  });
}

test("types with `using`", () => {
  const source = 'import { Scanner } from "yinsi";\n{\n  using scanner = new Scanner();\n  scanner.count("");\n}\n';
  writeFileSync(path.join(PROJECT, "using.ts"), source);
  const options = ["--module", "nodenext", "--moduleResolution", "nodenext", "--lib", "es2022,esnext.disposable,dom"];
  run(tool("tsc"), [...TYPES, ...options, "using.ts"]);
});

test("the types refuse what the package refuses", () => {
  const wrong = [
    'new Scanner({ colour: "red" });',
    'new Scanner({ categories: ["shoes"] });',
    "new Scanner({ entities: 5 });",
    'new Redactor({ default: "shred" });',
    "new Redactor({ default: () => 5 });",
    "scan(5);",
    'const end: string = scan("")[0]!.end;',
    'redactStream().writable.getWriter().write(5);',
    'new Redactor({ default: "token", key: "secret" });',
    'new Redactor({ policy: "pcl" });',
    "new Vault({ key: 5 });",
    'new Counter().rows("a", [5]);',
    'restoreStream(new Redactor());',
    'decrypt("", {});',
    'new Report().summary({ lang: "fr" });',
  ];
  const source = wrong.map((line) => `// @ts-expect-error\n${line}\n`).join("");
  writeFileSync(path.join(PROJECT, "wrong.ts"), `import { Counter, Redactor, Report, Scanner, Vault, decrypt, redactStream, restoreStream, scan } from "yinsi";\n${source}`);
  run(tool("tsc"), [...TYPES, "--module", "nodenext", "--moduleResolution", "nodenext", "--lib", "es2022,dom", "wrong.ts"]);
});
