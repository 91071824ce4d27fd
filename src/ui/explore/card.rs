//! The card of a place: what to do first, then what is known, then who says so.

use chrono::{Datelike as _, Days};
use egui::{CollapsingHeader, RichText, ScrollArea, Ui};
use rust_i18n::t;

use super::{
    addresses::proposal,
    card_matters,
    card_voices::voices,
    head::{head, route_buttons},
    zone_card::zone_card,
};
use crate::{
    model::{Confidence, OpenState, Place, Snapshot, Status},
    search::Target,
    state::{Action, Command, State, TourPage, TourWish},
    ui::{icons, kit, looks, map_view, theme, way_menu, words},
};

/// Shows the card of what is selected.
pub(in crate::ui) fn card(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let (Some(snapshot), Some(target)) = (state.snapshot(), state.selected) else { return };
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| match target {
        Target::Place(i) => place_card(ui, state, snapshot, i, actions),
        Target::Zone(i) => zone_card(ui, state, snapshot, i, actions),
    });
}

fn place_card(ui: &mut Ui, state: &State, snapshot: &Snapshot, i: usize, actions: &mut Vec<Action>) {
    let place = &snapshot.places[i];
    let english = state.english();
    let other = if english { place.name.as_str() } else { place.name_en.as_str() };
    let colour = theme::layer_colour(place.category.layer());
    head(
        ui,
        looks::icon(place.category),
        colour,
        &words::category(place.category),
        place.name_in(english),
        other,
        Some(state.profile.favourites.contains(&place.id)),
        actions,
    );
    status(ui, state, snapshot, place);
    ui.add_space(4.0);
    route_buttons(ui, Target::Place(i), actions);
    ui.horizontal_wrapped(|ui| {
        tour_button(ui, state, place, i, actions);
        super::passport::on_card(ui, state, place, actions);
    });
    if let Some(at) = place.location {
        way_menu::reach_button(ui, state, at, actions);
    }
    ui.add_space(4.0);
    if state.profile.staff {
        let available = Command::EditPlace.available(state);
        ui.add_enabled_ui(available.is_ok(), |ui| {
            let response = kit::button(ui, icons::EDIT, &t!("edit.begin"));
            if response.clicked() {
                actions.push(Action::Run(Command::EditPlace));
            }
            if let Err(reason) = available {
                response.on_disabled_hover_text(reason);
            }
        });
    }
    if place.location.is_none() {
        unlocated(ui, state, snapshot, place, actions);
    } else if place.is_doubtful() {
        kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::DOUBT, t!("card.doubtful_point"))));
    }
    voices(ui, state, snapshot, (&place.id, ""), actions);
    facts(ui, snapshot, place);
    hours(ui, state, snapshot, place);
    super::card_firms::firms(ui, state, snapshot, place, actions);
    card_matters::matters(ui, state, snapshot, place, actions);
    card_matters::facilities(ui, place);
    card_matters::stated_facts(ui, state, snapshot, &place.id);
    super::card_health::health(ui, state, snapshot, place, actions);
    super::card_events::events(ui, state, snapshot, place, actions);
    whereabouts(ui, place);
    sources(ui, place);
}

/// Adds the place to the tour, or shows it there.
fn tour_button(ui: &mut Ui, state: &State, place: &Place, i: usize, actions: &mut Vec<Action>) {
    match state.tour.plan().stops.iter().position(|s| s.place == place.id) {
        None => {
            if kit::button(ui, icons::TOUR, &t!("tour_panel.add")).clicked() {
                actions.push(Action::Tour(TourWish::Add(Target::Place(i))));
            }
        }
        Some(n) => {
            if kit::button(ui, icons::CHECK, &t!("tour_panel.is_stop", n = n + 1)).clicked() {
                actions.push(Action::Tour(TourWish::Page(TourPage::Plan)));
            }
        }
    }
}

fn status(ui: &mut Ui, state: &State, snapshot: &Snapshot, place: &Place) {
    let p = theme::palette(ui);
    match place.status {
        Status::Former => {
            ui.label(RichText::new(t!("status_of.former")).color(p.bad));
            return;
        }
        Status::Disused => {
            ui.label(RichText::new(t!("status_of.disused")).color(p.doubt));
            return;
        }
        Status::InUse => {}
    }
    let open = OpenState::of(place.hours.as_ref(), state.now, &snapshot.calendar);
    let reason = words::unknown_reason(open).map(|r| format!(" · {r}")).unwrap_or_default();
    let text = format!("{} {}{reason}", icons::CLOCK, words::open_state(open, state.now));
    ui.add(egui::Label::new(RichText::new(text).color(theme::state_colour(p, open))).wrap());
}

