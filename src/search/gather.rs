//! The answers to one query, gathered from the index: the best in exact order, without looking at what cannot be among
//! them.
//!
//! Levels are gone through in order, and within one the groups and manners of matching, best first. Where a manner has
//! few candidates all of them are judged; where it has many, entries are judged nearest first until enough of them match.
//! What is judged is always judged as a whole, so that the order in which candidates turn up makes no difference.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    candidates::{Bits, Candidates, entries_of},
    filter::Sieve,
    ground::Origin,
    index::Index,
    judge::{kind_group, rank_by},
    matching::Word,
    plan::{Manner, Plan},
    postings::small,
    query::Target,
    rank::{Extent, Group, How, Key, Level, Quality, Rank},
    reading::{Atom, Reading},
    segment::Segment,
    texts::Texts,
};

/// With so many answers nothing more is forgiven.
const ENOUGH: usize = 20;
/// With more candidates than this, they are judged nearest first.
const MANY: usize = 500;
/// With more than this, boxes of entries are gone through rather than the candidates sorted.
const MANY_MORE: usize = 40_000;

/// One query being answered.
pub(super) struct Gather<'a> {
    pub(super) index: &'a Index,
    pub(super) readings: Vec<Reading>,
    pub(super) origin: Option<Origin>,
    pub(super) sieve: Sieve<'a>,
    pub(super) limit: usize,
    /// Lower than this nothing is forgiven.
    pub(super) most: Level,
    pub(super) fuzzy: bool,
    /// With more candidates than this, they are judged nearest first.
    pub(super) many: usize,
    level: Level,
    best: BinaryHeap<Key>,
    found: usize,
    /// By segment, a bit for every entry that has been judged.
    judged: Vec<Bits>,
    accepted: Vec<(usize, u32)>,
}

/// Which texts are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Names,
    Addresses,
}

impl<'a> Gather<'a> {
    pub(super) fn new(
        index: &'a Index,
        readings: Vec<Reading>,
        origin: Option<Origin>,
        sieve: Sieve<'a>,
        limit: usize,
        fuzzy: bool,
    ) -> Self {
        let judged = index.segments.iter().map(|s| Bits::new(s.targets.len())).collect();
        Self {
            index,
            readings,
            origin,
            sieve,
            limit,
            most: Level::TwoSlips,
            fuzzy,
            many: MANY,
            level: Level::Exact,
            best: BinaryHeap::new(),
            found: 0,
            judged,
            accepted: Vec::new(),
        }
    }

    /// The best answers, best first.
    pub(super) fn run(mut self) -> (Vec<Key>, Vec<Reading>) {
        if self.limit > 0 {
            self.each_level(Self::gather);
        }
        (self.best.into_sorted_vec(), self.readings)
    }

    /// The same by judging every entry.
    #[cfg(test)]
    pub(super) fn run_by_judging_all(mut self) -> (Vec<Key>, Vec<Reading>) {
        self.each_level(|all| {
            for segment in 0..all.index.segments.len() {
                (0..all.index.segments[segment].len()).for_each(|entry| all.judge(segment, entry));
            }
        });
        (self.best.into_sorted_vec(), self.readings)
    }

    fn each_level(&mut self, gather: impl Fn(&mut Self)) {
        for level in [Level::Exact, Level::Fuzzy, Level::OneSlip, Level::TwoSlips] {
            if level == Level::Exact || self.forgives(level) {
                self.begin(level);
                gather(self);
            }
        }
    }

    /// More is forgiven only while there are few answers, and two slips only while there is none.
    fn forgives(&self, level: Level) -> bool {
        let few = match level {
            Level::Exact => true,
            Level::Fuzzy => self.fuzzy && self.found < ENOUGH,
            Level::OneSlip => self.found < ENOUGH,
            Level::TwoSlips => self.found == 0,
        };
        few && level <= self.most && !self.readings.is_empty()
    }

