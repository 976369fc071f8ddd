//! Tokens of a dump, in any dialect.

use std::io::{self, Read};

/// A part of a statement.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A key word, a number, a name without quotes.
    Word(String),
    /// A name in quotes.
    Name(String),
    /// A string.
    Text(String),
    /// Anything else, a byte at a time.
    Sign(u8),
    End,
}

/// Cuts a dump into tokens, without comments.
pub(super) struct Lexer<R> {
    pub(super) reader: R,
    buffer: Vec<u8>,
    at: usize,
    ended: bool,
    pub(super) line: u64,
    /// What the statement has said so far, up to the limit.
    said: Vec<u8>,
    pub(super) limit: usize,
    /// Whether a string was over the limit, and cut.
    pub(super) over: bool,
}

impl<R: Read> Lexer<R> {
    pub(super) fn new(reader: R, limit: u64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Self {
            reader,
            buffer: Vec::new(),
            at: 0,
            ended: false,
            line: 1,
            said: Vec::new(),
            limit,
            over: false,
        }
    }

    /// A statement begins; on which line.
    pub(super) fn start(&mut self) -> io::Result<u64> {
        self.forget();
        while self.peek(0)?.is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.bump()?;
        }
        self.forget();
        Ok(self.line)
    }

    /// Lets go of what the statement has said.
    pub(super) fn forget(&mut self) {
        self.said.clear();
    }

    pub(super) fn statement(&self) -> String {
        String::from_utf8_lossy(&self.said).into_owned()
    }

    fn peek(&mut self, ahead: usize) -> io::Result<Option<u8>> {
        while self.at + ahead >= self.buffer.len() && !self.ended {
            self.buffer.drain(..self.at);
            self.at = 0;
            let filled = self.buffer.len();
            self.buffer.resize(filled + 64 * 1024, 0);
            let read = self.reader.read(self.buffer.get_mut(filled..).unwrap_or_default());
            self.buffer.truncate(filled + *read.as_ref().unwrap_or(&0));
            self.ended = read? == 0;
        }
        Ok(self.buffer.get(self.at + ahead).copied())
    }

    fn bump(&mut self) -> io::Result<Option<u8>> {
        let byte = self.peek(0)?;
        if let Some(byte) = byte {
            self.at += 1;
            self.line += u64::from(byte == b'\n');
            if self.said.len() < self.limit {
                self.said.push(byte);
            }
        }
        Ok(byte)
    }

    pub(super) fn token(&mut self) -> io::Result<Token> {
        loop {
            let Some(byte) = self.peek(0)? else { return Ok(Token::End) };
            match byte {
                b'-' if self.peek(1)? == Some(b'-') => self.rest_of_line()?,
                b'#' => self.rest_of_line()?,
                b'/' if self.peek(1)? == Some(b'*') => self.comment()?,
                _ if byte.is_ascii_whitespace() => drop(self.bump()?),
                b'\'' => return Ok(Token::Text(self.quoted(b'\'', true)?)),
                b'"' => return Ok(Token::Name(self.quoted(b'"', true)?)),
                b'`' => return Ok(Token::Name(self.quoted(b'`', false)?)),
                b'[' => return Ok(Token::Name(self.quoted(b']', false)?)),
                b'$' => {
                    if let Some(text) = self.dollars()? {
                        return Ok(Token::Text(text));
                    }
                    self.bump()?;
                    return Ok(Token::Sign(b'$'));
                }
                _ if is_word(byte) => return Ok(Token::Word(self.word()?)),
                _ => {
                    self.bump()?;
                    return Ok(Token::Sign(byte));
                }
            }
        }
    }

    fn word(&mut self) -> io::Result<String> {
        let mut word = Vec::new();
        while let Some(byte) = self.peek(0)? {
            // A number has a point, 1.5e+17 also a sign; a name has its schema before one.
            let number = word.first().is_some_and(u8::is_ascii_digit);
            let sign =
                number && b"+-".contains(&byte) && word.last().is_some_and(|last| b"eE".contains(last));
            if !(is_word(byte) || sign || (number && byte == b'.')) {
                break;
            }
            self.bump()?;
            if word.len() < self.limit {
                word.push(byte);
            }
        }
        Ok(String::from_utf8_lossy(&word).into_owned())
    }

    /// What stands between quotes, without escapes. `end` twice is one of it.
    fn quoted(&mut self, end: u8, backslash: bool) -> io::Result<String> {
        let mut text = Vec::new();
        self.bump()?;
        while let Some(byte) = self.bump()? {
            let mut byte = byte;
            if byte == end {
                if self.peek(0)? != Some(end) {
                    break;
                }
                self.bump()?;
            } else if byte == b'\\' && backslash {
                byte = match self.bump()? {
                    Some(b'n') => b'\n',
                    Some(b'r') => b'\r',
                    Some(b't') => b'\t',
                    Some(b'0') => b' ',
                    Some(other) => other,
                    None => break,
                };
            }
            if text.len() < self.limit {
                text.push(byte);
            } else {
                self.over = true;
            }
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// `$tag$ … $tag$`; `None` where a dollar is just one.
    fn dollars(&mut self) -> io::Result<Option<String>> {
        let mut len = 1;
        while len < 64 && self.peek(len)?.is_some_and(|byte| is_word(byte) && byte != b'$') {
            len += 1;
        }
        if self.peek(len)? != Some(b'$') {
            return Ok(None);
        }
        let mut tag = Vec::new();
        for _ in 0..=len {
            tag.extend(self.bump()?);
        }
        let mut text = Vec::new();
        while let Some(byte) = self.bump()? {
            text.push(byte);
            if text.ends_with(&tag) {
                text.truncate(text.len() - tag.len());
                break;
            }
            if text.len() > self.limit {
                self.over = true;
                text.drain(..text.len() - tag.len());
            }
        }
        Ok(Some(String::from_utf8_lossy(&text).into_owned()))
    }

    fn comment(&mut self) -> io::Result<()> {
        let mut before = 0;
        self.bump()?;
        self.bump()?;
        // `/*!40101 … */` is run by MySQL, and is structure.
        while let Some(byte) = self.bump()? {
            if before == b'*' && byte == b'/' {
                break;
            }
            before = byte;
        }
        Ok(())
    }

    pub(super) fn rest_of_line(&mut self) -> io::Result<()> {
        while self.bump()?.is_some_and(|byte| byte != b'\n') {}
        Ok(())
    }

    /// Reads a line without its end; whether there was one.
    pub(super) fn line(&mut self, text: &mut String) -> io::Result<bool> {
        self.forget();
        text.clear();
        let mut bytes = Vec::new();
        loop {
            match self.bump()? {
                None if bytes.is_empty() => return Ok(false),
                None | Some(b'\n') => break,
                Some(byte) if bytes.len() < self.limit => bytes.push(byte),
                Some(_) => self.over = true,
            }
        }
        text.push_str(&String::from_utf8_lossy(bytes.strip_suffix(b"\r").unwrap_or(&bytes)));
        Ok(true)
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80 || byte == b'@'
}
