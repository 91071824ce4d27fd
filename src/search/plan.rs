//! Where to look for the texts that a word may match: lists of grams that each of them must hold one of.

use std::ops::Range;

use super::{
    alphabet::{Alphabet, EDGE, EDGE_SYMBOL, SYMBOLS, Symbols, Token, UNKNOWN, bits},
    lattice::{Lattice, Piece, Pieces},
    matching::Word,
    postings::{Gram, Postings, both},
    rank::Level,
    sound::Sound,
    texts::Texts,
};

/// Lists that together hold every text in question, some of them more than once and others besides.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    pairs: Vec<Range<usize>>,
    triples: Vec<Range<usize>>,
    /// Two lists of pairs, of which a text must be in both.
    both: Option<(usize, usize)>,
    /// All texts: nothing narrows them down.
    pub(super) everything: bool,
    /// How many texts the lists hold.
    pub(super) count: usize,
}

/// How a word is to match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Manner {
    /// By its characters.
    Literal,
    /// By full syllables.
    Pinyin,
    /// By first letters and syllables.
    Initials,
    /// By syllables that sound alike.
    Fuzzy,
    /// With one slip.
    OneSlip,
    /// With two slips.
    TwoSlips,
}

impl Manner {
    /// All of one level, in order.
    pub(super) fn of(level: Level) -> &'static [Self] {
        match level {
            Level::Exact => &[Self::Literal, Self::Pinyin, Self::Initials],
            Level::Fuzzy => &[Self::Fuzzy],
            Level::OneSlip => &[Self::OneSlip],
            Level::TwoSlips => &[Self::TwoSlips],
        }
    }
}

impl Plan {
    /// Each text the lists hold, in no order.
    pub(super) fn each(&self, texts: &Texts, mut each: impl FnMut(u32)) {
        if self.everything {
            (0..texts.len()).for_each(&mut each);
            return;
        }
        if let Some((a, b)) = self.both {
            both(texts.pairs.list(a), texts.pairs.list(b)).for_each(&mut each);
        }
        for (lists, postings) in [(&self.pairs, &texts.pairs), (&self.triples, &texts.triples)] {
            for at in lists.iter().flat_map(Clone::clone) {
                postings.list(at).for_each(&mut each);
            }
        }
    }

    /// Where the texts are that `word` matches in this manner; only whole texts if `whole`.
    pub(super) fn new(word: &Word, manner: Manner, whole: bool, texts: &Texts, alphabet: &Alphabet) -> Self {
        let planner = Planner { texts, alphabet };
        let heard = |pieces| word.sound.as_ref().map_or_else(Self::default, |s| planner.heard(s, pieces, whole));
        match manner {
            Manner::Literal => planner.literal(&word.tokens, whole),
            Manner::Pinyin => heard(Pieces::Full),
            Manner::Initials => heard(Pieces::Any),
            Manner::Fuzzy => heard(Pieces::Fuzzy),
            Manner::OneSlip | Manner::TwoSlips => planner.slips(word, if manner == Manner::OneSlip { 1 } else { 2 }),
        }
    }

    fn add(&mut self, other: Self) {
        self.pairs.extend(other.pairs);
        self.triples.extend(other.triples);
        if let Some((a, b)) = other.both {
            if self.both.is_some() {
                self.pairs.push(a..a + 1);
            } else {
                self.both = Some((a, b));
            }
        }
        self.everything |= other.everything;
        self.count += other.count;
    }
}

struct Planner<'a> {
    texts: &'a Texts,
    alphabet: &'a Alphabet,
}

/// More lookups than this are not made for the sake of a shorter list.
const LOOKUPS: usize = 4_000;
/// With lists as short as this, no shorter ones are looked for.
const SHORT: usize = 150;

