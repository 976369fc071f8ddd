//! Counting records, and reports of what was counted.

use std::collections::{BTreeMap, HashMap};

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use yinsi::report::{
    Batch, FileInfo, Key, Method, Report as Inner, ReportError, Statutes, Summing, Unit, Unread, read_sheet,
    render,
};

use crate::error::failed;
use crate::scanner::Scanner;
use crate::transfer;

pub(crate) fn thrown(error: ReportError) -> JsValue {
    failed("report", &error)
}

/// Options on their way to a [`Counter`].
#[wasm_bindgen]
#[derive(Default)]
pub struct Counting {
    method: Method,
    #[cfg_attr(not(feature = "files"), allow(dead_code))]
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

    /// A counter that hashes with this key, as the command makes it of a key file.
    ///
    /// # Errors
    ///
    /// A `YinsiError` when the secret is too short.
    pub fn build(self, scanner: &Scanner, key: &crate::key::Key) -> Result<Counter, JsValue> {
        let key = Key::from_secret(key.secret.trim_ascii_end()).map_err(thrown)?;
        let scanner = scanner.inner.clone();
        Ok(Counter {
            inner: yinsi::report::Counter::new(&scanner, &key, self.method),
            #[cfg(feature = "files")]
            files: crate::files::Files::new(&scanner, self.paragraphs),
            scanner,
            rows: HashMap::new(),
            unread: Vec::new(),
        })
    }
}

/// Counts records.
#[wasm_bindgen]
pub struct Counter {
    pub(crate) scanner: yinsi::Scanner,
    pub(crate) inner: yinsi::report::Counter,
    #[cfg(feature = "files")]
    pub(crate) files: crate::files::Files,
    /// By file, how its rows were handed over and how many were counted.
    rows: HashMap<String, (&'static str, u64)>,
    unread: Vec<Unread>,
}

#[wasm_bindgen]
impl Counter {
    /// Counts the lines of `len` bytes of the room, which is text.
    ///
    /// # Errors
    ///
    /// A `YinsiError` when counting fails.
    pub fn text(&mut self, name: &str, len: usize) -> Result<(), JsValue> {
        let row = self.row(name, "text");
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
        let row = self.row(name, "rows");
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

    fn row(&mut self, name: &str, format: &'static str) -> &mut u64 {
        &mut self.rows.entry(name.to_owned()).or_insert((format, 0)).1
    }

    /// Says that a file could not be read.
    pub fn unread(&mut self, name: &str, reason: &str) {
        self.unread.push(Unread::new(name, 0, "all", reason));
    }

    /// What was counted.
    pub fn finish(self) -> Report {
        let mut report = self.inner.finish();
        for (name, (format, _)) in self.rows {
            let mut info = FileInfo::new();
            info.format = format.to_owned();
            report.describe(&name, info);
        }
        self.unread.into_iter().for_each(|unread| report.unread(unread));
        #[cfg(feature = "files")]
        self.files.tell(&mut report);
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
    pub fn bytes(&mut self) -> Result<Vec<u8>, JsValue> {
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
        self.0.absorb(other.0).map_err(thrown)
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
