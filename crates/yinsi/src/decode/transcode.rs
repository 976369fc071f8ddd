//! Text of any encoding as UTF-8 and back, a piece at a time.

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, Read};

use encoding_rs::{DecoderResult, EncoderResult};

use super::encoding::Encoding;

/// U+FFFD in UTF-8.
const REPLACEMENT: &str = "\u{FFFD}";

/// Decodes a text that comes in pieces.
///
/// ```
/// use yinsi::{Decoder, Encoding};
///
/// let mut decoder = Decoder::new(Encoding::GB18030);
/// let mut text = String::new();
/// decoder.push(b"\xd0\xd5\xc3", &mut text); // cut within a character
/// decoder.push(b"\xfb\xff!\xd0", &mut text); // an invalid byte, and the start of one that never ends
/// decoder.finish(&mut text);
/// assert_eq!((text.as_str(), decoder.faults()), ("姓名\u{FFFD}!\u{FFFD}", 2));
/// assert_eq!(decoder.map().source(9), 5);
/// ```
pub struct Decoder {
    encoding: Encoding,
    inner: encoding_rs::Decoder,
    /// Bytes the inner decoder has taken of a character that it has not given yet.
    taken: Vec<u8>,
    start: Vec<u8>,
    started: bool,
    faults: u64,
    map: SourceMap,
    mapped: bool,
    exact: Option<bool>,
    marked: bool,
}

impl Decoder {
    /// A decoder at the start of a text; a byte order mark there is left out.
    pub fn new(encoding: Encoding) -> Self {
        Self {
            encoding,
            inner: encoding.0.new_decoder_without_bom_handling(),
            taken: Vec::new(),
            start: Vec::new(),
            started: false,
            faults: 0,
            map: SourceMap::default(),
            mapped: true,
            exact: None,
            marked: false,
        }
    }

    /// The same, without [`Decoder::map`]: faster where nobody asks where a character came from.
    #[must_use]
    pub fn unmapped(mut self) -> Self {
        self.mapped = false;
        self
    }

    /// The same, watching whether the text can be written again as it is: see [`Decoder::is_exact`].
    #[must_use]
    pub fn watching(mut self) -> Self {
        self.exact = Some(true);
        self
    }

    /// Decodes `bytes` behind what came before and appends to `text`.
    pub fn push(&mut self, bytes: &[u8], text: &mut String) {
        if self.started {
            return self.decode(bytes, false, text);
        }
        self.start.extend_from_slice(bytes);
        if self.start.len() >= 3 {
            self.start(false, text);
        }
    }

    /// The end of the text: what is cut becomes U+FFFD.
    pub fn finish(&mut self, text: &mut String) {
        if self.started { self.decode(b"", true, text) } else { self.start(true, text) }
    }

    /// The encoding it decodes.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// How many sequences so far became U+FFFD.
    pub fn faults(&self) -> u64 {
        self.faults
    }

    /// Whether an [`Encoder`] gives the very bytes back that came so far.
    ///
    /// `false` after a fault, after a character that has two codes in this encoding, and for a
    /// decoder that does not watch.
    pub fn is_exact(&self) -> bool {
        self.exact.unwrap_or_default()
    }

    /// Whether the text started with a byte order mark.
    pub fn has_mark(&self) -> bool {
        self.marked
    }

    /// Where the text so far came from; empty for an unmapped decoder.
    pub fn map(&self) -> &SourceMap {
        &self.map
    }

    /// The same, to forget what is no longer asked for.
    pub fn map_mut(&mut self) -> &mut SourceMap {
        &mut self.map
    }

    pub(super) fn into_map(self) -> SourceMap {
        self.map
    }

    fn start(&mut self, last: bool, text: &mut String) {
        self.started = true;
        let start = std::mem::take(&mut self.start);
        let mark = match Encoding::from_mark(&start) {
            Some((encoding, len)) if encoding == self.encoding => len,
            _ => 0,
        };
        self.marked = mark > 0;
        self.map.source_end = mark as u64;
        self.decode(start.get(mark..).unwrap_or_default(), last, text);
    }

