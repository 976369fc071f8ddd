// Compiles against the package's types, strictly; never runs.
import init, {
  Counter, Key, Policy, Redactor, Report, Scanner, StreamScanner, Vault, YinsiError, decodeText, decrypt, detectEncoding, encodeText,
  explain, initSync, redact, redactStream, restoreStream, rules, scan,
} from "yinsi";
import type {
  Category, Evidence, Explanation, Finding, Located, Operator, Reason, Rule, ScannerOptions, Structure, Summary, Verdict, Words,
} from "yinsi";

export async function main(): Promise<void> {
  await init();
  await init({ all: true, source: fetch("yinsi.wasm") });
  initSync(new Uint8Array());
  const options: ScannerOptions = {
    countries: ["CN"],
    entities: "all",
    categories: ["identity"] as const,
    rules: ["[[rule]]", { text: "", origin: "my.toml" }],
    minConfidence: 0.6,
  };
  const scanner = new Scanner(options);
  const found: Finding[] = scanner.scan("text", { label: "name" });
  for (const { start, end, entity, evidence } of found) {
    const label: string | null = evidence.label;
    const parts: Evidence = evidence;
    console.log("text".slice(start, end), entity, label, parts.checks.join());
  }
  const { rejected }: Explanation = explain("text");
  for (const { reason } of rejected) console.log(why(reason));
  const all: Rule[] = rules();
  const category: Category | undefined = all[0]?.category;
  console.log(category, scan("").length, redact(""), scanner.isa, scanner.isMatch(""), scanner.count(""));
  const operator: Operator = (value, finding) => value.slice(0, 1) + finding.entity;
  const redactor = new Redactor({ operators: { EMAIL_ADDRESS: operator, CREDIT_CARD: { mask: { last: 4 } } }, default: "remove" });
  console.log(redactor.redact("", scanner), redactor.apply("", [{ entity: "PERSON", start: 0, end: 1 }, ...found]));
  const stream = new StreamScanner(scanner);
  console.log(stream.push("a").concat(stream.finish()), stream.settled);
  const clean: TransformStream<string, string> = redactStream({ scanner, redactor });
  await new Blob(["a"]).stream().pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).pipeThrough(clean).pipeTo(new WritableStream<string>());
  stream.dispose();
  scanner[Symbol.dispose]();
  try {
    new Scanner({ latestDate: "soon" });
  } catch (error) {
    if (error instanceof YinsiError && error.code === "type") console.log(error.faults.map(({ message }) => message));
  }
}

export function keyed(): string {
  const key = new Key(new Uint8Array(32));
  const policy = Policy.preset("llm");
  const vault = new Vault({ key, suffixLength: 8 });
  const scanner = new Scanner({ policy: "hipaa-safe-harbor" });
  const redactor = new Redactor({
    policy,
    key,
    operators: { EMAIL_ADDRESS: "token:length=20", PERSON: vault, CREDIT_CARD: "preserve" },
    categories: { contact: "mask:mobile" },
    countries: { CN: "numbered" },
    paths: { "/users/*/note": { replace: "gone" } },
    default: vault,
  });
  const structure: Exclude<Structure, "auto" | "lines"> = scanner.structureOf("", "a.csv");
  const located: Located[] = scanner.scanDocument("{}", { structure: "json" });
  const clean = redactor.redactDocument("{}", { structure, scanner, subject: "7" }) + redactor.redact("", scanner, { subject: "7" });
  const opened: { text: string; restored: number } = decrypt(clean, { key: [key], redactor, scanner });
  const stream: TransformStream<string, string> = restoreStream(vault, { json: true });
  const again = Vault.fromBytes(vault.toBytes(key), key);
  const value: string | undefined = again.value(again.placeholder("PERSON", "a"));
  return [key.id, located[0]?.path, opened.text, again.restore(""), again.restoreDocument("{}"), value, stream.readable.locked, policy.find].join();
}

export function audited(bytes: ArrayBuffer): Summary {
  const counter = new Counter({ key: new Key("0123456789abcdef"), sample: 9, exclude: ["10086"], record: { by: "me" } });
  const whole: boolean = counter.file("a.csv", bytes);
  counter.rows("b", [["a", 1, null]], { columns: ["name"] });
  counter.rows("c", new Set([{ name: "a", phone: 1 }]));
  const report: Report = counter.finish();
  const merged = Report.fromBytes(report.toBytes()).merge(new Report());
  const [verdict]: Verdict[] = merged.verdicts({ unit: "value" });
  const name: Words | undefined = verdict?.name;
  const { text, encoding } = decodeText(bytes, { encoding: detectEncoding(bytes) ?? "utf-8" });
  const { lost } = encodeText(text, encoding, { mark: true });
  console.log(whole, name?.zh, lost, merged.html({ lang: "zh" }), merged.hits);
  return merged.summary();
}

function why(reason: Reason): string {
  return reason.kind === "check" ? reason.check : reason.kind === "overlap" ? reason.rule : reason.kind;
}
