//! A person's own check-ins and plans: kept in the profile file alone, never in the store, and made by hand only.
//!
//! # The file `shibei-passport.json`
//! One's own file, to be carried to another machine: UTF-8 JSON, two megabytes at most.
//! ```json
//! {
//!   "format": "shibei-passport",
//!   "version": 1,
//!   "check_ins": [{ "place": "mus-001", "name": "青岛啤酒博物馆", "date": "2026-11-22", "note": "" }],
//!   "plans": [{
//!     "name": "周末", "depart": "2026-11-28T09:00:00", "latest_end": null, "round": false,
//!     "start": { "name": "家", "at": [120.36, 36.08] }, "end": null,
//!     "lunch": ["11:30:00", "13:00:00", 2700], "profile": "foot", "pace": 1.0,
//!     "stops": [{ "place": "mus-001", "point": { "name": "青岛啤酒博物馆", "at": null }, "stand_in": null,
//!                 "stay_s": 3600, "priority": "must", "fixed": null }],
//!     "errands": [{ "matter": "m-001", "name": "补领身份证", "place": "hall-001", "documents": ["照片"] }]
//!   }]
//! }
//! ```
//! `place` and `date` of a check-in, `name` of a plan, `place` or a `point` of a stop, and `matter` of an errand are
//! needed; the rest may be left out. Positions are WGS 84 longitude, latitude; stays are seconds. Fields that are not
//! named here, and files of another version, are refused: nothing of them would be kept.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use rust_i18n::t;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{OwnPlan, OwnPoint, Profile, own_plan::MOST_PLANS, tour::LONGEST_STAY_S};
use crate::{
    model::{BadMoment, in_years, json_fault, parse_day},
    tour::Priority,
};

/// Most bytes of one's own file.
pub const OWN_FILE_LIMIT: u64 = 2_000_000;
/// Most characters of a note.
pub const NOTE_LIMIT: usize = 500;
/// Most characters of a plan's name.
pub const NAME_LIMIT: usize = 80;
const FORMAT: &str = "shibei-passport";
const VERSION: u64 = 1;
const MOST_CHECK_INS: usize = 10_000;
const MOST_STOPS: usize = 200;
const PLAN_FIELDS: [&str; 11] =
    ["name", "stops", "start", "end", "round", "depart", "latest_end", "lunch", "profile", "pace", "errands"];
const STOP_FIELDS: [&str; 6] = ["place", "point", "stand_in", "stay_s", "priority", "fixed"];
const ERRAND_FIELDS: [&str; 4] = ["matter", "name", "place", "documents"];

/// A place ticked by hand. The same place may be ticked again on another day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckIn {
    /// Id of the place. An id of another store stays, though nothing else is known of it.
    pub place: String,
    /// What it was called then.
    #[serde(default)]
    pub name: String,
    /// The day, as the person says.
    pub date: NaiveDate,
    /// What the person has written of it.
    #[serde(default)]
    pub note: String,
}

/// What one has of one's own: all that the file holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OwnThings {
    /// Places ticked.
    #[serde(default)]
    pub check_ins: Vec<CheckIn>,
    /// Plans.
    #[serde(default)]
    pub plans: Vec<OwnPlan>,
}

/// What an import came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// Check-ins that are new.
    pub check_ins: usize,
    /// Plans that are new.
    pub plans: usize,
    /// What was there already.
    pub known: usize,
}

/// Why something of one's own cannot be kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OwnError {
    /// The file is too large.
    #[error("{}", t!("passport.error.too_large", most = OWN_FILE_LIMIT / 1_000_000))]
    TooLarge,
    /// The text is no such JSON; line and column count from 1.
    #[error("{}", t!("passport.error.syntax", line = line, column = column, reason = reason))]
    Syntax {
        /// Its line.
        line: usize,
        /// Its column.
        column: usize,
        /// What the reader says.
        reason: String,
    },
    /// It is JSON, but not of ours.
    #[error("{}", t!("passport.error.not_ours", format = FORMAT))]
    NotOurs,
    /// A later version of the program has written it.
    #[error("{}", t!("passport.error.version", version = version, ours = VERSION))]
    Version {
        /// What it says of itself.
        version: String,
    },
    /// An entry cannot be.
    #[error("{}", t!("passport.error.field", field = field, reason = reason))]
    Field {
        /// Which, such as `check_ins[2].date`: positions count from 0, as in JSON paths.
        field: String,
        /// Why.
        reason: String,
    },
    /// There is no more room.
    #[error("{}", t!("passport.error.full", check_ins = MOST_CHECK_INS, plans = MOST_PLANS))]
    Full,
    /// The place was ticked on that day.
    #[error("{}", t!("passport.error.twice", name = name, date = date))]
    Twice {
        /// Its name.
        name: String,
        /// The day.
        date: NaiveDate,
    },
    /// Nobody has been anywhere tomorrow.
    #[error("{}", t!("passport.error.date", today = today))]
    Date {
        /// The day it is.
        today: NaiveDate,
    },
    /// The text is too long, or empty where it is needed.
    #[error("{}", t!("passport.error.length", most = most))]
    Length {
        /// Most characters.
        most: usize,
    },
}

