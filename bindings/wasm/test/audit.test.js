// Audits: the same numbers as the command's, byte for byte, and reports that merge.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { Counter, Key, Report, Scanner, YinsiError, encodeText, init } from "yinsi";
import { OUTPUT, cli } from "./common.js";

const FOLDER = path.join(OUTPUT, "audit");
const FILES = path.join(FOLDER, "files");
const SECRET = "an example, not a secret: 32 byte";
const KEY_FILE = path.join(FOLDER, "key");
const withCode = (code) => (error) => error instanceof YinsiError && error.code === code && error.message.length > 0;

const NAMES = ["张伟", "王芳", "李娜", "刘洋", "陈静", "杨帆", "赵磊", "黄敏"];
const phone = (nth) => `138${String(10_000_000 + nth * 7919).padStart(8, "0")}`;

function people(count, from = 0) {
  return Array.from({ length: count }, (_, nth) => [`${NAMES[(nth + from) % 8]}`, phone(nth + from), `user${nth + from}@example.net`]);
}

before(async () => {
  await init();
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FILES, { recursive: true });
  writeFileSync(KEY_FILE, `${SECRET}\n`);
  const csv = (rows) => ["姓名,手机号,邮箱", ...rows.map((row) => row.join(","))].join("\r\n");
  writeFileSync(path.join(FILES, "a.csv"), csv(people(700)));
  writeFileSync(path.join(FILES, "b-gbk.csv"), encodeText(csv(people(300, 500)), "gbk").bytes);
  writeFileSync(path.join(FILES, "c.jsonl"), people(90, 650).map(([name, mobile]) => JSON.stringify({ name, mobile })).join("\n"));
  writeFileSync(path.join(FILES, "d.txt"), `没有什么\n联系人：张三，手机${phone(3)}\n${phone(2)} and ${phone(3000)}\n`);
  writeFileSync(path.join(FILES, "e.bin"), new Uint8Array([0, 1, 2, 3, 0, 0, 255]));
  writeFileSync(path.join(FILES, "f.csv"), '姓名,手机号\n张伟,"13812345678\n');
});

const files = () => readdirSync(FILES).sort().map((name) => path.join(FILES, name));

function counted(paths, options = {}) {
  const counter = new Counter({ key: Key.fromFile(readFileSync(KEY_FILE)), ...options });
  for (const file of paths) counter.file(file, readFileSync(file));
  return counter.finish();
}

/** What the command writes; it ends with a fault where something could not be read. */
function audit(args) {
  try {
    return cli(["audit", "--key-file", KEY_FILE, ...args, ...files()]);
  } catch (error) {
    return error.stdout;
  }
}

test("a report says what the command's report says, in every form", () => {
  const report = counted(files());
  assert.equal(report.json(), audit(["--format", "json"]));
  assert.equal(report.csv(), audit(["--format", "csv"]));
  assert.equal(report.html(), audit(["--format", "html"]));
  assert.equal(report.html({ lang: "zh" }), audit(["--format", "html", "--lang", "zh"]));
  assert.equal(report.json({ unit: "value", hub: 3, time: "today" }), audit(["--format", "json", "--unit", "value", "--hub", "3", "--time", "today"]));
  const summary = report.summary();
  assert.deepEqual(JSON.parse(JSON.stringify(report)), summary);
  assert.deepEqual(report.verdicts(), summary.law);
  assert.equal(summary.totals.hits, report.hits);
  assert.ok(summary.totals.people > 700 && summary.totals.units > 800);
  assert.ok(summary.law.some(({ id, readings }) => id && readings.some(({ lines }) => lines.length === 3)));
  assert.ok(summary.unread.some(({ file }) => file.endsWith("e.bin")));
  assert.ok(summary.files.some(({ encoding, file }) => encoding === "gb18030" && file.endsWith("b-gbk.csv")));
  assert.ok(report.html().startsWith("<!") && !/<script/.test(report.html()));
});

