//! Running other programs, and installing those that are missing.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// A command about to run, printed before it does.
pub(crate) struct Run {
    command: Command,
    shown: String,
    root: PathBuf,
}

impl Run {
    /// A program started in `root`.
    pub(crate) fn new(root: &Path, program: &str) -> Self {
        let mut command = Command::new(program);
        command.current_dir(root).stdin(Stdio::null());
        Self { command, shown: program.to_owned(), root: root.to_owned() }
    }

    /// `cargo` and the words of `line`, split at spaces.
    pub(crate) fn cargo(root: &Path, line: &str) -> Self {
        Self::new(root, "cargo").args(line.split_whitespace())
    }

    pub(crate) fn args<'a>(mut self, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        for argument in arguments {
            self.command.arg(argument);
            self.shown.push(' ');
            self.shown.push_str(argument);
        }
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self.shown = format!("{name}={value:?} {}", self.shown);
        self
    }

    /// Starts in a folder below the root instead.
    pub(crate) fn folder(mut self, folder: &str) -> Self {
        self.command.current_dir(self.root.join(folder));
        self
    }

    /// Runs to the end with output as it comes.
    pub(crate) fn call(mut self) -> Result<(), String> {
        eprintln!("$ {}", self.shown);
        let status = self.command.status().map_err(|error| format!("{}: {error}", self.shown))?;
        if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status})", self.shown)) }
    }

    /// Runs to the end, shows standard output and hands each line of it to `see`.
    /// Returns whether the program succeeded.
    pub(crate) fn watch(mut self, mut see: impl FnMut(&str)) -> Result<bool, String> {
        eprintln!("$ {}", self.shown);
        let fault = |error: std::io::Error| format!("{}: {error}", self.shown);
        let mut child = self.command.stdout(Stdio::piped()).spawn().map_err(fault)?;
        if let Some(output) = child.stdout.take() {
            let mut screen = std::io::stdout();
            for line in BufReader::new(output).split(b'\n') {
                let line = String::from_utf8_lossy(&line.map_err(fault)?).into_owned();
                see(&line);
                writeln!(screen, "{line}").map_err(fault)?;
            }
        }
        Ok(child.wait().map_err(fault)?.success())
    }

    /// Runs to the end and returns standard output; standard error is shown.
    pub(crate) fn output(mut self) -> Result<Vec<u8>, String> {
        let output = self
            .command
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("{}: {error}", self.shown))?;
        if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(format!("`{}` failed ({})", self.shown, output.status))
        }
    }
}

/// The folder cargo builds in.
pub(crate) fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

/// Whether a program of this name is in the path.
pub(crate) fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Tries something that needs the network three times, with growing waits.
pub(crate) fn retry(attempt: impl Fn() -> Result<(), String>) -> Result<(), String> {
    for wait in [5, 20] {
        if attempt().is_ok() {
            return Ok(());
        }
        eprintln!("xtask: trying again in {wait} s");
        sleep(Duration::from_secs(wait));
    }
    attempt()
}

/// Adds a compilation target when it is missing.
pub(crate) fn need_target(root: &Path, target: &str) -> Result<(), String> {
    let installed = Run::new(root, "rustup").args(["target", "list", "--installed"]).output()?;
    if String::from_utf8_lossy(&installed).lines().any(|line| line == target) {
        return Ok(());
    }
    retry(|| Run::new(root, "rustup").args(["target", "add", target]).call())
}

/// Installs Debian packages when one of `programs` is missing.
pub(crate) fn need_debian(root: &Path, programs: &[&str], packages: &[&str]) -> Result<(), String> {
    if programs.iter().all(|program| has(program)) { Ok(()) } else { install_debian(root, packages) }
}

/// Installs Debian packages.
pub(crate) fn install_debian(root: &Path, packages: &[&str]) -> Result<(), String> {
    if !has("apt-get") {
        return Err(format!("{} missing, and no apt-get to install it with", packages.join(" or ")));
    }
    let apt = |arguments: &[&str]| {
        let run = if is_root(root) {
            Run::new(root, "apt-get")
        } else {
            Run::new(root, "sudo").args(["-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"])
        };
        run.args(arguments.iter().copied()).env("DEBIAN_FRONTEND", "noninteractive").call()
    };
    retry(|| {
        apt(&["update", "-qq"])?;
        let install = ["install", "-y", "-qq", "--no-install-recommends"];
        apt(&[&install[..], packages].concat())
    })
}

fn is_root(root: &Path) -> bool {
    Run::new(root, "id").args(["-u"]).output().is_ok_and(|id| id.trim_ascii() == b"0")
}
