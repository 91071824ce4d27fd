//! Words that act as filters: 附近, 现在开门 and the like.

use std::ops::Range;

use crate::model::keyed;

keyed! {
    /// A filter that is asked for by a word in the text.
    Chip {
        /// 附近: within [`NEARBY_M`](super::NEARBY_M) of the origin.
        Nearby = "nearby",
        /// 现在开门
        OpenNow = "open_now",
        /// 24小时
        AlwaysOpen = "always_open",
        /// 免费
        Free = "free",
        /// 无障碍
        Accessible = "accessible",
        /// 地铁站旁
        NearMetro = "near_metro",
    }
}

impl Chip {
    /// The words that ask for it, longest first; English ones in lower case.
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Nearby => &["附近的", "附近", "nearby"],
            Self::OpenNow => &["现在开门", "现在营业", "正在营业", "营业中", "open now"],
            Self::AlwaysOpen => &["24小时营业", "二十四小时", "24小时", "24h", "24/7"],
            Self::Free => &["免费", "free entry"],
            Self::Accessible => &["无障碍", "wheelchair"],
            Self::NearMetro => &["地铁站旁", "地铁旁", "near metro"],
        }
    }
}

/// The filters that `text` asks for, each with the bytes of the word that does.
#[must_use]
pub fn chips(text: &str) -> Vec<(Chip, Range<usize>)> {
    let lower = text.to_ascii_lowercase();
    let mut found: Vec<(Chip, Range<usize>)> = Vec::new();
    for &chip in Chip::ALL {
        let run = chip.words().iter().find_map(|w| {
            // A word of letters stands alone: `free entry` is not in `carefree entry`.
            let alone = |&(at, _): &(usize, &str)| {
                let (before, after) = (lower[..at].chars().next_back(), lower[at + w.len()..].chars().next());
                let ends = |edge: char, beside: Option<char>| {
                    !(edge.is_ascii_alphanumeric() && beside.is_some_and(|c| c.is_ascii_alphanumeric()))
                };
                let edges = (w.chars().next().unwrap_or(' '), w.chars().next_back().unwrap_or(' '));
                ends(edges.0, before) && ends(edges.1, after)
            };
            lower.match_indices(w).find(alone).map(|(at, w)| at..at + w.len())
        });
        found
            .extend(run.filter(|r| found.iter().all(|(_, f)| r.end <= f.start || f.end <= r.start)).map(|r| (chip, r)));
    }
    found.sort_by_key(|(_, run)| run.start);
    found
}

/// `text` without the word that asks for `chip`.
#[must_use]
pub fn without_chip(text: &str, chip: Chip) -> String {
    let runs = chips(text).into_iter().filter(|(c, _)| *c == chip).map(|(_, run)| run);
    cut(text, runs)
}

/// `text` without any word that acts as a filter.
pub(super) fn plain(text: &str) -> String {
    cut(text, chips(text).into_iter().map(|(_, run)| run))
}

fn cut(text: &str, runs: impl Iterator<Item = Range<usize>>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for run in runs {
        out.push_str(&text[from..run.start]);
        out.push(' ');
        from = run.end;
    }
    out.push_str(&text[from..]);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Vec<Chip> {
        chips(text).into_iter().map(|(c, _)| c).collect()
    }

    #[test]
    fn words_become_filters_wherever_they_stand() {
        assert_eq!(asked("附近的图书馆 现在开门"), [Chip::Nearby, Chip::OpenNow]);
        assert_eq!(asked("免费博物馆"), [Chip::Free]);
        assert_eq!(asked("Museum OPEN NOW"), [Chip::OpenNow]);
        assert_eq!(asked("地铁站旁 24小时 无障碍"), [Chip::NearMetro, Chip::AlwaysOpen, Chip::Accessible]);
        assert_eq!(asked("carefree entry"), []);
        assert_eq!(asked("台东"), []);
    }

    #[test]
    fn a_filter_is_taken_out_with_its_word() {
        assert_eq!(without_chip("附近的图书馆 现在开门", Chip::Nearby), "图书馆 现在开门");
        assert_eq!(plain("附近的图书馆 现在开门"), "图书馆");
        assert_eq!(plain("附近"), "");
    }
}
