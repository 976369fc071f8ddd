//! Files of text, plain or packed, in UTF-8 or GBK.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::truth::FileTruth;

/// A file that is being written.
pub(super) struct Out {
    to: To,
    truth: FileTruth,
    gbk: bool,
}

enum To {
    Plain(BufWriter<File>),
    Gzip(Box<GzEncoder<BufWriter<File>>>),
    Zip(Box<ZipWriter<BufWriter<File>>>),
}

/// The encoding GBK.
pub(super) struct Gbk;

impl Gbk {
    /// The same file in GBK.
    pub(super) fn encode(out: Out) -> Out {
        Out { gbk: true, truth: FileTruth { encoding: "GBK", ..out.truth }, ..out }
    }
}

/// A new file in `folder`.
pub(super) fn create(folder: &Path, name: &str) -> io::Result<BufWriter<File>> {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    Ok(BufWriter::new(File::create_new(path)?))
}

/// How members of archives are packed: with the time that says nothing, so that the same seed gives the same bytes.
pub(super) fn packed() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
}

impl Out {
    /// A file as it is.
    pub(super) fn plain(folder: &Path, name: &str) -> io::Result<Self> {
        Ok(Self::new(To::Plain(create(folder, name)?), name, None))
    }

    /// A file packed by gzip.
    pub(super) fn gzip(folder: &Path, name: &str) -> io::Result<Self> {
        let encoder = GzEncoder::new(create(folder, name)?, Compression::default());
        Ok(Self::new(To::Gzip(Box::new(encoder)), name, None))
    }

    /// The one member of a ZIP archive.
    pub(super) fn zip(folder: &Path, name: &str, member: &str) -> io::Result<Self> {
        let mut writer = ZipWriter::new(create(folder, name)?);
        writer.start_file(member, packed()).map_err(io::Error::other)?;
        Ok(Self::new(To::Zip(Box::new(writer)), name, Some(member.to_owned())))
    }

    fn new(to: To, name: &str, member: Option<String>) -> Self {
        let truth = FileTruth { name: name.to_owned(), member, encoding: "UTF-8", records: 0 };
        Self { to, truth, gbk: false }
    }

    /// Writes what is no record.
    pub(super) fn header(&mut self, text: &str) -> io::Result<()> {
        let bytes = if self.gbk { encoding_rs::GBK.encode(text).0 } else { text.as_bytes().into() };
        match &mut self.to {
            To::Plain(file) => file.write_all(&bytes),
            To::Gzip(file) => file.write_all(&bytes),
            To::Zip(file) => file.write_all(&bytes),
        }
    }

    /// Writes a record.
    pub(super) fn row(&mut self, text: &str) -> io::Result<()> {
        self.truth.records += 1;
        self.header(text)
    }

    /// Ends the file and says what is in it.
    pub(super) fn finish(self) -> io::Result<FileTruth> {
        match self.to {
            To::Plain(mut file) => file.flush()?,
            To::Gzip(file) => file.finish()?.flush()?,
            To::Zip(file) => file.finish().map_err(io::Error::other)?.flush()?,
        }
        Ok(self.truth)
    }
}
