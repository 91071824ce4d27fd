//! Places with names as Chinese places have them, and questions for them; always the same.

use geo::Coord;
use shibei_atlas::{
    formats::FALLBACK,
    model::{Calendar, Place, Snapshot},
};

use super::{Ask, sounds};

const PLACES: usize = 100_000;
const QUESTIONS: usize = 200;

const PARTS_OF_TOWN: [&str; 16] = [
    "台东",
    "延安",
    "登州",
    "中山",
    "四方",
    "浮山",
    "敦化",
    "辽宁",
    "胶州",
    "镇江",
    "宁夏",
    "水清沟",
    "洛阳",
    "河西",
    "阜新",
    "海云庵",
];
const BRANDS: [&str; 8] =
    ["清风书店", "好邻居便利店", "老街面馆", "金海药房", "蓝湾咖啡", "福来超市", "城市酒店", "春晖幼儿园"];
const ROADS: [&str; 10] = ["人民", "和平", "新华", "文化", "长安", "滨河", "东风", "青年", "体育", "府前"];
const SUFFIXES: [&str; 5] = ["路", "街", "东路", "西路", "大道"];
const SURNAMES: [&str; 12] = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "吕", "单"];
const GIVEN: [&str; 12] = ["记", "家", "福", "香", "兴", "隆", "顺", "和", "安", "泰", "乐", "源"];
const KINDS: [&str; 10] =
    ["餐厅", "饺子馆", "火锅店", "烧烤", "茶馆", "水果店", "理发店", "诊所", "健身房", "律师事务所"];
const PUBLIC: [&str; 10] =
    ["人民医院", "实验小学", "派出所", "图书馆", "博物馆", "公园", "地铁站", "停车场", "社区服务中心", "花园"];

/// The places, and the questions of each kind in the order of [`super::KINDS`].
pub(crate) fn world() -> (Snapshot, Vec<Vec<Ask>>) {
    let mut chance = Chance(0x5348_4942_4549);
    let places: Vec<Place> = (0..PLACES)
        .map(|n| {
            let (x, y) = (120.2 + chance.next() * 0.4, 36.0 + chance.next() * 0.3);
            let name = name(&mut chance);
            Place { id: n.to_string(), name, ..Place::at(FALLBACK, Coord { x, y }) }
        })
        .collect();
    let mut asks: Vec<Vec<Ask>> = super::KINDS.iter().map(|_| Vec::with_capacity(QUESTIONS)).collect();
    while asks[0].len() < QUESTIONS {
        let wanted = chance.below(PLACES);
        let chars: Vec<char> = places[wanted].name.chars().take_while(|&c| c != '(').collect();
        if chars.len() < 4 {
            continue;
        }
        let from = chance.below(chars.len() - 2);
        let core: String = chars.iter().collect();
        let (full, initials) = sounds(&core);
        let letters = 6 + chance.below(8);
        let mut slip: Vec<char> = chars.iter().copied().take(8).collect();
        let at = 1 + chance.below(slip.len() - 1);
        let wrong = pick(&mut chance, &GIVEN).chars().next().unwrap();
        match chance.below(3) {
            0 => slip[at] = wrong,
            1 => slip.insert(at, wrong),
            _ => drop(slip.remove(at)),
        }
        let texts = [
            chars[..2 + chance.below(3)].iter().collect(),
            chars[from..from + 3].iter().collect(),
            full.chars().take(letters).collect(),
            initials.chars().take(6).collect(),
            slip.into_iter().collect(),
        ];
        for (list, text) in asks.iter_mut().zip(texts) {
            list.push(Ask { text, at: places[wanted].location.unwrap(), wanted });
        }
    }
    (Snapshot::undrawn(places, Calendar::default()), asks)
}

fn name(chance: &mut Chance) -> String {
    let town = pick(chance, &PARTS_OF_TOWN);
    let road = format!("{}{}", pick(chance, &ROADS), pick(chance, &SUFFIXES));
    match chance.below(4) {
        0 => format!("{}({town}{road}店)", pick(chance, &BRANDS)),
        1 => format!("{}{}{}", pick(chance, &SURNAMES), pick(chance, &GIVEN), pick(chance, &KINDS)),
        2 => format!("{town}{}{}", pick(chance, &ROADS), pick(chance, &PUBLIC)),
        _ => format!("{town}{road}{}号", 1 + chance.below(400)),
    }
}

fn pick<'a>(chance: &mut Chance, words: &[&'a str]) -> &'a str {
    words[chance.below(words.len())]
}

/// Numbers that only look like chance (`SplitMix64`, Steele and others 2014).
struct Chance(u64);

impl Chance {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    fn next(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Less than `end`.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.bits() % end as u64).unwrap()
    }
}
