//! What a text may mean: a number on a street, a crossing of two, or a street, by the names that the map has.

use super::{
    AddressIndex,
    names::Named,
    normal::{brackets, is_han, key, normal, parts},
    number::HouseNumber,
};

/// One meaning of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    pub(super) what: What,
    /// The text says that it is near that.
    pub(super) approximate: bool,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    House(Named, HouseNumber),
    Crossing(Named, Named),
    Street(Named),
}

impl What {
    /// The names in it.
    pub(super) fn streets(&self) -> impl Iterator<Item = &Named> {
        match self {
            Self::House(one, _) | Self::Street(one) => [Some(one), None],
            Self::Crossing(one, other) => [Some(one), Some(other)],
        }
        .into_iter()
        .flatten()
    }
}

/// A name of a street in a text.
struct Mention {
    start: usize,
    end: usize,
    named: Named,
}

/// What stands between the names of two streets that cross.
const BETWEEN: [&str; 22] = [
    "", "/", "×", "x", "&", "+", "与", "和", "及", "跟", "同", "近", "靠近", "、", "and", "at", "near", "e", "y", "et",
    "und", "with",
];
/// What follows them.
const CROSSING: [&str; 12] =
    ["交叉", "交汇", "交会", "交界", "相交", "交口", "路口", "街口", "口", "十字", "丁字", "的"];
/// What says that a place is near what was named.
const NEAR: [&str; 17] = [
    "附近", "旁", "对面", "对过", "周边", "一带", "以东", "以西", "以南", "以北", "侧", "象限", "角", "near",
    "opposite", "next to", "behind",
];
/// What stands before a name that is written with blanks.
const BEFORE: [&str; 6] = ["corner of", "crossing of", "intersection of", "junction of", "corner", "at"];
/// What a name of an area ends with.
const ADMIN: [&str; 8] = ["街道", "社区", "省", "市", "区", "县", "镇", "乡"];

impl AddressIndex {
    /// What a text may mean by whole names; what stands in brackets last. Before a name at least `unknown` characters
    /// may stand that mean nothing here: fewer may be its beginning, as 黑龙 of 黑龙江南路 before 江南路.
    pub(super) fn readings(&self, text: &str, unknown: usize) -> Vec<Reading> {
        let (outside, inside) = brackets(&normal(text));
        let mut readings = self.read(&outside, unknown);
        let within = inside.iter().flat_map(|part| self.read(part, usize::MAX));
        readings.extend(within.filter(|r| !matches!(r.what, What::Street(_))));
        readings
    }

    fn read(&self, s: &[char], unknown: usize) -> Vec<Reading> {
        let found = self.names_in(s, unknown);
        let mut readings = Vec::new();
        let mut add = |what, rest: &[char]| readings.push(Reading { what, approximate: says_near(rest) });
        for (i, one) in found.iter().enumerate() {
            if let Some((number, end)) = number_after(s, one.end) {
                add(What::House(one.named.clone(), number), &s[end..]);
                continue;
            }
            let before = i.checked_sub(1).and_then(|i| found.get(i)).map_or(0, |f| f.end);
            if let Some(number) = number_before(&s[before..one.start], &s[one.start..one.end]) {
                add(What::House(one.named.clone(), number), &s[one.end..]);
            }
            if let Some(next) = found.get(i + 1)
                && let Some(rest) = crossing(&s[one.end..next.start], &s[next.end..])
            {
                let near = bare(&s[one.end..next.start]).ends_with(['近', 'r']);
                add(What::Crossing(one.named.clone(), next.named.clone()), if near { &['旁'] } else { rest });
            }
        }
        if let [one] = &*found
            && readings.is_empty()
            && key(&s[one.end..]).is_empty()
        {
            readings.push(Reading { what: What::Street(one.named.clone()), approximate: false });
        }
        readings
    }

    /// The names of streets in a text, the longest ones, from left to right.
    fn names_in(&self, s: &[char], unknown: usize) -> Vec<Mention> {
        let (mut found, mut at, mut last) = (Vec::<Mention>::new(), 0, 0);
        while at < s.len() {
            let name = self.keys.longest(s, at).filter(|(end, _)| {
                let before = &s[last..at];
                let follows = !found.is_empty() && BETWEEN.contains(&&*bare(before));
                follows || self.may_precede(before, &s[at..*end], unknown)
            });
            match name {
                Some((end, named)) => {
                    found.push(Mention { start: at, end, named });
                    (at, last) = (end, end);
                }
                None => at += 1,
            }
        }
        found
    }

