//! [`Scanner`] and [`ScannerBuilder`]: wires the stages together.

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use crate::compile::Part;
use crate::compile::labels::key_edge;
#[cfg(feature = "compile")]
use crate::compile::plan::Denied;
use crate::compile::plan::{Entry, Options, Plan, RuleRef, WINDOW_BEFORE};
use crate::compile::words::Found;
use crate::error::BuildError;
use crate::finding::Finding;
use crate::rule::{Category, Rule};
use crate::scan::arch::Isa;
use crate::scan::session::{Session, Step};
use crate::scan::{Outside, Rejection};
use crate::validate::{Date, LATEST};

/// What naming a country adds to its rules that have a check, in hundredths.
const COUNTRY_BONUS: u8 = 15;

/// Finds personal information in text.
///
/// Immutable, `Send + Sync`, and cheap to clone: clones share everything.
///
/// ```
/// let scanner = yinsi::Scanner::new();
/// let findings = scanner.scan("身份证11010519491231002X");
/// assert_eq!(findings[0].entity, "CN_RESIDENT_ID");
/// assert_eq!(findings[0].range(), 9..27);
/// ```
#[derive(Clone)]
pub struct Scanner {
    pub(crate) plan: Arc<Plan>,
    diagnostics: Arc<[Diagnostic]>,
}

impl std::fmt::Debug for Scanner {
    /// How many rules run, and where; never the values that are allowed or denied.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rules = self.rules().count();
        f.debug_struct("Scanner").field("rules", &rules).field("isa", &self.isa()).finish_non_exhaustive()
    }
}

/// A rule that is slower than it might be, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// Id of the rule.
    pub rule: &'static str,
    /// What could be better, in a sentence without full stop.
    pub message: &'static str,
}

/// What is known about a text from outside.
#[derive(Debug, Clone, Default)]
pub struct Context {
    label: Option<Box<str>>,
    /// What the label says to the plan that asked first: a column is scanned cell by cell.
    resolved: OnceLock<(u64, Outside)>,
}

impl Context {
    /// Nothing is known.
    pub fn new() -> Self {
        Self::default()
    }

    /// The text is the value of a field of this name, such as a column header.
    pub fn label(label: &str) -> Self {
        Self { label: Some(label.into()), resolved: OnceLock::new() }
    }
}

/// What a scanner sees in a text, and what it does not hold to be a finding.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Explanation {
    /// What [`Scanner::scan`] returns.
    pub findings: Vec<Finding>,
    /// Other readings, with the reason why each is not reported.
    pub rejected: Vec<Rejection>,
}

impl Scanner {
    /// The built-in rules that run by default, default options.
    #[cfg(feature = "catalog")]
    pub fn new() -> Self {
        static DEFAULT: std::sync::LazyLock<Scanner> = std::sync::LazyLock::new(|| {
            Scanner::builder().build().expect("the built-in rules build: the tests build them")
        });
        DEFAULT.clone()
    }

    /// A scanner of one's own choice.
    pub fn builder() -> ScannerBuilder {
        ScannerBuilder::default()
    }

