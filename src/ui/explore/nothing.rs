//! Nothing was found: what was understood, and ways on.

use egui::Ui;
use rust_i18n::t;

use super::chips;
use crate::{
    search::Chip,
    state::{Action, Seek, State},
    ui::{icons, kit},
};

pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let used = chips::in_use(state);
    let text = shortened(&state.search.plain_text());
    let title = if text.is_empty() { t!("search.nothing_passes") } else { t!("search.nothing", text = text) };
    let hint = if used.is_empty() {
        t!("search.nothing_hint")
    } else {
        let names: Vec<&str> = used.iter().map(|f| f.name.as_str()).collect();
        t!("search.filtered_by", filters = names.join(" · "))
    };
    kit::empty(ui, icons::SEARCH, &title, &hint);
    ui.add_space(8.0);
    ui.vertical_centered_justified(|ui| {
        for filter in &used {
            let nearby = filter.chip == Some(Chip::Nearby);
            let text = if nearby { t!("search.widen") } else { t!("search.without", name = filter.name) };
            if ui.button(text).clicked() {
                actions.push(filter.without.clone());
            }
        }
        if used.len() > 1 && ui.button(t!("search.without_any")).clicked() {
            actions.push(Action::Seek(Seek::WithoutFilters));
        }
        if !text.is_empty() && ui.button(t!("search.clear")).clicked() {
            actions.push(Action::Type(String::new()));
        }
    });
    ui.add_space(8.0);
}

/// As much of a long text as fits a line.
fn shortened(text: &str) -> String {
    let head: String = text.trim().chars().take(16).collect();
    if text.trim().chars().count() > 16 { format!("{head}…") } else { head }
}
