//! A function of the caller's decides what is written.

use std::fmt;
use std::sync::Arc;

use super::Operator;
use crate::finding::Finding;

type Write = dyn Fn(&Finding, &[u8], &mut Vec<u8>) + Send + Sync;

/// Calls a function with the finding, the value's bytes, and the output to
/// append to.
///
/// The finding's offsets are those of the whole text or stream. Where findings
/// overlap the value may be the rest of one; it may hold invalid UTF-8 where the
/// text does. Append only: the output holds what came before.
#[derive(Clone)]
pub struct Custom {
    write: Arc<Write>,
}

impl Custom {
    /// Makes an operator of `write`.
    pub fn new(write: impl Fn(&Finding, &[u8], &mut Vec<u8>) + Send + Sync + 'static) -> Self {
        Self { write: Arc::new(write) }
    }

    pub(super) fn write(&self, finding: &Finding, value: &[u8], out: &mut Vec<u8>) {
        (self.write)(finding, value, out);
    }
}

impl fmt::Debug for Custom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Custom").finish_non_exhaustive()
    }
}

impl From<Custom> for Operator {
    fn from(custom: Custom) -> Self {
        Self::Custom(custom)
    }
}
