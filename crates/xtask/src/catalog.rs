//! `cargo xtask catalog`: rules as TOML to what the library is built from.
//!
//! The library it uses has no built-in catalogue, so that a stale or broken
//! table never stops its own regeneration.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use yinsi::Rules;

use crate::shell::Run;
use crate::tables;

const TABLES: &str = "crates/yinsi/src/validate/tables.rs";
const CATALOG: &str = "crates/yinsi/catalog";

/// Writes all generated files, or with `check` fails when one is not fresh.
pub(crate) fn run(root: &Path, check: bool) -> Result<(), String> {
    let mut stale = Vec::new();
    if refresh_tables(root, check)? {
        stale.push(TABLES);
    }
    let rules = read_rules(root)?;
    let [plan, packed] = yinsi::build::plan_bytes(&rules).map_err(|error| error.to_string())?;
    let generated = [
        ("crates/yinsi/src/catalog/table.rs", rustfmt(root, &table(&rules))?),
        ("crates/yinsi/catalog/plan.bin", plan),
        ("crates/yinsi/catalog/plan.packed.bin", packed),
        ("crates/yinsi/catalog/RULES.md", rule_page(&rules).into_bytes()),
    ];
    for (name, content) in generated {
        let path = root.join(name);
        if fs::read(&path).ok().as_deref() == Some(&content) {
            continue;
        }
        stale.push(name);
        if !check {
            fs::write(&path, content).map_err(|error| format!("{name}: {error}"))?;
        }
    }
    match (check, stale.as_slice()) {
        (true, [_, ..]) => Err(format!("not fresh: {}; run `cargo xtask catalog`", stale.join(", "))),
        (_, []) => {
            println!("catalog: {} rules, all files fresh", rules.len());
            Ok(())
        }
        (false, _) => {
            println!("catalog: {} rules, written: {}", rules.len(), stale.join(", "));
            Ok(())
        }
    }
}

/// Writes the catalogue of some countries (and what belongs to none) into `folder`, for a build of the library
/// with `--cfg yinsi_catalog` and that folder in `YINSI_CATALOG`.
///
/// # Errors
///
/// When there is no rule of a country, or a file cannot be written.
pub(crate) fn slim(root: &Path, countries: &str, folder: &Path) -> Result<(), String> {
    let countries: Vec<String> = countries.split(',').map(str::to_ascii_uppercase).collect();
    let mut rules = Rules::new();
    let mut missing: Vec<&str> = countries.iter().map(String::as_str).collect();
    for rule in &read_rules(root)? {
        missing.retain(|country| *country != rule.country.as_str());
        if rule.country.is_empty() || countries.iter().any(|country| *country == rule.country.as_str()) {
            rules.push(rule.clone()).map_err(|error| error.to_string())?;
        }
    }
    if !missing.is_empty() {
        return Err(format!("no rule of {}", missing.join(", ")));
    }
    let plans = yinsi::build::plan_bytes(&rules).map_err(|error| error.to_string())?;
    let fault = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(folder).map_err(fault)?;
    fs::write(folder.join("table.rs"), table(&rules)).map_err(fault)?;
    for (name, plan) in ["plan.bin", "plan.packed.bin"].into_iter().zip(plans) {
        fs::write(folder.join(name), plan).map_err(fault)?;
    }
    println!("catalog: {} rules of {} and of no country", rules.len(), countries.join(", "));
    Ok(())
}

/// Prints how the built-in rules were put into automata.
pub(crate) fn families(root: &Path) -> Result<(), String> {
    let rules = read_rules(root)?;
    println!("{}", yinsi::build::summary(&rules).map_err(|error| error.to_string())?);
    Ok(())
}

/// Regenerates the look-up tables of the checks; returns whether they were stale.
fn refresh_tables(root: &Path, check: bool) -> Result<bool, String> {
    let fault = |error: std::io::Error| format!("{TABLES}: {error}");
    let stale = fs::read_to_string(root.join(TABLES)).ok() != Some(tables::render(root).map_err(fault)?);
    if stale && !check {
        tables::generate(root).map_err(fault)?;
        return Err(format!("{TABLES} was stale and is written: run again, to check the rules with it"));
    }
    Ok(stale)
}

