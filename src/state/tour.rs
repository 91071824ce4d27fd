//! 行程: the stops of a day in the person's own order, when one is where, and what is proposed instead.

use std::sync::Arc;

use chrono::{DurationRound as _, TimeDelta, Timelike as _};
use geo::Coord;
use rust_i18n::t;

use super::{
    ErrandTrip, NoticeKind, PlanErrand, State, Step, Tab, own_plan,
    route_edit::move_stop,
    tour_ask::{ask_check, ask_optimise, name_stops, refresh},
    tour_day::{DayForm, from_errands, propose_day},
    tour_points::{self, TourPick},
};
use crate::{
    formats::{Itinerary, MapLine},
    jobs::{Request, Slot, Toured},
    model::{BadMoment, Now, Snapshot, in_years, keyed, parse_moment},
    routing::{Profile, Waypoint},
    search::Target,
    tour::{End, Lunch, Priority, Stop, Tour, Why},
};

/// Longest stay that can be asked for.
pub(super) const LONGEST_STAY_S: u32 = 12 * 3600;

keyed! {
    /// The pages of the panel.
    TourPage {
        /// The plan.
        Plan = "plan",
        /// Published trails.
        Trails = "trails",
        /// Where one has been.
        Passport = "passport",
    }
}

/// What a person has planned.
#[derive(Clone, Debug, PartialEq)]
pub struct TourPlan {
    /// The stops in their order, and what else was said.
    pub tour: Tour,
    /// The matters to be done on the way.
    pub errands: Vec<PlanErrand>,
}

/// A stop of the plan as the last answer has it; made when either changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TourRow {
    /// Its position among the visits of the answer.
    pub visit: Option<usize>,
    /// Its position among what the answer leaves out.
    pub left_out: Option<usize>,
    /// Something is wrong with it: nobody has located it, it is left out, or its visit has troubles.
    pub wrong: bool,
    /// From when to when it is open on the day of departure, seconds from midnight; `None` when nobody can say.
    pub open: Option<Vec<[i32; 2]>>,
}

/// A time that can be typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TourTime {
    /// When one sets out.
    Depart,
    /// When it must be over.
    LatestEnd,
}

/// What is proposed.
#[derive(Clone, Debug, PartialEq)]
pub enum Proposed {
    /// The same stops in another order.
    Order,
    /// The fewest places that do these matters.
    Errands(Arc<ErrandTrip>),
    /// A day by theme; why each stop came into question, by its position in the tour asked about.
    Day(Vec<Why>),
}

/// Something other than the plan, shown beside it until it is taken or refused.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// What it is.
    pub what: Proposed,
    /// It.
    pub answer: Slot<Arc<Toured>>,
    /// How far the search has come: so much of so much.
    pub progress: Option<(u64, u64)>,
}

/// Everything the window knows of it.
#[derive(Clone, Debug)]
pub struct TourState {
    /// The page shown.
    pub page: TourPage,
    pub(super) plan: TourPlan,
    /// When one is where.
    pub answer: Slot<Arc<Toured>>,
    /// The stops of the plan in the answer, one for each.
    pub rows: Vec<TourRow>,
    /// First and last moment of the time line.
    pub span: [Now; 2],
    /// What is proposed.
    pub proposal: Option<Proposal>,
    /// What the next click on the map gives a point to.
    pub picking: Option<TourPick>,
    /// What is wanted of a day to be designed.
    pub day: DayForm,
    /// The stop under the pointer.
    pub hovered: Option<usize>,
    /// Another tour stands in place of the plan, and has not been brought into view.
    pub unseen: bool,
    pub(super) of: Option<Arc<Snapshot>>,
}

