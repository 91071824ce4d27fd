//! What must not be kept about persons: identity numbers, a person beside a mobile number, diagnoses.
//!
//! It judges whole rows of a table that is being imported, before anything of them is kept: also the columns that no
//! list of the store has.

use std::borrow::Cow;

use rust_i18n::t;

use super::{
    check::{has_id_number, has_mobile_number},
    keyed,
};

keyed! {
    /// Why a row is not kept.
    Private {
        /// The number of a resident identity card.
        IdNumber = "id_number",
        /// A person by name, and a mobile number.
        PersonAndMobile = "person_and_mobile",
        /// What a person suffers from, or the number of their medical record.
        Diagnosis = "diagnosis",
    }
}

impl Private {
    /// Why the row is refused and what to do about it, in words; `column` is the header of the column to blank.
    #[must_use]
    pub fn reason(self, column: &str) -> String {
        match self {
            Self::IdNumber => t!("model.private_id_number", column = column),
            Self::PersonAndMobile => t!("model.private_person_and_mobile", column = column),
            Self::Diagnosis => t!("model.private_diagnosis", column = column),
        }
        .into_owned()
    }
}

/// What a column holds, by its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    /// Nothing that matters here.
    Other,
    /// Names of persons.
    Person,
    /// Names of persons in their work: they have no diagnosis.
    Staff,
    /// Diagnoses.
    Diagnosis,
    /// Diseases: of a department, or of the person beside.
    Disease,
    /// Numbers of medical records and insurance cards.
    Record,
}

/// Judges the rows of one table.
#[derive(Clone, Debug)]
pub struct Privacy {
    columns: Vec<Column>,
    /// The rows count persons and name none.
    aggregate: bool,
}

/// A row with fewer digits in a cell has neither an identity number nor a mobile number there.
const MOBILE_DIGITS: usize = 11;
const ID_DIGITS: usize = 17;

impl Privacy {
    /// Reads the header once; case, blanks and brackets do not matter.
    #[must_use]
    pub fn new<'a>(header: impl IntoIterator<Item = &'a str>) -> Self {
        let mut counts = false;
        let mut columns = Vec::new();
        for title in header {
            let (outside, whole) = (plain(&without_brackets(title)), plain(title));
            counts |= COUNTS.iter().any(|c| whole.contains(c)) || COUNTS_EN.contains(&whole.as_str());
            columns.push(column(if outside.is_empty() { &whole } else { &outside }, &whole));
        }
        let named = columns.iter().any(|c| matches!(c, Column::Person | Column::Record));
        Self { columns, aggregate: counts && !named }
    }

    /// Why a row must not be kept, and the index of the column to blank; `None` when it may be kept.
    pub fn check<'a>(&self, cells: impl IntoIterator<Item = &'a str>) -> Option<(Private, usize)> {
        let (mut person, mut patient) = (false, false);
        let (mut mobile, mut diagnosis, mut disease) = (None, None, None);
        for (at, cell) in cells.into_iter().enumerate() {
            match self.columns.get(at).copied().unwrap_or(Column::Other) {
                Column::Person if !patient => patient = is_person(cell),
                Column::Staff if !person => person = is_person(cell),
                Column::Diagnosis if !self.aggregate && is_stated(cell) => diagnosis = diagnosis.or(Some(at)),
                Column::Record if is_stated(cell) => diagnosis = diagnosis.or(Some(at)),
                Column::Disease if is_stated(cell) => disease = disease.or(Some(at)),
                _ => {}
            }
            let digits = most_digits(cell);
            if digits >= MOBILE_DIGITS {
                let cell = without_decimals(cell);
                if digits >= ID_DIGITS && is_id_number(&cell) {
                    return Some((Private::IdNumber, at));
                }
                if mobile.is_none() && is_mobile(&cell) {
                    mobile = Some(at);
                }
            }
        }
        let of_person = mobile.filter(|_| person || patient).map(|at| (Private::PersonAndMobile, at));
        let of_patient = diagnosis.or(disease.filter(|_| patient)).map(|at| (Private::Diagnosis, at));
        of_person.or(of_patient)
    }
}

