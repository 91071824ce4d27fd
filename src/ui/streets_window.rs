//! The streets dialog: what is in use, where more comes from, what is closed; and how far an import has come.

use egui::{ProgressBar, ScrollArea, Ui};
use rust_i18n::t;

use super::{View, dialogs, icons, kit, words};
use crate::{
    jobs::{ImportProgress, StreetsInfo},
    routing::Profile,
    state::{Action, Command, Dialog, State, StreetWork, district_area, download_settings},
};

/// What stands in the dialog: the path typed, whether removal is asked, what is wrong with the path.
type Fields<'a> = (&'a str, bool, Option<&'a str>);

/// Shows the dialog.
pub(super) fn show(ui: &mut Ui, state: &State, view: &mut View, fields: Fields<'_>, actions: &mut Vec<Action>) {
    dialogs::title(ui, Command::Streets.name().trim_end_matches('…'));
    let room = ui.ctx().content_rect().height() - 150.0;
    ScrollArea::vertical().max_height(room).min_scrolled_height(room).show(ui, |ui| {
        ui.set_width(ui.available_width());
        if let Some(error) = state.streets.info.error() {
            kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::WARNING, error.0)));
        }
        if let Some(info) = state.streets.in_use() {
            in_use(ui, state, info, fields, actions);
        } else {
            kit::empty(ui, icons::STREETS, &t!("streets_dialog.none"), &t!("streets_dialog.none_hint"));
            ui.add_space(8.0);
        }
        if let Some((_, progress)) = &state.streets.importing {
            kit::heading(ui, &t!("streets_dialog.importing"));
            bar(ui, progress.as_ref(), actions);
        } else {
            get(ui, state, view, fields, actions);
        }
        closures(ui, state, actions);
    });
}

/// What is said of the streets in use, and how to be rid of them.
fn in_use(ui: &mut Ui, state: &State, info: &StreetsInfo, fields: Fields<'_>, actions: &mut Vec<Action>) {
    let [west, south, east, north] = info.bounds;
    kit::field(
        ui,
        &t!("streets_dialog.source"),
        &format!("{} · {}", info.source, words::megabytes(info.extract_bytes)),
    );
    kit::field(ui, &t!("streets_dialog.bounds"), &format!("{west:.3},{south:.3} – {east:.3},{north:.3}"));
    let km = Profile::ALL
        .iter()
        .zip(info.usable_km)
        .map(|(&p, km)| t!("streets_dialog.km", profile = words::profile(p), km = format!("{km:.0}")).into_owned());
    kit::field(ui, &t!("streets_dialog.ways"), &km.collect::<Vec<_>>().join(&t!("unit.list_comma")));
    let [heeded, unread] = info.turns;
    kit::field(ui, &t!("streets_dialog.turns"), &t!("streets_dialog.turns_read", heeded = heeded, unread = unread));
    let layers =
        info.layers.iter().filter(|(_, n)| *n > 0).map(|(name, n)| format!("{} {n}", words::street_layer(name)));
    kit::field(ui, &t!("streets_dialog.layers"), &layers.collect::<Vec<_>>().join(&t!("unit.list_comma")));
    kit::field(ui, &t!("streets_dialog.licence"), &t!("streets.licence"));
    ui.add_space(4.0);
    if !info.is_at(state.home().center) {
        kit::doubt(ui, |ui| {
            ui.label(format!("{} {}", icons::INFO, t!("streets.elsewhere")));
            if kit::button(ui, icons::TARGET, &t!("streets_dialog.go_there")).clicked() {
                actions.push(Action::Streets(StreetWork::GoThere));
                actions.push(Action::SetDialog(None));
            }
        });
    }
    let (path, removing, _) = fields;
    let ask = |removing| Action::SetDialog(Some(Dialog::Streets { path: path.to_owned(), removing, error: None }));
    if removing {
        kit::doubt(ui, |ui| {
            ui.label(t!("streets_dialog.remove_sure"));
            ui.horizontal(|ui| {
                if kit::button(ui, icons::TRASH, &t!("streets_dialog.remove")).clicked() {
                    actions.push(Action::Streets(StreetWork::Remove));
                    actions.push(ask(false));
                }
                if ui.button(t!("streets_dialog.keep")).clicked() {
                    actions.push(ask(false));
                }
            });
        });
    } else if state.streets.importing.is_none()
        && kit::button(ui, icons::TRASH, &t!("streets_dialog.remove_ask")).clicked()
    {
        actions.push(ask(true));
    }
}

