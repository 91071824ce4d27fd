//! The datums that Chinese map data come in, and the way back to WGS 84.
//!
//! GCJ-02 is WGS 84 with a smooth local offset of 300–600 m on the Krasovsky 1940 ellipsoid; BD-09 is GCJ-02 with a
//! second offset by Baidu. Neither is published; the polynomials below are the ones that public implementations agree
//! on (first in `EvilTransform`, 2013). Forward they match `AMap` to about a metre; the way back is found by fixed-point
//! iteration to less than a millimetre.

use std::f64::consts::PI;

use geo::Coord;

/// Krasovsky 1940 semi-major axis in metres, as used by GCJ-02.
const KRASOVSKY_A_M: f64 = 6_378_245.0;
/// Krasovsky 1940 first eccentricity squared.
const KRASOVSKY_E2: f64 = 0.006_693_421_622_965_943;

/// The datum a coordinate was given in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Datum {
    /// World Geodetic System 1984 (EPSG:4326).
    Wgs84,
    /// 2000 国家大地坐标系 (EPSG:4490), which agrees with WGS 84 to a few centimetres and is taken as such.
    Cgcs2000,
    /// 国测局坐标: `AMap`, Tencent, Apple Maps in China.
    Gcj02,
    /// Baidu's offset on top of GCJ-02.
    Bd09,
}

/// A datum's name that is none of `wgs84`, `cgcs2000`, `gcj02`, `bd09`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnknownDatum(pub String);

impl Datum {
    /// The name used in files and in the store.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Wgs84 => "wgs84",
            Self::Cgcs2000 => "cgcs2000",
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
        }
    }

    /// Longitude and latitude in WGS 84 of a coordinate in this datum. Degrees in, degrees out.
    #[must_use]
    pub fn to_wgs84(self, c: Coord<f64>) -> Coord<f64> {
        match self {
            Self::Wgs84 | Self::Cgcs2000 => c,
            Self::Gcj02 => invert(c, gcj02_of_wgs84),
            Self::Bd09 => invert(invert(c, bd09_of_gcj02), gcj02_of_wgs84),
        }
    }

    /// A WGS 84 longitude and latitude, in this datum. Degrees in, degrees out.
    #[must_use]
    pub fn of_wgs84(self, c: Coord<f64>) -> Coord<f64> {
        match self {
            Self::Wgs84 | Self::Cgcs2000 => c,
            Self::Gcj02 => gcj02_of_wgs84(c),
            Self::Bd09 => bd09_of_gcj02(gcj02_of_wgs84(c)),
        }
    }
}

impl std::str::FromStr for Datum {
    type Err = UnknownDatum;

    fn from_str(s: &str) -> Result<Self, UnknownDatum> {
        match s.trim().to_ascii_lowercase().as_str() {
            "wgs84" => Ok(Self::Wgs84),
            "cgcs2000" => Ok(Self::Cgcs2000),
            "gcj02" => Ok(Self::Gcj02),
            "bd09" => Ok(Self::Bd09),
            _ => Err(UnknownDatum(s.to_owned())),
        }
    }
}

/// The point that `forward` takes to `target`: the offset changes so slowly that subtracting the error converges.
fn invert(target: Coord<f64>, forward: fn(Coord<f64>) -> Coord<f64>) -> Coord<f64> {
    let mut guess = target;
    for _ in 0..12 {
        let error = forward(guess) - target;
        guess = guess - error;
        if error.x.abs().max(error.y.abs()) < 1e-10 {
            break;
        }
    }
    guess
}

/// GCJ-02 applies on the mainland only; abroad it is WGS 84. The box is the customary one.
fn outside_china(c: Coord<f64>) -> bool {
    !(72.004..=137.8347).contains(&c.x) || !(0.8293..=55.8271).contains(&c.y)
}

fn gcj02_of_wgs84(c: Coord<f64>) -> Coord<f64> {
    if outside_china(c) {
        return c;
    }
    let (x, y) = (c.x - 105.0, c.y - 35.0);
    let waves = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + waves
        + (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0
        + (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y * PI / 30.0).sin()) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + waves
        + (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0
        + (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0;
    let lat = c.y.to_radians();
    let w2 = 1.0 - KRASOVSKY_E2 * lat.sin().powi(2);
    let meridian_m = KRASOVSKY_A_M * (1.0 - KRASOVSKY_E2) / (w2 * w2.sqrt());
    let parallel_m = KRASOVSKY_A_M / w2.sqrt() * lat.cos();
    Coord { x: c.x + (east / parallel_m).to_degrees(), y: c.y + (north / meridian_m).to_degrees() }
}

fn bd09_of_gcj02(c: Coord<f64>) -> Coord<f64> {
    const X_PI: f64 = PI * 3000.0 / 180.0;
    let r = c.x.hypot(c.y) + 0.000_02 * (c.y * X_PI).sin();
    let theta = c.y.atan2(c.x) + 0.000_003 * (c.x * X_PI).cos();
    Coord { x: r * theta.cos() + 0.0065, y: r * theta.sin() + 0.006 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::haversine_m;
    use geo::coord;
    use proptest::prelude::*;

    #[test]
    fn a_metro_station_in_gcj02_lands_where_its_source_says_in_wgs84() {
        // 台东, AMap subway feed, and the WGS 84 position published beside it.
        let wgs = Datum::Gcj02.to_wgs84(coord! { x: 120.354_120, y: 36.082_200 });
        assert!(haversine_m(wgs, coord! { x: 120.349_019, y: 36.081_965 }) < 1.0, "{wgs:?}");
    }

    #[test]
    fn abroad_gcj02_is_wgs84() {
        let porto = coord! { x: -8.61, y: 41.15 };
        assert_eq!(Datum::Gcj02.of_wgs84(porto), porto);
    }

    proptest! {
        #[test]
        fn every_datum_goes_there_and_back(x in 119.0..122.0f64, y in 35.0..37.5f64, d in 0..3usize) {
            let datum = [Datum::Wgs84, Datum::Gcj02, Datum::Bd09][d];
            let c = coord! { x: x, y: y };
            prop_assert!(haversine_m(datum.to_wgs84(datum.of_wgs84(c)), c) < 1e-3);
        }
    }
}
