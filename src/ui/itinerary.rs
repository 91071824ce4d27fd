//! A tour as it is taken along: what stands in the files and on the sheet, in words.

use chrono::{Days, DurationRound as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use geo::{BoundingRect as _, Coord, Intersects as _, LineString, MultiPoint, Rect};
use rust_i18n::t;

use super::tour_words;
use crate::{
    formats::{
        Itinerary, ItineraryBreak, ItineraryEnd, ItineraryLeg, ItineraryPoint, ItineraryStop, MapLine, MapLineKind,
        NotVisited,
    },
    jobs::Toured,
    model::{Now, OpenState, Snapshot, StreetLine, StreetMap},
    routing::Basis,
    tour::{End, Stop, Visit},
};

/// Degrees around a tour within which streets are drawn: more than any margin of the map.
const AROUND: f64 = 0.02;

/// What an itinerary is made of.
pub struct ItineraryOf<'a> {
    /// All that is known.
    pub snapshot: &'a Snapshot,
    /// The tour in time.
    pub toured: &'a Toured,
    /// What it is called.
    pub title: &'a str,
    /// A line below the title, or empty.
    pub subtitle: &'a str,
    /// What else is said of each stop, by position in the tour.
    pub of_stops: &'a [Vec<String>],
    /// What to know before setting out, besides what the tour itself tells.
    pub notes: &'a [String],
    /// The moment it is made.
    pub now: Now,
}

