//! Numbers written another way: 十二路 is 12路, and the reverse. Texts are folded, so 二 is already 2 while 十 is 十.

/// The same text with every number above nine written the other way; `None` when there is none.
pub(super) fn rewritten(chars: &[char]) -> Option<Vec<char>> {
    let mut out = Vec::with_capacity(chars.len());
    let mut at = 0;
    let mut changed = false;
    while at < chars.len() {
        let run = chars[at..].iter().take_while(|c| c.is_ascii_digit() || place_of(**c).is_some()).count();
        let number = &chars[at..at + run];
        let other = if number.iter().any(|c| place_of(*c).is_some()) { to_digits(number) } else { to_han(number) };
        match other {
            Some(other) => {
                changed = true;
                out.extend(other);
            }
            None => out.extend_from_slice(&chars[at..at + run.max(1)]),
        }
        at += run.max(1);
    }
    changed.then_some(out)
}

/// The same text with every number above nine in digits.
pub(super) fn in_digits(chars: &[char]) -> Vec<char> {
    let number = |c: &char| c.is_ascii_digit() || place_of(*c).is_some();
    let run = |run: &[char]| match to_digits(run) {
        Some(digits) if run.iter().any(|c| place_of(*c).is_some()) => digits,
        _ => run.to_vec(),
    };
    chars.chunk_by(|a, b| number(a) && number(b)).flat_map(run).collect()
}

fn place_of(c: char) -> Option<u32> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1_000),
        _ => None,
    }
}

/// 1百2十7 as 127; `None` for what is no number written so, such as 十字 or 1十2百.
fn to_digits(number: &[char]) -> Option<Vec<char>> {
    let (mut sum, mut digit, mut last) = (0_u32, None, 10_000);
    for &c in number {
        match (place_of(c), c.to_digit(10)) {
            (Some(place), _) if place < last => {
                sum += digit.take().unwrap_or(1) * place;
                last = place;
            }
            (None, Some(0)) if digit.is_none() => {}
            (None, Some(d)) if digit.is_none() => digit = Some(d),
            _ => return None,
        }
    }
    Some((sum + digit.unwrap_or(0)).to_string().chars().collect())
}

/// 127 as 1百2十7; `None` below ten and above 9,999, where nobody writes it so.
fn to_han(number: &[char]) -> Option<Vec<char>> {
    if !(2..=4).contains(&number.len()) || number[0] == '0' {
        return None;
    }
    let mut out = Vec::new();
    let mut gap = false;
    for (i, &c) in number.iter().enumerate() {
        let place = [None, Some('十'), Some('百'), Some('千')][number.len() - 1 - i];
        if c == '0' {
            gap = true;
            continue;
        }
        if std::mem::take(&mut gap) && !out.is_empty() {
            out.push('0');
        }
        // 十二, not 一十二.
        if !(i == 0 && number.len() == 2 && c == '1') {
            out.push(c);
        }
        out.extend(place);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_the_other_way_and_back() {
        for (digits, han) in
            [("12路", "十2路"), ("20", "2十"), ("127号", "1百2十7号"), ("105", "1百05"), ("2010", "2千01十")]
        {
            let text = |v: Option<Vec<char>>| v.map(|v| v.into_iter().collect::<String>());
            let of = |s: &str| text(rewritten(&s.chars().collect::<Vec<_>>()));
            assert_eq!(of(digits).as_deref(), Some(han));
            assert_eq!(of(han).as_deref(), Some(digits));
        }
    }

    #[test]
    fn numbers_come_out_in_digits_and_what_is_none_stays() {
        for (text, want) in
            [("登州路5十6号", "登州路56号"), ("十梅", "10梅"), ("56号-1", "56号-1"), ("1十2百", "1十2百")]
        {
            assert_eq!(in_digits(&text.chars().collect::<Vec<_>>()).iter().collect::<String>(), want);
        }
    }

    #[test]
    fn what_is_no_number_above_nine_stays() {
        for text in ["4方", "台东3路", "1十2百", "00", "12345", ""] {
            assert_eq!(rewritten(&text.chars().collect::<Vec<_>>()), None, "{text}");
        }
    }
}
