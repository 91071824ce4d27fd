//! How a result was matched, in words and as JSON.

use rust_i18n::t;
use serde_json::json;

use super::session::Session;
use crate::{
    search::{Extent, Field, Group, Hit, How, Level, Target},
    ui::{firm_words, words},
};

/// `  拼音 · 开头 · 一字不差 · 名称 · 350 米 · 营业中`, the last two by the caller's words.
pub(super) fn line(session: &Session, hit: &Hit, open: Option<String>) -> String {
    let word = |part: &str, key: &str| t!(format!("cli.explain.{part}.{key}")).into_owned();
    let quality = hit.rank.quality;
    let mut parts = vec![
        word("how", how(quality.how)),
        word("extent", extent(hit)),
        word("level", level(hit.rank.level)),
        field_words(session, hit),
    ];
    parts.extend(hit.read_as.as_ref().map(|text| t!("cli.explain.read_as", text = text).into_owned()));
    parts.push(match hit.distance_m {
        Some(metres) => t!("cli.explain.distance", length = words::length(metres)).into_owned(),
        None => t!("place.unlocated").into_owned(),
    });
    parts.extend(open);
    format!("  {}", parts.join(" · "))
}

pub(super) fn json(hit: &Hit) -> serde_json::Value {
    json!({
        "level": level(hit.rank.level),
        "group": group(hit.rank.group),
        "how": how(hit.rank.quality.how),
        "extent": extent(hit),
        "field": field(hit.field),
        "read_as": hit.read_as,
    })
}

/// The text that matched, by what it is, and itself where the result does not show it anyway.
fn field_words(session: &Session, hit: &Hit) -> String {
    let name = t!(format!("cli.explain.field.{}", field(hit.field))).into_owned();
    let snapshot = &session.snapshot;
    let text = match (hit.field, hit.target) {
        (Field::Alias(n), Target::Place(i)) => snapshot.places[i].aliases.get(n).map(String::as_str),
        (Field::NameEn, Target::Place(i)) => Some(snapshot.places[i].name_en.as_str()),
        (Field::NameEn, Target::Zone(i)) => Some(snapshot.zones[i].name_en.as_str()),
        (Field::Matter(n), _) => {
            let id = snapshot.matters_at.get(n).map(|at| &at.matter);
            snapshot.matters.iter().find(|m| Some(&m.id) == id).map(|m| m.name.as_str())
        }
        (field, _) => firm_words::named(snapshot, field),
    };
    text.map_or(name.clone(), |text| t!("cli.explain.quoted", name = name, text = text).into_owned())
}

fn how(how: How) -> &'static str {
    match how {
        How::Literal => "literal",
        How::Pinyin => "pinyin",
        How::Initials => "initials",
    }
}

fn extent(hit: &Hit) -> &'static str {
    match hit.rank.quality.extent {
        Extent::Whole => "whole",
        Extent::Word if hit.marks.first().is_some_and(|run| run.start == 0) => "start",
        Extent::Word => "word",
        Extent::Within => "within",
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Exact => "exact",
        Level::Fuzzy => "fuzzy",
        Level::OneSlip => "one_slip",
        Level::TwoSlips => "two_slips",
    }
}

fn group(group: Group) -> &'static str {
    match group {
        Group::Name => "name",
        Group::Matter => "matter",
        Group::Firm => "firm",
        Group::Event => "event",
        Group::Title => "title",
        Group::Kind | Group::Category => "category",
        Group::Address => "address",
    }
}

pub(super) fn field(field: Field) -> &'static str {
    match field {
        Field::Name => "name",
        Field::NameEn => "name_en",
        Field::Alias(_) => "alias",
        Field::Address => "address",
        Field::Matter(_) => "matter",
        Field::Firm(_) => "firm",
        Field::Event(_) => "event",
        Field::Title(_) => "title",
        Field::Category => "category",
    }
}
