//! The squares in which streets and what lies between them are kept ready to be drawn: sorted out once, and cut into
//! triangles when first seen.

use std::{collections::HashMap, ops::Range, sync::Arc};

use geo::{BoundingRect as _, Coord, CoordsIter as _, LineString, MultiPolygon, TriangulateEarcut as _};

use super::{
    chains::{Run, runs},
    style::{Class, Group, Ink},
};
use crate::{model::StreetMap, spatial::to_mercator};

/// A feature of the map, by its layer and position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Feature {
    Street(usize),
    Coast(usize),
    Water(usize),
    Waterway(usize),
    Green(usize),
    Building(usize),
}

/// Smallest and largest corner, unit-square Mercator.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub min: Coord<f64>,
    pub max: Coord<f64>,
}

/// One square, or one feature that is larger than a square.
pub(super) struct Cell {
    pub group: Group,
    pub bounds: Bounds,
    features: Vec<Feature>,
    /// What is drawn, once it was seen.
    pub made: Option<Made>,
    /// Courses to write names along, once they were wanted.
    pub runs: Option<Vec<Run>>,
}

/// What is drawn of a cell; positions in unit-square Mercator from the cell's smallest corner.
#[derive(Default)]
pub(super) struct Made {
    pub points: Vec<[f32; 2]>,
    pub lines: Vec<Line>,
    pub areas: Vec<Area>,
    /// Triangles of areas: indices into `points`.
    pub triangles: Vec<u32>,
}

/// A line or a ring.
pub(super) struct Line {
    pub ink: Ink,
    pub points: Range<usize>,
    /// Left, top, right, bottom.
    pub bounds: [f32; 4],
}

/// The corners and triangles of an area.
pub(super) struct Area {
    pub ink: Ink,
    pub points: Range<usize>,
    pub triangles: Range<usize>,
    pub bounds: [f32; 4],
}

/// All cells of a map, sorted out little by little.
pub(super) struct Cells {
    map: Arc<StreetMap>,
    /// Features sorted out so far.
    sorted: usize,
    squares: HashMap<(Group, i64, i64), usize>,
    pub all: Vec<Cell>,
}

/// Waters smaller than this part of the world's width are no landmarks from afar: 600 m at 36° N.
const LARGE: f64 = 1.8e-5;

impl Cells {
    pub(super) fn new(map: Arc<StreetMap>) -> Self {
        Self { map, sorted: 0, squares: HashMap::new(), all: Vec::new() }
    }

    pub(super) fn map(&self) -> &Arc<StreetMap> {
        &self.map
    }

    /// Sorts so many more features out; whether all are.
    pub(super) fn sort(&mut self, count: usize) -> bool {
        for _ in 0..count {
            let Some(feature) = nth(&self.map, self.sorted) else { return true };
            self.sorted += 1;
            self.put(feature);
        }
        false
    }

    fn put(&mut self, feature: Feature) {
        let Some(bounds) = bounds(&self.map, feature) else { return };
        let extent = (bounds.max.x - bounds.min.x).max(bounds.max.y - bounds.min.y);
        let group = group(&self.map, feature, extent);
        let side = f64::from(-group.level()).exp2();
        if extent > side {
            self.all.push(Cell { group, bounds, features: vec![feature], made: None, runs: None });
            return;
        }
        let middle = (bounds.min + bounds.max) / 2.0 / side;
        #[expect(clippy::cast_possible_truncation, reason = "from 0 to 65,536")]
        let square = (group, middle.x as i64, middle.y as i64);
        let cells = &mut self.all;
        let cell = *self.squares.entry(square).or_insert_with(|| {
            cells.push(Cell { group, bounds, features: Vec::new(), made: None, runs: None });
            cells.len() - 1
        });
        let Some(cell) = cells.get_mut(cell) else { return };
        cell.bounds = cell.bounds.with(bounds);
        cell.features.push(feature);
        // What was made before is made again: it lacks this one, and its corner may have moved.
        (cell.made, cell.runs) = (None, None);
    }

    /// Makes a cell ready to be drawn.
    pub(super) fn make(&mut self, cell: usize) {
        if let Some(cell) = self.all.get_mut(cell) {
            let mut maker = Maker { origin: cell.bounds.min, made: Made::default() };
            for &feature in &cell.features {
                maker.add(&self.map, feature);
            }
            cell.made = Some(maker.made);
        }
    }

