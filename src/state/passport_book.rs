//! The passport and the book of trails: what of them is shown, and what a person wants of them.

use std::{collections::HashMap, path::PathBuf, sync::Arc};

use chrono::NaiveDate;
use geo::{BoundingRect as _, Coord, MultiPoint};
use rust_i18n::t;

use super::{
    Camera, CheckIn, Command, Dialog, ListWork, NoticeKind, OWN_FILE_LIMIT, OwnThings, Profile, State, TourPage,
    TourState, TourWish, ask::save_profile, check_in_day, lists, plan_name, read_own_file, tour,
};
use crate::{
    formats::Certificate,
    jobs::{Event, Failure, OwnElsewhere, Request, Slot},
    model::{self, List, SEPARATOR, Snapshot, Trail, TrailOrder},
    tour::{Stop, Tour},
};

/// Seals shown at first, and how many more at a time.
const PAGE: usize = 48;
/// The source of a trail that rests on nobody else's word.
const COMPOSED_HERE: &str = "本程序编排";
/// Points kept free around a trail on the map.
const MARGIN: f64 = 120.0;

/// What is shown of trails and check-ins.
#[derive(Clone, Debug, Default)]
pub struct PassportState {
    /// The first day each place was ticked, by its id.
    pub ticked: Arc<HashMap<String, NaiveDate>>,
    /// Only trails of this theme.
    pub theme: Option<model::Theme>,
    /// The trail of which all is shown, by id.
    pub trail: Option<String>,
    /// The seal of which all is shown: place and day.
    pub seal: Option<(String, NaiveDate)>,
    /// The plan that is asked about: a second press forgets it.
    pub forgetting: Option<usize>,
    more: usize,
    reading: Slot<()>,
}

impl PassportState {
    /// The passport of this person.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        Self { ticked: Arc::new(profile.first_ticks()), ..Self::default() }
    }

    /// How many seals are shown.
    #[must_use]
    pub fn most(&self) -> usize {
        PAGE.saturating_mul(self.more.saturating_add(1))
    }

    /// How many stops of a trail are ticked.
    #[must_use]
    pub fn progress(&self, trail: &Trail) -> usize {
        trail.stops.iter().filter(|id| self.ticked.contains_key(*id)).count()
    }

    /// The day on which the last stop of a trail was ticked for the first time; `None` while one is not.
    #[must_use]
    pub fn finished(&self, trail: &Trail) -> Option<NaiveDate> {
        let days: Option<Vec<NaiveDate>> = trail.stops.iter().map(|id| self.ticked.get(id).copied()).collect();
        days?.into_iter().max()
    }
}

/// What a person wants of trails and check-ins.
#[derive(Clone, Debug, PartialEq)]
pub enum PassportWish {
    /// Ask for day and note, to tick the place with this id.
    Begin(String),
    /// Take a check-in out.
    TakeOut(String, NaiveDate),
    /// Show all of this seal, or of none.
    Seal(Option<(String, NaiveDate)>),
    /// Show more seals.
    More,
    /// Only trails of this theme, or all.
    Theme(Option<model::Theme>),
    /// Show all of this trail, or the list again.
    Trail(Option<String>),
    /// Bring the stops of this trail into view, in a map of this many points.
    Show(String, (f32, f32)),
    /// Make the stops of this trail the plan.
    Plan(String),
    /// Begin a published trail with the stops of the plan, in the form of the lists.
    Publish,
    /// Ask where to write the certificate of this trail to.
    Certificate(String),
    /// Write the certificate that the dialog is about.
    WriteCertificate(Box<Certificate>),
    /// Ask where to write one's own file to.
    Export,
    /// Ask which of one's own files to take in.
    Import,
    /// Ask for another name for the plan of this position.
    Rename(usize),
    /// Ask for a name to keep the tour under.
    Keep,
    /// Ask whether to forget the plan of this position, or no longer.
    Forgetting(Option<usize>),
}

