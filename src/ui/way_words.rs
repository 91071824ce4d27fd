//! Ways in words: steps, what to know before setting out, what figures rest on, and the streets themselves.

use chrono::NaiveTime;
use rust_i18n::t;

use crate::{
    jobs::{Closure, ImportStage, MetroWay},
    routing::{
        Basis, DETOUR_FACTOR, Leg, Maneuver, Profile, Route, Step, Turn, Warnings, WayKind,
        transit::{Ride, RideBasis},
    },
    search::AddressHit,
    ui::words::{self, duration, length},
};

/// `步行`, `轮椅`.
#[must_use]
pub fn profile(profile: Profile) -> String {
    t!(format!("profile.{}", profile.key())).into_owned()
}

/// `登州路56号（门牌）`, with how the position came about.
#[must_use]
pub fn address(hit: &AddressHit) -> String {
    let near = if hit.approximate { t!("proposal.approximate") } else { "".into() };
    let name = format!("{}{}", hit.district, hit.name);
    t!("proposal.hit", name = name, note = hit.note, near = near, at = words::lon_lat(hit.location)).into_owned()
}

/// What an import is at.
#[must_use]
pub fn import_stage(stage: ImportStage) -> String {
    let key = match stage {
        ImportStage::Download => "download",
        ImportStage::Copy => "copy",
        ImportStage::Read => "read",
        ImportStage::Build => "build",
        ImportStage::Layers => "layers",
    };
    t!(format!("import_stage.{key}")).into_owned()
}

/// A map layer of the streets, by the name of its table.
#[must_use]
pub fn street_layer(name: &str) -> String {
    t!(format!("street_layer.{name}")).into_owned()
}

/// From when to when a stretch is closed.
#[must_use]
pub fn closed_days(closure: &Closure) -> String {
    match (closure.from, closure.to) {
        (None, None) => t!("closed.until_further_notice").into_owned(),
        (Some(from), None) => t!("closed.from", from = from).into_owned(),
        (None, Some(to)) => t!("closed.to", to = to).into_owned(),
        (Some(from), Some(to)) => t!("closed.from_to", from = from, to = to).into_owned(),
    }
}

/// One instruction: `左转进入登州路，230 米`.
#[must_use]
pub fn step(step: &Step) -> String {
    let onto = way(step);
    let text = match &step.maneuver {
        Maneuver::Depart(bearing) => t!("step.depart", towards = compass(*bearing), way = onto),
        Maneuver::Continue => match step.kind {
            WayKind::Steps => t!("step.climb"),
            WayKind::Ferry => t!("step.ferry", way = onto),
            _ => t!("step.continue", way = onto),
        },
        Maneuver::Turn(turn) => t!("step.turn", turn = self::turn(*turn), way = onto),
        Maneuver::Roundabout(exit) => t!("step.roundabout", exit = exit, way = onto),
        Maneuver::Board { line, towards } if towards.is_empty() => t!("step.board", line = line_name(line)),
        Maneuver::Board { line, towards } => t!("step.board_towards", line = line_name(line), towards = towards),
        Maneuver::Transfer => t!("step.transfer"),
        Maneuver::Alight(at) => t!("step.alight", stop = at),
        Maneuver::Arrive => t!("step.arrive"),
    };
    if step.length_m < 0.5 {
        return text.into_owned();
    }
    t!("step.with_length", step = text, length = length(step.length_m)).into_owned()
}

/// The name of the way a step runs on, or what kind of way it is.
#[must_use]
pub fn way(step: &Step) -> String {
    let key = match step.kind {
        _ if !step.name.is_empty() => return step.name.clone(),
        WayKind::Street => "street",
        WayKind::Footway => "footway",
        WayKind::Cycleway => "cycleway",
        WayKind::Pedestrian => "pedestrian",
        WayKind::Steps => "steps",
        WayKind::Path => "path",
        WayKind::Crossing => "crossing",
        WayKind::Bridge => "bridge",
        WayKind::Tunnel => "tunnel",
        WayKind::Ferry => "ferry",
        WayKind::Ride => "ride",
    };
    t!(format!("way.{key}")).into_owned()
}

/// `左转`, `右前方`.
#[must_use]
pub fn turn(turn: Turn) -> String {
    let key = match turn {
        Turn::SlightLeft => "slight_left",
        Turn::Left => "left",
        Turn::SharpLeft => "sharp_left",
        Turn::SlightRight => "slight_right",
        Turn::Right => "right",
        Turn::SharpRight => "sharp_right",
        Turn::Back => "back",
    };
    t!(format!("turn.{key}")).into_owned()
}

