//! A closed tour whose hours do not matter, made better by exchanges of two and three arcs.
//!
//! An exchange of two turns a part of the tour round (Croes 1958, "A method for solving traveling-salesman problems"),
//! which in an asymmetric tour costs the difference of all arcs of the part; sums along the tour, there and back, tell
//! it at once. An exchange of three swaps two parts without turning either (or-3opt; Johnson and `McGeoch` 1997, "The
//! traveling salesman problem: a case study in local optimization", also for lists of neighbours and the queue of nodes
//! yet to be looked at, their "don't-look bits"). Each exchange found begins with an arc to one of the nearest.

use super::ground::Ground;

/// So many of the nearest are tried from each node.
const NEAREST: usize = 8;

/// An exchange of arcs; places are those of the doubled tour.
#[derive(Clone, Copy)]
enum Exchange {
    /// The part from the first place to the last is turned round.
    Turn(usize, usize),
    /// The part from the first place up to before the second goes behind the part that ends at the third.
    Swap(usize, usize, usize),
}

/// The best exchange so far, and the seconds it saves.
struct Found(i32, Option<Exchange>);

impl Found {
    fn offer(&mut self, gain: i32, exchange: Exchange) {
        if gain > self.0 {
            *self = Self(gain, Some(exchange));
        }
    }
}

/// A closed tour of all nodes.
pub(super) struct Ring<'g> {
    ground: &'g Ground,
    /// The nodes in order, from any one of them.
    pub(super) tour: Vec<usize>,
    /// The tour twice, so that every part of it is a slice.
    twice: Vec<usize>,
    /// Seconds from the first place to each, and back.
    there: Vec<i32>,
    back: Vec<i32>,
    places: Vec<usize>,
    /// Nearest from each node, and to each.
    after: Vec<Vec<usize>>,
    before: Vec<Vec<usize>>,
    /// Nodes about which something has changed.
    queue: Vec<usize>,
    queued: Vec<bool>,
}

