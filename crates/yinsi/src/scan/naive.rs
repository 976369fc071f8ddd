//! The oracle: a scanner with nothing clever in it, and the proof that the engine equals it.
//!
//! For each rule and each start it tries all ends, longest first, with one regular expression after
//! the other; then bounds, label and checks, written here once more from the sentences of DESIGN and
//! `catalog/README.md`. It shares the tables of characters and the checks with the engine, and no
//! trigger, automaton, window or label table.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use regex::bytes::Regex;

use super::arch::{Event, Isa};
use super::{Match, Outside, REWRITE_MAX, Scratch, matches, trace};
use crate::compile::Part;
use crate::compile::labels::{is_delimiter, is_gap};
use crate::compile::plan::{Entry, Options, Plan, RuleRef, WINDOW_BEFORE};
use crate::decode::normalize::{Rewritten, ascii_of, decode, decode_last};
use crate::intern::intern;
use crate::rule::{Bounds, Requires, Rule, RuleBuilder};
use crate::validate::{Check, Date, Value};

const LATEST: Date = Date { year: 2027, month: 12, day: 31 };

/// A match as both scanners report it: start, end, rule.
type Span = (usize, usize, usize);

// ---- the naive scanner ------------------------------------------------------------

/// Rules with one expression a pattern.
struct Naive<'r>(Vec<(&'r Rule, Vec<Regex>)>);

impl<'r> Naive<'r> {
    fn new(rules: &'r [Rule]) -> Self {
        let whole =
            |pattern: &str| Regex::new(&format!(r"\A(?:{pattern})\z")).expect("the test's pattern compiles");
        Self(rules.iter().map(|rule| (rule, rule.patterns.iter().map(|p| whole(p)).collect())).collect())
    }

    /// All matches, as they stand in the text or after all of it was rewritten.
    fn matches(&self, text: &[u8]) -> Vec<Span> {
        let mut longest: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        let mut keep = |start, end, rule| {
            let known = longest.entry((start, rule)).or_insert(end);
            *known = end.max(*known);
        };
        self.each(text, |_, _| true, &mut keep);
        let mut all = Rewritten::default();
        all.fill(text, 0, text.len());
        let original = |start, end| (all.original(start), all.original_end(end));
        let counts = |start, end| {
            let (from, to) = original(start, end);
            all.covers_site(start, end).is_some() && to - from <= REWRITE_MAX
        };
        self.each(&all.bytes, counts, &mut |start, end, rule| {
            let (from, to) = original(start, end);
            keep(from, to, rule);
        });
        longest.into_iter().map(|((start, rule), end)| (start, end, rule)).collect()
    }

    /// Hands over the longest match of each rule and start for which `counts` holds.
    fn each(
        &self,
        text: &[u8],
        counts: impl Fn(usize, usize) -> bool,
        found: &mut impl FnMut(usize, usize, usize),
    ) {
        for (number, (rule, expressions)) in self.0.iter().enumerate() {
            for start in 0..text.len() {
                let last = text.len().min(start + rule.max_len as usize);
                let end = (start + 1..=last).rev().find(|&end| {
                    expressions.iter().any(|expression| expression.is_match(&text[start..end]))
                        && stands(text, start, end, rule)
                        && counts(start, end)
                });
                if let Some(end) = end {
                    found(start, end, number);
                }
            }
        }
    }
}

/// Bounds, label and checks.
fn stands(text: &[u8], start: usize, end: usize, rule: &Rule) -> bool {
    let Bounds { left, right, dots } = rule.bounds;
    let labelled = rule.requires == Requires::Label;
    let free_left = labelled || !left || !touches_before(text, start, dots);
    let free_right = !right || !touches_after(text, end, dots);
    let label = !labelled || rule.labels.iter().any(|word| is_labelled(text, start, word));
    let compact: Vec<u8> =
        text[start..end].iter().filter(|b| b.is_ascii_alphanumeric()).take(64).copied().collect();
    let compact = compact.to_ascii_uppercase();
    let value = Value { haystack: text, start, end, compact: &compact, latest: LATEST };
    free_left
        && free_right
        && label
        && rule.checks.iter().all(|check| check.penalty > 0 || check.check.accepts(&value))
}

fn is_digit(text: &[u8], at: usize) -> bool {
    text.get(at).is_some_and(u8::is_ascii_digit)
}

/// An ASCII or full-width letter or digit, or a plus sign, as ASCII.
fn plain(ch: char) -> Option<u8> {
    ascii_of(ch).flatten().or(u8::try_from(ch).ok().filter(u8::is_ascii))
}

