//! Counting records, and reports of what was counted.

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest as _, Sha256};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use yinsi::report::{
    FileInfo, Key, Method, Report as Inner, ReportError, Statutes, Summing, Unit, Unread, read_sheet, render,
};
use yinsi_readers::audit::{Batch, Told, count_bytes};
use yinsi_readers::{Reader, TextUnit};
use zeroize::Zeroizing;

use crate::error::failed;
use crate::scanner::Scanner;
use crate::transfer;

fn thrown(error: ReportError) -> JsValue {
    failed("report", &error)
}

/// Options on their way to a [`Counter`].
#[wasm_bindgen]
#[derive(Default)]
pub struct Counting {
    method: Method,
    paragraphs: bool,
}

#[wasm_bindgen]
impl Counting {
    /// All defaults.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether distinct values are estimated.
    pub fn approximate(&mut self, approximate: bool) {
        self.method.approximate = approximate;
    }

    /// How many findings a person should look at, and what their choice depends on.
    pub fn sample(&mut self, size: usize, seed: u32) {
        self.method.sample = size;
        self.method.seed = seed.into();
    }

    /// Values that are nobody's.
    pub fn exclude(&mut self, values: Vec<String>) {
        self.method.exclude = values;
    }

    /// What is to be on record: names and values by turns.
    pub fn options(&mut self, pairs: Vec<String>) {
        let (pairs, _) = pairs.as_chunks::<2>();
        self.method.options = pairs.iter().cloned().map(Into::into).collect::<BTreeMap<_, _>>();
    }

    /// Whether paragraphs of a text are its records, and not lines.
    pub fn paragraphs(&mut self, paragraphs: bool) {
        self.paragraphs = paragraphs;
    }

    /// A counter with a secret, as a file of one holds it.
    ///
    /// # Errors
    ///
    /// A `YinsiError` when the secret is too short.
    pub fn build(self, scanner: &Scanner, secret: Vec<u8>) -> Result<Counter, JsValue> {
        let secret = Zeroizing::new(secret);
        // As the command reads key files: editors end them with a line end.
        let key = Key::from_secret(secret.trim_ascii_end()).map_err(thrown)?;
        let scanner = scanner.inner.clone();
        let unit = if self.paragraphs { TextUnit::Paragraph } else { TextUnit::Line };
        Ok(Counter {
            inner: yinsi::report::Counter::new(&scanner, &key, self.method),
            reader: Reader::new().scanner(scanner.clone()).text_unit(unit),
            scanner,
            rows: HashMap::new(),
            told: Vec::new(),
        })
    }
}

/// Counts records.
#[wasm_bindgen]
pub struct Counter {
    scanner: yinsi::Scanner,
    reader: Reader,
    inner: yinsi::report::Counter,
    /// By file, how many rows were counted.
    rows: HashMap<String, u64>,
    told: Vec<(String, Said)>,
}

/// What is to be said of a file.
enum Said {
    Read(Told, (String, u64)),
    Format(&'static str),
    Unread(String),
}

#[wasm_bindgen]
impl Counter {
    /// Counts the records of a file of `len` bytes, which are in the room.
    ///
    /// # Errors
    ///
    /// A `YinsiError` when counting fails.
    pub fn file(&mut self, name: &str, len: usize) -> Result<bool, JsValue> {
        transfer::with_text(len, |bytes| {
            let told = count_bytes(&self.reader, &self.scanner, &mut self.inner, name, bytes).map_err(thrown)?;
            let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            let whole = !told.failed;
            self.told.push((name.to_owned(), Said::Read(told, (sha256, bytes.len() as u64))));
            Ok(whole)
        })
    }

    /// Counts the lines of `len` bytes of the room, which is text.
    ///
    /// # Errors
    ///
    /// A `YinsiError` when counting fails.
    pub fn text(&mut self, name: &str, len: usize) -> Result<(), JsValue> {
        let row = self.begin(name, "text");
        let mut batch = Batch::new(name.into(), true, true);
        transfer::with_text(len, |text| {
            for line in text.split(|byte| *byte == b'\n') {
                *row += 1;
                batch.field(0, "", line.strip_suffix(b"\r").unwrap_or(line));
                batch.end_record(*row, false);
            }
        });
        batch.count(&self.scanner, &mut self.inner).map(|_| ()).map_err(thrown)
    }

