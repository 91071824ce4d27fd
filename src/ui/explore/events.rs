//! 活动: the days looked at, on a time line and a month's sheet; the events and offers of those days.

use egui::{RichText, ScrollArea, TextEdit, Ui, WidgetInfo};
use rust_i18n::t;

use super::{events_month, events_row, events_time, health::import_button};
use crate::{
    model::{EventKind, Snapshot},
    state::{Action, EventWish, State},
    ui::{View, event_words, icons, kit, theme},
};

pub(in crate::ui) fn events(ui: &mut Ui, state: &State, _view: &mut View, actions: &mut Vec<Action>) {
    let Some(snapshot) = state.snapshot() else {
        kit::empty(ui, icons::EVENT, &t!("tab.events"), &t!("event.no_store"));
        return;
    };
    let mut hovered = None;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        if snapshot.events.is_empty() {
            kit::empty(ui, icons::EVENT, &t!("event.none_held"), &t!("event.import_hint"));
            ui.vertical_centered(|ui| import_button(ui, state, actions));
            return;
        }
        ui.spacing_mut().item_spacing.y = 4.0;
        events_time::show(ui, state, actions);
        events_month::show(ui, state, snapshot, actions);
        filters(ui, state, actions);
        list(ui, state, snapshot, &mut hovered, actions);
    });
    if (hovered.is_some() || ui.ui_contains_pointer()) && hovered != state.hovered {
        actions.push(Action::Hover(hovered));
    }
}

/// Text, kind, and whether it has to be on the map.
fn filters(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let asked = &state.events;
    let mut wish = |wish| actions.push(Action::Event(wish));
    let (hint, quiet) = (t!("event.filter"), theme::palette(ui).quiet);
    let mut text = asked.text.clone();
    let edit = TextEdit::singleline(&mut text).hint_text(RichText::new(&*hint).color(quiet));
    let response = ui.add(edit.desired_width(f32::INFINITY).char_limit(80));
    response.widget_info(|| WidgetInfo { label: Some(hint.to_string()), ..WidgetInfo::text_edit(true, "", &text, "") });
    if text != asked.text {
        wish(EventWish::Type(text));
    }
    ui.horizontal_wrapped(|ui| {
        for &kind in EventKind::ALL {
            let on = asked.kind == Some(kind);
            let name = event_words::kind(kind);
            if kit::chip(ui, &name, on, &t!("event.only_kind", kind = name)).clicked() {
                wish(EventWish::Kind((!on).then_some(kind)));
            }
        }
        let name = t!("event.only_located");
        if kit::chip(ui, &name, asked.located, &name).clicked() {
            wish(EventWish::Located(!asked.located));
        }
    });
}

fn list(
    ui: &mut Ui,
    state: &State,
    snapshot: &Snapshot,
    hovered: &mut Option<crate::search::Target>,
    actions: &mut Vec<Action>,
) {
    let list = &state.events.list;
    let span = state.events_span().map_or_else(|| t!("event.all_time").into_owned(), event_words::span);
    let n = list.coming.len() + list.past.len();
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(t!("event.count", span = span, n = n)).size(14.5));
        if list.all().next().is_some() && kit::button(ui, icons::EXPORT, &t!("event.export_all")).clicked() {
            actions.push(Action::Event(EventWish::Export(None)));
        }
    });
    if list.off_map > 0 {
        kit::quiet(ui, t!("event.off_map", n = list.off_map));
    }
    if list.coming.is_empty() {
        kit::quiet(ui, if n > 0 { t!("event.nothing_coming") } else { t!("event.nothing") });
        if n == 0 && state.events.stretch.is_some() && kit::button(ui, icons::EVENT, &t!("event.show_all")).clicked() {
            actions.push(Action::Event(EventWish::Stretch(None)));
        }
    }
    let mut cut = false;
    for (key, group, past) in [
        ("event.coming", &list.coming, false),
        ("event.unknown", &list.unknown, false),
        ("event.past", &list.past, true),
    ] {
        if group.is_empty() {
            continue;
        }
        kit::heading(ui, &t!(key, n = group.len()));
        for event in group.iter().take(state.events.most()).filter_map(|&i| snapshot.events.get(i)) {
            events_row::with_details(ui, state, snapshot, event, past, hovered, actions);
        }
        cut |= group.len() > state.events.most();
    }
    if cut && kit::button(ui, icons::CARET, &t!("event.more")).clicked() {
        actions.push(Action::Event(EventWish::More));
    }
    if list.coming.is_empty() {
        ui.add_space(6.0);
        kit::quiet(ui, t!("event.import_hint"));
        import_button(ui, state, actions);
    }
}
