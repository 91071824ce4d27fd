//! The search box and its answer: what is asked, what must hold besides, and the list as it is shown.

use std::collections::HashSet;

use geo::Coord;

use super::Camera;
use crate::{
    jobs::Slot,
    model::{Now, OpenState, Snapshot},
    search::{self, Field, Filters, Found, Group, Hit, Level, Target},
};

/// Where distances are measured from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Origin {
    /// The map's middle when it was asked.
    #[default]
    MapMiddle,
    /// The home position.
    Home,
    /// A point chosen on the map, WGS 84.
    Point(Coord<f64>),
}

/// One result with what a row of it shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The result.
    pub hit: Hit,
    /// Open, closed or unknown, at [`SearchState::moment`].
    pub open: OpenState,
}

/// What the results below a heading have in common; in the order of the engine where that is the same for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// 名称
    Names,
    /// 区划
    Zones,
    /// 事项
    Matters,
    /// 企业
    Firms,
    /// 活动
    Events,
    /// 称号
    Titles,
    /// 类别
    Kinds,
    /// 地址
    Addresses,
    /// 相近: something had to be forgiven.
    Near,
    /// What there would be without the filters.
    Unfiltered,
}

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The heading of so many results.
    Heading(Section, usize),
    /// A matter, by index into [`Snapshot::matters`], and at how many places it is done, filters or not.
    Matter(usize, usize),
    /// A firm or an event that no source puts in a place of ours.
    Nowhere(Field),
    /// A result, by index into [`Listing::rows`].
    Row(usize),
}

/// The answer as a list, put together once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    /// The results, from top to bottom.
    pub rows: Vec<Row>,
    /// Results and headings, from top to bottom.
    pub lines: Vec<Line>,
    /// For each line, how many results stand above it.
    pub rows_above: Vec<usize>,
    /// Nothing passed the filters: the rows are what there would be without.
    pub unfiltered: bool,
    /// Some result needed nothing forgiven.
    pub exact: bool,
    /// What was looked for instead of what was typed.
    pub read_as: Option<String>,
}

/// The search box, what must hold besides, and the answer.
#[derive(Clone, Debug, Default)]
pub struct SearchState {
    /// What was typed.
    pub text: String,
    /// What an answer must be besides; words in the text can ask for more.
    pub filters: Filters,
    /// Where distances are to be measured from.
    pub origin: Origin,
    /// Where they were measured from when it was asked.
    pub from: Option<Coord<f64>>,
    /// What the map looked at when it was asked.
    pub asked_at: Option<Camera>,
    /// The next click on the map is where distances are measured from.
    pub picking: bool,
    /// The answer.
    pub answer: Slot<Listing>,
    /// The row the arrow keys stand on.
    pub cursor: usize,
}

impl SearchState {
    /// Whether anything is asked at all.
    #[must_use]
    pub fn is_asking(&self) -> bool {
        !self.text.trim().is_empty() || self.filters != Filters::default()
    }

    /// What was typed without the words that act as filters.
    #[must_use]
    pub fn plain_text(&self) -> String {
        let asked = search::chips(&self.text);
        let text = self.text.trim().to_owned();
        asked.into_iter().fold(text, |text, (chip, _)| search::without_chip(&text, chip))
    }

    /// The moment that open states of the results refer to.
    #[must_use]
    pub fn moment(&self, now: Now) -> Now {
        self.filters.open_at.unwrap_or(now)
    }

    /// The results; empty before the first answer.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        self.answer.value().map_or(&[], |listing| &listing.rows)
    }
}

impl Section {
    fn of(hit: &Hit) -> Self {
        match (hit.rank.level, hit.target, hit.rank.group) {
            (Level::Fuzzy | Level::OneSlip | Level::TwoSlips, ..) => Self::Near,
            (Level::Exact, _, Group::Title) => Self::Titles,
            (Level::Exact, Target::Zone(_), _) => Self::Zones,
            (Level::Exact, _, Group::Name) => Self::Names,
            (Level::Exact, _, Group::Matter) => Self::Matters,
            (Level::Exact, _, Group::Firm) => Self::Firms,
            (Level::Exact, _, Group::Event) => Self::Events,
            (Level::Exact, _, Group::Kind | Group::Category) => Self::Kinds,
            (Level::Exact, _, Group::Address) => Self::Addresses,
        }
    }
}

