//! The seals of the passport: a round stamp for each check-in, in the colour of what the place is.

use egui::{
    Align, Align2, Color32, FontId, Pos2, Rect, Role, Sense, Stroke, Ui, WidgetInfo,
    text::{LayoutJob, TextWrapping},
    vec2,
};
use rust_i18n::t;

use crate::{
    model::Snapshot,
    search::Target,
    state::{Action, CheckIn, PassportWish, State},
    ui::{icons, kit, theme},
};

/// Room of a seal, and its radius.
const SIDE: f32 = 98.0;
const RADIUS: f32 = 44.0;

pub(super) fn show(ui: &mut Ui, state: &State, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    let all = &state.profile.check_ins;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few columns")]
    let columns = ((ui.available_width() / SIDE) as usize).max(1);
    let shown = all.get(..state.passport.most()).unwrap_or(all);
    for row in shown.chunks(columns) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            for check_in in row {
                seal(ui, state, snapshot, check_in, actions);
            }
        });
        if let Some(open) = row.iter().find(|c| is_open(state, c)) {
            details(ui, state, snapshot, open, actions);
        }
    }
    if shown.len() < all.len() && kit::button(ui, icons::CARET, &t!("event.more")).clicked() {
        actions.push(Action::Passport(PassportWish::More));
    }
}

fn is_open(state: &State, check_in: &CheckIn) -> bool {
    state.passport.seal.as_ref().is_some_and(|(place, date)| *place == check_in.place && *date == check_in.date)
}

/// What the place is called now; as it was called then where the store does not have it.
fn name<'a>(state: &State, snapshot: &'a Snapshot, check_in: &'a CheckIn) -> &'a str {
    let own = if check_in.name.is_empty() { &check_in.place } else { &check_in.name };
    snapshot.place(&check_in.place).map_or(own, |p| p.name_in(state.english()))
}

fn seal(ui: &mut Ui, state: &State, snapshot: &Snapshot, check_in: &CheckIn, actions: &mut Vec<Action>) {
    let (rect, response) = ui.allocate_exact_size(vec2(SIDE, SIDE), Sense::click());
    let (open, name) = (is_open(state, check_in), name(state, snapshot, check_in));
    let says = format!("{name} · {}", check_in.date);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, open, &says));
    if ui.is_rect_visible(rect) {
        let p = theme::palette(ui);
        let layer = snapshot.place(&check_in.place).map(|p| p.category.layer());
        let colour = layer.map_or(p.quiet, theme::layer_colour);
        let lit = open || response.hovered() || response.has_focus();
        paint(
            ui,
            rect,
            name,
            &check_in.date.to_string(),
            colour,
            if layer.is_some() { p.mark_icon } else { p.panel },
            lit,
        );
    }
    if response.on_hover_text(says).clicked() {
        let seal = (!open).then(|| (check_in.place.clone(), check_in.date));
        actions.push(Action::Passport(PassportWish::Seal(seal)));
    }
}

fn paint(ui: &Ui, rect: Rect, name: &str, date: &str, colour: Color32, ink: Color32, lit: bool) {
    let (middle, painter) = (rect.center(), ui.painter());
    painter.circle_filled(middle, RADIUS, colour);
    painter.circle_stroke(middle, RADIUS - 4.0, Stroke::new(1.2, ink));
    if lit {
        painter.circle_stroke(middle, RADIUS + 2.0, Stroke::new(2.0, theme::palette(ui).accent));
    }
    let mut job = LayoutJob::simple(name.to_owned(), FontId::proportional(13.0), ink, RADIUS * 1.55);
    job.wrap = TextWrapping { max_width: RADIUS * 1.55, max_rows: 2, break_anywhere: true, ..TextWrapping::default() };
    job.halign = Align::Center;
    let galley = painter.layout_job(job);
    let top = middle - vec2(0.0, 6.0 + galley.size().y / 2.0);
    painter.galley(top, galley, ink);
    let at: Pos2 = middle + vec2(0.0, 22.0);
    painter.text(at, Align2::CENTER_CENTER, date, FontId::proportional(10.5), ink);
}

/// All of a check-in: what was written, and the way to take it out.
fn details(ui: &mut Ui, state: &State, snapshot: &Snapshot, check_in: &CheckIn, actions: &mut Vec<Action>) {
    let p = theme::palette(ui);
    let frame = egui::Frame::new().fill(p.raised).stroke(Stroke::new(1.0, p.line)).corner_radius(6).inner_margin(8);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let name = name(state, snapshot, check_in);
        let known = snapshot.index_of(&check_in.place).and_then(|i| Some((i, snapshot.places.get(i)?)));
        if let Some((index, place)) = known {
            if ui.link(name).clicked() {
                actions.push(Action::Select(Target::Place(index)));
            }
            if place.name != check_in.name && !check_in.name.is_empty() {
                kit::quiet(ui, t!("passport.called_then", name = check_in.name));
            }
        } else {
            ui.label(name);
            kit::quiet(ui, t!("passport.not_here"));
        }
        kit::field(ui, &t!("passport.date"), &check_in.date.to_string());
        kit::field(ui, &t!("passport.note"), &check_in.note);
        if kit::button(ui, icons::TRASH, &t!("passport.take_out")).clicked() {
            let out = PassportWish::TakeOut(check_in.place.clone(), check_in.date);
            actions.push(Action::Passport(out));
        }
    });
}
