//! When one sets out, how one travels, and what else is said of the whole day: lunch, start, end, pace.

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta};
use egui::{
    Button, FontId, RichText, TextEdit, Ui, WidgetInfo,
    text::{LayoutJob, TextWrapping},
    vec2,
};
use rust_i18n::t;

use super::route_ways::profile_choice;
use crate::{
    model::Now,
    routing::{Profile, Waypoint},
    state::{Action, State, TourPick, TourTime, TourWish},
    tour::{End, Lunch},
    ui::{View, icons, kit, theme, tour_words, words},
};

/// The next days that can be chosen without typing.
const DAYS: u64 = 10;
/// Travel takes so many times as long as usual: the usual pace, slowly, very slowly.
const PACES: [(f64, &str); 3] =
    [(1.0, "tour_panel.pace.usual"), (1.3, "tour_panel.pace.slow"), (1.6, "tour_panel.pace.very_slow")];

pub(super) fn show(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let tour = state.tour.plan();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        day(ui, state, actions);
        time(ui, state, view, TourTime::Depart, tour.depart, 15, actions);
        let text = RichText::new(t!("tour_panel.sets_out")).size(12.5).color(theme::palette(ui).quiet);
        ui.add(egui::Label::new(text).extend());
    });
    if tour.depart < state.now && !tour.stops.is_empty() {
        kit::doubt(ui, |ui| {
            ui.horizontal(|ui| {
                ui.label(RichText::new(format!("{} {}", icons::WARNING, t!("tour_panel.past"))).size(12.5));
                let now = t!("tour_panel.now");
                if kit::chip(ui, &now, false, &now).clicked() {
                    actions.push(Action::Tour(TourWish::Depart(state.now)));
                }
            });
        });
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0;
        for profile in Profile::ALL {
            if profile_choice(ui, profile, tour.profile == profile) {
                actions.push(Action::Tour(TourWish::Profile(profile)));
            }
        }
    });
    let said = said(state);
    let font = FontId::proportional(12.5);
    let mut job = LayoutJob::simple_singleline(said.clone(), font, theme::palette(ui).quiet);
    // One line, however much was said: what is wider would widen the panel.
    job.wrap = TextWrapping::truncate_at_width(ui.available_width() - ui.spacing().indent - 4.0);
    let title = ui.painter().layout_job(job);
    let whole = !title.elided;
    let conditions = egui::CollapsingHeader::new(title).id_salt("tour conditions").show_unindented(ui, |ui| {
        lunch(ui, state, actions);
        latest(ui, state, view, actions);
        start(ui, state, actions);
        end(ui, state, actions);
        pace(ui, state, actions);
    });
    if !whole {
        conditions.header_response.on_hover_text(said);
    }
    ui.add_space(2.0);
}

/// What has been said of the whole, in a line.
fn said(state: &State) -> String {
    let tour = state.tour.plan();
    let mut parts: Vec<String> = Vec::new();
    if let Some(start) = &tour.start {
        parts.push(t!("tour_panel.from", name = start.name).into_owned());
    }
    match &tour.end {
        End::Anywhere => {}
        End::Start => parts.push(t!("tour_panel.end.start").into_owned()),
        End::At(at) => parts.push(t!("tour_panel.ends_at", name = at.name).into_owned()),
    }
    if let Some(lunch) = tour.lunch {
        parts.push(t!("tour_panel.lunch_at", from = words::clock(lunch.from)).into_owned());
    }
    if let Some(end) = tour.latest_end {
        parts.push(t!("tour_panel.until", when = tour_words::moment(end, tour.depart.date())).into_owned());
    }
    if let Some((_, key)) = PACES.iter().skip(1).find(|(p, _)| (p - tour.pace).abs() < 1e-9) {
        parts.push(t!(*key).into_owned());
    }
    if parts.is_empty() {
        return t!("tour_panel.conditions").into_owned();
    }
    t!("tour_panel.conditions_said", list = parts.join(&t!("unit.list_comma"))).into_owned()
}

