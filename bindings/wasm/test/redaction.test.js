// Keys, policies, documents and vaults: here, and against the command line with the same key.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { inspect } from "node:util";
import {
  Key, Policy, Redactor, Scanner, Vault, YinsiError, decodeText, decrypt, detectEncoding, encodeText, init, redactStream,
  restoreStream,
} from "yinsi";
import { OUTPUT, cli, cut, mixed } from "./common.js";

const SECRET = "an example, not a secret: 32 byte";
const FOLDER = path.join(OUTPUT, "redaction");
const KEY_FILE = path.join(FOLDER, "key");
const withCode = (code) => (error) => error instanceof YinsiError && error.code === code && error.message.length > 0;

let key;
let scanner;

before(async () => {
  await init();
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(KEY_FILE, `${SECRET}\n`);
  key = new Key(SECRET);
  scanner = new Scanner();
});

async function piped(text, seed, stream) {
  const pieces = cut(text, seed, 9);
  let out = "";
  const source = new ReadableStream({
    pull(controller) {
      if (pieces.length === 0) controller.close();
      else controller.enqueue(pieces.shift());
    },
  });
  for await (const chunk of source.pipeThrough(stream)) out += chunk;
  return out;
}

test("a key shows nothing of itself, is wiped, and is read from bytes, text or a file's content", () => {
  const bytes = new TextEncoder().encode(SECRET);
  const same = new Key(bytes);
  assert.equal(same.id, key.id);
  assert.deepEqual(bytes, new TextEncoder().encode(SECRET));
  assert.match(key.id, /^[0-9a-f]{8}$/);
  assert.equal(Key.fromFile(readFileSync(KEY_FILE)).id, key.id);
  assert.notEqual(new Key(`${SECRET}\n`).id, key.id);
  for (const shown of [`${key}`, JSON.stringify(key), inspect(key, { depth: 9, showHidden: true }), String(Object.values(key))]) {
    assert.ok(!shown.includes("example"), shown);
  }
  assert.throws(() => new Key("too short"), (error) => withCode("option")(error) && !error.message.includes("short"));
  assert.throws(() => new Key(5), withCode("type"));
  same.dispose();
  assert.throws(() => new Redactor({ default: "token", key: same }), withCode("disposed"));
  assert.throws(() => new Redactor({ default: "token" }), withCode("option"));
});

for (const operator of ["token", "token:length=20,alphabet=hex,bare", "encrypt", "preserve", "surrogate", "mask:pci", "numbered", "generalise:month"]) {
  test(`${operator} writes what the command writes with the same key`, () => {
    const texts = [1, 2, 3, 4].map((seed) => mixed(seed * 77, 3000).toWellFormed().replaceAll("\u0000", ""));
    const redactor = new Redactor({ default: operator, key });
    for (const text of texts) {
      const expected = cli(["redact", "--structure", "none", "--default-operator", operator, "--key-file", KEY_FILE], text);
      assert.equal(redactor.redact(text, scanner), expected);
    }
  });
}

test("what encrypt and preserve wrote is opened again, here and by the command", () => {
  const text = "手机13812345678，身份证11010519491231002X, mail jane.doe@example.com";
  const redactor = new Redactor({
    operators: { EMAIL_ADDRESS: "encrypt", CN_MOBILE_NUMBER: "preserve", CN_RESIDENT_ID: "preserve" },
    key,
  });
  const sealed = redactor.redact(text, scanner);
  assert.doesNotMatch(sealed, /13812345678|11010519491231002X|jane/);
  const opened = decrypt(sealed, { key: [new Key("another key of some length"), key], redactor, scanner });
  assert.deepEqual(opened, { text, restored: 3, unopened: 0 });
  assert.equal(decrypt(sealed, { key: new Key("another key of some length") }).unopened, 1);
  const args = ["decrypt", "--key-file", KEY_FILE];
  for (const [entity, operator] of [["EMAIL_ADDRESS", "encrypt"], ["CN_MOBILE_NUMBER", "preserve"], ["CN_RESIDENT_ID", "preserve"]]) {
    args.push("--operator", `${entity}=${operator}`);
  }
  assert.equal(cli(args, sealed), text);
});

