//! `yinsi rules`: list, show and check rules.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use yinsi::{Bounds, Requires, Rule, Rules, Scanner};

use crate::args::{RulesVerb, Selection, Simple};
use crate::error::{Failure, Outcome, complain, faults};
use crate::escape;
use crate::output::Output;
use crate::selection;

/// Runs the verb.
pub(crate) fn run(verb: &RulesVerb) -> Result<Outcome, Failure> {
    match verb {
        RulesVerb::List { selection, format } => list(selection, *format),
        RulesVerb::Show { id, rules } => show(id, rules),
        RulesVerb::Check { files } => check(files),
    }
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    entity: &'a str,
    name: &'a str,
    category: &'a str,
    country: Option<&'a str>,
    default: bool,
}

/// Lists the rules of the catalogue and of `--rules`; the other options choose among them.
fn list(selection: &Selection, format: Simple) -> Result<Outcome, Failure> {
    let own = selection::load(&selection.rules)?;
    let among = |wanted: &[String], name: &str| {
        wanted.is_empty()
            || wanted.iter().any(|w| w.eq_ignore_ascii_case("all") || w.eq_ignore_ascii_case(name))
    };
    let wanted = |rule: &&Rule| {
        (rule.country.is_empty() || among(&selection.countries, &rule.country))
            && among(&selection.entities, &rule.entity)
            && (selection.categories.is_empty() || selection.categories.contains(&rule.category))
    };
    let rows = yinsi::catalog::rules().iter().chain(&own).filter(wanted).map(|rule| Row {
        id: &rule.id,
        entity: &rule.entity,
        name: &rule.name,
        category: rule.category.as_str(),
        country: Some(&*rule.country).filter(|country| !country.is_empty()),
        default: rule.default,
    });
    let mut rows: Vec<Row<'_>> = rows.collect();
    rows.sort_by_key(|row| row.id);
    let text = match format {
        Simple::Json => escape::to_json(&rows) + "\n",
        Simple::Text => table(&rows),
    };
    Output::new(None).write(text.as_bytes())?;
    Ok(Outcome::Done)
}

fn table(rows: &[Row<'_>]) -> String {
    let width = |of: fn(&Row<'_>) -> usize| rows.iter().map(of).max().unwrap_or(0).max(8);
    let (id, entity) = (width(|row| row.id.len()), width(|row| row.entity.len()));
    let mut out =
        format!("{:id$}  {:entity$}  {:12}  {:7}  DEFAULT\n", "ID", "ENTITY", "CATEGORY", "COUNTRY");
    for row in rows {
        let _ = writeln!(
            out,
            "{:id$}  {:entity$}  {:12}  {:7}  {}",
            escape::visible(row.id.as_bytes()),
            escape::visible(row.entity.as_bytes()),
            row.category,
            row.country.unwrap_or("-"),
            if row.default { "yes" } else { "no" },
        );
    }
    out
}

fn show(id: &str, files: &[PathBuf]) -> Result<Outcome, Failure> {
    let own = selection::load(files)?;
    let named = |rule: &&Rule| rule.id.eq_ignore_ascii_case(id) || rule.entity.eq_ignore_ascii_case(id);
    let shown: Vec<String> = yinsi::catalog::rules().iter().chain(&own).filter(named).map(toml).collect();
    if shown.is_empty() {
        let id = escape::visible(id.as_bytes());
        return Err(Failure::Error(format!("no rule or entity `{id}`; `yinsi rules list` names them")));
    }
    Output::new(None).write(shown.join("\n").as_bytes())?;
    Ok(Outcome::Done)
}

/// A rule as it would stand in a file.
fn toml(rule: &Rule) -> String {
    let mut out = String::from("[[rule]]\n");
    let mut field = |name: &str, value: String| {
        let _ = writeln!(out, "{name} = {value}");
    };
    let strings = |list: &[yinsi::Text]| {
        format!("[{}]", list.iter().map(|text| escape::json(text)).collect::<Vec<_>>().join(", "))
    };
    field("id", escape::json(&rule.id));
    field("entity", escape::json(&rule.entity));
    field("name", escape::json(&rule.name));
    field("category", escape::json(rule.category.as_str()));
    if !rule.country.is_empty() {
        field("country", escape::json(&rule.country));
    }
    field("patterns", strings(&rule.patterns));
    field("bounds", escape::json(bounds(rule.bounds)));
    if rule.bounds.dots {
        field("dots", "true".to_owned());
    }
    if rule.requires == Requires::Label {
        field("requires", escape::json("label"));
    }
    if !rule.checks.is_empty() {
        let checks = rule.checks.iter().map(|check| {
            let penalty = match check.penalty {
                0 => String::new(),
                hundredths => format!(", penalty = {}", f64::from(hundredths) / 100.0),
            };
            format!("{{ {}{penalty} }}", check_toml(&format!("{:?}", check.check), check.check.name()))
        });
        field("checks", format!("[{}]", checks.collect::<Vec<_>>().join(", ")));
    }
    for (name, list) in [("labels", &rule.labels), ("context", &rule.context), ("against", &rule.against)] {
        if !list.is_empty() {
            field(name, strings(list));
        }
    }
    if !rule.also.is_empty() {
        let roles = rule.also.iter().map(|(entity, labels)| {
            format!("{{ entity = {}, labels = {} }}", escape::json(entity), strings(labels))
        });
        field("also", format!("[{}]", roles.collect::<Vec<_>>().join(", ")));
    }
    let part = |hundredths: u8| f64::from(hundredths) / 100.0;
    let worth = rule.confidence;
    field(
        "confidence",
        format!(
            "{{ pattern = {:?}, check = {:?}, context = {:?}, label = {:?}, against = {:?} }}",
            part(worth.pattern),
            part(worth.check),
            part(worth.context),
            part(worth.label),
            part(worth.against)
        ),
    );
    field("max_len", rule.max_len.to_string());
    field("default", rule.default.to_string());
    if rule.container {
        field("container", "true".to_owned());
    }
    if rule.priority != 0 {
        field("priority", rule.priority.to_string());
    }
    field("valid", strings(&rule.valid));
    field("invalid", strings(&rule.invalid));
    field("references", strings(&rule.references));
    out
}

fn bounds(bounds: Bounds) -> &'static str {
    match (bounds.left, bounds.right) {
        (true, true) => "token",
        (true, false) => "left",
        (false, true) => "right",
        (false, false) => "none",
    }
}

/// The `Debug` form of a check, `Luhn { prefix: Text::of("") }`, as TOML.
///
/// Its values are numbers, booleans, strings, names and lists of these.
fn check_toml(debug: &str, name: &str) -> String {
    let fields = debug.split_once('{').map_or("", |(_, fields)| fields.trim_end_matches('}').trim());
    // Every second piece between quotes is a string, which stays as it is but for its escapes.
    let pieces = fields.split('"').enumerate().map(|(number, piece)| match number % 2 {
        0 => [("Text::of(", ""), ("List::of(&[", "["), ("Some(", ""), (")", ""), (": ", " = ")]
            .iter()
            .fold(piece.to_owned(), |text, (rust, toml)| text.replace(rust, toml)),
        _ => toml_escapes(piece),
    });
    let fields: Vec<String> = split_fields(&pieces.collect::<Vec<_>>().join("\""))
        .into_iter()
        .filter(|field| !field.ends_with("= None"))
        .map(|field| match field.split_once(" = ") {
            Some((key, value)) if value.starts_with(|ch: char| ch.is_ascii_uppercase()) => {
                format!("{key} = \"{}\"", value.to_ascii_lowercase())
            }
            _ => field,
        })
        .collect();
    if fields.is_empty() {
        return format!("{name} = {{}}");
    }
    format!("{name} = {{ {} }}", fields.join(", "))
}

/// Rust's `\u{fe0f}` as TOML's `\U0000fe0f`.
fn toml_escapes(text: &str) -> String {
    let mut pieces = text.split("\\u{");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (digits, rest) = piece.split_once('}').unwrap_or((piece, ""));
        plain.push_str(&format!("\\U{digits:0>8}{rest}"));
    }
    plain
}