    /// Makes the names of a cell ready to be written.
    pub(super) fn name(&mut self, cell: usize) {
        if let Some(cell) = self.all.get_mut(cell) {
            cell.runs = Some(runs(&self.map, &cell.features, cell.bounds.min));
        }
    }
}

impl Bounds {
    fn with(self, other: Self) -> Self {
        Self {
            min: Coord { x: self.min.x.min(other.min.x), y: self.min.y.min(other.min.y) },
            max: Coord { x: self.max.x.max(other.max.x), y: self.max.y.max(other.max.y) },
        }
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        self.min.x <= other.max.x && other.min.x <= self.max.x && self.min.y <= other.max.y && other.min.y <= self.max.y
    }
}

/// The features one after another: what is seen from afar first.
fn nth(map: &StreetMap, mut n: usize) -> Option<Feature> {
    type Layer = (usize, fn(usize) -> Feature);
    let layers: [Layer; 6] = [
        (map.streets.len(), Feature::Street),
        (map.coastline.len(), Feature::Coast),
        (map.water.len(), Feature::Water),
        (map.waterways.len(), Feature::Waterway),
        (map.green.len(), Feature::Green),
        (map.buildings.len(), Feature::Building),
    ];
    for (count, feature) in layers {
        if n < count {
            return Some(feature(n));
        }
        n -= count;
    }
    None
}

fn line(map: &StreetMap, feature: Feature) -> Option<(Ink, &LineString<f64>)> {
    Some(match feature {
        Feature::Street(i) => map.streets.get(i).map(|s| (Ink::Street(Class::of(&s.kind)), &s.line))?,
        Feature::Waterway(i) => (Ink::Stream, &map.waterways.get(i)?.line),
        Feature::Coast(i) => (Ink::Shore, map.coastline.get(i)?),
        _ => return None,
    })
}

fn area(map: &StreetMap, feature: Feature) -> Option<(Ink, &MultiPolygon<f64>)> {
    Some(match feature {
        Feature::Water(i) => (Ink::Water, &map.water.get(i)?.outline),
        Feature::Green(i) => (Ink::Green, &map.green.get(i)?.outline),
        Feature::Building(i) => (Ink::Building, &map.buildings.get(i)?.outline),
        _ => return None,
    })
}

fn bounds(map: &StreetMap, feature: Feature) -> Option<Bounds> {
    let degrees = match area(map, feature) {
        Some((_, area)) => area.bounding_rect(),
        None => line(map, feature)?.1.bounding_rect(),
    }?;
    let (a, b) = (to_mercator(degrees.min()), to_mercator(degrees.max()));
    // Mercator's y grows to the south. A broken file may hold anything.
    let bounds = Bounds { min: Coord { x: a.x, y: b.y }, max: Coord { x: b.x, y: a.y } };
    (bounds.min.x.is_finite() && bounds.min.y.is_finite() && bounds.max.x.is_finite() && bounds.max.y.is_finite())
        .then_some(bounds)
}

fn group(map: &StreetMap, feature: Feature, size: f64) -> Group {
    match feature {
        Feature::Street(i) => map.streets.get(i).map_or(Group::Detail, |s| Class::of(&s.kind).group()),
        Feature::Coast(_) => Group::Main,
        Feature::Water(_) | Feature::Waterway(_) if size > LARGE => Group::Main,
        Feature::Water(_) | Feature::Waterway(_) | Feature::Green(_) => Group::Usual,
        Feature::Building(_) => Group::Detail,
    }
}

struct Maker {
    origin: Coord<f64>,
    made: Made,
}

impl Maker {
    fn add(&mut self, map: &StreetMap, feature: Feature) {
        if let Some((ink, line)) = line(map, feature) {
            self.line(ink, line);
        } else if let Some((ink, area)) = area(map, feature) {
            self.area(ink, area);
        }
    }

    fn points(&mut self, points: impl Iterator<Item = Coord<f64>>) -> (Range<usize>, [f32; 4]) {
        let begins = self.made.points.len();
        let mut bounds = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
        for c in points {
            let [x, y] = offset(c, self.origin);
            self.made.points.push([x, y]);
            bounds = [bounds[0].min(x), bounds[1].min(y), bounds[2].max(x), bounds[3].max(y)];
        }
        (begins..self.made.points.len(), bounds)
    }

