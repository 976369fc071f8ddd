//! `cargo xtask bench`: builds the benchmarks with what they need and runs them.

use std::path::Path;

use crate::demo::program;
use crate::shell::{Run, retry};

/// Runs a verb of the benchmarks, the table when none is named.
pub(crate) fn run(root: &Path, arguments: &[String]) -> Result<(), String> {
    let named = arguments.first().filter(|first| !first.starts_with('-'));
    let verb = named.map_or("table", String::as_str);
    let mut rest: Vec<String> = arguments.iter().skip(named.iter().count()).cloned().collect();
    if let Some(flag) = rest.iter().position(|argument| argument == "--python") {
        rest.insert(flag + 1, python(root)?);
    }
    if verb == "command-line" {
        Run::cargo(root, "build --release --locked -p yinsi-cli").call()?;
        rest.extend(["--yinsi".to_owned(), program(root, "release").to_string_lossy().into_owned()]);
    }
    Run::cargo(root, "run --release --locked -p yinsi-benches --features vectorscan --")
        .args([verb])
        .args(rest.iter().map(String::as_str))
        .call()
}

/// An interpreter with the peers that are written in Python.
fn python(root: &Path) -> Result<String, String> {
    let folder = root.join("target/bench-python");
    let interpreter = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let interpreter = interpreter.to_string_lossy().into_owned();
    Run::new(root, "python3").args(["-m", "venv", &folder.to_string_lossy()]).call()?;
    let install = ["-m", "pip", "install", "--quiet", "-r", "benches/peers/requirements.txt"];
    retry(|| Run::new(root, &interpreter).args(install).call())?;
    Ok(interpreter)
}