/// The day of a check-in as typed.
///
/// # Errors
/// When it is no day, or one to come.
pub fn check_in_day(text: &str, today: NaiveDate) -> Result<NaiveDate, OwnError> {
    parse_day(text).filter(|day| possible(*day, today)).ok_or(OwnError::Date { today })
}

fn possible(day: NaiveDate, today: NaiveDate) -> bool {
    in_years(day) && day <= today
}

impl Profile {
    /// Ticks a place.
    ///
    /// # Errors
    /// When it was ticked that day, the day is to come, the note is too long, or the book is full.
    pub fn check_in(&mut self, mut new: CheckIn, today: NaiveDate) -> Result<(), OwnError> {
        new.note = String::from(new.note.trim());
        if !possible(new.date, today) {
            return Err(OwnError::Date { today });
        }
        if new.note.chars().count() > NOTE_LIMIT {
            return Err(OwnError::Length { most: NOTE_LIMIT });
        }
        if self.check_ins.iter().any(|c| c.place == new.place && c.date == new.date) {
            return Err(OwnError::Twice { name: new.name, date: new.date });
        }
        if self.check_ins.len() >= MOST_CHECK_INS {
            return Err(OwnError::Full);
        }
        self.check_ins.insert(0, new);
        self.newest_first();
        Ok(())
    }

    /// Takes a check-in out; says what it was.
    pub fn take_out(&mut self, place: &str, date: NaiveDate) -> Option<CheckIn> {
        let at = self.check_ins.iter().position(|c| c.place == place && c.date == date)?;
        Some(self.check_ins.remove(at))
    }

    /// The first day each place was ticked, by its id.
    #[must_use]
    pub fn first_ticks(&self) -> HashMap<String, NaiveDate> {
        // Newest first: the earliest day is written last.
        self.check_ins.iter().map(|c| (c.place.clone(), c.date)).collect()
    }

    /// One's own file.
    #[must_use]
    pub fn own_file(&self) -> String {
        let mut file = serde_json::Map::new();
        file.insert("format".into(), FORMAT.into());
        file.insert("version".into(), VERSION.into());
        let own = OwnThings { check_ins: self.check_ins.clone(), plans: self.plans.clone() };
        if let Ok(Value::Object(own)) = serde_json::to_value(own) {
            file.extend(own);
        }
        serde_json::to_string_pretty(&file).unwrap_or_default()
    }

    /// Takes in what a file holds: what is there already is not doubled, and nothing that is there is lost.
    ///
    /// # Errors
    /// When there would be too many; then nothing has changed.
    pub fn merge(&mut self, file: OwnThings) -> Result<Merged, OwnError> {
        let mut own = self.clone();
        let mut merged = Merged::default();
        let mut at: HashMap<(String, NaiveDate), usize> =
            own.check_ins.iter().enumerate().map(|(i, c)| ((c.place.clone(), c.date), i)).collect();
        for new in file.check_ins {
            if let Some(known) = at.get(&(new.place.clone(), new.date)).and_then(|&i| own.check_ins.get_mut(i)) {
                merged.known += 1;
                add_note(&mut known.note, &new.note);
            } else {
                merged.check_ins += 1;
                at.insert((new.place.clone(), new.date), own.check_ins.len());
                own.check_ins.push(new);
            }
        }
        for new in file.plans {
            if own.plans.iter().any(|p| same_plan(p, &new)) {
                merged.known += 1;
            } else {
                merged.plans += 1;
                let name = free_name(&own.plans, &new.name);
                own.plans.push(OwnPlan { name, ..new });
            }
        }
        if own.check_ins.len() > MOST_CHECK_INS || own.plans.len() > MOST_PLANS {
            return Err(OwnError::Full);
        }
        own.newest_first();
        *self = own;
        Ok(merged)
    }

