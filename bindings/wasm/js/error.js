/** Every error this package throws; see index.d.ts. */
export class YinsiError extends Error {
  constructor(code, message, { cause, faults } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "YinsiError";
    this.code = code;
    this.faults = faults ?? [{ code, message }];
  }
}

/** Throws unless `fine`. */
export function want(fine, message) {
  if (!fine) throw new YinsiError("type", message);
}
