import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { Worker } from "node:worker_threads";
import * as yinsi from "yinsi";
import { PACKAGE, cases, cut, mixed, redactionCases } from "./common.js";
import { failures } from "./conformance.js";

const { Redactor, Scanner, StreamScanner, YinsiError, explain, init, redact, redactStream, rules, scan } = yinsi;

const withCode = (code) => (error) => error instanceof YinsiError && error.code === code && error.message.length > 0;

test("nothing works before init, and says so", () => {
  assert.throws(() => new Scanner(), withCode("not-initialised"));
  assert.throws(() => scan("a"), withCode("not-initialised"));
  assert.throws(() => rules(), withCode("not-initialised"));
});

test("init starts once, refuses nonsense, and may be tried again after a failure", async () => {
  assert.throws(() => init({ from: "nowhere" }), withCode("type"));
  await assert.rejects(init({ source: new Uint8Array([1, 2, 3]) }), withCode("load"));
  await Promise.all([init(), init({ all: true }), init()]);
  assert.equal(new Scanner().isa, "simd128");
});

for (const build of ["simd", "scalar", "keyed-simd", "keyed-scalar", "all-simd", "all-scalar"]) {
  test(`the build ${build} passes the conformance cases`, async () => {
    const worker = new Worker(new URL("conformance.worker.js", import.meta.url), {
      workerData: { wasm: path.join(PACKAGE, `dist/yinsi-${build}.wasm`), cases: cases(), redaction: redactionCases() },
    });
    const answer = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
    assert.equal(answer.isa, build.endsWith("simd") ? "simd128" : "scalar");
    assert.equal(answer.ownRules, build.startsWith("all") ? "built" : "no-all");
    assert.equal(answer.keys, build.includes("-") ? "there" : "no-keyed");
    assert.equal(answer.words, build.includes("-") ? "known" : "no-keyed");
    assert.equal(answer.audits, build.startsWith("all") ? "there" : "no-all");
    assert.deepEqual(answer.failures, []);
    assert.deepEqual(answer.redaction.faults, []);
    assert.ok(answer.redaction.seen >= (build.includes("-") ? 50 : 30), `${answer.redaction.seen} redactions`);
  });
}

test("the conformance cases pass here too, and there are many", () => {
  const all = cases();
  assert.ok(all.length >= 150, `${all.length} cases`);
  assert.deepEqual(failures(yinsi, all), []);
});

test("the conformance check sees faults", () => {
  const wrong = [
    { name: "missed", text: "13812345678", findings: [] },
    { name: "moved", text: "😀 13812345678", findings: [{ entity: "CN_MOBILE_NUMBER", start: 4, end: 15, text: " 1381234567" }] },
    { name: "kept", text: "13812345678", findings: [{ start: 0, end: 11, text: "13812345678" }], redacted: { remove: "1" } },
  ];
  assert.equal(failures(yinsi, wrong).length, 3);
});

test("offsets are UTF-16 units, astral characters and lone surrogates included", () => {
  for (const before of ["", "a", "é", "机", "😀", "𠮷𠮷", "\uD83D", "\uDE00\uD83D", "👨‍👩‍👧", "\u0000", "\uFEFF"]) {
    for (const after of ["", "😀", "\uD800"]) {
      const text = `${before} 13812345678${after}`;
      const [found] = scan(text);
      assert.equal(text.slice(found.start, found.end), "13812345678", JSON.stringify(text));
    }
  }
});

test("a byte order mark stays where it was", async () => {
  assert.equal(redact("\uFEFF13812345678"), "\uFEFF<CN_MOBILE_NUMBER>");
  assert.equal(await through(["\uFEFF", "13812345678"]), "\uFEFF<CN_MOBILE_NUMBER>");
});

test("a text of every width, larger than any before, arrives whole", () => {
  for (const unit of ["a", "é", "机", "😀", "\uD83D"]) {
    for (const count of [0, 1, 65_535, 65_536, 400_000, 3_000_000]) {
      const text = `${unit.repeat(count)} 13812345678 `;
      const found = scan(text);
      assert.equal(found.length, 1);
      assert.equal(text.slice(found[0].start, found[0].end), "13812345678");
      assert.equal(redact(text).length, text.length - 11 + "<CN_MOBILE_NUMBER>".length);
    }
  }
});

