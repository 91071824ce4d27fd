//! Text made comparable: half width, lower case, simplified, without accents, blanks and punctuation, numerals as digits.

use std::ops::Range;

use pinyin::{Pinyin, ToPinyinMulti as _};
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// One comparable character and where it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Folded {
    /// Index of the character of the text, in characters.
    pub(super) at: usize,
    /// What it is compared as.
    pub(super) ch: char,
    /// It stands for a syllable, so a word may start at it wherever it is.
    pub(super) han: bool,
}

/// The comparable characters of `text`, each with the index of the character it came from.
pub(super) fn fold(text: &str) -> Vec<Folded> {
    let mut out = Vec::with_capacity(text.len() / 2);
    for (at, c) in text.chars().enumerate() {
        fold_char(c, |ch, han| out.push(Folded { at, ch, han }));
    }
    out
}

/// What one character is compared as: nothing, itself, or several characters. It does not depend on its neighbours.
pub(super) fn fold_char(c: char, mut each: impl FnMut(char, bool)) {
    if c.is_ascii() {
        if c.is_ascii_alphanumeric() {
            each(c.to_ascii_lowercase(), false);
        }
        return;
    }
    decompose_compatible(c, |d| {
        if !is_combining_mark(d) {
            for l in d.to_lowercase().filter(|l| l.is_alphanumeric()) {
                let plain = simplified(l);
                let han = readings(plain).next().is_some();
                each(numeral(plain), han);
            }
        }
    });
}

/// The simplified form of a traditional character: 臺 is 台, 裏 is 里.
fn simplified(c: char) -> char {
    if c < '\u{3400}' { c } else { fast2s::convert(c.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(c) }
}

/// A Chinese numeral as its digit, so that 一二七号 is 127号. Those above nine stay Han characters, formal ones as the
/// usual ones.
fn numeral(c: char) -> char {
    match c {
        '〇' | '零' => '0',
        '一' | '壹' => '1',
        '二' | '贰' => '2',
        '三' | '叁' => '3',
        '四' | '肆' => '4',
        '五' | '伍' => '5',
        '六' | '陆' => '6',
        '七' | '柒' => '7',
        '八' | '捌' => '8',
        '九' | '玖' => '9',
        '拾' => '十',
        '佰' => '百',
        '仟' => '千',
        _ => c,
    }
}

/// The ranges of characters of `text` that a run of its comparable characters came from.
pub(super) fn original(text: &str, run: Range<usize>) -> Vec<Range<usize>> {
    let folded = fold(text);
    merge(folded.get(run).unwrap_or_default().iter().map(|f| f.at..f.at + 1).collect())
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

/// The readings of a comparable character in pinyin without tones, more than one for a 多音字; a digit is read as its
/// numeral. ü is written v, as it is typed.
pub(super) fn readings(c: char) -> impl Iterator<Item = &'static str> {
    let read = match c {
        '0' => '零',
        '1' => '一',
        '2' => '二',
        '3' => '三',
        '4' => '四',
        '5' => '五',
        '6' => '六',
        '7' => '七',
        '8' => '八',
        '9' => '九',
        _ => c,
    };
    read.to_pinyin_multi().into_iter().flatten().filter_map(|p: Pinyin| match p.plain() {
        "lü" => Some("lv"),
        "lüe" => Some("lve"),
        "nü" => Some("nv"),
        "nüe" => Some("nve"),
        plain => Some(plain).filter(|p| p.is_ascii()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        fold(text).into_iter().map(|f| f.ch).collect()
    }

    #[test]
    fn width_case_accents_and_punctuation_make_no_difference() {
        assert_eq!(folded("ＲＣＥＰ “Café” （台 东）-１"), "rcepcafe台东1");
        assert_eq!(folded("  …！ "), "");
    }

    #[test]
    fn traditional_forms_and_numerals_are_what_they_stand_for() {
        assert_eq!(folded("臺東裏院"), "台东里院");
        assert_eq!(folded("四流南路一二七號"), "4流南路127号");
        assert_eq!(folded("波螺油子·拾贰阶"), "波螺油子十2阶");
        assert!(fold("三3").iter().map(|f| f.han).eq([true, false]));
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
        assert!(of('绿').contains(&"lv"));
        assert_eq!(of('4'), of('四'));
        assert!(of('a').is_empty());
    }
}
