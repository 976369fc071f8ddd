//! Counting the records of files: from a [`Reader`] to a [`Counter`] of the library.
//!
//! A [`Collector`] visits the records of a file and fills [`Batch`]es, which any thread may count; what it
//! was told of the file on the way goes into the report. [`count_bytes`] does all that at once for a file
//! that lies in memory.

mod collector;

use std::ops::ControlFlow;

use yinsi::Scanner;
use yinsi::report::{Batch, Counter, ReportError};

pub use collector::{Collector, Send, Told};

use crate::Reader;

/// Counts the records of a file in memory, called `name`; what is to be said of it is returned.
///
/// ```
/// use yinsi::Scanner;
/// use yinsi::report::{Counter, Key, Method};
/// use yinsi_readers::{Reader, audit};
///
/// let (scanner, key) = (Scanner::new(), Key::from_secret(b"an example, not a secret: 32 byte")?);
/// let mut counter = Counter::new(&scanner, &key, Method::new());
/// let reader = Reader::new().scanner(scanner.clone());
/// let csv = "姓名,手机号\n张三,13812345678\n李四,13912345678\n";
/// let told = audit::count_bytes(&reader, &scanner, &mut counter, "people.csv", csv.as_bytes())?;
/// let mut report = counter.finish();
/// told.tell(&mut report, "people.csv", None);
/// assert_eq!(report.hits(), 4);
/// # Ok::<(), yinsi::report::ReportError>(())
/// ```
///
/// # Errors
///
/// When a run of records cannot be written to disk.
pub fn count_bytes(
    reader: &Reader,
    scanner: &Scanner,
    counter: &mut Counter,
    name: &str,
    bytes: &[u8],
) -> Result<Told, ReportError> {
    let mut counted = Ok(());
    let mut send = |batch: Batch| match batch.count(scanner, counter) {
        Ok(_) => ControlFlow::Continue(()),
        Err(error) => {
            counted = Err(error);
            ControlFlow::Break(())
        }
    };
    let mut collector = Collector::new(name, &|_| (), &mut send);
    let _ = reader.read_bytes(name, bytes, &mut collector);
    let told = collector.finish();
    counted.map(|()| told)
}
