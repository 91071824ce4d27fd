//! Several matters as one trip: the stops at which each can be done, and what to bring for all of them.

use std::collections::{HashMap, HashSet};

use super::Directory;
use crate::{
    model::{Channel, MatterAtPlace, Snapshot},
    tour::Stop,
};

/// Matters to be done in one trip, and the stops that come into question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ErrandTrip {
    /// The matters, by index, in the order asked; in place of a bundle its members, where a source names them.
    pub matters: Vec<usize>,
    /// The stops that come into question. A place that keeps other hours for one matter than for another is a stop for
    /// each: what is open then is what counts. Where nobody has located a place, the stop has a stand-in.
    pub stops: Vec<Stop>,
    /// What is done at each stop and how, by index into [`Snapshot::matters_at`].
    pub at: Vec<Vec<usize>>,
    /// The stops at which each matter can be done, by position.
    pub wanted: Vec<Vec<usize>>,
    /// How each matter that is done at no stop is done on the web, by index into [`Snapshot::matters_at`]; `None` for
    /// the others.
    pub online: Vec<Option<Vec<usize>>>,
    /// Members of bundles that the store does not hold, by id.
    pub missing: Vec<String>,
}

/// What to bring for several matters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToBring {
    /// Each document once, with the matters it is for, by index.
    pub documents: Vec<(String, Vec<usize>)>,
    /// Matters of which no source states the documents, by index.
    pub unsaid: Vec<usize>,
}

impl ErrandTrip {
    /// The trip for these matters, by index, done so; by any way but the web when not said, for which nobody need go out.
    /// What is wanted on the web and is not done there takes a trip all the same.
    #[must_use]
    pub fn new(directory: &Directory, asked: &[usize], channel: Option<Channel>) -> Self {
        let snapshot = directory.snapshot();
        let mut trip = Self::default();
        trip.expand(directory, asked);
        let mut known: HashMap<(usize, &str), usize> = HashMap::new();
        for &matter in &trip.matters {
            let mut wanted = Vec::new();
            let online = directory.online(matter);
            let needs_no_place = channel == Some(Channel::Online) && online.is_some();
            let so = |c: Channel| c != Channel::Online && channel.is_none_or(|w| w == Channel::Online || w == c);
            let rows = snapshot.matters.get(matter).filter(|_| !needs_no_place).map(|m| directory.done_at(&m.id));
            for &i in rows.unwrap_or_default() {
                let Some(at) = snapshot.matters_at.get(i).filter(|at| so(at.channel)) else { continue };
                let Some(index) = snapshot.index_of(&at.place) else { continue };
                let hours = at.hours.as_ref().or(snapshot.places[index].hours.as_ref());
                let stop = *known.entry((index, hours.map_or("", |h| h.as_str()))).or_insert_with(|| {
                    let place = &snapshot.places[index];
                    let stop = Stop { hours: hours.cloned(), ..Stop::of_place(place) };
                    trip.stops.push(stop.with_stand_in(snapshot, place));
                    trip.at.push(Vec::new());
                    trip.stops.len() - 1
                });
                trip.at[stop].push(i);
                if !wanted.contains(&stop) {
                    wanted.push(stop);
                }
            }
            trip.online.push(online.filter(|_| wanted.is_empty()));
            trip.wanted.push(wanted);
        }
        trip
    }

    fn expand(&mut self, directory: &Directory, asked: &[usize]) {
        let mut open: Vec<usize> = asked.iter().rev().copied().collect();
        let mut seen = HashSet::new();
        while let Some(matter) = open.pop() {
            let Some(row) = directory.snapshot().matters.get(matter).filter(|_| seen.insert(matter)) else { continue };
            if row.members.is_empty() {
                self.matters.push(matter);
            }
            for member in row.members.iter().rev() {
                match directory.matter(member) {
                    Some(member) => open.push(member),
                    None => self.missing.push(member.clone()),
                }
            }
        }
    }

