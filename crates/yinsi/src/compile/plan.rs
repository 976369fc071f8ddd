//! Parts, rules and options put together: what a scanner shares and scans with.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

#[cfg(feature = "compile")]
use aho_corasick::AhoCorasick;

use super::shape::TABLE_BYTES;
use super::words::{Found, Meaning, Says, Tails, Words, han_end};
use super::{Family, Part};
use crate::decode::normalize::strong;
use crate::decode::written::{self, Around, is_name};
use crate::rule::Rule;
use crate::scan::arch::{Ends, Event, EventSet, Filter, HanEnds, Isa, Sequence};
use crate::validate::Date;

/// Bytes of context looked at before a match, unless asked otherwise.
pub(crate) const WINDOW_BEFORE: usize = 96;

/// A rule of the catalogue or of a user.
#[derive(Debug, Clone)]
pub(crate) enum RuleRef {
    Static(&'static Rule),
    #[cfg_attr(not(feature = "compile"), allow(dead_code))]
    Shared(Arc<Rule>),
}

impl std::ops::Deref for RuleRef {
    type Target = Rule;
    fn deref(&self) -> &Rule {
        match self {
            Self::Static(rule) => rule,
            Self::Shared(rule) => rule,
        }
    }
}

/// A rule with what scanning asks of it most.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) rule: RuleRef,
    pub(crate) id: &'static str,
    pub(crate) entity: &'static str,
    pub(crate) enabled: bool,
    /// What being asked for by country adds to the confidence, in hundredths.
    pub(crate) bonus: u8,
}

impl Entry {
    pub(crate) fn new(rule: RuleRef, enabled: bool, bonus: u8) -> Self {
        Self { id: rule.id.interned(), entity: rule.entity.interned(), rule, enabled, bonus }
    }
}

/// Where a family lives and which number its first rule has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FamilyRef {
    pub(crate) part: usize,
    pub(crate) family: usize,
    pub(crate) base: u16,
}

/// Everything a scan needs; immutable and shared.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Different for every plan of the process.
    pub(crate) id: u64,
    pub(crate) entries: Vec<Entry>,
    /// Parts, each with the number of its first rule.
    pub(crate) parts: Vec<(Part, u16)>,
    /// Families with an enabled rule, by event.
    pub(crate) by_event: Vec<(Event, Vec<FamilyRef>)>,
    /// The same for families of labelled values, each with a bit for each of its rules.
    pub(crate) by_label: Vec<(FamilyRef, Box<[u64]>)>,
    pub(crate) fallback: Vec<Fallback>,
    pub(crate) wanted: EventSet,
    pub(crate) filter: Filter,
    /// Ends of the labels that name a value by themselves: those in Han and the like, and the others.
    pub(crate) han_ends: HanEnds,
    /// Of those in Han the ones whose value may begin with Han right behind.
    pub(crate) han_before_han: HanEnds,
    pub(crate) ends: Ends,
    /// Ends of the words that speak for or against a rule.
    pub(crate) near: Tails,
    /// The shape tables of all digit families together; `None` when one has none.
    pub(crate) shapes: Option<Box<[u8]>>,
    pub(crate) isa: Isa,
    pub(crate) options: Options,
    /// Longest match of an enabled rule, in bytes.
    pub(crate) max_len: usize,
}

/// Options of a scan that do not change the parts.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) min_score: u8,
    pub(crate) window_before: usize,
    pub(crate) latest: Date,
    pub(crate) allow: HashSet<Box<[u8]>>,
    #[cfg(feature = "compile")]
    pub(crate) denied: Option<Denied>,
}

/// Values that are always reported, found by an automaton of their own: there may be very many.
#[cfg(feature = "compile")]
#[derive(Debug, Clone)]
pub(crate) struct Denied {
    pub(crate) automaton: AhoCorasick,
    /// The rule that reports them.
    pub(crate) rule: u16,
}