    fn begin(&mut self, level: Level) {
        self.level = level;
        if level == Level::Exact {
            return;
        }
        let Index { lexicon, snapshot, alphabet, .. } = self.index;
        for atom in self.readings.iter_mut().flat_map(|r| &mut r.atoms) {
            if level >= Level::OneSlip
                && let Some(word) = &mut atom.word
            {
                word.forgive(alphabet);
            }
            atom.name_others(lexicon, snapshot, alphabet, level);
        }
        // What did not answer may do so now.
        for judged in &mut self.judged {
            judged.clear();
        }
        for &(segment, entry) in &self.accepted {
            self.judged[segment].set(entry);
        }
    }

    fn gather(&mut self) {
        if self.readings.is_empty() {
            // Whatever passes the filters, nearest first.
            for segment in 0..self.index.segments.len() {
                let rank = Rank { level: self.level, group: Group::Category, quality: WORST };
                self.nearest_first(segment, rank, usize::MAX, None);
            }
            return;
        }
        for segment in 0..self.index.segments.len() {
            self.several_parts(segment);
        }
        if self.kinds(Group::Kind) {
            return;
        }
        for &manner in Manner::of(self.level) {
            if self.texts(Sort::Names, manner) {
                return;
            }
        }
        self.deeds();
        if self.kinds(Group::Category) {
            return;
        }
        for &manner in Manner::of(self.level) {
            if self.texts(Sort::Addresses, manner) {
                return;
            }
        }
    }

    /// Whether nothing worse than `rank` can get among the answers any more.
    fn full(&self, rank: Rank) -> bool {
        self.best.len() >= self.limit && self.best.peek().is_some_and(|worst| worst.rank <= rank)
    }

    /// Judges the candidates of the readings with several parts: entries that are candidates of every part.
    fn several_parts(&mut self, segment: usize) {
        let index = self.index;
        let here = &index.segments[segment];
        for r in 0..self.readings.len() {
            if self.readings[r].atoms.len() < 2 {
                continue;
            }
            let parts = self.readings[r].atoms.iter().map(|a| Candidates::new(a, self.level, here, index));
            let mut parts: Vec<Candidates> = parts.collect();
            parts.sort_by_key(Candidates::count);
            let Some((fewest, others)) = parts.split_first() else { continue };
            let mut found = Vec::new();
            fewest.each(here, |entry| found.push(entry));
            for other in others {
                // Reading a list is cheaper than judging, unless it is far longer.
                if other.count() / 64 >= found.len() {
                    break;
                }
                let mut bits = Bits::new(here.targets.len());
                other.each(here, |entry| bits.set(entry));
                found.retain(|&entry| bits.has(entry));
            }
            for entry in found {
                self.judge(segment, entry);
            }
        }
    }

    /// Looks at the readings of one part in one manner; says whether that was enough.
    fn texts(&mut self, sort: Sort, manner: Manner) -> bool {
        let group = if sort == Sort::Names { Group::Name } else { Group::Address };
        let how = match manner {
            Manner::Pinyin | Manner::Fuzzy => How::Pinyin,
            Manner::Initials => How::Initials,
            _ => How::Literal,
        };
        for segment in 0..self.index.segments.len() {
            self.texts_of(
                segment,
                sort,
                manner,
                Rank { level: self.level, group, quality: Quality { how, extent: Extent::Word } },
            );
        }
        // A group is over when the worst that it can give is no better than what is there; names heard with slips may be
        // of any manner.
        let worst = if manner < Manner::OneSlip { Quality { how, extent: Extent::Within } } else { WORST };
        self.full(Rank { level: self.level, group, quality: worst })
    }