/// 位置待核实: what is stated, and where one may go meanwhile.
fn unlocated(ui: &mut Ui, state: &State, snapshot: &Snapshot, place: &Place, actions: &mut Vec<Action>) {
    kit::doubt(ui, |ui| {
        ui.label(format!("{} {}", icons::DOUBT, t!("place.unlocated")));
        ui.label(RichText::new(words::precision(place.source.precision)).size(12.5));
        proposal(ui, state, place, actions);
        for near in snapshot.instead_of(place) {
            let other = &snapshot.places[near.place];
            let key = if near.stated { "card.stated_landmark" } else { "card.same_street" };
            if ui.link(t!(key, name = other.name_in(state.english()))).clicked() {
                actions.push(Action::Select(Target::Place(near.place)));
            }
        }
    });
}

fn facts(ui: &mut Ui, snapshot: &Snapshot, place: &Place) {
    kit::heading(ui, &t!("card.facts"));
    kit::field(ui, &t!("card.address"), &place.address);
    kit::field(ui, &t!("card.phone"), &place.phone);
    kit::field(ui, &t!("card.aliases"), &place.aliases.join("、"));
    kit::field(ui, &t!("card.subdistrict"), &place.subdistrict);
    kit::field(ui, &t!("card.lines"), &words::lines_at(snapshot, place).unwrap_or_default());
    kit::field(ui, &t!("card.note"), &place.note);
}

fn hours(ui: &mut Ui, state: &State, snapshot: &Snapshot, place: &Place) {
    if place.hours.is_none() && place.last_entry.is_none() {
        return;
    }
    kit::heading(ui, &t!("card.hours"));
    if let Some(time) = place.last_entry {
        ui.label(t!("card.last_entry", time = words::clock(time)));
    }
    let Some(hours) = &place.hours else { return };
    let day = |offset: u64| {
        let date = state.now.date().checked_add_days(Days::new(offset))?;
        let name = words::weekday(date.weekday().num_days_from_monday());
        let text = words::hours_on(Some(hours), date, &snapshot.calendar);
        let holiday = snapshot.calendar.day(date).map(|(_, name)| format!(" · {name}")).unwrap_or_default();
        Some((format!("{name} {}", date.format("%m-%d")), format!("{text}{holiday}")))
    };
    if let Some((_, today)) = day(0) {
        kit::field(ui, &t!("card.today"), &today);
    }
    CollapsingHeader::new(RichText::new(t!("card.week")).size(13.0)).id_salt("week").show(ui, |ui| {
        for (name, text) in (0..7).filter_map(day) {
            ui.horizontal(|ui| {
                ui.add_sized([92.0, 20.0], egui::Label::new(RichText::new(name).size(13.0)));
                ui.label(RichText::new(text).size(13.0));
            });
        }
        kit::quiet(ui, hours.as_str());
    });
}

fn whereabouts(ui: &mut Ui, place: &Place) {
    let Some(at) = place.location else { return };
    kit::heading(ui, &t!("card.position"));
    kit::field(ui, "WGS 84", &words::lon_lat(at));
    let doubt = if place.is_doubtful() { t!("card.to_be_verified").into_owned() } else { String::new() };
    kit::field(ui, &t!("card.precision"), &format!("{}{doubt}", words::precision(place.source.precision)));
    ui.menu_button(format!("{} {}", icons::COPY, t!("card.copy")), |ui| map_view::copy_items(ui, at));
}

fn sources(ui: &mut Ui, place: &Place) {
    kit::heading(ui, &t!("card.source"));
    kit::field(ui, &t!("card.origin"), &place.source.origin);
    let date = if place.source.date.is_empty() { t!("card.no_date").into_owned() } else { place.source.date.clone() };
    kit::field(ui, &t!("card.date"), &date);
    let confidence = t!(format!("confidence.{}", place.source.confidence.key()));
    kit::field(ui, &t!("card.confidence"), &confidence);
    if let Some((datum, xy)) = place.source.original {
        kit::field(ui, &t!("card.original"), &format!("{},{} {}", xy.x, xy.y, datum.key().to_uppercase()));
    }
    let weak = place.source.confidence == Confidence::Low;
    if weak {
        kit::quiet(ui, t!("card.weak_source"));
    }
}
