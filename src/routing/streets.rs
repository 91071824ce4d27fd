//! Streets that can be routed on: network, hierarchy, one metric for each profile, and an index of the edges.

use cch::{Cch, Metric};
use geo::Coord;
use rustc_hash::FxHashSet;

use super::{
    Profile,
    graph::{Graph, NEVER},
    hierarchy::{self, Searched},
    islands::mainland,
    network::{Network, Xy, degrees, network},
    osm::OsmData,
    snap::{self, Snap},
};

/// What a streets file was made from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// Name of the extract.
    pub source: String,
    /// Smallest and largest longitude and latitude of its streets, WGS 84: west, south, east, north.
    pub bounds: [f64; 4],
    /// Turn restrictions heeded, and those whose members are missing or whose meaning is not known.
    pub turns: [u32; 2],
}

/// The streets of one extract, ready to route on.
#[derive(Clone, Debug)]
pub struct Streets {
    /// What they were made from.
    pub about: About,
    pub(super) graph: Graph,
    pub(super) cch: Cch,
    pub(super) metrics: [Option<Metric>; 4],
    pub(super) boxes: Vec<u8>,
    /// For each edge the profiles, as bits, for which it lies on the largest part where all can reach all.
    pub(super) mainland: Vec<u8>,
    pub(super) closed: FxHashSet<u32>,
}

/// A stage of building; each is about as long as the others.
pub const STAGES: usize = 4;

impl Streets {
    /// Builds streets for all profiles. `stage` is told how many of [`STAGES`] are done, and stops the work by answering
    /// false.
    #[must_use]
    pub fn build(data: &OsmData, source: &str, stage: &mut dyn FnMut(usize) -> bool) -> Option<Self> {
        let network = network(data);
        stage(1).then_some(())?;
        Self::of(network, source, stage)
    }

    pub(super) fn of(network: Network, source: &str, stage: &mut dyn FnMut(usize) -> bool) -> Option<Self> {
        let about = About { source: source.to_owned(), bounds: bounds(&network.nodes), turns: network.restrictions };
        let graph = Graph::new(network);
        let cch = hierarchy::build(&graph);
        stage(2).then_some(())?;
        let metrics = Profile::ALL.map(|p| Some(hierarchy::customize(&graph, &cch, p, &|_| false)));
        stage(3).then_some(())?;
        let boxes = snap::boxes(&graph);
        let mainland = mainland(&graph);
        stage(4).then_some(())?;
        Some(Self { about, graph, cch, metrics, boxes, mainland, closed: FxHashSet::default() })
    }

    /// Whether nothing can be travelled on.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.graph.edges.is_empty()
    }

    /// Numbers of junctions and edges.
    #[must_use]
    pub fn size(&self) -> [usize; 2] {
        [self.graph.nodes.len() - self.graph.arrivals.len(), self.graph.edges.len()]
    }

    /// Kilometres of street a profile may use in one direction at least.
    #[must_use]
    pub fn usable_km(&self, profile: Profile) -> f64 {
        let edges = (0..self.graph.edges.len() as u32).filter(|&e| self.allows(e, profile));
        edges.map(|e| self.graph.length_m(e * 2)).sum::<f64>() / 1000.0
    }

    /// Closes these edges to everyone, instead of those closed before, and weighs the profiles anew.
    pub fn close(&mut self, closed: FxHashSet<u32>) {
        if closed == self.closed {
            return;
        }
        self.closed = closed;
        let customizer = self.cch.customizer();
        for profile in Profile::ALL {
            if let Some(metric) = &mut self.metrics[profile as usize] {
                customizer.customize_into(&self.graph.weights(profile, &|e| self.closed.contains(&e)), metric);
            }
        }
    }

    pub(super) fn searched(&self, profile: Profile) -> Option<Searched<'_>> {
        let metric = self.metrics[profile as usize].as_ref()?;
        Some(Searched { graph: &self.graph, cch: &self.cch, metric, profile, closed: &self.closed })
    }

    pub(super) fn allows(&self, edge: u32, profile: Profile) -> bool {
        !self.closed.contains(&edge) && [0, 1].iter().any(|side| self.graph.weight(edge * 2 + side, profile) < NEVER)
    }

    /// The nearest edge a profile may use; on the mainland only, when asked.
    pub(super) fn snap(&self, point: Coord<f64>, profile: Profile, on_mainland: bool) -> Option<Snap> {
        let bit = 1 << profile as u8;
        let usable =
            |edge: u32| self.allows(edge, profile) && (!on_mainland || self.mainland[edge as usize] & bit != 0);
        snap::nearest(&self.graph, &self.boxes, point, &usable)
    }

    /// The highest speed anywhere, m/s.
    pub(super) fn fastest_m_s(&self, profile: Profile) -> f64 {
        let speeds = self.graph.classes.iter().flat_map(|c| c.rule.speed[profile as usize]);
        f64::from(speeds.max().unwrap_or(1).max(1)) / 100.0
    }

    /// The edge nearest to a point, for [`Self::close`].
    #[must_use]
    pub fn edge_at(&self, point: Coord<f64>) -> Option<u32> {
        snap::nearest(&self.graph, &self.boxes, point, &|_| true).map(|s| s.edge)
    }

    /// Whether a point lies within the extract, or within 20 km of it.
    #[must_use]
    pub fn covers(&self, point: Coord<f64>) -> bool {
        let [west, south, east, north] = self.about.bounds;
        let (dx, dy) = (0.2 / point.y.to_radians().cos().max(0.05), 0.18);
        (west - dx..=east + dx).contains(&point.x) && (south - dy..=north + dy).contains(&point.y)
    }
}

fn bounds(nodes: &[Xy]) -> [f64; 4] {
    let Some(&[x, y]) = nodes.first() else { return [0.0; 4] };
    let [x0, y0, x1, y1] =
        nodes.iter().fold([x, y, x, y], |b, n| [b[0].min(n[0]), b[1].min(n[1]), b[2].max(n[0]), b[3].max(n[1])]);
    let (low, high) = (degrees([x0, y0]), degrees([x1, y1]));
    [low.x, low.y, high.x, high.y]
}
