//! The JavaScript package: built, then tested in Node and in Chromium, with the page in `examples/web`.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use super::Count;
use crate::shell::{self, Run};

/// The folder of the package, and what its builds and tests leave.
const PACKAGE: &str = "bindings/wasm";
const OUTPUT: &str = "target/npm";

const PAGE: &str = "examples/web";

const TARGET: &str = "wasm32-unknown-unknown";

/// Instruction sets of the builds, by the name in their files.
const SETS: [(&str, &str); 2] = [("simd", "+simd128"), ("scalar", "-simd128")];

/// Kinds of modules: what their files' names begin with, how cargo builds them, and for what. Each can do what those
/// after it can. Who asks for keys in a page asks for a small module too.
const KINDS: [(&str, &[&str], &str); 3] = [
    ("all-", &[], "2"),
    ("keyed-", &["--no-default-features", "--features", "keyed"], "s"),
    ("", &["--no-default-features"], "2"),
];

/// Builds the package into `bindings/wasm/dist`: six modules, the script that starts them, types.
/// With `countries`, as in `CN,HK`, only their rules and those of no country are built in.
///
/// # Errors
///
/// When a build fails, or the builds do not fit one script.
pub(crate) fn build(root: &Path, countries: Option<&str>) -> Result<usize, String> {
    shell::need_target(root, TARGET)?;
    let catalog = countries.map(|_| root.join(OUTPUT).join("catalog"));
    if let Some((countries, folder)) = countries.zip(catalog.as_deref()) {
        crate::catalog::slim(root, countries, folder)?;
    }
    let catalog = catalog.as_deref();
    let binder = thread::scope(|scope| {
        let modules: Vec<_> =
            SETS.map(|(set, features)| scope.spawn(move || modules(root, set, features, catalog))).into();
        let binder = binder(root);
        for built in modules {
            built.join().map_err(|_| "a build panicked".to_owned())??;
        }
        binder
    })?;
    let fault = |error: std::io::Error| format!("{PACKAGE}: {error}");
    let package = root.join(PACKAGE);
    let dist = package.join("dist");
    let _ = fs::remove_dir_all(&dist);
    fs::create_dir_all(&dist).map_err(fault)?;
    for entry in fs::read_dir(package.join("js")).map_err(fault)?.flatten() {
        fs::copy(entry.path(), dist.join(entry.file_name())).map_err(fault)?;
    }
    let mut script: Option<String> = None;
    for (set, _) in SETS {
        for (kind, ..) in KINDS {
            let bound = root.join(OUTPUT).join(format!("bound-{kind}{set}"));
            let module = module(root, kind, set);
            Run::new(root, &binder.to_string_lossy())
                .args([&*module.to_string_lossy(), &*bound.to_string_lossy()])
                .call()?;
            let read = fs::read_to_string(bound.join("yinsi.js")).map_err(fault)?;
            if !holds(script.get_or_insert_with(|| read.clone()), &read) {
                return Err(format!("the build {kind}{set} wants another script than the others"));
            }
            fs::copy(bound.join("yinsi_bg.wasm"), dist.join(format!("yinsi-{kind}{set}.wasm")))
                .map_err(fault)?;
        }
    }
    fs::write(dist.join("yinsi.js"), script.unwrap_or_default()).map_err(fault)?;
    Ok(SETS.len() * KINDS.len())
}

/// Whether the lines of `part` are all in `whole`, in the same order: what starts the larger module then starts
/// the smaller one, which lacks some classes and methods.
fn holds(whole: &str, part: &str) -> bool {
    let mut lines = whole.lines();
    part.lines().all(|wanted| lines.any(|line| line == wanted))
}

