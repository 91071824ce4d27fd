//! Links that hand a stop or a way over to another map program. Positions come in as WGS 84; each program gets the datum
//! it reads.

use geo::Coord;
use url::form_urlencoded::byte_serialize;

use super::seven_decimals;
use crate::{routing::Profile, spatial::Datum};

/// One end of a way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HandoffPoint<'a> {
    /// Its name; what the other program shows.
    pub name: &'a str,
    /// WGS 84.
    pub location: Coord<f64>,
}

/// A telephone's system: 高德's app answers to another address on each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phone {
    /// Android, and 鸿蒙.
    Android,
    /// iOS.
    Ios,
}

/// A way in 高德 on the web, which calls its app on a telephone. Without `from` it begins where the telephone is.
///
/// `from` and `to` are `lon,lat,name`; `mode` is car, bus, walk or ride (<https://lbs.amap.com/api/uri-api/guide/travel/route>,
/// as of 2025-03-03). That page says nothing of the `coordinate` that a marker has, so the positions are converted here
/// to GCJ-02, which is the default of all its addresses.
#[must_use]
pub fn amap_route(from: Option<HandoffPoint<'_>>, to: HandoffPoint<'_>, profile: Profile) -> String {
    let end = |p: HandoffPoint<'_>| {
        let at = Datum::Gcj02.of_wgs84(p.location);
        // A comma parts the name from the position.
        format!("{:.6},{:.6},{}", at.x, at.y, encoded(&p.name.replace(',', "，")))
    };
    let from = from.map(|p| format!("from={}&", end(p))).unwrap_or_default();
    let mode = match profile {
        Profile::Foot | Profile::Wheelchair => "walk",
        Profile::Bicycle => "ride",
        Profile::Car => "car",
    };
    format!(
        "https://uri.amap.com/navigation?{from}to={}&mode={mode}&coordinate=gaode&callnative=1&src=shibei-atlas",
        end(to)
    )
}

/// A place in 高德 on the web: `coordinate=wgs84` says that the position is to be converted
/// (<https://lbs.amap.com/api/uri-api/guide/mobile-web/point>, as of 2023-10-31).
#[must_use]
pub fn amap_marker(at: HandoffPoint<'_>) -> String {
    let name = if at.name.is_empty() { String::new() } else { format!("&name={}", encoded(at.name)) };
    let Coord { x, y } = at.location;
    format!("https://uri.amap.com/marker?position={x:.6},{y:.6}{name}&coordinate=wgs84&callnative=1&src=shibei-atlas")
}

/// A way in 高德's app. Without `from` it begins where the telephone is.
///
/// `dev` says 起终点是否偏移: 0 that the positions are already GCJ-02, 1 that the app has to convert them, which is what
/// WGS 84 needs; `t` is 0 for a car, 1 for buses, 2 on foot, 3 by bicycle
/// (<https://lbs.amap.com/api/amap-mobile/guide/android/route> and `…/ios/route`, both as of 2025-10-15).
#[must_use]
pub fn amap_app_route(from: Option<HandoffPoint<'_>>, to: HandoffPoint<'_>, profile: Profile, phone: Phone) -> String {
    let end = |p: HandoffPoint<'_>, which: char| {
        let Coord { x, y } = p.location;
        format!("&{which}lat={y:.6}&{which}lon={x:.6}&{which}name={}", encoded(p.name))
    };
    let address = match phone {
        Phone::Android => "amapuri://route/plan/",
        Phone::Ios => "iosamap://path",
    };
    let travel = match profile {
        Profile::Foot | Profile::Wheelchair => 2,
        Profile::Bicycle => 3,
        Profile::Car => 0,
    };
    let from = from.map(|p| end(p, 's')).unwrap_or_default();
    format!("{address}?sourceApplication=shibei-atlas{from}{}&dev=1&t={travel}", end(to, 'd'))
}

/// A way in Apple Maps; `dirflg` is `d` for a car and `w` on foot, the reference knows none for a bicycle
/// (<https://developer.apple.com/library/archive/featuredarticles/iPhoneURLScheme_Reference/MapLinks/MapLinks.html>).
///
/// The reference names no datum. In mainland China its data are 高德's, and people who hand over WGS 84 see it offset
/// (<https://github.com/dpa99c/phonegap-launch-navigator/issues/186>); so GCJ-02 is handed over. Not tried on a telephone.
#[must_use]
pub fn apple_maps_route(from: Option<HandoffPoint<'_>>, to: HandoffPoint<'_>, profile: Profile) -> String {
    let end = |p: HandoffPoint<'_>| {
        let at = Datum::Gcj02.of_wgs84(p.location);
        format!("{:.6},{:.6}", at.y, at.x)
    };
    let from = from.map(|p| format!("saddr={}&", end(p))).unwrap_or_default();
    let travel = if profile == Profile::Car { 'd' } else { 'w' };
    format!("https://maps.apple.com/?{from}daddr={}&dirflg={travel}", end(to))
}