/// `今天`, `明天`, `周二`, `下周二`.
fn day_name(day: NaiveDate, today: NaiveDate) -> String {
    let weekday = words::weekday(day.weekday().num_days_from_monday());
    match (day - today).num_days() {
        0 => t!("open_time.today").into_owned(),
        1 => t!("open_time.tomorrow").into_owned(),
        _ if day.iso_week() == today.iso_week() => weekday,
        2..=13 if (day - TimeDelta::days(7)).iso_week() == today.iso_week() => {
            t!("tour_panel.next_week", day = weekday).into_owned()
        }
        _ => weekday,
    }
}

/// The day of departure, by its name or from a menu.
fn day(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let (depart, today) = (state.tour.plan().depart, state.now.date());
    let mut go = |day: NaiveDate| actions.push(Action::Tour(TourWish::Depart(day.and_time(depart.time()))));
    let step = |by: i64| depart.date().checked_add_signed(TimeDelta::days(by));
    if kit::chip(ui, "‹", false, &t!("tour_panel.day_before")).clicked() {
        step(-1).into_iter().for_each(&mut go);
    }
    let text = format!("{} {} {}", day_name(depart.date(), today), depart.format("%m-%d"), icons::CARET);
    let button = Button::new(RichText::new(text).size(13.5)).min_size(vec2(0.0, 28.0));
    let menu = egui::containers::menu::MenuButton::from_button(button);
    let (response, _) = menu.ui(ui, |ui| {
        for day in (0..DAYS).filter_map(|n| today.checked_add_days(Days::new(n))) {
            let holiday = state.snapshot().and_then(|s| s.calendar.day(day)).map(|(_, name)| format!(" · {name}"));
            let name = format!("{} {}{}", day_name(day, today), day.format("%m-%d"), holiday.unwrap_or_default());
            if ui.selectable_label(day == depart.date(), name).clicked() {
                go(day);
                ui.close();
            }
        }
    });
    kit::named(response, &t!("tour_panel.day"));
    if kit::chip(ui, "›", false, &t!("tour_panel.day_after")).clicked() {
        step(1).into_iter().for_each(go);
    }
}

/// A time of day: typed, or stepped by so many minutes.
fn time(
    ui: &mut Ui,
    state: &State,
    view: &mut View,
    what: TourTime,
    moment: Now,
    step: i64,
    actions: &mut Vec<Action>,
) {
    let set = |moment| match what {
        TourTime::Depart => TourWish::Depart(moment),
        TourTime::LatestEnd => TourWish::LatestEnd(Some(moment)),
    };
    let key = match what {
        TourTime::Depart => "tour_panel.depart",
        TourTime::LatestEnd => "tour_panel.latest",
    };
    let name = t!(key);
    let by = |minutes: i64| moment.checked_add_signed(TimeDelta::minutes(minutes));
    let mut stepper = |ui: &mut Ui, sign: &str, hint: &str, minutes: i64| {
        if kit::chip(ui, sign, false, &t!(hint, name = name, n = step)).clicked() {
            actions.extend(by(minutes).map(|m| Action::Tour(set(m))));
        }
    };
    stepper(ui, "−", "tour_panel.earlier", -step);
    let shown = tour_words::moment(moment, state.tour.plan().depart.date());
    let held = view.typed_times[what as usize].take();
    let typing = held.is_some();
    let mut text = held.unwrap_or_else(|| words::clock(moment.time()));
    let edit = TextEdit::singleline(&mut text).desired_width(48.0).margin(egui::Margin::symmetric(4, 4)).char_limit(20);
    let response = ui.add(edit).on_hover_text(format!("{shown}\n{}", t!("tour_panel.time_hint")));
    response.widget_info(|| WidgetInfo { label: Some(name.to_string()), ..WidgetInfo::text_edit(true, "", &text, "") });
    stepper(ui, "+", "tour_panel.later", step);
    if response.has_focus() {
        view.typed_times[what as usize] = Some(text);
    } else if typing && response.lost_focus() && !text.trim().is_empty() {
        actions.push(Action::Tour(TourWish::Typed(what, text)));
    }
}

/// One of several; `on` is the one in use.
fn choices(ui: &mut Ui, heading: &str, all: Vec<(String, bool, TourWish)>, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        kit::quiet(ui, t!(heading));
        for (text, on, wish) in all {
            let name = format!("{}：{text}", t!(heading));
            if kit::chip(ui, &text, on, &name).clicked() && !on {
                actions.push(Action::Tour(wish));
            }
        }
    });
}

