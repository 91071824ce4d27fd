//! What is asked of `tour`, read from the command line.

use chrono::{Duration, NaiveTime};
use clap::ArgMatches;
use rust_i18n::t;

use super::super::{
    Outcome,
    origin::Origin,
    render::refused,
    route::{profile_of, stop as waypoint},
    session::{Session, english},
    trails,
};
use crate::{
    intake,
    jobs::{Failure, Paths},
    model::{Now, Place, Theme, TrailOrder, parse_moment},
    routing::Waypoint,
    search::Target,
    spatial::{BadCoordinate, parse_lon_lat},
    tour::{DayWish, End, Lunch, Priority, Stop, Tour, candidates, shortest_visit_s},
    ui::{tour_words, words},
};

/// Most stops of one tour.
const MOST_STOPS: usize = 200;
/// Minutes of a day by theme, when nothing else is said.
const THEME_MINUTES: u32 = 240;

/// What is asked.
pub(in crate::cli) struct Asked {
    /// The tour.
    pub(in crate::cli) tour: Tour,
    /// What it is called.
    pub(in crate::cli) title: String,
    /// What there is to say about the whole, or empty.
    pub(in crate::cli) text: String,
    /// Whether the order given stands.
    pub(in crate::cli) fixed_order: bool,
    /// Whether the stops were proposed, so that their order is nobody's wish.
    pub(in crate::cli) designed: bool,
    /// What else is to be said of each stop.
    pub(in crate::cli) of_stops: Vec<Vec<String>>,
    /// What is to be said before all.
    pub(in crate::cli) notes: Vec<String>,
}

pub(super) fn read(session: &mut Session, paths: &Paths, matches: &ArgMatches, now: Now) -> Result<Asked, Outcome> {
    let depart = moment(matches, "depart", now)?.unwrap_or(now);
    let (start, end) = ends(session, matches)?;
    let latest_end = latest_end(matches, depart)?;
    let tour = Tour {
        stops: Vec::new(),
        start,
        end,
        depart,
        latest_end,
        lunch: matches.get_one::<String>("lunch").map(|text| lunch(text)).transpose()?,
        profile: profile_of(matches),
        pace: matches.get_one("pace").copied().unwrap_or(1.0),
    };
    let title = t!("tour.cli.title", date = depart.date()).into_owned();
    let fixed_order = matches.get_flag("fixed-order");
    let mut stops = Stops {
        asked: Asked {
            tour,
            title,
            text: String::new(),
            fixed_order,
            designed: matches.contains_id("theme"),
            of_stops: vec![],
            notes: vec![],
        },
        typed: vec![],
    };
    stops.asked.notes.extend(past(depart, now));
    stops.typed(session, matches)?;
    if let Some(name) = matches.get_one::<String>("trail") {
        stops.trail(session, name)?;
    }
    if let Some(name) = matches.get_one::<String>("theme") {
        stops.theme(session, paths, name)?;
    }
    if stops.asked.tour.stops.is_empty() {
        return Err(Outcome::Bad(t!("tour.cli.no_stop").into_owned()));
    }
    stops.settings(session, matches)?;
    Ok(stops.asked)
}

/// A note when one sets out at a moment that is over.
pub(in crate::cli) fn past(depart: Now, now: Now) -> Option<String> {
    let date = tour_words::date_from(depart.date(), now.date());
    let over = depart < now - Duration::minutes(1);
    over.then(|| t!("tour.cli.past", when = format!("{date} {}", words::clock(depart.time()))).into_owned())
}

/// A moment of an option, told from another where it has no day.
pub(in crate::cli) fn moment(matches: &ArgMatches, id: &str, from: Now) -> Result<Option<Now>, Outcome> {
    let read = matches.get_one::<String>(id).map(|text| parse_moment(text, from));
    Ok(read.transpose().map_err(Failure::from)?)
}

/// Where one sets out, if anywhere is said, and where the tour ends.
pub(in crate::cli) fn ends(session: &mut Session, matches: &ArgMatches) -> Result<(Option<Waypoint>, End), Outcome> {
    let mut point = |id: &str| matches.get_one::<String>(id).map(|text| waypoint(session, text)).transpose();
    let (start, to) = (point("from")?, point("to")?);
    let end = match to {
        Some(to) => End::At(to),
        None if matches.get_flag("round-trip") => End::Start,
        None => End::Anywhere,
    };
    Ok((start, end))
}

