//! Text made comparable: half width, lower case, without accents, blanks and punctuation, each Han character with the
//! first letters of its readings.

use std::ops::Range;

use pinyin::{Pinyin, ToPinyinMulti as _};
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// One comparable character: eight bytes, since a scan touches millions of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// The character itself, folded.
    pub(super) ch: char,
    /// Bits 0–25: the letters it can begin with, `a` to `z`; above them [`HAN`] and [`WORD_START`].
    flags: u32,
}

/// The character has readings.
const HAN: u32 = 1 << 26;
/// A word starts here: at every Han character, and where a run of other letters or digits begins.
const WORD_START: u32 = 1 << 27;
/// The bits that are letters.
const LETTERS: u32 = HAN - 1;

impl Unit {
    pub(super) fn is_han(self) -> bool {
        self.flags & HAN != 0
    }

    pub(super) fn starts_word(self) -> bool {
        self.flags & WORD_START != 0
    }

    /// Whether something typed as `c` may stand for this character: itself, or the first letter of a reading.
    pub(super) fn may_begin_with(self, c: char) -> bool {
        self.ch == c || letter(c).is_some_and(|bit| self.flags & bit != 0)
    }
}

/// A text to be searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) units: Box<[Unit]>,
    /// What occurs in it, as bits of [`trace`] and letters: most texts are passed over by this alone.
    pub(super) traces: u64,
    /// The letters that stand in it as themselves.
    pub(super) letters: u32,
    /// Any character has readings.
    pub(super) has_han: bool,
}

impl Text {
    pub(super) fn new(text: &str) -> Self {
        let mut units: Vec<Unit> = Vec::with_capacity(text.len() / 2);
        let mut last_at = None;
        for (at, ch) in fold(text) {
            let mut flags = readings(ch).filter_map(|r| r.chars().next()).filter_map(letter).fold(0, |a, b| a | b);
            if flags != 0 {
                flags |= HAN;
            }
            let joined = last_at.is_some_and(|last| last + 1 >= at) && units.last().is_some_and(|u| !u.is_han());
            if flags & HAN != 0 || !joined {
                flags |= WORD_START;
            }
            units.push(Unit { ch, flags: flags | letter(ch).unwrap_or(0) });
            last_at = Some(at);
        }
        Self {
            traces: units.iter().fold(0, |a, u| a | trace(u.ch) | u64::from(u.flags & LETTERS)),
            letters: units.iter().filter_map(|u| letter(u.ch)).fold(0, |a, b| a | b),
            has_han: units.iter().any(|u| u.is_han()),
            units: units.into(),
        }
    }
}

/// The comparable characters of `text`, each with the index of the character it came from.
///
/// Digits written as 〇一二三 are left alone: a street called 一 is not a street called 1.
pub(super) fn fold(text: &str) -> Vec<(usize, char)> {
    let mut out = Vec::with_capacity(text.len() / 2);
    for (at, c) in text.chars().enumerate() {
        decompose_compatible(c, |d| {
            if !is_combining_mark(d) {
                out.extend(d.to_lowercase().filter(|l| l.is_alphanumeric()).map(|l| (at, l)));
            }
        });
    }
    out
}

/// The ranges of characters of `text` that a run of its comparable characters came from.
pub(super) fn original(text: &str, units: Range<usize>) -> Vec<Range<usize>> {
    let folded = fold(text);
    merge(folded.get(units).unwrap_or_default().iter().map(|&(at, _)| at..at + 1).collect())
}

/// Sorts ranges and joins those that touch or overlap.
pub(super) fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|r| (r.start, r.end));
    ranges.dedup_by(|next, kept| {
        let touches = next.start <= kept.end;
        if touches {
            kept.end = kept.end.max(next.end);
        }
        touches
    });
    ranges
}

/// The readings of a Han character in pinyin without tones, more than one for a 多音字; ü is written ü.
pub(super) fn readings(c: char) -> impl Iterator<Item = &'static str> {
    c.to_pinyin_multi().into_iter().flatten().map(Pinyin::plain)
}

/// The bit of a letter `a` to `z`.
pub(super) fn letter(c: char) -> Option<u32> {
    c.is_ascii_lowercase().then(|| 1 << (u32::from(c) - u32::from('a')))
}

/// The bit that a character leaves in [`Text::traces`]: a letter its own, all others share the 38 above.
pub(super) fn trace(c: char) -> u64 {
    letter(c).map_or_else(|| 1 << (26 + u32::from(c) % 38), u64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        fold(text).into_iter().map(|(_, c)| c).collect()
    }

    #[test]
    fn width_case_accents_and_punctuation_make_no_difference() {
        assert_eq!(folded("ＲＣＥＰ “Café” （台 东）-１"), "rcepcafe台东1");
        assert_eq!(folded("  …！ "), "");
        assert_eq!(folded("台东三路"), "台东三路");
    }

    #[test]
    fn a_mark_leaves_out_the_punctuation_between_what_matched() {
        // 海泊桥海慈 are five comparable characters; the bracket is the fourth character of the text.
        assert_eq!(original("海泊桥（海慈医疗）", 1..5), [1..3, 4..6]);
        assert_eq!(original("台东", 1..9), Vec::<Range<usize>>::new());
    }

    #[test]
    fn a_character_of_several_readings_keeps_them_all() {
        let of = |c: char| readings(c).collect::<Vec<_>>();
        assert!(of('重').contains(&"zhong") && of('重').contains(&"chong"));
        assert!(of('绿').contains(&"lü"));
        assert!(of('a').is_empty());
    }

    #[test]
    fn words_start_at_han_characters_and_at_runs_of_letters() {
        let starts: Vec<bool> = Text::new("Beer Mu台东a1").units.iter().map(|u| u.starts_word()).collect();
        assert_eq!(starts, [1, 0, 0, 0, 1, 0, 1, 1, 1, 0].map(|n| n == 1));
    }
}
