//! What can be done where: a matter (事项) and the places that do it, after HSDS `service` and `service_at_location`;
//! and the everyday words that mean a matter, a kind of place or another name.

use rust_i18n::t;

use super::{
    Category, Date, Hours, UnknownWord, keyed,
    record::{BadCell, Column, ColumnKind, Record, Refers, Row, SEPARATOR, cell, record},
};

keyed! {
    /// How a matter is done at a place.
    Channel {
        /// 窗口办理
        Window = "window",
        /// 自助办理
        SelfService = "self_service",
        /// 帮办代办
        Assisted = "assisted",
        /// 网上办理
        Online = "online",
    }
}

keyed! {
    /// Whether a matter is one thing or several done as one.
    MatterKind {
        /// One matter.
        Item = "",
        /// 一事一办: several matters, asked for as one.
        Bundle = "bundle",
    }
}

keyed! {
    /// For whom a matter is.
    Audience {
        /// No source says.
        Unstated = "",
        /// 个人
        Person = "person",
        /// 法人与经营主体
        Firm = "firm",
        /// Either.
        Both = "both",
    }
}

record! {
    /// Something that a citizen or a firm gets done: 个体工商户登记.
    Matter {
        /// Stable identifier, such as `mat-001`.
        id: String, key;
        /// Name as the source prints it.
        name: String, needed;
        /// Other names, as people say them.
        aliases: Vec<String>;
        /// Code of the item after GB/T 39554.1, as text, or empty.
        code: String;
        /// One matter, or several done as one.
        kind: MatterKind;
        /// The group that the source lists it in, or empty.
        class: String;
        /// The event in a life that it belongs to, such as 开店, or empty.
        life_event: String;
        /// The office whose matter it is, or empty when the source does not say.
        department: String;
        /// For whom it is.
        audience: Audience;
        /// What to bring, one document each.
        documents: Vec<String>;
        /// What it costs, as printed, or empty.
        fee: String;
        /// How long it takes at most, as printed, or empty.
        time_limit: String;
        /// How it is done, step by step.
        steps: Vec<String>;
        /// Ids of the matters of a bundle; empty when the source does not name them.
        members: Vec<String>, matter;
        /// Where it is done on the web, or empty.
        link: String;
        /// The source, in words a stranger understands.
        source: String, needed;
        /// The source's own date, ISO 8601 of reduced precision, or empty.
        source_date: Date;
        /// What a reader should know besides.
        note: String;
    }
}

record! {
    /// A matter done at a place through one channel.
    MatterAtPlace {
        /// Id of the matter.
        matter: String, key, matter;
        /// Id of the place.
        place: String, key, place;
        /// How it is done there.
        channel: Channel, key;
        /// Hours of this matter there, when a source states other ones than the place's own.
        hours as opening_hours: Option<Hours>;
        /// The windows that do it, as printed, or empty.
        windows: String;
        /// Documents to bring there, as the source prints them, or empty.
        documents: String;
        /// The source, in words a stranger understands.
        source: String, needed;
        /// The source's own date, or empty.
        source_date: Date;
        /// When somebody last made sure of it, or empty.
        checked_on: Date;
        /// What a reader should know besides.
        note: String;
    }
}

keyed! {
    /// What kind of thing an everyday word stands for, as files and the store write it.
    MeaningKind {
        /// [`Meaning::Text`]
        Text = "text",
        /// [`Meaning::Categories`]
        Category = "category",
        /// [`Meaning::Matter`]
        Matter = "matter",
        /// [`Meaning::Place`]
        Place = "place",
    }
}

/// What an everyday word stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// Another way of writing it in names: 青啤 is 青岛啤酒.
    Text(String),
    /// Kinds of places: 看病 is a hospital or a clinic.
    Categories(Vec<Category>),
    /// A matter, by id: 办执照 is 个体工商户登记.
    Matter(String),
    /// One place, by id.
    Place(String),
}

