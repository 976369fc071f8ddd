//! [`RuleBuilder`]: a rule without TOML.

use super::{Bounds, Category, Confidence, MAX_LEN_DEFAULT, Requires, Rule, RuleCheck};
use crate::compile::{Part, faults};
use crate::error::BuildError;
use crate::text::{List, Text};
use crate::validate::Check;

/// Makes a [`Rule`] in Rust. Started by [`Rule::builder`].
///
/// ```
/// use yinsi::{Category, Rule, Rules, Scanner};
///
/// let badge = Rule::builder("acme.badge", "ACME_BADGE")
///     .pattern("B-[0-9]{6}")
///     .category(Category::Other)
///     .context(["badge", "工牌"])
///     .build()?;
/// let mut rules = Rules::new();
/// rules.push(badge)?;
/// let scanner = Scanner::builder().rules(rules).build()?;
/// assert_eq!(scanner.scan("badge B-123456")[0].entity, "ACME_BADGE");
/// # Ok::<(), yinsi::BuildError>(())
/// ```
#[derive(Debug, Clone)]
pub struct RuleBuilder {
    rule: Rule,
    patterns: Vec<Text>,
    checks: Vec<RuleCheck>,
    references: Vec<Text>,
}

impl Rule {
    /// Starts a rule with id `place.number` and the entity it reports.
    pub fn builder(id: &str, entity: &str) -> RuleBuilder {
        RuleBuilder {
            rule: Rule {
                id: id.into(),
                entity: entity.into(),
                name: entity.into(),
                category: Category::Other,
                country: Text::of(""),
                patterns: List::default(),
                bounds: Bounds::default(),
                requires: Requires::Nothing,
                checks: List::default(),
                labels: List::default(),
                context: List::default(),
                against: List::default(),
                also: List::default(),
                confidence: Confidence::default(),
                max_len: MAX_LEN_DEFAULT,
                default: true,
                container: false,
                priority: 0,
                valid: List::default(),
                invalid: List::default(),
                references: List::default(),
            },
            patterns: Vec::new(),
            checks: Vec::new(),
            references: Vec::new(),
        }
    }
}

fn words<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> List<Text> {
    words.into_iter().map(|word| Text::from(word.as_ref())).collect()
}

impl RuleBuilder {
    /// Adds an alternative pattern, in regex-syntax's syntax without look-around.
    #[must_use]
    pub fn pattern(mut self, pattern: &str) -> Self {
        self.patterns.push(pattern.into());
        self
    }

    /// A name for people.
    #[must_use]
    pub fn name(mut self, name: &str) -> Self {
        self.rule.name = name.into();
        self
    }

    /// The kind of information; `Other` unless said.
    #[must_use]
    pub fn category(mut self, category: Category) -> Self {
        self.rule.category = category;
        self
    }

    /// The country, as ISO 3166-1 alpha-2.
    #[must_use]
    pub fn country(mut self, country: &str) -> Self {
        self.rule.country = country.into();
        self
    }

    /// What must not touch the ends; letters and digits on both sides unless said.
    #[must_use]
    pub fn bounds(mut self, bounds: Bounds) -> Self {
        self.rule.bounds = bounds;
        self
    }

    /// Anything may touch the ends.
    #[must_use]
    pub fn bounds_none(self) -> Self {
        self.bounds(Bounds { left: false, right: false, dots: true })
    }

    /// The pattern counts only right after one of the labels.
    #[must_use]
    pub fn requires_label(mut self) -> Self {
        self.rule.requires = Requires::Label;
        self
    }

    /// Adds a test that every match must pass.
    #[must_use]
    pub fn check(mut self, check: Check) -> Self {
        self.checks.push(RuleCheck { check, penalty: 0 });
        self
    }

    /// Adds a test that costs `penalty` hundredths of confidence when it fails.
    #[must_use]
    pub fn soft_check(mut self, check: Check, penalty: u8) -> Self {
        self.checks.push(RuleCheck { check, penalty });
        self
    }

    /// Words that name the value right before it; a leading `^` makes one exact.
    #[must_use]
    pub fn labels<S: AsRef<str>>(mut self, labels: impl IntoIterator<Item = S>) -> Self {
        self.rule.labels = words(labels);
        self
    }

    /// Words that speak for a match near them.
    #[must_use]
    pub fn context<S: AsRef<str>>(mut self, context: impl IntoIterator<Item = S>) -> Self {
        self.rule.context = words(context);
        self
    }

    /// Words that speak against a match near them.
    #[must_use]
    pub fn against<S: AsRef<str>>(mut self, against: impl IntoIterator<Item = S>) -> Self {
        self.rule.against = words(against);
        self
    }

    /// What the evidence is worth.
    #[must_use]
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.rule.confidence = confidence;
        self
    }

    /// Longest match in bytes, 1 to 65536; 256 unless said.
    #[must_use]
    pub fn max_len(mut self, bytes: u32) -> Self {
        self.rule.max_len = bytes;
        self
    }

    /// Adds the standard or document behind the rule.
    #[must_use]
    pub fn reference(mut self, reference: &str) -> Self {
        self.references.push(reference.into());
        self
    }

    /// Makes the rule.
    ///
    /// # Errors
    ///
    /// When a field makes no sense or a pattern does not compile.
    pub fn build(self) -> Result<Rule, BuildError> {
        let Self { mut rule, patterns, checks, references } = self;
        rule.patterns = patterns.into();
        rule.checks = checks.into();
        rule.references = match references.is_empty() {
            true => List::of(const { &[Text::of("the program that defines it")] }),
            false => references.into(),
        };
        if let Some(message) = faults(&rule).into_iter().next() {
            let id = rule.id.as_str().into();
            return Err(BuildError::Rule { file: "rule".into(), rule: id, message: message.into() });
        }
        Part::compile(std::slice::from_ref(&rule), "rule", false)?;
        Ok(rule)
    }
}
