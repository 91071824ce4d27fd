//! Where to look for the texts that a word may match: lists of grams that each of them must hold one of.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{
    alphabet::{Alphabet, EDGE, EDGE_SYMBOL, Symbols, Token, UNKNOWN, bits},
    grams::{half, row},
    lattice::{Lattice, Piece, Pieces},
    matching::Word,
    rank::Level,
    sound::Sound,
    texts::Texts,
};

/// Lists of which one holds every text in question, and others besides.
#[derive(Clone, Debug, Default)]
struct Cover {
    pairs: Vec<Range<usize>>,
    triples: Vec<Range<usize>>,
    /// How many texts the lists hold.
    count: usize,
}

/// Ways to match, each with covers of which a text must be in all.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    ways: Vec<Vec<Cover>>,
    /// All texts: nothing narrows them down.
    everything: bool,
    /// No more texts than this.
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

/// Judging a text takes as long as reading so many numbers of a list.
const JUDGE: usize = 24;

impl Plan {
    /// The texts in question, in order, each once; others may be among them.
    pub(super) fn texts(&self, texts: &Texts) -> Vec<u32> {
        if self.everything {
            return (0..texts.len()).collect();
        }
        let mut all = Vec::new();
        let mut bits = Vec::new();
        for way in &self.ways {
            let Some((first, others)) = way.split_first() else { continue };
            let mut found = first.in_order(texts, &mut bits);
            for other in others {
                if other.count / JUDGE > found.len() {
                    break;
                }
                other.keep(&mut found, texts, &mut bits);
            }
            all.append(&mut found);
        }
        all.sort_unstable();
        all.dedup();
        all
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
            Manner::OneSlip => planner.one_slip(word),
            Manner::TwoSlips => planner.two_slips(word),
        }
    }

    /// One way with these covers.
    fn all_of(mut covers: Vec<Cover>) -> Self {
        covers.sort_by_key(|c| c.count);
        match covers.first().map(|c| c.count) {
            None | Some(0) => Self::default(),
            Some(count) => Self { ways: vec![covers], everything: false, count },
        }
    }

    fn add(&mut self, other: Self) {
        self.ways.extend(other.ways);
        self.everything |= other.everything;
        self.count += other.count;
    }
}

impl Cover {
    fn each(&self, texts: &Texts, mut each: impl FnMut(u32)) {
        for (lists, postings) in [(&self.pairs, &texts.pairs), (&self.triples, &texts.triples)] {
            for at in lists.iter().flat_map(Clone::clone) {
                postings.list(at).for_each(&mut each);
            }
        }
    }

    /// What the lists hold, in order, `bits` are clear before and after.
    fn in_order(&self, texts: &Texts, bits: &mut Vec<u64>) -> Vec<u32> {
        let words = (texts.len() as usize).div_ceil(64);
        let mut found = Vec::with_capacity(self.count);
        if self.count < words / 8 {
            self.each(texts, |text| found.push(text));
            found.sort_unstable();
            return found;
        }
        // So many are sorted sooner by their places in a row of bits.
        bits.resize(words, 0_u64);
        self.each(texts, |text| bits[text as usize / 64] |= 1 << (text % 64));
        for (base, word) in (0_u32..).step_by(64).zip(bits.iter_mut()) {
            let mut left = std::mem::take(word);
            while left != 0 {
                found.push(base + left.trailing_zeros());
                left &= left - 1;
            }
        }
        found
    }

    /// Keeps of `found`, which is in order, what the lists hold; `bits` likewise.
    fn keep(&self, found: &mut Vec<u32>, texts: &Texts, bits: &mut Vec<u64>) {
        let lists = self.pairs.iter().chain(&self.triples).map(ExactSizeIterator::len).sum::<usize>();
        let words = (texts.len() as usize).div_ceil(64);
        if lists * found.len() < words {
            let mut held = vec![false; found.len()];
            for (lists, postings) in [(&self.pairs, &texts.pairs), (&self.triples, &texts.triples)] {
                for at in lists.iter().flat_map(Clone::clone) {
                    let mut next = found.iter().zip(&mut held).peekable();
                    for text in postings.list(at) {
                        while next.next_if(|(f, _)| **f < text).is_some() {}
                        let Some((f, held)) = next.peek_mut() else { break };
                        **held |= **f == text;
                    }
                }
            }
            let mut held = held.into_iter();
            found.retain(|_| held.next() == Some(true));
        } else {
            bits.resize(words, 0_u64);
            self.each(texts, |text| bits[text as usize / 64] |= 1 << (text % 64));
            found.retain(|text| bits[*text as usize / 64] & (1 << (text % 64)) != 0);
            bits.fill(0);
        }
    }

