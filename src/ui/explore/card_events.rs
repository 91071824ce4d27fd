//! What the card of a place says of its events and offers: those to come first, then those that are over.

use egui::Ui;
use rust_i18n::t;

use super::events_row;
use crate::{
    model::{Place, Snapshot},
    state::{Action, State, Tab},
    ui::kit,
};

/// Events listed on a card.
const MOST: usize = 12;

pub(super) fn events(ui: &mut Ui, state: &State, snapshot: &Snapshot, place: &Place, actions: &mut Vec<Action>) {
    let Some(at) = state.events.at.get(&place.id) else { return };
    kit::heading(ui, &t!("event.at_place"));
    let events = || at.iter().filter_map(|&i| Some((i, snapshot.events.get(i)?)));
    let coming = events().filter(|e| !e.1.is_past(state.now)).map(|e| (e, false));
    // The latest of those that are over come first.
    let past = events().rev().filter(|e| e.1.is_past(state.now)).map(|e| (e, true));
    // The pointer is on the card of the place already.
    let mut hovered = None;
    for ((i, event), past) in coming.chain(past).take(MOST) {
        ui.push_id(&event.id, |ui| {
            // What the panel shows in full need not stand here as well.
            let elsewhere = state.tab == Tab::Events && state.events.list.all().any(|l| l == i);
            let show = if elsewhere { events_row::show } else { events_row::with_details };
            show(ui, state, snapshot, event, past, &mut hovered, actions);
        });
    }
    if at.len() > MOST {
        kit::quiet(ui, t!("event.more_in_panel", n = at.len() - MOST));
    }
}
