//! A plan and bytes to matches: mark, verify, validate.
//!
//! [`Pass`] walks a text in windows, asks [`arch`] for events and tries the
//! families that an event announces. What it finds are matches with the
//! evidence of their checks; labels and words are `context`, overlaps `resolve`.
//! Every start in a given range is found with all of its text visible, so that
//! the same matches come out however a text is cut into ranges.

pub(crate) mod arch;
pub(crate) mod bounds;
#[cfg(test)]
mod naive;
pub(crate) mod session;

use std::ops::{Range, RangeInclusive};

use crate::compile::labels::{
    Gap, LABEL_REACH, far_gap_after, gap_after, is_han_gap, may_be_far, names, naming_gaps,
};
use crate::compile::plan::{FamilyRef, Plan};
use crate::compile::shape;
use crate::compile::trigger::{MAX_BACK, is_joiner};
use crate::compile::words::{Found, Words};
use crate::decode::normalize::{Rewritten, decode, decode_last, is_site};
use crate::finding::Evidence;
use crate::rule::Requires;
use crate::validate::Value;
use arch::{Carry, Event, Marks, Places, WINDOW, WordEnds as _};
use bounds::Edge;

/// Bytes marked before a range, so that runs and labels are seen whole.
const MARK_BEFORE: usize = 64;

/// Longest match, in original bytes, that may hold a rewritten character.
pub(crate) const REWRITE_MAX: usize = 256;

/// Bytes of text on either side of a rewritten stretch that are rewritten too: a match,
/// and before it what belongs to its label.
const REWRITE_MARGIN: usize = REWRITE_MAX + LABEL_REACH;

/// A span that no value has.
const NO_SPAN: (usize, usize) = (usize::MAX, 0);

/// Original bytes whose sites share one rewrite.
const REWRITE_SPAN: usize = 256;

/// A span that a rule's pattern, bounds and checks accept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Match {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The rule, by number within the plan.
    pub(crate) rule: u16,
    /// Confidence in hundredths, set by `context`.
    pub(crate) score: u8,
    /// What soft checks took away, in hundredths.
    pub(crate) penalty: u8,
    pub(crate) evidence: Evidence,
}

/// Why a span that a pattern matched is not reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// A letter, digit, decimal point or plus sign touches it.
    Bounds,
    /// It fails this check.
    Check(&'static str),
    /// The rule wants a label right before it.
    Label,
    /// Its confidence, in hundredths, is below the threshold.
    Confidence(u8),
    /// A better reading by this rule overlaps it.
    Overlap(&'static str),
    /// It is on the list of allowed values.
    Allowed,
}

/// A span that a pattern matched and that is not reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Rejection {
    /// Id of the rule.
    pub rule: &'static str,
    /// Entity of the rule.
    pub entity: &'static str,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Why.
    pub reason: Reason,
}

/// Buffers of a scan, kept from call to call.
#[derive(Default)]
pub(crate) struct Scratch {
    marks: Box<Marks>,
    inner_marks: Box<Marks>,
    rewritten: Rewritten,
    work: Work,
    /// What the last pass found, sorted by start.
    pub(crate) matches: Vec<Match>,
}

#[derive(Default)]
struct Work {
    /// Accepting states of one walk, with their ends.
    ends: Vec<(usize, u16)>,
    /// Rules that have matched at the present start.
    done: Vec<u16>,
    /// Words that end at the present place.
    words: Vec<Found>,
    /// Rules that the present label names.
    labelled: Vec<u16>,
    compact: Vec<u8>,
    /// Events of a window, and then those that passed a second look.
    places: Places,
    /// Span that `compact` was made for.
    compact_of: (usize, usize),
    /// Rejections, when somebody asks why not.
    trace: Option<Vec<Rejection>>,
}

