// A real Chromium and a small server for it.
import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** Nothing but what the package needs. */
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; img-src data:";

const PROGRAM = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((name) => existsSync(name));

/**
 * Serves folders by the first part of the path, `{ "": folder, dist: folder }`, and whole
 * answers, `{ "page.html": "<!doctype…" }`. Lists every path that was asked for.
 */
export async function serve(folders, { policy = true } = {}) {
  const asked = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    asked.push(pathname);
    const [, first = "", ...rest] = decodeURIComponent(pathname).split("/");
    const given = folders[[first, ...rest].join("/")];
    if (policy) response.setHeader("Content-Security-Policy", POLICY);
    if (typeof given === "string" && given.startsWith("<")) {
      response.setHeader("Content-Type", TYPES[".html"]);
      response.end(given);
      return;
    }
    const base = folders[first] !== undefined && rest.length > 0 ? folders[first] : folders[""];
    const inside = base === folders[first] && first !== "" ? rest : [first, ...rest];
    let file = base && path.join(base, ...inside);
    if (file && existsSync(file) && statSync(file).isDirectory()) file = path.join(file, "index.html");
    if (!file || !file.startsWith(base) || !existsSync(file)) {
      response.statusCode = 404;
      response.end();
      return;
    }
    response.setHeader("Content-Type", TYPES[path.extname(file)] ?? "application/octet-stream");
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://localhost:${server.address().port}`,
    asked,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

/** Starts Chromium with a fresh profile. */
export async function launch(options = {}) {
  if (!PROGRAM) throw new Error("chromium is missing: apt-get install chromium, or set CHROMIUM");
  const profile = mkdtempSync(path.join(tmpdir(), "yinsi-"));
  const args = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
  ];
  const context = await chromium.launchPersistentContext(profile, { executablePath: PROGRAM, headless: true, args, ...options });
  const close = context.close.bind(context);
  context.close = async () => {
    await close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  };
  return context;
}

/** A page that keeps what went wrong in it. */
export async function open(context, address) {
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(address);
  return { page, faults };
}
