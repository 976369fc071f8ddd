import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'";

/** Adds the content security policy and the service worker that keeps the page for offline use. */
function offline() {
  return {
    name: "offline",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: () => [
        { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: POLICY }, injectTo: "head-prepend" },
      ],
    },
    generateBundle(_, bundle) {
      // The page uses the module that can do everything; which of the two builds, the worker finds out.
      const kept = Object.keys(bundle).filter((name) => !name.endsWith(".wasm") || name.includes("yinsi-all-"));
      const files = ["./", "./icon.svg", "./manifest.webmanifest", ...kept.map((name) => `./${name}`)];
      const version = createHash("sha256").update(files.join("\n")).update(readFileSync("index.html")).digest("hex");
      const source = readFileSync("src/sw.js", "utf8")
        .replace("__FILES__", JSON.stringify(files))
        .replace("__VERSION__", JSON.stringify(version.slice(0, 16)));
      this.emitFile({ type: "asset", fileName: "sw.js", source });
    },
  };
}

export default {
  base: "./",
  worker: { format: "es" },
  // In development the module is served where it lies: it finds its WebAssembly beside itself.
  optimizeDeps: { exclude: ["yinsi"] },
  server: { fs: { allow: ["../.."] } },
  build: { target: "es2022", modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  plugins: [offline()],
};
