//! One typed word against one text: literally, by pinyin, by first letters, or with something forgiven.

use std::ops::Range;

use super::{
    alphabet::{Alphabet, NUMBER, START, Token, UNKNOWN},
    rank::{Extent, How, Level, Quality},
    slips::{Loose, SLIPS_MAX},
    sound::{Ear, Sound, Spelling},
};

/// Where a word matches a text, and how well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) level: Level,
    pub(super) quality: Quality,
    /// The tokens that match.
    pub(super) run: Range<usize>,
}

/// One word of a query, never empty.
#[derive(Clone, Debug)]
pub(super) struct Word {
    chars: Vec<char>,
    /// The characters as numbers.
    pub(super) tokens: Vec<Token>,
    /// Heard as pinyin.
    pub(super) sound: Option<Sound>,
    /// Compared with slips, once [`Word::forgive`] has been called.
    pub(super) loose: Option<Loose>,
    /// With two letters swapped back; once [`Word::forgive`] has been called.
    pub(super) swapped: Vec<Sound>,
    slips_heard: u8,
}

impl Word {
    /// A word of comparable characters; `None` without any.
    pub(super) fn new(chars: Vec<char>, alphabet: &Alphabet) -> Option<Self> {
        if chars.is_empty() {
            return None;
        }
        let sound = Sound::new(&chars, alphabet);
        let tokens = chars.iter().map(|&c| alphabet.number(c)).collect();
        Some(Self { chars, tokens, sound, loose: None, swapped: Vec::new(), slips_heard: 0 })
    }

    /// Number of characters.
    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// Works out what the word matches with slips: one in three or more Han characters or five or more letters, two in
    /// eight or more of either. First letters alone are never forgiven.
    pub(super) fn forgive(&mut self, alphabet: &Alphabet) {
        let han = self.chars.iter().filter(|c| !c.is_ascii()).count();
        // A numeral is a digit by now.
        let digits = self.chars.iter().filter(|c| c.is_ascii_digit()).count();
        let han = if han > 0 { han + digits } else { 0 };
        let letters = self.chars.iter().filter(|c| c.is_ascii_lowercase()).count();
        let most = match (han, letters) {
            (8.., _) | (0, 8..) => 2,
            (3.., _) | (0, 5..) => 1,
            _ => 0,
        };
        if most == 0 || self.len() > SLIPS_MAX || self.loose.is_some() {
            return;
        }
        self.loose = Some(Loose::new(&self.tokens, alphabet, most));
        if let (0, Some(sound)) = (han, &mut self.sound) {
            sound.forgive(alphabet);
            self.swapped = Sound::swapped(&self.chars, alphabet);
            self.slips_heard = most;
        }
    }

    /// How many slips are forgiven in what is heard.
    pub(super) fn slips_heard(&self) -> u8 {
        self.slips_heard
    }

    /// Where the word matches `text` best, forgiving no more than `level`.
    pub(super) fn find(&self, text: &[Token], alphabet: &Alphabet, level: Level) -> Option<Match> {
        let exact = self.literal(text).or_else(|| self.by_sound(text, alphabet, Ear::Exact));
        if exact.is_some() || level == Level::Exact {
            return exact;
        }
        let fuzzy = self.by_sound(text, alphabet, Ear::Fuzzy);
        if fuzzy.is_some() || level == Level::Fuzzy {
            return fuzzy;
        }
        self.with_slips(text, alphabet).filter(|m| m.level <= level)
    }

    /// Where the word matches `text` best on this level.
    pub(super) fn find_at(&self, text: &[Token], alphabet: &Alphabet, level: Level) -> Option<Match> {
        match level {
            Level::Exact => self.find(text, alphabet, level),
            Level::Fuzzy => self.by_sound(text, alphabet, Ear::Fuzzy),
            Level::OneSlip | Level::TwoSlips => self.with_slips(text, alphabet).filter(|m| m.level == level),
        }
    }

    fn literal(&self, text: &[Token]) -> Option<Match> {
        let (first, rest) = self.tokens.split_first()?;
        if text.len() < self.len() || *first == UNKNOWN {
            return None;
        }
        let mut best: Option<Match> = None;
        for start in 0..=text.len() - self.len() {
            let same = |(a, b): (&Token, &Token)| *a == b & NUMBER && *a != UNKNOWN;
            if text[start] & NUMBER != *first || !rest.iter().zip(&text[start + 1..]).all(same) {
                continue;
            }
            let run = start..start + self.len();
            let quality = Quality { how: How::Literal, extent: extent(text, &run, false) };
            if best.as_ref().is_none_or(|b| quality < b.quality) {
                best = Some(Match { level: Level::Exact, quality, run });
            }
        }
        best
    }