    pub(super) fn newest_first(&mut self) {
        self.check_ins.sort_by_key(|c| std::cmp::Reverse(c.date));
    }
}

/// A plan's name as it is kept.
///
/// # Errors
/// When it is empty or too long.
pub fn plan_name(text: &str) -> Result<String, OwnError> {
    let name = text.trim();
    let fits = (1..=NAME_LIMIT).contains(&name.chars().count());
    if fits { Ok(name.to_owned()) } else { Err(OwnError::Length { most: NAME_LIMIT }) }
}

/// Both notes, if they differ and there is room.
fn add_note(own: &mut String, new: &str) {
    if own.contains(new) {
        return;
    }
    let both = if own.is_empty() { new.to_owned() } else { format!("{own}\n{new}") };
    if both.chars().count() <= NOTE_LIMIT {
        *own = both;
    }
}

/// Whether a plan is the same, perhaps under the name that an earlier import has given it.
fn same_plan(own: &OwnPlan, new: &OwnPlan) -> bool {
    let renamed = own.name.strip_prefix(&new.name).is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("));
    renamed && *own == OwnPlan { name: own.name.clone(), ..new.clone() }
}

fn free_name(plans: &[OwnPlan], name: &str) -> String {
    let taken: HashSet<&str> = plans.iter().map(|p| p.name.as_str()).collect();
    let names = std::iter::once(name.to_owned()).chain((2..).map(|n| format!("{name} ({n})")));
    names.into_iter().find(|n| !taken.contains(n.as_str())).unwrap_or_default()
}

/// Reads one's own file.
///
/// # Errors
/// What is wrong with it, and where.
pub fn read_own_file(text: &str, today: NaiveDate) -> Result<OwnThings, OwnError> {
    if text.len() as u64 > OWN_FILE_LIMIT {
        return Err(OwnError::TooLarge);
    }
    let syntax = |e: serde_json::Error| OwnError::Syntax { line: e.line(), column: e.column(), reason: json_fault(&e) };
    let text = text.trim_start_matches('\u{feff}');
    let value: Value = serde_json::from_str(text).map_err(syntax)?;
    if value.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(OwnError::NotOurs);
    }
    let version = value.get("version").unwrap_or(&Value::Null);
    if version.as_u64() != Some(VERSION) {
        return Err(OwnError::Version { version: version.to_string() });
    }
    // Read from the text once more: only there has a mistake a line.
    let things: OwnThings = serde_json::from_str(text).map_err(syntax)?;
    known_fields(&value)?;
    things.check_ins.iter().enumerate().try_for_each(|(i, c)| sound_check_in(i, c, today))?;
    things.plans.iter().enumerate().try_for_each(|(i, p)| sound_plan(i, p))?;
    if things.check_ins.len() > MOST_CHECK_INS || things.plans.len() > MOST_PLANS {
        return Err(OwnError::Full);
    }
    Ok(things)
}

/// A field that nobody knows would be lost: it is refused.
fn known_fields(file: &Value) -> Result<(), OwnError> {
    let check = |at: &str, entry: &Value, known: &[&str]| {
        let keys = entry.as_object().into_iter().flatten().map(|(key, _)| key);
        let strange = keys.into_iter().find(|key| !known.contains(&key.as_str()));
        strange.map_or(Ok(()), |key| Err(refuse(format!("{at}{key}"), t!("passport.error.unknown_field"))))
    };
    let list = |of: &Value, key: &str| of.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    check("", file, &["format", "version", "check_ins", "plans"])?;
    for (i, entry) in list(file, "check_ins").iter().enumerate() {
        check(&format!("check_ins[{i}]."), entry, &["place", "name", "date", "note"])?;
    }
    for (i, plan) in list(file, "plans").iter().enumerate() {
        check(&format!("plans[{i}]."), plan, &PLAN_FIELDS)?;
        for (j, stop) in list(plan, "stops").iter().enumerate() {
            check(&format!("plans[{i}].stops[{j}]."), stop, &STOP_FIELDS)?;
        }
        for (j, errand) in list(plan, "errands").iter().enumerate() {
            check(&format!("plans[{i}].errands[{j}]."), errand, &ERRAND_FIELDS)?;
        }
    }
    Ok(())
}

