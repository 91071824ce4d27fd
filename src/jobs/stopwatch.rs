//! What a piece of work took on the thread that did it.

use std::time::{Duration, Instant};

use cpu_time::ThreadTime;

/// What a time was measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The processor time of the thread: other programs make no difference.
    ThreadCpu,
    /// The clock on the wall, where the system does not tell the other.
    Wall,
}

/// How long something took, and by which clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Took {
    /// How long.
    pub time: Duration,
    /// By which clock.
    pub clock: Clock,
}

/// Runs `work` on this thread and says what it took.
pub(super) fn timed<T>(work: impl FnOnce() -> T) -> (T, Took) {
    let (wall, cpu) = (Instant::now(), ThreadTime::try_now());
    let done = work();
    let took = match cpu.and_then(|start| start.try_elapsed()) {
        Ok(time) => Took { time, clock: Clock::ThreadCpu },
        Err(_) => Took { time: wall.elapsed(), clock: Clock::Wall },
    };
    (done, took)
}
