//! The list of results under their headings; only what is seen is laid out.

use std::ops::Range;

use egui::{FontId, Rect, ScrollArea, Sense, Ui, pos2, text::LayoutJob, vec2};
use rust_i18n::t;

use crate::{
    model::{OpenState, Snapshot, Status},
    search::{Field, Hit, Target},
    state::{Action, Line, Listing, Row, Section, Seek, State},
    ui::{View, firm_words, icons, kit, looks, theme, words},
};

/// Height of a result.
const ROW: f32 = 64.0;
/// Height of a heading or a matter.
const LINE: f32 = 30.0;

/// Top of a line: there are two heights, so the results above it say all.
#[expect(clippy::cast_precision_loss, reason = "a few hundred lines")]
fn top(listing: &Listing, line: usize) -> f32 {
    let rows = listing.rows_above.get(line).copied().unwrap_or(listing.rows.len());
    rows as f32 * ROW + line.saturating_sub(rows) as f32 * LINE
}

/// The lines seen between two heights.
fn seen(listing: &Listing, from: f32, to: f32) -> Range<usize> {
    let count = listing.lines.len();
    // Tops grow, so both ends are found by halving.
    let first_at = |y: f32| {
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = usize::midpoint(low, high);
            if top(listing, middle) < y {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    };
    first_at(from).saturating_sub(1)..first_at(to)
}

/// Shows the list.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    snapshot: &Snapshot,
    listing: &Listing,
    view: &mut View,
    actions: &mut Vec<Action>,
) {
    let mut area = ScrollArea::vertical().auto_shrink(false);
    if std::mem::take(&mut view.reveal_cursor) {
        let line = listing.lines.iter().position(|l| *l == Line::Row(state.search.cursor)).unwrap_or(0);
        area = area.vertical_scroll_offset((top(listing, line) - 2.0 * ROW).max(0.0));
    }
    let mut hovered = None;
    area.show_viewport(ui, |ui, viewport| {
        let all = top(listing, listing.lines.len());
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), all), Sense::hover());
        for i in seen(listing, viewport.top(), viewport.bottom()) {
            let height = top(listing, i + 1) - top(listing, i);
            let at = Rect::from_min_size(rect.left_top() + vec2(0.0, top(listing, i)), vec2(rect.width(), height));
            let mut spot = ui.new_child(egui::UiBuilder::new().max_rect(at).id_salt(i));
            match listing.lines[i] {
                Line::Heading(section, count) => heading(&mut spot, at, &title(listing, section, count)),
                Line::Matter(matter, places) => matter_line(&mut spot, at, snapshot, matter, places),
                Line::Nowhere(field) => nowhere_line(&mut spot, at, snapshot, field),
                Line::Row(r) => {
                    if let Some(target) = result(&mut spot, state, snapshot, listing, r, actions) {
                        hovered = Some(target);
                    }
                }
            }
        }
    });
    if hovered.is_some() && hovered != state.hovered {
        actions.push(Action::Hover(hovered));
    } else if hovered.is_none() && state.hovered.is_some() && ui.ui_contains_pointer() {
        actions.push(Action::Hover(None));
    }
}

/// A result; says its target when the pointer is on it.
fn result(
    ui: &mut Ui,
    state: &State,
    snapshot: &Snapshot,
    listing: &Listing,
    r: usize,
    actions: &mut Vec<Action>,
) -> Option<Target> {
    let row = listing.rows.get(r)?;
    let target = row.hit.target;
    let chosen = state.selected == Some(target) || (state.selected.is_none() && state.search.cursor == r);
    let name = words::target_name(snapshot, target, state.english());
    let response = kit::row(ui, ROW - 2.0, chosen, name, |ui, rect| paint(ui, rect, state, snapshot, row));
    if response.clicked() {
        actions.push(Action::Seek(Seek::Take(r)));
    }
    response.hovered().then_some(target)
}

fn title(listing: &Listing, section: Section, count: usize) -> String {
    let key = match section {
        Section::Names => "section.names",
        Section::Zones => "section.zones",
        Section::Matters => "section.matters",
        Section::Firms => "firms.section",
        Section::Events => "firms.events",
        Section::Titles => "firms.titles",
        Section::Kinds => "section.kinds",
        Section::Addresses => "section.addresses",
        Section::Near if listing.exact => "section.near",
        Section::Near => "section.only_near",
        Section::Unfiltered => "section.unfiltered",
    };
    format!("{} · {count}", t!(key))
}

fn heading(ui: &mut Ui, rect: Rect, text: &str) {
    let p = theme::palette(ui);
    let response = ui.allocate_rect(rect, Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Heading, true, text));
    let job = LayoutJob::simple_singleline(text.to_owned(), FontId::proportional(12.5), p.quiet);
    kit::paint_line(ui, pos2(rect.left() + 8.0, rect.center().y + 2.0), rect.width() - 16.0, job);
}

