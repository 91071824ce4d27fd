//! Letters read as pinyin: full syllables, the last one perhaps cut off, first letters, and what sounds alike or is
//! mistyped.

use super::alphabet::{Alphabet, NUMBER, Token};

/// Pinyin is looked for in words up to this many characters, so that the places reached in a word fit the bits of a
/// `u64`. A longer word is compared literally only: no name is spelled in that many letters.
pub(super) const LETTERS_MAX: usize = 62;

/// What may be read from one place of the word on as one syllable. Bit `n - 1` of a set stands for `n` characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Step {
    /// The syllable itself.
    pub(super) full: u8,
    /// A syllable that is often taken for it.
    pub(super) fuzzy: u8,
    /// The syllable with one slip of the finger; only once [`Sound::forgive`] has been called.
    pub(super) slip: u8,
    /// [`INITIAL`], [`DIGRAPH`], [`CUT`] and [`CUT_FUZZY`].
    pub(super) more: u8,
}

/// Its first letter.
pub(super) const INITIAL: u8 = 1;
/// Its first two letters, which are zh, ch or sh.
pub(super) const DIGRAPH: u8 = 2;
/// All that is left of the word begins it.
pub(super) const CUT: u8 = 4;
/// All that is left of the word begins a syllable that is often taken for it.
pub(super) const CUT_FUZZY: u8 = 8;

/// A word of letters, and of characters that stand for themselves, ready to be heard.
#[derive(Clone, Debug)]
pub(super) struct Sound {
    /// The characters as numbers.
    tokens: Vec<Token>,
    letters: Vec<u8>,
    syllables: usize,
    steps: Vec<Step>,
}

/// A way to read a whole word from the beginning of some tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spelling {
    /// By full syllables only.
    pub(super) full: bool,
    /// Number of tokens read.
    pub(super) units: usize,
    /// The last syllable was cut off.
    pub(super) unfinished: bool,
    /// Slips forgiven.
    pub(super) slips: u8,
}

/// Which readings count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ear {
    /// Syllables, cut ones and first letters, as they are.
    Exact,
    /// Syllables and what is often taken for them.
    Fuzzy,
    /// Syllables, so many of them mistyped.
    Slips(u8),
}

impl Sound {
    /// `None` when there is no letter in it or it is too long.
    pub(super) fn new(chars: &[char], alphabet: &Alphabet) -> Option<Self> {
        if chars.len() > LETTERS_MAX || !chars.iter().any(char::is_ascii_lowercase) {
            return None;
        }
        // What is no letter equals no letter of a syllable.
        let letters: Vec<u8> = chars.iter().map(|&c| if c.is_ascii_lowercase() { c as u8 } else { b'.' }).collect();
        let syllables = alphabet.syllables.len();
        let mut steps = vec![Step::default(); letters.len() * syllables];
        for (at, row) in steps.chunks_mut(syllables.max(1)).enumerate() {
            for (step, syllable) in row.iter_mut().zip(&alphabet.syllables) {
                *step = read(&letters[at..], syllable.as_bytes());
            }
        }
        Some(Self { tokens: chars.iter().map(|&c| alphabet.number(c)).collect(), letters, syllables, steps })
    }

    /// Number of characters.
    pub(super) fn len(&self) -> usize {
        self.letters.len()
    }

    /// The character at `at` as a number.
    pub(super) fn token(&self, at: usize) -> Token {
        self.tokens[at]
    }

    /// The letter at `at`, a dot for what is none.
    pub(super) fn letter(&self, at: usize) -> u8 {
        self.letters[at]
    }

    /// How each syllable can be read at `at`.
    pub(super) fn steps(&self, at: usize) -> &[Step] {
        &self.steps[at * self.syllables..(at + 1) * self.syllables]
    }

    /// Works out the slips: one wrong, missing, extra or swapped letter in a syllable.
    pub(super) fn forgive(&mut self, alphabet: &Alphabet) {
        for at in 0..self.letters.len() {
            for (s, syllable) in alphabet.syllables.iter().enumerate().filter(|(_, s)| s.len() > 1) {
                // A single letter is no mistyped syllable: it may be the beginning of anything.
                let lengths = (syllable.len() - 1).max(2)..=syllable.len() + 1;
                for n in lengths.filter(|&n| at + n <= self.letters.len()) {
                    if one_slip(&self.letters[at..at + n], syllable.as_bytes()) {
                        self.steps[at * self.syllables + s].slip |= 1 << (n - 1);
                    }
                }
            }
        }
    }

    /// A word with two neighbouring letters swapped back, wherever that makes full syllables.
    pub(super) fn swapped(chars: &[char], alphabet: &Alphabet) -> Vec<Self> {
        let swap = |i: usize| {
            let mut chars = chars.to_vec();
            chars.swap(i, i + 1);
            Self::new(&chars, alphabet).filter(Self::is_syllables)
        };
        let pairs = (1..chars.len()).filter(|&i| chars[i - 1] != chars[i]);
        pairs
            .filter(|&i| chars[i - 1].is_ascii_lowercase() && chars[i].is_ascii_lowercase())
            .filter_map(|i| swap(i - 1))
            .collect()
    }

