//! `cargo xtask data`: the sample in `examples/data`, grown from a seed.
//!
//! Nothing in it belongs to anybody: names are drawn from lists of characters,
//! numbers from the generator with their check digits computed here, domains and
//! addresses of machines from the ranges set aside for documentation.

mod chat;
mod check;
mod clock;
mod contacts;
mod customers;
mod events;
mod log;
mod people;
mod rng;
mod template;

use std::fs;
use std::path::Path;

use rng::Rng;

const SEED: u64 = 20_261_124;
const CUSTOMERS: usize = 6_500;

/// The files of the sample, by name, each with its content.
pub(crate) fn files() -> Vec<(&'static str, String)> {
    let people = people::draw(&mut Rng::new(SEED), CUSTOMERS);
    // Each file has a seed of its own: changing one leaves the others as they are.
    let rng = |file: u64| Rng::new(SEED ^ (file << 32));
    vec![
        ("customers.csv", customers::write(&people, &mut rng(1))),
        ("chat.txt", chat::write(&people, &mut rng(2), 9_000)),
        ("app.log", log::write(&people, &mut rng(3), 10_500)),
        ("events.jsonl", events::write(&people, &mut rng(4), 4_200)),
        ("contacts.txt", contacts::write(&mut rng(5), 2_000)),
    ]
}

/// Writes the sample to `folder`, or with `check` only compares it.
///
/// # Errors
///
/// When a file cannot be written, or differs from what the seed gives.
pub(crate) fn run(folder: &Path, check: bool) -> Result<(), String> {
    for (name, content) in files() {
        let path = folder.join(name);
        if check {
            if fs::read(&path).ok().as_deref() != Some(content.as_bytes()) {
                return Err(format!(
                    "examples/data/{name} is not what the seed gives: run `cargo xtask data`"
                ));
            }
        } else {
            fs::create_dir_all(folder).map_err(|error| error.to_string())?;
            fs::write(&path, &content).map_err(|error| format!("{}: {error}", path.display()))?;
            println!("{:>9} bytes  examples/data/{name}", content.len());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::files;

    #[test]
    fn the_same_seed_gives_the_same_sample_and_it_is_large_enough() {
        let (first, second) = (files(), files());
        assert_eq!(first, second);
        let total: usize = first.iter().map(|(_, content)| content.len()).sum();
        assert!((5_500_000..7_000_000).contains(&total), "{total}");
    }
}
