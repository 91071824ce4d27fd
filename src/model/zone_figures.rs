//! What lies in an area: places by kind and by whether they are open, matters, firms, facts, and how much of it is near
//! to a place of some kind. One pass over the places; nothing here is drawn or asked of a street.

use std::collections::{HashMap, HashSet};

use geo::Coord;

use super::{Category, Now, OpenState, Place, Snapshot, Status, Zone, ZoneKind, keyed};
use crate::spatial::{Inside, area_m2};

/// Cells along the longer side of an area whose cover is measured.
const CELLS: f64 = 96.0;
/// Metres of a degree of latitude.
const DEGREE_M: f64 = 111_195.0;

keyed! {
    /// How it is known what lies in an area.
    ZoneBasis {
        /// By its outline.
        Outline = "outline",
        /// It has none: by the subdistrict that places state.
        Subdistrict = "subdistrict",
        /// It has none: only what names it in its address.
        Named = "named",
    }
}

/// Places of one kind in an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindCount {
    /// The kind.
    pub category: Category,
    /// Those with a point.
    pub located: usize,
    /// Those that nobody has located.
    pub unlocated: usize,
}

/// How much of an area is near to places of a kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KindCover {
    /// The kind.
    pub category: Category,
    /// Near is no farther than this, metres in a straight line.
    pub within_m: f64,
    /// Share of the area from 0 to 1.
    pub share: f64,
    /// Places that are near to some of it, in it or outside.
    pub places: usize,
    /// Places of the kind, anywhere, that count for nothing since nobody has located them.
    pub unlocated: usize,
}

/// What lies in an area.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoneFigures {
    /// Index of the area.
    pub zone: usize,
    /// How it is known what lies in it.
    pub basis: ZoneBasis,
    /// Area of its outline, square metres.
    pub area_m2: Option<f64>,
    /// Places with a point, by kind.
    pub located: Vec<usize>,
    /// Places that belong to it and that nobody has located, by kind.
    pub unlocated: Vec<usize>,
    /// How many of each kind there are, none left out.
    pub kinds: Vec<KindCount>,
    /// Places in use that are open at the moment asked about.
    pub open: usize,
    /// Places in use that are closed then.
    pub closed: usize,
    /// Places in use of which nobody can say.
    pub unknown: usize,
    /// Different matters done at its places.
    pub matters: usize,
    /// Different firms in its places.
    pub firms: usize,
    /// Facts stated of it, by index.
    pub facts: Vec<usize>,
    /// How much of it is near to places of a kind; `None` without an outline.
    pub cover: Option<KindCover>,
}

impl Zone {
    /// Whether a place says that it belongs here, in its subdistrict or its address. Names of two characters, such as
    /// 园区, stand in other names too and say nothing.
    #[must_use]
    pub fn is_named_by(&self, place: &Place) -> bool {
        place.subdistrict == self.name || (self.name.chars().nth(2).is_some() && place.address.contains(&self.name))
    }
}

impl Snapshot {
    /// What lies in the area of this index at a moment, and how much of it lies within so many metres of a place of a
    /// kind; `None` when there is no such area.
    #[must_use]
    pub fn zone_figures(&self, zone: usize, at: Now, kind: Category, within_m: f64) -> Option<ZoneFigures> {
        let area = self.zones.get(zone)?;
        let inside = area.outline.as_ref().and_then(Inside::new);
        let basis = match (&inside, area.kind) {
            (Some(_), _) => ZoneBasis::Outline,
            (None, ZoneKind::Subdistrict) => ZoneBasis::Subdistrict,
            (None, _) => ZoneBasis::Named,
        };
        let subdistricts = self.subdistricts_of(area, inside.as_ref());
        let has = |p: &Place| match (&inside, p.location) {
            (Some(inside), Some(at)) => inside.has(at),
            _ => area.is_named_by(p) || subdistricts.contains(p.subdistrict.as_str()),
        };
        let mut members: Vec<usize> = (0..self.places.len()).filter(|&i| has(&self.places[i])).collect();
        members.sort_by_key(|&i| self.places[i].category);
        let (matters, firms) = self.done_in(&members);
        let (open, closed, unknown) = self.open_among(&members, at);
        let kinds = self.kinds_among(&members);
        let (located, unlocated) = members.into_iter().partition(|&i| self.places[i].location.is_some());
        let facts = (0..self.facts.len()).filter(|&i| self.facts[i].subject == area.id).collect();
        let area_m2 = area.outline.as_ref().map(area_m2);
        let cover = inside.map(|inside| self.cover(&inside, kind, within_m));
        Some(ZoneFigures {
            zone,
            basis,
            area_m2,
            located,
            unlocated,
            kinds,
            open,
            closed,
            unknown,
            matters,
            firms,
            facts,
            cover,
        })
    }

