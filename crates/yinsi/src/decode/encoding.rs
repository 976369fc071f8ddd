//! Character encodings: their names, and text of one as UTF-8 and back.
//!
//! What encodes and decodes is `encoding_rs`; ours is what it does not tell: where each character
//! came from ([`SourceMap`]), and whether writing a text again gives the same bytes. Which encoding
//! a file is in is for `detect.rs` to say.

use std::borrow::Cow;
use std::fmt;

use super::transcode::{Decoder, SourceMap};

/// A character encoding, by its name in the [WHATWG standard](https://encoding.spec.whatwg.org).
///
/// ```
/// use yinsi::Encoding;
///
/// let gbk = b"\xd0\xd5\xc3\xfb:\xc0\xee\xbb\xaa"; // 姓名:李华
/// assert_eq!(Encoding::detect(gbk, true), Some(Encoding::GB18030));
/// let decoded = Encoding::GB18030.decode(gbk);
/// assert_eq!(decoded.text(), "姓名:李华");
/// assert_eq!(decoded.source_offset(7), 5); // of 李, back in the bytes
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Encoding(pub(super) &'static encoding_rs::Encoding);

impl Encoding {
    /// UTF-8, and ASCII with it.
    pub const UTF_8: Self = Self(encoding_rs::UTF_8);
    /// UTF-16, the low byte first.
    pub const UTF_16LE: Self = Self(encoding_rs::UTF_16LE);
    /// UTF-16, the high byte first.
    pub const UTF_16BE: Self = Self(encoding_rs::UTF_16BE);
    /// GB 18030, and GBK and GB 2312 with it.
    pub const GB18030: Self = Self(encoding_rs::GB18030);
    /// Big5 with the Hong Kong supplement.
    pub const BIG5: Self = Self(encoding_rs::BIG5);
    /// Shift JIS.
    pub const SHIFT_JIS: Self = Self(encoding_rs::SHIFT_JIS);
    /// EUC-JP.
    pub const EUC_JP: Self = Self(encoding_rs::EUC_JP);
    /// EUC-KR with Microsoft's extension.
    pub const EUC_KR: Self = Self(encoding_rs::EUC_KR);
    /// Windows-1252, and Latin-1 with it.
    pub const WINDOWS_1252: Self = Self(encoding_rs::WINDOWS_1252);

    /// The encoding of this name or alias (`gbk`, `latin1`, `ucs-2` …), in any case.
    ///
    /// `None` for names the standard does not know, and for ISO-2022-JP, whose bytes mean something
    /// else after each escape sequence.
    pub fn from_label(label: &str) -> Option<Self> {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes())?;
        // GBK is read by the decoder of GB 18030; to write, that one lacks nothing.
        let encoding = if encoding == encoding_rs::GBK { encoding_rs::GB18030 } else { encoding };
        let stateful = [encoding_rs::ISO_2022_JP, encoding_rs::REPLACEMENT, encoding_rs::X_USER_DEFINED];
        (!stateful.contains(&encoding)).then_some(Self(encoding))
    }

    /// The encoding whose byte order mark `bytes` start with, and the mark's length.
    pub fn from_mark(bytes: &[u8]) -> Option<(Self, usize)> {
        // UTF-32 with the low byte first begins as UTF-16 does.
        if bytes.starts_with(&[0xFF, 0xFE, 0, 0]) {
            return None;
        }
        encoding_rs::Encoding::for_bom(bytes).map(|(encoding, len)| (Self(encoding), len))
    }

    /// The name, such as `UTF-8`, `gb18030` or `UTF-16LE`.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Whether the bytes 0 to 127 are ASCII wherever they are not part of a longer character.
    pub fn is_ascii_compatible(self) -> bool {
        self.0.is_ascii_compatible()
    }

    /// Decodes a whole text, without its byte order mark if it has one.
    ///
    /// Each sequence that the encoding does not know becomes U+FFFD. UTF-8 without such is not copied.
    pub fn decode(self, bytes: &[u8]) -> Decoded<'_> {
        if self == Self::UTF_8
            && !bytes.starts_with(b"\xEF\xBB\xBF")
            && let Ok(text) = std::str::from_utf8(bytes)
        {
            return Decoded { text: Cow::Borrowed(text), map: SourceMap::identity(text.len()), faults: 0 };
        }
        let mut decoder = Decoder::new(self);
        let mut text = String::new();
        decoder.push(bytes, &mut text);
        decoder.finish(&mut text);
        let faults = decoder.faults();
        Decoded { text: Cow::Owned(text), map: decoder.into_map(), faults }
    }

    /// How many bytes the character has that starts `bytes`, which are well-formed.
    pub(super) fn char_len(self, bytes: &[u8]) -> usize {
        let Some(&first) = bytes.first() else { return 0 };
        let second = bytes.get(1).copied().unwrap_or_default();
        let name = self.0;
        if name == encoding_rs::UTF_16LE || name == encoding_rs::UTF_16BE {
            let high = if name == encoding_rs::UTF_16LE { second } else { first };
            return if (0xD8..0xDC).contains(&high) { 4 } else { 2 };
        }
        if first < 0x80 || name.is_single_byte() {
            return 1;
        }
        if name == encoding_rs::UTF_8 {
            return match first {
                0xF0.. => 4,
                0xE0.. => 3,
                _ => 2,
            };
        }
        let alone = match first {
            0x80 | 0xFF => true,
            0xA0..=0xDF => name == encoding_rs::SHIFT_JIS,
            _ => false,
        };
        match () {
            () if alone => 1,
            () if name == encoding_rs::GB18030 && second.is_ascii_digit() => 4,
            () if name == encoding_rs::EUC_JP && first == 0x8F => 3,
            () => 2,
        }
    }

    /// How many code points the character has that starts `bytes`: 1, but for four of Big5.
    pub(super) fn code_points(self, bytes: &[u8]) -> usize {
        match bytes {
            [0x88, 0x62 | 0x64 | 0xA3 | 0xA5, ..] if self == Self::BIG5 => 2,
            _ => 1,
        }
    }
}

impl Default for Encoding {
    fn default() -> Self {
        Self::UTF_8
    }
}

impl fmt::Debug for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A whole text, decoded, with the way back to its bytes.
#[derive(Clone)]
pub struct Decoded<'t> {
    text: Cow<'t, str>,
    map: SourceMap,
    faults: u64,
}

impl<'t> Decoded<'t> {
    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text, borrowed where nothing had to be decoded.
    pub fn into_text(self) -> Cow<'t, str> {
        self.text
    }

    /// The offset in the bytes at which byte `offset` of the text is.
    ///
    /// An offset within a character counts as that of the character's start (but in UTF-8, where it is
    /// as good as any), one past the end as that of the end.
    pub fn source_offset(&self, offset: usize) -> usize {
        usize::try_from(self.map.source(offset as u64)).unwrap_or(usize::MAX)
    }

    /// How many sequences became U+FFFD.
    pub fn faults(&self) -> u64 {
        self.faults
    }
}

/// Shows how much there is, never the text.
impl fmt::Debug for Decoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoded")
            .field("len", &self.text.len())
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}