    fn texts_of(&mut self, segment: usize, sort: Sort, manner: Manner, usual: Rank) {
        let index = self.index;
        let here = &index.segments[segment];
        let texts = of_sort(here, sort);
        let level = self.level;
        let plan = |readings: &[Reading], whole| -> Vec<Plan> {
            let words = readings.iter().filter_map(single).filter_map(|a| a.word.as_ref());
            words.map(|w| Plan::new(w, manner, whole, texts, &index.alphabet)).collect()
        };
        let plans = plan(&self.readings, false);
        let count: usize = plans.iter().map(|p| p.count).sum();
        let near = count > self.many && level < Level::TwoSlips && self.origin.is_some();
        // Where there are very many, enough are soon met without knowing which.
        let dense = near && count > here.targets.len() / 50;
        if dense {
            self.wholes(segment, texts, &plan(&self.readings, true));
            if self.nearest_first(segment, usual, here.targets.len() / 500, None) {
                return;
            }
        }
        let mut found: Vec<u32> = Vec::new();
        for p in &plans {
            found.extend(p.texts(texts).into_iter().map(|text| texts.entry(text)));
        }
        if near && found.len() > self.many && level == Level::OneSlip {
            // A text may match as a whole only if it is hardly longer than the word.
            let most = self.readings.iter().filter_map(single).filter_map(|a| a.word.as_ref()).map(Word::len).max();
            let fits = |entry: &&u32| here.names_are_short(**entry, most.unwrap_or(0) + 1, sort == Sort::Names);
            let brief: Vec<u32> = found.iter().filter(fits).copied().collect();
            for entry in brief {
                self.judge(segment, entry);
            }
        }
        if !near || found.len() <= self.many {
            for entry in found {
                self.judge(segment, entry);
            }
            return;
        }
        // Better than the usual is only what matches as a whole: that may be anywhere.
        if !dense && level < Level::OneSlip {
            self.wholes(segment, texts, &plan(&self.readings, true));
        }
        self.candidates(segment, usual, &found);
    }

    fn wholes(&mut self, segment: usize, texts: &Texts, plans: &[Plan]) {
        for p in plans {
            p.texts(texts).into_iter().for_each(|text| self.judge(segment, texts.entry(text)));
        }
    }

    /// Judges candidates, nearest first, until nothing of this rank is left that could get among the answers.
    fn candidates(&mut self, segment: usize, rank: Rank, found: &[u32]) {
        let here = &self.index.segments[segment];
        let mut bits = Bits::new(here.targets.len());
        for &entry in found {
            bits.set(entry);
        }
        // Those that are answers are met soon. If they are not, the boxes take longer than the candidates by themselves.
        let budget = if found.len() < MANY_MORE { found.len() * 2 } else { usize::MAX };
        if self.nearest_first(segment, rank, budget, Some(&bits)) {
            return;
        }
        let Some(origin) = self.origin else { return };
        let far = |&entry: &u32| here.spots.get(entry as usize).map_or(u64::MAX, |s| origin.haversine(*s).to_bits());
        let mut queue: BinaryHeap<Reverse<(u64, u32)>> = found.iter().map(|e| Reverse((far(e), *e))).collect();
        while let Some(Reverse((least, entry))) = queue.pop() {
            if self.is_done(rank, least) {
                return;
            }
            self.judge(segment, entry);
        }
    }

    /// Whether the answers are full of this rank or better, none farther than `least`.
    fn is_done(&self, rank: Rank, least: u64) -> bool {
        let near = |k: &Key| k.rank <= rank && !k.unlocated && k.haversine <= least;
        self.best.len() >= self.limit && self.best.peek().is_some_and(near)
    }

    /// Judges what answers by a matter, a firm, an event or a title.
    fn deeds(&mut self) {
        for segment in 0..self.index.segments.len() {
            let index = self.index;
            let codes: Vec<u32> =
                self.readings.iter().filter_map(single).flat_map(|a| a.deeds.keys().copied()).collect();
            for entry in entries_of(&index.segments[segment], &codes) {
                self.judge(segment, entry);
            }
        }
    }

