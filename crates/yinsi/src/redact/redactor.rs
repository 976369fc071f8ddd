//! [`Redactor`]: which operator writes what in place of which finding.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::document::Document;
use super::path::Path;
use super::{Operator, Site};
use crate::decode::normalize::decode;
use crate::decode::written::{self, Around};
use crate::error::BuildError;
use crate::finding::Finding;
use crate::rule::{Category, Rule};
use crate::scanner::Scanner;

/// Replaces findings in a text.
///
/// Cheap to clone, and shared freely among threads. The default writes the
/// entity's name: [`Label`](super::Label).
///
/// Redacting again leaves alone what a redaction wrote: a label in the text is no
/// finding and names no value, and what [`Mask`](super::Mask) leaves is no longer a value of its
/// kind. (An operator of your own, or a mask that keeps most of a value, may break
/// that.) A second pass can still find something new where a shorter text brings
/// a context word into the reach of a number that had none.
///
/// ```
/// use yinsi::{Finding, Mask, Redactor};
///
/// let redactor = Redactor::builder().operator("CN_MOBILE_NUMBER", Mask::keep(3, 4)).build()?;
/// let findings = [
///     Finding::new("CN_MOBILE_NUMBER", "cn.mobile", 3..14, 0.9),
///     Finding::new("EMAIL_ADDRESS", "net.email", 15..26, 0.9),
/// ];
/// let clean = redactor.apply("☎13812345678 a@example.z".as_bytes(), &findings);
/// assert_eq!(clean, "☎138****5678 <EMAIL_ADDRESS>".as_bytes());
/// # Ok::<(), yinsi::BuildError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    operators: Arc<Operators>,
    /// Whether an operator writes what looks like a value and knows it again.
    marking: bool,
}

#[derive(Debug, Default)]
struct Operators {
    by_entity: HashMap<Box<str>, Operator>,
    by_category: Vec<(Category, Operator)>,
    by_country: Vec<(Box<str>, Operator)>,
    /// The pattern that says most first.
    by_path: Vec<(Path, Operator)>,
    default: Operator,
    /// Category and country of rules by id; empty when no operator asks.
    kinds: HashMap<Box<str>, (Category, Box<str>)>,
}

impl Operators {
    fn all(&self) -> impl Iterator<Item = &Operator> {
        let by_place = self.by_path.iter().map(|(_, operator)| operator);
        let by_kind = self.by_category.iter().map(|(_, operator)| operator);
        let by_kind = by_kind.chain(self.by_country.iter().map(|(_, operator)| operator));
        self.by_entity.values().chain(by_kind).chain(by_place).chain([&self.default])
    }

    fn of(&self, finding: &Finding, path: &str) -> &Operator {
        if let Some(operator) = self.at(path) {
            return operator;
        }
        if let Some(operator) = self.by_entity.get(finding.entity) {
            return operator;
        }
        let Some((category, country)) = self.kinds.get(finding.rule) else { return &self.default };
        let by_category = self.by_category.iter().find(|(named, _)| named == category);
        let by_country = || self.by_country.iter().find(|(named, _)| named == country).map(|(_, op)| op);
        by_category.map(|(_, operator)| operator).or_else(by_country).unwrap_or(&self.default)
    }

    fn at(&self, path: &str) -> Option<&Operator> {
        if path.is_empty() {
            return None;
        }
        self.by_path.iter().find(|(pattern, _)| pattern.matches(path)).map(|(_, operator)| operator)
    }

    fn note<'r>(&mut self, rules: impl IntoIterator<Item = &'r Rule>) {
        for rule in rules {
            self.kinds.insert(rule.id.as_str().into(), (rule.category, rule.country.as_str().into()));
        }
    }
}

impl Redactor {
    /// Writes a [`Label`](super::Label) for every finding.
    pub fn new() -> Self {
        Self::default()
    }

    /// Chooses operators.
    pub fn builder() -> RedactorBuilder {
        RedactorBuilder::default()
    }

    /// Scans `text` and replaces what is found.
    ///
    /// Should an operator of your own write invalid UTF-8, that becomes U+FFFD.
    pub fn redact(&self, scanner: &Scanner, text: &str) -> String {
        let clean = self.redact_bytes(scanner, text.as_bytes());
        String::from_utf8(clean)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }

