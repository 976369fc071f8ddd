//! Ranges of a text one after the other: matches are scored, gathered into
//! clusters and resolved as soon as nothing later can touch them.
//!
//! A whole text and a stream run the same session; only who keeps the bytes
//! differs. Positions are offsets of the text as it was first given or pushed.

use super::{Match, Outside, Reason, Rejection, Scratch, matches};
use crate::compile::plan::Plan;
use crate::context::Context;
use crate::finding::Finding;
use crate::resolve::{cluster, winners};

/// Starts looked at in one go, in bytes.
pub(crate) const STEP: usize = 64 << 10;

/// The starts that are looked at in one go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Nothing comes after `to`.
    pub(crate) last: bool,
    /// Added to every offset.
    pub(crate) base: u64,
}

impl Step {
    /// The step of a whole text that begins at `from`.
    pub(crate) fn of(text: &[u8], from: usize) -> Self {
        let to = text.len().min(from + STEP);
        Self { from, to, last: to == text.len(), base: 0 }
    }
}

/// The state of one scan.
#[derive(Default)]
pub(crate) struct Session {
    scratch: Scratch,
    context: Context,
    /// Scored matches whose clusters are still open, sorted by start.
    pending: Vec<Match>,
    winners: Vec<Match>,
    /// End of the last winner.
    floor: usize,
    pub(crate) outside: Outside,
}

impl Session {
    /// Starts over with another text.
    pub(crate) fn reset(&mut self) {
        self.pending.clear();
        self.winners.clear();
        self.context.reset();
        self.floor = 0;
    }

    /// Puts all findings of a text into `findings`.
    pub(crate) fn whole(&mut self, plan: &Plan, text: &[u8], findings: &mut Vec<Finding>) {
        let mut from = 0;
        while from < text.len() {
            let step = Step::of(text, from);
            self.advance(plan, text, step, findings);
            from = step.to;
        }
    }

    /// Looks at the starts in `step` and puts what is settled into `findings`.
    pub(crate) fn advance(&mut self, plan: &Plan, text: &[u8], step: Step, findings: &mut Vec<Finding>) {
        let Step { from, to, last, base } = step;
        matches(plan, text, from..to, &self.outside, &mut self.scratch);
        for found in &mut self.scratch.matches {
            self.context.score(plan, text, &self.outside, found);
            if found.score >= plan.options.min_score && !plan.is_written(text, found.start..found.end) {
                self.pending.push(*found);
            }
        }
        let until = (!last).then_some(to);
        let (pending, winners) = (&mut self.pending, &mut self.winners);
        settle(plan, pending, until, &mut self.floor, winners, |found, better| {
            if better.is_none() && !plan.is_allowed(text, found.start..found.end) {
                findings.push(finding(plan, found, base));
            }
        });
    }

    /// Start of the first match that is not settled; `none` if there is none.
    pub(crate) fn open_from(&self, none: usize) -> usize {
        self.pending.first().map_or(none, |found| found.start)
    }

    /// The text's first `bytes` bytes are gone: offsets shrink by as much.
    pub(crate) fn forget(&mut self, bytes: usize) {
        for found in &mut self.pending {
            found.start -= bytes;
            found.end -= bytes;
        }
        self.floor = self.floor.saturating_sub(bytes);
        self.context.reset();
    }

    /// Every reading of a short text and why it is not reported.
    pub(crate) fn explain(&mut self, plan: &Plan, text: &[u8]) -> Vec<Rejection> {
        let mut rejected = super::trace(plan, text, &mut self.scratch);
        let say = |found: &Match, reason| {
            let entry = &plan.entries[usize::from(found.rule)];
            Rejection { rule: entry.id, entity: entry.entity, start: found.start, end: found.end, reason }
        };
        let mut scored = Vec::new();
        for found in &mut self.scratch.matches {
            self.context.score(plan, text, &self.outside, found);
            match found.score >= plan.options.min_score {
                true => scored.push(*found),
                false => rejected.push(say(found, Reason::Confidence(found.score))),
            }
        }
        settle(plan, &mut scored, None, &mut 0, &mut Vec::new(), |found, better| match better {
            Some(better) => {
                let better = plan.entries[usize::from(better.rule)].id;
                rejected.push(say(found, Reason::Overlap(better)));
            }
            None if plan.is_allowed(text, found.start..found.end) => {
                rejected.push(say(found, Reason::Allowed))
            }
            None => {}
        });
        rejected.sort_unstable_by_key(|r| (r.start, std::cmp::Reverse(r.end), r.rule));
        rejected.dedup();
        rejected
    }
}

/// Resolves the clusters at the front of `pending` that no start from `until` on can
/// touch, all of them for `None`, and takes them out. `say` is told of every match
/// in them: the winner that is better than it, or `None` for a winner.
fn settle(
    plan: &Plan,
    pending: &mut Vec<Match>,
    until: Option<usize>,
    floor: &mut usize,
    buffer: &mut Vec<Match>,
    mut say: impl FnMut(&Match, Option<&Match>),
) {
    let mut done = 0;
    while done < pending.len() {
        let (count, end) = cluster(&pending[done..]);
        if until.is_some_and(|until| end > until) && done + count == pending.len() {
            break;
        }
        buffer.clear();
        let members = &mut pending[done..done + count];
        winners(plan, members, *floor, buffer, |loser, winner| say(loser, Some(winner)));
        done += count;
        for winner in &*buffer {
            *floor = (*floor).max(winner.end);
            say(winner, None);
        }
    }
    pending.drain(..done);
}

fn finding(plan: &Plan, found: &Match, base: u64) -> Finding {
    let entry = &plan.entries[usize::from(found.rule)];
    Finding {
        entity: entry.entity,
        rule: entry.id,
        start: base + found.start as u64,
        end: base + found.end as u64,
        score: found.score,
        evidence: found.evidence,
    }
}