    /// All findings, sorted by start, longer first.
    pub fn scan(&self, text: impl AsRef<[u8]>) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.scan_into(text, &mut findings);
        findings
    }

    /// As [`Scanner::scan`], into a buffer that is cleared first and keeps its allocation.
    pub fn scan_into(&self, text: impl AsRef<[u8]>, findings: &mut Vec<Finding>) {
        self.run(text.as_ref(), Outside::default(), findings);
    }

    /// As [`Scanner::scan`], knowing something about the text.
    ///
    /// ```
    /// use yinsi::{Context, Scanner};
    ///
    /// let findings = Scanner::new().scan_with("张三", &Context::label("姓名"));
    /// assert_eq!(findings[0].entity, "CN_PERSON_NAME");
    /// ```
    pub fn scan_with(&self, text: impl AsRef<[u8]>, context: &Context) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.scan_with_into(text, context, &mut findings);
        findings
    }

    /// As [`Scanner::scan_with`], into a buffer that is cleared first.
    pub fn scan_with_into(&self, text: impl AsRef<[u8]>, context: &Context, findings: &mut Vec<Finding>) {
        self.run(text.as_ref(), self.outside(context), findings);
    }

    fn run(&self, text: &[u8], outside: Outside, findings: &mut Vec<Finding>) {
        findings.clear();
        with_session(|session| {
            session.outside = outside;
            session.whole(&self.plan, text, findings);
        });
    }

    /// Findings one by one; the text is scanned as the iterator advances.
    pub fn find_iter<'t>(&self, text: &'t (impl AsRef<[u8]> + ?Sized)) -> FindIter<'_, 't> {
        FindIter {
            scanner: self,
            text: text.as_ref(),
            from: 0,
            session: Session::default(),
            ready: Vec::new(),
            next: 0,
        }
    }

    /// Whether there is any finding; stops at the first stretch that has one.
    pub fn is_match(&self, text: impl AsRef<[u8]>) -> bool {
        self.find_iter(text.as_ref()).next().is_some()
    }

    /// How many findings there are.
    pub fn count(&self, text: impl AsRef<[u8]>) -> usize {
        self.find_iter(text.as_ref()).count()
    }

    /// The findings of a short text and the readings that are none, with reasons.
    ///
    /// Tries every rule at every byte: for a person to read, not for bulk.
    pub fn explain(&self, text: impl AsRef<[u8]>) -> Explanation {
        let text = text.as_ref();
        let mut session = Session::default();
        let rejected = session.explain(&self.plan, text);
        Explanation { findings: self.scan(text), rejected }
    }

    /// The rules that run.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.plan.entries.iter().filter(|entry| entry.enabled).map(|entry| &*entry.rule)
    }

    /// Rules that run on the slow path, and why.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The instruction set in use: `avx512`, `avx2`, `neon`, `simd128` or `scalar`.
    pub fn isa(&self) -> &'static str {
        self.plan.isa.name()
    }

    /// Rules that an outside label names.
    fn outside(&self, context: &Context) -> Outside {
        let Some(label) = context.label.as_deref() else { return Outside::default() };
        let (plan, outside) = context.resolved.get_or_init(|| (self.plan.id, self.named_by(label)));
        if *plan == self.plan.id { outside.clone() } else { self.named_by(label) }
    }

    /// Whether the label names any rule.
    pub(crate) fn is_named_by(&self, context: &Context) -> bool {
        !self.outside(context).rules.is_empty()
    }

    fn named_by(&self, label: &str) -> Outside {
        let text = label.trim().as_bytes();
        let mut rules = Vec::new();
        let mut found: Vec<Found> = Vec::new();
        for end in 1..=text.len() {
            let inside =
                text.get(end).is_some_and(u8::is_ascii_lowercase) && text[end - 1].is_ascii_alphabetic();
            if inside {
                continue;
            }
            for (words, base) in self.plan.words() {
                words.ending_at(text, end, &mut found);
                for found in &found {
                    for (rule, label) in words.labels(found.word).filter(|(_, label)| label.role == 0) {
                        let whole = end == text.len() && key_edge(text, found.start);
                        if !label.exact || whole {
                            rules.push((base + rule, words.word(found.word)));
                        }
                    }
                }
            }
        }
        rules.sort_unstable();
        rules.dedup_by_key(|(rule, _)| *rule);
        Outside { rules: rules.into() }
    }
}

#[cfg(feature = "catalog")]
impl Default for Scanner {
    fn default() -> Self {
        Self::new()
    }
}

/// Runs `scan` with this thread's session: its buffers are made once.
fn with_session(scan: impl FnOnce(&mut Session)) {
    thread_local! {
        static SESSION: RefCell<Option<Box<Session>>> = const { RefCell::new(None) };
    }
    let mut session = SESSION.with(|kept| kept.try_borrow_mut().ok()?.take()).unwrap_or_default();
    session.reset();
    scan(&mut session);
    SESSION.with(|kept| {
        if let Ok(mut kept) = kept.try_borrow_mut() {
            *kept = Some(session);
        }
    });
}

/// Findings of one text, one by one. Made by [`Scanner::find_iter`].
pub struct FindIter<'s, 't> {
    scanner: &'s Scanner,
    text: &'t [u8],
    from: usize,
    session: Session,
    ready: Vec<Finding>,
    next: usize,
}

impl std::fmt::Debug for FindIter<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FindIter").field("from", &self.from).finish_non_exhaustive()
    }
}

impl Iterator for FindIter<'_, '_> {
    type Item = Finding;

