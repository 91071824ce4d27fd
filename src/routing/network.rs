//! The streets as edges between junctions, from OpenStreetMap's ways: split where ways meet, squares crossed.

use geo::{
    Contains, Coord, Line, LineString, Polygon,
    line_intersection::{LineIntersection, line_intersection},
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    access::{Rule, node_blocks, way_rule},
    osm::{MemberKind, OsmData, OsmWay, Tags},
    turns::{TurnRule, turn_rules},
};
use crate::spatial::haversine_m;

/// Position in units of 10⁻⁷ degree, longitude first.
pub(super) type Xy = [i32; 2];

/// A stretch of street between two junctions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(super) struct Edge {
    /// The junctions at its beginning and end.
    pub ends: [u32; 2],
    /// Number of its [`Class`].
    pub class: u32,
    /// Length along it, cm.
    pub length_cm: u32,
}

/// An edge and the direction it is used in: twice the edge's number, plus one against it.
pub(super) type Directed = u32;

/// What many edges have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Class {
    /// Who may use it and how fast.
    pub rule: Rule,
    /// Number of its name among the names.
    pub name: u32,
    /// Steps of a flight of steps as counted on the map; of an edge its share.
    pub step_count: u16,
    /// Seconds lost at traffic signals on the way along it and against it.
    pub delay_s: [u8; 2],
}

/// The street network.
#[derive(Clone, Debug, Default)]
pub(super) struct Network {
    /// The junctions.
    pub nodes: Vec<Xy>,
    /// The edges.
    pub edges: Vec<Edge>,
    /// Where the inner points of each edge begin in `points`; one more than edges.
    pub first_point: Vec<u32>,
    /// The points of the edges between their ends.
    pub points: Vec<Xy>,
    /// What edges have in common.
    pub classes: Vec<Class>,
    /// Names of streets; number 0 is empty.
    pub names: Vec<String>,
    /// Turns that are not free.
    pub turns: Vec<TurnRule>,
    /// Turn restrictions read, and those whose members are missing or whose meaning is not known.
    pub restrictions: [u32; 2],
}

/// Degrees of a position.
#[must_use]
pub(super) fn degrees([x, y]: Xy) -> Coord<f64> {
    Coord { x: f64::from(x) / 1e7, y: f64::from(y) / 1e7 }
}

/// Mean loss at a traffic signal, seconds; OSRM's value for all its profiles.
const SIGNAL_S: u8 = 2;
const NONE: u32 = u32::MAX;
/// Squares with more ways in are crossed only along their edge.
const MOST_ENTRIES: usize = 24;

/// A way that can be used, with the positions of its nodes; [`NONE`] where the extract lacks one.
struct Usable {
    id: i64,
    nodes: (u32, u32),
    class: Class,
    square: bool,
    /// Positions of the nodes of what lies in a square and is none.
    holes: Vec<(u32, u32)>,
}

/// Makes the network of an extract.
#[must_use]
pub(super) fn network(data: &OsmData) -> Network {
    let mut builder = Builder {
        data,
        net: Network { names: vec![String::new()], first_point: vec![0], ..Network::default() },
        used: vec![0; data.node_ids.len()],
        signals: signals(data),
        junction: FxHashMap::default(),
        classes: FxHashMap::default(),
        names: FxHashMap::default(),
        positions: Vec::new(),
    };
    let ways = builder.usable_ways();
    let blocks = builder.blocks();
    let wanted: FxHashSet<i64> = super::turns::ways_of_restrictions(data);
    let mut edges_of: FxHashMap<i64, (u32, u32)> = FxHashMap::default();
    for way in &ways {
        let from = builder.net.edges.len() as u32;
        builder.split(way);
        if wanted.contains(&way.id) {
            edges_of.insert(way.id, (from, builder.net.edges.len() as u32));
        }
    }
    for way in ways.iter().filter(|w| w.square) {
        builder.cross(way);
    }
    let Builder { mut net, junction, .. } = builder;
    let blocked = blocks.into_iter().filter_map(|(node, bits)| Some((*junction.get(&node)?, bits)));
    let blocked: Vec<(u32, u8)> = blocked.collect();
    let via = |id: i64| data.node(id).and_then(|n| junction.get(&(n as u32)).copied());
    (net.turns, net.restrictions) = turn_rules(data, &net, &edges_of, &via, &blocked);
    net
}

struct Builder<'a> {
    data: &'a OsmData,
    net: Network,
    /// How often ways pass each node; an end counts twice, so that 2 and more make a junction.
    used: Vec<u8>,
    /// Positions of traffic signals.
    signals: FxHashSet<u32>,
    /// Junction of a node's position.
    junction: FxHashMap<u32, u32>,
    classes: FxHashMap<Class, u32>,
    names: FxHashMap<&'a str, u32>,
    positions: Vec<u32>,
}

