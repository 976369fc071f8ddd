//! `yinsi audit`: what is there, of how many people, and which line of the law it reaches.
//!
//! Reads, counts, merges and prints; what is counted and how is the library's `report`.

mod files;
mod pipeline;
mod source;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, IsTerminal as _};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anstream::ColorChoice;
use yinsi::report::{Key, Method, Report, Statutes, Summary, Summing, Unit, read_sheet, render};

use crate::args::{AuditArgs, AuditFormat, Counted, Language};
use crate::error::{Failure, Outcome, complain, note};
use crate::input;
use crate::output::Output;
use crate::{escape, selection};
use pipeline::failure;

pub use files::Audit;

/// Runs the verb.
pub(crate) fn run(args: &AuditArgs) -> Result<Outcome, Failure> {
    let review = args.review.as_deref().map(read_text).transpose()?;
    let answers = match &review {
        Some(sheet) => read_sheet(sheet).map_err(failure)?,
        None => Vec::new(),
    };
    let (mut report, whole) = if args.merge { (merge(args)?, true) } else { count(args, review.as_deref())? };
    let outcome = if whole { Outcome::Done } else { Outcome::Failed };
    if args.partial {
        let out = Destination::open(args.output.as_deref())?;
        report.write_partial(out).map_err(failure)?;
        return Ok(outcome);
    }
    if args.sample.is_some() && review.is_none() {
        let sheet = report.review_sheet();
        fs::write(&args.sheet, sheet).map_err(|error| Failure::at(&args.sheet, error))?;
        note(&format!("review sheet: {}\n", escape::visible_path(&args.sheet)));
    }
    let mut how = Summing::default();
    how.unit = match args.unit {
        Counted::Record => Unit::Record,
        Counted::Value => Unit::Value,
    };
    how.hub = args.hub;
    how.time = match args.time.as_deref() {
        None | Some("none") => None,
        Some("now") => Some(now()),
        Some(time) => Some(time.to_owned()),
    };
    how.review = answers;
    let statutes = Statutes::builtin().map_err(failure)?;
    let summary = report.summary(&statutes, &how).map_err(failure)?;
    write(args, &summary)?;
    Ok(outcome)
}

/// Counts what the paths name; also says whether all that should have been read was.
fn count(args: &AuditArgs, review: Option<&str>) -> Result<(Report, bool), Failure> {
    let scanner = selection::scanner(&args.selection)?;
    let key = match &args.key_file {
        Some(path) => key(path)?,
        None => Key::random().map_err(failure)?,
    };
    if args.partial && args.key_file.is_none() {
        complain(
            "a partial report without --key-file has a key of its own: it cannot be merged with another",
        );
    }
    let mut method = Method::new();
    method.memory = args.memory;
    method.approximate = args.approximate;
    // The sheet holds all that was chosen, so its length is the sample's.
    let chosen = review.map(|sheet| sheet.lines().filter(|line| line.starts_with('f')).count());
    method.sample = args.sample.or(chosen).unwrap_or(0);
    method.seed = args.seed;
    if let Some(path) = &args.exclude {
        method.exclude = read_text(path)?.lines().map(str::to_owned).collect();
        method.exclude.retain(|line| !line.trim().is_empty());
    }
    method.options = options(args);
    let source = &args.source;
    Audit {
        label: source.label.clone(),
        encoding: source.encoding,
        paragraphs: args.paragraphs,
        no_ignore: source.no_ignore,
        hidden: source.hidden,
        threads: source.threads,
        loud: true,
        ..Audit::new(scanner, key, method)
    }
    .try_count(source.paths.clone())
}

/// Merges partial reports.
fn merge(args: &AuditArgs) -> Result<Report, Failure> {
    let mut whole = Report::empty();
    let (paths, errors) = input::collect(&args.source);
    if let Some(error) = errors.first() {
        return Err(Failure::Error(error.clone()));
    }
    for path in paths {
        let reader = path.reader().map_err(|error| Failure::Error(format!("{path}: {error}")))?;
        let named = |error| match failure(error) {
            Failure::Error(message) => Failure::Error(format!("{path}: {message}")),
            closed => closed,
        };
        let mut part = Report::read_partial(BufReader::with_capacity(input::READ, reader), args.memory)
            .map_err(named)?;
        part.set_memory(args.memory);
        whole = whole.merge(part).map_err(named)?;
    }
    Ok(whole)
}

fn write(args: &AuditArgs, summary: &Summary) -> Result<(), Failure> {
    let lang = match args.lang {
        Language::En => render::Lang::En,
        Language::Zh => render::Lang::Zh,
    };
    let text = match args.format {
        AuditFormat::Text => {
            let colour = args.output.is_none()
                && io::stdout().is_terminal()
                && anstream::AutoStream::choice(&io::stdout()) != ColorChoice::Never;
            render::text(summary, lang, colour)
        }
        AuditFormat::Json => render::json(summary),
        AuditFormat::Csv => render::csv(summary),
        AuditFormat::Html => render::html(summary, lang),
    };
    match &args.output {
        Some(path) => fs::write(path, text).map_err(|error| Failure::at(path, error)),
        None => Output::new(None).write(text.as_bytes()),
    }
}

/// Where a partial report goes.
enum Destination {
    File(BufWriter<File>),
    Stdout(io::Stdout),
}

impl Destination {
    fn open(path: Option<&Path>) -> Result<Self, Failure> {
        Ok(match path {
            Some(path) => {
                let file = File::create(path).map_err(|error| Failure::at(path, error))?;
                Self::File(BufWriter::new(file))
            }
            None => Self::Stdout(io::stdout()),
        })
    }
}

impl io::Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            Self::Stdout(stdout) => stdout.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.flush(),
            Self::Stdout(stdout) => stdout.flush(),
        }
    }
}

/// What of the selection bears on what is found.
fn options(args: &AuditArgs) -> BTreeMap<String, String> {
    let selection = &args.selection;
    let categories: Vec<&str> = selection.categories.iter().map(|category| category.as_str()).collect();
    let all = [
        ("countries", selection.countries.join(",")),
        ("entities", selection.entities.join(",")),
        ("categories", categories.join(",")),
        ("min_confidence", selection.min_confidence.map_or_else(String::new, |least| least.to_string())),
    ];
    let given = all.into_iter().filter(|(_, value)| !value.is_empty());
    given.map(|(name, value)| (name.to_owned(), value)).collect()
}

fn key(path: &Path) -> Result<Key, Failure> {
    let secret = fs::read(path).map_err(|error| Failure::at(path, error))?;
    // Editors end files with a line end; a key is the same with and without.
    Key::from_secret(secret.trim_ascii_end()).map_err(|error| Failure::at(path, error))
}

fn read_text(path: &Path) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::at(path, error))?;
    String::from_utf8(bytes).map_err(|_| Failure::at(path, "not UTF-8"))
}

/// The time in UTC, as RFC 3339 has it.
fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    rfc3339(seconds)
}

/// Seconds since 1970 as date and time; days to dates after Hinnant's `civil_from_days`.
fn rfc3339(seconds: u64) -> String {
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_rfc_3339_has_them() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(951_827_696), "2000-02-29T12:34:56Z");
        assert_eq!(rfc3339(1_735_689_599), "2024-12-31T23:59:59Z");
    }
}
