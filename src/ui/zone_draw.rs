//! Drawing an area on the map: its keys, its clicks, and what is seen of it meanwhile.

use egui::{Key, Modifiers, Painter, Pos2, Response, Shape, Stroke, Ui};

use super::{camera::Screen, scenery, theme::Palette, zone_areas::ZoneAreas};
use crate::state::{Action, Drawing, State, ZoneWish};

/// A click as near to the first corner as this closes the outline, points.
const CLOSES: f32 = 10.0;

/// The drawing that still takes corners.
pub(super) fn open(state: &State) -> Option<&Drawing> {
    state.zones.drawing.as_ref().filter(|d| !d.is_closed() && state.edit.is_none() && state.dialog.is_none())
}

/// Takes the keys of a drawing: Enter closes it, Backspace takes a corner back. Esc is everybody's.
pub(super) fn keys(ui: &Ui, state: &State, actions: &mut Vec<Action>) {
    if open(state).is_none() || ui.ctx().text_edit_focused() {
        return;
    }
    let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    if pressed(Key::Enter) {
        actions.push(Action::Zone(ZoneWish::Close));
    }
    if pressed(Key::Backspace) {
        actions.push(Action::Zone(ZoneWish::Back));
    }
}

/// What a click at `at` means: a corner, or the end.
pub(super) fn clicked(drawing: &Drawing, response: &Response, screen: &Screen, at: Pos2) -> Action {
    let first = drawing.corners.first().map(|&c| screen.of(c));
    let closes = drawing.corners.len() >= 3 && first.is_some_and(|f| f.distance(at) <= CLOSES);
    if closes || response.double_clicked() {
        Action::Zone(ZoneWish::Close)
    } else {
        Action::ClickMap(screen.lon_lat(at))
    }
}

/// Draws what there is of it; while it is open a line leads to the pointer.
pub(super) fn paint(
    painter: &Painter,
    state: &State,
    areas: &ZoneAreas,
    screen: &Screen,
    cursor: Option<Pos2>,
    p: &Palette,
) {
    let Some(drawing) = &state.zones.drawing else { return };
    if let Some(fill) = areas.drawn() {
        painter.add(scenery::filled(fill, screen, p.accent.gamma_multiply(0.18)));
        scenery::outlined(painter, fill, screen, Stroke::new(2.4, p.accent));
    }
    let corners: Vec<Pos2> = drawing.corners.iter().map(|&c| screen.of(c)).collect();
    let stroke = Stroke::new(2.4, p.accent);
    if !drawing.is_closed() {
        painter.line(corners.clone(), stroke);
        if let (Some(&first), Some(&last), Some(at)) = (corners.first(), corners.last(), cursor) {
            painter.line_segment([last, at], Stroke::new(1.6, p.accent));
            painter.extend(Shape::dashed_line(&[at, first], Stroke::new(1.2, p.accent), 6.0, 5.0));
        }
    }
    for edge in drawing.crossings.iter().flatten() {
        if let (Some(&a), Some(&b)) = (corners.get(edge - 1), corners.get(edge % corners.len().max(1))) {
            painter.line_segment([a, b], Stroke::new(3.4, p.bad));
        }
    }
    // An outline of many corners is a line along streets, not something to point at.
    if !drawing.is_mended && corners.len() <= 60 {
        for (n, &at) in corners.iter().enumerate() {
            painter.circle(at, if n == 0 { 5.5 } else { 4.0 }, p.raised, stroke);
        }
    }
}
