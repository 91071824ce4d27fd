//! Cultural events and offers (文化活动、惠民消费): what, where, and when as far as the source says.

use rust_i18n::t;

use super::{
    Date, Now, keyed,
    record::{BadCell, record},
};

keyed! {
    /// What is offered.
    EventKind {
        /// Something that takes place.
        Event = "event",
        /// 惠民: something that is cheaper or free.
        Offer = "offer",
    }
}

keyed! {
    /// How well the source states the time.
    DatePrecision {
        /// No source says.
        Unknown = "unknown",
        /// To about a month: 日前, 近日.
        Approximate = "approximate",
        /// As written.
        Exact = "exact",
    }
}

record! {
    /// An event or an offer.
    Event checked by ends_after_it_begins {
        /// Stable identifier.
        id: String, key;
        /// Its name.
        name: String, needed;
        /// Event or offer.
        kind: EventKind, needed;
        /// Id of the place, or empty.
        place: String, place;
        /// Where, in words, when that is no place of ours or says more than it.
        venue: String;
        /// When it begins.
        start: Date;
        /// When it ends: the last day is part of it.
        end: Date;
        /// How well the time is known.
        date_precision: DatePrecision, needed;
        /// Who organises it, or empty.
        organiser: String;
        /// What it costs, as printed, or empty.
        fee: String;
        /// Where more is said, or empty.
        link: String;
        /// The source, in words a stranger understands.
        source: String, needed;
        /// The source's own date, or empty.
        source_date: Date;
        /// What a reader should know besides.
        note: String;
    }
}

impl Event {
    /// The first and the last moment of it, as far as they are known.
    #[must_use]
    pub fn span(&self) -> Option<(Now, Now)> {
        let (start, end) = (self.start.span(), self.end.span());
        let (from, first_ends) = start.or(end)?;
        Some((from, end.map_or(first_ends, |(_, to)| to)))
    }

    /// Whether it is over at `now`; an event of unknown time never is.
    #[must_use]
    pub fn is_past(&self, now: Now) -> bool {
        self.span().is_some_and(|(_, to)| to < now)
    }
}

fn ends_after_it_begins(event: &Event) -> Option<BadCell> {
    let (start, end) = (event.start.span()?, event.end.span()?);
    (end.1 < start.0).then(|| BadCell { column: 6, reason: t!("model.ends_before_it_begins").into_owned() })
}
