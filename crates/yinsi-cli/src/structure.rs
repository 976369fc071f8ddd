//! From `--structure` to how an input is read.

use std::path::Path;

use yinsi::{Scanner, Structure, Table};

use crate::args::{Layout, RewriteArgs};
use crate::error::Failure;
use crate::input::Opened;

/// Refuses what cannot be followed line by line.
pub(crate) fn check(layout: Layout, line_buffered: bool) -> Result<(), Failure> {
    let whole = matches!(layout, Layout::Json | Layout::Sql | Layout::Xml | Layout::Html);
    if line_buffered && whole {
        let message = "--line-buffered: a line of JSON, SQL, XML or HTML says nothing by itself";
        return Err(Failure::Error(message.to_owned()));
    }
    Ok(())
}

/// How an input that is to be rewritten is read.
pub(crate) fn of(
    layout: Layout,
    args: &RewriteArgs,
    path: Option<&Path>,
    opened: &Opened,
    scanner: &Scanner,
) -> Structure {
    // One line is not enough to tell by.
    let layout = if layout == Layout::Auto && args.line_buffered { Layout::None } else { layout };
    choose(layout, path, opened, scanner)
}

/// How an input is read.
pub(crate) fn choose(layout: Layout, path: Option<&Path>, opened: &Opened, scanner: &Scanner) -> Structure {
    let extension = path.and_then(Path::extension).and_then(|name| name.to_str());
    match layout {
        Layout::Auto => Structure::detect(extension, &opened.text(), opened.complete, scanner),
        Layout::None => Structure::Text,
        Layout::Json => Structure::Json,
        Layout::Jsonl => Structure::JsonLines,
        Layout::Csv => Structure::Table(Table::of(Some("csv"), &opened.text(), opened.complete, scanner)),
        Layout::Tsv => Structure::Table(Table::TSV),
        Layout::Logfmt => Structure::Pairs,
        Layout::Sql => Structure::Sql,
        Layout::Xml => Structure::Xml,
        Layout::Html => Structure::Html,
    }
}
