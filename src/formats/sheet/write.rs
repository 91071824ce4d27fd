//! Tables for people: templates to fill in, and the rows an import refused.

use std::io::Write;

use rust_i18n::t;
use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::super::{Error, table::as_text};

/// A byte order mark, without which Excel takes UTF-8 for something else.
const BOM: &[u8] = "\u{feff}".as_bytes();

/// Letters that a cell of a workbook may have.
const MOST_LETTERS: usize = 32_767;

/// One column of a template.
#[derive(Clone, Debug)]
pub struct TemplateColumn<'a> {
    /// Its name, as imports know it.
    pub name: &'a str,
    /// What belongs there, in words.
    pub explanation: String,
    /// Whether it may not stay empty.
    pub required: bool,
}

/// Writes the rows an import refused as CSV that Excel opens: the columns of the source and, last, `reason`. A cell that
/// a spreadsheet would run as a formula gets an apostrophe before it.
pub struct RefusedWriter<W: Write> {
    csv: csv::Writer<W>,
    width: usize,
}

impl<W: Write> RefusedWriter<W> {
    /// Writes the header.
    ///
    /// # Errors
    /// [`Error::Write`] when `out` fails.
    pub fn new(out: W, header: &[String]) -> Result<Self, Error> {
        let mut csv = with_bom(out)?;
        let names = header.iter().map(|h| as_text(h)).chain([String::from("reason")]);
        csv.write_record(names).map_err(Error::write("CSV"))?;
        Ok(Self { csv, width: header.len() })
    }

    /// Writes one row and why it was refused, with its line in the source. Cells may be fewer than the header's; what is
    /// beyond it is left out.
    ///
    /// # Errors
    /// [`Error::Write`] when the output fails.
    pub fn row<'a>(&mut self, line: u64, cells: impl IntoIterator<Item = &'a str>, reason: &str) -> Result<(), Error> {
        let cells = cells.into_iter().map(as_text).chain(std::iter::repeat(String::new())).take(self.width);
        let reason = t!("formats.refused", line = line, reason = reason).into_owned();
        self.csv.write_record(cells.chain([reason])).map_err(Error::write("CSV"))
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    /// [`Error::Write`] when the output fails.
    pub fn finish(mut self) -> Result<(), Error> {
        self.csv.flush().map_err(Error::write("CSV"))
    }
}

fn with_bom<W: Write>(mut out: W) -> Result<csv::Writer<W>, Error> {
    out.write_all(BOM).map_err(Error::write("CSV"))?;
    Ok(csv::WriterBuilder::new().flexible(true).from_writer(out))
}

/// Writes a template as CSV that Excel opens: the names of the columns, and `rows` as examples or present content.
///
/// # Errors
/// [`Error::Write`] when `out` fails.
pub fn write_template_csv(columns: &[TemplateColumn<'_>], rows: &[Vec<String>], out: impl Write) -> Result<(), Error> {
    let mut csv = with_bom(out)?;
    csv.write_record(columns.iter().map(|c| c.name)).map_err(Error::write("CSV"))?;
    for row in rows {
        csv.write_record(row.iter().map(|c| as_text(c))).map_err(Error::write("CSV"))?;
    }
    csv.flush().map_err(Error::write("CSV"))
}

/// A template as a workbook. Its first sheet, called after the list, is to be filled in: every cell is text, required
/// columns are marked. The second explains the columns.
///
/// # Errors
/// [`Error::Write`] when there are more rows than a sheet has, or no name can be made of `list_name`.
pub fn write_template_xlsx(
    columns: &[TemplateColumn<'_>],
    list_name: &str,
    rows: &[Vec<String>],
) -> Result<Vec<u8>, Error> {
    let mut book = Workbook::new();
    let made = fill_in(book.add_worksheet(), columns, list_name, rows)
        .and_then(|()| explain(book.add_worksheet(), columns))
        .and_then(|()| book.save_to_buffer());
    made.map_err(Error::write("XLSX"))
}

/// A name a sheet may have: 31 letters without `[]:*?/\`, no apostrophe at its ends.
fn sheet_name(list: &str) -> String {
    let name: String = list.chars().filter(|c| !"[]:*?/\\".contains(*c) && !c.is_control()).take(31).collect();
    name.trim_matches('\'').to_owned()
}

fn fill_in(
    sheet: &mut Worksheet,
    columns: &[TemplateColumn<'_>],
    list: &str,
    rows: &[Vec<String>],
) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@");
    let plain = text.clone().set_bold().set_background_color(Color::RGB(0xE8_EC_F0));
    let marked = text.clone().set_bold().set_background_color(Color::RGB(0xFF_D9_66));
    sheet.set_name(sheet_name(list))?.set_freeze_panes(1, 0)?;
    for (at, column) in (0_u16..).zip(columns) {
        sheet.set_column_format(at, &text)?.set_column_width(at, 18)?;
        sheet.write_string_with_format(0, at, column.name, if column.required { &marked } else { &plain })?;
    }
    for (at, row) in (1_u32..).zip(rows) {
        // An outline cut off would be another outline; a cell left empty is left as it is when the table comes back.
        let fits = |cell: &str| !cell.is_empty() && cell.encode_utf16().count() <= MOST_LETTERS;
        for (column, cell) in (0_u16..).zip(row).filter(|(_, cell)| fits(cell)) {
            sheet.write_string_with_format(at, column, cell, &text)?;
        }
    }
    Ok(())
}

fn shortened(cell: &str) -> String {
    cell.chars().take(MOST_LETTERS).collect()
}

fn explain(sheet: &mut Worksheet, columns: &[TemplateColumn<'_>]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name(sheet_name(&t!("formats.template_sheet")))?.set_freeze_panes(1, 0)?;
    for (at, (key, width)) in (0_u16..).zip([("column", 24), ("required", 10), ("explanation", 80)]) {
        sheet.set_column_width(at, width)?;
        sheet.write_string_with_format(0, at, t!(format!("formats.template_{key}")), &bold)?;
    }
    for (at, column) in (1_u32..).zip(columns) {
        let required = t!(if column.required { "formats.template_yes" } else { "formats.template_no" });
        let cells = [column.name, &required, &column.explanation];
        for (at_column, cell) in (0_u16..).zip(cells) {
            sheet.write_string_with_format(at, at_column, shortened(cell), &wrapped)?;
        }
    }
    Ok(())
}