    /// Scans `text` and replaces what is found; everything else stays byte for
    /// byte, invalid UTF-8 too.
    pub fn redact_bytes(&self, scanner: &Scanner, text: &[u8]) -> Vec<u8> {
        self.redact_found(scanner, text, &scanner.scan(text))
    }

    /// What is written in place of a finding that stands at `path` of a document; empty where there are no
    /// paths.
    ///
    /// A path is the names from the root of the document, each behind `/`, as in a JSON pointer; or a
    /// column's name.
    pub fn operator_for(&self, finding: &Finding, path: &str) -> &Operator {
        self.operators.of(finding, path)
    }

    /// The operator that a policy names for a path itself, whatever is found there.
    pub fn operator_at(&self, path: &str) -> Option<&Operator> {
        self.operators.at(path)
    }

    /// Redacts a part of a document: a cell, a string, a message.
    ///
    /// `document` holds what the parts share (numbers of labels, whose it is), `path` is the part's place
    /// for the operators that a policy names by path. Otherwise as [`redact_found`](Self::redact_found).
    ///
    /// ```
    /// use yinsi::{Document, Numbered, Redactor, Scanner};
    ///
    /// let scanner = Scanner::new();
    /// let redactor = Redactor::builder().path("/internal/**", yinsi::Keep)?.default_operator(Numbered).build()?;
    /// let mut document = Document::new();
    /// let mut redact = |path: &str, text: &str| {
    ///     let clean = redactor.redact_part(&scanner, &mut document, path, text.as_bytes(), &scanner.scan(text));
    ///     String::from_utf8_lossy(&clean).into_owned()
    /// };
    /// assert_eq!(redact("/from", "a@example.com"), "<EMAIL_ADDRESS_1>");
    /// assert_eq!(redact("/to", "b@example.com"), "<EMAIL_ADDRESS_2>");
    /// assert_eq!(redact("/text", "ask a@example.com"), "ask <EMAIL_ADDRESS_1>");
    /// assert_eq!(redact("/internal/note", "ask a@example.com"), "ask a@example.com");
    /// # Ok::<(), yinsi::BuildError>(())
    /// ```
    pub fn redact_part(
        &self,
        scanner: &Scanner,
        document: &mut Document,
        path: &str,
        text: &[u8],
        findings: &[Finding],
    ) -> Vec<u8> {
        document.part();
        self.replace(text, findings.to_vec(), path, &|name| names_entity(scanner, name), document)
    }

    /// Writes what stands in place of one value.
    ///
    /// For who takes values out of a document without their text. `after` is the text that
    /// follows, as far as it is known.
    pub fn write_value(
        &self,
        document: &mut Document,
        finding: &Finding,
        path: &str,
        value: &[u8],
        after: &[u8],
        out: &mut Vec<u8>,
    ) {
        let operator = self.operators.of(finding, path);
        if self.recognises(value) {
            out.extend_from_slice(value);
        } else {
            operator.write(&mut Site { finding, after, document }, value, out);
        }
    }

    /// Replaces what `scanner` found in `text`: the second half of
    /// [`redact_bytes`](Self::redact_bytes), for who scanned before.
    ///
    /// Differs from [`apply`](Self::apply) in one thing: a label of any entity the
    /// scanner knows is left alone, for an earlier redaction may have written it.
    ///
    /// ```
    /// use yinsi::{Context, Redactor, Scanner};
    ///
    /// let (scanner, redactor) = (Scanner::new(), Redactor::new());
    /// let cell = "张三".as_bytes();
    /// let findings = scanner.scan_with(cell, &Context::label("姓名"));
    /// assert_eq!(redactor.redact_found(&scanner, cell, &findings), b"<CN_PERSON_NAME>");
    /// ```
    pub fn redact_found(&self, scanner: &Scanner, text: &[u8], findings: &[Finding]) -> Vec<u8> {
        self.replace(text, findings.to_vec(), "", &|name| names_entity(scanner, name), &mut Document::new())
    }

    /// Replaces `findings` in `text`, in whatever order they come.
    ///
    /// Of nested spans the outer is replaced, of equal ones the more confident.
    /// Where spans overlap the one that starts first (the longer of two) is
    /// replaced whole, and the rest of the other by its own operator, so that
    /// every byte of a finding goes. A span that cuts a character takes the whole
    /// of it; one that is empty or beyond the text is ignored.
    pub fn apply(&self, text: &[u8], findings: &[Finding]) -> Vec<u8> {
        self.replace(text, findings.to_vec(), "", &|_| false, &mut Document::new())
    }

