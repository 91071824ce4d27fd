//! What the card of a place says beyond the place itself: what is done there, what it keeps for those who come, and
//! what sources state of it.

use egui::{FontId, Rect, RichText, Sense, Ui, text::LayoutJob, vec2};
use rust_i18n::t;

use crate::{
    model::{Channel, Date, MatterAtPlace, Place, Snapshot},
    state::{Action, Errand, ServiceWish, State},
    ui::{icons, kit, theme, words},
};

pub(super) use super::services_places::facilities;

/// Height of a matter.
const ROW: f32 = 32.0;
/// With no more matters than this a heading is open.
const OPEN: usize = 12;

/// 可办事项, under the ways they are done.
pub(super) fn matters(ui: &mut Ui, state: &State, snapshot: &Snapshot, place: &Place, actions: &mut Vec<Action>) {
    let directory = &state.services.directory;
    let done = directory.done_by(&place.id);
    let total = directory.stated_total(&place.id);
    if done.is_empty() && total.is_none() {
        return;
    }
    let n = directory.matters_of(&place.id);
    let here = || t!("service.done_here", n = n);
    kit::heading(ui, &total.map_or_else(here, |total| t!("service.done_here_of", total = total, n = n)));
    for &channel in Channel::ALL {
        let entries = done.iter().filter_map(|&i| snapshot.matters_at.get(i)).filter(|at| at.channel == channel);
        let entries: Vec<&MatterAtPlace> = entries.collect();
        if entries.is_empty() {
            continue;
        }
        let title = RichText::new(format!("{} · {}", words::channel(channel), entries.len())).size(13.0);
        let header = egui::CollapsingHeader::new(title).id_salt((&place.id, channel.key()));
        header.default_open(entries.len() <= OPEN).show_unindented(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for at in entries {
                matter(ui, state, snapshot, at, actions);
            }
        });
    }
}

/// A matter, with what the source says of it there; only what is seen is laid out.
fn matter(ui: &mut Ui, state: &State, snapshot: &Snapshot, at: &MatterAtPlace, actions: &mut Vec<Action>) {
    let Some(matter) = state.services.directory.matter(&at.matter).and_then(|i| snapshot.matters.get(i)) else {
        return;
    };
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    if !ui.is_rect_visible(rect) {
        return;
    }
    let name = Rect::from_min_max(rect.min, rect.max - vec2(38.0, 0.0));
    let mut left = ui.new_child(egui::UiBuilder::new().max_rect(name).id_salt((&at.matter, at.channel.key())));
    let hours = at.hours.as_ref().map(|h| words::open_state(h.at(state.now, &snapshot.calendar), state.now));
    let row = kit::row(&mut left, ROW, false, &matter.name, |ui, rect| {
        let p = theme::palette(ui);
        let line = |text: String, size, colour| LayoutJob::simple_singleline(text, FontId::proportional(size), colour);
        let taken = kit::paint_line(ui, rect.left_center(), rect.width(), line(matter.name.clone(), 13.5, p.accent));
        let more = [Some(at.windows.clone()), hours].into_iter().flatten().filter(|t| !t.is_empty());
        let more = more.collect::<Vec<_>>().join(" · ");
        let at = rect.left_center() + vec2(taken + 8.0, 0.0);
        kit::paint_line(ui, at, (rect.right() - at.x).max(0.0), line(more, 12.0, p.quiet));
    });
    let row = row.on_hover_ui(|ui| {
        ui.label(t!("service.stated_by", source = at.source, date = stated(at.source_date)));
        if !at.note.is_empty() {
            ui.label(&at.note);
        }
    });
    if row.clicked() {
        actions.push(Action::Service(ServiceWish::Choose(matter.id.clone())));
    }
    let button = Rect::from_min_max(rect.max - vec2(36.0, ROW), rect.max);
    let mut right =
        ui.new_child(egui::UiBuilder::new().max_rect(button).id_salt(("print", &at.matter, at.channel.key())));
    if kit::icon_button(&mut right, icons::PRINT, &t!("service.print_of", name = matter.name)).clicked() {
        let errand = Errand { matter: at.matter.clone(), place: at.place.clone() };
        actions.push(Action::Service(ServiceWish::Print(errand)));
    }
}

/// 来源所述: what sources state of a place or an area, each with its source on hover.
pub(super) fn stated_facts(ui: &mut Ui, state: &State, snapshot: &Snapshot, subject: &str) {
    let facts = state.services.directory.facts_of(subject);
    if facts.is_empty() {
        return;
    }
    kit::heading(ui, &t!("service.stated"));
    for fact in facts.iter().filter_map(|&i| snapshot.facts.get(i)) {
        let date = if fact.date == Date::Unstated { String::new() } else { format!("（{}）", fact.date) };
        let inner = ui.scope(|ui| kit::field(ui, &fact.name, &format!("{}{date}", fact.value)));
        inner.response.on_hover_ui(|ui| {
            ui.label(t!("service.stated_by", source = fact.source, date = stated(fact.source_date)));
            if !fact.note.is_empty() {
                ui.label(&fact.note);
            }
        });
    }
}

/// The source's own date, or that it gives none.
fn stated(date: Date) -> String {
    if date == Date::Unstated { t!("card.no_date").into_owned() } else { date.to_string() }
}
