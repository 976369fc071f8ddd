//! Workbooks: XLSX, XLSB, XLS and ODS. Each sheet is a table, hidden ones too.

use std::io::{BufReader, Read, Seek};
use std::ops::ControlFlow;

use calamine::{Data, DataRef, DataType, Ods, OdsError, Reader, Xls, XlsError, Xlsb, Xlsx, XlsxError};

use crate::columns::{Header, Row, Rows};
use crate::fault::{Limit, Lost, Reason};
use crate::format::Format;
use crate::input::{Input, Whole};
use crate::session::{Item, Session};

/// Columns that a sheet may have.
const COLUMNS: u32 = 16_384;

/// Reads a workbook.
pub(crate) fn read(session: &mut Session<'_>, item: &Item, input: Input<'_>) -> ControlFlow<()> {
    let whole = |session: &mut Session<'_>, reason| {
        session.fault(item, Lost::All, reason);
        ControlFlow::Continue(())
    };
    let zipped = input.head.starts_with(b"PK");
    let file_head = input.head.clone();
    let mut file = match input.into_whole() {
        Ok(file) => file,
        Err(error) => return whole(session, error.into()),
    };
    // All strings of a workbook lie in memory; what it needs is known before it is opened.
    match needed(&mut file, zipped) {
        Ok(needed) if needed <= session.reader.limits.memory => {}
        Ok(_) => return whole(session, Reason::Limit(Limit::Memory(session.reader.limits.memory))),
        Err(reason) => return whole(session, reason),
    }
    if !zipped {
        return match Xls::new(BufReader::new(file)) {
            Ok(book) => sheets(session, item, book),
            Err(XlsError::Password) => whole(session, Reason::Encrypted),
            Err(_) if is_encrypted(&file_head) => whole(session, Reason::Encrypted),
            Err(_) => whole(session, Reason::Malformed("not a sound workbook".into())),
        };
    }
    if !item.ends(&[".xlsb", ".ods"]) {
        match Xlsx::new(BufReader::new(&mut file)) {
            Ok(mut book) => return xlsx(session, item, &mut book),
            Err(XlsxError::Password) => return whole(session, Reason::Encrypted),
            // Named like one, and perhaps another kind.
            Err(_) => {}
        }
    }
    if let Ok(book) = Xlsb::new(BufReader::new(&mut file)) {
        return sheets(session, item, book);
    }
    match Ods::new(BufReader::new(&mut file)) {
        Ok(book) => sheets(session, item, book),
        Err(OdsError::Password) => whole(session, Reason::Encrypted),
        Err(_) => whole(session, Reason::Malformed("not a sound workbook".into())),
    }
}

/// Whether an OLE document is a new workbook with a password: it holds a stream of that name.
fn is_encrypted(head: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    memchr::memmem::find(head, &name).is_some()
}

/// Bytes that a workbook needs in memory: of XLSX its shared strings, of others all.
fn needed(file: &mut Whole, zipped: bool) -> Result<u64, Reason> {
    let size = file.seek(std::io::SeekFrom::End(0))?;
    file.rewind()?;
    if !zipped {
        return Ok(size);
    }
    let mut archive = zip::ZipArchive::new(BufReader::new(&mut *file))
        .map_err(|_| Reason::Malformed("not a sound ZIP archive".into()))?;
    let mut needed = 0u64;
    for index in 0..archive.len() {
        let member =
            archive.by_index_raw(index).map_err(|_| Reason::Malformed("not a sound ZIP archive".into()))?;
        let streamed = member.name_raw().starts_with(b"xl/worksheets/");
        needed = needed.saturating_add(if streamed { 0 } else { member.size() });
    }
    file.rewind()?;
    Ok(needed)
}

