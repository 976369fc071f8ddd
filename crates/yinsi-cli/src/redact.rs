//! `yinsi redact`: the input again, without personal information.

use yinsi::{DocumentStream, Redactor, Scanner, Structure};

use crate::args::RedactArgs;
use crate::error::{Failure, Outcome};
use crate::keeping::Keeping;
use crate::operators;
use crate::records;
use crate::rewrite::{Job, Rewriter};
use crate::selection;
use crate::structure;

/// Runs the verb.
pub(crate) fn run(args: &RedactArgs) -> Result<Outcome, Failure> {
    let scanner = selection::scanner(&args.selection)?;
    let keeping = Keeping::open(&args.vault)?;
    let vault = keeping.as_ref().map(Keeping::vault);
    let redactor = operators::redactor(&scanner, &args.operator, args.default_operator.as_deref(), vault)?;
    let keep = || keeping.as_ref().map_or(Ok(()), Keeping::keep);
    if args.jsonl {
        let outcome = records::redact(&args.source, &scanner, &redactor)?;
        return keep().map(|()| outcome);
    }
    structure::check(args.structure, args.rewrite.line_buffered)?;
    let make = |path: Option<&std::path::Path>, opened: &crate::input::Opened| {
        let structure = structure::of(args.structure, &args.rewrite, path, opened, &scanner);
        Ok(rewriter(&scanner, &redactor, structure, args.source.label.as_deref()))
    };
    Job { source: &args.source, args: &args.rewrite, make: &make, keep: &keep }.run()
}

/// Redacts one input.
fn rewriter(
    scanner: &Scanner,
    redactor: &Redactor,
    structure: Structure,
    label: Option<&str>,
) -> Box<dyn Rewriter> {
    Box::new(match label {
        Some(label) => DocumentStream::new(scanner, redactor, Structure::Lines).label(label),
        None => DocumentStream::new(scanner, redactor, structure),
    })
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
