//! Rules from TOML text: one `[[rule]]` a rule, every fault named.

use serde::Deserialize;

use super::{Bounds, Category, Confidence, MAX_LEN_DEFAULT, Requires, Rule, RuleCheck, Rules};
use crate::compile::{Part, faults};
use crate::error::BuildError;
use crate::examples;
use crate::text::{List, Text};
use crate::validate::Check;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    rule: Vec<toml::Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: Text,
    entity: Text,
    name: Text,
    category: Category,
    #[serde(default)]
    country: Option<Text>,
    pattern: Option<Text>,
    #[serde(default)]
    patterns: Vec<Text>,
    #[serde(default)]
    bounds: RawBounds,
    #[serde(default)]
    dots: bool,
    requires: Option<RawRequires>,
    #[serde(default)]
    checks: Vec<toml::Table>,
    #[serde(default)]
    labels: List<Text>,
    #[serde(default)]
    context: List<Text>,
    #[serde(default)]
    against: List<Text>,
    #[serde(default)]
    also: Vec<RawAlso>,
    #[serde(default)]
    confidence: RawConfidence,
    max_len: Option<u32>,
    default: Option<bool>,
    #[serde(default)]
    container: bool,
    #[serde(default)]
    priority: i16,
    #[serde(default)]
    valid: List<Text>,
    #[serde(default)]
    invalid: List<Text>,
    #[serde(default)]
    references: List<Text>,
}