test("policies are the same object: presets and TOML do what they do on the command line", () => {
  const text = "张三, 手机号13812345678, born 1990-05-17, jane@example.com, 身份证11010519491231002X, card 4242 4242 4242 4242, 203.0.113.77\n";
  assert.deepEqual(Policy.presets(), ["gdpr-pseudonymise", "hipaa-safe-harbor", "llm", "logs", "pci", "pipl-deidentify"]);
  for (const name of Policy.presets()) {
    const by = new Scanner({ policy: name });
    const expected = cli(["redact", "--structure", "none", "--policy", name, "--key-file", KEY_FILE], text);
    assert.equal(new Redactor({ policy: name, key }).redact(text, by), expected, name);
  }
  const toml = `name = "desk"\ndefault = "remove"\nfind = ["DATE_TIME"]\n[entities]\nCN_MOBILE_NUMBER = "mask:mobile"\n[categories]\nfinancial = { operator = "mask", first = 6, last = 4 }\n[countries]\nCN = "numbered"\n[paths]\n"/users/*/note" = "replace:gone"\n`;
  writeFileSync(path.join(FOLDER, "policy.toml"), toml);
  const policy = new Policy(toml, { origin: "desk.toml" });
  assert.deepEqual([policy.name, policy.find, policy.entities], ["desk", ["DATE_TIME"], ["CN_MOBILE_NUMBER"]]);
  const expected = cli(["redact", "--structure", "none", "--policy", path.join(FOLDER, "policy.toml")], text);
  assert.equal(new Redactor({ policy }).redact(text, new Scanner({ policy })), expected);
  const document = '{"users": [{"note": "13812345678", "phone": "13812345678"}]}';
  const clean = new Redactor({ policy }).redactDocument(document);
  assert.equal(clean, '{"users": [{"note": "gone", "phone": "138****5678"}]}');
  assert.throws(() => new Policy("default = 5", { origin: "broken.toml" }), (error) => withCode("format")(error) && error.message.includes("broken.toml"));
  assert.throws(() => Policy.preset("pcl"), withCode("unknown"));
  assert.throws(() => new Redactor({ policy: "gdpr-pseudonymise" }), withCode("format"));
  assert.throws(() => new Redactor({ categories: { shoes: "label" } }), withCode("unknown"));
});

test("operators by category, country, path and default", () => {
  const redactor = new Redactor({
    categories: { contact: "remove" },
    countries: { CN: "mask:cn-id" },
    paths: { "/keep/**": "keep" },
    default: "replace:x",
  });
  assert.equal(redactor.redact("11010519491231002X a@example.com 4242 4242 4242 4242", scanner), "110105********002X  x");
  assert.equal(redactor.redactDocument('{"keep": {"a": "a@example.com"}, "b": "a@example.com"}'), '{"keep": {"a": "a@example.com"}, "b": ""}');
});

test("documents stay what they are", async () => {
  const redactor = new Redactor({ default: { replace: '"<gone>", &' } });
  const json = '{"手机": "1381234\\u0035678", "n": 13812345678, "deep": ["a@example.com"]}';
  const cleaned = redactor.redactDocument(json, { structure: "json" });
  assert.deepEqual(JSON.parse(cleaned), { 手机: '"<gone>", &', n: '"<gone>", &', deep: ['"<gone>", &'] });
  const table = "name;mobile\nA;13812345678\nB;13912345678\n";
  assert.equal(scanner.structureOf(table, "list.csv"), "csv");
  assert.equal(redactor.redactDocument(table, { name: "list.csv" }), table.replaceAll(/1[0-9]{10}/g, '"""<gone>"", &"'));
  const located = scanner.scanDocument(json);
  assert.deepEqual(located.map(({ path }) => path), ["/手机", "/n", "/deep/0"]);
  assert.equal(json.slice(located[0].start, located[0].end), "1381234\\u0035678");
  const lines = `${JSON.stringify({ a: "a@example.com", phone: 13812345678 })}\n`.repeat(3000);
  for (const [text, options] of [[json, { structure: "json" }], [table, { structure: "csv" }], [lines, { name: "a.jsonl" }], [lines, { structure: "auto" }]]) {
    const whole = redactor.redactDocument(text, options);
    assert.equal(await piped(text, 5, redactStream({ redactor, ...options })), whole);
  }
  assert.throws(() => redactor.redactDocument(json, { structure: "yaml" }), withCode("type"));
  const dates = new Redactor({ default: "shift-date:days=30", key });
  const by = new Scanner({ entities: ["DATE_TIME"] });
  const moved = dates.redact("on 2024-03-05.", by, { subject: "7" });
  assert.match(moved, /^on 2024-0[1-4]-\d\d\.$/);
  assert.equal(dates.redact("on 2024-03-05.", by, { subject: "7" }), moved);
  assert.equal(cli(["redact", "--structure", "none", "--entities", "DATE_TIME", "--default-operator", "shift-date:days=30", "--key-file", KEY_FILE, "--subject", "7"], "on 2024-03-05."), moved);
});

