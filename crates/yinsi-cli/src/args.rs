//! What the command line says: the arguments of every verb, as clap reads them.
//!
//! Holds no behaviour beyond parsing; each verb's file acts on its own struct.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use yinsi::{Category, Encoding, Unit};

/// Finds personal information in files and takes it out again.
#[derive(Debug, Parser)]
#[command(name = "yinsi", version, about, max_term_width = 100)]
#[command(after_help = "Exit status: 0 done, 1 findings with --fail-on-findings, 2 error.")]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// What the command can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Report where personal information is
    Scan(ScanArgs),
    /// Copy the input with personal information taken out
    #[command(after_help = OPERATORS)]
    Redact(RedactArgs),
    /// Copy the input with the values of a vault put back
    Restore(RestoreArgs),
    /// Copy the input with the values of reversible operators (encrypt, preserve) in it again
    Decrypt(DecryptArgs),
    /// Count what is there: units, values, people, and the lines of the law they reach
    Audit(Box<AuditArgs>),
    /// Look at the rules and check rule files
    #[command(subcommand)]
    Rules(RulesVerb),
    /// Write a made-up leak of personal data, and what is in it
    Generate(GenerateArgs),
    /// Say why something in a text is reported and something else is not
    Explain(ExplainArgs),
}

/// Which rules run, and how sure they must be.
#[derive(Debug, Default, Args)]
pub(crate) struct Selection {
    /// Run the rules of these countries only, and those without a country (ISO 3166: CN,US)
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) countries: Vec<String>,
    /// Look for these entities only; `all` names all, `default` those that are on by default
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(crate) entities: Vec<String>,
    /// Look for these categories only (identity,contact,…)
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = one_of(&Category::ALL, Category::as_str))]
    pub(crate) categories: Vec<Category>,
    /// Report nothing below this confidence [default: 0.5]
    #[arg(long, value_name = "0.0-1.0", value_parser = fraction)]
    pub(crate) min_confidence: Option<f32>,
    /// Add the rules of a TOML file (may be given more than once)
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: Vec<PathBuf>,
    /// Force an instruction set
    #[arg(long, value_name = "NAME", hide = true)]
    pub(crate) isa: Option<String>,
}

/// Where the text comes from.
#[derive(Debug, Args)]
pub(crate) struct Source {
    /// Files and directories; standard input when absent or `-`
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Read files that git ignores as well
    #[arg(long)]
    pub(crate) no_ignore: bool,
    /// Read hidden files and directories as well
    #[arg(long)]
    pub(crate) hidden: bool,
    /// How many threads work; 0 is one a core
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) threads: usize,
    /// Take each line as a value of a column or form field of this name
    #[arg(long, value_name = "NAME")]
    pub(crate) label: Option<String>,
    /// The encoding of the input: auto, utf-8, gb18030, big5, utf-16le, … (any name of the WHATWG)
    #[arg(long, value_name = "NAME", default_value = "auto", value_parser = encoding)]
    pub(crate) encoding: Told,
    /// Feed the scanner in pieces of this size
    #[arg(long, value_name = "BYTES", hide = true, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) chunk: Option<u32>,
}

/// The encoding the caller names; `None` to find it out.
pub(crate) type Told = Option<Encoding>;

/// `yinsi scan`.
#[derive(Debug, Args)]
pub(crate) struct ScanArgs {
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// How the input is written: values are found under the names of their keys, columns and tags
    #[arg(long, value_enum, default_value_t = Layout::Auto)]
    pub(crate) structure: Layout,
    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Records mode: lines of {"id", "text"} in, lines of {"id", "spans"} out
    #[arg(long, conflicts_with_all = ["format", "show_values", "structure"])]
    pub(crate) jsonl: bool,
    /// What start and end count
    #[arg(long, default_value_t = Unit::Bytes, value_parser = one_of(&Unit::ALL, Unit::as_str))]
    pub(crate) offsets: Unit,
    /// Write what was found also where the output is no terminal
    #[arg(long)]
    pub(crate) show_values: bool,
    /// Exit with status 1 when something was found
    #[arg(long)]
    pub(crate) fail_on_findings: bool,
}

