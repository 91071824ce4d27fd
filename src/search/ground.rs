//! Where the entries lie: sorted along a Hilbert curve and boxed, so that they can be met nearest first.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
    ops::Range,
};

use geo::Coord;

/// A position in units of 1e-7 degrees, longitude and latitude as OSM stores them: a centimetre.
pub(super) type Spot = [i32; 2];

/// Entries to a box, and boxes to a box.
const FAN: usize = 32;

/// The position of a coordinate in WGS 84 degrees.
pub(super) fn spot(at: Coord<f64>) -> Spot {
    #[expect(clippy::cast_possible_truncation, reason = "a degree is 1e7 units and ±180 of them fit")]
    let fixed = |degrees: f64, most: f64| (degrees.clamp(-most, most) * 1e7).round() as i32;
    [fixed(at.x, 180.0), fixed(at.y, 90.0)]
}

/// Where a spot lies on the Hilbert curve through all spots.
///
/// After the loop of Hamilton's "Compact Hilbert indices" in its well-known two-dimensional form.
pub(super) fn hilbert([x, y]: Spot) -> u64 {
    // 360 degrees are fewer than 2^32 units.
    let (mut x, mut y) = (i64::from(x) + 1_800_000_000, i64::from(y) + 1_800_000_000);
    let mut along = 0_u64;
    let mut side = 1_i64 << 31;
    while side > 0 {
        let (right, up) = (x & side != 0, y & side != 0);
        let quarter = match (right, up) {
            (false, false) => 0,
            (false, true) => 1,
            (true, true) => 2,
            (true, false) => 3,
        };
        along = along << 2 | quarter;
        if !up {
            if right {
                (x, y) = (!x, !y);
            }
            std::mem::swap(&mut x, &mut y);
        }
        side >>= 1;
    }
    along
}

/// Where distances are measured from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    at: Spot,
    cos: f64,
    sin: f64,
}

/// Radians of one unit.
const UNIT: f64 = std::f64::consts::PI / 180.0 / 1e7;

impl Origin {
    pub(super) fn new(at: Coord<f64>) -> Self {
        let at = spot(at);
        let (sin, cos) = (f64::from(at[1]) * UNIT).sin_cos();
        Self { at, cos, sin }
    }

    /// The haversine of the angle between the origin and a spot: it grows with the distance.
    pub(super) fn haversine(&self, to: Spot) -> f64 {
        let lat = (f64::from(to[1]) - f64::from(self.at[1])) * UNIT;
        let lon = (f64::from(to[0]) - f64::from(self.at[0])) * UNIT;
        let cos_lat =
            if lat.abs() < NEAR { self.cos * cos(lat) - self.sin * sin(lat) } else { (f64::from(to[1]) * UNIT).cos() };
        haversine(lat) + self.cos * cos_lat * haversine(lon)
    }

    /// No spot in the box has a smaller one.
    fn at_least(&self, of: &Bounds) -> f64 {
        let gap = |low: i32, high: i32, at: i32| {
            (f64::from(low) - f64::from(at)).max(f64::from(at) - f64::from(high)).max(0.0)
        };
        let lat = gap(of.min[1], of.max[1], self.at[1]) * UNIT;
        let across = gap(of.min[0], of.max[0], self.at[0]);
        // The other way round the globe may be shorter.
        let around =
            3.6e9 - f64::from(of.max[0]).max(f64::from(self.at[0])) + f64::from(of.min[0]).min(f64::from(self.at[0]));
        let lon = across.min(around.max(0.0)) * UNIT;
        let cos_lat = of.cos.min(1.0);
        // A hair less than the sum, for rounding.
        (haversine(lat) + self.cos * cos_lat * haversine(lon)) * (1.0 - 1e-9)
    }
}

/// Radians within which the series below are exact to the last digits.
const NEAR: f64 = 0.05;

fn sin(x: f64) -> f64 {
    let q = x * x;
    x * (1.0 - q / 6.0 * (1.0 - q / 20.0 * (1.0 - q / 42.0 * (1.0 - q / 72.0))))
}

fn cos(x: f64) -> f64 {
    let q = x * x;
    1.0 - q / 2.0 * (1.0 - q / 12.0 * (1.0 - q / 30.0 * (1.0 - q / 56.0 * (1.0 - q / 90.0))))
}

/// (1 − cos x) / 2 = sin²(x / 2)
fn haversine(x: f64) -> f64 {
    let half = x / 2.0;
    let s = if half.abs() < NEAR { sin(half) } else { half.sin() };
    s * s
}

/// Metres of a haversine, on the sphere that [`crate::spatial::haversine_m`] measures on.
pub(super) fn haversine_of_m(metres: f64) -> f64 {
    const RADIUS_M: f64 = 6_371_008.8;
    let half = (metres / RADIUS_M / 2.0).clamp(0.0, std::f64::consts::FRAC_PI_2);
    half.sin() * half.sin()
}

/// Bounds of some spots.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    min: Spot,
    max: Spot,
    /// The smallest cosine of a latitude in it.
    cos: f64,
}

