// node redact-stream.js < in > out: redacts a stream in bounded memory.
import { Readable, Writable } from "node:stream";
import init, { Redactor, redactStream } from "yinsi";

await init();
const redactor = new Redactor({ operators: { EMAIL_ADDRESS: { replace: "[mail]" }, CREDIT_CARD: { mask: { last: 4 } } } });
await Readable.toWeb(process.stdin)
  .pipeThrough(new TextDecoderStream())
  .pipeThrough(redactStream({ redactor }))
  .pipeThrough(new TextEncoderStream())
  .pipeTo(Writable.toWeb(process.stdout));
