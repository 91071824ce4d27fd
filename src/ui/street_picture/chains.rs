//! Courses to write names along: pieces of a street that meet end to end, joined.

use std::collections::HashMap;

use geo::Coord;

use super::{
    cells::{Feature, offset},
    style::Class,
};
use crate::model::StreetMap;

/// A street within a cell.
pub(super) struct Run {
    /// One of its pieces, by position in the map: the same for all pieces of its name in the cell.
    pub street: usize,
    pub class: Class,
    /// Positions from the cell's corner, and the length passed there; unit-square Mercator.
    pub course: Vec<([f32; 2], f32)>,
}

impl Run {
    /// Its length.
    pub(super) fn length(&self) -> f32 {
        self.course.last().map_or(0.0, |c| c.1)
    }

    /// The position so far along it.
    pub(super) fn at(&self, along: f32) -> Option<[f32; 2]> {
        let after = self.course.partition_point(|c| c.1 < along).max(1);
        let (&(a, from), &(b, to)) = (self.course.get(after - 1)?, self.course.get(after)?);
        let t = if to > from { ((along - from) / (to - from)).clamp(0.0, 1.0) } else { 0.0 };
        Some([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t])
    }
}

/// The named streets among `features`.
pub(super) fn runs(map: &StreetMap, features: &[Feature], origin: Coord<f64>) -> Vec<Run> {
    let mut named: HashMap<(&str, Class), Vec<usize>> = HashMap::new();
    for &feature in features {
        if let Feature::Street(i) = feature
            && let Some(street) = map.streets.get(i).filter(|s| !s.name.is_empty())
        {
            named.entry((&street.name, Class::of(&street.kind))).or_default().push(i);
        }
    }
    let mut runs = Vec::new();
    for ((_, class), streets) in named {
        let Some(&first) = streets.first() else { continue };
        let mut pieces: Vec<Vec<[f32; 2]>> = streets
            .iter()
            .filter_map(|&i| map.streets.get(i))
            .map(|s| s.line.coords().map(|&c| offset(c, origin)).collect())
            .collect();
        while let Some(mut course) = pieces.pop() {
            while extend(&mut course, &mut pieces) {}
            runs.push(Run { street: first, class, course: measured(&course) });
        }
    }
    // The order must not depend on the table's.
    runs.sort_by(|a, b| (b.class, a.street).cmp(&(a.class, b.street)).then(b.length().total_cmp(&a.length())));
    runs
}

/// Joins a piece to the end or the beginning of a course; whether there was one.
fn extend(course: &mut Vec<[f32; 2]>, pieces: &mut Vec<Vec<[f32; 2]>>) -> bool {
    for (i, piece) in pieces.iter().enumerate() {
        let (first, last) = (piece.first(), piece.last());
        let (at_end, turned) = if course.last() == first {
            (true, false)
        } else if course.last() == last {
            (true, true)
        } else if course.first() == last {
            (false, false)
        } else if course.first() == first {
            (false, true)
        } else {
            continue;
        };
        let mut piece = pieces.swap_remove(i);
        if turned {
            piece.reverse();
        }
        if at_end {
            course.extend(piece.into_iter().skip(1));
        } else {
            piece.extend(course.drain(..).skip(1));
            *course = piece;
        }
        return true;
    }
    false
}

fn measured(course: &[[f32; 2]]) -> Vec<([f32; 2], f32)> {
    let mut passed = 0.0;
    let mut before = course.first().copied().unwrap_or_default();
    let measure = |&at: &[f32; 2]| {
        passed += (at[0] - before[0]).hypot(at[1] - before[1]);
        before = at;
        (at, passed)
    };
    course.iter().map(measure).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::cells::tests::street, *};

    #[test]
    fn pieces_that_meet_are_one_course_whichever_way_they_were_drawn() {
        let map = StreetMap {
            streets: vec![
                street("甲路", "residential", &[(0.001, 0.0), (0.002, 0.0)]),
                street("甲路", "residential", &[(0.001, 0.0), (0.0, 0.0)]),
                street("甲路", "residential", &[(0.003, 0.0), (0.002, 0.0)]),
                street("乙路", "residential", &[(0.003, 0.0), (0.004, 0.0)]),
                street("", "residential", &[(0.003, 0.0), (0.004, 0.0)]),
            ],
            ..StreetMap::default()
        };
        let features: Vec<Feature> = (0..5).map(Feature::Street).collect();
        let origin = crate::spatial::to_mercator(geo::coord! { x: 120.0, y: 36.0 });
        let runs = runs(&map, &features, origin);
        assert_eq!(runs.len(), 2);
        assert_eq!(runs[0].course.len(), 4);
        let degrees = |m: f32| f64::from(m) * 360.0;
        assert!((degrees(runs[0].length()) - 0.003).abs() < 1e-6);
        let middle = runs[0].at(runs[0].length() / 2.0).unwrap();
        assert!((degrees(middle[0]) - 0.0015).abs() < 1e-6, "{middle:?}");
    }
}
