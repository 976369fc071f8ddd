//! How to read: [`Limits`] against bombs, and the choices of [`crate::Reader`].

/// How much one file may cost. What is beyond a limit is a [`crate::Fault`], and the rest goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// How many archives may lie in one another; 4. A file that is no archive has depth 0.
    pub depth: usize,
    /// How many members one archive may have; 100,000.
    pub members: u64,
    /// How many bytes one file of the caller's may unpack to, with everything in it; 256 GiB.
    pub bytes: u64,
    /// How many bytes may come out for one that goes in, once 16 MiB came out; 500. Deflate ends
    /// at 1,032; tables of people stay below 50.
    pub ratio: u64,
    /// How many bytes a record may have; 16 MiB.
    pub record: u64,
    /// How many bytes may lie in memory where a format cannot be streamed (the shared strings of
    /// a workbook, one column chunk of a Parquet file); 1 GiB.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 4, members: 100_000, bytes: 256 << 30, ratio: 500, record: 16 << 20, memory: 1 << 30 }
    }
}

/// What is a record in a text without structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum TextUnit {
    /// A line.
    #[default]
    Line,
    /// Lines up to an empty one.
    Paragraph,
}
