//! The customizable contraction hierarchy over the graph, and searches up its elimination tree.
//!
//! Dibbelt, Strasser, Wagner 2016, *Customizable Contraction Hierarchies*: one order of the nodes for all profiles, one
//! metric for each; a query climbs from both ends towards the root. The crate `cch` orders, builds and customizes.

use cch::{Cch, Metric, bundle::INVALID_ID};
use rustc_hash::FxHashSet;

use super::{
    Profile,
    graph::{Graph, NEVER},
    network::Directed,
    order::order,
};

/// A node where a search begins or ends, and what lies between it and the point meant, in milliseconds.
pub(super) type Seed = (u32, u32);

/// The hierarchy without weights.
pub(super) fn build(graph: &Graph) -> Cch {
    let csr = cch::graph::Graph {
        first_out: graph.first_out.clone(),
        head: graph.head.clone(),
        weight: vec![0; graph.head.len()],
    };
    Cch::build(&csr, &order(graph))
}

/// The metric of a profile; `closed` edges are not used.
pub(super) fn customize(graph: &Graph, cch: &Cch, profile: Profile, closed: &dyn Fn(u32) -> bool) -> Metric {
    cch.customize(&graph.weights(profile, closed))
}

/// Search up the tree from one side: tentative costs by rank, kept between searches and cleared after each.
#[derive(Clone, Debug, Default)]
pub(super) struct Climb {
    /// Cost by rank; [`NEVER`] outside a search.
    pub(super) cost: Vec<u32>,
    /// The arc of the hierarchy a rank was reached by, or a seed's number with [`SEED`].
    by: Vec<u32>,
}

const SEED: u32 = 1 << 31;

impl Climb {
    fn fit(&mut self, nodes: usize) {
        if self.cost.len() != nodes {
            self.cost = vec![NEVER; nodes];
            self.by = vec![0; nodes];
        }
    }

    fn begin(&mut self, cch: &Cch, seeds: &[Seed], front: &mut Front) {
        for (i, &(node, cost)) in seeds.iter().enumerate() {
            let rank = cch.rank[node as usize];
            if cost < self.cost[rank as usize] {
                self.cost[rank as usize] = cost;
                self.by[rank as usize] = SEED | i as u32;
            }
            front.add(rank);
        }
    }

    #[inline]
    fn relax(&mut self, cch: &Cch, weights: &[u32], rank: u32, cost: u32) {
        let (from, to) = (cch.up_first_out[rank as usize] as usize, cch.up_first_out[rank as usize + 1] as usize);
        for (arc, (&up, &weight)) in cch.up_head[from..to].iter().zip(&weights[from..to]).enumerate() {
            let through = cost + weight;
            let known = &mut self.cost[up as usize];
            if through < *known {
                *known = through;
                self.by[up as usize] = (from + arc) as u32;
            }
        }
    }
}

/// The ranks to settle next, lowest first: as many as seeds, fewer as their ways up the tree meet.
#[derive(Clone, Debug, Default)]
pub(super) struct Front(Vec<u32>);

impl Front {
    fn add(&mut self, rank: u32) {
        if !self.0.contains(&rank) {
            self.0.push(rank);
        }
    }

    /// The lowest rank, replaced by its parent.
    fn next(&mut self, cch: &Cch) -> Option<u32> {
        let (i, &rank) = self.0.iter().enumerate().min_by_key(|(_, r)| **r)?;
        let parent = cch.elimination_tree_parent[rank as usize];
        if parent == INVALID_ID || self.0.contains(&parent) {
            self.0.swap_remove(i);
        } else {
            self.0[i] = parent;
        }
        Some(rank)
    }
}

/// What searches need and keep between them.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    pub(super) forward: Climb,
    pub(super) backward: Climb,
    front: Front,
    pub(super) settled: Vec<u32>,
    stack: Vec<(u32, bool)>,
}

/// A cheapest path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path {
    /// Cost with the seeds' own, milliseconds.
    pub(super) cost: u32,
    /// Numbers of the seeds it begins and ends at.
    pub(super) seeds: (usize, usize),
    /// The edges between them, in order.
    pub(super) edges: Vec<Directed>,
}

/// Graph, hierarchy and metric of one profile, to search on.
#[derive(Clone, Copy)]
pub(super) struct Searched<'a> {
    pub(super) graph: &'a Graph,
    pub(super) cch: &'a Cch,
    pub(super) metric: &'a Metric,
    pub(super) profile: Profile,
    pub(super) closed: &'a FxHashSet<u32>,
}

