//! How one travels.

use super::WALKING_SPEED_M_S;

/// How one travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Profile {
    /// On foot.
    #[default]
    Foot,
    /// By bicycle.
    Bicycle,
    /// By car.
    Car,
    /// In a wheelchair: no steps, no raised kerbs, no steep or rough ways.
    Wheelchair,
}

impl Profile {
    /// All of them, in the order they are shown; the position is the number a streets file knows them by.
    pub const ALL: [Self; 4] = [Self::Foot, Self::Bicycle, Self::Car, Self::Wheelchair];

    /// The name used in files and on the command line.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Foot => "foot",
            Self::Bicycle => "bicycle",
            Self::Car => "car",
            Self::Wheelchair => "wheelchair",
        }
    }

    /// Speed on an ordinary street, metres per second, as where streets are followed.
    #[must_use]
    pub fn usual_speed_m_s(self) -> f64 {
        match self {
            Self::Foot => WALKING_SPEED_M_S,
            Self::Bicycle => 15.0 / 3.6,
            Self::Car => 25.0 / 3.6,
            Self::Wheelchair => 4.0 / 3.6,
        }
    }

    /// The profile of a [`key`](Self::key).
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.key() == key)
    }
}
