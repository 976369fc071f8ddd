//! Rates of several engines over one text, turn about, so that a busy moment of the
//! machine meets all of them.

use std::time::{Duration, Instant};

use crate::clock::{median, time};
use crate::corpus::pieces;
use crate::engine::Engine;

/// Texts are handed over in pieces of this size, in bytes, cut at line ends.
pub const PIECE: usize = 256 * 1024;

/// A repetition takes about this long.
const REPETITION: Duration = Duration::from_millis(150);

/// Fewest rounds.
const ROUNDS: usize = 5;

/// What was measured of an engine on a text.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Rate {
    /// Median, 10^6 bytes per second of processor time.
    pub mb_per_s: f64,
    /// Slowest repetition.
    pub slowest: f64,
    /// Fastest repetition.
    pub fastest: f64,
    /// Median, 10^6 bytes per second on the wall.
    pub wall_mb_per_s: f64,
    /// Results per MiB.
    pub results_per_mib: f64,
    /// Bytes of one repetition.
    pub bytes: usize,
    /// How many repetitions.
    pub rounds: usize,
}

/// What one engine does in every repetition.
struct Turn<'t> {
    pieces: Vec<&'t [u8]>,
    times: usize,
    cpu: Vec<f64>,
    wall: Vec<f64>,
    results: usize,
}

/// Measures for about `seconds`, at least five rounds. An engine for which the
/// text is nothing has no rate.
pub fn rates(engines: &mut [Engine], text: &[u8], seconds: f64) -> Vec<Option<Rate>> {
    let all = pieces(text, PIECE);
    let mut turns: Vec<Option<Turn>> = engines.iter_mut().map(|engine| prepare(engine, &all)).collect();
    let start = Instant::now();
    let mut round = 0;
    while round < ROUNDS || start.elapsed().as_secs_f64() < seconds {
        for (engine, turn) in engines.iter_mut().zip(&mut turns) {
            if let Some(turn) = turn {
                turn.take(engine);
            }
        }
        round += 1;
    }
    turns.into_iter().map(|turn| turn.map(|turn| turn.rate())).collect()
}

/// Tries an engine on some pieces and chooses how many of them it gets, spread
/// evenly, and how often.
fn prepare<'t>(engine: &mut Engine, all: &[&'t [u8]]) -> Option<Turn<'t>> {
    let (mut bytes, mut taken) = (0, Duration::ZERO);
    for piece in spread(all, 8.min(all.len())) {
        let (given, time) = time(|| (engine.run)(piece));
        given?;
        bytes += piece.len();
        taken += time.cpu;
        if taken > REPETITION {
            break;
        }
    }
    let affordable = bytes as f64 * REPETITION.as_secs_f64() / taken.as_secs_f64().max(1e-9);
    let total: usize = all.iter().map(|piece| piece.len()).sum();
    let share = (affordable / total as f64 * all.len() as f64).ceil() as usize;
    let times = (affordable / total as f64).floor().max(1.0) as usize;
    let pieces = spread(all, share.clamp(1, all.len())).collect();
    Some(Turn { pieces, times, cpu: Vec::new(), wall: Vec::new(), results: 0 })
}

fn spread<'a, 't>(all: &'a [&'t [u8]], count: usize) -> impl Iterator<Item = &'t [u8]> + 'a {
    (0..count).map(move |index| all[index * all.len() / count])
}

impl Turn<'_> {
    fn take(&mut self, engine: &mut Engine) {
        let (results, taken) = time(|| {
            let mut results = 0;
            for _ in 0..self.times {
                for piece in &self.pieces {
                    results += (engine.run)(piece).unwrap_or_default();
                }
            }
            results
        });
        self.results = std::hint::black_box(results);
        self.cpu.push(taken.cpu.as_secs_f64());
        self.wall.push(taken.wall.as_secs_f64());
    }

    fn rate(&self) -> Rate {
        let bytes = self.pieces.iter().map(|piece| piece.len()).sum::<usize>() * self.times;
        let rate = |seconds: f64| bytes as f64 / 1e6 / seconds.max(1e-9);
        let slowest = self.cpu.iter().copied().fold(0.0, f64::max);
        let fastest = self.cpu.iter().copied().fold(f64::INFINITY, f64::min);
        Rate {
            mb_per_s: rate(median(&self.cpu)),
            slowest: rate(slowest),
            fastest: rate(fastest),
            wall_mb_per_s: rate(median(&self.wall)),
            results_per_mib: self.results as f64 / (bytes as f64 / f64::from(1 << 20)),
            bytes,
            rounds: self.cpu.len(),
        }
    }
}