/// Compiles the modules of one instruction set, each set in a folder of its own: so they run side by side.
fn modules(root: &Path, set: &str, features: &str, catalog: Option<&Path>) -> Result<(), String> {
    // Places of this machine stay out of the messages of panics.
    let home = std::env::var("CARGO_HOME").ok().or_else(|| Some(std::env::var("HOME").ok()? + "/.cargo"));
    let home = home.map(|home| format!(" --remap-path-prefix={home}=cargo")).unwrap_or_default();
    let mut flags = format!(
        "-C target-feature={features} -C llvm-args=--inline-threshold=150 --remap-path-prefix={}=yinsi{home}",
        root.display()
    );
    if catalog.is_some() {
        flags.push_str(" --cfg yinsi_catalog");
    }
    let target = root.join(OUTPUT).join(set);
    for (kind, arguments, level) in KINDS {
        // Who asks for few rules asks for a small module first.
        let level = if catalog.is_some() { "z" } else { level };
        let mut run =
            Run::cargo(root, &format!("build --locked -p yinsi-wasm --profile wasm --target {TARGET}"))
                .args(arguments.iter().copied())
                .env("CARGO_TARGET_DIR", &target.to_string_lossy())
                .env("CARGO_PROFILE_WASM_OPT_LEVEL", level)
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", &flags);
        if let Some(catalog) = catalog {
            run = run.env("YINSI_CATALOG", &catalog.to_string_lossy());
        }
        run.call()?;
        let built = target.join(TARGET).join("wasm/yinsi_wasm.wasm");
        let kept = module(root, kind, set);
        fs::copy(&built, &kept).map_err(|error| format!("{}: {error}", kept.display()))?;
    }
    Ok(())
}

/// Where a compiled module waits for wasm-bindgen.
fn module(root: &Path, kind: &str, set: &str) -> PathBuf {
    root.join(OUTPUT).join(set).join(format!("{kind}{set}.wasm"))
}

/// Builds the program that runs wasm-bindgen.
fn binder(root: &Path) -> Result<PathBuf, String> {
    let target = root.join(OUTPUT).join("binder");
    Run::cargo(root, "build --locked")
        .folder("bindings/wasm/build")
        .env("CARGO_TARGET_DIR", &target.to_string_lossy())
        .call()?;
    Ok(target.join("debug/yinsi-wasm-build"))
}

/// Everything about the package and the page.
pub(super) fn run(root: &Path) -> Result<Count, String> {
    for program in ["node", "npm"] {
        if !shell::has(program) {
            return Err(format!("{program} is missing (Node 20 or newer brings it)"));
        }
    }
    // A Chinese font, so that screenshots can be read.
    shell::need_debian(root, &["chromium"], &["chromium", "fonts-wqy-microhei"])?;
    let builds = build(root, None)?;
    Run::cargo(root, "build --locked -p yinsi-cli").call()?;
    for folder in [PACKAGE, PAGE] {
        let install = || Run::new(root, "npm").args(["ci", "--no-audit", "--no-fund"]).folder(folder).call();
        shell::retry(install)?;
    }
    Run::new(root, "npm").args(["run", "build"]).folder(PAGE).call()?;

    let output = root.join(OUTPUT).join("test");
    fs::create_dir_all(&output).map_err(|error| error.to_string())?;
    let cli = crate::demo::program(root, "debug");
    let mut count = Count { builds, ..Count::default() };
    let tests = ["api", "cli", "redaction", "audit", "package", "browser", "page"]
        .map(|name| format!("test/{name}.test.js"));
    let succeeded = Run::new(root, "node")
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .args(tests.iter().map(String::as_str))
        .folder(PACKAGE)
        .env("YINSI_CLI", &cli.to_string_lossy())
        .env("YINSI_TEST_OUTPUT", &output.to_string_lossy())
        .watch(|line| read(&mut count, line))?;
    if !succeeded && count.failed == 0 {
        count.failed = 1;
    }
    Ok(count)
}

/// Adds what a closing line of Node's reporter, `ℹ pass 12`, says.
fn read(count: &mut Count, line: &str) {
    let Some(closing) = line.strip_prefix("ℹ ") else { return };
    let Some((word, number)) = closing.split_once(' ') else { return };
    let Ok(number) = number.parse::<usize>() else { return };
    match word {
        "pass" => count.passed += number,
        "fail" | "cancelled" => count.failed += number,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_holds_another_when_it_only_has_more() {
        assert!(holds("a\nb\nc\nd", "a\nc\nd") && holds("a\nb", "a\nb") && holds("a", ""));
        assert!(!holds("a\nb\nc", "b\na") && !holds("a\nb", "a\nb\nb") && !holds("a", "x"));
    }

    #[test]
    fn closing_lines_of_node_are_counted() {
        let mut count = Count::default();
        for line in ["✔ pass 7 (1 ms)", "ℹ pass 12", "ℹ fail 2", "ℹ cancelled 1", "ℹ duration_ms 9.5"]
        {
            read(&mut count, line);
        }
        assert_eq!(count, Count { passed: 12, failed: 3, builds: 0 });
    }
}
