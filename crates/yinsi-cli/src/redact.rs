//! `yinsi redact`: the input again, without personal information.

use std::path::Path;

use yinsi::{Document, DocumentStream, Structure};

use crate::args::RedactArgs;
use crate::error::{Failure, Outcome};
use crate::input::Opened;
use crate::keeping::Keeping;
use crate::operators::Choice;
use crate::records;
use crate::rewrite::{Job, Rewriter};
use crate::structure;

/// Runs the verb.
pub(crate) fn run(args: &RedactArgs) -> Result<Outcome, Failure> {
    let Choice { scanner, redactor, keeping, .. } =
        Choice::read(&args.selection, &args.operators, Some(&args.vault))?;
    let keep = || keeping.as_ref().map_or(Ok(()), Keeping::keep);
    if args.jsonl {
        let outcome = records::redact(&args.source, &scanner, &redactor, &|| document(args))?;
        return keep().map(|()| outcome);
    }
    structure::check(args.structure, args.rewrite.line_buffered)?;
    let make = |path: Option<&Path>, opened: &Opened| {
        let structure = structure::of(args.structure, &args.rewrite, path, opened, &scanner);
        let stream = match args.source.label.as_deref() {
            Some(label) => DocumentStream::new(&scanner, &redactor, Structure::Lines).label(label),
            None => DocumentStream::new(&scanner, &redactor, structure),
        };
        Ok(Box::new(stream.document(document(args))) as Box<dyn Rewriter>)
    };
    Job { source: &args.source, args: &args.rewrite, make: &make, keep: &keep }.run()
}

/// What is remembered of one input.
fn document(args: &RedactArgs) -> Document {
    Document::new().subject(args.subject.as_deref().unwrap_or_default())
}

impl Rewriter for DocumentStream {
    fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        self.push(piece, out);
    }

    fn flush(&mut self, out: &mut Vec<u8>) {
        self.flush(out);
    }

    fn finish(&mut self, out: &mut Vec<u8>) {
        self.finish(out);
    }
}