impl ItineraryOf<'_> {
    /// The itinerary in the language in use.
    #[must_use]
    pub fn words(&self) -> Itinerary {
        let Toured { tour, schedule, .. } = self.toured;
        let start = tour.start.as_ref().map(|s| ItineraryPoint { name: s.name.clone(), location: s.location });
        let fixes = self.toured.fixes.iter().map(|f| tour_words::fix(f, tour));
        let credits = [self.followed().then(|| t!("credit.streets"))];
        Itinerary {
            title: self.title.to_owned(),
            subtitle: self.subtitle.to_owned(),
            text: String::new(),
            profile: tour.profile,
            depart: to_minute(schedule.depart),
            start,
            stops: schedule.visits.iter().enumerate().filter_map(|(n, v)| self.stop(n, v)).collect(),
            end: self.end(),
            breaks: self.breaks(),
            not_visited: self.not_visited(),
            notes: self.notes.iter().cloned().chain(tour_words::unknown_hours(self.toured)).chain(fixes).collect(),
            basis: tour_words::basis(self.toured).join(&t!("tour.and")),
            attribution: credits.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            footer: t!("tour.footer", day = self.now.date()).into_owned(),
        }
    }

    fn followed(&self) -> bool {
        self.toured.route.as_ref().is_some_and(|r| r.basis != Basis::StraightLine)
    }

    /// The way before a point of the route; there is none before the first.
    fn way(&self, point: usize, travel_s: u32) -> Option<ItineraryLeg> {
        let leg = self.toured.route.as_ref()?.legs.get(point.checked_sub(1)?)?;
        let (line, length_m) = (leg.geometry.clone(), leg.length_m);
        Some(ItineraryLeg { line, length_m, duration_s: f64::from(travel_s), followed: self.followed() })
    }

    fn stop(&self, position: usize, visit: &Visit) -> Option<ItineraryStop> {
        let (stop, day) = (self.toured.tour.stops.get(visit.stop)?, visit.begin.date());
        let place = self.snapshot.place(&stop.place);
        let calendar = &self.snapshot.calendar;
        let troubles = (!visit.troubles.is_empty()).then(|| tour_words::troubles(&visit.troubles, stop, day, calendar));
        // Where nobody knows them, the state says so.
        let open = self.open(stop, day);
        let doubtful = place.filter(|p| p.is_doubtful()).map(|_| t!("card.doubtful_point").into_owned());
        let said = self.of_stops.get(visit.stop).into_iter().flatten().cloned();
        let remarks = troubles.into_iter().chain(tour_words::stand_in(stop)).chain(doubtful).chain(said);
        Some(ItineraryStop {
            place: stop.place.clone(),
            name: stop.name.clone(),
            address: place.map(|p| p.address.clone()).unwrap_or_default(),
            location: stop.location?,
            way: self.way(position + usize::from(self.toured.tour.start.is_some()), visit.travel_s),
            arrive: to_minute(visit.arrive),
            begin: to_minute(visit.begin),
            leave: to_minute(visit.leave),
            hours: tour_words::hours_on(stop, day, calendar).filter(|_| open.is_some()).unwrap_or_default(),
            open,
            state: tour_words::visit_state(visit, stop).unwrap_or_default(),
            doubtful: !visit.troubles.is_empty() || (stop.has_hours && !matches!(visit.state, OpenState::Open(_))),
            remarks: remarks.collect(),
        })
    }

    /// When it is open that day; a point of the map always is.
    fn open(&self, stop: &Stop, day: NaiveDate) -> Option<Vec<[NaiveDateTime; 2]>> {
        let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
        if !stop.has_hours {
            return Some(vec![[day.and_time(NaiveTime::MIN), next.and_time(NaiveTime::MIN)]]);
        }
        // What ends at midnight ends on the next day.
        let span = |(from, to): (NaiveTime, NaiveTime)| {
            [day.and_time(from), if to > from { day.and_time(to) } else { next.and_time(to) }]
        };
        Some(stop.hours.as_ref()?.on(day, &self.snapshot.calendar)?.into_iter().map(span).collect())
    }

    fn end(&self) -> Option<ItineraryEnd> {
        let Toured { tour, schedule, route, .. } = self.toured;
        let (name, location) = match &tour.end {
            End::Anywhere => return None,
            End::At(end) => (end.name.clone(), end.location),
            // Where there is no start, one comes back to the first stop.
            End::Start => route.as_ref()?.stops.first().map(|s| (s.name.clone(), s.location))?,
        };
        let points = schedule.visits.len() + usize::from(tour.start.is_some());
        let way = self.way(points, schedule.last_travel_s)?;
        // Lunch after the last visit is had at the end.
        let arrive = schedule.lunch_last.map_or(schedule.end, |[from, _]| from);
        Some(ItineraryEnd { name, location, arrive: to_minute(arrive), way })
    }

    fn breaks(&self) -> Vec<ItineraryBreak> {
        let s = &self.toured.schedule;
        let taken = s.visits.iter().filter_map(|v| v.lunch).chain(s.lunch_last);
        taken
            .map(|[begin, end]| ItineraryBreak {
                name: t!("tour.lunch_name").into_owned(),
                begin: to_minute(begin),
                end: to_minute(end),
            })
            .collect()
    }

    fn not_visited(&self) -> Vec<NotVisited> {
        let (tour, day) = (&self.toured.tour, self.toured.tour.depart.date());
        let one = |(i, troubles): &(usize, Vec<_>)| {
            let stop = tour.stops.get(*i)?;
            let reason = tour_words::troubles(troubles, stop, day, &self.snapshot.calendar);
            Some(NotVisited { name: stop.name.clone(), reason })
        };
        self.toured.schedule.left_out.iter().filter_map(one).collect()
    }

    /// What is drawn below the tour on the map of the sheet: the streets around it, if there are any; borders; the metro.
    #[must_use]
    pub fn map(&self, streets: Option<&StreetMap>) -> Vec<MapLine> {
        let zones = self.snapshot.zones.iter().filter_map(|z| z.outline.as_ref());
        let borders = zones.flat_map(|outline| outline.0.iter().map(|p| line(MapLineKind::Boundary, p.exterior())));
        let metro = self
            .snapshot
            .lines
            .iter()
            .map(|l| MapLine { points: l.stops.iter().map(|s| s.location).collect(), kind: MapLineKind::Metro });
        let around = self.around();
        let near = |s: &&StreetLine| {
            let bounds = s.line.bounding_rect();
            around.zip(bounds).is_some_and(|(around, bounds)| around.intersects(&bounds))
        };
        let streets = streets.into_iter().flat_map(|map| map.streets.iter().filter(near));
        borders.chain(metro).chain(streets.map(|s| line(street_kind(&s.kind), &s.line))).collect()
    }

    /// The ground around the tour.
    fn around(&self) -> Option<Rect<f64>> {
        let route = self.toured.route.as_ref()?;
        let points: MultiPoint<f64> = route.legs.iter().flat_map(|l| l.geometry.0.iter().copied()).collect();
        let seen = points.bounding_rect()?;
        let room = Coord { x: AROUND, y: AROUND };
        Some(Rect::new(seen.min() - room, seen.max() + room))
    }
}

/// The nearest minute, as the window tells it.
fn to_minute(at: Now) -> Now {
    at.duration_round(TimeDelta::minutes(1)).unwrap_or(at)
}

fn line(kind: MapLineKind, line: &LineString<f64>) -> MapLine {
    MapLine { points: line.0.clone(), kind }
}

/// What a street stands for, by the value of its `highway`.
fn street_kind(highway: &str) -> MapLineKind {
    match highway.trim_end_matches("_link") {
        "motorway" | "trunk" | "primary" | "secondary" | "tertiary" => MapLineKind::MainStreet,
        _ => MapLineKind::Street,
    }
}
