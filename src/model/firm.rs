//! Firms as sources name them, each in its building.

use super::{Date, keyed, record::record};

keyed! {
    /// What a firm is to its building.
    FirmRole {
        /// It has its offices there.
        Tenant = "",
        /// It runs the building.
        Operator = "operator",
        /// 楼宇管家: it or its person looks after the firms of the building.
        Manager = "manager",
    }
}

record! {
    /// A firm, or another body with offices.
    Firm {
        /// Stable identifier.
        id: String, key;
        /// Its name as the source prints it.
        name: String, needed;
        /// Other names.
        aliases: Vec<String>;
        /// Id of the building, or empty when the source does not say.
        place: String, place;
        /// What it is to the building.
        role: FirmRole;
        /// Its trade, as printed, or empty.
        sector: String;
        /// The source, in words a stranger understands.
        source: String, needed;
        /// The source's own date, or empty.
        source_date: Date;
        /// What a reader should know besides.
        note: String;
    }
}
