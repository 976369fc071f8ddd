//! Anchored automata for many patterns at once, every match length reported.
//!
//! Built with regex-automata, then transcribed: 16-bit states, one row a state,
//! and acceptance known *at* a state instead of one byte later. Half the size,
//! nothing to look up on the way but the next state, and plain bytes to store.

use std::collections::HashMap;

use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::Hir;

use super::bytes::{Bytes, Reader, Writer, table_u16, table_u32, u16_at, u32_at};

/// No pattern can match any more.
pub(crate) const DEAD: u16 = 0;

/// The number of the state before the first byte.
const START: usize = 1;

/// A row begins at a multiple of so many entries, and a state is where its row begins, in that unit: so the next
/// entry is found by an addition, and 16 bits reach over 512 KiB.
const UNIT: usize = 4;

/// A multi-pattern automaton that starts where a candidate starts.
#[derive(Debug, Clone)]
pub(crate) struct Dfa {
    /// Byte to class, 256 entries.
    classes: Box<[u8; 256]>,
    /// How many classes there are.
    width: usize,
    /// How many states there are, the dead one included.
    states: u16,
    /// States from here on accept.
    accepting: u16,
    /// The next states, a row for each state: one for each class, and zeros up to a multiple of [`UNIT`].
    table: Bytes,
    /// For each accepting state (from `accepting`), where its patterns begin in `patterns`.
    offsets: Bytes,
    /// Pattern numbers, ascending, for each accepting state.
    patterns: Bytes,
}

/// Why an automaton could not be built.
#[derive(Debug)]
pub(crate) enum DfaError {
    /// More states or bytes than the limit.
    TooLarge,
    /// Anything else regex-automata objects to.
    Other(Box<dyn std::error::Error + Send + Sync>),
}

impl Dfa {
    /// Builds one automaton for all `patterns`; `limit_bytes` bounds its table.
    pub(crate) fn build(patterns: &[Hir], limit_bytes: usize, minimize: bool) -> Result<Self, DfaError> {
        let nfa = thompson::Compiler::new()
            .configure(
                thompson::Config::new()
                    .utf8(false)
                    .which_captures(thompson::WhichCaptures::None)
                    .nfa_size_limit(Some(limit_bytes.saturating_mul(8))),
            )
            .build_many_from_hir(patterns)
            .map_err(|error| match error.size_limit() {
                Some(_) => DfaError::TooLarge,
                None => DfaError::Other(error.into()),
            })?;
        let dense = dense::Builder::new()
            .configure(
                dense::Config::new()
                    .start_kind(StartKind::Anchored)
                    .match_kind(MatchKind::All)
                    .dfa_size_limit(Some(limit_bytes.saturating_mul(4)))
                    .determinize_size_limit(Some(limit_bytes.saturating_mul(16))),
            )
            .build_from_nfa(&nfa)
            .map_err(|error| {
                let text = error.to_string();
                if text.contains("limit") || text.contains("exceeded") {
                    DfaError::TooLarge
                } else {
                    DfaError::Other(error.into())
                }
            })?;
        transcribe(&dense, limit_bytes, minimize)
    }

    /// The state after `byte`.
    #[inline(always)]
    pub(crate) fn next(&self, state: u16, byte: u8) -> u16 {
        let class = self.classes[usize::from(byte)];
        u16_at(&self.table, usize::from(state) * UNIT + usize::from(class))
    }

    /// The state before the first byte.
    pub(crate) fn start(&self) -> u16 {
        (START * units(self.width)) as u16
    }

    /// Walks `text` from `start` to at most `limit` and notes each end at which a
    /// match may end, with its state. `every_end`: also before a letter or digit.
    #[inline]
    pub(crate) fn walk(
        &self,
        text: &[u8],
        start: usize,
        limit: usize,
        every_end: bool,
        ends: &mut Vec<(usize, u16)>,
    ) {
        // Locals, so that nothing of the automaton is loaded twice.
        let (classes, accepting) = (&*self.classes, self.accepting);
        let (table, _) = self.table.as_chunks::<2>();
        let mut state = self.start();
        for (at, &byte) in (start + 1..).zip(text.get(start..limit).unwrap_or_default()) {
            let entry = usize::from(state) * UNIT + usize::from(classes[usize::from(byte)]);
            state = table.get(entry).map_or(DEAD, |next| u16::from_le_bytes(*next));
            if state >= accepting {
                if every_end || !text.get(at).is_some_and(u8::is_ascii_alphanumeric) {
                    ends.push((at, state));
                }
            } else if state == DEAD {
                return;
            }
        }
    }

    /// Whether a match may end at `state`.
    #[inline(always)]
    pub(crate) fn accepts(&self, state: u16) -> bool {
        state >= self.accepting
    }

