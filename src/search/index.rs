//! The index: every name, address and kind made comparable once, and the scan over them.

use std::{slice, sync::Arc};

use geo::Coord;
use rust_i18n::t;

use super::{
    matching::{Extent, How, Quality, Word, find},
    query::{Asked, Field, Found, Hit, Query, Target},
    rank::{Group, Level, Rank, Ranked, best},
    text::{Text, merge, original},
};
use crate::{
    model::{Category, Place, Snapshot, Zone, ZoneKind},
    spatial::haversine_m,
};

/// Everything that can be found in one snapshot.
pub struct Index {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) entries: Vec<Entry>,
    /// The words for each category in both languages, in the order of [`Category::ALL`].
    kinds: Vec<Vec<Text>>,
}

/// One place or area.
pub(super) struct Entry {
    pub(super) target: Target,
    category: Option<Category>,
    location: Option<Coord<f64>>,
    texts: Vec<(Field, Text)>,
}

/// A word and how well it names each category.
struct Sought<'a> {
    word: &'a Word,
    kinds: Vec<Option<Quality>>,
}

impl Index {
    /// Prepares a snapshot's places, and its areas except the neighbouring districts.
    #[must_use]
    pub fn new(snapshot: &Arc<Snapshot>) -> Self {
        let places = snapshot.places.iter().enumerate().map(|(i, p)| Entry::place(i, p));
        let shown = snapshot.zones.iter().enumerate().filter(|(_, z)| z.kind != ZoneKind::Neighbour);
        Self {
            entries: places.chain(shown.map(|(i, z)| Entry::zone(i, z))).collect(),
            kinds: Category::ALL.iter().map(|&c| words_for(c)).collect(),
            snapshot: Arc::clone(snapshot),
        }
    }

    /// The best answers, best first. Nothing typed finds nothing.
    ///
    /// Either the text matches as one, blanks ignored, or each of its words matches some text of the same place.
    #[must_use]
    pub fn find(&self, query: &Query) -> Found {
        let Some(asked) = Asked::new(&query.text) else { return Found::default() };
        let ranked = best(self.scan(&asked, query.origin, query.filters.category), query.limit);
        Found { hits: ranked.iter().map(|r| self.hit(&asked, r)).collect(), ..Found::default() }
    }

    /// Everything that answers, in no order.
    pub(super) fn scan(
        &self,
        asked: &Asked,
        origin: Option<Coord<f64>>,
        category: Option<Category>,
    ) -> Vec<Ranked<'_>> {
        let whole = self.seek(&asked.whole);
        let words: Vec<Sought<'_>> = asked.words.iter().map(|w| self.seek(w)).collect();
        let wanted = |e: &Entry| category.is_none() || e.category == category;
        let entries = self.entries.iter().enumerate().filter(|(_, e)| wanted(e));
        let judged = entries.filter_map(|(entry, e)| {
            let (rank, by_words) = e.judge(&whole, &words)?;
            let distance_m = origin.zip(e.location).map(|(a, b)| haversine_m(a, b));
            let (located, name) = (e.location.is_some(), self.name(e.target));
            Some(Ranked { rank, entry, by_words, located, distance_m, name })
        });
        judged.collect()
    }

    /// The Chinese name of what was found.
    pub(super) fn name(&self, target: Target) -> &str {
        match target {
            Target::Place(i) => &self.snapshot.places[i].name,
            Target::Zone(i) => &self.snapshot.zones[i].name,
        }
    }

    /// A category answers to its word and to the beginning of it, but to first letters only when they are all there
    /// and never to a single character: `w` is not 文化馆.
    fn seek<'a>(&self, word: &'a Word) -> Sought<'a> {
        let names = |q: &Quality| match q.how {
            How::Literal | How::Pinyin => q.extent <= Extent::Start,
            How::Initials => q.extent == Extent::Whole,
        };
        let quality =
            |texts: &Vec<Text>| texts.iter().filter_map(|t| find(word, t)).map(|(q, _)| q).filter(names).min();
        let kinds = self.kinds.iter().map(|texts| if word.len() > 1 { quality(texts) } else { None });
        Sought { word, kinds: kinds.collect() }
    }

    fn hit(&self, asked: &Asked, ranked: &Ranked<'_>) -> Hit {
        let entry = &self.entries[ranked.entry];
        let words = if ranked.by_words { &asked.words[..] } else { slice::from_ref(&asked.whole) };
        let found = words.iter().filter_map(|w| entry.match_word(&self.seek(w)));
        let field = found.min_by_key(|(rank, _)| *rank).map_or(Field::Name, |(_, field)| field);
        let text = self.text(entry.target, field);
        let comparable = Text::new(text);
        let runs = words.iter().filter_map(|w| find(w, &comparable));
        Hit {
            target: entry.target,
            rank: ranked.rank,
            field,
            marks: merge(runs.flat_map(|(_, run)| original(text, run)).collect()),
            distance_m: ranked.distance_m,
            read_as: None,
        }
    }

    /// The text of a field as it is shown; empty for the category.
    fn text(&self, target: Target, field: Field) -> &str {
        let (name_en, place) = match target {
            Target::Place(i) => (&self.snapshot.places[i].name_en, self.snapshot.places.get(i)),
            Target::Zone(i) => (&self.snapshot.zones[i].name_en, None),
        };
        match field {
            Field::Name => self.name(target),
            Field::NameEn => name_en,
            Field::Alias(n) => place.and_then(|p| p.aliases.get(n)).map_or("", String::as_str),
            Field::Address => place.map_or("", |p| &p.address),
            Field::Matter(_) | Field::Category => "",
        }
    }
}