fn lunch(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let now = state.tour.plan().lunch;
    let at = |h, m| NaiveTime::from_hms_opt(h, m, 0).unwrap_or_default();
    let usual = |minutes: u32| Lunch { from: at(11, 30), to: at(13, 0), stay_s: minutes * 60 };
    let none = (t!("tour_panel.lunch.none").into_owned(), now.is_none(), TourWish::Lunch(None));
    let some = [30, 45, 60].map(|minutes| {
        let text = words::duration(f64::from(minutes) * 60.0);
        (text, now == Some(usual(minutes)), TourWish::Lunch(Some(usual(minutes))))
    });
    choices(ui, "tour_panel.lunch.name", std::iter::once(none).chain(some).collect(), actions);
    if let Some(lunch) = now {
        let (from, to) = (words::clock(lunch.from), words::clock(lunch.to));
        kit::quiet(ui, t!("tour_panel.lunch.between", from = from, to = to));
    }
}

fn latest(ui: &mut Ui, state: &State, view: &mut View, actions: &mut Vec<Action>) {
    let tour = state.tour.plan();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        let name = t!("tour_panel.latest");
        kit::quiet(ui, &*name);
        let on = tour.latest_end.is_some();
        let text = if on { t!("tour_panel.limited") } else { t!("tour_panel.unlimited") };
        if kit::chip(ui, &text, on, &format!("{name}：{text}")).clicked() {
            // An end in the evening to begin with; who sets out later has four hours.
            let evening = tour.depart.date().and_hms_opt(17, 30, 0).filter(|e| *e > tour.depart);
            let end = evening.or_else(|| tour.depart.checked_add_signed(TimeDelta::hours(4)));
            actions.push(Action::Tour(TourWish::LatestEnd(end.filter(|_| !on))));
        }
        if let Some(end) = tour.latest_end {
            time(ui, state, view, TourTime::LatestEnd, end, 30, actions);
        }
    });
}

fn home(state: &State) -> Option<Waypoint> {
    let home = crate::state::Camera::from(state.profile.home?).center;
    Some(Waypoint { name: t!("tour_panel.home").into_owned(), location: home, place: String::new() })
}

fn start(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let now = state.tour.plan().start.as_ref();
    let home = home(state);
    let at_home = now.is_some() && now == home.as_ref();
    let mut all = vec![(t!("tour_panel.start.first").into_owned(), now.is_none(), TourWish::Start(None))];
    all.extend(home.map(|h| (h.name.clone(), at_home, TourWish::Start(Some(h)))));
    if let Some(other) = now.filter(|_| !at_home) {
        all.push((other.name.clone(), true, TourWish::Start(Some(other.clone()))));
    }
    all.push((t!("tour_panel.pick").into_owned(), false, TourWish::Pick(Some(TourPick::Start))));
    choices(ui, "tour_panel.start.name", all, actions);
}

fn end(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let now = &state.tour.plan().end;
    let mut all = vec![
        (t!("tour_panel.end.anywhere").into_owned(), *now == End::Anywhere, TourWish::End(End::Anywhere)),
        (t!("tour_panel.end.start").into_owned(), *now == End::Start, TourWish::End(End::Start)),
    ];
    if let Some(home) = home(state) {
        let end = End::At(home);
        all.push((t!("tour_panel.home").into_owned(), *now == end, TourWish::End(end)));
    }
    if let End::At(at) = now {
        let shown = all.iter().any(|(_, on, _)| *on);
        all.extend((!shown).then(|| (at.name.clone(), true, TourWish::End(now.clone()))));
    }
    all.push((t!("tour_panel.pick").into_owned(), false, TourWish::Pick(Some(TourPick::End))));
    choices(ui, "tour_panel.end.name", all, actions);
}

fn pace(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let now = state.tour.plan().pace;
    let all = PACES.map(|(pace, key)| (t!(key).into_owned(), (now - pace).abs() < 1e-9, TourWish::Pace(pace)));
    choices(ui, "tour_panel.pace.name", all.into(), actions);
}
