//! `errand MATTER…`: several matters in one trip: the fewest places, in order and time, and what to bring.

use clap::ArgMatches;
use rust_i18n::t;
use serde_json::{Value, json};

use super::{
    Outcome,
    matters::resolve,
    origin::Origin,
    session::{Session, english},
    tour::{Along, Asked, ends, files, json_text, moment, past, text},
};
use crate::{
    app::now,
    jobs::{Paths, TourTask, Toured},
    model::{Channel, MatterAtPlace, MatterKind, Now, Snapshot},
    routing::{Profile, Waypoint},
    state::{Directory, ErrandTrip},
    tour::Tour,
    ui::words,
};

pub(super) fn run(paths: &Paths, matches: &ArgMatches) -> Result<Outcome, Outcome> {
    let now = now();
    let depart = moment(matches, "depart", now)?.unwrap_or(now);
    let files = files(matches)?;
    let mut session = Session::open(paths)?;
    let snapshot = session.snapshot.clone();
    let mut asked = Vec::new();
    for text in matches.get_many::<String>("matters").unwrap_or_default() {
        asked.push(resolve(&mut session, text.trim())?);
    }
    let channel = matches.get_one::<String>("channel").and_then(|c| c.parse::<Channel>().ok());
    let mut trip = ErrandTrip::new(&Directory::new(&snapshot), &asked, channel);
    for stop in &mut trip.stops {
        if let Some(place) = snapshot.place(&stop.place) {
            place.name_in(english()).clone_into(&mut stop.name);
        }
    }
    let all = Page { snapshot: &snapshot, trip: &trip };
    let mut notes: Vec<String> = past(depart, now).into_iter().chain(all.of_bundles(&asked)).collect();
    notes.extend(all.at_no_place(channel));
    let online = trip.online.iter().any(Option::is_some);
    if trip.stops.is_empty() && !(online && files.is_empty() && matches.get_flag("json")) {
        return all.no_trip(notes, files.is_empty());
    }
    let tour = all.tour(&mut session, paths, matches, depart)?;
    let toured = session.tour(tour, TourTask::Errands(trip.wanted.clone()))?;
    let trip = trip.only(&toured.chosen);
    let page = Page { snapshot: &snapshot, trip: &trip };
    let asked = Asked {
        tour: toured.tour.clone(),
        title: t!("tour.cli.errand.title", date = depart.date()).into_owned(),
        text: String::new(),
        fixed_order: false,
        designed: false,
        of_stops: (0..trip.stops.len()).map(|stop| page.done_at(&toured, stop).into_iter().collect()).collect(),
        notes,
    };
    let after: Vec<String> =
        page.not_done(&toured).into_iter().chain(page.documents(&toured.does, "service.bring_all")).collect();
    let told = if matches.get_flag("json") {
        json_text(&session, &asked, &toured, page.json(&toured))
    } else {
        text(&session, &asked, &toured, &after)
    };
    let along = Along { asked: &asked, toured: &toured, notes: &after };
    Ok(Outcome::Done(along.write(&mut session, &files, matches, told)?))
}

/// What is printed.
struct Page<'a> {
    snapshot: &'a Snapshot,
    trip: &'a ErrandTrip,
}

