//! The card of an area: what it is, what lies in it by kind, what can be done there, and how much of it is near to what.

use egui::{ComboBox, FontId, RichText, Role, Ui, WidgetInfo, pos2};
use rust_i18n::t;

use super::head::{head, route_buttons};
use crate::{
    model::{Category, KindCount, Layer, Snapshot, Zone, ZoneFigures, ZoneKind},
    search::Target,
    state::{Action, State, ZoneWish},
    ui::{icons, kit, looks, theme, words},
};

/// Height of a row of a place.
const ROW: f32 = 36.0;

pub(super) fn zone_card(ui: &mut Ui, state: &State, snapshot: &Snapshot, i: usize, actions: &mut Vec<Action>) {
    let Some(zone) = snapshot.zones.get(i) else { return };
    let english = state.english();
    let other = if english { zone.name.as_str() } else { zone.name_en.as_str() };
    let colour = theme::layer_colour(Layer::Zones);
    let kind = words::zone_kind(zone.kind);
    head(ui, icons::MARK_AREA, colour, &kind, words::zone_name(zone, english), other, None, actions);
    if zone.label.is_some() || zone.outline.is_some() {
        ui.add_space(4.0);
        route_buttons(ui, Target::Zone(i), actions);
    }
    if zone.outline.is_none() {
        kit::doubt(ui, |ui| ui.label(format!("{} {}", icons::DOUBT, t!("zone.no_outline"))));
    }
    if state.profile.staff && !matches!(zone.kind, ZoneKind::District | ZoneKind::Neighbour) {
        staff(ui, state, zone, i, actions);
    }
    let figures = state.zones.figures.value().filter(|f| f.zone == i);
    kit::heading(ui, &t!("card.facts"));
    kit::field(ui, &t!("zone.code"), &zone.code);
    let square_km = |a: f64| t!("unit.square_km", n = a).into_owned();
    kit::field(ui, &t!("zone.area"), &zone.area_km2.map(square_km).unwrap_or_default());
    let outline_area = figures.and_then(|f| f.area_m2).map(words::area);
    kit::field(ui, &t!("zones.outline_area"), &outline_area.unwrap_or_default());
    super::card_health::teams(ui, state, zone);
    kit::field(ui, &t!("card.note"), &zone.note);
    kit::field(ui, &t!("card.origin"), &zone.source);
    kit::field(ui, &t!("card.date"), &zone.source_date);
    match figures {
        Some(figures) => lies_in(ui, state, snapshot, figures, actions),
        None if state.zones.figures.is_pending() => {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label(t!("zones.working"));
            });
        }
        None => {}
    }
}

/// What staff do with it.
fn staff(ui: &mut Ui, state: &State, zone: &Zone, i: usize, actions: &mut Vec<Action>) {
    let mut wish = |ui: &mut Ui, reason: Option<String>, icon: &str, key: &str, wish: ZoneWish| {
        let response = ui.add_enabled_ui(reason.is_none(), |ui| kit::button(ui, icon, &t!(key))).inner;
        if response.on_disabled_hover_text(reason.unwrap_or_default()).clicked() {
            actions.push(Action::Zone(wish));
        }
    };
    let locked = state.store.read_only.is_some().then(|| t!("zones.read_only").into_owned());
    if zone.outline.is_none() && zone.bounding_roads().is_some() {
        let no_streets = state.streets.in_use().is_none().then(|| t!("zones.needs_streets").into_owned());
        wish(ui, locked.clone().or(no_streets), icons::STREETS, "zones.by_roads", ZoneWish::Enclose(i));
        if state.zones.enclosing.is_some() {
            ui.spinner();
        }
    }
    ui.horizontal_wrapped(|ui| {
        let draw = if zone.outline.is_some() { "zones.redraw" } else { "zones.draw" };
        wish(ui, locked.clone(), icons::POLYGON, draw, ZoneWish::Redraw(i));
        let delete = if state.zones.deleting == Some(i) { "zones.delete_really" } else { "zones.delete" };
        wish(ui, locked, icons::TRASH, delete, ZoneWish::Delete(i));
    });
}

fn lies_in(ui: &mut Ui, state: &State, snapshot: &Snapshot, f: &ZoneFigures, actions: &mut Vec<Action>) {
    let stated: Vec<_> = f.facts.iter().filter_map(|&i| snapshot.facts.get(i)).collect();
    if !stated.is_empty() {
        kit::heading(ui, &t!("zones.stated"));
        for fact in stated {
            kit::field(ui, &fact.name, &fact.value);
        }
    }
    kit::heading(ui, &t!("zones.what_lies"));
    kit::quiet(ui, t!(format!("zone_basis.{}", f.basis.key())));
    if f.kinds.is_empty() {
        ui.label(t!("zones.empty"));
    } else {
        ui.label(t!("zone.places", n = f.located.len()));
        if !f.unlocated.is_empty() {
            let doubt = theme::palette(ui).doubt;
            ui.label(RichText::new(t!("zone.unlocated", n = f.unlocated.len())).color(doubt));
        }
        let open_now = t!("zones.open_now", open = f.open, closed = f.closed, unknown = f.unknown);
        ui.add(egui::Label::new(open_now).wrap());
    }
    for (n, key) in [(f.matters, "zones.matters"), (f.firms, "zones.firms")] {
        if n > 0 {
            ui.label(t!(key, n = n));
        }
    }
    ui.add_space(4.0);
    for count in &f.kinds {
        kind_row(ui, state, snapshot, f, count, actions);
    }
    cover(ui, state, snapshot, f, actions);
}

