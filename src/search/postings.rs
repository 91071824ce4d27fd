//! Which texts hold a gram: for every pair of characters, or triple of symbols, the numbers of the texts in order.
//!
//! The lists are differences in LEB128, one list after the other in one buffer.

use std::ops::Range;

use rustc_hash::FxHashMap;

/// A gram as two parts: what stands first (a character, or two symbols), and what follows.
pub(super) type Gram = (u16, u16);

/// The lists of all grams.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Postings {
    /// For every first part, where its grams begin in the three below; one more at the end.
    pub(super) rows: Vec<u32>,
    /// The second parts, in order within a row.
    pub(super) seconds: Vec<u16>,
    /// Where each list begins in `bytes`; one more at the end.
    pub(super) starts: Vec<u32>,
    /// How many texts the lists before each one hold; one more at the end.
    pub(super) before: Vec<u32>,
    pub(super) bytes: Vec<u8>,
}

impl Default for Postings {
    fn default() -> Self {
        Self { rows: vec![0], seconds: Vec::new(), starts: vec![0], before: vec![0], bytes: Vec::new() }
    }
}

impl Postings {
    /// Collects the grams of texts `0..texts`; `grams` is asked twice for each text and may say a gram more than once.
    pub(super) fn build(texts: u32, grams: impl Fn(u32, &mut dyn FnMut(Gram))) -> Self {
        let mut slots: FxHashMap<Gram, usize> = FxHashMap::default();
        let mut counts: Vec<usize> = Vec::new();
        for text in 0..texts {
            grams(text, &mut |gram| {
                let slot = *slots.entry(gram).or_insert_with(|| {
                    counts.push(0);
                    counts.len() - 1
                });
                counts[slot] += 1;
            });
        }
        let begins: Vec<usize> = counts.iter().scan(0, |sum, n| Some(std::mem::replace(sum, *sum + n))).collect();
        let mut next = begins.clone();
        let mut all = vec![0_u32; counts.iter().sum()];
        for text in 0..texts {
            grams(text, &mut |gram| {
                if let Some(&slot) = slots.get(&gram) {
                    all[next[slot]] = text;
                    next[slot] += 1;
                }
            });
        }
        let mut grams: Vec<(Gram, usize)> = slots.into_iter().collect();
        grams.sort_unstable();
        let mut out = Self { bytes: Vec::with_capacity(all.len() * 3 / 2), ..Self::default() };
        for (gram, slot) in grams {
            out.push(gram, &all[begins[slot]..next[slot]]);
        }
        out.bytes.shrink_to_fit();
        out
    }

    /// Adds the list of a gram that comes after all others.
    fn push(&mut self, (first, second): Gram, texts: &[u32]) {
        let gram = small(self.seconds.len());
        self.rows.resize(usize::from(first) + 1, gram);
        self.seconds.push(second);
        let (mut last, mut held) = (None, 0);
        for &text in texts {
            // A text that holds a gram twice is listed once.
            if last == Some(text) {
                continue;
            }
            write(last.map_or(text, |l| text - l - 1), &mut self.bytes);
            last = Some(text);
            held += 1;
        }
        self.rows.push(gram + 1);
        self.starts.push(small(self.bytes.len()));
        self.before.push(self.before.last().map_or(0, |n| n + held));
    }

    /// The lists of the grams that begin with `first` and go on with one of `seconds`, as positions.
    pub(super) fn within(&self, first: u16, seconds: Range<u16>) -> Range<usize> {
        let ends = (self.rows.get(usize::from(first)), self.rows.get(usize::from(first) + 1));
        let (Some(&from), Some(&to)) = ends else { return 0..0 };
        let (from, to) = (from as usize, to as usize);
        let row = &self.seconds[from..to];
        let (a, b) = (row.partition_point(|&s| s < seconds.start), row.partition_point(|&s| s < seconds.end));
        from + a..from + b
    }

