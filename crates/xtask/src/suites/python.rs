//! The Python package as it is installed: a wheel from the folder and one from the source
//! distribution, its tests with every integration's real package, its stubs and types.

use std::fs;
use std::path::{Path, PathBuf};

use super::Count;
use crate::demo;
use crate::shell::{self, Run};

const PACKAGE: &str = "bindings/python";

/// A virtual environment below `target`, with what the tests need.
struct Environment<'r> {
    root: &'r Path,
    folder: PathBuf,
}

pub(super) fn run(root: &Path) -> Result<Count, String> {
    need_python(root)?;
    // For Spark, which the tests start for real.
    shell::need_debian(root, &["java"], &["openjdk-17-jre-headless"])?;
    let environment = Environment::make(root)?;
    let mut count = Count::default();

    environment.install_package()?;
    environment.build_source_distribution()?;
    count.builds += 2;

    Run::cargo(root, "build --locked -p yinsi-cli").call()?;
    let command = demo::program(root, "debug");
    let tests = environment.python(&["-m", "pytest", "--color=no", "-q"]);
    let passed =
        tests.env("YINSI_COMMAND", &command.to_string_lossy()).watch(|line| read_pytest(line, &mut count))?;
    if !passed && count.failed == 0 {
        count.failed = 1;
    }

    for arguments in [
        &["-m", "mypy.stubtest", "yinsi", "--mypy-config-file", "pyproject.toml"][..],
        &["-m", "mypy", "python/yinsi"],
    ] {
        let right = environment.python(arguments).call();
        if right.is_ok() { count.passed += 1 } else { count.failed += 1 }
    }
    Ok(count)
}

impl<'r> Environment<'r> {
    /// The environment, made anew when its list of packages changed.
    fn make(root: &'r Path) -> Result<Self, String> {
        let environment = Self { root, folder: root.join("target/python") };
        let wanted = fs::read_to_string(root.join(PACKAGE).join("requirements.txt"))
            .map_err(|error| format!("requirements.txt: {error}"))?;
        let stamp = environment.folder.join("installed.txt");
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
            return Ok(environment);
        }
        let folder = environment.folder.to_string_lossy().into_owned();
        Run::new(root, "python3").args(["-m", "venv", "--clear", &folder]).call()?;
        shell::retry(|| environment.pip(&["install", "-r", "requirements.txt"]).call())?;
        fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))?;
        Ok(environment)
    }

    /// Builds the wheel and installs it as a user would, with the pinned build tool.
    fn install_package(&self) -> Result<(), String> {
        self.pip(&["install", "--no-build-isolation", "--no-deps", "--force-reinstall", "."]).call()
    }

    /// Builds another wheel, from what the source distribution holds and nothing else.
    fn build_source_distribution(&self) -> Result<(), String> {
        let dist = self.folder.join("dist");
        if dist.exists() {
            fs::remove_dir_all(&dist).map_err(|error| format!("{}: {error}", dist.display()))?;
        }
        let shown = dist.to_string_lossy().into_owned();
        self.python(&["-m", "maturin", "sdist", "--out", &shown]).call()?;
        let archive = fs::read_dir(&dist)
            .map_err(|error| format!("{shown}: {error}"))?
            .find_map(|entry| Some(entry.ok()?.path()))
            .ok_or("maturin made no source distribution")?;
        let archive = archive.to_string_lossy().into_owned();
        // Beside the workspace's own target: compiled dependencies are shared.
        self.pip(&["wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", &shown, &archive])
            .env("CARGO_TARGET_DIR", &shell::target(self.root).to_string_lossy())
            .call()
    }

    fn pip(&self, arguments: &[&str]) -> Run {
        self.python(&["-m", "pip", "--quiet", "--disable-pip-version-check"])
            .args(arguments.iter().copied())
            // Optimised but not linked as one: that takes minutes and changes no result.
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
    }

    /// The environment's Python, with its programs first in the path.
    fn python(&self, arguments: &[&str]) -> Run {
        let programs = self.folder.join("bin");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths([programs.clone()].into_iter().chain(std::env::split_paths(&path)))
            .unwrap_or(path);
        Run::new(self.root, &programs.join("python").to_string_lossy())
            .folder(PACKAGE)
            .args(arguments.iter().copied())
            .env("PATH", &path.to_string_lossy())
    }
}

/// Python with what makes virtual environments, which Debian packs apart.
fn need_python(root: &Path) -> Result<(), String> {
    let works = shell::has("python3")
        && Run::new(root, "python3").args(["-c", "import ensurepip, venv"]).output().is_ok();
    if works { Ok(()) } else { shell::install_debian(root, &["python3", "python3-venv"]) }
}

/// Adds what the closing line of pytest says: `3 failed, 12 passed, 1 error in 2.34s`.
fn read_pytest(line: &str, count: &mut Count) {
    if !line.contains(" in ") || !line.ends_with('s') && !line.ends_with(')') {
        return;
    }
    for part in line.split(" in ").next().unwrap_or_default().split(", ") {
        let Some((number, word)) = part.split_once(' ') else { continue };
        let Ok(number) = number.parse::<usize>() else { continue };
        match word {
            "passed" => count.passed += number,
            "failed" | "error" | "errors" => count.failed += number,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_of_pytest_are_counted() {
        let mut count = Count::default();
        read_pytest("2 failed, 1435 passed, 2 skipped, 6 warnings, 1 error in 11.44s", &mut count);
        read_pytest("5 passed in 75.00s (0:01:15)", &mut count);
        read_pytest("3 passed tests are listed in the file", &mut count);
        read_pytest("FAILED tests/test_text.py::test_nothing - in 3s", &mut count);
        assert_eq!(count, Count { passed: 1440, failed: 3, builds: 0 });
    }
}