/// All rule files in the order of their names, every fault in them reported at once.
fn read_rules(root: &Path) -> Result<Rules, String> {
    let folder = root.join(CATALOG);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .map_err(|error| format!("{CATALOG}: {error}"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        // What reports read is no rules.
        .filter(|path| !["statutes.toml", "values.toml"].iter().any(|name| path.ends_with(name)))
        .collect();
    files.sort();
    let mut rules = Rules::new();
    let mut faults = Vec::new();
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
        match Rules::from_toml(&text, &name) {
            Ok(file) => faults.extend(file.iter().filter_map(|rule| rules.push(rule.clone()).err())),
            Err(error) => faults.push(error),
        }
    }
    if faults.is_empty() {
        return Ok(rules);
    }
    Err(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

/// What [`constant_lists`] writes for lists that a program without the compiler of rules
/// can do without; they are most of the table.
const LIST_MACROS: &str = r#"
/// A list that only the compiler and people read.
#[cfg(feature = "compile")]
macro_rules! whole {
    ($($item:expr),* $(,)?) => { List::of(const { &[$($item),*] }) };
}

/// Without the compiler: nothing.
#[cfg(not(feature = "compile"))]
macro_rules! whole {
    ($($item:expr),* $(,)?) => { List::of(&[]) };
}

/// Words, which the compiled part holds as well.
#[cfg(feature = "compile")]
macro_rules! words {
    ($($item:expr),* $(,)?) => { whole![$($item),*] };
}

/// Without the compiler: the first, which says that there are any.
#[cfg(not(feature = "compile"))]
macro_rules! words {
    ($first:expr $(, $item:expr)* $(,)?) => { List::of(const { &[$first] }) };
}

"#;

/// The Rust source of the built-in rules.
fn table(rules: &Rules) -> String {
    let mut source = String::from(
        "// The built-in rules. Generated by `cargo xtask catalog` from `catalog/*.toml`: do not edit.\n\n\
         use crate::rule::Category::*;\n\
         use crate::rule::Requires::*;\n\
         use crate::rule::{Bounds, Confidence, Rule, RuleCheck};\n\
         use crate::text::{List, Text};\n\
         use crate::validate::Check::*;\n\
         use crate::validate::DateFormat::*;\n\
         use crate::validate::Iso7064::*;\n\n",
    );
    source.push_str(LIST_MACROS);
    source.push_str("pub(crate) static RULES: &[Rule] = &[\n");
    for rule in rules {
        let _ = writeln!(source, "{},", constant_lists(&braced_checks(&format!("{rule:?}"))));
    }
    source.push_str("];\n");
    source
}

/// Gives a check without parameters the braces that `Debug` leaves out.
fn braced_checks(debug: &str) -> String {
    const BEFORE: &str = "RuleCheck { check: ";
    let mut pieces = debug.split(BEFORE);
    let mut source = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let name = piece.chars().take_while(char::is_ascii_alphanumeric).count();
        let (name, rest) = piece.split_at(name);
        let braces = if rest.starts_with(',') { " {}" } else { "" };
        source.extend([BEFORE, name, braces, rest]);
    }
    source
}

/// Turns every `List::of(&[…])` that holds something into `List::of(const { &[…] })`:
/// a slice of values that own memory is static only inside a constant. Fields of
/// [`LIST_MACROS`] become calls of those.
fn constant_lists(debug: &str) -> String {
    const OPENING: &str = "List::of(&[";
    const MACROS: [(&str, &[&str]); 2] = [
        ("whole![", &["patterns", "valid", "invalid", "references"]),
        ("words![", &["labels", "context", "against"]),
    ];
    let mut source = String::with_capacity(debug.len() + 256);
    let mut closings = Vec::new();
    let mut in_string = false;
    let mut symbols = debug.char_indices();
    while let Some((_, symbol)) = symbols.next() {
        source.push(symbol);
        match symbol {
            '\\' if in_string => source.extend(symbols.next().map(|(_, escaped)| escaped)),
            '"' => in_string = !in_string,
            _ if in_string => {}
            '[' => {
                let before = source.strip_suffix(OPENING).filter(|_| !symbols.as_str().starts_with(']'));
                let closing = before.map(|before| {
                    let field = before.strip_suffix(": ").and_then(|before| before.rsplit([' ', '{']).next());
                    let named =
                        |(_, fields): &&(&str, &[&str])| fields.iter().any(|name| Some(*name) == field);
                    let call = MACROS.iter().find(named).map(|(call, _)| *call);
                    (before.len(), call.unwrap_or("List::of(const { &["), call.is_some())
                });
                if let Some((len, opening, _)) = closing {
                    source.truncate(len);
                    source.push_str(opening);
                }
                closings.push(closing.map(|(_, _, is_macro)| is_macro));
            }
            ']' => match closings.pop().flatten() {
                Some(false) => source.push_str(" }"),
                // The parenthesis of `List::of(` has no opening any more.
                Some(true) => drop(symbols.next()),
                None => {}
            },
            _ => {}
        }
    }
    source
}

/// The page that lists every rule for people.
fn rule_page(rules: &Rules) -> String {
    let mut page = String::from(
        "# The rules\n\n\
         Generated by `cargo xtask catalog`: do not edit. *Off* means that a rule runs only when its entity is named\n\
         (`--entities`, `ScannerBuilder::entities`).\n\n\
         | id | entity | what | category | country | default | by |\n|---|---|---|---|---|---|---|\n",
    );
    for rule in rules {
        let references: Vec<String> = rule.references.iter().map(|reference| cell(reference)).collect();
        let _ = writeln!(
            page,
            "| `{}` | `{}` | {} | {} | {} | {} | {} |",
            rule.id,
            rule.entity,
            cell(&rule.name),
            rule.category,
            if rule.country.is_empty() { "–" } else { rule.country.as_str() },
            if rule.default { "on" } else { "off" },
            references.join("; "),
        );
    }
    page
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// Formats Rust source as `cargo fmt` would.
fn rustfmt(root: &Path, source: &str) -> Result<Vec<u8>, String> {
    let folder = root.join("target/xtask");
    let path = folder.join("generated.rs");
    let fault = |error: std::io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(&folder).map_err(fault)?;
    fs::write(&path, source).map_err(fault)?;
    let config = root.join("rustfmt.toml");
    Run::new(root, "rustfmt")
        .args(["--edition", "2024", "--config-path", &config.to_string_lossy(), &path.to_string_lossy()])
        .output()?;
    fs::read(&path).map_err(fault)
}

#[cfg(test)]
mod tests {
    use super::{braced_checks, constant_lists};

    #[test]
    fn checks_without_parameters_get_braces() {
        let debug = "[RuleCheck { check: Uscc, penalty: 0 }, RuleCheck { check: Icao { from: 0, to: 9 }, penalty: 0 }]";
        let source = "[RuleCheck { check: Uscc {}, penalty: 0 }, RuleCheck { check: Icao { from: 0, to: 9 }, penalty: 0 }]";
        assert_eq!(braced_checks(debug), source);
    }

    #[test]
    fn lists_become_constants_and_strings_stay() {
        let debug = r#"Rule { a: List::of(&[]), b: List::of(&[Text::of("[\"List::of(&[x")]), c: [1] }"#;
        let source =
            r#"Rule { a: List::of(&[]), b: List::of(const { &[Text::of("[\"List::of(&[x")] }), c: [1] }"#;
        assert_eq!(constant_lists(debug), source);
        let nested = r#"List::of(&[(Text::of("E"), List::of(&[Text::of("驾驶证号")]))])"#;
        let source = r#"List::of(const { &[(Text::of("E"), List::of(const { &[Text::of("驾驶证号")] }))] })"#;
        assert_eq!(constant_lists(nested), source);
        let fields = r#"Rule { labels: List::of(&[Text::of("a]"), Text::of("b")]), valid: List::of(&[Text::of("c")]), also: List::of(&[]) }"#;
        let source = r#"Rule { labels: words![Text::of("a]"), Text::of("b")], valid: whole![Text::of("c")], also: List::of(&[]) }"#;
        assert_eq!(constant_lists(fields), source);
    }
}
