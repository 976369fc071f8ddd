//! What stands near a match raises or lowers its confidence.
//!
//! A label right before the value counts most, then a word of the rule within a
//! window on the same line; a word against it counts when no label speaks for
//! it. The words of all rules are searched together, over stretches around
//! matches only.

use std::ops::Range;

use crate::compile::labels::{Gap, naming_gaps};
use crate::compile::plan::Plan;
use crate::compile::words::Found;
use crate::rule::{Requires, Rule};
use crate::scan::arch::{Places, WINDOW};
use crate::scan::bounds::is_cut;
use crate::scan::{Match, Outside};

/// The window after a match is this part of the one before it.
const AFTER_SHARE: usize = 2;

/// Stretch searched at once, in bytes, beyond what is needed.
const STRETCH: usize = 512;

/// What a number cut short loses, in hundredths.
const CUT_PENALTY: u8 = 30;

/// Bytes of text that scoring may look at on either side of a match.
pub(crate) fn reach(window_before: usize) -> usize {
    window_before + 2 * crate::compile::labels::MAX_LABEL + 64
}

/// Buffers of scoring, and the words found so far.
#[derive(Default)]
pub(crate) struct Context {
    /// Part of the text that `hits` speaks of.
    searched: Range<usize>,
    /// Word occurrences in `searched`, by start.
    hits: Vec<Hit>,
    /// Words that end at the present place.
    words: Vec<Found>,
    /// Where words may end, from the start of what is searched at once.
    ends: Places,
}

/// A word in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Hit {
    start: usize,
    end: usize,
    /// The part that knows the word, and its number there.
    part: usize,
    word: usize,
}

impl Context {
    /// Forgets the text before.
    pub(crate) fn reset(&mut self) {
        self.searched = 0..0;
        self.hits.clear();
    }

    /// Sets the score of a match and adds what was seen to its evidence.
    pub(crate) fn score(&mut self, plan: &Plan, text: &[u8], outside: &Outside, found: &mut Match) {
        let rule = plan.rule(found.rule);
        let parts = rule.confidence;
        let mut score = if rule.checks.is_empty() { parts.pattern } else { parts.check };
        score += plan.entries[usize::from(found.rule)].bonus;
        let evidence = &mut found.evidence;
        if !rule.labels.is_empty() || !rule.also.is_empty() {
            self.label(plan, text, found.rule, found.start, evidence);
        }
        if evidence.label.is_none() {
            let named = outside.rules.binary_search_by_key(&found.rule, |(rule, _)| *rule);
            evidence.label = named.ok().map(|index| outside.rules[index].1);
        }
        if evidence.label.is_some() {
            score = score.max(parts.label);
        } else if rule.requires == Requires::Nothing && may_matter(rule, score) {
            let near = self.near(plan, text, found.rule, found.start, found.end);
            if let Some((hit, distance)) = near.context {
                score = score.max(parts.context);
                (evidence.context, evidence.context_distance) = (Some(hit.word(plan)), distance);
            }
            if let Some(hit) = near.against {
                score = score.saturating_sub(parts.against);
                evidence.against = Some(hit.word(plan));
            }
        }
        if is_cut(text, found.start, found.end) {
            score = score.saturating_sub(CUT_PENALTY);
            evidence.cut = true;
        }
        found.score = score.saturating_sub(found.penalty).min(100);
    }

    /// Looks for a label of the rule, and a role, right before `start`.
    fn label(
        &mut self,
        plan: &Plan,
        text: &[u8],
        rule: u16,
        start: usize,
        evidence: &mut crate::finding::Evidence,
    ) {
        for gap in naming_gaps(text, start) {
            self.label_before(plan, text, rule, gap, evidence);
        }
    }

    /// Looks for a label of the rule, and a role, right before `gap`.
    fn label_before(
        &mut self,
        plan: &Plan,
        text: &[u8],
        rule: u16,
        gap: Gap,
        evidence: &mut crate::finding::Evidence,
    ) {
        for (words, base) in plan.words() {
            let Some(own) = rule.checked_sub(base) else { continue };
            plan.find_words(words, text, gap.start, &mut self.words);
            for found in &self.words {
                for (rule, label) in words.labels(found.word) {
                    if rule != own || !label.holds(text, found.start, gap) {
                        continue;
                    }
                    if let Some(role) = usize::from(label.role).checked_sub(1) {
                        let also = plan.rule(base + rule).also.get(role).map(|(entity, _)| entity);
                        evidence.also = evidence.also.or(also.map(|name| name.interned()));
                    }
                    if evidence.label.is_none() {
                        evidence.label = Some(words.word(found.word));
                    }
                }
            }
        }
    }