    /// Counts rows: `cells` of all of them, one row of `columns` after the other.
    ///
    /// # Errors
    ///
    /// A `YinsiError` when counting fails.
    pub fn rows(&mut self, name: &str, columns: Vec<String>, cells: Vec<String>) -> Result<(), JsValue> {
        let row = self.begin(name, "rows");
        let mut batch = Batch::new(name.into(), false, false);
        for cells in cells.chunks(columns.len().max(1)) {
            *row += 1;
            for (nth, (label, cell)) in columns.iter().zip(cells).enumerate() {
                if !cell.is_empty() {
                    batch.field(nth as u32, label, cell.as_bytes());
                }
            }
            batch.end_record(*row, false);
        }
        batch.count(&self.scanner, &mut self.inner).map(|_| ()).map_err(thrown)
    }

    fn begin(&mut self, name: &str, format: &'static str) -> &mut u64 {
        if !self.rows.contains_key(name) {
            self.told.push((name.to_owned(), Said::Format(format)));
        }
        self.rows.entry(name.to_owned()).or_default()
    }

    /// Says that a file could not be read.
    pub fn unread(&mut self, name: String, reason: String) {
        self.told.push((name, Said::Unread(reason)));
    }

    /// What was counted.
    pub fn finish(self) -> Report {
        let mut report = self.inner.finish();
        for (name, said) in self.told {
            match said {
                Said::Read(told, hash) => told.tell(&mut report, &name, Some(hash)),
                Said::Format(format) => {
                    let mut info = FileInfo::new();
                    info.format = format.to_owned();
                    report.describe(&name, info);
                }
                Said::Unread(reason) => report.unread(Unread::new(&name, 0, "all", &reason)),
            }
        }
        Report(report)
    }
}

/// What was counted.
#[wasm_bindgen]
pub struct Report(Inner);

#[wasm_bindgen]
impl Report {
    /// Nothing counted.
    pub fn empty() -> Self {
        Self(Inner::empty())
    }

    /// A report that was written.
    ///
    /// # Errors
    ///
    /// A `YinsiError` when it is none, or damaged.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, JsValue> {
        Ok(Self(Inner::read_partial(bytes, usize::MAX).map_err(thrown)?))
    }

    /// The report, to be read again and merged with others.
    ///
    /// # Errors
    ///
    /// A `YinsiError` when that fails.
    #[wasm_bindgen(js_name = toBytes)]
    pub fn to_bytes(&mut self) -> Result<Vec<u8>, JsValue> {
        let mut bytes = Vec::new();
        self.0.write_partial(&mut bytes).map_err(thrown)?;
        Ok(bytes)
    }

    /// Adds what another one counted.
    ///
    /// # Errors
    ///
    /// A `YinsiError` when the two were made with different keys, rules or options.
    pub fn merge(&mut self, other: Self) -> Result<(), JsValue> {
        let own = std::mem::replace(&mut self.0, Inner::empty());
        self.0 = own.merge(other.0).map_err(thrown)?;
        Ok(())
    }

    /// All hits.
    pub fn hits(&self) -> f64 {
        self.0.hits() as f64
    }

    /// What a person should look at, as CSV.
    #[wasm_bindgen(js_name = reviewSheet)]
    pub fn review_sheet(&self) -> String {
        self.0.review_sheet()
    }

    /// The report as `json`, `csv`, `text` or `html`, in English or Chinese.
    ///
    /// # Errors
    ///
    /// A `YinsiError` when the review sheet cannot be read.
    pub fn render(
        &mut self,
        format: &str,
        chinese: bool,
        values: bool,
        hub: Option<u32>,
        time: Option<String>,
        review: &str,
    ) -> Result<String, JsValue> {
        let mut how = Summing::default();
        how.unit = if values { Unit::Value } else { Unit::Record };
        how.hub = hub.map_or(how.hub, u64::from);
        how.time = time;
        if !review.is_empty() {
            how.review = read_sheet(review).map_err(thrown)?;
        }
        let summary = self.0.summary(&Statutes::builtin().map_err(thrown)?, &how).map_err(thrown)?;
        let lang = if chinese { render::Lang::Zh } else { render::Lang::En };
        Ok(match format {
            "csv" => render::csv(&summary),
            "text" => render::text(&summary, lang, false),
            "html" => render::html(&summary, lang),
            _ => render::json(&summary),
        })
    }
}
