// What the suites share: paths, conformance cases, texts grown from a seed, the command line.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "smol-toml";

/** The folder of the package. */
export const PACKAGE = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** The top of the repository. */
export const ROOT = path.resolve(PACKAGE, "../..");

/** Where tests leave files: `cargo xtask test npm` says where. */
export const OUTPUT = process.env.YINSI_TEST_OUTPUT ?? path.join(ROOT, "target/npm/test");

/** The shared conformance cases, in the order of their files. */
export function cases() {
  return casesOf("crates/yinsi/tests/cases");
}

/** Those of operators, whose `redacted` has operators as policies write them. */
export function redactionCases() {
  return casesOf("crates/yinsi/tests/cases/redaction");
}

function casesOf(name) {
  const folder = path.join(ROOT, name);
  const files = readdirSync(folder).filter((name) => name.endsWith(".toml")).sort();
  return files.flatMap((file) => parse(readFileSync(path.join(folder, file), "utf8")).case);
}

/** Splitmix64: the same numbers on every machine. */
export class Rng {
  constructor(seed) {
    this.state = BigInt(seed);
  }

  next() {
    const word = (n) => BigInt.asUintN(64, n);
    this.state = word(this.state + 0x9e3779b97f4a7c15n);
    let z = this.state;
    z = word((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = word((z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  }

  below(limit) {
    return Number(this.next() % BigInt(Math.max(limit, 1)));
  }

  pick(items) {
    return items[this.below(items.length)];
  }
}

const BETWEEN = [
  " ", "\n", "\r\n", "，", "。", ",", "\t", " - ", "：", "=", '"', '{"', '":"', "姓名：", "手机", "name: ", "QQ", "订单号",
  "a", "7", "－", "\u200B", "\u00A0", "😀", "👨‍👩‍👧", "e\u0301", "𠮷", "\uD83D", "\uDE00", "\u0000", "é", "ß",
  "The quick brown fox jumps over the lazy dog. ", "今天天气很好，我们去公园散步吧。", "2024-01-15 12:30:45 INFO ",
];

/** About `length` units of the cases' texts, mixed with what stands between. */
export function mixed(seed, length) {
  const texts = cases().map((one) => one.text);
  const rng = new Rng(seed);
  let text = "";
  while (text.length < length) text += rng.pick(texts) + rng.pick(BETWEEN);
  return text;
}

/** `text` in pieces of 1 to `longest` units; surrogate pairs may be cut. */
export function cut(text, seed, longest) {
  const rng = new Rng(seed);
  const pieces = [];
  for (let at = 0; at < text.length; ) {
    const size = 1 + rng.below(longest);
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return pieces;
}

/** What the command line writes; `cargo xtask test npm` says where it is. */
export function cli(args, input, encoding = "utf8") {
  const target = process.env.CARGO_TARGET_DIR ?? path.join(ROOT, "target");
  const program = process.env.YINSI_CLI ?? path.join(target, "debug/yinsi");
  if (!existsSync(program)) throw new Error(`${program} is missing: cargo build -p yinsi-cli`);
  return execFileSync(program, args, { input, maxBuffer: 1 << 30, encoding });
}
