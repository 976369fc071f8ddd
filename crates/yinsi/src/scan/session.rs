//! Ranges of a text one after the other: matches are scored, gathered into
//! clusters and resolved as soon as nothing later can touch them.
//!
//! A whole text and a stream run the same session; only who keeps the bytes
//! differs. Positions are offsets of the text as it was first given or pushed.

use super::{Match, Outside, Reason, Rejection, Scratch, matches};
use crate::compile::plan::Plan;
use crate::context::Context;
use crate::finding::Finding;
use crate::resolve::{CLUSTER_MAX, cluster, winners};

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
        let mut done = 0;
        while done < self.pending.len() {
            let (count, end) = cluster(&self.pending[done..]);
            let end = end.min(self.pending[done].start + CLUSTER_MAX);
            if !last && end > to && done + count == self.pending.len() {
                break;
            }
            self.winners.clear();
            winners(plan, &mut self.pending[done..done + count], self.floor, &mut self.winners, |_, _| {});
            done += count;
            for winner in &self.winners {
                self.floor = self.floor.max(winner.end);
                if !plan.options.allow.is_empty()
                    && plan.options.allow.contains(&text[winner.start..winner.end])
                {
                    continue;
                }
                findings.push(finding(plan, winner, base));
            }
        }
        self.pending.drain(..done);
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
        let (mut done, mut floor) = (0, 0);
        while done < scored.len() {
            let (count, _) = cluster(&scored[done..]);
            let mut won = Vec::new();
            winners(plan, &mut scored[done..done + count], floor, &mut won, |loser, winner| {
                rejected.push(say(loser, Reason::Overlap(plan.entries[usize::from(winner.rule)].id)));
            });
            done += count;
            for winner in won {
                floor = floor.max(winner.end);
                if plan.options.allow.contains(&text[winner.start..winner.end]) {
                    rejected.push(say(&winner, Reason::Allowed));
                }
            }
        }
        rejected.sort_unstable_by_key(|r| (r.start, std::cmp::Reverse(r.end), r.rule));
        rejected.dedup();
        rejected
    }
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