test("a finding is a plain object with its evidence", () => {
  const [found] = scan("手机号：13812345678");
  assert.deepEqual(structuredClone(found), found);
  assert.deepEqual(Object.keys(found), ["entity", "rule", "start", "end", "confidence", "evidence"]);
  assert.equal(found.evidence.label, "手机号");
  assert.equal(found.evidence.context, null);
  assert.ok(found.evidence.pattern > 0 && found.evidence.pattern < found.confidence);
  const [id] = scan("11010519491231002X");
  assert.ok(id.evidence.checks.length > 0);
  const [card] = scan("手机 １３８１２３４５６７８");
  assert.equal(card.evidence.normalized, true);
});

test("every way of asking agrees", () => {
  const scanner = new Scanner({ entities: "all" });
  for (const { text } of cases()) {
    const found = scanner.scan(text);
    assert.equal(scanner.count(text), found.length);
    assert.equal(scanner.isMatch(text), found.length > 0);
    assert.deepEqual(scanner.explain(text).findings, found);
    const applied = new Redactor().apply(text, found);
    assert.equal(applied.length > 0, text.length > 0);
  }
});

test("explain says why something is no finding", () => {
  const { rejected } = explain("4242 4242 4242 4243 and x13812345678");
  const checks = rejected.filter(({ reason }) => reason.kind === "check");
  assert.ok(checks.some(({ rule, reason }) => rule === "payment.card" && reason.check === "luhn"));
  assert.ok(rejected.some(({ reason }) => reason.kind === "bounds"));
  for (const { start, end } of rejected) assert.ok(start < end);
});

test("options choose what is looked for", () => {
  const text = "13812345678 jane@example.com 2024-01-02";
  const entities = (options) => new Scanner(options).scan(text).map((finding) => finding.entity);
  assert.deepEqual(entities({}), ["CN_MOBILE_NUMBER", "EMAIL_ADDRESS"]);
  assert.deepEqual(entities({ entities: ["EMAIL_ADDRESS"] }), ["EMAIL_ADDRESS"]);
  assert.deepEqual(entities({ categories: ["contact"], countries: ["HK"] }), ["EMAIL_ADDRESS"]);
  assert.deepEqual(entities({ minConfidence: 1 }), []);
  assert.deepEqual(entities({ allow: ["13812345678"] }), ["EMAIL_ADDRESS"]);
  assert.ok(entities({ deny: ["2024"] }).includes("DENIED_VALUE"));
  assert.deepEqual(entities({ builtin: false }), []);
  assert.ok(entities({ entities: "all" }).length > 2);
  assert.equal(new Scanner({ contextWindowBytes: 10, latestDate: "2030-12-31" }).count(text), 2);
  assert.deepEqual(scan("张三"), []);
  assert.equal(scan("张三", { label: "姓名" })[0].entity, "CN_PERSON_NAME");
});

const ACME = `
[[rule]]
id = "acme.badge"
entity = "ACME_BADGE"
name = "Badge"
category = "other"
pattern = 'ACME-[0-9]{6}'
confidence = { pattern = 0.9 }
valid = ["ACME-123456"]
references = ["in-house"]
`;

test("rules of one's own run beside the built-in ones", () => {
  const scanner = new Scanner({ rules: ACME });
  assert.deepEqual(scanner.scan("ACME-123456 13812345678").map(({ entity }) => entity), ["ACME_BADGE", "CN_MOBILE_NUMBER"]);
  assert.ok(scanner.rules().some(({ id }) => id === "acme.badge"));
  assert.deepEqual(scanner.diagnostics(), []);
  const alone = new Scanner({ builtin: false, rules: [{ text: ACME, origin: "acme.toml" }] });
  assert.equal(alone.rules().length, 1);
});

test("the built-in rules can be listed", () => {
  const all = rules();
  assert.ok(all.length >= 100);
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
  const mobile = all.find(({ id }) => id === "cn.mobile");
  assert.deepEqual([mobile.entity, mobile.category, mobile.country, mobile.default], ["CN_MOBILE_NUMBER", "contact", "CN", true]);
  assert.ok(all.some(({ country }) => country === null));
  assert.deepEqual(new Scanner({ entities: "all" }).rules(), all);
});