/// When it must be over: the earlier of `--until` and the end of `--budget`.
fn latest_end(matches: &ArgMatches, depart: Now) -> Result<Option<Now>, Outcome> {
    let until = moment(matches, "until", depart)?;
    if let Some(until) = until.filter(|u| *u <= depart) {
        let when = until.format("%Y-%m-%d %H:%M").to_string();
        return Err(Outcome::Bad(t!("tour.cli.until_before", when = when).into_owned()));
    }
    let budget = matches.get_one::<u32>("budget").map(|&m| depart + Duration::minutes(i64::from(m)));
    Ok(until.into_iter().chain(budget).min())
}

/// Reads `11:30-13:00/45`.
fn lunch(text: &str) -> Result<Lunch, Outcome> {
    let read = || {
        let (span, minutes) = text.split_once('/')?;
        let (from, to) = span.split_once(['-', '–'])?;
        let (from, to) = (time(from)?, time(to)?);
        (from <= to).then_some(Lunch { from, to, stay_s: minutes_s(minutes)? })
    };
    read().ok_or_else(|| refused("--lunch", text, "11:30-13:00/45"))
}

fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(&text.trim().replace('：', ":"), "%H:%M").ok()
}

/// Minutes of at most a day, as seconds.
fn minutes_s(text: &str) -> Option<u32> {
    text.trim().parse::<u32>().ok().filter(|m| *m <= 24 * 60).map(|m| m * 60)
}

/// The stops as they come together; `typed` is what each was written as.
struct Stops {
    asked: Asked,
    typed: Vec<String>,
}

impl Stops {
    /// Takes a stop up, once; whether it is new.
    fn add(&mut self, typed: &str, stop: Stop, said: Option<String>) -> bool {
        let stops = &mut self.asked.tour.stops;
        let same = |s: &Stop| s.place == stop.place && (!s.place.is_empty() || s.location == stop.location);
        if stops.iter().any(same) {
            return false;
        }
        stops.push(stop);
        self.typed.push(typed.to_owned());
        self.asked.of_stops.push(said.into_iter().collect());
        true
    }

    fn typed(&mut self, session: &mut Session, matches: &ArgMatches) -> Result<(), Outcome> {
        let texts: Vec<&String> = matches.get_many("stops").unwrap_or_default().collect();
        if texts.len() > MOST_STOPS {
            return Err(Outcome::Bad(t!("tour.cli.too_many", n = texts.len(), most = MOST_STOPS).into_owned()));
        }
        for text in texts {
            let stop = stop(session, text)?;
            let name = stop.name.clone();
            if !self.add(text.trim(), stop, None) {
                self.asked.notes.push(t!("tour.cli.twice", name = name).into_owned());
            }
        }
        Ok(())
    }

    /// The stops of a published trail; those whose order is fixed keep it.
    fn trail(&mut self, session: &Session, name: &str) -> Result<(), Outcome> {
        let snapshot = session.snapshot.clone();
        let trail = trails::named(&snapshot.trails, name.trim())?;
        self.asked.title.clone_from(&trail.name);
        self.asked.text.clone_from(&trail.text);
        self.asked.fixed_order |= trail.order == TrailOrder::Fixed;
        for (i, id) in trail.stops.iter().enumerate() {
            let Some(place) = snapshot.place(id) else {
                self.asked.notes.push(t!("tour.cli.no_longer", id = id).into_owned());
                continue;
            };
            let mut stop = place_stop(place);
            stop.stay_s = trail.stay_s(i).unwrap_or(stop.stay_s);
            self.add(id, stop, None);
        }
        Ok(())
    }

    /// The places that come into question for a day by theme.
    fn theme(&mut self, session: &Session, paths: &Paths, name: &str) -> Result<(), Outcome> {
        let theme = theme(name)?;
        let tour = &mut self.asked.tour;
        if tour.start.is_none() {
            let origin = Origin::new(None, &paths.profile);
            tour.start = Some(Waypoint { name: origin.name(), location: origin.at, place: String::new() });
        }
        let usual = Duration::minutes(i64::from(THEME_MINUTES));
        if tour.latest_end.is_none() {
            self.asked.notes.push(t!("tour.cli.usual_budget", minutes = THEME_MINUTES).into_owned());
        }
        let over = *tour.latest_end.get_or_insert(tour.depart + usual);
        let budget_s = u32::try_from((over - tour.depart).num_seconds()).unwrap_or(u32::MAX);
        let Some(from) = tour.start.as_ref().map(|s| s.location) else { return Ok(()) };
        let words = tour_words::theme(theme);
        let found = candidates(&session.snapshot, &DayWish { theme, from, budget_s });
        if found.is_empty() {
            return Err(Outcome::Nothing(match shortest_visit_s(&session.snapshot, theme) {
                None => t!("tour.cli.no_candidates", theme = words).into_owned(),
                Some(s) => t!("tour.too_short", minutes = s.div_ceil(60)).into_owned(),
            }));
        }
        self.asked.title = t!("tour.cli.day", theme = words).into_owned();
        for candidate in found {
            let why = t!("tour.cli.why", why = tour_words::why(candidate.why)).into_owned();
            let id = candidate.stop.place.clone();
            let stop = session.snapshot.place(&id).map_or_else(
                || candidate.stop.clone(),
                |p| Stop { name: p.name_in(english()).to_owned(), ..candidate.stop.clone() },
            );
            self.add(&id, stop, Some(why));
        }
        Ok(())
    }

