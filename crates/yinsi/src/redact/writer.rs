//! Redacts what is written on its way to another writer.

use std::borrow::Borrow;
use std::fmt;
use std::io::{self, Write};

use memchr::memrchr;

use super::{RedactStream, Redactor};
use crate::scanner::Scanner;

/// An unfinished line longer than this goes to the scanner before it ends. It is
/// more than a stream ever holds back before what is settled, so by then the lines
/// before it are out.
const LINE_LIMIT: usize = 256 * 1024;

/// Most that one call of `write` takes.
const WRITE_LIMIT: usize = 64 * 1024;

/// Wraps a [`Write`] and redacts what passes through: logs, exports, replies.
///
/// A record ends at a line end (`\n`). [`flush`](Write::flush) releases
/// everything up to the last line end and nothing after, so that a value cut by the caller's
/// buffering is still found; it also ends the text there: a value
/// that runs over several lines (a private key) is found when no flush falls
/// into it. [`finish`](Self::finish) releases the rest; dropping does too and
/// ignores errors.
///
/// Without a flush, text is written as soon as no later text can change it.
/// Memory is bounded: of a line without end at most 256 KiB are held, plus what
/// [`StreamScanner`](crate::StreamScanner) holds back. An error of the inner writer loses
/// nothing and may show one call later.
///
/// ```
/// use std::io::Write;
/// use yinsi::{RedactWriter, Redactor, Scanner};
///
/// let mut log = RedactWriter::new(Scanner::new(), Redactor::new(), Vec::new());
/// writeln!(log, "reply sent to {}", "jane@example.com")?;
/// log.flush()?;
/// assert_eq!(log.get_ref(), b"reply sent to <EMAIL_ADDRESS>\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct RedactWriter<W: Write> {
    /// `None` only after `finish`.
    inner: Option<W>,
    stream: RedactStream,
    /// The unfinished last line, unless the stream has its beginning already.
    line: Vec<u8>,
    /// Whether the stream has the beginning of the unfinished last line.
    within_long_line: bool,
    /// Redacted and not yet written.
    out: Vec<u8>,
    /// Whether the inner writer panicked: then drop must not call it again.
    panicked: bool,
}

impl<W: Write> RedactWriter<W> {
    /// Redacts what `scanner` finds on the way to `inner`.
    pub fn new(scanner: impl Borrow<Scanner>, redactor: impl Borrow<Redactor>, inner: W) -> Self {
        Self {
            inner: Some(inner),
            stream: RedactStream::new(scanner, redactor),
            line: Vec::new(),
            within_long_line: false,
            out: Vec::new(),
            panicked: false,
        }
    }

    /// The inner writer, which has what was released so far.
    ///
    /// # Panics
    ///
    /// Never: only [`finish`](Self::finish) takes the inner writer away.
    pub fn get_ref(&self) -> &W {
        self.inner.as_ref().expect("the inner writer stays until `finish`")
    }

    /// Releases the rest, flushes the inner writer and returns it.
    ///
    /// # Errors
    ///
    /// Those of the inner writer, which is then dropped.
    pub fn finish(mut self) -> io::Result<W> {
        let result = self.end();
        let inner = self.inner.take().expect("the inner writer stays until `finish`");
        result.map(|()| inner)
    }

    fn end(&mut self) -> io::Result<()> {
        self.stream.push(&self.line, &mut self.out);
        self.line.clear();
        self.stream.finish(&mut self.out);
        self.within_long_line = false;
        self.deliver()?;
        self.inner.as_mut().map_or(Ok(()), W::flush)
    }

    /// Takes `text` whole: complete lines go to the stream, the rest waits.
    fn take(&mut self, text: &[u8]) {
        let lines = memrchr(b'\n', text).map_or(0, |at| at + 1);
        let (lines, rest) = text.split_at(lines);
        if !lines.is_empty() {
            self.stream.push(&self.line, &mut self.out);
            self.stream.push(lines, &mut self.out);
            self.line.clear();
            self.within_long_line = false;
        }
        if self.within_long_line {
            self.stream.push(rest, &mut self.out);
            return;
        }
        self.line.extend_from_slice(rest);
        if self.line.len() > LINE_LIMIT {
            self.stream.push(&self.line, &mut self.out);
            self.line.clear();
            self.within_long_line = true;
        }
    }

    /// Writes what is redacted; on an error the rest stays for the next call.
    fn deliver(&mut self) -> io::Result<()> {
        let Some(inner) = self.inner.as_mut() else { return Ok(()) };
        let mut written = 0;
        let result = loop {
            let rest = self.out.get(written..).unwrap_or_default();
            if rest.is_empty() {
                break Ok(());
            }
            self.panicked = true;
            let step = inner.write(rest);
            self.panicked = false;
            match step {
                Ok(0) => break Err(io::ErrorKind::WriteZero.into()),
                Ok(n) => written += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => break Err(error),
            }
        };
        self.out.drain(..written.min(self.out.len()));
        result
    }
}