    /// The subdistricts of a district: what states one of them belongs to it.
    fn subdistricts_of(&self, area: &Zone, inside: Option<&Inside>) -> HashSet<&str> {
        let Some(inside) = inside.filter(|_| area.kind == ZoneKind::District) else { return HashSet::new() };
        let of_it = |z: &&Zone| z.kind == ZoneKind::Subdistrict && z.label.is_some_and(|at| inside.has(at));
        self.zones.iter().filter(of_it).map(|z| z.name.as_str()).collect()
    }

    fn kinds_among(&self, members: &[usize]) -> Vec<KindCount> {
        let count = |of_kind: &[usize]| {
            let located = of_kind.iter().filter(|&&i| self.places[i].location.is_some()).count();
            let category = self.places[of_kind[0]].category;
            KindCount { category, located, unlocated: of_kind.len() - located }
        };
        members.chunk_by(|&a, &b| self.places[a].category == self.places[b].category).map(count).collect()
    }

    /// Open, closed and unknown. Many places keep the same hours: each rule is asked once.
    fn open_among(&self, members: &[usize], at: Now) -> (usize, usize, usize) {
        let mut asked: HashMap<&str, OpenState> = HashMap::new();
        let (mut open, mut closed, mut unknown) = (0, 0, 0);
        for place in members.iter().map(|&i| &self.places[i]).filter(|p| p.status == Status::InUse) {
            let state =
                place.hours.as_ref().map(|h| *asked.entry(h.as_str()).or_insert_with(|| h.at(at, &self.calendar)));
            match state {
                Some(OpenState::Open(_)) => open += 1,
                Some(OpenState::Closed(_)) => closed += 1,
                Some(OpenState::Unknown(_)) | None => unknown += 1,
            }
        }
        (open, closed, unknown)
    }

    /// How many different matters and firms these places have.
    fn done_in(&self, members: &[usize]) -> (usize, usize) {
        let mut here = vec![false; self.places.len()];
        for &i in members {
            here[i] = true;
        }
        let has = |id: &str| self.index_of(id).is_some_and(|i| here[i]);
        let matters: HashSet<&str> =
            self.matters_at.iter().filter(|m| has(&m.place)).map(|m| m.matter.as_str()).collect();
        (matters.len(), self.firms.iter().filter(|f| has(&f.place)).count())
    }