    /// Whether the word can be taken apart into full syllables, the last one perhaps cut off.
    fn is_syllables(&self) -> bool {
        let mut reached = 1_u64;
        for at in (0..self.len()).filter(|&at| at < 64) {
            if reached & (1 << at) == 0 {
                continue;
            }
            for step in self.steps(at) {
                reached |= u64::from(step.full) << (at + 1);
                reached |= u64::from(step.more & CUT != 0) << self.len();
            }
        }
        reached & (1 << self.len()) != 0
    }

    /// Whether the word may be read from this token on.
    pub(super) fn may_begin(&self, token: Token, alphabet: &Alphabet, ear: Ear) -> bool {
        let first = self.letters[0];
        if self.tokens[0] == token & NUMBER {
            return true;
        }
        if ear == Ear::Exact {
            return first != b'.' && alphabet.symbols(token) & (1 << (first - b'a')) != 0;
        }
        let step = self.step(0, token, alphabet);
        step != Step::default()
    }

    /// Reads the word from the first of `units` on, by full syllables if that is possible at all.
    ///
    /// Bit `j` of a set says that the first `j` characters of the word have been used up. Moving such sets along the
    /// units takes all ways of reading at once, so that nothing grows exponentially.
    pub(super) fn spell(&self, units: &[Token], alphabet: &Alphabet, ear: Ear) -> Option<Spelling> {
        let goal = 1_u64 << self.len();
        let slips = if let Ear::Slips(most) = ear { usize::from(most.min(2)) } else { 0 };
        // By full syllables, by the slips made; and in any way.
        let mut full = [1_u64, 0, 0];
        let mut any = u64::from(ear == Ear::Exact);
        let mut by_initials = None;
        for (read, &unit) in (1..).zip(units) {
            let (was, mut left) = (full, any | full[0] | full[1] | full[2]);
            let (mut cut, mut any_cut) = ([false; 3], false);
            (full, any) = ([0; 3], 0);
            while left != 0 {
                let used = left.trailing_zeros() as usize;
                left &= left - 1;
                if used >= self.len() {
                    continue;
                }
                let step = self.step(used, unit, alphabet);
                let syllable = if ear == Ear::Fuzzy { step.full | step.fuzzy } else { step.full };
                let cuts = if ear == Ear::Fuzzy { CUT | CUT_FUZZY } else { CUT };
                for e in 0..=slips {
                    if was[e] & (1 << used) != 0 {
                        full[e] |= u64::from(syllable) << (used + 1);
                        // A single letter is an initial, not an unfinished syllable, unless syllables came before it.
                        cut[e] |= step.more & cuts != 0 && (used > 0 || self.len() > 1);
                        if e < slips {
                            full[e + 1] |= u64::from(step.slip) << (used + 1);
                        }
                    }
                }
                if ear == Ear::Exact {
                    any |= (u64::from(step.full) | u64::from(step.more & (INITIAL | DIGRAPH))) << (used + 1);
                    any_cut |= step.more & CUT != 0;
                }
            }
            for e in 0..=slips {
                if full[e] & goal != 0 || cut[e] {
                    let slips = u8::try_from(e).unwrap_or(0);
                    return Some(Spelling { full: true, units: read, unfinished: full[e] & goal == 0, slips });
                }
            }
            if by_initials.is_none() && (any & goal != 0 || any_cut) {
                by_initials = Some(Spelling { full: false, units: read, unfinished: any & goal == 0, slips: 0 });
            }
            any &= goal - 1;
            if any | full[0] | full[1] | full[2] == 0 {
                break;
            }
        }
        by_initials
    }

    /// How much of the word from `used` on one token can use up, as itself or by any of its readings.
    fn step(&self, used: usize, unit: Token, alphabet: &Alphabet) -> Step {
        let mut all = Step { full: u8::from(self.tokens[used] == unit & NUMBER), ..Step::default() };
        let row = self.steps(used);
        for &syllable in alphabet.read_as(unit) {
            let step = row.get(usize::from(syllable)).copied().unwrap_or_default();
            all.full |= step.full;
            all.fuzzy |= step.fuzzy;
            all.slip |= step.slip;
            all.more |= step.more;
        }
        all
    }
}

