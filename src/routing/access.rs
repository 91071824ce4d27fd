//! What OpenStreetMap's tags let each profile do on a way and at a node, and how fast.
//!
//! Access follows the OSM wiki, “Key:access” and “OSM tags for routing/Access restrictions” (a more particular key beats
//! a more general one). Speeds: walking [`WALKING_SPEED_M_S`], on steps too, on loose ground the shares of OSRM's profile
//! `foot.lua`; cars and bicycles by kind of street as in OSRM's `car.lua` and `bicycle.lua` (all BSD 2-Clause), a car's
//! posted limit times 0.8 as there; wheelchairs 4 km/h as in openrouteservice. Where the wiki leaves room, walkers may go
//! where OSRM lets them.
//! Gradients: GB 50763-2012 allows ramps for wheelchairs up to 1:12, and calls 1:20 comfortable.

use super::{Profile, WALKING_SPEED_M_S, WayKind, osm::Tags};

/// Speed on a way, cm/s; 0 where the profile may not go.
pub(super) type Speed = u16;

/// What a way means for those who travel on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Rule {
    /// Speed along the way and against it, by profile in the order of [`Profile::ALL`].
    pub speed: [[Speed; 2]; 4],
    /// What kind of way it is.
    pub kind: WayKind,
    /// What to say of it; see the constants.
    pub flags: u8,
}

/// Unpaved or rough.
pub(super) const ROUGH: u8 = 1;
/// Steeper than 1:20.
pub(super) const STEEP: u8 = 2;
/// For customers or private, but not closed.
pub(super) const PRIVATE: u8 = 4;
/// Nothing is recorded of surface or gradient.
pub(super) const GUESSED: u8 = 8;
/// Part of a roundabout.
pub(super) const ROUNDABOUT: u8 = 16;

impl Rule {
    /// Whether nobody may use it.
    #[must_use]
    pub(super) fn is_closed(&self) -> bool {
        self.speed == [[0; 2]; 4]
    }
}

