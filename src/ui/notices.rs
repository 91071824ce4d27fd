//! Things said once, at the foot of the map, until they are put away.

use egui::{Align2, Area, Frame, Id, Margin, Order, RichText, Stroke, Ui, vec2};
use rust_i18n::t;

use super::{icons, kit, theme};
use crate::state::{Action, NoticeKind, State};

pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    if state.notices.is_empty() {
        return;
    }
    let p = theme::palette(ui);
    let area =
        Area::new(Id::unique("notices")).order(Order::Foreground).anchor(Align2::CENTER_BOTTOM, vec2(0.0, -44.0));
    area.show(ui.ctx(), |ui| {
        for (i, notice) in state.notices.iter().enumerate() {
            let (icon, colour) = match notice.kind {
                NoticeKind::Done => (icons::DONE, p.good),
                NoticeKind::Problem => (icons::WARNING, p.doubt),
            };
            let frame = Frame::new()
                .fill(p.raised)
                .stroke(Stroke::new(1.0, colour))
                .corner_radius(8)
                .inner_margin(Margin::symmetric(12, 6));
            frame.show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.label(RichText::new(icon).size(17.0).color(colour));
                    ui.scope(|ui| {
                        ui.set_max_width(520.0);
                        ui.add(egui::Label::new(&notice.text).wrap());
                    });
                    if kit::icon_button(ui, icons::CLOSE, &t!("notice.dismiss")).clicked() {
                        actions.push(Action::DismissNotice(i));
                    }
                });
            });
        }
    });
}
