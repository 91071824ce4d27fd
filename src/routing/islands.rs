//! Which edges belong together: the largest part of the network where every edge can be reached from every other.

use super::{Profile, graph::Graph};

/// For each edge the profiles, as bits, for which it lies in the largest strongly connected part.
pub(super) fn mainland(graph: &Graph) -> Vec<u8> {
    let mut bits = vec![0; graph.edges.len()];
    for profile in Profile::ALL {
        let part = parts(graph, profile);
        let mut sizes = vec![0u32; graph.nodes.len()];
        for &p in &part {
            sizes[p as usize] += 1;
        }
        let Some(largest) = (0..sizes.len()).max_by_key(|&i| sizes[i]) else { continue };
        let on = |node: u32| part[node as usize] as usize == largest;
        for (edge, bits) in bits.iter_mut().enumerate() {
            let edge = edge as u32 * 2;
            // Both ways in and out: one can come from the mainland and go back to it.
            let in_by = [edge, edge + 1].into_iter().any(|e| {
                graph.usable(e) & 1 << profile as u8 != 0
                    && on(graph.arrival(e, profile))
                    && graph.departures_of(e).any(|(node, _)| on(node))
            });
            *bits |= u8::from(in_by) << profile as u8;
        }
    }
    bits
}

/// The strongly connected part of each node: Tarjan 1972, without recursion.
fn parts(graph: &Graph, profile: Profile) -> Vec<u32> {
    const UNSEEN: u32 = u32::MAX;
    let bit = 1 << profile as u8;
    let count = graph.nodes.len();
    let (mut index, mut low, mut part) = (vec![UNSEEN; count], vec![0; count], vec![UNSEEN; count]);
    let (mut open, mut path) = (Vec::new(), Vec::new());
    let (mut seen, mut found) = (0, 0);
    for root in 0..count as u32 {
        if index[root as usize] != UNSEEN {
            continue;
        }
        path.push((root, graph.arcs_out(root).start));
        while let Some(&mut (node, ref mut arc)) = path.last_mut() {
            let n = node as usize;
            if index[n] == UNSEEN {
                index[n] = seen;
                low[n] = seen;
                seen += 1;
                open.push(node);
            }
            let mut deeper = None;
            let end = graph.arcs_out(node).end;
            while *arc < end {
                let to = graph.head[*arc];
                if graph.arc_profiles[*arc] & bit != 0 && part[to as usize] == UNSEEN {
                    if index[to as usize] == UNSEEN {
                        deeper = Some(to);
                        break;
                    }
                    low[n] = low[n].min(index[to as usize]);
                }
                *arc += 1;
            }
            if let Some(to) = deeper {
                path.push((to, graph.arcs_out(to).start));
                continue;
            }
            if low[n] == index[n] {
                while let Some(member) = open.pop() {
                    part[member as usize] = found;
                    if member == node {
                        break;
                    }
                }
                found += 1;
            }
            path.pop();
            if let Some(&(above, _)) = path.last() {
                low[above as usize] = low[above as usize].min(low[n]);
            }
        }
    }
    part
}
