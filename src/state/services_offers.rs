//! The places that do a matter, ordered by how long the walk takes, with what is known of their hours on arrival.

use std::{cmp::Ordering, collections::HashMap};

use chrono::Duration;
use geo::Coord;

use super::Directory;
use crate::model::{Channel, Facility, MatterAtPlace, Now, OpenState, Place, Snapshot, Status};

/// What a place must be to stay in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfferFilter {
    /// It does the matter so.
    pub channel: Option<Channel>,
    /// It is known to keep all of these.
    pub facilities: Vec<Facility>,
    /// It is open when one arrives; what nobody knows is listed after.
    pub open: bool,
}

/// A place that does the matter.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Its index in the snapshot.
    pub place: usize,
    /// How it does it, by index into [`Snapshot::matters_at`].
    pub at: Vec<usize>,
    /// Seconds on foot; `None` when nobody has located it or no way leads there.
    pub walk_s: Option<f64>,
    /// Whether it is open when one arrives; where nobody can say when that is, when one sets out.
    pub open: OpenState,
}

/// The list, and what is not in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Offers {
    /// Soonest reached first; then what no way leads to, then what nobody has located.
    pub list: Vec<Offer>,
    /// Left out: known to be closed on arrival.
    pub closed: usize,
    /// Left out: no source says that they keep the facilities asked for.
    pub without: usize,
    /// Left out: they do it otherwise.
    pub otherwise: usize,
}

/// A place that may do the matter: its index, and how it does, by index into [`Snapshot::matters_at`].
pub type Candidate = (usize, Vec<usize>);

/// The places that do a matter, in order of the source.
#[must_use]
pub fn candidates(directory: &Directory, matter: &str) -> Vec<Candidate> {
    let snapshot = directory.snapshot();
    let (mut all, mut known) = (Vec::<Candidate>::new(), HashMap::new());
    for &i in directory.done_at(matter) {
        let Some(place) = snapshot.matters_at.get(i).and_then(|at| snapshot.index_of(&at.place)) else { continue };
        let n = *known.entry(place).or_insert(all.len());
        match all.get_mut(n) {
            Some((_, at)) => at.push(i),
            None => all.push((place, vec![i])),
        }
    }
    all
}

/// The candidates that have a point: position among the candidates, and the point (WGS 84).
#[must_use]
pub fn located(snapshot: &Snapshot, candidates: &[Candidate]) -> (Vec<usize>, Vec<Coord<f64>>) {
    let point = |(n, (place, _)): (usize, &Candidate)| Some((n, snapshot.places.get(*place)?.location?));
    candidates.iter().enumerate().filter_map(point).unzip()
}

/// Seconds by position among the candidates, from the answer to the question for those that are [`located`].
#[must_use]
pub fn walks(candidates: usize, asked: &[usize], found: &[(usize, f64)]) -> Vec<Option<f64>> {
    let mut walks = vec![None; candidates];
    for (i, seconds) in found {
        if let Some(walk) = asked.get(*i).and_then(|&n| walks.get_mut(n)) {
            *walk = Some(*seconds);
        }
    }
    walks
}

/// Puts the candidates in order, setting out at `now`.
#[must_use]
pub fn offers(
    snapshot: &Snapshot,
    candidates: &[Candidate],
    times_s: &[Option<f64>],
    filter: &OfferFilter,
    now: Now,
) -> Offers {
    let mut made = Offers::default();
    for (n, (i, at)) in candidates.iter().enumerate() {
        let Some(place) = snapshot.places.get(*i) else { continue };
        let entry = |i: &&usize| snapshot.matters_at.get(**i).filter(|a| filter.channel.is_none_or(|c| a.channel == c));
        let at: Vec<usize> = at.iter().filter(|i| entry(i).is_some()).copied().collect();
        if at.is_empty() {
            made.otherwise += 1;
            continue;
        }
        if !filter.facilities.iter().all(|f| place.facilities.contains(f)) {
            made.without += 1;
            continue;
        }
        let walk_s = times_s.get(n).copied().flatten().filter(|s| s.is_finite());
        let then = walk_s.map_or(now, |s| arrival(now, s));
        let open = open_at(snapshot, place, at.iter().filter_map(|i| entry(&i)), then);
        if filter.open && walk_s.is_some() && matches!(open, OpenState::Closed(_)) {
            made.closed += 1;
            continue;
        }
        made.list.push(Offer { place: *i, at, walk_s, open });
    }
    made.list.sort_by(|a, b| order(snapshot, filter, a, b));
    made
}

/// When one arrives, setting out at `now`.
#[must_use]
pub fn arrival(now: Now, walk_s: f64) -> Now {
    #[expect(clippy::cast_possible_truncation, reason = "saturates; no walk takes so long")]
    let seconds = Duration::try_seconds(walk_s.round() as i64).unwrap_or_default();
    now.checked_add_signed(seconds).unwrap_or(now)
}

/// The best that is known of the ways it is done there: a machine may be open where the window is not. Hours of the
/// matter there go before the place's own.
fn open_at<'a>(
    snapshot: &Snapshot,
    place: &Place,
    at: impl Iterator<Item = &'a MatterAtPlace>,
    then: Now,
) -> OpenState {
    if place.status != Status::InUse {
        return OpenState::Closed(None);
    }
    let state = |hours| OpenState::of(hours, then, &snapshot.calendar);
    let (mut own, mut best) = (None, None::<OpenState>);
    for at in at {
        let open = match &at.hours {
            Some(hours) => state(Some(hours)),
            None => *own.get_or_insert_with(|| state(place.hours.as_ref())),
        };
        best = Some(best.filter(|b| grade(*b) <= grade(open)).unwrap_or(open));
    }
    best.unwrap_or_else(|| state(place.hours.as_ref()))
}

