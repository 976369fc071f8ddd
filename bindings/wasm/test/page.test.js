// The page in examples/web, as somebody who opens it for the first time uses it.
import assert from "node:assert/strict";
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { OUTPUT, ROOT } from "./common.js";
import { launch, open, serve } from "./browser.js";

const SCREENSHOTS = path.join(OUTPUT, "screenshots");

let context;
let server;
let page;
let faults;

before(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  server = await serve({ "": path.join(ROOT, "examples/web/dist") }, { policy: false });
  context = await launch({ viewport: { width: 1280, height: 800 }, locale: "en-GB", acceptDownloads: true });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.origin });
  ({ page, faults } = await open(context, `${server.origin}/`));
  await page.waitForSelector("html[data-ready]");
});

after(async () => {
  await context?.close();
  await server?.close();
});

const shot = (name) => page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
const marked = () => page.$$eval("#marks mark", (marks) => marks.map((mark) => mark.textContent));
const total = () => page.textContent("#total");

/** Waits until the page says that so many were found. */
const found = (number) => page.waitForFunction((wanted) => document.querySelector("#total").textContent === wanted, String(number));

async function type(text) {
  await page.fill("#text", text);
}

test("it speaks English to an English browser and finds as one types", async () => {
  assert.equal(await page.getAttribute("html", "lang"), "en");
  assert.equal(await page.textContent("#tab-text"), "Text");
  await page.focus("#text");
  await page.keyboard.type("call 13812345678 or ");
  await found(1);
  await page.keyboard.type("write to jane@example.com 😀 手机138-1234-5678");
  await found(3);
  assert.deepEqual(await marked(), ["13812345678", "jane@example.com", "138-1234-5678"]);
  assert.equal(await page.textContent(".entity-count"), "2");
});

test("marks lie on the text they mark", async () => {
  await page.click("#sample");
  await page.waitForFunction(() => document.querySelectorAll("#marks mark").length > 8);
  const same = await page.evaluate(() => {
    const [sheet, area] = ["marks", "text"].map((id) => document.getElementById(id));
    const style = (element) => {
      const { font, letterSpacing, padding, width, lineHeight, whiteSpace } = getComputedStyle(element);
      return [font, letterSpacing, padding, width, lineHeight, whiteSpace, element.clientWidth, element.scrollHeight].join();
    };
    return [style(sheet), style(area), sheet.textContent.trimEnd() === area.value.trimEnd()];
  });
  assert.equal(same[0], same[1]);
  assert.equal(same[2], true);
  await shot("english-light");
});

test("hovering a finding shows entity, confidence and evidence", async () => {
  const mark = page.locator("#marks mark", { hasText: "4242 4242 4242 4242" });
  const box = await mark.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const tip = page.locator("#tip");
  await tip.waitFor({ state: "visible" });
  const text = await tip.textContent();
  for (const part of ["Credit card", "CREDIT_CARD", "payment.card", "luhn", "0.9"]) assert.ok(text.includes(part), `${part} in ${text}`);
  await shot("evidence");
  await page.mouse.move(5, 5);
  await tip.waitFor({ state: "hidden" });
});

test("the keyboard reaches findings and their evidence", async () => {
  await page.locator(".entity[data-entity=EMAIL_ADDRESS] .step").last().focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "text");
  const selected = await page.evaluate(() => getSelection().toString() || document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd));
  assert.equal(selected, "jane.roe@example.com");
  assert.match(await page.textContent("#status"), /Email address, 0\.\d\d: rule/);
  await page.focus("#tab-text");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.getAttribute("#tab-redacted", "aria-selected"), "true");
  assert.equal(await page.isVisible("#redacted"), true);
});

test("operators are chosen by entity; the result is copied and downloaded", async () => {
  await page.click("#tab-text");
  await type("13812345678, jane@example.com, 4242 4242 4242 4242");
  await found(3);
  await page.selectOption(".entity[data-entity=CN_MOBILE_NUMBER] select", "ends");
  await page.selectOption(".entity[data-entity=EMAIL_ADDRESS] select", "replace");
  await page.fill(".entity[data-entity=EMAIL_ADDRESS] input", "[mail]");
  await page.selectOption(".entity[data-entity=CREDIT_CARD] select", "keep");
  const expected = "138****5678, [mail], 4242 4242 4242 4242";
  await page.waitForFunction((wanted) => document.querySelector("#redacted").value === wanted, expected);
  await page.click("#tab-redacted");
  await page.click("#copy");
  await page.waitForFunction(() => document.querySelector("#status").textContent === "Copied");
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), expected);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
  assert.equal(readFileSync(await download.path(), "utf8"), expected);
});

