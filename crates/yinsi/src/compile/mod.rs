//! Rules to a [`Part`]: automata, triggers and word tables, ready to be run.
//!
//! The same code makes the built-in part ahead of time (`cargo xtask catalog`
//! writes it down, the crate carries it) and a user's part in `build()`. What
//! runs a part is `scan/`.

// Without the built-in catalogue there is nothing stored to read.
#![cfg_attr(not(feature = "catalog"), allow(dead_code))]

pub(crate) mod bytes;
pub(crate) mod dfa;
pub(crate) mod labels;
pub(crate) mod plan;
pub(crate) mod shape;
pub(crate) mod trigger;
pub(crate) mod words;

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::error::BuildError;
use crate::rule::{MAX_LEN_LIMIT, Requires, Rule};
use crate::scan::arch::Event;
use bytes::{Bytes, Reader, Writer, table_u16};
use dfa::{Dfa, DfaError};
use labels::{MAX_LABEL, is_gap};
use trigger::{ByteSet, MAX_BACK, Offsets, Trigger};
use words::Words;

/// Largest automaton of one pattern.
const PATTERN_LIMIT_BYTES: usize = 512 << 10;

/// Largest automaton of several patterns; more of them are split.
const FAMILY_LIMIT_BYTES: usize = 160 << 10;

/// First bytes of a stored part: name and version of the form.
const MAGIC: &[u8; 8] = b"yinsi\0\0\x09";

/// The same of a packed part.
const MAGIC_PACKED: &[u8; 8] = {
    let mut magic = *MAGIC;
    magic[6] = 1;
    &{ magic }
};

/// Patterns that share a trigger and an automaton.
#[derive(Debug, Clone)]
pub(crate) struct Family {
    /// What announces them; `None`: a label, or nothing (`fallback`).
    pub(crate) event: Option<Event>,
    /// Tried at every byte that can begin a match.
    pub(crate) fallback: bool,
    /// Distances from a start to its event.
    pub(crate) offsets: Offsets,
    /// The largest of them.
    pub(crate) max_back: usize,
    /// Bytes that may stand before the event.
    pub(crate) prefix: ByteSet,
    /// The automaton.
    pub(crate) dfa: Dfa,
    /// For each pattern of the automaton its rule, by number within the part.
    rules: Bytes,
    /// Which shapes of digit groups may match, for digit runs.
    pub(crate) shapes: Option<Bytes>,
    /// Longest match.
    pub(crate) max_len: usize,
    /// All rules forbid a letter or digit before the match.
    pub(crate) left_bound: bool,
    /// All rules forbid a letter or digit after the match.
    pub(crate) right_bound: bool,
    /// Some rule allows the match to be part of a decimal.
    pub(crate) dots: bool,
    /// Bytes with which a match may begin.
    pub(crate) first: ByteSet,
}

impl Family {
    /// The rule of a pattern.
    #[inline]
    pub(crate) fn rule(&self, pattern: u16) -> u16 {
        bytes::u16_at(&self.rules, usize::from(pattern))
    }

    /// All rules, with repetitions.
    pub(crate) fn rules(&self) -> impl Iterator<Item = u16> + '_ {
        (0..self.rules.len() / 2).map(|at| bytes::u16_at(&self.rules, at))
    }
}

/// Compiled rules of one origin.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) families: Vec<Family>,
    pub(crate) words: Words,
    /// One bit for each rule: whether a match may begin with a byte beyond ASCII.
    begins_high: Bytes,
    /// Of the rules it was compiled from, in order; see [`fingerprint`].
    fingerprint: u32,
}

/// A pattern on its way into a family.
struct Item {
    rule: u16,
    hir: Hir,
    trigger: Trigger,
    left_bound: bool,
    right_bound: bool,
    dots: bool,
    max_len: u32,
}

impl Part {
    /// Compiles rules; `origin` names them in messages. `thorough` makes the
    /// smallest tables and shape tables: for the built-in part, which has the time.
    pub(crate) fn compile(rules: &[Rule], origin: &str, thorough: bool) -> Result<Self, BuildError> {
        let mut faults = Vec::new();
        let mut items = Vec::new();
        for (number, rule) in rules.iter().enumerate() {
            for (index, pattern) in rule.patterns.iter().enumerate() {
                match patterns(rule, pattern, index + 1, origin) {
                    Ok(branches) => items.extend(branches.into_iter().map(|(hir, trigger)| Item {
                        rule: number as u16,
                        hir,
                        trigger,
                        left_bound: rule.bounds.left,
                        right_bound: rule.bounds.right,
                        dots: rule.bounds.dots,
                        max_len: rule.max_len,
                    })),
                    Err(fault) => faults.push(fault),
                }
            }
        }
        if !faults.is_empty() {
            return Err(if faults.len() == 1 { faults.remove(0) } else { BuildError::Many(faults) });
        }
        let mut begins_high = vec![0_u8; rules.len().div_ceil(8)];
        for item in items.iter().filter(|item| begins_high_byte(&item.hir)) {
            begins_high[usize::from(item.rule / 8)] |= 1 << (item.rule % 8);
        }
        let families = families(&items, rules, origin, thorough)?;
        let (words, fingerprint) = (Words::of(rules), fingerprint(rules));
        Ok(Self { families, words, begins_high: begins_high.into(), fingerprint })
    }