#[cfg(feature = "compile")]
impl Denied {
    /// `None`: the values are more than an automaton can hold.
    pub(crate) fn new(values: &[String], rule: u16) -> Option<Self> {
        Some(Self { automaton: AhoCorasick::new(values).ok()?, rule })
    }
}

/// A family tried everywhere, with the pairs of bytes that may begin a match.
#[derive(Debug)]
pub(crate) struct Fallback {
    pub(crate) at: FamilyRef,
    pub(crate) pairs: Box<[u64; 1024]>,
}

impl Plan {
    /// Whether a match is one of the values that are never reported.
    pub(crate) fn is_allowed(&self, text: &[u8], found: Range<usize>) -> bool {
        !self.options.allow.is_empty() && self.options.allow.contains(&text[found])
    }

    /// Whether `span` lies in a label that a redaction left, such as
    /// `<EMAIL_ADDRESS>`: such words say nothing, so that redacting twice changes
    /// nothing.
    pub(crate) fn is_written(&self, text: &[u8], span: Range<usize>) -> bool {
        match written::around(text, &span) {
            Around::Label(name) => self.entries.iter().any(|entry| entry.entity == name),
            _ => false,
        }
    }

    /// Those of `words` that end at `end` and that no redaction wrote.
    pub(crate) fn find_words(&self, words: &Words, text: &[u8], end: usize, found: &mut Vec<Found>) {
        words.ending_at(text, end, found);
        // What a redaction wrote has a bracket or more of a name before it.
        let is_inside =
            |start: usize| text[..start].last().is_some_and(|&byte| byte == b'<' || is_name(byte));
        found.retain(|word| !(is_inside(word.start) && self.is_written(text, word.start..end)));
    }