    fn decode(&mut self, mut bytes: &[u8], last: bool, text: &mut String) {
        loop {
            let room = self.inner.max_utf8_buffer_length_without_replacement(bytes.len());
            text.reserve(room.unwrap_or(bytes.len()).max(16));
            let before = text.len();
            let (result, read) = self.inner.decode_to_string_without_replacement(bytes, text, last);
            let (done, rest) = bytes.split_at(read);
            bytes = rest;
            if !self.mapped && self.exact.is_none() {
                match result {
                    DecoderResult::InputEmpty => return,
                    DecoderResult::OutputFull => {}
                    DecoderResult::Malformed(..) => {
                        text.push_str(REPLACEMENT);
                        self.faults += 1;
                    }
                }
                continue;
            }
            let new = text.get(before..).unwrap_or_default();
            if self.taken.is_empty() {
                let used = self.note(done, new);
                self.taken.extend_from_slice(done.get(used..).unwrap_or_default());
            } else {
                let mut taken = std::mem::take(&mut self.taken);
                taken.extend_from_slice(done);
                let used = self.note(&taken, new);
                taken.drain(..used);
                self.taken = taken;
            }
            if !self.mapped {
                self.map.runs.clear();
            }
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(len, _) => {
                    let len = usize::from(len).min(self.taken.len());
                    self.taken.drain(..len);
                    self.map.push(REPLACEMENT.len(), len, 1);
                    text.push_str(REPLACEMENT);
                    self.faults += 1;
                    self.exact = self.exact.map(|_| false);
                }
            }
        }
    }

    /// Notes which of the well-formed `bytes` each character of `text` came from, and returns how many
    /// bytes that took.
    fn note(&mut self, bytes: &[u8], text: &str) -> usize {
        if self.exact == Some(true) && self.encoding.is_ascii_compatible() {
            let (again, _, _) = self.encoding.0.encode(text);
            self.exact = Some(bytes.starts_with(&again));
        }
        if self.encoding == Encoding::UTF_8 {
            self.map.push(1, 1, text.len());
            return text.len();
        }
        let ascii = self.encoding.is_ascii_compatible();
        let mut rest = bytes;
        let mut chars = text.chars();
        loop {
            if ascii {
                let left = chars.as_str().as_bytes();
                let run =
                    left.iter().zip(rest).take_while(|(one, other)| one == other && one.is_ascii()).count();
                self.map.push(1, 1, run);
                rest = rest.get(run..).unwrap_or_default();
                chars = chars.as_str().get(run..).unwrap_or_default().chars();
            }
            let Some(first) = chars.next() else { return bytes.len() - rest.len() };
            let len = self.encoding.char_len(rest).min(rest.len());
            let more = chars.by_ref().take(self.encoding.code_points(rest) - 1);
            let text_len = first.len_utf8() + more.map(char::len_utf8).sum::<usize>();
            self.map.push(text_len, len, 1);
            rest = rest.get(len..).unwrap_or_default();
        }
    }
}

impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder")
            .field("encoding", &self.encoding)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

/// Where the characters of a decoded text are in the bytes it was decoded from.
///
/// Runs of characters of equal length are one entry, so that plain ASCII costs nothing.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    runs: VecDeque<Run>,
    text_end: u64,
    source_end: u64,
}

#[derive(Debug, Clone, Copy)]
struct Run {
    text: u64,
    source: u64,
    /// Bytes of each character in UTF-8, and in the source.
    step: (u8, u8),
}

impl SourceMap {
    /// The map of `len` bytes that are what they were.
    pub(super) fn identity(len: usize) -> Self {
        let mut map = Self::default();
        map.push(1, 1, len);
        map
    }

