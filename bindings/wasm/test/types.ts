// Compiles against the package's types, strictly; never runs.
import init, { initSync, Redactor, Scanner, StreamScanner, YinsiError, explain, redact, redactStream, rules, scan } from "yinsi";
import type { Category, Evidence, Explanation, Finding, Operator, Reason, Rule, ScannerOptions } from "yinsi";

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

function why(reason: Reason): string {
  return reason.kind === "check" ? reason.check : reason.kind === "overlap" ? reason.rule : reason.kind;
}
