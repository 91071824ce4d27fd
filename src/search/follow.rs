//! An index kept up with what changes: entries that are out of date are marked, the new ones get a segment of their own.

use std::sync::Arc;

use super::{
    index::Index,
    postings::small,
    query::Target,
    reading::Lexicon,
    segment::{Segment, ZONE},
};
use crate::model::Snapshot;

/// The code of an entry that is gone.
const NOTHING: u32 = u32::MAX;
/// A segment up to this many entries is made anew with what is added.
const SMALL: usize = 8;
/// So many segments are kept beside the first one.
const SEGMENTS: usize = 16;

impl Index {
    /// Takes in a later snapshot of the same store, in which no other places than those with these row numbers (`fid`) are
    /// new, changed or gone, and no area is.
    pub fn follow(&mut self, snapshot: &Arc<Snapshot>, fids: &[i64]) {
        let old = std::mem::replace(&mut self.snapshot, Arc::clone(snapshot));
        let at = |s: &Snapshot, fid: &i64| s.places.binary_search_by_key(fid, |p| p.fid).ok();
        let mut was: Vec<usize> = fids.iter().filter_map(|fid| at(&old, fid)).collect();
        let mut is: Vec<usize> = fids.iter().filter_map(|fid| at(snapshot, fid)).collect();
        for indices in [&mut was, &mut is] {
            indices.sort_unstable();
            indices.dedup();
        }
        let codes: Vec<u32> = was.iter().map(|&i| small(i)).collect();
        for segment in &mut self.segments {
            segment.forget(&codes);
        }
        self.renumber(&was, &is, old.places.len());
        let mut fresh: Vec<Target> = is.into_iter().map(Target::Place).collect();
        if self.segments.len() > 1 && self.segments.last().is_some_and(|s| s.targets.len() <= SMALL) {
            fresh.extend(self.segments.pop().iter().flat_map(Segment::live));
        }
        if self.segments.len() > SEGMENTS {
            fresh.extend(self.segments.drain(1..).flat_map(|s| s.live().collect::<Vec<_>>()));
        }
        if !fresh.is_empty() {
            self.segments.push(Segment::new(&mut self.alphabet, snapshot, fresh));
        }
        let same = Arc::ptr_eq(&old.matters, &snapshot.matters)
            && Arc::ptr_eq(&old.synonyms, &snapshot.synonyms)
            && Arc::ptr_eq(&old.firms, &snapshot.firms)
            && Arc::ptr_eq(&old.events, &snapshot.events)
            && Arc::ptr_eq(&old.facts, &snapshot.facts);
        if !same {
            self.lexicon = Lexicon::new(&mut self.alphabet, snapshot);
        }
    }

    /// The places that stay have other indices when some before them come or go.
    fn renumber(&mut self, was: &[usize], is: &[usize], before: usize) {
        let stay = before - was.len();
        if was.len() == is.len() && was == is || (was.is_empty() && is.iter().all(|&i| i >= stay)) {
            return;
        }
        for code in self.segments.iter_mut().flat_map(|s| &mut s.targets).filter(|c| **c & ZONE == 0) {
            let old = *code as usize;
            let mut new = old - was.partition_point(|&w| w < old);
            for &i in is {
                if i > new {
                    break;
                }
                new += 1;
            }
            *code = small(new);
        }
    }
}

impl Segment {
    /// Marks what these codes stand for as gone.
    fn forget(&mut self, codes: &[u32]) {
        for (entry, code) in (0..).zip(&mut self.targets) {
            if codes.contains(code) {
                *code = NOTHING;
                self.gone.insert(entry);
            }
        }
    }

    /// What is not gone.
    fn live(&self) -> impl Iterator<Item = Target> + use<'_> {
        self.targets.iter().filter(|c| **c != NOTHING).map(|&c| Target::of(c))
    }
}
