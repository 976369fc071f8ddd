//! Benchmarks: corpora grown from a seed, definitions that check a count before
//! they measure, peers in the same run, and the figures as files.

pub mod clock;
pub mod corpus;
pub mod definition;
pub mod engine;
pub mod generated;
pub mod lock;
pub mod machine;
pub mod measure;
pub mod plot;
pub mod report;
pub mod verb;