/// Open before unknown before closed.
fn grade(open: OpenState) -> u8 {
    match open {
        OpenState::Open(_) => 0,
        OpenState::Unknown(_) => 1,
        OpenState::Closed(_) => 2,
    }
}

fn order(snapshot: &Snapshot, filter: &OfferFilter, a: &Offer, b: &Offer) -> Ordering {
    let standing = |o: &Offer| {
        let located = snapshot.places.get(o.place).is_some_and(|p| p.location.is_some());
        match o.walk_s {
            Some(_) if filter.open => grade(o.open),
            Some(_) => 0,
            None if located => 3,
            None => 4,
        }
    };
    let seconds = |o: &Offer| o.walk_s.unwrap_or_default();
    let by_time = standing(a).cmp(&standing(b)).then(seconds(a).total_cmp(&seconds(b)));
    by_time.then(grade(a.open).cmp(&grade(b.open))).then(a.place.cmp(&b.place))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Calendar, Category, Date, Matter, Record as _};

    fn noon() -> Now {
        chrono::NaiveDate::from_ymd_opt(2026, 11, 23).and_then(|d| d.and_hms_opt(11, 50, 0)).unwrap()
    }

    /// Made-up outlets: hours and whether somebody has located them.
    fn outlets(all: &[(&str, bool)]) -> Arc<Snapshot> {
        let place = |(i, (hours, located)): (usize, &(&str, bool))| {
            let mut place = Place::at(Category::ServiceHall, geo::coord! { x: 120.36, y: 36.08 });
            (place.id, place.name) = (format!("p{i}"), format!("虚构网点{i}"));
            place.hours = (!hours.is_empty()).then(|| hours.parse().unwrap());
            place.location = place.location.filter(|_| *located);
            place
        };
        let mut row = vec![String::new(); Matter::COLUMNS.len()];
        (row[0], row[1], row[15]) = ("m".into(), "虚构事项".into(), "虚构".into());
        let matter = Matter::from_row(1, &row).unwrap();
        let at = |i: usize| MatterAtPlace {
            fid: 0,
            matter: "m".into(),
            place: format!("p{i}"),
            channel: if i.is_multiple_of(2) { Channel::Window } else { Channel::SelfService },
            hours: None,
            windows: String::new(),
            documents: String::new(),
            source: "虚构".into(),
            source_date: Date::Unstated,
            checked_on: Date::Unstated,
            note: String::new(),
        };
        let places = all.iter().enumerate().map(place).collect();
        let snapshot = Snapshot::undrawn(places, Calendar::default());
        Arc::new(snapshot.with_matters(vec![matter], (0..all.len()).map(at).collect()))
    }

    fn listed(snapshot: &Arc<Snapshot>, seconds: &[f64], filter: &OfferFilter) -> (Vec<usize>, Offers) {
        let all = candidates(&Directory::new(snapshot), "m");
        let (asked, _) = located(snapshot, &all);
        let found: Vec<(usize, f64)> = (0..asked.len()).map(|i| (i, seconds[i])).collect();
        let made = offers(snapshot, &all, &walks(all.len(), &asked, &found), filter, noon());
        (made.list.iter().map(|o| o.place).collect(), made)
    }

    #[test]
    fn equally_long_walks_put_open_before_unknown_before_closed_and_the_unlocated_last() {
        let s = outlets(&[("", false), ("Mo-Su 00:00-01:00", true), ("", true), ("24/7", true), ("24/7", true)]);
        let (order, made) = listed(&s, &[60.0, 60.0, 60.0, 10.0], &OfferFilter::default());
        assert_eq!(order, [4, 3, 2, 1, 0]);
        assert_eq!(made.list.last().map(|o| o.walk_s), Some(None), "nobody knows when one gets there");
    }

    #[test]
    fn open_is_asked_for_the_moment_one_arrives_and_unknown_is_never_open() {
        let s = outlets(&[("Mo-Fr 09:00-12:00", true), ("Mo-Fr 09:00-12:00", true), ("", true), ("", false)]);
        let filter = OfferFilter { open: true, ..OfferFilter::default() };
        let (order, made) = listed(&s, &[300.0, 900.0, 10.0], &filter);
        assert_eq!((order, made.closed), (vec![0, 2, 3], 1));
        assert!(matches!(made.list[1].open, OpenState::Unknown(_)));
    }

    #[test]
    fn a_channel_keeps_those_that_do_it_so_and_counts_the_others() {
        let s = outlets(&[("", true), ("", true), ("", true)]);
        let filter = OfferFilter { channel: Some(Channel::SelfService), ..OfferFilter::default() };
        let (order, made) = listed(&s, &[1.0, 2.0, 3.0], &filter);
        assert_eq!((order, made.otherwise, made.without), (vec![1], 2, 0));
        let filter = OfferFilter { facilities: vec![Facility::Copier], ..OfferFilter::default() };
        assert_eq!(listed(&s, &[1.0, 2.0, 3.0], &filter).1.without, 3);
    }
}
