//! What could not be done at a place or of a matter, and what people wish for; for staff only.

use egui::{FontId, RichText, Ui, pos2, text::LayoutJob};
use rust_i18n::t;

use crate::{
    model::{List, Snapshot, VoiceState},
    state::{Action, ListWork, State},
    ui::{icons, kit, theme},
};

/// Voices listed on a card; the list of voices has all.
const FEW: usize = 4;

/// The voices pinned to `place` or `matter` (ids; one of them empty), and a button to write another down.
pub(in crate::ui) fn voices(
    ui: &mut Ui,
    state: &State,
    snapshot: &Snapshot,
    (place, matter): (&str, &str),
    actions: &mut Vec<Action>,
) {
    if !state.profile.staff {
        return;
    }
    let id = if place.is_empty() { matter } else { place };
    let p = theme::palette(ui);
    let open = state.lists.voices_of(snapshot, id).filter(|(_, v)| v.state == VoiceState::New).count();
    ui.horizontal(|ui| {
        ui.add_enabled_ui(state.store.read_only.is_none(), |ui| {
            if kit::button(ui, icons::VOICE, &t!("voices.write")).clicked() {
                let (place, matter) = (place.to_owned(), matter.to_owned());
                actions.push(Action::List(ListWork::Voice { place, matter }));
            }
        });
        if open > 0 {
            ui.label(RichText::new(t!("voices.open", n = open)).color(p.doubt));
        }
    });
    for (i, voice) in state.lists.voices_of(snapshot, id).take(FEW) {
        let (icon, colour) =
            if voice.state == VoiceState::New { (icons::VOICE, p.doubt) } else { (icons::CHECK, p.quiet) };
        let kind = t!(format!("list_word.{}", voice.kind.key()));
        let text = format!("{kind} · {}", voice.text.replace('\n', " "));
        let response = kit::row(ui, 30.0, false, &text, |ui, rect| {
            let line = |text: &str, colour| LayoutJob::simple_singleline(text.into(), FontId::proportional(13.5), colour);
            kit::paint_line(ui, rect.left_center(), 20.0, line(icon, colour));
            let at = pos2(rect.left() + 24.0, rect.center().y);
            kit::paint_line(ui, at, rect.width() - 24.0, line(&text, p.text));
        });
        if response.clicked() {
            actions.push(Action::List(ListWork::Edit(List::Voices, i)));
        }
    }
}
