// node scan.js FILE: every finding with its place; never the value itself.
import { readFile } from "node:fs/promises";
import init, { Scanner } from "yinsi";

await init();
const scanner = new Scanner({ minConfidence: 0.6 });
const text = await readFile(process.argv[2], "utf8");
for (const { entity, start, end, confidence, evidence } of scanner.scan(text)) {
  const line = text.slice(0, start).split("\n").length;
  const because = evidence.label ?? evidence.context ?? evidence.checks.join(" ");
  console.log(`${line}: ${entity}, ${end - start} units, ${confidence} ${because}`);
}