fn touches_before(text: &[u8], start: usize, dots: bool) -> bool {
    let digit = is_digit(text, start);
    if digit && !dots && start >= 2 && text[start - 1] == b'.' && is_digit(text, start - 2) {
        return true;
    }
    let mut at = start;
    for _ in 0..8 {
        let (Some(ch), length) = decode_last(&text[..at]) else { return false };
        if ascii_of(ch) != Some(None) {
            return plain(ch).is_some_and(|byte| byte.is_ascii_alphanumeric() || (digit && byte == b'+'));
        }
        at -= length;
    }
    false
}

fn touches_after(text: &[u8], end: usize, dots: bool) -> bool {
    if is_digit(text, end - 1) && !dots && text.get(end) == Some(&b'.') && is_digit(text, end + 1) {
        return true;
    }
    let mut at = end;
    for _ in 0..8 {
        let (Some(ch), length) = decode(&text[at..]) else { return false };
        if ascii_of(ch) != Some(None) {
            return plain(ch).is_some_and(|byte| byte.is_ascii_alphanumeric());
        }
        at += length;
    }
    false
}

/// Whether `word` stands right before the value at `start`, or before a remark or markup before it.
fn is_labelled(text: &[u8], start: usize, word: &str) -> bool {
    is_labelled_far(text, start, word) || is_labelled_near(text, start, word)
}

/// `姓名（中文）：张三` and `<td>姓名</td><td>张三`.
fn is_labelled_far(text: &[u8], start: usize, word: &str) -> bool {
    static FAR: LazyLock<Regex> = LazyLock::new(|| {
        let remark = r"(?: ?[(（][^()（）:：=\n]{1,12}[)）](?P<gap> *[:：=＝\x22|\t].*))";
        let tag = r"[ \t\r\n]{0,40}</?[A-Za-z](?-u:[^<>\n]{0,39})>";
        let markup = format!(
            r"(?P<one>[ :：]{{0,3}})(?P<tags>(?:{tag}){{1,3}})[ \t\r\n]{{0,40}}(?P<two>(?:[:：][ :：]{{0,2}})?)"
        );
        Regex::new(&format!(r"\A(?s:{remark}|{markup})\z")).expect("sound")
    });
    if decode(&text[start..]).0.is_none_or(is_gap) {
        return false;
    }
    (start.saturating_sub(128)..start).any(|end| {
        let Some(far) = FAR.captures(&text[end..start]) else { return false };
        let gap = far.name("gap").is_none_or(|gap| {
            std::str::from_utf8(gap.as_bytes()).is_ok_and(|gap| {
                gap.chars().all(is_gap) && gap.chars().count() <= 8 && gap.matches('\n').count() <= 1
            })
        });
        // A colon tells, or a tag that closes before one that opens.
        let told = far.name("tags").is_none_or(|tags| {
            let opens = || tags.as_bytes().windows(2).filter(|w| w[0] == b'<').map(|w| w[1] != b'/');
            let colon = ["one", "two"].iter().any(|name| far[*name].iter().any(|b| !b" ".contains(b)));
            colon || opens().next() == Some(false) && opens().any(|opens| opens)
        });
        let last = decode_last(&text[..end]).0.unwrap_or('\n');
        let open = last.len_utf8() >= 3
            || last.is_ascii() && (is_delimiter(text[end]) || text[end] == b'<' || text[end] >= 0x80);
        gap && told && open && ends_in_word(text, end, word)
    })
}

fn is_labelled_near(text: &[u8], start: usize, word: &str) -> bool {
    // The value begins with a character, and none of the gap.
    if decode(&text[start..]).0.is_none_or(is_gap) {
        return false;
    }
    let mut gap = String::new();
    let mut end = start;
    while let (Some(ch), length) = decode_last(&text[..end]) {
        if !is_gap(ch) {
            break;
        }
        gap.insert(0, ch);
        end -= length;
    }
    if gap.chars().count() > 8 || gap.matches('\n').count() > 1 {
        return false;
    }
    let delimited = word.ends_with(':');
    if !ends_in_word(text, end, word) {
        return false;
    }
    let last = decode_last(&text[..end]).0.expect("labels are UTF-8");
    let digits = |count| (start..start + count).all(|at| is_digit(text, at));
    let spaces_only = gap.chars().all(|ch| matches!(ch, ' ' | '\n' | '\r' | '\u{A0}' | '\u{3000}'));
    if delimited && spaces_only {
        false
    } else if last.len_utf8() >= 3 {
        true
    } else if spaces_only {
        let mere = gap.chars().all(|ch| ch == ' ');
        let tail = text[..end].iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
        let before = &text[..end - tail];
        let touches = before.last().is_some_and(|b| *b >= 0x80);
        let spaced = before.last() == Some(&b' ') && before.len() > 1 && before[before.len() - 2] >= 0x80;
        let edge = before.last().is_none_or(|b| b.is_ascii() && is_delimiter(*b)) || spaced;
        let word =
            text[start..].iter().take(20).take_while(|b| b.is_ascii_alphanumeric() || b"_-".contains(b));
        let odd = word.into_iter().any(|b| b.is_ascii_digit() || *b == b'_');
        let short = (1..=2).contains(&tail) && (touches || edge && odd);
        let lettered = gap == " " && short && text[start].is_ascii_alphabetic();
        last.is_ascii_alphabetic() && mere && (lettered || digits(if gap.is_empty() { 5 } else { 2 }))
    } else {
        let Some(delimiter) = gap.trim_start_matches('*').trim_start_matches(' ').chars().next() else {
            return false;
        };
        let ascii = u8::try_from(delimiter).is_ok_and(|byte| byte.is_ascii() && is_delimiter(byte));
        ascii || (last.is_ascii() && !delimiter.is_ascii() && !gap.starts_with([' ', '*']))
    }
}

