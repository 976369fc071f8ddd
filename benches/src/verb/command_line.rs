//! How does the whole `yinsi scan` process compare with `rg -c` on one large log?

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::clock::median;
use crate::corpus::Corpus;
use crate::report::{Results, number, table};

/// A simple class pattern: what looks like a number worth looking at.
const PATTERN: &str = "[0-9]{7,}";

const ROUNDS: usize = 5;

/// One command.
#[derive(Debug, Serialize, Deserialize)]
pub struct Figure {
    /// As typed, the file left out.
    pub command: String,
    /// Median seconds on the wall.
    pub wall_s: f64,
    /// Median seconds of processor time, all threads and the system's work included.
    pub cpu_s: f64,
}

/// Measures, prints, writes `results/command-line`.
///
/// # Errors
///
/// When a command fails or a file cannot be written.
pub fn run(yinsi: &Path, size_mib: usize) -> Result<(), String> {
    let file = write_log(size_mib).map_err(|error| format!("the log: {error}"))?;
    let (figures, missing) = measure(yinsi, &file.0)?;
    let ours = figures.first().map_or(1.0, |figure| figure.wall_s);
    let heads = ["command", "wall, s", "processor, s", "MB/s on the wall", "yinsi takes"].map(str::to_owned);
    let row = |figure: &Figure| {
        let rate = (size_mib << 20) as f64 / 1e6 / figure.wall_s;
        let times = format!("{} times as long", number(ours / figure.wall_s));
        vec![
            format!("`{}`", figure.command),
            number(figure.wall_s),
            number(figure.cpu_s),
            number(rate),
            times,
        ]
    };
    let rows: Vec<Vec<String>> = figures.iter().map(row).collect();
    let tables = format!(
        "One log of {size_mib} MiB in the page cache, output thrown away, medians of {ROUNDS} runs, turn about.\n\n{}",
        table(&heads, &rows)
    );
    Results::new(figures, missing).publish("command-line", "The command line", &tables)
}

/// A file that goes when this does.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn write_log(size_mib: usize) -> Result<Temporary, Box<dyn std::error::Error>> {
    let path = std::env::temp_dir().join(format!("yinsi-benches-{}.log", std::process::id()));
    let part = Corpus::named("logs")?.text(size_mib.min(128) << 20)?;
    let temporary = Temporary(path);
    let mut file = File::create(&temporary.0)?;
    for _ in 0..size_mib.div_ceil(128) {
        file.write_all(&part)?;
    }
    Ok(temporary)
}

/// A command, and what its runs took in seconds.
struct Contender<'c> {
    program: &'c Path,
    arguments: &'static [&'static str],
    wall: Vec<f64>,
    cpu: Vec<f64>,
}

fn measure(yinsi: &Path, file: &Path) -> Result<(Vec<Figure>, Vec<String>), String> {
    let mut commands: Vec<(&Path, &[&str])> = vec![
        (yinsi, &["scan", "--format", "jsonl"]),
        (yinsi, &["scan", "--format", "jsonl", "--entities", "all"]),
    ];
    let mut missing = Vec::new();
    if Command::new("rg").arg("--version").stdout(Stdio::null()).status().is_ok() {
        commands.push((Path::new("rg"), &["-c", PATTERN]));
        commands.push((Path::new("rg"), &["-c", "--no-unicode", PATTERN]));
    } else {
        missing.push("rg is not installed".to_owned());
    }
    let contender = |(program, arguments)| Contender { program, arguments, wall: vec![], cpu: vec![] };
    let mut contenders: Vec<Contender> = commands.into_iter().map(contender).collect();
    for _ in 0..ROUNDS {
        for contender in &mut contenders {
            contender.run(file)?;
        }
    }
    Ok((contenders.iter().map(Contender::figure).collect(), missing))
}

impl Contender<'_> {
    fn run(&mut self, file: &Path) -> Result<(), String> {
        let mut command = Command::new(self.program);
        command.args(self.arguments).arg(file).stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let (start, before) = (Instant::now(), children_seconds());
        let status = command.status().map_err(|error| format!("{}: {error}", self.program.display()))?;
        self.wall.push(start.elapsed().as_secs_f64());
        self.cpu.push(children_seconds() - before);
        if status.success() { Ok(()) } else { Err(format!("{} failed ({status})", self.program.display())) }
    }

    fn figure(&self) -> Figure {
        let program = self.program.file_stem().unwrap_or_default().to_string_lossy();
        let command = format!("{program} {}", self.arguments.join(" "));
        Figure { command, wall_s: median(&self.wall), cpu_s: median(&self.cpu) }
    }
}

/// Processor time of all children that ended, in seconds; 0 where the system does not tell.
fn children_seconds() -> f64 {
    /// Linux counts in hundredths of a second, whatever the kernel's own tick.
    const TICK: f64 = 0.01;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let Some((_, fields)) = stat.rsplit_once(')') else { return 0.0 };
    let field = |index: usize| fields.split_whitespace().nth(index)?.parse::<f64>().ok();
    // Counted from the field after the program's name: user and system time of children.
    field(13).zip(field(14)).map_or(0.0, |(user, system)| (user + system) * TICK)
}
