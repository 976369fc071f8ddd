//! What was found: [`Finding`] and the [`Evidence`] behind it.
//!
//! A finding holds offsets and names, never text: whoever prints one prints
//! nothing personal. How it came to be is `scan/`, `context` and `resolve`.

use std::ops::Range;

/// One place in a text that a rule holds to be personal information.
///
/// Small, `Copy`, and free of the text itself. Offsets are bytes of what the
/// caller passed (or pushed, for a stream), half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Finding {
    /// What it is called, for example `CN_RESIDENT_ID`.
    pub entity: &'static str,
    /// The rule that found it, for example `cn.resident_id`.
    pub rule: &'static str,
    /// First byte.
    pub start: u64,
    /// One past the last byte.
    pub end: u64,
    /// Confidence in hundredths, 0 to 100; see [`Finding::confidence`].
    pub(crate) score: u8,
    /// The parts of the score.
    pub evidence: Evidence,
}

impl Finding {
    /// A finding made elsewhere (a model, a person), to be joined with ours.
    ///
    /// `confidence` is clamped to 0.0 to 1.0 and rounded to hundredths.
    pub fn new(entity: &str, rule: &str, span: Range<u64>, confidence: f32) -> Self {
        Self {
            entity: crate::intern::intern(entity),
            rule: crate::intern::intern(rule),
            start: span.start,
            end: span.end,
            score: (confidence.clamp(0.0, 1.0) * 100.0).round() as u8,
            evidence: Evidence::default(),
        }
    }

    /// How likely the finding is right, 0.0 to 1.0, a multiple of 0.01.
    pub fn confidence(&self) -> f32 {
        f32::from(self.score) / 100.0
    }

    /// Confidence in hundredths, 0 to 100.
    pub fn confidence_percent(&self) -> u8 {
        self.score
    }

    /// The span as a range to slice the text with.
    ///
    /// Offsets beyond the address space (only a stream on a 32-bit machine has
    /// them) saturate.
    pub fn range(&self) -> Range<usize> {
        let fit = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        fit(self.start)..fit(self.end)
    }

    /// Length in bytes.
    pub fn len_bytes(&self) -> u64 {
        self.end - self.start
    }
}

/// Why a finding has its confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct Evidence {
    /// What the pattern alone is worth, in hundredths.
    pub pattern: u8,
    /// Checks that passed, by name, in rule order; `None` fills the rest.
    pub checks: [Option<&'static str>; 4],
    /// Checks that failed softly and lowered the confidence.
    pub failed: [Option<&'static str>; 2],
    /// The label right before the value, or the one handed over from outside.
    pub label: Option<&'static str>,
    /// A context word near the value, when there is no label.
    pub context: Option<&'static str>,
    /// How far the context word is from the value, in bytes; negative before it.
    pub context_distance: i16,
    /// A word nearby that speaks against.
    pub against: Option<&'static str>,
    /// Whether the value was read through full-width, invisible or unusual
    /// separator characters.
    pub normalized: bool,
    /// Whether the value stops short inside a longer joined number.
    pub cut: bool,
    /// A role the label gives the value: what else it is, for example
    /// `CN_DRIVER_LICENSE`.
    pub also: Option<&'static str>,
}
