//! One typed word against one text: literally, by pinyin, or by first letters.

use std::ops::Range;

use super::text::{Text, Unit, letter, readings, trace};

/// How well a text answers; smaller is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quality {
    /// What was read as what.
    pub how: How,
    /// How much of the text it is.
    pub extent: Extent,
}

/// What the typed characters were read as; better first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// The characters themselves.
    Literal,
    /// Full pinyin, the last syllable perhaps unfinished; some characters may be typed as themselves.
    Pinyin,
    /// First letters of pinyin, wholly or in part.
    Initials,
}

/// How much of the text was matched, and where; better first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extent {
    /// All of it.
    Whole,
    /// Its beginning.
    Start,
    /// From the start of a word; every Han character starts one.
    Word,
    /// From the middle of a word.
    Within,
}

/// Pinyin is looked for in words up to this many characters, so that the places in a word reached so far fit the bits
/// of a `u64`. A longer word is compared literally only: no name is spelled in that many letters.
const PINYIN_MAX: usize = 63;

/// One word of a query, never empty.
#[derive(Clone, Debug)]
pub(super) struct Word {
    chars: Box<[char]>,
    /// What a text must contain to match at all.
    needs: u64,
    /// Its letters, all of which a text must hold to match literally.
    letters: u32,
    /// Holds a letter, so it may be pinyin.
    spelled: bool,
}

impl Word {
    /// A word of folded characters; `None` without any.
    pub(super) fn new(chars: Vec<char>) -> Option<Self> {
        let first = trace(*chars.first()?);
        // Anything but a letter stands for itself; of the letters only the first must begin something.
        let needs = chars.iter().filter(|c| !c.is_ascii_lowercase()).fold(first, |a, &c| a | trace(c));
        let letters = chars.iter().filter_map(|&c| letter(c)).fold(0, |a, b| a | b);
        let spelled = chars.len() <= PINYIN_MAX && letters != 0;
        Some(Self { chars: chars.into(), needs, letters, spelled })
    }

    /// Number of characters.
    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }
}

/// Where `word` matches `text` best, as a run of comparable characters.
pub(super) fn find(word: &Word, text: &Text) -> Option<(Quality, Range<usize>)> {
    if word.needs & !text.traces != 0 {
        return None;
    }
    literal(word, text).or_else(|| by_sound(word, text))
}

fn literal(word: &Word, text: &Text) -> Option<(Quality, Range<usize>)> {
    if word.letters & !text.letters != 0 {
        return None;
    }
    let runs = text.units.windows(word.len()).enumerate();
    runs.filter(|(_, run)| run.iter().map(|u| &u.ch).eq(word.chars.iter()))
        .map(|(start, _)| {
            let run = start..start + word.len();
            (Quality { how: How::Literal, extent: extent(text, &run, false) }, run)
        })
        .min_by_key(|(quality, _)| *quality)
}

fn by_sound(word: &Word, text: &Text) -> Option<(Quality, Range<usize>)> {
    if !word.spelled || !text.has_han {
        return None;
    }
    // One letter alone would be found in every name: it counts only where a name begins.
    let starts = if word.len() == 1 { 1 } else { text.units.len() };
    let may_start = |&start: &usize| text.units[start].may_begin_with(word.chars[0]);
    let heard = (0..starts).filter(may_start).filter_map(|start| {
        let spelling = spell(&word.chars, &text.units[start..])?;
        let run = start..start + spelling.units;
        Some((Quality { how: spelling.how, extent: extent(text, &run, spelling.unfinished) }, run))
    });
    heard.min_by_key(|(quality, _)| *quality)
}

fn extent(text: &Text, run: &Range<usize>, unfinished: bool) -> Extent {
    match run.start {
        0 if run.end == text.units.len() && !unfinished => Extent::Whole,
        0 => Extent::Start,
        start if text.units[start].starts_word() => Extent::Word,
        _ => Extent::Within,
    }
}

