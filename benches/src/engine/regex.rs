//! regex-automata's meta engine: one search for all patterns, and the way of a
//! `RegexSet`, which patterns match and then each of them.

use regex_automata::meta::Regex;
use regex_automata::{Input, MatchKind, PatternSet, util::syntax};

use super::{Engine, Kind};

/// For the states of a lazy automaton, in bytes. The default of 2 MiB is too small for so many
/// patterns: with it, logs go by at 7 MB/s.
const CACHE: usize = 64 << 20;

fn compile(patterns: &[String], kind: MatchKind) -> Result<Regex, String> {
    Regex::builder()
        .syntax(syntax::Config::new().utf8(false))
        .configure(Regex::config().utf8_empty(false).match_kind(kind).hybrid_cache_capacity(CACHE))
        .build_many(patterns)
        .map_err(|error| format!("regex-automata: {error}"))
}

fn named(name: &str, patterns: &[String], run: impl FnMut(&[u8]) -> Option<usize> + 'static) -> Engine {
    let rules = format!("{} patterns", patterns.len());
    Engine { name: name.to_owned(), rules, kind: Kind::Peer, run: Box::new(run) }
}

/// Leftmost-first search for all patterns at once, matches do not overlap.
pub(super) fn leftmost(name: &str, patterns: &[String]) -> Result<Engine, String> {
    let regex = compile(patterns, MatchKind::LeftmostFirst)?;
    Ok(named(name, patterns, move |text| Some(regex.find_iter(text).count())))
}

/// Which patterns match anywhere, then a search for each that does.
pub(super) fn set(name: &str, patterns: &[String]) -> Result<Engine, String> {
    let all = compile(patterns, MatchKind::All)?;
    let single =
        patterns.iter().map(|pattern| compile(std::slice::from_ref(pattern), MatchKind::LeftmostFirst));
    let single: Vec<Regex> = single.collect::<Result<_, _>>()?;
    let mut hit = PatternSet::new(single.len());
    Ok(named(name, patterns, move |text| {
        hit.clear();
        all.which_overlapping_matches(&Input::new(text), &mut hit);
        Some(hit.iter().map(|pattern| single[pattern.as_usize()].find_iter(text).count()).sum())
    }))
}
