//! The elements as they come from a file, put into tables that ascend.

use std::mem;

use crate::routing::osm::{Member, OsmData, OsmRelation, OsmWay, Span};

/// Takes elements in any order.
///
/// The tags of an element, and what it refers to, are pushed onto the tables of `data` before the element itself, which
/// then is told where they begin.
#[derive(Debug, Default)]
pub(super) struct Collector {
    pub(super) data: OsmData,
    /// Nodes without a place on earth.
    nowhere: usize,
}

impl Collector {
    /// How many rows the tables have by now.
    pub(super) fn rows(&self) -> usize {
        let d = &self.data;
        d.node_ids.len() + d.ways.len() + d.refs.len() + d.relations.len() + d.members.len() + d.tags.len()
    }

    /// How many tags there are by now.
    pub(super) fn tag_mark(&self) -> usize {
        self.data.tags.len()
    }

    /// Adds a node with the tags since `tags`; position in 10⁻⁷ degree, `None` when it has no such place.
    pub(super) fn node(&mut self, id: i64, position: Option<[i32; 2]>, tags: usize) {
        let Some(xy) = position else {
            self.data.tags.truncate(tags);
            self.nowhere += 1;
            return;
        };
        if self.data.tags.len() > tags {
            self.data.tagged_nodes.push((short(self.data.node_ids.len()), (short(tags), short(self.data.tags.len()))));
        }
        self.data.node_ids.push(id);
        self.data.node_xy.push(xy);
    }

    /// Adds a way with the tags since `tags` and the nodes since `refs`.
    pub(super) fn way(&mut self, id: i64, tags: usize, refs: usize) {
        let (refs, tags) = (span(refs, &self.data.refs), span(tags, &self.data.tags));
        self.data.ways.push(OsmWay { id, refs, tags });
    }

    /// Adds a relation with the tags since `tags` and the members since `members`.
    pub(super) fn relation(&mut self, id: i64, tags: usize, members: usize) {
        let (members, tags) = (span(members, &self.data.members), span(tags, &self.data.tags));
        self.data.relations.push(OsmRelation { id, members, tags });
    }

    /// Adds a member to the relation that comes next.
    pub(super) fn member(&mut self, member: Member) {
        self.data.members.push(member);
    }

    /// The tables, in order; of elements with the same id the last one stays.
    pub(super) fn finish(self) -> OsmData {
        let (mut data, nowhere) = (self.data, self.nowhere);
        let before = data.node_ids.len() + data.ways.len() + data.relations.len();
        if !data.node_ids.is_sorted_by(|a, b| a < b) {
            order_nodes(&mut data);
        }
        order(&mut data.ways, |w| w.id);
        order(&mut data.relations, |r| r.id);
        let twice = before - data.node_ids.len() - data.ways.len() - data.relations.len();
        if twice + nowhere > 0 {
            log::warn!("OpenStreetMap: {twice} elements stand twice, {nowhere} nodes lie nowhere");
        }
        data.node_ids.shrink_to_fit();
        data.node_xy.shrink_to_fit();
        data.refs.shrink_to_fit();
        data.tags.shrink_to_fit();
        data
    }
}

fn order<T: Copy>(all: &mut Vec<T>, id: impl Fn(&T) -> i64) {
    if !all.is_sorted_by(|a, b| id(a) < id(b)) {
        all.sort_by_key(&id);
        keep_last(all, id);
    }
}

/// Of neighbours with one id, leaves the last.
fn keep_last<T: Copy>(all: &mut Vec<T>, id: impl Fn(&T) -> i64) {
    all.dedup_by(|later, kept| {
        let same = id(later) == id(kept);
        if same {
            *kept = *later;
        }
        same
    });
}

fn order_nodes(data: &mut OsmData) {
    let mut order: Vec<u32> = (0..short(data.node_ids.len())).collect();
    let id = |&i: &u32| data.node_ids.get(i as usize).copied().unwrap_or_default();
    order.sort_by_key(id);
    keep_last(&mut order, id);
    let mut tagged: Vec<(u32, Span)> = Vec::with_capacity(data.tagged_nodes.len());
    for (now, &old) in order.iter().enumerate() {
        // They were noted in the order in which they came.
        if let Ok(at) = data.tagged_nodes.binary_search_by_key(&old, |t| t.0) {
            tagged.extend(data.tagged_nodes.get(at).map(|t| (short(now), t.1)));
        }
    }
    data.tagged_nodes = tagged;
    data.node_ids = reordered(&mem::take(&mut data.node_ids), &order);
    data.node_xy = reordered(&mem::take(&mut data.node_xy), &order);
}

fn reordered<T: Copy>(old: &[T], order: &[u32]) -> Vec<T> {
    order.iter().filter_map(|&i| old.get(i as usize).copied()).collect()
}

fn span<T>(from: usize, table: &[T]) -> Span {
    (short(from), short(table.len()))
}

/// Tables of more rows than 32 bits count are beyond any memory this runs in.
fn short(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// A position in 10⁻⁹ degree as one in 10⁻⁷ degree, if it lies on earth.
pub(super) fn position(lon_nano: i64, lat_nano: i64) -> Option<[i32; 2]> {
    const DEGREE: i64 = 1_000_000_000;
    let within = |nano: i64, most: i64| (-most * DEGREE..=most * DEGREE).contains(&nano);
    (within(lon_nano, 180) && within(lat_nano, 90)).then_some(())?;
    Some([i32::try_from(lon_nano / 100).ok()?, i32::try_from(lat_nano / 100).ok()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_in_any_order_ascend_afterwards_and_the_last_of_one_id_stays() {
        let mut c = Collector::default();
        for (id, x, name) in [(7, 1, "a"), (3, 2, ""), (7, 3, "b"), (5, 4, "c")] {
            let tags = c.tag_mark();
            if !name.is_empty() {
                let pair = (c.data.texts.number("name"), c.data.texts.number(name));
                c.data.tags.push(pair);
            }
            c.node(id, Some([x, 0]), tags);
        }
        for id in [9, 2, 9] {
            let refs = c.data.refs.len();
            c.data.refs.push(i64::try_from(refs).unwrap());
            c.way(id, c.tag_mark(), refs);
        }
        let data = c.finish();
        assert_eq!(data.node_ids, [3, 5, 7]);
        assert_eq!(data.node_xy, [[2, 0], [4, 0], [3, 0]]);
        let names: Vec<_> =
            data.tagged_nodes.iter().map(|&(i, span)| (i, data.tags(span).get("name").unwrap())).collect();
        assert_eq!(names, [(1, "c"), (2, "b")]);
        assert_eq!(data.way(9).map(|w| data.refs(w)), Some(&[2][..]));
        assert_eq!(data.ways.len(), 2);
    }

    #[test]
    fn what_lies_beyond_the_poles_is_nowhere() {
        assert_eq!(position(180_000_000_000, -90_000_000_000), Some([1_800_000_000, -900_000_000]));
        assert_eq!(position(180_000_000_001, 0), None);
        assert_eq!(position(0, i64::MIN), None);
    }
}
