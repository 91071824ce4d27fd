//! Tests of the slip: one page, searchable, readable by a phone.

use lopdf::Document;
use proptest::prelude::*;
use rust_i18n::t;

use super::{
    face::Face,
    lines::wrap,
    page::{self, HEIGHT, Mark, WIDTH},
    slip::{FOOT, compose},
    *,
};
use crate::formats::Error;

const FONT: &[u8] = include_bytes!("../../../assets/fonts/NotoSansSC-Regular.subset.ttf");
/// One red pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde\0\0\0\x0cIDATx\x9cc\xf8\xcf\xc0\0\0\x03\x01\x01\0\xc9\xfe\x92\xef\0\0\0\0IEND\xaeB`\x82";

fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}

fn registration() -> Slip {
    Slip {
        title: "个体工商户登记".to_owned(),
        place: "海伦路街道便民服务中心".to_owned(),
        address: "来源未给门牌号，请先打电话询问（海伦路街道）".to_owned(),
        position: Some("位置待核实".to_owned()),
        hours: texts(["周一至周五 9:00–12:00，13:30–17:00", "法定节假日休息"]),
        channel: "窗口办理（无差别综合窗口）".to_owned(),
        way: texts(["从台东步行街向北，沿威海路走 320 米", "右转进入延安路，走 150 米", "到达，在路的左侧"]),
        way_total: "步行约 470 米，7 分钟".to_owned(),
        documents: texts(["经营者身份证", "经营场所证明", "登记申请书", "一寸照片 2 张"]),
        facts: [("费用", "免费"), ("办理时限", "当场办结"), ("电话", "0532-12345")]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .to_vec(),
        notes: texts(["由市场监管所划入街道便民服务中心的 37 项之一。", "老年人、残疾人、军人可走绿色通道。"]),
        qr: Some(("https://www.openstreetmap.org/#map=17/36.1087/120.3730".to_owned(), "扫码看地图".to_owned())),
        map: None,
        footer: "市北一图 · 2026-11-22 打印 · 资料来源：《青岛日报·幸福市北》2023-09。请以现场公告为准。".to_owned(),
    }
}

/// Everything at once, and far too much of it.
fn overfull() -> Slip {
    let long = "持加盖公章的授权委托书原件及复印件；https://example.org/a/very/long/address/that/nobody/can/break，"
        .repeat(40);
    let many = |n: usize| (0..n).map(|i| format!("{i} {long}")).collect::<Vec<_>>();
    Slip {
        title: long.clone(),
        place: long.clone(),
        address: long.clone(),
        position: Some(long.clone()),
        hours: many(9),
        channel: long.clone(),
        way: many(200),
        way_total: long.clone(),
        documents: many(40),
        facts: many(20).into_iter().map(|t| (t.clone(), t)).collect(),
        notes: many(50),
        qr: Some(("x".repeat(2_000), long.clone())),
        map: Some((PNG.to_vec(), long.clone())),
        footer: long,
    }
}

fn bytes(slip: &Slip) -> Vec<u8> {
    slip_pdf(slip, FONT).unwrap()
}

fn printed(slip: &Slip) -> String {
    Document::load_mem(&bytes(slip)).unwrap().extract_text(&[1]).unwrap()
}

/// Whether every mark lies on the page, and all but the footer above it.
fn stays_on_the_page(slip: &Slip) -> bool {
    let face = Face::new(FONT).unwrap();
    let sheet = compose(slip, &face).unwrap();
    let footer = |m: &Mark| matches!(m, Mark::Fill { areas, .. } if areas.iter().any(|a| a[1] > FOOT));
    let body = sheet.marks.iter().position(footer).unwrap_or(sheet.marks.len());
    sheet.marks.iter().zip(0..).all(|(mark, i)| {
        let bottom = if i < body { FOOT } else { HEIGHT - 20.0 };
        let areas = match mark {
            Mark::Text { at: [x, y], text, style } => {
                vec![[*x, y - style.size, face.width(text, style.size), style.size]]
            }
            Mark::Fill { areas, .. } => areas.clone(),
            Mark::Frame { area, .. } | Mark::Picture { area, .. } => vec![*area],
            Mark::Line { .. } | Mark::Shape { .. } | Mark::Disc { .. } => vec![],
        };
        areas.iter().all(|[x, y, w, h]| *x >= 0.0 && *y >= 0.0 && x + w <= WIDTH - 40.0 && y + h <= bottom)
    })
}

#[test]
fn the_text_of_a_slip_can_be_searched_and_its_title_and_language_are_told() {
    let slip = registration();
    let text = printed(&slip);
    for part in ["个体工商户登记", "海伦路街道便民服务中心", "位置待核实", "经营者身份证", "0532-12345", "扫码看地图"]
    {
        assert!(text.contains(part), "{part} not in {text}");
    }
    let raw = bytes(&slip);
    let raw = String::from_utf8_lossy(&raw);
    assert!(raw.contains("/ToUnicode") && raw.contains("/Lang"));
}

#[test]
fn two_hundred_steps_and_forty_documents_stay_on_one_page() {
    let mut slip = registration();
    slip.way = (0..200).map(|i| format!("沿第 {i} 条路走 100 米")).collect();
    slip.documents = (0..40).map(|i| format!("材料之{i}")).collect();
    assert_eq!(Document::load_mem(&bytes(&slip)).unwrap().get_pages().len(), 1);
    let text = printed(&slip);
    assert!(text.contains("200") && text.contains("40"), "{text}");
    assert!(stays_on_the_page(&slip));
}

