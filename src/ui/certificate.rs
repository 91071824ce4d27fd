//! The certificate of a finished trail: what stands on it in words.

use chrono::NaiveDate;
use rust_i18n::t;

use crate::{
    formats::Certificate,
    model::{Snapshot, Trail},
    state::{PassportState, Profile},
};

/// The certificate in the language in use; `None` while a stop is not ticked.
#[must_use]
pub fn certificate(
    snapshot: &Snapshot,
    trail: &Trail,
    profile: &Profile,
    person: &str,
    today: NaiveDate,
) -> Option<Certificate> {
    let passport = PassportState::of(profile);
    passport.finished(trail)?;
    let english = &*rust_i18n::locale() == "en";
    let stop = |id: &String| {
        let kept = profile.check_ins.iter().find(|c| c.place == *id).map(|c| c.name.as_str());
        let name = snapshot.place(id).map(|p| p.name_in(english)).or(kept).unwrap_or(id);
        Some((name.to_owned(), *passport.ticked.get(id)?))
    };
    let stops = trail.stops.iter().map(stop).collect::<Option<_>>()?;
    let footer = t!("passport.footer", day = today).into_owned();
    Some(Certificate { trail: trail.name.clone(), person: person.trim().to_owned(), stops, footer })
}
