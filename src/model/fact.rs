//! A fact that a source states of a place or an area: a figure, a title, a rule; and which list a figure is the total of.

use std::{fmt, str::FromStr};

use super::{
    Category, Date, List, Tier, UnknownWord,
    record::{Cell, record},
};

record! {
    /// A fact as a source states it.
    Fact {
        /// Id of the place or zone that it is about.
        subject: String, key, subject;
        /// What is stated: 入驻率, 称号.
        name: String, key;
        /// The value as printed.
        value: String, key;
        /// The value as a number, when it is exactly one.
        number: Option<f64>;
        /// The unit of the number, or empty.
        unit: String;
        /// The list that the number is the total of.
        total_of: Option<TotalOf>;
        /// The day or period that it is true of, or empty.
        date: Date, part;
        /// The source, in words a stranger understands.
        source: String, needed;
        /// The source's own date, or empty.
        source_date: Date;
        /// What a reader should know besides.
        note: String;
    }
}

impl Fact {
    /// Whether it is a title that its subject bears, and the value is what it is called: 称号.
    #[must_use]
    pub fn is_title(&self) -> bool {
        self.name.ends_with("称号")
    }
}

/// What a reference figure counts, so that an import can be held against it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TotalOf {
    /// `list:service_teams`: rows of a list.
    Rows(List),
    /// `tier:community`: places of a tier.
    Tier(Tier),
    /// `category:kiosk`: places of a category.
    Category(Category),
    /// `matters_at:svc-005`: different matters done at a place.
    MattersAt(String),
    /// `institutions:health_links`: different community institutions.
    Institutions,
    /// `departments:health_links`: different departments.
    Departments,
    /// `diseases:health_links`: different diseases.
    Diseases,
    /// `people:health_links`: people signed up.
    People,
    /// `groups:health_links`: groups.
    Groups,
}

impl FromStr for TotalOf {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let unknown = || UnknownWord(text.to_owned());
        match text.split_once(':').ok_or_else(unknown)? {
            ("list", list) => list.parse().map(Self::Rows),
            ("tier", tier) => tier.parse().map(Self::Tier),
            ("category", category) => category.parse().map(Self::Category),
            ("matters_at", place) if !place.is_empty() => Ok(Self::MattersAt(place.to_owned())),
            ("institutions", "health_links") => Ok(Self::Institutions),
            ("departments", "health_links") => Ok(Self::Departments),
            ("diseases", "health_links") => Ok(Self::Diseases),
            ("people", "health_links") => Ok(Self::People),
            ("groups", "health_links") => Ok(Self::Groups),
            _ => Err(unknown()),
        }
    }
}

impl fmt::Display for TotalOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows(list) => write!(f, "list:{}", list.key()),
            Self::Tier(tier) => write!(f, "tier:{}", tier.key()),
            Self::Category(category) => write!(f, "category:{}", category.key()),
            Self::MattersAt(place) => write!(f, "matters_at:{place}"),
            Self::Institutions => write!(f, "institutions:health_links"),
            Self::Departments => write!(f, "departments:health_links"),
            Self::Diseases => write!(f, "diseases:health_links"),
            Self::People => write!(f, "people:health_links"),
            Self::Groups => write!(f, "groups:health_links"),
        }
    }
}

impl Cell for Option<TotalOf> {
    fn read(text: &str) -> Result<Self, String> {
        let unknown = |_| rust_i18n::t!("model.unknown_word").into_owned();
        (!text.is_empty()).then(|| text.parse().map_err(unknown)).transpose()
    }

    fn write(&self) -> String {
        self.as_ref().map_or_else(String::new, ToString::to_string)
    }
}