/// Splits at the commas that stand in no list and no string.
fn split_fields(text: &str) -> Vec<String> {
    let (mut fields, mut field) = (Vec::new(), String::new());
    let (mut depth, mut quoted) = (0, false);
    for ch in text.chars() {
        match ch {
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                fields.push(std::mem::take(&mut field));
                continue;
            }
            _ => {}
        }
        field.push(ch);
    }
    fields.push(field);
    fields.into_iter().map(|field| field.trim().to_owned()).filter(|field| !field.is_empty()).collect()
}

/// Checks each file by itself, and its ids against those of the catalogue.
fn check(files: &[PathBuf]) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Done;
    let mut out = String::new();
    for path in files {
        match check_file(path) {
            Ok(lines) => out.push_str(&lines),
            Err(lines) => {
                lines.iter().for_each(|line| complain(line));
                outcome = Outcome::Failed;
            }
        }
    }
    Output::new(None).write(out.as_bytes())?;
    Ok(outcome)
}

/// Lines for standard output, or one line a fault.
fn check_file(path: &Path) -> Result<String, Vec<String>> {
    let shown = escape::visible_path(path);
    let text = fs::read_to_string(path).map_err(|error| vec![format!("{shown}: {error}")])?;
    let rules = Rules::from_toml(&text, &shown).map_err(|error| faults(&error))?;
    let taken =
        rules.iter().filter(|rule| yinsi::catalog::rules().iter().any(|built_in| built_in.id == rule.id));
    let taken: Vec<String> =
        taken.map(|rule| format!("{shown}: rule `{}` has the id of a built-in rule", rule.id)).collect();
    if !taken.is_empty() {
        return Err(taken);
    }
    let count = rules.len();
    let scanner =
        Scanner::builder().builtin(false).rules(rules).all().build().map_err(|error| faults(&error))?;
    let mut out = format!("{shown}: {count} rule{} good\n", if count == 1 { "" } else { "s" });
    for diagnostic in scanner.diagnostics() {
        let _ = writeln!(out, "{shown}: rule `{}`: {}", diagnostic.rule, diagnostic.message);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_reads_like_a_rule_file() {
        let debug = "Weighted { weights: List::of(&[7, 9]), modulus: 11, symbols: Text::of(\"1, 0X\"), at: None, digit_sum: false }";
        assert_eq!(
            check_toml(debug, "weighted"),
            "weighted = { weights = [7, 9], modulus = 11, symbols = \"1, 0X\", digit_sum = false }"
        );
        assert_eq!(check_toml("Verhoeff", "verhoeff"), "verhoeff = {}");
        assert_eq!(
            check_toml("Iso7064 { system: Mod11_2 }", "iso7064"),
            "iso7064 = { system = \"mod11_2\" }"
        );
        let debug = "OneOf { at: 0, any: List::of(&[Text::of(\"A\"), Text::of(\"B\")]) }";
        assert_eq!(check_toml(debug, "one_of"), "one_of = { at = 0, any = [\"A\", \"B\"] }");
    }
}