    /// The share of an outline's cells whose middle is no farther than `within_m` from a place of a kind.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a hundred cells"
    )]
    fn cover(&self, inside: &Inside, category: Category, within_m: f64) -> KindCover {
        let (bounds, low) = (inside.bounds(), inside.bounds().min());
        let per_lon = DEGREE_M * bounds.center().y.to_radians().cos().max(1e-6);
        let side_m = (bounds.width() * per_lon).max(bounds.height() * DEGREE_M).max(1e-3) / CELLS;
        let step = Coord { x: side_m / per_lon, y: side_m / DEGREE_M };
        let size = [bounds.width() / step.x, bounds.height() / step.y].map(|n| n.ceil().max(1.0) as usize);
        let middle =
            |i: usize, j: usize| Coord { x: low.x + (i as f64 + 0.5) * step.x, y: low.y + (j as f64 + 0.5) * step.y };
        let mut near = vec![false; size[0] * size[1]];
        let of_kind = || self.places.iter().filter(|p| p.category == category && p.status == Status::InUse);
        let reach = Coord { x: within_m / per_lon, y: within_m / DEGREE_M };
        // Flat: across a district that is exact to a metre.
        let is_near = |c: Coord<f64>, at: Coord<f64>| {
            let (x, y) = ((c.x - at.x) * per_lon, (c.y - at.y) * DEGREE_M);
            x * x + y * y <= within_m * within_m
        };
        let mut places = 0;
        for at in of_kind().filter_map(|p| p.location) {
            let span = |from: f64, reach: f64, step: f64, cells: usize| {
                let cell = |edge: f64| (edge / step).clamp(0.0, cells as f64) as usize;
                cell(from - reach)..cell(from + reach + step).min(cells)
            };
            let (columns, rows) =
                (span(at.x - low.x, reach.x, step.x, size[0]), span(at.y - low.y, reach.y, step.y, size[1]));
            let mut counts = false;
            for j in rows {
                for i in columns.clone().filter(|&i| is_near(middle(i, j), at)) {
                    near[j * size[0] + i] = true;
                    counts = true;
                }
            }
            places += usize::from(counts);
        }
        let cells = (0..size[1]).flat_map(|j| (0..size[0]).map(move |i| (i, j)));
        let (mut all, mut covered) = (0_usize, 0_usize);
        for (i, j) in cells.filter(|&(i, j)| inside.has(middle(i, j))) {
            all += 1;
            covered += usize::from(near[j * size[0] + i]);
        }
        let unlocated = of_kind().filter(|p| p.location.is_none()).count();
        KindCover { category, within_m, share: covered as f64 / all.max(1) as f64, places, unlocated }
    }
}

#[cfg(test)]
mod tests {
    use geo::{Contains as _, MultiPolygon, coord};
    use proptest::prelude::*;

    use super::*;
    use crate::{
        model::Calendar,
        spatial::{haversine_m, polygon_of},
    };

    fn noon() -> Now {
        chrono::NaiveDate::from_ymd_opt(2026, 11, 22).and_then(|d| d.and_hms_opt(12, 0, 0)).unwrap()
    }

    fn zone(kind: ZoneKind, name: &str, outline: Option<MultiPolygon<f64>>) -> Zone {
        Zone {
            fid: 1,
            id: "zone-a".into(),
            name: name.into(),
            name_en: String::new(),
            kind,
            code: String::new(),
            label: None,
            area_km2: None,
            outline,
            source: "虚构".into(),
            source_date: String::new(),
            note: String::new(),
        }
    }

    fn place(n: usize, category: Category, at: Option<(f64, f64)>, hours: Option<&str>) -> Place {
        let blank = Place::at(category, coord! { x: 0.0, y: 0.0 });
        Place {
            fid: i64::try_from(n).unwrap() + 1,
            id: format!("p-{n}"),
            location: at.map(|(x, y)| coord! { x: x, y: y }),
            hours: hours.map(|h| h.parse().unwrap()),
            ..blank
        }
    }

    fn figures(places: Vec<Place>, zone: Zone, within_m: f64) -> ZoneFigures {
        let mut snapshot = Snapshot::undrawn(places, Calendar::default());
        snapshot.zones = vec![zone].into();
        snapshot.zone_figures(0, noon(), Category::Library, within_m).unwrap()
    }

    fn square() -> MultiPolygon<f64> {
        let corners = [(120.0, 36.0), (120.02, 36.0), (120.02, 36.02), (120.0, 36.02)];
        polygon_of(&corners.map(|(x, y)| coord! { x: x, y: y }))
    }