/// A way to read a whole word from the beginning of some units.
struct Spelling {
    how: How,
    /// Number of units read.
    units: usize,
    /// The last syllable was cut off.
    unfinished: bool,
}

/// Reads `word` from the first of `units` on, by full syllables if that is possible at all.
///
/// Bit `j` of a set says that the first `j` characters of the word have been used up. Moving such a set along the
/// units takes all ways of reading at once, so that nothing grows exponentially.
fn spell(word: &[char], units: &[Unit]) -> Option<Spelling> {
    let goal = 1_u64 << word.len();
    let (mut full, mut any) = (1_u64, 1_u64);
    let mut by_initials = None;
    for (read, &unit) in (1..).zip(units) {
        let (was_full, mut left) = (full, any);
        let (mut full_cut, mut any_cut) = (false, false);
        (full, any) = (0, 0);
        while left != 0 {
            let used = left.trailing_zeros() as usize;
            left &= left - 1;
            let step = step(&word[used..], unit);
            any |= (step.full | step.initial) << used;
            any_cut |= step.cut;
            if was_full & (1 << used) != 0 {
                full |= step.full << used;
                // A single letter is an initial, not an unfinished syllable, unless syllables came before it.
                full_cut |= step.cut && (used > 0 || word.len() > 1);
            }
        }
        if full & goal != 0 || full_cut {
            return Some(Spelling { how: How::Pinyin, units: read, unfinished: full & goal == 0 });
        }
        if by_initials.is_none() && (any & goal != 0 || any_cut) {
            by_initials = Some(Spelling { how: How::Initials, units: read, unfinished: any & goal == 0 });
        }
        any &= goal - 1;
        if any == 0 {
            break;
        }
    }
    by_initials
}

/// How much of `rest` one unit can use up: bit `n` stands for `n` characters.
#[derive(Default)]
struct Step {
    /// As itself or as a full syllable.
    full: u64,
    /// As a first letter, or as zh, ch, sh.
    initial: u64,
    /// All of `rest` is the beginning of a syllable.
    cut: bool,
}

fn step(rest: &[char], unit: Unit) -> Step {
    let mut step = Step::default();
    let Some(&first) = rest.first() else { return step };
    if unit.ch == first {
        step.full |= 1 << 1;
    }
    if !unit.is_han() || !unit.may_begin_with(first) {
        return step;
    }
    for reading in readings(unit.ch) {
        let agree = reading.chars().zip(rest).take_while(|&(r, &typed)| sounds(r, typed)).count();
        let length = reading.chars().count();
        if agree == length {
            step.full |= 1 << length;
        } else if agree == rest.len() {
            step.cut = true;
        }
        if agree >= 1 {
            step.initial |= 1 << 1;
        }
        if agree >= 2 && matches!(reading.get(..2), Some("zh" | "ch" | "sh")) {
            step.initial |= 1 << 2;
        }
    }
    step
}