    /// Whether a match of a rule may begin with a byte beyond ASCII.
    pub(crate) fn begins_high(&self, rule: u16) -> bool {
        self.begins_high.get(usize::from(rule / 8)).is_none_or(|bits| bits >> (rule % 8) & 1 == 1)
    }

    /// The part as bytes, for [`Part::read`]: to be used in place or, `packed`, to be small
    /// when compressed.
    pub(crate) fn write(&self, packed: bool) -> Vec<u8> {
        let mut out = Writer::default();
        out.0.extend_from_slice(if packed { MAGIC_PACKED } else { MAGIC });
        out.number(self.fingerprint as usize);
        out.number(self.families.len());
        for family in &self.families {
            out.number(family.event.map_or(0, |event| event as usize + 1));
            out.number(usize::from(family.fallback));
            out.number(usize::from(family.left_bound));
            out.number(usize::from(family.right_bound));
            out.number(usize::from(family.dots));
            out.number(family.max_len);
            out.table(&family.offsets.0.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>());
            out.table(&family.prefix.0.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>());
            family.dfa.write(&mut out, packed);
            out.table(&family.rules);
            out.table(family.shapes.as_deref().unwrap_or_default());
        }
        self.words.write(&mut out);
        out.table(&self.begins_high);
        out.0
    }

    /// Reads what [`Part::write`] wrote. `None` when it is something else, or was
    /// compiled from other rules than `rules`.
    pub(crate) fn read(stored: &'static [u8], rules: &[Rule]) -> Option<Self> {
        let packed = stored.starts_with(MAGIC_PACKED);
        let mut from = Reader(stored.strip_prefix(if packed { MAGIC_PACKED } else { MAGIC })?);
        let fingerprint = fingerprint(rules);
        if from.number()? != fingerprint as usize {
            return None;
        }
        let words = |bytes: Bytes| -> Vec<u64> {
            bytes
                .chunks_exact(8)
                .map(|chunk| chunk.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b)))
                .collect()
        };
        let mut families = Vec::new();
        for _ in 0..from.number()? {
            let event = match from.number()? {
                0 => None,
                number => Some(*Event::ALL.get(number - 1)?),
            };
            let mut flag = || Some(from.number()? == 1);
            let (fallback, left_bound, right_bound, dots) = (flag()?, flag()?, flag()?, flag()?);
            let max_len = from.number()?;
            let offsets = Offsets(words(from.table()?).try_into().ok()?);
            let prefix = ByteSet(words(from.table()?).try_into().ok()?);
            let dfa = Dfa::read(&mut from, packed)?;
            let rules = from.table()?;
            let shapes = Some(from.table()?).filter(|table| !table.is_empty());
            if shapes.as_ref().is_some_and(|table| table.len() != 2 * shape::TABLE_BYTES) {
                return None;
            }
            let (max_back, first) = (offsets.max(), first_bytes(&dfa));
            families.push(Family {
                event,
                fallback,
                offsets,
                max_back,
                prefix,
                dfa,
                rules,
                shapes,
                max_len,
                left_bound,
                right_bound,
                dots,
                first,
            });
        }
        let words = Words::read(&mut from)?;
        Some(Self { families, words, begins_high: from.table()?, fingerprint })
    }
}

