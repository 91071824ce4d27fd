//! A day proposed by theme: which places come into question, and why.

use geo::Coord;

use super::{Priority, Stop, usual_stay_s};
use crate::{
    model::{Category, Confidence, Place, Snapshot, Status, Theme, ZoneKind, keyed},
    spatial::haversine_m,
};

/// The most places that come into question.
const MOST: usize = 25;

/// A short walk, metres as the crow flies.
const SHORT_WALK_M: f64 = 1000.0;

/// The kinds of places that a day is made of.
const KINDS: [Category; 9] = [
    Category::Museum,
    Category::Library,
    Category::CulturalCentre,
    Category::CommunityCentre,
    Category::IchWorkshop,
    Category::TheatreGallery,
    Category::CulturalStreet,
    Category::HeritageSite,
    Category::Park,
];

keyed! {
    /// Why a place is proposed.
    Why {
        /// It is a place of this kind.
        Kind = "kind",
        /// Its name or its source's words say so.
        Named = "named",
        /// It lies near.
        Near = "near",
    }
}

/// What is wanted of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct DayWish {
    /// What it is about.
    pub theme: Theme,
    /// Where one sets out, WGS 84.
    pub from: Coord<f64>,
    /// Seconds there are.
    pub budget_s: u32,
}

/// A place that comes into question.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The stop it would be.
    pub stop: Stop,
    /// Why.
    pub why: Why,
}

/// What belongs to a theme.
struct Rule {
    /// Kinds of places that belong to it by themselves.
    kinds: &'static [Category],
    /// Words in names, or in what the source says, by which any place of a day belongs to it.
    words: &'static [&'static str],
}

impl Rule {
    fn of(theme: Theme) -> Self {
        use Category as C;
        let (kinds, words): (&[Category], &[&str]) = match theme {
            Theme::Museums => (&[C::Museum], &["博物馆", "纪念馆", "展览馆", "美术馆"]),
            Theme::Heritage => (&[C::HeritageSite], &["里院", "旧址", "历史建筑", "文物保护", "大鲍岛", "别墅"]),
            Theme::Ich => (&[C::IchWorkshop], &["非遗", "非物质", "手作", "民俗"]),
            Theme::Beer => (&[], &["啤酒", "葡萄酒", "红酒"]),
            Theme::Family => (&[C::Park], &["儿童", "少儿", "亲子", "自然", "科技", "图书馆"]),
            Theme::Elder => (&[C::Park, C::Library, C::Museum, C::CommunityCentre, C::CulturalCentre], &[]),
            Theme::Other => (&KINDS, &[]),
        };
        Self { kinds, words }
    }

    /// How well the place belongs to the theme, and why; `None` when it does not.
    fn judge(&self, place: &Place) -> Option<(Priority, Why)> {
        let says = |text: &str| self.words.iter().any(|w| text.contains(w));
        let kind = self.kinds.contains(&place.category);
        let named = says(&place.name) || place.aliases.iter().any(|a| says(a));
        let (priority, why) = match (kind, named) {
            (true, true) => (Priority::High, Why::Kind),
            (true, false) => (Priority::Nice, Why::Kind),
            (false, true) if self.kinds.is_empty() => (Priority::High, Why::Named),
            (false, true) => (Priority::Nice, Why::Named),
            (false, false) if says(&place.note) || says(&place.address) => (Priority::Low, Why::Named),
            (false, false) => return None,
        };
        let weak = place.source.confidence == Confidence::Low;
        let priority = match priority {
            Priority::High if weak => Priority::Nice,
            Priority::Nice if weak => Priority::Low,
            other => other,
        };
        Some((priority, why))
    }
}

/// Seconds that a visit to a place of the theme takes at least; `None` when there is no such place.
#[must_use]
pub fn shortest_visit_s(snapshot: &Snapshot, theme: Theme) -> Option<u32> {
    of_theme(snapshot, theme).map(|c| c.stop.stay_s).min()
}

fn of_theme(snapshot: &Snapshot, theme: Theme) -> impl Iterator<Item = Candidate> {
    let rule = Rule::of(theme);
    let in_question = |p: &&Place| KINDS.contains(&p.category) && p.status == Status::InUse;
    snapshot.places.iter().filter(in_question).filter_map(move |place| {
        let (priority, why) = rule.judge(place)?;
        Some(Candidate { stop: Stop { priority, ..Stop::of_place(place) }, why })
    })
}