    /// The offset in the source of byte `offset` of the text.
    ///
    /// An offset within a character counts as that of the character's start (but in UTF-8, where it is
    /// as good as any), one past the end as that of the end; one that was forgotten as the first that was not.
    pub fn source(&self, offset: u64) -> u64 {
        if offset >= self.text_end {
            return self.source_end;
        }
        let after = self.runs.partition_point(|run| run.text <= offset);
        match after.checked_sub(1).and_then(|index| self.runs.get(index)) {
            Some(run) => run.source + (offset - run.text) / u64::from(run.step.0) * u64::from(run.step.1),
            None => self.runs.front().map_or(self.source_end, |run| run.source),
        }
    }

    /// Forgets what is before byte `offset` of the text.
    pub fn forget(&mut self, offset: u64) {
        let after = self.runs.partition_point(|run| run.text <= offset);
        self.runs.drain(..after.saturating_sub(1));
    }

    /// Adds `count` characters.
    fn push(&mut self, text: usize, source: usize, count: usize) {
        let step = (u8::try_from(text).unwrap_or(u8::MAX), u8::try_from(source).unwrap_or(u8::MAX));
        if count > 0 {
            if self.runs.back().is_none_or(|run| run.step != step) {
                self.runs.push_back(Run { text: self.text_end, source: self.source_end, step });
            }
            self.text_end += (text * count) as u64;
            self.source_end += (source * count) as u64;
        }
    }
}

/// Encodes a text that comes in pieces of UTF-8.
pub struct Encoder {
    encoding: Encoding,
    inner: encoding_rs::Encoder,
    /// A byte order mark that is still to be written.
    mark: bool,
    /// The start of a character whose rest has not come yet.
    pending: Vec<u8>,
    lost: u64,
}

impl Encoder {
    /// An encoder at the start of a text; `mark` writes a byte order mark first, where the encoding has one.
    pub fn new(encoding: Encoding, mark: bool) -> Self {
        let unicode = !encoding.0.is_single_byte() && encoding.0.output_encoding() == encoding_rs::UTF_8;
        Self {
            encoding,
            inner: encoding.0.new_encoder(),
            mark: mark && unicode,
            pending: Vec::new(),
            lost: 0,
        }
    }

    /// Encodes `text` behind what came before and appends to `out`; a character may be cut between
    /// two calls. Characters the encoding does not have become `?`, bytes that are no UTF-8 U+FFFD.
    pub fn push(&mut self, text: &[u8], out: &mut Vec<u8>) {
        if std::mem::take(&mut self.mark) {
            self.encode("\u{FEFF}", out);
        }
        self.pending.extend_from_slice(text);
        let bytes = std::mem::take(&mut self.pending);
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            self.encode(chunk.valid(), out);
            // What ends the bytes may be the start of a character.
            if chunk.invalid().is_empty() {
                continue;
            }
            if chunks.peek().is_none() && !is_complete(chunk.invalid()) {
                self.pending = chunk.invalid().to_vec();
            } else {
                self.encode(REPLACEMENT, out);
            }
        }
    }

    /// The end of the text.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        if !std::mem::take(&mut self.pending).is_empty() {
            self.encode(REPLACEMENT, out);
        }
    }

    /// How many characters became `?`.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    fn encode(&mut self, mut text: &str, out: &mut Vec<u8>) {
        if self.encoding == Encoding::UTF_16LE {
            return out.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        }
        if self.encoding == Encoding::UTF_16BE {
            return out.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        }
        loop {
            out.reserve(text.len() * 2 + 16);
            let (result, read) = self.inner.encode_from_utf8_to_vec_without_replacement(text, out, false);
            text = text.get(read..).unwrap_or_default();
            match result {
                EncoderResult::InputEmpty => return,
                EncoderResult::OutputFull => {}
                EncoderResult::Unmappable(_) => {
                    out.push(b'?');
                    self.lost += 1;
                }
            }
        }
    }
}

