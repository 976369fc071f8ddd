//! Policies: which operator for which entity, category, country and path, as data.

use std::collections::BTreeMap;

use super::path::Path;
use super::spec::Spec;
use super::{Key, Redactor, RedactorBuilder};
use crate::error::BuildError;
use crate::rule::Category;
#[cfg(feature = "catalog")]
use crate::scanner::{Scanner, ScannerBuilder};

/// A choice of operators that can be written down: one TOML file.
///
/// ```toml
/// name = "support-desk"
/// description = "What a support agent may see"
/// default = "label"              # every other finding
/// find = ["DATE_TIME"]           # entities to look for besides those that are on by default
///
/// [entities]
/// CN_MOBILE_NUMBER = "mask:mobile"
/// CREDIT_CARD = { operator = "mask", first = 6, last = 4 }
///
/// [categories]
/// credential = "remove"
///
/// [countries]
/// CN = "numbered"
///
/// [paths]
/// "/users/*/note" = "remove"
/// email = "token"
/// ```
///
/// A path counts before an entity, an entity before a category, a category before a country, and the
/// default last. What operators look like is said at [`Operator::parse`](super::Operator::parse); a pattern
/// of a path has `*` for any part of a name, `**` for any number of names, and begins anywhere unless it
/// begins with `/`.
///
/// ```
/// use yinsi::{Policy, Redactor, Scanner};
///
/// let policy = Policy::preset("llm").expect("a known preset");
/// let redactor = Redactor::from_policy(&policy)?;
/// let clean = redactor.redact(&Scanner::new(), "a@example.com wrote to b@example.com");
/// assert_eq!(clean, "<EMAIL_ADDRESS_1> wrote to <EMAIL_ADDRESS_2>");
/// # Ok::<(), yinsi::BuildError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Policy {
    name: Box<str>,
    description: Box<str>,
    find: Vec<Box<str>>,
    default: Option<Spec>,
    entities: BTreeMap<Box<str>, Spec>,
    categories: BTreeMap<Category, Spec>,
    countries: BTreeMap<Box<str>, Spec>,
    paths: Vec<(Path, Spec)>,
    key: Option<Key>,
    origin: Box<str>,
}

/// The policies that come with the library, by name.
const PRESETS: [(&str, &str); 6] = [
    ("gdpr-pseudonymise", include_str!("../../policies/gdpr-pseudonymise.toml")),
    ("hipaa-safe-harbor", include_str!("../../policies/hipaa-safe-harbor.toml")),
    ("llm", include_str!("../../policies/llm.toml")),
    ("logs", include_str!("../../policies/logs.toml")),
    ("pci", include_str!("../../policies/pci.toml")),
    ("pipl-deidentify", include_str!("../../policies/pipl-deidentify.toml")),
];

impl Policy {
    /// Reads a policy; `origin` is the file's name, for messages.
    ///
    /// # Errors
    ///
    /// When the text is not of that form, or an operator in it cannot be. Whether it needs a key shows when
    /// a redactor is made of it.
    pub fn from_toml(text: &str, origin: &str) -> Result<Self, BuildError> {
        let format = |message: String| BuildError::Format { file: origin.into(), message: message.into() };
        let table: toml::Table =
            text.parse().map_err(|error: toml::de::Error| format(located(text, &error)))?;
        let mut policy = Self { origin: origin.into(), ..Self::default() };
        for (key, value) in &table {
            let entries = || value.as_table().ok_or_else(|| format(format!("`{key}` is no table")));
            let string = || value.as_str().ok_or_else(|| format(format!("`{key}` is no string")));
            let spec = |place: &str, value: &toml::Value| {
                Spec::from_toml(value).map_err(|message| format(format!("{place}: {message}")))
            };
            match key.as_str() {
                "name" => policy.name = string()?.into(),
                "description" => policy.description = string()?.into(),
                "default" => policy.default = Some(spec("default", value)?),
                "find" => {
                    let names =
                        value.as_array().into_iter().flatten().map(|name| name.as_str().map(Into::into));
                    let names: Option<Vec<Box<str>>> = names.collect();
                    policy.find = names
                        .filter(|_| value.is_array())
                        .ok_or_else(|| format("`find` is no list of entities".to_owned()))?;
                }
                "entities" => {
                    for (name, value) in entries()? {
                        policy
                            .entities
                            .insert(name.as_str().into(), spec(&format!("entities.{name}"), value)?);
                    }
                }
                "categories" => {
                    for (name, value) in entries()? {
                        let category = Category::ALL.into_iter().find(|category| category.as_str() == name);
                        let category =
                            category.ok_or_else(|| format(format!("unknown category `{name}`")))?;
                        policy.categories.insert(category, spec(&format!("categories.{name}"), value)?);
                    }
                }
                "countries" => {
                    for (name, value) in entries()? {
                        if name.len() != 2 || !name.bytes().all(|byte| byte.is_ascii_uppercase()) {
                            return Err(format(format!(
                                "`{name}` is no country: two capitals are (ISO 3166-1)"
                            )));
                        }
                        policy
                            .countries
                            .insert(name.as_str().into(), spec(&format!("countries.{name}"), value)?);
                    }
                }
                "paths" => {
                    for (pattern, value) in entries()? {
                        let path = Path::parse(pattern).map_err(|error| format(error.to_string()))?;
                        policy.paths.push((path, spec(&format!("paths.{pattern:?}"), value)?));
                    }
                }
                other => return Err(format(format!("unknown field `{other}`"))),
            }
        }
        Ok(policy)
    }

