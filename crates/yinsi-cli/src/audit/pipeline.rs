//! Many files, many threads: some read records, others scan and count them.
//!
//! What is counted does not depend on who counted it, so batches go to whoever is free.

use std::fs::File;
use std::io::{self, Read};
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use yinsi::report::{Batch, Counter, Method, Report, ReportError};
use yinsi_readers::Reader;
use yinsi_readers::audit::Told;

use super::files::Audit;
use super::source;
use crate::error::Failure;
use crate::input::{self, Input, READ, read_some};
use crate::output::Progress;

/// How often the progress bar is brought up to date.
const TICK: Duration = Duration::from_millis(100);

/// One audit at work.
pub(super) struct Job<'a> {
    pub(super) audit: &'a Audit,
    /// How it is counted, with all that is to be on record.
    pub(super) method: &'a Method,
    pub(super) reader: &'a Reader,
    /// The bytes that were read so far.
    pub(super) read: &'a AtomicU64,
}

/// What all threads see.
struct Shared {
    next: AtomicUsize,
    found: AtomicU64,
    /// Somebody failed for good; the others may stop.
    stop: AtomicBool,
}

impl Job<'_> {
    /// Counts everything in `inputs`; also says whether all that should have been read was.
    pub(super) fn count(&self, inputs: &[Input]) -> Result<(Report, bool), Failure> {
        let threads = match self.audit.threads {
            0 => thread::available_parallelism().map_or(1, NonZero::get),
            threads => threads,
        };
        let mut method = self.method.clone();
        method.memory /= threads;
        let shared =
            Shared { next: AtomicUsize::new(0), found: AtomicU64::new(0), stop: AtomicBool::new(false) };
        let (send, receive) = sync_channel::<Batch>(threads * 4);
        let receive = Mutex::new(receive);
        let described = Mutex::new(Vec::new());
        let mut progress = Progress::new(input::total(inputs).filter(|_| self.audit.loud));
        let reports = thread::scope(|scope| {
            let counters: Vec<_> =
                (0..threads).map(|_| scope.spawn(|| self.counter(&method, &receive, &shared))).collect();
            let readers: Vec<_> = (0..threads.min(inputs.len()).max(1))
                .map(|_| {
                    let send = send.clone();
                    let (described, shared) = (&described, &shared);
                    scope.spawn(move || {
                        while let Some(input) = inputs.get(shared.next.fetch_add(1, Ordering::Relaxed)) {
                            if shared.stop.load(Ordering::Relaxed) {
                                break;
                            }
                            let done = self.read(input, &send, shared);
                            described.lock().unwrap_or_else(PoisonError::into_inner).push(done);
                        }
                    })
                })
                .collect();
            drop(send);
            let mut shown = 0;
            while !readers.iter().all(|reader| reader.is_finished()) {
                thread::sleep(if shown == 0 { Duration::from_millis(2) } else { TICK });
                let read = self.read.load(Ordering::Relaxed);
                progress.advance(read - std::mem::replace(&mut shown, read));
                progress.say(format!("{} findings", shared.found.load(Ordering::Relaxed)));
            }
            counters.into_iter().map(|counter| counter.join()).collect::<Vec<_>>()
        });
        progress.finish();
        let mut whole = Report::empty();
        for report in reports {
            let report = report.map_err(|_| Failure::Error("internal error while counting".to_owned()))?;
            let mut report = report.map_err(failure)?;
            report.set_memory(self.method.memory);
            whole = whole.merge(report).map_err(failure)?;
        }
        let mut whole_read = true;
        for done in described.into_inner().unwrap_or_else(PoisonError::into_inner) {
            whole_read &= !done.told.failed;
            done.told.tell(&mut whole, &done.name, done.hash);
        }
        Ok((whole, whole_read))
    }

    /// Counts batches until there are no more.
    fn counter(
        &self,
        method: &Method,
        receive: &Mutex<Receiver<Batch>>,
        shared: &Shared,
    ) -> Result<Report, ReportError> {
        let mut counter = Counter::new(&self.audit.scanner, &self.audit.key, method.clone());
        loop {
            let batch = receive.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(batch) = batch else { return Ok(counter.finish()) };
            match batch.count(&self.audit.scanner, &mut counter) {
                Ok(found) => shared.found.fetch_add(found, Ordering::Relaxed),
                Err(error) => {
                    shared.stop.store(true, Ordering::Relaxed);
                    return Err(error);
                }
            };
        }
    }

    /// Reads one input into batches, and its hash beside that.
    fn read(&self, input: &Input, send: &SyncSender<Batch>, shared: &Shared) -> Done {
        let name: Arc<str> = match input {
            Input::Stdin => "-".into(),
            Input::File(path, _) => path.to_string_lossy().into(),
        };
        let mut hand_on =
            |batch: Batch| match shared.stop.load(Ordering::Relaxed) || send.send(batch).is_err() {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            };
        let Audit { label, encoding, loud, .. } = self.audit;
        let seekable = matches!(input, Input::File(_, size) if *size < u64::MAX);
        if let (false, None, Ok(mut stream)) = (seekable, label, input.reader()) {
            // What can be read once only is hashed on its way.
            let mut hashing = Hashing { inner: &mut stream, hash: Sha256::new(), bytes: 0 };
            let told = source::read(input, &name, Some(&mut hashing), self.reader, *loud, &mut hand_on);
            let _ = io::copy(&mut hashing, &mut io::sink());
            return Done { name, hash: Some(hashing.finish()), told };
        }
        let (told, hash) = thread::scope(|scope| {
            let hash = scope.spawn(|| hash(input));
            let told = match label {
                Some(label) => source::read_labelled(input, &name, label, *encoding, *loud, &mut hand_on),
                None => source::read(input, &name, None, self.reader, *loud, &mut hand_on),
            };
            (told, hash.join())
        });
        Done { name, hash: hash.ok().and_then(Result::ok).flatten(), told }
    }
}

/// What is known of a file when it was read.
struct Done {
    name: Arc<str>,
    /// SHA-256 and length.
    hash: Option<(String, u64)>,
    told: Told,
}

/// Hashes what is read through it.
struct Hashing<R> {
    inner: R,
    hash: Sha256,
    bytes: u64,
}

impl<R> Hashing<R> {
    fn finish(self) -> (String, u64) {
        (self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect(), self.bytes)
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let filled = self.inner.read(buffer)?;
        self.hash.update(buffer.get(..filled).unwrap_or_default());
        self.bytes += filled as u64;
        Ok(filled)
    }
}

/// SHA-256 of a file and its length; nothing for what can be read once only.
fn hash(input: &Input) -> io::Result<Option<(String, u64)>> {
    let Input::File(path, size) = input else { return Ok(None) };
    if *size == u64::MAX {
        return Ok(None);
    }
    let mut hashing = Hashing { inner: File::open(path)?, hash: Sha256::new(), bytes: 0 };
    let mut buffer = vec![0; READ];
    while read_some(&mut hashing, &mut buffer)? > 0 {}
    Ok(Some(hashing.finish()))
}

/// A fault of counting as one line.
pub(super) fn failure(error: ReportError) -> Failure {
    let mut line = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        line = format!("{line}: {error}");
        cause = error.source();
    }
    Failure::Error(line)
}
