//! Addresses in one form: [folded](crate::search::text), numbers in digits, and the punctuation that parts them kept.

use crate::search::{numerals::in_digits, text::fold_char};

/// No address is longer, in characters.
const LONGEST: usize = 200;

/// The text with every blank as ' ', every bracket as '(' or ')', dash as '-', slash as '/' and stop as ','.
pub(super) fn normal(text: &str) -> Vec<char> {
    let mut out = Vec::with_capacity(text.len() / 2);
    for c in text.chars().take(LONGEST) {
        let before = out.len();
        match c {
            'ß' => out.extend(['s', 's']),
            _ => fold_char(c, |plain, _| out.push(plain)),
        }
        if out.len() == before {
            out.extend(punctuation(c));
        }
    }
    in_digits(&out)
}

fn punctuation(c: char) -> Option<char> {
    Some(match c {
        _ if c.is_whitespace() => ' ',
        '(' | '（' | '[' | '［' | '{' | '【' | '〔' => '(',
        ')' | '）' | ']' | '］' | '}' | '】' | '〕' => ')',
        '-' | '－' | '‐' | '‑' | '–' | '—' | '−' | '~' | '～' | '〜' => '-',
        '/' | '／' | '\\' | '|' | '｜' => '/',
        '&' | '＆' => '&',
        '+' | '＋' => '+',
        '×' | '✕' | '、' => c,
        '.' | '．' | '\'' | '’' | '#' | '＃' => return None,
        _ if crate::search::text::fold(&c.to_string()).is_empty() && c.is_alphanumeric() => return None,
        _ => ',',
    })
}

/// What is compared of a name: its letters and digits.
pub(super) fn key(chars: &[char]) -> String {
    chars.iter().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a word of letters ends between two characters, so that 路5 is parted while Rua is not.
pub(super) fn parts(before: Option<&char>, after: Option<&char>) -> bool {
    let class = |c: &char| match c {
        '0'..='9' => 1,
        _ if is_han(*c) => 0,
        _ if c.is_alphabetic() => 2,
        _ => 0,
    };
    before.is_none_or(|a| after.is_none_or(|b| class(a) == 0 || class(a) != class(b)))
}

/// Written without blanks between words.
pub(super) fn is_han(c: char) -> bool {
    c >= '\u{3000}'
}

/// The text outside brackets, and what stands within each outermost pair.
pub(super) fn brackets(text: &[char]) -> (Vec<char>, Vec<Vec<char>>) {
    let (mut outside, mut inside, mut depth) = (Vec::new(), Vec::<Vec<char>>::new(), 0_usize);
    for &c in text {
        match c {
            '(' => {
                if depth == 0 {
                    inside.push(Vec::new());
                    outside.push(',');
                }
                depth += 1;
            }
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(c),
            _ => inside.last_mut().into_iter().for_each(|i| i.push(c)),
        }
    }
    (outside, inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_form_accents_and_numerals_make_no_difference_and_punctuation_is_kept() {
        let of = |t: &str| normal(t).into_iter().collect::<String>();
        assert_eq!(of("登州路　５６號－１"), "登州路 56号-1");
        assert_eq!(of("登州路五十六号（院内）"), "登州路56号(院内)");
        assert_eq!(of("Rua do Almáda, 12; Straße"), "rua do almada, 12, strasse");
        assert_eq!(of("臺東三路／登州路"), "台东3路/登州路");
    }

    #[test]
    fn brackets_are_parted_from_the_text_even_when_they_do_not_close() {
        let of = |t: &str| {
            let (outside, inside) = brackets(&t.chars().collect::<Vec<_>>());
            let text = |c: &Vec<char>| c.iter().collect::<String>();
            (text(&outside), inside.iter().map(text).collect::<Vec<_>>())
        };
        assert_eq!(of("a(b(c))d(e"), ("a,d,".into(), vec!["bc".into(), "e".into()]));
        assert_eq!(of(")a"), ("a".into(), vec![]));
    }
}
