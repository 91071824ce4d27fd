//! Streets drawn in text for the tests of this room, and the tests that need more than one of its files.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    clippy::format_push_string,
    reason = "towns of a few streets, and figures that are exact"
)]

mod access;
mod directions;
mod file;
mod legs;
mod oracle;
mod squares;
mod times;

use geo::Coord;

use super::{
    Leg, NoWay, Profile, Router, Streets, Waypoint,
    network::network,
    osm::{Member, MemberKind, OsmData, OsmRelation, OsmWay, Span},
    verify::Rules,
};

/// The node at 0, 0 metres.
const ORIGIN: Coord<f64> = Coord { x: 120.35, y: 36.08 };

/// A point so many metres east and north of the origin.
fn at(east_m: f64, north_m: f64) -> Coord<f64> {
    let degree_m = super::snap::DEGREE_M;
    ORIGIN + Coord { x: east_m / degree_m / ORIGIN.y.to_radians().cos(), y: north_m / degree_m }
}

/// A few streets, as [`OsmData`].
#[derive(Debug, Default)]
struct Town {
    data: OsmData,
    names: Vec<String>,
}

impl Town {
    /// Reads one element a line. `node NAME EAST NORTH [k=v …]` in metres, with ids ascending from 1; `way ID NODE … [k=v …]`;
    /// `turn KIND FROM VIA TO [k=v …]`. A node of a way that is not named before is one
    /// the extract lacks.
    fn of(text: &str) -> Self {
        let mut town = Self::default();
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let (tags, words): (Vec<&str>, Vec<&str>) = line.split_whitespace().partition(|w| w.contains('='));
            let tags: Vec<(&str, &str)> = tags.iter().map(|t| t.split_once('=').unwrap()).collect();
            match words[..] {
                ["node", name, x, y] => town.node(name, at(x.parse().unwrap(), y.parse().unwrap()), &tags),
                ["way", id, ref nodes @ ..] => {
                    let nodes: Vec<i64> = nodes.iter().map(|n| town.id(n)).collect();
                    town.way(id.parse().unwrap(), &nodes, &tags);
                }
                ["turn", kind, from, via, to] => {
                    let ways = |list: &str| list.split(',').map(|w| w.parse().unwrap()).collect::<Vec<i64>>();
                    let via = town.id(via);
                    town.turn(kind, &ways(from), via, &ways(to), &tags);
                }
                _ => panic!("{line}"),
            }
        }
        town
    }

    fn id(&self, name: &str) -> i64 {
        self.names.iter().position(|n| n == name).map_or(999, |i| i as i64 + 1)
    }

    fn tags(&mut self, tags: &[(&str, &str)]) -> Span {
        let from = self.data.tags.len() as u32;
        for (key, value) in tags {
            let pair = (self.data.texts.number(key), self.data.texts.number(value));
            self.data.tags.push(pair);
        }
        (from, self.data.tags.len() as u32)
    }

    fn node(&mut self, name: &str, at: Coord<f64>, tags: &[(&str, &str)]) {
        self.names.push(name.to_owned());
        self.data.node_ids.push(self.names.len() as i64);
        self.data.node_xy.push([at.x, at.y].map(|d| (d * 1e7).round() as i32));
        if !tags.is_empty() {
            let tags = self.tags(tags);
            self.data.tagged_nodes.push((self.names.len() as u32 - 1, tags));
        }
    }

    fn way(&mut self, id: i64, nodes: &[i64], tags: &[(&str, &str)]) {
        let from = self.data.refs.len() as u32;
        self.data.refs.extend(nodes);
        let refs = (from, self.data.refs.len() as u32);
        let tags = self.tags(tags);
        self.data.ways.push(OsmWay { id, refs, tags });
    }

    fn relation(&mut self, members: &[(MemberKind, &str, i64)], tags: &[(&str, &str)]) {
        let from = self.data.members.len() as u32;
        for &(kind, role, id) in members {
            let role = self.data.texts.number(role);
            self.data.members.push(Member { kind, id, role });
        }
        let (id, members) = (self.data.relations.len() as i64 + 1, (from, self.data.members.len() as u32));
        let tags = self.tags(tags);
        self.data.relations.push(OsmRelation { id, members, tags });
    }

    fn turn(&mut self, kind: &str, from: &[i64], via: i64, to: &[i64], tags: &[(&str, &str)]) {
        let ways = |role, ids: &[i64]| ids.iter().map(|&id| (MemberKind::Way, role, id)).collect::<Vec<_>>();
        let members = [ways("from", from), vec![(MemberKind::Node, "via", via)], ways("to", to)].concat();
        let mut all = vec![("type", "restriction")];
        // A kind with a colon is a key of its own: `restriction:hgv:no_entry`.
        all.push(kind.rsplit_once(':').unwrap_or(("restriction", kind)));
        all.extend(tags);
        self.relation(&members, &all);
    }

    fn streets(&self) -> Streets {
        Streets::build(&self.data, "a test", &mut |_| true).unwrap()
    }

    /// Streets, and their turns as they were read.
    fn with_rules(&self) -> (Streets, Rules) {
        let network = network(&self.data);
        let rules = Rules::new(&network.edges, &network.turns);
        (Streets::of(network, "a test", &mut |_| true).unwrap(), rules)
    }
}

fn stop(at: Coord<f64>) -> Waypoint {
    Waypoint { name: format!("{at:?}"), location: at, place: String::new() }
}

/// The way between two points given in metres.
fn leg(streets: &Streets, from: [f64; 2], to: [f64; 2], profile: Profile) -> Result<Leg, NoWay> {
    let [from, to] = [from, to].map(|[x, y]| stop(at(x, y)));
    Router::default().leg(streets, &from, &to, profile, false)
}

/// Metres of the way between two points; nothing where none leads.
fn metres(streets: &Streets, from: [f64; 2], to: [f64; 2], profile: Profile) -> Option<f64> {
    leg(streets, from, to, profile).ok().map(|l| l.length_m.round())
}
