//! Outlines: what is in one, how large it is, where it crosses itself and what mends that, what two of them share.

use geo::{
    BooleanOps as _, BoundingRect as _, Coord, GeodesicArea as _, InteriorPoint as _, Line, LineString, MultiPolygon,
    Polygon, Rect,
    line_intersection::{LineIntersection, line_intersection},
};

/// Most bands an outline is cut into for the question of what is in it.
const MOST_BANDS: usize = 1024;

/// An outline prepared for many questions of what is in it: its edges by bands of latitude. Inside is what an odd number
/// of edges lies east of, so holes and rings of any direction are taken as they are meant.
#[derive(Clone, Debug)]
pub struct Inside {
    bounds: Rect<f64>,
    bands: Vec<Vec<[Coord<f64>; 2]>>,
}

impl Inside {
    /// Prepares an outline; `None` of one without a corner.
    #[must_use]
    pub fn new(outline: &MultiPolygon<f64>) -> Option<Self> {
        let bounds = outline.bounding_rect()?;
        let rings = outline.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
        let edges: Vec<[Coord<f64>; 2]> = rings.flat_map(geo::LineString::lines).map(|l| [l.start, l.end]).collect();
        let mut inside = Self { bounds, bands: vec![Vec::new(); edges.len().clamp(1, MOST_BANDS)] };
        for edge in edges.into_iter().filter(|[a, b]| (a.y - b.y).abs() > 0.0) {
            let [a, b] = edge.map(|c| inside.band(c.y));
            for band in a.min(b)..=a.max(b) {
                inside.bands[band].push(edge);
            }
        }
        Some(inside)
    }

    /// What the outline spans, degrees.
    #[must_use]
    pub fn bounds(&self) -> Rect<f64> {
        self.bounds
    }

    /// Whether a position lies inside.
    #[must_use]
    pub fn has(&self, at: Coord<f64>) -> bool {
        let (low, high) = (self.bounds.min(), self.bounds.max());
        if !(low.x..=high.x).contains(&at.x) || !(low.y..=high.y).contains(&at.y) {
            return false;
        }
        let east = |[a, b]: &[Coord<f64>; 2]| {
            (a.y > at.y) != (b.y > at.y) && at.x < a.x + (b.x - a.x) * ((at.y - a.y) / (b.y - a.y))
        };
        self.bands[self.band(at.y)].iter().filter(|e| east(e)).count() % 2 == 1
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of a thousand"
    )]
    fn band(&self, y: f64) -> usize {
        let share = (y - self.bounds.min().y) / self.bounds.height().max(f64::MIN_POSITIVE);
        ((share * self.bands.len() as f64) as usize).min(self.bands.len() - 1)
    }
}

/// The polygon with these corners, closed.
#[must_use]
pub fn polygon_of(corners: &[Coord<f64>]) -> MultiPolygon<f64> {
    MultiPolygon(vec![Polygon::new(LineString(corners.to_vec()), Vec::new())])
}

/// Which edges of a closed course of corners meet where they should not, counted from 1: edge `n` leads away from corner
/// `n`.
#[must_use]
pub fn self_crossings(corners: &[Coord<f64>]) -> Vec<[usize; 2]> {
    // Less than a triangle is no outline yet.
    if corners.len() < 3 {
        return Vec::new();
    }
    let n = corners.len();
    let edges: Vec<Line<f64>> = (0..n).map(|i| Line::new(corners[i], corners[(i + 1) % n])).collect();
    let mut found = Vec::new();
    for i in 0..n {
        for j in i + 1..n {
            let neighbours = j == i + 1 || (i == 0 && j == n - 1);
            let meet = match line_intersection(edges[i], edges[j]) {
                // Neighbours share a corner; more than that is a way back along the same line.
                Some(LineIntersection::SinglePoint { .. }) => !neighbours,
                Some(LineIntersection::Collinear { intersection }) => {
                    !neighbours || intersection.start != intersection.end
                }
                None => false,
            };
            if meet {
                found.push([i + 1, j + 1]);
            }
        }
    }
    found
}

/// The same ground as a valid outline: what a course of corners that crosses itself encloses an odd number of times.
#[must_use]
pub fn mended(corners: &[Coord<f64>]) -> MultiPolygon<f64> {
    polygon_of(corners).union(&MultiPolygon::new(Vec::new()))
}

/// Area on the ellipsoid, square metres.
#[must_use]
pub fn area_m2(outline: &MultiPolygon<f64>) -> f64 {
    outline.iter().map(|p| p.geodesic_area_signed().abs()).sum()
}