impl Searched<'_> {
    /// Climbs from both sides and returns the lowest cost and the rank where they meet; the climbs are left in `scratch`
    /// for [`Self::path_through`] and cleared by [`Self::clear`].
    pub(super) fn meet(&self, scratch: &mut Scratch, from: &[Seed], to: &[Seed]) -> Option<(u32, u32)> {
        let Scratch { forward, backward, front, settled, .. } = scratch;
        forward.fit(self.cch.node_count());
        backward.fit(self.cch.node_count());
        front.0.clear();
        forward.begin(self.cch, from, front);
        backward.begin(self.cch, to, front);
        settled.clear();
        let mut best = (NEVER, 0);
        while let Some(rank) = front.next(self.cch) {
            settled.push(rank);
            let (there, back) = (forward.cost[rank as usize], backward.cost[rank as usize]);
            if there.saturating_add(back) < best.0 {
                best = (there + back, rank);
            }
            if there < best.0 {
                forward.relax(self.cch, &self.metric.forward, rank, there);
            }
            if back < best.0 {
                backward.relax(self.cch, &self.metric.backward, rank, back);
            }
        }
        (best.0 < NEVER).then_some(best)
    }

    /// Makes the climbs ready for the next search.
    pub(super) fn clear(scratch: &mut Scratch) {
        for &rank in &scratch.settled {
            scratch.forward.cost[rank as usize] = NEVER;
            scratch.backward.cost[rank as usize] = NEVER;
        }
    }

    /// The cheapest path.
    pub(super) fn path(&self, scratch: &mut Scratch, from: &[Seed], to: &[Seed]) -> Option<Path> {
        let met = self.meet(scratch, from, to);
        let path = met.map(|(cost, rank)| self.path_through(scratch, cost, rank));
        Self::clear(scratch);
        path
    }

    /// Cost of the cheapest path.
    pub(super) fn cost(&self, scratch: &mut Scratch, from: &[Seed], to: &[Seed]) -> Option<u32> {
        let met = self.meet(scratch, from, to);
        Self::clear(scratch);
        met.map(|m| m.0)
    }

    /// The path by way of a rank both climbs have reached.
    pub(super) fn path_through(&self, scratch: &mut Scratch, cost: u32, rank: u32) -> Path {
        let Scratch { forward, backward, stack, .. } = scratch;
        let mut edges = Vec::new();
        let mut ups = Vec::new();
        let mut at = rank;
        let mut by = forward.by[at as usize];
        while by & SEED == 0 {
            ups.push(by);
            at = self.cch.up_tail[by as usize];
            by = forward.by[at as usize];
        }
        let first = (by & !SEED) as usize;
        for &arc in ups.iter().rev() {
            self.unpack(stack, (arc, true), &mut edges);
        }
        at = rank;
        by = backward.by[at as usize];
        while by & SEED == 0 {
            self.unpack(stack, (by, false), &mut edges);
            at = self.cch.up_tail[by as usize];
            by = backward.by[at as usize];
        }
        Path { cost, seeds: (first, (by & !SEED) as usize), edges }
    }

    /// Appends the edges of an arc of the hierarchy, used upwards or downwards.
    fn unpack(&self, stack: &mut Vec<(u32, bool)>, arc: (u32, bool), edges: &mut Vec<Directed>) {
        stack.push(arc);
        while let Some((arc, up)) = stack.pop() {
            if let Some(edge) = self.original(arc, up) {
                edges.push(edge);
            } else if let Some((below_tail, below_head)) = self.triangle(arc, up) {
                // Up: tail, down to the node below, up to head. Down: the same from head to tail.
                let (first, then) = if up { (below_tail, below_head) } else { (below_head, below_tail) };
                stack.push((then, true));
                stack.push((first, false));
            }
        }
    }

    fn weight(&self, arc: u32, up: bool) -> u32 {
        if up { self.metric.forward[arc as usize] } else { self.metric.backward[arc as usize] }
    }

    /// The edge an arc of the hierarchy stands for, if it is no shortcut.
    fn original(&self, arc: u32, up: bool) -> Option<Directed> {
        let (cch, i) = (self.cch, arc as usize);
        let (one, first_extra, extra) = if up {
            (
                cch.forward_input_arc_of_cch[i],
                &cch.first_extra_forward_input_arc_of_cch,
                &cch.extra_forward_input_arc_of_cch,
            )
        } else {
            (
                cch.backward_input_arc_of_cch[i],
                &cch.first_extra_backward_input_arc_of_cch,
                &cch.extra_backward_input_arc_of_cch,
            )
        };
        if one == INVALID_ID {
            return None;
        }
        let weight = self.weight(arc, up);
        let bit = 1 << self.profile as u8;
        let more = &extra[first_extra[i] as usize..first_extra[i + 1] as usize];
        std::iter::once(&one).chain(more).map(|&input| input as usize).find_map(|input| {
            let edge = self.graph.arc_edge[input];
            let fits = self.graph.arc_profiles[input] & bit != 0
                && self.graph.weight(edge, self.profile) == weight
                && !self.closed.contains(&(edge / 2));
            fits.then_some(edge)
        })
    }

    /// The two arcs below a shortcut: from the node below to its tail, and to its head.
    fn triangle(&self, arc: u32, up: bool) -> Option<(u32, u32)> {
        let cch = self.cch;
        let below = |rank: u32| {
            let span = cch.down_first_out[rank as usize] as usize..cch.down_first_out[rank as usize + 1] as usize;
            (&cch.down_head[span.clone()], &cch.down_to_up[span])
        };
        let (tails, tail_arcs) = below(cch.up_tail[arc as usize]);
        let (heads, head_arcs) = below(cch.up_head[arc as usize]);
        let weight = self.weight(arc, up);
        let (mut i, mut j) = (0, 0);
        while i < tails.len() && j < heads.len() {
            match tails[i].cmp(&heads[j]) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    let (a, b) = (tail_arcs[i], head_arcs[j]);
                    if self.weight(a, !up).saturating_add(self.weight(b, up)) == weight {
                        return Some((a, b));
                    }
                    i += 1;
                    j += 1;
                }
            }
        }
        None
    }

    /// Costs from the seeds up to every rank they reach: appended as rank and cost.
    pub(super) fn reached(&self, scratch: &mut Scratch, seeds: &[Seed], up: bool, out: &mut Vec<(u32, u32)>) {
        let Scratch { forward, front, settled, backward, .. } = scratch;
        forward.fit(self.cch.node_count());
        backward.fit(self.cch.node_count());
        front.0.clear();
        forward.begin(self.cch, seeds, front);
        settled.clear();
        let weights = if up { &self.metric.forward } else { &self.metric.backward };
        while let Some(rank) = front.next(self.cch) {
            let cost = std::mem::replace(&mut forward.cost[rank as usize], NEVER);
            if cost < NEVER {
                out.push((rank, cost));
                forward.relax(self.cch, weights, rank, cost);
            }
        }
    }
}