test("errors carry a code and every fault", () => {
  const failing = [
    [{ entities: ["CN_MOBIL_NUMBER"] }, "unknown", /did you mean `CN_MOBILE_NUMBER`/],
    [{ countries: ["China"] }, "unknown", /China/],
    [{ categories: ["shoes"] }, "unknown", /shoes/],
    [{ minConfidence: 2 }, "option", /min_confidence/],
    [{ contextWindowBytes: 9999 }, "option", /context_window/],
    [{ minConfidence: "high" }, "type", /minConfidence/],
    [{ contextWindowBytes: -1 }, "type", /contextWindowBytes/],
    [{ latestDate: "soon" }, "type", /latestDate/],
    [{ colour: "red" }, "type", /colour/],
    [{ rules: "[[rule" }, "format", /rules 1/],
    [{ rules: ACME + ACME }, "duplicate", /acme\.badge/],
    [{ rules: ACME.replace("{6}", "{6") }, "pattern", /acme\.badge/],
  ];
  for (const [options, code, message] of failing) {
    assert.throws(() => new Scanner(options), (error) => {
      assert.ok(error instanceof YinsiError && error instanceof Error);
      assert.equal(error.code, code, error.message);
      assert.match(error.message, message);
      assert.ok(error.faults.length >= 1);
      return true;
    });
  }
  const twice = [ACME.replace("{6}", "{6"), ACME.replace("acme.badge", "acme.other").replace("{6}", "(6")];
  assert.throws(() => new Scanner({ rules: twice.join("") }), ({ code, faults }) => {
    assert.equal(code, "build");
    assert.deepEqual(faults.map(({ rule }) => rule), ["acme.badge", "acme.other"]);
    return true;
  });
  for (const text of [undefined, null, 5, new String("a")]) {
    assert.throws(() => scan(text), withCode("type"));
    assert.throws(() => redact(text), withCode("type"));
  }
});

test("each entity has its operator", () => {
  const redactor = new Redactor({
    operators: {
      CN_MOBILE_NUMBER: { mask: { first: 3, last: 4 } },
      EMAIL_ADDRESS: (value, finding) => `[${value.length} of ${finding.entity}]`,
      CREDIT_CARD: { replace: "[card]" },
      CN_RESIDENT_ID: "remove",
    },
    default: "mask",
  });
  assert.equal(
    redactor.redact("13812345678, jane@example.com, card 4242 4242 4242 4242, 身份证11010519491231002X; IP 192.168.10.20"),
    "138****5678, [16 of EMAIL_ADDRESS], card [card], 身份证; IP ***.***.**.**",
  );
  assert.equal(new Redactor({ default: { mask: { with: "█", separators: false } } }).redact("138 1234 5678"), "█".repeat(13));
  assert.throws(() => new Redactor({ default: { mask: { with: "x" } } }), withCode("option"));
  assert.throws(() => new Redactor({ operators: { "not one": "label" } }), withCode("option"));
  assert.throws(() => new Redactor({ default: "shred" }), withCode("option"));
  assert.throws(() => new Redactor({ default: { mask: { with: "ab" } } }), withCode("type"));
});

test("an operator may scan and redact itself, and what it throws arrives", () => {
  const nested = new Redactor({ default: (value) => `${redact(`to ${value}`)}${scan(value).length}` });
  assert.equal(nested.redact("a 13812345678 b jane@example.com"), "a to <CN_MOBILE_NUMBER>1 b to <EMAIL_ADDRESS>1");
  const throwing = new Redactor({ default: () => { throw new RangeError("mine"); } });
  assert.throws(() => throwing.redact("13812345678"), RangeError);
  assert.throws(() => new Redactor({ default: () => 5 }).redact("13812345678"), withCode("type"));
  assert.equal(redact("13812345678"), "<CN_MOBILE_NUMBER>");
});