/// What a person wants of it.
#[derive(Clone, Debug, PartialEq)]
pub enum TourWish {
    /// Show this page.
    Page(TourPage),
    /// Add a place, or the point of an area.
    Add(Target),
    /// Add a point of the map.
    Point(Coord<f64>),
    /// Take a stop out.
    Remove(usize),
    /// Move a stop to another position.
    Move {
        /// Its position.
        from: usize,
        /// Its new position among the others.
        to: usize,
    },
    /// Stay so many seconds.
    Stay(usize, u32),
    /// It is wanted so much.
    Priority(usize, Priority),
    /// The visit begins at this moment and no other.
    Lock(usize, Now),
    /// It may begin at any.
    Unlock(usize),
    /// The next click on the map gives this a point; or none does any more.
    Pick(Option<TourPick>),
    /// Go to this place, by index, instead of the stop's own, which nobody has located.
    Instead(usize, usize),
    /// Go to the point proposed for the stop's address.
    Address(usize),
    /// Set out here; at the first stop when nowhere is said.
    Start(Option<Waypoint>),
    /// End here.
    End(End),
    /// Set out at this moment.
    Depart(Now),
    /// Be done by then.
    LatestEnd(Option<Now>),
    /// One of the two as typed.
    Typed(TourTime, String),
    /// Eat then.
    Lunch(Option<Lunch>),
    /// Travel so.
    Profile(Profile),
    /// Travel takes so many times as long as usual.
    Pace(f64),
    /// Look for a better order.
    Optimise,
    /// Take what is proposed.
    Take,
    /// Keep the plan as it is.
    Refuse,
    /// Make this change, which has been tried.
    TakeFix(usize),
    /// End the search and keep the best found.
    Cancel,
    /// Take all stops out.
    Clear,
    /// What is wanted of a day.
    Day(DayForm),
    /// Propose a day.
    ProposeDay,
    /// Propose one trip for all errands.
    FromErrands,
    /// Take over the stops of the route.
    FromRoute,
    /// Hand the stops to the route.
    ToRoute,
    /// Keep the plan under this name.
    Save(String),
    /// Open the own plan of this position.
    Open(usize),
    /// Forget it.
    Forget(usize),
    /// The pointer is on this stop, or on none.
    Hover(Option<usize>),
    /// Write it to the path of the dialog: in words, and what is drawn below it on a sheet.
    Write(Box<Itinerary>, Vec<MapLine>),
    /// Bring all of it into view, in a map of this many points.
    Show((f32, f32)),
}

impl TourState {
    /// Nothing planned yet.
    #[must_use]
    pub fn new(now: Now) -> Self {
        let tour = Tour {
            stops: Vec::new(),
            start: None,
            end: End::Anywhere,
            depart: usual_departure(now),
            latest_end: None,
            lunch: None,
            profile: Profile::Foot,
            pace: 1.0,
        };
        Self {
            page: TourPage::Plan,
            plan: TourPlan { tour, errands: Vec::new() },
            answer: Slot::Idle,
            rows: Vec::new(),
            span: [now, now],
            proposal: None,
            picking: None,
            day: DayForm::default(),
            hovered: None,
            unseen: false,
            of: None,
        }
    }
}

/// When one sets out unless something else is said: the next quarter of an hour, and of a night nine in the morning.
fn usual_departure(now: Now) -> Now {
    let quarter = TimeDelta::minutes(15);
    let next = now.duration_trunc(quarter).ok().and_then(|t| t.checked_add_signed(quarter)).unwrap_or(now);
    match next.hour() {
        7..19 => next,
        hour => {
            let days = TimeDelta::days(i64::from(hour >= 19));
            let morning = next.checked_add_signed(days).and_then(|t| t.date().and_hms_opt(9, 0, 0));
            morning.unwrap_or(next)
        }
    }
}

impl TourState {
    /// The tour as it is planned.
    #[must_use]
    pub fn plan(&self) -> &Tour {
        &self.plan.tour
    }

    /// Whether there is an order to look for.
    #[must_use]
    pub fn is_orderable(&self) -> bool {
        self.plan.tour.stops.iter().filter(|s| s.location.is_some()).count() > 1
    }

    /// What is planned, with the matters to be done on the way.
    #[must_use]
    pub fn whole(&self) -> &TourPlan {
        &self.plan
    }

    /// What the proposal has found, once it has.
    #[must_use]
    pub fn proposed(&self) -> Option<&Arc<Toured>> {
        self.proposal.as_ref().and_then(|p| p.answer.value())
    }
}

impl State {
    /// Whether the map shows the tour instead of the route: on its panel, and elsewhere while there is no route.
    #[must_use]
    pub fn shows_tour(&self) -> bool {
        let planned = !self.tour.plan.tour.stops.is_empty() && self.route.stops().is_empty();
        self.tab == Tab::Tour || (planned && self.tab != Tab::Route)
    }

    /// What is proposed on the panel shown: for the tour, or for the order of the route.
    #[must_use]
    pub fn offered(&self) -> Option<&Arc<Toured>> {
        match self.tab {
            Tab::Tour => self.tour.proposed(),
            Tab::Route => self.route.better.value(),
            _ => None,
        }
    }
}