    /// Whether a name may begin after this text.
    fn may_precede(&self, before: &[char], name: &[char], unknown: usize) -> bool {
        let han = name.iter().any(|c| is_han(*c));
        let ends = |c: &char| !c.is_alphanumeric() && (han || *c == ',');
        let near = before.iter().rposition(ends).map_or(before, |i| &before[i + 1..]);
        let near = trimmed(near);
        if near.is_empty() || self.ends_with_area(&near) {
            return true;
        }
        if han {
            let rest = without_areas(&near);
            rest.is_empty() || rest.chars().count() >= unknown
        } else {
            BEFORE.contains(&&*near) || number_before(before, name).is_some()
        }
    }

    fn ends_with_area(&self, text: &str) -> bool {
        text.char_indices().any(|(i, _)| self.known_areas.contains(&*key(&text[i..].chars().collect::<Vec<_>>())))
    }

    /// What a text may mean by the beginning or the end of a name that no other has.
    pub(super) fn completed(&self, text: &str) -> Option<Reading> {
        let (s, _) = brackets(&normal(text));
        let whole = without_areas(&trimmed(&s)).chars().collect::<Vec<_>>();
        let what = self.completed_crossing(&whole).or_else(|| self.completed_house(&whole));
        let what = what.or_else(|| self.keys.resolve(&whole).map(What::Street))?;
        Some(Reading { what, approximate: says_near(&whole) })
    }

    fn completed_crossing(&self, s: &[char]) -> Option<What> {
        let text: String = s.iter().collect();
        let end = CROSSING.iter().filter(|c| c.chars().count() > 1).filter_map(|c| text.find(c)).min();
        let text = &text[..end.unwrap_or(text.len())];
        let marks = ["/", "×", "&", "+", "与", "和", " and ", " x ", " e "];
        marks.iter().filter_map(|mark| text.split_once(mark)).find_map(|(a, b)| {
            let of = |t: &str| self.keys.resolve(&t.chars().collect::<Vec<_>>());
            Some(What::Crossing(of(a)?, of(b)?))
        })
    }

    fn completed_house(&self, s: &[char]) -> Option<What> {
        (1..s.len()).filter(|&at| s[at].is_ascii_digit() && parts(s.get(at - 1), s.get(at))).find_map(|at| {
            let (number, _) = HouseNumber::read(&s[at..])?;
            Some(What::House(self.keys.resolve(&s[..at])?, number))
        })
    }
}

/// A number right after a name, and where it ends.
fn number_after(s: &[char], end: usize) -> Option<(HouseNumber, usize)> {
    let at = end + s.get(end..)?.iter().take_while(|c| matches!(c, ' ' | ',')).count();
    let comma = s[end..at].contains(&',');
    let (number, len) = HouseNumber::read(&s[at..])?;
    // 延吉路，76号 is an address; 登州路，3 buses is none.
    (!comma || end > 0 && !is_han(s[end - 1])).then_some((number, at + len))
}

/// A number before a name, where it is written so: 12 Rua do Almada.
fn number_before(before: &[char], name: &[char]) -> Option<HouseNumber> {
    let text: Vec<char> = trimmed(before).chars().collect();
    let (number, len) = HouseNumber::read(&text).filter(|_| !name.iter().any(|c| is_han(*c)))?;
    (len == text.len()).then_some(number)
}

/// Whether two names parted by `between` and followed by `after` are of a crossing; what follows it.
fn crossing<'a>(between: &[char], after: &'a [char]) -> Option<&'a [char]> {
    let (between, text) = (bare(between), bare(after));
    let said = CROSSING.iter().any(|c| text.starts_with(c));
    let ends = after.first().is_none_or(|c| matches!(c, ',' | '/' | ')' | '('));
    let near = NEAR.iter().any(|n| text.starts_with(n)) || text.starts_with(['东', '西', '南', '北', '处']);
    (BETWEEN.contains(&&*between) && (said || between != "、" && (text.is_empty() || ends || near))).then_some(after)
}

/// Whether what follows, up to the next stop, says near.
fn says_near(rest: &[char]) -> bool {
    let text: String = rest.iter().take_while(|c| **c != ',').collect();
    NEAR.iter().any(|n| text.contains(n))
}

/// A text without blanks around it.
fn bare(s: &[char]) -> String {
    s.iter().collect::<String>().trim().to_owned()
}

/// A text without blanks and stops around it.
fn trimmed(s: &[char]) -> String {
    s.iter().collect::<String>().trim_matches([' ', ',']).to_owned()
}

/// What is left when names of areas are taken off the front: 山东省青岛市市北 is 市北.
fn without_areas(text: &str) -> &str {
    let mut left = text;
    loop {
        // The first character belongs to the name, as 市 of 市北区 does.
        let Some(second) = left.char_indices().nth(1).map(|(i, _)| i) else { return left };
        let ends = ADMIN.iter().filter_map(|a| left[second..].find(a).map(|i| second + i + a.len()));
        match ends.min() {
            Some(end) => left = left[end..].trim_start_matches([' ', ',']),
            None => return left,
        }
    }
}
