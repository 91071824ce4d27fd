//! The counter slip: what stands on it in words, and the window that asks where to write it.

use std::collections::BTreeSet;

use egui::Ui;
use rust_i18n::t;

use super::{View, dialogs, icons, kit, words};
use crate::{
    formats::Slip,
    jobs::Ways,
    model::{Date, Matter, MatterAtPlace, Now, Place, Snapshot},
    routing::Basis,
    state::{Action, Dialog, Errand, ServiceWish, State},
};

/// What a slip is made of.
pub struct SlipOf<'a> {
    /// All that is known.
    pub snapshot: &'a Snapshot,
    /// The matter.
    pub matter: &'a Matter,
    /// Where it is to be done.
    pub place: &'a Place,
    /// The ways it is done there.
    pub at: &'a [&'a MatterAtPlace],
    /// The way there, and where it begins.
    pub way: Option<(&'a Ways, String)>,
    /// The moment it is made.
    pub now: Now,
}

impl SlipOf<'_> {
    /// The slip in the language in use.
    #[must_use]
    pub fn words(&self) -> Slip {
        let Self { matter, place, at, now, .. } = self;
        let english = &*rust_i18n::locale() == "en";
        let (way, way_total) = self.way();
        let mut documents = matter.documents.clone();
        for listed in at.iter().map(|a| &a.documents).filter(|d| !d.is_empty()) {
            if !documents.contains(listed) {
                documents.push(listed.clone());
            }
        }
        let unlocated = || format!("{} · {}", t!("place.unlocated"), words::precision(place.source.precision));
        let doubtful = place.is_doubtful().then(|| t!("card.doubtful_point").into_owned());
        Slip {
            title: matter.name.clone(),
            place: place.name_in(english).to_owned(),
            address: if place.address.is_empty() {
                t!("service.no_address").into_owned()
            } else {
                place.address.clone()
            },
            position: if place.location.is_none() { Some(unlocated()) } else { doubtful },
            hours: self.hours(),
            channel: words::how_done(at.iter().copied()),
            way,
            way_total,
            notes: self.notes(&documents),
            documents,
            facts: [("fee", &matter.fee), ("time_limit", &matter.time_limit), ("phone", &place.phone)]
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(key, value)| (t!(format!("service.slip.{key}")).into_owned(), value.clone()))
                .collect(),
            qr: self.qr(),
            map: None,
            footer: self.footer(*now),
        }
    }

    /// Hours of the matter there, else the place's, day by day for a week from now with equal days together.
    fn hours(&self) -> Vec<String> {
        let own = self.at.iter().find_map(|a| a.hours.as_ref());
        let Some(hours) = own.or(self.place.hours.as_ref()) else {
            return vec![t!("service.slip.hours_unknown").into_owned()];
        };
        let from = self.now.date();
        let of = words::aside("", &words::week_of(from)).trim_start().to_owned();
        words::week(hours, from, &self.snapshot.calendar).into_iter().chain([of]).collect()
    }

    /// Steps of the way, and how long and far it is in all.
    fn way(&self) -> (Vec<String>, String) {
        let Some((ways, from)) = &self.way else { return (vec![], String::new()) };
        let route = &ways.route;
        let steps = route.legs.iter().flat_map(|l| &l.steps).map(words::step).collect();
        let (length, time) = (words::length(route.length_m()), words::duration(route.duration_s()));
        let mut total = t!("service.slip.way", from = from, length = length, time = time).into_owned();
        if route.basis == Basis::StraightLine {
            total = format!("{total} · {}", t!("service.slip.straight"));
        }
        (steps, total)
    }

    fn notes(&self, documents: &[String]) -> Vec<String> {
        let steps = self.matter.steps.iter().enumerate().map(|(n, s)| format!("{}. {s}", n + 1));
        let unstated = documents.is_empty().then(|| t!("service.bring_unstated").into_owned());
        let mut notes: Vec<String> = unstated.into_iter().chain(steps).collect();
        for note in [&self.matter.note].into_iter().chain(self.at.iter().map(|a| &a.note)) {
            if !note.is_empty() && !notes.contains(note) {
                notes.push(note.clone());
            }
        }
        notes
    }

    /// The point for a telephone to navigate to (RFC 5870: latitude first), or the address to look for.
    fn qr(&self) -> Option<(String, String)> {
        match self.place.location {
            Some(at) => Some((format!("geo:{:.6},{:.6}", at.y, at.x), t!("service.slip.scan_point").into_owned())),
            None if self.place.address.is_empty() => None,
            None => Some((
                format!("{} {}", self.place.name, self.place.address),
                t!("service.slip.scan_address").into_owned(),
            )),
        }
    }

    fn footer(&self, now: Now) -> String {
        let of = |source: &str, date: &str| match (source.contains(date), date.is_empty()) {
            (_, true) | (true, _) => source.to_owned(),
            (false, false) => format!("{source}（{date}）"),
        };
        let dated = |source: &str, date: Date| of(source, &date.to_string());
        let mut sources = BTreeSet::from([
            dated(&self.matter.source, self.matter.source_date),
            of(&self.place.source.origin, &self.place.source.date),
        ]);
        sources.extend(self.at.iter().map(|a| dated(&a.source, a.source_date)));
        let sources: Vec<String> = sources.into_iter().filter(|s| !s.is_empty()).collect();
        let comma = t!("unit.list_comma");
        t!("service.slip.footer", day = now.format("%Y-%m-%d"), sources = sources.join(&comma)).into_owned()
    }
}