/// Carries it out.
pub(super) fn wish(state: &mut State, wish: TourWish) -> Vec<Request> {
    match wish {
        TourWish::Page(page) => (state.tab, state.tour.page) = (Tab::Tour, page),
        TourWish::Hover(stop) => return hover(state, stop),
        TourWish::Pick(pick) => tour_points::pick(state, pick),
        TourWish::Day(form) => state.tour.day = form,
        TourWish::Show(size) => tour_points::show(state, size),
        TourWish::Add(target) => return add(state, target),
        TourWish::Point(at) => return add_stop(state, tour_points::stop_at(at)),
        TourWish::Instead(stop, place) => return tour_points::instead(state, stop, place),
        TourWish::Address(stop) => return tour_points::address(state, stop),
        TourWish::Typed(what, text) => return typed(state, what, &text),
        TourWish::Optimise => return ask_optimise(state),
        TourWish::Take => return take(state),
        TourWish::Refuse => return refuse(state),
        TourWish::TakeFix(i) => return take_fix(state, i),
        TourWish::Cancel => return vec![Request::CancelTour],
        TourWish::ProposeDay => return propose_day(state),
        TourWish::FromErrands => return from_errands(state),
        TourWish::Write(itinerary, map) => return tour_points::write(state, itinerary, map),
        TourWish::FromRoute => return tour_points::from_route(state),
        TourWish::ToRoute => return tour_points::to_route(state),
        TourWish::Save(name) => return own_plan::save(state, &name),
        TourWish::Open(i) => return own_plan::open(state, i),
        TourWish::Forget(i) => return own_plan::forget(state, i),
        TourWish::Lock(_, moment) | TourWish::Depart(moment) | TourWish::LatestEnd(Some(moment))
            if !in_years(moment.date()) =>
        {
            state.say(NoticeKind::Hint, BadMoment::Years(moment.to_string()).to_string());
        }
        change_of_plan => return change(state, |plan| edit(plan, change_of_plan)),
    }
    vec![]
}

/// What changes the plan and nothing else.
fn edit(plan: &mut TourPlan, wish: TourWish) {
    let tour = &mut plan.tour;
    match wish {
        TourWish::Remove(i) if i < tour.stops.len() => drop(tour.stops.remove(i)),
        TourWish::Move { from, to } => move_stop(&mut tour.stops, from, to),
        TourWish::Stay(i, stay_s) => at(tour, i, |stop| stop.stay_s = stay_s.min(LONGEST_STAY_S)),
        TourWish::Priority(i, priority) => at(tour, i, |stop| stop.priority = priority),
        TourWish::Lock(i, moment) => at(tour, i, |stop| stop.fixed = Some(moment)),
        TourWish::Unlock(i) => at(tour, i, |stop| stop.fixed = None),
        TourWish::Start(start) => tour.start = start,
        TourWish::End(end) => tour.end = end,
        TourWish::Depart(depart) => set_depart(tour, depart),
        TourWish::LatestEnd(end) => tour.latest_end = end,
        TourWish::Lunch(lunch) => tour.lunch = lunch,
        TourWish::Profile(profile) => tour.profile = profile,
        TourWish::Pace(pace) => tour.pace = pace,
        TourWish::Clear => tour.stops.clear(),
        _ => {}
    }
}

fn at(tour: &mut Tour, i: usize, change: impl FnOnce(&mut Stop)) {
    if let Some(stop) = tour.stops.get_mut(i) {
        change(stop);
    }
}

/// A time as typed: one without a date is on the day of departure.
fn typed(state: &mut State, what: TourTime, text: &str) -> Vec<Request> {
    let depart = state.tour.plan.tour.depart;
    let base = if text.contains([':', '：']) { depart } else { state.now };
    match parse_moment(text, base) {
        Ok(moment) if what == TourTime::Depart => wish(state, TourWish::Depart(moment)),
        Ok(moment) => wish(state, TourWish::LatestEnd(Some(moment))),
        Err(why) => {
            state.say(NoticeKind::Hint, why.to_string());
            vec![]
        }
    }
}

/// Another day takes locked moments and the latest end along.
fn set_depart(tour: &mut Tour, depart: Now) {
    let days = depart.date() - tour.depart.date();
    let along = |moment: &mut Now| *moment = moment.checked_add_signed(days).unwrap_or(*moment);
    tour.stops.iter_mut().filter_map(|s| s.fixed.as_mut()).for_each(along);
    tour.latest_end.iter_mut().for_each(along);
    tour.depart = depart;
}

/// Changes the plan as one step that can be taken back, and asks how it goes now.
pub(super) fn change(state: &mut State, change: impl FnOnce(&mut TourPlan)) -> Vec<Request> {
    let before = state.tour.plan.clone();
    change(&mut state.tour.plan);
    state.tour.plan.drop_lost_errands();
    if state.tour.plan == before {
        return vec![];
    }
    state.log.did(Step::Tour(Box::new(before)));
    changed(state)
}

/// Another tour, of this name, comes in place of the plan: that is said, and it is brought into view.
pub(super) fn replace(state: &mut State, name: &str, other: impl FnOnce(&mut TourPlan)) -> Vec<Request> {
    let before = state.tour.plan.clone();
    let requests = change(state, other);
    if before != state.tour.plan {
        let n = before.tour.stops.len();
        let key = if n == 0 { "tour_panel.opened" } else { "tour_panel.replaced" };
        state.say(NoticeKind::Done, t!(key, name = name, n = n));
        state.tour.unseen = true;
    }
    requests
}

