//! What can go wrong with a routing server, and what to do about it.

use rust_i18n::t;

/// Why there is no route from a server. The server is shown without name, password, path and query.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RemoteError {
    /// A route needs two stops.
    #[error("{}", t!("routing.too_few_stops"))]
    TooFewStops,
    /// The address set is none.
    #[error("{}", t!("routing.remote.url", reason = reason))]
    Url {
        /// Why.
        reason: String,
    },
    /// No way leads through the stops.
    #[error("{}", t!("routing.remote.no_route", server = server))]
    NoRoute {
        /// The server.
        server: String,
    },
    /// There is no street near a stop.
    #[error("{}", t!("routing.remote.no_segment", server = server))]
    NoSegment {
        /// The server.
        server: String,
    },
    /// The nearest street the server knows is far away: it has another part of the world.
    #[error("{}", t!("routing.remote.far", server = server, stop = stop, km = format!("{km:.0}")))]
    Far {
        /// The server.
        server: String,
        /// Name of the stop.
        stop: String,
        /// How far away, kilometres.
        km: f64,
    },
    /// More stops or a longer way than the server allows.
    #[error("{}", t!("routing.remote.too_big", server = server, message = message))]
    TooBig {
        /// The server.
        server: String,
        /// What it says.
        message: String,
    },
    /// It wants a key or a password.
    #[error("{}", t!("routing.remote.denied", server = server, status = status))]
    Denied {
        /// The server.
        server: String,
        /// HTTP status.
        status: u16,
    },
    /// It has no such service.
    #[error("{}", t!("routing.remote.not_found", server = server, status = status))]
    NotFound {
        /// The server.
        server: String,
        /// HTTP status.
        status: u16,
    },
    /// It is overloaded or out of order.
    #[error("{}", t!("routing.remote.busy", server = server, status = status))]
    Busy {
        /// The server.
        server: String,
        /// HTTP status.
        status: u16,
    },
    /// It refuses the question for another reason.
    #[error("{}", t!("routing.remote.refused", server = server, status = status, message = message))]
    Refused {
        /// The server.
        server: String,
        /// HTTP status.
        status: u16,
        /// What it says.
        message: String,
    },
    /// The reply is no JSON, perhaps a web page.
    #[error("{}", t!("routing.remote.not_json", server = server))]
    NotJson {
        /// The server.
        server: String,
    },
    /// The reply breaks off, or is not what its kind of server sends.
    #[error("{}", t!("routing.remote.broken", server = server, reason = reason))]
    Broken {
        /// The server.
        server: String,
        /// What the JSON reader says, with line and column.
        reason: String,
    },
    /// Not one leg between each two stops.
    #[error("{}", t!("routing.remote.legs", server = server, got = got, wanted = wanted))]
    Legs {
        /// The server.
        server: String,
        /// How many came.
        got: usize,
        /// How many were asked for.
        wanted: usize,
    },
    /// A line that cannot be read, or steps that are not on it.
    #[error("{}", t!("routing.remote.geometry", server = server, leg = leg))]
    Geometry {
        /// The server.
        server: String,
        /// Which leg, from 1.
        leg: usize,
    },
}

impl RemoteError {
    /// What a status alone says, with the server's words if it has any.
    pub(super) fn of_status(server: &str, status: u16, message: &str) -> Self {
        let server = server.to_owned();
        match status {
            401 | 403 => Self::Denied { server, status },
            404 => Self::NotFound { server, status },
            429 | 500..=599 => Self::Busy { server, status },
            _ => Self::Refused { server, status, message: short(message) },
        }
    }

    /// Why `bytes` are not the JSON they should be.
    pub(super) fn of_json(server: &str, status: u16, bytes: &[u8], reason: &serde_json::Error) -> Self {
        if !(200..300).contains(&status) {
            return Self::of_status(server, status, "");
        }
        let server = server.to_owned();
        match bytes.trim_ascii_start().first() {
            Some(b'{') => Self::Broken { server, reason: reason.to_string() },
            _ => Self::NotJson { server },
        }
    }

    /// The same, with every secret that the server repeats put out of sight.
    pub(super) fn without(mut self, secrets: &[String]) -> Self {
        if let Self::TooBig { message, .. } | Self::Refused { message, .. } | Self::Broken { reason: message, .. } =
            &mut self
        {
            for secret in secrets {
                *message = message.replace(secret, "…");
            }
        }
        self
    }
}

/// A server's words: one line of at most 200 letters.
pub(super) fn short(message: &str) -> String {
    message.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
}
