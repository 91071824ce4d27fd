//! The health network in words, for the window and the command line.

use rust_i18n::t;

use crate::jobs::ZoneCover;
use crate::model::{HealthLink, Reference, Snapshot, Teams, shown_count};

/// The name of the place with this id, or the id when there is no such place.
#[must_use]
pub fn name_of<'a>(snapshot: &'a Snapshot, id: &'a str, english: bool) -> &'a str {
    snapshot.place(id).map_or(id, |p| p.name_in(english))
}

/// `社区 → 科室 → 医院`
#[must_use]
pub fn path(snapshot: &Snapshot, link: &HealthLink, english: bool) -> String {
    let (from, to) = (name_of(snapshot, &link.institution, english), name_of(snapshot, &link.hospital, english));
    format!("{from} → {} → {to}", link.department)
}

/// What a contract says besides who it is between; of few people no more than that they are few.
#[must_use]
pub fn contract(link: &HealthLink) -> String {
    let diseases = (!link.diseases.is_empty()).then(|| t!("health.diseases", list = link.diseases.join("、")));
    let count = |n: Option<u64>, key: &str| n.map(|n| t!(key, n = n));
    let people = link.people.map(|n| t!("health.people", n = shown_count(n)));
    let said = [
        diseases,
        count(link.groups, "health.groups"),
        count(link.specialists, "health.specialists"),
        count(link.gps, "health.gps"),
        people,
    ];
    let said: Vec<_> = said.into_iter().flatten().collect();
    if said.is_empty() { t!("health.nothing_besides").into_owned() } else { said.join(" · ") }
}

/// `13 支队，78 人`
#[must_use]
pub fn teams(teams: &Teams) -> String {
    let members = if teams.unstated == teams.teams {
        t!("health.members_unstated")
    } else if teams.unstated > 0 {
        t!("health.members_partly", n = teams.members, unstated = teams.unstated)
    } else {
        t!("health.members", n = teams.members)
    };
    t!("health.teams_of", n = teams.teams, members = members).into_owned()
}

/// What is missing of a stated figure: `缺 15`, `多 2`, `齐`.
#[must_use]
pub fn missing(reference: &Reference) -> String {
    match reference.missing {
        None => t!("health.missing_untold").into_owned(),
        Some(n) if n > 0.0 => t!("health.missing", n = number(n)).into_owned(),
        Some(n) if n < 0.0 => t!("health.more", n = number(-n)).into_owned(),
        Some(_) => t!("health.complete").into_owned(),
    }
}

/// A count as it is written, without decimals where there are none: `50,364`.
#[must_use]
pub fn number(n: f64) -> String {
    let text = format!("{n}");
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(w, r)| (w, Some(r)));
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    rest.map_or(out.clone(), |rest| format!("{out}.{rest}"))
}

/// `45%`, and of what is hardly covered `<1%`.
#[must_use]
pub fn share(share: f64) -> String {
    match share * 100.0 {
        percent if percent > 0.0 && percent < 1.0 => "<1%".to_owned(),
        percent if percent > 99.0 && percent < 100.0 => ">99%".to_owned(),
        percent => format!("{percent:.0}%"),
    }
}

/// What is covered of an area, in words.
#[must_use]
pub fn covered(of: &ZoneCover) -> String {
    match (of.share, of.label) {
        (Some(share), _) => t!("health.cover_share", share = self::share(share)),
        (None, Some(true)) => t!("health.label_covered"),
        (None, Some(false)) => t!("health.label_not_covered"),
        (None, None) => t!("health.no_outline"),
    }
    .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_written_in_threes() {
        assert_eq!(number(50_364.0), "50,364");
        assert_eq!((number(8.0), number(281.0), number(1234.5)), ("8".into(), "281".into(), "1,234.5".into()));
    }

    #[test]
    fn hardly_anything_is_not_nothing_and_nearly_all_is_not_all() {
        assert_eq!([0.0, 0.004, 0.45, 0.996, 1.0].map(share), ["0%", "<1%", "45%", ">99%", "100%"]);
    }
}
