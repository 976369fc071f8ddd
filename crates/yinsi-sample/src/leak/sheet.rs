//! A workbook with one sheet, written row by row: as little of ECMA-376 as a reader needs.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use zip::ZipWriter;

use super::truth::FileTruth;
use super::writers::{create, packed};

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;

const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

const BOOK: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;

const BOOK_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#;

/// A workbook that is being written.
pub(super) struct Sheet {
    writer: ZipWriter<BufWriter<File>>,
    name: String,
    row: u64,
    /// Rows that are records.
    pub(super) records: u64,
}

impl Sheet {
    /// A workbook whose sheet begins with a title and a header.
    pub(super) fn create(folder: &Path, name: &str, title: &str, header: &[&str]) -> io::Result<Self> {
        let mut writer = ZipWriter::new(create(folder, name)?);
        let parts = [
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", RELATIONS),
            ("xl/workbook.xml", BOOK),
            ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS),
            ("xl/worksheets/sheet1.xml", HEAD),
        ];
        for (part, content) in parts {
            writer.start_file(part, packed()).map_err(io::Error::other)?;
            writer.write_all(content.as_bytes())?;
        }
        let mut sheet = Self { writer, name: name.to_owned(), row: 0, records: 0 };
        sheet.cells([title])?;
        sheet.cells(header.iter().copied())?;
        Ok(sheet)
    }

    /// Writes a record.
    pub(super) fn row(&mut self, cells: &[String]) -> io::Result<()> {
        self.records += 1;
        self.cells(cells.iter().map(String::as_str))
    }

    fn cells<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) -> io::Result<()> {
        self.row += 1;
        let mut out = format!("<row r=\"{}\">", self.row);
        for (cell, column) in cells.into_iter().zip('A'..='Z') {
            // Made-up values hold nothing that XML would have to escape.
            if !cell.is_empty() {
                out += &format!("<c r=\"{column}{}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>", self.row);
            }
        }
        out += "</row>";
        self.writer.write_all(out.as_bytes())
    }

    /// Ends the file and says what is in it.
    pub(super) fn finish(mut self) -> io::Result<FileTruth> {
        self.writer.write_all(b"</sheetData></worksheet>")?;
        self.writer.finish().map_err(io::Error::other)?.flush()?;
        Ok(FileTruth { name: self.name, member: None, encoding: "UTF-8", records: self.records })
    }
}
