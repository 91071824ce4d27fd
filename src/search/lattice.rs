//! The ways to take a word apart into syllables and first letters: edges between the places in the word.

use super::{
    alphabet::{Alphabet, EDGE, START, Symbols, Token, UNKNOWN, symbol},
    sound::{CUT, CUT_FUZZY, DIGRAPH, INITIAL, Sound, Step},
};

/// One thing that may stand for the characters `from..to` of the word.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) from: usize,
    pub(super) to: usize,
    /// It is mistyped.
    pub(super) slip: bool,
    /// Its number among the pieces of the lattice.
    pub(super) id: usize,
    /// What it may be typed by.
    pub(super) symbols: Symbols,
    class: Class,
}

/// The characters that a piece may stand for.
#[derive(Clone, Debug)]
enum Class {
    Token(Token),
    Syllables(Vec<u16>),
    Symbol(u32),
}

/// Which pieces are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pieces {
    /// Full syllables.
    Full,
    /// Those, and first letters.
    Any,
    /// Full syllables and what is often taken for them.
    Fuzzy,
    /// Full syllables, and mistyped ones.
    Slips,
}

/// All pieces through which some way leads from the beginning of the word to its end.
#[derive(Clone, Debug)]
pub(super) struct Lattice {
    pub(super) pieces: Vec<Piece>,
    /// Length of the word.
    pub(super) end: usize,
}

impl Piece {
    /// The characters it may stand for.
    pub(super) fn tokens(&self, alphabet: &Alphabet) -> Vec<Token> {
        match &self.class {
            Class::Token(token) => vec![*token],
            Class::Symbol(symbol) => alphabet.of_symbol(*symbol).to_vec(),
            Class::Syllables(syllables) => {
                let mut all: Vec<Token> = syllables.iter().flat_map(|&s| alphabet.of_syllable(s)).copied().collect();
                all.sort_unstable();
                all.dedup();
                all
            }
        }
    }
}

impl Lattice {
    pub(super) fn new(sound: &Sound, alphabet: &Alphabet, pieces: Pieces) -> Self {
        let end = sound.len();
        let mut all = Vec::new();
        for from in 0..end {
            let steps = (0_u16..).zip(sound.steps(from)).filter(|(_, step)| **step != Step::default());
            let steps: Vec<(u16, &Step)> = steps.collect();
            let mut add = |to: usize, slip: bool, is: &dyn Fn(&Step) -> bool| {
                let found = steps.iter().filter(|(_, step)| is(step)).map(|(s, _)| *s);
                let syllables: Vec<u16> = found.collect();
                if !syllables.is_empty() {
                    all.push(Piece::of_syllables(from, to, slip, syllables, alphabet));
                }
            };
            for n in 1..=7_usize.min(end - from) {
                let bit = 1_u8 << (n - 1);
                let fuzzy = pieces == Pieces::Fuzzy;
                add(from + n, false, &|s| s.full & bit != 0 || (fuzzy && s.fuzzy & bit != 0));
                if pieces == Pieces::Slips {
                    add(from + n, true, &|s| s.slip & bit != 0);
                }
            }
            let cuts = if pieces == Pieces::Fuzzy { CUT | CUT_FUZZY } else { CUT };
            add(end, false, &|s| s.more & cuts != 0);
            if pieces == Pieces::Any && from + 2 <= end {
                add(from + 2, false, &|s| s.more & DIGRAPH != 0);
            }
            let token = sound.token(from);
            if token != UNKNOWN {
                let symbols = alphabet.symbols(token);
                all.push(Piece { from, to: from + 1, slip: false, id: 0, symbols, class: Class::Token(token) });
            }
            let letter = symbol(char::from(sound.letter(from)));
            let initial = letter.filter(|_| pieces == Pieces::Any && steps.iter().any(|(_, s)| s.more & INITIAL != 0));
            if let Some(letter) = initial {
                all.push(Piece {
                    from,
                    to: from + 1,
                    slip: false,
                    id: 0,
                    symbols: 1 << letter,
                    class: Class::Symbol(letter),
                });
            }
        }
        Self::alive(all, end, if pieces == Pieces::Slips { 2 } else { 0 })
    }

    /// Keeps the pieces that some way from end to end goes through with no more than so many slips.
    fn alive(mut pieces: Vec<Piece>, end: usize, slips: u8) -> Self {
        let (mut ahead, mut behind) = (vec![u8::MAX; end + 1], vec![u8::MAX; end + 1]);
        (ahead[0], behind[end]) = (0, 0);
        pieces.sort_by_key(|p| p.from);
        for p in &pieces {
            ahead[p.to] = ahead[p.to].min(ahead[p.from].saturating_add(u8::from(p.slip)));
        }
        for p in pieces.iter().rev() {
            behind[p.from] = behind[p.from].min(behind[p.to].saturating_add(u8::from(p.slip)));
        }
        let least = |p: &Piece| ahead[p.from].saturating_add(behind[p.to]).saturating_add(u8::from(p.slip));
        pieces.retain(|p| least(p) <= slips);
        (0..).zip(&mut pieces).for_each(|(id, p)| p.id = id);
        Self { pieces, end }
    }

    /// The same with no more than one slip.
    pub(super) fn one_slip(&self) -> Self {
        Self::alive(self.pieces.clone(), self.end, 1)
    }

    /// Whether there is any way.
    pub(super) fn is_alive(&self) -> bool {
        !self.pieces.is_empty()
    }

    /// The pieces that begin here.
    pub(super) fn from(&self, at: usize) -> impl Iterator<Item = &Piece> {
        let first = self.pieces.partition_point(|p| p.from < at);
        self.pieces[first..].iter().take_while(move |p| p.from == at)
    }

    /// The pieces that end here.
    pub(super) fn to(&self, at: usize) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(move |p| p.to == at)
    }

    /// The pieces that cover the character here: every way goes through exactly one of them.
    pub(super) fn over(&self, at: usize) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(move |p| p.from <= at && at < p.to)
    }
}

impl Piece {
    fn of_syllables(from: usize, to: usize, slip: bool, syllables: Vec<u16>, alphabet: &Alphabet) -> Self {
        let letter = |&s: &u16| symbol(alphabet.syllables[usize::from(s)].chars().next()?);
        let symbols = syllables.iter().filter_map(letter).fold(0, |all, s| all | 1 << s);
        Self { from, to, slip, id: 0, symbols, class: Class::Syllables(syllables) }
    }
}

const _: () = assert!(EDGE & START == 0);

#[cfg(test)]
mod tests {
    use super::*;

    fn lattice(word: &str, text: &str, pieces: Pieces) -> Vec<(usize, usize)> {
        let mut alphabet = Alphabet::default();
        alphabet.learn(text, &mut Vec::new());
        let mut sound = Sound::new(&word.chars().collect::<Vec<_>>(), &alphabet).unwrap();
        sound.forgive(&alphabet);
        let mut found: Vec<_> = Lattice::new(&sound, &alphabet, pieces).pieces.iter().map(|p| (p.from, p.to)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn only_pieces_on_a_way_from_end_to_end_are_kept() {
        assert_eq!(lattice("taido", "台东海大", Pieces::Full), [(0, 3), (3, 5)]);
        assert_eq!(lattice("tdx", "台东", Pieces::Any), []);
        assert_eq!(lattice("td", "台东", Pieces::Any), [(0, 1), (1, 2)]);
        assert_eq!(lattice("taibong", "台东", Pieces::Fuzzy), []);
        assert!(lattice("taibong", "台东", Pieces::Slips).contains(&(3, 7)));
    }
}
