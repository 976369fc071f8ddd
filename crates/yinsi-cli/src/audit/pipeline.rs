//! Many files, many threads: some read records, others scan and count them.
//!
//! What is counted does not depend on who counted it, so batches go to whoever is free.

use std::fs::File;
use std::io;
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use yinsi::Scanner;
use yinsi::report::{Counter, FileInfo, Key, Method, Report, ReportError, Unread};

use super::batch::Batch;
use super::source::{self, Stop};
use crate::error::{Failure, complain};
use crate::input::{self, Input, READ, read_some};
use crate::output::Progress;

/// How often the progress bar is brought up to date.
const TICK: Duration = Duration::from_millis(100);

/// What to count and how.
pub(super) struct Job<'a> {
    pub(super) scanner: &'a Scanner,
    pub(super) key: &'a Key,
    pub(super) method: &'a Method,
    pub(super) label: Option<&'a str>,
    pub(super) threads: usize,
}

/// What all threads see.
struct Shared {
    next: AtomicUsize,
    read: AtomicU64,
    found: AtomicU64,
    /// Somebody failed for good; the others may stop.
    stop: AtomicBool,
}

impl Job<'_> {
    /// Counts everything in `inputs`.
    pub(super) fn count(&self, inputs: &[Input]) -> Result<Report, Failure> {
        let threads = match self.threads {
            0 => thread::available_parallelism().map_or(1, NonZero::get),
            threads => threads,
        };
        let mut method = self.method.clone();
        method.memory /= threads;
        let shared = Shared {
            next: AtomicUsize::new(0),
            read: AtomicU64::new(0),
            found: AtomicU64::new(0),
            stop: AtomicBool::new(false),
        };
        let (send, receive) = sync_channel::<Batch>(threads * 4);
        let receive = Mutex::new(receive);
        let described = Mutex::new(Vec::new());
        let mut progress = Progress::new(input::total(inputs));
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
                let read = shared.read.load(Ordering::Relaxed);
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
        for done in described.into_inner().unwrap_or_else(PoisonError::into_inner) {
            whole.describe(&done.name, done.info);
            done.unread.into_iter().for_each(|unread| whole.unread(unread));
        }
        Ok(whole)
    }

    /// Counts batches until there are no more.
    fn counter(
        &self,
        method: &Method,
        receive: &Mutex<Receiver<Batch>>,
        shared: &Shared,
    ) -> Result<Report, ReportError> {
        let mut counter = Counter::new(self.scanner, self.key, method.clone());
        loop {
            let batch = receive.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(batch) = batch else { return Ok(counter.finish()) };
            match batch.count(self.scanner, &mut counter) {
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
        let mut hand_on = |batch: Batch| {
            let stopped = || Failure::Error("counting stopped".to_owned());
            if shared.stop.load(Ordering::Relaxed) {
                return Err(stopped());
            }
            send.send(batch).map_err(|_| stopped())
        };
        let (read, hash) = thread::scope(|scope| {
            let hash = scope.spawn(|| hash(input, &shared.read));
            let read = source::read(input, &name, self.label, self.scanner, &mut hand_on);
            (read, hash.join())
        });
        let mut info = FileInfo::new();
        let mut unread = Vec::new();
        if let Ok(Ok(Some((sha256, bytes)))) = hash {
            (info.sha256, info.bytes) = (Some(sha256), bytes);
        }
        match read {
            Ok(nature) => {
                info.format = nature.format.to_owned();
                info.encoding = nature.encoding.to_owned();
                let odd = nature.odd.into_iter();
                unread.extend(odd.map(|(line, reason)| Unread::new(&name, line, "nothing", reason)));
            }
            Err(Stop::Binary) => {
                info.format = "binary".to_owned();
                unread.push(Unread::new(&name, 0, "all", "a binary file of no known format"));
            }
            Err(Stop::Read(error)) => {
                complain(&format!("{input}: {error}"));
                unread.push(Unread::new(&name, 0, "rest", &error.to_string()));
            }
            Err(Stop::Ended(_)) => {}
        }
        Done { name, info, unread }
    }
}

/// What is known of a file when it was read.
struct Done {
    name: Arc<str>,
    info: FileInfo,
    unread: Vec<Unread>,
}

/// SHA-256 of a file and its length; nothing for a stream, which can be read once only.
fn hash(input: &Input, read: &AtomicU64) -> io::Result<Option<(String, u64)>> {
    let Input::File(path, size) = input else { return Ok(None) };
    if *size == u64::MAX {
        return Ok(None);
    }
    let mut file = File::open(path)?;
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut buffer = vec![0; READ];
    loop {
        let filled = read_some(&mut file, &mut buffer)?;
        if filled == 0 {
            break;
        }
        hash.update(buffer.get(..filled).unwrap_or_default());
        bytes += filled as u64;
        read.fetch_add(filled as u64, Ordering::Relaxed);
    }
    let hex = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Some((hex, bytes)))
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
