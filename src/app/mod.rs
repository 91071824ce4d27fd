//! What draws: the window as eframe runs it, and a map sheet without a window.

mod offscreen;
mod window;

use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::{Now, shanghai};

pub use offscreen::{Format, draw};
pub use window::{App, Trial, run};

/// Wall time in Asia/Shanghai.
#[must_use]
pub fn now() -> Now {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    shanghai(i64::try_from(since.as_secs()).unwrap_or_default())
}
