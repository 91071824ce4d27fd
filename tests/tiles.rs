//! The tile lane against servers of our own on loopback, good and bad.

use std::{
    io::{Cursor, Read as _, Write as _},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use shibei_atlas::{
    jobs::{Event, Jobs, Paths},
    tiles::{TileKey, TileSource},
};

const KEY: TileKey = TileKey { z: 3, x: 6, y: 2 };

fn png() -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image::RgbaImage::new(256, 256).write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

/// A good header for 60,000 × 60,000 pixels, with its checksum right.
fn wide_png() -> Vec<u8> {
    let mut picture = png();
    for at in [16, 20] {
        picture[at..at + 4].copy_from_slice(&60_000_u32.to_be_bytes());
    }
    let mut sum = flate2::Crc::new();
    sum.update(&picture[12..29]);
    picture[29..33].copy_from_slice(&sum.sum().to_be_bytes());
    picture
}

fn reply(head: &str, body: &[u8]) -> Vec<u8> {
    let mut out =
        format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len()).into_bytes();
    out.extend_from_slice(body);
    out
}

/// A server that answers every request alike; returns its port and how often it was asked.
fn serve(answer: Vec<u8>) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            count.fetch_add(1, Ordering::SeqCst);
            let mut head = [0; 4096];
            let _ = stream.read(&mut head);
            let _ = stream.write_all(&answer);
        }
    });
    (port, asked)
}

fn source(port: u16) -> Arc<TileSource> {
    let template = format!("http://127.0.0.1:{port}/{{z}}/{{x}}/{{y}}.png");
    Arc::new(TileSource { template, ..TileSource::openstreetmap() })
}

/// The first thing said after one tile is wanted.
fn first_event(folder: &std::path::Path, port: u16) -> Event {
    let jobs = Jobs::start(&Paths::under(folder), true, Arc::new(|| ())).unwrap();
    jobs.set_tile_source(Some(source(port)));
    jobs.want_tiles(vec![KEY]);
    jobs.wait(Duration::from_secs(30)).expect("an event")
}

#[test]
fn a_tile_comes_once_from_the_server_and_then_from_disk() {
    let dir = tempfile::tempdir().unwrap();
    let (port, asked) = serve(reply("200 OK\r\nCache-Control: max-age=3600", &png()));
    for _ in 0..2 {
        assert!(matches!(first_event(dir.path(), port), Event::Tile(KEY, pixels) if pixels.width == 256));
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn a_stale_tile_is_shown_when_the_server_has_gone_bad() {
    let dir = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let good = reply("200 OK\r\nCache-Control: max-age=0", &png());
    let bad = reply("500 Oh no", b"");
    thread::spawn(move || {
        for (n, stream) in listener.incoming().enumerate() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let _ = stream.read(&mut head);
            let _ = stream.write_all(if n == 0 { &good } else { &bad });
        }
    });
    assert!(matches!(first_event(dir.path(), port), Event::Tile(..)));
    let jobs = Jobs::start(&Paths::under(dir.path()), true, Arc::new(|| ())).unwrap();
    jobs.set_tile_source(Some(source(port)));
    jobs.want_tiles(vec![KEY]);
    assert!(matches!(jobs.wait(Duration::from_secs(30)), Some(Event::TileServer(Err(_)))));
    assert!(matches!(jobs.wait(Duration::from_secs(30)), Some(Event::Tile(KEY, _))));
}

#[test]
fn whatever_a_bad_server_sends_is_one_quiet_note() {
    let (elsewhere, visits) = serve(reply("200 OK", &png()));
    let huge = {
        let mut out = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
        out.resize(3 << 20, b'x');
        out
    };
    let broken = {
        let mut picture = png();
        picture[20..60].fill(0xff);
        reply("200 OK", &picture)
    };
    let bomb = {
        let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        zip.write_all(&vec![0; 100 << 20]).unwrap();
        zip.finish().unwrap()
    };
    let answers: Vec<(&str, Vec<u8>)> = vec![
        ("an error", reply("503 Busy", b"")),
        ("too many requests", reply("429 Slow down\r\nRetry-After: 60", b"")),
        ("a page with 200", reply("200 OK\r\nContent-Type: text/html", b"<html>log in</html>")),
        ("nothing", reply("200 OK", b"")),
        ("half a picture", reply("200 OK", &png()[..80])),
        ("more than a tile", huge),
        ("another host", reply(&format!("302 Go\r\nLocation: http://localhost:{elsewhere}/x.png"), b"")),
        ("a file", reply("302 Go\r\nLocation: file:///etc/hostname", b"")),
        ("itself, for ever", reply("302 Go\r\nLocation: /3/6/2.png", b"")),
        ("an error in JSON with 200", reply("200 OK\r\nContent-Type: application/json", br#"{"code":301024}"#)),
        ("a page called a picture", reply("200 OK\r\nContent-Type: image/png", b"<html>portal</html>")),
        ("a broken picture", broken),
        ("a promise of 200 MB", b"HTTP/1.1 200 OK\r\nContent-Length: 209715200\r\n\r\n".to_vec()),
        ("a hundred zipped megabytes", reply("200 OK\r\nContent-Type: image/png\r\nContent-Encoding: gzip", &bomb)),
        ("a picture that says it is 60,000 wide", reply("200 OK", &wide_png())),
        ("no HTTP at all", b"SSH-2.0-hello\r\n".to_vec()),
    ];
    for (what, answer) in answers {
        let dir = tempfile::tempdir().unwrap();
        let (port, _) = serve(answer);
        assert!(matches!(first_event(dir.path(), port), Event::TileServer(Err(_))), "{what}");
    }
    assert_eq!(visits.load(Ordering::SeqCst), 0, "a redirect to another host is not followed");
}

#[test]
fn a_missing_tile_is_no_fault_of_the_server() {
    let dir = tempfile::tempdir().unwrap();
    let (port, asked) = serve(reply("404 None", b""));
    let jobs = Jobs::start(&Paths::under(dir.path()), true, Arc::new(|| ())).unwrap();
    jobs.set_tile_source(Some(source(port)));
    jobs.want_tiles(vec![KEY]);
    assert!(jobs.wait(Duration::from_millis(400)).is_none(), "nothing is said");
    for _ in 0..5 {
        jobs.want_tiles(vec![KEY]);
    }
    assert!(jobs.wait(Duration::from_millis(100)).is_none());
    assert_eq!(asked.load(Ordering::SeqCst), 1, "and it is not asked for again");
}