#[test]
fn far_too_much_of_everything_stays_on_one_page() {
    assert_eq!(Document::load_mem(&bytes(&overfull())).unwrap().get_pages().len(), 1);
    assert!(stays_on_the_page(&overfull()));
}

#[test]
fn what_is_empty_is_not_there() {
    rust_i18n::set_locale("zh-CN");
    let full = printed(&registration());
    let text = printed(&Slip { title: "残疾人证".to_owned(), ..Slip::default() });
    assert!(text.contains("残疾人证"));
    for label in ["address", "hours", "channel", "documents", "way", "notes"] {
        let label = t!(format!("formats.slip_{label}")).split(' ').next().unwrap().to_owned();
        assert!(full.contains(&label) && !text.contains(&label), "{label} in {text}");
    }
    assert_eq!(Document::load_mem(&bytes(&Slip::default())).unwrap().get_pages().len(), 1);
}

#[test]
fn a_character_the_font_lacks_is_seen_as_a_geta_and_found_as_itself() {
    let face = Face::new(FONT).unwrap();
    assert_eq!(face.glyphs("😀")[0].glyph_id, face.glyphs("〓")[0].glyph_id);
    assert!(
        printed(&Slip { title: "办证\u{10ffff}😀\u{0}\u{200d}\n处".to_owned(), ..Slip::default() }).contains("办证")
    );
}

#[test]
fn no_line_starts_with_a_closing_mark_and_long_words_are_broken() {
    let face = Face::new(FONT).unwrap();
    let text = "请携带本人身份证、户口簿（原件），到窗口办理；逾期不候。".repeat(6);
    for width in [60.0, 75.0, 99.0, 140.0] {
        for line in wrap(&face, &text, 14.0, width, 99) {
            assert!(!line.starts_with(['，', '。', '；', '）', '、']) && !line.ends_with('（'), "{line}");
            assert!(face.width(&line, 14.0) <= width);
        }
    }
    let lines = wrap(&face, &"a".repeat(300), 14.0, 100.0, 3);
    assert!(lines.len() == 3 && lines[2].ends_with('…') && lines.iter().all(|l| face.width(l, 14.0) <= 100.0));
}

#[test]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "dots of a page are small and positive")]
fn a_phone_reads_the_code() {
    let slip = registration();
    let content = slip.qr.as_ref().unwrap().0.clone();
    let face = Face::new(FONT).unwrap();
    let marks = compose(&slip, &face).unwrap().marks;
    let code = marks.iter().find_map(|m| match m {
        Mark::Fill { areas, .. } if areas.len() > 9 => Some(areas),
        _ => None,
    });
    let code = code.unwrap();
    // Four dots a point: what is printed is what is read.
    let mut dots = vec![255_u8; 2_400 * 1_200];
    for [x, y, w, h] in code {
        let [left, top, right, bottom] = [*x, *y, x + w, y + h].map(|n| (n * 4.0).round() as usize);
        (top..bottom).for_each(|row| dots[row * 2_400 + left..row * 2_400 + right].fill(20));
    }
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(2_400, 1_200, |x, y| dots[y * 2_400 + x]);
    assert_eq!(image.detect_grids()[0].decode().unwrap().1, content);
    let ends = code.iter().fold([f32::MAX, 0.0_f32], |[a, b], [x, _, w, _]| [a.min(*x), b.max(x + w)]);
    assert!(ends[1] - ends[0] >= 3.0 / 2.54 * 72.0, "less than three centimetres");
}

#[test]
fn what_cannot_be_used_is_refused_in_words() {
    let slip = registration();
    assert!(matches!(slip_pdf(&slip, b"no font"), Err(Error::Font { .. })));
    assert!(matches!(slip_pdf(&slip, &FONT[..5_000]), Err(Error::Font { .. } | Error::Write { .. }) | Ok(_)));
    let long = Slip { qr: Some(("x".repeat(9_000), String::new())), ..Slip::default() };
    assert!(matches!(slip_pdf(&long, FONT), Err(Error::Qr { bytes: 9_000, .. })));
    let torn = |png: &[u8]| Slip { map: Some((png.to_vec(), String::new())), ..Slip::default() };
    assert!(matches!(slip_pdf(&torn(b"GIF89a"), FONT), Err(Error::Picture { .. })));
    assert!(slip_pdf(&torn(&PNG[..50]), FONT).is_err());
    assert!(slip_pdf(&torn(PNG), FONT).is_ok());
    assert!(page::picture(PNG).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_slip_stays_on_its_page(
        text in "\\PC{0,120}", lists in prop::collection::vec(prop::collection::vec("\\PC{0,60}|[一-龥，。（）]{0,90}", 0..30), 4), qr in 0..2_000_usize,
    ) {
        let slip = Slip {
            title: text.clone(),
            place: text.clone(),
            address: text.clone(),
            position: Some(text.clone()),
            channel: text.clone(),
            way_total: text.clone(),
            footer: text.clone(),
            hours: lists[0].clone(),
            way: lists[1].clone(),
            documents: lists[2].clone(),
            notes: lists[3].clone(),
            facts: lists[0].iter().map(|t| (text.clone(), t.clone())).collect(),
            qr: (qr > 0).then(|| ("a".repeat(qr), text.clone())),
            map: None,
        };
        prop_assert!(stays_on_the_page(&slip));
    }
}