/// A kind and how many there are; pressed, it lists them.
fn kind_row(
    ui: &mut Ui,
    state: &State,
    snapshot: &Snapshot,
    f: &ZoneFigures,
    count: &KindCount,
    actions: &mut Vec<Action>,
) {
    let open = state.zones.open_kind == Some(count.category);
    let title = t!("zones.kind_row", kind = words::category(count.category), n = count.located + count.unlocated);
    let response = kit::row(ui, ROW, open, &title, |ui, rect| {
        let p = theme::palette(ui);
        let colour = theme::layer_colour(count.category.layer());
        kit::badge(ui, pos2(rect.left() + 14.0, rect.center().y), looks::icon(count.category), colour);
        let line = |text: String, size, colour| {
            egui::text::LayoutJob::simple_singleline(text, FontId::proportional(size), colour)
        };
        let mut taken = 0.0;
        if count.unlocated > 0 {
            let missing = t!("zones.kind_unlocated", n = count.unlocated).into_owned();
            taken = kit::paint_line_to(ui, pos2(rect.right(), rect.center().y), line(missing, 12.0, p.doubt)) + 8.0;
        }
        let at = pos2(rect.left() + 38.0, rect.center().y);
        kit::paint_line(ui, at, rect.width() - 40.0 - taken, line(title.clone().into_owned(), 13.5, p.text));
    });
    if response.clicked() {
        actions.push(Action::Zone(ZoneWish::List((!open).then_some(count.category))));
    }
    if open {
        // Places stand by kind: those of one kind stand together.
        let part = |all: &[usize]| {
            let kind = |i: &usize| snapshot.places.get(*i).map(|p| p.category);
            let from = all.partition_point(|i| kind(i) < Some(count.category));
            from..all.partition_point(|i| kind(i) <= Some(count.category))
        };
        let (a, b) = (part(&f.located), part(&f.unlocated));
        places(ui, state, snapshot, &f.located[a], &f.unlocated[b], actions);
    }
}

/// Places by name, those without a point last; only the rows in view are made.
fn places(
    ui: &mut Ui,
    state: &State,
    snapshot: &Snapshot,
    located: &[usize],
    unlocated: &[usize],
    actions: &mut Vec<Action>,
) {
    let count = located.len() + unlocated.len();
    let (top, clip) = (ui.cursor().top(), ui.clip_rect());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the rows there are")]
    let row = |y: f32| (((y - top) / ROW).max(0.0) as usize).min(count);
    #[expect(clippy::cast_precision_loss, reason = "rows of a list")]
    let height = |rows: usize| rows as f32 * ROW;
    let seen = row(clip.top())..(row(clip.bottom()) + 1).min(count);
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.add_space(height(seen.start));
    for (n, &i) in located.iter().chain(unlocated).enumerate().skip(seen.start).take(seen.len()) {
        let Some(place) = snapshot.places.get(i) else { continue };
        let name = place.name_in(state.english());
        let response = kit::row(ui, ROW, false, name, |ui, rect| {
            let p = theme::palette(ui);
            let (text, colour) = if n < located.len() {
                (name.to_owned(), p.text)
            } else {
                (format!("{} {name}", icons::DOUBT), p.doubt)
            };
            let job = egui::text::LayoutJob::simple_singleline(text, FontId::proportional(13.5), colour);
            kit::paint_line(ui, pos2(rect.left() + 38.0, rect.center().y), rect.width() - 40.0, job);
        });
        if response.clicked() {
            actions.push(Action::Select(Target::Place(i)));
        }
    }
    ui.add_space(height(count - seen.end));
}

/// How much of it is near to places of a kind.
fn cover(ui: &mut Ui, state: &State, snapshot: &Snapshot, f: &ZoneFigures, actions: &mut Vec<Action>) {
    let Some(cover) = f.cover else { return };
    kit::heading(ui, &t!("zones.cover"));
    let mut kind = state.zones.cover;
    let combo = ComboBox::from_id_salt("zone_cover").selected_text(words::category(kind)).width(ui.available_width());
    let response = combo.truncate().show_ui(ui, |ui| {
        for &option in Category::ALL.iter().filter(|&&c| snapshot.count(c).all > snapshot.count(c).unlocated) {
            ui.selectable_value(&mut kind, option, words::category(option));
        }
    });
    let name = t!("zones.cover_kind").into_owned();
    response.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, &name));
    if kind != state.zones.cover {
        actions.push(Action::Zone(ZoneWish::Cover(kind)));
    }
    let walked = state.zones.walked.value().and_then(|w| words::walked(w, cover.category));
    for text in words::cover(&cover).into_iter().chain(walked) {
        ui.add(egui::Label::new(text).wrap());
    }
}
