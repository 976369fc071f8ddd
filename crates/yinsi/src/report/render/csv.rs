//! Tables for spreadsheets: by entity and file, and review sheets. No cell is a formula.

use super::super::sample::{Sampled, written};
use super::super::summary::Summary;
use super::visible;

/// Hits by file and entity, with distinct values for all files together: in those rows `file` is `*`.
pub fn csv(summary: &Summary) -> String {
    let mut out =
        row(["file", "entity", "category", "hits", "distinct_values", "distinct_records", "excluded_hits"]
            .map(String::from));
    for one in &summary.entities {
        let numbers = [one.hits, one.values, one.records, one.excluded].map(|number| number.to_string());
        let names = ["*", &one.entity, &one.category].map(String::from);
        out.push_str(&row(names.into_iter().chain(numbers)));
    }
    for file in &summary.files {
        for one in &summary.entities {
            if let Some(hits) = file.entities.get(&one.entity) {
                let cells =
                    [&file.file, &one.entity, &one.category, &hits.to_string()].map(|cell| cell.to_owned());
                out.push_str(&row(cells.into_iter().chain([const { String::new() }; 3])));
            }
        }
    }
    out
}

/// Findings to look at, with an empty last column for the answers.
pub(in super::super) fn sheet<'a>(head: &str, findings: impl Iterator<Item = &'a Sampled>) -> String {
    let mut out = format!("{head}\r\n");
    for one in findings {
        out.push_str(&row([
            written(one.id),
            one.file.clone(),
            one.row.to_string(),
            one.column.clone(),
            one.entity.clone(),
            one.rule.clone(),
            format!("{:.2}", f64::from(one.confidence) / 100.0),
            one.masked.clone(),
            String::new(),
        ]));
    }
    out
}

fn row(cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|text| cell(&text)).collect();
    format!("{}\r\n", cells.join(","))
}

/// One cell: quoted where needed, and never a formula.
fn cell(text: &str) -> String {
    let harmless = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    let text = visible(text);
    match text.contains(['"', ',', ';']) {
        true => format!("\"{harmless}{}\"", text.replace('"', "\"\"")),
        false => format!("{harmless}{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_no_formulas() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("a,\"b"), "\"a,\"\"b\"");
        assert_eq!(cell("a\u{202e}\n"), "a\\u{202e}\\u{a}");
    }
}
