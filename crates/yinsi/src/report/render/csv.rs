//! Tables for spreadsheets. No cell is a formula.
use super::super::Sampled;
pub(in super::super) fn sheet<'a>(head: &str, findings: impl Iterator<Item = &'a Sampled>) -> String {
    let _ = findings; head.to_owned()
}