/// Headers that end so hold names of persons.
const PERSONS: [&str; 9] = ["姓名", "人", "患者", "户主", "当事者", "家长", "家属", "业主", "户主名"];
const PERSONS_EN: [&str; 17] = [
    "nameofperson",
    "nameofpatient",
    "contact",
    "contactname",
    "contactperson",
    "contacts",
    "patient",
    "patientname",
    "person",
    "personname",
    "fullname",
    "firstname",
    "lastname",
    "surname",
    "applicant",
    "householder",
    "responsibleperson",
];
/// Headers that end so hold names of persons at work.
const STAFF: [&str; 8] = ["负责人", "医生", "医师", "护士", "法定代表人", "经办人", "网格员", "团队长"];
const STAFF_EN: [&str; 7] = ["doctor", "familydoctor", "physician", "nurse", "personincharge", "head", "manager"];
/// Headers with one of these are about a record of one person.
const RECORDS: [&str; 8] = ["病历号", "病案号", "住院号", "门诊号", "就诊卡", "医保卡", "社保卡", "健康卡号"];
const RECORDS_EN: [&str; 6] = ["patientid", "patientno", "patientnumber", "medicalrecord", "mrn", "insurancecard"];
/// With 诊断 in a header, these speak of a place or a device and not of a person.
const NO_DIAGNOSIS: [&str; 10] = ["科", "中心", "设备", "能力", "机构", "医院", "仪", "室", "服务", "数"];
const DISEASES: [&str; 6] = ["病种", "疾病", "病名", "病情", "病史", "症状"];
const DISEASES_EN: [&str; 4] = ["disease", "diseases", "illness", "medicalcondition"];
/// Headers with one of these count persons.
const COUNTS: [&str; 4] = ["人数", "人次", "例数", "病例数"];
const COUNTS_EN: [&str; 4] = ["people", "patients", "cases", "count"];

fn column(outside: &str, whole: &str) -> Column {
    let is_record = RECORDS.iter().any(|r| whole.contains(r)) || RECORDS_EN.iter().any(|r| whole.starts_with(r));
    let diagnosis = whole.contains("诊断") && !NO_DIAGNOSIS.iter().any(|n| whole.contains(n));
    let diagnosis_en = whole.contains("diagnosis") || whole.contains("diagnoses") || whole.starts_with("icd");
    if is_record {
        Column::Record
    } else if diagnosis || diagnosis_en {
        Column::Diagnosis
    } else if STAFF.iter().any(|s| outside.ends_with(s)) || STAFF_EN.contains(&outside) {
        Column::Staff
    } else if PERSONS.iter().any(|p| outside.ends_with(p)) || PERSONS_EN.contains(&outside) {
        Column::Person
    } else if DISEASES.iter().any(|d| whole.contains(d)) || DISEASES_EN.contains(&whole) {
        Column::Disease
    } else {
        Column::Other
    }
}