/// The nearest of eight points of the compass.
fn compass(bearing: f64) -> String {
    const POINTS: [(&str, f64); 8] = [
        ("n", 0.0),
        ("ne", 45.0),
        ("e", 90.0),
        ("se", 135.0),
        ("s", 180.0),
        ("sw", 225.0),
        ("w", 270.0),
        ("nw", 315.0),
    ];
    let off = |at: f64| {
        let d = (bearing - at).rem_euclid(360.0);
        d.min(360.0 - d)
    };
    let nearest = POINTS.iter().min_by(|a, b| off(a.1).total_cmp(&off(b.1)));
    t!(format!("compass.{}", nearest.map_or("n", |p| p.0))).into_owned()
}

/// What to know of a leg before setting out, a line each.
#[must_use]
pub fn warnings(w: &Warnings) -> Vec<String> {
    let long = |metres: f64| metres >= 10.0;
    let mut lines = Vec::new();
    if w.step_count > 0 {
        lines.push(t!("warning.counted_steps", length = length(w.steps_m), count = w.step_count).into_owned());
    } else if w.steps_m >= 1.0 {
        lines.push(t!("warning.steps", length = length(w.steps_m)).into_owned());
    }
    for (metres, key) in [
        (w.rough_m, "rough"),
        (w.steep_m, "steep"),
        (w.ferry_m, "ferry"),
        (w.private_m, "private"),
        (w.guessed_m, "guessed"),
    ] {
        if long(metres) {
            lines.push(t!(format!("warning.{key}"), length = length(metres)).into_owned());
        }
    }
    lines
}

/// What the figures of a route rest on.
#[must_use]
pub fn basis(route: &Route) -> Vec<String> {
    match route.basis {
        Basis::StraightLine => vec![
            t!("route.straight_line").into_owned(),
            t!(
                "route.basis",
                profile = profile(route.profile),
                factor = DETOUR_FACTOR,
                speed = format!("{:.1}", route.profile.usual_speed_m_s())
            )
            .into_owned(),
        ],
        Basis::Streets => vec![t!("route.on_streets").into_owned()],
        Basis::Transit { timetable: true } => vec![t!("route.by_timetable").into_owned()],
        Basis::Transit { timetable: false } => vec![t!("route.by_estimate").into_owned()],
        Basis::Remote(engine) => vec![t!("route.by_server", engine = engine.name()).into_owned()],
    }
}

/// The names of the longest streets of a leg: what tells it from another.
#[must_use]
pub fn longest_names(leg: &Leg) -> String {
    let mut named: Vec<(&str, f64)> = Vec::new();
    for step in leg.steps.iter().filter(|s| !s.name.is_empty()) {
        match named.iter_mut().find(|(name, _)| *name == step.name) {
            Some((_, metres)) => *metres += step.length_m,
            None => named.push((&step.name, step.length_m)),
        }
    }
    named.sort_by(|a, b| b.1.total_cmp(&a.1));
    named.iter().take(2).map(|(name, _)| *name).collect::<Vec<_>>().join(&t!("unit.list_comma"))
}

/// `地铁 1 号线` for `1号线`, in the language in use; other names as they are.
fn line_name(line: &str) -> String {
    match line.strip_suffix("号线").map(str::trim) {
        Some(n) if n.parse::<u32>().is_ok() => t!("transit.line", n = n).into_owned(),
        _ => line.to_owned(),
    }
}

/// The rides of a way by metro, a line each: from where to where, and how sure the times are.
#[must_use]
pub fn rides(way: &MetroWay) -> Vec<String> {
    way.rides.iter().flatten().map(ride).collect()
}

/// One ride.
#[must_use]
pub fn ride(ride: &Ride) -> String {
    let stops = t!("ride.stops", line = line_name(&ride.line), from = ride.from, to = ride.to, count = ride.stops);
    let times = match ride.basis {
        RideBasis::Timetable => {
            t!("ride.times", departs = clock(ride.departs_s), arrives = clock(ride.arrives_s)).into_owned()
        }
        RideBasis::Estimate { wait_known, hours_known, speed_published } => {
            let mut notes = vec![if wait_known {
                t!("ride.wait", wait = duration(i32::try_from(ride.wait_s).map_or(0.0, f64::from))).into_owned()
            } else {
                t!("ride.wait_unknown").into_owned()
            }];
            if !hours_known {
                notes.push(t!("ride.hours_unknown").into_owned());
            }
            if !speed_published {
                notes.push(t!("ride.general_speed").into_owned());
            }
            notes.join(&t!("unit.list_comma"))
        }
    };
    t!("ride.line", stops = stops, times = times).into_owned()
}

/// The time of day so many seconds after midnight.
fn clock(seconds: i64) -> String {
    let of_day = u32::try_from(seconds.rem_euclid(86_400)).unwrap_or(0);
    NaiveTime::from_num_seconds_from_midnight_opt(of_day, 0).map_or_else(String::new, |t| t.format("%H:%M").to_string())
}