    fn next(&mut self) -> Option<Finding> {
        loop {
            if let Some(finding) = self.ready.get(self.next) {
                self.next += 1;
                return Some(*finding);
            }
            if self.from >= self.text.len() {
                return None;
            }
            self.next = 0;
            self.ready.clear();
            let step = Step::of(self.text, self.from);
            self.session.advance(&self.scanner.plan, self.text, step, &mut self.ready);
            self.from = step.to;
        }
    }
}

/// Makes a [`Scanner`]. All options have sensible defaults.
#[derive(Debug, Clone)]
pub struct ScannerBuilder {
    countries: Option<Vec<String>>,
    entities: Option<Vec<String>>,
    categories: Option<Vec<Category>>,
    #[cfg(feature = "compile")]
    rules: Vec<crate::rule::Rules>,
    builtin: bool,
    min_confidence: f32,
    allow: Vec<Box<[u8]>>,
    #[cfg(feature = "compile")]
    deny: Vec<String>,
    context_window: usize,
    latest: Date,
    isa: Option<String>,
}

impl Default for ScannerBuilder {
    fn default() -> Self {
        Self {
            countries: None,
            entities: None,
            categories: None,
            #[cfg(feature = "compile")]
            rules: Vec::new(),
            builtin: true,
            min_confidence: 0.5,
            allow: Vec::new(),
            #[cfg(feature = "compile")]
            deny: Vec::new(),
            context_window: WINDOW_BEFORE,
            latest: LATEST,
            isa: None,
        }
    }
}

impl ScannerBuilder {
    /// Only rules of these countries (ISO 3166-1 alpha-2) and those of no country.
    /// Numbers with a check digit of a country named here need less context.
    #[must_use]
    pub fn countries<S: Into<String>>(mut self, countries: impl IntoIterator<Item = S>) -> Self {
        self.countries = Some(countries.into_iter().map(Into::into).collect());
        self
    }

    /// Only these entities, those that are off by default included; `ALL` names all, `DEFAULT` those that are on.
    #[must_use]
    pub fn entities<S: Into<String>>(mut self, entities: impl IntoIterator<Item = S>) -> Self {
        self.entities = Some(entities.into_iter().map(Into::into).collect());
        self
    }

    /// All entities, those that are off by default included.
    #[must_use]
    pub fn all(self) -> Self {
        self.entities(["ALL"])
    }

    /// Only rules of these categories.
    #[must_use]
    pub fn categories(mut self, categories: impl IntoIterator<Item = Category>) -> Self {
        self.categories = Some(categories.into_iter().collect());
        self
    }

    /// Rules beside the built-in ones. May be called several times.
    #[cfg(feature = "compile")]
    #[must_use]
    pub fn rules(mut self, rules: crate::rule::Rules) -> Self {
        self.rules.push(rules);
        self
    }

    /// Whether the built-in rules take part; they do unless told otherwise.
    #[must_use]
    pub fn builtin(mut self, builtin: bool) -> Self {
        self.builtin = builtin;
        self
    }

    /// Least confidence that is reported, 0.0 to 1.0; 0.5 unless said.
    #[must_use]
    pub fn min_confidence(mut self, min_confidence: f32) -> Self {
        self.min_confidence = min_confidence;
        self
    }

    /// Values that are never reported, byte for byte.
    #[must_use]
    pub fn allow<S: AsRef<[u8]>>(mut self, values: impl IntoIterator<Item = S>) -> Self {
        self.allow.extend(values.into_iter().map(|value| value.as_ref().into()));
        self
    }

    /// Values that are always reported, as `DENIED_VALUE`, by rule `user.denied`.
    #[cfg(feature = "compile")]
    #[must_use]
    pub fn deny<S: Into<String>>(mut self, values: impl IntoIterator<Item = S>) -> Self {
        self.deny.extend(values.into_iter().map(Into::into).filter(|value: &String| !value.is_empty()));
        self
    }

    /// How many bytes before a match are searched for context words, at most
    /// 4096; after it half as many. 96 unless said.
    #[must_use]
    pub fn context_window(mut self, bytes: usize) -> Self {
        self.context_window = bytes;
        self
    }

    /// The latest date that is plausible in a number; the end of 2027 unless said.
    #[must_use]
    pub fn latest_date(mut self, year: u16, month: u8, day: u8) -> Self {
        self.latest = Date { year, month, day };
        self
    }

