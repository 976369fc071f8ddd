//! What time a piece of work took: of the processor for this thread, and on the wall.

use std::time::{Duration, Instant};

/// Both kinds of time that a piece of work took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Taken {
    /// Processor time of this thread. Where the system does not tell, the time on the wall.
    pub cpu: Duration,
    /// Time on the wall.
    pub wall: Duration,
}

/// Does `work` and says what it gave and what time it took.
pub fn time<T>(work: impl FnOnce() -> T) -> (T, Taken) {
    let (wall, cpu) = (Instant::now(), thread_time());
    let given = work();
    let (cpu_end, wall) = (thread_time(), wall.elapsed());
    let cpu = cpu_end.zip(cpu).map_or(wall, |(end, start)| end.saturating_sub(start));
    (given, Taken { cpu, wall })
}

/// Processor time of this thread since it began.
#[cfg(unix)]
fn thread_time() -> Option<Duration> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Some(Duration::new(time.tv_sec.try_into().ok()?, time.tv_nsec.try_into().ok()?))
}

#[cfg(not(unix))]
fn thread_time() -> Option<Duration> {
    None
}

/// The middle value, or the mean of the two in the middle; of none, 0.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => 0.0,
        len if len % 2 == 1 => sorted[middle],
        _ => (sorted[middle - 1] + sorted[middle]) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn medians_are_in_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(&[]), 0.0);
    }
}
