//! When one is where, whether it is open then, and what is wrong with a stop that does not fit.

use chrono::NaiveDate;

use crate::model::{Now, OpenState, Status};

/// Why a stop does not fit. A stop may have several.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// 位置待核实: nobody has located it.
    Unlocated,
    /// It is no longer what its name says.
    Gone(Status),
    /// No way leads to it, or on from it.
    Unreachable,
    /// Closed all that day; the next day on which it opens, if one is known.
    ClosedThatDay(Option<NaiveDate>),
    /// It closes before one arrives; when it closed.
    ClosedBefore(Now),
    /// It closes before the visit is over, this many seconds too early; when it closes.
    TooLong {
        /// When it closes.
        closes: Now,
        /// Seconds that are missing.
        by_s: i64,
    },
    /// Nobody is let in any more; the last moment that would have done.
    LastEntry(Now),
    /// One comes later than the moment that was locked; seconds.
    MissedLock(i64),
    /// Even a tour of this stop alone would not be over in time.
    PastEnd {
        /// The opening that has to be waited for, if that is why.
        opens: Option<Now>,
        /// Seconds that it would end too late.
        by_s: i64,
    },
    /// The time there is was better spent on others.
    NoTime,
    /// No end was said, and a day and a night are too short for it.
    DayFull,
}

/// One stop of a schedule.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// Position of the stop in the tour.
    pub stop: usize,
    /// Seconds of travel to it.
    pub travel_s: u32,
    /// When one arrives.
    pub arrive: Now,
    /// Lunch before the visit, on arrival or before setting out: when it begins and ends.
    pub lunch: Option<[Now; 2]>,
    /// When the visit begins.
    pub begin: Now,
    /// When one leaves.
    pub leave: Now,
    /// Whether it is open when the visit begins.
    pub state: OpenState,
    /// What is wrong; empty when it fits. A stop of unknown hours fits.
    pub troubles: Vec<Trouble>,
}

impl Visit {
    /// Seconds between arriving and the visit, without lunch.
    #[must_use]
    pub fn wait_s(&self) -> i64 {
        let lunch = self.lunch.filter(|[begins, _]| *begins >= self.arrive);
        (self.begin - self.arrive).num_seconds() - lunch.map_or(0, |[begins, ends]| (ends - begins).num_seconds())
    }
}

/// A tour in time.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// When one sets out.
    pub depart: Now,
    /// The stops visited, in order.
    pub visits: Vec<Visit>,
    /// The stops that are not, and why, by position in the tour.
    pub left_out: Vec<(usize, Vec<Trouble>)>,
    /// Lunch after the last visit: when it begins and ends.
    pub lunch_last: Option<[Now; 2]>,
    /// Seconds of travel from the last stop to the end.
    pub last_travel_s: u32,
    /// When it is over.
    pub end: Now,
    /// Seconds that it ends too late.
    pub late_s: i64,
    /// Seconds of travel in all.
    pub travel_s: i64,
    /// Seconds of waiting in all.
    pub wait_s: i64,
    /// Seconds of visits in all.
    pub stay_s: i64,
}
