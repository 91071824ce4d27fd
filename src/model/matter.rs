//! What can be done where: a matter (事项) and the places that do it, after HSDS `service` and `service_at_location`;
//! and the everyday words that mean a matter, a kind of place or another name.

use super::{Category, Hours, UnknownWord, keyed};

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

/// Something that a citizen or a firm gets done: 个体工商户登记.
#[derive(Clone, Debug, PartialEq)]
pub struct Matter {
    /// Stable identifier, such as `mat-001`.
    pub id: String,
    /// Name as the source prints it.
    pub name: String,
    /// Other names that a source states.
    pub aliases: Vec<String>,
    /// The office whose matter it is, or empty when the source does not say.
    pub department: String,
    /// The source, in words a stranger understands.
    pub source: String,
    /// The source's own date, ISO 8601 of reduced precision, or empty.
    pub source_date: String,
    /// What a reader should know besides.
    pub note: String,
}

/// A matter done at a place through one channel.
#[derive(Clone, Debug, PartialEq)]
pub struct MatterAtPlace {
    /// Id of the matter.
    pub matter: String,
    /// Id of the place.
    pub place: String,
    /// How it is done there.
    pub channel: Channel,
    /// Hours of this matter there, when a source states other ones than the place's own.
    pub hours: Option<Hours>,
    /// Documents to bring, as the source prints them, or empty.
    pub documents: String,
    /// The source, in words a stranger understands.
    pub source: String,
    /// The source's own date, or empty.
    pub source_date: String,
    /// What a reader should know besides.
    pub note: String,
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

/// What parts the categories of one meaning.
const SEPARATOR: char = ';';

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
    /// The word as people say it.
    pub phrase: String,
    /// What it stands for.
    pub meaning: Meaning,
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
