//! The datum a file's coordinates were given in, told from places whose position is already known.

use geo::Coord;

use super::{Datum, haversine_m};

/// Fewer known places say nothing about a file.
const FEWEST_PAIRS: usize = 3;
/// Beyond this, in metres, the best datum does not explain the file.
const FAR_M: f64 = 150.0;
/// How many times worse the runner-up must be.
const TIMES_WORSE: f64 = 3.0;
/// How many metres worse the runner-up must be; GCJ-02 and BD-09 both lie 300 m and more from their neighbour.
const METRES_WORSE: f64 = 200.0;

/// The datum that coordinates as given most likely have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DatumGuess {
    /// The datum that agrees best.
    pub datum: Datum,
    /// Median distance in metres from the known positions once the coordinates are taken to be in `datum`.
    pub median_m: f64,
    /// Median distance in metres were they taken to be WGS 84: what going without the conversion would cost.
    pub as_wgs84_median_m: f64,
    /// How many pairs were compared.
    pub pairs: usize,
}

/// By which datum the coordinates as given (first of a pair) agree best with known positions in WGS 84 (second).
///
/// Both are longitude, latitude in degrees; pairs with a coordinate off the globe are passed over. `None` with fewer
/// than three pairs, when even the best median is 150 m or more, or when the runner-up is not at least three times and
/// 200 m worse.
#[must_use]
pub fn guess_datum(pairs: &[(Coord<f64>, Coord<f64>)]) -> Option<DatumGuess> {
    let on_globe = |c: &Coord<f64>| c.x.abs() <= 180.0 && c.y.abs() <= 90.0;
    let usable: Vec<_> = pairs.iter().filter(|(given, known)| on_globe(given) && on_globe(known)).collect();
    if usable.len() < FEWEST_PAIRS {
        return None;
    }
    let median_m = |datum: Datum| median(usable.iter().map(|(g, k)| haversine_m(datum.to_wgs84(*g), *k)).collect());
    let as_wgs84_median_m = median_m(Datum::Wgs84);
    let mut by_datum = [
        (as_wgs84_median_m, Datum::Wgs84),
        (median_m(Datum::Gcj02), Datum::Gcj02),
        (median_m(Datum::Bd09), Datum::Bd09),
    ];
    by_datum.sort_by(|a, b| a.0.total_cmp(&b.0));
    let [(best_m, datum), (next_m, _), _] = by_datum;
    let clear = best_m < FAR_M && next_m >= best_m * TIMES_WORSE && next_m - best_m >= METRES_WORSE;
    clear.then_some(DatumGuess { datum, median_m: best_m, as_wgs84_median_m, pairs: usable.len() })
}

/// The middle value, of an even number the upper one; 0 of none.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::coord;
    use proptest::prelude::*;

    /// Made-up points of Shibei, no real places: a grid about a kilometre apart.
    fn made_up(count: u32) -> Vec<Coord<f64>> {
        (0..count)
            .map(|i| coord! { x: 120.34 + f64::from(i % 5) / 100.0, y: 36.07 + f64::from(i / 5) / 100.0 })
            .collect()
    }

    /// The made-up points as a file in `datum` would give them.
    fn pairs(datum: Datum, count: u32) -> Vec<(Coord<f64>, Coord<f64>)> {
        made_up(count).into_iter().map(|c| (datum.of_wgs84(c), c)).collect()
    }

    #[test]
    fn each_datum_is_told_by_its_offset() {
        for datum in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
            let guess = guess_datum(&pairs(datum, 12)).unwrap();
            assert_eq!((guess.datum, guess.pairs), (datum, 12));
            assert!(guess.median_m < 0.01, "{guess:?}");
        }
        let cost_m = guess_datum(&pairs(Datum::Gcj02, 12)).unwrap().as_wgs84_median_m;
        assert!((300.0..700.0).contains(&cost_m), "{cost_m}");
    }

    #[test]
    fn two_places_are_too_few() {
        assert_eq!(guess_datum(&[]), None);
        assert_eq!(guess_datum(&pairs(Datum::Gcj02, 2)), None);
        assert!(guess_datum(&pairs(Datum::Gcj02, 3)).is_some());
    }

    #[test]
    fn a_few_places_that_moved_do_not_matter() {
        let mut some = pairs(Datum::Bd09, 9);
        for (given, _) in some.iter_mut().take(4) {
            given.x += 0.05;
        }
        assert_eq!(guess_datum(&some).unwrap().datum, Datum::Bd09);
    }

    #[test]
    fn exchanged_axes_or_another_city_are_no_datum() {
        let swapped: Vec<_> = made_up(5).into_iter().map(|c| (coord! { x: c.y, y: c.x }, c)).collect();
        let elsewhere: Vec<_> = made_up(5).into_iter().map(|c| (coord! { x: c.x + 0.1, y: c.y }, c)).collect();
        assert_eq!((guess_datum(&swapped), guess_datum(&elsewhere)), (None, None));
    }

    #[test]
    fn between_two_datums_nothing_is_said() {
        let half: Vec<_> = made_up(9).into_iter().map(|c| ((c + Datum::Gcj02.of_wgs84(c)) / 2.0, c)).collect();
        assert_eq!(guess_datum(&half), None);
        let abroad: Vec<_> = (0..5).map(|i| coord! { x: -8.6 + f64::from(i) / 100.0, y: 41.1 }).collect();
        let same: Vec<_> = abroad.into_iter().map(|c| (c, c)).collect();
        assert_eq!(guess_datum(&same), None, "abroad GCJ-02 is WGS 84");
    }

    proptest! {
        #[test]
        fn places_known_to_within_a_building_are_enough(d in 0..3usize, off in prop::collection::vec((-4e-4..4e-4, -4e-4..4e-4f64), 3..20)) {
            let datum = [Datum::Wgs84, Datum::Gcj02, Datum::Bd09][d];
            let mut some = pairs(datum, 20);
            some.truncate(off.len());
            for ((given, _), (x, y)) in some.iter_mut().zip(&off) {
                *given = *given + coord! { x: *x, y: *y };
            }
            prop_assert!(guess_datum(&some).is_none_or(|g| g.datum == datum));
        }

        #[test]
        fn any_numbers_are_survived(raw in prop::collection::vec(any::<(f64, f64, f64, f64)>(), 0..6)) {
            let some: Vec<_> = raw.iter().map(|r| (coord! { x: r.0, y: r.1 }, coord! { x: r.2, y: r.3 })).collect();
            let _ = guess_datum(&some);
        }
    }
}