/// `yinsi redact`.
#[derive(Debug, Args)]
pub(crate) struct RedactArgs {
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// Records mode: lines of JSON objects, of which `text` is redacted
    #[arg(long, conflicts_with_all = ["in_place", "structure"])]
    pub(crate) jsonl: bool,
    #[command(flatten)]
    pub(crate) rewrite: RewriteArgs,
    /// How the input is written: quotes, escapes and fields stay as it wants them
    #[arg(long, value_enum, default_value_t = Layout::Auto)]
    pub(crate) structure: Layout,
    #[command(flatten)]
    pub(crate) operators: OperatorArgs,
    #[command(flatten)]
    pub(crate) vault: VaultArgs,
    /// Whose input it is: dates of one subject move alike (shift-date)
    #[arg(long, value_name = "NAME")]
    pub(crate) subject: Option<String>,
}

/// `yinsi restore`.
#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) rewrite: RewriteArgs,
    /// How the input is written: values are escaped as it wants them
    #[arg(long, value_enum, default_value_t = Layout::Auto)]
    pub(crate) structure: Layout,
    /// The file with the values
    #[arg(long = "vault", value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
}

/// Where what is rewritten goes.
#[derive(Debug, Args)]
pub(crate) struct RewriteArgs {
    /// Change the files themselves; with a suffix, keep the original under name and suffix
    #[arg(long, value_name = "SUFFIX", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub(crate) in_place: Option<String>,
    /// Keep the original under its name and this suffix
    #[arg(long, value_name = "SUFFIX", requires = "in_place")]
    pub(crate) backup: Option<String>,
    /// Take each line by itself and write it at once, to follow a growing file
    #[arg(long, conflicts_with = "in_place")]
    pub(crate) line_buffered: bool,
    /// What to do with binary input
    #[arg(long, value_enum, default_value_t = Binary::Refuse)]
    pub(crate) binary: Binary,
}

/// Where values are kept that may come back.
#[derive(Debug, Args)]
pub(crate) struct VaultArgs {
    /// Write placeholders, and keep what they stand for in this encrypted file
    #[arg(long, value_name = "FILE")]
    pub(crate) vault: Option<PathBuf>,
    /// How placeholders of a new vault are named
    #[arg(long, value_enum, default_value_t = Naming::Keyed, requires = "vault")]
    pub(crate) placeholders: Naming,
}

/// What is written in place of findings.
#[derive(Debug, Args)]
pub(crate) struct OperatorArgs {
    /// A policy: a TOML file, or one of gdpr-pseudonymise, hipaa-safe-harbor, llm, logs, pci, pipl-deidentify
    #[arg(long, value_name = "FILE|PRESET")]
    pub(crate) policy: Option<String>,
    /// How to redact an entity: label, mask, mask:FIRST,LAST, replace:TEXT, … (see below); before what the
    /// policy says
    #[arg(long, value_name = "ENTITY=OPERATOR")]
    pub(crate) operator: Vec<String>,
    /// How to redact every other entity [default: vault with --vault, else what the policy says or label]
    #[arg(long, value_name = "OPERATOR")]
    pub(crate) default_operator: Option<String>,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
}