/// A position as RFC 5870 has it: latitude first, WGS 84, which needs no saying.
#[must_use]
pub fn geo_uri(at: Coord<f64>) -> String {
    format!("geo:{:.6},{:.6}", seven_decimals(at.y), seven_decimals(at.x))
}

/// A text within an address, as far as any program shows it; control characters are dropped.
fn encoded(text: &str) -> String {
    const MOST_CHARS: usize = 60;
    let plain: String = text.chars().filter(|c| !c.is_control()).take(MOST_CHARS).collect();
    // A plus sign for a blank is a custom of forms, which apps do not know.
    byte_serialize(plain.as_bytes()).collect::<String>().replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use geo::coord;
    use url::Url;

    use super::*;
    use crate::spatial::haversine_m;

    /// 台东 as 高德's own subway feed has it in GCJ-02, and as published in WGS 84 beside it.
    const GCJ: [f64; 2] = [120.354_120, 36.082_200];
    const TAIDONG: HandoffPoint<'static> =
        HandoffPoint { name: "台东 A&B,1+1", location: coord! { x: 120.349_019, y: 36.081_965 } };
    const PIER: HandoffPoint<'static> = HandoffPoint { name: "起点", location: coord! { x: 120.32, y: 36.08 } };

    fn pairs(link: &str) -> Vec<(String, String)> {
        Url::parse(link).unwrap().query_pairs().into_owned().collect()
    }

    fn value(link: &str, key: &str) -> String {
        pairs(link).into_iter().find(|(k, _)| k == key).map(|(_, v)| v).unwrap()
    }

    #[test]
    fn a_known_pair_of_positions_is_handed_over_in_the_datum_each_program_reads() {
        let near = |x: &str, y: &str, want: [f64; 2]| {
            let at = coord! { x: x.parse().unwrap(), y: y.parse().unwrap() };
            haversine_m(at, coord! { x: want[0], y: want[1] }) < 1.0
        };
        let wgs = [TAIDONG.location.x, TAIDONG.location.y];
        let to = value(&amap_route(Some(PIER), TAIDONG, Profile::Foot), "to");
        let parts: Vec<&str> = to.split(',').collect();
        assert!(parts.len() == 3 && near(parts[0], parts[1], GCJ), "{to}");
        let apple = value(&apple_maps_route(Some(PIER), TAIDONG, Profile::Foot), "daddr");
        let (lat, lon) = apple.split_once(',').unwrap();
        assert!(near(lon, lat, GCJ), "{apple}");
        let marker = value(&amap_marker(TAIDONG), "position");
        let (lon, lat) = marker.split_once(',').unwrap();
        assert!(near(lon, lat, wgs), "{marker}");
        for phone in [Phone::Android, Phone::Ios] {
            let app = amap_app_route(Some(PIER), TAIDONG, Profile::Foot, phone);
            assert!(near(&value(&app, "dlon"), &value(&app, "dlat"), wgs), "{app}");
            assert_eq!(value(&app, "dev"), "1");
        }
        assert_eq!(geo_uri(TAIDONG.location), "geo:36.081965,120.349019");
    }

    #[test]
    fn names_come_back_as_they_were_and_bring_no_parameters_of_their_own() {
        let app = amap_app_route(Some(PIER), TAIDONG, Profile::Bicycle, Phone::Android);
        assert!(app.is_ascii() && !app.contains('+'), "{app}");
        assert_eq!(
            (value(&app, "dname"), value(&app, "sname"), value(&app, "t")),
            (TAIDONG.name.into(), "起点".into(), "3".into())
        );
        assert_eq!(value(&amap_marker(TAIDONG), "name"), TAIDONG.name);
        let web = amap_route(None, TAIDONG, Profile::Car);
        assert!(value(&web, "to").ends_with(",台东 A&B，1+1"), "{web}");
        assert!(pairs(&web).iter().all(|(k, _)| k != "from") && value(&web, "mode") == "car");
        let hostile = HandoffPoint { name: "\r\n&dev=0#<script>\u{0}", ..TAIDONG };
        let link = amap_app_route(None, hostile, Profile::Foot, Phone::Ios);
        assert_eq!(pairs(&link).iter().filter(|(k, _)| k == "dev").count(), 1);
        assert_eq!(value(&link, "dname"), "&dev=0#<script>");
    }

    #[test]
    fn each_way_of_travelling_has_the_letter_the_program_knows() {
        let modes = Profile::ALL.map(|p| value(&amap_route(None, TAIDONG, p), "mode"));
        assert_eq!(modes, ["walk", "ride", "car", "walk"]);
        let flags = Profile::ALL.map(|p| value(&apple_maps_route(None, TAIDONG, p), "dirflg"));
        assert_eq!(flags, ["w", "w", "d", "w"]);
    }
}
