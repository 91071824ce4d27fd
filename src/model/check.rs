//! What is wrong or odd about a place before it is kept. Errors stand in the way of saving, warnings do not.

use chrono::{NaiveDate, NaiveTime};
use geo::Coord;

use super::{Calendar, DayKind, Hours, Place, Precision, keyed};

keyed! {
    /// What is wrong.
    IssueCode {
        /// There is no name.
        EmptyName = "empty_name",
        /// A control character or an invisible one stands in a text.
        BadCharacter = "bad_character",
        /// No coordinate on the globe.
        OffTheGlobe = "off_the_globe",
        /// Said to be located to the point, without one.
        PointMissing = "point_missing",
        /// A point, said to be known less finely than that.
        PointTooFine = "point_too_fine",
        /// Far from Qingdao: longitude and latitude may be exchanged.
        FarAway = "far_away",
        /// A telephone that looks like a person's own.
        MobileNumber = "mobile_number",
        /// The number of somebody's identity card.
        IdNumber = "id_number",
        /// Nobody is named who says so.
        EmptyOrigin = "empty_origin",
        /// No year, month or day in ISO 8601.
        BadDate = "bad_date",
        /// Nobody is let in at the last entry, for the place is closed then on every day.
        ClosedAtLastEntry = "closed_at_last_entry",
    }
}

keyed! {
    /// How bad it is.
    Severity {
        /// The place is not kept like this.
        Error = "error",
        /// Somebody should look again.
        Warning = "warning",
    }
}

keyed! {
    /// The part of a place that an issue is about.
    Field {
        /// [`Place::id`]
        Id = "id",
        /// [`Place::name`]
        Name = "name",
        /// [`Place::name_en`]
        NameEn = "name_en",
        /// [`Place::aliases`]
        Aliases = "aliases",
        /// [`Place::address`]
        Address = "address",
        /// [`Place::subdistrict`]
        Subdistrict = "subdistrict",
        /// [`Place::location`]
        Location = "location",
        /// [`Place::near_place`]
        NearPlace = "near_place",
        /// [`Place::hours`]
        Hours = "opening_hours",
        /// [`Place::last_entry`]
        LastEntry = "last_entry",
        /// [`Place::phone`]
        Phone = "phone",
        /// [`super::Source::origin`]
        Origin = "origin",
        /// [`super::Source::date`]
        SourceDate = "source_date",
        /// [`super::Source::precision`]
        Precision = "precision",
        /// [`Place::note`]
        Note = "note",
    }
}

/// One thing that is wrong with a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Issue {
    /// What.
    pub code: IssueCode,
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub field: Field,
}

/// West, east, south and north of where places of this map can be, generously: Qingdao and its surroundings.
const QINGDAO: [f64; 4] = [119.0, 122.0, 35.0, 37.5];

/// Everything wrong with `place`, errors first.
#[must_use]
pub fn check(place: &Place) -> Vec<Issue> {
    use IssueCode as C;
    let mut issues = Vec::new();
    let mut found = |yes: bool, code, severity, field| {
        if yes {
            issues.push(Issue { code, severity, field });
        }
    };
    let source = &place.source;
    found(place.name.trim().is_empty(), C::EmptyName, Severity::Error, Field::Name);
    found(source.origin.trim().is_empty(), C::EmptyOrigin, Severity::Error, Field::Origin);
    found(!is_date(&source.date), C::BadDate, Severity::Error, Field::SourceDate);
    for (field, text) in texts(place) {
        found(text.chars().any(|c| is_bad(c, field)), C::BadCharacter, Severity::Error, field);
        found(has_id_number(text), C::IdNumber, Severity::Error, field);
    }
    let on_globe = |c: &Coord<f64>| within(*c, [-180.0, 180.0, -90.0, 90.0]);
    let to_the_point = source.precision == Precision::Point;
    match &place.location {
        None => found(to_the_point, C::PointMissing, Severity::Error, Field::Location),
        Some(at) => {
            found(!on_globe(at), C::OffTheGlobe, Severity::Error, Field::Location);
            found(!to_the_point, C::PointTooFine, Severity::Error, Field::Precision);
            found(on_globe(at) && !within(*at, QINGDAO), C::FarAway, Severity::Warning, Field::Location);
        }
    }
    found(has_mobile_number(&place.phone), C::MobileNumber, Severity::Warning, Field::Phone);
    let closed = place.hours.as_ref().zip(place.last_entry).is_some_and(|(hours, at)| is_never_open(hours, at));
    found(closed, C::ClosedAtLastEntry, Severity::Warning, Field::LastEntry);
    issues.sort_by_key(|i| i.severity);
    // One field may hold several texts.
    issues.dedup();
    issues
}

