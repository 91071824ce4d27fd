//! The names of streets in order, so that one can be followed letter by letter through an address.

use std::ops::Range;

use super::normal::{key, parts};

/// Names as they are compared, each with the street it names.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(Vec<(Box<str>, u32)>);

/// Some neighbouring entries of [`Names`]: those of one name.
pub(super) type Named = Range<usize>;

impl Names {
    pub(super) fn new(mut names: Vec<(Box<str>, u32)>) -> Self {
        // A number alone is no name that can be told from a house number.
        names.retain(|(name, _)| name.chars().any(char::is_alphabetic));
        names.sort_unstable();
        names.dedup();
        names.shrink_to_fit();
        Self(names)
    }

    /// The streets of a name.
    pub(super) fn streets(&self, named: &Named) -> impl Iterator<Item = u32> + '_ {
        self.0.get(named.clone()).unwrap_or_default().iter().map(|(_, street)| *street)
    }

    /// A name as it is compared.
    pub(super) fn text(&self, named: &Named) -> &str {
        self.0.get(named.start).map_or("", |(name, _)| name)
    }

    /// The entries among `within` that begin with `start`.
    fn beginning(&self, within: Range<usize>, start: &str) -> Range<usize> {
        let some = self.0.get(within.clone()).unwrap_or_default();
        let low = some.partition_point(|(name, _)| &**name < start);
        let high = low + some[low..].partition_point(|(name, _)| name.starts_with(start));
        within.start + low..within.start + high
    }

    /// The entries among those that begin with `name` that are it.
    fn whole(&self, begin: Range<usize>, name: &str) -> Named {
        let some = self.0.get(begin.clone()).unwrap_or_default();
        begin.start..begin.start + some.partition_point(|(other, _)| other.len() == name.len())
    }

    /// The longest name that begins at `start`, and where it ends. Blanks and dashes may stand within.
    pub(super) fn longest(&self, s: &[char], start: usize) -> Option<(usize, Named)> {
        let first = s.get(start).filter(|c| c.is_alphanumeric())?;
        if !parts(start.checked_sub(1).and_then(|i| s.get(i)), Some(first)) {
            return None;
        }
        let (mut begin, mut name, mut best) = (0..self.0.len(), String::new(), None);
        for (at, &c) in s.iter().enumerate().skip(start) {
            match c {
                ' ' | '-' => continue,
                _ if c.is_alphanumeric() => name.push(c),
                _ => break,
            }
            begin = self.beginning(begin, &name);
            if begin.is_empty() {
                break;
            }
            let whole = self.whole(begin.clone(), &name);
            if !whole.is_empty() && parts(Some(&c), s.get(at + 1)) {
                best = Some((at + 1, whole));
            }
        }
        best
    }

    /// What a text names: a whole name, or else the only one that begins, or else ends, with it.
    pub(super) fn resolve(&self, s: &[char]) -> Option<Named> {
        let text = key(s);
        if text.chars().count() < 2 || !text.chars().any(char::is_alphabetic) {
            return None;
        }
        let begin = self.beginning(0..self.0.len(), &text);
        let whole = self.whole(begin.clone(), &text);
        if !whole.is_empty() {
            return Some(whole);
        }
        let only = |found: Range<usize>| {
            let (first, last) = (self.0.get(found.start)?, self.0.get(found.end.checked_sub(1)?)?);
            (first.0 == last.0).then_some(found)
        };
        if !begin.is_empty() {
            return only(begin);
        }
        let mut ends = self.0.iter().enumerate().filter(|(_, (name, _))| name.ends_with(&text)).map(|(i, _)| i);
        let first = ends.next()?;
        only(first..ends.next_back().unwrap_or(first) + 1)
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.0.capacity() * size_of::<(Box<str>, u32)>() + self.0.iter().map(|(name, _)| name.len()).sum::<usize>()
    }
}