/// Centimetres a second.
const fn km_h(speed: u32) -> Speed {
    (speed * 100_000 / 3600) as Speed
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1.2 m/s")]
const WALK: Speed = (WALKING_SPEED_M_S * 100.0) as Speed;
const RIDE: Speed = km_h(15);
const WHEEL: Speed = km_h(4);
/// Where no duration is tagged; OSRM's value for ferries.
const FERRY: Speed = km_h(5);

/// What the tags of a way mean; `length_m` is the way's, for ferries with a stated duration. `None` when it is no way.
#[must_use]
pub(super) fn way_rule(tags: Tags<'_>, length_m: f64) -> Option<Rule> {
    if tags.is("route", "ferry") {
        return Some(ferry(tags, length_m));
    }
    let highway = match tags.get("highway") {
        Some(highway) => highway,
        None if tags.is("railway", "platform") || tags.is("public_transport", "platform") => "platform",
        None if tags.is("man_made", "pier") => "pier",
        None if tags.is("amenity", "parking") => "parking",
        None => return None,
    };
    let kind = kind(tags, highway)?;
    let mut rule = Rule { kind, ..Rule::default() };
    if matches!(tags.get("junction"), Some("roundabout" | "circular")) {
        rule.flags |= ROUNDABOUT;
    }
    if matches!(tags.get("impassable"), Some("yes")) || tags.is("smoothness", "impassable") {
        return Some(rule);
    }
    let oneway = oneway(tags, highway, rule.flags);
    let lane = |speed: Speed, way: Oneway| match way {
        Oneway::Both => [speed, speed],
        Oneway::Along => [speed, 0],
        Oneway::Against => [0, speed],
    };
    rule.speed[0] = lane(foot(tags, highway), oneway_foot(tags));
    rule.speed[1] = bicycle(tags, highway, oneway);
    rule.speed[2] = lane(car(tags, highway), oneway);
    let (wheels, flags) = wheelchair(tags, highway, rule.speed[0][0].max(rule.speed[0][1]));
    rule.speed[3] = lane(wheels, oneway_foot(tags));
    rule.flags |= flags;
    if matches!(tags.get("access"), Some("customers" | "destination" | "permit" | "delivery")) {
        rule.flags |= PRIVATE;
    }
    Some(rule)
}

fn kind(tags: Tags<'_>, highway: &str) -> Option<WayKind> {
    let set = |key| tags.get(key).is_some_and(|v| v != "no");
    Some(match highway {
        "steps" => WayKind::Steps,
        "proposed" | "construction" | "razed" | "abandoned" | "raceway" | "escape" | "bus_guideway" | "no" => {
            return None;
        }
        _ if set("tunnel") => WayKind::Tunnel,
        _ if set("bridge") => WayKind::Bridge,
        "footway" if tags.is("footway", "crossing") => WayKind::Crossing,
        "footway" | "platform" | "pier" | "corridor" | "parking" => WayKind::Footway,
        "pedestrian" | "living_street" => WayKind::Pedestrian,
        "cycleway" => WayKind::Cycleway,
        "path" | "track" | "bridleway" => WayKind::Path,
        _ => WayKind::Street,
    })
}

/// Which way one may go.
#[derive(Clone, Copy, PartialEq)]
enum Oneway {
    Both,
    Along,
    Against,
}

fn oneway_of(value: Option<&str>) -> Option<Oneway> {
    match value? {
        "yes" | "true" | "1" => Some(Oneway::Along),
        "-1" | "reverse" => Some(Oneway::Against),
        "no" | "false" | "0" | "reversible" | "alternating" => Some(Oneway::Both),
        _ => None,
    }
}

fn oneway(tags: Tags<'_>, highway: &str, flags: u8) -> Oneway {
    let implied = highway == "motorway" || highway == "motorway_link" || flags & ROUNDABOUT != 0;
    oneway_of(tags.get("oneway")).unwrap_or(if implied { Oneway::Along } else { Oneway::Both })
}

/// A way is one way on foot only where it says so of walkers, or where it moves by itself.
fn oneway_foot(tags: Tags<'_>) -> Oneway {
    match tags.get("conveying") {
        Some("forward") => Oneway::Along,
        Some("backward") => Oneway::Against,
        _ => oneway_of(tags.get("oneway:foot").or_else(|| tags.get("foot:oneway"))).unwrap_or(Oneway::Both),
    }
}

/// What the most particular of these keys says: `Some(true)` may, `Some(false)` may not.
fn access(tags: Tags<'_>, keys: &[&str]) -> Option<bool> {
    let value = keys.iter().find_map(|key| tags.get(key))?;
    match value {
        "yes" | "designated" | "official" | "permissive" | "destination" | "customers" | "permit" | "delivery"
        | "public" | "dismount" | "limited" => Some(true),
        "no"
        | "private"
        | "agricultural"
        | "forestry"
        | "agricultural;forestry"
        | "use_sidepath"
        | "emergency"
        | "psv"
        | "military"
        | "residents"
        | "restricted"
        | "staff"
        | "employees" => Some(false),
        _ => None,
    }
}

const FOOT: &[&str] = &["foot", "access"];
const BICYCLE: &[&str] = &["bicycle", "vehicle", "access"];
const CAR: &[&str] = &["motorcar", "motor_vehicle", "vehicle", "access"];

fn foot(tags: Tags<'_>, highway: &str) -> Speed {
    let usual = !matches!(
        highway,
        "motorway" | "motorway_link" | "trunk" | "trunk_link" | "cycleway" | "bridleway" | "corridor" | "elevator"
    );
    // Walkers have a way of their own beside it, which is on the map too.
    let beside =
        ["sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right"].iter().any(|k| tags.is(k, "separate"));
    let delivery = tags.get("foot").is_none() && tags.is("access", "delivery");
    if delivery || !access(tags, FOOT).unwrap_or(usual && !beside && !tags.is("motorroad", "yes")) {
        return 0;
    }
    match tags.get("surface") {
        Some("fine_gravel" | "gravel" | "pebblestone") => WALK * 3 / 4,
        Some("mud" | "sand") => WALK / 2,
        _ => WALK,
    }
}

#[expect(clippy::match_same_arms, reason = "a table")]
fn car(tags: Tags<'_>, highway: &str) -> Speed {
    let usual = match highway {
        "motorway" => 90,
        "motorway_link" => 45,
        "trunk" => 85,
        "trunk_link" => 40,
        "primary" => 65,
        "primary_link" => 30,
        "secondary" => 55,
        "secondary_link" => 25,
        "tertiary" => 40,
        "tertiary_link" => 20,
        "unclassified" | "residential" | "road" => 25,
        "service" => 15,
        "living_street" => 10,
        // A street for walkers, or a track, that says cars may.
        "pedestrian" | "track" => {
            let says = |key: &str| matches!(tags.get(key), Some("yes" | "designated" | "permissive"));
            if says("motorcar") || says("motor_vehicle") { 10 } else { 0 }
        }
        _ => 0,
    };
    if usual == 0 || access(tags, CAR) == Some(false) {
        return 0;
    }
    let posted = tags.get("maxspeed").and_then(posted_km_h);
    km_h(posted.map_or(usual, |limit| (limit * 4 / 5).clamp(5, 120)))
}

/// A posted limit, km/h.
fn posted_km_h(text: &str) -> Option<u32> {
    let (figure, mph) = text.trim().strip_suffix("mph").map_or((text.trim(), false), |t| (t.trim(), true));
    let figure: u32 = figure.parse().ok().filter(|&f| f > 0 && f < 200)?;
    Some(if mph { figure * 1609 / 1000 } else { figure })
}

fn bicycle(tags: Tags<'_>, highway: &str, oneway: Oneway) -> [Speed; 2] {
    let may = access(tags, BICYCLE);
    let usual = match highway {
        "motorway" | "motorway_link" | "steps" | "corridor" | "parking" => 0,
        _ if tags.is("bicycle", "dismount") => WALK,
        _ if tags.is("motorroad", "yes") && may != Some(true) => 0,
        "track" | "path" | "bridleway" => km_h(12),
        "trunk" | "trunk_link" if may != Some(true) => 0,
        // Pushed, not ridden, unless it says otherwise.
        "footway" | "pedestrian" | "platform" | "pier" if may != Some(true) => WALK,
        _ => RIDE,
    };
    // Where riding is forbidden but walking is not, it is pushed.
    let speed = match may {
        Some(false) if matches!(tags.get("bicycle"), None | Some("no")) => foot(tags, highway).min(WALK).min(usual),
        Some(false) => 0,
        _ => usual,
    };
    let opposite = ["cycleway", "cycleway:left", "cycleway:right", "cycleway:both"]
        .iter()
        .any(|key| tags.get(key).is_some_and(|v| v.starts_with("opposite")));
    let way = oneway_of(tags.get("oneway:bicycle")).unwrap_or(if opposite { Oneway::Both } else { oneway });
    // Against the one way it may be pushed where one may walk.
    let pushed = if speed == 0 || highway == "cycleway" { 0 } else { foot(tags, highway).min(speed) };
    match way {
        Oneway::Both => [speed, speed],
        Oneway::Along => [speed, pushed],
        Oneway::Against => [pushed, speed],
    }
}

/// Speed in a wheelchair where a walker has `foot`, and what to say of the way.
fn wheelchair(tags: Tags<'_>, highway: &str, foot: Speed) -> (Speed, u8) {
    let surface = tags.get("surface").unwrap_or_default();
    let smoothness = tags.get("smoothness").unwrap_or_default();
    let gradient = tags.get("incline").and_then(gradient_percent);
    let mut flags = 0;
    let (rough, loose) = match surface {
        "sett"
        | "cobblestone"
        | "unhewn_cobblestone"
        | "cobblestone:flattened"
        | "grass_paver"
        | "fine_gravel"
        | "compacted"
        | "unpaved"
        | "wood" => (surface != "wood", false),
        "gravel" | "pebblestone" | "sand" | "mud" | "grass" | "ground" | "dirt" | "earth" | "rock"
        | "stepping_stones" | "snow" | "ice" => (true, true),
        _ => (matches!(highway, "track" | "path" | "bridleway") && surface.is_empty(), false),
    };
    let uneven = matches!(smoothness, "very_bad" | "horrible" | "very_horrible" | "impassable");
    if rough || uneven || smoothness == "bad" {
        flags |= ROUGH;
    }
    if gradient.is_some_and(|g| g > 5.0) {
        flags |= STEEP;
    }
    let stated = tags.get("wheelchair");
    if surface.is_empty() && smoothness.is_empty() && stated.is_none() {
        flags |= GUESSED;
    }
    let ramp = matches!(tags.get("ramp:wheelchair"), Some("yes" | "automatic"));
    let narrow =
        tags.get("width").and_then(|w| w.trim_end_matches('m').trim().parse::<f64>().ok()).is_some_and(|w| w < 0.9);
    let may = match stated {
        Some("no") => false,
        Some("yes" | "designated" | "limited") => true,
        _ if highway == "steps" => ramp,
        _ => !(loose || uneven || narrow || gradient.is_some_and(|g| g > 100.0 / 12.0)),
    };
    let speed = if flags & (ROUGH | STEEP) == 0 { WHEEL } else { WHEEL / 2 };
    (if may && foot > 0 { speed } else { 0 }, flags)
}

/// Gradient in percent, without its sign; `up` and `down` say none.
fn gradient_percent(text: &str) -> Option<f64> {
    if let Some(percent) = text.trim().strip_suffix('%') {
        return percent.trim().parse::<f64>().ok().map(f64::abs);
    }
    let degrees: f64 = text.trim().strip_suffix('°')?.trim().parse().ok()?;
    Some(degrees.to_radians().tan().abs() * 100.0)
}

fn ferry(tags: Tags<'_>, length_m: f64) -> Rule {
    let stated = tags.get("duration").and_then(duration_s).filter(|&s| s > 0.0).map(|s| length_m * 100.0 / s);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 10 and 3000")]
    let speed = stated.map_or(FERRY, |s| s.clamp(10.0, 3000.0) as Speed);
    let oneway = oneway(tags, "ferry", 0);
    let lane = |may: bool| match (may, oneway) {
        (false, _) => [0, 0],
        (true, Oneway::Both) => [speed, speed],
        (true, Oneway::Along) => [speed, 0],
        (true, Oneway::Against) => [0, speed],
    };
    let on_foot = access(tags, FOOT).unwrap_or(true);
    let rolling = on_foot && !tags.is("wheelchair", "no");
    let speeds = [
        lane(on_foot),
        lane(access(tags, BICYCLE).unwrap_or(true)),
        lane(access(tags, CAR).unwrap_or(false)),
        lane(rolling),
    ];
    Rule { speed: speeds, kind: WayKind::Ferry, flags: 0 }
}

/// `HH:MM`, `HH:MM:SS` or minutes, in seconds.
fn duration_s(text: &str) -> Option<f64> {
    let parts: Option<Vec<f64>> = text.split(':').map(|p| p.trim().parse().ok()).collect();
    match *parts? {
        [minutes] => Some(minutes * 60.0),
        [h, m] => Some(h * 3600.0 + m * 60.0),
        [h, m, s] => Some(h * 3600.0 + m * 60.0 + s),
        _ => None,
    }
}

/// The profiles that cannot pass a node, as bits by position in [`Profile::ALL`].
#[must_use]
pub(super) fn node_blocks(tags: Tags<'_>) -> u8 {
    let barrier = tags.get("barrier").unwrap_or_default();
    let kerb = tags.get("kerb").unwrap_or_default();
    if barrier.is_empty() && kerb.is_empty() && tags.get("access").is_none() && tags.get("wheelchair").is_none() {
        return 0;
    }
    let solid =
        matches!(barrier, "wall" | "fence" | "hedge" | "retaining_wall" | "city_wall" | "jersey_barrier" | "debris");
    // What a walker passes and wheels do not.
    let narrow =
        matches!(barrier, "stile" | "kissing_gate" | "turnstile" | "full-height_turnstile" | "horse_stile" | "log");
    let posts = matches!(
        barrier,
        "bollard"
            | "block"
            | "cycle_barrier"
            | "motorcycle_barrier"
            | "chain"
            | "planter"
            | "bar"
            | "rope"
            | "bump_gate"
    );
    let locked = tags.is("locked", "yes") && barrier == "gate";
    // Access at a node counts only where something stands that could be closed.
    let may = |keys: &[&str]| if barrier.is_empty() { None } else { access(tags, keys) };
    let blocked = [
        !may(FOOT).unwrap_or(!solid && !locked),
        !may(BICYCLE).unwrap_or(!(solid || narrow || locked)),
        !may(CAR).unwrap_or(
            !(solid || narrow || posts || locked || barrier == "kerb" && !matches!(kerb, "flush" | "lowered")),
        ),
        match tags.get("wheelchair") {
            Some("yes" | "designated" | "limited") => false,
            Some("no") => true,
            _ => {
                kerb == "raised"
                    || barrier == "kerb" && kerb.is_empty()
                    || matches!(barrier, "cycle_barrier" | "motorcycle_barrier")
                    || !may(FOOT).unwrap_or(!(solid || narrow || locked))
            }
        },
    ];
    blocked.iter().enumerate().fold(0, |bits, (i, &b)| bits | u8::from(b) << i)
}

/// The profiles a turn restriction holds for, as bits; walkers and wheelchairs heed none.
#[must_use]
pub(super) fn restriction_holds_for(tags: Tags<'_>) -> (Option<&str>, u8) {
    let bit = |p: Profile| 1u8 << p as u8;
    let both = bit(Profile::Car) | bit(Profile::Bicycle);
    let excepted = tags.get("except").unwrap_or_default();
    let except = |bits: u8| {
        excepted.split(';').map(str::trim).fold(bits, |bits, who| match who {
            "bicycle" => bits & !bit(Profile::Bicycle),
            "motorcar" | "motor_vehicle" => bits & !bit(Profile::Car),
            "vehicle" => 0,
            _ => bits,
        })
    };
    if let Some(kind) = tags.get("restriction") {
        return (Some(kind), except(both));
    }
    for (key, bits) in [
        ("restriction:motorcar", bit(Profile::Car)),
        ("restriction:motor_vehicle", bit(Profile::Car)),
        ("restriction:bicycle", bit(Profile::Bicycle)),
        ("restriction:vehicle", both),
    ] {
        if let Some(kind) = tags.get(key) {
            return (Some(kind), except(bits));
        }
    }
    (None, 0)
}
