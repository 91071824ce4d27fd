//! A person's own plans, as the profile keeps them: what was chosen and said, not what a store says of the places.

use chrono::NaiveTime;
use geo::Coord;
use rust_i18n::t;
use serde::{Deserialize, Serialize};

use super::{NoticeKind, PlanErrand, State, TourPlan, ask::save_profile, tour::replace};
use crate::{
    jobs::Request,
    model::{BadMoment, Now, Snapshot, in_years},
    routing::{Profile, Waypoint},
    tour::{End, Lunch, Priority, Stop, Tour},
};

/// Plans kept at most; the oldest goes.
pub(super) const MOST_PLANS: usize = 50;

/// A plan under a name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnPlan {
    /// Its name.
    pub name: String,
    /// The stops in their order.
    pub stops: Vec<OwnStop>,
    /// Where one sets out, if that was said.
    pub start: Option<OwnPoint>,
    /// Where it ends, if at a point of its own.
    pub end: Option<OwnPoint>,
    /// It ends where it began.
    pub round: bool,
    /// When one sets out, ISO 8601, Asia/Shanghai.
    pub depart: Option<Now>,
    /// When it must be over.
    pub latest_end: Option<Now>,
    /// Lunch: from, to, seconds.
    pub lunch: Option<(NaiveTime, NaiveTime, u32)>,
    /// How one travels, by key.
    pub profile: String,
    /// Travel takes so many times as long as usual.
    pub pace: Option<f64>,
    /// The matters to be done on the way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errands: Vec<PlanErrand>,
}

/// A stop of a plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnStop {
    /// Id of the place, or empty.
    pub place: String,
    /// Name and point; the point is the place's own unless it stands in for it.
    pub point: OwnPoint,
    /// The landmark that stands in for the place.
    pub stand_in: Option<String>,
    /// Seconds one stays.
    pub stay_s: u32,
    /// How much it is wanted, by key.
    pub priority: String,
    /// When the visit begins, if that is locked.
    pub fixed: Option<Now>,
}

/// A named point; without longitude and latitude where nobody has located it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnPoint {
    /// Its name.
    pub name: String,
    /// Longitude and latitude, WGS 84 degrees.
    pub at: Option<(f64, f64)>,
}

impl OwnPoint {
    fn of(name: &str, at: Option<Coord<f64>>) -> Self {
        Self { name: name.to_owned(), at: at.map(|c| (c.x, c.y)) }
    }

    /// The point, unless the file has been edited into something that is none.
    fn location(&self) -> Option<Coord<f64>> {
        let on_globe = |&(x, y): &(f64, f64)| x.abs() <= 180.0 && y.abs() <= 85.0;
        self.at.filter(on_globe).map(|(x, y)| Coord { x, y })
    }

    fn waypoint(&self) -> Option<Waypoint> {
        Some(Waypoint { name: self.name.clone(), location: self.location()?, place: String::new() })
    }
}

impl OwnPlan {
    /// A plan under a name.
    #[must_use]
    pub fn of(name: &str, TourPlan { tour, errands }: &TourPlan) -> Self {
        let stop = |s: &Stop| OwnStop {
            place: s.place.clone(),
            point: OwnPoint::of(&s.name, s.location),
            stand_in: s.stand_in.clone(),
            stay_s: s.stay_s,
            priority: s.priority.key().to_owned(),
            fixed: s.fixed,
        };
        let point = |w: &Waypoint| OwnPoint::of(&w.name, Some(w.location));
        Self {
            name: name.to_owned(),
            stops: tour.stops.iter().map(stop).collect(),
            start: tour.start.as_ref().map(point),
            end: if let End::At(end) = &tour.end { Some(point(end)) } else { None },
            round: tour.end == End::Start,
            depart: Some(tour.depart),
            latest_end: tour.latest_end,
            lunch: tour.lunch.map(|l| (l.from, l.to, l.stay_s)),
            profile: tour.profile.key().to_owned(),
            pace: Some(tour.pace),
            errands: errands.clone(),
        }
    }

