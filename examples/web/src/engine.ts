// The worker, seen from the page.
import type { Answer, Request } from "./protocol";

type Of<T extends Answer["type"]> = Extract<Answer, { type: T }>;
type Listeners = { [T in Answer["type"]]?: (answer: Of<T>) => void };

const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
const listeners: Listeners = {};

worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
  (listeners[data.type] as ((answer: Answer) => void) | undefined)?.(data);
});

export const ask = (request: Request) => worker.postMessage(request);

export function on<T extends Answer["type"]>(type: T, listener: (answer: Of<T>) => void) {
  (listeners as Record<string, unknown>)[type] = listener;
}
