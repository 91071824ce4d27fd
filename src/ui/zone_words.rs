//! Areas and what lies in them, in the words of the language in use.

use rust_i18n::t;

use super::words::category;
use crate::{
    jobs::Cover,
    model::{Category, KindCover},
};

/// `2.46 平方公里`, or square metres of what is less than a hectare.
#[must_use]
pub fn area(m2: f64) -> String {
    if m2 < 1e4 { square_metres(m2) } else { t!("unit.square_km", n = format!("{:.2}", m2 / 1e6)).into_owned() }
}

/// `1234 平方米`
#[must_use]
pub fn square_metres(m2: f64) -> String {
    t!("zones.square_m", n = format!("{m2:.0}")).into_owned()
}

/// How much of an area is near to what, and what was counted.
#[must_use]
pub fn cover(cover: &KindCover) -> Vec<String> {
    let kind = category(cover.category);
    let mut said = if cover.places == 0 {
        vec![t!("zones.cover_none", kind = kind).into_owned()]
    } else {
        let share = format!("{:.0}", cover.share * 100.0);
        let share = t!("zones.cover_share", share = share, kind = kind).into_owned();
        vec![share, t!("zones.cover_places", n = cover.places).into_owned()]
    };
    if cover.unlocated > 0 {
        said.push(t!("zones.cover_unlocated", n = cover.unlocated).into_owned());
    }
    said
}

/// How much of an area is near along streets, and from how many places that is still an estimate.
#[must_use]
pub fn walked(walked: &Cover, kind: Category) -> Option<String> {
    let share = walked.zones.first()?.share?;
    if walked.straight == walked.places {
        return None;
    }
    let share = format!("{:.0}", share * 100.0);
    let mut said = t!("zones.cover_streets", share = share, kind = category(kind)).into_owned();
    if walked.straight > 0 {
        said.push_str(&t!("zones.cover_straight", n = walked.straight));
    }
    Some(said)
}