/// Whether `word` ends at `end`, with a proper left edge.
fn ends_in_word(text: &[u8], end: usize, word: &str) -> bool {
    let exact = word.starts_with('^');
    let word = word.trim_start_matches('^').trim_end_matches([':', '.']).as_bytes();
    let Some(from) = end.checked_sub(word.len()) else { return false };
    if !text[from..end].eq_ignore_ascii_case(word) {
        return false;
    }
    // In front of a letter stands no letter, unless it is the hump of a camel.
    let (first, before) = (text[from], from.checked_sub(1).map(|at| text[at]));
    let two_lower = text[from.saturating_sub(2)..from].iter().filter(|b| b.is_ascii_lowercase()).count() == 2;
    let hump = first.is_ascii_uppercase() && two_lower;
    if first.is_ascii_alphabetic() && before.is_some_and(|b| b.is_ascii_alphabetic()) && !hump {
        return false;
    }
    // An exact one has no word before it, up to 32 spaces aside.
    let spaces = text[..from].iter().rev().take_while(|b| **b == b' ').count();
    let word_before = match decode_last(&text[..from - spaces]) {
        (Some(ch), _) if spaces > 0 && !ch.is_ascii() && first.is_ascii() => false,
        (Some(ch), _) => ch.is_alphanumeric() || matches!(ch, '_' | '-' | '.' | '“' | '”' | '‘' | '’'),
        (None, length) => length > 0,
    };
    !(exact && spaces <= 32 && word_before)
}

// ---- the comparison ---------------------------------------------------------------

fn plan(rules: &[Rule], thorough: bool, isa: Isa) -> Plan {
    let part = Part::compile(rules, "test", thorough).expect("the test's rules compile");
    let entries = rules.iter().map(|rule| Entry {
        rule: RuleRef::Shared(rule.clone().into()),
        id: intern(&rule.id),
        entity: intern(&rule.entity),
        enabled: true,
        bonus: 0,
    });
    let options = Options {
        min_score: 0,
        window_before: WINDOW_BEFORE,
        latest: LATEST,
        allow: Default::default(),
        denied: None,
    };
    Plan::new(entries.collect(), vec![(part, 0)], isa, options)
}

fn engine(plan: &Plan, text: &[u8], range: Range<usize>, scratch: &mut Scratch) -> Vec<Span> {
    matches(plan, text, range, &Outside::default(), scratch);
    spans(scratch)
}

fn spans(scratch: &Scratch) -> Vec<Span> {
    let span = |m: &Match| (m.start, m.end, usize::from(m.rule));
    let mut spans: Vec<Span> = scratch.matches.iter().map(span).collect();
    spans.sort_unstable_by_key(|span| (span.0, span.2));
    spans
}

/// A number from the environment, for long runs by hand.
fn setting(name: &str, otherwise: u32) -> u32 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