    /// The list of one gram as a position, empty when nothing holds it.
    pub(super) fn of(&self, (first, second): Gram) -> Range<usize> {
        self.within(first, second..second.saturating_add(1))
    }

    /// How many texts these lists hold together, a text counted once for each of them.
    pub(super) fn count(&self, lists: &Range<usize>) -> usize {
        (self.before[lists.end.max(lists.start)] - self.before[lists.start]) as usize
    }

    /// The texts of the list at a position.
    pub(super) fn list(&self, at: usize) -> List<'_> {
        let (from, to) = (self.starts[at] as usize, self.starts[at + 1] as usize);
        List { bytes: self.bytes[from..to].iter(), next: 0 }
    }

    /// Bytes held on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        self.rows.capacity() * 4
            + self.seconds.capacity() * 2
            + self.starts.capacity() * 4
            + self.before.capacity() * 4
            + self.bytes.capacity()
    }

    /// Whether it can be read without meeting a text beyond `texts`: it may come from a file.
    pub(super) fn is_sound(&self, texts: u32) -> bool {
        let grams = self.seconds.len();
        let ends = |v: &[u32], end: usize| {
            v.first() == Some(&0) && v.last().is_some_and(|&l| l as usize == end) && v.is_sorted()
        };
        ends(&self.rows, grams)
            && self.starts.len() == grams + 1
            && ends(&self.starts, self.bytes.len())
            && self.before.len() == grams + 1
            && self.before.is_sorted()
            && self.before.first() == Some(&0)
            && (0..grams).all(|g| {
                let held = self.before[g + 1] - self.before[g];
                let mut seen = 0;
                let fits = self.list(g).all(|t| {
                    seen += 1;
                    t < texts
                });
                fits && seen == held
            })
    }
}

/// The texts of one list, in order.
#[derive(Clone)]
pub(super) struct List<'a> {
    bytes: std::slice::Iter<'a, u8>,
    next: u32,
}

impl Iterator for List<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        let mut step = 0_u32;
        let mut shift = 0;
        loop {
            let byte = *self.bytes.next()?;
            step |= u32::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                break;
            }
            shift = (shift + 7) & 31;
        }
        let text = self.next.wrapping_add(step);
        self.next = text.wrapping_add(1);
        Some(text)
    }
}

fn write(mut n: u32, out: &mut Vec<u8>) {
    let seven = |n: u32| (n & 0x7F).to_le_bytes()[0];
    while n >= 0x80 {
        out.push(seven(n) | 0x80);
        n >>= 7;
    }
    out.push(seven(n));
}

/// A length that fits: lists of four thousand million texts are not made.
pub(super) fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_put_in_comes_out(texts in prop::collection::vec(prop::collection::vec((0_u16..5, 0_u16..400), 0..6), 0..300)) {
            let postings = Postings::build(small(texts.len()), |t, each| texts[t as usize].iter().for_each(|g| each(*g)));
            let mut expected: BTreeMap<Gram, Vec<u32>> = BTreeMap::new();
            for (t, grams) in (0..).zip(&texts) {
                for gram in grams {
                    let list = expected.entry(*gram).or_default();
                    if list.last() != Some(&t) {
                        list.push(t);
                    }
                }
            }
            prop_assert!(postings.is_sound(small(texts.len())));
            for (gram, list) in &expected {
                let at = postings.of(*gram);
                prop_assert_eq!((at.len(), postings.count(&at)), (1, list.len()));
                prop_assert_eq!(&postings.list(at.start).collect::<Vec<_>>(), list);
            }
            let row = postings.within(2, 0..u16::MAX);
            prop_assert_eq!(row.len(), expected.keys().filter(|g| g.0 == 2).count());
            prop_assert!(postings.of((9, 9)).is_empty() && postings.of((1, 500)).is_empty());
        }
    }

    #[test]
    fn nothing_holds_a_gram_of_nothing() {
        let none = Postings::default();
        assert!(none.of((1, 2)).is_empty() && none.is_sound(0) && none.count(&(0..0)) == 0);
    }
}
