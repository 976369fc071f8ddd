//! UTF-16 files as UTF-8 text and back, a piece at a time.

use std::io::{self, Read};

/// Which byte of a unit comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endian {
    /// The low one.
    Little,
    /// The high one.
    Big,
}

/// Reads UTF-16 after its byte order mark as UTF-8.
///
/// Each unit that is half of nothing becomes U+FFFD, one unit, so that offsets
/// can be told; [`Decoder::damaged`] says whether there was one.
pub(crate) struct Decoder<R> {
    inner: R,
    endian: Endian,
    raw: Vec<u8>,
    high: Option<u16>,
    text: Vec<u8>,
    sent: usize,
    started: bool,
    ended: bool,
    damaged: bool,
}

impl<R: Read> Decoder<R> {
    /// A decoder of `inner`, which starts with the mark.
    pub(crate) fn new(inner: R, endian: Endian) -> Self {
        Self {
            inner,
            endian,
            raw: Vec::new(),
            high: None,
            text: Vec::new(),
            sent: 0,
            started: false,
            ended: false,
            damaged: false,
        }
    }

    /// Whether something so far was no UTF-16, so that encoding the text again
    /// would not give back the file.
    pub(crate) fn damaged(&self) -> bool {
        self.damaged
    }

    fn fill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.sent = 0;
        let mut buffer = [0; 16 * 1024];
        let read = self.inner.read(&mut buffer)?;
        self.raw.extend_from_slice(buffer.get(..read).unwrap_or_default());
        self.ended = read == 0;
        let raw = std::mem::take(&mut self.raw);
        let (units, odd) = raw.as_chunks::<2>();
        for unit in units {
            let unit = match self.endian {
                Endian::Little => u16::from_le_bytes(*unit),
                Endian::Big => u16::from_be_bytes(*unit),
            };
            if self.started || unit != 0xFEFF {
                self.unit(unit);
            }
            self.started = true;
        }
        self.raw = odd.to_vec();
        if self.ended {
            if self.high.take().is_some() {
                self.replace();
            }
            if !self.raw.is_empty() {
                self.replace();
            }
        }
        Ok(())
    }

    fn unit(&mut self, unit: u16) {
        let pending = self.high.take();
        if let Some(high) = pending {
            if let Some(Ok(ch)) = char::decode_utf16([high, unit]).next() {
                return self.push(ch);
            }
            self.replace();
        }
        match unit {
            0xD800..=0xDBFF => self.high = Some(unit),
            _ => match char::from_u32(u32::from(unit)) {
                Some(ch) => self.push(ch),
                None => self.replace(),
            },
        }
    }

    fn push(&mut self, ch: char) {
        self.text.extend_from_slice(ch.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn replace(&mut self) {
        self.damaged = true;
        self.push(char::REPLACEMENT_CHARACTER);
    }
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.sent == self.text.len() && !self.ended {
            self.fill()?;
        }
        let mut left = self.text.get(self.sent..).unwrap_or_default();
        let read = left.read(buffer)?;
        self.sent += read;
        Ok(read)
    }
}

/// Writes UTF-8 text as UTF-16 with a byte order mark.
pub(crate) struct Encoder {
    endian: Endian,
    started: bool,
    /// The start of a character whose rest has not come yet.
    pending: Vec<u8>,
}

impl Encoder {
    /// An encoder at the start of a file.
    pub(crate) fn new(endian: Endian) -> Self {
        Self { endian, started: false, pending: Vec::new() }
    }

    /// Appends `text` to `out`; a character may be cut between two calls.
    pub(crate) fn push(&mut self, text: &[u8], out: &mut Vec<u8>) {
        if !self.started {
            self.started = true;
            self.unit(0xFEFF, out);
        }
        self.pending.extend_from_slice(text);
        let bytes = std::mem::take(&mut self.pending);
        let valid = match std::str::from_utf8(&bytes) {
            Ok(valid) => valid,
            Err(error) => {
                let (whole, cut) = bytes.split_at(error.valid_up_to());
                self.pending = cut.to_vec();
                std::str::from_utf8(whole).unwrap_or_default()
            }
        };
        for unit in valid.encode_utf16() {
            self.unit(unit, out);
        }
    }

    fn unit(&self, unit: u16, out: &mut Vec<u8>) {
        out.extend_from_slice(&match self.endian {
            Endian::Little => unit.to_le_bytes(),
            Endian::Big => unit.to_be_bytes(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(units: &[u16], tail: &[u8]) -> (String, bool) {
        let mut bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        bytes.extend_from_slice(tail);
        let mut decoder = Decoder::new(&*bytes, Endian::Little);
        let mut text = String::new();
        decoder.read_to_string(&mut text).expect("UTF-8 comes out");
        (text, decoder.damaged())
    }

    #[test]
    fn text_comes_back_from_both_directions() {
        let text = "身份证 𠮷 a\r\n".repeat(5000);
        for endian in [Endian::Little, Endian::Big] {
            let mut bytes = Vec::new();
            let mut encoder = Encoder::new(endian);
            text.as_bytes().chunks(7).for_each(|piece| encoder.push(piece, &mut bytes));
            let mut back = String::new();
            Decoder::new(&*bytes, endian).read_to_string(&mut back).expect("UTF-8 comes out");
            assert_eq!(back, text);
        }
    }

    #[test]
    fn half_pairs_and_half_units_are_one_replacement_each() {
        assert_eq!(decode(&[0xFEFF, 0x41, 0xD800, 0x42], b""), ("A\u{FFFD}B".to_owned(), true));
        assert_eq!(decode(&[0xFEFF, 0xDC00, 0xD842], b"x"), ("\u{FFFD}\u{FFFD}\u{FFFD}".to_owned(), true));
        assert_eq!(decode(&[0xFEFF, 0xD842, 0xDFB7], b""), ("𠮷".to_owned(), false));
        assert_eq!(decode(&[0xFEFF], b""), (String::new(), false));
    }
}