/// Whether nothing that follows can make a character of `invalid`, which ends a text.
fn is_complete(invalid: &[u8]) -> bool {
    std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_some())
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder")
            .field("encoding", &self.encoding)
            .field("lost", &self.lost)
            .finish_non_exhaustive()
    }
}

/// Reads text of any encoding as UTF-8.
pub struct DecodeReader<R> {
    reader: R,
    decoder: Decoder,
    buffer: Vec<u8>,
    text: String,
    sent: usize,
    ended: bool,
}

impl<R: Read> DecodeReader<R> {
    /// Reads `reader`, which is at the start of a text that `decoder` knows.
    pub fn new(reader: R, decoder: Decoder) -> Self {
        Self { reader, decoder, buffer: vec![0; 64 * 1024], text: String::new(), sent: 0, ended: false }
    }

    /// The decoder, to ask what it saw. It may be some kilobytes ahead of what was read.
    pub fn decoder(&self) -> &Decoder {
        &self.decoder
    }

    /// The same, to forget what is no longer asked for.
    pub fn decoder_mut(&mut self) -> &mut Decoder {
        &mut self.decoder
    }
}

impl<R: Read> Read for DecodeReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.sent == self.text.len() && !self.ended {
            self.text.clear();
            self.sent = 0;
            let read = self.reader.read(&mut self.buffer)?;
            self.ended = read == 0;
            if self.ended {
                self.decoder.finish(&mut self.text);
            } else {
                self.decoder.push(self.buffer.get(..read).unwrap_or_default(), &mut self.text);
            }
        }
        let mut left = self.text.as_bytes().get(self.sent..).unwrap_or_default();
        let read = left.read(out)?;
        self.sent += read;
        Ok(read)
    }
}

