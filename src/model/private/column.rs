//! What a column holds, by the words of its header.

/// What a column holds, by its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
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

/// Headers that end so hold names of persons.
const PERSONS: [&str; 7] = ["姓名", "人", "患者", "户主", "家长", "家属", "业主"];
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

/// What the column of this header holds.
pub(super) fn column(header: &str) -> Column {
    let (outside, whole) = (plain(&without_brackets(header)), plain(header));
    let outside = if outside.is_empty() { whole.as_str() } else { outside.as_str() };
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
    } else if DISEASES.iter().any(|d| whole.contains(d)) || DISEASES_EN.contains(&whole.as_str()) {
        Column::Disease
    } else {
        Column::Other
    }
}

/// Whether the column counts persons.
pub(super) fn counts(header: &str) -> bool {
    let whole = plain(header);
    COUNTS.iter().any(|c| whole.contains(c)) || COUNTS_EN.contains(&whole.as_str())
}

/// Letters and digits only, lower case.
pub(super) fn plain(header: &str) -> String {
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
