//! Instructions from the edges of a path: where the name or the kind of way changes, or one turns where one could go on.

use geo::Coord;

use super::{
    Maneuver, Profile, Step, Turn, WayKind,
    access::ROUNDABOUT,
    graph::Graph,
    leg::{Piece, seconds},
};
use crate::spatial::haversine_m;

/// A nameless stretch shorter than this, a kerb or a crossing, is no instruction of its own.
const SHORT_M: f64 = 15.0;
/// A flight of steps shorter than this is none of its own; the leg's warnings count it.
const STAIRS_M: f64 = 8.0;
/// Bearings are taken over this length, so that a rounded corner counts as one.
const LOOK_M: f64 = 12.0;
/// Less than this is straight on, degrees.
const STRAIGHT: f64 = 25.0;
/// On a street that keeps its name only more than this is a turn.
const TURN: f64 = 50.0;

/// Pieces that make one instruction.
struct Run {
    first: usize,
    /// Position of its beginning in the line, and where the run before it ended; they differ after a short stretch.
    begins: usize,
    left_at: usize,
    roundabout: bool,
}

/// The steps along `line`, into which the pieces begin at `begins`.
pub(super) fn directions(
    graph: &Graph,
    profile: Profile,
    pieces: &[Piece],
    begins: &[usize],
    line: &[Coord<f64>],
) -> Vec<Step> {
    let length = |p: &Piece| graph.length_m(p.edge) * (p.to - p.from);
    let end = line.len().saturating_sub(1);
    let mut steps = Vec::new();
    let runs = runs(graph, profile, pieces, begins, line);
    for (i, run) in runs.iter().enumerate() {
        let next = runs.get(i + 1).map_or(pieces.len(), |n| n.first);
        let own = &pieces[run.first..next];
        // The longest piece says what the run is: it may hold short stretches of other kinds.
        let Some(main) = own.iter().max_by(|a, b| length(a).total_cmp(&length(b))) else { continue };
        let class = graph.class(main.edge);
        let maneuver = if i == 0 {
            Maneuver::Depart(bearing(line, 0, true))
        } else if run.roundabout {
            Maneuver::Roundabout(exits(graph, profile, own))
        } else {
            let angle = turn(bearing(line, run.left_at, false), bearing(line, run.begins, true));
            named(angle).map_or(Maneuver::Continue, Maneuver::Turn)
        };
        steps.push(Step {
            maneuver,
            name: graph.names[class.name as usize].clone(),
            kind: class.rule.kind,
            length_m: own.iter().map(length).sum(),
            duration_s: own.iter().map(|p| seconds(graph, profile, p)).sum(),
            begins: run.begins,
        });
    }
    steps.push(Step {
        maneuver: Maneuver::Arrive,
        name: String::new(),
        kind: steps.last().map_or(WayKind::Street, |s: &Step| s.kind),
        length_m: 0.0,
        duration_s: 0.0,
        begins: end,
    });
    steps
}

fn runs(graph: &Graph, profile: Profile, pieces: &[Piece], begins: &[usize], line: &[Coord<f64>]) -> Vec<Run> {
    let round = |p: &Piece| {
        matches!(profile, Profile::Bicycle | Profile::Car) && graph.class(p.edge).rule.flags & ROUNDABOUT != 0
    };
    let mut runs: Vec<Run> = Vec::new();
    // The piece the last instruction rests on: the last one that was not passed over as short.
    let mut last: Option<usize> = None;
    let mut left_at = 0;
    for (i, piece) in pieces.iter().enumerate() {
        let begin = Run { first: i, begins: begins[i], left_at, roundabout: round(piece) };
        let Some(before) = last else {
            runs.push(begin);
            last = Some(i);
            left_at = begins.get(i + 1).copied().unwrap_or(line.len() - 1);
            continue;
        };
        let is_short = i + 1 < pieces.len() && is_short(graph, piece, &pieces[before]) && !round(piece);
        if is_short {
            continue;
        }
        let angle = || turn(bearing(line, left_at, false), bearing(line, begins[i], true));
        // Around a roundabout one goes without a word.
        let around = [round(&pieces[before]), round(piece)];
        if around[0] != around[1] || !around[0] && changes(graph, profile, &pieces[before], piece, angle) {
            runs.push(begin);
        }
        last = Some(i);
        left_at = begins.get(i + 1).copied().unwrap_or(line.len() - 1);
    }
    // Leaving a roundabout is said on entering it.
    for i in (1..runs.len()).rev() {
        if runs[i - 1].roundabout && !runs[i].roundabout {
            runs.remove(i);
        }
    }
    runs
}

