//! The straight-line estimate: great circle × detour factor, at walking speed.

use geo::{Coord, LineString, Polygon, line_string};

use super::{Basis, Leg, Profile, Route, TooFewStops, Waypoint, snap::DEGREE_M};
use crate::spatial::haversine_m;

/// Walked distance over straight-line distance: the middle of the 1.21–1.23 measured for people walking to stations.
pub const DETOUR_FACTOR: f64 = 1.22;
/// Where [`DETOUR_FACTOR`] was published.
pub const DETOUR_SOURCE: &str = "O'Sullivan & Morrall 1996, Transportation Research Record 1538: 1.21–1.23";

/// Walking speed for planning, metres per second.
pub const WALKING_SPEED_M_S: f64 = 1.2;
/// Where [`WALKING_SPEED_M_S`] was published.
pub const WALKING_SOURCE: &str = "FHWA-RD-98-107 (1998), Highway Capacity Manual, Pedestrians: 1.2 m/s";

/// Estimates a way through `stops` in the order given, without knowing a single street.
///
/// # Errors
/// [`TooFewStops`] with fewer than two stops.
pub fn straight_line(stops: Vec<Waypoint>, profile: Profile) -> Result<Route, TooFewStops> {
    if stops.len() < 2 {
        return Err(TooFewStops);
    }
    let legs = stops.windows(2).map(|pair| leg(&pair[0], &pair[1], profile)).collect();
    Ok(Route { stops, legs, profile, basis: Basis::StraightLine })
}

/// Seconds from one point to another by the same estimate.
#[must_use]
pub fn estimated_s(from: Coord<f64>, to: Coord<f64>, profile: Profile) -> f64 {
    haversine_m(from, to) * DETOUR_FACTOR / profile.usual_speed_m_s()
}

/// The circle reached within a time by the same estimate, anticlockwise; WGS 84.
#[must_use]
pub fn estimated_reach(from: Coord<f64>, within_s: f64, profile: Profile) -> Polygon<f64> {
    const CORNERS: u32 = 60;
    let radius = within_s * profile.usual_speed_m_s() / DETOUR_FACTOR / DEGREE_M;
    let corner = |i: u32| {
        let (sin, cos) = (std::f64::consts::TAU * f64::from(i) / f64::from(CORNERS)).sin_cos();
        from + Coord { x: radius * cos / from.y.to_radians().cos().max(0.01), y: radius * sin }
    };
    Polygon::new(LineString((0..CORNERS).map(corner).collect()), vec![])
}

fn leg(from: &Waypoint, to: &Waypoint, profile: Profile) -> Leg {
    let length_m = haversine_m(from.location, to.location) * DETOUR_FACTOR;
    Leg::bare(line_string![from.location, to.location], length_m, length_m / profile.usual_speed_m_s())
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::coord;

    fn stop(x: f64, y: f64) -> Waypoint {
        Waypoint { name: format!("{x},{y}"), location: coord! { x: x, y: y }, place: String::new() }
    }

    #[test]
    fn a_kilometre_as_the_crow_flies_is_a_quarter_of_an_hour_on_foot() {
        let route = straight_line(vec![stop(120.35, 36.08), stop(120.35, 36.089)], Profile::Foot).expect("a route");
        assert!((route.legs[0].crow_m - 1000.8).abs() < 1.0);
        assert!((route.length_m() - 1000.8 * DETOUR_FACTOR).abs() < 2.0);
        assert!((route.duration_s() / 60.0 - 16.96).abs() < 0.1, "{}", route.duration_s());
    }

    #[test]
    fn stops_keep_their_order_even_when_it_is_a_detour() {
        let stops = vec![stop(120.35, 36.08), stop(120.40, 36.08), stop(120.36, 36.08)];
        assert_eq!(straight_line(stops.clone(), Profile::Foot).expect("a route").stops, stops);
    }

    #[test]
    fn what_is_reached_by_estimate_ends_where_the_time_does() {
        let from = coord! { x: 120.35, y: 36.08 };
        let circle = estimated_reach(from, 600.0, Profile::Foot);
        for &edge in circle.exterior().coords() {
            let seconds = estimated_s(from, edge, Profile::Foot);
            assert!((seconds - 600.0).abs() < 3.0, "{seconds}");
        }
    }

    #[test]
    fn one_stop_is_not_a_route() {
        assert_eq!(straight_line(vec![stop(120.0, 36.0)], Profile::Foot), Err(TooFewStops));
    }
}
