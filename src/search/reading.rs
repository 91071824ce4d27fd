//! What a text may mean: as one word, as its words, with everyday words taken for what they stand for, with numbers
//! written the other way.

use std::hash::Hash;

use rust_i18n::t;
use rustc_hash::FxHashMap;

use super::{
    alphabet::Alphabet,
    matching::{Match, Word},
    numerals::rewritten,
    query::{Field, Target},
    rank::{Extent, Group, How, Level, Quality, Rank},
    segment::Code,
    text::fold,
};
use crate::model::{Category, Meaning, Snapshot};

/// One way to take the text. A place answers when every part of it does.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) atoms: Vec<Atom>,
    /// What is looked for, where that is not what was typed.
    pub(super) read_as: Option<String>,
}

/// One part of a reading.
#[derive(Clone, Debug, Default)]
pub(super) struct Atom {
    /// Looked for in names and addresses.
    pub(super) word: Option<Word>,
    /// How well it names each category, in the order of [`Category::ALL`]; empty when it names none.
    pub(super) kinds: Vec<Option<Quality>>,
    /// The places that do a matter, hold a firm or an event, or bear a title that it names, with how well it does and
    /// which entry says so.
    pub(super) deeds: FxHashMap<Code, (Rank, Field)>,
    /// The matters it names.
    pub(super) matters: Vec<(Rank, usize)>,
    /// The firms, events and titles that it names.
    pub(super) held: Vec<(Rank, Field)>,
}

/// A query with more words than this is taken as one word: nobody types so many.
const WORDS_MAX: usize = 16;
/// More readings than this are not looked at.
const READINGS_MAX: usize = 12;
/// A meaning given by an everyday word is as good as its own name.
pub(super) const MEANT: Quality = Quality { how: How::Literal, extent: Extent::Whole };

/// The words that kinds, matters, firms, events and titles are known by, and the everyday words, made comparable once.
#[derive(Clone, Debug, Default)]
pub(super) struct Lexicon {
    /// By category, in the order of [`Category::ALL`].
    kinds: Vec<Vec<Vec<u16>>>,
    kind_words: Vec<Vec<char>>,
    /// Matter and text.
    matters: Vec<(usize, Vec<u16>)>,
    /// Firm, event or title, and text.
    held: Vec<(Field, Vec<u16>)>,
    /// Index into [`Snapshot::synonyms`], and its phrase.
    phrases: Vec<(usize, Vec<char>, Vec<u16>)>,
}

impl Lexicon {
    pub(super) fn new(alphabet: &mut Alphabet, snapshot: &Snapshot) -> Self {
        let mut learn = |text: &str| {
            let mut tokens = Vec::new();
            alphabet.learn(text, &mut tokens);
            tokens
        };
        let words: Vec<Vec<String>> = Category::ALL.iter().map(|&c| words_for(c)).collect();
        let kinds = words.iter().map(|texts| texts.iter().map(|t| learn(t)).collect()).collect();
        let mut kind_words: Vec<Vec<char>> =
            words.iter().flatten().map(|w| folded(w)).filter(|w| w.len() > 1).collect();
        kind_words.sort_by_key(|w| std::cmp::Reverse(w.len()));
        let matters = snapshot.matters.iter().enumerate().flat_map(|(i, m)| {
            let texts = std::iter::once(&m.name).chain(&m.aliases);
            texts.map(|t| (i, learn(t))).collect::<Vec<_>>()
        });
        let matters = matters.collect();
        let held = held(snapshot).map(|(field, text)| (field, learn(text))).collect();
        let phrases = snapshot.synonyms.iter().enumerate();
        let phrases = phrases.map(|(i, s)| (i, folded(&s.phrase), learn(&s.phrase))).filter(|(_, p, _)| !p.is_empty());
        Self { kinds, kind_words, matters, held, phrases: phrases.collect() }
    }