impl Bounds {
    fn of(spots: impl Iterator<Item = (Spot, Spot)>) -> Self {
        let mut all = Self { min: [i32::MAX; 2], max: [i32::MIN; 2], cos: 1.0 };
        for (min, max) in spots {
            for axis in 0..2 {
                all.min[axis] = all.min[axis].min(min[axis]);
                all.max[axis] = all.max[axis].max(max[axis]);
            }
        }
        let farthest = f64::from(all.min[1]).abs().max(f64::from(all.max[1]).abs());
        all.cos = (farthest * UNIT).cos().max(0.0);
        all
    }
}

/// The boxes over entries that lie along the curve.
#[derive(Clone, Debug, Default)]
pub(super) struct Ground {
    /// From the smallest boxes up.
    levels: Vec<Vec<Bounds>>,
    entries: usize,
}

impl Ground {
    /// Boxes entries in the order they have.
    pub(super) fn new(spots: &[Spot]) -> Self {
        let mut levels: Vec<Vec<Bounds>> =
            vec![spots.chunks(FAN).map(|c| Bounds::of(c.iter().map(|&s| (s, s)))).collect()];
        while let Some(top) = levels.last().filter(|l| l.len() > FAN) {
            let next = top.chunks(FAN).map(|c| Bounds::of(c.iter().map(|b| (b.min, b.max)))).collect();
            levels.push(next);
        }
        Self { levels, entries: spots.len() }
    }

    /// The entries box by box, nearest box first, each with a haversine that no entry of it or of a later box is under.
    pub(super) fn from<'a>(&'a self, origin: &'a Origin) -> impl Iterator<Item = (f64, Range<usize>)> + 'a {
        let mut queue = BinaryHeap::new();
        let top = self.levels.len().saturating_sub(1);
        for (i, bounds) in self.levels.get(top).into_iter().flatten().enumerate() {
            queue.push(Reverse(Near { least: origin.at_least(bounds), level: top, index: i }));
        }
        std::iter::from_fn(move || {
            loop {
                let Reverse(Near { least, level, index }) = queue.pop()?;
                let inside = index * FAN..(index + 1) * FAN;
                if level == 0 {
                    return Some((least, inside.start..inside.end.min(self.entries)));
                }
                let boxes = &self.levels[level - 1];
                for (i, bounds) in boxes.iter().enumerate().take(inside.end).skip(inside.start) {
                    queue.push(Reverse(Near { least: origin.at_least(bounds), level: level - 1, index: i }));
                }
            }
        })
    }

    /// Bytes held on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        self.levels.iter().map(|l| l.capacity() * size_of::<Bounds>()).sum()
    }
}

/// A box that waits, by how near it may be.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Near {
    least: f64,
    level: usize,
    index: usize,
}

impl Eq for Near {}

impl Ord for Near {
    fn cmp(&self, other: &Self) -> Ordering {
        self.least.total_cmp(&other.least).then(self.level.cmp(&other.level)).then(self.index.cmp(&other.index))
    }
}

impl PartialOrd for Near {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use geo::coord;
    use proptest::prelude::*;

    use super::*;
    use crate::spatial::haversine_m;

    #[test]
    fn the_curve_visits_neighbours_one_after_the_other() {
        let mut cells: Vec<(u64, i32, i32)> = Vec::new();
        let size = 1 << 28;
        for x in 0..8 {
            for y in 0..8 {
                cells.push((hilbert([x * size - 1_800_000_000, y * size - 1_800_000_000]), x, y));
            }
        }
        cells.sort_unstable();
        for pair in cells.windows(2) {
            assert_eq!((pair[0].1 - pair[1].1).abs() + (pair[0].2 - pair[1].2).abs(), 1, "{pair:?}");
        }
    }

    proptest! {
        #[test]
        fn boxes_come_nearest_first_and_never_lie(
            spots in prop::collection::vec((-180.0..180.0, -90.0..90.0), 0..400),
            near in any::<bool>(),
            at in (-180.0..180.0, -90.0..90.0),
        ) {
            let place = |(x, y): &(f64, f64)| if near { coord! { x: 120.0 + x / 500.0, y: 36.0 + y / 500.0 } } else { coord! { x: *x, y: *y } };
            let mut spots: Vec<Spot> = spots.iter().map(|s| spot(place(s))).collect();
            spots.sort_by_key(|s| hilbert(*s));
            let origin = Origin::new(place(&at));
            let ground = Ground::new(&spots);
            let (mut last, mut seen) = (0.0, 0);
            for (least, entries) in ground.from(&origin) {
                prop_assert!(least >= last);
                last = least;
                seen += entries.len();
                for i in entries {
                    prop_assert!(origin.haversine(spots[i]) >= least);
                }
            }
            prop_assert_eq!(seen, spots.len());
        }

        #[test]
        fn the_haversine_is_that_of_the_distance(a in (-180.0_f64..180.0, -89.0_f64..89.0), by in (-1.0_f64..1.0, -1.0_f64..1.0)) {
            let from = coord! { x: a.0, y: a.1 };
            let to = coord! { x: (a.0 + by.0 * 3.0).clamp(-180.0, 180.0), y: a.1 + by.1 };
            let metres = haversine_m(from, to);
            let expected = haversine_of_m(metres);
            let got = Origin::new(from).haversine(spot(to));
            prop_assert!((got.sqrt() - expected.sqrt()).abs() * 2.0 * 6_371_008.8 < 0.05, "{metres}");
        }
    }
}
