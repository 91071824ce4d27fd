//! Points merged where their marks would overlap: one tree for all zooms and for every choice of kinds.
//!
//! Bottom up, from the deepest level outwards, neighbours that would overlap become one node. Looking from the roots
//! down, each branch is cut at the level of the camera. A node knows how many of each kind it holds and where those
//! lie, so hiding a kind is another way of looking at the same tree: nothing is built again.

use geo::Coord;

/// A point to be clustered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// What the caller knows it by.
    pub id: usize,
    /// Its kind, below 32.
    pub kind: u8,
    /// Unit-square Web Mercator.
    pub at: Coord<f64>,
}

/// A choice of kinds: bit `k` stands for kind `k`.
pub type Kinds = u32;

/// Coarsest and deepest level, in half zoom levels.
const LEVELS: std::ops::RangeInclusive<u8> = 6..=40;

/// Half the room that the mark of so many points takes, in points of the screen.
#[must_use]
pub fn mark_reach(count: usize) -> f64 {
    match count {
        0 | 1 => 12.5,
        2..10 => 16.0,
        10..100 => 18.0,
        100..1000 => 20.0,
        _ => 23.0,
    }
}

/// All spots, merged level by level.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClusterTree {
    /// Nodes below `spots.len()` are spots, the others `clusters`.
    spots: Vec<Spot>,
    clusters: Vec<Cluster>,
    children: Vec<u32>,
    shares: Vec<Share>,
    roots: Vec<u32>,
}

/// Nodes that overlap at `level` and coarser.
#[derive(Clone, Debug, PartialEq)]
struct Cluster {
    level: u8,
    min: Coord<f64>,
    max: Coord<f64>,
    children: (u32, u32),
    shares: (u32, u32),
}

/// How much of a cluster is of one kind.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Share {
    kind: u8,
    count: u32,
    sum: Coord<f64>,
}

/// What is to be drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Seen {
    /// One spot alone.
    Spot(Spot),
    /// Several that would overlap.
    Cluster {
        /// Its number, for questions about it.
        node: u32,
        /// Middle of what is shown of it.
        at: Coord<f64>,
        /// How many are shown of it.
        count: usize,
    },
}

/// A corner-to-corner part of the Mercator square.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// North-west corner.
    pub min: Coord<f64>,
    /// South-east corner.
    pub max: Coord<f64>,
}

impl Window {
    fn meets(&self, min: Coord<f64>, max: Coord<f64>) -> bool {
        self.min.x <= max.x && min.x <= self.max.x && self.min.y <= max.y && min.y <= self.max.y
    }
}

/// Points of the screen per side of the Mercator square at a level.
fn scale(level: u8) -> f64 {
    256.0 * (f64::from(level) / 2.0).exp2()
}

/// The level that a zoom looks at: marks are never nearer to each other than the level allows.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the levels")]
fn level_of(zoom: f64) -> u8 {
    (zoom * 2.0 + 1e-6).floor().clamp(f64::from(*LEVELS.start()), f64::from(*LEVELS.end())) as u8
}

impl ClusterTree {
    /// Merges the spots; a fraction of a second for a hundred thousand.
    #[must_use]
    pub fn new(spots: Vec<Spot>) -> Self {
        let mut tree = Self { spots, ..Self::default() };
        let mut live: Vec<Live> = tree.spots.iter().zip(0..).map(|(s, node)| Live::of(s, node)).collect();
        for level in LEVELS.rev() {
            // Merging moves middles; a second look catches what has come too near.
            for _ in 0..2 {
                let before = live.len();
                live = tree.merge(live, level);
                if live.len() == before {
                    break;
                }
            }
        }
        tree.roots = live.into_iter().map(|l| l.node).collect();
        tree
    }

