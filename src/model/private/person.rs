//! Whether a cell states anything, and whether it names a person.

use super::column::plain;

/// What people write into a cell that stays empty.
const BLANKS: [&str; 14] =
    ["", "无", "暂无", "没有", "不详", "未知", "保密", "匿名", "待定", "none", "null", "na", "unknown", "nil"];

pub(super) fn is_stated(cell: &str) -> bool {
    !BLANKS.contains(&plain(cell).as_str())
}

/// Whether a cell names a person: two to four Han characters, or Latin words, and no institution's.
pub(super) fn is_person(cell: &str) -> bool {
    is_stated(cell)
        && cell.split(|c: char| !c.is_alphabetic() && !matches!(c, '·' | '*' | ' ' | '\'' | '-')).any(is_name)
}

/// The most common family names.
const FAMILY_NAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆\
    范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤";
/// What an institution, an office or a post is called, wherever it stands.
const INSTITUTIONS: [&str; 26] = [
    "中心", "医院", "公司", "社区", "街道", "委会", "办公", "窗口", "前台", "客服", "大厅", "热线", "总机", "值班",
    "物业", "服务", "公园", "学校", "协会", "工会", "内科", "外科", "儿科", "妇科", "人员", "咨询",
];
/// How institutions end; a name of a person does so rarely, and then begins with a family name.
const ENDINGS: &str = "科部局处所站馆室厅院店校办组队园会厂行";
const INSTITUTIONS_EN: [&str; 16] = [
    "centre",
    "center",
    "hospital",
    "office",
    "company",
    "ltd",
    "inc",
    "desk",
    "hotline",
    "reception",
    "department",
    "community",
    "service",
    "services",
    "museum",
    "library",
];

fn is_name(part: &str) -> bool {
    let part = part.trim();
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}');
    if part.chars().any(is_han) {
        let name: String = part.chars().filter(|c| *c != ' ').collect();
        let most = if name.contains('·') { 15 } else { 4 };
        let known = name.chars().next().is_some_and(|c| FAMILY_NAMES.contains(c));
        let ends = name.chars().last().is_some_and(|c| ENDINGS.contains(c));
        let shaped = name.chars().all(|c| is_han(c) || matches!(c, '·' | '*'));
        let institution = (ends && !known) || INSTITUTIONS.iter().any(|i| name.contains(i));
        return shaped && (2..=most).contains(&name.chars().count()) && !institution && is_stated(&name);
    }
    let words: Vec<String> = part.split_whitespace().map(str::to_lowercase).collect();
    let institution = words.iter().any(|w| INSTITUTIONS_EN.contains(&w.as_str()));
    (1..=5).contains(&words.len())
        && words.iter().any(|w| w.chars().filter(|c| c.is_alphabetic()).count() >= 2)
        && !institution
}
