//! Distances in metres on the sphere, scale, and the reading of a typed coordinate.

use geo::{Coord, Distance as _, Haversine, Point};

/// A typed coordinate that cannot be used, and why.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BadCoordinate {
    /// Not two numbers parted by a comma or a blank.
    #[error("{}", rust_i18n::t!("spatial.not_two_numbers", text = .0))]
    NotTwoNumbers(String),
    /// The numbers fit only as latitude, longitude.
    #[error("{}", rust_i18n::t!("spatial.swapped", lon = .lon, lat = .lat))]
    Swapped {
        /// What stands first: beyond ±90 it cannot be a latitude, so this order was meant as LAT,LON.
        lon: f64,
        /// What stands second.
        lat: f64,
    },
    /// Beyond ±180 or ±90 degrees.
    #[error("{}", rust_i18n::t!("spatial.out_of_range", lon = .lon, lat = .lat))]
    OutOfRange {
        /// Longitude as typed.
        lon: f64,
        /// Latitude as typed.
        lat: f64,
    },
}

/// Great-circle distance in metres on the mean sphere of radius 6,371,008.8 m (IUGG), within 0.5 % of the ellipsoid.
#[must_use]
pub fn haversine_m(a: Coord<f64>, b: Coord<f64>) -> f64 {
    Haversine.distance(Point(a), Point(b))
}

/// Ground metres per screen point of Web Mercator at `zoom` (256-point tiles) and latitude `lat` in degrees.
#[must_use]
pub fn metres_per_pixel(lat: f64, zoom: f64) -> f64 {
    const EQUATOR_M: f64 = 40_075_016.685_578_49;
    EQUATOR_M * lat.to_radians().cos() / (256.0 * zoom.exp2())
}

/// Reads `LON,LAT` in WGS 84 degrees; comma, full-width comma, semicolon or blanks part the two.
///
/// # Errors
/// [`BadCoordinate`] when the text is not two finite numbers, is out of range, or is evidently `LAT,LON`.
pub fn parse_lon_lat(text: &str) -> Result<Coord<f64>, BadCoordinate> {
    let bad = || BadCoordinate::NotTwoNumbers(text.trim().to_owned());
    let parts: Vec<&str> = text.split([',', '，', ';', '；', ' ', '\t', '、']).filter(|p| !p.is_empty()).collect();
    let [lon, lat] = parts.as_slice() else { return Err(bad()) };
    let lon: f64 = lon.parse().map_err(|_| bad())?;
    let lat: f64 = lat.parse().map_err(|_| bad())?;
    if !lon.is_finite() || !lat.is_finite() {
        return Err(bad());
    }
    match (lon.abs() <= 180.0, lat.abs() <= 90.0) {
        (true, true) => Ok(Coord { x: lon, y: lat }),
        (true, false) if lon.abs() <= 90.0 && lat.abs() <= 180.0 => Err(BadCoordinate::Swapped { lon, lat }),
        _ => Err(BadCoordinate::OutOfRange { lon, lat }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::coord;

    #[test]
    fn one_degree_of_the_equator_is_111_kilometres() {
        let d = haversine_m(coord! { x: 0.0, y: 0.0 }, coord! { x: 1.0, y: 0.0 });
        assert!((d - 111_195.0).abs() < 1.0, "{d}");
    }

    #[test]
    fn a_coordinate_is_read_with_any_comma_and_any_sign() {
        let want = Ok(coord! { x: -120.5, y: 36.0 });
        for text in ["-120.5,36", "-120.5,36.0", " -120.5  36 ", "-120.5，36"] {
            assert_eq!(parse_lon_lat(text), want, "{text}");
        }
    }

    #[test]
    fn swapped_far_and_broken_coordinates_are_told_apart() {
        assert!(matches!(parse_lon_lat("36.08,120.35"), Err(BadCoordinate::Swapped { .. })));
        assert!(matches!(parse_lon_lat("200,36"), Err(BadCoordinate::OutOfRange { .. })));
        assert!(matches!(parse_lon_lat("120,NaN"), Err(BadCoordinate::NotTwoNumbers(_))));
        assert!(matches!(parse_lon_lat("台东"), Err(BadCoordinate::NotTwoNumbers(_))));
    }
}