    fn replace(
        &self,
        text: &[u8],
        mut findings: Vec<Finding>,
        path: &str,
        known: &dyn Fn(&str) -> bool,
        document: &mut Document,
    ) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len() + text.len() / 8);
        sort(&mut findings);
        let piece = Piece { text, base: 0, path };
        self.sweep(&piece, 0..text.len(), &findings, known, document, &mut out);
        out
    }

    /// Writes `piece[range]` with the findings that start in it replaced. Returns
    /// where it stopped: the end of the range or, beyond it, that of a finding.
    pub(super) fn sweep(
        &self,
        piece: &Piece<'_>,
        range: Range<usize>,
        findings: &[Finding],
        known: &dyn Fn(&str) -> bool,
        document: &mut Document,
        out: &mut Vec<u8>,
    ) -> usize {
        let mut at = range.start;
        for finding in findings {
            let span = piece.span(finding);
            let (start, end) = (span.start.max(at), span.end);
            let value = piece.text.get(start..end).unwrap_or_default();
            let operator = self.operators.of(finding, piece.path);
            // What is kept is passed over, and what lies inside it is met next.
            if value.is_empty()
                || matches!(operator, Operator::Keep(_))
                || self.is_label(piece.text, &span, finding, known)
                || self.recognises(value)
            {
                continue;
            }
            let between = piece.text.get(at..start).unwrap_or_default();
            out.extend_from_slice(between);
            document.wrote(between);
            let from = out.len();
            let after = piece.text.get(end..).unwrap_or_default();
            operator.write(&mut Site { finding, after, document: &mut *document }, value, out);
            document.wrote(out.get(from..).unwrap_or_default());
            at = end;
        }
        let rest = piece.text.get(at..range.end).unwrap_or_default();
        out.extend_from_slice(rest);
        document.wrote(rest);
        at.max(range.end)
    }

    /// Whether the value is what an operator of ours wrote, without brackets around it.
    fn recognises(&self, value: &[u8]) -> bool {
        self.marking && self.operators.all().any(|operator| operator.recognises(value))
    }

    /// Whether the finding is the name in a label that an earlier redaction wrote, or a part of it.
    fn is_label(
        &self,
        text: &[u8],
        span: &Range<usize>,
        finding: &Finding,
        known: &dyn Fn(&str) -> bool,
    ) -> bool {
        let known =
            |name: &str| name == finding.entity || self.operators.by_entity.contains_key(name) || known(name);
        match written::around(text, span) {
            Around::Label(name) => known(name),
            Around::Sealed { name, payload } => {
                known(name) && self.operators.all().any(|operator| operator.wrote_payload(payload))
            }
            Around::Open | Around::Other => false,
        }
    }
}

/// Builds a [`Redactor`].
#[derive(Debug, Default)]
pub struct RedactorBuilder {
    operators: Operators,
}

impl RedactorBuilder {
    /// What to write in place of findings of `entity`; the last word counts.
    ///
    /// ```
    /// use yinsi::{Mask, Operator, Redactor, Remove, Replace};
    ///
    /// let redactor = Redactor::builder()
    ///     .operator("CREDIT_CARD", Mask::keep(0, 4))
    ///     .operator("EMAIL_ADDRESS", Replace::with("[e-mail]"))
    ///     .operator("US_SSN", Remove)
    ///     .operator("URL", Operator::custom(|_, value, out| out.extend(value.len().to_string().bytes())))
    ///     .build()?;
    /// # Ok::<(), yinsi::BuildError>(())
    /// ```
    #[must_use]
    pub fn operator(mut self, entity: impl AsRef<str>, operator: impl Into<Operator>) -> Self {
        self.operators.by_entity.insert(entity.as_ref().into(), operator.into());
        self
    }

    /// What to write in place of all other findings: [`Label`](super::Label) unless set.
    #[must_use]
    pub fn default_operator(mut self, operator: impl Into<Operator>) -> Self {
        self.operators.default = operator.into();
        self
    }

