//! The library's tests on other machines: WebAssembly in Node, aarch64 under qemu.

use std::fs;
use std::path::Path;

use super::{Count, cargo_test};
use crate::shell::{self, Run};

/// Emulated machines are slow: fewer random cases than at home.
const PROPTEST_CASES: &str = "24";

/// Node's own WASI is the whole runner.
const WASI_RUNNER: &str = r#"import { WASI } from "node:wasi";
import { readFile } from "node:fs/promises";

const [program, ...args] = process.argv.slice(2);
const wasi = new WASI({
  version: "preview1",
  args: [program, ...args],
  env: process.env,
  preopens: { "/": "/" },
  returnOnExit: true,
});
const module = await WebAssembly.compile(await readFile(program));
const instance = await WebAssembly.instantiate(module, wasi.getImportObject());
process.exitCode = wasi.start(instance);
"#;

/// Runs the core tests as WebAssembly, once with simd128 and once without.
pub(super) fn wasm(root: &Path) -> Result<Count, String> {
    const TARGET: &str = "wasm32-wasip1";
    if !shell::has("node") {
        return Err("node is missing (version 20 or newer)".to_owned());
    }
    shell::need_target(root, TARGET)?;
    let folder = root.join("target/xtask");
    let runner = folder.join("wasi.mjs");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    fs::write(&runner, WASI_RUNNER).map_err(|error| error.to_string())?;

    let mut count = Count::default();
    for (features, tests) in [("+simd128", WHOLE), ("-simd128", SCANNING)] {
        count.add(core_tests(root, TARGET, tests, |run| {
            run.env("CARGO_TARGET_WASM32_WASIP1_RUNNER", &format!("node --no-warnings {}", runner.display()))
                .env("CARGO_TARGET_WASM32_WASIP1_RUSTFLAGS", &format!("-C target-feature={features}"))
        })?);
    }
    Ok(count)
}

/// Runs the tests of scanning for aarch64 in an emulator.
pub(super) fn aarch64(root: &Path) -> Result<Count, String> {
    const TARGET: &str = "aarch64-unknown-linux-gnu";
    shell::need_target(root, TARGET)?;
    shell::need_debian(
        root,
        &["qemu-aarch64", "aarch64-linux-gnu-gcc"],
        &["qemu-user", "gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross"],
    )?;
    core_tests(root, TARGET, SCANNING, |run| {
        run.env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", "aarch64-linux-gnu-gcc")
            .env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER", "qemu-aarch64 -L /usr/aarch64-linux-gnu")
    })
}

/// All tests of the library.
const WHOLE: &[&str] = &["--lib --tests"];

/// Those of what is written for each instruction set, and of what comes out in the end: the rest is the same code
/// on every machine, and emulators are slow.
const SCANNING: &[&str] =
    &["--lib -- scan::arch:: scan::bounds:: decode::", "--test isa --test conformance --test stream"];

/// Runs the library's tests, a part after the other.
fn core_tests(
    root: &Path,
    target: &str,
    parts: &[&str],
    machine: impl Fn(Run) -> Run,
) -> Result<Count, String> {
    let mut count = Count::default();
    for part in parts {
        let command =
            format!("test --locked --no-fail-fast -p yinsi --features encodings --target {target} {part}");
        count.add(cargo_test(machine(Run::cargo(root, &command).env("PROPTEST_CASES", PROPTEST_CASES)))?);
    }
    Ok(count)
}
