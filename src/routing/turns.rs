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
    restrictions
        .flat_map(|r| data.members(r))
        .filter(|m| m.kind == MemberKind::Way)
        .map(|m| m.id)
        .collect()
}

/// The rules of all restrictions and blocked nodes, one for each edge and set of profiles, and how many restrictions
/// were read and could not be.
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
    let mut rules: FxHashMap<(Directed, u8), Vec<Directed>> = FxHashMap::default();
    let mut unread = 0;
    let all = restrictions.len() as u32;
    for relation in restrictions {
        let (Some(kind), profiles) = restriction_holds_for(data.tags(relation.tags)) else {
            unread += 1;
            continue;
        };
        if profiles == 0 {
            continue;
        }
        let read = Reading { data, net, edges_of, via, leaving: &leaving }.turns(relation);
        let Some((from, to)) = read else {
            unread += 1;
            continue;
        };
        let node = net.edges[(from / 2) as usize].ends[1 - (from & 1) as usize];
        let out = leaving.get(&node).map_or(&[][..], Vec::as_slice);
        let only = kind.starts_with("only_");
        if !only && !kind.starts_with("no_") {
            unread += 1;
            continue;
        }
        for bit in (0..8).map(|b| 1u8 << b).filter(|bit| profiles & bit != 0) {
            let allowed = rules.entry((from, bit)).or_insert_with(|| {
                // Who may not turn is not to go back the way he came either, except out of a dead end.
                out.iter().copied().filter(|&d| d != from ^ 1 || out.len() == 1).collect()
            });
            allowed.retain(|d| to.contains(d) == only);
        }
    }
    for &(node, bits) in blocked {
        for &back in leaving.get(&node).map_or(&[][..], Vec::as_slice) {
            for bit in (0..8).map(|b| 1u8 << b).filter(|bit| bits & bit != 0) {
                rules.insert((back ^ 1, bit), vec![back]);
            }
        }
    }
    (joined(rules), [all - unread, unread])
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
    /// The edge one comes by and the edges meant to go on by. `None` when a member is missing, or when the way one comes
    /// by or goes on by passes the node, so that nobody can say which side is meant.
    fn turns(&self, relation: &OsmRelation) -> Option<(Directed, Vec<Directed>)> {
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
        let from: Vec<Directed> = role("from", MemberKind::Way).flat_map(on).map(|d| d ^ 1).collect();
        let mut to: Vec<Directed> = Vec::new();
        for way in role("to", MemberKind::Way) {
            let before = to.len();
            to.extend(on(way));
            if to.len() != before + 1 {
                return None;
            }
        }
        let usable = |d: Directed| {
            let edge = self.net.edges.get((d / 2) as usize)?;
            let rule = &self.net.classes.get(edge.class as usize)?.rule;
            // Cars and bicycles heed restrictions; a side they cannot come by is not meant.
            Some([1, 2].iter().any(|&p: &usize| rule.speed[p][(d & 1) as usize] > 0))
        };
        let mut from = from.into_iter().filter(|&d| usable(d) == Some(true));
        let only = from.next()?;
        (from.next().is_none() && !to.is_empty()).then_some((only, to))
    }
}