    /// The readings of a text, the plainest first.
    pub(super) fn readings(&self, text: &str, snapshot: &Snapshot, alphabet: &Alphabet) -> Vec<Reading> {
        let compile = Compile { lexicon: self, snapshot, alphabet };
        let whole = folded(text);
        if whole.is_empty() {
            return Vec::new();
        }
        let mut all = vec![vec![whole.clone()]];
        let words: Vec<Vec<char>> = text.split_whitespace().map(folded).filter(|w| !w.is_empty()).collect();
        let several = (2..=WORDS_MAX).contains(&words.len());
        if several {
            all.push(words.clone());
        }
        all.extend(self.split(&whole));
        let mut readings: Vec<Reading> =
            all.into_iter().map(|words| Reading { atoms: compile.atoms(words), read_as: None }).collect();
        let other_number = rewritten(&whole);
        readings.extend(other_number.map(|w| Reading { read_as: None, atoms: compile.atoms(vec![w]) }));
        readings.extend(self.meant(&whole, &compile));
        if several {
            readings.extend(self.meant_by_one(&words, &compile));
        }
        if several {
            let numbered: Vec<Vec<char>> = words.iter().map(|w| rewritten(w).unwrap_or_else(|| w.clone())).collect();
            if numbered != words {
                readings.push(Reading { atoms: compile.atoms(numbered), read_as: None });
            }
        }
        readings.truncate(READINGS_MAX);
        readings
    }

    /// Two words run together: a street and what is in it, two streets that cross, or something and the word for its
    /// kind.
    fn split(&self, whole: &[char]) -> Vec<Vec<Vec<char>>> {
        let mut found = Vec::new();
        let street = whole.iter().position(|c| matches!(c, '路' | '街')).map(|at| at + 1);
        if let Some(at) = street.filter(|&at| at > 2 && at + 2 <= whole.len()) {
            found.push(vec![whole[..at].to_vec(), whole[at..].to_vec()]);
        }
        // A house number and what is in the house, letters and what follows them.
        let number = whole.iter().rposition(|c| *c == '号').map(|at| at + 1);
        if let Some(at) = number.filter(|&at| at > 2 && at + 2 <= whole.len()) {
            found.push(vec![whole[..at].to_vec(), whole[at..].to_vec()]);
        }
        let letters = |c: &char| c.is_ascii_alphabetic();
        let seam = (1..whole.len()).find(|&i| letters(&whole[i - 1]) != letters(&whole[i]));
        if let Some(at) = seam.filter(|&at| at > 1 && at + 2 <= whole.len()) {
            found.push(vec![whole[..at].to_vec(), whole[at..].to_vec()]);
        }
        let kind = self.kind_words.iter().find(|w| whole.ends_with(w) && whole.len() > w.len() + 1);
        if let Some(word) = kind.filter(|w| !w[0].is_ascii()) {
            found.push(vec![whole[..whole.len() - word.len()].to_vec(), word.clone()]);
        }
        found
    }

    /// What everyday words in the text stand for, each by itself. Of two that overlap the longer one counts.
    fn meant(&self, whole: &[char], compile: &Compile<'_>) -> Vec<Reading> {
        let spelled = Word::new(whole.to_vec(), compile.alphabet).filter(|_| whole.iter().all(char::is_ascii));
        let said = |phrase: &[char], tokens: &[u16]| {
            if let Some(at) = whole.windows(phrase.len()).rposition(|w| w == phrase) {
                let end = at + phrase.len();
                // A word of letters is not looked for inside a word, a single character only at the end.
                let letter = |i: Option<usize>| i.and_then(|i| whole.get(i)).is_some_and(char::is_ascii_alphabetic);
                let inside = phrase[0].is_ascii() && (letter(at.checked_sub(1)) || letter(Some(end)));
                let alone = !inside && (phrase.len() > 1 || (end == whole.len() && at > 0));
                return alone.then_some(at..end);
            }
            let found = spelled.as_ref()?.find(tokens, compile.alphabet, Level::Exact)?;
            let by_name = found.quality.extent == Extent::Whole && found.quality.how <= How::Pinyin;
            by_name.then_some(0..whole.len())
        };
        let mut found: Vec<(std::ops::Range<usize>, usize)> =
            self.phrases.iter().filter_map(|(i, phrase, tokens)| Some((said(phrase, tokens)?, *i))).collect();
        let longest = found.iter().map(|(run, _)| run.len()).max().unwrap_or(0);
        found.retain(|(run, _)| run.len() == longest);
        found.iter().filter_map(|(run, i)| compile.meaning(whole, run.clone(), *i)).collect()
    }
}

impl Lexicon {
    /// One of several words taken for what it stands for.
    fn meant_by_one(&self, words: &[Vec<char>], compile: &Compile<'_>) -> Vec<Reading> {
        let mut found = Vec::new();
        for (at, word) in words.iter().enumerate() {
            for (i, _, _) in self.phrases.iter().filter(|(_, phrase, _)| phrase == word) {
                let Some(mut reading) = compile.meaning(word, 0..word.len(), *i) else { continue };
                let others = words.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, w)| w.clone());
                reading.atoms.extend(compile.atoms(others.collect()));
                found.push(reading);
            }
        }
        found
    }
}

