//! The network as a directed graph for a hierarchy: a junction where a turn is not free is doubled for those who arrive
//! by that edge, so that paths through nodes heed turns.

use super::{
    Profile,
    network::{Class, Directed, Edge, Network, Xy, degrees},
    turns::TurnRule,
};

/// Weight of what cannot be used; the hierarchy's own.
pub(super) const NEVER: u32 = cch::INF_WEIGHT;

/// All profiles, as bits.
const ALL: u8 = 0b1111;

/// A node that one arrives at, or sets out from, by an edge instead of its junction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(super) struct Double {
    /// The edge and direction.
    pub(super) edge: Directed,
    /// The node.
    pub(super) node: u32,
    /// The profiles it is so for, as bits.
    pub(super) profiles: u32,
}

/// The graph. Weights are milliseconds; see [`Graph::weight`].
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Graph {
    /// Positions of junctions and their doubles.
    pub(super) nodes: Vec<Xy>,
    /// The edges; their ends are junctions.
    pub(super) edges: Vec<Edge>,
    /// Where the inner points of each edge begin; one more than edges.
    pub(super) first_point: Vec<u32>,
    /// Points of the edges between their ends.
    pub(super) points: Vec<Xy>,
    /// What edges have in common.
    pub(super) classes: Vec<Class>,
    /// Names of streets; number 0 is empty.
    pub(super) names: Vec<String>,
    /// Where the arcs out of each node begin; one more than nodes.
    pub(super) first_out: Vec<u32>,
    /// The node each arc leads to.
    pub(super) head: Vec<u32>,
    /// The edge each arc runs on.
    pub(super) arc_edge: Vec<Directed>,
    /// The profiles each arc is for, as bits.
    pub(super) arc_profiles: Vec<u8>,
    /// Where one arrives by an edge, other than its junction; by edge.
    pub(super) arrivals: Vec<Double>,
    /// Where else one may be to go on by an edge; by edge.
    pub(super) departures: Vec<Double>,
    /// Junction, double and the profiles it is for; by junction. Made from the arrivals.
    pub(super) doubles_at: Vec<(u32, u32, u32)>,
}

impl Graph {
    /// Doubles the junctions of the rules and lays the arcs.
    #[must_use]
    pub(super) fn new(network: Network) -> Self {
        let Network { mut nodes, edges, first_point, points, classes, names, turns, .. } = network;
        let (mut arrivals, mut departures) = (Vec::new(), Vec::new());
        for TurnRule { from, profiles, allowed } in &turns {
            let node = nodes.len() as u32;
            let junction = edges[(from / 2) as usize].ends[1 - (from & 1) as usize];
            nodes.push(nodes[junction as usize]);
            let profiles = u32::from(*profiles);
            arrivals.push(Double { edge: *from, node, profiles });
            departures.extend(allowed.iter().map(|&edge| Double { edge, node, profiles }));
        }
        arrivals.sort_unstable_by_key(|d| (d.edge, d.node));
        departures.sort_unstable_by_key(|d| (d.edge, d.node));
        let mut graph =
            Self { nodes, edges, first_point, points, classes, names, arrivals, departures, ..Self::default() };
        graph.lay_arcs();
        graph.list_doubles();
        graph
    }

    fn lay_arcs(&mut self) {
        let mut arcs: Vec<(u32, u32, Directed, u8)> = Vec::with_capacity(self.edges.len() * 2);
        for edge in 0..self.edges.len() as u32 * 2 {
            let usable = self.usable(edge);
            if usable == 0 {
                continue;
            }
            let doubles = doubles(&self.arrivals, edge);
            let rest = doubles.iter().fold(ALL, |rest, d| rest & !(d.profiles as u8));
            for (tail, from) in self.departures_of(edge) {
                for (head, to) in doubles.iter().map(|d| (d.node, d.profiles as u8)).chain([(self.head_of(edge), rest)])
                {
                    let profiles = usable & from & to;
                    if profiles != 0 {
                        arcs.push((tail, head, edge, profiles));
                    }
                }
            }
        }
        arcs.sort_unstable();
        self.first_out = vec![0; self.nodes.len() + 1];
        for arc in &arcs {
            self.first_out[arc.0 as usize + 1] += 1;
        }
        for i in 1..self.first_out.len() {
            self.first_out[i] += self.first_out[i - 1];
        }
        self.head = arcs.iter().map(|a| a.1).collect();
        self.arc_edge = arcs.iter().map(|a| a.2).collect();
        self.arc_profiles = arcs.iter().map(|a| a.3).collect();
    }

