// How many people, how many units, which line of the law: `node audit.js FILE…`; the report goes to report.html.
import { readFile, writeFile } from "node:fs/promises";
import init, { Counter } from "yinsi";

await init();
const counter = new Counter();
for (const name of process.argv.slice(2)) counter.file(name, await readFile(name));
const report = counter.finish();

const { totals, law, unread } = report.summary();
console.log(`${totals.people} people, ${totals.units} units, ${totals.values} values in ${totals.records} records`);
for (const { name, readings } of law) {
  if (readings.length > 0) console.log(`${name.en}: ${readings[0].statement.en}`);
}
for (const { file, reason } of unread) console.error(`${file}: ${reason}`);
await writeFile("report.html", report.html({ lang: "en" }));
