//! The entries that one part of a reading may be answered by, and sets of entries.

use std::ops::Range;

use super::{
    index::Index,
    plan::{Manner, Plan},
    rank::Level,
    reading::Atom,
    segment::Segment,
    texts::Texts,
};

/// All entries that one part of a reading may be answered by.
pub(super) struct Candidates {
    deeds: Vec<u32>,
    names: Vec<Plan>,
    addresses: Vec<Plan>,
    kinds: Vec<Range<usize>>,
    in_kinds: usize,
}

impl Candidates {
    pub(super) fn new(atom: &Atom, level: Level, here: &Segment, index: &Index) -> Self {
        let levels = [Level::Exact, Level::Fuzzy, Level::OneSlip, Level::TwoSlips];
        let manners = || levels.into_iter().filter(move |l| *l <= level).flat_map(Manner::of);
        let plans = |texts: &Texts| -> Vec<Plan> {
            let word = atom.word.iter();
            word.flat_map(|w| manners().map(|m| Plan::new(w, *m, false, texts, &index.alphabet))).collect()
        };
        let kinds = atom.kinds.iter().enumerate().filter(|(_, q)| q.is_some());
        let kinds: Vec<_> = kinds.filter_map(|(k, _)| Some(here.of_kind.of((u16::try_from(k).ok()?, 0)))).collect();
        let in_kinds = kinds.iter().map(|l| here.of_kind.count(l)).sum();
        Self {
            deeds: atom.deeds.keys().copied().collect(),
            names: plans(&here.names),
            addresses: plans(&here.addresses),
            kinds,
            in_kinds,
        }
    }

    pub(super) fn count(&self) -> usize {
        let texts: usize = self.names.iter().chain(&self.addresses).map(|p| p.count).sum();
        texts + self.in_kinds + self.deeds.len()
    }

    pub(super) fn each(&self, here: &Segment, mut each: impl FnMut(u32)) {
        for (plans, texts) in [(&self.names, &here.names), (&self.addresses, &here.addresses)] {
            plans.iter().flat_map(|p| p.texts(texts)).for_each(|text| each(texts.entry(text)));
        }
        self.kinds.iter().cloned().flatten().flat_map(|at| here.of_kind.list(at)).for_each(&mut each);
        entries_of(here, &self.deeds).for_each(&mut each);
    }
}

/// The entries that these codes stand for.
pub(super) fn entries_of<'a>(segment: &'a Segment, codes: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    let targets = if codes.is_empty() { &[][..] } else { &segment.targets[..] };
    (0..).zip(targets).filter(|(_, t)| codes.contains(t)).map(|(entry, _)| entry)
}

/// A set of entries.
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn new(entries: usize) -> Self {
        Self(vec![0; entries.div_ceil(64)])
    }

    pub(super) fn set(&mut self, entry: u32) {
        self.0[entry as usize / 64] |= 1 << (entry % 64);
    }

    pub(super) fn has(&self, entry: u32) -> bool {
        self.0[entry as usize / 64] & (1 << (entry % 64)) != 0
    }

    pub(super) fn clear(&mut self) {
        self.0.fill(0);
    }
}
