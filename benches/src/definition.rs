//! Definitions: what is measured and what must come out, from `definitions.toml`.

use std::path::PathBuf;

use serde::Deserialize;
use yinsi::{Finding, Rules, Scanner};

use crate::corpus::Corpus;
use crate::generated;

/// How much of a corpus is checked before it is measured, in bytes.
pub const CHECKED: usize = 1 << 20;

/// One benchmark.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// A question in a few words.
    pub name: String,
    /// Name of the corpus.
    pub corpus: String,
    /// `all`, `default`, a country, or `generated N`.
    pub rules: String,
    /// Instruction sets to measure one by one; none for the best alone.
    #[serde(default)]
    pub isa: Vec<String>,
    /// Why it is there.
    pub why: String,
    /// Findings in the first MiB.
    pub count: usize,
    /// Checksum of them.
    pub checksum: String,
}

#[derive(Deserialize)]
struct File {
    definition: Vec<Definition>,
}

/// Where the definitions are.
pub fn path() -> PathBuf {
    room().join("definitions.toml")
}

/// The folder of this package.
pub fn room() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All definitions.
///
/// # Errors
///
/// When the file cannot be read or does not say what a definition must.
pub fn all() -> Result<Vec<Definition>, String> {
    let path = path();
    let fault = |error: String| format!("{}: {error}", path.display());
    let text = std::fs::read_to_string(&path).map_err(|error| fault(error.to_string()))?;
    let file: File = toml::from_str(&text).map_err(|error| fault(error.to_string()))?;
    Ok(file.definition)
}

impl Definition {
    /// The instruction sets of this machine that it asks for.
    pub fn isas(&self) -> Vec<&str> {
        let here = |isa: &&str| Scanner::builder().builtin(false).isa(isa).build().is_ok();
        if self.isa.is_empty() {
            vec![best()]
        } else {
            self.isa.iter().map(String::as_str).filter(here).collect()
        }
    }

    /// Its scanner.
    ///
    /// # Errors
    ///
    /// When the rules are not known or the machine lacks the instruction set.
    pub fn scanner(&self, isa: &str) -> Result<Scanner, String> {
        scanner(&self.rules, Some(isa))
    }

    /// What is found in the part that is checked.
    ///
    /// # Errors
    ///
    /// When corpus or scanner cannot be made.
    pub fn outcome(&self, isa: &str) -> Result<(usize, String), String> {
        let text = Corpus::named(&self.corpus)?.text(CHECKED)?;
        let findings = self.scanner(isa)?.scan(&text);
        Ok((findings.len(), checksum(&findings)))
    }

    /// Fails when anything but the expected findings comes out.
    ///
    /// # Errors
    ///
    /// When it does, or when it cannot be told.
    pub fn check(&self, isa: &str) -> Result<(), String> {
        let (count, checksum) = self.outcome(isa)?;
        if (count, checksum.as_str()) == (self.count, self.checksum.as_str()) {
            return Ok(());
        }
        Err(format!(
            "`{}` on {isa}: {count} findings ({checksum}) where {} ({}) are expected; if a rule changed, \
             run `cargo xtask bench check --bless`",
            self.name, self.count, self.checksum
        ))
    }
}

/// The best instruction set of this machine.
pub fn best() -> &'static str {
    Scanner::new().isa()
}

/// The scanner that a definition's `rules` names.
///
/// # Errors
///
/// When it names nothing, or the instruction set is not there.
pub fn scanner(rules: &str, isa: Option<&str>) -> Result<Scanner, String> {
    let builder = match rules {
        "all" => Scanner::builder().all(),
        "default" => Scanner::builder(),
        country if country.len() == 2 => Scanner::builder().countries([country]),
        generated => {
            let count = generated.strip_prefix("generated ").and_then(|count| count.parse().ok());
            let count = count.ok_or_else(|| format!("no rules `{rules}`"))?;
            let rules = Rules::from_toml(&generated::rules(count), "generated");
            Scanner::builder().builtin(false).rules(rules.map_err(|error| error.to_string())?)
        }
    };
    let builder = if let Some(isa) = isa { builder.isa(isa) } else { builder };
    builder.build().map_err(|error| error.to_string())
}

/// A checksum over rules, places and confidences (FNV-1a).
fn checksum(findings: &[Finding]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |bytes: &[u8]| {
        for &byte in bytes {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for finding in findings {
        add(finding.rule.as_bytes());
        add(&finding.start.to_le_bytes());
        add(&finding.end.to_le_bytes());
        add(&[finding.confidence_percent()]);
    }
    format!("{hash:016x}")
}

/// Writes into the file what comes out now, and says what changed.
///
/// # Errors
///
/// When the file cannot be read or written, or instruction sets disagree.
pub fn bless() -> Result<(), String> {
    let definitions = all()?;
    let path = path();
    let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
    let mut out = String::with_capacity(text.len());
    let mut number = 0;
    let mut outcome = (0, String::new());
    for line in text.lines() {
        if line == "[[definition]]" {
            let definition = &definitions[number];
            outcome = definition.outcome(best())?;
            if (outcome.0, &outcome.1) != (definition.count, &definition.checksum) {
                println!("{}: {} findings, were {}", definition.name, outcome.0, definition.count);
            }
            number += 1;
        }
        match line.split_once(" = ") {
            Some(("count", _)) => out.push_str(&format!("count = {}", outcome.0)),
            Some(("checksum", _)) => out.push_str(&format!("checksum = \"{}\"", outcome.1)),
            _ => out.push_str(line),
        }
        out.push('\n');
    }
    std::fs::write(&path, out).map_err(|error| error.to_string())
}
