// A conversation with a language model that sees no personal value: `node chat.js`.
// The key comes from YINSI_KEY (16 bytes or more); the same key gives the same placeholders tomorrow.
import init, { Key, Redactor, Scanner, Vault, restoreStream } from "yinsi";

await init();
const key = new Key(process.env.YINSI_KEY ?? crypto.getRandomValues(new Uint8Array(32)));
const vault = new Vault({ key });
const redactor = new Redactor({ default: vault });

const prompt = redactor.redact("Reply to jane.roe@example.com, 手机13812345678.", new Scanner());
console.log("sent:    ", prompt);

/** Stands in for the model: what it was told, in pieces of any size. */
async function* model(text) {
  const answer = `Sure. I wrote to ${text.match(/<EMAIL[^>]*>/)[0].toLowerCase()} as you asked.`;
  for (let at = 0; at < answer.length; at += 5) yield answer.slice(at, at + 5);
}

process.stdout.write("restored: ");
for await (const chunk of ReadableStream.from(model(prompt)).pipeThrough(restoreStream(vault))) process.stdout.write(chunk);
console.log();
