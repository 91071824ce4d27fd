//! A streets file: graph, hierarchy and metrics as they lie in memory, so that opening is reading.
//!
//! Little-endian. The magic, the version, then sections: length in bytes (u64), CRC-32 of them (u32), four zero bytes, the
//! bytes, zeros up to a multiple of eight. It is made from an extract at hand and never exchanged: any other version is
//! made anew.

use std::io::{self, Read, Write};

use bytemuck::Pod;
use cch::{Cch, Metric};
use rustc_hash::FxHashSet;

use super::{
    About, Profile, Streets, WayKind,
    access::Rule,
    graph::{Double, Graph},
    network::Class,
};

const MAGIC: [u8; 8] = *b"SBSTREET";
/// Changes with every change of the layout, of the rules of access and speed, or of the order.
const VERSION: u32 = 2;

/// Why a streets file cannot be used; all are mended by making it anew.
#[derive(Debug, thiserror::Error)]
pub enum BadStreets {
    /// The system refuses, or the file ends early.
    #[error("{}", rust_i18n::t!("routing.streets_io", reason = .0))]
    Io(#[from] io::Error),
    /// Another program's file, or another version's.
    #[error("{}", rust_i18n::t!("routing.streets_version"))]
    Version,
    /// Its bytes have changed.
    #[error("{}", rust_i18n::t!("routing.streets_damaged", section = .0))]
    Damaged(u32),
}

/// Writes sections.
struct Out<'a, W: Write>(&'a mut W);

impl<W: Write> Out<'_, W> {
    fn section<T: Pod>(&mut self, items: &[T]) -> io::Result<()> {
        let bytes: &[u8] = bytemuck::cast_slice(items);
        self.0.write_all(&(bytes.len() as u64).to_le_bytes())?;
        self.0.write_all(&crc32fast::hash(bytes).to_le_bytes())?;
        self.0.write_all(&[0; 4])?;
        self.0.write_all(bytes)?;
        self.0.write_all(&[0; 8][..bytes.len().next_multiple_of(8) - bytes.len()])
    }
}

/// Reads sections.
struct In<'a, R: Read> {
    from: &'a mut R,
    /// Bytes left, so that no announced length is believed beyond the file.
    left: u64,
    section: u32,
}

impl<R: Read> In<'_, R> {
    fn section<T: Pod>(&mut self) -> Result<Vec<T>, BadStreets> {
        self.section += 1;
        let damaged = BadStreets::Damaged(self.section);
        let mut head = [0u8; 16];
        self.from.read_exact(&mut head)?;
        let [length, sum]: [u64; 2] = bytemuck::cast(head);
        self.left = self.left.saturating_sub(16);
        let size = size_of::<T>() as u64;
        if length > self.left || length % size != 0 {
            return Err(damaged);
        }
        self.left -= length.next_multiple_of(8).min(self.left);
        let mut items = vec![T::zeroed(); (length / size) as usize];
        let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut items);
        self.from.read_exact(bytes)?;
        if u64::from(crc32fast::hash(bytes)) != sum {
            return Err(damaged);
        }
        self.from.read_exact(&mut [0; 8][..(length.next_multiple_of(8) - length) as usize])?;
        Ok(items)
    }
}