    /// A policy that comes with the library; `None` for a name that is none of [`presets`](Self::presets).
    ///
    /// | name | does |
    /// |---|---|
    /// | `pci` | shows the first 6 and last 4 digits of cards and accounts, removes security codes, keeps all else |
    /// | `hipaa-safe-harbor` | takes out identifiers of 45 CFR 164.514(b)(2), dates to the year, ZIP codes to three digits |
    /// | `gdpr-pseudonymise` | tokens that need a key (Art. 4(5) GDPR), secrets removed |
    /// | `pipl-deidentify` | masks as custom and GB/T 37964 have them for Chinese records |
    /// | `logs` | labels, addresses of the Internet to their networks |
    /// | `llm` | numbered labels that a model can tell apart, secrets removed |
    ///
    /// A preset is a start, not advice on law: read its file in `policies/` before you rely on it.
    pub fn preset(name: &str) -> Option<Self> {
        let (name, text) = PRESETS.iter().find(|(known, _)| *known == name)?;
        // The tests read each of them.
        Self::from_toml(text, &format!("policy {name}")).ok()
    }

    /// The names that [`preset`](Self::preset) knows.
    pub fn presets() -> impl Iterator<Item = &'static str> {
        PRESETS.iter().map(|(name, _)| *name)
    }

    /// The key for operators that need one.
    #[cfg(feature = "keyed")]
    #[must_use]
    pub fn key(mut self, key: &Key) -> Self {
        self.key = Some(key.clone());
        self
    }

    /// What the file calls the policy; may be empty.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A sentence for people; may be empty.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Entities to look for besides those that are on by default.
    pub fn find(&self) -> impl Iterator<Item = &str> {
        self.find.iter().map(|name| &**name)
    }

    /// Builds a scanner that looks for what is on by default and for what the policy wants [found](Self::find);
    /// names that no built-in rule has do not matter.
    ///
    /// ```
    /// let policy = yinsi::Policy::preset("hipaa-safe-harbor").expect("a known preset");
    /// let (scanner, redactor) = (policy.scanner().build()?, yinsi::Redactor::from_policy(&policy)?);
    /// assert_eq!(redactor.redact(&scanner, "seen 2024-03-05"), "seen 2024");
    /// # Ok::<(), yinsi::BuildError>(())
    /// ```
    #[cfg(feature = "catalog")]
    pub fn scanner(&self) -> ScannerBuilder {
        let known = |name: &&str| crate::catalog::rules().iter().any(|rule| *rule.entity == **name);
        let wanted: Vec<&str> = self.find().filter(known).collect();
        if wanted.is_empty() {
            return Scanner::builder();
        }
        Scanner::builder().entities(wanted.into_iter().chain(["DEFAULT"]))
    }

    /// The entities that the policy names an operator for.
    pub fn entities(&self) -> impl Iterator<Item = &str> {
        self.entities.keys().map(|name| &**name)
    }
}

/// What a reader of TOML has to say, with its line.
fn located(text: &str, error: &toml::de::Error) -> String {
    let at = error.span().map_or(0, |span| span.start);
    let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    format!("line {line}: {}", error.message())
}

impl RedactorBuilder {
    /// Takes the operators of a policy over; those named before stay where the policy says nothing.
    ///
    /// # Errors
    ///
    /// When an operator cannot be, or needs a key and the policy has none.
    pub fn policy(mut self, policy: &Policy) -> Result<Self, BuildError> {
        let build = |place: &str, spec: &Spec| {
            spec.build(policy.key.as_ref()).map_err(|error| BuildError::Format {
                file: policy.origin.clone(),
                message: format!("{place}: {error}").into(),
            })
        };
        if let Some(spec) = &policy.default {
            self = self.default_operator(build("default", spec)?);
        }
        for (name, spec) in &policy.entities {
            self = self.operator(name, build(&format!("entities.{name}"), spec)?);
        }
        for (category, spec) in &policy.categories {
            self = self.category(*category, build(&format!("categories.{category}"), spec)?);
        }
        for (country, spec) in &policy.countries {
            self = self.country(country, build(&format!("countries.{country}"), spec)?);
        }
        for (path, spec) in &policy.paths {
            self.add_path(path.clone(), build("paths", spec)?);
        }
        Ok(self)
    }
}

impl Redactor {
    /// The redactor of a policy. Categories and countries are those of the built-in rules; for rules of
    /// your own see [`RedactorBuilder::rules_of`].
    ///
    /// # Errors
    ///
    /// When an operator cannot be, or needs a key and the policy has none.
    pub fn from_policy(policy: &Policy) -> Result<Self, BuildError> {
        Self::builder().policy(policy)?.build()
    }
}