/// A matter's name, and how many of the results do it.
fn matter_line(ui: &mut Ui, rect: Rect, snapshot: &Snapshot, matter: usize, places: usize) {
    let Some(matter) = snapshot.matters.get(matter) else { return };
    let where_done = if places == 0 { t!("search.matter_nowhere") } else { t!("search.matter_places", n = places) };
    no_place(ui, rect, icons::MATTER, [&matter.name, &where_done, &matter.department], places == 0);
}

/// A firm or an event that no source puts in a place of ours, and that this is so.
fn nowhere_line(ui: &mut Ui, rect: Rect, snapshot: &Snapshot, field: Field) {
    let (Some(name), Some(said)) = (firm_words::named(snapshot, field), firm_words::nowhere(snapshot, field)) else {
        return;
    };
    let icon = if matches!(field, Field::Event(_)) { icons::EVENT } else { icons::FIRM };
    no_place(ui, rect, icon, [name, &said.0, &said.1], true);
}

/// What answers and is no place: a name, what is said of where it is, and more of it for the pointer.
fn no_place(ui: &mut Ui, rect: Rect, icon: &str, [name, where_is, more]: [&str; 3], lost: bool) {
    let p = theme::palette(ui);
    let response = ui.allocate_rect(rect, Sense::hover()).on_hover_text(more);
    let text = format!("{name} · {where_is}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &text));
    let middle = pos2(rect.left() + 22.0, rect.center().y);
    ui.painter().text(middle, egui::Align2::CENTER_CENTER, icon, FontId::proportional(17.0), p.accent);
    let colour = if lost { p.doubt } else { p.quiet };
    let where_is = LayoutJob::simple_singleline(where_is.to_owned(), FontId::proportional(12.5), colour);
    let taken = kit::paint_line_to(ui, pos2(rect.right() - 8.0, rect.center().y), where_is);
    let name = LayoutJob::simple_singleline(name.to_owned(), FontId::proportional(14.0), p.text);
    kit::paint_line(ui, pos2(rect.left() + 46.0, rect.center().y), rect.width() - 62.0 - taken, name);
}

/// What stands in a row besides the name and the address.
pub(super) struct Facts<'a> {
    pub(super) icon: &'static str,
    pub(super) colour: egui::Color32,
    kind: String,
    pub(super) address: &'a str,
    located: bool,
    /// The open state and its colour.
    pub(super) state: Option<(String, egui::Color32)>,
}

/// What is said of a target that is open or not.
pub(super) fn facts<'a>(
    ui: &Ui,
    state: &State,
    snapshot: &'a Snapshot,
    target: Target,
    open: OpenState,
) -> Option<Facts<'a>> {
    let p = theme::palette(ui);
    match target {
        Target::Place(i) => {
            let place = snapshot.places.get(i)?;
            let lines = words::lines_at(snapshot, place);
            let said = match (place.status, open) {
                (Status::Former, _) => (t!("status_of.former").into_owned(), p.bad),
                (Status::Disused, _) => (t!("status_of.disused").into_owned(), p.doubt),
                (Status::InUse, OpenState::Unknown(crate::model::Reason::NotStated)) => {
                    (t!("hours.unstated").into_owned(), p.quiet)
                }
                (Status::InUse, open) => (words::open_state(open, state.now), theme::state_colour(p, open)),
            };
            Some(Facts {
                icon: looks::icon(place.category),
                colour: theme::layer_colour(place.category.layer()),
                kind: lines.unwrap_or_else(|| words::category(place.category)),
                address: &place.address,
                located: place.location.is_some(),
                state: Some(said),
            })
        }
        Target::Zone(i) => {
            let zone = snapshot.zones.get(i)?;
            Some(Facts {
                icon: icons::MARK_AREA,
                colour: theme::layer_colour(crate::model::Layer::Zones),
                kind: words::zone_kind(zone.kind),
                address: "",
                located: zone.label.is_some(),
                state: None,
            })
        }
    }
}

fn paint(ui: &Ui, rect: Rect, state: &State, snapshot: &Snapshot, row: &Row) {
    let Some(facts) = facts(ui, state, snapshot, row.hit.target, row.open) else { return };
    let p = theme::palette(ui);
    kit::badge(ui, pos2(rect.left() + 14.0, rect.center().y), facts.icon, facts.colour);
    let (left, right) = (rect.left() + 38.0, rect.right());
    let y = |down: f32| rect.top() + down;
    let simple = |text: String, colour| LayoutJob::simple_singleline(text, FontId::proportional(12.5), colour);
    let mut name_ends = right;
    if let Some(metres) = row.hit.distance_m {
        name_ends -= kit::paint_line_to(ui, pos2(right, y(9.0)), simple(words::length(metres), p.quiet)) + 8.0;
    }
    let name = words::target_name(snapshot, row.hit.target, state.english());
    let marks = name_marks(&row.hit, state.english());
    kit::paint_line(ui, pos2(left, y(9.0)), name_ends - left, kit::marked(name, marks, 14.5, p.text, p));
    // The state is said in full; a long kind gives way.
    let stated = facts.state.map(|(text, colour)| ui.painter().layout_job(simple(format!(" · {text}"), colour)));
    let room = right - left - stated.as_ref().map_or(0.0, |g| g.size().x);
    let kind_width = kit::paint_line(ui, pos2(left, y(28.0)), room, simple(facts.kind, p.quiet));
    if let Some(galley) = stated {
        let at = pos2(left + kind_width, y(28.0) - galley.size().y / 2.0);
        ui.painter().galley(at, galley, p.quiet);
    }
    let (text, marks) = what_matched(snapshot, &row.hit, facts.address, state.english());
    let mut text_ends = right;
    if !facts.located {
        let unlocated = simple(t!("place.unlocated").into_owned(), p.doubt);
        if text.is_empty() {
            kit::paint_line(ui, pos2(left, y(46.0)), right - left, unlocated);
            return;
        }
        text_ends -= kit::paint_line_to(ui, pos2(right, y(46.0)), unlocated) + 8.0;
    }
    kit::paint_line(ui, pos2(left, y(46.0)), text_ends - left, kit::marked(&text, &marks, 12.0, p.quiet, p));
}

