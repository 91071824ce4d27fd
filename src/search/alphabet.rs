//! The characters that occur in an index, numbered, with what each may be typed as.

use std::collections::HashMap;

use rustc_hash::FxHashMap;

use super::text::{Folded, fold, fold_char, readings};

/// A character of a text: its number, and [`START`] where a word starts at it.
pub(super) type Token = u16;

/// A word starts here: at every Han character, and where a run of other letters or digits begins.
pub(super) const START: Token = 1 << 15;
/// The bits of a token that are the character's number.
pub(super) const NUMBER: Token = START - 1;
/// Stands before the first and behind the last character of a text; no character has it.
pub(super) const EDGE: Token = 0;
/// A character that is not in the alphabet: it equals nothing, not even itself.
pub(super) const UNKNOWN: Token = NUMBER;

/// What a text may be typed by at one place, one bit each: the letters `a` to `z`, [`EDGE`], and all that has no letter.
pub(super) type Symbols = u32;
/// How many symbols there are.
pub(super) const SYMBOLS: u32 = 28;
/// The symbol of [`EDGE`].
pub(super) const EDGE_SYMBOL: u32 = 26;
const OTHER_SYMBOL: u32 = 27;

/// Numbers for characters, in the order they were met. What is met beyond 32,765 different ones is [`UNKNOWN`] and cannot
/// be found by.
#[derive(Clone, Debug)]
pub(super) struct Alphabet {
    numbers: FxHashMap<char, Token>,
    chars: Vec<Char>,
    /// All readings, each once.
    pub(super) syllables: Vec<&'static str>,
    syllable_numbers: HashMap<&'static str, u16>,
    /// The characters read so.
    of_syllable: Vec<Vec<Token>>,
    /// The characters that have this symbol.
    of_symbol: Vec<Vec<Token>>,
    folds: FxHashMap<char, Box<[(char, bool)]>>,
}

#[derive(Clone, Debug)]
struct Char {
    ch: char,
    symbols: Symbols,
    syllables: Box<[u16]>,
}

impl Default for Alphabet {
    fn default() -> Self {
        let edge = Char { ch: '\0', symbols: 1 << EDGE_SYMBOL, syllables: Box::default() };
        Self {
            numbers: FxHashMap::default(),
            chars: vec![edge],
            syllables: Vec::new(),
            syllable_numbers: HashMap::new(),
            of_syllable: Vec::new(),
            of_symbol: vec![Vec::new(); SYMBOLS as usize],
            folds: FxHashMap::default(),
        }
    }
}

impl Alphabet {
    /// The number of a comparable character, [`UNKNOWN`] when it has none.
    pub(super) fn number(&self, ch: char) -> Token {
        self.numbers.get(&ch).copied().unwrap_or(UNKNOWN)
    }

    /// The character behind a number.
    pub(super) fn char(&self, token: Token) -> char {
        self.chars.get(usize::from(token & NUMBER)).map_or('\0', |c| c.ch)
    }

    /// How many characters there are, [`EDGE`] among them.
    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// The characters in the order of their numbers, without [`EDGE`].
    pub(super) fn chars(&self) -> impl Iterator<Item = char> {
        self.chars.iter().skip(1).map(|c| c.ch)
    }

    /// What a token may be typed by.
    pub(super) fn symbols(&self, token: Token) -> Symbols {
        self.chars.get(usize::from(token & NUMBER)).map_or(1 << OTHER_SYMBOL, |c| c.symbols)
    }

    /// The syllables a token is read as, by index into [`Self::syllables`].
    pub(super) fn read_as(&self, token: Token) -> &[u16] {
        self.chars.get(usize::from(token & NUMBER)).map_or(&[], |c| &c.syllables)
    }

    /// The characters read as this syllable.
    pub(super) fn of_syllable(&self, syllable: u16) -> &[Token] {
        self.of_syllable.get(usize::from(syllable)).map_or(&[], Vec::as_slice)
    }

    /// The characters that may be typed by this symbol.
    pub(super) fn of_symbol(&self, symbol: u32) -> &[Token] {
        self.of_symbol.get(symbol as usize).map_or(&[], Vec::as_slice)
    }