test("findings of anyone's are applied by UTF-16 offsets", () => {
  const text = "😀 张三 met Ann\uD800";
  const given = [
    { entity: "PERSON", start: 10, end: 13 },
    { entity: "CN_PERSON_NAME", rule: "model", start: 3, end: 5, confidence: 0.7 },
  ];
  assert.equal(new Redactor().apply(text, given), "😀 <CN_PERSON_NAME> met <PERSON>\uFFFD");
  assert.throws(() => new Redactor().apply(text, [{ entity: "A", start: -1, end: 2 }]), withCode("type"));
  assert.throws(() => new Redactor().apply(text, [{ start: 0, end: 2 }]), withCode("type"));
});

test("a stream of chunks has the findings of the whole", () => {
  const text = mixed(7, 200_000);
  const scanner = new Scanner({ entities: "all" });
  const whole = scanner.scan(text);
  assert.ok(whole.length > 1000);
  for (const longest of [3, 100, 5000, 90_000]) {
    const stream = new StreamScanner(scanner);
    for (let round = 0; round < 2; round += 1) {
      const found = [];
      let settled = 0;
      for (const piece of cut(text, longest + round, longest)) {
        for (const finding of stream.push(piece)) {
          assert.ok(finding.start >= settled);
          found.push(finding);
        }
        assert.ok(stream.settled >= settled);
        settled = stream.settled;
      }
      found.push(...stream.finish());
      assert.deepEqual(found, whole);
    }
  }
});

async function through(pieces, options) {
  const { readable, writable } = redactStream(options);
  const writer = writable.getWriter();
  const writing = async () => {
    for (const piece of pieces) await writer.write(piece);
    await writer.close();
  };
  const reading = async () => {
    let out = "";
    for await (const piece of readable) {
      assert.ok(piece.length > 0 && piece.isWellFormed());
      out += piece;
    }
    return out;
  };
  const [, out] = await Promise.all([writing(), reading()]);
  return out;
}

test("a stream redacts as the whole is redacted, wherever it is cut", async () => {
  const text = mixed(11, 60_000);
  const scanner = new Scanner({ entities: "all" });
  const redactor = new Redactor({ default: { mask: { last: 2 } }, operators: { EMAIL_ADDRESS: (value) => value.toUpperCase() } });
  for (const longest of [1, 7, 900, 70_000]) {
    assert.equal(await through(cut(text, longest, longest), { scanner, redactor }), redactor.redact(text, scanner));
  }
  assert.equal(await through(["1381234", "5678 \uD83D", "\uDE00"]), "<CN_MOBILE_NUMBER> 😀");
  assert.equal(await through([]), "");
  assert.equal(await through(["\uD83D"]), "\uFFFD");
  await assert.rejects(through([5]), withCode("type"));
});

test("what was disposed of says so", () => {
  const scanner = new Scanner();
  const stream = new StreamScanner(scanner);
  const redactor = new Redactor();
  scanner.dispose();
  scanner.dispose();
  assert.throws(() => scanner.scan("a"), withCode("disposed"));
  assert.throws(() => redactor.redact("a", scanner), withCode("disposed"));
  // A stream has what it needs of its scanner.
  assert.equal(stream.push("13812345678 ").concat(stream.finish()).length, 1);
  stream[Symbol.dispose]();
  assert.throws(() => stream.push("a"), withCode("disposed"));
  redactor.dispose();
  assert.throws(() => redactor.apply("a", []), withCode("disposed"));
});

test("memory stays flat over a thousand scans", async () => {
  const worker = new Worker(new URL("memory.worker.js", import.meta.url), { workerData: { text: mixed(3, 100_000) } });
  const sizes = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  assert.equal(sizes.length, 1000);
  assert.ok(sizes[0] > 1 << 20);
  assert.equal(sizes.at(-1), sizes[199], "the module's memory grew");
});

test("the types' names are those of the package", () => {
  const types = readFileSync(path.join(PACKAGE, "dist/index.d.ts"), "utf8");
  const declared = [...types.matchAll(/^export (?:class|function) (\w+)/gm)].map((found) => found[1]);
  assert.deepEqual([...new Set(declared)].sort(), Object.keys(yinsi).filter((name) => name !== "default").sort());
  const codes = [...types.slice(types.indexOf("type ErrorCode"), types.indexOf("One thing that is wrong")).matchAll(/\| "([\w-]+)"/g)];
  assert.ok(codes.length >= 15);
});