impl<'a> Builder<'a> {
    fn usable_ways(&mut self) -> Vec<Usable> {
        let data = self.data;
        let mut ways: Vec<Usable> = data.ways.iter().filter_map(|way| self.usable(way, data.tags(way.tags))).collect();
        // Squares drawn as relations: their outlines are walked on like a square's own.
        for relation in &data.relations {
            let tags = data.tags(relation.tags);
            if !(tags.is("type", "multipolygon") && is_square(tags)) {
                continue;
            }
            let (mut outlines, mut holes) = (Vec::new(), Vec::new());
            for member in data.members(relation).iter().filter(|m| m.kind == MemberKind::Way) {
                let outline = data.way(member.id).filter(|w| data.tags(w.tags).get("highway").is_none());
                let Some(way) = outline.and_then(|way| self.usable(way, tags)) else { continue };
                if data.texts.text(member.role) == "inner" {
                    holes.push(way.nodes);
                    outlines.push(Usable { square: false, ..way });
                } else {
                    outlines.push(way);
                }
            }
            ways.extend(outlines.into_iter().map(|way| Usable { holes: holes.clone(), ..way }));
        }
        ways
    }

    fn usable(&mut self, way: &OsmWay, tags: Tags<'a>) -> Option<Usable> {
        if tags.is_empty() {
            return None;
        }
        // Most ways are buildings: they go no further than this.
        let mut rule = way_rule(tags, 1.0)?;
        if rule.is_closed() {
            return None;
        }
        let from = self.positions.len() as u32;
        let mut last = usize::MAX;
        for &id in self.data.refs(way) {
            // Neighbours in a way are often neighbours in the table.
            let near = last.wrapping_add(1);
            let found = if self.data.node_ids.get(near) == Some(&id) { Some(near) } else { self.data.node(id) };
            self.positions.push(found.map_or(NONE, |i| i as u32));
            last = found.unwrap_or(usize::MAX);
        }
        let to = self.positions.len() as u32;
        let nodes = self.positions[from as usize..to as usize].to_vec();
        let used = &mut self.used;
        let mut pass = |node: u32| {
            if let Some(count) = used.get_mut(node as usize) {
                *count = count.saturating_add(1);
            }
        };
        nodes.iter().copied().for_each(&mut pass);
        [nodes.first(), nodes.last()].into_iter().flatten().copied().for_each(&mut pass);
        for gap in nodes.windows(2).filter(|w| (w[0] == NONE) != (w[1] == NONE)) {
            gap.iter().copied().for_each(&mut pass);
        }
        if tags.is("route", "ferry") {
            rule = way_rule(tags, self.length_m(&nodes))?;
        }
        let name = tags.get("name").or_else(|| tags.get("ref")).unwrap_or_default();
        let name = self.name(name);
        let step_count = tags.get("step_count").and_then(|n| n.parse().ok()).unwrap_or(0);
        let square = is_square(tags) && nodes.first() == nodes.last() && nodes.len() > 3;
        Some(Usable {
            id: way.id,
            nodes: (from, to),
            class: Class { rule, name, step_count, delay_s: [0; 2] },
            square,
            holes: Vec::new(),
        })
    }

    fn name(&mut self, name: &'a str) -> u32 {
        if name.is_empty() {
            return 0;
        }
        *self.names.entry(name).or_insert_with(|| {
            // A file has one name a line.
            self.net.names.push(name.replace('\n', " "));
            self.net.names.len() as u32 - 1
        })
    }

    fn length_m(&self, nodes: &[u32]) -> f64 {
        let at = |n: u32| self.data.node_xy.get(n as usize).map(|&xy| degrees(xy));
        nodes.windows(2).filter_map(|w| Some(haversine_m(at(w[0])?, at(w[1])?))).sum()
    }

    /// The nodes some profile cannot pass; they become junctions.
    fn blocks(&mut self) -> Vec<(u32, u8)> {
        let mut blocks = Vec::new();
        for &(node, tags) in &self.data.tagged_nodes {
            if self.used.get(node as usize).is_some_and(|&n| n > 0) {
                let bits = node_blocks(self.data.tags(tags));
                if bits != 0 {
                    self.used[node as usize] = self.used[node as usize].max(2);
                    blocks.push((node, bits));
                }
            }
        }
        blocks
    }

    fn junction_of(&mut self, node: u32) -> u32 {
        let (net, data) = (&mut self.net, self.data);
        *self.junction.entry(node).or_insert_with(|| {
            net.nodes.push(data.node_xy[node as usize]);
            net.nodes.len() as u32 - 1
        })
    }