impl<W: Write> Write for RedactWriter<W> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        // What waits goes first: an error then means that nothing of `text` was taken.
        self.deliver()?;
        let text = text.get(..WRITE_LIMIT).unwrap_or(text);
        self.take(text);
        // From here on `text` is ours, so an error has to wait for the next call.
        let _ = self.deliver();
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.within_long_line && !self.stream.is_empty() {
            self.stream.finish(&mut self.out);
        }
        self.deliver()?;
        self.inner.as_mut().map_or(Ok(()), W::flush)
    }
}

impl<W: Write> Drop for RedactWriter<W> {
    fn drop(&mut self) {
        if self.inner.is_some() && !self.panicked {
            let _ = self.end();
        }
    }
}

impl<W: Write> fmt::Debug for RedactWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedactWriter").field("held_bytes", &self.line.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::redactor::tests::scanner;
    use std::sync::{Arc, Mutex};

    fn writer() -> RedactWriter<Vec<u8>> {
        RedactWriter::new(scanner(), Redactor::new(), Vec::new())
    }

    fn text(writer: &RedactWriter<Vec<u8>>) -> &str {
        std::str::from_utf8(writer.get_ref()).expect("labels are UTF-8")
    }

    #[test]
    fn flush_releases_up_to_the_last_line_end_and_nothing_after() {
        let mut log = writer();
        log.write_all("手机13812345678\n手机1381234".as_bytes()).expect("a vector takes all");
        log.flush().expect("a vector takes all");
        assert_eq!(text(&log), "手机<CN_MOBILE_NUMBER>\n");
        log.flush().expect("a vector takes all");
        log.write_all(b"5678\r\n.").expect("a vector takes all");
        assert_eq!(text(&log), "手机<CN_MOBILE_NUMBER>\n");
        log.flush().expect("a vector takes all");
        assert_eq!(text(&log), "手机<CN_MOBILE_NUMBER>\n手机<CN_MOBILE_NUMBER>\r\n");
        let all = log.finish().expect("a vector takes all");
        assert!(all.ends_with(b"\r\n."));
    }

    #[test]
    fn a_character_may_be_split_across_writes() {
        let mut log = writer();
        for byte in "手机13812345678\n机".bytes() {
            log.write_all(&[byte]).expect("a vector takes all");
        }
        assert_eq!(log.finish().expect("a vector takes all"), "手机<CN_MOBILE_NUMBER>\n机".as_bytes());
    }

    #[test]
    fn a_line_without_end_is_redacted_in_bounded_memory() {
        let mut log = writer();
        log.write_all("手机13812345678\n".as_bytes()).expect("a vector takes all");
        let part = "padding 手机13812345678 ";
        for _ in 0..40_000 {
            log.write_all(part.as_bytes()).expect("a vector takes all");
            assert!(log.line.len() <= LINE_LIMIT + part.len() && log.out.is_empty());
        }
        log.flush().expect("a vector takes all");
        assert!(text(&log).starts_with("手机<CN_MOBILE_NUMBER>\npadding"));
        let expected =
            format!("手机<CN_MOBILE_NUMBER>\n{}\n", "padding 手机<CN_MOBILE_NUMBER> ".repeat(40_000));
        log.write_all(b"\n").expect("a vector takes all");
        assert!(log.finish().expect("a vector takes all") == expected.as_bytes());
    }

    #[test]
    fn dropping_finishes() {
        #[derive(Clone, Default)]
        struct Shared(Arc<Mutex<Vec<u8>>>);
        impl Write for Shared {
            fn write(&mut self, text: &[u8]) -> io::Result<usize> {
                self.0.lock().expect("no panic").write(text)
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let shared = Shared::default();
        let mut log = RedactWriter::new(scanner(), Redactor::new(), shared.clone());
        log.write_all("手机13812345678".as_bytes()).expect("a vector takes all");
        drop(log);
        assert_eq!(*shared.0.lock().expect("no panic"), "手机<CN_MOBILE_NUMBER>".as_bytes());
    }

    #[test]
    fn an_error_loses_and_repeats_nothing() {
        /// Takes three bytes at a time and fails every other call.
        struct Balky(Vec<u8>, bool);
        impl Write for Balky {
            fn write(&mut self, text: &[u8]) -> io::Result<usize> {
                self.1 = !self.1;
                if self.1 {
                    return Err(io::Error::other("busy"));
                }
                let taken = text.len().min(3);
                self.0.extend_from_slice(&text[..taken]);
                Ok(taken)
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut log = RedactWriter::new(scanner(), Redactor::new(), Balky(Vec::new(), false));
        for _ in 0..50 {
            while log.write("手机13812345678\n".as_bytes()).is_err() {}
        }
        while log.flush().is_err() {}
        assert!(log.get_ref().0 == "手机<CN_MOBILE_NUMBER>\n".repeat(50).as_bytes());
    }

    #[test]
    fn debug_shows_no_text() {
        let mut log = writer();
        log.write_all(b"secret").expect("a vector takes all");
        assert_eq!(format!("{log:?}"), "RedactWriter { held_bytes: 6, .. }");
    }
}