    proptest! {
        #[test]
        fn figures_are_those_of_a_linear_scan(
            rows in prop::collection::vec((0_usize..4, prop::option::of((119.99_f64..120.03, 35.99_f64..36.03)), 0_usize..3), 0..60),
            corners in prop::collection::vec((120.0_f64..120.02, 36.0_f64..36.02), 3),
        ) {
            let outline = polygon_of(&corners.iter().map(|&(x, y)| coord! { x: x, y: y }).collect::<Vec<_>>());
            let kinds = [Category::Museum, Category::Library, Category::Clinic, Category::Park];
            let hours = [None, Some("24/7"), Some("Mo-Su 01:00-02:00")];
            let places: Vec<Place> =
                rows.iter().enumerate().map(|(n, &(k, at, h))| place(n, kinds[k], at, hours[h])).collect();
            let inside = |p: &Place| p.location.is_some_and(|at| outline.contains(&at));
            let here: Vec<&Place> = places.iter().filter(|p| inside(p)).collect();
            let f = figures(places.clone(), zone(ZoneKind::Zone, "虚构片区", Some(outline.clone())), 500.0);
            let mut located = f.located.clone();
            located.sort_unstable();
            let want: Vec<usize> = (0..places.len()).filter(|&i| inside(&places[i])).collect();
            prop_assert_eq!(located, want);
            prop_assert_eq!(f.unlocated.len(), 0, "nobody says that they belong");
            for kind in kinds {
                let counted = f.kinds.iter().find(|k| k.category == kind).map_or(0, |k| k.located);
                prop_assert_eq!(counted, here.iter().filter(|p| p.category == kind).count());
            }
            let of = |key: &str| here.iter().filter(|p| OpenState::of(p.hours.as_ref(), noon(), &Calendar::default()).key() == key).count();
            prop_assert_eq!((f.open, f.closed, f.unknown), (of("open"), of("closed"), of("unknown")));
        }
    }

    #[test]
    fn without_an_outline_a_subdistrict_is_what_says_so_and_a_short_name_says_nothing() {
        let mut stated = place(0, Category::Library, None, None);
        stated.subdistrict = "虚构街道".into();
        let mut addressed = place(1, Category::Park, Some((120.0, 36.0)), None);
        addressed.address = "虚构街道1号".into();
        let mut other = place(2, Category::Park, None, None);
        other.address = "某园区2号".into();
        let all = vec![stated, addressed, other];
        let f = figures(all.clone(), zone(ZoneKind::Subdistrict, "虚构街道", None), 500.0);
        assert_eq!((f.basis, f.located, f.unlocated, f.cover), (ZoneBasis::Subdistrict, vec![1], vec![0], None));
        let f = figures(all, zone(ZoneKind::ParkArea, "园区", None), 500.0);
        assert_eq!((f.basis, f.located.len() + f.unlocated.len()), (ZoneBasis::Named, 0));
    }

    #[test]
    fn cover_is_the_share_of_the_ground_near_to_a_place_of_the_kind_in_it_or_outside() {
        let at = |x, y| place(0, Category::Library, Some((x, y)), None);
        let covered = |places: Vec<Place>, within_m| {
            figures(places, zone(ZoneKind::Zone, "虚构片区", Some(square())), within_m).cover.unwrap()
        };
        // In the middle of 1803 m by 2219 m: a circle of 500 m.
        let circle = covered(vec![at(120.01, 36.01)], 500.0);
        let whole = 1803.0 * 2219.0;
        assert!((circle.share - std::f64::consts::PI * 250_000.0 / whole).abs() < 0.01, "{circle:?}");
        assert!((covered(vec![at(120.01, 36.01)], 5000.0).share - 1.0).abs() < 1e-9);
        let outside = covered(vec![at(119.999, 36.01)], 500.0);
        assert!(outside.share > 0.02 && outside.places == 1, "{outside:?}");
        let far = covered(vec![at(121.0, 36.01), place(1, Category::Library, None, None)], 500.0);
        assert_eq!((far.share, far.places, far.unlocated), (0.0, 0, 1));
        assert!(haversine_m(coord! { x: 120.0, y: 36.0 }, coord! { x: 120.02, y: 36.0 }) > 1790.0);
    }
}