/// Nobody has ü on the keyboard: it is typed v or u.
fn sounds(reading: char, typed: char) -> bool {
    reading == typed || (reading == 'ü' && matches!(typed, 'v' | 'u'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::text::fold;
    use proptest::prelude::*;

    fn matched(word: &str, text: &str) -> Option<(How, Extent, Range<usize>)> {
        let word = Word::new(fold(word).into_iter().map(|(_, c)| c).collect())?;
        find(&word, &Text::new(text)).map(|(q, run)| (q.how, q.extent, run))
    }

    #[test]
    fn a_literal_match_says_how_much_of_the_text_it_is() {
        assert_eq!(matched("台东", "台东"), Some((How::Literal, Extent::Whole, 0..2)));
        assert_eq!(matched("台东", "台东步行街"), Some((How::Literal, Extent::Start, 0..2)));
        assert_eq!(matched("步行", "台东步行街"), Some((How::Literal, Extent::Word, 2..4)));
        assert_eq!(matched("useum", "Beer Museum"), Some((How::Literal, Extent::Within, 5..10)));
        assert_eq!(matched("MUSEUM", "Amuseum Museum"), Some((How::Literal, Extent::Word, 7..13)));
        assert_eq!(matched("台西", "台东步行街"), None);
    }

    #[test]
    fn pinyin_may_be_full_cut_mixed_or_first_letters() {
        let name = "青岛啤酒博物馆";
        assert_eq!(matched("qingdaopijiubowuguan", name), Some((How::Pinyin, Extent::Whole, 0..7)));
        assert_eq!(matched("qingdaopijiubowugua", name), Some((How::Pinyin, Extent::Start, 0..7)));
        assert_eq!(matched("bowug", name), Some((How::Pinyin, Extent::Word, 4..7)));
        assert_eq!(matched("bwg", name), Some((How::Initials, Extent::Word, 4..7)));
        assert_eq!(matched("啤酒bwg", name), Some((How::Initials, Extent::Word, 2..7)));
        assert_eq!(matched("啤酒bowuguan", name), Some((How::Pinyin, Extent::Word, 2..7)));
        assert_eq!(matched("pjbowuguan", name), Some((How::Initials, Extent::Word, 2..7)));
        assert_eq!(matched("bxg", name), None);
    }

    #[test]
    fn every_reading_counts_and_umlauts_are_typed_v_or_u() {
        for typed in ["chongqing", "zhongqing", "zhq", "chq", "cq", "zq"] {
            assert!(matched(typed, "重庆路").is_some(), "{typed}");
        }
        for typed in ["lvse", "luse", "lüse", "ls"] {
            assert!(matched(typed, "绿色").is_some(), "{typed}");
        }
    }

    #[test]
    fn a_syllable_ending_in_another_character_is_read_either_way() {
        assert_eq!(matched("xian", "西安路"), Some((How::Pinyin, Extent::Start, 0..2)));
        assert_eq!(matched("xian", "先"), Some((How::Pinyin, Extent::Whole, 0..1)));
    }

    #[test]
    fn a_single_letter_matches_first_letters_only_where_the_name_begins() {
        assert_eq!(matched("t", "台东"), Some((How::Initials, Extent::Start, 0..1)));
        assert_eq!(matched("d", "台东"), None);
        assert_eq!(matched("e", "政务e站"), Some((How::Literal, Extent::Word, 2..3)));
    }

    #[test]
    fn ten_thousand_letters_are_no_trouble() {
        let many = "a".repeat(10_000);
        assert_eq!(matched(&many, &"啊".repeat(1_000)), None);
        assert_eq!(matched(&many, &many).map(|m| m.2), Some(0..10_000));
        assert_eq!(matched(&format!("{}b", "a".repeat(62)), &"安".repeat(2_000)), None);
    }

    /// All ways of reading, by trying them one after the other.
    fn reads(word: &[char], units: &[Unit]) -> bool {
        let Some((unit, more)) = units.split_first().filter(|_| !word.is_empty()) else { return word.is_empty() };
        let step = step(word, *unit);
        let ways = step.full | step.initial;
        step.cut || (1..=word.len()).any(|n| ways & (1 << n) != 0 && reads(&word[n..], more))
    }

    proptest! {
        #[test]
        fn moving_sets_of_positions_equals_trying_every_way(
            word in "[anghzsox东重]{1,8}",
            text in "[安重长上中西先东an]{1,6}",
        ) {
            let chars: Vec<char> = word.chars().collect();
            let text = Text::new(&text);
            prop_assert_eq!(spell(&chars, &text.units).is_some(), reads(&chars, &text.units));
        }

        #[test]
        fn a_run_lies_inside_the_text(word in "\\PC{1,20}", text in "\\PC{0,40}") {
            if let Some((_, _, run)) = matched(&word, &text) {
                prop_assert!(run.start < run.end && run.end <= fold(&text).len());
            }
        }
    }
}
