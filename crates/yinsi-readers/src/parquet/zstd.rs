//! Pages compressed by Zstandard, for which the crate would need a library in C.
//!
//! A page is a header in Thrift's compact protocol and a body, as
//! <https://parquet.apache.org/docs/file-format/data-pages/> says; ours unpacks the body and hands the page on.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read as _;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding};
use parquet::bloom_filter::Sbbf;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{ChunkReader as _, RowGroupReader};
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;
use ruzstd::decoding::StreamingDecoder;

/// Longest header of a page; statistics may make them long.
const HEADER: usize = 1 << 20;

/// Structs in structs of a header.
const DEPTH: usize = 8;

/// A row group whose columns may be compressed by Zstandard.
pub(super) struct Group<'a> {
    pub(super) inner: Box<dyn RowGroupReader + 'a>,
    pub(super) file: Arc<File>,
    /// Bytes that a page may have.
    pub(super) limit: u64,
}

impl RowGroupReader for Group<'_> {
    fn metadata(&self) -> &RowGroupMetaData {
        self.inner.metadata()
    }

    fn num_columns(&self) -> usize {
        self.inner.num_columns()
    }

    fn get_column_page_reader(&self, index: usize) -> Result<Box<dyn PageReader>> {
        let column = self.metadata().column(index);
        if !matches!(column.compression(), Compression::ZSTD(_)) {
            return self.inner.get_column_page_reader(index);
        }
        let (start, len) = column.byte_range();
        let values = column.num_values();
        Ok(Box::new(Pages {
            file: Arc::clone(&self.file),
            at: start,
            end: start + len,
            values,
            limit: self.limit,
        }))
    }

    fn get_column_bloom_filter(&self, index: usize) -> Option<&Sbbf> {
        self.inner.get_column_bloom_filter(index)
    }

    fn get_row_iter(&self, projection: Option<Type>) -> Result<RowIter<'_>> {
        RowIter::from_row_group(projection, self)
    }
}

/// The pages of one column.
struct Pages {
    file: Arc<File>,
    at: u64,
    end: u64,
    /// Values that are still to come.
    values: i64,
    limit: u64,
}

/// The header of a page: its numbers, and its length.
struct PageHeader {
    numbers: HashMap<(i16, i16), i64>,
    len: usize,
}

impl PageHeader {
    /// A number by the field of the struct it is in (0 for the outer one) and its own.
    fn number(&self, parent: i16, field: i16) -> Option<i64> {
        self.numbers.get(&(parent, field)).copied()
    }

    fn count(&self, parent: i16, field: i16) -> Result<u32> {
        self.number(parent, field).and_then(|number| u32::try_from(number).ok()).ok_or_else(broken)
    }
}

impl Pages {
    /// The header of the page that comes, if one does.
    fn header(&self) -> Result<Option<PageHeader>> {
        if self.values <= 0 || self.at >= self.end {
            return Ok(None);
        }
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        // Most headers are short; a longer one is read again.
        let mut size = left.min(512);
        loop {
            let bytes = self.file.get_bytes(self.at, size)?;
            let mut thrift = Thrift { bytes: &bytes, at: 0, numbers: HashMap::new() };
            match thrift.read(0, 0) {
                Some(()) => return Ok(Some(PageHeader { len: thrift.at, numbers: thrift.numbers })),
                None if size < left.min(HEADER) => size = left.min(size * 16),
                None => return Err(broken()),
            }
        }
    }

