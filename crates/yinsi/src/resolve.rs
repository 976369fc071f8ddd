//! Overlapping matches become findings.
//!
//! One total order: confidence, then length, then earlier start, then rule
//! priority, then id. Matches that overlap in a chain form a cluster; within it
//! winners are taken greedily. Containers do not compete with what lies strictly
//! inside them. A cluster is closed at 16 KiB from its start, so that every way
//! of cutting a text into ranges cuts clusters at the same places.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::compile::plan::Plan;
use crate::scan::Match;

/// Bytes after which a cluster is closed.
pub(crate) const CLUSTER_MAX: usize = 16 << 10;

/// The better of two matches comes first.
pub(crate) fn order(plan: &Plan, a: &Match, b: &Match) -> Ordering {
    let length = |m: &Match| m.end - m.start;
    b.score
        .cmp(&a.score)
        .then(length(b).cmp(&length(a)))
        .then(a.start.cmp(&b.start))
        .then(plan.rule(b.rule).priority.cmp(&plan.rule(a.rule).priority))
        .then_with(|| plan.entries[usize::from(a.rule)].id.cmp(plan.entries[usize::from(b.rule)].id))
}

/// Where the cluster ends that begins with `matches[0]`: the number of its
/// matches and its last byte.
///
/// `matches` are sorted by start.
pub(crate) fn cluster(matches: &[Match]) -> (usize, usize) {
    let Some(first) = matches.first() else { return (0, 0) };
    let limit = first.start + CLUSTER_MAX;
    let mut end = first.end;
    let mut count = 1;
    for next in &matches[1..] {
        if next.start >= end.min(limit) {
            break;
        }
        end = end.max(next.end);
        count += 1;
    }
    (count, end)
}

/// Puts the winners of one cluster into `winners`, sorted by start, longer first;
/// the losers that remain are handed to `lost` with their winner.
///
/// `floor` is the end of the last winner of the clusters before.
pub(crate) fn winners(
    plan: &Plan,
    cluster: &mut [Match],
    floor: usize,
    winners: &mut Vec<Match>,
    mut lost: impl FnMut(&Match, &Match),
) {
    let from = winners.len();
    if let [only] = cluster {
        if only.start >= floor {
            winners.push(*only);
        }
        return;
    }
    cluster.sort_unstable_by(|a, b| order(plan, a, b));
    // Winners that are no containers, and those inside one container, do not overlap.
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let mut containers: Vec<usize> = Vec::new();
    for candidate in cluster.iter() {
        if candidate.start < floor {
            continue;
        }
        let container = plan.rule(candidate.rule).container;
        let conflict = containers
            .iter()
            .map(|&index| &winners[index])
            .find(|outer| overlaps(outer, candidate) && !holds(outer, candidate) && !(container && holds(candidate, outer)))
            .or_else(|| conflict(&taken, winners, candidate, container));
        match conflict {
            Some(winner) => lost(candidate, winner),
            None => {
                if container {
                    containers.push(winners.len());
                } else {
                    taken.insert(candidate.start, winners.len());
                }
                winners.push(*candidate);
            }
        }
    }
    winners[from..].sort_unstable_by(|a, b| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
}

/// The winner among `taken` (disjoint, by start) that `candidate` may not stand beside.
fn conflict<'a>(
    taken: &BTreeMap<usize, usize>,
    winners: &'a [Match],
    candidate: &Match,
    container: bool,
) -> Option<&'a Match> {
    let mut before = taken.range(..candidate.end).rev();
    before
        .by_ref()
        .map(|(_, &index)| &winners[index])
        .take_while(|winner| winner.end > candidate.start)
        .find(|winner| !(container && holds(candidate, winner)))
}

fn overlaps(a: &Match, b: &Match) -> bool {
    a.start < b.end && b.start < a.end
}

/// Whether `inner` lies strictly inside `outer`.
fn holds(outer: &Match, inner: &Match) -> bool {
    outer.start <= inner.start && inner.end <= outer.end && (outer.start, outer.end) != (inner.start, inner.end)
}