test("a vault restores what a model wrote, whole and in any chunks, and holds back a true prefix only", async () => {
  const vault = new Vault({ key });
  const redactor = new Redactor({ policy: "llm", default: vault, key });
  const prompt = redactor.redact("请写信给张三，手机13812345678，mail jane.doe@example.com", scanner);
  assert.match(prompt, /<CN_MOBILE_NUMBER_[A-Z][0-9][0-9A-Z]{4}>/);
  assert.doesNotMatch(prompt, /13812345678|jane/);
  const phone = vault.placeholder("CN_MOBILE_NUMBER", "13812345678");
  assert.ok(prompt.includes(phone));
  assert.equal(vault.value(phone), "13812345678");
  assert.equal(vault.value("<NOBODY_1>"), undefined);
  const answer = `Call **${phone.toLowerCase().replaceAll("_", "\\_")}** or ＜${phone.slice(1, -1)}＞; 1 < 2 <b>x</b> <CN_MOBILE 😀`;
  const restored = vault.restore(answer);
  assert.equal(restored, "Call **13812345678** or 13812345678; 1 < 2 <b>x</b> <CN_MOBILE 😀");
  for (const seed of [1, 2, 3, 4, 5]) assert.equal(await piped(answer, seed, restoreStream(vault)), restored);
  // What can be no placeholder of this vault is out at once.
  const stream = restoreStream(vault);
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  void writer.write("see <b> and <CN_MOB");
  assert.equal((await reader.read()).value, "see <b> and ");
  void writer.write("ILES");
  assert.equal((await reader.read()).value, "<CN_MOBILES");
  void writer.close();
  assert.equal((await reader.read()).done, true);
});

test("JSON stays JSON: tool calls and their arguments", async () => {
  const vault = new Vault();
  const name = vault.placeholder("PERSON", 'Jane "J" Roe');
  assert.equal(name, "<PERSON_1>");
  const call = JSON.stringify({ arguments: JSON.stringify({ to: name }) });
  assert.deepEqual(JSON.parse(JSON.parse(vault.restoreDocument(call, { structure: "json" })).arguments), { to: 'Jane "J" Roe' });
  const streamed = await piped(`{"to": "${name}"}`, 3, restoreStream(vault, { json: true }));
  assert.deepEqual(JSON.parse(streamed), { to: 'Jane "J" Roe' });
});

test("a vault goes to the command and comes back, encrypted", () => {
  const file = path.join(FOLDER, "vault");
  const vault = new Vault({ key, suffixLength: 8 });
  const text = "手机13812345678，mail jane.doe@example.com";
  const clean = new Redactor({ default: vault }).redact(text, scanner);
  const bytes = vault.toBytes(key);
  assert.equal(Buffer.from(bytes).includes("jane"), false);
  writeFileSync(file, bytes);
  assert.equal(cli(["restore", "--vault", file, "--key-file", KEY_FILE], clean), text);
  const more = cli(["redact", "--structure", "none", "--vault", file, "--key-file", KEY_FILE], "mail max@example.org and jane.doe@example.com");
  const back = Vault.fromBytes(readFileSync(file), key);
  assert.equal(back.size, 3);
  assert.equal(back.restore(more), "mail max@example.org and jane.doe@example.com");
  assert.equal(back.restore(clean), text);
  assert.throws(() => Vault.fromBytes(bytes, new Key("another key of some length")), withCode("vault"));
  bytes[bytes.length - 1] ^= 1;
  assert.throws(() => Vault.fromBytes(bytes, key), withCode("vault"));
  assert.throws(() => Vault.fromBytes(new Uint8Array(3), key), withCode("vault"));
});

test("texts of other encodings are read and written", () => {
  const text = "姓名,电话\r\n李华,13800138000\r\n";
  for (const encoding of ["gb18030", "UTF-16LE", "UTF-16BE", "UTF-8"]) {
    const { bytes, lost } = encodeText(text, encoding);
    assert.equal(lost, 0);
    assert.equal(new TextDecoder(encoding).decode(bytes), text);
    assert.equal(detectEncoding(bytes), encoding);
    assert.deepEqual(decodeText(bytes), { text, encoding, faults: 0 });
  }
  const big5 = encodeText("姓名,電話\n李華,0912345678\n", "big5").bytes;
  assert.deepEqual(decodeText(big5), { text: "姓名,電話\n李華,0912345678\n", encoding: "Big5", faults: 0 });
  assert.equal(decodeText(new Uint8Array([0xff]), { encoding: "utf-8" }).faults, 1);
  assert.equal(encodeText("あ😀", "big5").lost, 1);
  assert.equal(detectEncoding(new Uint8Array([0, 0, 0, 0])), null);
  assert.throws(() => decodeText(new Uint8Array([0, 0, 0, 0])), withCode("encoding"));
  assert.throws(() => decodeText(new Uint8Array(), { encoding: "klingon" }), withCode("unknown"));
});
