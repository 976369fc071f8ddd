// Counts files: how many people, how many units, which line of the law.
import { Counter, type Scanner } from "yinsi";
import type { Answer } from "./protocol";

/** A larger file does not fit into the memory of a page with its counts. */
const FILE_BYTES = 1 << 30;

export async function audit(
  { id, files, language }: { id: number; files: File[]; language: "en" | "zh" },
  scanner: Scanner,
  answer: (message: Answer) => void,
) {
  const begun = performance.now();
  const counter = new Counter({ scanner });
  for (const [nth, file] of files.entries()) {
    answer({ type: "auditing", id, done: nth, of: files.length });
    if (file.size > FILE_BYTES) counter.unread(file.name, "it is larger than 1 GiB");
    else counter.file(file.name, await file.arrayBuffer());
  }
  const report = counter.finish();
  const html = report.html({ lang: language });
  const audited = { summary: report.summary(), html, json: report.json() };
  report.dispose();
  answer({ type: "audited", id, report: audited, milliseconds: performance.now() - begun });
}