/// What two outlines share, square metres.
#[must_use]
pub fn shared_m2(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> f64 {
    let apart = match (a.bounding_rect(), b.bounding_rect()) {
        (Some(a), Some(b)) => !geo::Intersects::intersects(&a, &b),
        _ => true,
    };
    if apart { 0.0 } else { area_m2(&a.intersection(b)) }
}

/// A position inside, where a name can stand.
#[must_use]
pub fn middle_of(outline: &MultiPolygon<f64>) -> Option<Coord<f64>> {
    outline.interior_point().map(|p| p.0)
}

#[cfg(test)]
mod tests {
    use geo::{Contains as _, coord, polygon};
    use proptest::prelude::*;

    use super::*;

    fn at(x: f64, y: f64) -> Coord<f64> {
        coord! { x: x, y: y }
    }

    const BOW: [Coord<f64>; 4] =
        [Coord { x: 0.0, y: 0.0 }, Coord { x: 1.0, y: 1.0 }, Coord { x: 1.0, y: 0.0 }, Coord { x: 0.0, y: 1.0 }];

    #[test]
    fn a_course_that_crosses_itself_is_named_by_its_edges_and_mended() {
        assert_eq!(self_crossings(&BOW), [[1, 3]]);
        let whole = mended(&BOW);
        assert_eq!(whole.0.len(), 2, "two triangles");
        assert!(whole.iter().all(|p| self_crossings(&p.exterior().0[1..]).is_empty()));
        let square = [at(0.0, 0.0), at(1.0, 0.0), at(1.0, 1.0), at(0.0, 1.0)];
        assert!(self_crossings(&square).is_empty());
        let back = [at(0.0, 0.0), at(2.0, 0.0), at(1.0, 0.0), at(1.0, 1.0)];
        assert_eq!(self_crossings(&back)[0], [1, 2], "back along the same line");
    }

    #[test]
    fn area_and_overlap_are_in_square_metres_on_the_ground() {
        let square = |x: f64| polygon_of(&[at(x, 36.0), at(x + 0.01, 36.0), at(x + 0.01, 36.01), at(x, 36.01)]);
        let all = area_m2(&square(120.0));
        assert!((all / (901.6 * 1109.6) - 1.0).abs() < 2e-3, "{all}");
        let shared = shared_m2(&square(120.0), &square(120.005));
        assert!((shared / all - 0.5).abs() < 1e-4, "{shared}");
        assert!(shared_m2(&square(120.0), &square(121.0)).abs() < 1e-9);
        let turned = MultiPolygon(vec![Polygon::new(
            LineString(square(120.0).0[0].exterior().0.iter().rev().copied().collect()),
            vec![],
        )]);
        assert!((area_m2(&turned) - all).abs() < 1e-6, "whichever way round");
        assert!(square(120.0).contains(&geo::Point(middle_of(&square(120.0)).unwrap())));
    }

    proptest! {
        #[test]
        fn what_is_inside_is_what_an_oracle_says(
            angles in prop::collection::vec(0.2_f64..1.0, 3..40),
            points in prop::collection::vec((-1.2_f64..1.2, -1.2_f64..1.2), 40),
        ) {
            // A star around the origin never crosses itself; its hole is the same star, smaller and the same way round.
            let number = |n: usize| f64::from(u32::try_from(n).unwrap());
            let step = std::f64::consts::TAU / number(angles.len());
            let star = |shrink: f64| {
                let corner = |(i, r): (usize, &f64)| {
                    let turn = step * number(i);
                    at(r * shrink * turn.cos(), r * shrink * turn.sin())
                };
                LineString(angles.iter().enumerate().map(corner).collect())
            };
            let outline = MultiPolygon(vec![Polygon::new(star(1.0), vec![star(0.4)])]);
            let inside = Inside::new(&outline).unwrap();
            for (x, y) in points {
                prop_assert_eq!(inside.has(at(x, y)), outline.contains(&at(x, y)), "{} {}", x, y);
            }
        }
    }

    #[test]
    fn a_hole_is_outside() {
        let holed = polygon![
            exterior: [(x: 0.0, y: 0.0), (x: 4.0, y: 0.0), (x: 4.0, y: 4.0), (x: 0.0, y: 4.0)],
            interiors: [[(x: 1.0, y: 1.0), (x: 2.0, y: 1.0), (x: 2.0, y: 2.0), (x: 1.0, y: 2.0)]],
        ];
        let inside = Inside::new(&MultiPolygon(vec![holed])).unwrap();
        assert_eq!([at(0.5, 1.5), at(1.5, 1.5), at(5.0, 1.5)].map(|c| inside.has(c)), [true, false, false]);
        assert!(Inside::new(&MultiPolygon(vec![])).is_none());
    }
}
