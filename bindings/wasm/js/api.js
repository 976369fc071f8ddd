// Everything that people use. What it means is in index.d.ts.
export { Counter, Report } from "./audit.js";
export { decodeText, detectEncoding, encodeText } from "./encoding.js";
export { YinsiError } from "./error.js";
export { initSync } from "./init.js";
export { Key, Policy } from "./key.js";
export { Redactor, decrypt, redact } from "./redactor.js";
export { Scanner, explain, rules, scan } from "./scanner.js";
export { StreamScanner, redactStream, restoreStream } from "./streams.js";
export { Vault } from "./vault.js";
