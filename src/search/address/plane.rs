//! Lines in metres around a spot, flat: within a city that is exact to a hand's breadth.

use geo::{Coord, Line};

use crate::search::ground::Spot;

/// Metres of 1e-7 degrees along a meridian.
const UNIT_M: f64 = 6_371_008.8 * std::f64::consts::PI / 180.0 / 1e7;

/// The plane that touches the globe at a spot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plane {
    at: Spot,
    cos: f64,
}

impl Plane {
    pub(super) fn new(at: Spot) -> Self {
        // At a pole every longitude is one; a hair beside it they are not.
        Self { at, cos: degrees(at).y.to_radians().cos().max(1e-6) }
    }

    /// Metres east and north.
    pub(super) fn metres(&self, [x, y]: Spot) -> Coord<f64> {
        let by = |to: i32, from: i32| (f64::from(to) - f64::from(from)) * UNIT_M;
        Coord { x: by(x, self.at[0]) * self.cos, y: by(y, self.at[1]) }
    }

    /// WGS 84 degrees of metres east and north.
    pub(super) fn degrees(&self, at: Coord<f64>) -> Coord<f64> {
        let here = degrees(self.at);
        Coord { x: here.x + at.x / UNIT_M / self.cos / 1e7, y: here.y + at.y / UNIT_M / 1e7 }
    }

    /// Units along each axis that are no shorter than these metres.
    pub(super) fn reach(&self, metres: f64) -> [i64; 2] {
        #[expect(clippy::cast_possible_truncation, reason = "saturates")]
        [metres / UNIT_M / self.cos, metres / UNIT_M].map(|units| units.ceil() as i64)
    }
}

/// Longitude and latitude of a spot.
pub(super) fn degrees([x, y]: Spot) -> Coord<f64> {
    Coord { x: f64::from(x) / 1e7, y: f64::from(y) / 1e7 }
}

/// Metres between two spots.
pub(super) fn distance_m(a: Spot, b: Spot) -> f64 {
    length(Plane::new(a).metres(b))
}

/// Length of a vector.
pub(super) fn length(v: Coord<f64>) -> f64 {
    v.x.hypot(v.y)
}

/// The point of a line that is nearest to another.
pub(super) fn nearest(line: Line<f64>, to: Coord<f64>) -> Coord<f64> {
    let along = line.delta();
    let square = along.x * along.x + along.y * along.y;
    if square == 0.0 {
        return line.start;
    }
    let d = to - line.start;
    line.start + along * ((d.x * along.x + d.y * along.y) / square).clamp(0.0, 1.0)
}

/// The point at a share of a course, from 0 to 1; `None` of no points.
pub(super) fn at_share(course: &[Coord<f64>], share: f64) -> Option<Coord<f64>> {
    let mut left = share * course.windows(2).map(|w| length(w[1] - w[0])).sum::<f64>();
    for w in course.windows(2) {
        let step = length(w[1] - w[0]);
        if left <= step && step > 0.0 {
            return Some(w[0] + (w[1] - w[0]) * (left / step));
        }
        left -= step;
    }
    course.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{search::ground::spot, spatial::haversine_m};

    #[test]
    fn metres_of_the_plane_are_those_of_the_sphere_within_a_city() {
        let (a, b) = (Coord { x: 120.35, y: 36.08 }, Coord { x: 120.40, y: 36.11 });
        assert!((distance_m(spot(a), spot(b)) / haversine_m(a, b) - 1.0).abs() < 1e-3);
        let plane = Plane::new(spot(a));
        assert!(haversine_m(plane.degrees(plane.metres(spot(b))), b) < 0.1);
    }

    #[test]
    fn a_share_of_a_course_is_measured_along_it() {
        let at = |x: f64, y: f64| Coord { x, y };
        let course = [at(0.0, 0.0), at(10.0, 0.0), at(10.0, 10.0)];
        assert_eq!(at_share(&course, 0.75), Some(at(10.0, 5.0)));
        assert_eq!(at_share(&course, 1.0), Some(at(10.0, 10.0)));
        assert_eq!(at_share(&[], 0.5), None);
        assert_eq!(nearest(Line::new(at(0.0, 0.0), at(10.0, 0.0)), at(4.0, 3.0)), at(4.0, 0.0));
    }
}
