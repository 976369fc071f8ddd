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
/// matches, and the offset from which on a start is no part of it.
///
/// `matches` are sorted by start.
pub(crate) fn cluster(matches: &[Match]) -> (usize, usize) {
    let Some(first) = matches.first() else { return (0, 0) };
    let limit = first.start + CLUSTER_MAX;
    let mut end = first.end.min(limit);
    let mut count = 1;
    for next in &matches[1..] {
        if next.start >= end {
            break;
        }
        end = end.max(next.end).min(limit);
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
            .find(|outer| {
                overlaps(outer, candidate)
                    && !holds(outer, candidate)
                    && !(container && holds(candidate, outer))
            })
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
    outer.start <= inner.start
        && inner.end <= outer.end
        && (outer.start, outer.end) != (inner.start, inner.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::Part;
    use crate::compile::plan::{Entry, Options, RuleRef, WINDOW_BEFORE};
    use crate::finding::Evidence;
    use crate::intern::intern;
    use crate::rule::Rule;
    use crate::scan::arch::Isa;
    use crate::validate::Date;
    use proptest::prelude::*;

    /// Six rules: every other one a container, in three priorities.
    fn plan() -> Plan {
        let rules: Vec<Rule> = (0..6_i16)
            .map(|number| {
                let rule = Rule::builder(&format!("test.n{number}"), "TEST").pattern("x[0-9]{6}");
                let mut rule = rule.build().expect("a sound rule");
                (rule.container, rule.priority) = (number % 2 == 1, number / 2);
                rule
            })
            .collect();
        let parts = vec![(Part::compile(&rules, "test", false).expect("sound rules"), 0)];
        let entries = rules.into_iter().map(|rule| Entry {
            id: intern(&rule.id),
            entity: intern(&rule.entity),
            enabled: true,
            bonus: 0,
            rule: RuleRef::Shared(rule.into()),
        });
        let latest = Date { year: 2027, month: 12, day: 31 };
        let options = Options {
            min_score: 0,
            window_before: WINDOW_BEFORE,
            latest,
            allow: Default::default(),
            denied: None,
        };
        Plan::new(entries.collect(), parts, Isa::best(), options)
    }

    /// Matches in one neighbourhood; of one rule and start there is one, as from `matches`.
    fn crowd() -> impl Strategy<Value = Vec<Match>> {
        let one =
            (0_usize..40, 1_usize..20, 0_u16..6, 0_u8..4).prop_map(|(start, length, rule, score)| Match {
                start,
                end: start + length,
                rule,
                score: 50 + 10 * score,
                penalty: 0,
                evidence: Evidence::default(),
            });
        prop::collection::vec(one, 1..24).prop_map(|mut all| {
            all.sort_by_key(|m| (m.start, m.rule));
            all.dedup_by_key(|m| (m.start, m.rule));
            all
        })
    }

    fn resolved(plan: &Plan, all: &[Match]) -> (Vec<Match>, Vec<(Match, Match)>) {
        let (mut won, mut lost) = (Vec::new(), Vec::new());
        winners(plan, &mut all.to_vec(), 0, &mut won, |loser, winner| lost.push((*loser, *winner)));
        (won, lost)
    }

    proptest! {
        #[test]
        fn the_order_is_total(all in crowd()) {
            let plan = plan();
            for a in &all {
                for b in &all {
                    prop_assert_eq!(order(&plan, a, b), order(&plan, b, a).reverse());
                    prop_assert_eq!(order(&plan, a, b) == Ordering::Equal, a == b);
                    for c in &all {
                        let through = order(&plan, a, b).is_le() && order(&plan, b, c).is_le();
                        prop_assert!(!through || order(&plan, a, c).is_le());
                    }
                }
            }
        }

        #[test]
        fn winners_stand_side_by_side_or_in_containers(all in crowd(), turn in 0_usize..24) {
            let plan = plan();
            let (won, lost) = resolved(&plan, &all);
            let container = |m: &Match| plan.rule(m.rule).container;
            let beside = |a: &Match, b: &Match| {
                !overlaps(a, b) || (container(a) && holds(a, b)) || (container(b) && holds(b, a))
            };
            for (index, a) in won.iter().enumerate() {
                prop_assert!(won[..index].iter().all(|b| beside(a, b)));
            }
            prop_assert!(won.windows(2).all(|w| (w[0].start, w[1].end) <= (w[1].start, w[0].end)));
            // Nobody loses without a better one in the way.
            prop_assert_eq!(won.len() + lost.len(), all.len());
            for (loser, winner) in &lost {
                prop_assert!(!beside(loser, winner) && order(&plan, winner, loser).is_lt());
                prop_assert!(won.contains(winner));
            }
            // The order in which they come does not matter.
            let mut turned = all.clone();
            turned.rotate_left(turn % all.len());
            prop_assert_eq!(&resolved(&plan, &turned).0, &won);
            turned.reverse();
            prop_assert_eq!(&resolved(&plan, &turned).0, &won);
        }

        #[test]
        fn clusters_do_not_touch(all in crowd()) {
            let mut at = 0;
            let mut end_before = 0;
            while at < all.len() {
                let (count, end) = cluster(&all[at..]);
                prop_assert!(count > 0 && all[at].start >= end_before);
                prop_assert_eq!(all[at..at + count].iter().map(|m| m.end).max(), Some(end));
                at += count;
                end_before = end;
            }
        }
    }
}