fn texts(p: &Place) -> impl Iterator<Item = (Field, &str)> {
    let single = [
        (Field::Id, p.id.as_str()),
        (Field::Name, &p.name),
        (Field::NameEn, &p.name_en),
        (Field::Address, &p.address),
        (Field::Subdistrict, &p.subdistrict),
        (Field::NearPlace, &p.near_place),
        (Field::Hours, p.hours.as_ref().map_or("", |h| h.as_str())),
        (Field::Phone, &p.phone),
        (Field::Origin, &p.source.origin),
        (Field::SourceDate, &p.source.date),
        (Field::Note, &p.note),
    ];
    single.into_iter().chain(p.aliases.iter().map(|a| (Field::Aliases, a.as_str())))
}

/// Control characters, but for line ends in a note; what turns the direction of text; what nobody sees.
fn is_bad(c: char, field: Field) -> bool {
    let line_end = c == '\n' && field == Field::Note;
    let invisible = matches!(c, '\u{200B}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    (c.is_control() && !line_end) || invisible || c == char::REPLACEMENT_CHARACTER
}

/// Every edge counts as inside; what is no number is outside.
fn within(c: Coord<f64>, [west, east, south, north]: [f64; 4]) -> bool {
    (west..=east).contains(&c.x) && (south..=north).contains(&c.y)
}

/// Whether there are hours, on some day of a year, and none of them are open at this time. Closing time counts as open.
fn is_never_open(hours: &Hours, at: NaiveTime) -> bool {
    let Some(new_year) = NaiveDate::from_ymd_opt(2024, 1, 1) else { return false };
    // A year without holidays, so that rules for holidays are no reason to know nothing.
    let calendar = Calendar::new([(new_year, DayKind::Workday, String::new())]);
    let mut days = new_year.iter_days().take(366).filter_map(|day| hours.on(day, &calendar)).flatten().peekable();
    let midnight = NaiveTime::MIN;
    days.peek().is_some() && !days.any(|(from, to)| from <= at && (at <= to || to == midnight))
}

/// ISO 8601 of reduced precision (`2023`, `2023-09`, `2023-09-01`), or nothing.
fn is_date(text: &str) -> bool {
    let shape = |digits: &[usize]| {
        let parts: Vec<&str> = text.split('-').collect();
        parts.len() == digits.len()
            && parts.iter().zip(digits).all(|(p, &n)| p.len() == n && p.bytes().all(|b| b.is_ascii_digit()))
    };
    let full = match text.len() {
        0 => return true,
        4 if shape(&[4]) => format!("{text}-01-01"),
        7 if shape(&[4, 2]) => format!("{text}-01"),
        10 if shape(&[4, 2, 2]) => text.to_owned(),
        _ => return false,
    };
    full.parse::<NaiveDate>().is_ok()
}

/// A digit as people type it, also full-width.
fn digit(c: char) -> Option<char> {
    let full_width = || char::from_digit(u32::from(c).wrapping_sub(u32::from('０')), 10);
    if c.is_ascii_digit() { Some(c) } else { full_width() }
}

/// The number of a resident identity card (GB 11643): six digits of region, a day of birth, three digits, and a check
/// digit that is believed unseen, as people mistype it.
pub(super) fn has_id_number(text: &str) -> bool {
    // Most texts have fewer digits than that, and a million of them are looked at in an import.
    if text.chars().filter(|&c| digit(c).is_some()).count() < 17 {
        return false;
    }
    let chars: Vec<char> = text.chars().map(|c| digit(c).unwrap_or(c)).collect();
    let mut runs = chars.split(|c| !c.is_ascii_digit() && !matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ'));
    runs.any(|run| {
        let Some((_check, head)) = run.split_last() else { return false };
        let digits: String = head.iter().collect();
        if digits.len() != 17 || !digits.bytes().all(|b| b.is_ascii_digit()) || digits.starts_with('0') {
            return false;
        }
        let born = NaiveDate::parse_from_str(&digits[6..14], "%Y%m%d");
        matches!(&digits[6..8], "18" | "19" | "20") && born.is_ok()
    })
}

/// Eleven digits from 13 to 19 on, however they are grouped.
pub(super) fn has_mobile_number(phone: &str) -> bool {
    let joined: String = phone.chars().filter(|c| !matches!(c, ' ' | '-')).map(|c| digit(c).unwrap_or(c)).collect();
    joined.split(|c: char| !c.is_ascii_digit()).any(|number| {
        let number = number.strip_prefix("86").filter(|n| n.len() == 11).unwrap_or(number);
        number.len() == 11 && number.starts_with('1') && matches!(number.as_bytes()[1], b'3'..=b'9')
    })
}

#[cfg(test)]
mod tests {
    use geo::coord;

    use super::*;
    use crate::model::{Category, Confidence, Fee, Source, Status, Wheelchair};

    fn place() -> Place {
        Place {
            fid: 1,
            version: 1,
            id: "mus-001".to_owned(),
            category: Category::Museum,
            name: "青岛啤酒博物馆".to_owned(),
            name_en: String::new(),
            aliases: vec![],
            address: "登州路56号".to_owned(),
            subdistrict: String::new(),
            location: Some(coord! { x: 120.35, y: 36.08 }),
            near_place: String::new(),
            hours: None,
            last_entry: None,
            phone: "0532-83833437".to_owned(),
            fee: Fee::Unstated,
            wheelchair: Wheelchair::Unstated,
            facilities: Vec::new(),
            tier: crate::model::Tier::Unstated,
            status: Status::InUse,
            source: Source {
                origin: "来源".to_owned(),
                date: "2023-09".to_owned(),
                confidence: Confidence::High,
                precision: Precision::Point,
                original: None,
            },
            note: "第一行\n第二行".to_owned(),
        }
    }

    /// What is found in a good place after `spoil`.
    #[track_caller]
    fn finds(spoil: impl Fn(&mut Place), want: &[(IssueCode, Field)]) {
        let mut p = place();
        spoil(&mut p);
        let got: Vec<_> = check(&p).iter().map(|i| (i.code, i.field)).collect();
        assert_eq!(got, want, "{p:?}");
    }

    #[test]
    fn a_good_place_has_no_issue() {
        finds(|_| {}, &[]);
        finds(|p| (p.location, p.source.precision) = (None, Precision::Street), &[]);
    }

    #[test]
    fn name_and_origin_must_be_stated() {
        finds(|p| p.name = " \u{3000}".into(), &[(IssueCode::EmptyName, Field::Name)]);
        finds(|p| p.source.origin.clear(), &[(IssueCode::EmptyOrigin, Field::Origin)]);
    }

    #[test]
    fn characters_that_nobody_sees_are_refused() {
        finds(|p| p.name.push('\0'), &[(IssueCode::BadCharacter, Field::Name)]);
        finds(|p| p.address.push('\n'), &[(IssueCode::BadCharacter, Field::Address)]);
        finds(|p| p.note.push('\u{202E}'), &[(IssueCode::BadCharacter, Field::Note)]);
        finds(|p| p.name_en.push('\u{FFFD}'), &[(IssueCode::BadCharacter, Field::NameEn)]);
        let twice = vec!["\u{7}".to_owned(), "\u{8}".to_owned()];
        finds(|p| p.aliases = twice.clone(), &[(IssueCode::BadCharacter, Field::Aliases)]);
    }

    #[test]
    fn location_and_precision_must_agree() {
        finds(|p| p.location = None, &[(IssueCode::PointMissing, Field::Location)]);
        finds(|p| p.source.precision = Precision::Address, &[(IssueCode::PointTooFine, Field::Precision)]);
        for (x, y) in [(181.0, 36.0), (120.0, -90.1), (f64::NAN, 36.0), (120.0, f64::INFINITY)] {
            finds(|p| p.location = Some(coord! { x: x, y: y }), &[(IssueCode::OffTheGlobe, Field::Location)]);
        }
    }

    #[test]
    fn a_point_far_from_qingdao_is_a_warning() {
        for (x, y) in [(116.4, 39.9), (36.08, 60.0), (120.0, 34.9), (122.1, 36.0)] {
            let mut p = place();
            p.location = Some(coord! { x: x, y: y });
            let (code, severity, field) = (IssueCode::FarAway, Severity::Warning, Field::Location);
            assert_eq!(check(&p), [Issue { code, severity, field }]);
        }
        finds(|p| p.location = Some(coord! { x: 119.0, y: 37.5 }), &[]);
    }

    #[test]
    fn a_mobile_number_is_a_warning_and_an_institutions_is_not() {
        for phone in ["13800138000", "0532-83833437、138 0013 8000", "+86-199-0013-8000", "１３８００１３８０００"]
        {
            finds(|p| p.phone = phone.into(), &[(IssueCode::MobileNumber, Field::Phone)]);
        }
        for phone in ["4001691903", "0532-96599", "12345", "0532-83833437/83833438", "12800138000", "053213800138"] {
            finds(|p| p.phone = phone.into(), &[]);
        }
    }

    #[test]
    fn the_number_of_an_identity_card_is_refused_wherever_it_stands() {
        for text in ["身份证370203199001011234号", "37020319900101123X", "３７０２０３１９９００１０１１２３ｘ"]
        {
            finds(|p| p.note = text.into(), &[(IssueCode::IdNumber, Field::Note)]);
            finds(|p| p.aliases = vec![text.into()], &[(IssueCode::IdNumber, Field::Aliases)]);
        }
        let fine = ["123702030130123456", "370203199013011234", "3702031990010112345", "91370203MA3C12345X", "XX", ""];
        for text in fine {
            finds(|p| p.note = text.into(), &[]);
        }
    }

    #[test]
    fn a_date_is_a_year_a_month_or_a_day() {
        for date in ["", "2023", "2023-09", "2024-02-29"] {
            finds(|p| p.source.date = date.into(), &[]);
        }
        for date in ["2023-13", "2023-02-29", "23-09", "2023-9", "2023/09", "2023-09-01T00:00", "去年", "+2023"] {
            finds(|p| p.source.date = date.into(), &[(IssueCode::BadDate, Field::SourceDate)]);
        }
    }

    #[test]
    fn a_last_entry_while_the_place_is_closed_every_day_is_a_warning() {
        let finds_at = |hours: &str, last_entry: &str, want: &[(IssueCode, Field)]| {
            let (hours, last_entry) = (hours.parse().ok(), super::super::clock(last_entry));
            finds(|p| (p.hours, p.last_entry) = (hours.clone(), last_entry), want);
        };
        let wrong = &[(IssueCode::ClosedAtLastEntry, Field::LastEntry)];
        for (hours, last_entry) in [
            ("Mo-Su 09:00-17:00", "16:00"),
            ("Mo-Su 09:00-17:00", "17:00"),
            ("Mo off; Tu-Su,PH 08:30-17:30", "17:00"),
            ("Nov-Mar 09:00-16:00; Apr-Oct 09:00-17:00", "16:30"),
            ("Mo-Su 18:00-24:00", "23:30"),
            ("24/7", "03:00"),
            ("Mo-Su off", "16:00"),
            ("", "16:00"),
            ("Mo-Su 09:00-17:00", ""),
        ] {
            finds_at(hours, last_entry, &[]);
        }
        finds_at("Mo-Su 09:00-17:00", "17:30", wrong);
        finds_at("Mo-Fr 09:00-12:00,14:00-17:00", "13:00", wrong);
        finds_at("Mo off; Tu-Su,PH 08:30-17:30", "04:00", wrong);
    }

    #[test]
    fn errors_come_before_warnings() {
        finds(
            |p| (p.phone, p.name) = ("13800138000".into(), String::new()),
            &[(IssueCode::EmptyName, Field::Name), (IssueCode::MobileNumber, Field::Phone)],
        );
    }
}
