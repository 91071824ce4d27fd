//! The rows of a list, of which only those that are seen are read.

use egui::{FontId, Rect, ScrollArea, Sense, Ui, pos2, text::LayoutJob, vec2};
use rust_i18n::t;

use crate::{
    model::{Column, List, Refers, Row, Snapshot},
    state::{Action, ListWork, State},
    ui::{icons, kit, theme, words},
};

/// Height of a row.
const ROW: f32 = 32.0;

/// The columns that tell most of a row, in the order they are shown.
fn telling(list: List) -> &'static [&'static str] {
    match list {
        List::Places => &[],
        List::Zones => &["name", "kind", "id", "area_km2", "source"],
        List::Matters => &["name", "id", "class", "life_event", "source_date"],
        List::MatterAtPlace => &["matter", "place", "channel", "windows", "source_date"],
        List::HealthLinks => &["hospital", "department", "institution", "groups", "people"],
        List::ServiceTeams => &["subdistrict", "name", "place", "members"],
        List::Facts => &["subject", "name", "value", "date"],
        List::Events => &["name", "kind", "place", "start", "end"],
        List::Trails => &["name", "theme", "stop_order", "stops"],
        List::Firms => &["name", "place", "role", "sector"],
        List::Voices => &["text", "kind", "place", "state", "created_on"],
        List::Synonyms => &["phrase", "kind", "means"],
    }
}

/// The columns shown, their positions in a row, and the share of the width of each.
fn shares(list: List) -> Vec<(usize, &'static Column, f32)> {
    let find = |name: &&str| list.columns().iter().enumerate().find(|(_, c)| c.name == *name);
    let wide =
        |c: &Column| c.refers != Refers::Nothing || matches!(c.name, "name" | "text" | "value" | "means" | "source");
    let all: Vec<_> = telling(list).iter().filter_map(find).collect();
    let weight = |c: &Column| if wide(c) { 2.0 } else { 1.0 };
    let sum: f32 = all.iter().map(|(_, c)| weight(c)).sum();
    all.into_iter().map(|(at, c)| (at, c, weight(c) / sum)).collect()
}

pub(super) fn table(ui: &mut Ui, state: &State, snapshot: &Snapshot, actions: &mut Vec<Action>) {
    let list = state.lists.list;
    let all = snapshot.len_of(list);
    let count = state.lists.count(all);
    if count == 0 {
        let (title, hint) =
            if all == 0 { ("lists.empty", "lists.empty_hint") } else { ("lists.none", "lists.none_hint") };
        kit::empty(ui, icons::LIST, &t!(title), &t!(hint));
        return;
    }
    let shares = shares(list);
    let p = theme::palette(ui);
    let (mut head, _) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
    ui.painter().hline(head.x_range(), head.bottom(), egui::Stroke::new(1.0, p.line));
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt(("rows", list.key())).auto_shrink(false);
    let shown = area.max_height(ui.available_height()).show_rows(ui, ROW, count, |ui, lines| {
        for line in lines {
            let Some(at) = state.lists.position(line) else { continue };
            let Some((fid, row)) = snapshot.row_at(list, at) else { continue };
            ui.push_id(fid, |ui| one(ui, state, snapshot, &shares, (at, fid, &row), actions));
        }
    });
    // Above the cells: the bar beside the rows takes some of their width.
    head.set_width(shown.inner_rect.width());
    let names: Vec<String> = shares.iter().map(|(_, c, _)| words::column(c)).collect();
    paint(ui, head.shrink2(vec2(8.0, 2.0)), &shares, &names, |_| p.quiet);
}

fn one(
    ui: &mut Ui,
    state: &State,
    snapshot: &Snapshot,
    shares: &[(usize, &Column, f32)],
    (at, fid, row): (usize, i64, &Row),
    actions: &mut Vec<Action>,
) {
    let lists = &state.lists;
    let text = |(at, column, _): &(usize, &Column, f32)| {
        words::cell(lists, snapshot, column, row.get(*at).map_or("", String::as_str)).replace('\n', " ")
    };
    let texts: Vec<String> = shares.iter().map(text).collect();
    let chosen = lists.form.as_ref().is_some_and(|f| f.list == lists.list && f.fid == fid);
    let response = kit::row(ui, ROW, chosen, &texts.join(" · "), |ui, rect| {
        let p = theme::palette(ui);
        paint(ui, rect, shares, &texts, |first| if first { p.text } else { p.quiet });
    });
    if response.clicked() {
        actions.push(Action::List(ListWork::Edit(lists.list, at)));
    }
}

/// A line of cells, each in its share of the width.
fn paint(
    ui: &Ui,
    rect: Rect,
    shares: &[(usize, &Column, f32)],
    texts: &[String],
    colour: impl Fn(bool) -> egui::Color32,
) {
    let mut left = rect.left();
    for (i, ((.., share), text)) in shares.iter().zip(texts).enumerate() {
        let width = rect.width() * share;
        let job = LayoutJob::simple_singleline(text.clone(), FontId::proportional(13.0), colour(i == 0));
        kit::paint_line(ui, pos2(left, rect.center().y), width - 10.0, job);
        left += width;
    }
}