    fn kinds(&mut self, group: Group) -> bool {
        let mut kinds: Vec<(usize, Quality)> = Vec::new();
        for atom in self.readings.iter().filter_map(single) {
            let named = atom.kinds.iter().enumerate().filter_map(|(i, q)| Some((i, (*q)?)));
            kinds.extend(named.filter(|(_, q)| kind_group(*q) == group));
        }
        let Some(&(_, quality)) = kinds.first() else { return false };
        let even = kinds.iter().all(|(_, q)| *q == quality);
        let rank = Rank { level: self.level, group, quality };
        for segment in 0..self.index.segments.len() {
            let index = self.index;
            let of_kind = &index.segments[segment].of_kind;
            let lists: Vec<_> =
                kinds.iter().filter_map(|(i, _)| Some(of_kind.of((u16::try_from(*i).ok()?, 0)))).collect();
            let count: usize = lists.iter().map(|l| of_kind.count(l)).sum();
            let found: Vec<u32> = lists.into_iter().flatten().flat_map(|at| of_kind.list(at)).collect();
            if even && count > self.many && self.origin.is_some() {
                self.candidates(segment, rank, &found);
            } else {
                for entry in found {
                    self.judge(segment, entry);
                }
            }
        }
        let worst = kinds.iter().map(|(_, q)| *q).max().unwrap_or(quality);
        self.full(Rank { quality: worst, ..rank })
    }

    /// Judges entries, nearest first, until there are enough of this rank or better or `budget` have been judged; only
    /// these candidates, if any are given. Says whether nothing of the rank is left that could get among the answers.
    fn nearest_first(&mut self, segment: usize, rank: Rank, budget: usize, candidates: Option<&Bits>) -> bool {
        let index = self.index;
        let here = &index.segments[segment];
        let may_be = |entry: u32| candidates.is_none_or(|c| c.has(entry));
        let mut judged = 0;
        if let Some(origin) = self.origin {
            let within = self.sieve.within();
            for (least, entries) in here.ground.from(&origin) {
                if self.is_done(rank, least.to_bits()) || within.is_some_and(|w| least > w) {
                    return true;
                }
                if judged > budget {
                    return false;
                }
                judged += entries.len();
                (small(entries.start)..small(entries.end)).filter(|&e| may_be(e)).for_each(|e| self.judge(segment, e));
            }
        } else {
            (0..small(here.spots.len())).filter(|&e| may_be(e)).for_each(|e| self.judge(segment, e));
        }
        (small(here.spots.len())..here.len()).filter(|&e| may_be(e)).for_each(|e| self.judge(segment, e));
        true
    }

    /// Takes an entry in if it answers and passes the filters; an entry is judged once on each level.
    #[inline]
    fn judge(&mut self, segment: usize, entry: u32) {
        if self.judged[segment].has(entry) {
            return;
        }
        self.judged[segment].set(entry);
        let here = &self.index.segments[segment];
        if here.gone.contains(&entry) || !self.sieve.may_pass(here, entry) {
            return;
        }
        let Some((rank, _)) = self.rank(here, entry) else { return };
        let target = here.targets[entry as usize];
        if !self.sieve.passes(Target::of(target)) {
            return;
        }
        let spot = here.spots.get(entry as usize);
        let haversine = self.origin.zip(spot).map_or(0.0, |(o, s)| o.haversine(*s));
        let key = Key {
            rank,
            unlocated: spot.is_none(),
            haversine: haversine.to_bits(),
            prominence: here.prominence[entry as usize],
            target,
            segment: small(segment),
            entry,
        };
        if self.sieve.within().is_some_and(|w| spot.is_none() || haversine > w) {
            return;
        }
        self.found += 1;
        if self.accepted.len() < ENOUGH {
            self.accepted.push((segment, entry));
        }
        if self.best.len() < self.limit {
            self.best.push(key);
        } else if let Some(mut worst) = self.best.peek_mut().filter(|w| key < **w) {
            *worst = key;
        }
    }

    /// How well an entry answers, and by which reading.
    fn rank(&self, here: &Segment, entry: u32) -> Option<(Rank, usize)> {
        if self.readings.is_empty() {
            return Some((Rank { level: self.level, group: Group::Category, quality: WORST }, 0));
        }
        rank_by(self.index, &self.readings, here, entry, self.level)
    }
}

/// The worst way to match.
const WORST: Quality = Quality { how: How::Initials, extent: Extent::Within };

/// The part of a reading that has only one.
fn single(reading: &Reading) -> Option<&Atom> {
    if let [only] = &reading.atoms[..] { Some(only) } else { None }
}

fn of_sort(segment: &Segment, sort: Sort) -> &Texts {
    match sort {
        Sort::Names => &segment.names,
        Sort::Addresses => &segment.addresses,
    }
}
