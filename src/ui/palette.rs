//! The command palette: every command by a part of its name, in either language, in pinyin or initials.

use egui::{FontId, RichText, ScrollArea, TextEdit, Ui, WidgetInfo, pos2};
use rust_i18n::t;

use super::{View, kit, shortcuts, theme};
use crate::{
    search,
    state::{Action, Command, Dialog, State},
};

/// Height of a row.
const ROW: f32 = 34.0;

pub(super) fn show(ui: &mut Ui, state: &State, view: &View, text: &str, cursor: usize, actions: &mut Vec<Action>) {
    let (step, take) = shortcuts::list_keys(ui, view);
    let mut typed = text.to_owned();
    let hint = t!("palette.hint");
    let quiet = theme::palette(ui).quiet;
    let edit = TextEdit::singleline(&mut typed)
        .hint_text(RichText::new(&*hint).color(quiet))
        .desired_width(f32::INFINITY)
        .char_limit(80);
    let response = ui.add(edit);
    response.widget_info(|| WidgetInfo { label: Some(hint.to_string()), ..WidgetInfo::text_edit(true, "", text, "") });
    response.request_focus();
    let found = commands(&typed);
    let cursor = if typed == text { cursor.saturating_add_signed(step).min(found.len().saturating_sub(1)) } else { 0 };
    let mut run = found.get(cursor).copied().filter(|_| take);
    ui.spacing_mut().item_spacing.y = 2.0;
    ScrollArea::vertical().max_height(400.0).auto_shrink([false, true]).show(ui, |ui| {
        if found.is_empty() {
            kit::quiet(ui, t!("palette.nothing"));
        }
        for (i, &command) in found.iter().enumerate() {
            if row(ui, state, command, i == cursor, step != 0) {
                run = Some(command);
            }
        }
    });
    if let Some(command) = run {
        actions.push(Action::SetDialog(None));
        actions.push(Action::Run(command));
    } else if typed != text || step != 0 {
        actions.push(Action::SetDialog(Some(Dialog::Palette { text: typed, cursor })));
    }
}

/// One command with its key; greyed with its reason when it cannot be given. Says whether it was pressed.
fn row(ui: &mut Ui, state: &State, command: Command, chosen: bool, moved: bool) -> bool {
    let available = command.available(state);
    let name = command.name();
    let response = kit::row(ui, ROW, chosen, &name, |ui, rect| {
        let p = theme::palette(ui);
        let ink = if available.is_ok() { p.text } else { p.quiet };
        let font = FontId::proportional(14.0);
        let key = command.shortcuts().first().map(ToString::to_string).unwrap_or_default();
        ui.painter().text(pos2(rect.left(), rect.center().y), egui::Align2::LEFT_CENTER, &name, font.clone(), ink);
        ui.painter().text(pos2(rect.right(), rect.center().y), egui::Align2::RIGHT_CENTER, key, font, p.quiet);
    });
    if chosen && moved {
        response.scroll_to_me(None);
    }
    let clicked = response.clicked();
    if let Err(reason) = available {
        response.on_hover_text(reason);
    }
    clicked
}

/// The commands that match, best first; all of them for an empty text. The palette itself is not among them.
fn commands(text: &str) -> Vec<Command> {
    let all = Command::ALL.iter().copied().filter(|&c| c != Command::Palette);
    if text.trim().is_empty() {
        return all.collect();
    }
    let quality = |c: Command| {
        let key = format!("command.{}", c.key());
        ["zh-CN", "en"].iter().filter_map(|l| search::matches(text, &t!(&key, locale = *l))).min()
    };
    let mut found: Vec<_> = all.filter_map(|c| Some((quality(c)?, c))).collect();
    found.sort_by_key(|(quality, _)| *quality);
    found.into_iter().map(|(_, c)| c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_found_in_both_languages_and_by_initials() {
        for text in ["快捷键", "kjj", "kuaijie", "keyboard"] {
            assert_eq!(commands(text).first(), Some(&Command::Keys), "{text}");
        }
        assert!(commands("qqxxqqxx").is_empty());
        assert_eq!(commands(" ").len(), Command::ALL.len() - 1);
    }
}
