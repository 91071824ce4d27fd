//! How well an entry answers: the one function that decides it, for candidates of whatever plan and for all entries alike.

use super::{
    alphabet::Token,
    index::Index,
    matching::Word,
    query::Field,
    rank::{Group, Level, Quality, Rank},
    reading::{Atom, MEANT, Reading},
    segment::Segment,
};

/// How well an entry answers, and by which reading.
pub(super) fn rank_by(
    index: &Index,
    readings: &[Reading],
    here: &Segment,
    entry: u32,
    level: Level,
) -> Option<(Rank, usize)> {
    let mut best: Option<(Rank, usize)> = None;
    for (r, reading) in readings.iter().enumerate() {
        let mut worst: Option<Rank> = None;
        for atom in &reading.atoms {
            let Some((rank, _)) = part(index, atom, here, entry, level, reading.atoms.len() == 1) else {
                worst = None;
                break;
            };
            worst = worst.max(Some(rank));
        }
        if let Some(rank) = worst.filter(|w| best.is_none_or(|(b, _)| *w < b)) {
            best = Some((rank, r));
        }
    }
    best
}

/// How well one part of a reading is answered, and by what; forgiving neither more than `level` nor, if it is `alone`, less:
/// what answers alone has been taken in on a better level.
pub(super) fn part(
    index: &Index,
    atom: &Atom,
    here: &Segment,
    entry: u32,
    level: Level,
    alone: bool,
) -> Option<(Rank, Field)> {
    let find = |word: &Word, text: &[Token]| {
        if alone { word.find_at(text, &index.alphabet, level) } else { word.find(text, &index.alphabet, level) }
    };
    let mut best: Option<(Rank, Field)> = None;
    let mut take = |rank: Rank, field: Field| {
        if best.is_none_or(|(b, _)| rank < b) {
            best = Some((rank, field));
        }
    };
    if let Some(word) = &atom.word {
        for (field, text) in here.names.of(entry) {
            if let Some(m) = find(word, text) {
                take(Rank { level: m.level, group: Group::Name, quality: m.quality }, field);
            }
        }
    }
    if !atom.deeds.is_empty()
        && let Some(&(rank, field)) = atom.deeds.get(&here.targets[entry as usize])
    {
        take(rank, field);
    }
    if (level == Level::Exact || !alone)
        && let Some(quality) = here.kind(entry).and_then(|k| *atom.kinds.get(k)?)
    {
        take(Rank { level: Level::Exact, group: kind_group(quality), quality }, Field::Category);
    }
    if let Some(word) = &atom.word {
        for (field, text) in here.addresses.of(entry) {
            if let Some(m) = find(word, text) {
                take(Rank { level: m.level, group: Group::Address, quality: m.quality }, field);
            }
        }
    }
    best
}

/// A kind that is asked for by its very word comes first, one that the text is part of the word for after the names.
pub(super) fn kind_group(quality: Quality) -> Group {
    if quality == MEANT { Group::Kind } else { Group::Category }
}