    /// What to write in place of findings of a category, where their entity has no operator of its own.
    #[must_use]
    pub fn category(mut self, category: Category, operator: impl Into<Operator>) -> Self {
        self.operators.by_category.retain(|(named, _)| *named != category);
        self.operators.by_category.push((category, operator.into()));
        self
    }

    /// What to write in place of findings by rules of a country (ISO 3166-1, `CN`), where neither their
    /// entity nor their category has an operator.
    #[must_use]
    pub fn country(mut self, country: impl AsRef<str>, operator: impl Into<Operator>) -> Self {
        self.operators.by_country.retain(|(named, _)| **named != *country.as_ref());
        self.operators.by_country.push((country.as_ref().into(), operator.into()));
        self
    }

    /// What to write in place of whatever is found at the places of a document that `pattern` matches;
    /// before all other choices.
    ///
    /// `/users/*/phone` is that place with any name for `*`, `**` stands for any number of names, and a
    /// pattern without `/` at its start may begin anywhere: `phone`. Where several match, the one with more
    /// names counts.
    ///
    /// # Errors
    ///
    /// When a name in the pattern is empty.
    pub fn path(mut self, pattern: &str, operator: impl Into<Operator>) -> Result<Self, BuildError> {
        self.add_path(Path::parse(pattern)?, operator.into());
        Ok(self)
    }

    #[cfg_attr(not(feature = "policy"), allow(unused))]
    pub(super) fn add_path(&mut self, path: Path, operator: Operator) {
        let known = &mut self.operators.by_path;
        known.retain(|(known, _)| *known != path);
        let at = known.partition_point(|(known, _)| known.weight() >= path.weight());
        known.insert(at, (path, operator));
    }

    /// Notes category and country of a scanner's rules, for operators that are chosen by them; those of the
    /// built-in rules are known.
    #[must_use]
    pub fn rules_of(mut self, scanner: &Scanner) -> Self {
        self.operators.note(scanner.rules());
        self
    }

    /// The redactor.
    ///
    /// # Errors
    ///
    /// When an entity's name cannot be one, an option of an operator makes no sense (the character of a
    /// [`Mask`](super::Mask) is a letter, a digit or a control character), or an operator cannot serve its
    /// entity.
    pub fn build(mut self) -> Result<Redactor, BuildError> {
        for (entity, operator) in &self.operators.by_entity {
            if entity.is_empty()
                || entity.len() > written::NAME_LIMIT
                || !entity.bytes().all(written::is_name)
            {
                return Err(BuildError::Option {
                    option: "operator",
                    message: format!("`{entity}` is no entity: A to Z, 0 to 9 and `_` make up its name")
                        .into(),
                });
            }
            operator.check_for(entity)?;
        }
        self.operators.all().try_for_each(Operator::check)?;
        if self.operators.by_category.is_empty() && self.operators.by_country.is_empty() {
            self.operators.kinds.clear();
        } else {
            #[cfg(feature = "catalog")]
            self.operators.note(crate::catalog::rules());
        }
        let marking = self.operators.all().any(Operator::marks);
        Ok(Redactor { operators: Arc::new(self.operators), marking })
    }
}

/// A text, or the part of a stream that is in memory.
pub(super) struct Piece<'t> {
    pub(super) text: &'t [u8],
    /// Offset of its first byte in the stream.
    pub(super) base: u64,
    /// Its place in a document of parts.
    pub(super) path: &'t str,
}

impl Piece<'_> {
    /// The finding's place in the piece, widened to whole characters.
    pub(super) fn span(&self, finding: &Finding) -> Range<usize> {
        let place = |offset: u64| {
            let at = usize::try_from(offset.saturating_sub(self.base)).unwrap_or(usize::MAX);
            at.min(self.text.len())
        };
        let (start, end) = (place(finding.start), place(finding.end));
        if start >= end {
            return start..start;
        }
        whole_char(self.text, start).start..whole_char(self.text, end).end
    }
}

/// The character that `at` cuts in two, or nothing at `at`.
fn whole_char(text: &[u8], at: usize) -> Range<usize> {
    if text.get(at).is_some_and(|b| b & 0xC0 == 0x80) {
        for start in (at.saturating_sub(3)..at).rev() {
            let (ch, len) = decode(text.get(start..).unwrap_or_default());
            if ch.is_some() && start + len > at {
                return start..start + len;
            }
        }
    }
    at..at
}