    fn and_also(mut self, other: Self) -> Self {
        self.pairs.extend(other.pairs);
        self.triples.extend(other.triples);
        self.count += other.count;
        self
    }
}

struct Planner<'a> {
    texts: &'a Texts,
    alphabet: &'a Alphabet,
}

/// More lookups than this are not made for the sake of a shorter list.
const LOOKUPS: usize = 4_000;
/// With a list as short as this, no further ones are looked for.
const SHORT: usize = 60;
/// More ways than this to mistype a word are not told apart.
const WAYS: usize = 3_000;

/// The covers found so far for two neighbouring pieces, by their numbers.
type Known = FxHashMap<(usize, usize), Option<Cover>>;

impl Planner<'_> {
    fn pairs(&self, mut lists: Vec<Range<usize>>) -> Cover {
        lists.retain(|l| !l.is_empty());
        lists.sort_by_key(|l| l.start);
        lists.dedup();
        Cover { count: lists.iter().map(|l| self.texts.pairs.count(l)).sum(), pairs: lists, ..Cover::default() }
    }

    fn triples(&self, mut lists: Vec<Range<usize>>) -> Cover {
        lists.retain(|l| !l.is_empty());
        lists.sort_by_key(|l| l.start);
        lists.dedup();
        Cover { count: lists.iter().map(|l| self.texts.triples.count(l)).sum(), triples: lists, ..Cover::default() }
    }

    fn everything(&self) -> Plan {
        Plan { ways: Vec::new(), everything: true, count: self.texts.len() as usize }
    }

    /// The texts that hold a character.
    fn holding(&self, token: Token) -> Range<usize> {
        if token == UNKNOWN { 0..0 } else { self.texts.pairs.within(token, 0..u16::MAX) }
    }

    fn holding_any(&self, tokens: impl IntoIterator<Item = Token>) -> Cover {
        self.pairs(tokens.into_iter().map(|t| self.holding(t)).collect())
    }

    fn next_to(&self, a: Token, b: Token) -> Range<usize> {
        if a == UNKNOWN || b == UNKNOWN { 0..0 } else { self.texts.pairs.of((a, b)) }
    }

    fn literal(&self, tokens: &[Token], whole: bool) -> Plan {
        let edge = whole.then_some(EDGE);
        let run: Vec<Token> = edge.into_iter().chain(tokens.iter().copied()).chain(edge).collect();
        if let [only] = run[..] {
            return Plan::all_of(vec![self.holding_any([only])]);
        }
        Plan::all_of(run.windows(2).map(|p| self.pairs(vec![self.next_to(p[0], p[1])])).collect())
    }

    fn heard(&self, sound: &Sound, pieces: Pieces, whole: bool) -> Plan {
        let lattice = Lattice::new(sound, self.alphabet, pieces);
        if !lattice.is_alive() {
            return Plan::default();
        }
        // A single letter counts only where a text begins.
        if lattice.end == 1 {
            return Plan::all_of(self.triples_at_edge(&lattice, whole));
        }
        let Some(mut covers) = self.triples_inside(&lattice) else { return self.everything() };
        if whole {
            covers.extend(self.triples_at_edge(&lattice, whole));
        }
        // The pairs of first letters are many, so they must be worth it.
        let short = if pieces == Pieces::Any { 20 * SHORT } else { SHORT };
        if covers.iter().all(|c| c.count > short) {
            covers.extend(self.pairs_inside(&lattice));
        }
        Plan::all_of(covers)
    }

    /// Triples with [`EDGE`] before or behind them.
    fn triples_at_edge(&self, lattice: &Lattice, whole: bool) -> Vec<Cover> {
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
        if !whole {
            return vec![self.triples(first)];
        }
        for b in lattice.to(lattice.end) {
            lattice.to(b.from).for_each(|a| self.triple(a.symbols, b.symbols, edge, &mut last));
        }
        vec![self.triples(first), self.triples(last)]
    }

    /// For each character of the word: the triples around a piece over it. Every text in question holds one of them,
    /// whichever character is chosen. `None` when nothing narrows the texts down.
    fn triples_inside(&self, lattice: &Lattice) -> Option<Vec<Cover>> {
        let mut covers: Vec<Cover> = Vec::new();
        let mut last: Vec<usize> = Vec::new();
        for at in 0..lattice.end {
            // The same pieces lie over the next character of a syllable.
            let over: Vec<usize> = lattice.over(at).map(|p| p.id).collect();
            if over == last {
                continue;
            }
            last = over;
            let (mut lists, mut alone) = (Vec::new(), Vec::new());
            for a in lattice.over(at) {
                if a.from == 0 && a.to == lattice.end {
                    alone.extend(a.tokens(self.alphabet));
                }
                for b in lattice.from(a.to) {
                    lattice.from(b.to).for_each(|c| self.triple(a.symbols, b.symbols, c.symbols, &mut lists));
                    if b.to == lattice.end {
                        self.before(lattice, a, b, &mut lists);
                    }
                }
                if a.to == lattice.end {
                    lattice.to(a.from).for_each(|b| self.before(lattice, b, a, &mut lists));
                }
            }
            if alone.len() > LOOKUPS / 4 {
                return None;
            }
            covers.push(self.triples(lists).and_also(self.holding_any(alone)));
        }
        Some(covers)
    }

    /// The triples that end with `a` and `b`; all that begin with them when nothing comes before.
    fn before(&self, lattice: &Lattice, a: &Piece, b: &Piece, lists: &mut Vec<Range<usize>>) {
        if a.from == 0 {
            self.triple(a.symbols, b.symbols, Symbols::MAX, lists);
        }
        lattice.to(a.from).for_each(|c| self.triple(c.symbols, a.symbols, b.symbols, lists));
    }

    fn triple(&self, a: Symbols, b: Symbols, c: Symbols, lists: &mut Vec<Range<usize>>) {
        for first in bits(a) {
            for second in bits(b) {
                let row = row(first, second);
                if c == Symbols::MAX {
                    lists.push(self.texts.triples.within(row, 0..u16::MAX));
                } else {
                    lists.extend(bits(c).map(|third| self.texts.triples.of((row, half(third)))));
                }
            }
        }
    }

    /// As with triples, by pairs of characters.
    fn pairs_inside(&self, lattice: &Lattice) -> Vec<Cover> {
        let mut covers = Vec::new();
        let mut known = Known::default();
        let mut last: Vec<usize> = Vec::new();
        'next: for at in 0..lattice.end {
            let over: Vec<usize> = lattice.over(at).map(|p| p.id).collect();
            if over == last {
                continue;
            }
            last = over;
            let mut cover = Cover::default();
            for a in lattice.over(at) {
                if a.to == lattice.end {
                    return covers;
                }
                for b in lattice.from(a.to) {
                    let Some(pair) = self.pair(a, b, &mut known) else { continue 'next };
                    cover = cover.and_also(pair);
                }
            }
            covers.push(cover);
        }
        covers
    }

    /// The texts that hold a character of `a` and then one of `b`; `None` when that takes too many lookups.
    fn pair(&self, a: &Piece, b: &Piece, known: &mut Known) -> Option<Cover> {
        if let Some(cover) = known.get(&(a.id, b.id)) {
            return cover.clone();
        }
        let (first, second) = (a.tokens(self.alphabet), b.tokens(self.alphabet));
        let postings = &self.texts.pairs;
        let mut lists = Vec::new();
        if first.len() * second.len() <= LOOKUPS / 16 {
            lists.extend(first.iter().flat_map(|&x| second.iter().map(move |&y| postings.of((x, y)))));
        } else {
            let mut wanted = vec![false; self.alphabet.len()];
            for t in second {
                wanted[usize::from(t)] = true;
            }
            let is_wanted = |at: &usize| wanted.get(usize::from(postings.seconds[*at])) == Some(&true);
            let rows = first.iter().map(|&x| self.holding(x));
            lists.extend(rows.flat_map(|row| row.filter(is_wanted)).map(|at| at..at + 1));
        }
        let cover = (lists.len() <= LOOKUPS).then(|| self.pairs(lists));
        known.insert((a.id, b.id), cover.clone());
        cover
    }

    fn one_slip(&self, word: &Word) -> Plan {
        let mut plan = Plan::default();
        if word.loose.is_some() {
            plan.add(self.mistyped(&word.tokens));
        }
        if let (1.., Some(sound)) = (word.slips_heard(), &word.sound) {
            plan.add(self.misheard(&Lattice::new(sound, self.alphabet, Pieces::Slips).one_slip()));
        }
        word.swapped.iter().for_each(|s| plan.add(self.heard(s, Pieces::Full, false)));
        plan
    }

    /// Two slips are looked for only when nothing else is found: where they are heard, in all texts.
    fn two_slips(&self, word: &Word) -> Plan {
        if word.loose.as_ref().is_none_or(|l| l.most() < 2) {
            return Plan::default();
        }
        if let (2.., Some(sound)) = (word.slips_heard(), &word.sound)
            && Lattice::new(sound, self.alphabet, Pieces::Slips).is_alive()
        {
            return self.everything();
        }
        // Cut into three: one part is whole, or two characters are swapped at a cut.
        let t = &word.tokens;
        let cuts = (2..t.len() - 1).flat_map(|b| (1..b).map(move |a| (a, b)));
        let covers = cuts.map(|(a, b)| {
            let parts = [&t[..a], &t[a..b], &t[b..]].map(|part| self.rarest(part));
            let swaps = [a, b].map(|at| self.next_to(t[at], t[at - 1]));
            self.pairs(parts.into_iter().chain(swaps).collect())
        });
        covers.min_by_key(|c| c.count).map_or_else(Plan::default, |c| Plan::all_of(vec![c]))
    }

    /// A word with one slip, cut in two: one part is as it should be and the other nearly so, or two characters are
    /// swapped at the cut.
    fn mistyped(&self, tokens: &[Token]) -> Plan {
        let cut = |at: usize| {
            let (left, right) = tokens.split_at(at);
            let mut plan = self.whole_beside(left, right);
            plan.add(self.whole_beside(right, left));
            plan.add(Plan::all_of(vec![self.pairs(vec![self.next_to(tokens[at], tokens[at - 1])])]));
            plan
        };
        (1..tokens.len()).map(cut).min_by_key(|p| p.count).unwrap_or_default()
    }

    /// Texts with one part as it is, and of the other, if it is as long as two characters, at least one of them.
    fn whole_beside(&self, part: &[Token], other: &[Token]) -> Plan {
        let mut covers: Vec<Cover> = match part {
            [only] => vec![self.holding_any([*only])],
            _ => part.windows(2).map(|p| self.pairs(vec![self.next_to(p[0], p[1])])).collect(),
        };
        match other {
            [] | [_] => {}
            [a, b] => covers.push(self.holding_any([*a, *b])),
            [_, _, _] => covers.push(self.holding_any(other.iter().copied())),
            // A swap in the middle spoils all three pairs, but makes one known.
            [_, b, c, _] => {
                let pairs = other.windows(2).map(|p| self.next_to(p[0], p[1]));
                covers.push(self.pairs(pairs.chain([self.next_to(*c, *b)]).collect()));
            }
            // One slip spoils no more than three pairs; with more there is one as it should be.
            _ => covers.push(self.pairs(other.windows(2).map(|p| self.next_to(p[0], p[1])).collect())),
        }
        Plan::all_of(covers)
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

    /// Every way through the lattice with one mistyped syllable; all its pairs of neighbours must be there.
    fn misheard(&self, lattice: &Lattice) -> Plan {
        let mut plan = Plan::default();
        let mut known = Known::default();
        let mut ways: Vec<Vec<&Piece>> = lattice.from(0).map(|p| vec![p]).collect();
        for _ in 0..WAYS {
            let Some(way) = ways.pop() else { return plan };
            let slipped = way.iter().any(|p| p.slip);
            let at = way.last().map_or(0, |p| p.to);
            if at == lattice.end && slipped {
                plan.add(self.way(&way, &mut known));
            }
            for piece in lattice.from(at).filter(|p| !(slipped && p.slip)) {
                // What no text holds is not followed further.
                let holds = |last: &&Piece| self.pair(last, piece, &mut known).is_none_or(|c| c.count > 0);
                if way.last().is_some_and(holds) {
                    ways.push(way.iter().copied().chain([piece]).collect());
                }
            }
        }
        self.everything()
    }

    fn way(&self, way: &[&Piece], known: &mut Known) -> Plan {
        if let [only] = way {
            return Plan::all_of(vec![self.holding_any(only.tokens(self.alphabet))]);
        }
        let covers: Vec<Cover> = way.windows(2).filter_map(|pair| self.pair(pair[0], pair[1], known)).collect();
        if covers.is_empty() { self.everything() } else { Plan::all_of(covers) }
    }
}