test("confidence and the kinds that are off by default can be set", async () => {
  await page.click("#tab-text");
  await type("13812345678 on 2024-01-15");
  await found(1);
  await page.check("#all");
  await found(2);
  await page.uncheck("#all");
  await found(1);
  await page.fill("#confidence", "0.95");
  await found(0);
  await page.fill("#confidence", "0.5");
  await found(1);
});

test("a rule of one's own is tried as it is written, and used", async () => {
  await type("staff: ACME-123456");
  await found(1);
  await page.click("#tab-rules");
  await page.waitForSelector("#rules-found .yes");
  const rule = (await page.inputValue("#rules")).replaceAll("ACME-", "EMCA-");
  await page.fill("#rules", rule.replace("{6}", "{6"));
  await page.waitForSelector("#rules-state.bad");
  assert.match(await page.textContent("#rules-state"), /acme\.badge/);
  await shot("rules");
  await page.fill("#rules", rule);
  await page.waitForSelector("#rules-state:not(.bad)");
  await page.fill("#rules-try", "badge EMCA-654321");
  await page.waitForFunction(() => document.querySelector("#rules-found .yes")?.textContent.includes("EMCA-654321"));
  await page.click("#tab-text");
  await found(0);
  await type("staff: EMCA-123456");
  await found(1);
});

/** The texts of the last turn: what was written, what was sent, what was restored and what the model said. */
const lastTurn = () => page.$$eval("#chat-log .turn:last-child .bubble p", (all) => all.map((text) => text.textContent));

const answered = (turns) =>
  page.waitForFunction((wanted) => document.querySelectorAll('#chat-log .turn[aria-busy="false"]').length === wanted, turns, { timeout: 30_000 });

test("in a conversation the model sees placeholders, and its answer is restored as it streams", async () => {
  await page.click("#tab-chat");
  assert.match(await page.inputValue("#chat-text"), /Jane Roe/);
  await page.focus("#chat-text");
  await page.keyboard.press("Enter");
  // Some of the answer is there before all of it is.
  await page.waitForFunction(() => {
    const [, , heard, said] = document.querySelectorAll("#chat-log .turn .bubble p");
    return heard?.textContent.length > 5 && said?.textContent.length > 5;
  });
  assert.equal(await page.getAttribute("#chat-log .turn", "aria-busy"), "true");
  await answered(1);
  const [own, prompt, heard, said] = await lastTurn();
  for (const value of ["Jane Roe", "jane.roe@example.com", "4242 4242 4242 4242"]) {
    assert.ok(own.includes(value) && heard.includes(value), value);
    assert.ok(!prompt.includes(value) && !said.includes(value), value);
  }
  assert.match(prompt, /<EMAIL_ADDRESS_[A-Z0-9]{6}>/);
  assert.doesNotMatch(heard, /_[A-Z][0-9][A-Z0-9]{4}/i);
  assert.ok(heard.includes("1 < 2 and <b>"));
  assert.ok((await page.$$eval("#chat-log .turn .there mark", (marks) => marks.length)) >= 6);
  await shot("chat-english");
  // The same value has the same placeholder in the next turn.
  await page.fill("#chat-text", "Is jane.roe@example.com right?");
  await page.click("#chat-send");
  await answered(2);
  const [, again, once] = await lastTurn();
  const [placeholder] = /<EMAIL_ADDRESS_[A-Z0-9]{6}>/.exec(prompt);
  assert.ok(again.includes(placeholder) && once.includes("Dear jane.roe@example.com"));
  await page.fill("#chat-text", "Nothing of that kind.");
  await page.click("#chat-send");
  await answered(3);
  assert.equal((await lastTurn())[1], "Nothing of that kind.");
});

/** A table in GBK: 姓名,手机号 and so many rows of made-up people. */
function gbk(rows) {
  const names = [Buffer.from([0xd5, 0xc5, 0xce, 0xb0]), Buffer.from([0xcd, 0xf5, 0xb7, 0xbc])];
  const parts = [Buffer.from([0xd0, 0xd5, 0xc3, 0xfb, 0x2c, 0xca, 0xd6, 0xbb, 0xfa, 0xba, 0xc5, 0x0a])];
  for (let nth = 0; nth < rows; nth += 1) parts.push(names[nth % 2], Buffer.from(`,138${String(10_000_000 + nth * 7919)}\n`));
  return Buffer.concat(parts);
}