impl Streets {
    /// Writes the streets, all open.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        if !self.closed.is_empty() {
            let mut open = self.clone();
            open.close(FxHashSet::default());
            return open.write(out);
        }
        out.write_all(&MAGIC)?;
        out.write_all(&u64::from(VERSION).to_le_bytes())?;
        let mut out = Out(out);
        out.section(self.about.source.as_bytes())?;
        out.section(&self.about.bounds)?;
        out.section(&self.about.turns)?;
        let Graph { nodes, edges, first_point, points, classes, names, .. } = &self.graph;
        out.section(nodes)?;
        out.section(edges)?;
        out.section(first_point)?;
        out.section(points)?;
        out.section(&classes.iter().map(packed).collect::<Vec<_>>())?;
        out.section(names.join("\n").as_bytes())?;
        let Graph { first_out, head, arc_edge, arc_profiles, arrivals, departures, .. } = &self.graph;
        for column in [first_out, head, arc_edge] {
            out.section(column)?;
        }
        out.section(arc_profiles)?;
        out.section(arrivals)?;
        out.section(departures)?;
        for column in columns(&self.cch) {
            out.section(column)?;
        }
        for metric in self.metrics.iter().flatten() {
            out.section(&metric.forward)?;
            out.section(&metric.backward)?;
        }
        out.section(&self.boxes)?;
        out.section(&self.mainland)
    }

    /// Reads streets from a file of `size` bytes.
    ///
    /// # Errors
    /// [`BadStreets`]; the file is then to be made anew.
    pub fn read(from: &mut impl Read, size: u64) -> Result<Self, BadStreets> {
        let mut head = [0u8; 16];
        from.read_exact(&mut head)?;
        if head[..8] != MAGIC || head[8..] != u64::from(VERSION).to_le_bytes() {
            return Err(BadStreets::Version);
        }
        let mut file = In { from, left: size.saturating_sub(16), section: 0 };
        let source = String::from_utf8_lossy(&file.section::<u8>()?).into_owned();
        let about = About { source, bounds: one(&file.section()?)?, turns: one(&file.section()?)? };
        let mut graph = Graph {
            nodes: file.section()?,
            edges: file.section()?,
            first_point: file.section()?,
            points: file.section()?,
            ..Graph::default()
        };
        graph.classes = file.section::<[u32; 8]>()?.iter().map(unpacked).collect();
        graph.names = String::from_utf8_lossy(&file.section::<u8>()?).split('\n').map(str::to_owned).collect();
        graph.first_out = file.section()?;
        graph.head = file.section()?;
        graph.arc_edge = file.section()?;
        graph.arc_profiles = file.section()?;
        graph.arrivals = file.section::<Double>()?;
        graph.departures = file.section::<Double>()?;
        let cch = read_cch(&mut file)?;
        let mut metrics = [None, None, None, None];
        for metric in &mut metrics {
            *metric = Some(Metric { forward: file.section()?, backward: file.section()? });
        }
        let (boxes, mainland) = (file.section()?, file.section()?);
        let mut streets = Self { about, graph, cch, metrics, boxes, mainland, closed: FxHashSet::default() };
        if !streets.is_sound() {
            return Err(BadStreets::Damaged(0));
        }
        streets.graph.list_doubles();
        Ok(streets)
    }

    /// Whether every number points at something.
    fn is_sound(&self) -> bool {
        let (graph, cch) = (&self.graph, &self.cch);
        let (nodes, edges, arcs) = (graph.nodes.len(), graph.edges.len(), cch.up_head.len());
        let below = |column: &[u32], limit: usize| column.iter().all(|&i| (i as usize) < limit);
        let or_none = |column: &[u32], limit: usize| column.iter().all(|&i| i == u32::MAX || (i as usize) < limit);
        let spans = |first: &[u32], count: usize, limit: usize| {
            first.len() == count + 1 && first.is_sorted() && first[0] == 0 && first[count] as usize == limit
        };
        let inputs = graph.head.len();
        graph.edges.iter().all(|e| below(&e.ends, nodes) && (e.class as usize) < graph.classes.len())
            && graph.classes.iter().all(|c| (c.name as usize) < graph.names.len())
            && spans(&graph.first_point, edges, graph.points.len())
            && spans(&graph.first_out, nodes, inputs)
            && below(&graph.head, nodes)
            && below(&graph.arc_edge, edges * 2)
            && [graph.arc_edge.len(), graph.arc_profiles.len(), cch.input_arc_to_cch_arc.len()] == [inputs; 3]
            && graph.arrivals.iter().chain(&graph.departures).all(|d| (d.node as usize) < nodes)
            && self.mainland.len() == edges
            && [cch.rank.len(), cch.order.len(), cch.elimination_tree_parent.len()] == [nodes; 3]
            && below(&cch.rank, nodes)
            && below(&cch.order, nodes)
            && or_none(&cch.elimination_tree_parent, nodes)
            && spans(&cch.up_first_out, nodes, arcs)
            && spans(&cch.down_first_out, nodes, arcs)
            && [cch.up_tail.len(), cch.down_head.len(), cch.down_to_up.len()] == [arcs; 3]
            && [&cch.up_head, &cch.up_tail, &cch.down_head].iter().all(|c| below(c, nodes))
            && below(&cch.down_to_up, arcs)
            && or_none(&cch.input_arc_to_cch_arc, arcs)
            && [cch.forward_input_arc_of_cch.len(), cch.backward_input_arc_of_cch.len()] == [arcs; 2]
            && or_none(&cch.forward_input_arc_of_cch, inputs)
            && or_none(&cch.backward_input_arc_of_cch, inputs)
            && spans(&cch.first_extra_forward_input_arc_of_cch, arcs, cch.extra_forward_input_arc_of_cch.len())
            && spans(&cch.first_extra_backward_input_arc_of_cch, arcs, cch.extra_backward_input_arc_of_cch.len())
            && below(&cch.extra_forward_input_arc_of_cch, inputs)
            && below(&cch.extra_backward_input_arc_of_cch, inputs)
            && self.metrics.iter().flatten().all(|m| [m.forward.len(), m.backward.len()] == [arcs; 2])
    }
}

