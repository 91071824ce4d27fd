//! Many stops, all open all the time and none to be left out: a tour is shaken and made better again, over and over,
//! under annealing (iterated local search; Lourenço, Martin, Stützle 2003).

use super::{
    cooling::{Cooling, Rng},
    ground::Ground,
    ring::{Ring, nearest_next},
};

/// Fewer nodes leave no room to shake.
const FEWEST: usize = 8;

/// The temperature begins at so many mean arcs of the first good tour: a shaken tour is that much longer. Cooler runs
/// stick.
const HOT: i64 = 10;
/// It falls by this factor.
const COOLED: f64 = 5.0;
/// At most so many nodes are taken out at once.
const MOST_OUT: usize = 11;
/// One place in so many is overlooked when a node is put back; SISR overlooks one in a hundred.
const BLINK: usize = 36;

/// Whether this search is for such stops: all nodes joined and worth the way, and every visit open from when one sets
/// out until the end of the tour that the search begins with, which it only makes shorter.
pub(super) fn serves(ground: &Ground) -> bool {
    let (Some(longest), Some(outcome)) = (ground.longest(), ground.outcome(&nearest_next(ground)[1..])) else {
        return false;
    };
    let open = |stop: usize| {
        let [first, last] = ground.windows(stop)[0];
        first <= ground.set_out() && outcome.end_s <= last.into()
    };
    let detour = ground.travel_cost * 2 * i64::from(longest);
    let nodes = ground.nodes();
    // Sums along the doubled tour fit.
    let fits = i32::try_from(4 * nodes).is_ok_and(|n| longest.checked_mul(n).is_some());
    nodes >= FEWEST && fits && (1..nodes).all(|stop| open(stop) && ground.penalty[stop] >= detour)
}

/// The best order found.
pub(super) fn order(ground: &Ground, mut rounds: Cooling) -> Vec<usize> {
    let mut ring = Ring::new(ground);
    ring.improve();
    let nearest: Vec<Vec<usize>> = (0..ground.nodes()).map(|node| ground.nearest(node)).collect();
    let nodes = i64::try_from(ground.nodes()).unwrap_or(i64::MAX);
    rounds.between(i64::from(ring.seconds()) * HOT / nodes, COOLED);
    let mut now = (ring.seconds(), ring.tour.clone());
    let mut best = now.clone();
    while rounds.next() {
        if rounds.rng.once_in(2) {
            scatter(&mut ring, ground, &nearest, &mut rounds.rng);
        } else {
            swap_parts(&mut ring, &mut rounds.rng);
        }
        ring.improve();
        if rounds.accepts(ring.seconds().into(), now.0.into()) {
            now.0 = ring.seconds();
            now.1.copy_from_slice(&ring.tour);
            if now.0 < best.0 {
                best.clone_from(&now);
            }
        } else {
            ring.tour.copy_from_slice(&now.1);
        }
    }
    let start = best.1.iter().position(|&node| node == 0).unwrap_or(0);
    best.1.rotate_left(start);
    best.1.split_off(1)
}

/// Takes some nodes near each other out, and puts each back where it costs least.
fn scatter(ring: &mut Ring, ground: &Ground, nearest: &[Vec<usize>], chance: &mut Rng) {
    let most = (2 + chance.below(MOST_OUT - 1)).min(ground.nodes() - 2);
    let about = chance.below(ground.nodes());
    let mut out: Vec<usize> = nearest[about].iter().copied().filter(|_| !chance.once_in(4)).take(most).collect();
    for &node in &out {
        if let Some(place) = ring.tour.iter().position(|&n| n == node) {
            ring.tour.remove(place);
            ring.look_about(place);
        }
    }
    chance.shuffle(&mut out);
    for node in out {
        let (into, from) = (ground.into(node), ground.from(node));
        let mut cheapest = (i32::MAX, 0);
        let mut last = ring.tour[ring.tour.len() - 1];
        for (place, &next) in ring.tour.iter().enumerate() {
            let detour = into[last] + from[next] - ground.travel(last, next);
            if detour < cheapest.0 && !chance.once_in(BLINK) {
                cheapest = (detour, place);
            }
            last = next;
        }
        ring.tour.insert(cheapest.1, node);
        ring.look_at(node);
        ring.look_about(cheapest.1);
    }
}

/// Swaps two parts of the tour and a short one between them, wherever it is.
fn swap_parts(ring: &mut Ring, chance: &mut Rng) {
    let nodes = ring.tour.len();
    let most = if chance.once_in(4) { nodes / 4 } else { (nodes / 4).min(10) };
    let [a, b, c] = [(); 3].map(|()| 1 + chance.below(most));
    ring.tour.rotate_left(chance.below(nodes));
    // The three parts in opposite order: all turned round, then each for itself.
    ring.tour[..a + b + c].reverse();
    for part in [0..c, c..c + b, c + b..a + b + c] {
        ring.tour[part].reverse();
    }
    for place in [0, c, c + b, c + b + a] {
        ring.look_about(place);
    }
}
