//! How one travels, what the way amounts to, what its figures rest on, and what went wrong.

use egui::{Button, RichText, Role, Ui, WidgetInfo, vec2};
use rust_i18n::t;

use crate::{
    jobs::Slot,
    routing::{Basis, DETOUR_SOURCE, Profile, Route, WALKING_SOURCE},
    state::{Action, Command, Go, State},
    ui::{icons, kit, theme, tour_words, words},
};

/// The icon of a way of travelling.
pub(super) fn profile_icon(profile: Profile) -> &'static str {
    match profile {
        Profile::Foot => icons::WALK,
        Profile::Bicycle => icons::BICYCLE,
        Profile::Car => icons::CAR,
        Profile::Wheelchair => icons::WHEELCHAIR,
    }
}

/// 步行, 骑行, 驾车, 轮椅.
pub(super) fn profiles(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0;
        for profile in Profile::ALL {
            if profile_choice(ui, profile, state.route.profile == profile) {
                actions.push(Action::Go(Go::By(profile)));
            }
        }
    });
    ui.add_space(4.0);
}

/// A way of travelling to choose; says whether it was chosen anew.
pub(super) fn profile_choice(ui: &mut Ui, profile: Profile, on: bool) -> bool {
    choice(ui, profile_icon(profile), &words::profile(profile), on)
}

/// One of several, of which one is `on`; says whether it was chosen anew.
fn choice(ui: &mut Ui, icon: &str, name: &str, on: bool) -> bool {
    ui.spacing_mut().button_padding.x = 6.0;
    let text = RichText::new(format!("{icon} {name}")).size(13.0);
    let button = Button::selectable(on, text).wrap_mode(egui::TextWrapMode::Extend).min_size(vec2(66.0, 32.0));
    let response = ui.add(button.frame_when_inactive(true));
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, name));
    response.clicked() && !on
}

/// Whether [`totals`] has anything to say.
pub(super) fn has_totals(state: &State) -> bool {
    let answer = &state.route.answer;
    state.route.better != Slot::Idle || answer.is_pending() || answer.error().is_some() || answer.value().is_some()
}

/// What the way amounts to, or why there is none.
pub(super) fn totals(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    better(ui, state, actions);
    if let Some(error) = state.route.answer.error() {
        failed(ui, state, &error.0, actions);
    }
    let Some(route) = state.route.shown() else {
        if state.route.answer.is_pending() {
            ui.horizontal(|ui| {
                ui.spinner();
                kit::quiet(ui, t!("route.asking"));
            });
        }
        return;
    };
    ui.horizontal(|ui| {
        let text = format!("{} · {}", words::length(route.length_m()), words::duration(route.duration_s()));
        ui.label(RichText::new(text).size(18.0));
        if state.route.answer.is_pending() {
            ui.spinner().on_hover_text(t!("route.asking"));
        }
    });
    metro(ui, state, actions);
    basis(ui, state, route, actions);
    means(ui, state, actions);
}

/// A better order of the stops: looked for, or proposed with what it gains.
fn better(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let mut answer = |take| actions.push(Action::Go(Go::TakeOrder(take)));
    match &state.route.better {
        Slot::Pending { .. } => {
            ui.horizontal(|ui| {
                ui.spinner();
                kit::quiet(ui, t!("tour_panel.searching"));
                if kit::icon_button(ui, icons::CLOSE, &t!("tour_panel.keep")).clicked() {
                    answer(false);
                }
            });
        }
        Slot::Ready(toured) => {
            ui.label(RichText::new(t!("tour_panel.proposal.order")).size(15.0));
            for line in tour_words::gain(toured) {
                ui.add(egui::Label::new(RichText::new(line).size(13.0)).wrap());
            }
            let names = toured.order.iter().filter_map(|&i| Some(toured.tour.stops.get(i)?.name.as_str()));
            kit::quiet(ui, names.collect::<Vec<_>>().join(&t!("tour.then")));
            ui.horizontal(|ui| {
                if kit::main_button(ui, &t!("tour_panel.take")).clicked() {
                    answer(true);
                }
                if ui.button(t!("tour_panel.keep")).clicked() {
                    answer(false);
                }
            });
            ui.separator();
        }
        Slot::Idle | Slot::Failed { .. } => {}
    }
}