    fn page(&mut self) -> Result<Option<Page>> {
        while let Some(header) = self.header()? {
            let number = |parent, field| header.number(parent, field);
            let count = |parent, field| header.count(parent, field);
            let (len, packed) = (header.len, count(0, 3)? as usize);
            let unpacked = u64::from(count(0, 2)?);
            if unpacked > self.limit {
                return Err(broken());
            }
            let body = self.file.get_bytes(self.at + len as u64, packed)?;
            self.at += (len + packed) as u64;
            return Ok(Some(match number(0, 1) {
                Some(0) => {
                    self.values -= i64::from(count(5, 1)?);
                    Page::DataPage {
                        buf: unpack(&body, unpacked)?,
                        num_values: count(5, 1)?,
                        encoding: encoding(number(5, 2))?,
                        def_level_encoding: encoding(number(5, 3))?,
                        rep_level_encoding: encoding(number(5, 4))?,
                        statistics: None,
                    }
                }
                Some(2) => Page::DictionaryPage {
                    buf: unpack(&body, unpacked)?,
                    num_values: count(7, 1)?,
                    encoding: encoding(number(7, 2))?,
                    is_sorted: number(7, 3) == Some(1),
                },
                Some(3) => {
                    self.values -= i64::from(count(8, 1)?);
                    let (definitions, repetitions) = (count(8, 5)?, count(8, 6)?);
                    let levels = u64::from(definitions) + u64::from(repetitions);
                    let split =
                        usize::try_from(levels).ok().filter(|at| *at <= body.len()).ok_or_else(broken)?;
                    let values = body.slice(split..);
                    let whole = number(8, 7) == Some(0) || values.is_empty();
                    let values =
                        if whole { values } else { unpack(&values, unpacked.saturating_sub(levels))? };
                    Page::DataPageV2 {
                        buf: [&body.slice(..split)[..], &values[..]].concat().into(),
                        num_values: count(8, 1)?,
                        encoding: encoding(number(8, 4))?,
                        num_nulls: count(8, 2)?,
                        num_rows: count(8, 3)?,
                        def_levels_byte_len: definitions,
                        rep_levels_byte_len: repetitions,
                        is_compressed: false,
                        statistics: None,
                    }
                }
                // An index page holds no values.
                Some(1) => continue,
                _ => return Err(broken()),
            }));
        }
        Ok(None)
    }
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        self.page()
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        let Some(header) = self.header()? else { return Ok(None) };
        let is_dict = header.number(0, 1) == Some(2);
        let levels = header.count(5, 1).or_else(|_| header.count(8, 1)).ok();
        let rows = header.count(8, 3).ok();
        let wide = |count: Option<u32>| count.map(|count| count as usize);
        Ok(Some(PageMetadata {
            num_rows: wide(rows),
            num_levels: wide(levels).filter(|_| !is_dict),
            is_dict,
        }))
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.page().map(drop)
    }
}

fn broken() -> ParquetError {
    ParquetError::General("a page that makes no sense".into())
}

fn unpack(packed: &[u8], size: u64) -> Result<Bytes> {
    let mut bytes = Vec::new();
    if size > 0 {
        let decoder = StreamingDecoder::new(packed).map_err(|_| broken())?;
        decoder.take(size).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 == size { Ok(bytes.into()) } else { Err(broken()) }
}

fn encoding(number: Option<i64>) -> Result<Encoding> {
    #[allow(deprecated)] // files of old have it
    Ok(match number {
        Some(0) => Encoding::PLAIN,
        Some(2) => Encoding::PLAIN_DICTIONARY,
        Some(3) => Encoding::RLE,
        Some(4) => Encoding::BIT_PACKED,
        Some(5) => Encoding::DELTA_BINARY_PACKED,
        Some(6) => Encoding::DELTA_LENGTH_BYTE_ARRAY,
        Some(7) => Encoding::DELTA_BYTE_ARRAY,
        Some(8) => Encoding::RLE_DICTIONARY,
        Some(9) => Encoding::BYTE_STREAM_SPLIT,
        _ => return Err(broken()),
    })
}

/// Reads a struct of Thrift's compact protocol and keeps its numbers, by the field of the struct they are in
/// (0 for the outer one) and their own. `None` where the bytes end, or make no sense.
struct Thrift<'a> {
    bytes: &'a [u8],
    at: usize,
    numbers: HashMap<(i16, i16), i64>,
}

impl Thrift<'_> {
    fn read(&mut self, parent: i16, depth: usize) -> Option<()> {
        let mut field = 0i16;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(());
            }
            field = match head >> 4 {
                0 => i16::try_from(self.number()?).ok()?,
                delta => field.checked_add(i16::from(delta))?,
            };
            // Within the structs of a page's own header; what is deeper is only passed over.
            let key = (depth < 2).then_some((parent, field));
            self.value(head & 0x0F, field, key, depth)?;
        }
    }

    fn value(&mut self, kind: u8, field: i16, key: Option<(i16, i16)>, depth: usize) -> Option<()> {
        let number = match kind {
            1 => 1,
            2 => 0,
            3 => i64::from(self.byte()?),
            4..=6 => self.number()?,
            7 => return self.skip(8),
            8 => {
                let len = usize::try_from(self.varint()?).ok()?;
                return self.skip(len);
            }
            9 | 10 => {
                let head = self.byte()?;
                let len = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
                for _ in 0..len {
                    // In a list a boolean has a byte of its own.
                    if matches!(head & 0x0F, 1 | 2) {
                        self.byte().map(drop)?
                    } else {
                        self.value(head & 0x0F, 0, None, depth + 1)?
                    }
                }
                return Some(());
            }
            12 if depth < DEPTH => return self.read(if depth == 0 { field } else { -1 }, depth + 1),
            _ => return None,
        };
        if let Some(key) = key {
            self.numbers.insert(key, number);
        }
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied()?;
        self.at += 1;
        Some(byte)
    }

    fn skip(&mut self, len: usize) -> Option<()> {
        self.at = self.at.checked_add(len).filter(|at| *at <= self.bytes.len())?;
        Some(())
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// A signed number, zigzag.
    fn number(&mut self) -> Option<i64> {
        let number = self.varint()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }
}
