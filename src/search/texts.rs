//! The texts of one sort, names or addresses, as tokens, with the lists of their grams.

use std::ops::Range;

use super::{
    alphabet::{Alphabet, Token},
    grams::grams,
    postings::{Postings, small},
    query::Field,
};

/// Some texts of the entries `0..n` of a segment. The first ones are those of the entries in order, one each if there are
/// any; the others follow, in order of their entries.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    /// How many texts belong to the entry of their own number.
    pub(super) dense: u32,
    /// The entries of the others, in order.
    pub(super) entries: Vec<u32>,
    /// What the others are, by [`code`].
    pub(super) fields: Vec<u16>,
    /// Where each text begins in `tokens`; one more at the end.
    pub(super) starts: Vec<u32>,
    pub(super) tokens: Vec<Token>,
    pub(super) pairs: Postings,
    pub(super) triples: Postings,
}

/// The number that a field is stored by.
fn code(field: Field) -> u16 {
    match field {
        Field::Name | Field::Matter(_) | Field::Firm(_) | Field::Event(_) | Field::Title(_) | Field::Category => 0,
        Field::NameEn => 1,
        Field::Address => 2,
        Field::Alias(n) => u16::try_from(n).unwrap_or(u16::MAX - 3).saturating_add(3),
    }
}

fn field(code: u16) -> Field {
    match code {
        0 => Field::Name,
        1 => Field::NameEn,
        2 => Field::Address,
        n => Field::Alias(usize::from(n - 3)),
    }
}

impl Texts {
    /// Takes in one text for each entry, and then the `others`, each with its entry and what it is, in order of entries.
    pub(super) fn new<'a>(
        alphabet: &mut Alphabet,
        dense: impl IntoIterator<Item = &'a str>,
        others: impl IntoIterator<Item = (u32, Field, &'a str)>,
    ) -> Self {
        let mut all = Self { starts: vec![0], ..Self::default() };
        for text in dense {
            all.take(alphabet, text);
            all.dense += 1;
        }
        for (entry, field, text) in others {
            all.take(alphabet, text);
            all.entries.push(entry);
            all.fields.push(code(field));
        }
        all.tokens.shrink_to_fit();
        all.starts.shrink_to_fit();
        [all.pairs, all.triples] = grams(all.len(), |t| all.range(t), &all.tokens, alphabet);
        all
    }

    fn take(&mut self, alphabet: &mut Alphabet, text: &str) {
        alphabet.learn(text, &mut self.tokens);
        self.starts.push(small(self.tokens.len()));
    }

    /// How many texts there are.
    pub(super) fn len(&self) -> u32 {
        small(self.starts.len().saturating_sub(1))
    }

    fn range(&self, text: u32) -> Range<usize> {
        let at = text as usize;
        self.starts[at] as usize..self.starts[at + 1] as usize
    }

    /// The tokens of a text.
    pub(super) fn tokens(&self, text: u32) -> &[Token] {
        &self.tokens[self.range(text)]
    }

    /// The entry that a text belongs to.
    pub(super) fn entry(&self, text: u32) -> u32 {
        if text < self.dense { text } else { self.entries[(text - self.dense) as usize] }
    }

    /// The texts of an entry, each with what it is.
    pub(super) fn of(&self, entry: u32) -> impl Iterator<Item = (Field, &[Token])> {
        let own = (entry < self.dense).then(|| (Field::Name, self.tokens(entry)));
        let others = if self.entries.is_empty() {
            0..0
        } else {
            self.entries.partition_point(|&e| e < entry)..self.entries.partition_point(|&e| e <= entry)
        };
        own.into_iter().chain(others.map(|i| (field(self.fields[i]), self.tokens(self.dense + small(i)))))
    }

    /// Bytes held on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        self.entries.capacity() * 4
            + self.fields.capacity() * 2
            + self.starts.capacity() * 4
            + self.tokens.capacity() * 2
            + self.pairs.heap_bytes()
            + self.triples.heap_bytes()
    }
}
