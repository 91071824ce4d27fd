//! A made-up health network: no institution, contract or team in it is real.

use geo::coord;
use shibei_atlas::{
    formats,
    model::{Category, HealthLink, Place, Record, ServiceTeam, Snapshot, Tier},
};

/// Says of every row that it is made up.
pub(crate) const MADE_UP: &str = "测试用，非真实数据";

fn row<T: Record>(cells: &[&str]) -> T {
    let cells: Vec<String> = cells.iter().map(ToString::to_string).collect();
    T::from_row(0, &cells).unwrap()
}

/// What is shipped, with 23 made-up institutions around a hospital: the last of them is not located, the first has
/// seven people, the second none stated.
pub(crate) fn network() -> Snapshot {
    let shipped = formats::shipped().unwrap();
    let mut places = shipped.places.to_vec();
    let hospital = places.iter().position(|p| p.id == "hos-008").unwrap();
    let middle = places[hospital].location.unwrap();
    for n in 1..=23_u32 {
        let (y, x) = (f64::from(n * n) * 0.9).sin_cos();
        let far = 0.008 + 0.0015 * f64::from(n % 12);
        let at = middle + coord! { x: 0.02 + x * far, y: 0.03 + y * far };
        let mut place = Place::at(Category::Clinic, at);
        place.id = format!("made-{n:02}");
        place.name = format!("虚构社区卫生服务中心{n:02}");
        place.tier = Tier::Community;
        place.subdistrict = if n % 2 == 0 { "海伦路街道" } else { "登州路街道" }.into();
        place.source.origin = MADE_UP.into();
        if n == 23 {
            place.location = None;
        }
        places.push(place);
    }
    let links = (1..=23_u32).map(|n| {
        let department = ["内科", "内分泌科", "神经内科"][n as usize % 3];
        let people = match n {
            1 => "7".to_owned(),
            2 => String::new(),
            n => (n * 100).to_string(),
        };
        let institution = format!("made-{n:02}");
        let cells =
            ["hos-008", department, &institution, "虚构病种甲;虚构病种乙", "1", "1", "1", &people, MADE_UP, "", ""];
        row::<HealthLink>(&cells)
    });
    let teams = ["海伦路街道", "海伦路街道", "登州路街道"].iter().zip(["一队", "二队", "一队"]);
    let teams = teams.zip(["6", "", "6"]).map(|((s, n), m)| row::<ServiceTeam>(&[s, n, "", m, MADE_UP, "", ""]));
    let mut made = Snapshot::new(places, shipped.zones.to_vec(), shipped.lines.to_vec(), (*shipped.calendar).clone());
    (made.facts, made.health_links, made.teams) = (shipped.facts, links.collect(), teams.collect());
    made
}
