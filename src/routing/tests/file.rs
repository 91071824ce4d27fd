//! The streets file: it gives the streets back, or an error.

use proptest::{prelude::*, sample::Index};

use super::oracle::{point, town};
use super::*;
use crate::routing::BadStreets;

fn written(streets: &Streets) -> Vec<u8> {
    let mut bytes = Vec::new();
    streets.write(&mut bytes).unwrap();
    bytes
}

fn read(bytes: &[u8]) -> Result<Streets, BadStreets> {
    Streets::read(&mut &bytes[..], bytes.len() as u64)
}

const NAMED: &str = "
    node a 0 0
    node b 100 0 barrier=bollard
    node c 200 0 highway=traffic_signals
    node d 200 100
    way 1 a b c highway=residential name=市北路
    way 2 c d highway=steps step_count=40
    way 3 d a highway=path oneway=yes
    turn no_left_turn 1 c 2";

#[test]
fn what_is_written_is_read_again() {
    for streets in [Town::of(NAMED).streets(), Town::default().streets()] {
        let again = read(&written(&streets)).unwrap();
        assert_eq!((&again.graph, &again.about), (&streets.graph, &streets.about));
        assert_eq!((&again.boxes, &again.mainland), (&streets.boxes, &streets.mainland));
        assert_eq!(written(&again), written(&streets));
    }
}

#[test]
fn a_name_of_two_lines_is_one_name() {
    let mut town = Town::of("node a 0 0\nnode b 100 0\nnode c 200 0");
    town.way(1, &[1, 2], &[("highway", "residential"), ("name", "one\ntwo")]);
    town.way(2, &[2, 3], &[("highway", "residential"), ("name", "three")]);
    let again = read(&written(&town.streets())).unwrap();
    let leg = leg(&again, [0.0, 0.0], [200.0, 0.0], Profile::Foot).unwrap();
    let names: Vec<&str> = leg.steps.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["one two", "three", ""]);
}

#[test]
fn another_version_and_another_file_are_named_as_such() {
    let bytes = written(&Town::of(NAMED).streets());
    let mut newer = bytes.clone();
    newer[8] += 1;
    assert!(matches!(read(&newer), Err(BadStreets::Version)));
    assert!(matches!(read(b"PK\x03\x04 an archive, not streets"), Err(BadStreets::Version)));
    assert!(matches!(read(b""), Err(BadStreets::Io(_))));
}

#[test]
fn a_file_cut_short_anywhere_is_an_error() {
    let bytes = written(&Town::of(NAMED).streets());
    for end in 0..bytes.len() {
        assert!(read(&bytes[..end]).is_err(), "{end} of {}", bytes.len());
        // A file that shrinks while it is read.
        assert!(Streets::read(&mut &bytes[..end], bytes.len() as u64).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn changed_bytes_are_an_error_or_change_nothing(
        changes in proptest::collection::vec((any::<Index>(), 1..=255u8), 1..4),
    ) {
        let streets = Town::of(NAMED).streets();
        let mut bytes = written(&streets);
        for (at, by) in changes {
            let at = at.index(bytes.len());
            bytes[at] ^= by;
        }
        // Only the zeros that fill up a section are not looked at.
        if let Ok(again) = read(&bytes) {
            prop_assert_eq!(written(&again), written(&streets));
        }
    }

    #[test]
    fn streets_read_again_answer_the_same(town in town(), from in point(), to in point()) {
        let streets = town.streets();
        let again = read(&written(&streets)).unwrap();
        let mut router = Router::default();
        for profile in Profile::ALL {
            let legs = [&streets, &again].map(|s| router.leg(s, &stop(from), &stop(to), profile, true));
            prop_assert_eq!(&legs[0], &legs[1]);
        }
    }
}