test("an audit counts files of several encodings, and its report can be kept", async () => {
  await page.click("#tab-audit");
  await page.setInputFiles("#picker", [
    { name: "people.csv", mimeType: "text/csv", buffer: gbk(600) },
    { name: "more.jsonl", mimeType: "text/plain", buffer: Buffer.from('{"name": "王芳", "mobile": "13810007919"}\n{"mobile": 13900001234}\n') },
    { name: "picture.png", mimeType: "image/png", buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]) },
  ]);
  await page.waitForSelector("#audit-report .figures", { timeout: 30_000 });
  const figures = await page.$$eval("#audit-report .figures div", (all) =>
    Object.fromEntries(all.map((one) => [one.querySelector("dt").textContent, one.querySelector("dd").textContent])));
  assert.deepEqual(figures, { units: "601", people: "601", values: "603", findings: "1,203", records: "602" });
  const report = await page.textContent("#audit-report");
  assert.match(report, /gb18030/);
  assert.match(report, /picture\.png/);
  assert.match(report, /not legal advice/);
  assert.equal(await page.$$eval("#audit-report .gauges li", (all) => all.length), 3);
  await shot("audit-english");
  const [numbers] = await Promise.all([page.waitForEvent("download"), page.click("#audit-report .actions button:last-child")]);
  assert.equal(JSON.parse(readFileSync(await numbers.path(), "utf8")).totals.people, 601);
  const [kept] = await Promise.all([page.waitForEvent("download"), page.click("#audit-report .actions button:first-child")]);
  assert.match(readFileSync(await kept.path(), "utf8"), /^<!.*601/s);
  await page.click("#tab-text");
});

test("it speaks Chinese, and dresses in the dark", async () => {
  await page.selectOption("#language", "zh");
  await page.selectOption("#theme", "dark");
  assert.equal(await page.getAttribute("html", "lang"), "zh-Hans");
  assert.equal(await page.textContent("#tab-redacted"), "脱敏结果");
  await page.click("#sample");
  await page.waitForFunction(() => document.querySelectorAll("#marks mark").length > 8);
  const names = await page.$$eval(".entity-name", (all) => all.map((name) => name.textContent));
  assert.ok(names.includes("手机号") && names.includes("居民身份证"));
  const words = await page.evaluate(() => document.body.innerText);
  assert.doesNotMatch(words, /undefined|\{\w+\}/);
  await shot("chinese-dark");
  await page.click("#tab-audit");
  await page.waitForFunction(() => document.querySelector("#audit-report .figures")?.textContent.includes("条信息"));
  assert.doesNotMatch(await page.textContent("#audit-report"), /undefined|\{\w+\}|not legal advice/);
  await shot("audit-chinese-dark");
  await page.click("#tab-chat");
  assert.match(await page.inputValue("#chat-text"), /张三/);
  await page.click("#chat-send");
  await answered(4);
  const [, prompt, heard] = await lastTurn();
  assert.ok(heard.includes("13812345678") && heard.includes("您好，张三") && !prompt.includes("13812345678"));
  await shot("chat-chinese-dark");
  await page.click("#tab-text");
  await page.setViewportSize({ width: 390, height: 844 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wide, 0, "the page is wider than a telephone");
  await page.screenshot({ path: path.join(SCREENSHOTS, "telephone.png"), fullPage: true });
  await page.setViewportSize({ width: 1280, height: 800 });
});

/** Contrast of text and ground as WCAG 2 has it, for each visible element with text of its own. */
function poorContrast() {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour) =>
    colour.slice(0, 3).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const poor = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility() || element.closest("#marks, .skip, option")) continue;
    const value = ratio(luminance(rgb(getComputedStyle(element).color)), luminance(ground(element)));
    if (value < 4.5) poor.push(`${element.tagName}.${element.className} ${value.toFixed(2)}`);
  }
  const ink = luminance(rgb(getComputedStyle(document.querySelector("#text")).color));
  for (const mark of document.querySelectorAll("mark")) {
    const value = ratio(ink, luminance(rgb(getComputedStyle(mark).backgroundColor)));
    if (value < 4.5) poor.push(`mark ${mark.dataset.category} ${value.toFixed(2)}`);
  }
  return poor;
}

test("text stands out from its ground in both themes, and every field has a name", async () => {
  for (const theme of ["dark", "light"]) {
    await page.selectOption("#theme", theme);
    for (const tab of ["text", "redacted", "chat", "rules", "files", "audit"]) {
      await page.click(`#tab-${tab}`);
      assert.deepEqual(await page.evaluate(poorContrast), [], `${theme}, ${tab}`);
    }
  }
  const nameless = await page.$$eval("button, select, input, textarea", (all) =>
    all.filter((field) => !field.hidden && !field.getAttribute("aria-label") && !field.textContent.trim() && field.labels?.length !== 1).map((field) => field.outerHTML),
  );
  assert.deepEqual(nameless, []);
});

