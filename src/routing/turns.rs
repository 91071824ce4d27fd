//! Turns that are not free: turn restrictions, and nodes that some cannot pass.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    access::restriction_holds_for,
    network::{Directed, Network},
    osm::{MemberKind, OsmData, OsmRelation},
};

/// Where one arrives by `from`, these profiles go on by `allowed` only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TurnRule {
    /// The edge one arrives by, in its direction.
    pub from: Directed,
    /// The profiles, as bits by position in [`super::Profile::ALL`].
    pub profiles: u8,
    /// The ways on, ascending.
    pub allowed: Vec<Directed>,
}

/// The ways that restrictions speak of.
pub(super) fn ways_of_restrictions(data: &OsmData) -> FxHashSet<i64> {
    let restrictions = data.relations.iter().filter(|r| data.tags(r.tags).is("type", "restriction"));
    restrictions.flat_map(|r| data.members(r)).filter(|m| m.kind == MemberKind::Way).map(|m| m.id).collect()
}

/// The rules of all restrictions and blocked nodes, one for each edge and set of profiles, and how many restrictions
/// were read and were not.
pub(super) fn turn_rules(
    data: &OsmData,
    net: &Network,
    edges_of: &FxHashMap<i64, (u32, u32)>,
    via: &dyn Fn(i64) -> Option<u32>,
    blocked: &[(u32, u8)],
) -> (Vec<TurnRule>, [u32; 2]) {
    let mut leaving: FxHashMap<u32, Vec<Directed>> = FxHashMap::default();
    let restrictions: Vec<&OsmRelation> =
        data.relations.iter().filter(|r| data.tags(r.tags).is("type", "restriction")).collect();
    let vias = restrictions.iter().flat_map(|r| data.members(r)).filter(|m| m.kind == MemberKind::Node);
    let mut wanted: FxHashSet<u32> = vias.filter_map(|m| via(m.id)).collect();
    wanted.extend(blocked.iter().map(|b| b.0));
    for (i, edge) in net.edges.iter().enumerate() {
        for (side, node) in edge.ends.into_iter().enumerate() {
            if wanted.contains(&node) {
                leaving.entry(node).or_default().push(i as u32 * 2 + side as u32);
            }
        }
    }
    // By the edge one comes by and the profile: where one must not go on, and where alone one may.
    let mut signs: FxHashMap<(Directed, u8), [Vec<Directed>; 2]> = FxHashMap::default();
    let mut count = [0, 0];
    for relation in restrictions {
        let (kind, profiles) = restriction_holds_for(data.tags(relation.tags));
        let only = kind.is_some_and(|k| k.starts_with("only_"));
        let known = only || kind.is_some_and(|k| k.starts_with("no_"));
        let read = Reading { data, net, edges_of, via, leaving: &leaving }.turns(relation).filter(|_| known);
        count[usize::from(read.is_none())] += 1;
        for (from, to) in read.iter().flat_map(|(from, to)| from.iter().map(move |&from| (from, to))) {
            for bit in (0..8).map(|b| 1u8 << b).filter(|bit| profiles & bit != 0) {
                signs.entry((from, bit)).or_default()[usize::from(only)].extend(to);
            }
        }
    }
    let mut rules: FxHashMap<(Directed, u8), Vec<Directed>> = FxHashMap::default();
    for ((from, bit), [no, only]) in signs {
        let node = net.edges[(from / 2) as usize].ends[1 - (from & 1) as usize];
        let out = leaving.get(&node).map_or(&[][..], Vec::as_slice);
        // Who may not turn is not to go back the way he came either, except out of a dead end.
        let back = |d: Directed| d == from ^ 1 && out.len() > 1;
        let may = |d: &Directed| !no.contains(d) && if only.is_empty() { !back(*d) } else { only.contains(d) };
        rules.insert((from, bit), out.iter().copied().filter(may).collect());
    }
    for &(node, bits) in blocked {
        for &back in leaving.get(&node).map_or(&[][..], Vec::as_slice) {
            for bit in (0..8).map(|b| 1u8 << b).filter(|bit| bits & bit != 0) {
                rules.insert((back ^ 1, bit), vec![back]);
            }
        }
    }
    (joined(rules), count)
}

/// Profiles that heed the same rule share it.
fn joined(rules: FxHashMap<(Directed, u8), Vec<Directed>>) -> Vec<TurnRule> {
    let mut all: Vec<TurnRule> = rules
        .into_iter()
        .map(|((from, profiles), mut allowed)| {
            allowed.sort_unstable();
            TurnRule { from, profiles, allowed }
        })
        .collect();
    all.sort_unstable_by(|a, b| (a.from, &a.allowed, a.profiles).cmp(&(b.from, &b.allowed, b.profiles)));
    all.dedup_by(|b, a| {
        let same = (a.from, &a.allowed) == (b.from, &b.allowed);
        if same {
            a.profiles |= b.profiles;
        }
        same
    });
    all
}

struct Reading<'a> {
    data: &'a OsmData,
    net: &'a Network,
    edges_of: &'a FxHashMap<i64, (u32, u32)>,
    via: &'a dyn Fn(i64) -> Option<u32>,
    leaving: &'a FxHashMap<u32, Vec<Directed>>,
}

impl Reading<'_> {
    /// The edges one comes by and the edges meant to go on by. `None` when a member is missing, or when a way one comes
    /// by or goes on by passes the node, so that nobody can say which side is meant.
    fn turns(&self, relation: &OsmRelation) -> Option<(Vec<Directed>, Vec<Directed>)> {
        let members = self.data.members(relation);
        let role = |name: &str, kind: MemberKind| {
            let number = self.data.texts.find(name);
            members.iter().filter(move |m| Some(m.role) == number && m.kind == kind).map(|m| m.id)
        };
        let mut vias = role("via", MemberKind::Node);
        let node = (self.via)(vias.next()?)?;
        if vias.next().is_some() {
            return None;
        }
        let leaving = self.leaving.get(&node)?;
        let on = |way: i64| {
            let (from, to) = self.edges_of.get(&way).copied().unwrap_or_default();
            leaving.iter().copied().filter(move |d| (from..to).contains(&(d / 2)))
        };
        // Cars and bicycles heed restrictions; a side they cannot use is not meant.
        let usable = |d: &Directed| {
            let edge = self.net.edges.get((d / 2) as usize);
            let class = edge.and_then(|e| self.net.classes.get(e.class as usize));
            class.is_some_and(|c| [1, 2].iter().any(|&p: &usize| c.rule.speed[p][(d & 1) as usize] > 0))
        };
        let edges = |name: &str, side: u32| -> Option<Vec<Directed>> {
            let one = |way: i64| {
                let mut edges = on(way).map(|d| d ^ side).filter(usable);
                edges.next().filter(|_| edges.next().is_none())
            };
            role(name, MemberKind::Way).map(one).collect::<Option<_>>().filter(|all: &Vec<_>| !all.is_empty())
        };
        Some((edges("from", 1)?, edges("to", 0)?))
    }
}