    fn line(&mut self, ink: Ink, line: &LineString<f64>) {
        let (points, bounds) = self.points(line.coords().copied());
        self.made.lines.push(Line { ink, points, bounds });
    }

    fn area(&mut self, ink: Ink, area: &MultiPolygon<f64>) {
        for polygon in area {
            let raw = polygon.earcut_triangles_raw();
            let corners = raw.vertices.iter().map(|&[x, y]| Coord { x, y });
            let (points, bounds) = self.points(corners);
            let begins = self.made.triangles.len();
            self.made.triangles.extend(raw.triangle_indices.iter().filter_map(|&i| u32::try_from(i).ok()));
            let triangles = begins..self.made.triangles.len();
            self.made.areas.push(Area { ink, points, triangles, bounds });
            // Their own edges: triangles alone end in steps. Greens melt into what is around them.
            let edge = match ink {
                Ink::Building => Ink::Wall,
                Ink::Water => Ink::Shore,
                _ => continue,
            };
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                if ring.coords_count() > 2 {
                    self.line(edge, ring);
                }
            }
        }
    }
}

/// From `origin` to a position in degrees, unit-square Mercator.
#[expect(clippy::cast_possible_truncation, reason = "small after subtracting the origin")]
pub(super) fn offset(degrees: Coord<f64>, origin: Coord<f64>) -> [f32; 2] {
    let d = to_mercator(degrees) - origin;
    [d.x as f32, d.y as f32]
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{Area as Outline, OsmId, OsmKind, StreetLine};
    use geo::{coord, polygon};

    pub(in super::super) fn street(name: &str, kind: &str, line: &[(f64, f64)]) -> StreetLine {
        let line = line.iter().map(|&(x, y)| coord! { x: 120.0 + x, y: 36.0 + y }).collect();
        StreetLine { osm_id: 1, name: name.into(), name_en: String::new(), kind: kind.into(), line }
    }

    fn map() -> StreetMap {
        let house = polygon![(x: 120.001, y: 36.001), (x: 120.002, y: 36.001), (x: 120.002, y: 36.002)];
        let building = Outline {
            osm_id: OsmId { kind: OsmKind::Way, id: 2 },
            name: String::new(),
            kind: "yes".into(),
            outline: MultiPolygon(vec![house]),
            levels: None,
        };
        StreetMap {
            streets: vec![
                street("甲路", "residential", &[(0.0, 0.0), (0.001, 0.0)]),
                street("大道", "primary", &[(0.0, 0.0), (0.9, 0.0)]),
            ],
            buildings: vec![building],
            ..StreetMap::default()
        }
    }

    #[test]
    fn each_feature_lies_in_one_square_of_its_group_and_the_large_alone() {
        let mut cells = Cells::new(Arc::new(map()));
        assert!(!cells.sort(2) && cells.sort(10));
        let groups: Vec<Group> = cells.all.iter().map(|c| c.group).collect();
        assert_eq!(groups, [Group::Usual, Group::Main, Group::Detail]);
        assert!(cells.all.iter().all(|c| c.features.len() == 1));
    }

    #[test]
    fn a_house_becomes_a_triangle_and_its_wall() {
        let mut cells = Cells::new(Arc::new(map()));
        cells.sort(10);
        cells.make(2);
        let made = cells.all[2].made.as_ref().unwrap();
        assert_eq!((made.areas.len(), made.triangles.len(), made.lines.len()), (1, 3, 1));
        assert_eq!(made.lines[0].ink, Ink::Wall);
        let side = made.areas[0].bounds[2];
        assert!((f64::from(side) - 0.001 / 360.0).abs() < 1e-9, "from the cell's corner: {side}");
    }

    #[test]
    fn a_place_that_is_no_number_is_left_out() {
        let mut map = map();
        map.streets = vec![street("", "primary", &[(f64::NAN, 0.0), (f64::INFINITY, 0.0)])];
        let mut cells = Cells::new(Arc::new(map));
        cells.sort(10);
        assert_eq!(cells.all.len(), 1, "the house alone");
    }
}
