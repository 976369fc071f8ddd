//! What the figures were measured with: machine, compiler, versions, commit.

use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::definition::{best, room};
use crate::lock::version;

/// How every rate is meant.
const CLOCK: &str = "processor time of the scanning thread, medians of alternating runs; MB is 10^6 bytes";

/// What stands above every table of figures.
#[derive(Debug, Serialize, Deserialize)]
pub struct Setting {
    /// The processor's name.
    pub processor: String,
    /// How many cores this process may use.
    pub cores: usize,
    /// Operating system and architecture.
    pub system: String,
    /// The instruction set that is chosen by itself.
    pub isa: String,
    /// `rustc --version`.
    pub rustc: String,
    /// The commit that was measured; `-dirty` when something was not committed.
    pub commit: String,
    /// How many built-in rules there are.
    pub rules: usize,
    /// Versions of crates among the peers and yardsticks.
    pub versions: Vec<String>,
    /// Which clock.
    pub clock: String,
}

impl Setting {
    /// What is here now.
    pub fn now() -> Self {
        let versions = ["memchr", "regex-automata", "simdutf8"];
        Self {
            processor: processor(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            isa: best().to_owned(),
            rustc: output("rustc", &["--version"]),
            commit: commit(),
            rules: yinsi::catalog::rules().len(),
            versions: versions.map(|name| format!("{name} {}", version(name).unwrap_or("?"))).to_vec(),
            clock: CLOCK.to_owned(),
        }
    }

    /// The same for people, one Markdown list item a line.
    pub fn markdown(&self) -> String {
        let Self { processor, cores, system, isa, rustc, commit, rules, versions, clock } = self;
        format!(
            "- {processor}, {cores} cores, {system}, best instruction set {isa}\n- {rustc}; {}\n\
             - commit {commit}, {rules} built-in rules\n- {clock}\n",
            versions.join(", ")
        )
    }
}

fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = info.lines().find_map(|line| line.strip_prefix("model name"));
    line.map_or("unknown processor", |line| line.trim_start_matches([' ', '\t', ':'])).to_owned()
}

fn commit() -> String {
    let hash = output("git", &["rev-parse", "--short=12", "HEAD"]);
    let changed = output("git", &["status", "--porcelain", "--", ".", ":!benches/results"]);
    if changed.is_empty() { hash } else { format!("{hash}-dirty") }
}

/// What a program says; nothing when it cannot be asked.
fn output(program: &str, arguments: &[&str]) -> String {
    let top = room().join("..");
    let output = Command::new(program).args(arguments).current_dir(top).output();
    output.map_or_else(|_| String::new(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