impl Page<'_> {
    /// The tour to all places that come into question, from the start given, else from home or the middle of the map.
    fn tour(&self, session: &mut Session, paths: &Paths, matches: &ArgMatches, depart: Now) -> Result<Tour, Outcome> {
        let (start, end) = ends(session, matches)?;
        let usual = || {
            let origin = Origin::new(None, &paths.profile);
            Waypoint { name: origin.name(), location: origin.at, place: String::new() }
        };
        let start = Some(start.unwrap_or_else(usual));
        let stops = self.trip.stops.clone();
        Ok(Tour { stops, start, end, depart, latest_end: None, lunch: None, profile: Profile::Foot, pace: 1.0 })
    }

    fn name(&self, matter: usize) -> &str {
        self.snapshot.matters.get(matter).map_or("", |m| m.name.as_str())
    }

    fn names(&self, matters: impl Iterator<Item = usize>) -> String {
        matters.map(|m| self.name(m)).collect::<Vec<_>>().join(&t!("unit.list_comma"))
    }

    /// What is to be said of bundles that could not be taken apart.
    fn of_bundles(&self, asked: &[usize]) -> Vec<String> {
        let matters = asked.iter().filter_map(|&m| self.snapshot.matters.get(m));
        let whole = matters.filter(|m| m.kind == MatterKind::Bundle && m.members.is_empty());
        let whole = whole.map(|m| t!("tour.cli.errand.unopened", name = m.name));
        let missing = self.trip.missing.iter().map(|id| t!("tour.cli.errand.missing", id = id));
        whole.chain(missing).map(std::borrow::Cow::into_owned).collect()
    }

    /// The matters that are done at no stop: those done on the web, those done otherwise than wanted, and the others.
    fn at_no_place(&self, channel: Option<Channel>) -> Vec<String> {
        let channel = channel.filter(|c| *c != Channel::Online);
        let (mut nowhere, mut otherwise, mut lines) = (Vec::new(), Vec::new(), Vec::new());
        for (n, &matter) in self.trip.matters.iter().enumerate() {
            if self.trip.wanted.get(n).is_some_and(|stops| !stops.is_empty()) {
                continue;
            }
            let id = self.snapshot.matters.get(matter).map(|m| &m.id);
            let other = |at: &&MatterAtPlace| Some(&at.matter) == id && at.channel != Channel::Online;
            let how = words::how_done(self.snapshot.matters_at.iter().filter(other));
            let online = self.trip.online.get(n).is_some_and(Option::is_some);
            if online {
                lines.push(self.online(n));
            }
            if channel.is_some() && !how.is_empty() {
                otherwise.push(t!("tour.cli.errand.one", name = self.name(matter), how = how).into_owned());
            } else if !online {
                nowhere.push(matter);
            }
        }
        if let Some(channel) = channel.filter(|_| !otherwise.is_empty()) {
            let names = otherwise.join(&t!("unit.list_comma"));
            lines.push(t!("tour.cli.errand.not_so", channel = words::channel(channel), names = names).into_owned());
        }
        if !nowhere.is_empty() {
            lines.push(t!("tour.cli.errand.nowhere", names = self.names(nowhere.into_iter())).into_owned());
        }
        lines
    }

    /// `可在网上办：公司注册（来源未写网址；由市民中心办）`.
    fn online(&self, n: usize) -> String {
        let matter = self.trip.matters.get(n).and_then(|&m| self.snapshot.matters.get(m));
        let link = matter.map_or("", |m| m.link.as_str());
        let known =
            if link.is_empty() { t!("tour.cli.errand.no_link") } else { t!("tour.cli.errand.link", link = link) };
        let places = self.trip.online_ways(self.snapshot, n).filter_map(|at| self.snapshot.place(&at.place));
        let places: Vec<&str> = places.map(|p| p.name_in(english())).collect();
        let by = t!("tour.cli.errand.by", names = places.join(&t!("unit.list_comma")));
        let how = if places.is_empty() { known.into_owned() } else { format!("{known}{}{by}", t!("tour.and")) };
        t!("tour.cli.errand.online", name = matter.map_or("", |m| &m.name), how = how).into_owned()
    }

    /// The answer where there is nowhere to go: what is done on the web, and what it takes.
    fn no_trip(&self, mut lines: Vec<String>, no_file: bool) -> Result<Outcome, Outcome> {
        if !self.trip.online.iter().any(Option::is_some) {
            lines.push(t!("tour.cli.errand.nothing").into_owned());
            return Err(Outcome::Nothing(lines.join("\n")));
        }
        if self.trip.online.iter().all(Option::is_some) {
            lines.insert(0, t!("tour.cli.errand.no_trip").into_owned());
        }
        lines.extend(self.documents(&[], "tour.cli.errand.prepare"));
        if no_file {
            return Ok(Outcome::Done(lines.join("\n")));
        }
        lines.push(t!("tour.cli.errand.no_file").into_owned());
        Err(Outcome::Nothing(lines.join("\n")))
    }

    /// What is done at a stop, and how: `办：公司注册（窗口（综合窗口））`.
    fn done_at(&self, toured: &Toured, stop: usize) -> Option<String> {
        let here = toured.does.iter().enumerate().filter(|(_, at)| **at == Some(stop));
        let one = |(n, _)| {
            let how = words::how_done(self.trip.ways(self.snapshot, n, stop));
            let name = self.trip.matters.get(n).map_or("", |&m| self.name(m));
            t!("tour.cli.errand.one", name = name, how = how).into_owned()
        };
        let all: Vec<String> = here.map(one).collect();
        (!all.is_empty())
            .then(|| t!("tour.cli.errand.done_here", names = all.join(&t!("unit.list_comma"))).into_owned())
    }

    /// The matters whose place does not fit into the trip.
    fn not_done(&self, toured: &Toured) -> Vec<String> {
        let lost = |(n, at): (usize, &Option<usize>)| {
            let stop = at.filter(|stop| !toured.order.contains(stop))?;
            let name = self.trip.matters.get(n).map(|&m| self.name(m))?;
            let place = toured.tour.stops.get(stop)?;
            let address = self.snapshot.place(&place.place).map_or("", |p| p.address.as_str());
            let address = if address.is_empty() { t!("service.no_address") } else { address.into() };
            Some(t!("tour.cli.errand.not_done", name = name, place = place.name, address = address).into_owned())
        };
        toured.does.iter().enumerate().filter_map(lost).collect()
    }

    /// The documents that it takes, in one list under a heading, where `does` names the stop of each matter.
    fn documents(&self, does: &[Option<usize>], heading: &str) -> Vec<String> {
        let bring = self.trip.to_bring(self.snapshot, does);
        let mut lines = Vec::new();
        if !bring.documents.is_empty() {
            lines.push(t!(heading).into_owned());
        }
        for (document, matters) in &bring.documents {
            let names = t!("service.wanted_for", names = self.names(matters.iter().copied()));
            lines.push(format!("  - {}", words::aside(document, &names)));
        }
        if !bring.unsaid.is_empty() {
            lines.push(t!("service.bring_unstated_of", names = self.names(bring.unsaid.into_iter())).into_owned());
        }
        lines
    }

    fn json(&self, toured: &Toured) -> Value {
        let id = |m: &usize| self.snapshot.matters.get(*m).map(|m| m.id.clone());
        let matter = |(n, m): (usize, &usize)| {
            let stop = toured.does.get(n).copied().flatten();
            let ways = || stop.into_iter().flat_map(|stop| self.trip.ways(self.snapshot, n, stop));
            json!({
                "id": id(m), "name": self.name(*m), "stop": stop,
                "place": stop.and_then(|s| toured.tour.stops.get(s)).map(|s| &s.place),
                "visited": stop.is_some_and(|s| toured.order.contains(&s)),
                "online": self.trip.online.get(n).is_some_and(Option::is_some),
                "link": self.snapshot.matters.get(*m).map(|m| &m.link).filter(|l| !l.is_empty()),
                "channels": ways().map(|at| at.channel.key()).collect::<Vec<_>>(),
                "windows": ways().map(|at| &at.windows).filter(|w| !w.is_empty()).collect::<Vec<_>>(),
            })
        };
        let bring = self.trip.to_bring(self.snapshot, &toured.does);
        let document = |(text, matters): &(String, Vec<usize>)| json!({"document": text, "matters": matters.iter().map(id).collect::<Vec<_>>()});
        json!({
            "matters": self.trip.matters.iter().enumerate().map(matter).collect::<Vec<_>>(),
            "documents": bring.documents.iter().map(document).collect::<Vec<_>>(),
            "documents_unstated": bring.unsaid.iter().map(id).collect::<Vec<_>>(),
        })
    }
}
