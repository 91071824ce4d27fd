//! The filters in use, each with its way out, and those that one more word in the text would add.

use chrono::{Days, Timelike as _};
use egui::{Align, DragValue, Layout, PopupCloseBehavior, Stroke, Ui, containers::menu::MenuConfig};
use rust_i18n::t;

use crate::{
    model::Now,
    search::{Chip, chips, without_chip},
    state::{Action, Seek, State},
    ui::{View, icons, kit, search_box, theme, words},
};

/// A filter in use.
pub(super) struct InUse {
    /// What it asks for.
    pub name: String,
    /// The word that asks for it, when one does.
    pub chip: Option<Chip>,
    /// What takes it out.
    pub without: Action,
}

/// The filters in use, in the order they are shown.
pub(super) fn in_use(state: &State) -> Vec<InUse> {
    let filters = &state.search.filters;
    let besides = |name: String, wish: Seek| InUse { name, chip: None, without: Action::Seek(wish) };
    let kind = filters.category.map(|c| besides(words::category(c), Seek::Kind(None)));
    let area = filters.area.map(|_| besides(t!("chip.area").into_owned(), Seek::Area(None)));
    let open = filters.open_at.map(|then| {
        let name = t!("chip.open_at", when = words::day_and_time(then, state.now));
        besides(name.into_owned(), Seek::OpenAt(None))
    });
    let text = &state.search.text;
    let asked = chips(text).into_iter().map(|(chip, _)| InUse {
        name: word(chip),
        chip: Some(chip),
        without: Action::Type(without_chip(text, chip)),
    });
    kind.into_iter().chain(area).chain(open).chain(asked).collect()
}

/// Shows them; what could be added only where someone is looking for something.
pub(super) fn show(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let used = in_use(state);
    let offer = search_box::has_cursor(ui) || !state.search.text.trim().is_empty() || !state.search.is_asking();
    if used.is_empty() && !offer {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        for filter in &used {
            let text = format!("{} {}", filter.name, icons::CLOSE);
            if kit::chip(ui, &text, true, &t!("chip.remove", name = filter.name)).clicked() {
                actions.push(filter.without.clone());
                search_box::take_cursor(ui);
            }
        }
        if !offer {
            return;
        }
        for &chip in Chip::ALL {
            let taken = used.iter().any(|f| f.chip == Some(chip));
            let word = word(chip);
            if !taken && kit::chip(ui, &word, false, &word).clicked() {
                if chip == Chip::OpenNow {
                    actions.push(Action::Seek(Seek::OpenAt(None)));
                }
                actions.push(Action::Type(with_word(&state.search.text, &word)));
                search_box::take_cursor(ui);
            }
            if chip == Chip::OpenNow {
                open_menu(ui, state, view, actions);
            }
        }
    });
    ui.add_space(2.0);
}

/// The word that asks for a chip, in the language in use.
fn word(chip: Chip) -> String {
    t!(format!("chip_word.{}", chip.key())).into_owned()
}

fn with_word(text: &str, word: &str) -> String {
    format!("{} {word}", text.trim()).trim_start().to_owned()
}

/// Open now, or on one of the next days at a time of day.
fn open_menu(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let button = kit::chip_button(icons::CLOCK, false);
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let menu = egui::containers::menu::MenuButton::from_button(button).config(config);
    let (response, _) = menu.ui(ui, |ui| {
        ui.set_width(290.0);
        let now_word = word(Chip::OpenNow);
        if ui.button(&now_word).clicked() {
            actions.push(Action::Seek(Seek::OpenAt(None)));
            let text = without_chip(&state.search.text, Chip::OpenNow);
            actions.push(Action::Type(with_word(&text, &now_word)));
            ui.close();
        }
        ui.separator();
        kit::heading(ui, &t!("open_time.title"));
        let choice = view.open_choice.get_or_insert((0, (state.now.hour() + 1).min(23), 0));
        ui.horizontal_wrapped(|ui| {
            for days in 0..7 {
                let name = day_name(state.now, days);
                if ui.selectable_label(choice.0 == days, name).clicked() {
                    choice.0 = days;
                }
            }
        });
        ui.horizontal(|ui| {
            // In a menu they would look like mere text.
            let outline = theme::palette(ui).control;
            ui.visuals_mut().widgets.inactive.bg_stroke = Stroke::new(1.0, outline);
            let two_digits = |n: f64, _: std::ops::RangeInclusive<usize>| format!("{n:02.0}");
            let hour = DragValue::new(&mut choice.1).range(0..=23).speed(0.1).custom_formatter(two_digits);
            let minute = DragValue::new(&mut choice.2).range(0..=59).speed(0.5).custom_formatter(two_digits);
            let hour = ui.add(hour);
            hour.labelled_by(ui.label(t!("open_time.hour")).id);
            let minute = ui.add(minute);
            minute.labelled_by(ui.label(t!("open_time.minute")).id);
        });
        ui.add_space(4.0);
        let chosen = moment(state.now, *choice);
        ui.with_layout(Layout::top_down(Align::Center), |ui| {
            if kit::main_button(ui, &t!("open_time.apply")).clicked() {
                actions.extend(chosen.map(|then| Action::Seek(Seek::OpenAt(Some(then)))));
                ui.close();
            }
        });
    });
    kit::named(response, &t!("open_time.name"));
}

/// `今天`, `明天`, `周三`.
fn day_name(now: Now, days: u8) -> String {
    use chrono::Datelike as _;
    match days {
        0 => t!("open_time.today").into_owned(),
        1 => t!("open_time.tomorrow").into_owned(),
        _ => now
            .date()
            .checked_add_days(Days::new(days.into()))
            .map_or_else(String::new, |day| words::weekday(day.weekday().num_days_from_monday())),
    }
}

fn moment(now: Now, (days, hour, minute): (u8, u32, u32)) -> Option<Now> {
    now.date().checked_add_days(Days::new(days.into()))?.and_hms_opt(hour, minute, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_on_a_chip_asks_for_it_in_both_languages() {
        for language in ["zh-CN", "en"] {
            for &chip in Chip::ALL {
                let word = t!(format!("chip_word.{}", chip.key()), locale = language);
                let text = with_word("图书馆", &word);
                let asked: Vec<Chip> = chips(&text).into_iter().map(|(c, _)| c).collect();
                assert_eq!(asked, [chip], "{text}");
                assert_eq!(without_chip(&text, chip), "图书馆");
            }
        }
    }
}
