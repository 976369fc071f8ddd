//! Benchmarks: corpora grown from a seed, definitions that check a count before
//! they measure, peers in the same run, and the figures as files.

pub mod corpus;