    /// The patterns that match when the text ends at an accepting `state`.
    pub(crate) fn accepted(&self, state: u16) -> impl Iterator<Item = u16> + '_ {
        let index = usize::from(state.saturating_sub(self.accepting)) / units(self.width);
        let range = match state >= self.accepting {
            true => u32_at(&self.offsets, index) as usize..u32_at(&self.offsets, index + 1) as usize,
            false => 0..0,
        };
        range.map(|at| u16_at(&self.patterns, at))
    }

    /// How many states there are.
    pub(crate) fn states(&self) -> u16 {
        self.states
    }

    /// Bytes of all tables.
    pub(crate) fn size_bytes(&self) -> usize {
        256 + self.table.len() + self.offsets.len() + self.patterns.len()
    }

    /// One byte of each class that no two differ in.
    pub(crate) fn class_of(&self, byte: u8) -> u8 {
        self.classes[usize::from(byte)]
    }

    /// Writes the automaton; `packed` in the form that compresses best, see [`packed`].
    pub(crate) fn write(&self, out: &mut Writer, is_packed: bool) {
        out.table(&*self.classes);
        out.number(self.width);
        out.number(usize::from(self.states));
        out.number(usize::from(self.accepting) / units(self.width));
        let (width, states) = (self.width, usize::from(self.states));
        out.table(&if is_packed { packed(&self.table, width, states) } else { self.table.clone() });
        out.table(&self.offsets);
        out.table(&self.patterns);
    }

    pub(crate) fn read(from: &mut Reader, is_packed: bool) -> Option<Self> {
        let classes: [u8; 256] = from.table()?.as_ref().try_into().ok()?;
        let width = from.number()?;
        let states = u16::try_from(from.number()?).ok()?;
        let accepting = u16::try_from(from.number()?).ok()?;
        let (mut table, offsets, patterns) = (from.table()?, from.table()?, from.table()?);
        let fits = classes.iter().all(|class| usize::from(*class) < width);
        let row = if is_packed { width } else { units(width) * UNIT };
        let whole = fits
            && table.len() == usize::from(states) * row * 2
            && offsets.len() == (usize::from(states.checked_sub(accepting)?) + 1) * 4;
        let accepting = u16::try_from(usize::from(accepting) * units(width)).ok()?;
        if whole && is_packed {
            table = unpacked(&table, width, usize::from(states));
        }
        whole.then_some(Self {
            classes: Box::new(classes),
            width,
            states,
            accepting,
            table,
            offsets,
            patterns,
        })
    }
}

/// How many units a row of so many classes takes.
#[inline(always)]
fn units(width: usize) -> usize {
    width.div_ceil(UNIT).max(1)
}

/// A table column by column, each next state as its distance from the state: what is
/// alike in many states becomes equal numbers in a row, and the whole compresses to
/// half of what the plain table does.
fn packed(table: &[u8], width: usize, states: usize) -> Bytes {
    let units = units(width);
    let next = |state: usize, class| u16_at(table, state * units * UNIT + class) / units as u16;
    let column = |class| (0..states).map(move |state| (state as u16, next(state, class)));
    table_u16((0..width).flat_map(column).map(|(state, next)| match next {
        DEAD => DEAD,
        // A distance of 0 would be taken for the dead state.
        same if same == state => DEAD.wrapping_sub(state),
        next => next.wrapping_sub(state),
    }))
}

/// The table that [`packed`] was made of. It stays for ever, as the stored one would: the
/// built-in part is read once and shared by all scanners.
#[cfg_attr(not(feature = "catalog"), allow(dead_code))]
fn unpacked(packed: &[u8], width: usize, states: usize) -> Bytes {
    let units = units(width);
    let mut table = vec![0; states * units * UNIT * 2];
    let (rows, _) = table.as_chunks_mut::<2>();
    for (column, class) in packed.chunks_exact((states * 2).max(1)).zip(0..) {
        for state in 0..states {
            let next = match u16_at(column, state) {
                DEAD => DEAD,
                distance if distance == DEAD.wrapping_sub(state as u16) => state as u16,
                distance => distance.wrapping_add(state as u16),
            };
            rows[state * units * UNIT + class] = next.wrapping_mul(units as u16).to_le_bytes();
        }
    }
    Bytes::Borrowed(table.leak())
}

/// A row-by-row copy in plain vectors, while it is being made smaller.
struct Rows {
    /// For each state and class the next state.
    next: Vec<Vec<u32>>,
    /// For each state the patterns it accepts.
    accepted: Vec<Vec<u16>>,
}