/// `yinsi audit`.
#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// How the report is written
    #[arg(long, value_enum, default_value_t = AuditFormat::Text)]
    pub(crate) format: AuditFormat,
    /// Language of the report
    #[arg(long, value_enum, default_value_t = Language::En)]
    pub(crate) lang: Language,
    /// What counts as a unit before the law: distinct records about one person, or distinct values
    #[arg(long, value_enum, default_value_t = Counted::Record)]
    pub(crate) unit: Counted,
    /// Write the report here instead of to standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Write a partial report, to be merged with others of the same key
    #[arg(long, conflicts_with = "format")]
    pub(crate) partial: bool,
    /// The paths are partial reports: merge them into one
    #[arg(long, conflicts_with_all = ["label", "sample", "exclude", "approximate"])]
    pub(crate) merge: bool,
    /// Hash values with the key in this file (at least 16 bytes) instead of a random one
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// Choose so many findings for a person to look at, and write them into the review sheet
    #[arg(long, value_name = "N")]
    pub(crate) sample: Option<usize>,
    /// Where the review sheet is written
    #[arg(long, value_name = "FILE", default_value = "yinsi-review.csv")]
    pub(crate) sheet: PathBuf,
    /// Another number chooses another sample
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Read a review sheet back and say how many findings are right
    #[arg(long, value_name = "FILE")]
    pub(crate) review: Option<PathBuf>,
    /// Memory for records and links; what is beyond it goes to temporary files
    #[arg(long, value_name = "SIZE", default_value = "1G", value_parser = bytes)]
    pub(crate) memory: usize,
    /// Others beside which a value (a switchboard's number) links nobody any more
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) hub: u64,
    /// Values that are nobody's, one a line: they are left out and listed
    #[arg(long, value_name = "FILE")]
    pub(crate) exclude: Option<PathBuf>,
    /// Take the paragraphs of a text as its records, not its lines
    #[arg(long)]
    pub(crate) paragraphs: bool,
    /// Estimate distinct numbers in bounded memory (standard error 0.81 %); people are not linked
    #[arg(long)]
    pub(crate) approximate: bool,
    /// The time to write into the report: `now`, or any text; without it the same input gives the same bytes
    #[arg(long, value_name = "TIME")]
    pub(crate) time: Option<String>,
}

/// Where the key is.
#[derive(Debug, Args)]
pub(crate) struct KeyArgs {
    /// Take the key from a file
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// Take the key from an environment variable
    #[arg(long, value_name = "VARIABLE", conflicts_with = "key_file")]
    pub(crate) key_env: Option<String>,
}

/// `yinsi decrypt`.
#[derive(Debug, Args)]
pub(crate) struct DecryptArgs {
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) selection: Selection,
    #[command(flatten)]
    pub(crate) operators: OperatorArgs,
    /// Open tokens of this older key as well (may be given more than once)
    #[arg(long, value_name = "FILE")]
    pub(crate) old_key_file: Vec<PathBuf>,
}

/// What operators there are, for the help of `redact`.
const OPERATORS: &str = "\
Operators:
  label, numbered               the entity's name: <PERSON>, or with a number a value: <PERSON_1>
  remove, keep, replace:TEXT    nothing, the value itself, a text
  mask, mask:3,4, mask:PRESET   hide characters but the first and last; presets pci, last4, cn-id, bank-card, mobile,
                                email, name, name-last, address, plate, passport; options with=#, digits, separators=hide
  truncate:CHARS                the first characters
  generalise:HOW                year, month, age (band=10,top=90), network (v4=24,v6=48), coordinates (places=2),
                                postcode (chars=3), region
  bucket:WIDTH                  the range of a number; or bucket:edges=18/65
With a key (--key-file, --key-env):
  token                         a keyed hash (length=16,alphabet=base32|hex|digits|letters|base62,bare)
  encrypt                       AES-SIV; `yinsi decrypt` undoes it
  preserve                      another valid value (FF1; tweak=TEXT); `yinsi decrypt` undoes it
  surrogate                     an invented value from a range where nobody's are
  shift-date                    days=365: by a number of days that depends on --subject
  vault                         a placeholder; `yinsi restore` puts the value back that --vault keeps
Unsafe, and named so:
  danger-hash                   a hash without a key (salt=TEXT): anyone can undo it";

/// `yinsi rules`.
#[derive(Debug, Subcommand)]
pub(crate) enum RulesVerb {
    /// List the rules
    List {
        #[command(flatten)]
        selection: Selection,
        /// How the list is written
        #[arg(long, value_enum, default_value_t = Simple::Text)]
        format: Simple,
    },
    /// Show everything a rule says
    Show {
        /// Id of a rule, or an entity
        id: String,
        /// Add the rules of a TOML file (may be given more than once)
        #[arg(long, value_name = "FILE")]
        rules: Vec<PathBuf>,
    },
    /// Check rule files: one line a fault, and which rules run on the slow fallback
    Check {
        /// Rule files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// `yinsi generate`.
#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    /// A folder to write to; it is made, or empty
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// How many people
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub(crate) people: u64,
    /// The same seed gives the same files
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Percent of people with a second record [default: 20]
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(..=100))]
    pub(crate) seconds: Option<u8>,
    /// Percent of customers that are copied [default: 5]
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(..=100))]
    pub(crate) duplicates: Option<u8>,
    /// Percent of people with a masked record [default: 5]
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(..=100))]
    pub(crate) masked: Option<u8>,
    /// Percent of people with a record that a spreadsheet damaged [default: 2]
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(..=100))]
    pub(crate) damaged: Option<u8>,
    /// Percent of staff who share a telephone with many [default: 30]
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(..=100))]
    pub(crate) shared: Option<u8>,
}

