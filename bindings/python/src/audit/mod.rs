//! Audits: how many units, of how many people, and which line of the law they reach.

mod counter;
mod report;

use std::path::PathBuf;

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use yinsi::Encoding;
use yinsi::report::Method;

use crate::error::{self, Error};
use crate::key::Key;
use crate::scanner::Scanner;

pub(crate) use counter::Counter;
pub(crate) use report::Report;

/// Bytes of records and links in memory unless one says otherwise; the signatures, too, have this number.
const MEMORY: usize = 1_073_741_824;

/// How a report is counted, and by what.
struct Counting {
    scanner: yinsi::Scanner,
    key: yinsi::report::Key,
    method: Method,
}

impl Counting {
    fn of(
        py: Python<'_>,
        scanner: Option<&Bound<'_, Scanner>>,
        key: Option<&Bound<'_, Key>>,
        method: Method,
    ) -> PyResult<Self> {
        let mut method = method;
        if let Some(scanner) = scanner {
            method.options.extend(scanner.get().on_record(py)?);
        }
        let key = match key {
            Some(key) => key.get().of_report()?,
            None => yinsi::report::Key::random().map_err(error::report)?,
        };
        Ok(Self { scanner: crate::scanner::or_default(scanner), key, method })
    }
}

/// The method that arguments describe.
fn method(memory: usize, approximate: bool, sample: usize, seed: u64, exclude: Vec<String>) -> Method {
    let mut method = Method::new();
    (method.memory, method.approximate) = (memory, approximate);
    (method.sample, method.seed, method.exclude) = (sample, seed, exclude);
    method
}

/// Counts files and folders of all formats on all cores, as `yinsi audit` does.
///
/// Tables, JSON, workbooks, SQLite and SQL dumps, Parquet, vCard, mail and text, and archives of these. What
/// cannot be read is listed in the report, and the rest is counted.
///
/// key: hashes the values; reports that are to be merged share one. Random unless said.
/// scanner: what looks for personal information; the default one unless said.
/// label: takes each line as a value of a column of this name.
/// encoding: of all input, any name of the WHATWG; found out unless said.
/// paragraphs: the records of a text are its paragraphs, not its lines.
/// ignored, hidden: files that git ignores, and hidden ones, are read as well.
/// threads: how many work; 0 is one a core.
/// memory: bytes of records and links in memory; what is beyond goes to temporary files.
/// approximate: estimates distinct numbers in bounded memory (standard error 0.81 %); people are not linked.
/// sample, seed: how many findings a person should look at (`Report.review_sheet`), and which.
/// exclude: values that are nobody's; they are left out and listed.
///
/// >>> import pathlib, tempfile, yinsi
/// >>> with tempfile.TemporaryDirectory() as folder:
/// ...     _ = pathlib.Path(folder, "people.csv").write_text("姓名,手机号\n张三,13812345678\n", encoding="utf-8")
/// ...     report = yinsi.audit(folder)
/// >>> report.summary()["totals"]["people"]
/// 1
#[pyfunction]
#[pyo3(signature = (*paths, key=None, scanner=None, label=None, encoding=None, paragraphs=false, ignored=false,
                    hidden=false, threads=0, memory=1073741824, approximate=false, sample=0, seed=0,
                    exclude=Vec::new()))]
#[allow(clippy::too_many_arguments)] // all but the paths keyword-only
pub(crate) fn audit(
    py: Python<'_>,
    paths: &Bound<'_, PyTuple>,
    key: Option<&Bound<'_, Key>>,
    scanner: Option<&Bound<'_, Scanner>>,
    label: Option<String>,
    encoding: Option<&str>,
    paragraphs: bool,
    ignored: bool,
    hidden: bool,
    threads: usize,
    memory: usize,
    approximate: bool,
    sample: usize,
    seed: u64,
    exclude: Vec<String>,
) -> PyResult<Report> {
    let paths: Vec<PathBuf> = paths.extract()?;
    if paths.is_empty() {
        return Err(Error::new_err("no path to audit"));
    }
    let encoding = encoding
        .map(|name| Encoding::from_label(name).ok_or_else(|| Error::new_err("unknown encoding")))
        .transpose()?;
    let method = method(memory, approximate, sample, seed, exclude);
    let Counting { scanner, key, method } = Counting::of(py, scanner, key, method)?;
    let mut audit = yinsi_cli::Audit::new(scanner, key, method);
    (audit.label, audit.encoding, audit.paragraphs) = (label, encoding, paragraphs);
    (audit.no_ignore, audit.hidden, audit.threads) = (ignored, hidden, threads);
    let counted = py.detach(|| error::guard("audit", || audit.count(paths)))?;
    let (report, _) = counted.map_err(error::ReportError::new_err)?;
    Ok(Report::new(report))
}