fn xlsx(session: &mut Session<'_>, item: &Item, book: &mut Xlsx<BufReader<&mut Whole>>) -> ControlFlow<()> {
    for name in book.sheet_names() {
        let mut rows = Rows::new(item, Some(&name), Format::Workbook, "UTF-8", Header::Unknown);
        let mut cells = match book.worksheet_cells_reader(&name) {
            Ok(cells) => cells,
            // Sheets of charts have no cells.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(_) => {
                let reason = Reason::Malformed("a sheet that cannot be opened".into());
                session.fault_in(item, Some(&name), crate::record::Place::default(), Lost::All, reason);
                continue;
            }
        };
        let (mut row, mut number, mut unpacked) = (Row::default(), 0, 0u64);
        loop {
            let cell = match cells.next_cell() {
                Ok(Some(cell)) => cell,
                Ok(None) => break,
                Err(_) => {
                    let reason = Reason::Malformed("a sheet that is broken here".into());
                    rows.fault(session, u64::from(number) + 1, Lost::Rest, reason);
                    break;
                }
            };
            let (at, column) = cell.get_position();
            if at != number {
                push(session, &mut rows, number, &mut row)?;
                number = at;
            }
            if column >= COLUMNS {
                continue;
            }
            while (row.len() as u32) < column {
                row.end_cell();
            }
            let text = text(cell.get_value());
            unpacked += text.len() as u64;
            if unpacked > session.reader.limits.bytes {
                let limit = Limit::Bytes(session.reader.limits.bytes);
                rows.fault(session, u64::from(number) + 1, Lost::Rest, Reason::Limit(limit));
                break;
            }
            row.push(&text);
        }
        push(session, &mut rows, number, &mut row)?;
        rows.end(session)?;
    }
    ControlFlow::Continue(())
}

fn push(session: &mut Session<'_>, rows: &mut Rows, number: u32, row: &mut Row) -> ControlFlow<()> {
    if row.len() > 0 {
        rows.push(session, u64::from(number) + 1, row)?;
        row.clear();
    }
    ControlFlow::Continue(())
}

fn sheets<S: Read + Seek, R: Reader<S>>(
    session: &mut Session<'_>,
    item: &Item,
    mut book: R,
) -> ControlFlow<()> {
    for name in book.sheet_names() {
        let range = match book.worksheet_range(&name) {
            Ok(range) => range,
            Err(_) => {
                let reason = Reason::Malformed("a sheet that cannot be read".into());
                session.fault_in(item, Some(&name), crate::record::Place::default(), Lost::All, reason);
                continue;
            }
        };
        let mut rows = Rows::new(item, Some(&name), Format::Workbook, "UTF-8", Header::Unknown);
        let (top, _) = range.start().unwrap_or_default();
        let mut row = Row::default();
        for (index, cells) in range.rows().enumerate() {
            row.clear();
            cells.iter().for_each(|cell| row.push(&text(cell)));
            rows.push(session, u64::from(top) + index as u64 + 1, &row)?;
        }
        rows.end(session)?;
    }
    ControlFlow::Continue(())
}

/// What a cell shows, as far as its value alone says: whole numbers have no point.
fn text<D: DataType + Shown>(cell: &D) -> String {
    if let Some(number) = cell.get_float() {
        return match () {
            () if number.abs() >= 1e15 && number.abs() < 1e21 => precise(number),
            () if number.fract() == 0.0 => format!("{number:.0}"),
            () => number.to_string(),
        };
    }
    if cell.is_datetime() {
        return cell.date();
    }
    cell.as_string().or_else(|| cell.get_bool().map(|value| value.to_string())).unwrap_or_default()
}

/// A whole number with the fifteen digits that a spreadsheet keeps, and zeros.
fn precise(number: f64) -> String {
    let text = format!("{number:.14e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let digits: String = mantissa.chars().filter(|ch| *ch != '.').collect();
    let zeros = exponent.parse::<usize>().unwrap_or_default().saturating_sub(14);
    digits + &"0".repeat(zeros)
}

/// Dates without a calendar crate.
trait Shown {
    fn date(&self) -> String;
}

impl Shown for DataRef<'_> {
    fn date(&self) -> String {
        if let DataRef::DateTime(date) = self { iso(date) } else { String::new() }
    }
}

impl Shown for Data {
    fn date(&self) -> String {
        if let Data::DateTime(date) = self { iso(date) } else { String::new() }
    }
}

fn iso(date: &calamine::ExcelDateTime) -> String {
    if date.is_duration() {
        return date.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let day = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) { day } else { format!("{day} {hour:02}:{minute:02}:{second:02}") }
}
