//! Records mode: lines of JSON objects in, a line for each out, in order.
//!
//! A line is never rewritten more than it must: `id` is echoed as it came, and
//! `redact` replaces the one string. Lines that are there are answered before
//! any more are waited for.

use std::borrow::Cow;
use std::fmt;
use std::io;

use rayon::prelude::*;
use serde::de::{Deserialize, MapAccess, Visitor};
use serde_json::value::RawValue;
use yinsi::{Context, Document, Finding, OffsetMap, Redactor, Scanner, Unit};

use crate::args::{ScanArgs, Source};
use crate::error::{Failure, Outcome, complain};
use crate::escape;
use crate::input::{self, Input, read_some};
use crate::output::Output;

/// Size of a read.
const READ: usize = 1024 * 1024;

/// `yinsi scan --jsonl`.
pub(crate) fn scan(args: &ScanArgs, scanner: &Scanner) -> Result<Outcome, Failure> {
    let label = args.source.label.as_deref();
    let answer = |line: &[u8]| {
        let record = Record::parse(line)?;
        let text = record.text()?;
        let findings = scan_text(scanner, &record, &text, label)?;
        let spans = spans(&text, &findings, args.offsets);
        let id = record.id.map_or("null", RawValue::get);
        let answer = format!("{{\"id\": {id}, \"spans\": [{}]}}", spans.join(", "));
        Ok(Answer { line: answer.into_bytes(), found: !findings.is_empty() })
    };
    let (failed, found) = run(&args.source, &answer)?;
    Ok(match () {
        () if failed => Outcome::Failed,
        () if args.fail_on_findings && found => Outcome::Found,
        () => Outcome::Done,
    })
}

/// `yinsi redact --jsonl`.
pub(crate) fn redact(
    source: &Source,
    scanner: &Scanner,
    redactor: &Redactor,
    document: &(dyn Fn() -> Document + Sync),
) -> Result<Outcome, Failure> {
    let answer = |line: &[u8]| {
        let record = Record::parse(line)?;
        let text = record.text()?;
        let findings = scan_text(scanner, &record, &text, source.label.as_deref())?;
        if findings.is_empty() {
            return Ok(Answer { line: line.to_vec(), found: false });
        }
        let redacted = redactor.redact_part(scanner, &mut document(), "", text.as_bytes(), &findings);
        let (before, after) = record.around_text(line);
        let quoted = escape::json(&String::from_utf8_lossy(&redacted));
        Ok(Answer { line: [before, quoted.as_bytes(), after].concat(), found: true })
    };
    let (failed, _) = run(source, &answer)?;
    Ok(if failed { Outcome::Failed } else { Outcome::Done })
}

/// What one line is answered with.
struct Answer {
    line: Vec<u8>,
    found: bool,
}

/// Why a line is no record; never quotes it.
type Fault = Cow<'static, str>;

type AnswerFn<'a> = &'a (dyn Fn(&[u8]) -> Result<Answer, Fault> + Sync);

/// Answers all lines of all inputs; returns whether one was bad and whether
/// something was found.
fn run(source: &Source, answer: AnswerFn<'_>) -> Result<(bool, bool), Failure> {
    let pool = input::pool(source)?;
    let (inputs, errors) = input::collect(source);
    errors.iter().for_each(|error| complain(error));
    let mut state = State {
        output: Output::new(input::total(&inputs)),
        failed: !errors.is_empty(),
        found: false,
        answer,
    };
    for input in &inputs {
        let result = pool.install(|| state.input(input));
        match result {
            Ok(()) => {}
            Err(Stop::Read(error)) => {
                complain(&format!("{input}: {error}"));
                state.failed = true;
            }
            Err(Stop::Write(failure)) => return Err(failure),
        }
    }
    state.output.finish();
    Ok((state.failed, state.found))
}

enum Stop {
    Read(io::Error),
    Write(Failure),
}

struct State<'a> {
    output: Output,
    failed: bool,
    found: bool,
    answer: AnswerFn<'a>,
}

impl State<'_> {
    fn input(&mut self, input: &Input) -> Result<(), Stop> {
        let mut reader = input.reader().map_err(Stop::Read)?;
        let mut buffer: Vec<u8> = Vec::new();
        let mut number = 0;
        loop {
            let filled = buffer.len();
            buffer.resize(filled + READ, 0);
            let free = buffer.get_mut(filled..).unwrap_or_default();
            let read = read_some(&mut reader, free).map_err(Stop::Read)?;
            buffer.truncate(filled + read);
            self.output.advance(read as u64);
            let new = buffer.get(filled..).unwrap_or_default();
            let end = match memchr::memrchr(b'\n', new) {
                _ if read == 0 => filled,
                Some(at) => filled + at + 1,
                None => continue,
            };
            self.lines(input, buffer.get(..end).unwrap_or_default(), &mut number).map_err(Stop::Write)?;
            buffer.drain(..end);
            if read == 0 {
                return Ok(());
            }
        }
    }

    /// Answers whole lines, the first of which is the one after line `number`.
    fn lines(&mut self, input: &Input, bytes: &[u8], number: &mut u64) -> Result<(), Failure> {
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let lines: Vec<&[u8]> = bytes.split(|&byte| byte == b'\n').collect();
        let answer = self.answer;
        let answers: Vec<_> = lines
            .par_iter()
            .with_min_len(64)
            .enumerate()
            .map(|(index, line)| {
                let mut line = line.strip_suffix(b"\r").unwrap_or(line);
                if *number == 0 && index == 0 {
                    line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
                }
                (!line.trim_ascii().is_empty()).then(|| answer(line))
            })
            .collect();
        let mut out = Vec::new();
        for answer in answers {
            *number += 1;
            match answer {
                None => continue,
                Some(Ok(answer)) => {
                    self.found |= answer.found;
                    out.extend_from_slice(&answer.line);
                }
                Some(Err(fault)) => {
                    self.failed = true;
                    complain(&format!("{input}: line {number}: {fault}"));
                    let error = escape::json(&format!("line {number}: {fault}"));
                    out.extend_from_slice(format!("{{\"id\": null, \"error\": {error}}}").as_bytes());
                }
            }
            out.push(b'\n');
        }
        self.output.write(&out)
    }
}