/// The slip that the dialog is about; `None` when the store no longer has what it is for.
fn composed(state: &State, errand: &Errand) -> Option<Slip> {
    let (snapshot, directory) = (state.snapshot()?, &state.services.directory);
    let matter = snapshot.matters.get(directory.matter(&errand.matter)?)?;
    let place = snapshot.place(&errand.place)?;
    let entries = directory.done_at(&errand.matter).iter().filter_map(|&i| snapshot.matters_at.get(i));
    let at: Vec<&MatterAtPlace> = entries.filter(|a| a.place == errand.place).collect();
    let way = state.services.way.value().map(|w| (w, words::origin(state)));
    Some(SlipOf { snapshot, matter, place, at: &at, way, now: state.now }.words())
}

/// Asks where to write the slip, and says what will stand on it.
#[expect(clippy::too_many_arguments, reason = "each is one part of the dialog")]
pub(super) fn dialog(
    ui: &mut Ui,
    state: &State,
    view: &mut View,
    errand: &Errand,
    path: &str,
    overwrite: bool,
    error: Option<&str>,
    actions: &mut Vec<Action>,
) {
    dialogs::title(ui, &t!("service.slip.title"));
    let Some(slip) = composed(state, errand) else { return };
    ui.label(format!("{} · {}", slip.title, slip.place));
    if let Some(position) = &slip.position {
        kit::doubt(ui, |ui| ui.label(format!("{} {position}", icons::DOUBT)));
    }
    let waiting = state.services.way.is_pending();
    if waiting {
        ui.horizontal(|ui| {
            ui.spinner();
            kit::quiet(ui, t!("service.slip.way_pending"));
        });
    } else if slip.way_total.is_empty() {
        kit::quiet(ui, t!("service.slip.no_way"));
    } else {
        kit::quiet(ui, slip.way_total.clone());
    }
    ui.add_space(4.0);
    let (mut path_now, mut overwrite_now) = (path.to_owned(), overwrite);
    let entered = dialogs::path_field(ui, &mut path_now, view);
    ui.checkbox(&mut overwrite_now, t!("dialog.overwrite"));
    if path_now != path || overwrite_now != overwrite {
        let dialog = Dialog::Slip { errand: errand.clone(), path: path_now, overwrite: overwrite_now, error: None };
        actions.push(Action::SetDialog(Some(dialog)));
    }
    if let Some(error) = error {
        kit::doubt(ui, |ui| ui.label(format!("{} {error}", icons::WARNING)));
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let save = ui.add_enabled_ui(!waiting && !state.writing.is_pending(), |ui| {
            kit::main_button(ui, &t!("service.slip.save")).clicked()
        });
        if save.inner || (entered && !waiting) {
            actions.push(Action::Service(ServiceWish::Write(Box::new(slip))));
        }
        if ui.button(t!("dialog.cancel")).clicked() {
            actions.push(Action::SetDialog(None));
        }
    });
}
