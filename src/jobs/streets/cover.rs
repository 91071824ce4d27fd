//! What is covered from many places: the union of what is reached from each, and its share of every area.

use std::sync::Arc;

use geo::{BooleanOps as _, Contains as _, Coord, GeodesicArea as _, MultiPolygon, Point, unary_union};

use super::answer::Answering;
use crate::{
    model::{Zone, ZoneKind},
    routing::{Profile, Router, Streets, Waypoint, estimated_reach},
};

/// What is covered from many places within a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Cover {
    /// The time, minutes.
    pub minutes: f64,
    /// The area, WGS 84.
    pub area: MultiPolygon<f64>,
    /// Its size on the ellipsoid.
    pub area_km2: f64,
    /// From how many places.
    pub places: usize,
    /// How many of them had no streets: what is reached from them is the circle of the straight-line estimate.
    pub straight: usize,
    /// What it covers of the areas, without those of the neighbours.
    pub zones: Vec<ZoneCover>,
}

/// What is covered of an area.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoneCover {
    /// Index of the area.
    pub zone: usize,
    /// The share of its surface; `None` when it has no outline.
    pub share: Option<f64>,
    /// Whether the point at which its name is written is covered; `None` when there is none.
    pub label: Option<bool>,
}

/// The union of what is reached from `places` within `minutes`, and from how many of them it is an estimate.
pub(super) fn covered(
    router: &mut Router,
    streets: Option<&Streets>,
    places: &[Coord<f64>],
    minutes: f64,
    profile: Profile,
) -> (MultiPolygon<f64>, usize) {
    let mut straight = 0;
    let reached: Vec<MultiPolygon<f64>> = places
        .iter()
        .map(|&location| {
            let from = Waypoint { name: String::new(), location, place: String::new() };
            let on_streets = streets.filter(|s| s.covers(location));
            let reach = on_streets.and_then(|s| router.reach(s, &from, &[minutes], profile).ok()?.pop());
            reach.map_or_else(
                || {
                    straight += 1;
                    estimated_reach(location, minutes * 60.0, profile).into()
                },
                |r| r.area,
            )
        })
        .collect();
    (unary_union(&reached), straight)
}

/// What of each area is covered.
fn shares(area: &MultiPolygon<f64>, zones: &[Zone]) -> Vec<ZoneCover> {
    let share = |outline: &MultiPolygon<f64>| {
        let whole = outline.geodesic_area_unsigned();
        (whole > 0.0).then(|| (area.intersection(outline).geodesic_area_unsigned() / whole).min(1.0))
    };
    let of = |(zone, z): (usize, &Zone)| ZoneCover {
        zone,
        share: z.outline.as_ref().and_then(share),
        label: z.label.map(|at| area.contains(&Point(at))),
    };
    zones.iter().enumerate().filter(|(_, z)| z.kind != ZoneKind::Neighbour).map(of).collect()
}

impl Answering {
    /// What is covered from many places.
    pub(super) fn cover(
        &mut self,
        places: &[Coord<f64>],
        minutes: f64,
        profile: Profile,
        zones: &[Zone],
    ) -> Arc<Cover> {
        let (area, straight) = covered(&mut self.router, self.streets.as_ref(), places, minutes, profile);
        let area_km2 = area.geodesic_area_unsigned() / 1e6;
        let zones = shares(&area, zones);
        Arc::new(Cover { minutes, area, area_km2, places: places.len(), straight, zones })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::coord;

    fn cover(places: &[Coord<f64>]) -> Cover {
        let mut answering = Answering { router: Router::default(), streets: None, metro: None, timetable: None };
        let zones = crate::formats::shipped().unwrap().zones;
        Arc::unwrap_or_clone(answering.cover(places, 10.0, Profile::Foot, &zones))
    }

    #[test]
    fn what_two_places_both_reach_is_counted_once() {
        let (here, beside) = (coord! { x: 120.365, y: 36.10 }, coord! { x: 120.367, y: 36.10 });
        let far = coord! { x: 120.365, y: 36.13 };
        let one = cover(&[here]);
        let radius_km = 0.6 * 1.2 / 1.22;
        assert!((one.area_km2 - std::f64::consts::PI * radius_km * radius_km).abs() < 0.03, "{}", one.area_km2);
        let two = cover(&[here, beside]);
        assert!(two.area_km2 > one.area_km2 && two.area_km2 < 1.5 * one.area_km2, "{}", two.area_km2);
        assert!((cover(&[here, far]).area_km2 / one.area_km2 - 2.0).abs() < 0.01);
        assert_eq!((two.places, two.straight), (2, 2), "without streets all is estimated");
    }

    #[test]
    fn an_area_without_an_outline_has_no_share_but_its_name_may_be_covered() {
        let zones = crate::formats::shipped().unwrap().zones;
        let at = |name: &str| zones.iter().position(|z| z.name == name).unwrap();
        let label = zones[at("海伦路街道")].label.unwrap();
        let cover = cover(&[label]);
        let of = |name: &str| cover.zones.iter().find(|z| z.zone == at(name)).unwrap();
        let district = of("市北区").share.unwrap();
        assert!(district > 0.01 && district < 0.03, "{district}");
        assert_eq!((of("海伦路街道").share, of("海伦路街道").label), (None, Some(true)));
        assert_eq!(of("登州路街道").label, Some(false));
        assert!(!cover.zones.iter().any(|z| zones[z.zone].kind == ZoneKind::Neighbour));
    }

    #[test]
    fn from_nowhere_nothing_is_covered() {
        let cover = cover(&[]);
        assert!(cover.area.0.is_empty() && cover.area_km2 == 0.0);
    }
}
