//! What stands near a match raises or lowers its confidence.
//!
//! A label right before the value counts most, then a word of the rule within a
//! window on the same line; a word against it counts when no label speaks for
//! it. The words of all rules are searched by one automaton, over stretches
//! around matches only.

use std::ops::Range;

use crate::compile::labels::{Label, left_edge, naming_gap};
use crate::compile::plan::{Plan, Use};
use crate::rule::{Requires, Rule};
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
    /// Word occurrences in `searched`: start, end, word.
    hits: Vec<(usize, usize, usize)>,
    labels: Vec<Label>,
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
            if let Some((word, distance)) = near.context {
                score = score.max(parts.context);
                (evidence.context, evidence.context_distance) = (Some(word), distance);
            }
            if let Some(word) = near.against {
                score = score.saturating_sub(parts.against);
                evidence.against = Some(word);
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
        let Some(gap) = naming_gap(text, start) else { return };
        for (labels, base) in plan.labels() {
            plan.find_labels(labels, text, gap.start, &mut self.labels);
            for label in &self.labels {
                for meaning in labels.meanings(label.word) {
                    if base + meaning.rule != rule || !meaning.holds(text, label.start, gap) {
                        continue;
                    }
                    if let Some(role) = usize::from(meaning.role).checked_sub(1) {
                        let also = plan.rule(rule).also.get(role).map(|(entity, _)| entity);
                        evidence.also = evidence.also.or(also.map(|name| name.interned()));
                    }
                    if evidence.label.is_none() {
                        evidence.label = Some(labels.word(label.word));
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
        let from = self.hits.partition_point(|hit| hit.0 < line);
        for &(word_start, word_end, word) in &self.hits[from..] {
            if word_start >= line_end {
                break;
            }
            if word_end > line_end || (word_end > start && word_start < end) {
                continue;
            }
            let Some(against) = says(&plan.words.uses[word], rule) else { continue };
            let before = word_end <= start;
            let distance = if before { start - word_end } else { word_start - end };
            if against && distance < nearest_against {
                nearest_against = distance;
                near.against = Some(plan.words.words[word]);
            } else if !against && distance < nearest {
                nearest = distance;
                let signed = i16::try_from(distance).unwrap_or(i16::MAX);
                near.context = Some((plan.words.words[word], if before { -signed } else { signed }));
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
        let end = memchr::memchr(b'\n', &text[high..far]).map_or(far, |at| high + at);
        self.searched = low..end;
        self.hits.clear();
        let Some(automaton) = plan.words.automaton() else { return };
        for hit in automaton.find_overlapping_iter(&text[low..end]) {
            let (start, stop) = (low + hit.start(), low + hit.end());
            if stands_alone(text, start, stop) && !plan.is_written(text, start..stop) {
                self.hits.push((start, stop, hit.pattern().as_usize()));
            }
        }
        self.hits.sort_unstable();
    }
}

/// Whether words near a match of `score` can change it.
fn may_matter(rule: &Rule, score: u8) -> bool {
    let speaks_for = !(rule.context.is_empty() && rule.labels.is_empty()) && rule.confidence.context > score;
    speaks_for || (!rule.against.is_empty() && rule.confidence.against > 0)
}

/// Words near a match.
#[derive(Default)]
struct Near {
    context: Option<(&'static str, i16)>,
    against: Option<&'static str>,
}

/// What a word says about a rule: `Some(true)` speaks against it.
fn says(uses: &[Use], rule: u16) -> Option<bool> {
    uses.binary_search_by_key(&rule, |u| u.rule).ok().map(|index| uses[index].against)
}

/// Whether no ASCII letter touches a word's ends that are ASCII letters.
fn stands_alone(text: &[u8], start: usize, end: usize) -> bool {
    let letter = |at: usize| text.get(at).is_some_and(u8::is_ascii_alphabetic);
    let plural = |at: usize| text.get(at) == Some(&b's') && !letter(at + 1);
    let hump = |at: usize| text[end - 1].is_ascii_lowercase() && text[at].is_ascii_uppercase();
    let right = !letter(end - 1) || !letter(end) || plural(end) || hump(end);
    left_edge(text, start) && right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_inside_a_word_is_none() {
        let alone = |text: &str, word: &str| {
            let start = text.find(word).expect("word is in the text");
            stands_alone(text.as_bytes(), start, start + word.len())
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
