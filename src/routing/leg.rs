//! One leg on streets: from a point to a point by the cheapest way, with its line, steps and warnings.

use geo::{Coord, LineString};

use super::{
    Basis, Leg, Profile, Route, Streets, TooFewStops, Warnings, WayKind, Waypoint,
    access::{GUESSED, PRIVATE, ROUGH, STEEP},
    alternatives,
    directions::directions,
    graph::Graph,
    hierarchy::{Scratch, Searched, Seed},
    network::Directed,
    snap::Snap,
};
use crate::spatial::haversine_m;

/// Why no way was found.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoWay {
    /// The streets imported are those of another area.
    #[error("{}", rust_i18n::t!("routing.elsewhere", name = .name, source = .source_name))]
    Elsewhere {
        /// The stop.
        name: String,
        /// Name of the extract.
        source_name: String,
    },
    /// No street this profile may use within 20 km.
    #[error("{}", rust_i18n::t!("routing.no_street", name = .0))]
    NoStreet(String),
    /// Both have streets, but no way leads from one to the other.
    #[error("{}", rust_i18n::t!("routing.unreachable", from = .from, to = .to))]
    Unreachable {
        /// Where one would set out.
        from: String,
        /// Where one would arrive.
        to: String,
    },
    /// A route needs two stops.
    #[error(transparent)]
    TooFew(#[from] TooFewStops),
}

/// A stretch of an edge in its direction: from and to as shares of its length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    pub(super) edge: Directed,
    pub(super) from: f64,
    pub(super) to: f64,
}

/// Seeds of both sides, and the edge each stands for.
#[derive(Default)]
pub(super) struct Ends {
    pub(super) from: Vec<Seed>,
    pub(super) from_by: Vec<Directed>,
    pub(super) to: Vec<Seed>,
    pub(super) to_by: Vec<Directed>,
}

impl Ends {
    pub(super) fn of(graph: &Graph, from: &Snap, to: &Snap, profile: Profile) -> Self {
        let mut ends = Self::default();
        from.sources(graph, profile, &mut ends.from, &mut ends.from_by);
        to.targets(graph, profile, &mut ends.to, &mut ends.to_by);
        ends
    }
}

/// Routes on streets; keeps what searches need between them.
#[derive(Default)]
pub struct Router {
    pub(super) scratch: Scratch,
    pub(super) spare: Scratch,
    /// Cost by node, for searches over the plain graph; never, between them.
    pub(super) cost: Vec<u32>,
}

impl Router {
    /// The way through `stops` in the order given; between two stops with up to two alternatives, when asked.
    ///
    /// # Errors
    /// [`NoWay`] names the stop that has no street, or the two that no way joins.
    pub fn route(
        &mut self,
        streets: &Streets,
        stops: Vec<Waypoint>,
        profile: Profile,
        alternatives: bool,
    ) -> Result<Route, NoWay> {
        if stops.len() < 2 {
            return Err(TooFewStops.into());
        }
        let legs = stops.windows(2).map(|pair| self.leg(streets, &pair[0], &pair[1], profile, alternatives));
        let legs = legs.collect::<Result<_, _>>()?;
        Ok(Route { stops, legs, profile, basis: Basis::Streets })
    }

    /// The way from one point to another.
    ///
    /// # Errors
    /// As [`Self::route`].
    pub fn leg(
        &mut self,
        streets: &Streets,
        from: &Waypoint,
        to: &Waypoint,
        profile: Profile,
        alternatives: bool,
    ) -> Result<Leg, NoWay> {
        let Some(searched) = streets.searched(profile) else { return Err(NoWay::NoStreet(from.name.clone())) };
        let crow_m = haversine_m(from.location, to.location);
        let nearest = [snap(streets, from, profile, false)?, snap(streets, to, profile, false)?];
        let mut legs = self.between(searched, nearest, alternatives);
        if legs.is_empty() {
            // An island of streets, or a dead end of one-ways: from the nearest point of the mainland, then.
            let main = [snap(streets, from, profile, true)?, snap(streets, to, profile, true)?];
            legs = self.between(searched, main, alternatives);
        }
        let mut legs = legs.into_iter().map(|leg| Leg { crow_m, ..leg });
        let Some(best) = legs.next() else {
            return Err(NoWay::Unreachable { from: from.name.clone(), to: to.name.clone() });
        };
        Ok(Leg { alternatives: legs.collect(), ..best })
    }

