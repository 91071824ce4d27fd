//! Which numbers are a person's: identity card and mobile telephone, told from codes, coordinates and dates.

use std::borrow::Cow;

use crate::model::check::{has_id_number, has_mobile_number};

/// No more than this many digits stand in the cell, also full-width ones; quick.
pub(super) fn most_digits(cell: &str) -> usize {
    // A full-width digit is EF BC 90 to 99 in UTF-8, and its first byte is rare otherwise.
    cell.bytes().filter(|b| b.is_ascii_digit() || *b == 0xEF).count()
}

/// Without the decimals of numbers such as 36.13800138000, which are no telephone; `1.` is a number of a list.
pub(super) fn without_decimals(cell: &str) -> Cow<'_, str> {
    if !cell.contains('.') {
        return Cow::Borrowed(cell);
    }
    let mut kept = String::new();
    let (mut whole, mut in_decimals) = (String::new(), false);
    for c in cell.chars() {
        in_decimals = c.is_ascii_digit() && in_decimals || c == '.' && (whole.len() >= 2 || whole == "0");
        if c.is_ascii_digit() {
            whole.push(c);
        } else {
            whole.clear();
        }
        if !in_decimals {
            kept.push(c);
        }
    }
    Cow::Owned(kept)
}

/// Also one that is grouped as printed on forms: region, day of birth, the rest.
pub(in crate::model) fn is_id_number(cell: &str) -> bool {
    if is_credit_code(cell.trim()) {
        return false;
    }
    let groups: Vec<&str> = cell.split([' ', '-', '\u{3000}']).collect();
    let grouped = |g: &[&str]| g.iter().map(|p| p.chars().count()).eq([6, 8, 4]) && has_id_number(&g.concat());
    has_id_number(cell) || groups.windows(3).any(grouped)
}

/// A unified social credit code (GB 32100) of digits only, told by its own check digit when that of an identity
/// number fails; codes from 9 on are of firms, and no province has such a number.
pub(super) fn is_credit_code(cell: &str) -> bool {
    const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    const ID_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits: Vec<u32> = cell.chars().filter_map(|c| c.to_digit(10)).collect();
    let Some((check, head)) = digits.split_last().filter(|_| digits.len() == 18 && cell.len() == 18) else {
        return false;
    };
    let sum = |weights: [u32; 17]| head.iter().zip(weights).map(|(d, w)| d * w).sum::<u32>();
    let is_code = (31 - sum(WEIGHTS) % 31) % 31 == *check;
    let is_id = (12 - sum(ID_WEIGHTS) % 11) % 11 == *check;
    head.starts_with(&[9]) || (is_code && !is_id)
}

/// Also one beside another number, which together are no mobile number.
pub(in crate::model) fn is_mobile(cell: &str) -> bool {
    let words: Vec<&str> = cell.split_whitespace().collect();
    has_mobile_number(cell) || (1..=4).any(|n| words.windows(n).any(|w| has_mobile_number(&w.concat())))
}