/// Carries it out.
pub(super) fn wish(state: &mut State, wish: PassportWish) -> Vec<Request> {
    let passport = &mut state.passport;
    match wish {
        PassportWish::Begin(place) => begin(state, place),
        PassportWish::TakeOut(place, date) => {
            let Some(out) = state.profile.take_out(&place, date) else { return vec![] };
            passport.seal = None;
            state.say(NoticeKind::Done, t!("passport.taken_out", name = out.name, date = date));
            return kept(state);
        }
        PassportWish::Seal(seal) => passport.seal = seal,
        PassportWish::More => passport.more = passport.more.saturating_add(1),
        PassportWish::Theme(theme) => passport.theme = theme,
        PassportWish::Trail(trail) => passport.trail = trail,
        PassportWish::Show(trail, size) => show(state, &trail, size),
        PassportWish::Plan(trail) => return plan(state, &trail),
        PassportWish::Publish => publish(state),
        PassportWish::Certificate(trail) => {
            let path = in_folder(state, &format!("{trail}.pdf"));
            state.dialog =
                Some(Dialog::Certificate { trail, name: String::new(), path, overwrite: false, error: None });
        }
        PassportWish::WriteCertificate(certificate) => return write_certificate(state, certificate),
        PassportWish::Export => {
            let path = in_folder(state, "shibei-passport.json");
            state.dialog = Some(Dialog::OwnFile { import: false, path, overwrite: false, error: None });
        }
        PassportWish::Import => {
            let path = in_folder(state, "shibei-passport.json");
            state.dialog = Some(Dialog::OwnFile { import: true, path, overwrite: false, error: None });
        }
        PassportWish::Rename(plan) => {
            let name = state.profile.plans.get(plan).map(|p| p.name.clone());
            state.dialog = name.map(|name| Dialog::NamePlan { plan: Some(plan), name, error: None });
        }
        PassportWish::Keep => {
            let name = t!("tour_panel.title", date = state.tour.plan().depart.date()).into_owned();
            state.dialog = Some(Dialog::NamePlan { plan: None, name, error: None });
        }
        PassportWish::Forgetting(plan) => passport.forgetting = plan,
    }
    vec![]
}

fn in_folder(state: &State, name: &str) -> String {
    state.folder.join(name).to_string_lossy().into_owned()
}

fn begin(state: &mut State, place: String) {
    let Some(name) = state.snapshot().and_then(|s| s.place(&place)).map(|p| p.name.clone()) else { return };
    let date = state.now.date().to_string();
    state.dialog = Some(Dialog::CheckIn { place, name, date, note: String::new(), error: None });
}

/// The profile has changed: what is derived from it is made again, and it is saved.
fn kept(state: &mut State) -> Vec<Request> {
    state.passport.ticked = Arc::new(state.profile.first_ticks());
    save_profile(state)
}

/// The points of a trail's stops that have one.
fn points(snapshot: &Snapshot, trail: &str) -> Vec<Coord<f64>> {
    let trail = snapshot.trails.iter().find(|t| t.id == trail);
    let stops = trail.into_iter().flat_map(|t| &t.stops);
    stops.filter_map(|id| snapshot.place(id)?.location).collect()
}

fn show(state: &mut State, trail: &str, size: (f32, f32)) {
    let Some(snapshot) = state.snapshot().cloned() else { return };
    let points = points(&snapshot, trail);
    let bounds = points.iter().map(|c| geo::Point(*c)).collect::<MultiPoint>().bounding_rect();
    let Some(bounds) = bounds else { return };
    let Camera { center, zoom } = Camera::fitting(bounds, size, MARGIN);
    state.fly_to(center, zoom.min(17.0));
}

/// The stops of a trail become the plan; who was to set out in the past sets out soon.
fn plan(state: &mut State, id: &str) -> Vec<Request> {
    let Some(snapshot) = state.snapshot().cloned() else { return vec![] };
    let Some(trail) = snapshot.trails.iter().find(|t| t.id == id) else { return vec![] };
    let stop = |(at, id): (usize, &String)| {
        let usual = Stop::of_place(snapshot.place(id)?);
        Some(Stop { stay_s: trail.stay_s(at).map_or(usual.stay_s, |s| s.min(tour::LONGEST_STAY_S)), ..usual })
    };
    let stops: Vec<Stop> = trail.stops.iter().enumerate().filter_map(stop).collect();
    let lost = trail.stops.len() - stops.len();
    if lost > 0 {
        state.say(NoticeKind::Problem, t!("tour_panel.lost_stops", n = lost));
    }
    let now = state.now;
    let mut requests = tour::wish(state, TourWish::Page(TourPage::Plan));
    requests.extend(tour::replace(state, &trail.name, |plan| {
        let soon = TourState::new(now).plan().clone();
        let old = std::mem::replace(&mut plan.tour, Tour { stops, ..soon });
        (plan.tour.profile, plan.tour.pace) = (old.profile, old.pace);
        if old.depart >= now {
            (plan.tour.depart, plan.tour.lunch) = (old.depart, old.lunch);
        }
        plan.errands.clear();
    }));
    requests
}

