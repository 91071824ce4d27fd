//! What must not be kept about persons: identity numbers, a person beside a mobile number, diagnoses.
//!
//! It judges whole rows of a table that is being imported, before anything of them is kept: also the columns that no
//! list of the store has.

mod column;
mod number;
mod person;

use rust_i18n::t;

use self::{
    column::{Column, column, counts},
    number::{is_id_number, is_mobile, most_digits, without_decimals},
    person::{is_person, is_stated},
};
use super::keyed;
pub(super) use number::{is_id_number as holds_id_number, is_mobile as holds_mobile_number};

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

/// Judges the rows of one table.
#[derive(Clone, Debug)]
pub struct Privacy {
    columns: Vec<Column>,
    /// Some column holds names of persons.
    names: bool,
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
        let mut counted = false;
        let columns: Vec<Column> = header.into_iter().inspect(|h| counted |= counts(h)).map(column).collect();
        let has = |kinds: &[Column]| columns.iter().any(|c| kinds.contains(c));
        let names = has(&[Column::Person, Column::Staff]);
        let aggregate = counted && !has(&[Column::Person, Column::Record]);
        Self { columns, names, aggregate }
    }

    /// Why a row must not be kept, and the index of the column to blank; `None` when it may be kept.
    pub fn check<'a>(&self, cells: impl Iterator<Item = &'a str> + Clone) -> Option<(Private, usize)> {
        let (mut mobile, mut diagnosis, mut disease) = (None, None, None);
        let cells = cells.enumerate();
        for (at, cell) in cells.clone() {
            match self.column(at) {
                Column::Diagnosis if !self.aggregate && is_stated(cell) => diagnosis = diagnosis.or(Some(at)),
                Column::Record if is_stated(cell) => diagnosis = diagnosis.or(Some(at)),
                Column::Disease if self.names && is_stated(cell) => disease = disease.or(Some(at)),
                _ => {}
            }
            let digits = most_digits(cell);
            if digits < MOBILE_DIGITS {
                continue;
            }
            let cell = without_decimals(cell);
            if digits >= ID_DIGITS && is_id_number(&cell) {
                return Some((Private::IdNumber, at));
            }
            if self.names && mobile.is_none() && is_mobile(&cell) {
                mobile = Some(at);
            }
        }
        // Names are looked at last, for few rows come this far.
        let names = |kinds: &[Column]| cells.clone().any(|(at, c)| kinds.contains(&self.column(at)) && is_person(c));
        let mobile = mobile.filter(|_| names(&[Column::Person, Column::Staff]));
        let diagnosis = diagnosis.or_else(|| disease.filter(|_| names(&[Column::Person])));
        mobile.map(|at| (Private::PersonAndMobile, at)).or(diagnosis.map(|at| (Private::Diagnosis, at)))
    }

    fn column(&self, at: usize) -> Column {
        self.columns.get(at).copied().unwrap_or(Column::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::{number::is_credit_code, *};
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
