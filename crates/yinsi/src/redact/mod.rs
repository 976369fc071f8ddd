//! Takes out what was found: [`Redactor`] and its operators, one a file.
//!
//! A redactor works on any list of findings, whoever made it. It never sees a
//! pattern, and an operator sees nothing but the value and its finding.
//! [`RedactStream`] and [`RedactWriter`] do the same for text in pieces.

mod custom;
mod structured;
#[cfg(feature = "keyed")]
mod key;
mod label;
mod mask;
mod remove;
mod replace;
mod stream;
mod writer;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::decode::normalize::decode;
use crate::decode::written::{self, Around};
use crate::error::BuildError;
use crate::finding::Finding;
use crate::scanner::Scanner;
#[cfg(feature = "keyed")]
use crate::vault::Vault;

pub use custom::Custom;
pub use structured::DocumentStream;
#[cfg(feature = "keyed")]
pub use key::{Key, KeyedMac};
pub use label::Label;
pub use mask::Mask;
pub use remove::Remove;
pub use replace::Replace;
pub use stream::RedactStream;
pub use writer::RedactWriter;

/// What is written in place of a finding.
///
/// Each operator is a type of its own that turns into this one; see
/// [`RedactorBuilder::operator`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Operator {
    /// The entity's name in angle brackets.
    Label(Label),
    /// A mask character for each character but a few at the ends.
    Mask(Mask),
    /// Nothing.
    Remove(Remove),
    /// A fixed text.
    Replace(Replace),
    /// A placeholder that a vault puts the value back for.
    #[cfg(feature = "keyed")]
    Vault(Vault),
    /// Whatever a function writes.
    Custom(Custom),
}

impl Operator {
    /// An operator from a function; see [`Custom`].
    pub fn custom(write: impl Fn(&Finding, &[u8], &mut Vec<u8>) + Send + Sync + 'static) -> Self {
        Self::Custom(Custom::new(write))
    }

    fn check(&self) -> Result<(), BuildError> {
        match self {
            Self::Mask(mask) => mask.check(),
            _ => Ok(()),
        }
    }

    fn write(&self, finding: &Finding, value: &[u8], out: &mut Vec<u8>) {
        match self {
            Self::Label(label) => label.write(finding, out),
            Self::Mask(mask) => mask.write(value, out),
            Self::Remove(Remove) => {}
            Self::Replace(replace) => replace.write(out),
            #[cfg(feature = "keyed")]
            Self::Vault(vault) => out.extend_from_slice(vault.placeholder(finding.entity, value).as_bytes()),
            Self::Custom(custom) => custom.write(finding, value, out),
        }
    }
}

impl Default for Operator {
    fn default() -> Self {
        Self::Label(Label)
    }
}

/// Replaces findings in a text.
///
/// Cheap to clone, and shared freely among threads. The default writes the
/// entity's name: [`Label`].
///
/// Redacting again leaves alone what a redaction wrote: a label in the text is no
/// finding and names no value, and what [`Mask`] leaves is no longer a value of its
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
}

#[derive(Debug, Default)]
struct Operators {
    by_entity: HashMap<Box<str>, Operator>,
    default: Operator,
}

impl Redactor {
    /// Writes a [`Label`] for every finding.
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
        self.replace(text, findings.to_vec(), &|name| names_entity(scanner, name))
    }

    /// Replaces `findings` in `text`, in whatever order they come.
    ///
    /// Of nested spans the outer is replaced, of equal ones the more confident.
    /// Where spans overlap the one that starts first (the longer of two) is
    /// replaced whole, and the rest of the other by its own operator, so that
    /// every byte of a finding goes. A span that cuts a character takes the whole
    /// of it; one that is empty or beyond the text is ignored.
    pub fn apply(&self, text: &[u8], findings: &[Finding]) -> Vec<u8> {
        self.replace(text, findings.to_vec(), &|_| false)
    }

    fn replace(&self, text: &[u8], mut findings: Vec<Finding>, known: &dyn Fn(&str) -> bool) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len() + text.len() / 8);
        sort(&mut findings);
        self.sweep(&Piece { text, base: 0 }, 0..text.len(), &findings, known, &mut out);
        out
    }

    /// Writes `piece[range]` with the findings that start in it replaced. Returns
    /// where it stopped: the end of the range or, beyond it, that of a finding.
    fn sweep(
        &self,
        piece: &Piece<'_>,
        range: Range<usize>,
        findings: &[Finding],
        known: &dyn Fn(&str) -> bool,
        out: &mut Vec<u8>,
    ) -> usize {
        let mut at = range.start;
        for finding in findings {
            let span = piece.span(finding);
            let (start, end) = (span.start.max(at), span.end);
            if start >= end || self.is_label(piece.text, &span, finding, known) {
                continue;
            }
            out.extend_from_slice(piece.text.get(at..start).unwrap_or_default());
            let value = piece.text.get(start..end).unwrap_or_default();
            self.operator(finding.entity).write(finding, value, out);
            at = end;
        }
        out.extend_from_slice(piece.text.get(at..range.end).unwrap_or_default());
        at.max(range.end)
    }

    /// The vaults that operators write placeholders of.
    #[cfg(feature = "keyed")]
    fn vaults(&self) -> impl Iterator<Item = &Vault> {
        self.operators.by_entity.values().chain([&self.operators.default]).filter_map(|operator| match operator {
            Operator::Vault(vault) => Some(vault),
            _ => None,
        })
    }

    fn operator(&self, entity: &str) -> &Operator {
        self.operators.by_entity.get(entity).unwrap_or(&self.operators.default)
    }

    /// Whether the finding is the name in a label that an earlier redaction wrote.
    fn is_label(
        &self,
        text: &[u8],
        span: &Range<usize>,
        finding: &Finding,
        known: &dyn Fn(&str) -> bool,
    ) -> bool {
        let Around::Label(name) = written::around(text, span) else { return false };
        name == finding.entity || self.operators.by_entity.contains_key(name) || known(name)
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

    /// What to write in place of all other findings: [`Label`] unless set.
    #[must_use]
    pub fn default_operator(mut self, operator: impl Into<Operator>) -> Self {
        self.operators.default = operator.into();
        self
    }

    /// The redactor.
    ///
    /// # Errors
    ///
    /// When an entity's name cannot be one, or the character of a [`Mask`] is a
    /// letter, a digit or a control character.
    pub fn build(self) -> Result<Redactor, BuildError> {
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
            operator.check()?;
        }
        self.operators.default.check()?;
        Ok(Redactor { operators: Arc::new(self.operators) })
    }
}

/// A text, or the part of a stream that is in memory.
struct Piece<'t> {
    text: &'t [u8],
    /// Offset of its first byte in the stream.
    base: u64,
}

impl Piece<'_> {
    /// The finding's place in the piece, widened to whole characters.
    fn span(&self, finding: &Finding) -> Range<usize> {
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
fn sort(findings: &mut [Finding]) {
    findings.sort_by_key(|f| (f.start, Reverse(f.end), Reverse(f.confidence_percent())));
}

fn names_entity(scanner: &Scanner, name: &str) -> bool {
    scanner.rules().any(|rule| &*rule.entity == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{Confidence, Rule, Rules};
    use proptest::prelude::*;

    /// A scanner of a few simple rules, whatever the features.
    pub(super) fn scanner() -> Scanner {
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
            prop_assert_eq!(clean.replace(['#', '*'], ""), kept);
        }
    }
}
