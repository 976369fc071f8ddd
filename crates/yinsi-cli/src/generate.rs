//! `yinsi generate`: a made-up leak with known truth, to try an audit on.

use yinsi_sample::Leak;

use crate::args::GenerateArgs;
use crate::error::{Failure, Outcome, note};

/// Runs the verb.
pub(crate) fn run(args: &GenerateArgs) -> Result<Outcome, Failure> {
    let mut leak = Leak::new(args.people, args.seed);
    let shares = [
        (&mut leak.seconds, args.seconds),
        (&mut leak.duplicates, args.duplicates),
        (&mut leak.masked, args.masked),
        (&mut leak.damaged, args.damaged),
        (&mut leak.shared, args.shared),
    ];
    for (share, told) in shares {
        *share = told.map_or(*share, u64::from);
    }
    let truth = leak.write(&args.folder).map_err(|error| Failure::at(&args.folder, error))?;
    note(&format!(
        "{} people in {} units, {} files and truth.json; nobody in them exists\n",
        truth.people,
        truth.units,
        truth.files.len()
    ));
    Ok(Outcome::Done)
}