fn refuse(field: String, reason: impl Into<String>) -> OwnError {
    OwnError::Field { field, reason: reason.into() }
}

fn sound_text(field: &dyn Fn() -> String, text: &str, most: usize, needed: bool) -> Result<(), OwnError> {
    let count = text.chars().count();
    let empty = needed && text.trim().is_empty();
    // A line break is welcome in a note; nothing else that cannot be seen is.
    let unseen = text.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
    match (empty, count > most, unseen) {
        (true, ..) => Err(refuse(field(), t!("passport.error.needed"))),
        (_, true, _) => Err(refuse(field(), t!("passport.error.length", most = most))),
        (.., true) => Err(refuse(field(), t!("passport.error.unseen"))),
        _ => Ok(()),
    }
}

fn sound_check_in(i: usize, entry: &CheckIn, today: NaiveDate) -> Result<(), OwnError> {
    let field = |name: &'static str| move || format!("check_ins[{i}].{name}");
    sound_text(&field("place"), &entry.place, NAME_LIMIT, true)?;
    sound_text(&field("name"), &entry.name, NOTE_LIMIT, false)?;
    sound_text(&field("note"), &entry.note, NOTE_LIMIT, false)?;
    let fits = possible(entry.date, today);
    if fits { Ok(()) } else { Err(refuse(field("date")(), OwnError::Date { today }.to_string())) }
}

fn sound_plan(i: usize, plan: &OwnPlan) -> Result<(), OwnError> {
    let field = |name: &'static str| move || format!("plans[{i}].{name}");
    // A name that was taken has a number after it, and may be longer than one typed.
    sound_text(&field("name"), &plan.name, NOTE_LIMIT, true)?;
    for (name, point) in [("start", &plan.start), ("end", &plan.end)] {
        point.iter().try_for_each(|p| sound_point(&field(name), p))?;
    }
    if let Some((name, moment)) = plan.moments().find(|(_, moment)| !in_years(moment.date())) {
        return Err(refuse(format!("plans[{i}].{name}"), BadMoment::Years(moment.to_string()).to_string()));
    }
    if plan.stops.len() > MOST_STOPS {
        return Err(refuse(field("stops")(), t!("passport.error.stops", most = MOST_STOPS)));
    }
    if plan.errands.len() > MOST_STOPS {
        return Err(refuse(field("errands")(), t!("passport.error.errands", most = MOST_STOPS)));
    }
    for (j, errand) in plan.errands.iter().enumerate() {
        let field = |name: &'static str| move || format!("plans[{i}].errands[{j}].{name}");
        sound_text(&field("matter"), &errand.matter, NAME_LIMIT, true)?;
        sound_text(&field("name"), &errand.name, NOTE_LIMIT, false)?;
        sound_text(&field("place"), &errand.place, NAME_LIMIT, false)?;
        errand.documents.iter().try_for_each(|d| sound_text(&field("documents"), d, NOTE_LIMIT, true))?;
    }
    for (j, stop) in plan.stops.iter().enumerate() {
        let field = |name: &'static str| move || format!("plans[{i}].stops[{j}].{name}");
        sound_text(&field("place"), &stop.place, NAME_LIMIT, stop.point.at.is_none())?;
        sound_text(&field("stand_in"), stop.stand_in.as_deref().unwrap_or_default(), NOTE_LIMIT, false)?;
        sound_point(&field("point"), &stop.point)?;
        if !stop.priority.is_empty() && stop.priority.parse::<Priority>().is_err() {
            return Err(refuse(field("priority")(), t!("passport.error.word", words = Priority::KEYS.join("、"))));
        }
        if stop.stay_s > LONGEST_STAY_S {
            return Err(refuse(field("stay_s")(), t!("passport.error.stay", most = LONGEST_STAY_S)));
        }
    }
    Ok(())
}

fn sound_point(field: &dyn Fn() -> String, point: &OwnPoint) -> Result<(), OwnError> {
    sound_text(&|| format!("{}.name", field()), &point.name, NOTE_LIMIT, false)?;
    let off = point.at.is_some_and(|(lon, lat)| !(lon.abs() <= 180.0 && lat.abs() <= 85.0));
    if off { Err(refuse(format!("{}.at", field()), t!("passport.error.lon_lat"))) } else { Ok(()) }
}