/// Why there is no way. The last one stays, and is said to be the last.
fn failed(ui: &mut Ui, state: &State, why: &str, actions: &mut Vec<Action>) {
    kit::doubt(ui, |ui| {
        ui.label(format!("{} {why}", icons::WARNING));
        if state.route.by_server && ui.button(t!("route.use_streets")).clicked() {
            actions.push(Action::Go(Go::ByServer(false)));
        }
        if let Some(last) = state.route.shown() {
            let profile = words::profile(last.profile);
            ui.label(RichText::new(t!("route.last_answer", profile = profile)).size(12.5));
        }
    });
}

/// On foot or by metro, where the metro is sooner.
fn metro(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(ways) = state.route.answer.value() else { return };
    let Some(metro) = &ways.metro else { return };
    let timetable = matches!(metro.route.basis, Basis::Transit { timetable: true });
    let key = if timetable { "route.metro_timetable" } else { "route.metro_estimate" };
    let by_metro = t!(key, time = words::duration(metro.route.duration_s()));
    let on_foot = t!("route.walk_whole", time = words::duration(ways.route.duration_s()));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for (metro, icon, text) in [(false, icons::WALK, on_foot), (true, icons::TRAIN, by_metro)] {
            if choice(ui, icon, &text, state.route.by_metro == metro) {
                actions.push(Action::Go(Go::ByMetro(metro)));
            }
        }
    });
}

/// What the figures rest on.
fn basis(ui: &mut Ui, state: &State, route: &Route, actions: &mut Vec<Action>) {
    let lines = words::basis(route);
    if route.basis != Basis::StraightLine {
        for line in lines {
            kit::quiet(ui, line);
        }
        return;
    }
    kit::doubt(ui, |ui| {
        for (i, line) in lines.iter().enumerate() {
            let text =
                if i == 0 { RichText::new(format!("{} {line}", icons::INFO)) } else { RichText::new(line).size(12.5) };
            ui.label(text).on_hover_text(format!("{DETOUR_SOURCE}\n{WALKING_SOURCE}"));
        }
        if let Some(why) = state.route.answer.value().and_then(|w| w.why_straight.as_ref()) {
            ui.label(RichText::new(why).size(12.5));
        }
        let text = if state.streets.in_use().is_none() { t!("route.no_streets") } else { t!("route.other_streets") };
        let button = Button::new(format!("{} {text}", icons::STREETS)).wrap().min_size(vec2(0.0, theme::TARGET.y));
        if ui.add(button).clicked() {
            actions.push(Action::Run(Command::Streets));
        }
    });
}

/// Who works the way out: shown where the settings name a server.
fn means(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(server) = state.profile.streets.routing_server() else { return };
    let by_server = t!("route.means_server", engine = server.engine.name()).into_owned();
    let here = t!("route.means_here").into_owned();
    let now = if state.route.by_server { &by_server } else { &here };
    let name = t!("route.means", means = now);
    let text = RichText::new(format!("{name} {}", icons::CARET)).size(12.5).color(theme::palette(ui).quiet);
    ui.spacing_mut().button_padding.x = 0.0;
    let menu = egui::containers::menu::MenuButton::from_button(Button::new(text).frame_when_inactive(false));
    let (response, _) = menu.ui(ui, |ui| {
        for (server, text) in [(false, &here), (true, &by_server)] {
            if ui.add(Button::selectable(state.route.by_server == server, text)).clicked() {
                actions.push(Action::Go(Go::ByServer(server)));
                ui.close();
            }
        }
        kit::quiet(ui, t!("route.means_note"));
    });
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &*name));
}