test("parts merge to the same report in any order, here and with the command's", () => {
  const whole = counted(files()).json();
  const parts = files().map((file) => counted([file]).toBytes());
  for (const order of [parts, [...parts].reverse()]) {
    const merged = order.reduce((sum, part) => sum.merge(Report.fromBytes(part)), new Report());
    assert.equal(merged.json(), whole);
  }
  const paths = parts.map((part, nth) => {
    const file = path.join(FOLDER, `part-${nth}`);
    writeFileSync(file, part);
    return file;
  });
  assert.equal(cli(["audit", "--merge", "--format", "json", ...paths]), whole);
  const [first, ...others] = files();
  const theirs = cli(["audit", "--partial", "--key-file", KEY_FILE, first], undefined, "buffer");
  assert.equal(Report.fromBytes(theirs).merge(counted(others)).json(), whole);
});

test("reports that do not belong together are refused", () => {
  const [first] = files();
  const other = () => counted([first], { key: new Key("another secret of some length") });
  assert.throws(() => counted([first]).merge(other()), withCode("report"));
  assert.throws(() => counted([first]).merge(counted([first], { scanner: new Scanner({ countries: ["HK"] }) })), withCode("report"));
  const bytes = counted([first]).toBytes();
  bytes[bytes.length >> 1] ^= 1;
  assert.throws(() => Report.fromBytes(bytes), withCode("report"));
  assert.throws(() => Report.fromBytes(new Uint8Array(9)), withCode("report"));
  assert.throws(() => new Counter({ key: "0123456789abcdef" }), withCode("type"));
  // What could not be merged, and what was, stays as it was.
  const report = counted([first]);
  const before = report.json();
  assert.throws(() => report.merge(other()), withCode("report"));
  assert.equal(report.json(), before);
  const more = counted([first]);
  report.merge(more);
  assert.equal(more.json(), before);
  assert.equal(report.hits, 2 * more.hits);
});

test("rows and texts are counted like the files that hold them", () => {
  const rows = people(1300);
  const by = (count) => {
    const counter = new Counter();
    count(counter);
    return counter.finish().summary().totals;
  };
  const arrays = by((counter) => counter.rows("people", rows, { columns: ["姓名", "手机号", "邮箱"] }));
  const objects = by((counter) => counter.rows("people", rows.map(([姓名, 手机号, 邮箱]) => ({ 姓名, 手机号, 邮箱 }))));
  const inParts = by((counter) => {
    for (let at = 0; at < rows.length; at += 100) counter.rows("people", rows.slice(at, at + 100), { columns: ["姓名", "手机号", "邮箱"] });
  });
  assert.deepEqual(objects, arrays);
  assert.deepEqual(inParts, arrays);
  assert.deepEqual([arrays.records, arrays.hits, arrays.people, arrays.units], [1300, 3900, 1300, 1300]);
  const text = by((counter) => counter.text("chat", `联系人：张三，手机${phone(3)}\n没有什么\nmail a7@example.net`));
  assert.deepEqual([text.records, text.hits, text.files], [3, 3, 1]);
  const unread = new Counter();
  unread.unread("lost.zip", "it is gone");
  assert.deepEqual(unread.finish().summary().unread, [{ file: "lost.zip", line: 0, lost: "all", reason: "it is gone" }]);
});

test("a sample is reviewed, specimens and own values are left out", () => {
  const [first] = files();
  const report = counted([first], { sample: 5, seed: 7, exclude: [phone(0)] });
  const sheet = report.reviewSheet();
  assert.equal(sheet.trim().split("\n").length, 6);
  assert.doesNotMatch(sheet, new RegExp(phone(0)));
  const answered = sheet.replaceAll(/^(f.*),[^,\n]*$/gm, "$1,y");
  const { review } = report.summary({ review: answered });
  assert.equal(review.sample, 5);
  assert.equal(review.share?.right, 5);
  const specimens = new Counter();
  specimens.text("a", "13800138000 4242 4242 4242 4242");
  assert.ok(specimens.finish().summary().totals.excluded_hits >= 1);
});