    fn by_sound(&self, text: &[Token], alphabet: &Alphabet, ear: Ear) -> Option<Match> {
        hear(self.sound.as_ref()?, text, alphabet, ear)
    }

    fn with_slips(&self, text: &[Token], alphabet: &Alphabet) -> Option<Match> {
        let loose = self.loose.as_ref()?;
        let literal = loose.find(text, alphabet).map(|(slips, run)| {
            let whole = run.len() == text.len();
            let extent = if whole { Extent::Whole } else { Extent::Word };
            Match { level: slipped(slips), quality: Quality { how: How::Literal, extent }, run }
        });
        let heard = match (self.slips_heard, &self.sound) {
            (most @ 1.., Some(sound)) => hear(sound, text, alphabet, Ear::Slips(most)),
            _ => None,
        };
        let swapped = self.swapped.iter().filter_map(|s| hear(s, text, alphabet, Ear::Slips(0)));
        let swapped = swapped.map(|m| Match { level: Level::OneSlip, ..m });
        literal.into_iter().chain(heard).chain(swapped).min_by_key(|m| (m.level, m.quality))
    }
}

fn slipped(slips: u8) -> Level {
    if slips > 1 { Level::TwoSlips } else { Level::OneSlip }
}

fn hear(sound: &Sound, text: &[Token], alphabet: &Alphabet, ear: Ear) -> Option<Match> {
    // One letter alone would be found in every name: it counts only where a name begins.
    let starts = if sound.len() == 1 { text.len().min(1) } else { text.len() };
    let mut best: Option<Match> = None;
    for start in (0..starts).filter(|&s| sound.may_begin(text[s], alphabet, ear)) {
        let Some(Spelling { full, units, unfinished, slips }) = sound.spell(&text[start..], alphabet, ear) else {
            continue;
        };
        let run = start..start + units;
        let how = if full { How::Pinyin } else { How::Initials };
        let level = match ear {
            Ear::Exact => Level::Exact,
            Ear::Fuzzy => Level::Fuzzy,
            Ear::Slips(_) => slipped(slips),
        };
        let extent = extent(text, &run, unfinished);
        let found = Match { level, quality: Quality { how, extent }, run };
        if best.as_ref().is_none_or(|b| (found.level, found.quality) < (b.level, b.quality)) {
            best = Some(found);
        }
    }
    best
}

