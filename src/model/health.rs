//! The health network: who is contracted to whom, and the teams of a subdistrict. Counts only, never a person.

use rust_i18n::t;

use super::{
    Date, keyed,
    record::{BadCell, record},
};

keyed! {
    /// The grade of a medical institution in the three-tier network.
    Tier {
        /// None, or no source says.
        Unstated = "",
        /// 三级医院
        Tertiary = "tertiary",
        /// 一二级医院
        SecondaryPrimary = "secondary_primary",
        /// 社区卫生服务机构
        Community = "community",
    }
}

record! {
    /// A department of a hospital and the community institution that it is contracted with.
    HealthLink checked by not_with_itself {
        /// Id of the hospital.
        hospital: String, key, place;
        /// Its department.
        department: String, key;
        /// Id of the community institution.
        institution: String, key, place;
        /// The chronic diseases that it is about.
        diseases: Vec<String>;
        /// Groups of doctors.
        groups: Option<u64>;
        /// Doctors of the hospital.
        specialists: Option<u64>;
        /// General practitioners of the institution.
        gps: Option<u64>;
        /// People signed up; shown as "<10" below ten.
        people: Option<u64>;
        /// The source, in words a stranger understands.
        source: String, needed;
        /// The source's own date, or empty.
        source_date: Date;
        /// What a reader should know besides.
        note: String;
    }
}

record! {
    /// A service team of a subdistrict.
    ServiceTeam {
        /// Name of the subdistrict.
        subdistrict: String, key;
        /// Name of the team.
        name: String, key;
        /// Id of the place it works from, or empty.
        place: String, place;
        /// How many people it has.
        members: Option<u64>;
        /// The source, in words a stranger understands.
        source: String, needed;
        /// The source's own date, or empty.
        source_date: Date;
        /// What a reader should know besides.
        note: String;
    }
}

fn not_with_itself(link: &HealthLink) -> Option<BadCell> {
    let itself = link.hospital == link.institution;
    itself.then(|| BadCell { column: 2, reason: t!("model.link_to_itself").into_owned() })
}

/// A count of people as it may be shown: below ten it says no more than that.
#[must_use]
pub fn shown_count(people: u64) -> String {
    if people < 10 { "<10".to_owned() } else { people.to_string() }
}