fn transcribe(dense: &dense::DFA<Vec<u32>>, limit_bytes: usize, minimize: bool) -> Result<Dfa, DfaError> {
    let config = start::Config::new().anchored(Anchored::Yes);
    let first = dense.start_state(&config).map_err(|error| DfaError::Other(error.into()))?;

    // Byte classes: bytes that lead to the same state from everywhere, found
    // through regex-automata's own partition.
    let mut classes = Box::new([0_u8; 256]);
    let mut representatives: Vec<u8> = Vec::new();
    for byte in 0..=255_u8 {
        let class = dense.byte_classes().get(byte);
        let known = representatives.iter().position(|&other| dense.byte_classes().get(other) == class);
        classes[usize::from(byte)] = match known {
            Some(index) => index as u8,
            None => {
                representatives.push(byte);
                (representatives.len() - 1) as u8
            }
        };
    }

    // Breadth first from the start; 0 is dead, 1 the start.
    let mut index = HashMap::from([(first, START as u32)]);
    let mut queue = vec![first];
    let mut rows = Rows { next: vec![vec![0; representatives.len()]], accepted: vec![Vec::new()] };
    let mut at = 0;
    while let Some(&state) = queue.get(at) {
        at += 1;
        let mut row = Vec::with_capacity(representatives.len());
        for &byte in &representatives {
            let next = dense.next_state(state, byte);
            if dense.is_dead_state(next) || dense.is_quit_state(next) {
                row.push(0);
                continue;
            }
            let fresh = (queue.len() + 1) as u32;
            let number = *index.entry(next).or_insert(fresh);
            if number == fresh {
                queue.push(next);
            }
            row.push(number);
        }
        rows.next.push(row);
        let end = dense.next_eoi_state(state);
        let mut accepted = Vec::new();
        if dense.is_match_state(end) {
            accepted.extend((0..dense.match_len(end)).map(|i| dense.match_pattern(end, i).as_usize() as u16));
            accepted.sort_unstable();
            accepted.dedup();
        }
        rows.accepted.push(accepted);
    }

    let rows = if minimize { merge_equal(rows) } else { drop_hopeless(rows) };
    pack(rows, classes, representatives.len(), limit_bytes)
}

