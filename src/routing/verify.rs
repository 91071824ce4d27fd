//! Whether the hierarchy finds what Dijkstra's search over the edges finds.
//!
//! The search here knows neither the doubled junctions nor the hierarchy: it stands at the end of a directed edge, and goes
//! on by every edge the rules of that turn allow.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "edges are numbered in 32 bits, profiles are bits of eight, shares lie between 0 and 1"
)]

use std::{cmp::Reverse, collections::BinaryHeap};

use geo::Coord;
use rustc_hash::FxHashMap;

use super::{
    Profile, Router, Streets,
    graph::NEVER,
    hierarchy::Searched,
    leg::Ends,
    network::{Directed, Edge},
    snap::Snap,
    turns::TurnRule,
};

/// A pair of points between which both searches do not agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Position of the pair among those asked for.
    pub pair: usize,
    /// What Dijkstra's search finds, milliseconds; none where no way leads.
    pub dijkstra_ms: Option<u32>,
    /// What the hierarchy finds.
    pub found_ms: Option<u32>,
    /// What its path costs, edge by edge; none where no path is found, or one that does not hang together or takes a
    /// forbidden turn.
    pub path_ms: Option<u32>,
}

/// The turns from edge to edge.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    /// By junction the edges that leave it.
    leaving: Vec<Vec<Directed>>,
    /// By the edge one arrives at: for these profiles, as bits, these edges alone.
    turns: FxHashMap<Directed, Vec<(u8, Vec<Directed>)>>,
}

impl Rules {
    pub(super) fn new(edges: &[Edge], rules: &[TurnRule]) -> Self {
        let junctions = edges.iter().flat_map(|e| e.ends).max().map_or(0, |last| last as usize + 1);
        let mut leaving = vec![Vec::new(); junctions];
        for (i, edge) in edges.iter().enumerate() {
            leaving[edge.ends[0] as usize].push(i as u32 * 2);
            leaving[edge.ends[1] as usize].push(i as u32 * 2 + 1);
        }
        let mut turns: FxHashMap<Directed, Vec<(u8, Vec<Directed>)>> = FxHashMap::default();
        for rule in rules {
            turns.entry(rule.from).or_default().push((rule.profiles, rule.allowed.clone()));
        }
        Self { leaving, turns }
    }

    /// The rules the streets were built with.
    fn of(streets: &Streets) -> Self {
        let graph = &streets.graph;
        let mut by_node: FxHashMap<u32, TurnRule> = FxHashMap::default();
        for d in &graph.arrivals {
            by_node.insert(d.node, TurnRule { from: d.edge, profiles: d.profiles as u8, allowed: Vec::new() });
        }
        for d in &graph.departures {
            by_node.entry(d.node).and_modify(|rule| rule.allowed.push(d.edge));
        }
        Self::new(&graph.edges, &by_node.into_values().collect::<Vec<_>>())
    }

    /// The edges one may go on by from the end of an edge.
    fn on(&self, streets: &Streets, edge: Directed, profile: Profile) -> &[Directed] {
        let rule = self.turns.get(&edge).and_then(|r| r.iter().find(|r| r.0 & 1 << profile as u8 != 0));
        rule.map_or_else(|| &self.leaving[streets.graph.head_of(edge) as usize][..], |r| &r.1)
    }

