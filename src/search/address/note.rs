//! What a position was derived from, in words.

use std::fmt;

use rust_i18n::t;

/// What the position of an address was derived from. Numbers are as they are shown, such as 54号.
#[derive(Clone, Debug, PartialEq)]
pub enum AddressNote {
    /// The map has this number.
    Exact,
    /// The map has a run of numbers that this is one of.
    Run(String),
    /// The map has this number with something else after it.
    Beside(String),
    /// Along the street between two numbers of the same side.
    Between(String, String),
    /// The number of the street that is nearest to the one asked for.
    Nearest(String),
    /// The middle of the street.
    Middle,
    /// The streets share a point.
    Shared,
    /// The streets cross without a shared point, such as one above the other.
    Crossed,
    /// The streets do not touch, but come as close as this, metres.
    Close(f64),
}

impl fmt::Display for AddressNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Self::Exact => t!("address.exact"),
            Self::Run(known) => t!("address.run", known = known),
            Self::Beside(known) => t!("address.beside", known = known),
            Self::Between(low, high) => t!("address.between", low = low, high = high),
            Self::Nearest(known) => t!("address.nearest", known = known),
            Self::Middle => t!("address.middle"),
            Self::Shared => t!("address.shared"),
            Self::Crossed => t!("address.crossed"),
            Self::Close(metres) => t!("address.close", metres = format!("{metres:.0}")),
        };
        f.write_str(&words)
    }
}