/// A sum over the ids of rules in order (FNV-1a): numbers of rules mean nothing
/// beside another list.
fn fingerprint(rules: &[Rule]) -> u32 {
    let bytes = rules.iter().flat_map(|rule| rule.id.bytes().chain([0]));
    bytes.fold(0x811C_9DC5, |sum: u32, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Parses one pattern of a rule, splits its alternatives and finds their triggers.
fn patterns(
    rule: &Rule,
    pattern: &str,
    index: usize,
    origin: &str,
) -> Result<Vec<(Hir, Trigger)>, BuildError> {
    let fault = |message: String| BuildError::Rule {
        file: origin.into(),
        rule: rule.id.as_str().into(),
        message: message.into(),
    };
    let hir = regex_syntax::ParserBuilder::new().utf8(false).build().parse(pattern).map_err(|error| {
        BuildError::Pattern {
            file: origin.into(),
            rule: rule.id.as_str().into(),
            index,
            source: one_line(&error.to_string()).into(),
        }
    })?;
    let properties = hir.properties();
    if !properties.look_set().is_empty() {
        return Err(fault(format!("pattern {index} uses an anchor or word boundary; say `bounds` instead")));
    }
    match properties.minimum_len() {
        None => return Err(fault(format!("pattern {index} can match nothing"))),
        Some(0) => return Err(fault(format!("pattern {index} matches the empty string"))),
        Some(least) if least > rule.max_len as usize => {
            return Err(fault(format!(
                "pattern {index} needs at least {least} bytes, more than max_len = {}",
                rule.max_len
            )));
        }
        Some(_) => {}
    }
    let branches: Vec<Hir> = match hir.kind() {
        HirKind::Alternation(branches) => branches.clone(),
        _ => vec![hir],
    };
    let mut split = Vec::new();
    for branch in branches {
        let trigger = if rule.requires == Requires::Label {
            Trigger::Label
        } else {
            let dfa = build(std::slice::from_ref(&branch), PATTERN_LIMIT_BYTES, false, rule, index, origin)?;
            trigger::derive(&dfa, rule.bounds.left)
        };
        split.push((branch, trigger));
    }
    Ok(split)
}

fn build(
    hirs: &[Hir],
    limit_bytes: usize,
    minimize: bool,
    rule: &Rule,
    index: usize,
    origin: &str,
) -> Result<Dfa, BuildError> {
    Dfa::build(hirs, limit_bytes, minimize).map_err(|error| match error {
        DfaError::TooLarge => {
            BuildError::TooLarge { file: origin.into(), rule: rule.id.as_str().into(), index, limit_bytes }
        }
        DfaError::Other(source) => {
            BuildError::Pattern { file: origin.into(), rule: rule.id.as_str().into(), index, source }
        }
    })
}

/// Puts patterns with the same trigger together, in automata below the limit.
fn families(items: &[Item], rules: &[Rule], origin: &str, thorough: bool) -> Result<Vec<Family>, BuildError> {
    let mut groups: Vec<(Option<Event>, bool, Vec<&Item>)> = Vec::new();
    for item in items {
        let key = match &item.trigger {
            Trigger::Label => (None, false),
            Trigger::Event { event, .. } => (Some(*event), false),
            Trigger::Fallback => (None, true),
        };
        // A rule without a left bound would make all starts of its family worth a
        // try, one beyond ASCII all rows of its automaton wide, and one that is
        // seldom asked for all walks longer.
        let default = |item: &Item| rules[usize::from(item.rule)].default;
        let alike = |other: &Item| {
            other.left_bound == item.left_bound
                && is_ascii(&other.hir) == is_ascii(&item.hir)
                && default(other) == default(item)
        };
        match groups
            .iter_mut()
            .find(|(event, fallback, members)| (*event, *fallback) == key && alike(members[0]))
        {
            Some((.., members)) => members.push(item),
            None => groups.push((key.0, key.1, vec![item])),
        }
    }
    let mut families = Vec::new();
    for (event, fallback, members) in groups {
        let mut queue = vec![members];
        while let Some(members) = queue.pop() {
            let hirs: Vec<Hir> = members.iter().map(|item| item.hir.clone()).collect();
            let single = members.len() == 1;
            let limit = if single { PATTERN_LIMIT_BYTES } else { FAMILY_LIMIT_BYTES };
            let rule = &rules[usize::from(members[0].rule)];
            match build(&hirs, limit, thorough, rule, 1, origin) {
                Ok(dfa) => families.push(family(event, fallback, &members, dfa, thorough)),
                Err(error) if single => return Err(error),
                Err(_) => {
                    let (left, right) = members.split_at(members.len() / 2);
                    queue.extend([right.to_vec(), left.to_vec()]);
                }
            }
        }
    }
    Ok(families)
}

/// Whether a match may begin with a byte beyond ASCII.
fn begins_high_byte(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(literal) => !literal.0.iter().take(1).all(u8::is_ascii),
        HirKind::Class(Class::Unicode(class)) => !class.is_ascii(),
        HirKind::Class(Class::Bytes(class)) => !class.is_ascii(),
        HirKind::Repetition(repetition) => begins_high_byte(&repetition.sub),
        HirKind::Capture(capture) => begins_high_byte(&capture.sub),
        HirKind::Alternation(branches) => branches.iter().any(begins_high_byte),
        HirKind::Concat(parts) => {
            let needed = parts.iter().position(|part| part.properties().minimum_len() != Some(0));
            parts.iter().take(needed.map_or(parts.len(), |at| at + 1)).any(begins_high_byte)
        }
    }
}

/// Whether all texts that match are ASCII.
fn is_ascii(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => literal.0.is_ascii(),
        HirKind::Class(class) => match class {
            Class::Unicode(class) => class.is_ascii(),
            Class::Bytes(class) => class.is_ascii(),
        },
        HirKind::Repetition(repetition) => is_ascii(&repetition.sub),
        HirKind::Capture(capture) => is_ascii(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().all(is_ascii),
    }
}

fn family(event: Option<Event>, fallback: bool, members: &[&Item], dfa: Dfa, thorough: bool) -> Family {
    let (mut own_offsets, mut own_prefix) = (Offsets::default(), ByteSet::default());
    for item in members {
        if let Trigger::Event { offsets, prefix, .. } = &item.trigger {
            own_offsets.extend(offsets);
            own_prefix.extend(prefix);
        }
    }
    let right_bound = members.iter().all(|item| item.right_bound);
    let shapes = (thorough && event == Some(Event::DigitRun))
        .then(|| shape::tables(&dfa, &own_prefix, right_bound).into());
    let (max_back, first) = (own_offsets.max(), first_bytes(&dfa));
    debug_assert!(max_back <= MAX_BACK);
    Family {
        event,
        fallback,
        offsets: own_offsets,
        max_back,
        prefix: own_prefix,
        dfa,
        rules: table_u16(members.iter().map(|item| item.rule)),
        shapes,
        max_len: members.iter().map(|item| item.max_len as usize).max().unwrap_or(0),
        right_bound,
        dots: members.iter().any(|item| item.dots),
        first,
        left_bound: members.iter().all(|item| item.left_bound),
    }
}

/// Bytes with which a match may begin.
fn first_bytes(dfa: &Dfa) -> ByteSet {
    let mut first = ByteSet::default();
    (0..=255).filter(|&byte| dfa.next(dfa.start(), byte) != dfa::DEAD).for_each(|byte| first.insert(byte));
    first
}

/// Checks what can be said of a rule without compiling it; one message a fault.
pub(crate) fn faults(rule: &Rule) -> Vec<String> {
    let mut faults = Vec::new();
    let mut need = |fine: bool, message: &str| {
        if !fine {
            faults.push(message.to_owned());
        }
    };
    let name = |text: &str, extra: &[char]| {
        !text.is_empty()
            && text.chars().all(|ch| ch.is_ascii_lowercase() || ch.is_ascii_digit() || extra.contains(&ch))
    };
    need(name(&rule.id, &['.', '_', '-']), "id is `place.name` in lower case");
    let entity_fine =
        rule.entity.chars().all(|ch| ch.is_ascii_uppercase() || ch.is_ascii_digit() || ch == '_');
    need(entity_fine && !rule.entity.is_empty(), "entity is in upper case with underscores");
    need(!rule.patterns.is_empty(), "there is no pattern");
    need((1..=MAX_LEN_LIMIT).contains(&rule.max_len), "max_len is 1 to 65536 bytes");
    let country_fine = rule.country.is_empty()
        || (rule.country.len() == 2 && rule.country.chars().all(|ch| ch.is_ascii_uppercase()));
    need(country_fine, "country is two upper-case letters");
    need(!rule.references.is_empty(), "there is no reference");
    let mut labels = rule.labels.iter().chain(rule.also.iter().flat_map(|(_, words)| words)).peekable();
    let labelled = labels.peek().is_some();
    for label in labels {
        let last = label.trim_end_matches([':', '.']).chars().next_back();
        let fine = last.is_some_and(|ch| ch.is_alphanumeric() && !is_gap(ch))
            && (2..=MAX_LABEL).contains(&label.len());
        need(
            fine,
            &format!(
                "label `{label}` must end in a letter or digit other than 是 and 为, and have 2 to 64 bytes"
            ),
        );
    }
    need(rule.requires != Requires::Label || labelled, "requires = \"label\" without labels");
    for word in rule.context.iter().chain(&rule.against) {
        need(
            !word.trim().is_empty() && word.len() <= MAX_LABEL,
            "a context word is empty or longer than 64 bytes",
        );
    }
    faults
}

/// A multi-line message of regex-syntax on one line.
fn one_line(message: &str) -> String {
    message.lines().last().unwrap_or(message).trim().trim_start_matches("error: ").to_owned()
}