/// A trail leads to places: points of the map are left out.
fn publish(state: &mut State) {
    if let Err(why) = Command::Lists.available(state) {
        return state.say(NoticeKind::Problem, why);
    }
    let all = &state.tour.plan().stops;
    let places: Vec<&Stop> = all.iter().filter(|s| !s.place.is_empty()).collect();
    if places.is_empty() {
        return state.say(NoticeKind::Hint, t!("passport.nothing_to_publish"));
    }
    let left_out = all.len() - places.len();
    let join = |cells: Vec<String>| cells.join(&SEPARATOR.to_string());
    let stops = join(places.iter().map(|s| s.place.clone()).collect());
    let stays = join(places.iter().map(|s| (s.stay_s / 60).to_string()).collect());
    if left_out > 0 {
        state.say(NoticeKind::Problem, t!("passport.points_left_out", n = left_out));
    }
    let _ = lists::work(state, ListWork::Show(List::Trails));
    // An edit that is not finished is shown, and nothing else begun.
    state.dialog = Some(Dialog::Lists);
    let order = TrailOrder::Fixed.key();
    let cells = [("stops", &*stops), ("stay_minutes", &*stays), ("stop_order", order), ("source", COMPOSED_HERE)];
    lists::new(state, List::Trails, &cells);
}

fn write_certificate(state: &mut State, certificate: Box<Certificate>) -> Vec<Request> {
    let ticket = state.next_ticket();
    let Some(Dialog::Certificate { path, overwrite, error, .. }) = &mut state.dialog else { return vec![] };
    let file = PathBuf::from(path.trim());
    if !file.extension().is_some_and(|e| e.eq_ignore_ascii_case("pdf")) {
        *error = Some(Failure(t!("passport.pdf_ending").into_owned()));
        return vec![];
    }
    state.writing.ask(ticket);
    vec![Request::Certificate { ticket, path: file, certificate, overwrite: *overwrite }]
}

/// Carries out one of its dialogs.
pub(super) fn confirm(state: &mut State) -> Vec<Request> {
    match state.dialog.clone() {
        Some(Dialog::CheckIn { place, name, date, note, .. }) => tick(state, place, &name, &date, note),
        Some(Dialog::NamePlan { plan: Some(plan), name, .. }) => rename(state, plan, &name),
        Some(Dialog::NamePlan { plan: None, name, error }) => keep(state, &name, error.as_ref()),
        Some(Dialog::OwnFile { import, path, overwrite, .. }) => own_file(state, import, path.trim(), overwrite),
        _ => vec![],
    }
}

/// Says in the dialog what is wrong.
fn refuse(state: &mut State, why: Failure) {
    match &mut state.dialog {
        Some(Dialog::CheckIn { error, .. } | Dialog::NamePlan { error, .. } | Dialog::OwnFile { error, .. }) => {
            *error = Some(why);
        }
        _ => state.say(NoticeKind::Problem, why.0),
    }
}

fn tick(state: &mut State, place: String, name: &str, date: &str, note: String) -> Vec<Request> {
    let today = state.now.date();
    let ticked = check_in_day(date, today).and_then(|date| {
        let name = name.to_owned();
        state.profile.check_in(CheckIn { place, name, date, note }, today).map(|()| date)
    });
    match ticked {
        Ok(date) => {
            state.dialog = None;
            state.say(NoticeKind::Done, t!("passport.ticked", name = name, date = date));
            kept(state)
        }
        Err(why) => {
            refuse(state, why.into());
            vec![]
        }
    }
}