impl<R> fmt::Debug for DecodeReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeReader").field("decoder", &self.decoder).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Encoding; 10] = [
        Encoding::UTF_8,
        Encoding::UTF_16LE,
        Encoding::UTF_16BE,
        Encoding::GB18030,
        Encoding::BIG5,
        Encoding::SHIFT_JIS,
        Encoding::EUC_JP,
        Encoding::EUC_KR,
        Encoding::WINDOWS_1252,
        Encoding(encoding_rs::KOI8_R),
    ];

    fn decode(encoding: Encoding, bytes: &[u8], cuts: usize) -> (String, Decoder) {
        let mut decoder = Decoder::new(encoding).watching();
        let mut text = String::new();
        bytes.chunks(cuts.max(1)).for_each(|piece| decoder.push(piece, &mut text));
        decoder.finish(&mut text);
        (text, decoder)
    }

    fn encode(encoding: Encoding, text: &str, mark: bool, cuts: usize) -> (Vec<u8>, u64) {
        let mut encoder = Encoder::new(encoding, mark);
        let mut bytes = Vec::new();
        text.as_bytes().chunks(cuts.max(1)).for_each(|piece| encoder.push(piece, &mut bytes));
        encoder.push(b"", &mut bytes);
        encoder.finish(&mut bytes);
        (bytes, encoder.lost())
    }

    #[test]
    fn text_comes_back_from_both_directions() {
        let text = "身份证 𠮷 a\r\n".repeat(500);
        for encoding in [Encoding::UTF_8, Encoding::UTF_16LE, Encoding::UTF_16BE, Encoding::GB18030] {
            for mark in [false, true] {
                let (bytes, lost) = encode(encoding, &text, mark, 7);
                assert_eq!(lost, 0);
                let (back, decoder) = decode(encoding, &bytes, 5);
                assert!(back == text, "{encoding}");
                assert_eq!(decoder.has_mark(), mark && encoding != Encoding::GB18030, "{encoding}");
                assert!(decoder.is_exact());
            }
        }
    }

    #[test]
    fn halves_of_pairs_and_units_are_one_replacement_each() {
        let units = |units: &[u16]| units.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<u8>>();
        for (bytes, expected, faults) in [
            (units(&[0xFEFF, 0x41, 0xD800, 0x42]), "A\u{FFFD}B", 1),
            ([&units(&[0xFEFF, 0xDC00])[..], b"x"].concat(), "\u{FFFD}\u{FFFD}", 2),
            (units(&[0xFEFF, 0xD842, 0xDFB7]), "𠮷", 0),
            (units(&[0xFEFF]), "", 0),
        ] {
            let (text, decoder) = decode(Encoding::UTF_16LE, &bytes, 3);
            assert_eq!((text.as_str(), decoder.faults()), (expected, faults));
            assert_eq!(decoder.is_exact(), faults == 0);
        }
    }

    #[test]
    fn bytes_that_have_two_codes_are_not_exact() {
        // A euro sign in one byte, as Windows wrote it into GBK.
        let (text, decoder) = decode(Encoding::GB18030, b"\x805", 8);
        assert_eq!((text.as_str(), decoder.faults(), decoder.is_exact()), ("€5", 0, false));
    }

    #[test]
    fn characters_that_an_encoding_lacks_are_counted() {
        assert_eq!(encode(Encoding::BIG5, "a😀b", false, 2), (b"a?b".to_vec(), 1));
        assert_eq!(encode(Encoding::WINDOWS_1252, "é身", true, 1), (b"\xE9?".to_vec(), 1));
    }

    #[test]
    fn a_character_of_two_code_points_has_one_place() {
        let decoded = Encoding::BIG5.decode(b"\x88\x62a");
        assert_eq!(decoded.text(), "Ê\u{304}a");
        assert_eq!([0, 2, 4, 5, 9].map(|at| decoded.source_offset(at)), [0, 0, 2, 3, 3]);
    }

    #[test]
    fn a_map_forgets_and_goes_on() {
        let (bytes, _) = encode(Encoding::GB18030, &"电话138".repeat(100), false, 64);
        let (_, mut decoder) = decode(Encoding::GB18030, &bytes, 64);
        let before = decoder.map().source(450);
        decoder.map_mut().forget(449);
        assert_eq!(decoder.map().source(450), before);
        assert!(decoder.map().source(3) <= before);
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_pieces_are_what_the_whole_is(
            which in 0..ALL.len(),
            bytes in prop::collection::vec(prop_oneof![
                any::<u8>(), 0x20u8..0x7F, 0x81u8..0xFE, 0x30u8..0x3A, Just(0u8), Just(0xD8), Just(0xDC)
            ], 0..64),
            cuts in 1usize..9,
        ) {
            let encoding = ALL[which];
            let (text, decoder) = decode(encoding, &bytes, cuts);
            let (whole, faulty) = encoding.0.decode_with_bom_removal(&bytes);
            prop_assert_eq!(&text, &whole);
            prop_assert_eq!(decoder.faults() > 0, faulty);
            prop_assert_eq!(decoder.map().source(text.len() as u64), bytes.len() as u64);
            let mut unmapped = Decoder::new(encoding).unmapped();
            let mut same = String::new();
            bytes.chunks(cuts).for_each(|piece| unmapped.push(piece, &mut same));
            unmapped.finish(&mut same);
            prop_assert_eq!((&same, unmapped.faults()), (&text, decoder.faults()));
            if decoder.is_exact() {
                prop_assert_eq!(encode(encoding, &text, decoder.has_mark(), cuts).0, bytes.clone());
            }
            let mut last = 0;
            for (at, ch) in text.char_indices() {
                let source = decoder.map().source(at as u64) as usize;
                prop_assert!(last <= source && source <= bytes.len());
                if encoding != Encoding::UTF_8 {
                    prop_assert_eq!(decoder.map().source((at + ch.len_utf8() - 1) as u64) as usize, source);
                }
                // Behind a fault a decoder may begin anew within what it was, so only sound texts are cut.
                if !faulty && source > last {
                    let head = encoding.decode(&bytes[..source]);
                    prop_assert_eq!(Some(head.text()), text.get(..at));
                }
                last = source;
            }
        }
    }
}
