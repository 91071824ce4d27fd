//! Things said once, at the foot of the map, until they are put away.

use std::time::Duration;

use egui::{Align2, Area, Frame, Id, Margin, Order, Rect, RichText, Stroke, Ui, vec2};
use rust_i18n::t;

use super::{icons, kit, theme};
use crate::state::{Action, NoticeKind, State};

/// Seconds that what was done or is needed is said for, longer while the pointer is on it.
const SAID_FOR: f64 = 8.0;

/// Shows them at the foot of this part of the window.
pub(super) fn show(ui: &mut Ui, map: Rect, state: &State, actions: &mut Vec<Action>) {
    if state.notices.is_empty() {
        return;
    }
    let p = theme::palette(ui);
    let foot = map.center_bottom() - vec2(0.0, 12.0);
    let area = Area::new(Id::unique("notices")).order(Order::Foreground).pivot(Align2::CENTER_BOTTOM).fixed_pos(foot);
    area.show(ui.ctx(), |ui| {
        for notice in &state.notices {
            let (icon, colour) = match notice.kind {
                NoticeKind::Done => (icons::DONE, p.good),
                NoticeKind::Hint | NoticeKind::Problem => (icons::WARNING, p.doubt),
            };
            let frame = Frame::new()
                .fill(p.raised)
                .stroke(Stroke::new(1.0, colour))
                .corner_radius(8)
                .inner_margin(Margin::symmetric(12, 6));
            let shown = frame.show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.label(RichText::new(icon).size(17.0).color(colour));
                    ui.scope(|ui| {
                        ui.set_max_width(520.0);
                        ui.add(egui::Label::new(&notice.text).wrap());
                    });
                    if kit::icon_button(ui, icons::CLOSE, &t!("notice.dismiss")).clicked() {
                        actions.push(Action::DismissNotice(notice.number));
                    }
                });
            });
            let hovered = ui.rect_contains_pointer(shown.response.rect);
            if notice.kind != NoticeKind::Problem && is_read(ui, notice.number, hovered) {
                actions.push(Action::DismissNotice(notice.number));
            }
        }
    });
}

/// Whether it has been there for long enough; the time it is pointed at does not count.
fn is_read(ui: &Ui, number: u64, hovered: bool) -> bool {
    let now = ui.input(|i| i.time);
    let id = Id::unique(("notice", number));
    let since = ui.data_mut(|d| {
        let since = d.get_temp_mut_or(id, now);
        if hovered {
            *since = now;
        }
        *since
    });
    let left = SAID_FOR - (now - since);
    ui.ctx().request_repaint_after(Duration::from_secs_f64(left.max(0.0)));
    left <= 0.0
}