/// Sends states that can never accept to the dead state.
fn drop_hopeless(mut rows: Rows) -> Rows {
    let count = rows.next.len();
    let mut hopeful: Vec<bool> = rows.accepted.iter().map(|accepted| !accepted.is_empty()).collect();
    loop {
        let mut changed = false;
        for state in 0..count {
            if !hopeful[state] && rows.next[state].iter().any(|&next| hopeful[next as usize]) {
                hopeful[state] = true;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    for row in &mut rows.next {
        for next in row.iter_mut() {
            if !hopeful[*next as usize] {
                *next = 0;
            }
        }
    }
    rows
}

/// Moore's partition refinement: states that accept and lead alike become one.
fn merge_equal(rows: Rows) -> Rows {
    let count = rows.next.len();
    let mut kinds: HashMap<&[u16], u32> = HashMap::from([(&[][..], 0)]);
    let mut block: Vec<u32> = rows
        .accepted
        .iter()
        .map(|accepted| {
            let fresh = kinds.len() as u32;
            *kinds.entry(accepted).or_insert(fresh)
        })
        .collect();
    let mut blocks = kinds.len();
    loop {
        let mut signatures: HashMap<Vec<u32>, u32> = HashMap::with_capacity(blocks * 2);
        let mut refined = Vec::with_capacity(count);
        for state in 0..count {
            let mut signature = Vec::with_capacity(rows.next[state].len() + 1);
            signature.push(block[state]);
            signature.extend(rows.next[state].iter().map(|&next| block[next as usize]));
            let fresh = signatures.len() as u32;
            refined.push(*signatures.entry(signature).or_insert(fresh));
        }
        let stable = signatures.len() == blocks;
        blocks = signatures.len();
        block = refined;
        if stable {
            break;
        }
    }
    // State 0 and all that can never accept are one block, and it stays 0; the start comes first behind it.
    let mut names: Vec<Option<u32>> = vec![None; blocks];
    names[block[0] as usize] = Some(0);
    let mut merged = Rows { next: vec![vec![0; rows.next[0].len()]], accepted: vec![Vec::new()] };
    let mut order: Vec<usize> = Vec::new();
    for state in 1..count {
        let name = &mut names[block[state] as usize];
        if name.is_none() {
            *name = Some(order.len() as u32 + 1);
            order.push(state);
        }
    }
    for state in order {
        let row = rows.next[state].iter().map(|&next| names[block[next as usize] as usize].unwrap_or(0));
        merged.next.push(row.collect());
        merged.accepted.push(rows.accepted[state].clone());
    }
    merged
}

/// Lays the rows out: reachable states only, accepting ones last.
fn pack(rows: Rows, classes: Box<[u8; 256]>, width: usize, limit_bytes: usize) -> Result<Dfa, DfaError> {
    let mut reachable = vec![false; rows.next.len()];
    let mut queue = vec![START as u32];
    while let Some(state) = queue.pop() {
        if !std::mem::replace(&mut reachable[state as usize], true) {
            queue.extend(rows.next[state as usize].iter().filter(|next| **next != 0));
        }
    }
    let start_accepts = !rows.accepted[START].is_empty();
    let plain = (1..rows.next.len()).filter(|&s| reachable[s] && (rows.accepted[s].is_empty() || s == 1));
    let last = (2..rows.next.len()).filter(|&s| reachable[s] && !rows.accepted[s].is_empty());
    let order: Vec<usize> = plain.chain(last).collect();
    let states = order.len() + 1;
    let units = units(width);
    if states * units > usize::from(u16::MAX) || states * units * UNIT * 2 > limit_bytes {
        return Err(DfaError::TooLarge);
    }
    let mut names = vec![0_u16; rows.next.len()];
    for (place, &state) in order.iter().enumerate() {
        names[state] = ((place + 1) * units) as u16;
    }
    debug_assert!(!start_accepts, "a pattern that matches the empty string is refused earlier");
    let accepting = 1 + order.iter().take_while(|&&s| rows.accepted[s].is_empty() || s == 1).count();

    let mut table = vec![0_u16; states * units * UNIT];
    for (place, &state) in order.iter().enumerate() {
        let row = (place + 1) * units * UNIT;
        for (class, &next) in rows.next[state].iter().enumerate() {
            table[row + class] = names[next as usize];
        }
    }
    let (mut offsets, mut patterns) = (vec![0_u32], Vec::new());
    for &state in order.iter().skip(accepting - 1) {
        patterns.extend_from_slice(&rows.accepted[state]);
        offsets.push(patterns.len() as u32);
    }
    Ok(Dfa {
        classes,
        width,
        states: states as u16,
        accepting: (accepting * units) as u16,
        table: table_u16(table),
        offsets: table_u32(offsets),
        patterns: table_u16(patterns),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_table_is_the_same_table() {
        let table = table_u16([0, 0, 0, 0, 1, 2, 0, 0, 2, 1, 3, 0, 0, 3, 2, 0]);
        let dense = packed(&table, 3, 4);
        assert!(dense != table && dense.len() == 24);
        assert_eq!(unpacked(&dense, 3, 4), table);
        let wide = table_u16([0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 4, 4, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0]);
        assert_eq!(unpacked(&packed(&wide, 5, 3), 5, 3), wide);
        assert_eq!(unpacked(&packed(&[], 0, 0), 0, 0), table_u16([]));
    }

    fn hir(pattern: &str) -> Hir {
        regex_syntax::parse(pattern).expect("the test's pattern parses")
    }

    fn ends(dfa: &Dfa, text: &[u8]) -> Vec<(usize, Vec<u16>)> {
        let (mut state, mut found) = (dfa.start(), Vec::new());
        for (at, &byte) in text.iter().enumerate() {
            state = dfa.next(state, byte);
            if state == DEAD {
                break;
            }
            if dfa.accepts(state) {
                found.push((at + 1, dfa.accepted(state).collect()));
            }
        }
        found
    }

    #[test]
    fn every_length_of_every_pattern_is_reported() {
        for minimize in [false, true] {
            let dfa =
                Dfa::build(&[hir("[0-9]{2,4}"), hir("1[0-9]{2}x?")], 1 << 20, minimize).expect("builds");
            assert_eq!(
                ends(&dfa, b"123x5"),
                [(2, vec![0]), (3, vec![0, 1]), (4, vec![1])],
                "minimize {minimize}"
            );
            assert_eq!(ends(&dfa, b"a12"), []);
        }
    }

    #[test]
    fn a_table_survives_writing_and_reading() {
        let dfa = Dfa::build(&[hir("(?:ab|cd)+e?"), hir("号[0-9]+")], 1 << 20, true).expect("builds");
        for packed in [false, true] {
            let mut out = Writer::default();
            dfa.write(&mut out, packed);
            let bytes: &'static [u8] = out.0.leak();
            let again = Dfa::read(&mut Reader(bytes), packed).expect("reads");
            for text in ["abcde", "号12", "x", "ab"] {
                assert_eq!(ends(&dfa, text.as_bytes()), ends(&again, text.as_bytes()));
            }
            assert!(Dfa::read(&mut Reader(&bytes[..bytes.len() - 1]), packed).is_none());
        }
    }

    #[test]
    fn a_table_over_the_limit_is_an_error() {
        assert!(matches!(Dfa::build(&[hir("[0-9]{200}")], 64, false), Err(DfaError::TooLarge)));
    }
}