    /// Cuts a way at its junctions.
    fn split(&mut self, way: &Usable) {
        let nodes = self.positions[way.nodes.0 as usize..way.nodes.1 as usize].to_vec();
        let whole_m = if way.class.step_count > 0 { self.length_m(&nodes) } else { 0.0 };
        for run in nodes.split(|&n| n == NONE) {
            let mut from = 0;
            for i in 1..run.len() {
                if self.used[run[i] as usize] >= 2 {
                    self.edge(&run[from..=i], way.class, whole_m);
                    from = i;
                }
            }
        }
    }

    fn edge(&mut self, nodes: &[u32], mut class: Class, whole_m: f64) {
        let (Some(&first), Some(&last)) = (nodes.first(), nodes.last()) else { return };
        let length_m = self.length_m(nodes);
        if whole_m > 0.0 {
            class.step_count = (f64::from(class.step_count) * length_m / whole_m).round() as u16;
        }
        if !self.signals.is_empty() {
            // A signal at an end is passed by those who arrive there.
            let lit =
                |nodes: &[u32]| nodes.iter().filter(|n| self.signals.contains(n)).count().min(100) as u8 * SIGNAL_S;
            class.delay_s = [lit(&nodes[1..]), lit(&nodes[..nodes.len() - 1])];
        }
        let ends = [self.junction_of(first), self.junction_of(last)];
        let inner = nodes[1..nodes.len() - 1].iter().map(|&n| self.data.node_xy[n as usize]);
        self.net.points.extend(inner);
        self.net.first_point.push(self.net.points.len() as u32);
        let known = self.net.classes.len() as u32;
        let number = *self.classes.entry(class).or_insert(known);
        if number == known {
            self.net.classes.push(class);
        }
        let centimetres = (length_m * 100.0).round().clamp(1.0, 1e9) as u32;
        self.net.edges.push(Edge { ends, class: number, length_cm: centimetres });
    }

    /// Joins the ways into a square across it, wherever one is seen from the other.
    fn cross(&mut self, way: &Usable) {
        let nodes = self.positions[way.nodes.0 as usize..way.nodes.1 as usize].to_vec();
        let within = |&(from, to): &(u32, u32)| &self.positions[from as usize..to as usize];
        if nodes.contains(&NONE) || way.holes.iter().any(|hole| within(hole).contains(&NONE)) {
            return;
        }
        let at = |n: u32| degrees(self.data.node_xy[n as usize]);
        let ring = |nodes: &[u32]| LineString::new(nodes.iter().map(|&n| at(n)).collect());
        let square = Polygon::new(ring(&nodes), way.holes.iter().map(|hole| ring(within(hole))).collect());
        // The ring's own end passes its node four times.
        let own = |i: usize| if i == 0 { 4 } else { 1 };
        let entries: Vec<u32> =
            (0..nodes.len() - 1).filter(|&i| self.used[nodes[i] as usize] > own(i)).map(|i| nodes[i]).collect();
        if entries.len() > MOST_ENTRIES {
            return;
        }
        for (i, &a) in entries.iter().enumerate() {
            for &b in &entries[i + 1..] {
                if a != b && is_seen(&square, Line::new(at(a), at(b))) {
                    self.edge(&[a, b], way.class, 0.0);
                }
            }
        }
    }
}

/// Whether a line between two corners of a square runs inside it: between all points where it meets the outline.
fn is_seen(square: &Polygon<f64>, line: Line<f64>) -> bool {
    let d = line.delta();
    let share =
        |c: Coord<f64>| if d.x.abs() > d.y.abs() { (c.x - line.start.x) / d.x } else { (c.y - line.start.y) / d.y };
    let mut met = vec![0.0, 1.0];
    for side in square.exterior().lines().chain(square.interiors().iter().flat_map(LineString::lines)) {
        match line_intersection(side, line) {
            Some(LineIntersection::SinglePoint { intersection, .. }) => met.push(share(intersection)),
            Some(LineIntersection::Collinear { intersection }) => {
                met.extend([intersection.start, intersection.end].map(share));
            }
            None => {}
        }
    }
    met.sort_unstable_by(f64::total_cmp);
    let apart = met.windows(2).filter(|m| m[1] - m[0] > 1e-6);
    apart.map(|m| line.start + d * m[0].midpoint(m[1])).all(|middle| square.contains(&middle))
}

fn signals(data: &OsmData) -> FxHashSet<u32> {
    let lit = data.tagged_nodes.iter().filter(|(_, tags)| data.tags(*tags).is("highway", "traffic_signals"));
    lit.map(|t| t.0).collect()
}

fn is_square(tags: Tags<'_>) -> bool {
    matches!(tags.get("highway"), Some("pedestrian" | "footway" | "platform"))
        && (tags.is("area", "yes") || tags.is("type", "multipolygon"))
}
