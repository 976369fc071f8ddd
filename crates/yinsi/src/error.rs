//! What can go wrong while building. Scanning and redacting cannot fail.
//!
//! Messages name the rule and file at fault and never quote scanned text.

use std::error::Error;

/// A cause from a dependency, boxed so that its type is not part of our API.
pub type Source = Box<dyn Error + Send + Sync>;

/// A rule or scanner that cannot be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The rule file is not the TOML that rules are written in.
    #[error("{file}: {message}")]
    Format {
        /// Name of the file or other origin of the rules.
        file: Box<str>,
        /// What is wrong and where.
        message: Box<str>,
    },
    /// A field of a rule has a value that makes no sense.
    #[error("{file}: rule `{rule}`: {message}")]
    Rule {
        /// Name of the file or other origin of the rule.
        file: Box<str>,
        /// Id of the rule.
        rule: Box<str>,
        /// What is wrong.
        message: Box<str>,
    },
    /// A pattern does not compile.
    #[error("{file}: rule `{rule}`: pattern {index} does not compile")]
    Pattern {
        /// Name of the file or other origin of the rule.
        file: Box<str>,
        /// Id of the rule.
        rule: Box<str>,
        /// Which of the rule's patterns, from 1.
        index: usize,
        /// The cause.
        source: Source,
    },
    /// A pattern's automaton is larger than the limit.
    #[error("{file}: rule `{rule}`: pattern {index} needs an automaton of more than {limit_bytes} bytes")]
    TooLarge {
        /// Name of the file or other origin of the rule.
        file: Box<str>,
        /// Id of the rule.
        rule: Box<str>,
        /// Which of the rule's patterns, from 1.
        index: usize,
        /// The limit.
        limit_bytes: usize,
    },
    /// An example of a rule does not do what it says.
    #[error("{file}: rule `{rule}`: {kind} example {index} fails: {message}")]
    Example {
        /// Name of the file or other origin of the rule.
        file: Box<str>,
        /// Id of the rule.
        rule: Box<str>,
        /// `valid` or `invalid`.
        kind: &'static str,
        /// Which example, from 1.
        index: usize,
        /// Why.
        message: Box<str>,
    },
    /// Two rules share an id.
    #[error("{file}: rule `{rule}` is defined twice")]
    Duplicate {
        /// Name of the file or other origin of the second rule.
        file: Box<str>,
        /// Id of the rule.
        rule: Box<str>,
    },
    /// An option names something that does not exist.
    #[error("unknown {kind} `{name}`{hint}")]
    Unknown {
        /// `entity`, `country`, `category` or `instruction set`.
        kind: &'static str,
        /// What was asked for.
        name: Box<str>,
        /// A suggestion, or empty.
        hint: Box<str>,
    },
    /// An option has a value out of range.
    #[error("{option}: {message}")]
    Option {
        /// The option.
        option: &'static str,
        /// What is wrong.
        message: Box<str>,
    },
    /// Several faults at once, one a line.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Many(Vec<BuildError>),
}

impl BuildError {
    /// The single faults: of `Many` each one, else this one.
    pub fn faults(&self) -> Vec<&BuildError> {
        match self {
            Self::Many(errors) => errors.iter().flat_map(Self::faults).collect(),
            other => vec![other],
        }
    }
}