    /// One look at all live nodes: each takes in the ones it overlaps that nobody has taken.
    ///
    /// They are sorted into rows as high as the farthest reach, so that only what follows in the same row and a
    /// stretch of the next one has to be looked at.
    fn merge(&mut self, mut live: Vec<Live>, level: u8) -> Vec<Live> {
        let scale = scale(level);
        let reach = |count: u32| mark_reach(count as usize) / scale;
        let height = 2.0 * live.iter().map(|l| l.count).max().map_or(1.0, reach);
        for l in &mut live {
            l.row = (l.at.y / height).floor();
        }
        let order = |a: &Live, b: &Live| a.row.total_cmp(&b.row).then(a.at.x.total_cmp(&b.at.x));
        live.sort_unstable_by(order);
        let mut taken = vec![false; live.len()];
        let mut out = Vec::with_capacity(live.len());
        let mut group = Vec::new();
        let mut below = 0;
        for (i, seed) in live.iter().enumerate() {
            let next_row = |l: &Live| (l.row, l.at.x) < (seed.row + 1.0, seed.at.x - height);
            while live.get(below).is_some_and(next_row) {
                below += 1;
            }
            if taken[i] {
                continue;
            }
            let near = |from: usize, row: f64| {
                let within = move |l: &&Live| l.row <= row && l.at.x <= seed.at.x + height;
                live[from..].iter().take_while(within).count()
            };
            let beside = i + 1..i + 1 + near(i + 1, seed.row);
            let beneath = below.max(beside.end)..(below + near(below, seed.row + 1.0)).max(beside.end);
            let room = |l: &Live| reach(seed.count) + reach(l.count);
            let overlaps = |l: &Live| (l.at.x - seed.at.x).hypot(l.at.y - seed.at.y) < room(l);
            group.clear();
            group.extend(beside.chain(beneath).filter(|&j| !taken[j] && overlaps(&live[j])));
            if group.is_empty() {
                out.push(*seed);
                continue;
            }
            group.push(i);
            for &j in &group {
                taken[j] = true;
            }
            let members: Vec<Live> = group.iter().map(|&j| live[j]).collect();
            out.push(self.join(&members, level));
        }
        out
    }

    fn join(&mut self, members: &[Live], level: u8) -> Live {
        let node = number(self.spots.len() + self.clusters.len());
        let children = (number(self.children.len()), number(self.children.len() + members.len()));
        self.children.extend(members.iter().map(|l| l.node));
        let mut shares: Vec<Share> = Vec::new();
        for member in members {
            let own = self.shares_of(member.node);
            for share in own.as_ref() {
                match shares.iter_mut().find(|s| s.kind == share.kind) {
                    Some(s) => (s.count, s.sum) = (s.count + share.count, s.sum + share.sum),
                    None => shares.push(*share),
                }
            }
        }
        shares.sort_by_key(|s| s.kind);
        let first = number(self.shares.len());
        self.shares.extend(&shares);
        let (mut min, mut max) = self.bounds(members[0].node);
        for member in members {
            let (a, b) = self.bounds(member.node);
            min = Coord { x: min.x.min(a.x), y: min.y.min(a.y) };
            max = Coord { x: max.x.max(b.x), y: max.y.max(b.y) };
        }
        self.clusters.push(Cluster { level, min, max, children, shares: (first, number(self.shares.len())) });
        let count = members.iter().map(|l| l.count).sum();
        let sum = shares.iter().fold(Coord::default(), |sum, s| sum + s.sum);
        Live { node, at: sum / f64::from(count), count, row: 0.0 }
    }

    /// Everything of these kinds in `window` at `zoom`, each spot once: alone, or within one cluster.
    pub fn look(&self, zoom: f64, window: Window, kinds: Kinds, mut each: impl FnMut(Seen)) {
        let level = level_of(zoom);
        for &root in &self.roots {
            self.descend(root, level, &window, kinds, &mut each);
        }
    }

    fn descend(&self, node: u32, level: u8, window: &Window, kinds: Kinds, each: &mut impl FnMut(Seen)) {
        let (min, max) = self.bounds(node);
        if !window.meets(min, max) {
            return;
        }
        let Some(cluster) = self.cluster(node) else {
            let spot = self.spots[node as usize];
            if kinds >> spot.kind & 1 == 1 {
                each(Seen::Spot(spot));
            }
            return;
        };
        let (count, at) = self.shown(node, kinds);
        if count == 0 {
            return;
        }
        if cluster.level < level || count == 1 || self.is_loose(node, level, kinds, count) {
            for &child in self.children_of(cluster) {
                // Below a cut everything is drawn alone.
                let level = if cluster.level < level { level } else { u8::MAX };
                self.descend(child, level, window, kinds, each);
            }
        } else if window.meets(at, at) {
            each(Seen::Cluster { node, at, count });
        }
    }

    /// Whether what is left of a cluster when some kinds are hidden no longer overlaps.
    fn is_loose(&self, node: u32, level: u8, kinds: Kinds, count: usize) -> bool {
        const FEW: usize = 6;
        if count > FEW || count == self.shown(node, Kinds::MAX).0 {
            return false;
        }
        let spots = self.spots_in(node, kinds);
        let room = 2.0 * mark_reach(1) / scale(level);
        let apart = |a: &Spot, b: &Spot| (a.at.x - b.at.x).hypot(a.at.y - b.at.y) >= room;
        spots.iter().enumerate().all(|(i, a)| spots[i + 1..].iter().all(|b| apart(a, b)))
    }

