//! A journey that can be kept, and where another stop fits into it.
//!
//! Whether a stop fits at a place is told at once from when one leaves the place before and when the next visit begins
//! at the latest (Savelsbergh 1992, "The vehicle routing problem with time windows: minimizing route duration"). The
//! earliest begin never falls as arrival is later, so that this holds with several windows too: the latest begin is the
//! last second within a window from which the rest can still be kept.

use super::{
    cooling::Rng,
    ground::{Ground, NEVER, earliest, latest},
};

/// One place in so many is overlooked, as in SISR.
const BLINK: usize = 100;

/// A journey from node 0 to node 0. Every list but `out` has an item for each of its places.
pub(super) struct Journey<'g> {
    ground: &'g Ground,
    nodes: Vec<usize>,
    /// When one goes on; at the last place, when one is back.
    leave: Vec<i32>,
    /// When the visit begins at the latest.
    latest: Vec<i32>,
    /// Travel to the place from the one before.
    legs: Vec<i32>,
    /// Seconds by which the visit may begin later so that one is back later by just as much. Only kept up when waiting
    /// has a price.
    ease: Vec<i32>,
    /// The place of each node; 0 when it is not visited.
    places: Vec<usize>,
    /// The stops that are not visited.
    pub(super) out: Vec<usize>,
    /// What it costs, what is left out included.
    pub(super) cost: i64,
}

impl Clone for Journey<'_> {
    fn clone(&self) -> Self {
        let mut new = Self::new(self.ground);
        new.clone_from(self);
        new
    }

    /// Asks for no memory.
    fn clone_from(&mut self, other: &Self) {
        self.nodes.clone_from(&other.nodes);
        self.leave.clone_from(&other.leave);
        self.latest.clone_from(&other.latest);
        self.legs.clone_from(&other.legs);
        self.ease.clone_from(&other.ease);
        self.places.clone_from(&other.places);
        self.out.clone_from(&other.out);
        self.cost = other.cost;
    }
}

impl<'g> Journey<'g> {
    /// One that leaves all out.
    pub(super) fn new(ground: &'g Ground) -> Self {
        let mut new = Self {
            ground,
            nodes: vec![0, 0],
            leave: vec![ground.set_out(); 2],
            latest: vec![0; 2],
            legs: vec![0; 2],
            ease: vec![0; 2],
            places: vec![0; ground.nodes()],
            out: (1..ground.nodes()).collect(),
            cost: 0,
        };
        new.settle();
        new
    }

    /// The stops visited, in order.
    pub(super) fn stops(&self) -> &[usize] {
        &self.nodes[1..self.nodes.len() - 1]
    }

    /// The place of a stop, if it is visited.
    pub(super) fn place(&self, stop: usize) -> Option<usize> {
        Some(self.places[stop]).filter(|&place| place > 0)
    }

    /// Takes out the stop at a place; false if it is out already. Nothing else is right again until
    /// [`settle`](Self::settle).
    pub(super) fn take_out(&mut self, place: usize) -> bool {
        let stop = self.nodes[place];
        let visited = std::mem::take(&mut self.places[stop]) > 0;
        if visited {
            self.out.push(stop);
        }
        visited
    }

    /// Closes the gaps. What one comes too late for without the stops taken out, as a way by another node may be the
    /// faster, goes too. False if one is back too late even so.
    pub(super) fn settle(&mut self) -> bool {
        let mut kept = 1;
        for i in 1..self.nodes.len() {
            let node = self.nodes[i];
            if node != 0 && self.places[node] == 0 {
                continue;
            }
            let leg = self.ground.travel(self.nodes[kept - 1], node);
            let begin = earliest(self.ground.windows(node), self.leave[kept - 1] + leg);
            if begin == NEVER && node == 0 {
                return false;
            } else if begin == NEVER {
                self.take_out(i);
                continue;
            }
            (self.nodes[kept], self.legs[kept]) = (node, leg);
            self.leave[kept] = begin + self.ground.service(node);
            kept += 1;
        }
        for list in [&mut self.leave, &mut self.latest, &mut self.legs, &mut self.ease] {
            list.truncate(kept);
        }
        self.nodes.truncate(kept);
        self.latest[kept - 1] = self.ground.windows(0).last().map_or(0, |w| w[1]);
        self.look_back(kept - 2, 0);
        self.find_ease();
        self.cost = self.recount();
        true
    }

    /// What the journey costs.
    fn recount(&self) -> i64 {
        let (mut travel, mut visits) = (0, 0);
        for (&node, &leg) in self.nodes.iter().zip(&self.legs) {
            travel += i64::from(leg);
            visits += i64::from(self.ground.service(node));
        }
        let end = self.leave[self.leave.len() - 1];
        let idle = i64::from(end) - i64::from(self.leave[0]) - travel - visits;
        let left_out: i64 = self.out.iter().map(|&stop| self.ground.penalty[stop]).sum();
        self.ground.travel_cost * travel + self.ground.wait_cost * idle + left_out
    }