    /// Forces an instruction set, for tests and benchmarks: a name that
    /// [`Scanner::isa`] may return.
    #[must_use]
    pub fn isa(mut self, name: &str) -> Self {
        self.isa = Some(name.to_owned());
        self
    }

    /// Builds the scanner.
    ///
    /// # Errors
    ///
    /// When a rule does not compile, two rules share an id, or an option names
    /// something that does not exist or is out of range.
    pub fn build(self) -> Result<Scanner, BuildError> {
        let option = |option, message: &str| BuildError::Option { option, message: message.into() };
        if !(0.0..=1.0).contains(&self.min_confidence) {
            return Err(option("min_confidence", "must be 0.0 to 1.0"));
        }
        if self.context_window > 4096 {
            return Err(option("context_window", "must be at most 4096 bytes"));
        }
        let isa = match &self.isa {
            None => Isa::best(),
            Some(name) => Isa::named(name).ok_or_else(|| BuildError::Unknown {
                kind: "instruction set",
                name: name.as_str().into(),
                hint: format!(
                    "; this machine has {}",
                    Isa::available().iter().map(|isa| isa.name()).collect::<Vec<_>>().join(", ")
                )
                .into(),
            })?,
        };
        let (parts, rules) = builtin(self.builtin);
        #[cfg(feature = "compile")]
        let (parts, mut rules) = with(parts, rules, self.own_rules())?;
        #[cfg_attr(not(feature = "compile"), allow(unused_mut))]
        let mut chosen = self.choice(&rules)?;
        #[cfg(feature = "compile")]
        let denied = self.denied(&mut rules, &mut chosen)?;
        let bonus = |rule: &Rule| match &self.countries {
            Some(countries) if !rule.checks.is_empty() && countries.iter().any(|c| **c == *rule.country) => {
                COUNTRY_BONUS
            }
            _ => 0,
        };
        let entries = rules
            .into_iter()
            .zip(chosen)
            .map(|(rule, enabled)| {
                let bonus = bonus(&rule);
                Entry::new(rule, enabled, bonus)
            })
            .collect();
        let options = Options {
            min_score: (self.min_confidence * 100.0).round() as u8,
            window_before: self.context_window,
            latest: self.latest,
            allow: self.allow.into_iter().collect(),
            #[cfg(feature = "compile")]
            denied,
        };
        let plan = Plan::new(entries, parts, isa, options);
        let diagnostics = diagnostics(&plan);
        Ok(Scanner { plan: Arc::new(plan), diagnostics })
    }

    /// Which rules run.
    fn choice(&self, rules: &[RuleRef]) -> Result<Vec<bool>, BuildError> {
        let upper =
            |names: &[String]| names.iter().map(|name| name.to_ascii_uppercase()).collect::<HashSet<_>>();
        let entities = self.entities.as_deref().map(upper);
        let countries = self.countries.as_deref().map(upper);
        for name in self.entities.iter().flatten() {
            let wanted = name.to_ascii_uppercase();
            if wanted != "ALL" && wanted != "DEFAULT" && !rules.iter().any(|rule| *rule.entity == *wanted) {
                let names = rules.iter().map(|rule| rule.entity.as_str());
                return Err(unknown("entity", name, names));
            }
        }
        for name in self.countries.iter().flatten() {
            if name.len() != 2 || !name.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                return Err(unknown("country", name, std::iter::empty()));
            }
        }
        let wanted = |rule: &Rule| {
            let by_entity = match &entities {
                Some(names) => {
                    names.contains("ALL")
                        || names.contains(rule.entity.as_str())
                        || (names.contains("DEFAULT") && rule.default)
                }
                None => rule.default,
            };
            let by_country = countries
                .as_ref()
                .is_none_or(|codes| rule.country.is_empty() || codes.contains(rule.country.as_str()));
            let by_category = self.categories.as_ref().is_none_or(|all| all.contains(&rule.category));
            by_entity && by_country && by_category
        };
        Ok(rules.iter().map(|rule| wanted(rule)).collect())
    }

    /// The caller's rules.
    #[cfg(feature = "compile")]
    fn own_rules(&self) -> Vec<Rule> {
        self.rules.iter().flat_map(crate::rule::Rules::iter).cloned().collect()
    }

    /// Adds the rule that reports denied values; an automaton of its own finds them.
    #[cfg(feature = "compile")]
    fn denied(&self, rules: &mut Vec<RuleRef>, chosen: &mut Vec<bool>) -> Result<Option<Denied>, BuildError> {
        if self.deny.is_empty() {
            return Ok(None);
        }
        let rule = self.denied_rule()?;
        if rules.iter().any(|known| known.id == rule.id) {
            return Err(BuildError::Duplicate { file: "rules".into(), rule: rule.id.as_str().into() });
        }
        let denied = u16::try_from(rules.len()).ok().and_then(|number| Denied::new(&self.deny, number));
        rules.push(RuleRef::Shared(Arc::new(rule)));
        chosen.push(true);
        match denied {
            None => Err(BuildError::Option { option: "deny", message: "the values are too many".into() }),
            denied => Ok(denied),
        }
    }

    /// The rule that reports denied values.
    #[cfg(feature = "compile")]
    fn denied_rule(&self) -> Result<Rule, BuildError> {
        let longest = self.deny.iter().map(String::len).max().unwrap_or(1);
        let mut rule = Rule::builder("user.denied", "DENIED_VALUE")
            .name("Denied value")
            .category(Category::Other)
            .bounds_none()
            .confidence(crate::rule::Confidence {
                pattern: 100,
                check: 100,
                context: 100,
                label: 100,
                against: 0,
            })
            .max_len(longest as u32)
            .reference("the caller's list");
        for value in &self.deny {
            rule = rule.pattern(&regex_syntax::escape(value));
        }
        rule.build()
    }
}

