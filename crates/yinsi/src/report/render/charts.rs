//! Charts as plain SVG: numbers in, a drawing out. Colours are variables of the page's style.

use std::fmt::Write as _;

use super::super::sample::Share;
use super::super::verdict::{Line, Threshold};
use super::Lang;
use super::html::escape;
use super::{grouped, multiple, percent};

/// A row of a bar chart.
pub(super) struct Bar<'a> {
    pub(super) label: &'a str,
    pub(super) hint: &'a str,
    /// What the bar's length shows.
    pub(super) all: u64,
    /// The part of it that is filled.
    pub(super) part: u64,
}

/// Horizontal bars, a part of each filled.
pub(super) fn bars(rows: &[Bar<'_>]) -> String {
    const ROW: usize = 36;
    const LEFT: f64 = 262.0;
    const ROOM: f64 = 560.0;
    let most = rows.iter().map(|row| row.all).max().unwrap_or(1).max(1) as f64;
    let mut out = open(1040, rows.len() * ROW + 4);
    for (at, row) in rows.iter().enumerate() {
        let y = at * ROW;
        let wide = |value: u64| (value as f64 / most * ROOM).max(if value > 0 { 2.0 } else { 0.0 });
        let _ = write!(
            out,
            r#"<text x="{x}" y="{label_y}" class="end">{}</text><text x="{x}" y="{hint_y}" class="end tiny">{}</text>"#,
            escape(&shorten(row.label, 36)),
            escape(row.hint),
            x = LEFT - 12.0,
            label_y = y + 15,
            hint_y = y + 29,
        );
        rect(&mut out, LEFT, y as f64 + 6.0, wide(row.all), 20.0, "var(--accent-soft)", 4.0);
        rect(&mut out, LEFT, y as f64 + 6.0, wide(row.part.min(row.all)), 20.0, "var(--accent)", 4.0);
        let _ = write!(
            out,
            r#"<text x="{:.1}" y="{}"><tspan class="strong">{}</tspan><tspan class="soft" dx="8">{}</tspan></text>"#,
            LEFT + wide(row.all) + 10.0,
            y + 21,
            grouped(row.part),
            if row.part == row.all { String::new() } else { format!("/ {}", grouped(row.all)) },
        );
    }
    out + "</svg>"
}

/// One bar divided into shares; returns the colours in order for a legend.
pub(super) fn shares(values: &[u64]) -> (String, Vec<String>) {
    let sum: u64 = values.iter().sum::<u64>().max(1);
    let mut out = open(1040, 34);
    let mut x = 0.0;
    let mut colours = Vec::new();
    for (at, &value) in values.iter().enumerate() {
        let colour = format!("var(--c{})", at.min(7));
        let wide = value as f64 / sum as f64 * 1040.0;
        rect(&mut out, x, 0.0, (wide - 2.0).max(0.8), 30.0, &colour, 4.0);
        if wide > 70.0 {
            let share = percent(value as f64 / sum as f64);
            let _ = write!(
                out,
                r#"<text x="{:.1}" y="20" class="mid" style="fill:var(--card);font-weight:600">{share}</text>"#,
                x + wide / 2.0
            );
        }
        x += wide;
        colours.push(colour);
    }
    (out + "</svg>", colours)
}

/// How far a number is on the way to two lines, on a logarithmic scale.
struct Gauge<'a> {
    label: String,
    hint: String,
    value: u64,
    marks: [(u64, &'a str); 2],
    note: String,
}

fn gauges(rows: &[Gauge<'_>]) -> String {
    const ROW: f64 = 78.0;
    const LEFT: f64 = 236.0;
    const ROOM: f64 = 590.0;
    let mut out = open(1040, (rows.len() as f64 * ROW) as usize);
    for (at, row) in rows.iter().enumerate() {
        let y = at as f64 * ROW + 24.0;
        let top = row.marks.iter().map(|mark| mark.0).max().unwrap_or(1).max(row.value).max(10) as f64 * 2.5;
        let place = |value: u64| LEFT + ROOM * ((value.max(1) as f64).ln() / top.ln());
        let [first, second] = row.marks.map(|(value, _)| place(value));
        rect(&mut out, LEFT, y, first - LEFT, 18.0, "var(--good-soft)", 0.0);
        rect(&mut out, first, y, second - first, 18.0, "var(--warn-soft)", 0.0);
        rect(&mut out, second, y, LEFT + ROOM - second, 18.0, "var(--bad-soft)", 0.0);
        let [low, high] = row.marks.map(|(value, _)| value);
        let colour = match row.value {
            value if value >= high => "var(--bad)",
            value if value >= low => "var(--warn)",
            _ => "var(--good)",
        };
        if row.value > 0 {
            rect(&mut out, LEFT, y + 4.0, (place(row.value) - LEFT).max(3.0), 10.0, colour, 5.0);
        }
        for (value, name) in row.marks {
            let x = place(value);
            let _ = write!(
                out,
                r#"<path d="M{x:.1} {:.1}v28" stroke="var(--soft)" stroke-width="1.5"/><text x="{x:.1}" y="{:.1}" class="mid tiny">{} {}</text>"#,
                y - 5.0,
                y + 37.0,
                grouped(value),
                escape(name),
            );
        }
        let _ = write!(
            out,
            r#"<text x="{x}" y="{:.1}" class="end">{}</text><text x="{x}" y="{:.1}" class="end tiny">{}</text><text x="{}" y="{:.1}"><tspan class="strong">{}</tspan></text><text x="{}" y="{:.1}" class="soft">{}</text>"#,
            y + 8.0,
            escape(&row.label),
            y + 24.0,
            escape(&row.hint),
            LEFT + ROOM + 14.0,
            y + 8.0,
            grouped(row.value),
            LEFT + ROOM + 14.0,
            y + 25.0,
            escape(&row.note),
            x = LEFT - 14.0,
        );
    }
    out + "</svg>"
}

/// Units against the lines of a statute.
pub(super) fn lines(lines: &[Line], lang: Lang) -> String {
    let row = |line: &Line| {
        let names: Vec<String> = line.classes.iter().map(|class| lang.word(&class.name).to_owned()).collect();
        let hint = match names.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [one, rest @ ..] => format!("{one} +{}", rest.len()),
        };
        let times = match lang {
            _ if line.units == 0 => String::new(),
            Lang::En => format!("{} × {}", multiple(line.times_aggravated), grouped(line.aggravated_line)),
            Lang::Zh => format!("{}条的{}倍", grouped(line.aggravated_line), multiple(line.times_aggravated)),
        };
        Gauge {
            label: capital(lang.word(&line.name)),
            hint: shorten(&hint, 36),
            value: line.units,
            marks: [
                (line.line, lang.of("serious", "情节严重")),
                (line.aggravated_line, lang.of("particularly", "特别严重")),
            ],
            note: times,
        }
    };
    gauges(&lines.iter().map(row).collect::<Vec<_>>())
}

/// People against a threshold: one mark, drawn as a track with the share reached.
pub(super) fn thresholds(all: &[(&str, &Threshold)], lang: Lang) -> String {
    const ROW: usize = 46;
    let mut out = open(1040, all.len() * ROW);
    for (at, (_, threshold)) in all.iter().enumerate() {
        let y = (at * ROW) as f64;
        let share = (threshold.people as f64 / threshold.least as f64).min(1.0);
        let colour = if threshold.reached { "var(--bad)" } else { "var(--accent)" };
        rect(&mut out, 400.0, y + 8.0, 400.0, 12.0, "var(--line)", 6.0);
        let wide = (share * 400.0).max(if threshold.people > 0 { 6.0 } else { 0.0 });
        rect(&mut out, 400.0, y + 8.0, wide, 12.0, colour, 6.0);
        let note = match lang {
            _ if threshold.least == 1 => format!("{} {}", grouped(threshold.people), lang.of("people", "人")),
            Lang::En => format!("{} of {} people", grouped(threshold.people), grouped(threshold.least)),
            Lang::Zh => format!("{} / {} 人", grouped(threshold.people), grouped(threshold.least)),
        };
        let _ = write!(
            out,
            r#"<text x="386" y="{:.0}" class="end">{}</text><text x="386" y="{:.0}" class="end tiny">{}</text><text x="816" y="{:.0}" class="{}">{note}</text>"#,
            y + 15.0,
            escape(&shorten(lang.word(&threshold.name), 52)),
            y + 30.0,
            escape(&threshold.article),
            y + 19.0,
            if threshold.reached { "strong" } else { "soft" },
        );
    }
    out + "</svg>"
}

/// A heat map: hits of each file (row) and entity (column), each cell the darker the more.
pub(super) fn heat(rows: &[(String, Vec<u64>)], columns: &[String]) -> String {
    const LEFT: f64 = 300.0;
    let longest = columns.iter().map(|name| wide(&shorten(name, 24))).max().unwrap_or(0);
    // Names stand at a slant above the cells.
    let head = 30.0 + longest as f64 * 6.2 * 0.62;
    const ROW: f64 = 28.0;
    let cell = ((1040.0 - LEFT - 60.0) / columns.len().max(1) as f64).min(108.0);
    let most = rows.iter().flat_map(|row| &row.1).copied().max().unwrap_or(1).max(2) as f64;
    let mut out = open(1040, (head + rows.len() as f64 * ROW) as usize + 6);
    for (at, name) in columns.iter().enumerate() {
        let (x, y) = (LEFT + (at as f64 + 0.5) * cell, head - 10.0);
        let _ = write!(
            out,
            r#"<text transform="translate({x:.1} {y:.1}) rotate(-38)" class="tiny">{}</text>"#,
            escape(&shorten(name, 24))
        );
    }
    for (at, (name, hits)) in rows.iter().enumerate() {
        let y = head + at as f64 * ROW;
        let _ = write!(
            out,
            r#"<text x="{}" y="{:.1}" class="end" style="font-size:12px">{}</text>"#,
            LEFT - 10.0,
            y + 18.0,
            escape(&shorten_front(name, 44))
        );
        for (column, &value) in hits.iter().enumerate() {
            let x = LEFT + column as f64 * cell;
            rect(&mut out, x + 1.0, y + 1.0, cell - 2.0, ROW - 2.0, "var(--line)", 3.0);
            if value == 0 {
                continue;
            }
            // Between a linear and a logarithmic scale: small numbers are seen, large ones differ.
            let deep = 0.12 + 0.88 * (value as f64 / most).powf(0.4);
            let _ = write!(
                out,
                r#"<rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" rx="3" fill="var(--accent)" fill-opacity="{deep:.2}"><title>{}</title></rect>"#,
                x + 1.0,
                y + 1.0,
                cell - 2.0,
                ROW - 2.0,
                grouped(value)
            );
            let colour = if deep > 0.55 { "var(--card)" } else { "var(--ink)" };
            let _ = write!(
                out,
                r#"<text x="{:.1}" y="{:.1}" class="mid" style="font-size:11px;fill:{colour}">{}</text>"#,
                x + cell / 2.0,
                y + 18.0,
                brief(value)
            );
        }
    }
    out + "</svg>"
}

/// Upright columns with a number above and a label below each.
pub(super) fn columns(values: &[(String, u64)], colour: &str) -> String {
    const HIGH: f64 = 150.0;
    let most = values.iter().map(|(_, value)| *value).max().unwrap_or(1).max(1) as f64;
    let wide = 520.0 / values.len().max(1) as f64;
    let mut out = open(520, HIGH as usize + 52);
    for (at, (label, value)) in values.iter().enumerate() {
        let x = at as f64 * wide;
        let high = (*value as f64 / most * HIGH).max(if *value > 0 { 2.0 } else { 0.0 });
        rect(&mut out, x + wide * 0.14, HIGH - high + 22.0, wide * 0.72, high, colour, 4.0);
        let middle = x + wide / 2.0;
        let _ = write!(
            out,
            r#"<text x="{middle:.1}" y="{:.1}" class="mid tiny">{}</text><text x="{middle:.1}" y="{:.1}" class="mid soft">{}</text>"#,
            HIGH - high + 16.0,
            if *value > 0 { brief(*value) } else { String::new() },
            HIGH + 42.0,
            escape(label),
        );
    }
    let _ = write!(out, r#"<path d="M0 {y}H520" stroke="var(--line)"/>"#, y = HIGH + 23.0);
    out + "</svg>"
}

/// A share on a scale from nothing to all, with its interval.
pub(super) fn interval(share: &Share) -> String {
    let x = |share: f64| 20.0 + share * 1000.0;
    let mut out = open(1040, 64);
    rect(&mut out, 20.0, 20.0, 1000.0, 10.0, "var(--line)", 5.0);
    rect(&mut out, x(share.low), 17.0, x(share.high) - x(share.low), 16.0, "var(--accent-soft)", 5.0);
    let _ = write!(out, r#"<circle cx="{:.1}" cy="25" r="8" fill="var(--accent)"/>"#, x(share.share));
    for (at, class) in [(share.low, "end"), (share.high, "")] {
        let shift = if class.is_empty() { 4.0 } else { -4.0 };
        let _ = write!(
            out,
            r#"<text x="{:.1}" y="54" class="soft {class}">{}</text>"#,
            (x(at) + shift).clamp(60.0, 980.0),
            percent(at)
        );
    }
    out + "</svg>"
}

fn open(wide: usize, high: usize) -> String {
    format!(r#"<svg viewBox="0 0 {wide} {high}" role="img" xmlns="http://www.w3.org/2000/svg">"#)
}

fn rect(out: &mut String, x: f64, y: f64, wide: f64, high: f64, fill: &str, round: f64) {
    if wide > 0.0 && high > 0.0 {
        let _ = write!(
            out,
            r#"<rect x="{x:.1}" y="{y:.1}" width="{wide:.1}" height="{high:.1}" rx="{round}" fill="{fill}"/>"#
        );
    }
}

/// A number in few characters: `950`, `12.3k`, `4.5M`.
fn brief(value: u64) -> String {
    let scaled = |by: f64, unit: &str| {
        let value = value as f64 / by;
        if value < 99.95 { format!("{value:.1}{unit}") } else { format!("{value:.0}{unit}") }
    };
    match value {
        0..=9_999 => grouped(value),
        10_000..=999_999 => scaled(1e3, "k"),
        1_000_000..=999_999_999 => scaled(1e6, "M"),
        _ => scaled(1e9, "G"),
    }
}

fn columns_of(ch: char) -> usize {
    if ch > '\u{1100}' { 2 } else { 1 }
}

/// Columns that a text takes.
pub(super) fn wide(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// At most so many columns of a text, wide characters taking two.
fn shorten(text: &str, columns: usize) -> String {
    if wide(text) <= columns {
        return text.to_owned();
    }
    let mut used = 1;
    let fitting = text.chars().take_while(|&ch| {
        used += columns_of(ch);
        used <= columns
    });
    fitting.collect::<String>() + "…"
}

/// The same, keeping the end: of a path it tells more.
fn shorten_front(text: &str, columns: usize) -> String {
    let back: String = text.chars().rev().collect();
    shorten(&back, columns).chars().rev().collect()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_fit_their_cells() {
        let brief: Vec<String> = [950, 9999, 12_345, 999_949, 4_500_000].map(brief).into();
        assert_eq!(brief, ["950", "9,999", "12.3k", "1000k", "4.5M"]);
        assert_eq!(shorten("customers.csv", 8), "custome…");
        assert_eq!(shorten_front("a/b/customers.csv", 8), "ers.csv".replacen("ers", "…ers", 1));
        assert_eq!(shorten("客户资料", 5), "客户…");
    }
}