/// How `syllable` can be read from the beginning of `rest`.
fn read(rest: &[u8], syllable: &[u8]) -> Step {
    let mut step = Step::default();
    if syllable.first() == rest.first() {
        let exact = begins(rest, syllable);
        (step.full, step.more) = exact;
        step.more |= INITIAL;
        if syllable.get(1) == Some(&b'h') && rest.get(1) == Some(&b'h') {
            step.more |= DIGRAPH;
        }
        // lü is typed lv or lu.
        if syllable.contains(&b'v') {
            let typed: Vec<u8> = syllable.iter().map(|&b| if b == b'v' { b'u' } else { b }).collect();
            let (full, cut) = begins(rest, &typed);
            step.full |= full;
            step.more |= cut;
        }
    }
    // What is taken for it begins with the same letter, but for n and l.
    let (typed, meant) = (rest.first().copied().unwrap_or(b'.'), syllable.first().copied().unwrap_or(b'.'));
    if typed == meant || matches!((typed, meant), (b'n', b'l') | (b'l', b'n')) {
        for alike in alike(syllable) {
            let (full, cut) = begins(rest, &alike);
            step.fuzzy |= full;
            step.more |= if cut == 0 { 0 } else { CUT_FUZZY };
        }
    }
    step
}

/// The length of `syllable` when `rest` begins with it, and [`CUT`] when `rest` is only its beginning.
fn begins(rest: &[u8], syllable: &[u8]) -> (u8, u8) {
    if rest.len() < syllable.len() {
        (0, if syllable.starts_with(rest) { CUT } else { 0 })
    } else {
        (u8::from(rest.starts_with(syllable)) << (syllable.len() - 1), 0)
    }
}

/// The spellings that a syllable is often given by those whose speech does not tell them apart: z and zh, c and ch, s and
/// sh, n and l, an and ang, en and eng, in and ing.
fn alike(syllable: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    const HEADS: [(&[u8], &[u8]); 4] = [(b"zh", b"z"), (b"ch", b"c"), (b"sh", b"s"), (b"n", b"l")];
    const TAILS: [(&[u8], &[u8]); 3] = [(b"ang", b"an"), (b"eng", b"en"), (b"ing", b"in")];
    let mut heads = vec![syllable.to_vec()];
    for (a, b) in HEADS {
        let other = syllable.strip_prefix(a).map(|rest| (b, rest));
        let other = other.or_else(|| syllable.strip_prefix(b).map(|rest| (a, rest)));
        if let Some((head, rest)) = other {
            heads.push([head, rest].concat());
            break;
        }
    }
    let original = syllable.to_vec();
    heads
        .into_iter()
        .flat_map(|s| {
            let tail = TAILS.iter().find_map(|(a, b)| {
                let other = s.strip_suffix(*a).map(|rest| (rest, *b));
                other.or_else(|| s.strip_suffix(*b).map(|rest| (rest, *a)))
            });
            let changed = tail.map(|(rest, tail)| [rest, tail].concat());
            [Some(s), changed].into_iter().flatten().collect::<Vec<_>>()
        })
        .filter(move |s| *s != original)
}

/// Whether one wrong, missing, extra or swapped letter makes `typed` of `meant`.
fn one_slip(typed: &[u8], meant: &[u8]) -> bool {
    let head = typed.iter().zip(meant).take_while(|(a, b)| a == b).count();
    match (&typed[head..], &meant[head..]) {
        ([first, second, rest @ ..], [other, another, tail @ ..])
            if first == another && second == other && rest == tail =>
        {
            true
        }
        ([_, rest @ ..], [_, tail @ ..]) if rest == tail => true,
        ([_, rest @ ..], tail) if rest == tail => true,
        (rest, [_, tail @ ..]) => rest == tail,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_syllable_has_the_spellings_it_is_taken_for() {
        let of = |s: &str| {
            let mut all: Vec<String> = alike(s.as_bytes()).map(|b| String::from_utf8(b).unwrap()).collect();
            all.sort();
            all
        };
        assert_eq!(of("zhang"), ["zan", "zang", "zhan"]);
        assert_eq!(of("si"), ["shi"]);
        assert_eq!(of("lan"), ["lang", "nan", "nang"]);
        assert_eq!(of("bo"), Vec::<String>::new());
    }

    #[test]
    fn one_slip_is_one_wrong_missing_extra_or_swapped_letter() {
        for typed in ["guen", "gun", "uan", "guaan", "gaun", "guna", "huan", "guanx"] {
            assert!(one_slip(typed.as_bytes(), b"guan"), "{typed}");
        }
        for typed in ["guan", "gan1x", "naug", "g", "gu"] {
            assert!(!one_slip(typed.as_bytes(), b"guan"), "{typed}");
        }
    }

    #[test]
    fn the_table_says_what_can_be_read_where() {
        let mut alphabet = Alphabet::default();
        alphabet.learn("中山绿", &mut Vec::new());
        let sound = Sound::new(&"zongluz".chars().collect::<Vec<_>>(), &alphabet).unwrap();
        let of = |at: usize, s: &str| sound.steps(at)[alphabet.syllables.iter().position(|x| *x == s).unwrap()];
        assert_eq!(of(0, "zhong"), Step { fuzzy: 1 << 3, more: INITIAL, ..Step::default() });
        assert_eq!((of(4, "lv").full, of(4, "shan")), (1 << 1, Step::default()));
        assert_eq!(of(6, "zhong").more, INITIAL | CUT | CUT_FUZZY);
        assert_eq!(of(1, "shan"), Step::default());
    }
}