/// Puts another plan in place of this one; says the step that undoes it.
pub(super) fn swap(state: &mut State, plan: TourPlan) -> (Step, Vec<Request>) {
    let step = Step::Tour(Box::new(std::mem::replace(&mut state.tour.plan, plan)));
    (step, changed(state))
}

/// What was proposed answers another plan.
fn changed(state: &mut State) -> Vec<Request> {
    (state.tour.proposal, state.tour.picking, state.tour.hovered) = (None, None, None);
    name_stops(state);
    refresh(state);
    ask_check(state)
}

fn add(state: &mut State, target: Target) -> Vec<Request> {
    let Some(snapshot) = state.snapshot().cloned() else { return vec![] };
    let stop = match target {
        Target::Place(i) => snapshot.places.get(i).map(Stop::of_place),
        Target::Zone(i) => {
            let name = snapshot.zones.get(i).map(|z| z.name.clone());
            name.zip(state.location_of(target)).map(|(name, at)| Stop::of_point(name, at))
        }
    };
    stop.map_or_else(Vec::new, |stop| add_stop(state, stop))
}

/// Adds a stop at the end, unless it stands there already. Who begins in the past means now.
pub(super) fn add_stop(state: &mut State, stop: Stop) -> Vec<Request> {
    let now = state.now;
    let requests = change(state, |plan| {
        let tour = &mut plan.tour;
        if tour.stops.is_empty() && tour.depart < now {
            set_depart(tour, usual_departure(now));
        }
        if !tour.stops.last().is_some_and(|l| l.place == stop.place && l.location == stop.location) {
            tour.stops.push(stop);
        }
    });
    let stops = &state.tour.plan.tour.stops;
    let (name, n) = (stops.last().map_or_else(String::new, |s| s.name.clone()), stops.len());
    state.say(NoticeKind::Done, t!("tour_panel.added", name = name, n = n));
    requests
}

/// The proposal becomes the plan. Of another order, what nobody has located stays, at the end: it takes no time.
fn take(state: &mut State) -> Vec<Request> {
    let Some(proposal) = state.tour.proposal.take() else { return vec![] };
    let (Some(toured), Some(snapshot)) = (proposal.answer.value().cloned(), state.snapshot().cloned()) else {
        return vec![];
    };
    let take = |plan: &mut TourPlan| {
        let (all, order) = (&toured.tour.stops, &toured.order);
        let kept = |i: &usize| match proposal.what {
            Proposed::Order => all[*i].location.is_none(),
            // An errand is to be done, though its place may be closed then or nobody have located it.
            Proposed::Errands(_) => true,
            Proposed::Day(_) => false,
        };
        let rest = (0..all.len()).filter(|i| !order.contains(i) && kept(i));
        let stops = order.iter().copied().chain(rest).filter_map(|i| all.get(i).cloned()).collect();
        plan.tour = Tour { stops, ..toured.tour.clone() };
        match &proposal.what {
            Proposed::Order => {}
            Proposed::Day(_) => plan.errands.clear(),
            Proposed::Errands(trip) => plan.remember_errands(trip, &toured, &snapshot),
        }
    };
    match &proposal.what {
        Proposed::Order => change(state, take),
        Proposed::Errands(_) => replace(state, &t!("tour_panel.proposal.errands"), take),
        Proposed::Day(_) => replace(state, &t!("tour_panel.proposal.day"), take),
    }
}

fn refuse(state: &mut State) -> Vec<Request> {
    let searching = state.tour.proposal.take().is_some_and(|p| p.answer.is_pending());
    if searching { vec![Request::CancelTour] } else { vec![] }
}

fn take_fix(state: &mut State, i: usize) -> Vec<Request> {
    let Some(toured) = state.tour.answer.value().cloned() else { return vec![] };
    let Some(fix) = toured.fixes.get(i).filter(|_| toured.tour == state.tour.plan.tour) else { return vec![] };
    let tour = fix.kind.apply(&toured.tour);
    change(state, |plan| plan.tour = tour)
}

/// The stop under the pointer, and its place on the map.
fn hover(state: &mut State, stop: Option<usize>) -> Vec<Request> {
    state.tour.hovered = stop;
    let place = stop.and_then(|i| state.tour.plan.tour.stops.get(i)).map(|s| s.place.clone());
    let index = place.and_then(|id| state.snapshot()?.index_of(&id));
    state.hovered = index.map(Target::Place);
    vec![]
}
