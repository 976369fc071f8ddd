//! What a file is, and which room reads it.

use std::io::Read;
use std::ops::ControlFlow;

use yinsi::Encoding;

use crate::fault::{Limit, Lost, Reason};
use crate::format::{self, Format, Magic};
use crate::input::Input;
use crate::session::{Item, Session};
use crate::{delimited, json, mail, sql, sqlite, text, vcard};

/// Reads a stream.
pub(crate) fn read_stream<'a>(
    session: &mut Session<'_>,
    item: &Item,
    stream: Box<dyn Read + 'a>,
) -> ControlFlow<()> {
    match Input::stream(stream) {
        Ok(input) => read(session, item, input),
        Err(error) => {
            session.fault(item, Lost::All, error.into());
            ControlFlow::Continue(())
        }
    }
}

/// Reads a file, a member of an archive or an attachment.
pub(crate) fn read(session: &mut Session<'_>, item: &Item, input: Input<'_>) -> ControlFlow<()> {
    if input.head.is_empty() {
        return ControlFlow::Continue(());
    }
    match format::magic(&input.head, item) {
        Some(Magic::Unread(what)) => session.fault(item, Lost::All, Reason::Unsupported(what.into())),
        Some(Magic::Known(Format::Zip | Format::Gzip | Format::Zstd | Format::Tar))
            if item.depth >= session.reader.limits.depth =>
        {
            let limit = Limit::Depth(session.reader.limits.depth);
            session.fault(item, Lost::All, Reason::Limit(limit));
        }
        Some(Magic::Known(format)) => return read_known(session, item, input, format),
        None => return read_text(session, item, input),
    }
    ControlFlow::Continue(())
}

fn read_known(session: &mut Session<'_>, item: &Item, input: Input<'_>, format: Format) -> ControlFlow<()> {
    match format {
        #[cfg(feature = "archives")]
        Format::Zip => return crate::archive::zip(session, item, input),
        #[cfg(feature = "archives")]
        Format::Gzip => return crate::archive::gzip(session, item, input),
        #[cfg(feature = "archives")]
        Format::Zstd => return crate::archive::zstd(session, item, input),
        #[cfg(feature = "archives")]
        Format::Tar => return crate::archive::tar(session, item, input),
        #[cfg(feature = "spreadsheets")]
        Format::Workbook => return session.guarded(item, input, crate::workbook::read),
        #[cfg(feature = "parquet")]
        Format::Parquet => return session.guarded(item, input, crate::parquet::read),
        Format::Sqlite => return sqlite::read(session, item, input),
        _ => {
            let what = format!("{format} in this build");
            session.fault(item, Lost::All, Reason::Unsupported(what.into()));
        }
    }
    ControlFlow::Continue(())
}

fn read_text(session: &mut Session<'_>, item: &Item, input: Input<'_>) -> ControlFlow<()> {
    let marked = Encoding::from_mark(&input.head).map(|(encoding, _)| encoding);
    let told = marked.or(session.reader.encoding);
    let Some(encoding) = told.or_else(|| Encoding::detect(&input.head, input.complete)) else {
        session.fault(item, Lost::All, Reason::Binary);
        return ControlFlow::Continue(());
    };
    let mut start = encoding.decode(&input.head).into_text().into_owned();
    if !input.complete {
        // The last line may be cut.
        start.truncate(start.rfind('\n').map_or(start.len(), |at| at + 1));
    }
    if start.chars().take(4096).filter(|ch| ch.is_control() && !ch.is_whitespace()).count() > 64 {
        session.fault(item, Lost::All, Reason::Binary);
        return ControlFlow::Continue(());
    }
    match format::of_text(&start, input.complete, item) {
        Some(Format::Vcard) => vcard::read(session, item, input, encoding),
        Some(Format::JsonLines) => json::lines(session, item, input, encoding),
        Some(Format::Json) => json::document(session, item, input, encoding),
        Some(Format::Mailbox) => mail::mailbox(session, item, input),
        Some(Format::Message) => mail::message_file(session, item, input),
        Some(Format::Sql) => sql::read(session, item, input, encoding),
        _ => match delimited::Dialect::sniff(&start, input.complete, item, session.reader.scanner.as_ref()) {
            Some(dialect) => delimited::read(session, item, input, encoding, dialect),
            None => text::read(session, item, input, encoding),
        },
    }
}
