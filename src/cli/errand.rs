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
    model::{Channel, MatterKind, Now, Snapshot},
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
    notes.extend(all.nowhere());
    if trip.stops.is_empty() {
        notes.push(t!("tour.cli.errand.nothing").into_owned());
        return Err(Outcome::Nothing(notes.join("\n")));
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
    let after: Vec<String> = page.not_done(&toured).into_iter().chain(page.to_bring(&toured)).collect();
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

    /// The matters that are done at no place, and those among them that are done on the web.
    fn nowhere(&self) -> Vec<String> {
        let none = self.trip.matters.iter().zip(&self.trip.wanted).filter(|(_, at)| at.is_empty()).map(|(m, _)| *m);
        let web = |m: &usize| {
            let id = self.snapshot.matters.get(*m).map(|m| &m.id);
            self.snapshot.matters_at.iter().any(|at| Some(&at.matter) == id && at.channel == Channel::Online)
        };
        let (online, nowhere): (Vec<usize>, Vec<usize>) = none.partition(web);
        [(nowhere, "tour.cli.errand.nowhere"), (online, "tour.cli.errand.online_only")]
            .into_iter()
            .filter(|(all, _)| !all.is_empty())
            .map(|(all, key)| t!(key, names = self.names(all.into_iter())).into_owned())
            .collect()
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

    /// The documents to bring, in one list.
    fn to_bring(&self, toured: &Toured) -> Vec<String> {
        let bring = self.trip.to_bring(self.snapshot, &toured.does);
        let mut lines = Vec::new();
        if !bring.documents.is_empty() {
            lines.push(t!("service.bring_all").into_owned());
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
