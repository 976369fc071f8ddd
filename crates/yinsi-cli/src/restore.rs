//! `yinsi restore`: the input again, with the values that a vault keeps.

use std::path::Path;

use yinsi::{RestoreStream, Scanner, Structure, Vault};

use crate::args::RestoreArgs;
use crate::error::{Failure, Outcome};
use crate::input::Opened;
use crate::keeping::Keeping;
use crate::rewrite::{Job, Rewriter};
use crate::structure;

/// Runs the verb.
pub(crate) fn run(args: &RestoreArgs) -> Result<Outcome, Failure> {
    let vault = Keeping::load(&args.file, &args.key)?;
    structure::check(args.structure, args.rewrite.line_buffered)?;
    // Tells a table's header from data, nothing more.
    let scanner = Scanner::new();
    let make = |path: Option<&Path>, opened: &Opened| {
        let rewriter: Box<dyn Rewriter> =
            match structure::of(args.structure, &args.rewrite, path, opened, &scanner) {
                Structure::Text => Box::new(RestoreStream::new(&vault)),
                structure => Box::new(Whole { vault: vault.clone(), structure, text: Vec::new() }),
            };
        Ok(rewriter)
    };
    Job { source: &args.source, args: &args.rewrite, make: &make, keep: &|| Ok(()) }.run()
}

impl Rewriter for RestoreStream {
    fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        self.push(piece, out);
    }

    // No placeholder goes on in the next line.
    fn flush(&mut self, _: &mut Vec<u8>) {}

    fn finish(&mut self, out: &mut Vec<u8>) {
        self.finish(out);
    }
}

/// Restores a document when all of it is there; where lines are wanted at once, line by line.
struct Whole {
    vault: Vault,
    structure: Structure,
    text: Vec<u8>,
}

impl Rewriter for Whole {
    fn push(&mut self, piece: &[u8], _: &mut Vec<u8>) {
        self.text.extend_from_slice(piece);
    }

    fn flush(&mut self, out: &mut Vec<u8>) {
        self.finish(out);
    }

    fn finish(&mut self, out: &mut Vec<u8>) {
        out.append(&mut self.vault.restore_document(&self.text, self.structure));
        self.text.clear();
    }
}