fn extent(text: &[Token], run: &Range<usize>, unfinished: bool) -> Extent {
    if run.start == 0 && run.end == text.len() && !unfinished {
        Extent::Whole
    } else if text[run.start] & START != 0 {
        Extent::Word
    } else {
        Extent::Within
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::{sound::LETTERS_MAX, text::fold};

    fn at(level: Level, word: &str, text: &str) -> Option<(Level, How, Extent, Range<usize>)> {
        let mut alphabet = Alphabet::default();
        let mut tokens = Vec::new();
        alphabet.learn(text, &mut tokens);
        let mut word = Word::new(fold(word).into_iter().map(|f| f.ch).collect(), &alphabet)?;
        word.forgive(&alphabet);
        word.find(&tokens, &alphabet, level).map(|m| (m.level, m.quality.how, m.quality.extent, m.run))
    }

    fn matched(word: &str, text: &str) -> Option<(How, Extent, Range<usize>)> {
        at(Level::Exact, word, text).map(|(_, how, extent, run)| (how, extent, run))
    }

    #[test]
    fn a_literal_match_says_how_much_of_the_text_it_is() {
        assert_eq!(matched("台东", "台东"), Some((How::Literal, Extent::Whole, 0..2)));
        assert_eq!(matched("臺東", "台东步行街"), Some((How::Literal, Extent::Word, 0..2)));
        assert_eq!(matched("步行", "台东步行街"), Some((How::Literal, Extent::Word, 2..4)));
        assert_eq!(matched("useum", "Beer Museum"), Some((How::Literal, Extent::Within, 5..10)));
        assert_eq!(matched("MUSEUM", "Amuseum Museum"), Some((How::Literal, Extent::Word, 7..13)));
        assert_eq!(matched("一二七", "四流南路127号"), Some((How::Literal, Extent::Word, 4..7)));
        assert_eq!(matched("台西", "台东步行街"), None);
    }

    #[test]
    fn pinyin_may_be_full_cut_mixed_or_first_letters() {
        let name = "青岛啤酒博物馆";
        assert_eq!(matched("qingdaopijiubowuguan", name), Some((How::Pinyin, Extent::Whole, 0..7)));
        assert_eq!(matched("qingdaopijiubowugua", name), Some((How::Pinyin, Extent::Word, 0..7)));
        assert_eq!(matched("bowug", name), Some((How::Pinyin, Extent::Word, 4..7)));
        assert_eq!(matched("bwg", name), Some((How::Initials, Extent::Word, 4..7)));
        assert_eq!(matched("啤酒bwg", name), Some((How::Initials, Extent::Word, 2..7)));
        assert_eq!(matched("啤酒bowuguan", name), Some((How::Pinyin, Extent::Word, 2..7)));
        assert_eq!(matched("pjbowuguan", name), Some((How::Initials, Extent::Word, 2..7)));
        assert_eq!(matched("taidong步行", "台东步行街"), Some((How::Pinyin, Extent::Word, 0..4)));
        assert_eq!(matched("bxg", name), None);
    }

    #[test]
    fn every_reading_counts_and_umlauts_are_typed_v_or_u() {
        for typed in ["chongqing", "zhongqing", "zhq", "chq", "cq", "zq"] {
            assert!(matched(typed, "重庆路").is_some(), "{typed}");
        }
        for (typed, text) in [("yinhang", "银行"), ("huiyi", "会议"), ("changsha", "长沙路"), ("3haoxian", "三号线")]
        {
            assert_eq!(matched(typed, text).map(|m| m.0), Some(How::Pinyin), "{typed}");
        }
        for typed in ["lvse", "luse", "lüse", "ls"] {
            assert!(matched(typed, "绿色").is_some(), "{typed}");
        }
    }

    #[test]
    fn a_syllable_ending_in_another_character_is_read_either_way() {
        assert_eq!(matched("xian", "西安路"), Some((How::Pinyin, Extent::Word, 0..2)));
        assert_eq!(matched("xian", "先"), Some((How::Pinyin, Extent::Whole, 0..1)));
    }

    #[test]
    fn a_single_letter_matches_first_letters_only_where_the_name_begins() {
        assert_eq!(matched("t", "台东"), Some((How::Initials, Extent::Word, 0..1)));
        assert_eq!(matched("d", "台东"), None);
        assert_eq!(matched("e", "政务e站"), Some((How::Literal, Extent::Word, 2..3)));
    }

    #[test]
    fn sounds_taken_for_each_other_match_at_a_lower_level() {
        for (typed, text) in [("zongsan", "中山路"), ("taidongbuxinjie", "台东步行街"), ("laojing", "南京")] {
            let level = at(Level::TwoSlips, typed, text).map(|m| m.0);
            assert_eq!(level == Some(Level::Fuzzy), typed != "laojing", "{typed}");
            assert_eq!(matched(typed, text), None, "{typed}");
        }
        assert_eq!(at(Level::Fuzzy, "lanjing", "南京").map(|m| m.0), Some(Level::Fuzzy));
    }

    #[test]
    fn slips_are_forgiven_in_long_words_only_and_never_in_first_letters() {
        let slips = |word: &str, text: &str| at(Level::TwoSlips, word, text).map(|m| m.0);
        for typed in ["啤酒博物关", "bowugaun", "bowwuguan", "bowuguna", "bowugoan", "pijiobowuguan", "bwouguan"] {
            assert_eq!(slips(typed, "青岛啤酒博物馆"), Some(Level::OneSlip), "{typed}");
        }
        assert_eq!(slips("musuem", "Beer Museum"), Some(Level::OneSlip));
        assert_eq!(slips("pjiubowugoan", "青岛啤酒博物馆"), Some(Level::TwoSlips));
        for (typed, text) in [("台西", "台东"), ("tbxj", "台东步行街"), ("tdbxg", "台东步行街"), ("啤酒", "啤市")]
        {
            assert_eq!(slips(typed, text), None, "{typed}");
        }
    }

    #[test]
    fn ten_thousand_letters_are_no_trouble() {
        let many = "a".repeat(10_000);
        assert_eq!(matched(&many, &"啊".repeat(1_000)), None);
        assert_eq!(matched(&many, &many).map(|m| m.2), Some(0..10_000));
        assert_eq!(matched(&format!("{}b", "a".repeat(LETTERS_MAX - 1)), &"安".repeat(2_000)), None);
    }

    proptest! {
        #[test]
        fn a_run_lies_inside_the_text(word in "\\PC{1,20}", text in "\\PC{0,40}") {
            if let Some((_, _, _, run)) = at(Level::TwoSlips, &word, &text) {
                prop_assert!(run.start < run.end && run.end <= fold(&text).len());
            }
        }

        #[test]
        fn forgiving_more_never_finds_less(word in "[a-z台东]{1,9}", text in "[台东路海慈馆重长]{1,7}") {
            let levels = [Level::Exact, Level::Fuzzy, Level::OneSlip, Level::TwoSlips];
            let found: Vec<_> = levels.into_iter().map(|l| at(l, &word, &text)).collect();
            prop_assert!(found.windows(2).all(|p| p[0].is_none() || p[0] == p[1]));
        }
    }
}
