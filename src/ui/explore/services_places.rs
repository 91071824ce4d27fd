//! Where a matter is done: filters, and the places by how long the walk takes.

use egui::{FontId, Rect, RichText, Sense, Ui, pos2, text::LayoutJob, vec2};
use rust_i18n::t;

use super::search::origin_menu;
use crate::{
    model::{Place, Snapshot},
    routing::Basis,
    search::Target,
    state::{Action, Chosen, Errand, Offer, ServiceWish, State},
    ui::{icons, kit, looks, theme, words},
};

/// Height of a place.
const ROW: f32 = 86.0;

pub(super) fn show(ui: &mut Ui, state: &State, snapshot: &Snapshot, chosen: &Chosen, actions: &mut Vec<Action>) {
    kit::heading(ui, &t!("service.where", n = chosen.candidates.len()));
    if chosen.candidates.is_empty() {
        kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::DOUBT, t!("service.nowhere_hint"))));
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        kit::quiet(ui, t!("service.walk_from"));
        origin_menu(ui, state, actions);
    });
    filters(ui, state, chosen, actions);
    if chosen.walks.is_pending() {
        ui.spinner();
    }
    if let Some(error) = chosen.walks.error() {
        kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::WARNING, error.0)));
    }
    let Some((_, basis)) = chosen.walks.value() else { return };
    let walked = chosen.offers.list.iter().any(|o| o.walk_s.is_some());
    if walked && *basis == Basis::StraightLine {
        kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::INFO, t!("route.straight_line"))));
    } else if walked {
        kit::quiet(ui, t!("route.on_streets"));
    }
    left_out(ui, chosen);
    list(ui, state, snapshot, chosen, actions);
}

/// What the places can be asked for besides; nothing that none of them has.
fn filters(ui: &mut Ui, state: &State, chosen: &Chosen, actions: &mut Vec<Action>) {
    let filter = &state.services.filter;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        let mut chip = |ui: &mut Ui, name: &str, on: bool, wish: ServiceWish| {
            if kit::chip(ui, name, on, &t!("service.only", what = name)).clicked() {
                actions.push(Action::Service(wish));
            }
        };
        chip(ui, &t!("service.open_at_arrival"), filter.open, ServiceWish::Open(!filter.open));
        for &channel in &chosen.channels {
            let on = filter.channel == Some(channel);
            chip(ui, &words::channel(channel), on, ServiceWish::Channel((!on).then_some(channel)));
        }
        for &facility in &chosen.facilities {
            let on = filter.facilities.contains(&facility);
            chip(ui, &words::facility(facility), on, ServiceWish::Facility(facility));
        }
    });
}

/// How many places the filters leave out, and why.
fn left_out(ui: &mut Ui, chosen: &Chosen) {
    let offers = &chosen.offers;
    for (n, key) in [
        (offers.closed, "service.left_closed"),
        (offers.without, "service.left_without"),
        (offers.otherwise, "service.left_otherwise"),
    ] {
        if n > 0 {
            kit::quiet(ui, t!(key, n = n));
        }
    }
    if offers.list.is_empty() {
        kit::empty(ui, icons::FILTER, &t!("service.nothing_passes"), &t!("service.nothing_passes_hint"));
    }
}