impl Meaning {
    /// The meaning that files and the store write as `kind` and `means`.
    ///
    /// # Errors
    /// [`UnknownWord`] when `means` is empty or names a category that does not exist.
    pub fn new(kind: MeaningKind, means: &str) -> Result<Self, UnknownWord> {
        if means.is_empty() {
            return Err(UnknownWord(String::new()));
        }
        let text = means.to_owned();
        Ok(match kind {
            MeaningKind::Text => Self::Text(text),
            MeaningKind::Category => {
                Self::Categories(means.split(SEPARATOR).map(str::parse).collect::<Result<_, _>>()?)
            }
            MeaningKind::Matter => Self::Matter(text),
            MeaningKind::Place => Self::Place(text),
        })
    }

    /// What kind of thing it is.
    #[must_use]
    pub fn kind(&self) -> MeaningKind {
        match self {
            Self::Text(_) => MeaningKind::Text,
            Self::Categories(_) => MeaningKind::Category,
            Self::Matter(_) => MeaningKind::Matter,
            Self::Place(_) => MeaningKind::Place,
        }
    }

    /// The thing itself, as [`Meaning::new`] takes it.
    #[must_use]
    pub fn means(&self) -> String {
        match self {
            Self::Text(text) | Self::Matter(text) | Self::Place(text) => text.clone(),
            Self::Categories(all) => all.iter().map(|c| c.key()).collect::<Vec<_>>().join(&SEPARATOR.to_string()),
        }
    }
}

/// An everyday word. The list is editorial (本程序编排), no source states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Synonym {
    /// Row number in the store (`fid`), 0 before it is stored.
    pub fid: i64,
    /// The word as people say it.
    pub phrase: String,
    /// What it stands for.
    pub meaning: Meaning,
}

impl Record for Synonym {
    const COLUMNS: &'static [Column] = &[part("phrase"), Column { words: MeaningKind::KEYS, ..part("kind") }, part("means")];

    fn from_row(fid: i64, row: &[String]) -> Result<Self, Vec<BadCell>> {
        let mut bad = Vec::new();
        let (phrase, kind) = (cell(row, 0, true, &mut bad), cell(row, 1, true, &mut bad));
        let means: Option<String> = cell(row, 2, true, &mut bad);
        let meaning = kind.zip(means).and_then(|(kind, means)| {
            let refused = |UnknownWord(_)| BadCell { column: 2, reason: t!("model.unknown_word").into_owned() };
            Meaning::new(kind, &means).map_err(|e| bad.push(refused(e))).ok()
        });
        match (phrase, meaning) {
            (Some(phrase), Some(meaning)) if bad.is_empty() => Ok(Self { fid, phrase, meaning }),
            _ => Err(bad),
        }
    }

    fn to_row(&self) -> Row {
        vec![self.phrase.clone(), self.meaning.kind().key().to_owned(), self.meaning.means()]
    }

    fn fid(&self) -> i64 {
        self.fid
    }
}

const fn part(name: &'static str) -> Column {
    Column { name, kind: ColumnKind::Text, required: true, key: true, refers: Refers::Nothing, words: &[] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meaning_is_found_again_by_how_it_is_written() {
        let all = [
            Meaning::Text("青岛啤酒".to_owned()),
            Meaning::Categories(vec![Category::Hospital, Category::Clinic]),
            Meaning::Matter("mat-001".to_owned()),
            Meaning::Place("svc-001".to_owned()),
        ];
        assert_eq!(all.clone().map(|m| m.kind()), MeaningKind::ALL);
        for meaning in all {
            assert_eq!(Meaning::new(meaning.kind(), &meaning.means()), Ok(meaning));
        }
    }

    #[test]
    fn a_meaning_of_nothing_and_an_unknown_category_are_refused() {
        for &kind in MeaningKind::ALL {
            assert!(Meaning::new(kind, "").is_err());
        }
        assert!(Meaning::new(MeaningKind::Category, "hospital;casino").is_err());
    }
}