impl Planner<'_> {
    fn pairs(&self, mut lists: Vec<Range<usize>>) -> Plan {
        lists.retain(|l| !l.is_empty());
        lists.sort_by_key(|l| l.start);
        lists.dedup();
        Plan { count: lists.iter().map(|l| self.texts.pairs.count(l)).sum(), pairs: lists, ..Plan::default() }
    }

    fn triples(&self, mut lists: Vec<Range<usize>>) -> Plan {
        lists.retain(|l| !l.is_empty());
        lists.sort_by_key(|l| l.start);
        lists.dedup();
        Plan { count: lists.iter().map(|l| self.texts.triples.count(l)).sum(), triples: lists, ..Plan::default() }
    }

    fn everything(&self) -> Plan {
        Plan { everything: true, count: self.texts.len() as usize, ..Plan::default() }
    }

    /// The texts that hold a character.
    fn holding(&self, token: Token) -> Range<usize> {
        self.texts.pairs.within(token, 0..u16::MAX)
    }

    fn literal(&self, tokens: &[Token], whole: bool) -> Plan {
        if tokens.contains(&UNKNOWN) {
            return Plan::default();
        }
        let edge = whole.then_some(EDGE);
        let run: Vec<Token> = edge.into_iter().chain(tokens.iter().copied()).chain(edge).collect();
        if let [only] = run[..] {
            return self.pairs(vec![self.holding(only)]);
        }
        let postings = &self.texts.pairs;
        let mut lists: Vec<(usize, usize)> = Vec::new();
        for pair in run.windows(2) {
            let list = postings.of((pair[0], pair[1]));
            if list.is_empty() {
                return Plan::default();
            }
            lists.push((postings.count(&list), list.start));
        }
        lists.sort_unstable();
        lists.dedup();
        match lists[..] {
            [(count, a), (longer, b), ..] if longer / 16 < count && count > SHORT / 4 => {
                Plan { both: Some((a, b)), count, ..Plan::default() }
            }
            [(count, a), ..] => Plan { pairs: vec![a..a + 1], count, ..Plan::default() },
            [] => Plan::default(),
        }
    }

    fn heard(&self, sound: &Sound, pieces: Pieces, whole: bool) -> Plan {
        let lattice = Lattice::new(sound, self.alphabet, pieces);
        if !lattice.is_alive() {
            return Plan::default();
        }
        // A single letter counts only where a text begins.
        let anchored = whole || lattice.end == 1;
        let by_triples = if anchored { self.triples_at_edge(&lattice, whole) } else { self.triples_inside(&lattice) };
        if by_triples.count <= SHORT || anchored || pieces == Pieces::Any {
            return by_triples;
        }
        let by_pairs = self.pairs_inside(&lattice).filter(|p| p.count < by_triples.count);
        by_pairs.unwrap_or(by_triples)
    }

    /// Triples with [`EDGE`] before or behind them.
    fn triples_at_edge(&self, lattice: &Lattice, whole: bool) -> Plan {
        let edge = 1 << EDGE_SYMBOL;
        let (mut first, mut last) = (Vec::new(), Vec::new());
        for a in lattice.from(0) {
            if a.to == lattice.end {
                let behind = if whole { edge } else { Symbols::MAX };
                self.triple(edge, a.symbols, behind, &mut first);
                self.triple(edge, a.symbols, behind, &mut last);
            }
            lattice.from(a.to).for_each(|b| self.triple(edge, a.symbols, b.symbols, &mut first));
        }
        let first = self.triples(first);
        if !whole {
            return first;
        }
        for b in lattice.to(lattice.end) {
            lattice.to(b.from).for_each(|a| self.triple(a.symbols, b.symbols, edge, &mut last));
        }
        let last = self.triples(last);
        if last.count < first.count { last } else { first }
    }

    /// For each character of the word: the triples that begin with a piece over it. Every text in question holds one of
    /// them, whichever character is chosen, so the one with the shortest lists is.
    fn triples_inside(&self, lattice: &Lattice) -> Plan {
        let mut best: Option<Plan> = None;
        for at in 0..lattice.end {
            let mut lists = Vec::new();
            let mut complete = true;
            for a in lattice.over(at) {
                if a.to == lattice.end {
                    // Nothing follows: only at the beginning, where nothing comes before it either, is this all there is.
                    complete &= at == 0;
                    let holding = a.tokens(self.alphabet);
                    if at == 0 && holding.len() * 4 > LOOKUPS {
                        return self.everything();
                    }
                }
                for b in lattice.from(a.to) {
                    if b.to == lattice.end {
                        complete &= at == 0;
                        self.triple(a.symbols, b.symbols, Symbols::MAX, &mut lists);
                    }
                    lattice.from(b.to).for_each(|c| self.triple(a.symbols, b.symbols, c.symbols, &mut lists));
                }
            }
            if !complete {
                break;
            }
            let mut plan = self.triples(lists);
            if at == 0 {
                let alone = lattice.from(0).filter(|p| p.to == lattice.end);
                let tokens = alone.flat_map(|p| p.tokens(self.alphabet));
                plan.add(self.pairs(tokens.map(|t| self.holding(t)).collect()));
            }
            if best.as_ref().is_none_or(|b| plan.count < b.count) {
                best = Some(plan);
            }
            if best.as_ref().is_some_and(|b| b.count <= SHORT) {
                break;
            }
        }
        best.unwrap_or_default()
    }

    fn triple(&self, a: Symbols, b: Symbols, c: Symbols, lists: &mut Vec<Range<usize>>) {
        for first in bits(a) {
            for second in bits(b) {
                let row = row(first, second);
                if c == Symbols::MAX {
                    lists.push(self.texts.triples.within(row, 0..u16::MAX));
                } else {
                    lists.extend(bits(c).map(|third| self.texts.triples.of((row, third as u16))));
                }
            }
        }
    }

    /// As with triples, by pairs of characters.
    fn pairs_inside(&self, lattice: &Lattice) -> Option<Plan> {
        let mut best: Option<Plan> = None;
        for at in 0..lattice.end {
            let mut plan = Plan::default();
            for a in lattice.over(at) {
                if a.to == lattice.end {
                    return best;
                }
                for b in lattice.from(a.to) {
                    plan.add(self.pair(a, b)?);
                }
            }
            if best.as_ref().is_none_or(|b| plan.count < b.count) {
                best = Some(plan);
            }
        }
        best
    }

    /// The texts that hold a character of `a` and then one of `b`; `None` when that takes too many lookups.
    fn pair(&self, a: &Piece, b: &Piece) -> Option<Plan> {
        let (first, second) = (a.tokens(self.alphabet), b.tokens(self.alphabet));
        let postings = &self.texts.pairs;
        let mut lists = Vec::new();
        if first.len() * second.len() <= LOOKUPS {
            lists.extend(first.iter().flat_map(|&x| second.iter().map(move |&y| postings.of((x, y)))));
            return Some(self.pairs(lists));
        }
        let mut wanted = vec![false; self.alphabet.len()];
        second.iter().for_each(|&t| wanted[usize::from(t)] = true);
        for x in first {
            let row = self.holding(x);
            lists.extend(
                row.filter(|&at| wanted.get(usize::from(postings.seconds[at])) == Some(&true)).map(|at| at..at + 1),
            );
        }
        Some(self.pairs(lists))
    }

    fn slips(&self, word: &Word, slips: u8) -> Plan {
        let mut plan = Plan::default();
        if word.loose.as_ref().is_some_and(|l| l.most() >= slips) {
            plan.add(self.mistyped(&word.tokens, usize::from(slips)));
        }
        if word.slips_heard() >= slips
            && let Some(sound) = &word.sound
        {
            let lattice = Lattice::new(sound, self.alphabet, Pieces::Slips);
            if slips == 1 {
                plan.add(self.one_slip(&lattice.one_slip()));
            } else if lattice.is_alive() {
                return self.everything();
            }
        }
        if slips == 1 {
            word.swapped.iter().for_each(|s| plan.add(self.heard(s, Pieces::Full, false)));
        }
        plan
    }

    /// A word with `slips` slips, cut into one part more: one part is whole, or two characters are swapped at a cut.
    fn mistyped(&self, tokens: &[Token], slips: usize) -> Plan {
        let options: Vec<Vec<usize>> = match slips {
            1 => (1..tokens.len()).map(|a| vec![a]).collect(),
            _ => (2..tokens.len()).flat_map(|b| (1..b).map(move |a| vec![a, b])).collect(),
        };
        let mut best: Option<Plan> = None;
        for cuts in options {
            let ends = cuts.iter().copied().chain([tokens.len()]);
            let begins = [0].into_iter().chain(cuts.iter().copied());
            let mut lists: Vec<Range<usize>> =
                begins.zip(ends).map(|(from, to)| self.rarest(&tokens[from..to])).collect();
            lists.extend(cuts.iter().map(|&at| self.next_to(tokens[at], tokens[at - 1])));
            let count: usize = lists.iter().map(|l| self.texts.pairs.count(l)).sum();
            if best.as_ref().is_none_or(|b| count < b.count) {
                best = Some(Plan { pairs: lists, count, ..Plan::default() });
            }
        }
        best.unwrap_or_default()
    }

    fn next_to(&self, a: Token, b: Token) -> Range<usize> {
        if a == UNKNOWN || b == UNKNOWN { 0..0 } else { self.texts.pairs.of((a, b)) }
    }

    /// The shortest list that holds every text with this run of characters in it.
    fn rarest(&self, run: &[Token]) -> Range<usize> {
        if run.contains(&UNKNOWN) {
            return 0..0;
        }
        if let [only] = run {
            return self.holding(*only);
        }
        let lists = run.windows(2).map(|p| self.next_to(p[0], p[1]));
        lists.min_by_key(|l| self.texts.pairs.count(l)).unwrap_or(0..0)
    }

    /// Ways with one mistyped syllable. In one of four or more syllables the first two or the last two are as they should
    /// be; in a shorter one a syllable beside the mistyped one is.
    fn one_slip(&self, lattice: &Lattice) -> Plan {
        let mut plan = Plan::default();
        let mut asked: Vec<(usize, usize, usize, bool, bool)> = Vec::new();
        let mut add = |plan: &mut Plan, a: &Piece, b: &Piece| {
            let key = (a.from, a.to, b.to, a.slip, b.slip);
            if !asked.contains(&key) {
                asked.push(key);
                plan.add(self.pair(a, b).unwrap_or_else(|| self.everything()));
            }
        };
        for a in lattice.from(0) {
            if a.to == lattice.end && a.slip {
                plan.add(self.pairs(a.tokens(self.alphabet).into_iter().map(|t| self.holding(t)).collect()));
            }
            for b in lattice.from(a.to).filter(|b| !(a.slip && b.slip)) {
                if !a.slip && !b.slip || b.to == lattice.end {
                    add(&mut plan, a, b);
                }
                // Three syllables, the middle one mistyped.
                if b.slip && lattice.from(b.to).any(|c| c.to == lattice.end && !c.slip) {
                    add(&mut plan, a, b);
                }
            }
        }
        for b in lattice.to(lattice.end).filter(|b| !b.slip) {
            lattice.to(b.from).filter(|a| !a.slip).for_each(|a| add(&mut plan, a, b));
        }
        plan
    }
}

/// The first part of a gram of three symbols.
pub(super) fn row(first: u32, second: u32) -> u16 {
    (first * SYMBOLS + second) as u16
}

/// The grams of a text: pairs of characters with [`EDGE`] around them.
pub(super) fn pairs_of(tokens: &[Token], each: &mut dyn FnMut(Gram)) {
    use super::alphabet::NUMBER;
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
                bits(after).for_each(|third| each((row(first, second), third as u16)));
            }
        }
        before = here;
    }
}

/// The lists of grams of some texts.
pub(super) fn grams(
    texts: u32,
    tokens: impl Fn(u32) -> std::ops::Range<usize>,
    all: &[Token],
    alphabet: &Alphabet,
) -> [Postings; 2] {
    [
        Postings::build(texts, |t, each| pairs_of(&all[tokens(t)], each)),
        Postings::build(texts, |t, each| triples_of(&all[tokens(t)], alphabet, each)),
    ]
}
