//! Made-up people and the texts they appear in, grown from a seed: the sample in
//! `examples/data`, and the raw material of the benchmarks.
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
#[cfg(feature = "leak")]
mod leak;
mod log;
mod people;
mod rng;
mod template;

pub use clock::{Clock, Moment};
#[cfg(feature = "leak")]
pub use leak::{FileTruth, Leak, Truth};
pub use log::line as log_line;
pub use people::{Person, draw as people};
pub use rng::Rng;
pub use template::fill;

const SEED: u64 = 20_261_124;
const CUSTOMERS: usize = 6_500;

/// The files of the sample, by name, each with its content.
pub fn files() -> Vec<(&'static str, String)> {
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
