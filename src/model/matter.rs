//! What can be done where: a matter (事项) and the places that do it, after HSDS `service` and `service_at_location`;
//! and the everyday words that mean a matter, a kind of place or another name.

use super::{Category, Hours, keyed};

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

/// An everyday word. The list is editorial (本程序编排), no source states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Synonym {
    /// The word as people say it.
    pub phrase: String,
    /// What it stands for.
    pub meaning: Meaning,
}
