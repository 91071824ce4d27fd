//! House numbers: 56, 56号甲, 56-1号, 16-18号, 12A.

use super::normal::{is_han, normal};

/// One house number, or a run of them that share one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct HouseNumber {
    /// The number, the lower one of a run.
    pub(super) n: u32,
    /// The upper one of a run, else `n`.
    pub(super) to: u32,
    /// What tells it from others of the same number: 甲, a, -1.
    pub(super) rest: String,
}

/// The greatest difference within a run; what is written with more is a number below a number.
const LONGEST_RUN: u32 = 100;

impl HouseNumber {
    /// Reads a number where a text in normal form begins, and how many characters it takes.
    pub(super) fn read(s: &[char]) -> Option<(Self, usize)> {
        let (mut at, mut rest) = (0, String::new());
        stem(s, &mut at, &mut rest);
        let n = digits(s, &mut at)?;
        let mut to = n;
        if let Some((second, run)) = second(s, &mut at) {
            if run && second > n && second - n <= LONGEST_RUN {
                to = second;
            } else {
                rest = format!("{rest}-{second}");
            }
        }
        stem(s, &mut at, &mut rest);
        let counter = s[at..].iter().take_while(|c| **c == ' ').count() + at;
        if s.get(counter) != Some(&'号') {
            return (!s.get(at).is_some_and(|c| c.is_alphanumeric())).then_some((Self { n, to, rest }, at));
        }
        at = counter + 1;
        if matches!(s.get(at), Some('楼' | '线' | '码')) {
            return None;
        }
        stem(s, &mut at, &mut rest);
        if let Some((second, run)) = second(s, &mut at) {
            let again = s.get(at) == Some(&'号');
            if run && again && to == n && second > n && second - n <= LONGEST_RUN {
                to = second;
            } else {
                rest = format!("{rest}-{second}");
            }
            at += usize::from(again);
        }
        Some((Self { n, to, rest }, at))
    }

    /// The numbers of a map's text, such as `12;14` or `56号甲`.
    pub(super) fn known(text: &str) -> Vec<Self> {
        let text = normal(text);
        let one = |part: &[char]| {
            // Nº 12 begins with what means number.
            let start = part.iter().position(|c| !matches!(c, ' ' | 'n' | 'o'))?;
            let part = &part[start..];
            let (mut number, end) = Self::read(part)?;
            let left: String = part[end..].iter().filter(|c| c.is_alphanumeric()).take(8).collect();
            // 11 12 is not 1112.
            number.rest += if left.starts_with(|c: char| c.is_ascii_digit()) { "-" } else { "" };
            number.rest += &left;
            Some(number)
        };
        text.split(|c| matches!(c, ',' | '、')).filter_map(one).collect()
    }

    /// As it is written after a Chinese name, or after one with blanks between its words.
    pub(super) fn shown(&self, han: bool) -> String {
        let Self { n, to, rest } = self;
        let run = if to > n { format!("{n}-{to}") } else { n.to_string() };
        if han { format!("{run}号{rest}") } else { format!("{run}{rest}") }
    }
}

/// Up to five digits.
fn digits(s: &[char], at: &mut usize) -> Option<u32> {
    let run = s.get(*at..)?.iter().take_while(|c| c.is_ascii_digit()).count();
    let number = s[*at..*at + run].iter().collect::<String>();
    *at += run;
    if run > 5 { None } else { number.parse().ok() }
}

/// A second number, and whether it may end a run: after a dash, not after 附 or 之.
fn second(s: &[char], at: &mut usize) -> Option<(u32, bool)> {
    let run = match s.get(*at)? {
        '-' | '至' => true,
        '附' | '之' | '/' => false,
        _ => return None,
    };
    let mut end = *at + 1;
    let number = digits(s, &mut end)?;
    *at = end;
    Some((number, run))
}

/// 甲 and the like, or a single letter that does not begin a word or name a wing.
fn stem(s: &[char], at: &mut usize, rest: &mut String) {
    let Some(&c) = s.get(*at) else { return };
    let next = s.get(*at + 1).copied().unwrap_or(' ');
    let latin = |c: char| c.is_alphabetic() && !is_han(c);
    let letter = latin(c) && !latin(next) && !matches!(next, '座' | '栋' | '幢' | '区' | '楼');
    if letter || matches!(c, '甲' | '乙' | '丙' | '丁' | '戊' | '己' | '庚' | '辛') {
        rest.push(c);
        *at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        HouseNumber::read(&normal(text)).map(|(n, _)| n.shown(true))
    }

    #[test]
    fn a_house_number_is_read_in_every_common_form() {
        for (text, want) in [
            ("56号", "56号"),
            ("56", "56号"),
            ("五十六号", "56号"),
            ("56 号院内", "56号"),
            ("56号-1", "56号-1"),
            ("56-1号", "56号-1"),
            ("56号附1号", "56号-1"),
            ("56号甲", "56号甲"),
            ("56甲号", "56号甲"),
            ("甲56号", "56号甲"),
            ("56A", "56号a"),
            ("56号A座", "56号"),
            ("16-18号", "16-18号"),
            ("16号-18号", "16-18号"),
            ("22号-14", "22号-14"),
            ("57号7号楼", "57号"),
            ("3号丙内70户", "3号丙"),
        ] {
            assert_eq!(read(text).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn what_is_no_house_number_is_none() {
        for text in ["24号楼", "6号码头", "2号线", "1919创意产业园", "56路", "甲", "123456号", "号", ""]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_map_writes_several_numbers_in_one_text() {
        let known = |t| HouseNumber::known(t).iter().map(|n| n.shown(false)).collect::<Vec<_>>();
        assert_eq!(known("12;14 B、16"), ["12", "14b", "16"]);
        assert_eq!(known("Nº 12 bis"), ["12bis"]);
        assert_eq!(known("s/n"), Vec::<String>::new());
        assert_eq!(known("12/3"), ["12-3"]);
        assert_eq!(known("11 12"), ["11-12"]);
    }
}