    pub(crate) fn new(entries: Vec<Entry>, parts: Vec<(Part, u16)>, isa: Isa, options: Options) -> Self {
        let mut by_event: BTreeMap<usize, Vec<FamilyRef>> = BTreeMap::new();
        let (mut by_label, mut fallback) = (Vec::new(), Vec::new());
        for (number, (part, base)) in parts.iter().enumerate() {
            for (index, family) in part.families.iter().enumerate() {
                let enabled = |rule: u16| entries.get(usize::from(base + rule)).is_some_and(|e| e.enabled);
                if !family.rules().any(enabled) {
                    continue;
                }
                let at = FamilyRef { part: number, family: index, base: *base };
                match family.event {
                    Some(event) => by_event.entry(event as usize).or_default().push(at),
                    None if family.fallback => fallback.push(Fallback { at, pairs: pairs(family) }),
                    None => {
                        let mut rules = vec![0_u64; entries.len().div_ceil(64)].into_boxed_slice();
                        for rule in
                            family.rules().filter(|rule| enabled(*rule)).map(|rule| usize::from(base + rule))
                        {
                            rules[rule / 64] |= 1 << (rule % 64);
                        }
                        by_label.push((at, rules));
                    }
                }
            }
        }
        let by_event: Vec<_> = by_event
            .into_iter()
            .filter_map(|(event, families)| Some((*Event::ALL.get(event)?, families)))
            .collect();
        let strong = strong().filter_map(|ch| ch.encode_utf8(&mut [0; 4]).as_bytes().try_into().ok());
        let named = &|rule: u16| {
            by_label.iter().any(|(_, rules)| rules[usize::from(rule) / 64] >> (rule % 64) & 1 == 1)
        };
        let telling = |telling: &dyn Fn(u16, Says) -> bool| -> Vec<&[u8]> {
            let told = |base: u16| move |meaning: Meaning| telling(base + meaning.rule, meaning.says);
            parts.iter().flat_map(|(part, base)| part.words.telling(told(*base))).collect()
        };
        let names = |rule, says| matches!(says, Says::Label(label) if label.role == 0) && named(rule);
        let labels = telling(&names);
        // Labels end in either case: `QQ号`.
        let cases = |end: Sequence| [end, (end.0.map(|before| before.to_ascii_uppercase()), end.1)];
        let han = labels.iter().filter_map(|word| han_end(word)).flat_map(cases);
        let filter = Filter::new(han, strong);
        let (mut ends, mut han_ends, mut han_before_han) = (Ends::new(), HanEnds::new(), HanEnds::new());
        for word in labels {
            match han_end(word) {
                Some(_) => cases_of(word).iter().for_each(|word| han_ends.insert(word)),
                None => ends.insert(word),
            }
        }
        let begins_high = |rule: u16| {
            let part = parts.iter().rev().find(|(_, base)| *base <= rule);
            part.is_none_or(|(part, base)| part.begins_high(rule - base))
        };
        let touches = |says| matches!(says, Says::Label(label) if !label.delimited);
        for word in telling(&|rule, says| names(rule, says) && touches(says) && begins_high(rule)) {
            cases_of(word).iter().for_each(|word| han_before_han.insert(word));
        }
        let enabled = |rule: u16| entries.get(usize::from(rule)).is_some_and(|entry| entry.enabled);
        let near = telling(&|rule, says| matches!(says, Says::For | Says::Against) && enabled(rule));
        let near = Tails::new(near.into_iter());
        let labels = [Event::LabelEnd, Event::LabelSpace, Event::LabelFar, Event::LabelDigits];
        let labels = labels.into_iter().filter(|_| !by_label.is_empty());
        let wanted: EventSet = by_event
            .iter()
            .map(|(event, _)| *event)
            .chain([Event::Rewrite, Event::HanTail])
            .chain(labels)
            .collect();
        let digit_runs =
            by_event.iter().filter(|(event, _)| *event == Event::DigitRun).flat_map(|(_, all)| all);
        let mut shapes = Some(vec![0_u8; 2 * TABLE_BYTES].into_boxed_slice());
        for at in digit_runs {
            shapes =
                shapes.zip(parts[at.part].0.families[at.family].shapes.as_ref()).map(|(mut all, own)| {
                    all.iter_mut().zip(own.iter()).for_each(|(all, own)| *all |= own);
                    all
                });
        }
        let max_len =
            entries.iter().filter(|e| e.enabled).map(|e| e.rule.max_len as usize).max().unwrap_or(1);
        static PLANS: AtomicU64 = AtomicU64::new(0);
        let id = PLANS.fetch_add(1, Ordering::Relaxed);
        Self {
            id,
            entries,
            parts,
            by_event,
            by_label,
            fallback,
            wanted,
            filter,
            han_ends,
            han_before_han,
            ends,
            near,
            shapes,
            isa,
            options,
            max_len,
        }
    }

    #[inline]
    pub(crate) fn family(&self, at: FamilyRef) -> &Family {
        &self.parts[at.part].0.families[at.family]
    }

    pub(crate) fn rule(&self, number: u16) -> &Rule {
        &self.entries[usize::from(number)].rule
    }

    /// The words of each part, with the number of its first rule.
    pub(crate) fn words(&self) -> impl Iterator<Item = (&Words, u16)> {
        self.parts.iter().map(|(part, base)| (&part.words, *base))
    }
}

/// A word as it is and in upper case.
fn cases_of(word: &[u8]) -> [Cow<'_, [u8]>; 2] {
    [word.into(), word.to_ascii_uppercase().into()]
}

/// Pairs of bytes with which a match may begin; a match of one byte allows any second.
fn pairs(family: &Family) -> Box<[u64; 1024]> {
    use super::dfa::DEAD;
    let mut pairs = Box::new([0_u64; 1024]);
    for first in 0..=255_u8 {
        let state = family.dfa.next(family.dfa.start(), first);
        if state == DEAD {
            continue;
        }
        for second in 0..=255_u8 {
            if family.dfa.accepts(state) || family.dfa.next(state, second) != DEAD {
                let pair = usize::from(first) << 8 | usize::from(second);
                pairs[pair / 64] |= 1 << (pair % 64);
            }
        }
    }
    pairs
}
