//! The matters that a text names, for those who look for a matter and not for a place.

use super::{chips::plain, find::matters, index::Index, rank::Level, reading::Reading};

/// The matters that a text names, by index into [`crate::model::Snapshot::matters`], best first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedMatters {
    /// Those it names.
    pub found: Vec<usize>,
    /// How many of them it names best, none better than the other.
    pub equals: usize,
    /// The text names none as it stands: these sound or are written nearly so.
    pub near: bool,
}

impl Index {
    /// The matters that `text` names: as one, else by each of its words, else by what is nearly the same.
    #[must_use]
    pub fn matters(&self, text: &str, fuzzy: bool) -> NamedMatters {
        // 24小时自助图书馆 is a matter, not a filter for what never closes.
        for text in [text, &plain(text)] {
            let mut readings = self.lexicon.readings(text, &self.snapshot, &self.alphabet);
            let whole = matters(&readings);
            if !whole.is_empty() {
                return NamedMatters { equals: equals(&readings, &whole), found: whole, near: false };
            }
            let by_words = by_each_word(&readings);
            if !by_words.is_empty() {
                return NamedMatters { equals: by_words.len(), found: by_words, near: false };
            }
            for level in [Level::Fuzzy, Level::OneSlip, Level::TwoSlips] {
                if level == Level::Fuzzy && !fuzzy {
                    continue;
                }
                let found = self.nearly(&mut readings, level);
                if !found.is_empty() {
                    return NamedMatters { equals: found.len(), found, near: true };
                }
            }
        }
        NamedMatters::default()
    }

    /// What the text as one names when no more than `level` is forgiven.
    fn nearly(&self, readings: &mut [Reading], level: Level) -> Vec<usize> {
        let mut named = Vec::new();
        for reading in readings.iter_mut().filter(|r| r.atoms.len() == 1) {
            for atom in &mut reading.atoms {
                if let Some(word) = &mut atom.word {
                    word.forgive(&self.alphabet);
                    atom.name_matters(&self.lexicon, &self.snapshot, &self.alphabet, level);
                    named.extend(atom.matters.iter().copied());
                }
            }
        }
        named.sort_unstable();
        distinct(named.into_iter().map(|(_, matter)| matter))
    }
}

/// How many of the found are named as well as the first.
fn equals(readings: &[Reading], found: &[usize]) -> usize {
    let atoms = || readings.iter().filter(|r| r.atoms.len() == 1).flat_map(|r| &r.atoms).flat_map(|a| &a.matters);
    let best = |matter: &usize| atoms().filter(|(_, m)| m == matter).map(|(rank, _)| *rank).min();
    let first = found.first().and_then(best);
    found.iter().filter(|m| best(m) == first).count()
}

/// The matters that every word of a reading names.
fn by_each_word(readings: &[Reading]) -> Vec<usize> {
    let named = |reading: &Reading| {
        let mut atoms = reading.atoms.iter();
        let first: Vec<usize> = atoms.next().map(|a| a.matters.iter().map(|m| m.1).collect()).unwrap_or_default();
        atoms.fold(first, |all, atom| {
            all.into_iter().filter(|m| atom.matters.iter().any(|(_, other)| other == m)).collect()
        })
    };
    distinct(readings.iter().flat_map(named))
}

fn distinct(all: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut out = Vec::new();
    for one in all {
        if !out.contains(&one) {
            out.push(one);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::formats;

    fn named(text: &str) -> (Vec<String>, bool) {
        let snapshot = Arc::new(formats::shipped().unwrap());
        let named = Index::new(&snapshot).matters(text, true);
        (named.found.iter().map(|&m| snapshot.matters[m].name.clone()).collect(), named.near)
    }

    #[test]
    fn a_matter_is_named_by_name_alias_pinyin_and_its_words_in_any_order() {
        for text in ["个体工商户登记", "gtgshdj", "getigongshanghudengji", "登记 个体"] {
            assert_eq!(named(text), (vec!["个体工商户登记".to_owned()], false), "{text}");
        }
        assert_eq!(named("打印营业执照").0.first().map(String::as_str), Some("营业执照打印"));
        assert_eq!(named("24小时自助图书馆").0, ["24小时自助图书馆"]);
    }

    #[test]
    fn what_is_nearly_a_matter_is_said_to_be_near_and_what_is_none_names_none() {
        assert_eq!(named("个体工商户登计"), (vec!["个体工商户登记".to_owned()], true));
        assert_eq!(named("qqxxqqxx"), (vec![], false));
        assert_eq!(named(""), (vec![], false));
    }
}