    /// The cheapest way, and others when asked; none when no way leads there.
    fn between(&mut self, searched: Searched<'_>, snaps: [Snap; 2], others: bool) -> Vec<Leg> {
        let [from, to] = snaps;
        let (graph, profile) = (searched.graph, searched.profile);
        let ends = Ends::of(graph, &from, &to, profile);
        let straight = from.along_to(&to, graph, profile);
        let paths = if others && straight.is_none() {
            alternatives::paths(searched, &mut self.scratch, &mut self.spare, &ends)
        } else {
            searched.path(&mut self.scratch, &ends.from, &ends.to).into_iter().collect()
        };
        if let Some((cost, edge)) = straight
            && paths.first().is_none_or(|p| cost <= p.cost)
        {
            let [a, b] = [from.along, to.along].map(|t| if edge & 1 == 0 { t } else { 1.0 - t });
            return vec![leg(graph, profile, &[Piece { edge, from: a, to: b }], &snaps)];
        }
        let pieces = |path: &super::hierarchy::Path| {
            let (first, last) = (ends.from_by[path.seeds.0], ends.to_by[path.seeds.1]);
            let along = |snap: &Snap, edge: Directed| if edge & 1 == 0 { snap.along } else { 1.0 - snap.along };
            let mut pieces = vec![Piece { edge: first, from: along(&from, first), to: 1.0 }];
            pieces.extend(path.edges.iter().map(|&edge| Piece { edge, from: 0.0, to: 1.0 }));
            pieces.push(Piece { edge: last, from: 0.0, to: along(&to, last) });
            pieces
        };
        paths.iter().map(|path| leg(graph, profile, &pieces(path), &snaps)).collect()
    }
}

pub(super) fn snap(streets: &Streets, stop: &Waypoint, profile: Profile, on_mainland: bool) -> Result<Snap, NoWay> {
    streets.snap(stop.location, profile, on_mainland).ok_or_else(|| {
        if streets.covers(stop.location) {
            NoWay::NoStreet(stop.name.clone())
        } else {
            NoWay::Elsewhere { name: stop.name.clone(), source_name: streets.about.source.clone() }
        }
    })
}

/// Puts line, figures and steps together.
fn leg(graph: &Graph, profile: Profile, pieces: &[Piece], snaps: &[Snap; 2]) -> Leg {
    // A search that begins at a junction goes no way on the edge it was snapped to.
    let mut pieces: Vec<Piece> = pieces.to_vec();
    if pieces.len() > 1 {
        pieces.retain(|p| p.to - p.from >= 1.0 || (p.to - p.from) * graph.length_m(p.edge) > 0.05);
    }
    let mut line: Vec<Coord<f64>> = vec![snaps[0].at];
    let mut begins = Vec::with_capacity(pieces.len());
    let (mut length_m, mut duration_s, mut warnings) = (0.0, 0.0, Warnings::default());
    for piece in &pieces {
        begins.push(line.len() - 1);
        let points = graph.line(piece.edge);
        let last = graph.first_point[(piece.edge / 2) as usize + 1] - graph.first_point[(piece.edge / 2) as usize] + 1;
        let from = if piece.from > 0.0 { segment(graph, &snaps[0], piece.edge) } else { 0 };
        let to = if piece.to < 1.0 { segment(graph, &snaps[1], piece.edge) } else { last as usize - 1 };
        line.extend(points.skip(from + 1).take((to + usize::from(piece.to >= 1.0)).saturating_sub(from)));
        if piece.to < 1.0 {
            line.push(snaps[1].at);
        }
        let share = piece.to - piece.from;
        let piece_m = graph.length_m(piece.edge) * share;
        length_m += piece_m;
        duration_s += seconds(graph, profile, piece);
        warn(&mut warnings, graph, piece, piece_m, profile);
    }
    if line.len() == 1 {
        line.push(snaps[1].at);
    }
    let steps = directions(graph, profile, &pieces, &begins, &line);
    Leg {
        steps,
        warnings,
        off_way_m: [snaps[0].off_m, snaps[1].off_m],
        ..Leg::bare(LineString::new(line), length_m, duration_s)
    }
}

/// The segment of an edge, counted in its direction, on which a snapped point lies.
fn segment(graph: &Graph, snap: &Snap, edge: Directed) -> usize {
    let i = (edge / 2) as usize;
    let segments = (graph.first_point[i + 1] - graph.first_point[i] + 1) as usize;
    if edge & 1 == 0 { snap.segment } else { segments - 1 - snap.segment }
}

pub(super) fn seconds(graph: &Graph, profile: Profile, piece: &Piece) -> f64 {
    f64::from(graph.weight(piece.edge, profile)) * (piece.to - piece.from) / 1000.0
}

fn warn(warnings: &mut Warnings, graph: &Graph, piece: &Piece, piece_m: f64, profile: Profile) {
    let class = graph.class(piece.edge);
    let rule = &class.rule;
    let on = |flag: u8| if rule.flags & flag == 0 { 0.0 } else { piece_m };
    if rule.kind == WayKind::Steps {
        warnings.steps_m += piece_m;
        warnings.step_count += u32::from(class.step_count);
    }
    if rule.kind == WayKind::Ferry {
        warnings.ferry_m += piece_m;
    }
    warnings.private_m += on(PRIVATE);
    // Walkers and cars mind neither setts nor slopes.
    if matches!(profile, Profile::Bicycle | Profile::Wheelchair) {
        warnings.rough_m += on(ROUGH);
        warnings.steep_m += on(STEEP);
    }
    if profile == Profile::Wheelchair {
        warnings.guessed_m += on(GUESSED);
    }
}