fn columns(cch: &Cch) -> [&Vec<u32>; 16] {
    [
        &cch.rank,
        &cch.order,
        &cch.elimination_tree_parent,
        &cch.up_first_out,
        &cch.up_head,
        &cch.up_tail,
        &cch.down_first_out,
        &cch.down_head,
        &cch.down_to_up,
        &cch.input_arc_to_cch_arc,
        &cch.forward_input_arc_of_cch,
        &cch.backward_input_arc_of_cch,
        &cch.first_extra_forward_input_arc_of_cch,
        &cch.extra_forward_input_arc_of_cch,
        &cch.first_extra_backward_input_arc_of_cch,
        &cch.extra_backward_input_arc_of_cch,
    ]
}

/// In the order of [`columns`].
fn read_cch<R: Read>(file: &mut In<'_, R>) -> Result<Cch, BadStreets> {
    Ok(Cch {
        rank: file.section()?,
        order: file.section()?,
        elimination_tree_parent: file.section()?,
        up_first_out: file.section()?,
        up_head: file.section()?,
        up_tail: file.section()?,
        down_first_out: file.section()?,
        down_head: file.section()?,
        down_to_up: file.section()?,
        input_arc_to_cch_arc: file.section()?,
        forward_input_arc_of_cch: file.section()?,
        backward_input_arc_of_cch: file.section()?,
        first_extra_forward_input_arc_of_cch: file.section()?,
        extra_forward_input_arc_of_cch: file.section()?,
        first_extra_backward_input_arc_of_cch: file.section()?,
        extra_backward_input_arc_of_cch: file.section()?,
    })
}

fn one<T: Copy, const N: usize>(items: &[T]) -> Result<[T; N], BadStreets> {
    items.try_into().map_err(|_| BadStreets::Damaged(0))
}

fn packed(class: &Class) -> [u32; 8] {
    let two = |[a, b]: [u16; 2]| u32::from(a) | u32::from(b) << 16;
    let Class { rule, name, step_count, delay_s } = class;
    let speed = |p: Profile| two(rule.speed[p as usize]);
    let [along, against] = delay_s.map(u32::from);
    [
        speed(Profile::Foot),
        speed(Profile::Bicycle),
        speed(Profile::Car),
        speed(Profile::Wheelchair),
        rule.kind as u32 | u32::from(rule.flags) << 8,
        *name,
        u32::from(*step_count),
        along | against << 8,
    ]
}

fn unpacked(words: &[u32; 8]) -> Class {
    let two = |word: u32| [word as u16, (word >> 16) as u16];
    let kind = WayKind::ALL.get((words[4] & 0xff) as usize).copied().unwrap_or_default();
    let speed = [words[0], words[1], words[2], words[3]].map(two);
    Class {
        rule: Rule { speed, kind, flags: (words[4] >> 8) as u8 },
        name: words[5],
        step_count: words[6] as u16,
        delay_s: [words[7] as u8, (words[7] >> 8) as u8],
    }
}