    /// Stays, wishes and locks.
    fn settings(&mut self, session: &mut Session, matches: &ArgMatches) -> Result<(), Outcome> {
        let all = |id: &str| matches.get_many::<String>(id).unwrap_or_default();
        // What is said of one stop goes before what is said of all.
        let (of_one, of_all): (Vec<&String>, Vec<&String>) = all("stay").partition(|text| text.contains('='));
        for text in of_all.into_iter().chain(of_one) {
            let bad = || refused("--stay", text, &format!("30, {}=45", t!("tour.cli.name")));
            if let Some((name, minutes)) = text.rsplit_once('=') {
                let stay_s = minutes_s(minutes).ok_or_else(bad)?;
                self.named(session, name)?.stay_s = stay_s;
            } else {
                let stay_s = minutes_s(text).ok_or_else(bad)?;
                self.asked.tour.stops.iter_mut().for_each(|s| s.stay_s = stay_s);
            }
        }
        for text in all("nice") {
            let split = text.rsplit_once('=').and_then(|(name, how)| Some((name, how.parse::<Priority>().ok()?)));
            let (name, priority) = split.unwrap_or((text, Priority::Nice));
            self.named(session, name)?.priority = priority;
        }
        let depart = self.asked.tour.depart;
        for text in all("lock") {
            let split = text.rsplit_once('=').and_then(|(name, at)| Some((name, parse_moment(at, depart).ok()?)));
            let allowed = format!("{}=10:30", t!("tour.cli.name"));
            let (name, at) = split.ok_or_else(|| refused("--lock", text, &allowed))?;
            self.named(session, name)?.fixed = Some(at);
        }
        Ok(())
    }

    /// The stop that a name among the options means: as it was written, its id or name, else as a search finds it.
    fn named(&mut self, session: &mut Session, name: &str) -> Result<&mut Stop, Outcome> {
        let name = name.trim();
        let stops = &mut self.asked.tour.stops;
        let is =
            |(i, s): (usize, &Stop)| s.place == name || s.name == name || self.typed.get(i).is_some_and(|t| t == name);
        let mut place = stops.iter().enumerate().position(is);
        if place.is_none() {
            let target = session.resolve(name)?;
            let id = session.id(target);
            place = stops.iter().position(|s| s.place == id);
        }
        let unknown = || Outcome::Bad(t!("tour.cli.not_a_stop", name = name).into_owned());
        place.and_then(|i| stops.get_mut(i)).ok_or_else(unknown)
    }
}

/// A stop by coordinate, name, id or address. A place that nobody has located is a stop all the same.
fn stop(session: &mut Session, text: &str) -> Result<Stop, Outcome> {
    match parse_lon_lat(text) {
        Ok(location) => return Ok(Stop::of_point(words::lon_lat(location), location)),
        Err(BadCoordinate::NotTwoNumbers(_)) => {}
        Err(wrong) => return Err(Outcome::Bad(wrong.to_string())),
    }
    if let Ok(Target::Place(i)) = session.resolve(text)
        && let Some(place) = session.snapshot.places.get(i)
    {
        return Ok(place_stop(place));
    }
    let at = waypoint(session, text)?;
    Ok(Stop::of_point(at.name, at.location))
}

/// The place as a stop, named in the language in use.
fn place_stop(place: &Place) -> Stop {
    Stop { name: place.name_in(english()).to_owned(), ..Stop::of_place(place) }
}

fn theme(name: &str) -> Result<Theme, Outcome> {
    intake::by_name(name, Theme::ALL, Theme::key, "list_word").ok_or_else(|| {
        let all: Vec<String> = Theme::ALL.iter().map(|&t| words::aside(t.key(), &tour_words::theme(t))).collect();
        refused("--theme", name, &all.join(", "))
    })
}