impl<'g> Ring<'g> {
    /// A tour that always goes on to the nearest.
    pub(super) fn new(ground: &'g Ground) -> Self {
        let nodes = ground.nodes();
        let nearest = |seconds: &dyn Fn(usize) -> &'g [i32]| {
            let list = |a: usize| {
                let mut list: Vec<usize> = (0..nodes).filter(|&b| b != a).collect();
                list.sort_by_key(|&b| seconds(a)[b]);
                list.truncate(NEAREST);
                list
            };
            (0..nodes).map(list).collect()
        };
        let mut ring = Self {
            ground,
            tour: nearest_next(ground),
            twice: vec![0; 2 * nodes],
            there: vec![0; 2 * nodes],
            back: vec![0; 2 * nodes],
            places: vec![0; nodes],
            after: nearest(&|a| ground.from(a)),
            before: nearest(&|a| ground.into(a)),
            queue: Vec::new(),
            queued: vec![false; nodes],
        };
        (0..nodes).for_each(|node| ring.look_at(node));
        ring
    }

    /// Travel in all.
    pub(super) fn seconds(&self) -> i32 {
        self.there[self.tour.len()]
    }

    /// Says that something has changed about a node.
    pub(super) fn look_at(&mut self, node: usize) {
        if !std::mem::replace(&mut self.queued[node], true) {
            self.queue.push(node);
        }
    }

    /// Says that something has changed between a place of the tour and the one before.
    pub(super) fn look_about(&mut self, place: usize) {
        let nodes = self.tour.len();
        self.look_at(self.tour[place % nodes]);
        self.look_at(self.tour[(place + nodes - 1) % nodes]);
    }

    /// Makes the tour better as long as an exchange about a node looked at does.
    pub(super) fn improve(&mut self) {
        self.sum_up();
        let mut next = 0;
        while let Some(&node) = self.queue.get(next) {
            next += 1;
            self.queued[node] = false;
            while let Some(exchange) = self.best_exchange(node) {
                self.apply(exchange);
            }
        }
        self.queue.clear();
    }

    /// Brings all up to date with the tour.
    pub(super) fn sum_up(&mut self) {
        let nodes = self.tour.len();
        self.twice[..nodes].copy_from_slice(&self.tour);
        self.twice[nodes..].copy_from_slice(&self.tour);
        let (mut there, mut back) = (0, 0);
        for (i, pair) in self.twice.windows(2).enumerate().take(nodes) {
            self.places[pair[0]] = i;
            there += self.ground.travel(pair[0], pair[1]);
            back += self.ground.travel(pair[1], pair[0]);
            (self.there[i + 1], self.back[i + 1]) = (there, back);
        }
        for i in 1..nodes {
            self.there[nodes + i] = there + self.there[i];
            self.back[nodes + i] = back + self.back[i];
        }
    }

    /// The first place of a node from this one on.
    fn place(&self, node: usize, from: usize) -> usize {
        let place = self.places[node];
        if place < from { place + self.tour.len() } else { place }
    }

    /// Seconds saved within a part when it is turned round.
    fn turned(&self, from: usize, to: usize) -> i32 {
        self.there[to] - self.there[from] - self.back[to] + self.back[from]
    }

    fn best_exchange(&self, node: usize) -> Option<Exchange> {
        let mut found = Found(0, None);
        self.with_arc_from(node, &mut found);
        self.with_arc_to(node, &mut found);
        self.with_turn_from(node, &mut found);
        found.1
    }

    /// Exchanges that give a node `a` another successor `c`.
    fn with_arc_from(&self, a: usize, found: &mut Found) {
        let first = self.places[a] + 1;
        let s = self.twice[first];
        let (from_a, into_s) = (self.ground.from(a), self.ground.into(s));
        for &c in &self.after[a] {
            let gain = from_a[s] - from_a[c];
            if gain <= 0 {
                break;
            }
            let middle = self.place(c, first);
            let (p, y) = (self.twice[middle - 1], self.twice[middle + 1]);
            let turn = gain + self.ground.travel(c, y) - self.ground.travel(s, y) + self.turned(first, middle);
            found.offer(turn, Exchange::Turn(first, middle));
            let from_p = self.ground.from(p);
            let gain = gain + from_p[c];
            let end = first + self.tour.len() - 1;
            let arcs = self.twice[middle..=end].windows(2).zip(self.there[middle..=end].windows(2));
            for (i, (arc, there)) in arcs.enumerate() {
                let gain = gain + (there[1] - there[0]) - into_s[arc[0]] - from_p[arc[1]];
                found.offer(gain, Exchange::Swap(first, middle, middle + i));
            }
        }
    }

    /// Exchanges that give a node `s` another predecessor `x`.
    fn with_arc_to(&self, s: usize, found: &mut Found) {
        let first = self.place(s, 1);
        let a = self.twice[first - 1];
        let (from_a, into_s) = (self.ground.from(a), self.ground.into(s));
        for &x in &self.before[s] {
            let gain = into_s[a] - into_s[x];
            if gain <= 0 {
                break;
            }
            let last = self.place(x, first);
            let y = self.twice[last + 1];
            let into_y = self.ground.into(y);
            let gain = gain + into_y[x];
            let arcs = self.twice[first..=last].windows(2).zip(self.there[first..=last].windows(2));
            for (i, (arc, there)) in arcs.enumerate() {
                let gain = gain + (there[1] - there[0]) - from_a[arc[1]] - into_y[arc[0]];
                found.offer(gain, Exchange::Swap(first, first + i + 1, last));
            }
        }
    }

    /// Exchanges that turn a part beginning with a node `s`, so that another node `y` comes after it.
    fn with_turn_from(&self, s: usize, found: &mut Found) {
        let first = self.place(s, 1);
        let a = self.twice[first - 1];
        let freed = self.ground.travel(a, s);
        for &y in &self.after[s] {
            let last = self.place(y, first) - 1;
            let x = self.twice[last];
            let gain = freed + self.ground.travel(x, y) - self.ground.travel(s, y);
            if gain <= 0 {
                break;
            }
            if x != s {
                let gain = gain - self.ground.travel(a, x) + self.turned(first, last);
                found.offer(gain, Exchange::Turn(first, last));
            }
        }
    }

    fn apply(&mut self, exchange: Exchange) {
        let (Exchange::Turn(first, last) | Exchange::Swap(first, _, last)) = exchange;
        for place in [first, last] {
            self.look_at(self.twice[place]);
        }
        self.look_at(self.twice[first - 1]);
        self.look_at(self.twice[last + 1]);
        let nodes = self.tour.len();
        self.tour.rotate_left(first % nodes);
        let part = &mut self.tour[..=last - first];
        if let Exchange::Swap(_, middle, _) = exchange {
            part.rotate_left(middle - first);
            self.look_at(self.twice[middle - 1]);
            self.look_at(self.twice[middle]);
        } else {
            part.reverse();
        }
        self.sum_up();
    }
}

/// The tour from node 0 that always goes on to the nearest.
pub(super) fn nearest_next(ground: &Ground) -> Vec<usize> {
    let mut tour = vec![0];
    let mut left: Vec<usize> = (1..ground.nodes()).collect();
    let mut at = 0;
    while let Some(place) = (0..left.len()).min_by_key(|&i| ground.travel(at, left[i])) {
        at = left.swap_remove(place);
        tour.push(at);
    }
    tour
}