fn scan_text(
    scanner: &Scanner,
    record: &Record<'_>,
    text: &str,
    default_label: Option<&str>,
) -> Result<Vec<Finding>, Fault> {
    let own = record.label()?;
    Ok(match own.as_deref().or(default_label) {
        Some(label) => scanner.scan_with(text, &Context::label(label)),
        None => scanner.scan(text),
    })
}

/// `[start, end, "ENTITY", confidence]` of each finding, sorted by start, longer first.
fn spans(text: &str, findings: &[Finding], unit: Unit) -> Vec<String> {
    let mut findings = findings.to_vec();
    findings.sort_by_key(|finding| (finding.start, std::cmp::Reverse(finding.end)));
    let mut offsets = OffsetMap::new(text.as_bytes(), unit);
    let span = |finding: &Finding| {
        let [start, end] = [finding.range().start, finding.range().end].map(|offset| offsets.convert(offset));
        let confidence = f64::from(finding.confidence_percent()) / 100.0;
        format!("[{start}, {end}, {}, {confidence:?}]", escape::json(finding.entity))
    };
    findings.iter().map(span).collect()
}

/// The fields of a line that matter, as they are written in it.
#[derive(Default)]
struct Record<'a> {
    id: Option<&'a RawValue>,
    text: Option<&'a RawValue>,
    label: Option<&'a RawValue>,
}

impl<'a> Record<'a> {
    fn parse(line: &'a [u8]) -> Result<Self, Fault> {
        let line = std::str::from_utf8(line).map_err(|_| Fault::from("not valid UTF-8"))?;
        serde_json::from_str(line).map_err(|error| match error.classify() {
            // Our own messages; serde's others might quote the line.
            serde_json::error::Category::Data if error.to_string().contains(TWICE) => TWICE.into(),
            serde_json::error::Category::Data => "not a JSON object".into(),
            _ => format!("not valid JSON at column {}", error.column()).into(),
        })
    }

    fn text(&self) -> Result<String, Fault> {
        let raw = self.text.ok_or("no field `text`")?;
        string(raw).ok_or_else(|| "`text` is not a string".into())
    }

    fn label(&self) -> Result<Option<String>, Fault> {
        match self.label {
            None => Ok(None),
            Some(raw) if raw.get() == "null" => Ok(None),
            Some(raw) => string(raw).map(Some).ok_or_else(|| "`label` is not a string".into()),
        }
    }

    /// What stands before and after the value of `text` in `line`, which this
    /// record was parsed from.
    fn around_text<'l>(&self, line: &'l [u8]) -> (&'l [u8], &'l [u8]) {
        let raw = self.text.map_or("", RawValue::get);
        let start = (raw.as_ptr() as usize).saturating_sub(line.as_ptr() as usize);
        let before = line.get(..start).unwrap_or_default();
        (before, line.get(start + raw.len()..).unwrap_or_default())
    }
}

const TWICE: &str = "a field is there twice";

impl<'de> Deserialize<'de> for Record<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Record<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record<'de>, A::Error> {
                let mut record = Record::default();
                while let Some(Bytes(key)) = map.next_key()? {
                    let value: &RawValue = map.next_value()?;
                    let slot = match &*key {
                        b"id" => &mut record.id,
                        b"text" => &mut record.text,
                        b"label" => &mut record.label,
                        _ => continue,
                    };
                    if slot.replace(value).is_some() {
                        return Err(serde::de::Error::custom(TWICE));
                    }
                }
                Ok(record)
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

/// A JSON string as bytes: UTF-8, but for lone surrogates, which are encoded in the same way.
struct Bytes(Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Raw;
        impl Visitor<'_> for Raw {
            type Value = Bytes;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }
            fn visit_str<E>(self, text: &str) -> Result<Bytes, E> {
                Ok(Bytes(text.as_bytes().to_vec()))
            }
        }
        deserializer.deserialize_bytes(Raw)
    }
}

/// A JSON string with U+FFFD for each lone surrogate; `None` for any other value.
fn string(raw: &RawValue) -> Option<String> {
    let mut deserializer = serde_json::Deserializer::from_str(raw.get());
    let Bytes(mut bytes) = Bytes::deserialize(&mut deserializer).ok()?;
    // ED A0..BF xx is a surrogate, and EF BF BD is as long.
    let mut at = 0;
    while let Some(found) = memchr::memchr(0xED, bytes.get(at..).unwrap_or_default()) {
        at += found;
        if let Some([lead, second @ 0xA0..=0xBF, last]) = bytes.get_mut(at..at + 3) {
            (*lead, *second, *last) = (0xEF, 0xBF, 0xBD);
        }
        at += 3;
    }
    String::from_utf8(bytes).ok()
}
