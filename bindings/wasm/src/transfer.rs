//! The border: one buffer for text that comes in, one for numbers and one for text
//! that go out.
//!
//! JavaScript asks for room ([`room`]), lets the host write UTF-8 there, and says in
//! the call how many bytes it wrote. Findings go back as rows of [`ROW`] numbers, in
//! which a name stands as its number in a list ([`names_from`]) that JavaScript
//! keeps a copy of. A call takes the text's buffer away for its duration: an
//! operator in JavaScript may scan while a redaction runs.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use wasm_bindgen::prelude::wasm_bindgen;
use yinsi::{Finding, Reason, Rejection};

/// Numbers in a row: entity, rule, start and end (low and high half each), score,
/// pattern, four checks, two failed checks, label, context, its distance, against,
/// flags, also.
const ROW: usize = 20;

/// A larger buffer is given back after use.
const KEPT_BYTES: usize = 16 << 20;

thread_local! {
    static TEXT: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
    static ROWS: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
    static WRITTEN: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static NAMES: RefCell<Names> = RefCell::new(Names::default());
}

/// Makes room for `len` bytes of text, of which the first `kept` stay, and returns
/// where it is; 0 when there is no memory left.
#[wasm_bindgen]
pub fn room(len: usize, kept: usize) -> *const u8 {
    let mut text = TEXT.take();
    if text.len() < len {
        text.truncate(kept);
        if text.try_reserve_exact(len - text.len()).is_err() {
            return std::ptr::null();
        }
        text.resize(len, 0);
    }
    let at = text.as_ptr();
    TEXT.set(text);
    at
}

/// How many bytes of text there is room for.
#[wasm_bindgen(js_name = roomLength)]
pub fn room_length() -> usize {
    let text = TEXT.take();
    let len = text.len();
    TEXT.set(text);
    len
}

/// Hands the first `len` bytes of the room to `read`.
pub(crate) fn with_text<T>(len: usize, read: impl FnOnce(&[u8]) -> T) -> T {
    let text = TEXT.take();
    let result = read(text.get(..len).unwrap_or_default());
    if text.len() <= KEPT_BYTES {
        TEXT.set(text);
    }
    result
}

/// Where the rows of the last call are.
#[wasm_bindgen]
pub fn rows() -> *const u32 {
    ROWS.with_borrow(|rows| rows.as_ptr())
}

/// Where the text that the last call wrote is.
#[wasm_bindgen]
pub fn written() -> *const u8 {
    WRITTEN.with_borrow(|written| written.as_ptr())
}

/// The names from number `from` on.
#[wasm_bindgen(js_name = namesFrom)]
pub fn names_from(from: usize) -> Vec<String> {
    NAMES.with_borrow(|names| {
        names.list.get(from..).unwrap_or_default().iter().map(|name| (*name).to_owned()).collect()
    })
}

/// Leaves what `write` makes for [`written`] and returns its length.
pub(crate) fn write_text(write: impl FnOnce(&mut Vec<u8>)) -> usize {
    // An operator in JavaScript may come back here: nothing is borrowed meanwhile.
    let mut out = WRITTEN.with_borrow_mut(std::mem::take);
    out.clear();
    if out.capacity() > KEPT_BYTES {
        out = Vec::new();
    }
    write(&mut out);
    let len = out.len();
    WRITTEN.set(out);
    len
}

/// Leaves rows of findings for [`rows`] and returns how many; `place` says where a
/// byte is in JavaScript's units.
pub(crate) fn write_findings(findings: &[Finding], place: impl FnMut(u64) -> u64) -> usize {
    ROWS.with_borrow_mut(|rows| {
        rows.clear();
        if rows.capacity() > KEPT_BYTES / 4 {
            rows.shrink_to(0);
        }
        append_findings(rows, findings, place);
    });
    findings.len()
}

/// As [`write_findings`], with rows of what was rejected after those of the findings.
pub(crate) fn write_explanation(
    explanation: &yinsi::Explanation,
    mut place: impl FnMut(u64) -> u64,
) -> usize {
    write_findings(&explanation.findings, &mut place);
    ROWS.with_borrow_mut(|rows| {
        NAMES.with_borrow_mut(|names| {
            for rejection in &explanation.rejected {
                let Rejection { rule, entity, start, end, reason, .. } = *rejection;
                let (kind, name, score) = match reason {
                    Reason::Bounds => ("bounds", None, 0),
                    Reason::Check(name) => ("check", Some(name), 0),
                    Reason::Label => ("label", None, 0),
                    Reason::Confidence(score) => ("confidence", None, u32::from(score)),
                    Reason::Overlap(rule) => ("overlap", Some(rule), 0),
                    Reason::Allowed => ("allowed", None, 0),
                    _ => ("other", None, 0),
                };
                let [start, end] = [start, end].map(|at| halves(place(at as u64)));
                let mut row = [0; ROW];
                row[..8].copy_from_slice(&[
                    names.number(entity),
                    names.number(rule),
                    start[0],
                    start[1],
                    end[0],
                    end[1],
                    score,
                    names.number(kind),
                ]);
                row[8] = names.number_of(name);
                rows.extend_from_slice(&row);
            }
        });
        rows.len() / ROW
    })
}

fn append_findings(rows: &mut Vec<u32>, findings: &[Finding], mut place: impl FnMut(u64) -> u64) {
    NAMES.with_borrow_mut(|names| {
        rows.reserve(findings.len() * ROW);
        for finding in findings {
            let evidence = &finding.evidence;
            let [start, end] = [finding.start, finding.end].map(|at| halves(place(at)));
            let checks = evidence.checks.map(|name| names.number_of(name));
            let failed = evidence.failed.map(|name| names.number_of(name));
            rows.extend_from_slice(&[
                names.number(finding.entity),
                names.number(finding.rule),
                start[0],
                start[1],
                end[0],
                end[1],
                u32::from(finding.confidence_percent()),
                u32::from(evidence.pattern),
                checks[0],
                checks[1],
                checks[2],
                checks[3],
                failed[0],
                failed[1],
                names.number_of(evidence.label),
                names.number_of(evidence.context),
                i32::from(evidence.context_distance).cast_unsigned(),
                names.number_of(evidence.against),
                u32::from(evidence.normalized) | u32::from(evidence.cut) << 1,
                names.number_of(evidence.also),
            ]);
        }
    });
}

fn halves(number: u64) -> [u32; 2] {
    [number as u32, (number >> 32) as u32]
}

/// Static strings by number, from 1; 0 is none.
#[derive(Default)]
struct Names {
    list: Vec<&'static str>,
    numbers: HashMap<(usize, usize), u32, BuildHasherDefault<Places>>,
}

impl Names {
    /// Names are kept once for ever: where one lies is who it is.
    fn number(&mut self, name: &'static str) -> u32 {
        let Self { list, numbers } = self;
        *numbers.entry((name.as_ptr() as usize, name.len())).or_insert_with(|| {
            list.push(name);
            list.len() as u32
        })
    }

    fn number_of(&mut self, name: Option<&'static str>) -> u32 {
        name.map_or(0, |name| self.number(name))
    }
}

/// A hash of addresses, which are many and trusted: one multiplication each.
#[derive(Default)]
struct Places(u64);

impl Hasher for Places {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_usize(usize::from(*byte)));
    }

    fn write_usize(&mut self, number: usize) {
        self.0 = (self.0.rotate_left(5) ^ number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}
