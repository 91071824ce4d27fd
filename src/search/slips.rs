//! Characters compared with slips: one wrong, missing, extra or swapped one costs one. Digits are never forgiven, for a
//! neighbouring house number is another house.
//!
//! The distance is optimal string alignment (restricted Damerau–Levenshtein), against any part of the text (Sellers 1980).

use std::ops::Range;

use super::alphabet::{Alphabet, NUMBER, Token};

/// Costs that no number of slips makes up for.
const NEVER: u8 = 100;
/// Longest word compared with slips.
pub(super) const SLIPS_MAX: usize = 62;

/// A word ready to be compared with slips.
#[derive(Clone, Debug)]
pub(super) struct Loose {
    tokens: Vec<Token>,
    digits: Vec<bool>,
    /// Which tokens occur, by the last six bits of their numbers.
    occur: u64,
    most: u8,
}

/// The best comparison that ends at one place: what it costs, and where it begins.
#[derive(Clone, Copy)]
struct Cell {
    cost: u8,
    start: u16,
}

impl Loose {
    /// A word of which `most` slips are forgiven.
    pub(super) fn new(tokens: &[Token], alphabet: &Alphabet, most: u8) -> Self {
        let occur = tokens.iter().fold(0, |all, &t| all | 1 << (t % 64));
        Self { tokens: tokens.to_vec(), digits: tokens.iter().map(|&t| is_digit(t, alphabet)).collect(), occur, most }
    }

    /// How many slips are forgiven.
    pub(super) fn most(&self) -> u8 {
        self.most
    }

    /// The part of `text` that differs from the word by the fewest slips, at least one and no more than are forgiven.
    pub(super) fn find(&self, text: &[Token], alphabet: &Alphabet) -> Option<(u8, Range<usize>)> {
        let (m, most) = (self.tokens.len(), usize::from(self.most));
        let present =
            text.iter().filter(|&&t| self.occur & (1 << (t % 64)) != 0 && self.tokens.contains(&(t & NUMBER))).count();
        if present + most < m || text.len() > usize::from(u16::MAX) {
            return None;
        }
        let mut columns = [[Cell { cost: 0, start: 0 }; SLIPS_MAX + 1]; 3];
        for (i, cell) in columns[0].iter_mut().take(m + 1).enumerate() {
            let forbidden = self.digits[..i].contains(&true);
            cell.cost = if forbidden { NEVER } else { u8::try_from(i).unwrap_or(NEVER) };
        }
        let mut best: Option<(u8, Range<usize>)> = None;
        for (j, &token) in text.iter().enumerate() {
            let token = token & NUMBER;
            let digit = is_digit(token, alphabet);
            let (old, now) = ((j + 2) % 3, (j + 1) % 3);
            let last = j % 3;
            columns[now][0] = Cell { cost: 0, start: u16::try_from(j + 1).unwrap_or(u16::MAX) };
            for i in 1..=m {
                let (typed, typed_digit) = (self.tokens[i - 1], self.digits[i - 1]);
                let same = typed == token;
                let wrong = if same {
                    0
                } else if digit || typed_digit {
                    NEVER
                } else {
                    1
                };
                let mut cell = plus(columns[last][i - 1], wrong);
                cell = least(cell, plus(columns[last][i], if digit { NEVER } else { 1 }));
                cell = least(cell, plus(columns[now][i - 1], if typed_digit { NEVER } else { 1 }));
                let swapped = i > 1
                    && j > 0
                    && !same
                    && typed == text[j - 1] & NUMBER
                    && self.tokens[i - 2] == token
                    && !(digit || typed_digit || self.digits[i - 2]);
                if swapped {
                    cell = least(cell, plus(columns[old][i - 2], 1));
                }
                columns[now][i] = cell;
            }
            let end = columns[now][m];
            if end.cost <= self.most && best.as_ref().is_none_or(|(cost, _)| end.cost < *cost) {
                best = Some((end.cost, usize::from(end.start)..j + 1));
            }
        }
        best.filter(|(cost, run)| *cost > 0 && !run.is_empty())
    }
}

fn plus(cell: Cell, cost: u8) -> Cell {
    Cell { cost: cell.cost.saturating_add(cost), start: cell.start }
}

fn least(a: Cell, b: Cell) -> Cell {
    if b.cost < a.cost { b } else { a }
}

fn is_digit(token: Token, alphabet: &Alphabet) -> bool {
    alphabet.char(token).is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn compare(word: &str, text: &str, most: u8) -> Option<(u8, Range<usize>)> {
        let mut alphabet = Alphabet::default();
        let (mut w, mut t) = (Vec::new(), Vec::new());
        alphabet.learn(word, &mut w);
        alphabet.learn(text, &mut t);
        let numbers: Vec<Token> = w.iter().map(|t| t & NUMBER).collect();
        Loose::new(&numbers, &alphabet, most).find(&t, &alphabet)
    }

    #[test]
    fn one_wrong_missing_extra_or_swapped_character_is_one_slip() {
        let text = "青岛啤酒博物馆";
        for word in ["啤酒博物关", "啤酒物馆", "啤酒大博物馆", "啤酒物博馆", "青岛酒博物馆"] {
            assert_eq!(compare(word, text, 1).map(|m| m.0), Some(1), "{word}");
        }
        assert_eq!(compare("啤酒博物关", text, 1), Some((1, 2..6)));
        assert_eq!(compare("啤茶博物关", text, 1), None);
        assert_eq!(compare("啤茶博物关", text, 2).map(|m| m.0), Some(2));
    }

    #[test]
    fn a_house_number_is_not_forgiven() {
        assert_eq!(compare("四流南路128号", "四流南路127号", 2), None);
        assert_eq!(compare("流难路127号", "四流南路127号", 1).map(|m| m.0), Some(1));
    }

    /// The distance by the book, of the word to every part of the text.
    fn by_the_book(word: &[char], text: &[char]) -> usize {
        let osa = |a: &[char], b: &[char]| {
            let mut d = vec![vec![0; b.len() + 1]; a.len() + 1];
            for i in 0..=a.len() {
                for j in 0..=b.len() {
                    d[i][j] = if i == 0 || j == 0 {
                        i + j
                    } else {
                        let swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                        let change = d[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                        let least = change.min(d[i - 1][j] + 1).min(d[i][j - 1] + 1);
                        if swap { least.min(d[i - 2][j - 2] + 1) } else { least }
                    };
                }
            }
            d[a.len()][b.len()]
        };
        let parts = (0..=text.len()).flat_map(|i| (i..=text.len()).map(move |j| (i, j)));
        parts.map(|(i, j)| osa(word, &text[i..j])).min().unwrap_or(word.len())
    }

    proptest! {
        #[test]
        fn the_distance_is_that_of_the_book(word in "[台东路馆]{3,7}", text in "[台东路馆]{1,9}") {
            let (w, t): (Vec<char>, Vec<char>) = (word.chars().collect(), text.chars().collect());
            let book = by_the_book(&w, &t);
            let expected = (1..=2).contains(&book).then_some(book);
            prop_assert_eq!(compare(&word, &text, 2).map(|m| usize::from(m.0)), expected);
        }
    }
}
