//! `yinsi decrypt`: what reversible operators wrote, as the values again.
//!
//! Reads each input whole: a token may be as long as the value it stands for.

use std::io::Read as _;

use yinsi::{Key, Reverser};

use crate::args::DecryptArgs;
use crate::error::{Failure, Outcome, complain};
use crate::input;
use crate::operators::Choice;
use crate::output::Output;

/// Runs the verb.
pub(crate) fn run(args: &DecryptArgs) -> Result<Outcome, Failure> {
    let Choice { scanner, redactor, key, .. } = Choice::read(&args.selection, &args.operators, None)?;
    let Some(key) = key else {
        return Err(Failure::Error("decrypt needs a key: --key-file or --key-env".to_owned()));
    };
    let old: Vec<Key> = args.old_key_file.iter().map(Key::from_file).collect::<Result<_, _>>()?;
    let reverser = Reverser::new(old.iter().chain([&key])).preserved(&scanner, &redactor);
    let (inputs, mut errors) = input::collect(&args.source);
    errors.iter().for_each(|error| complain(error));
    let mut output = Output::new(input::total(&inputs));
    let mut unopened = 0;
    for input in &inputs {
        let mut text = Vec::new();
        match input.reader().and_then(|mut reader| reader.read_to_end(&mut text)) {
            Ok(read) => output.advance(read as u64),
            Err(error) => {
                errors.push(format!("{input}: {error}"));
                errors.last().into_iter().for_each(|error| complain(error));
                continue;
            }
        }
        let reversed = reverser.reverse(&text);
        unopened += reversed.unopened;
        output.write(&reversed.text)?;
    }
    output.finish();
    if unopened > 0 {
        complain(&format!("{unopened} tokens stay: they were written with another key, or changed"));
    }
    Ok(if errors.is_empty() && unopened == 0 { Outcome::Done } else { Outcome::Failed })
}