    /// The nearest words for and against a rule around a match.
    fn near(&mut self, plan: &Plan, text: &[u8], rule: u16, start: usize, end: usize) -> Near {
        let before = plan.options.window_before;
        let low = start.saturating_sub(before);
        let line = memchr::memrchr(b'\n', &text[low..start]).map_or(low, |at| low + at + 1);
        let high = text.len().min(end + before / AFTER_SHARE);
        let line_end = memchr::memchr(b'\n', &text[end..high]).map_or(high, |at| end + at);
        self.search(plan, text, line, line_end);
        let mut near = Near::default();
        let (mut nearest, mut nearest_against) = (usize::MAX, usize::MAX);
        let from = self.hits.partition_point(|hit| hit.start < line);
        for hit in &self.hits[from..] {
            if hit.start >= line_end {
                break;
            }
            if hit.end > line_end || (hit.end > start && hit.start < end) {
                continue;
            }
            let (part, base) = &plan.parts[hit.part];
            let said = rule.checked_sub(*base).and_then(|rule| part.words.speaks_against(hit.word, rule));
            let Some(against) = said else { continue };
            let before = hit.end <= start;
            let distance = if before { start - hit.end } else { hit.start - end };
            if against && distance < nearest_against {
                nearest_against = distance;
                near.against = Some(*hit);
            } else if !against && distance < nearest {
                nearest = distance;
                let signed = i16::try_from(distance).unwrap_or(i16::MAX);
                near.context = Some((*hit, if before { -signed } else { signed }));
            }
        }
        near
    }

    /// Makes `hits` cover `low..high`.
    fn search(&mut self, plan: &Plan, text: &[u8], low: usize, high: usize) {
        if self.searched.start <= low && high <= self.searched.end {
            return;
        }
        // A stretch ends with its line: the next one may hold no match at all.
        let far = text.len().min(high.max(low + STRETCH));
        let stop = memchr::memchr(b'\n', &text[high..far]).map_or(far, |at| high + at);
        self.searched = low..stop;
        self.hits.clear();
        let mut from = low;
        while from < stop {
            let to = stop.min(from + WINDOW);
            plan.near.ends(plan.isa, text, from..to, &mut self.ends);
            let ends = self.ends.offsets().iter().map(|offset| from + usize::from(*offset));
            for end in ends.filter(|end| may_end_word(text, *end)) {
                for (part, (words, _)) in plan.words().enumerate() {
                    plan.find_words(words, text, end, &mut self.words);
                    let inside = self.words.iter().filter(|found| found.start >= low);
                    self.hits.extend(inside.map(|&Found { word, start }| Hit { start, end, part, word }));
                }
            }
            from = to;
        }
        self.hits.sort_unstable();
    }
}

/// Whether words near a match of `score` can change it.
fn may_matter(rule: &Rule, score: u8) -> bool {
    let speaks_for = !(rule.context.is_empty() && rule.labels.is_empty()) && rule.confidence.context > score;
    speaks_for || (!rule.against.is_empty() && rule.confidence.against > 0)
}

/// Words near a match, a word for it with its distance.
#[derive(Default)]
struct Near {
    context: Option<(Hit, i16)>,
    against: Option<Hit>,
}

impl Hit {
    fn word(self, plan: &Plan) -> &'static str {
        plan.parts[self.part].0.words.word(self.word)
    }
}

/// Whether a word may end at `end`: in a letter that no other follows, but for a plural `s` and the next hump
/// of a camel (`cardNo`).
#[inline(always)]
fn may_end_word(text: &[u8], end: usize) -> bool {
    let Some(after) = text.get(end).filter(|after| after.is_ascii_alphabetic()) else { return true };
    let last = text[end - 1];
    let plural = || *after == b's' && !text.get(end + 1).is_some_and(u8::is_ascii_alphabetic);
    !last.is_ascii_alphabetic() || plural() || (last.is_ascii_lowercase() && after.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::labels::left_edge;

    #[test]
    fn a_word_inside_a_word_is_none() {
        let alone = |text: &str, word: &str| {
            let start = text.find(word).expect("word is in the text");
            left_edge(text.as_bytes(), start) && may_end_word(text.as_bytes(), start + word.len())
        };
        assert!(alone("my card no", "card"));
        assert!(alone("two cards", "card"));
        assert!(alone("bank_card:1", "card"));
        assert!(alone("bankCard", "Card"));
        assert!(alone("cardNo", "card"));
        assert!(alone("银行卡card号", "card"));
        assert!(!alone("iPhone", "Phone"));
        assert!(!alone("discard", "card"));
        assert!(!alone("cardinal", "card"));
    }
}