    /// The profiles that may use an edge in a direction, as bits.
    pub(super) fn usable(&self, edge: Directed) -> u8 {
        let speed = &self.class(edge).rule.speed;
        (0..4).fold(0, |bits, p| bits | u8::from(speed[p][(edge & 1) as usize] > 0) << p)
    }

    pub(super) fn class(&self, edge: Directed) -> &Class {
        &self.classes[self.edges[(edge / 2) as usize].class as usize]
    }

    /// The junction an edge begins at.
    pub(super) fn tail_of(&self, edge: Directed) -> u32 {
        self.edges[(edge / 2) as usize].ends[(edge & 1) as usize]
    }

    /// The junction an edge ends at.
    pub(super) fn head_of(&self, edge: Directed) -> u32 {
        self.edges[(edge / 2) as usize].ends[1 - (edge & 1) as usize]
    }

    /// The nodes from which one may set out on an edge, each with the profiles it is so for.
    pub(super) fn departures_of(&self, edge: Directed) -> impl Iterator<Item = (u32, u8)> {
        let doubles = doubles(&self.departures, edge).iter().map(|d| (d.node, d.profiles as u8));
        doubles.chain([(self.tail_of(edge), ALL)])
    }

    /// The node one arrives at by an edge.
    pub(super) fn arrival(&self, edge: Directed, profile: Profile) -> u32 {
        let bit = 1 << profile as u32;
        let double = doubles(&self.arrivals, edge).iter().find(|d| d.profiles & bit != 0);
        double.map_or_else(|| self.head_of(edge), |d| d.node)
    }

    /// The nodes one may stand at in a junction, whichever edge one has come by.
    pub(super) fn standing_at(&self, junction: u32, profile: Profile) -> impl Iterator<Item = u32> {
        let bit = 1 << profile as u32;
        let from = self.doubles_at.partition_point(|d| d.0 < junction);
        let here = self.doubles_at[from..].iter().take_while(move |d| d.0 == junction);
        here.filter(move |d| d.2 & bit != 0).map(|d| d.1).chain([junction])
    }

    /// Finds the doubles of each junction.
    pub(super) fn list_doubles(&mut self) {
        self.doubles_at = self.arrivals.iter().map(|d| (self.head_of(d.edge), d.node, d.profiles)).collect();
        self.doubles_at.sort_unstable();
    }

    /// Milliseconds along a whole edge; [`NEVER`] where the profile may not go.
    pub(super) fn weight(&self, edge: Directed, profile: Profile) -> u32 {
        let class = self.class(edge);
        let speed = class.rule.speed[profile as usize][(edge & 1) as usize];
        if speed == 0 {
            return NEVER;
        }
        let ms = u64::from(self.edges[(edge / 2) as usize].length_cm) * 1000 / u64::from(speed)
            + u64::from(class.delay_s[(edge & 1) as usize]) * 1000;
        ms.clamp(1, u64::from(NEVER) / 4) as u32
    }

    /// Weights of all arcs.
    pub(super) fn weights(&self, profile: Profile, closed: &dyn Fn(u32) -> bool) -> Vec<u32> {
        let bit = 1 << profile as u8;
        let arcs = self.arc_edge.iter().zip(&self.arc_profiles);
        arcs.map(
            |(&edge, &profiles)| {
                if profiles & bit == 0 || closed(edge / 2) { NEVER } else { self.weight(edge, profile) }
            },
        )
        .collect()
    }

    /// The arcs out of a node.
    pub(super) fn arcs_out(&self, node: u32) -> std::ops::Range<usize> {
        self.first_out[node as usize] as usize..self.first_out[node as usize + 1] as usize
    }

    /// Points of an edge from end to end in the direction asked, as degrees.
    pub(super) fn line(&self, edge: Directed) -> impl Iterator<Item = geo::Coord<f64>> + '_ {
        let i = (edge / 2) as usize;
        let inner = &self.points[self.first_point[i] as usize..self.first_point[i + 1] as usize];
        let back = edge & 1 == 1;
        let count = inner.len();
        let ends = [self.tail_of(edge), self.head_of(edge)].map(|n| self.nodes[n as usize]);
        (0..count + 2).map(move |k| {
            degrees(match k {
                0 => ends[0],
                k if k == count + 1 => ends[1],
                k if back => inner[count - k],
                k => inner[k - 1],
            })
        })
    }

    /// Length of an edge, metres.
    pub(super) fn length_m(&self, edge: Directed) -> f64 {
        f64::from(self.edges[(edge / 2) as usize].length_cm) / 100.0
    }
}

fn doubles(sorted: &[Double], edge: Directed) -> &[Double] {
    let from = sorted.partition_point(|d| d.edge < edge);
    let count = sorted[from..].iter().take_while(|d| d.edge == edge).count();
    &sorted[from..from + count]
}
