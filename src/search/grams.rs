//! The grams of texts: pairs of characters, and triples of the symbols that characters may be typed by.

use std::ops::Range;

use super::{
    alphabet::{Alphabet, EDGE, EDGE_SYMBOL, NUMBER, SYMBOLS, Token, bits},
    postings::{Gram, Postings},
};

/// The first part of a gram of three symbols.
pub(super) fn row(first: u32, second: u32) -> u16 {
    half(first * SYMBOLS + second)
}

/// A symbol, or two, in 16 bits: there are fewer than a thousand of both.
pub(super) fn half(n: u32) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

/// The grams of a text: pairs of characters with [`EDGE`] around them.
pub(super) fn pairs_of(tokens: &[Token], each: &mut dyn FnMut(Gram)) {
    let mut last = EDGE;
    for token in tokens {
        each((last, token & NUMBER));
        last = token & NUMBER;
    }
    if last != EDGE {
        each((last, EDGE));
    }
}

/// The grams of a text: triples of symbols with [`EDGE`] around them, all that its characters may be typed by.
pub(super) fn triples_of(tokens: &[Token], alphabet: &Alphabet, each: &mut dyn FnMut(Gram)) {
    let edge = 1 << EDGE_SYMBOL;
    let symbols = |at: usize| tokens.get(at).map_or(edge, |&t| alphabet.symbols(t));
    let mut before = edge;
    for at in 0..tokens.len() {
        let (here, after) = (symbols(at), symbols(at + 1));
        for first in bits(before) {
            for second in bits(here) {
                bits(after).for_each(|third| each((row(first, second), half(third))));
            }
        }
        before = here;
    }
}

/// The lists of grams of some texts.
pub(super) fn grams(
    texts: u32,
    tokens: impl Fn(u32) -> Range<usize>,
    all: &[Token],
    alphabet: &Alphabet,
) -> [Postings; 2] {
    [
        Postings::build(texts, |t, each| pairs_of(&all[tokens(t)], each)),
        Postings::build(texts, |t, each| triples_of(&all[tokens(t)], alphabet, each)),
    ]
}
