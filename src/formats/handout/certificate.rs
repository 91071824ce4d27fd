//! A certificate for a finished trail.

use super::{Slip, slip_pdf};
use crate::formats::Error;

/// What stands on a certificate, in the language in use.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// Name of the trail.
    pub trail: String,
    /// The person's name, or empty.
    pub person: String,
    /// The stops with the days on which they were ticked.
    pub stops: Vec<(String, String)>,
}

/// The certificate as PDF.
///
/// # Errors
/// As [`slip_pdf`].
pub fn certificate_pdf(certificate: &Certificate, font: &[u8]) -> Result<Vec<u8>, Error> {
    let slip = Slip {
        title: certificate.trail.clone(),
        place: certificate.person.clone(),
        address: String::new(),
        position: None,
        hours: vec![],
        channel: String::new(),
        way: vec![],
        way_total: String::new(),
        notes: vec![],
        documents: certificate.stops.iter().map(|(a, b)| format!("{a} {b}")).collect(),
        facts: vec![],
        qr: None,
        map: None,
        footer: String::new(),
    };
    slip_pdf(&slip, font)
}