/// The characters to mark in the name shown.
fn name_marks(hit: &Hit, english: bool) -> &[Range<usize>] {
    match hit.field {
        Field::Name if !english => &hit.marks,
        Field::NameEn if english => &hit.marks,
        _ => &[],
    }
}

/// The other name, the matter, firm, event or title that matched, or the address; with the characters to mark.
fn what_matched(snapshot: &Snapshot, hit: &Hit, address: &str, english: bool) -> (String, Vec<Range<usize>>) {
    let other = match (hit.field, hit.target) {
        (Field::Alias(a), Target::Place(i)) => snapshot.places[i].aliases.get(a).map(String::as_str),
        (Field::NameEn, Target::Place(i)) if !english => Some(snapshot.places[i].name_en.as_str()),
        (Field::NameEn, Target::Zone(i)) if !english => Some(snapshot.zones[i].name_en.as_str()),
        (Field::Name, Target::Place(i)) if english => Some(snapshot.places[i].name.as_str()),
        (Field::Name, Target::Zone(i)) if english => Some(snapshot.zones[i].name.as_str()),
        _ => None,
    };
    // In English a place without an English name is shown by its Chinese one already.
    let shown = words::target_name(snapshot, hit.target, english);
    if let Some(other) = other.filter(|o| *o != shown) {
        let text = t!("search.also_called", name = other).into_owned();
        let before = text.find(other).map_or(0, |at| text[..at].chars().count());
        let marks = hit.marks.iter().map(|m| m.start + before..m.end + before).collect();
        return (text, marks);
    }
    if let Field::Matter(at) = hit.field
        && let Some(done) = snapshot.matters_at.get(at)
    {
        let name = snapshot.matters.iter().find(|m| m.id == done.matter).map_or("", |m| m.name.as_str());
        return (format!("{name} · {}", words::channel(done.channel)), Vec::new());
    }
    if let (Some(what), Some(name)) = (firm_words::what(snapshot, hit.field), firm_words::named(snapshot, hit.field)) {
        let text = t!("firms.hit", what = what, name = name).into_owned();
        let before = text.find(name).map_or(0, |at| text[..at].chars().count());
        return (text, hit.marks.iter().map(|m| m.start + before..m.end + before).collect());
    }
    let marks = if hit.field == Field::Address { hit.marks.clone() } else { Vec::new() };
    (address.to_owned(), marks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{Extent, Group, How, Level, Quality, Rank};

    #[test]
    fn what_is_laid_out_is_what_is_seen_wherever_the_list_is_scrolled_to() {
        let row = Line::Row;
        let head = Line::Heading(Section::Names, 1);
        let lines = vec![head, row(0), row(1), head, Line::Matter(0, 0), row(2), head, row(3)];
        let quality = Quality { how: How::Literal, extent: Extent::Whole };
        let rank = Rank { level: Level::Exact, group: Group::Name, quality };
        let (target, field) = (Target::Place(0), Field::Name);
        let hit = Hit { target, rank, field, marks: Vec::new(), distance_m: None, read_as: None };
        let rows = vec![Row { hit, open: OpenState::Closed(None) }; 4];
        let listing = Listing { rows, rows_above: vec![0, 0, 1, 2, 2, 2, 3, 3], lines, ..Listing::default() };
        let heights: Vec<f32> =
            listing.lines.iter().map(|l| if matches!(l, Line::Row(_)) { ROW } else { LINE }).collect();
        let tops: Vec<f32> = (0..=heights.len()).map(|i| heights[..i].iter().sum()).collect();
        for from in (0_u16..500).step_by(7).map(f32::from) {
            let to = from + 150.0;
            let all = 0..heights.len();
            let overlapping: Vec<usize> = all.filter(|&i| tops[i] < to && tops[i + 1] > from).collect();
            let laid_out = seen(&listing, from, to);
            assert!(overlapping.iter().all(|i| laid_out.contains(i)), "{from}: {overlapping:?} in {laid_out:?}");
            assert!(laid_out.len() <= overlapping.len() + 1, "{from}");
        }
    }
}