fn rename(state: &mut State, plan: usize, name: &str) -> Vec<Request> {
    let plans = &mut state.profile.plans;
    let taken = |name: &String| plans.iter().enumerate().any(|(i, p)| i != plan && p.name == *name);
    let name = match plan_name(name) {
        Ok(name) if taken(&name) => Err(Failure(t!("passport.name_taken", name = name).into_owned())),
        other => other.map_err(Failure::from),
    };
    match (name, plans.get_mut(plan)) {
        (Ok(name), Some(kept)) => {
            kept.name = name;
            state.dialog = None;
            save_profile(state)
        }
        (Err(why), _) => {
            refuse(state, why);
            vec![]
        }
        (Ok(_), None) => vec![],
    }
}

/// Keeps the tour; a plan of the same name is replaced when that has been said and is confirmed.
fn keep(state: &mut State, name: &str, said: Option<&Failure>) -> Vec<Request> {
    let name = match plan_name(name) {
        Ok(name) => name,
        Err(why) => {
            refuse(state, why.into());
            return vec![];
        }
    };
    let taken = Failure(t!("passport.replaces", name = name).into_owned());
    if said != Some(&taken) && state.profile.plans.iter().any(|p| p.name == name) {
        refuse(state, taken);
        return vec![];
    }
    state.dialog = None;
    tour::wish(state, TourWish::Save(name))
}

fn own_file(state: &mut State, import: bool, path: &str, overwrite: bool) -> Vec<Request> {
    let (ticket, path) = (state.next_ticket(), PathBuf::from(path));
    if !path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json")) {
        refuse(state, Failure(t!("passport.json_ending").into_owned()));
        return vec![];
    }
    if import {
        state.passport.reading.ask(ticket);
        return vec![Request::ReadText { ticket, path, most: OWN_FILE_LIMIT }];
    }
    state.writing.ask(ticket);
    vec![Request::WriteText { ticket, path, text: state.profile.own_file(), overwrite }]
}

/// The file to be taken in has been read.
pub(super) fn receive(state: &mut State, event: Event) -> Vec<Request> {
    let Event::TextRead(ticket, read) = event else { return vec![] };
    if !state.passport.reading.answer(ticket, Ok(())) {
        return vec![];
    }
    let today = state.now.date();
    let merged = read.and_then(|text| {
        let file = read_own_file(&text, today)?;
        Ok(state.profile.merge(file)?)
    });
    match merged {
        Ok(merged) => {
            if matches!(state.dialog, Some(Dialog::OwnFile { import: true, .. })) {
                state.dialog = None;
            }
            state.say(NoticeKind::Done, merged.words());
            kept(state)
        }
        Err(why) => {
            refuse(state, why);
            vec![]
        }
    }
}

/// Takes over what another run of the program has changed in the profile file.
pub(super) fn follow(state: &mut State, changed: OwnElsewhere) -> Vec<Request> {
    let things = |list| serde_json::from_value::<OwnThings>(list).ok();
    let (Some(added), Some(taken_out)) = (things(changed.added), things(changed.taken_out)) else { return vec![] };
    let profile = &mut state.profile;
    let ticks = put_together(&mut profile.check_ins, added.check_ins, &taken_out.check_ins);
    let plans = put_together(&mut profile.plans, added.plans, &taken_out.plans);
    if !ticks && !plans {
        return vec![];
    }
    profile.newest_first();
    if plans {
        // What was asked about a plan was asked by its position.
        state.passport.forgetting = None;
        state.dialog.take_if(|d| matches!(d, Dialog::NamePlan { plan: Some(_), .. }));
    }
    state.say(NoticeKind::Done, t!("passport.elsewhere"));
    kept(state)
}

/// Whether that changes anything.
fn put_together<T: PartialEq>(own: &mut Vec<T>, mut added: Vec<T>, taken_out: &[T]) -> bool {
    let before = own.len();
    own.retain(|e| !taken_out.contains(e));
    added.retain(|e| !own.contains(e));
    let changed = own.len() < before || !added.is_empty();
    own.splice(0..0, added);
    changed
}

impl super::Merged {
    /// What the import came to, in words.
    #[must_use]
    pub fn words(self) -> String {
        let Self { check_ins, plans, known } = self;
        t!("passport.merged", check_ins = check_ins, plans = plans, known = known).into_owned()
    }
}