    /// The moments it names, each with its field.
    pub(super) fn moments(&self) -> impl Iterator<Item = (String, Now)> {
        let day = [("depart", self.depart), ("latest_end", self.latest_end)];
        let day = day.into_iter().map(|(field, moment)| (field.to_owned(), moment));
        let stops = self.stops.iter().enumerate().map(|(i, s)| (format!("stops[{i}].fixed"), s.fixed));
        day.chain(stops).filter_map(|(field, moment)| Some((field, moment?)))
    }

    /// The tour; what the store says of its places is taken from there. `depart` is used where none was kept.
    #[must_use]
    pub fn tour(&self, snapshot: &Snapshot, depart: Now) -> Tour {
        let stop = |own: &OwnStop| {
            let at = own.point.location();
            let known = match (snapshot.place(&own.place), at) {
                (Some(place), _) => Stop::of_place(place),
                (None, Some(at)) => Stop::of_point(own.point.name.clone(), at),
                (None, None) => return None,
            };
            let location = if own.stand_in.is_some() { at } else { known.location };
            let priority = own.priority.parse().unwrap_or(Priority::Must);
            let (stay_s, fixed, stand_in) = (own.stay_s, known_moment(own.fixed), own.stand_in.clone());
            Some(Stop { location, stand_in, stay_s, priority, fixed, ..known })
        };
        let end = match (&self.end, self.round) {
            (_, true) => End::Start,
            (Some(end), false) => end.waypoint().map_or(End::Anywhere, End::At),
            (None, false) => End::Anywhere,
        };
        Tour {
            stops: self.stops.iter().filter_map(stop).collect(),
            start: self.start.as_ref().and_then(OwnPoint::waypoint),
            end,
            depart: known_moment(self.depart).unwrap_or(depart),
            latest_end: known_moment(self.latest_end),
            lunch: self.lunch.map(|(from, to, stay_s)| Lunch { from, to, stay_s }),
            profile: Profile::of_key(&self.profile).unwrap_or_default(),
            pace: self.pace.filter(|p| (0.2..=5.0).contains(p)).unwrap_or(1.0),
        }
    }
}

/// A moment of which opening hours can be told; the file may have been edited into another.
fn known_moment(moment: Option<Now>) -> Option<Now> {
    moment.filter(|m| in_years(m.date()))
}

/// Keeps the plan; one of the same name is replaced.
pub(super) fn save(state: &mut State, name: &str) -> Vec<Request> {
    let name = name.trim();
    if name.is_empty() || state.tour.plan().stops.is_empty() {
        state.say(NoticeKind::Hint, t!("tour_panel.nothing_to_keep"));
        return vec![];
    }
    let plan = OwnPlan::of(name, state.tour.whole());
    state.passport.forgetting = None;
    let plans = &mut state.profile.plans;
    plans.retain(|p| p.name != name);
    plans.insert(0, plan);
    plans.truncate(MOST_PLANS);
    state.say(NoticeKind::Done, t!("tour_panel.kept", name = name));
    save_profile(state)
}

pub(super) fn open(state: &mut State, i: usize) -> Vec<Request> {
    let Some(snapshot) = state.snapshot().cloned() else { return vec![] };
    let Some(own) = state.profile.plans.get(i).cloned() else { return vec![] };
    let tour = own.tour(&snapshot, state.tour.plan().depart);
    let lost = own.stops.len() - tour.stops.len();
    if lost > 0 {
        state.say(NoticeKind::Problem, t!("tour_panel.lost_stops", n = lost));
    }
    for (_, moment) in own.moments().filter(|(_, moment)| !in_years(moment.date())) {
        state.say(NoticeKind::Problem, BadMoment::Years(moment.to_string()).to_string());
    }
    replace(state, &own.name, |plan| *plan = TourPlan { tour, errands: own.errands.clone() })
}

pub(super) fn forget(state: &mut State, i: usize) -> Vec<Request> {
    if i >= state.profile.plans.len() {
        return vec![];
    }
    let gone = state.profile.plans.remove(i);
    state.passport.forgetting = None;
    state.say(NoticeKind::Done, t!("passport.forgotten", name = gone.name));
    save_profile(state)
}
