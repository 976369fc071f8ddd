//! What can be asked: one file a question.

pub mod command_line;
pub mod cores;
pub mod instructions;
pub mod linearity;
pub mod rules;
pub mod small;
pub mod start;
pub mod table;

use clap::Args;

/// What most verbs can be told.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Only corpora whose name contains this
    #[arg(long, value_name = "PART")]
    pub only: Option<String>,
    /// Only this instruction set, instead of those that definitions ask for
    #[arg(long, value_name = "NAME")]
    pub isa: Option<String>,
    /// About how long to measure each text; at least five rounds are run
    #[arg(long, default_value_t = 10.0)]
    pub seconds: f64,
    /// Size of each text
    #[arg(long, default_value_t = 64)]
    pub size_mib: usize,
}

impl Options {
    fn wants(&self, corpus: &str) -> bool {
        self.only.as_deref().is_none_or(|only| corpus.contains(only))
    }

    fn bytes(&self) -> usize {
        self.size_mib << 20
    }
}