    /// Puts each of the stops that are out, one after the other, where it costs least; with `rng`, a place in a hundred
    /// is overlooked. If `keen`, even when that costs more than to leave it out.
    pub(super) fn put_back(&mut self, mut rng: Option<&mut Rng>, keen: bool) {
        let mut out = std::mem::take(&mut self.out);
        out.retain(|&stop| {
            let found = self.cheapest(stop, if keen { i64::MAX } else { 0 }, &mut rng);
            if let Some((place, cost)) = found {
                self.insert(stop, place);
                self.cost += cost;
            }
            found.is_none()
        });
        self.out = out;
        for (place, &node) in self.nodes.iter().enumerate() {
            self.places[node] = place;
        }
    }

    /// Where a stop costs least, and how much; less than `most`.
    fn cheapest(&self, stop: usize, mut most: i64, rng: &mut Option<&mut Rng>) -> Option<(usize, i64)> {
        let ground = self.ground;
        let (windows, service) = (ground.windows(stop), ground.service(stop));
        let ([first, _], [_, last]) = (*windows.first()?, *windows.last()?);
        let (into, from) = (ground.into(stop), ground.from(stop));
        // As waiting is the time that is neither travel nor visit, it is counted by the end.
        let extra_cost = ground.travel_cost - ground.wait_cost;
        let rest = -ground.wait_cost * i64::from(service) - ground.penalty[stop];
        let low = self.latest.partition_point(|&l| l < first + service).max(1);
        let high = self.leave.partition_point(|&l| l <= last).min(self.nodes.len() - 1);
        let mut found = None;
        for place in low..=high {
            let (to, on) = (into[self.nodes[place - 1]], from[self.nodes[place]]);
            let extra = i64::from(to) + i64::from(on) - i64::from(self.legs[place]);
            let mut cost = extra_cost * extra + rest;
            if ground.wait_cost == 0 && cost >= most {
                continue;
            }
            let begin = earliest(windows, self.leave[place - 1] + to);
            if begin == NEVER || begin + service + on > self.latest[place] {
                continue;
            }
            if ground.wait_cost > 0 {
                cost += ground.wait_cost * self.delay(place, begin + service + on);
            }
            if cost < most && !rng.as_mut().is_some_and(|rng| rng.once_in(BLINK)) {
                (most, found) = (cost, Some((place, cost)));
            }
        }
        found
    }

    /// Seconds by which one is back later when one arrives at a place at this time.
    fn delay(&self, place: usize, mut arrival: i32) -> i64 {
        let mut late = 0;
        for (i, &node) in self.nodes.iter().enumerate().skip(place) {
            let begin = earliest(self.ground.windows(node), arrival + if i == place { 0 } else { self.legs[i] });
            let service = self.ground.service(node);
            late = begin - (self.leave[i] - service);
            if (0..=self.ease[i]).contains(&late) {
                break;
            }
            arrival = begin + service;
        }
        late.into()
    }

    fn insert(&mut self, stop: usize, place: usize) {
        self.nodes.insert(place, stop);
        for list in [&mut self.leave, &mut self.latest, &mut self.legs, &mut self.ease] {
            list.insert(place, i32::MIN);
        }
        self.look_ahead(place);
        self.look_back(place, place);
        self.find_ease();
    }

    /// Brings legs and leaves up to date from a new place on, as far as they change.
    fn look_ahead(&mut self, new: usize) {
        for i in new..self.nodes.len() {
            let node = self.nodes[i];
            self.legs[i] = self.ground.travel(self.nodes[i - 1], node);
            let begin = earliest(self.ground.windows(node), self.leave[i - 1] + self.legs[i]);
            let leave = begin + self.ground.service(node);
            if i > new && leave == self.leave[i] {
                break;
            }
            self.leave[i] = leave;
        }
    }

    /// Brings the latest begins up to date from a place back, as far as they change, at least to `until`.
    fn look_back(&mut self, from: usize, until: usize) {
        for i in (0..=from).rev() {
            let node = self.nodes[i];
            let by = self.latest[i + 1] - self.legs[i + 1] - self.ground.service(node);
            let latest = latest(self.ground.windows(node), by);
            if i < until && latest == self.latest[i] {
                break;
            }
            self.latest[i] = latest;
        }
    }

    fn find_ease(&mut self) {
        if self.ground.wait_cost == 0 {
            return;
        }
        let mut next = (i32::MAX, true);
        for (i, &node) in self.nodes.iter().enumerate().rev() {
            let begin = self.leave[i] - self.ground.service(node);
            let closes = self.ground.windows(node).iter().map(|w| w[1]).find(|&last| begin <= last);
            let room = closes.map_or(0, |last| last - begin);
            self.ease[i] = if next.1 { room.min(next.0) } else { 0 };
            next = (self.ease[i], i > 0 && self.leave[i - 1] + self.legs[i] == begin);
        }
    }
}