/// What is needed to make atoms.
struct Compile<'a> {
    lexicon: &'a Lexicon,
    snapshot: &'a Snapshot,
    alphabet: &'a Alphabet,
}

impl Compile<'_> {
    fn atoms(&self, words: Vec<Vec<char>>) -> Vec<Atom> {
        words.into_iter().filter_map(|w| self.atom(w)).collect()
    }

    fn atom(&self, chars: Vec<char>) -> Option<Atom> {
        let word = Word::new(chars, self.alphabet)?;
        let mut atom = Atom { kinds: self.kinds(&word), word: Some(word), ..Atom::default() };
        atom.name_others(self.lexicon, self.snapshot, self.alphabet, Level::Exact);
        Some(atom)
    }

    /// A category answers to its word and to the beginning of it, but to first letters only when they are all there and
    /// never to a single character: `w` is not 文化馆.
    fn kinds(&self, word: &Word) -> Vec<Option<Quality>> {
        let names = |m: &Match| match m.quality.how {
            How::Literal | How::Pinyin => m.run.start == 0,
            How::Initials => m.quality.extent == Extent::Whole,
        };
        let find = |text: &Vec<u16>| word.find(text, self.alphabet, Level::Exact).filter(names).map(|m| m.quality);
        let best = |texts: &Vec<Vec<u16>>| texts.iter().filter_map(find).min();
        let kinds: Vec<_> = if word.len() > 1 { self.lexicon.kinds.iter().map(best).collect() } else { Vec::new() };
        if kinds.iter().any(Option::is_some) { kinds } else { Vec::new() }
    }

    /// The text with what stands at `run` taken for the meaning of a synonym.
    fn meaning(&self, whole: &[char], run: std::ops::Range<usize>, synonym: usize) -> Option<Reading> {
        let rest = [&whole[..run.start], &whole[run.end..]]
            .map(<[char]>::to_vec)
            .into_iter()
            .filter(|r| !r.is_empty() && *r != ['的']);
        let named = Rank { level: Level::Exact, group: Group::Matter, quality: MEANT };
        let (atom, read_as) = match &self.snapshot.synonyms.get(synonym)?.meaning {
            Meaning::Text(text) => {
                let text = folded(text);
                let other = [&whole[..run.start], &text, &whole[run.end..]].concat();
                if whole.windows(text.len().max(1)).any(|w| w == text) {
                    return None;
                }
                let read_as = other.iter().collect();
                return Some(Reading { atoms: self.atoms(vec![other]), read_as: Some(read_as) });
            }
            Meaning::Categories(kinds) => {
                // The kind is meant, but not by its own word.
                let meant = Quality { extent: Extent::Word, ..MEANT };
                let is = |c: &Category| kinds.contains(c).then_some(meant);
                let words: Vec<_> = kinds.iter().map(|c| t!(format!("category.{}", c.key())).into_owned()).collect();
                (Atom { kinds: Category::ALL.iter().map(is).collect(), ..Atom::default() }, words.join("、"))
            }
            Meaning::Matter(id) => {
                let matter = self.snapshot.matters.iter().position(|m| m.id == *id)?;
                let mut atom = Atom { matters: vec![(named, matter)], ..Atom::default() };
                atom.add_places(self.snapshot);
                (atom, self.snapshot.matters[matter].name.clone())
            }
            Meaning::Place(id) => {
                let place = self.snapshot.index_of(id)?;
                let rank = Rank { group: Group::Name, ..named };
                let deeds = [(Target::Place(place).code(), (rank, Field::Name))].into_iter().collect();
                (Atom { deeds, ..Atom::default() }, self.snapshot.places[place].name.clone())
            }
        };
        let atoms = rest.filter_map(|r| self.atom(r)).chain([atom]).collect();
        Some(Reading { atoms, read_as: Some(read_as) })
    }
}