/// `yinsi explain`.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The text; standard input when absent or `-`
    pub(crate) text: Option<String>,
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// Name also the readings that are a part of others
    #[arg(long)]
    pub(crate) all: bool,
    /// How the explanation is written
    #[arg(long, value_enum, default_value_t = Simple::Text)]
    pub(crate) format: Simple,
    /// Write the values also where the output is no terminal
    #[arg(long)]
    pub(crate) show_values: bool,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A line a finding, for people
    Text,
    /// One JSON document
    Json,
    /// A JSON object a finding
    Jsonl,
    /// A table for spreadsheets
    Csv,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

/// How an input is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Layout {
    /// By name and first bytes
    Auto,
    /// Plain text
    None,
    /// JSON
    Json,
    /// A JSON document a line
    Jsonl,
    /// A table; what parts its cells shows in the first records
    Csv,
    /// A table with tabs, its first record a header
    Tsv,
    /// Lines of key=value
    Logfmt,
    /// A dump of SQL
    Sql,
    /// XML
    Xml,
    /// HTML
    Html,
}

/// How placeholders are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Naming {
    /// By value and key: the same everywhere
    Keyed,
    /// By a count: <PERSON_1>
    Numbered,
}

/// How a report of counts is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuditFormat {
    /// A summary for people
    Text,
    /// All numbers as one JSON document
    Json,
    /// A table for spreadsheets: by entity and file
    Csv,
    /// A page for managers, complete in itself
    Html,
}

/// The language of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// English
    En,
    /// Chinese
    Zh,
}

/// What counts as a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Counted {
    /// Distinct records about one person
    Record,
    /// Distinct values that identify a person
    Value,
}

/// How lists and explanations are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Simple {
    /// For people
    Text,
    /// One JSON document
    Json,
}

/// What to do with binary input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Binary {
    /// An error
    Refuse,
    /// Copy it as it is
    Copy,
}

/// One of `all`, by its name.
fn one_of<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    name: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    let find = move |text: String| all.iter().copied().find(|&item| name(item) == text);
    PossibleValuesParser::new(all.iter().map(|&item| name(item)))
        .try_map(move |text| find(text).ok_or("unknown"))
}

/// A size such as `512M` or `2G`, in bytes.
fn bytes(text: &str) -> Result<usize, String> {
    let lower = text.trim().to_ascii_lowercase();
    let number = lower.trim_end_matches(['b', 'i']);
    let digits = number.trim_end_matches(['k', 'm', 'g', 't']);
    let scale = match number.strip_prefix(digits) {
        Some("") => 0,
        Some("k") => 10,
        Some("m") => 20,
        Some("g") => 30,
        Some("t") => 40,
        _ => return Err("not a size such as 512M or 2G".to_owned()),
    };
    let size = digits.parse::<usize>().ok().and_then(|size| size.checked_mul(1 << scale));
    size.filter(|&size| size >= 1 << 20)
        .ok_or_else(|| "not a size of at least 1M, such as 512M or 2G".to_owned())
}

fn encoding(name: &str) -> Result<Told, String> {
    match Encoding::from_label(name) {
        _ if name.eq_ignore_ascii_case("auto") => Ok(None),
        Some(encoding) => Ok(Some(encoding)),
        None => Err("no encoding of the WHATWG's list".to_owned()),
    }
}

fn fraction(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("not a number from 0.0 to 1.0".to_owned()),
    }
}