/// Where streets come from: a download of the district, or a file.
fn get(ui: &mut Ui, state: &State, view: &mut View, fields: Fields<'_>, actions: &mut Vec<Action>) {
    if state.streets.in_use().is_some() {
        ui.add_space(4.0);
        kit::quiet(ui, t!("streets_dialog.replaces"));
    }
    kit::heading(ui, &t!("streets_dialog.download_title"));
    let settings = download_settings(&state.profile.streets);
    let server = settings.url.split('/').nth(2).unwrap_or(&settings.url).to_owned();
    let mb = format!("{:.0}", district_area(state.snapshot()).about_mb());
    kit::quiet(ui, t!("streets.download_about", mb = mb, server = server));
    if kit::button(ui, icons::DOWNLOAD, &t!("streets_dialog.download")).clicked() {
        actions.push(Action::Streets(StreetWork::Download));
    }
    let (path, removing, error) = fields;
    kit::heading(ui, &t!("streets_dialog.import_title"));
    let mut path_now = path.to_owned();
    let entered = dialogs::path_field(ui, &mut path_now, view);
    kit::quiet(ui, t!("streets_dialog.import_hint"));
    if path_now != path {
        actions.push(Action::SetDialog(Some(Dialog::Streets { path: path_now.clone(), removing, error: None })));
    }
    if let Some(error) = error {
        kit::doubt(ui, |ui| ui.label(format!("{} {error}", icons::WARNING)));
    }
    let typed = !path_now.trim().is_empty();
    let button = |ui: &mut Ui| kit::button(ui, icons::STREETS, &t!("streets_dialog.import"));
    let pressed = ui.add_enabled_ui(typed, button).inner.clicked();
    if typed && (pressed || entered) {
        actions.push(Action::ConfirmDialog);
    }
}

/// Stretches that staff have closed.
fn closures(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let closures = state.streets.closures.value().map_or(&[][..], Vec::as_slice);
    if closures.is_empty() && state.streets.in_use().is_none() {
        return;
    }
    kit::heading(ui, &t!("streets_dialog.closures"));
    if closures.is_empty() {
        kit::quiet(ui, t!("streets_dialog.none_closed"));
    }
    for (i, closure) in closures.iter().enumerate() {
        ui.horizontal(|ui| {
            if state.profile.staff {
                let response = ui.button(t!("streets_dialog.reopen"));
                if response.clicked() {
                    actions.push(Action::Streets(StreetWork::Reopen(i)));
                }
            }
            let why = if closure.why.is_empty() { words::lon_lat(closure.at) } else { closure.why.clone() };
            let text = format!("{} {} · {why}", icons::CLOSED, words::closed_days(closure));
            ui.add(egui::Label::new(text).wrap()).on_hover_text(words::lon_lat(closure.at));
        });
    }
}

/// How far an import has come, while its dialog is closed.
pub(super) fn strip(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    if let Some((_, progress)) = &state.streets.importing {
        ui.horizontal(|ui| {
            if kit::button(ui, icons::STREETS, &t!("streets_dialog.importing")).clicked() {
                actions.push(Action::Run(Command::Streets));
            }
            bar(ui, progress.as_ref(), actions);
        });
    }
}

/// Stage, share of it done, and the way to stop it.
fn bar(ui: &mut Ui, progress: Option<&ImportProgress>, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let share = progress.filter(|p| p.total > 0).map(|p| {
            #[expect(clippy::cast_precision_loss, reason = "a share is shown in hundredths")]
            let share = p.done as f32 / p.total as f32;
            share.clamp(0.0, 1.0)
        });
        let stage = progress.map_or_else(|| t!("streets_dialog.begins").into_owned(), |p| words::import_stage(p.stage));
        let text = share.map_or(stage.clone(), |s| format!("{stage} {:.0}%", s * 100.0));
        ui.add(ProgressBar::new(share.unwrap_or(0.0)).desired_width(300.0).text(text).animate(share.is_none()));
        if ui.button(t!("dialog.cancel")).clicked() {
            actions.push(Action::Streets(StreetWork::Cancel));
        }
    });
}
