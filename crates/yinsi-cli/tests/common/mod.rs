//! Runs the built command in a directory of its own.

// Each suite uses a part of it.
#![allow(dead_code, unreachable_pub, missing_docs)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// What came of a run.
pub struct Ran {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
    pub bytes: Vec<u8>,
}

/// A directory to run the command in.
pub struct Place {
    dir: TempDir,
}

impl Place {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a temporary directory") }
    }

    /// A place with these files.
    pub fn with(files: &[(&str, &[u8])]) -> Self {
        let place = Self::new();
        for (name, bytes) in files {
            place.write(name, bytes);
        }
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
        std::fs::write(path, bytes).expect("a file");
    }

    pub fn read(&self, name: &str) -> String {
        String::from_utf8(std::fs::read(self.path(name)).expect("a file")).expect("UTF-8")
    }

    /// The names in the directory, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.dir.path()).expect("a directory");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Runs the command with arguments that are parted by spaces (`␣` stands for
    /// a space within one); `{data}` is the directory of test data.
    pub fn run(&self, args: &str, stdin: &[u8]) -> Ran {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
        let args = args.split(' ').filter(|arg| !arg.is_empty());
        let args = args.map(|arg| arg.replace('␣', " ").replace("{data}", &data.to_string_lossy()));
        let mut child = Command::new(env!("CARGO_BIN_EXE_yinsi"))
            .args(args)
            .current_dir(self.dir.path())
            .env_remove("YINSI_ISA")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        let mut input = child.stdin.take().expect("a pipe");
        let bytes = stdin.to_vec();
        // A command that stops early does not read all.
        let writer = std::thread::spawn(move || drop(input.write_all(&bytes)));
        let output = child.wait_with_output().expect("the command ends");
        writer.join().expect("the writer ends");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&*data.to_string_lossy(), "{data}");
        Ran {
            status: output.status.code().expect("an exit status"),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
            bytes: output.stdout,
        }
    }
}

/// Runs where no file matters.
pub fn run(args: &str, stdin: impl AsRef<[u8]>) -> Ran {
    Place::new().run(args, stdin.as_ref())
}
