// A conversation with a pretended model: what it is told has placeholders, what it says gets the values back.
import { Key, Redactor, restoreStream, type Scanner, Vault } from "yinsi";
import { type Language, reply } from "./model";
import type { Answer } from "./protocol";

/** Between two pieces of an answer, in milliseconds. */
const PACE = 35;

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** `text` in pieces as models send them: a few characters, never minding what they cut. */
function pieces(text: string): string[] {
  const all: string[] = [];
  for (let at = 0, nth = 0; at < text.length; nth += 1) {
    const size = 2 + ((nth * 7) % 5);
    all.push(text.slice(at, at + size));
    at += size;
  }
  return all;
}

export class Conversation {
  // A key of this page view alone: placeholders are the same in every turn, and mean nothing elsewhere.
  readonly #key = new Key(crypto.getRandomValues(new Uint8Array(32)));
  readonly #vault = new Vault({ key: this.#key });
  readonly #redactor = new Redactor({ default: this.#vault });

  async turn({ id, text, language }: { id: number; text: string; language: Language }, scanner: Scanner, answer: (message: Answer) => void) {
    const prompt = this.#redactor.redact(text, scanner);
    answer({ type: "prompt", id, prompt, values: this.#vault.size });
    const said = reply(prompt, language);
    const stream = restoreStream(this.#vault);
    const heard = stream.readable.pipeTo(
      new WritableStream({
        write(chunk) {
          answer({ type: "heard", id, chunk });
        },
      }),
    );
    const writer = stream.writable.getWriter();
    for (const chunk of pieces(said)) {
      await wait(PACE);
      answer({ type: "said", id, chunk });
      await writer.write(chunk);
    }
    await writer.close();
    await heard;
    answer({ type: "answered", id });
  }
}