    /// The same matters at these of the stops alone.
    #[must_use]
    pub fn only(&self, chosen: &[usize]) -> Self {
        let kept: Vec<usize> = chosen.iter().copied().filter(|&s| s < self.stops.len()).collect();
        let now = |stop: &usize| kept.iter().position(|k| k == stop);
        Self {
            matters: self.matters.clone(),
            stops: kept.iter().map(|&s| self.stops[s].clone()).collect(),
            at: kept.iter().map(|&s| self.at[s].clone()).collect(),
            wanted: self.wanted.iter().map(|w| w.iter().filter_map(now).collect()).collect(),
            online: self.online.clone(),
            missing: self.missing.clone(),
        }
    }

    /// The ways a matter, by position, is done at a stop.
    pub fn ways<'a>(
        &'a self,
        snapshot: &'a Snapshot,
        matter: usize,
        stop: usize,
    ) -> impl Iterator<Item = &'a MatterAtPlace> {
        let id = self.matters.get(matter).and_then(|&m| snapshot.matters.get(m)).map_or("", |m| m.id.as_str());
        let rows = self.at.get(stop).map_or(&[][..], Vec::as_slice);
        rows.iter().filter_map(|&i| snapshot.matters_at.get(i)).filter(move |at| at.matter == id)
    }

    /// The rows that say how a matter, by position, is done on the web instead of at a stop.
    pub fn online_ways<'a>(&self, snapshot: &'a Snapshot, matter: usize) -> impl Iterator<Item = &'a MatterAtPlace> {
        let rows = self.online.get(matter).and_then(Option::as_ref).into_iter().flatten();
        rows.filter_map(|&i| snapshot.matters_at.get(i))
    }

    /// What to bring, when each matter is done at the stop that `does` names for it.
    #[must_use]
    pub fn to_bring(&self, snapshot: &Snapshot, does: &[Option<usize>]) -> ToBring {
        let mut bring = ToBring::default();
        for (n, &matter) in self.matters.iter().enumerate() {
            let Some(row) = snapshot.matters.get(matter) else { continue };
            let there = does.get(n).copied().flatten().into_iter().flat_map(|stop| self.ways(snapshot, n, stop));
            let there = there.chain(self.online_ways(snapshot, n)).map(|at| &at.documents).filter(|d| !d.is_empty());
            let mut said = false;
            for document in row.documents.iter().chain(there) {
                said = true;
                match bring.documents.iter_mut().find(|(d, _)| d == document) {
                    Some((_, matters)) if matters.contains(&matter) => {}
                    Some((_, matters)) => matters.push(matter),
                    None => bring.documents.push((document.clone(), vec![matter])),
                }
            }
            if !said {
                bring.unsaid.push(matter);
            }
        }
        bring
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Calendar, Category, Date, Matter, Place, Record as _};

    fn matter(id: &str, documents: &str, members: &str) -> Matter {
        let mut row = vec![String::new(); Matter::COLUMNS.len()];
        let set = [("id", id), ("name", id), ("documents", documents), ("members", members), ("source", "虚构")];
        for (column, text) in set {
            text.clone_into(&mut row[Matter::COLUMNS.iter().position(|c| c.name == column).unwrap()]);
        }
        Matter::from_row(1, &row).unwrap()
    }

    fn at(matter: &str, place: &str, channel: Channel, hours: &str) -> MatterAtPlace {
        MatterAtPlace {
            fid: 0,
            matter: matter.into(),
            place: place.into(),
            channel,
            hours: (!hours.is_empty()).then(|| hours.parse().unwrap()),
            windows: String::new(),
            documents: if matter == "m2" { "虚构申请表".into() } else { String::new() },
            source: "虚构".into(),
            source_date: Date::Unstated,
            checked_on: Date::Unstated,
            note: String::new(),
        }
    }

    /// Made-up matters and halls.
    fn directory() -> Directory {
        let place = |id: &str, x: f64| {
            let mut place = Place::at(Category::ServiceHall, geo::coord! { x: x, y: 36.08 });
            (place.id, place.name) = (id.into(), format!("虚构大厅{id}"));
            place.hours = Some("Mo-Fr 09:00-17:00".parse().unwrap());
            place
        };
        let snapshot = Snapshot::undrawn(vec![place("p1", 120.36), place("p2", 120.37)], Calendar::default());
        let matters = vec![
            matter("m1", "身份证;照片", ""),
            matter("m2", "身份证", ""),
            matter("m3", "", ""),
            matter("b", "", "m1;m2;m9;b"),
        ];
        let rows = vec![
            at("m1", "p1", Channel::Window, ""),
            at("m1", "p1", Channel::Online, ""),
            at("m2", "p1", Channel::SelfService, "24/7"),
            at("m2", "p2", Channel::Window, ""),
            at("m2", "gone", Channel::Window, ""),
            at("m3", "p2", Channel::Online, ""),
        ];
        Directory::new(&Arc::new(snapshot.with_matters(matters, rows)))
    }

    #[test]
    fn a_bundle_is_its_members_once_each_and_those_that_are_missing_are_named() {
        let trip = ErrandTrip::new(&directory(), &[1, 3, 0], None);
        assert_eq!((trip.matters, trip.missing), (vec![1, 0], vec!["m9".to_owned()]));
    }

    #[test]
    fn a_place_with_two_kinds_of_hours_is_two_stops_and_the_web_is_none() {
        let trip = ErrandTrip::new(&directory(), &[0, 1, 2], None);
        let hours: Vec<_> = trip.stops.iter().map(|s| (s.place.as_str(), s.hours.as_ref().unwrap().as_str())).collect();
        assert_eq!(hours, [("p1", "Mo-Fr 09:00-17:00"), ("p1", "24/7"), ("p2", "Mo-Fr 09:00-17:00")]);
        assert_eq!(trip.wanted, [vec![0], vec![1, 2], vec![]]);
        assert_eq!(ErrandTrip::new(&directory(), &[1], Some(Channel::Window)).wanted, [[0]]);
    }

    #[test]
    fn what_is_done_on_the_web_takes_no_trip_and_is_no_dead_end() {
        let directory = directory();
        let online = |channel| ErrandTrip::new(&directory, &[0, 1, 2], channel).online;
        assert_eq!(online(None), [None, None, Some(vec![5])], "the web stands in where nothing else does");
        assert_eq!(online(Some(Channel::SelfService)), [Some(vec![1]), None, Some(vec![5])]);
        let trip = ErrandTrip::new(&directory, &[0, 1, 2], Some(Channel::Online));
        assert_eq!(trip.online, [Some(vec![1]), None, Some(vec![5])]);
        assert_eq!(trip.wanted, [vec![], vec![0, 1], vec![]], "what is not done on the web takes a trip all the same");
    }

    #[test]
    fn of_a_choice_only_the_stops_chosen_are_kept() {
        let trip = ErrandTrip::new(&directory(), &[0, 1, 2], None).only(&[0, 2]);
        let places: Vec<&str> = trip.stops.iter().map(|s| s.place.as_str()).collect();
        assert_eq!((places, trip.wanted), (vec!["p1", "p2"], vec![vec![0], vec![1], vec![]]));
    }

    #[test]
    fn each_document_is_brought_once_and_what_nobody_states_is_named() {
        let directory = directory();
        let trip = ErrandTrip::new(&directory, &[0, 1, 2], None);
        let bring = trip.to_bring(directory.snapshot(), &[Some(0), Some(1), None]);
        let documents = [("身份证", vec![0, 1]), ("照片", vec![0]), ("虚构申请表", vec![1])];
        assert_eq!(bring.documents, documents.map(|(d, m)| (d.to_owned(), m)));
        assert_eq!(bring.unsaid, [2]);
    }
}
