//! Web Mercator (EPSG:3857) scaled to the unit square: x to the east, y to the south, both 0 to 1.

use std::f64::consts::PI;

use geo::Coord;

/// Longitude and latitude in degrees to the unit square; latitude is cut at the square's edge (±85.0511°).
#[must_use]
pub fn to_mercator(c: Coord<f64>) -> Coord<f64> {
    let sin = c.y.clamp(-85.051_128_779_806_6, 85.051_128_779_806_6).to_radians().sin();
    Coord { x: c.x / 360.0 + 0.5, y: 0.5 - ((1.0 + sin) / (1.0 - sin)).ln() / (4.0 * PI) }
}

/// The unit square back to longitude and latitude in degrees.
#[must_use]
pub fn from_mercator(m: Coord<f64>) -> Coord<f64> {
    Coord { x: (m.x - 0.5) * 360.0, y: (PI * (1.0 - 2.0 * m.y)).sinh().atan().to_degrees() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::coord;
    use proptest::prelude::*;

    #[test]
    fn the_origin_is_the_middle_of_the_square() {
        assert_eq!(to_mercator(coord! { x: 0.0, y: 0.0 }), coord! { x: 0.5, y: 0.5 });
    }

    proptest! {
        #[test]
        fn mercator_goes_there_and_back(x in -180.0..180.0f64, y in -85.0..85.0f64) {
            let back = from_mercator(to_mercator(coord! { x: x, y: y }));
            prop_assert!((back.x - x).abs() < 1e-9 && (back.y - y).abs() < 1e-9);
        }
    }
}
