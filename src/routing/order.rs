//! The order in which the hierarchy contracts the nodes: dead ends and bends first, the rest by nested dissection.
//!
//! A node with at most two neighbours costs nothing to contract and decides nothing; without them the dissection, which
//! is most of the work of building, has a third of the nodes to look at.

use super::graph::Graph;

/// The nodes in the order they are contracted.
pub(super) fn order(graph: &Graph) -> Vec<u32> {
    let count = graph.nodes.len();
    let mut near: Vec<Vec<u32>> = vec![Vec::new(); count];
    for node in 0..count as u32 {
        for &head in &graph.head[graph.arcs_out(node)] {
            if head != node {
                near[node as usize].push(head);
                near[head as usize].push(node);
            }
        }
    }
    for list in &mut near {
        list.sort_unstable();
        list.dedup();
    }
    let mut order = Vec::with_capacity(count);
    contract_bends(&mut near, &mut order);
    dissect(graph, &near, &mut order);
    order
}

/// Contracts nodes of at most two neighbours, round by round; no two neighbours in one round, so that a long row of
/// bends becomes no long chain.
fn contract_bends(near: &mut [Vec<u32>], order: &mut Vec<u32>) {
    let mut gone = vec![false; near.len()];
    let mut round = vec![0u32; near.len()];
    let mut todo: Vec<u32> = (0..near.len() as u32).filter(|&n| near[n as usize].len() <= 2).collect();
    let mut now = 0;
    while !todo.is_empty() {
        now += 1;
        let mut later = Vec::new();
        for node in todo {
            if gone[node as usize] || near[node as usize].len() > 2 {
                continue;
            }
            if round[node as usize] == now {
                later.push(node);
                continue;
            }
            gone[node as usize] = true;
            order.push(node);
            let ends = std::mem::take(&mut near[node as usize]);
            for &end in &ends {
                let list = &mut near[end as usize];
                list.retain(|&n| n != node);
                list.extend(ends.iter().copied().filter(|&other| other != end));
                list.sort_unstable();
                list.dedup();
                round[end as usize] = now;
                if list.len() <= 2 {
                    later.push(end);
                }
            }
        }
        todo = later;
    }
}

/// Orders the nodes that are left by inertial-flow nested dissection.
fn dissect(graph: &Graph, near: &[Vec<u32>], order: &mut Vec<u32>) {
    let mut left = vec![true; near.len()];
    for &node in order.iter() {
        left[node as usize] = false;
    }
    let kept: Vec<u32> = (0..near.len() as u32).filter(|&n| left[n as usize]).collect();
    // A tree or a ring of streets, which the crate does not take.
    if kept.is_empty() {
        return;
    }
    let mut number = vec![0; near.len()];
    for (i, &node) in kept.iter().enumerate() {
        number[node as usize] = i as u32;
    }
    let (mut tail, mut head) = (Vec::new(), Vec::new());
    for &node in &kept {
        for &other in &near[node as usize] {
            tail.push(number[node as usize]);
            head.push(number[other as usize]);
        }
    }
    #[expect(clippy::cast_possible_truncation, reason = "degrees, for the order only")]
    let axis =
        |k: usize| -> Vec<f32> { kept.iter().map(|&n| (f64::from(graph.nodes[n as usize][k]) / 1e7) as f32).collect() };
    let dissected = cch::inertial_order(kept.len() as u32, &tail, &head, &axis(1), &axis(0));
    order.extend(dissected.into_iter().map(|i| kept[i as usize]));
}