/// What is known about a text from outside: rules that its label names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outside {
    /// Rule numbers and the label word, sorted.
    pub(crate) rules: std::sync::Arc<[(u16, &'static str)]>,
}

/// Finds all matches that start in `range`; the rest of `text` is there to look at.
pub(crate) fn matches(
    plan: &Plan,
    text: &[u8],
    range: Range<usize>,
    outside: &Outside,
    scratch: &mut Scratch,
) {
    scratch.matches.clear();
    let mut work = std::mem::take(&mut scratch.work);
    let mut pass = Pass::new(plan, text, range.clone(), None, &mut work, &mut scratch.matches);
    if range.start == 0 && !outside.rules.is_empty() {
        pass.labelled_from_outside(outside);
        pass.rewritten_from_outside(outside, &mut scratch.rewritten);
    }
    let mut rewriter =
        Rewriter { rewritten: &mut scratch.rewritten, marks: &mut scratch.inner_marks, until: 0 };
    pass.run(&mut scratch.marks, Some(&mut rewriter));
    scratch.work = work;
    tidy(&mut scratch.matches);
}

/// Tries every rule at every start, to say of each reading why it is not reported.
pub(crate) fn trace(plan: &Plan, text: &[u8], scratch: &mut Scratch) -> Vec<Rejection> {
    scratch.matches.clear();
    let mut work = std::mem::take(&mut scratch.work);
    work.trace = Some(Vec::new());
    let mut rewritten = Rewritten::default();
    rewritten.fill(text, 0, text.len());
    for rewrite in [None, Some((&rewritten, 0..text.len()))] {
        let seen: &[u8] = rewrite.as_ref().map_or(text, |(rewritten, _)| &rewritten.bytes);
        let mut pass = Pass::new(plan, seen, 0..text.len(), rewrite, &mut work, &mut scratch.matches);
        for start in 0..seen.len() {
            let by_event = plan.by_event.iter().flat_map(|(_, families)| families);
            for at in by_event.chain(plan.fallback.iter().map(|fallback| &fallback.at)) {
                pass.try_family(*at, start, false);
            }
            pass.work.labelled.clear();
            pass.labelled_at(start);
            for (at, _) in &plan.by_label {
                pass.try_family(*at, start, true);
            }
        }
        #[cfg(feature = "compile")]
        pass.denied();
    }
    let rejected = work.trace.take().unwrap_or_default();
    scratch.work = work;
    tidy(&mut scratch.matches);
    rejected
}

/// Sorts by start and keeps the longest match of each rule and start.
fn tidy(matches: &mut Vec<Match>) {
    matches.sort_unstable_by_key(|m| (m.start, m.rule, std::cmp::Reverse(m.end), m.evidence.normalized));
    matches.dedup_by_key(|m| (m.start, m.rule));
}

/// The rewriting of one pass.
struct Rewriter<'a> {
    rewritten: &'a mut Rewritten,
    marks: &'a mut Marks,
    /// Sites before this offset have had their turn.
    until: usize,
}

/// One walk over a text or over a rewritten stretch of one.
struct Pass<'a> {
    plan: &'a Plan,
    text: &'a [u8],
    /// Starts that count, as offsets of the original text.
    range: Range<usize>,
    /// The map back to the original text, and the sites that count.
    rewrite: Option<(&'a Rewritten, Range<usize>)>,
    work: &'a mut Work,
    found: &'a mut Vec<Match>,
    /// The event of the same kind before the present one.
    previous: Option<usize>,
}