/// Compiled parts, each with the number of its first rule.
type Parts = Vec<(Part, u16)>;

/// The built-in part and its rules, or nothing.
fn builtin(wanted: bool) -> (Parts, Vec<RuleRef>) {
    #[cfg(feature = "catalog")]
    if wanted {
        let rules = crate::catalog::rules().iter().map(RuleRef::Static);
        return (vec![(crate::catalog::part().clone(), 0)], rules.collect());
    }
    let _ = wanted;
    (Parts::new(), Vec::new())
}

/// Compiles rules of the caller's and adds them after those that are there.
#[cfg(feature = "compile")]
fn with(
    mut parts: Parts,
    mut rules: Vec<RuleRef>,
    own: Vec<Rule>,
) -> Result<(Parts, Vec<RuleRef>), BuildError> {
    if own.is_empty() {
        return Ok((parts, rules));
    }
    for (number, rule) in own.iter().enumerate() {
        let twice = rules.iter().any(|known| known.id == rule.id)
            || own[..number].iter().any(|known| known.id == rule.id);
        if twice {
            return Err(BuildError::Duplicate { file: "rules".into(), rule: rule.id.as_str().into() });
        }
        if let Some(message) = crate::compile::faults(rule).into_iter().next() {
            let rule = rule.id.as_str().into();
            return Err(BuildError::Rule { file: "rules".into(), rule, message: message.into() });
        }
    }
    let base = rules.len() as u16;
    parts.push((Part::compile(&own, "rules", false)?, base));
    rules.extend(own.into_iter().map(|rule| RuleRef::Shared(Arc::new(rule))));
    if rules.len() > usize::from(u16::MAX) {
        return Err(BuildError::Option { option: "rules", message: "there are more than 65535".into() });
    }
    Ok((parts, rules))
}

fn diagnostics(plan: &Plan) -> Arc<[Diagnostic]> {
    let mut slow = Vec::new();
    for fallback in &plan.fallback {
        for rule in plan.family(fallback.at).rules() {
            let entry = &plan.entries[usize::from(fallback.at.base + rule)];
            if entry.enabled {
                slow.push(Diagnostic {
                    rule: entry.id,
                    message: "a pattern yields no trigger and is tried at every byte; begin it with an ASCII letter or digit under a left bound, or give it a literal such as `@` or `://`",
                });
            }
        }
    }
    slow.dedup();
    slow.into()
}

/// An unknown name, with the nearest known one.
fn unknown<'a>(kind: &'static str, name: &str, known: impl Iterator<Item = &'a str>) -> BuildError {
    let upper = name.to_ascii_uppercase();
    let near = known
        .map(|candidate| (distance(&upper, candidate), candidate))
        .min()
        .filter(|(distance, _)| *distance <= 3)
        .map(|(_, candidate)| format!("; did you mean `{candidate}`?"));
    BuildError::Unknown { kind, name: name.into(), hint: near.unwrap_or_default().into() }
}

/// Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