test("a file of 50 MB is redacted in the worker while the page stays alive", async () => {
  const file = path.join(OUTPUT, "large.log");
  const line = "2024-01-15 12:30:45 INFO user 13812345678 signed in from 203.0.113.42, 今天一切正常 ".padEnd(180, "-");
  const block = `${line}\n`.repeat(5000);
  const size = 50 * 1024 * 1024;
  const handle = openSync(file, "w");
  let lines = 0;
  for (let written = 0; written < size; lines += 5000) written += writeSync(handle, block);
  closeSync(handle);
  await page.click("#tab-files");
  // Frames are counted between one step of the progress and the next.
  await page.evaluate(() => {
    globalThis.watched = { steps: 0, alive: 0, frames: 0 };
    const list = document.querySelector("#files");
    let frames = 0;
    const frame = () => {
      frames += 1;
      watched.frames += 1;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    let last = 0;
    const look = () => {
      const value = list.querySelector("progress")?.value ?? 0;
      if (value > last) {
        last = value;
        watched.steps += 1;
        if (frames > 0) watched.alive += 1;
        frames = 0;
      }
      setTimeout(look, 0);
    };
    look();
  });
  await page.setInputFiles("#picker", file);
  await page.waitForFunction(() => document.querySelector("#files progress")?.value > 0, undefined, { timeout: 60_000 });
  await shot("file-in-progress");
  await page.waitForSelector("#files .file button", { timeout: 120_000 });
  const watched = await page.evaluate(() => globalThis.watched);
  assert.ok(watched.steps >= 10, `${watched.steps} steps of progress`);
  assert.ok(watched.alive >= watched.steps / 2, `frames in ${watched.alive} of ${watched.steps} steps`);
  const counts = await page.textContent("#files .file-counts");
  assert.ok(counts.includes(`手机号 ${lines.toLocaleString("zh-CN")}`), counts);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#files .file button")]);
  assert.equal(download.suggestedFilename(), "large.redacted.log");
  const redacted = readFileSync(await download.path(), "utf8");
  // The mobile number keeps its ends: that was chosen before.
  const expected = `${line.replace("13812345678", "138****5678").replace("203.0.113.42", "<IP_ADDRESS>")}\n`;
  assert.equal(redacted.length, expected.length * lines);
  assert.ok(redacted.startsWith(expected) && redacted.endsWith(expected));
  assert.equal(redacted.includes("13812345678"), false);
  await shot("file-done");
});

test("a table in GBK is redacted in GBK and stays a table; it opens in the editor too", async () => {
  await page.click("#tab-files");
  const before = await page.$$eval("#files .file", (all) => all.length);
  const table = gbk(600);
  await page.setInputFiles("#picker", [
    { name: "table.csv", mimeType: "text/csv", buffer: table },
    { name: "picture.png", mimeType: "image/png", buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]) },
  ]);
  await page.waitForFunction((wanted) => document.querySelectorAll("#files .file").length === wanted, before + 2);
  const row = page.locator("#files .file", { hasText: "table.csv" });
  await row.locator("button").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), row.locator("button").click()]);
  const redacted = new TextDecoder("gbk", { fatal: true }).decode(readFileSync(await download.path()));
  const lines = redacted.trimEnd().split("\n");
  assert.equal(lines[0], "姓名,手机号");
  assert.equal(lines.length, 601);
  for (const line of lines.slice(1)) assert.match(line, /^<CN_PERSON_NAME>,138\*{4}\d{4}$/);
  assert.match(await page.locator("#files .file", { hasText: "picture.png" }).textContent(), /无法读取/);
  await page.setInputFiles("#picker", { name: "small.csv", mimeType: "text/csv", buffer: gbk(2) });
  await page.waitForFunction(() => document.querySelector("#text").value.startsWith("姓名,手机号\n张伟,138"));
});

test("small files open in the editor, dropped ones too", async () => {
  await page.setInputFiles("#picker", { name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("手机13812345678") });
  await found(1);
  assert.equal(await page.isVisible("#text"), true);
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["jane@example.com 13812345678"], "dropped.txt"));
    return transfer;
  });
  await page.dispatchEvent("body", "dragenter", { dataTransfer: data });
  assert.equal(await page.isVisible("#dropping"), true);
  await page.dispatchEvent("body", "drop", { dataTransfer: data });
  await found(2);
  assert.equal(await page.isVisible("#dropping"), false);
});

test("once opened it works without a network", async () => {
  await page.waitForSelector("html[data-offline]", { state: "attached", timeout: 60_000 });
  assert.deepEqual(faults, []);
  await server.close();
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  assert.equal(await page.inputValue("#language"), "zh");
  await type("手机13812345678");
  await found(1);
  assert.equal(await total(), "1");
  const second = await context.newPage();
  await second.goto(`${server.origin}/`);
  await second.waitForSelector("html[data-ready]");
  await second.close();
});
