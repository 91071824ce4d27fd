//! A click on a disc: nearer, or the list of what no zoom takes apart; and what a disc says under the pointer.

use egui::{Align2, FontFamily, FontId, Popup, PopupCloseBehavior, Pos2, Response, RichText, ScrollArea, Ui, vec2};
use geo::Coord;
use rust_i18n::t;

use super::{
    View,
    camera::{Flight, Screen},
    kit, looks,
    marks::{self, Heap},
    theme::{self, MARKS},
    words,
};
use crate::{
    model::{Layer, Snapshot},
    search::Target,
    spatial::Kinds,
    state::{Action, Camera, State},
};

/// From this zoom on a list is more use than looking nearer still.
const LIST_FROM: f64 = 18.5;
/// Discs of more than this have no name.
const NAMED: usize = 3;
/// Height of a row of the list.
const ROW: f32 = 36.0;

/// The open list.
pub(super) struct HeapList {
    at: Coord<f64>,
    /// Indices of the places, by kind and name.
    places: Vec<usize>,
}

/// Carries out a click on a disc.
pub(super) fn click(ui: &Ui, snapshot: &Snapshot, view: &mut View, screen: &Screen, heap: &Heap, kinds: Kinds) {
    let center = screen.lon_lat(heap.at);
    let zoom = snapshot.clusters.splits_at(heap.node, kinds);
    if zoom < LIST_FROM {
        let from = Camera { center: screen.lon_lat(screen.rect.center()), zoom: screen.zoom };
        view.flight = Some(Flight::new(from, Camera { center, zoom: zoom.max(screen.zoom) }));
    } else {
        let mut places: Vec<usize> = snapshot.clusters.spots_in(heap.node, kinds).iter().map(|s| s.id).collect();
        places.sort_by_key(|&i| (snapshot.places[i].category, &snapshot.places[i].name));
        view.heap = Some(HeapList { at: center, places });
    }
    ui.ctx().request_repaint();
}

/// What is written beside a disc of few: the one that would lie on top, and how many there are.
pub(super) fn name(snapshot: &Snapshot, heap: &Heap, kinds: Kinds, english: bool) -> Option<String> {
    if heap.count > NAMED {
        return None;
    }
    let spots = snapshot.clusters.spots_in(heap.node, kinds);
    let top = spots.iter().map(|s| &snapshot.places[s.id]).min_by_key(|p| marks::rank(p.category))?;
    Some(t!("map.heap_name", name = top.name_in(english), n = heap.count).into_owned())
}

/// What a disc holds, by layer, and what a click does.
pub(super) fn explain(response: &Response, snapshot: &Snapshot, heap: &Heap, kinds: Kinds) {
    response.clone().on_hover_ui_at_pointer(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        ui.label(t!("map.heap", n = heap.count));
        for (kind, count) in snapshot.clusters.kinds_in(heap.node, kinds) {
            let Some(&layer) = Layer::ALL.get(usize::from(kind)) else { continue };
            let dot = theme::layer_colour(layer);
            ui.horizontal(|ui| {
                let (spot, _) = ui.allocate_exact_size(vec2(12.0, 12.0), egui::Sense::hover());
                ui.painter().circle_filled(spot.center(), 5.0, dot);
                ui.label(RichText::new(format!("{} {count}", words::layer(layer))).size(13.0));
            });
        }
        let lists = snapshot.clusters.splits_at(heap.node, kinds) >= LIST_FROM;
        kit::quiet(ui, t!(if lists { "map.heap_list" } else { "map.heap_zoom" }));
    });
}

/// The open list, if there is one.
pub(super) fn show(ui: &Ui, state: &State, view: &mut View, screen: &Screen, actions: &mut Vec<Action>) {
    let (Some(list), Some(snapshot)) = (&view.heap, state.snapshot()) else { return };
    let at = screen.of(list.at);
    let mut open = screen.rect.contains(at);
    if let Some(escape) = actions.iter().position(|a| matches!(a, Action::Escape)) {
        actions.remove(escape);
        open = false;
    }
    let title = t!("map.heap", n = list.places.len());
    let anchor: Pos2 = at + vec2(0.0, 14.0);
    Popup::new(egui::Id::unique("heap"), ui.ctx().clone(), anchor, ui.layer_id())
        .align(egui::RectAlign::BOTTOM)
        .open_bool(&mut open)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name(title.clone())
        .width(270.0)
        .show(|ui| {
            ui.set_width(270.0);
            kit::heading(ui, &title);
            let area = ScrollArea::vertical().max_height(ROW * 8.0);
            area.show_rows(ui, ROW, list.places.len(), |ui, rows| {
                for &place in &list.places[rows] {
                    if row(ui, state, snapshot, place, actions).clicked() {
                        actions.push(Action::Peek(Target::Place(place)));
                        ui.close();
                    }
                }
            });
        });
    if !open {
        view.heap = None;
    }
}

fn row(ui: &mut Ui, state: &State, snapshot: &Snapshot, place: usize, actions: &mut Vec<Action>) -> Response {
    let p = theme::palette(ui);
    let target = Some(Target::Place(place));
    let (category, name) = (snapshot.places[place].category, snapshot.places[place].name_in(state.english()));
    let response = kit::row(ui, ROW, state.selected == target, name, |ui, rect| {
        let middle = rect.left_center() + vec2(10.0, 0.0);
        ui.painter().circle_filled(middle, 11.0, theme::layer_colour(category.layer()));
        let font = FontId::new(13.0, FontFamily::Name(MARKS.into()));
        ui.painter().text(middle, Align2::CENTER_CENTER, looks::icon(category), font, p.mark_icon);
        let job = kit::marked(name, &[], 14.0, p.text, p);
        kit::paint_line(ui, rect.left_center() + vec2(30.0, 0.0), rect.width() - 30.0, job);
    });
    if response.hovered() && state.hovered != target {
        actions.push(Action::Hover(target));
    }
    response
}