impl Atom {
    /// Finds the matters, firms, events and titles that the word names, forgiving no more than `level`.
    pub(super) fn name_others(&mut self, lexicon: &Lexicon, snapshot: &Snapshot, alphabet: &Alphabet, level: Level) {
        let Some(word) = self.word.as_ref().filter(|w| w.len() > 1) else { return };
        let named = |text: &[u16], group: Group| {
            // First letters name such things only from their beginning: they are found in the middle of anything.
            let names = |m: &Match| m.quality.how < How::Initials || m.run.start == 0;
            let found = word.find(text, alphabet, level).filter(names)?;
            Some(Rank { level: found.level, group, quality: found.quality })
        };
        self.matters = best(lexicon.matters.iter().filter_map(|(m, text)| Some((*m, named(text, Group::Matter)?))));
        self.held = best(lexicon.held.iter().filter_map(|(f, text)| Some((*f, named(text, group(*f))?))));
        self.deeds.clear();
        self.add_places(snapshot);
    }

    fn add_places(&mut self, snapshot: &Snapshot) {
        for &(rank, field) in &self.held {
            if let Some(target) = holder(snapshot, field) {
                tell(&mut self.deeds, target, rank, field);
            }
        }
        if self.matters.is_empty() {
            return;
        }
        for (i, deed) in snapshot.matters_at.iter().enumerate() {
            let rank = self.matters.iter().find(|(_, m)| snapshot.matters[*m].id == deed.matter).map(|(rank, _)| *rank);
            if let (Some(rank), Some(place)) = (rank, snapshot.index_of(&deed.place)) {
                tell(&mut self.deeds, Target::Place(place), rank, Field::Matter(i));
            }
        }
    }
}

/// Puts down that a target answers by this, unless it answers better or as well by what came before.
fn tell(deeds: &mut FxHashMap<Code, (Rank, Field)>, target: Target, rank: Rank, field: Field) {
    let told = deeds.entry(target.code()).or_insert((rank, field));
    if rank < told.0 {
        *told = (rank, field);
    }
}

/// For each thing the best of its ranks, best things first.
fn best<T: Copy + Ord + Hash>(named: impl Iterator<Item = (T, Rank)>) -> Vec<(Rank, T)> {
    let mut best: FxHashMap<T, Rank> = FxHashMap::default();
    for (what, rank) in named {
        best.entry(what).and_modify(|b| *b = rank.min(*b)).or_insert(rank);
    }
    let mut best: Vec<(Rank, T)> = best.into_iter().map(|(what, rank)| (rank, what)).collect();
    best.sort_unstable();
    best
}

/// The firms, events and titles, each with what it is called.
fn held(snapshot: &Snapshot) -> impl Iterator<Item = (Field, &str)> {
    let firms = snapshot.firms.iter().enumerate();
    let firms = firms
        .flat_map(|(i, f)| std::iter::once(&f.name).chain(&f.aliases).map(move |name| (Field::Firm(i), name.as_str())));
    let events = snapshot.events.iter().enumerate().map(|(i, e)| (Field::Event(i), e.name.as_str()));
    let titles = snapshot.facts.iter().enumerate().filter(|(_, f)| f.is_title());
    firms.chain(events).chain(titles.map(|(i, f)| (Field::Title(i), f.value.as_str())))
}

fn group(field: Field) -> Group {
    match field {
        Field::Event(_) => Group::Event,
        Field::Title(_) => Group::Title,
        _ => Group::Firm,
    }
}

/// The place or area that a firm, an event or a title belongs to.
fn holder(snapshot: &Snapshot, field: Field) -> Option<Target> {
    let place = |id: &str| snapshot.index_of(id).map(Target::Place);
    match field {
        Field::Firm(i) => place(&snapshot.firms.get(i)?.place),
        Field::Event(i) => place(&snapshot.events.get(i)?.place),
        Field::Title(i) => {
            let id = &snapshot.facts.get(i)?.subject;
            place(id).or_else(|| snapshot.zones.iter().position(|z| z.id == *id).map(Target::Zone))
        }
        _ => None,
    }
}

/// The comparable characters of a text.
pub(super) fn folded(text: &str) -> Vec<char> {
    fold(text).into_iter().map(|f| f.ch).collect()
}

/// The word for a category in each language, and what it enumerates: 剧场、影院与美术馆 is also found as 影院.
fn words_for(category: Category) -> Vec<String> {
    let key = format!("category.{}", category.key());
    let both = [t!(&key, locale = "zh-CN").into_owned(), t!(&key, locale = "en").into_owned()];
    let parts = both.iter().flat_map(|w| w.split(['、', '与', ',']).flat_map(|p| p.split(" and ")));
    let parts: Vec<String> = parts.map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect();
    both.iter().cloned().chain(parts).collect()
}