/// Letters and digits only, lower case.
fn plain(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Without what stands in brackets: 联系人（必填） is a 联系人.
fn without_brackets(header: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for c in header.chars() {
        match c {
            '(' | '（' | '[' | '【' | '〔' => depth += 1,
            ')' | '）' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

/// What people write into a cell that stays empty.
const BLANKS: [&str; 14] =
    ["", "无", "暂无", "没有", "不详", "未知", "保密", "匿名", "待定", "none", "null", "na", "unknown", "nil"];

fn is_stated(cell: &str) -> bool {
    !BLANKS.contains(&plain(cell).as_str())
}

/// No more than this many digits stand in the cell, also full-width ones; quick.
fn most_digits(cell: &str) -> usize {
    // A full-width digit is EF BC 90 to 99 in UTF-8, and its first byte is rare otherwise.
    cell.bytes().filter(|b| b.is_ascii_digit() || *b == 0xEF).count()
}

/// Without the decimals of numbers such as 36.13800138000, which are no telephone; `1.` is a number of a list.
fn without_decimals(cell: &str) -> Cow<'_, str> {
    if !cell.contains('.') {
        return Cow::Borrowed(cell);
    }
    let mut kept = String::new();
    let (mut whole, mut in_decimals) = (String::new(), false);
    for c in cell.chars() {
        in_decimals = c.is_ascii_digit() && in_decimals || c == '.' && (whole.len() >= 2 || whole == "0");
        if c.is_ascii_digit() {
            whole.push(c);
        } else {
            whole.clear();
        }
        if !in_decimals {
            kept.push(c);
        }
    }
    Cow::Owned(kept)
}

/// Also one that is grouped as printed on forms: region, day of birth, the rest.
fn is_id_number(cell: &str) -> bool {
    if is_credit_code(cell.trim()) {
        return false;
    }
    let groups: Vec<&str> = cell.split([' ', '-', '\u{3000}']).collect();
    let grouped = |g: &[&str]| g.iter().map(|p| p.chars().count()).eq([6, 8, 4]) && has_id_number(&g.concat());
    has_id_number(cell) || groups.windows(3).any(grouped)
}

/// A unified social credit code (GB 32100) of digits only, told by its own check digit when that of an identity
/// number fails; codes from 9 on are of firms, and no province has such a number.
fn is_credit_code(cell: &str) -> bool {
    const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    const ID_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits: Vec<u32> = cell.chars().filter_map(|c| c.to_digit(10)).collect();
    let Some((check, head)) = digits.split_last().filter(|_| digits.len() == 18 && cell.len() == 18) else {
        return false;
    };
    let sum = |weights: [u32; 17]| head.iter().zip(weights).map(|(d, w)| d * w).sum::<u32>();
    let is_code = (31 - sum(WEIGHTS) % 31) % 31 == *check;
    let is_id = (12 - sum(ID_WEIGHTS) % 11) % 11 == *check;
    head.starts_with(&[9]) || (is_code && !is_id)
}

/// Also one beside another number, which together are no mobile number.
fn is_mobile(cell: &str) -> bool {
    let words: Vec<&str> = cell.split_whitespace().collect();
    has_mobile_number(cell) || (1..=4).any(|n| words.windows(n).any(|w| has_mobile_number(&w.concat())))
}

/// Whether a cell names a person: two to four Han characters, or Latin words, and no institution's.
fn is_person(cell: &str) -> bool {
    is_stated(cell)
        && cell.split(|c: char| !c.is_alphabetic() && !matches!(c, '·' | '*' | ' ' | '\'' | '-')).any(is_name)
}

/// The hundred most common family names, four fifths of everybody.
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What is found in a row of made-up persons; columns are parted by `|`.
    fn found(header: &str, row: &str) -> Option<(Private, usize)> {
        Privacy::new(header.split('|')).check(row.split('|'))
    }

    #[track_caller]
    fn finds(header: &str, row: &str, what: Private, at: usize) {
        assert_eq!(found(header, row), Some((what, at)), "{header}\n{row}");
    }

    #[track_caller]
    fn keeps(header: &str, row: &str) {
        assert_eq!(found(header, row), None, "{header}\n{row}");
    }

    #[test]
    fn an_identity_number_is_found_in_any_column() {
        for id in [
            "370203199001011234",
            "37020319900101123X",
            "３７０２０３１９９００１０１１２３ｘ",
            "证号370203199001011234。",
        ] {
            finds("名称|备注", &format!("某馆|{id}"), Private::IdNumber, 1);
            finds("名称", &format!("某馆|多出的列|{id}"), Private::IdNumber, 2);
        }
        for id in ["370203 19900101 1234", "370203-19900101-123X"] {
            finds("名称|备注", &format!("某馆|{id}"), Private::IdNumber, 1);
        }
    }

    #[test]
    fn other_long_numbers_are_no_identity_number() {
        let fine = [
            "91370203MA3C12345X",
            "913702031990010112",
            "913101201901011234",
            "370203199013011234",
            "202309160900123456",
            "120.35412019900101123",
            "0.370203199001011234,36.1370203199001011234",
            "3702031990010112345",
            "0532-85012822 2023-09-01",
        ];
        for cell in fine {
            keeps("名称|统一社会信用代码", &format!("某馆|{cell}"));
        }
    }

    #[test]
    fn a_credit_code_of_digits_is_told_from_an_identity_number_by_its_check_digit() {
        // Made up: a public institution of a county whose code ends in 20, and digits that look like a birthday.
        let code = (0..1000).map(|n| format!("123101201901011{n:03}")).find(|c| is_credit_code(c));
        keeps("代码", &code.unwrap());
        finds("代码", "123101201901011235", Private::IdNumber, 0);
    }

    #[test]
    fn a_person_beside_a_mobile_number_is_not_kept() {
        for header in [
            "姓名|电话",
            "联系人（必填）|电话",
            " 患 者 |电话",
            "家庭医生|电话",
            "Full Name|phone",
            "contact_person|tel",
            "负责人|手机",
        ] {
            for name in ["张三", "欧阳小明", "张*", "阿不都·热合曼", "Zhang San", "O'Neil", "张三、李四", "王主任"]
            {
                for phone in [
                    "13800138000",
                    "138 0013 8000",
                    "+86-199-0013-8000",
                    "１３８００１３８０００",
                    "0532-85012822 13800138000",
                ] {
                    finds(header, &format!("{name}|{phone}"), Private::PersonAndMobile, 1);
                }
            }
        }
        finds("联系人", "张三 13800138000", Private::PersonAndMobile, 0);
        finds("备注|联系人", "13800138000|张三", Private::PersonAndMobile, 0);
    }

    #[test]
    fn an_institution_and_its_telephone_are_kept() {
        keeps("名称|电话", "某馆|13800138000");
        keeps("机构名称|地点|单位|电话", "张三诊所|李村|王府|13800138000");
        keeps("姓名|电话", "张三|0532-85012822");
        keeps("联系人|电话", "张三|0532-85012822、12345");
        keeps("联系人电话|电话", "13800138000|0532-85012822");
        for nobody in
            ["服务中心", "办公室", "综合科", "前台", "", "-", "无", "N/A", "Service Desk", "市北区某某街道办事处"]
        {
            keeps("联系人|电话", &format!("{nobody}|13800138000"));
        }
    }

    #[test]
    fn decimals_of_a_coordinate_are_no_mobile_number() {
        keeps("负责人|lat|lon", "张三|36.13800138000|120.15512345678");
        keeps("负责人|位置", "张三|120.15512345678,36.13800138000");
        finds("负责人|备注", "张三|1.13800138000", Private::PersonAndMobile, 1);
    }

    #[test]
    fn a_diagnosis_and_the_number_of_a_record_are_not_kept() {
        finds("编号|入院诊断", "1|高血压", Private::Diagnosis, 1);
        finds("编号|ICD-10编码", "1|I10", Private::Diagnosis, 1);
        finds("编号|病历号", "1|0012", Private::Diagnosis, 1);
        finds("编号（病案号）", "0012", Private::Diagnosis, 0);
        finds("no|Patient ID", "1|A-12", Private::Diagnosis, 1);
        finds("no|Diagnosis", "1|asthma", Private::Diagnosis, 1);
        finds("姓名|病种", "张三|糖尿病", Private::Diagnosis, 1);
        finds("病种|患者", "糖尿病|张三", Private::Diagnosis, 0);
    }

    #[test]
    fn figures_and_the_diseases_of_a_department_are_kept() {
        keeps("hospital|department|institution|diseases|groups|people", "a|心内科|b|高血压;冠心病|3|120");
        keeps("医院|科室|病种|负责人", "a|心内科|高血压|张三");
        keeps("病种|ICD-10|签约人数", "高血压|I10|120");
        keeps("科室|诊断设备|诊断中心", "影像科|CT|某中心");
        keeps("编号|诊断|病历号", "1||-");
        keeps("姓名|签约人数|病种", "|120|糖尿病");
    }

    #[test]
    fn the_reason_names_the_column() {
        for what in Private::ALL {
            assert!(what.reason("备注").contains("备注"), "{}", what.key());
        }
    }

    proptest! {
        #[test]
        fn any_table_is_survived(header in prop::collection::vec(any::<String>(), 0..5), row in prop::collection::vec("[0-9XＸ０-９张三. *·-]{0,40}|.*", 0..6)) {
            let _ = Privacy::new(header.iter().map(String::as_str)).check(row.iter().map(String::as_str));
        }
    }
}
