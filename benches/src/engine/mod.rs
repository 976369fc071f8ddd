//! Who is measured: yinsi, its peers, and the yardsticks that say what the machine
//! allows. Each takes a piece of text and says how many results it has.

mod regex;
#[cfg(feature = "vectorscan")]
mod vectorscan;
mod yardstick;

use yinsi::{Finding, Scanner};

pub use yardstick::yardsticks;

/// Something that goes through text.
pub struct Engine {
    /// What the table calls it.
    pub name: String,
    /// What it looks for.
    pub rules: String,
    /// What it is.
    pub kind: Kind,
    /// Goes through a piece; returns how many results, or `None` where the text is nothing for it.
    pub run: Box<Run>,
}

/// What an engine does with a piece of text.
pub type Run = dyn FnMut(&[u8]) -> Option<usize>;

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What an engine is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// What the machine allows.
    Yardstick,
    /// Ours.
    Yinsi,
    /// Somebody else's.
    Peer,
}

/// The peers' rules by name, see `peers/rules.tsv`.
pub fn peer_rules() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("../../peers/rules.tsv").lines();
    lines.filter(|line| !line.starts_with("# ")).filter_map(|line| line.split_once('\t'))
}

/// The patterns of the built-in rules that count without a label. What else the
/// rules ask for (bounds, checks, context) no peer can be told.
fn catalogue_patterns() -> Vec<String> {
    let free = yinsi::catalog::rules().iter().filter(|rule| rule.requires == yinsi::Requires::Nothing);
    free.flat_map(|rule| rule.patterns.iter()).map(|pattern| pattern.as_str().to_owned()).collect()
}

/// A scanner of ours.
pub fn yinsi(name: &str, rules: &str, scanner: Scanner) -> Engine {
    let mut findings: Vec<Finding> = Vec::new();
    Engine {
        name: name.to_owned(),
        rules: rules.to_owned(),
        kind: Kind::Yinsi,
        run: Box::new(move |text| {
            scanner.scan_into(text, &mut findings);
            Some(findings.len())
        }),
    }
}

/// All peers that are here, and a line for each that is not.
///
/// # Errors
///
/// When a peer is here but refuses the rules.
pub fn peers() -> Result<(Vec<Engine>, Vec<String>), String> {
    let ascii = |pattern: &str| pattern.replace("\\b", "(?-u:\\b)");
    let common: Vec<String> = peer_rules().map(|(_, pattern)| ascii(pattern)).collect();
    let catalogue = catalogue_patterns();
    let peers = [
        regex::leftmost("regex-automata", &common)?,
        regex::leftmost("regex-automata, our patterns", &catalogue)?,
        regex::set("regex set", &common)?,
    ];
    #[cfg(feature = "vectorscan")]
    let vectorscan = vectorscan::block("Vectorscan");
    #[cfg(not(feature = "vectorscan"))]
    let vectorscan = Err("Vectorscan: built without the feature `vectorscan`".to_owned());
    let (vectorscan, missing) = match vectorscan {
        Ok(engine) => (Some(engine), Vec::new()),
        Err(message) => (None, vec![message]),
    };
    Ok((peers.into_iter().chain(vectorscan).collect(), missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_engine_that_is_here_finds_an_address_and_nothing_in_plain_words() {
        let (mut engines, _) = peers().expect("peers that take their rules");
        engines.push(yinsi("yinsi", "", Scanner::new()));
        for engine in &mut engines {
            let mut count = |text: &str| (engine.run)(text.as_bytes()).expect("a number of results");
            assert!(count("write to a.person@example.com now") > 0);
            assert_eq!(count("nothing of that kind"), 0);
        }
    }

    #[test]
    fn peers_get_sixty_two_rules() {
        assert_eq!(peer_rules().count(), 62);
    }
}