/// Runs `test` over texts put together from `pieces`: the same ones every time.
fn over_texts(
    pieces: &[&'static [u8]],
    longest: usize,
    test: impl Fn(&[u8], usize) -> Result<(), TestCaseError>,
) {
    let config =
        Config { cases: setting("YINSI_CASES", 500), failure_persistence: None, ..Config::default() };
    let mut seed = [7; 32];
    seed[..4].copy_from_slice(&setting("YINSI_SEED", 1).to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let text =
        prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..longest).prop_map(|all| all.concat());
    let strategy = (text, any::<prop::sample::Index>());
    let outcome = TestRunner::new_with_rng(config, rng).run(&strategy, |(text, cut)| {
        let cut = cut.index(text.len() + 1);
        test(&text, cut)
    });
    if let Err(error) = outcome {
        panic!("{}", error.to_string().lines().take(3).collect::<Vec<_>>().join("\n"));
    }
}

/// Holds the engine to the oracle; `events` (`None`: labels, fallback) are all needed by the rules.
fn compare(rules: &[RuleBuilder], events: &[Option<Event>], pieces: &[&'static [u8]], longest: usize) {
    let rules: Vec<Rule> = rules.iter().map(|rule| rule.clone().build().expect("a sound rule")).collect();
    let naive = Naive::new(&rules);
    let mut plans = Vec::new();
    for isa in Isa::available() {
        plans.extend([plan(&rules, false, isa), plan(&rules, true, isa)]);
    }
    let families = &plans[0].parts[0].0.families;
    let mut seen: Vec<_> = families.iter().map(|family| family.event.map(|event| event as usize)).collect();
    seen.sort_unstable();
    seen.dedup();
    let mut wanted: Vec<_> = events.iter().map(|event| event.map(|event| event as usize)).collect();
    wanted.sort_unstable();
    assert_eq!(seen, wanted, "the rules have other triggers than this test is about");
    let found = std::cell::Cell::new(0);
    over_texts(pieces, longest, |text, cut| {
        let expected = naive.matches(text);
        found.set(found.get() + expected.len());
        let mut scratch = Scratch::default();
        // `explain` tries everything everywhere, by the automata.
        trace(&plans[0], text, &mut scratch);
        prop_assert_eq!(&spans(&scratch), &expected, "explain: {:?}", String::from_utf8_lossy(text));
        for (number, plan) in plans.iter().enumerate() {
            let name = format!("{} {}", plan.isa.name(), if number % 2 == 1 { "thorough" } else { "quick" });
            let shown = String::from_utf8_lossy(text);
            prop_assert_eq!(
                &engine(plan, text, 0..text.len(), &mut scratch),
                &expected,
                "{}: {:?}",
                name,
                shown
            );
            let mut halves = engine(plan, text, 0..cut, &mut scratch);
            halves.extend(engine(plan, text, cut..text.len(), &mut scratch));
            prop_assert_eq!(&halves, &expected, "{} cut at {}: {:?}", name, cut, shown);
        }
        Ok(())
    });
    assert!(found.get() > 50, "only {} matches in all texts: the pieces do not fit the rules", found.get());
}

/// A rule with this pattern, named by its number.
fn rule(number: usize, pattern: &str) -> RuleBuilder {
    Rule::builder(&format!("test.n{number}"), "TEST").pattern(pattern)
}

fn rules<const N: usize>(patterns: [&str; N]) -> Vec<RuleBuilder> {
    patterns.iter().enumerate().map(|(number, pattern)| rule(number, pattern)).collect()
}

/// The same rules with other bounds, all as one list.
fn bounded(patterns: &[&str], all: &[(bool, bool, bool)]) -> Vec<RuleBuilder> {
    let mut rules = Vec::new();
    for &(left, right, dots) in all {
        for pattern in patterns {
            rules.push(rule(rules.len(), pattern).bounds(Bounds { left, right, dots }));
        }
    }
    rules
}

const TOKEN: (bool, bool, bool) = (true, true, false);
const DOTS: (bool, bool, bool) = (true, true, true);
const LEFT: (bool, bool, bool) = (true, false, false);
const RIGHT: (bool, bool, bool) = (false, true, false);
const NONE: (bool, bool, bool) = (false, false, true);

/// Digits, what joins them and what stands around them.
const DIGITS: [&[u8]; 55] = [
    b"v.12.3.4",
    b"10.0.0.1",
    b"(+123456",
    b"A123-456",
    b"x123-456",
    b"138000",
    b"13800000",
    b"8613123456",
    b"(010) 123",
    b"12/12/2024",
    b"Y123456",
    b"B123456",
    b"192.168.1.1",
    b"123-456",
    b"1 3",
    b"0",
    b"1",
    b"3",
    b"12",
    b"13",
    b"138",
    b"1234",
    b"6",
    b"86",
    b"010",
    b"000000",
    b"123456",
    b"0",
    b"1",
    b"+",
    b"+86",
    b"-",
    b" ",
    b".",
    b"/",
    b"(",
    b")",
    b") ",
    b"  ",
    b" - ",
    b"A",
    b"B",
    b"x",
    b"Y",
    b"_",
    b",",
    b"\n",
    "机".as_bytes(),
    "１".as_bytes(),
    "３".as_bytes(),
    "\u{200B}".as_bytes(),
    "\u{A0}".as_bytes(),
    "－".as_bytes(),
    "．".as_bytes(),
    b"\xEF\xBC",
];

#[test]
fn digit_runs() {
    let patterns = [
        "1[3-9][0-9]{4,6}",
        r"(?:\+?86[ -]?)?1[3-9][0-9]{4}",
        "[A-C]{0,2}[0-9]{6}(?: ?[0-9]{2})?",
        r"\(0[0-9]{2}\)[ -]?[0-9]{3}",
        r"[0-9]{3}[ .-]{1,3}[0-9]{3}",
        r"[0-9]{6}x|[0-9]{7}|Y[0-9]{6,8}",
        "[0-9]{2}/[0-9]{2}/[0-9]{2,4}",
    ];
    compare(&bounded(&patterns, &[TOKEN]), &[Some(Event::DigitRun)], &DIGITS, 16);
    compare(&bounded(&patterns, &[LEFT]), &[Some(Event::DigitRun)], &DIGITS, 16);
    let dotted =
        [r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}", r"(?:v\.)?[0-9]{2}(?:\.[0-9]{1,2}){2,3}"];
    compare(&bounded(&dotted, &[DOTS, TOKEN]), &[Some(Event::DigitRun)], &DIGITS, 16);
    // Without a left bound a run must have something before it.
    let behind = ["B[0-9]{6}", r"\(?\+[0-9]{6,}", "[A-Bx]{1,3}[0-9]{3}-[0-9]{3}"];
    compare(&bounded(&behind, &[NONE, RIGHT]), &[Some(Event::DigitRun)], &DIGITS, 16);
}

#[test]
fn the_longest_that_passes_its_checks() {
    let all = vec![
        rule(0, "[0-9]{6,12}").max_len(8),
        rule(1, "[0-9]{6,9}").check(Check::Luhn { prefix: "".into() }),
        rule(2, "[0-9 -]{6,14}[0-9]").check(Check::Luhn { prefix: "".into() }).bounds(Bounds {
            left: true,
            right: false,
            dots: true,
        }),
        rule(3, "[0-9]{3}(?: ?[0-9]{3}){1,3}").check(Check::Varied { distinct: 3 }).max_len(11),
        rule(4, "[0-9]{6}[0-9 .]*").soft_check(Check::Luhn { prefix: "".into() }, 30).max_len(16),
    ];
    let all: Vec<_> = all.into_iter().filter(|rule| rule.clone().build().is_ok()).collect();
    let digits = DIGITS.iter().copied().filter(|piece| *piece != b"B").collect::<Vec<_>>();
    compare(&all[..2], &[Some(Event::DigitRun)], &digits, 16);
    compare(&all[3..], &[Some(Event::DigitRun)], &digits, 16);
    compare(&all[2..3], &[None], &digits, 16);
}

#[test]
fn at_signs() {
    let pieces: [&[u8]; 20] = [
        b"a",
        b"b",
        b"ab",
        b"z",
        b"1",
        b".",
        b"@",
        b"@",
        b"@@",
        b"a@b",
        b"x:",
        b"-",
        b" ",
        b"\n",
        "机".as_bytes(),
        "＠".as_bytes(),
        "ａ".as_bytes(),
        "\u{200B}".as_bytes(),
        "é".as_bytes(),
        b"\xC3",
    ];
    let patterns = [
        "[a-z.]{1,4}@[a-z]{2,4}",
        "[a-z@.]{1,8}@[a-z]{2}",
        "[机a-z]{1,3}@机[a-z]{0,2}",
        r"(?:x:)?[a-z]{1,6}@[a-z0-9][a-z0-9-]*(?:\.[a-z]{1,3})+",
        "é@[a-zé]|[a-z]@[0-9]{1,2}",
    ];
    let mut all = bounded(&patterns, &[TOKEN, LEFT, NONE]);
    all.push(rule(all.len(), "[a-z.]{1,20}@[a-z][a-z.]{0,20}").max_len(7));
    compare(&all, &[Some(Event::At)], &pieces, 20);
}

#[test]
fn schemes_and_dashes() {
    let pieces: [&[u8]; 27] = [
        b"http://a",
        b"https://",
        b"ftp://",
        b"x://",
        b"-----BEGIN KEY-----",
        b"-----KEY",
        b"http",
        b"https",
        b"ftp",
        b"x",
        b":",
        b"/",
        b"//",
        b"://",
        b"a",
        b"1",
        b"-",
        b"--",
        b"-----",
        b"-----BEGIN ",
        b"KEY",
        b"A",
        b" ",
        "机".as_bytes(),
        "１".as_bytes(),
        "：".as_bytes(),
        b"\xFF",
    ];
    let schemes =
        ["https?://[a-z0-9]+", "(?:http|ftp)://[^ ]{1,9}|x://机", "[a-z]{1,5}://[a-z]{1,3}(?:-[a-z1]+)?"];
    compare(&bounded(&schemes, &[TOKEN, LEFT, NONE]), &[Some(Event::Scheme)], &pieces, 16);
    let dashes = ["-----BEGIN [A-Z]+-----", "-{5,7}[A-Z]{1,3}", "x?-----KEY[^x]*"];
    compare(&bounded(&dashes, &[TOKEN, NONE]), &[Some(Event::Dashes)], &pieces, 16);
}

#[test]
fn long_tokens() {
    let pieces: [&[u8]; 26] = [
        b"ghp_abcdefghijklmn",
        b"sk-abcdefghijklmn",
        b"eyabcdefghijkl",
        b"AKIAABCDEFGABCDEFG",
        b"a",
        b"B",
        b"7",
        b"abcdefg",
        b"ABCDEFG",
        b"1234567",
        b"abcdefghijklmn",
        b"ghp_",
        b"ghp",
        b"_",
        b"ey",
        b"sk-",
        b"-",
        b".",
        b" ",
        b"AKIA",
        "机".as_bytes(),
        "ａ".as_bytes(),
        "７".as_bytes(),
        "\u{FEFF}".as_bytes(),
        b"\n",
        b"\xE6",
    ];
    let patterns = [
        "ghp_[A-Za-z0-9]{14}",
        "[A-Za-z0-9]{14,16}",
        "ey[A-Za-z0-9]{12,}(?:\\.[a-z]+)?",
        "sk-[a-z]{14,}",
        "(?:AKIA|B7)[A-G]{12,}",
    ];
    compare(&bounded(&patterns, &[TOKEN, LEFT]), &[Some(Event::LongToken)], &pieces, 14);
    compare(
        &bounded(&["ghp_[A-Za-z0-9]{14}", "sk-[a-z]{14,}"], &[NONE, RIGHT]),
        &[Some(Event::LongToken)],
        &pieces,
        14,
    );
}

#[test]
fn tokens_and_capitals() {
    let pieces: [&[u8]; 22] = [
        b"A",
        b"B",
        b"AB",
        b"1",
        b"12",
        b"3",
        b"a",
        b"b",
        b"E-",
        b"-",
        b"_",
        b".",
        b" ",
        b"EMP-12345",
        b"AB12",
        b"\t",
        "机".as_bytes(),
        "Ａ".as_bytes(),
        "１".as_bytes(),
        "\u{200D}".as_bytes(),
        b"\x80",
        b"\n",
    ];
    compare(
        &bounded(&["EMP-[0-9]{5}", "[ab]{1,3}", "1[^ ]"], &[TOKEN, LEFT]),
        &[Some(Event::TokenStart)],
        &pieces,
        16,
    );
    let capitals = ["[A-Z]{2}[0-9]{2}[A-Z0-9]{0,4}", "AB1[0-9](?:[ -][0-9]+)?"];
    compare(&bounded(&capitals, &[TOKEN, LEFT]), &[Some(Event::UpperDigit)], &pieces, 16);
}

#[test]
fn hex_groups() {
    let pieces: [&[u8]; 22] = [
        b"0",
        b"a",
        b"F",
        b"00",
        b"1a",
        b"ff",
        b"beef",
        b"0123",
        b":",
        b"::",
        b":",
        b"-",
        b".",
        b":1a",
        b"-1a",
        b".beef",
        b"g",
        b" ",
        "机".as_bytes(),
        "：".as_bytes(),
        "－".as_bytes(),
        "０".as_bytes(),
    ];
    let patterns = [
        "(?:[0-9a-f]{2}:){3}[0-9a-f]{2}",
        "(?:[0-9A-Fa-f]{1,4}:){3,5}[0-9a-f]{1,4}",
        "(?:[0-9a-fA-F]{2}-){3}[0-9a-fA-F]{2}",
        r"[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}",
        "(?:[0-9a-f]{1,4}:){1,3}(?::[0-9a-f]{1,4}){1,2}",
    ];
    compare(&bounded(&patterns, &[TOKEN, DOTS, NONE]), &[Some(Event::HexSeparator)], &pieces, 20);
}

#[test]
fn han_and_ascii() {
    let pieces: [&[u8]; 29] = [
        "京A12".as_bytes(),
        "京123".as_bytes(),
        "京·1".as_bytes(),
        "机12号".as_bytes(),
        "12号".as_bytes(),
        "2024年1".as_bytes(),
        "-1京".as_bytes(),
        "京".as_bytes(),
        "沪".as_bytes(),
        "机".as_bytes(),
        "字第".as_bytes(),
        "年".as_bytes(),
        "号".as_bytes(),
        "é".as_bytes(),
        "·".as_bytes(),
        b"A",
        b"B",
        b"1",
        b"12",
        b"2024",
        b"a",
        b" ",
        b"-",
        "Ａ".as_bytes(),
        "１".as_bytes(),
        "\u{200B}".as_bytes(),
        b"\xE4\xBA",
        b"\xAC",
        b"\n",
    ];
    let patterns = [
        "[京沪][A-Z][A-Z0-9]{2,3}",
        "京(?:[·-]| )?[0-9]{1,3}",
        "(?:机|字第)[0-9]{2,4}号?",
        "[京沪]{1,4}[AB]|é1",
    ];
    // Where a separator may stand between, the capital does not follow at once: such a rule falls back.
    let direct = [patterns[0], patterns[2], patterns[3]];
    compare(&bounded(&direct, &[TOKEN, NONE]), &[Some(Event::HanAscii)], &pieces, 16);
    compare(&bounded(&patterns[1..2], &[TOKEN]), &[None], &pieces, 16);
    let after = ["[0-9]{2,3}号", "[0-9]{1,4}年(?:[0-9]{1,2})?", "(?:[0-9]|-)[0-9]京"];
    compare(&bounded(&after, &[TOKEN, LEFT, NONE]), &[Some(Event::DigitHan)], &pieces, 16);
}

#[test]
fn dots_and_the_fallback() {
    let pieces: [&[u8]; 20] = [
        b"a",
        b"b",
        b"ab",
        b"A",
        b"1",
        b".",
        b".com",
        b"www.",
        b"#",
        b"$",
        b"-",
        b" ",
        b"\n",
        "机".as_bytes(),
        "é".as_bytes(),
        "．".as_bytes(),
        "ａ".as_bytes(),
        "１".as_bytes(),
        "\u{2060}".as_bytes(),
        b"\xFE",
    ];
    compare(
        &bounded(&[r"[a-z]{1,4}\.[a-z]{2,3}", r"(?:[a-z1]{1,3}\.){1,2}com"], &[NONE, RIGHT]),
        &[Some(Event::Dot)],
        &pieces,
        16,
    );
    let slow = ["[#$][a-z]{1,3}", "é[a-z1]+", "(?s-u:#.{2})", "[a-z]{2,3}|机", r"\.\.|-"];
    compare(&bounded(&slow, &[NONE, RIGHT]), &[None], &pieces, 16);
    compare(&bounded(&slow[..3], &[TOKEN, LEFT]), &[None], &pieces, 16);
}

/// Labels, what may stand between them and their values, and values.
const LABELS: [&[u8]; 70] = [
    b"\nqq ab_1",
    b"qq Li1",
    b"</b>: ",
    "号qq".as_bytes(),
    "👉".as_bytes(),
    b"<td>",
    b"</td>",
    b"</b>\n<i>",
    b"(x): ",
    b")",
    "（中文）：".as_bytes(),
    "）".as_bytes(),
    "❤".as_bytes(),
    "𠮷".as_bytes(),
    "姓名".as_bytes(),
    "手机".as_bytes(),
    "手机号".as_bytes(),
    "号".as_bytes(),
    "码".as_bytes(),
    b"name",
    b"Name",
    b"NAME",
    b"userName",
    b"user_",
    b"file ",
    b"qq",
    b"QQ",
    b"xqq",
    b"no",
    b"no.",
    b"tel2",
    "né".as_bytes(),
    b":",
    b"=",
    b"\"",
    b"\": \"",
    b"'",
    b">",
    b"<",
    b"|",
    b"#",
    b"\\",
    b"`",
    b"\t",
    b"\n",
    b"\r\n",
    b" ",
    b"  ",
    b"-",
    b",",
    b"*",
    b"[",
    b"(",
    "：".as_bytes(),
    "＝".as_bytes(),
    "　".as_bytes(),
    "\u{A0}".as_bytes(),
    "是".as_bytes(),
    "为".as_bytes(),
    "「".as_bytes(),
    "、".as_bytes(),
    "张三".as_bytes(),
    b"Li",
    b"1",
    b"12",
    b"12345",
    b"abc",
    "１２３４５".as_bytes(),
    "\u{200B}".as_bytes(),
    b"\xE5\xA7",
];

#[test]
fn labels() {
    let chinese = ["姓名", "手机", "手机号", "号", "码:"];
    let english = ["name", "^qq", "user name", "né", "tel2", "no.", "𠮷"];
    let both: Vec<&str> = chinese.iter().chain(&english).copied().collect();
    let label =
        |number: usize, pattern: &str, labels: &[&str]| rule(number, pattern).requires_label().labels(labels);
    let all = vec![
        label(0, r"[\x{4E00}-\x{9FFF}]{2,3}", &chinese),
        label(1, "[0-9]{1,12}", &both),
        label(2, "[A-Za-z][A-Za-z0-9-]{1,8}", &english),
        label(3, "[0-9a-z:]+ ?[0-9]*", &both).bounds_none().max_len(9),
        label(4, "[0-9]{4,5}", &["qq", "^name"]).bounds(Bounds { left: false, right: true, dots: false }),
        label(5, "(?s-u:.)", &["手机", "no"]).bounds_none(),
    ];
    compare(&all, &[None], &LABELS, 12);
    compare(&all, &[None], &LABELS, 30);
}

#[test]
fn labelled_rules_beside_others() {
    let all = vec![
        rule(0, "[0-9]{4,9}").requires_label().labels(["手机", "qq", "name"]),
        rule(1, "[0-9]{6,9}").labels(["手机"]),
        rule(2, "[A-Z]{2}[0-9]{2}").labels(["qq"]),
        rule(3, "[#=][0-9]{1,3}").bounds_none(),
    ];
    let pieces: Vec<&[u8]> =
        LABELS.iter().copied().chain([&b"123456"[..], b"AB12", b"#1", b"12 34"]).collect();
    compare(&all, &[None, Some(Event::DigitRun), Some(Event::UpperDigit)], &pieces, 14);
}

#[test]
fn typographic_text() {
    let pieces: [&[u8]; 42] = [
        b"123456",
        b"123 456",
        b"+123456",
        b"a@b",
        b"AB12",
        "机A1".as_bytes(),
        "１２３４５６".as_bytes(),
        "ａ＠ｂ".as_bytes(),
        b"1",
        b"3",
        b"12",
        b"A",
        b"@",
        b".",
        b"-",
        b" ",
        b"(",
        "１".as_bytes(),
        "２".as_bytes(),
        "３８".as_bytes(),
        "Ａ".as_bytes(),
        "ａ".as_bytes(),
        "＠".as_bytes(),
        "．".as_bytes(),
        "－".as_bytes(),
        "—".as_bytes(),
        "\u{2212}".as_bytes(),
        "（".as_bytes(),
        "）".as_bytes(),
        "：".as_bytes(),
        "＋".as_bytes(),
        "\u{200B}".as_bytes(),
        "\u{FEFF}".as_bytes(),
        "\u{AD}".as_bytes(),
        "\u{A0}".as_bytes(),
        "\u{3000}".as_bytes(),
        "①".as_bytes(),
        "Ⅹ".as_bytes(),
        "·".as_bytes(),
        "机".as_bytes(),
        b"\xEF",
        b"\xE2\x80",
    ];
    let all = rules([
        "1[0-9]{5}",
        r"[0-9]{3}[ -]?[0-9]{3,5}",
        r"\(?[0-9]{2}\)?[ -]{0,2}[0-9]{4,6}X?",
        r"\+[0-9]{6}",
    ]);
    compare(&all, &[Some(Event::DigitRun)], &pieces, 20);
    let others = rules([
        "[A-Za-z0-9]{1,3}@[a-z0-9]{1,3}(?:\\.[a-z0-9]+)?",
        "[A-Z]{2}[0-9]{2}",
        "机[A-Z][0-9]{1,3}",
        "[0-9]{1,2}机",
    ]);
    compare(
        &others,
        &[Some(Event::At), Some(Event::UpperDigit), Some(Event::HanAscii), Some(Event::DigitHan)],
        &pieces,
        20,
    );
}

/// Long texts, in which windows, rewrites and ranges meet in every place.
#[test]
fn windows_and_ranges_meet() {
    let all: Vec<Rule> = [
        rule(0, "1[0-9]{5,7}"),
        rule(1, "[A-Za-z]{1,3}@[a-z]{1,3}"),
        rule(2, "[A-Za-z0-9]{14,20}"),
        rule(3, "[0-9a-z ]{1,30}").requires_label().labels(["手机", "name"]),
        rule(4, "京[A-Z][0-9]{2}"),
        rule(5, "[0-9]{40,60}(?:-[0-9]{30,60})?x?"),
        rule(6, "B[0-9]{50,}").bounds_none(),
    ]
    .into_iter()
    .map(|rule| rule.build().expect("a sound rule"))
    .collect();
    let naive = Naive::new(&all);
    let pieces: Vec<&[u8]> = DIGITS
        .iter()
        .chain(&LABELS)
        .copied()
        .chain([&b"a@b"[..], b"abcdefghijklmn", "京A12".as_bytes(), &[b'7'; 45]])
        .collect();
    let plans: Vec<Plan> = Isa::available().into_iter().map(|isa| plan(&all, true, isa)).collect();
    over_texts(&pieces, 260, |text, cut| {
        let expected = naive.matches(text);
        let mut scratch = Scratch::default();
        for plan in &plans {
            prop_assert_eq!(
                &engine(plan, text, 0..text.len(), &mut scratch),
                &expected,
                "{}",
                plan.isa.name()
            );
            for step in [61, 1 + cut] {
                let mut parts = Vec::new();
                for from in (0..text.len()).step_by(step) {
                    parts.extend(engine(plan, text, from..text.len().min(from + step), &mut scratch));
                }
                prop_assert_eq!(&parts, &expected, "{} in steps of {}", plan.isa.name(), step);
            }
        }
        Ok(())
    });
}
