//! The card of an area: what it is and which places belong to it, the unlocated ones among them.

use egui::{FontId, RichText, Ui, pos2};
use rust_i18n::t;

use super::head::{head, route_buttons};
use crate::{
    model::{Layer, Snapshot},
    search::Target,
    state::{Action, State},
    ui::{icons, kit, looks, theme, words},
};

pub(super) fn zone_card(ui: &mut Ui, state: &State, snapshot: &Snapshot, i: usize, actions: &mut Vec<Action>) {
    let zone = &snapshot.zones[i];
    let english = state.english();
    let other = if english { zone.name.as_str() } else { zone.name_en.as_str() };
    let colour = theme::layer_colour(Layer::Zones);
    let kind = words::zone_kind(zone.kind);
    head(ui, icons::MARK_AREA, colour, &kind, words::zone_name(zone, english), other, None, actions);
    if zone.label.is_some() {
        ui.add_space(4.0);
        route_buttons(ui, Target::Zone(i), actions);
    } else {
        kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::DOUBT, t!("zone.no_outline"))));
    }
    kit::heading(ui, &t!("card.facts"));
    kit::field(ui, &t!("zone.code"), &zone.code);
    kit::field(
        ui,
        &t!("zone.area"),
        &zone.area_km2.map(|a| t!("unit.square_km", n = a).into_owned()).unwrap_or_default(),
    );
    super::card_health::teams(ui, state, zone);
    kit::field(ui, &t!("card.note"), &zone.note);
    kit::field(ui, &t!("card.origin"), &zone.source);
    kit::field(ui, &t!("card.date"), &zone.source_date);

    let here = |p: &crate::model::Place| p.subdistrict == zone.name;
    let located: Vec<usize> = (0..snapshot.places.len())
        .filter(|&i| snapshot.places[i].location.is_some() && here(&snapshot.places[i]))
        .collect();
    list(ui, state, snapshot, &t!("zone.places", n = located.len()), &located, actions);
    let unlocated = snapshot.unlocated_in(zone);
    list(ui, state, snapshot, &t!("zone.unlocated", n = unlocated.len()), &unlocated, actions);
}

fn list(ui: &mut Ui, state: &State, snapshot: &Snapshot, title: &str, places: &[usize], actions: &mut Vec<Action>) {
    if places.is_empty() {
        return;
    }
    ui.add_space(6.0);
    ui.label(RichText::new(title).size(13.0));
    ui.spacing_mut().item_spacing.y = 2.0;
    for &i in places {
        let place = &snapshot.places[i];
        let name = place.name_in(state.english());
        let response = kit::row(ui, 36.0, false, name, |ui, rect| {
            let p = theme::palette(ui);
            kit::badge(
                ui,
                pos2(rect.left() + 14.0, rect.center().y),
                looks::icon(place.category),
                theme::layer_colour(place.category.layer()),
            );
            let job = egui::text::LayoutJob::simple_singleline(name.to_owned(), FontId::proportional(13.5), p.text);
            kit::paint_line(ui, pos2(rect.left() + 38.0, rect.center().y), rect.width() - 40.0, job);
        });
        if response.clicked() {
            actions.push(Action::Select(Target::Place(i)));
        }
    }
}