impl<'a> Pass<'a> {
    fn new(
        plan: &'a Plan,
        text: &'a [u8],
        range: Range<usize>,
        rewrite: Option<(&'a Rewritten, Range<usize>)>,
        work: &'a mut Work,
        found: &'a mut Vec<Match>,
    ) -> Self {
        // What was kept of a span of another text says nothing of this one.
        work.compact_of = NO_SPAN;
        Self { plan, text, range, rewrite, work, found, previous: None }
    }

    /// Runs a pass over a rewritten stretch, of which the matches that hold one of
    /// `sites` count.
    fn within(&mut self, rewritten: &Rewritten, sites: Range<usize>, run: impl FnOnce(&mut Pass<'_>)) {
        let rewrite = Some((rewritten, sites));
        run(&mut Pass::new(self.plan, &rewritten.bytes, self.range.clone(), rewrite, self.work, self.found));
        self.work.compact_of = NO_SPAN;
    }

    /// Marks the text window by window and follows the events.
    fn run(&mut self, marks: &mut Marks, mut rewriter: Option<&mut Rewriter<'_>>) {
        let plan = self.plan;
        let whole = self.rewrite.is_some();
        let (first, stop) = match whole {
            true => (0, self.text.len()),
            false => (
                self.range.start.saturating_sub(MARK_BEFORE),
                self.text.len().min(self.range.end.saturating_add(MAX_BACK + 16)),
            ),
        };
        let mut carry = Carry::default();
        let mut previous = [None; Event::COUNT];
        let mut at = first;
        // No event speaks of a short label at the very start: `VX ab_12`.
        if let (0, [a, b' ', ..] | [_, a, b' ', ..]) = (first, self.text)
            && a.is_ascii_alphabetic()
            && !plan.by_label.is_empty()
        {
            self.label(if self.text[1] == b' ' { 1 } else { 2 });
        }
        while at < stop {
            let end = stop.min(at + WINDOW);
            plan.isa.mark(&plan.filter, plan.wanted, &self.text[at..end], &mut carry, marks);
            for (event, families) in &plan.by_event {
                self.previous = previous[*event as usize];
                self.events(marks, *event, families, at);
                previous[*event as usize] = self.previous;
            }
            if !plan.by_label.is_empty() {
                self.label_ends(marks, at);
                self.han_ends(marks, at);
            }
            if let Some(rewriter) = rewriter.as_deref_mut() {
                self.sites(marks, at, rewriter);
            }
            if !plan.fallback.is_empty() {
                self.fall_back(at, end);
            }
            at = end;
        }
        #[cfg(feature = "compile")]
        self.denied();
    }

    /// Finds the values that are always reported.
    #[cfg(feature = "compile")]
    fn denied(&mut self) {
        let Some(denied) = &self.plan.options.denied else { return };
        let starts = if self.rewrite.is_some() { 0..self.text.len() } else { self.range.clone() };
        let longest = denied.automaton.max_pattern_len();
        let text = &self.text[..self.text.len().min(starts.end.saturating_add(longest))];
        for found in denied.automaton.find_overlapping_iter(&text[starts.start..]) {
            let (start, end) = (starts.start + found.start(), starts.start + found.end());
            if starts.contains(&start) {
                let (left, right) = (Edge::left(self.text, start), Edge::right(self.text, end));
                self.try_rule(denied.rule, start, end, left, right, false);
            }
        }
    }

    /// Follows the events of a kind in the window that begins at `at`.
    fn events(&mut self, marks: &Marks, event: Event, families: &[FamilyRef], at: usize) {
        let mut places = std::mem::take(&mut self.work.places);
        self.plan.isa.places(marks, event, &mut places);
        for &offset in places.offsets() {
            self.event(event, families, at + usize::from(offset));
        }
        self.work.places = places;
    }

    /// Follows the places where labels may have ended, all but those that end in Han and the like.
    fn label_ends(&mut self, marks: &Marks, at: usize) {
        let (text, isa, ends) = (self.text, self.plan.isa, &self.plan.ends);
        let mut places = std::mem::take(&mut self.work.places);
        isa.places(marks, Event::LabelEnd, &mut places);
        isa.retain_ends(ends, text, at, 0, &mut places);
        for &offset in places.offsets() {
            self.follow_label(at + usize::from(offset));
        }
        isa.places(marks, Event::LabelSpace, &mut places);
        isa.retain_ends(ends, text, at, 1, &mut places);
        for &offset in places.offsets() {
            let position = at + usize::from(offset);
            // A star or a tag behind a space says nothing of what stands before it.
            if !matches!(text[position], b'*' | b'<') {
                self.follow_label(position - 1);
            }
        }
        isa.places(marks, Event::LabelFar, &mut places);
        places.retain(|offset| {
            let end = spaces_before(text, at + offset);
            // Before the window there is no place.
            if end < at {
                self.label(end);
            }
            (end.saturating_sub(at), end > at && !matches!(text[at + offset], b'*' | b'<'))
        });
        isa.retain_ends(ends, text, at, 0, &mut places);
        for &offset in places.offsets() {
            self.follow_label(at + usize::from(offset));
        }
        isa.places(marks, Event::LabelDigits, &mut places);
        for &offset in places.offsets() {
            let position = at + usize::from(offset);
            let digits =
                text[..position].iter().rev().take(4).take_while(|byte| byte.is_ascii_digit()).count();
            self.label(spaces_before(text, position - digits));
        }
        self.work.places = places;
    }

    /// Follows the labels that end in Han and the like.
    fn han_ends(&mut self, marks: &Marks, at: usize) {
        let mut places = std::mem::take(&mut self.work.places);
        self.plan.isa.places(marks, Event::HanTail, &mut places);
        self.plan.isa.retain_ends(&self.plan.han_ends, self.text, at, -1, &mut places);
        for &offset in places.offsets() {
            let end = at + usize::from(offset) + 1;
            if !begins_han(self.text, end) || self.plan.han_before_han.may_end(self.text, end) {
                self.follow_label(end);
            }
        }
        self.work.places = places;
    }

    /// Rewrites the surroundings of the characters worth it.
    fn sites(&mut self, marks: &Marks, at: usize, rewriter: &mut Rewriter<'_>) {
        let mut places = std::mem::take(&mut self.work.places);
        self.plan.isa.places(marks, Event::Rewrite, &mut places);
        for &offset in places.offsets() {
            let position = at + usize::from(offset);
            let site = match self.text[position] {
                0xC0.. => position,
                0x80.. => position - 2,
                _ => position - decode_last(&self.text[..position]).1,
            };
            // What has these lead bytes may be one; all else that fires is Han.
            if matches!(self.text[site], 0xC2 | 0xE2 | 0xE3 | 0xEF) {
                self.rewrite_around(site, rewriter);
            }
        }
        self.work.places = places;
    }

    fn event(&mut self, event: Event, families: &[FamilyRef], position: usize) {
        match event {
            Event::DigitRun => self.digit_run(families, position - 5),
            Event::LongToken => {
                for family in families {
                    self.walk_back(*family, position - 13, 0..=usize::MAX);
                }
            }
            _ => {
                for family in families {
                    self.walk_back(*family, position, 0..=usize::MAX);
                }
                self.previous = Some(position);
            }
        }
    }

    /// Tries all starts, `backs` bytes before it, from which the event at `position`
    /// may have come.
    fn walk_back(&mut self, at: FamilyRef, position: usize, backs: RangeInclusive<usize>) {
        let plan = self.plan;
        let family = plan.family(at);
        for back in *backs.start()..=family.max_back.min(position).min(*backs.end()) {
            let start = position - back;
            if back > 0 {
                let byte = self.text[start];
                if !family.prefix.contains(byte) {
                    break;
                }
                // A start before an earlier `@` that raised an event has that one as its own.
                let raised = |after: u8| after.is_ascii_alphanumeric() || after >= 0x80;
                if family.event == Some(Event::At) && byte == b'@' && back > 1 && raised(self.text[start + 1])
                {
                    break;
                }
            }
            if family.offsets.contains(back)
                && !self
                    .previous
                    .is_some_and(|event| start <= event && family.offsets.contains(event - start))
                && family.first.contains(self.text[start])
                && !(family.left_bound && self.is_touched(start))
            {
                self.try_family(at, start, false);
            }
        }
    }

    /// Walks the groups of the digit run that starts at `run`.
    fn digit_run(&mut self, families: &[FamilyRef], run: usize) {
        let plan = self.plan;
        let text = self.text;
        // Groups behind the range belong to the next one; where a group ends that has more digits
        // than shapes tell apart does not matter, so that one long run costs every range the same.
        let stop = if self.rewrite.is_some() { text.len() } else { self.range.end.saturating_add(16) };
        let visible = &text[..text.len().min(stop.saturating_add(2 * shape::MAX_GROUP))];
        let digits = |at: usize| digits(visible, at);
        let mut group = run;
        let mut length = digits(group);
        loop {
            let after = group + length;
            let (class, next) = match text.get(after) {
                Some(&byte) => (shape::CLASSES[usize::from(byte)], digits(after + 1)),
                None => (0, 0),
            };
            let second = if (2..=6).contains(&class) { next } else { 0 };
            let second_class =
                text.get(after + 1 + second).map_or(0, |&byte| shape::CLASSES[usize::from(byte)]);
            let cut = visible.len() < text.len() && after + 1 + second >= visible.len();
            let head = [text[group] - b'0', if length > 1 { text[group + 1] - b'0' } else { 0 }];
            let key = shape::Key::new(head, length, class, second, second_class);
            // A group cut off by the end of what is visible has no shape, and a family without tables any.
            let alive = |tables: Option<&[u8]>| match tables {
                Some(tables) if !cut => key.alive(tables),
                _ => (true, true),
            };
            let (any, any_behind) = alive(plan.shapes.as_deref());
            let families = if any || any_behind { families } else { &[] };
            let (before, two_before) = match text[..group] {
                [.., two_before, before] => (before, two_before),
                [before] => (before, 0),
                [] => (0, 0),
            };
            let decimal = before == b'.' && two_before.is_ascii_digit();
            for at in families {
                let family = plan.family(*at);
                let (alive, alive_behind) = alive(family.shapes.as_deref());
                let cut_off = family.left_bound && (before == b'+' || decimal && !family.dots);
                if alive && !cut_off && family.offsets.contains(0) {
                    self.walk_back(*at, group, 0..=0);
                }
                if alive_behind && family.prefix.contains(before) {
                    self.walk_back(*at, group, 1..=usize::MAX);
                }
            }
            let mut joiners = 0;
            while joiners < 3 && text.get(after + joiners).is_some_and(|byte| is_joiner(*byte)) {
                joiners += 1;
            }
            group = after + joiners;
            length = if joiners == 1 { next } else { digits(group) };
            if joiners == 0 || length == 0 || group >= stop {
                return;
            }
        }
    }

    fn fall_back(&mut self, at: usize, end: usize) {
        let plan = self.plan;
        for fallback in &plan.fallback {
            for start in at..end {
                let first = usize::from(self.text[start]);
                let second = self.text.get(start + 1).map_or(0, |&byte| usize::from(byte));
                let pair = first << 8 | second;
                if fallback.pairs[pair / 64] >> (pair % 64) & 1 == 1 || start + 1 == self.text.len() {
                    self.try_family(fallback.at, start, false);
                }
            }
        }
    }

    /// Follows a label that may end at `end` to its value.
    #[inline(always)]
    fn label(&mut self, end: usize) {
        if self.plan.ends.may_end(self.text, end) {
            self.follow_label(end);
        }
    }

    #[inline(never)]
    fn follow_label(&mut self, end: usize) {
        self.follow_gap(end, |text| gap_after(text, end).filter(|(value, gap)| names(text, *gap, *value)));
        if may_be_far(self.text, end) {
            self.follow_gap(end, |text| far_gap_after(text, end));
        }
    }

    /// Tries the value behind a gap with the rules of the labels that end at `end`.
    #[inline(always)]
    fn follow_gap(&mut self, end: usize, walk: impl Fn(&[u8]) -> Option<(usize, Gap)>) {
        let plan = self.plan;
        self.work.labelled.clear();
        let mut followed = None;
        for (words, base) in plan.words() {
            plan.find_words(words, self.text, end, &mut self.work.words);
            if self.work.words.is_empty() {
                continue;
            }
            // Words are rarer than gaps: the gap is looked at when there is a word.
            let Some((value, gap)) = followed.or_else(|| walk(self.text)) else { return };
            followed = Some((value, gap));
            note_rules(words, base, self.text, gap, &self.work.words, &mut self.work.labelled);
        }
        if let Some((value, _)) = followed.filter(|_| !self.work.labelled.is_empty()) {
            self.try_labelled(value);
        }
    }

    /// Collects the rules that a label before `value` names.
    fn labelled_at(&mut self, value: usize) {
        for gap in naming_gaps(self.text, value) {
            for (words, base) in self.plan.words() {
                self.plan.find_words(words, self.text, gap.start, &mut self.work.words);
                note_rules(words, base, self.text, gap, &self.work.words, &mut self.work.labelled);
            }
        }
        self.work.labelled.sort_unstable();
    }

    fn labelled_from_outside(&mut self, outside: &Outside) {
        self.work.labelled.clear();
        self.work.labelled.extend(outside.rules.iter().map(|(rule, _)| *rule));
        if let Some((value, _)) = gap_after(self.text, 0) {
            self.try_labelled(value);
        }
    }

    /// The same for a value in full-width or with invisible characters.
    fn rewritten_from_outside(&mut self, outside: &Outside, rewritten: &mut Rewritten) {
        let head = self.text.len().min(2 * REWRITE_MAX);
        if self.text[..head].is_ascii() {
            return;
        }
        rewritten.fill(self.text, 0, head);
        self.within(rewritten, 0..head, |inner| inner.labelled_from_outside(outside));
    }

    fn try_labelled(&mut self, value: usize) {
        let (plan, text) = (self.plan, self.text);
        let may_begin =
            |rule: &u16| plan.rule(*rule).checks.iter().all(|check| check.check.may_begin(text, value));
        self.work.labelled.retain(may_begin);
        self.work.labelled.sort_unstable();
        for (at, rules) in &self.plan.by_label {
            let mut named = self.work.labelled.iter().map(|rule| usize::from(*rule));
            if named.any(|rule| rules[rule / 64] >> (rule % 64) & 1 == 1) {
                self.try_family(*at, value, true);
            }
        }
    }

    /// Rewrites the surroundings of `site`, if it is one, and of the sites that owe it to be such:
    /// a space or dash beside a full-width digit raises no event of its own.
    fn rewrite_around(&mut self, site: usize, rewriter: &mut Rewriter<'_>) {
        if !is_site(self.text, site) {
            return;
        }
        let before = site - decode_last(&self.text[..site]).1;
        let after = site + decode(&self.text[site..]).1;
        for site in [before, site, after] {
            if is_site(self.text, site) {
                self.rewrite_at(site, rewriter);
            }
        }
    }

    /// Rewrites the surroundings of a site and looks for matches that hold it.
    fn rewrite_at(&mut self, site: usize, rewriter: &mut Rewriter<'_>) {
        if site < rewriter.until {
            return;
        }
        rewriter.until = site + REWRITE_SPAN;
        rewriter.rewritten.fill(
            self.text,
            site.saturating_sub(REWRITE_MARGIN),
            site + REWRITE_SPAN + REWRITE_MARGIN,
        );
        let marks = &mut *rewriter.marks;
        self.within(rewriter.rewritten, site..site + REWRITE_SPAN, |inner| inner.run(marks, None));
    }

    /// Whether an ASCII letter or digit stands right before `start`.
    #[inline(always)]
    fn is_touched(&self, start: usize) -> bool {
        self.text.get(start.wrapping_sub(1)).is_some_and(u8::is_ascii_alphanumeric)
    }

    /// Runs a family's automaton at `start`; most of the time that is all.
    #[inline]
    fn try_family(&mut self, at: FamilyRef, start: usize, labelled: bool) {
        if self.rewrite.is_none() && !self.range.contains(&start) {
            return;
        }
        let family = self.plan.family(at);
        let tracing = self.work.trace.is_some();
        if family.left_bound && !labelled && !tracing && self.is_touched(start) {
            return;
        }
        let limit = self.text.len().min(start + family.max_len);
        self.work.ends.clear();
        // Ends inside a word are of no use to rules that are bound on the right.
        let every_end = !family.right_bound || tracing;
        family.dfa.walk(self.text, start, limit, every_end, &mut self.work.ends);
        if !self.work.ends.is_empty() {
            self.try_ends(at, start, labelled);
        }
    }

    /// Keeps the longest match of each rule among the ends of a walk.
    fn try_ends(&mut self, at: FamilyRef, start: usize, labelled: bool) {
        let plan = self.plan;
        let family = plan.family(at);
        let left = Edge::left(self.text, start);
        self.work.done.clear();
        for index in (0..self.work.ends.len()).rev() {
            let (end, state) = self.work.ends[index];
            let right = Edge::right(self.text, end);
            for pattern in family.dfa.accepted(state) {
                let rule = at.base + family.rule(pattern);
                if plan.entries[usize::from(rule)].enabled && !self.work.done.contains(&rule) {
                    self.try_rule(rule, start, end, left, right, labelled);
                }
            }
        }
    }

    /// Bounds, label and checks of one rule on one span.
    fn try_rule(&mut self, number: u16, start: usize, end: usize, left: Edge, right: Edge, labelled: bool) {
        let plan = self.plan;
        let rule = plan.rule(number);
        if end - start > rule.max_len as usize {
            return;
        }
        // A label that touches its value is bound enough: `QQ12345`.
        let needs_label = rule.requires == Requires::Label;
        if needs_label && !(labelled && self.work.labelled.binary_search(&number).is_ok()) {
            return self.reject(number, start, end, Reason::Label);
        }
        if !(needs_label || left.starts(rule.bounds)) || !right.ends(rule.bounds) {
            return self.reject(number, start, end, Reason::Bounds);
        }
        let (mut original_start, mut original_end) = (start, end);
        let mut normalized = false;
        if let Some((rewritten, sites)) = &self.rewrite {
            if !rewritten.covers_site(start, end).is_some_and(|site| sites.contains(&site)) {
                return;
            }
            (original_start, original_end) = (rewritten.original(start), rewritten.original_end(end));
            normalized = true;
            if !self.range.contains(&original_start) || original_end - original_start > REWRITE_MAX {
                return;
            }
        }
        let mut evidence = Evidence { pattern: rule.confidence.pattern, normalized, ..Evidence::default() };
        let mut penalty = 0_u8;
        if !rule.checks.is_empty() {
            compact(self.text, start, end, self.work);
            let value = Value {
                haystack: self.text,
                start,
                end,
                compact: &self.work.compact,
                latest: plan.options.latest,
            };
            let (mut passed, mut failed) = (0, 0);
            for check in &rule.checks {
                let name = check.check.name();
                if check.check.accepts(&value) {
                    if let Some(slot) = evidence.checks.get_mut(passed) {
                        *slot = Some(name);
                        passed += 1;
                    }
                } else if check.penalty == 0 {
                    if self.work.trace.is_none() && check.check.is_hopeless(&value) {
                        self.work.done.push(number);
                    }
                    return self.reject(number, start, end, Reason::Check(name));
                } else {
                    penalty = penalty.saturating_add(check.penalty);
                    if let Some(slot) = evidence.failed.get_mut(failed) {
                        *slot = Some(name);
                        failed += 1;
                    }
                }
            }
        }
        self.work.done.push(number);
        self.found.push(Match {
            start: original_start,
            end: original_end,
            rule: number,
            score: 0,
            penalty,
            evidence,
        });
    }

    fn reject(&mut self, number: u16, start: usize, end: usize, reason: Reason) {
        let Some(trace) = &mut self.work.trace else { return };
        let (start, end) = match &self.rewrite {
            Some((rewritten, _)) => match rewritten.covers_site(start, end) {
                Some(_) => (rewritten.original(start), rewritten.original_end(end)),
                None => return,
            },
            None => (start, end),
        };
        let entry = &self.plan.entries[usize::from(number)];
        trace.push(Rejection { rule: entry.id, entity: entry.entity, start, end, reason });
    }
}

/// Adds the rules that `found` words name as labels.
fn note_rules(words: &Words, base: u16, text: &[u8], gap: Gap, found: &[Found], rules: &mut Vec<u16>) {
    for found in found {
        for (rule, label) in words.labels(found.word) {
            if label.role == 0 && label.holds(text, found.start, gap) {
                rules.push(base + rule);
            }
        }
    }
}

/// Whether a Han character that is no gap stands at `at`.
#[inline(always)]
fn begins_han(text: &[u8], at: usize) -> bool {
    match text.get(at..at + 3) {
        Some(&[lead @ 0xE4..=0xE9, second, third]) => !is_han_gap([lead, second, third]),
        _ => false,
    }
}

/// Where the spaces before `at` begin.
#[inline(always)]
fn spaces_before(text: &[u8], mut at: usize) -> usize {
    while let Some(block) = text[..at].last_chunk() {
        let others = u128::from_le_bytes(*block) ^ u128::from_le_bytes([b' '; 16]);
        let spaces = others.leading_zeros() as usize / 8;
        at -= spaces;
        if spaces < 16 {
            return at;
        }
    }
    at - text[..at].iter().rev().take_while(|byte| **byte == b' ').count()
}

/// Puts the letters (upper-cased) and digits of a span into `work.compact`.
fn compact(text: &[u8], start: usize, end: usize, work: &mut Work) {
    if work.compact_of == (start, end) {
        return;
    }
    work.compact_of = (start, end);
    work.compact.clear();
    let kept = text[start..end].iter().filter(|byte| byte.is_ascii_alphanumeric()).take(64);
    work.compact.extend(kept.map(u8::to_ascii_uppercase));
}

/// How many digits stand at `at`.
#[inline]
fn digits(text: &[u8], at: usize) -> usize {
    let mut rest = text.get(at..).unwrap_or_default();
    let mut count = 0;
    while let Some((eight, tail)) = rest.split_first_chunk() {
        const EACH: u64 = 0x0101_0101_0101_0101;
        // A digit is 0x30 to 0x39: the high half of every other byte changes here.
        let value = u64::from_le_bytes(*eight) ^ (0x30 * EACH);
        let others = (((value & (0x7F * EACH)) + (0x76 * EACH)) | value) & (0x80 * EACH);
        let digits = others.trailing_zeros() as usize / 8;
        count += digits;
        if digits < 8 {
            return count;
        }
        rest = tail;
    }
    count + rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
}