#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum RawBounds {
    #[default]
    Token,
    Left,
    Right,
    None,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum RawRequires {
    Label,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAlso {
    entity: Text,
    labels: List<Text>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct RawConfidence {
    pattern: Option<f32>,
    check: Option<f32>,
    context: Option<f32>,
    label: Option<f32>,
    against: Option<f32>,
}

impl Rules {
    /// Reads rules from TOML; `origin` names the text in messages.
    ///
    /// Everything is checked: fields, patterns, examples.
    ///
    /// # Errors
    ///
    /// With every fault that was found, each naming `origin` and the rule.
    ///
    /// ```
    /// let rules = yinsi::Rules::from_toml(
    ///     r#"
    ///     [[rule]]
    ///     id = "acme.badge"
    ///     entity = "ACME_BADGE"
    ///     name = "Badge number"
    ///     category = "other"
    ///     pattern = 'B-[0-9]{6}'
    ///     valid = ["badge «B-123456»"]
    ///     invalid = ["B-12345"]
    ///     references = ["house rule 7"]
    ///     "#,
    ///     "acme.toml",
    /// )?;
    /// assert_eq!(rules.len(), 1);
    /// # Ok::<(), yinsi::BuildError>(())
    /// ```
    pub fn from_toml(text: &str, origin: &str) -> Result<Self, BuildError> {
        let file: RawFile = toml::from_str(text).map_err(|error| {
            let line = error
                .span()
                .map(|span| 1 + text.bytes().take(span.start).filter(|byte| *byte == b'\n').count());
            let message = error.message().lines().collect::<Vec<_>>().join(" ");
            let message = match line {
                Some(line) => format!("line {line}: {message}"),
                None => message,
            };
            BuildError::Format { file: origin.into(), message: message.into() }
        })?;
        let mut found = Vec::new();
        let (mut rules, mut whole) = (Self::new(), Vec::new());
        for (number, table) in file.rule.into_iter().enumerate() {
            let id = match table.get("id").and_then(toml::Value::as_str) {
                Some(id) => id.to_owned(),
                None => format!("number {}", number + 1),
            };
            let fault = |message: String| BuildError::Rule {
                file: origin.into(),
                rule: id.as_str().into(),
                message: message.into(),
            };
            match parse(table) {
                Err(message) => found.push(fault(message)),
                Ok(rule) => {
                    let faults = faults(&rule);
                    let is_whole = faults.is_empty();
                    found.extend(faults.into_iter().map(fault));
                    if rules.rules.iter().any(|known| known.id == rule.id) {
                        found.push(BuildError::Duplicate { file: origin.into(), rule: id.as_str().into() });
                    } else {
                        whole.extend(is_whole.then(|| rule.clone()));
                        rules.rules.push(rule);
                    }
                }
            }
        }
        // Rules that are whole are tried even when others are not: all faults at once.
        // Only when they do not compile together is each compiled by itself.
        let failures = match examples::failures(&whole, origin) {
            Ok(failures) => failures,
            Err(_) => {
                let compiles = |rule: &Rule| match Part::compile(std::slice::from_ref(rule), origin, false) {
                    Ok(_) => true,
                    Err(BuildError::Many(several)) => {
                        found.extend(several);
                        false
                    }
                    Err(one) => {
                        found.push(one);
                        false
                    }
                };
                whole.retain(compiles);
                examples::failures(&whole, origin)?
            }
        };
        found.extend(failures);
        match found.len() {
            0 => Ok(rules),
            1 => Err(found.remove(0)),
            _ => Err(BuildError::Many(found)),
        }
    }
}

/// One rule, or what is wrong with its fields.
fn parse(table: toml::Table) -> Result<Rule, String> {
    let one_line = |error: toml::de::Error| error.message().lines().collect::<Vec<_>>().join(" ");
    let raw = RawRule::deserialize(table).map_err(one_line)?;
    let mut patterns: Vec<Text> = raw.pattern.into_iter().collect();
    patterns.extend(raw.patterns);
    let mut checks = Vec::new();
    for (number, mut table) in raw.checks.into_iter().enumerate() {
        let number = number + 1;
        let penalty = match table.remove("penalty") {
            None => 0,
            Some(value) => {
                let number_of = value.as_float().or(value.as_integer().map(|whole| whole as f64));
                hundredths("penalty", Some(number_of.ok_or("penalty is a number")? as f32), 0)?
            }
        };
        let check =
            Check::deserialize(table).map_err(|error| format!("check {number}: {}", one_line(error)))?;
        checks.push(RuleCheck { check, penalty });
    }
    let fallback = Confidence::default();
    let given = raw.confidence;
    let pattern = hundredths("pattern", given.pattern, fallback.pattern)?;
    let check = hundredths("check", given.check, pattern)?;
    let context = hundredths("context", given.context, check.max(fallback.context))?;
    let confidence = Confidence {
        pattern,
        check,
        context,
        label: hundredths("label", given.label, context)?,
        against: hundredths("against", given.against, fallback.against)?,
    };
    Ok(Rule {
        id: raw.id,
        entity: raw.entity,
        name: raw.name,
        category: raw.category,
        country: raw.country.unwrap_or(Text::of("")),
        patterns: patterns.into(),
        bounds: Bounds {
            left: matches!(raw.bounds, RawBounds::Token | RawBounds::Left),
            right: matches!(raw.bounds, RawBounds::Token | RawBounds::Right),
            dots: raw.dots,
        },
        requires: raw.requires.map_or(Requires::Nothing, |RawRequires::Label| Requires::Label),
        checks: checks.into(),
        labels: raw.labels,
        context: raw.context,
        against: raw.against,
        also: raw.also.into_iter().map(|also| (also.entity, also.labels)).collect(),
        confidence,
        max_len: raw.max_len.unwrap_or(MAX_LEN_DEFAULT),
        default: raw.default.unwrap_or(true),
        container: raw.container,
        priority: raw.priority,
        valid: raw.valid,
        invalid: raw.invalid,
        references: raw.references,
    })
}

fn hundredths(name: &str, part: Option<f32>, fallback: u8) -> Result<u8, String> {
    match part {
        None => Ok(fallback),
        Some(part) if (0.0..=1.0).contains(&part) => Ok((part * 100.0).round() as u8),
        Some(_) => Err(format!("{name} is 0.0 to 1.0")),
    }
}