/// The places that come into question for a day, the nearest first; no source makes the choice, it is ours (本程序编排).
/// After them those of the theme that nobody has located, so that people learn of them: never more of them than of the
/// others, unless there are no others.
#[must_use]
pub fn candidates(snapshot: &Snapshot, wish: &DayWish) -> Vec<Candidate> {
    let found = of_theme(snapshot, wish.theme).filter(|c| c.stop.stay_s <= wish.budget_s);
    let (mut located, mut lost): (Vec<_>, Vec<_>) = found.partition(|c| c.stop.location.is_some());
    let away = |c: &Candidate| c.stop.location.map_or(f64::INFINITY, |l| haversine_m(l, wish.from));
    located.sort_by(|a, b| a.stop.priority.cmp(&b.stop.priority).then(away(a).total_cmp(&away(b))));
    if wish.theme == Theme::Elder {
        located = close_together(&located, wish.from);
    }
    located.truncate(MOST);
    located.sort_by(|a, b| away(a).total_cmp(&away(b)));
    lost.sort_by_key(|c| c.stop.priority);
    lost.truncate(if located.is_empty() { MOST } else { located.len().min(MOST - located.len()) });
    located.append(&mut lost);
    located
}

/// Those a short walk from another or from where one sets out.
fn close_together(all: &[Candidate], from: Coord<f64>) -> Vec<Candidate> {
    let near = |a: Coord<f64>, b: Coord<f64>| haversine_m(a, b) <= SHORT_WALK_M;
    let has_neighbour = |(i, c): &(usize, &Candidate)| {
        let Some(here) = c.stop.location else { return false };
        let others = all.iter().enumerate().filter(|(j, _)| j != i).filter_map(|(_, o)| o.stop.location);
        near(here, from) || others.into_iter().any(|other| near(here, other))
    };
    let kept = all.iter().enumerate().filter(has_neighbour);
    kept.map(|(_, c)| Candidate { why: Why::Near, ..c.clone() }).collect()
}

impl Stop {
    /// The place as a stop, with the stay usual there.
    #[must_use]
    pub fn of_place(place: &Place) -> Self {
        Self {
            name: place.name.clone(),
            place: place.id.clone(),
            location: place.location,
            stand_in: None,
            stay_s: usual_stay_s(place.category),
            hours: place.hours.clone(),
            has_hours: !matches!(place.category, Category::Residential | Category::MetroStation),
            last_entry: place.last_entry,
            status: place.status,
            priority: Priority::Must,
            fixed: None,
        }
    }

    /// The stop with a point to go to, for a place that nobody has located: the landmark or station that its source
    /// names, else the middle of the area that names it. It is an estimate, and [`Stop::stand_in`] says of what.
    #[must_use]
    pub fn with_stand_in(self, snapshot: &Snapshot, place: &Place) -> Self {
        if self.location.is_some() {
            return self;
        }
        let near = snapshot.instead_of(place).into_iter().find(|n| n.stated).map(|n| &snapshot.places[n.place]);
        let landmark = near.and_then(|p| Some((p.name.clone(), p.location?)));
        let area = || {
            let areas = snapshot.zones.iter().filter(|z| !matches!(z.kind, ZoneKind::District | ZoneKind::Neighbour));
            areas.filter(|z| z.is_named_by(place)).find_map(|z| Some((z.name.clone(), z.middle()?)))
        };
        let Some((name, location)) = landmark.or_else(area) else { return self };
        Self { location: Some(location), stand_in: Some(name), ..self }
    }

    /// A point of the map as a stop: nothing to visit, nothing that closes.
    #[must_use]
    pub fn of_point(name: String, location: Coord<f64>) -> Self {
        Self {
            name,
            place: String::new(),
            location: Some(location),
            stand_in: None,
            stay_s: 0,
            hours: None,
            has_hours: false,
            last_entry: None,
            status: Status::InUse,
            priority: Priority::Must,
            fixed: None,
        }
    }
}
