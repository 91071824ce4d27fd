//! The answer to a query: what is asked, gathered and told.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::{
    chips::plain,
    filter::Sieve,
    gather::Gather,
    ground::Origin,
    index::Index,
    judge::{part, rank_by},
    query::{Field, Filters, Found, Hit, Query, Target},
    rank::{Group, Key, Level},
    reading::Reading,
    text::{merge, original},
};
use crate::{model::Snapshot, spatial::haversine_m};

/// Answers shown instead when the filters leave none.
const INSTEAD: usize = 3;

impl Index {
    /// The best answers, best first. Nothing typed and nothing filtered finds nothing; nothing typed and something
    /// filtered finds whatever passes, nearest first.
    ///
    /// A place answers when the text as one, or each of its words, matches some text of it, or names its kind or a matter
    /// that is done there, a firm or an event in it, or a title of it. What sounds alike or is mistyped counts only while fewer than 20 answers need nothing forgiven,
    /// two slips only while there is no answer at all.
    #[must_use]
    pub fn find(&self, query: &Query) -> Found {
        let filters = query.filters.with_words_of(query);
        let text = plain(&query.text);
        if filters != query.filters {
            // 24小时自助图书馆 is a matter, not a library that never closes.
            let named = self.answer(query, &query.text, query.filters.clone(), query.limit);
            if named.hits.first().is_some_and(|h| h.rank.level == Level::Exact && h.rank.group < Group::Category) {
                return named;
            }
        }
        let mut found = self.answer(query, &text, filters.clone(), query.limit);
        if found.hits.is_empty() && !filters.is_empty() && query.limit > 0 && !text.is_empty() {
            found.without_filters = self.answer(query, &text, Filters::default(), INSTEAD).hits;
        }
        found
    }

    fn answer(&self, query: &Query, text: &str, filters: Filters, limit: usize) -> Found {
        let readings = self.lexicon.readings(text, &self.snapshot, &self.alphabet);
        // What has no comparable character is no question: only an empty text asks for whatever passes.
        if readings.is_empty() && (filters.is_empty() || !text.trim().is_empty()) {
            return Found::default();
        }
        let sieve = Sieve::new(filters, &self.snapshot);
        let origin = query.origin.map(Origin::new);
        let (keys, readings) = Gather::new(self, readings, origin, sieve, limit, query.fuzzy).run();
        let hits: Vec<Hit> = keys.iter().map(|k| self.hit(k, &readings, query)).collect();
        let (matters, nowhere) = (matters(&readings), nowhere(&readings, &self.snapshot, hits.is_empty()));
        Found { hits, matters, nowhere, without_filters: Vec::new() }
    }

    fn hit(&self, key: &Key, readings: &[Reading], query: &Query) -> Hit {
        let here = &self.segments[key.segment as usize];
        let target = Target::of(key.target);
        let location = match target {
            Target::Place(i) => self.snapshot.places[i].location,
            Target::Zone(i) => self.snapshot.zones[i].label,
        };
        let mut hit = Hit {
            target,
            rank: key.rank,
            field: Field::Name,
            marks: Vec::new(),
            distance_m: query.origin.zip(location).map(|(a, b)| haversine_m(a, b)),
            read_as: None,
        };
        let level = key.rank.level;
        let Some(reading) = rank_by(self, readings, here, key.entry, level).map(|(_, r)| &readings[r]) else {
            hit.field = Field::Category;
            return hit;
        };
        let parts =
            reading.atoms.iter().filter_map(|a| part(self, a, here, key.entry, level, reading.atoms.len() == 1));
        hit.field = parts.min_by_key(|(rank, _)| *rank).map_or(Field::Name, |(_, field)| field);
        hit.marks = self.marks(reading, self.text(target, hit.field), level);
        if hit.field == Field::Category {
            // The name may hold the word for its kind too.
            hit.marks = self.marks(reading, self.name(target), level);
            hit.field = if hit.marks.is_empty() { Field::Category } else { Field::Name };
        }
        hit.read_as.clone_from(&reading.read_as);
        hit
    }

    /// The characters of a text that the words of a reading match.
    fn marks(&self, reading: &Reading, text: &str, level: Level) -> Vec<Range<usize>> {
        let tokens = self.alphabet.tokens(text);
        let words = reading.atoms.iter().filter_map(|a| a.word.as_ref());
        let runs = words.filter_map(|w| w.find(&tokens, &self.alphabet, level)).map(|m| m.run);
        merge(runs.flat_map(|run| original(text, run)).collect())
    }
}

/// The matters that the text as a whole names, those it names best first.
pub(super) fn matters(readings: &[Reading]) -> Vec<usize> {
    let whole = readings.iter().filter(|r| r.atoms.len() == 1).flat_map(|r| &r.atoms);
    let mut named: Vec<_> =
        whole.flat_map(|a| a.matters.iter().copied()).filter(|(r, _)| r.level == Level::Exact).collect();
    named.sort_unstable();
    let mut out = Vec::new();
    for (_, matter) in named {
        if !out.contains(&matter) {
            out.push(matter);
        }
    }
    out
}

/// The firms and events without a place of ours that the text as a whole names, best first; what had to be forgiven
/// counts only where nothing else answers.
fn nowhere(readings: &[Reading], snapshot: &Snapshot, forgiving: bool) -> Vec<Field> {
    let lost = |field: Field| match field {
        Field::Firm(i) => snapshot.firms.get(i).is_some_and(|f| snapshot.index_of(&f.place).is_none()),
        Field::Event(i) => snapshot.events.get(i).is_some_and(|e| snapshot.index_of(&e.place).is_none()),
        _ => false,
    };
    let whole = readings.iter().filter(|r| r.atoms.len() == 1).flat_map(|r| &r.atoms);
    let named = whole.flat_map(|a| a.held.iter().copied());
    let mut named: Vec<_> = named.filter(|&(r, field)| (forgiving || r.level == Level::Exact) && lost(field)).collect();
    named.sort_unstable();
    let mut seen = FxHashSet::default();
    named.retain(|(_, field)| seen.insert(*field));
    named.into_iter().map(|(_, field)| field).collect()
}
