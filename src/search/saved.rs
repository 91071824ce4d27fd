//! An index as bytes, for the disposable cache: what takes long to make is kept, and read again only for the very same
//! places by the very same program.

use std::{
    hash::{Hash as _, Hasher as _},
    sync::Arc,
};

use rustc_hash::FxHasher;

use super::{
    alphabet::Alphabet,
    ground::Spot,
    index::Index,
    postings::{Postings, small},
    reading::Lexicon,
    segment::{Segment, ZONE},
    texts::Texts,
};
use crate::model::Snapshot;

/// What the bytes begin with: the version of the program decides how texts are folded and read.
const MAGIC: &str = concat!("shibei-atlas search index 1, ", env!("CARGO_PKG_VERSION"), "\n");

impl Index {
    /// The index as bytes; `None` once it has followed changes, which are cheaper to make anew than to tell apart.
    #[must_use]
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        let [segment] = &self.segments[..] else { return None };
        let mut out = Out(MAGIC.as_bytes().to_vec());
        out.numbers(&fingerprint(&self.snapshot).to_le_bytes());
        let chars: String = self.alphabet.chars().collect();
        out.numbers(chars.as_bytes());
        out.words(&segment.targets);
        out.words(&segment.spots.iter().flatten().map(|&n| n.cast_unsigned()).collect::<Vec<u32>>());
        out.numbers(&segment.kinds);
        out.numbers(&segment.prominence);
        for texts in [&segment.names, &segment.addresses] {
            out.words(&[texts.dense]);
            out.words(&texts.entries);
            out.halves(&texts.fields);
            out.words(&texts.starts);
            out.halves(&texts.tokens);
            for postings in [&texts.pairs, &texts.triples] {
                out.words(&postings.rows);
                out.halves(&postings.seconds);
                out.words(&postings.starts);
                out.words(&postings.before);
                out.numbers(&postings.bytes);
            }
        }
        let sum = crc32fast::hash(&out.0);
        out.0.extend(sum.to_le_bytes());
        Some(out.0)
    }

    /// The index that [`Self::to_bytes`] made of the same snapshot; `None` when the bytes are anything else.
    #[must_use]
    pub fn from_bytes(bytes: &[u8], snapshot: &Arc<Snapshot>) -> Option<Self> {
        let (body, sum) = bytes.split_last_chunk::<4>()?;
        if crc32fast::hash(body) != u32::from_le_bytes(*sum) {
            return None;
        }
        let mut bytes = In(body.strip_prefix(MAGIC.as_bytes())?);
        if bytes.numbers()? != fingerprint(snapshot).to_le_bytes() {
            return None;
        }
        let mut alphabet = Alphabet::default();
        for ch in std::str::from_utf8(bytes.numbers()?).ok()?.chars() {
            alphabet.enrol(ch);
        }
        let targets = bytes.words()?;
        let spots: Vec<Spot> =
            bytes.words()?.chunks_exact(2).map(|s| [s[0].cast_signed(), s[1].cast_signed()]).collect();
        let (kinds, prominence) = (bytes.numbers()?.to_vec(), bytes.numbers()?.to_vec());
        let texts = [texts(&mut bytes)?, texts(&mut bytes)?];
        let entries = targets.len();
        let known = |code: &u32| match code & ZONE {
            0 => (*code as usize) < snapshot.places.len(),
            _ => ((code & !ZONE) as usize) < snapshot.zones.len(),
        };
        let fits = bytes.0.is_empty()
            && [kinds.len(), prominence.len()] == [entries; 2]
            && spots.len() <= entries
            && targets.iter().all(known)
            && texts.iter().all(|t| is_sound(t, small(entries)));
        if !fits {
            return None;
        }
        let segments = vec![Segment::of(targets, spots, kinds, prominence, texts)];
        let lexicon = Lexicon::new(&mut alphabet, snapshot);
        Some(Self { snapshot: Arc::clone(snapshot), alphabet, lexicon, segments })
    }
}

fn texts(bytes: &mut In<'_>) -> Option<Texts> {
    let dense = *bytes.words()?.first()?;
    let (entries, fields, starts, tokens) = (bytes.words()?, bytes.halves()?, bytes.words()?, bytes.halves()?);
    let mut postings = || {
        let (rows, seconds) = (bytes.words()?, bytes.halves()?);
        let (starts, before) = (bytes.words()?, bytes.words()?);
        Some(Postings { rows, seconds, starts, before, bytes: bytes.numbers()?.to_vec() })
    };
    let (pairs, triples) = (postings()?, postings()?);
    Some(Texts { dense, entries, fields, starts, tokens, pairs, triples })
}

/// Whether no number points beyond what it points into.
fn is_sound(texts: &Texts, entries: u32) -> bool {
    let others = texts.len().checked_sub(texts.dense).map(|n| n as usize);
    texts.dense <= entries
        && others == Some(texts.entries.len())
        && others == Some(texts.fields.len())
        && texts.entries.is_sorted()
        && texts.entries.last().is_none_or(|&e| e < entries)
        && texts.starts.first() == Some(&0)
        && texts.starts.is_sorted()
        && texts.starts.last().is_some_and(|&end| end as usize == texts.tokens.len())
        && texts.pairs.is_sound(texts.len())
        && texts.triples.is_sound(texts.len())
}

/// A number that other places, other names or another order would hardly give.
fn fingerprint(snapshot: &Snapshot) -> u64 {
    let mut hash = FxHasher::default();
    for p in snapshot.places.iter() {
        (p.fid, &p.name, &p.name_en, &p.aliases, &p.address, p.category, p.status, p.source.confidence).hash(&mut hash);
        p.location.map(|at| (at.x.to_bits(), at.y.to_bits())).hash(&mut hash);
    }
    for z in snapshot.zones.iter() {
        (&z.name, &z.name_en, z.kind, z.label.map(|at| (at.x.to_bits(), at.y.to_bits()))).hash(&mut hash);
    }
    hash.finish()
}

/// Lists, each with its length in bytes before it; numbers are little-endian.
struct Out(Vec<u8>);

impl Out {
    fn numbers(&mut self, list: &[u8]) {
        self.0.extend((list.len() as u64).to_le_bytes());
        self.0.extend(list);
    }

    fn halves(&mut self, list: &[u16]) {
        self.0.extend((list.len() as u64 * 2).to_le_bytes());
        self.0.extend(list.iter().flat_map(|n| n.to_le_bytes()));
    }

    fn words(&mut self, list: &[u32]) {
        self.0.extend((list.len() as u64 * 4).to_le_bytes());
        self.0.extend(list.iter().flat_map(|n| n.to_le_bytes()));
    }
}

struct In<'a>(&'a [u8]);

impl<'a> In<'a> {
    fn numbers(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = self.0.split_first_chunk::<8>()?;
        let (list, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        self.0 = rest;
        Some(list)
    }

    fn halves(&mut self) -> Option<Vec<u16>> {
        let (list, []) = self.numbers()?.as_chunks::<2>() else { return None };
        Some(list.iter().map(|b| u16::from_le_bytes(*b)).collect())
    }

    fn words(&mut self) -> Option<Vec<u32>> {
        let (list, []) = self.numbers()?.as_chunks::<4>() else { return None };
        Some(list.iter().map(|b| u32::from_le_bytes(*b)).collect())
    }
}
