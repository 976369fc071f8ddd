// Runs the conformance cases against the package: in Node, and as it is in a browser.

/** The UTF-16 offset of a byte offset. */
function units(text, bytes) {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(new TextEncoder().encode(text).subarray(0, bytes)).length;
}

/** What does not hold, one line a case; `api` is the package, started. */
export function failures(api, cases) {
  const redactors = {
    label: new api.Redactor(),
    mask: new api.Redactor({ default: { mask: { last: 4 } } }),
    remove: new api.Redactor({ default: "remove" }),
  };
  const scanners = new Map();
  const faults = [];
  for (const one of cases) {
    const options = {};
    if (one.entities?.length > 0) options.entities = one.entities;
    if (one.min_confidence !== undefined) options.minConfidence = one.min_confidence;
    const key = JSON.stringify(options);
    if (!scanners.has(key)) scanners.set(key, new api.Scanner(options));
    const scanner = scanners.get(key);
    const found = scanner.scan(one.text, one.label === undefined ? {} : { label: one.label });
    const shown = found.map((f) => `${f.entity} ${JSON.stringify(one.text.slice(f.start, f.end))} by ${f.rule}`);
    const wrong = [];
    const expected = one.findings ?? [];
    if (found.length !== expected.length) wrong.push(`${found.length} findings instead of ${expected.length}`);
    expected.forEach((wanted, nth) => {
      const f = found[nth];
      if (f === undefined) return;
      const same =
        one.text.slice(f.start, f.end) === wanted.text &&
        f.start === units(one.text, wanted.start) &&
        f.end === units(one.text, wanted.end) &&
        (wanted.entity === undefined || wanted.entity === f.entity) &&
        (wanted.rule === undefined || wanted.rule === f.rule) &&
        (wanted.also ?? null) === (wanted.also === undefined ? null : f.evidence.also) &&
        f.confidence >= 0 && f.confidence <= 1;
      if (!same) wrong.push(`instead of ${wanted.entity ?? wanted.rule} ${JSON.stringify(wanted.text)}`);
    });
    for (const [operator, text] of Object.entries(one.redacted ?? {})) {
      const redacted = redactors[operator].redact(one.text, scanner);
      if (redacted !== text) wrong.push(`redacted by ${operator}: ${JSON.stringify(redacted)}`);
    }
    if (wrong.length > 0) faults.push(`${one.name}: ${wrong.join(", ")}; found: ${shown.join("; ")}`);
  }
  return faults;
}

/**
 * The same for cases of operators. Those with a key are left out for a module that has none; `seen` says how many
 * texts were compared.
 */
export function redactionFailures(api, cases, full) {
  const faults = [];
  let seen = 0;
  for (const one of cases) {
    if (one.key !== undefined && !full) continue;
    const scanner = new api.Scanner(one.entities ? { entities: one.entities } : {});
    const key = one.key === undefined ? undefined : new api.Key(one.key);
    for (const [operator, text] of Object.entries(one.redacted)) {
      const redactor = new api.Redactor({ default: operator, ...(key && { key }) });
      const redacted = one.label === undefined
        ? redactor.redact(one.text, scanner)
        : redactor.apply(one.text, scanner.scan(one.text, { label: one.label }));
      seen += 1;
      if (redacted !== text) faults.push(`${one.name}: by ${operator}: ${JSON.stringify(redacted)}`);
      redactor.dispose();
    }
    scanner.dispose();
    key?.dispose();
  }
  return { faults, seen };
}
