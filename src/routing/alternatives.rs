//! Other good ways between two points: paths by way of a node both climbs have reached.
//!
//! After Abraham, Delling, Goldberg, Werneck 2013, *Alternative Routes in Road Networks*: not much longer than the best,
//! not much shared with those already chosen, and locally the best.

use rustc_hash::FxHashSet;

use super::{
    hierarchy::{Path, Scratch, Searched, Seed},
    leg::Ends,
};

/// Ways beside the best.
const MOST: usize = 2;
/// At most a quarter longer,
const STRETCH: f64 = 1.25;
/// at most seven tenths shared with a way already chosen,
const SHARED: f64 = 0.7;
/// and the best way over a quarter of the whole around the node it was found by.
const LOCAL: f64 = 0.25;
/// Nodes tried.
const TRIED: usize = 100;

/// The best path first, then up to two others.
pub(super) fn paths(searched: Searched<'_>, scratch: &mut Scratch, spare: &mut Scratch, ends: &Ends) -> Vec<Path> {
    let Some((best, rank)) = searched.meet(scratch, &ends.from, &ends.to) else {
        Searched::clear(scratch);
        return Vec::new();
    };
    let mut chosen = vec![searched.path_through(scratch, best, rank)];
    let limit = (f64::from(best) * STRETCH) as u32;
    let (forward, backward) = (&scratch.forward.cost, &scratch.backward.cost);
    let mut by: Vec<(u32, u32)> = scratch
        .settled
        .iter()
        .map(|&r| (forward[r as usize].saturating_add(backward[r as usize]), r))
        .filter(|&(cost, _)| cost <= limit)
        .collect();
    by.sort_unstable();
    by.dedup();
    for (cost, rank) in by.into_iter().skip(1).take(TRIED) {
        let path = searched.path_through(scratch, cost, rank);
        if chosen.iter().all(|c| shared(searched, ends, c, &path) <= SHARED * f64::from(best))
            && is_locally_best(searched, spare, ends, &path, rank, f64::from(best) * LOCAL)
        {
            chosen.push(path);
            if chosen.len() > MOST {
                break;
            }
        }
    }
    Searched::clear(scratch);
    chosen
}

/// Milliseconds two paths have in common.
fn shared(searched: Searched<'_>, ends: &Ends, a: &Path, b: &Path) -> f64 {
    let first: FxHashSet<u32> = a.edges.iter().copied().collect();
    let both = b.edges.iter().filter(|e| first.contains(e));
    let between: f64 = both.map(|&e| f64::from(searched.graph.weight(e, searched.profile))).sum();
    let end = |by: &[u32], seeds: &[Seed], i: usize, j: usize| if by[i] == by[j] { f64::from(seeds[i].1) } else { 0.0 };
    between + end(&ends.from_by, &ends.from, a.seeds.0, b.seeds.0) + end(&ends.to_by, &ends.to, a.seeds.1, b.seeds.1)
}

/// Whether the stretch of `reach_ms` before and after the node is itself a cheapest path, and no edge comes twice.
fn is_locally_best(
    searched: Searched<'_>,
    spare: &mut Scratch,
    ends: &Ends,
    path: &Path,
    rank: u32,
    reach_ms: f64,
) -> bool {
    let mut seen = FxHashSet::default();
    let outer = [ends.from_by[path.seeds.0], ends.to_by[path.seeds.1]];
    if !path.edges.iter().chain(&outer).all(|e| seen.insert(e / 2)) {
        return false;
    }
    let (graph, profile) = (searched.graph, searched.profile);
    let node = searched.cch.order[rank as usize];
    let Some(via) = path.edges.iter().position(|&e| graph.arrival(e, profile) == node) else { return false };
    let weight = |e: u32| f64::from(graph.weight(e, profile));
    let (mut first, mut before) = (via, weight(path.edges[via]));
    while first > 0 && before < reach_ms {
        first -= 1;
        before += weight(path.edges[first]);
    }
    let (mut last, mut after) = (via, 0.0);
    while last + 1 < path.edges.len() && after < reach_ms {
        last += 1;
        after += weight(path.edges[last]);
    }
    // From the end of the first edge: it fixes the node one stands at.
    let from = graph.arrival(path.edges[first], profile);
    let to = graph.arrival(path.edges[last], profile);
    let along: f64 = path.edges[first + 1..=last].iter().map(|&e| weight(e)).sum();
    searched.cost(spare, &[(from, 0)], &[(to, 0)]).is_some_and(|best| f64::from(best) + 0.5 >= along)
}
