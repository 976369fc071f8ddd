//! What several suites share: conformance cases and texts grown from a seed.
#![allow(dead_code, unreachable_pub)] // no suite uses all of it

use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};
use yinsi::{Context, Finding, Scanner};

/// A file or folder of the crate.
pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// A conformance case; see STYLE in CONTRIBUTING for its form.
pub struct Case {
    /// File and name, for messages.
    pub name: String,
    pub text: String,
    pub label: Option<String>,
    pub entities: Vec<String>,
    pub min_confidence: Option<f32>,
    pub findings: Vec<Table>,
    /// Operator and what it makes of the text.
    pub redacted: Vec<(String, String)>,
    /// The secret of keyed operators.
    pub key: Option<String>,
}

impl Case {
    /// The scanner that the case asks for.
    pub fn scanner(&self) -> Scanner {
        self.scanner_with(|builder| builder)
    }

    /// The same with further options.
    pub fn scanner_with(&self, more: impl FnOnce(yinsi::ScannerBuilder) -> yinsi::ScannerBuilder) -> Scanner {
        let mut builder = Scanner::builder();
        if !self.entities.is_empty() {
            builder = builder.entities(self.entities.clone());
        }
        if let Some(least) = self.min_confidence {
            builder = builder.min_confidence(least);
        }
        more(builder).build().expect("the case's options are sound")
    }

    /// What the scanner finds in the case's text.
    pub fn scan(&self, scanner: &Scanner) -> Vec<Finding> {
        let context = self.label.as_deref().map_or_else(Context::new, Context::label);
        scanner.scan_with(&self.text, &context)
    }
}

/// All cases of `tests/cases`, in the order of the files' names.
pub fn cases() -> Vec<Case> {
    cases_of("tests/cases")
}

/// The cases of operators, whose `redacted` has operators as policies write them.
pub fn redaction_cases() -> Vec<Case> {
    cases_of("tests/cases/redaction")
}

fn cases_of(folder: &str) -> Vec<Case> {
    named_tables(folder).iter().map(|(name, case)| read(name, case)).collect()
}

/// The cases of a folder as they are written.
pub fn tables(folder: &str) -> Vec<Table> {
    named_tables(folder).into_iter().map(|(_, case)| case).collect()
}

/// The same, each with the name of its file.
fn named_tables(folder: &str) -> Vec<(String, Table)> {
    let mut files: Vec<PathBuf> = fs::read_dir(path(folder))
        .expect("the folder of cases")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).expect("a readable case file");
        let table: Table = text.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
        for case in table["case"].as_array().expect("[[case]]") {
            cases.push((name.clone(), case.as_table().expect("a case is a table").clone()));
        }
    }
    cases
}

fn read(file: &str, table: &Table) -> Case {
    let text = |key: &str| table.get(key).and_then(Value::as_str).map(str::to_owned);
    let name = format!("{file}/{}", text("name").expect("a case has a name"));
    const KNOWN: [&str; 8] =
        ["name", "text", "label", "entities", "min_confidence", "findings", "redacted", "key"];
    for key in table.keys() {
        assert!(KNOWN.contains(&key.as_str()), "{name}: unknown field `{key}`");
    }
    let list = |key: &str| table.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let redacted = table.get("redacted").and_then(Value::as_table).cloned().unwrap_or_default();
    Case {
        text: text("text").unwrap_or_else(|| panic!("{name}: no text")),
        label: text("label"),
        key: text("key"),
        entities: list("entities").iter().filter_map(|name| Some(name.as_str()?.to_owned())).collect(),
        min_confidence: table.get("min_confidence").and_then(Value::as_float).map(|least| least as f32),
        findings: list("findings").iter().filter_map(|finding| finding.as_table().cloned()).collect(),
        redacted: redacted
            .into_iter()
            .filter_map(|(key, value)| Some((key, value.as_str()?.to_owned())))
            .collect(),
        name,
    }
}

/// Splitmix64: the same numbers on every machine.
pub struct Rng(pub u64);

impl Rng {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    pub fn pick<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.below(items.len())]
    }
}

/// What stands between values: line ends, prose, separators, labels without values.
const BETWEEN: [&str; 28] = [
    " ",
    "\n",
    "\r\n",
    "，",
    "。",
    ",",
    "\t",
    " - ",
    "：",
    "=",
    "\"",
    "{\"",
    "\":\"",
    "姓名：",
    "手机",
    "号码 ",
    "name: ",
    "QQ",
    "订单号",
    "a",
    "7",
    "－",
    "\u{200B}",
    "\u{A0}",
    "The quick brown fox jumps over the lazy dog. ",
    "今天天气很好，我们去公园散步吧。",
    "2024-01-15 12:30:45 INFO ",
    "1700000000 ",
];

/// About `length` bytes of the cases' texts, mixed with what stands between; line ends are rare
/// when `long_lines`.
pub fn mixed(seed: u64, length: usize, long_lines: bool) -> Vec<u8> {
    let texts: Vec<String> = cases().into_iter().map(|case| case.text).collect();
    let mut rng = Rng(seed);
    let mut text = Vec::with_capacity(length + 1024);
    while text.len() < length {
        text.extend_from_slice(rng.pick(&texts).as_bytes());
        let between = rng.pick(&BETWEEN);
        if !(long_lines && between.ends_with('\n') && rng.below(200) > 0) {
            text.extend_from_slice(between.as_bytes());
        }
        if rng.below(150) == 0 {
            text.push(rng.next() as u8);
        }
    }
    text
}
