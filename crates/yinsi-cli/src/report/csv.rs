//! `--format csv`: a row a finding, safe to open in a spreadsheet.

use super::{Name, Report};
use crate::escape;
use crate::window::Located;

const COLUMNS: &str = "path,line,column,start,end,entity,rule,category,confidence";

pub(super) fn head(show_values: bool) -> String {
    let value = if show_values { ",value" } else { "" };
    format!("{COLUMNS}{value}\r\n")
}

pub(super) fn row(name: &Name, found: &Located<'_>, report: &Report) -> String {
    let [start, end] = found.span(report.unit);
    let finding = &found.finding;
    let mut row = [
        escape::csv(&name.shown),
        (found.start.line + 1).to_string(),
        (found.start.column + 1).to_string(),
        start.to_string(),
        end.to_string(),
        escape::csv(finding.entity),
        escape::csv(finding.rule),
        report.category(finding.rule).to_owned(),
        format!("{:.2}", finding.confidence()),
    ]
    .join(",");
    if report.show_values {
        row.push(',');
        row.push_str(&escape::csv(&String::from_utf8_lossy(found.value)));
    }
    row.push_str("\r\n");
    row
}