/// Whether a piece is too short to be spoken of: a few stairs, or a stretch without a name of its own.
fn is_short(graph: &Graph, piece: &Piece, before: &Piece) -> bool {
    let class = graph.class(piece.edge);
    let limit_m = match class.rule.kind {
        WayKind::Ferry => return false,
        WayKind::Steps => STAIRS_M,
        _ => SHORT_M,
    };
    graph.length_m(piece.edge) < limit_m && (class.name == 0 || class.name == graph.class(before.edge).name)
}

/// Whether going from one piece to another is worth saying.
fn changes(graph: &Graph, profile: Profile, a: &Piece, b: &Piece, angle: impl FnOnce() -> f64) -> bool {
    let (one, two) = (graph.class(a.edge), graph.class(b.edge));
    let apart = |kind: WayKind| matches!(kind, WayKind::Steps | WayKind::Ferry);
    if (apart(one.rule.kind) || apart(two.rule.kind)) && one.rule.kind != two.rule.kind {
        return true;
    }
    if one.name != two.name {
        return true;
    }
    let angle = angle().abs();
    let limit = if one.name == 0 { STRAIGHT + 10.0 } else { TURN };
    angle > limit && is_choice(graph, profile, a.edge)
}

/// Whether more than one way leads on from the end of an edge.
fn is_choice(graph: &Graph, profile: Profile, edge: u32) -> bool {
    let bit = 1 << profile as u8;
    let out = graph.arcs_out(graph.arrival(edge, profile));
    out.filter(|&arc| graph.arc_profiles[arc] & bit != 0 && graph.arc_edge[arc] / 2 != edge / 2).count() > 1
}

/// The number of the exit by which a roundabout is left, counted from 1.
fn exits(graph: &Graph, profile: Profile, pieces: &[Piece]) -> u32 {
    let bit = 1 << profile as u8;
    let around = |edge: u32| graph.class(edge).rule.flags & ROUNDABOUT != 0;
    let inside = pieces.iter().take_while(|p| around(p.edge));
    let passed = inside.filter(|p| {
        let out = graph.arcs_out(graph.arrival(p.edge, profile));
        out.into_iter().any(|arc| graph.arc_profiles[arc] & bit != 0 && !around(graph.arc_edge[arc]))
    });
    (passed.count() as u32).max(1)
}

/// Bearing at a point of the line, of what follows or of what went before, in degrees clockwise from north.
fn bearing(line: &[Coord<f64>], at: usize, ahead: bool) -> f64 {
    let Some(&here) = line.get(at) else { return 0.0 };
    let far = |c: &&Coord<f64>| haversine_m(here, **c) >= LOOK_M;
    let (from, to) = if ahead {
        let rest = &line[at..];
        (here, rest.iter().find(far).or(rest.last()).copied().unwrap_or(here))
    } else {
        let rest = &line[..=at];
        (rest.iter().rev().find(far).or(rest.first()).copied().unwrap_or(here), here)
    };
    let east = (to.x - from.x) * here.y.to_radians().cos();
    east.atan2(to.y - from.y).to_degrees().rem_euclid(360.0)
}

/// From one bearing to another, in (-180, 180], to the right positive.
fn turn(before: f64, after: f64) -> f64 {
    let turned = (after - before).rem_euclid(360.0);
    if turned > 180.0 { turned - 360.0 } else { turned }
}

fn named(angle: f64) -> Option<Turn> {
    let size = angle.abs();
    Some(match (size, angle > 0.0) {
        (s, _) if s < STRAIGHT => return None,
        (s, _) if s > 165.0 => Turn::Back,
        (s, true) if s < 60.0 => Turn::SlightRight,
        (s, false) if s < 60.0 => Turn::SlightLeft,
        (s, true) if s <= 120.0 => Turn::Right,
        (s, false) if s <= 120.0 => Turn::Left,
        (_, true) => Turn::SharpRight,
        (_, false) => Turn::SharpLeft,
    })
}
