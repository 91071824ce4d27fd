//! Why a file of OpenStreetMap was not read, in words that say where and what to do.

use std::{io, path::PathBuf};

use rust_i18n::t;

use crate::model::{in_words, keyed};

/// A file that was not read.
#[derive(Debug, thiserror::Error)]
#[error("{}", t!("formats.osm_file", file = path.display(), reason = problem))]
pub struct OsmError {
    /// The file.
    pub path: PathBuf,
    /// What is the matter with it.
    #[source]
    pub problem: OsmProblem,
}

/// What is the matter with a file of OpenStreetMap. Offsets count bytes from the start, after unpacking where the whole
/// file is packed by gzip.
#[derive(Debug, thiserror::Error)]
pub enum OsmProblem {
    /// It cannot be opened, or reading fails.
    #[error("{}", t!("formats.osm_io", reason = in_words(.0)))]
    Io(#[source] io::Error),
    /// It is another kind of file.
    #[error("{}", t!("formats.osm_not_osm", looks = t!(format!("formats.osm_looks_{}", .0.key()))))]
    NotOsm(Looks),
    /// It ends within an element or a block.
    #[error("{}", t!("formats.osm_truncated", at = at))]
    Truncated {
        /// Where it ends.
        at: u64,
    },
    /// What was read cannot be understood.
    #[error("{}", t!("formats.osm_damaged", at = at, reason = reason))]
    Damaged {
        /// Where the block begins.
        at: u64,
        /// What is wrong there, as a technical term.
        reason: &'static str,
    },
    /// A block announces more bytes than the format allows.
    #[error("{}", t!("formats.osm_too_large", at = at, bytes = bytes))]
    TooLarge {
        /// Where the block begins.
        at: u64,
        /// What it announces.
        bytes: u64,
    },
    /// A block is packed in a way that is not read here.
    #[error("{}", t!("formats.osm_compression", at = at, name = name))]
    Compression {
        /// Where the block begins.
        at: u64,
        /// The way of packing.
        name: &'static str,
    },
    /// The file says that whoever cannot do this must not read it.
    #[error("{}", t!("formats.osm_feature", name = name))]
    Feature {
        /// What is demanded, as the format names it.
        name: String,
    },
    /// No well-formed XML, or an element without what it must have.
    #[error("{}", t!("formats.osm_xml", line = line, at = at, reason = reason))]
    Xml {
        /// Line, the first being 1.
        line: u64,
        /// Offset in bytes.
        at: u64,
        /// What is wrong there.
        reason: String,
    },
    /// The server says in its reply that it is not complete.
    #[error("{}", t!("formats.osm_remark", text = text))]
    Remark {
        /// The server's own words.
        text: String,
    },
    /// There is no node in it.
    #[error("{}", t!("formats.osm_no_nodes"))]
    NoNodes,
    /// There are nodes, but no way.
    #[error("{}", t!("formats.osm_no_ways"))]
    NoWays,
    /// Whoever asked no longer wants it.
    #[error("{}", t!("formats.osm_cancelled"))]
    Cancelled,
}

keyed! {
    /// What a file that is none of OpenStreetMap's looks like.
    Looks {
        /// Nothing in it.
        Empty = "empty",
        /// A web page, such as one that says what went wrong.
        Html = "html",
        /// Other XML.
        Xml = "xml",
        /// A list of changes (osmChange).
        Changes = "changes",
        /// JSON.
        Json = "json",
        /// A zip archive.
        Zip = "zip",
        /// OpenStreetMap data in the form o5m.
        O5m = "o5m",
        /// Packed by bzip2, xz or zstd.
        Packed = "packed",
        /// Nothing that is known.
        Unknown = "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_names_the_file_and_says_something_in_both_languages() {
        let mut problems = vec![
            OsmProblem::Io(io::ErrorKind::NotFound.into()),
            OsmProblem::Truncated { at: 4711 },
            OsmProblem::Damaged { at: 4711, reason: "zlib" },
            OsmProblem::TooLarge { at: 4711, bytes: 1 << 40 },
            OsmProblem::Compression { at: 4711, name: "lzma" },
            OsmProblem::Feature { name: "HistoricalInformation".to_owned() },
            OsmProblem::Xml { line: 7, at: 4711, reason: "x".to_owned() },
            OsmProblem::Remark { text: "runtime error: Query timed out".to_owned() },
            OsmProblem::NoNodes,
            OsmProblem::NoWays,
            OsmProblem::Cancelled,
        ];
        problems.extend(Looks::ALL.iter().map(|&l| OsmProblem::NotOsm(l)));
        for problem in problems {
            let offset = matches!(&problem, OsmProblem::Truncated { .. } | OsmProblem::Damaged { .. });
            let text = OsmError { path: "市北.osm.pbf".into(), problem }.to_string();
            assert!(text.contains("市北.osm.pbf") && !text.contains("%{") && !text.contains("formats."), "{text}");
            assert!(!offset || text.contains("4711"), "{text}");
        }
    }
}