impl Listing {
    /// Puts an answer together. Its order is kept, but that what has the same heading stands together. Without a name
    /// asked for there is nothing to group by.
    pub(super) fn new(found: Found, snapshot: &Snapshot, named: bool, at: Now) -> Self {
        let Found { hits, matters, nowhere, without_filters } = found;
        let mut listing = Self {
            unfiltered: hits.is_empty() && !without_filters.is_empty(),
            exact: hits.iter().any(|h| h.rank.level == Level::Exact),
            read_as: hits.iter().find_map(|h| h.read_as.clone()),
            ..Self::default()
        };
        let mut sections: Vec<(Section, Vec<Hit>)> = Vec::new();
        for hit in hits {
            let section = Section::of(&hit);
            match sections.iter_mut().find(|(s, _)| *s == section || !named) {
                Some((_, same)) => same.push(hit),
                None => sections.push((section, vec![hit])),
            }
        }
        let other = (!matters.is_empty()).then_some(Section::Matters);
        for section in other.into_iter().chain(nowhere.iter().map(|f| section_of(*f))) {
            if !sections.iter().any(|(s, _)| *s == section) {
                let before = sections.iter().position(|(s, _)| *s > section).unwrap_or(sections.len());
                sections.insert(before, (section, Vec::new()));
            }
        }
        if listing.unfiltered {
            sections.push((Section::Unfiltered, without_filters));
        }
        for (section, hits) in sections {
            if section == Section::Matters {
                let count = if hits.is_empty() { matters.len() } else { hits.len() };
                listing.line(Line::Heading(section, count));
                for &matter in &matters {
                    listing.line(Line::Matter(matter, places_of(snapshot, matter)));
                }
            } else {
                let lost: Vec<Field> = nowhere.iter().copied().filter(|f| section_of(*f) == section).collect();
                if named || section == Section::Unfiltered || !lost.is_empty() {
                    listing.line(Line::Heading(section, hits.len() + lost.len()));
                }
                for field in lost {
                    listing.line(Line::Nowhere(field));
                }
            }
            for hit in hits {
                let open = open_state(snapshot, hit.target, at);
                listing.line(Line::Row(listing.rows.len()));
                listing.rows.push(Row { hit, open });
            }
        }
        listing
    }

    fn line(&mut self, line: Line) {
        self.lines.push(line);
        self.rows_above.push(self.rows.len());
    }

    /// How many results pass the filters.
    #[must_use]
    pub fn count(&self) -> usize {
        if self.unfiltered { 0 } else { self.rows.len() }
    }

    /// Another moment: what was open may be closed.
    pub(super) fn refresh(&mut self, snapshot: &Snapshot, at: Now) {
        for row in &mut self.rows {
            row.open = open_state(snapshot, row.hit.target, at);
        }
    }
}

/// The heading under which a firm or an event without a place stands.
fn section_of(field: Field) -> Section {
    if matches!(field, Field::Event(_)) { Section::Events } else { Section::Firms }
}

/// At how many places a matter is done.
fn places_of(snapshot: &Snapshot, matter: usize) -> usize {
    let Some(matter) = snapshot.matters.get(matter) else { return 0 };
    let done = snapshot.matters_at.iter().filter(|at| at.matter == matter.id);
    done.map(|at| at.place.as_str()).collect::<HashSet<_>>().len()
}

fn open_state(snapshot: &Snapshot, target: Target, at: Now) -> OpenState {
    let place = match target {
        Target::Place(i) => snapshot.places.get(i),
        Target::Zone(_) => None,
    };
    OpenState::of(place.and_then(|p| p.hours.as_ref()), at, &snapshot.calendar)
}