impl Entry {
    fn place(index: usize, place: &Place) -> Self {
        let names = [(Field::Name, &place.name), (Field::NameEn, &place.name_en), (Field::Address, &place.address)];
        let aliases = place.aliases.iter().enumerate().map(|(i, alias)| (Field::Alias(i), alias));
        Self {
            target: Target::Place(index),
            category: Some(place.category),
            location: place.location,
            texts: prepare(names.into_iter().chain(aliases)),
        }
    }

    fn zone(index: usize, zone: &Zone) -> Self {
        let names = [(Field::Name, &zone.name), (Field::NameEn, &zone.name_en)];
        Self { target: Target::Zone(index), category: None, location: zone.label, texts: prepare(names) }
    }

    /// How well the text as one or its words answer, and whether it was the words.
    fn judge(&self, whole: &Sought<'_>, words: &[Sought<'_>]) -> Option<(Rank, bool)> {
        let as_one = self.match_word(whole).map(|(rank, _)| (rank, false));
        let mut worst = None;
        for word in words {
            let Some((rank, _)) = self.match_word(word) else { return as_one };
            worst = worst.max(Some(rank));
        }
        as_one.into_iter().chain(worst.map(|rank| (rank, true))).min_by_key(|(rank, _)| *rank)
    }

    /// The field that a word matches best.
    fn match_word(&self, sought: &Sought<'_>) -> Option<(Rank, Field)> {
        let texts = self.texts.iter().filter_map(|(field, text)| {
            find(sought.word, text)
                .map(|(quality, _)| (Rank { level: Level::Exact, group: field.group(), quality }, *field))
        });
        let kind = self.category.and_then(|c| sought.kinds[c as usize]);
        let kind = kind.map(|quality| (Rank { level: Level::Exact, group: Group::Category, quality }, Field::Category));
        texts.chain(kind).min_by_key(|(rank, _)| *rank)
    }
}

fn prepare<'a>(texts: impl IntoIterator<Item = (Field, &'a String)>) -> Vec<(Field, Text)> {
    let kept = texts.into_iter().filter(|(_, text)| !text.is_empty());
    kept.map(|(field, text)| (field, Text::new(text))).collect()
}

/// The word for a category in each language, and what it enumerates: 剧场、影院与美术馆 is also found as 影院.
fn words_for(category: Category) -> Vec<Text> {
    let key = format!("category.{}", category.key());
    let both = [t!(&key, locale = "zh-CN").into_owned(), t!(&key, locale = "en").into_owned()];
    let parts = both.iter().flat_map(|w| w.split(['、', '与', ',']).flat_map(|p| p.split(" and ")));
    let mut texts: Vec<Text> = both.iter().map(|w| Text::new(w)).collect();
    texts.extend(parts.map(Text::new).filter(|t| !t.units.is_empty()));
    texts
}
