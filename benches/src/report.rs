//! Results as files: JSON for programs, Markdown for people.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::definition::room;
use crate::machine::Setting;

/// What a verb measured and with what.
#[derive(Debug, Serialize, Deserialize)]
pub struct Results<T> {
    /// Machine, versions, commit.
    pub setting: Setting,
    /// What could not be measured, and why.
    pub missing: Vec<String>,
    /// The figures.
    pub figures: Vec<T>,
}

impl<T: Serialize> Results<T> {
    /// Results of here and now.
    pub fn new(figures: Vec<T>, missing: Vec<String>) -> Self {
        Self { setting: Setting::now(), missing, figures }
    }

    /// Prints the tables and writes `results/NAME.json` and `results/NAME.md`.
    ///
    /// # Errors
    ///
    /// When a file cannot be written.
    pub fn publish(&self, name: &str, title: &str, tables: &str) -> Result<(), String> {
        let missing: String = self.missing.iter().map(|line| format!("- missing: {line}\n")).collect();
        let page = format!("# {title}\n\n{}{missing}\n{tables}", self.setting.markdown());
        println!("{page}");
        let json = serde_json::to_string_pretty(self).map_err(|error| error.to_string())?;
        write(&format!("{name}.json"), &(json + "\n"))?;
        write(&format!("{name}.md"), &page)
    }
}

/// Where results are kept.
pub fn folder() -> PathBuf {
    room().join("results")
}

/// Writes a file among the results.
///
/// # Errors
///
/// When it cannot be written.
pub fn write(name: &str, content: &str) -> Result<(), String> {
    let path = folder().join(name);
    let done = std::fs::create_dir_all(folder()).and_then(|()| std::fs::write(&path, content));
    done.map_err(|error| format!("{}: {error}", path.display()))?;
    eprintln!("wrote benches/results/{name}");
    Ok(())
}

/// Reads a file among the results.
///
/// # Errors
///
/// When it is not there.
pub fn read(name: &str) -> Result<String, String> {
    std::fs::read_to_string(folder().join(name)).map_err(|error| format!("benches/results/{name}: {error}"))
}

/// A Markdown table: heads, then rows; all columns but the first to the right.
pub fn table(heads: &[String], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| &row[column]).chain([&heads[column]]);
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let line = |cells: &[String]| {
        let cells = cells.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| {
            if column == 0 { format!(" {cell:<width$} |") } else { format!(" {cell:>width$} |") }
        });
        format!("|{}\n", cells.collect::<String>())
    };
    let rule = widths.iter().enumerate().map(|(column, &width)| {
        let dashes = "-".repeat(width + 1);
        if column == 0 { format!("-{dashes}|") } else { format!("{dashes}:|") }
    });
    let body: String = rows.iter().map(|row| line(row)).collect();
    format!("{}|{}\n{body}", line(heads), rule.collect::<String>())
}

/// A number with as many decimals as are worth printing.
pub fn number(value: f64) -> String {
    match value {
        _ if value >= 100.0 => format!("{value:.0}"),
        _ if value >= 10.0 => format!("{value:.1}"),
        _ if value >= 1.0 => format!("{value:.2}"),
        _ if value >= 0.1 => format!("{value:.3}"),
        _ => format!("{value:.5}"),
    }
}