/// The places; only what is seen is laid out.
fn list(ui: &mut Ui, state: &State, snapshot: &Snapshot, chosen: &Chosen, actions: &mut Vec<Action>) {
    let all = &chosen.offers.list;
    #[expect(clippy::cast_precision_loss, reason = "a few thousand rows")]
    let top = |i: usize| i as f32 * ROW;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), top(all.len())), Sense::hover());
    let mut hovered = None;
    for (i, offer) in all.iter().enumerate() {
        let at = Rect::from_min_size(rect.left_top() + vec2(0.0, top(i)), vec2(rect.width(), ROW - 2.0));
        if !ui.is_rect_visible(at) {
            continue;
        }
        let Some(place) = snapshot.places.get(offer.place) else { continue };
        let mut spot = ui.new_child(egui::UiBuilder::new().max_rect(at).id_salt(offer.place));
        let target = Target::Place(offer.place);
        let name = place.name_in(state.english());
        let row = kit::row(&mut spot, ROW - 2.0, state.selected == Some(target), name, |ui, rect| {
            paint(ui, rect, state, snapshot, offer, place);
        });
        if row.clicked() {
            actions.push(Action::Select(target));
        }
        if row.hovered() {
            hovered = Some(target);
        }
        let buttons = Rect::from_min_max(pos2(at.right() - 76.0, at.bottom() - 36.0), at.right_bottom());
        let mut spot = ui.new_child(egui::UiBuilder::new().max_rect(buttons).id_salt(("do", offer.place)));
        spot.horizontal(|ui| row_buttons(ui, state, chosen, place, name, actions));
    }
    if hovered.is_some() && hovered != state.hovered {
        actions.push(Action::Hover(hovered));
    }
}

fn row_buttons(ui: &mut Ui, state: &State, chosen: &Chosen, place: &Place, name: &str, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.x = 4.0;
    let errand = Errand { matter: chosen.matter.clone(), place: place.id.clone() };
    let on = state.services.errands.contains(&errand);
    let icon = if on { icons::CHECK } else { icons::BASKET };
    if kit::icon_toggle(ui, icon, &t!("service.add_at", place = name), on).clicked() {
        let at = state.services.errands.iter().position(|e| *e == errand);
        let wish = at.map_or_else(|| ServiceWish::Add(errand.clone()), ServiceWish::Drop);
        actions.push(Action::Service(wish));
    }
    if kit::icon_button(ui, icons::PRINT, &t!("service.print_at", place = name)).clicked() {
        actions.push(Action::Service(ServiceWish::Print(errand)));
    }
}

fn paint(ui: &Ui, rect: Rect, state: &State, snapshot: &Snapshot, offer: &Offer, place: &Place) {
    let p = theme::palette(ui);
    let colour = theme::layer_colour(place.category.layer());
    kit::badge(ui, pos2(rect.left() + 14.0, rect.top() + 16.0), looks::icon(place.category), colour);
    let (left, right) = (rect.left() + 38.0, rect.right());
    let line = |text: String, size, colour| LayoutJob::simple_singleline(text, FontId::proportional(size), colour);
    let y = |down: f32| rect.top() + down;
    let time = match offer.walk_s {
        Some(seconds) => line(t!("service.walk", time = words::duration(seconds)).into_owned(), 12.5, p.quiet),
        None if place.location.is_some() => line(t!("service.no_way").into_owned(), 12.5, p.doubt),
        None => line(t!("place.unlocated").into_owned(), 12.5, p.doubt),
    };
    let taken = kit::paint_line_to(ui, pos2(right, y(9.0)), time) + 8.0;
    let name = place.name_in(state.english()).to_owned();
    kit::paint_line(ui, pos2(left, y(9.0)), right - left - taken, line(name, 14.5, p.text));
    let colour = if offer.walk_s.is_some() { theme::state_colour(p, offer.open) } else { p.quiet };
    let open = words::offer_open(offer, state.now);
    kit::paint_line(ui, pos2(left, y(29.0)), right - left, line(open, 12.5, colour));
    let short = right - left - 74.0;
    let how = words::how_done(offer.at.iter().filter_map(|&i| snapshot.matters_at.get(i)));
    kit::paint_line(ui, pos2(left, y(49.0)), short, line(how, 12.5, p.text));
    let address = if place.address.is_empty() { t!("service.no_address").into_owned() } else { place.address.clone() };
    kit::paint_line(ui, pos2(left, y(67.0)), short, line(address, 12.0, p.quiet));
}

/// Facilities as small words in a row.
pub(super) fn facilities(ui: &mut Ui, place: &Place) {
    if place.facilities.is_empty() {
        return;
    }
    kit::heading(ui, &t!("service.facilities"));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(10.0, 2.0);
        for &facility in &place.facilities {
            ui.label(RichText::new(format!("{} {}", icons::CHECK, words::facility(facility))).size(13.5));
        }
    });
}
