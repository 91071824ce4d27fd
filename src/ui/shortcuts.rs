//! Keys to commands, from the one command list.

use egui::{Key, KeyboardShortcut, Modifiers, Ui};

use super::View;
use crate::state::{Action, Command, Shortcut};

/// Takes the keys of all commands, and Esc.
pub(super) fn take(ui: &Ui, view: &mut View, actions: &mut Vec<Action>) {
    // A text field has undo of its own.
    let editing = ui.ctx().text_edit_focused();
    for (command, shortcut) in by_modifiers() {
        if editing && matches!(command, Command::Undo | Command::Redo) {
            continue;
        }
        if of(shortcut).is_some_and(|s| ui.input_mut(|i| i.consume_shortcut(&s))) {
            actions.push(Action::Run(command));
        }
    }
    let menu_is_open = egui::Popup::is_any_open(ui.ctx());
    let escape = !menu_is_open && !view.has_ime() && ui.input(|i| i.key_pressed(Key::Escape));
    // What is held is let go first, and that is all.
    if escape && !view.let_go() {
        actions.push(Action::Escape);
    }
}

/// All shortcuts, those with Shift first: to egui Ctrl+Shift+Z is Ctrl+Z as well.
fn by_modifiers() -> impl Iterator<Item = (Command, Shortcut)> {
    let all = || Command::ALL.iter().flat_map(|&c| c.shortcuts().iter().map(move |&s| (c, s)));
    all().filter(|(_, s)| s.shift).chain(all().filter(|(_, s)| !s.shift))
}

fn of(shortcut: Shortcut) -> Option<KeyboardShortcut> {
    let mut modifiers = Modifiers::NONE;
    if shortcut.ctrl {
        modifiers |= Modifiers::COMMAND;
    }
    if shortcut.shift {
        modifiers |= Modifiers::SHIFT;
    }
    Some(KeyboardShortcut::new(modifiers, Key::from_name(shortcut.key)?))
}

/// Rows to move in a list, and whether Enter was pressed; both are taken away from the text field. They mean nothing
/// while an input method is at work: they have chosen among its candidates.
pub(super) fn list_keys(ui: &Ui, view: &View) -> (isize, bool) {
    let keys = ui.input_mut(|i| {
        let down = isize::from(i.consume_key(Modifiers::NONE, Key::ArrowDown));
        let up = isize::from(i.consume_key(Modifiers::NONE, Key::ArrowUp));
        let page_down = 8 * isize::from(i.consume_key(Modifiers::NONE, Key::PageDown));
        let page_up = 8 * isize::from(i.consume_key(Modifiers::NONE, Key::PageUp));
        (down - up + page_down - page_up, i.consume_key(Modifiers::NONE, Key::Enter))
    });
    if view.has_ime() { (0, false) } else { keys }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shortcut_is_a_key_egui_knows_and_means_one_command() {
        let mut seen = std::collections::HashMap::new();
        for &command in Command::ALL {
            for &shortcut in command.shortcuts() {
                assert!(of(shortcut).is_some(), "{shortcut}");
                assert_eq!(seen.insert(shortcut.to_string(), command), None, "{shortcut} is given twice");
            }
        }
    }
}