    /// The kinds in a cluster with the number of each, in order of kind.
    pub fn kinds_in(&self, node: u32, kinds: Kinds) -> impl Iterator<Item = (u8, usize)> {
        let shares = self.cluster(node).map_or((0, 0), |c| c.shares);
        let shares = &self.shares[shares.0 as usize..shares.1 as usize];
        shares.iter().filter(move |s| kinds >> s.kind & 1 == 1).map(|s| (s.kind, s.count as usize))
    }

    /// The spots of these kinds in a cluster.
    #[must_use]
    pub fn spots_in(&self, node: u32, kinds: Kinds) -> Vec<Spot> {
        let mut spots = Vec::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            match self.cluster(node) {
                Some(c) => {
                    open.extend(self.children_of(c).iter().copied().filter(|&n| self.shown(n, kinds).0 > 0));
                }
                None => spots.push(self.spots[node as usize]),
            }
        }
        spots
    }

    /// The zoom from which what is shown of a cluster comes apart; beyond the deepest level when it never does.
    #[must_use]
    pub fn splits_at(&self, node: u32, kinds: Kinds) -> f64 {
        let mut node = node;
        loop {
            let Some(cluster) = self.cluster(node) else { return f64::INFINITY };
            let mut shown = self.children_of(cluster).iter().filter(|&&c| self.shown(c, kinds).0 > 0);
            match (shown.next(), shown.next()) {
                (Some(&only), None) => node = only,
                _ if cluster.level == *LEVELS.end() => return f64::INFINITY,
                _ => return f64::from(cluster.level + 1) / 2.0,
            }
        }
    }

    /// How many of these kinds a node holds, and their middle.
    fn shown(&self, node: u32, kinds: Kinds) -> (usize, Coord<f64>) {
        let (mut count, mut sum) = (0, Coord::default());
        for share in self.shares_of(node).as_ref().iter().filter(|s| kinds >> s.kind & 1 == 1) {
            (count, sum) = (count + share.count, sum + share.sum);
        }
        (count as usize, sum / f64::from(count.max(1)))
    }

    fn shares_of(&self, node: u32) -> Shares<'_> {
        if let Some(c) = self.cluster(node) {
            return Shares::Many(&self.shares[c.shares.0 as usize..c.shares.1 as usize]);
        }
        let spot = &self.spots[node as usize];
        Shares::One([Share { kind: spot.kind, count: 1, sum: spot.at }])
    }

    fn bounds(&self, node: u32) -> (Coord<f64>, Coord<f64>) {
        self.cluster(node)
            .map_or_else(|| (self.spots[node as usize].at, self.spots[node as usize].at), |c| (c.min, c.max))
    }

    fn cluster(&self, node: u32) -> Option<&Cluster> {
        (node as usize).checked_sub(self.spots.len()).and_then(|i| self.clusters.get(i))
    }

    fn children_of(&self, cluster: &Cluster) -> &[u32] {
        &self.children[cluster.children.0 as usize..cluster.children.1 as usize]
    }
}

/// A node's shares: a spot makes its one up.
enum Shares<'a> {
    One([Share; 1]),
    Many(&'a [Share]),
}

impl AsRef<[Share]> for Shares<'_> {
    fn as_ref(&self) -> &[Share] {
        match self {
            Self::One(share) => share,
            Self::Many(shares) => shares,
        }
    }
}

/// A node that nothing has taken in yet.
#[derive(Clone, Copy)]
struct Live {
    node: u32,
    at: Coord<f64>,
    count: u32,
    row: f64,
}

impl Live {
    fn of(spot: &Spot, node: u32) -> Self {
        Self { node, at: spot.at, count: 1, row: 0.0 }
    }
}