    /// Appends the tokens of a text whose characters become part of the alphabet.
    pub(super) fn learn(&mut self, text: &str, out: &mut Vec<Token>) {
        let mut run = Run::default();
        for (at, c) in text.chars().enumerate() {
            if !self.folds.contains_key(&c) {
                let mut folded = Vec::new();
                fold_char(c, |ch, han| folded.push((ch, han)));
                for &(ch, _) in &folded {
                    self.enrol(ch);
                }
                self.folds.insert(c, folded.into());
            }
            let folded = self.folds.get(&c).map_or(&[][..], |f| f);
            for &(ch, han) in folded {
                out.push(run.token(self.number(ch), Folded { at, ch, han }));
            }
        }
    }

    /// The tokens of a text, characters that are not in the alphabet as [`UNKNOWN`].
    pub(super) fn tokens(&self, text: &str) -> Vec<Token> {
        let mut run = Run::default();
        fold(text).into_iter().map(|f| run.token(self.number(f.ch), f)).collect()
    }

    /// Gives a comparable character a number.
    pub(super) fn enrol(&mut self, ch: char) {
        let Ok(number) = Token::try_from(self.chars.len()) else { return };
        if number >= UNKNOWN || self.numbers.contains_key(&ch) {
            return;
        }
        // The two commonest readings: the others are archaic and would be found everywhere.
        let mut syllables: Vec<u16> = Vec::new();
        for reading in readings(ch) {
            let syllable = self.syllable(reading);
            if syllables.len() < 2 && !syllables.contains(&syllable) {
                syllables.push(syllable);
            }
        }
        syllables.sort_unstable();
        let letters = syllables.iter().filter_map(|&s| symbol(self.syllables[usize::from(s)].chars().next()?));
        let mut symbols = letters.chain(symbol(ch)).fold(0, |all, s| all | 1 << s);
        if symbols == 0 {
            symbols = 1 << OTHER_SYMBOL;
        }
        for &s in &syllables {
            self.of_syllable[usize::from(s)].push(number);
        }
        for s in bits(symbols) {
            self.of_symbol[s as usize].push(number);
        }
        self.chars.push(Char { ch, symbols, syllables: syllables.into() });
        self.numbers.insert(ch, number);
    }

    fn syllable(&mut self, reading: &'static str) -> u16 {
        let next = u16::try_from(self.syllables.len()).unwrap_or(u16::MAX);
        *self.syllable_numbers.entry(reading).or_insert_with(|| {
            self.syllables.push(reading);
            self.of_syllable.push(Vec::new());
            next
        })
    }
}

/// Where the last token of a text stood, to know whether a word goes on.
#[derive(Default)]
struct Run {
    last: Option<(usize, bool)>,
}

impl Run {
    fn token(&mut self, number: Token, f: Folded) -> Token {
        let joined = self.last.is_some_and(|(at, han)| at + 1 >= f.at && !han);
        self.last = Some((f.at, f.han));
        if f.han || !joined { number | START } else { number }
    }
}

/// The symbol of a letter.
pub(super) fn symbol(c: char) -> Option<u32> {
    c.is_ascii_lowercase().then(|| u32::from(c) - u32::from('a'))
}

/// The bits that are set.
pub(super) fn bits(mut set: u32) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = (set != 0).then(|| set.trailing_zeros())?;
        set &= set - 1;
        Some(bit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_start_at_han_characters_and_at_runs_of_letters() {
        let mut alphabet = Alphabet::default();
        let mut tokens = Vec::new();
        alphabet.learn("Beer Mu台东a1三3", &mut tokens);
        let starts: Vec<u8> = tokens.iter().map(|t| u8::from(t & START != 0)).collect();
        assert_eq!(starts, [1, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1, 1]);
        assert_eq!(tokens, alphabet.tokens("beer mu臺東A1叁3"));
        assert_eq!(tokens[10] & NUMBER, tokens[11] & NUMBER);
    }

    #[test]
    fn a_character_is_typed_by_the_first_letters_of_all_its_readings() {
        let mut alphabet = Alphabet::default();
        alphabet.learn("重x", &mut Vec::new());
        let letters = |c: char| bits(alphabet.symbols(alphabet.number(c))).collect::<Vec<_>>();
        assert_eq!((letters('重'), letters('x')), (vec![2, 25], vec![23]));
        assert_eq!((alphabet.number('东'), alphabet.symbols(UNKNOWN)), (UNKNOWN, 1 << OTHER_SYMBOL));
        let zhong = alphabet.syllables.iter().position(|s| *s == "zhong").unwrap();
        assert_eq!(alphabet.of_syllable(zhong.try_into().unwrap()), [alphabet.number('重')]);
    }
}