/// The order in which a sweep meets findings: outer before inner.
pub(super) fn sort(findings: &mut [Finding]) {
    findings.sort_by_key(|f| (f.start, Reverse(f.end), Reverse(f.confidence_percent())));
}

pub(super) fn names_entity(scanner: &Scanner, name: &str) -> bool {
    scanner.rules().any(|rule| &*rule.entity == name)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::redact::{Label, Mask, Remove, Replace};
    use crate::rule::{Confidence, Rules};
    use proptest::prelude::*;

    /// A scanner of a few simple rules, whatever the features.
    pub(in crate::redact) fn scanner() -> Scanner {
        let sure = Confidence { pattern: 90, ..Confidence::default() };
        let mut rules = Rules::new();
        for (id, entity, pattern) in [
            ("test.mobile", "CN_MOBILE_NUMBER", "1[3-9][0-9]{9}"),
            ("test.email", "EMAIL_ADDRESS", "[a-z0-9.]{1,32}@[a-z0-9.]{1,64}"),
            ("test.card", "CREDIT_CARD", "[0-9]{4}(?: [0-9]{4}){3}"),
        ] {
            let rule =
                Rule::builder(id, entity).pattern(pattern).confidence(sure).build().expect("a sound rule");
            rules.push(rule).expect("ids are unique");
        }
        let wechat = Rule::builder("test.wechat", "CN_WECHAT_ID").pattern("[a-zA-Z][-_a-zA-Z0-9]{5,19}");
        let wechat = wechat.requires_label().labels(["微信"]).build().expect("a sound rule");
        rules.push(wechat).expect("ids are unique");
        Scanner::builder().builtin(false).rules(rules).build().expect("sound rules")
    }

    fn finding(entity: &str, span: Range<u64>) -> Finding {
        Finding::new(entity, "test.rule", span, 0.9)
    }

    fn redact(text: &str, findings: &[Finding]) -> String {
        String::from_utf8(Redactor::new().apply(text.as_bytes(), findings)).expect("labels are UTF-8")
    }

    #[test]
    fn findings_are_replaced_in_whatever_order_they_come() {
        assert_eq!(redact("ab-cd-ef", &[finding("B", 6..8), finding("A", 0..2)]), "<A>-cd-<B>");
        assert_eq!(redact("abc", &[]), "abc");
        assert_eq!(redact("", &[finding("A", 0..2)]), "");
    }

    #[test]
    fn the_outer_of_nested_findings_is_replaced() {
        assert_eq!(redact("0123456789", &[finding("IN", 3..5), finding("OUT", 2..8)]), "01<OUT>89");
        assert_eq!(redact("0123456789", &[finding("IN", 2..5), finding("OUT", 2..8)]), "01<OUT>89");
        assert_eq!(redact("0123456789", &[finding("IN", 6..8), finding("OUT", 2..8)]), "01<OUT>89");
        let sure = Finding::new("SURE", "test.rule", 2..8, 0.95);
        assert_eq!(redact("0123456789", &[finding("EQUAL", 2..8), sure]), "01<SURE>89");
    }

    #[test]
    fn what_lies_inside_what_is_kept_has_its_own_operator() {
        let redactor = Redactor::builder().operator("OUT", crate::redact::Keep).build().expect("sound");
        let findings = [finding("OUT", 1..9), finding("IN", 3..5), finding("OUT", 4..6), finding("IN", 6..7)];
        assert_eq!(redactor.apply(b"0123456789", &findings), b"012<IN>5<IN>789");
    }

    #[test]
    fn no_byte_of_overlapping_findings_remains() {
        assert_eq!(redact("0123456789", &[finding("A", 1..5), finding("B", 3..8)]), "0<A><B>89");
        let chain = [finding("A", 1..5), finding("B", 3..8), finding("C", 4..6), finding("D", 7..9)];
        assert_eq!(redact("0123456789", &chain), "0<A><B><D>9");
    }

    #[test]
    fn spans_that_do_not_fit_are_widened_clamped_or_ignored() {
        assert_eq!(redact("a机b", &[finding("A", 2..3)]), "a<A>b");
        assert_eq!(redact("a机b", &[finding("A", 0..2)]), "<A>b");
        assert_eq!(redact("a机b", &[finding("A", 4..99)]), "a机<A>");
        assert_eq!(redact("a机b", &[finding("A", 9..99), finding("B", 2..2)]), "a机b");
        let mut backwards = finding("A", 0..1);
        backwards.start = 3;
        assert_eq!(redact("a机b", &[backwards]), "a机b");
        let clean = Redactor::new().apply(b"\x9C\xBA\xFFab", &[finding("A", 1..3)]);
        assert_eq!(clean, b"\x9C<A>ab");
    }

    #[test]
    fn each_entity_has_its_operator() {
        let redactor = Redactor::builder()
            .operator("A", Remove)
            .operator("B", Replace::with("[b]"))
            .operator(
                "C",
                Operator::custom(|finding, value, out| {
                    out.extend(finding.entity.bytes().chain(value.iter().rev().copied()));
                }),
            )
            .default_operator(Mask::keep(1, 0))
            .build()
            .expect("sound operators");
        let findings = [finding("A", 0..2), finding("B", 3..5), finding("C", 6..8), finding("D", 9..11)];
        assert_eq!(redactor.apply(b"aa bb cd dd", &findings), b" [b] Cdc d*");
    }

    #[test]
    fn a_label_of_an_earlier_redaction_stays() {
        let redactor = Redactor::builder().operator("MOBILE", Label).build().expect("sound operators");
        for (text, span, expected) in [
            ("微信:<WECHAT>", 8..14, "微信:<WECHAT>"),
            ("微信:<MOBILE>", 8..14, "微信:<MOBILE>"),
            ("微信:<MOBILE>", 8..12, "微信:<MOBILE>"),
            ("微信:<HIDDEN>", 8..14, "微信:<<WECHAT>>"),
            ("微信:<MOBILE", 8..14, "微信:<<WECHAT>"),
        ] {
            let clean = redactor.apply(text.as_bytes(), &[finding("WECHAT", span)]);
            assert_eq!(clean, expected.as_bytes());
        }
    }

    #[cfg(feature = "catalog")]
    #[test]
    fn redacting_twice_changes_nothing() {
        let scanner = Scanner::builder().all().build().expect("the built-in rules build");
        for text in [
            "微信：zhang_san88，QQ：123456789，邮箱 jane@example.com，资料发这里就行",
            "13812345678 80031275 jane@example.com 45631176 Date of birth",
            r#"{"email":"jane@example.com","wechat":"zhang_san88","ip":"192.0.2.1 port 57172 ssh2"}"#,
        ] {
            let once = Redactor::new().redact(&scanner, text);
            assert_ne!(once, text);
            assert_eq!(Redactor::new().redact(&scanner, &once), once);
            assert_eq!(scanner.scan(&once), [], "{once}");
        }
    }

    #[test]
    fn what_cannot_work_does_not_build() {
        let message = |builder: RedactorBuilder| builder.build().expect_err("unsound").to_string();
        let lower = message(Redactor::builder().operator("card", Label));
        assert_eq!(lower, "operator: `card` is no entity: A to Z, 0 to 9 and `_` make up its name");
        let digit = message(Redactor::builder().default_operator(Mask::keep(1, 1).with('0')));
        assert_eq!(digit, "mask: a letter, digit or control character would not show that a value is hidden");
    }

    proptest! {
        #[test]
        fn any_findings_leave_valid_text_without_their_bytes(
            text in "[ab机😀é]{0,20}",
            spans in prop::collection::vec((0_u64..60, 0_u64..60, prop::sample::select(vec!["A", "B", "C"])), 0..8),
        ) {
            let redactor = Redactor::builder()
                .operator("A", Remove)
                .operator("B", Mask::keep(0, 0).separators(false))
                .operator("C", Replace::with("#"))
                .build()
                .expect("sound operators");
            let findings: Vec<_> = spans.iter().map(|(start, end, entity)| {
                let mut found = finding(entity, 0..*end);
                found.start = *start;
                found
            }).collect();
            let clean = String::from_utf8(redactor.apply(text.as_bytes(), &findings)).expect("valid");
            let covered = |at: usize, ch: char| findings.iter().any(|f| {
                let range = f.range();
                range.start < range.end && range.start < at + ch.len_utf8() && range.end > at
            });
            let kept: String = text.char_indices().filter(|(at, ch)| !covered(*at, *ch)).map(|(_, ch)| ch).collect();
            prop_assert_eq!(clean.replace(['#', '*', ' '], ""), kept);
        }
    }
}