/// Places are counted in thousands; four thousand million would not fit into memory.
fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: Window = Window { min: Coord { x: 0.0, y: 0.0 }, max: Coord { x: 1.0, y: 1.0 } };

    fn spots(points: &[(f64, f64)]) -> Vec<Spot> {
        let spot = |(id, &(x, y)): (usize, &(f64, f64))| Spot {
            id,
            kind: u8::try_from(id % 4).unwrap(),
            at: Coord { x: 0.834 + x * 1e-4, y: 0.39 + y * 1e-4 },
        };
        points.iter().enumerate().map(spot).collect()
    }

    fn seen(tree: &ClusterTree, zoom: f64, kinds: Kinds) -> Vec<Seen> {
        let mut all = Vec::new();
        tree.look(zoom, ALL, kinds, |s| all.push(s));
        all
    }

    /// Ids of everything seen, inside clusters too.
    fn ids(tree: &ClusterTree, zoom: f64, kinds: Kinds) -> Vec<usize> {
        let mut ids = Vec::new();
        for s in seen(tree, zoom, kinds) {
            match s {
                Seen::Spot(s) => ids.push(s.id),
                Seen::Cluster { node, count, .. } => {
                    let inside = tree.spots_in(node, kinds);
                    assert_eq!(inside.len(), count);
                    assert_eq!(tree.kinds_in(node, kinds).map(|(_, n)| n).sum::<usize>(), count);
                    ids.extend(inside.iter().map(|s| s.id));
                }
            }
        }
        ids.sort_unstable();
        ids
    }

    #[test]
    fn two_at_one_point_never_come_apart() {
        let tree = ClusterTree::new(spots(&[(0.5, 0.5), (0.5, 0.5), (0.9, 0.1)]));
        let Some(Seen::Cluster { node, count: 2, .. }) =
            seen(&tree, 20.0, Kinds::MAX).into_iter().find(|s| matches!(s, Seen::Cluster { .. }))
        else {
            panic!("the two are one cluster")
        };
        assert!(tree.splits_at(node, Kinds::MAX).is_infinite());
        assert_eq!(seen(&tree, 20.0, 0b01).len(), 1, "one of them hidden, the other stands alone");
    }

    #[test]
    fn a_cluster_comes_apart_at_the_zoom_it_says() {
        let tree = ClusterTree::new(spots(&[(0.0, 0.0), (1.0, 0.0)]));
        let [Seen::Cluster { node, .. }] = seen(&tree, 8.0, Kinds::MAX)[..] else { panic!("one cluster") };
        let zoom = tree.splits_at(node, Kinds::MAX);
        assert_eq!(seen(&tree, zoom - 0.1, Kinds::MAX).len(), 1);
        assert_eq!(seen(&tree, zoom, Kinds::MAX).len(), 2);
    }

    #[test]
    fn what_only_hidden_ones_held_together_comes_apart() {
        // A row of three: the middle one overlaps both, the outer ones do not overlap each other.
        let step = 20.0 / scale(28) * 1e4;
        let spots = vec![(1.0, 1.0), (1.0 - step, 1.0), (1.0 + step, 1.0)];
        let tree = ClusterTree::new(spots_of_kinds(&spots, &[1, 0, 0]));
        assert_eq!(seen(&tree, 14.0, 0b01).len(), 2);
    }

    fn spots_of_kinds(points: &[(f64, f64)], kinds: &[u8]) -> Vec<Spot> {
        spots(points).into_iter().zip(kinds).map(|(s, &kind)| Spot { kind, ..s }).collect()
    }

    proptest! {
        #[test]
        fn every_shown_spot_is_in_exactly_one_mark_at_every_zoom(
            points in prop::collection::vec((0.0..3.0f64, 0.0..3.0f64), 0..120),
            zoom in 3.0..21.0f64,
            kinds in 0u32..16,
        ) {
            let spots = spots(&points);
            let want: Vec<usize> = spots.iter().filter(|s| kinds >> s.kind & 1 == 1).map(|s| s.id).collect();
            prop_assert_eq!(ids(&ClusterTree::new(spots), zoom, kinds), want);
        }

        #[test]
        fn no_two_single_marks_overlap(
            points in prop::collection::vec((0.0..3.0f64, 0.0..3.0f64), 0..120),
            level in 6u8..=40,
        ) {
            let zoom = f64::from(level) / 2.0;
            let tree = ClusterTree::new(spots(&points));
            let all = seen(&tree, zoom, Kinds::MAX);
            let singles: Vec<_> = all.iter().filter_map(|s| if let Seen::Spot(s) = s { Some(s.at) } else { None }).collect();
            for (i, a) in singles.iter().enumerate() {
                for b in &singles[i + 1..] {
                    prop_assert!((a.x - b.x).hypot(a.y - b.y) * scale(level) >= 2.0 * mark_reach(1) - 1e-6);
                }
            }
        }
    }
}