    /// Milliseconds of the cheapest way between two points, if there is one.
    pub(super) fn dijkstra(&self, streets: &Streets, from: &Snap, to: &Snap, profile: Profile) -> Option<u32> {
        let whole = |edge: Directed| {
            let usable = !streets.closed.contains(&(edge / 2));
            Some(streets.graph.weight(edge, profile)).filter(|&w| usable && w < NEVER)
        };
        let rest = |snap: &Snap, edge: Directed| {
            let share = if edge & 1 == 0 { 1.0 - snap.along } else { snap.along };
            Some((f64::from(whole(edge)?) * share).round() as u32)
        };
        let mut best = from.along_to(to, &streets.graph, profile).map_or(NEVER, |(cost, _)| cost);
        let mut known = vec![NEVER; streets.graph.edges.len() * 2];
        let mut queue = BinaryHeap::new();
        let (graph, goal) = (&streets.graph, to.corner(&streets.graph));
        if let Some(junction) = from.corner(graph) {
            // At a corner one stands at the end of no edge in particular.
            if goal == Some(junction) {
                return Some(0);
            }
            for &next in &self.leaving[junction as usize] {
                let Some(cost) = whole(next) else { continue };
                known[next as usize] = cost;
                queue.push(Reverse((cost, next)));
                if next / 2 == to.edge && goal.is_none() {
                    best = rest(to, next).map_or(best, |rest| best.min(cost - rest));
                }
            }
        } else {
            for edge in [from.edge * 2, from.edge * 2 + 1] {
                if let Some(cost) = rest(from, edge) {
                    known[edge as usize] = cost;
                    queue.push(Reverse((cost, edge)));
                }
            }
        }
        while let Some(Reverse((cost, edge))) = queue.pop() {
            if cost >= best {
                break;
            }
            if cost > known[edge as usize] {
                continue;
            }
            if goal == Some(graph.head_of(edge)) {
                best = cost;
                break;
            }
            for &next in self.on(streets, edge, profile) {
                let Some(whole) = whole(next) else { continue };
                if next / 2 == to.edge && goal.is_none() {
                    best = rest(to, next).map_or(best, |rest| best.min(cost + whole - rest));
                }
                if cost + whole < known[next as usize] {
                    known[next as usize] = cost + whole;
                    queue.push(Reverse((cost + whole, next)));
                }
            }
        }
        Some(best).filter(|&b| b < NEVER)
    }

    /// What the hierarchy's answer and its path cost.
    pub(super) fn found(
        &self,
        streets: &Streets,
        router: &mut Router,
        searched: Searched<'_>,
        [from, to]: [&Snap; 2],
    ) -> [Option<u32>; 2] {
        let (graph, profile) = (searched.graph, searched.profile);
        let ends = Ends::of(graph, from, to, profile);
        let straight = from.along_to(to, graph, profile).map(|(cost, _)| cost);
        let Some(path) = searched.path(&mut router.scratch, &ends.from, &ends.to) else { return [straight; 2] };
        let begins = from.corner(graph).is_none().then(|| ends.from_by[path.seeds.0]);
        let ends_by = to.corner(graph).is_none().then(|| ends.to_by[path.seeds.1]);
        let edges: Vec<Directed> = begins.into_iter().chain(path.edges.iter().copied()).chain(ends_by).collect();
        let joined = edges.windows(2).all(|w| self.on(streets, w[0], profile).contains(&w[1]));
        let open = edges.iter().all(|&e| graph.weight(e, profile) < NEVER && !streets.closed.contains(&(e / 2)));
        let whole: u32 = path.edges.iter().map(|&e| graph.weight(e, profile)).sum();
        let cost = ends.from[path.seeds.0].1 + whole + ends.to[path.seeds.1].1;
        let or_straight = |cost: u32| Some(straight.map_or(cost, |s| s.min(cost)));
        [or_straight(path.cost), if joined && open { or_straight(cost) } else { None }]
    }
}

impl Streets {
    /// Compares the hierarchy with Dijkstra's search between the nearest streets of each pair of points, WGS 84, and
    /// returns how many pairs have streets.
    ///
    /// # Errors
    /// The first pair they do not agree on to the millisecond.
    pub fn check_against_dijkstra(&self, pairs: &[[Coord<f64>; 2]], profile: Profile) -> Result<usize, Difference> {
        let (rules, mut router, mut checked) = (Rules::of(self), Router::default(), 0);
        let Some(searched) = self.searched(profile) else { return Ok(0) };
        for (pair, points) in pairs.iter().enumerate() {
            let [Some(from), Some(to)] = points.map(|p| self.snap(p, profile, false)) else { continue };
            let dijkstra_ms = rules.dijkstra(self, &from, &to, profile);
            let [found_ms, path_ms] = rules.found(self, &mut router, searched, [&from, &to]);
            if found_ms != dijkstra_ms || path_ms != dijkstra_ms {
                return Err(Difference { pair, dijkstra_ms, found_ms, path_ms });
            }
            checked += 1;
        }
        Ok(checked)
    }
}
