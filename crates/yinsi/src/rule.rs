//! What to look for: [`Rule`], [`RuleBuilder`] and [`Rules`].
//!
//! A rule is data. How it is matched belongs to `compile/` and `scan/`, what is
//! written in its place to `redact/`.

mod builder;
#[cfg(feature = "toml")]
mod parse;

use std::fmt;

pub use builder::RuleBuilder;

use crate::error::BuildError;
use crate::text::{List, Text};
use crate::validate::Check;

/// Longest `max_len` a rule may ask for, in bytes.
pub const MAX_LEN_LIMIT: u32 = 64 * 1024;

/// `max_len` of a rule that does not say, in bytes.
pub const MAX_LEN_DEFAULT: u32 = 256;

/// One way to recognise one kind of personal information.
///
/// Without the feature `compile` the built-in rules do not carry what only the compiler
/// needs: no patterns, examples and references, and of the words only the first.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Rule {
    /// Stable for ever: `place.number`, lower case.
    pub id: Text,
    /// What a finding is called; several rules may share one.
    pub entity: Text,
    /// For people, in English.
    pub name: Text,
    /// The kind of information.
    pub category: Category,
    /// ISO 3166-1 alpha-2 code in upper case; empty for everywhere.
    pub country: Text,
    /// Alternatives, in regex-syntax's syntax without look-around.
    pub patterns: List<Text>,
    /// What must not touch the ends of a match.
    pub bounds: Bounds,
    /// Whether a match counts without a label right before it.
    pub requires: Requires,
    /// Tests that a match must pass, in order.
    pub checks: List<RuleCheck>,
    /// Words that name the value when they stand right before it.
    pub labels: List<Text>,
    /// Words that make the value likelier when they stand near it.
    pub context: List<Text>,
    /// Words that make the value less likely when they stand near it.
    pub against: List<Text>,
    /// Labels that give a role: entity and its labels.
    pub also: List<(Text, List<Text>)>,
    /// What the evidence is worth.
    pub confidence: Confidence,
    /// Longest match, in bytes.
    pub max_len: u32,
    /// Whether the rule runs when nobody names its entity.
    pub default: bool,
    /// Whether what lies strictly inside a finding is reported as well.
    pub container: bool,
    /// Breaks ties between matches of equal confidence, length and start.
    pub priority: i16,
    /// Texts in which the rule matches the whole text, or the part between `«` and `»`.
    pub valid: List<Text>,
    /// Texts in which the rule finds nothing at the default threshold.
    pub invalid: List<Text>,
    /// The standards or laws behind the rule.
    pub references: List<Text>,
}

/// A test of a match and what failing it costs.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RuleCheck {
    /// The test.
    pub check: Check,
    /// What a failure takes from the confidence, in hundredths; 0 rejects the match.
    pub penalty: u8,
}

/// What evidence is worth, each part in hundredths of confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Confidence {
    /// A match of a rule without checks.
    pub pattern: u8,
    /// A match that passed the rule's checks.
    pub check: u8,
    /// The same with a context word near it.
    pub context: u8,
    /// The same right after one of the rule's labels.
    pub label: u8,
    /// What an against-word nearby takes away when no label speaks for the match.
    pub against: u8,
}

/// The ends of a match that no ASCII or full-width letter or digit may touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bounds {
    /// The start is checked.
    pub left: bool,
    /// The end is checked.
    pub right: bool,
    /// A digit run may be part of a decimal (`.` and a digit beside it).
    pub dots: bool,
}

/// Whether a rule's pattern counts by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Requires {
    /// The pattern counts anywhere.
    #[default]
    Nothing,
    /// The pattern counts only right after one of the rule's labels.
    Label,
}

/// A kind of information.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "toml", derive(serde::Deserialize))]
#[cfg_attr(feature = "toml", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Category {
    /// Government-issued numbers of a person.
    Identity,
    /// Telephone, e-mail, messenger accounts.
    Contact,
    /// Cards, accounts, wallets.
    Financial,
    /// Health and insurance.
    Health,
    /// Network addresses and identifiers of traffic.
    Network,
    /// Identifiers of hardware.
    Device,
    /// Secrets that open something.
    Credential,
    /// Addresses and positions.
    Location,
    /// Names and attributes of a person.
    Person,
    /// Names and numbers of organisations.
    Organization,
    /// Plates and vehicle numbers.
    Vehicle,
    /// Dates and times.
    Time,
    /// Anything else, such as an in-house number.
    Other,
}

impl Category {
    /// All categories, in the order of this enum.
    pub const ALL: [Self; 13] = [
        Self::Identity,
        Self::Contact,
        Self::Financial,
        Self::Health,
        Self::Network,
        Self::Device,
        Self::Credential,
        Self::Location,
        Self::Person,
        Self::Organization,
        Self::Vehicle,
        Self::Time,
        Self::Other,
    ];

    /// The name in lower case, as in rule files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Contact => "contact",
            Self::Financial => "financial",
            Self::Health => "health",
            Self::Network => "network",
            Self::Device => "device",
            Self::Credential => "credential",
            Self::Location => "location",
            Self::Person => "person",
            Self::Organization => "organization",
            Self::Vehicle => "vehicle",
            Self::Time => "time",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Default for Bounds {
    fn default() -> Self {
        Self { left: true, right: true, dots: false }
    }
}

impl Default for Confidence {
    fn default() -> Self {
        Self { pattern: 50, check: 50, context: 80, label: 90, against: 30 }
    }
}

/// Rules from one or more origins, checked and ready to be compiled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rules {
    pub(crate) rules: Vec<Rule>,
}

impl Rules {
    /// No rules.
    pub fn new() -> Self {
        Self::default()
    }

    /// The rules, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Rule> {
        self.rules.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Adds one rule.
    ///
    /// # Errors
    ///
    /// When a rule of this id is there already.
    pub fn push(&mut self, rule: Rule) -> Result<(), BuildError> {
        if self.rules.iter().any(|known| known.id == rule.id) {
            return Err(BuildError::Duplicate { file: "rules".into(), rule: rule.id.as_str().into() });
        }
        self.rules.push(rule);
        Ok(())
    }
}

impl<'a> IntoIterator for &'a Rules {
    type Item = &'a Rule;
    type IntoIter = std::slice::Iter<'a, Rule>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
