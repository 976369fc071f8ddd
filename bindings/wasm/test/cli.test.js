// The package and the command line say the same, on texts grown from seeds.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Redactor, Scanner, init } from "yinsi";
import { Rng, cli, mixed } from "./common.js";

await init();

function records(seed) {
  const rng = new Rng(seed);
  const labels = [undefined, undefined, "手机号", "姓名", "name", "note"];
  return Array.from({ length: 400 }, (_, id) => ({ id, text: mixed(seed * 1000 + id, rng.below(400)), label: rng.pick(labels) }));
}

const lines = (list) => list.map((record) => `${JSON.stringify(record)}\n`).join("");
const parsed = (output) => output.trimEnd().split("\n").map((line) => JSON.parse(line));

for (const [options, args] of [
  [{}, []],
  [{ entities: "all" }, ["--entities", "all"]],
  [{ minConfidence: 0.2 }, ["--min-confidence", "0.2"]],
  [{ countries: ["HK", "TW"] }, ["--countries", "HK", "--countries", "TW"]],
]) {
  test(`scan ${args.join(" ")}`, () => {
    const scanner = new Scanner(options);
    const all = [1, 2, 3].flatMap(records);
    const answers = parsed(cli(["scan", "--jsonl", "--offsets", "utf16", ...args], lines(all)));
    assert.equal(answers.length, all.length);
    let found = 0;
    all.forEach(({ text, label }, nth) => {
      const spans = scanner.scan(text, { label }).map(({ start, end, entity, confidence }) => [start, end, entity, confidence]);
      found += spans.length;
      assert.deepEqual(spans, answers[nth].spans, `record ${nth}`);
    });
    assert.ok(found > 100, `${found} findings`);
  });
}

test("redact", () => {
  const all = [4, 5].flatMap(records).map(({ id, text }) => ({ id, text }));
  const redactor = new Redactor();
  const scanner = new Scanner();
  const answers = parsed(cli(["redact", "--jsonl"], lines(all)));
  all.forEach(({ text }, nth) => {
    // The command leaves a line without findings as it came, lone surrogates included.
    assert.equal(redactor.redact(text, scanner), answers[nth].text.toWellFormed(), `record ${nth}`);
  });
});
