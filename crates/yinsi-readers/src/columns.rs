//! Rows that become records: which of them is the header, what the columns hold, and what a
//! spreadsheet did to their cells.

use std::collections::HashSet;
use std::ops::ControlFlow;

use yinsi::{Context, Scanner};

use crate::damage::{Damage, inspect, is_digits, zero_length};
use crate::fault::{Lost, Reason};
use crate::format::Format;
use crate::record::{Column, Field, Kind};
use crate::session::{Item, Opened, Session};

/// Rows that are looked at before the first is handed over.
const SAMPLE: usize = 64;

/// Bytes of them.
const SAMPLE_BYTES: usize = 1 << 20;

/// Rows of a title, or empty ones, that may stand before a header.
const PREAMBLE: usize = 6;

/// Longest name of a column in bytes.
const NAME: usize = 128;

/// Names of columns where no scanner knows better.
const WORDS: &[&str] = &[
    "id",
    "name",
    "phone",
    "mobile",
    "tel",
    "telephone",
    "email",
    "e-mail",
    "mail",
    "address",
    "city",
    "country",
    "date",
    "birthday",
    "gender",
    "sex",
    "age",
    "company",
    "note",
    "notes",
    "remark",
    "comment",
    "username",
    "user",
    "password",
    "序号",
    "编号",
    "姓名",
    "名字",
    "性别",
    "年龄",
    "手机",
    "手机号",
    "电话",
    "邮箱",
    "地址",
    "身份证",
    "身份证号",
    "备注",
    "公司",
    "单位",
    "日期",
    "时间",
    "城市",
    "省份",
    "职务",
    "部门",
    "電話",
    "手機",
    "地址",
    "備註",
    "生日",
];

/// The cells of one row.
#[derive(Clone, Default)]
pub(crate) struct Row {
    text: String,
    ends: Vec<usize>,
}

impl Row {
    /// Removes all cells.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// Appends to the cell that is being written.
    pub(crate) fn write(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Ends the cell that is being written.
    pub(crate) fn end_cell(&mut self) {
        self.ends.push(self.text.len());
    }

    /// Appends a cell.
    pub(crate) fn push(&mut self, cell: &str) {
        self.write(cell);
        self.end_cell();
    }

    /// How many cells there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The cell with this number, from 0; empty where there is none.
    pub(crate) fn cell(&self, index: usize) -> &str {
        let start =
            index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.ends.get(index).and_then(|end| self.text.get(start..*end)).unwrap_or_default()
    }

    /// All cells.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.cell(index))
    }

    fn filled(&self) -> usize {
        self.cells().filter(|cell| !cell.trim().is_empty()).count()
    }
}

/// What is known about the header before the first row comes.
pub(crate) enum Header {
    /// Nothing.
    Unknown,
    /// The columns have these names, and all rows are data.
    Names(Vec<String>),
}

/// Where a table's rows go.
pub(crate) struct Rows {
    item: Item,
    name: Option<String>,
    format: Format,
    encoding: &'static str,
    header: Header,
    waiting: Vec<(u64, Row)>,
    waiting_bytes: usize,
    faults: Vec<(u64, Lost, Reason)>,
    ready: Option<Ready>,
}

struct Ready {
    opened: Opened,
    names: Vec<String>,
    zeros: Vec<Option<usize>>,
}

impl Rows {
    /// A table about to begin.
    pub(crate) fn new(
        item: &Item,
        name: Option<&str>,
        format: Format,
        encoding: &'static str,
        header: Header,
    ) -> Self {
        Self {
            item: item.clone(),
            name: name.map(str::to_owned),
            format,
            encoding,
            header,
            waiting: Vec::new(),
            waiting_bytes: 0,
            faults: Vec::new(),
            ready: None,
        }
    }

    /// Takes the next row, which begins on this line.
    pub(crate) fn push(&mut self, session: &mut Session<'_>, line: u64, row: &Row) -> ControlFlow<()> {
        if let Some(ready) = &mut self.ready {
            return ready.row(session, line, row);
        }
        self.waiting_bytes += row.text.len();
        self.waiting.push((line, row.clone()));
        if self.waiting.len() < SAMPLE && self.waiting_bytes < SAMPLE_BYTES {
            return ControlFlow::Continue(());
        }
        self.settle(session)
    }

    /// Tells of a row that is not, or not as it was meant.
    pub(crate) fn fault(&mut self, session: &mut Session<'_>, line: u64, lost: Lost, reason: Reason) {
        match &mut self.ready {
            Some(ready) => ready.opened.fault(session, line, lost, reason),
            None => self.faults.push((line, lost, reason)),
        }
    }

    /// How many columns a row has, once that is known.
    pub(crate) fn width(&self) -> Option<usize> {
        let names = match (&self.ready, &self.header) {
            (Some(ready), _) => ready.names.len(),
            (None, Header::Names(names)) => names.len(),
            _ => self.waiting.first().map(|(_, row)| row.len())?,
        };
        Some(names)
    }

    /// The end of the table.
    pub(crate) fn end(mut self, session: &mut Session<'_>) -> ControlFlow<()> {
        if self.ready.is_none() {
            if self.waiting.is_empty() && self.faults.is_empty() {
                return ControlFlow::Continue(());
            }
            self.settle(session)?;
        }
        if let Some(ready) = self.ready.take() {
            ready.opened.end(session);
        }
        ControlFlow::Continue(())
    }

    /// Decides about header and columns and hands over what waited.
    fn settle(&mut self, session: &mut Session<'_>) -> ControlFlow<()> {
        let waiting = std::mem::take(&mut self.waiting);
        let rows: Vec<&Row> = waiting.iter().map(|(_, row)| row).collect();
        let (first, names) = match std::mem::replace(&mut self.header, Header::Unknown) {
            Header::Names(names) => (0, names),
            Header::Unknown => match header(&rows, session.reader.scanner.as_ref(), session.reader.words()) {
                Some(index) => (index + 1, rows.get(index).map(|row| names_of(row)).unwrap_or_default()),
                None => (0, Vec::new()),
            },
        };
        let data = rows.get(first..).unwrap_or_default();
        let width = data.iter().map(|row| row.len()).max().unwrap_or_default().max(names.len());
        let columns = (0..width).map(|index| {
            let name = names.get(index).map_or("", String::as_str);
            let kind = session.reader.scanner.as_ref().and_then(|scanner| kind(scanner, name, data, index));
            Column { name: name.into(), kind }
        });
        let columns = columns.collect();
        let zeros = (0..width).map(|index| zero_length(data.iter().map(|row| row.cell(index)))).collect();
        let opened = session.table(&self.item, self.name.as_deref(), self.format, self.encoding, columns)?;
        let mut ready = Ready { opened, names, zeros };
        for (line, lost, reason) in self.faults.drain(..) {
            ready.opened.fault(session, line, lost, reason);
        }
        for (index, (line, row)) in waiting.iter().enumerate() {
            if index + 1 < first {
                ready.title(session, *line, row)?;
            } else if index + 1 > first {
                ready.row(session, *line, row)?;
            }
        }
        self.ready = Some(ready);
        ControlFlow::Continue(())
    }
}

impl Ready {
    /// A row above the header: its cells have no names.
    fn title(&mut self, session: &mut Session<'_>, line: u64, row: &Row) -> ControlFlow<()> {
        let fields = fields(row, &[], &[]);
        if fields.is_empty() {
            return ControlFlow::Continue(());
        }
        self.opened.record(session, line, &fields)
    }

    fn row(&mut self, session: &mut Session<'_>, line: u64, row: &Row) -> ControlFlow<()> {
        let again = row.len() == self.names.len()
            && !self.names.is_empty()
            && row.cells().zip(&self.names).all(|(cell, name)| cell.trim() == name.as_str());
        let fields = fields(row, &self.names, &self.zeros);
        // A header in the middle, where two files were joined, and blank lines are no records.
        if again || fields.is_empty() {
            return ControlFlow::Continue(());
        }
        if row.len() > self.names.len() && !self.names.is_empty() {
            let more = (self.names.len()..row.len()).any(|index| !row.cell(index).trim().is_empty());
            if more {
                let message = format!("{} cells under {} columns", row.len(), self.names.len());
                self.opened.fault(session, line, Lost::Nothing, Reason::Malformed(message.into()));
            }
        }
        self.opened.record(session, line, &fields)
    }
}

fn fields<'a>(row: &'a Row, names: &'a [String], zeros: &[Option<usize>]) -> Vec<Field<'a>> {
    let mut fields = Vec::with_capacity(row.len());
    for (index, cell) in row.cells().enumerate() {
        let (text, damage) = inspect(cell);
        if text.is_empty() {
            continue;
        }
        let label = names.get(index).map(String::as_str).filter(|name| !name.is_empty());
        let zero = || {
            let length = zeros.get(index).copied().flatten()?;
            (text.len() + 1 == length && is_digits(text)).then_some(Damage::LeadingZero)
        };
        let damage = damage.or_else(zero);
        let column = u32::try_from(index).unwrap_or(u32::MAX);
        fields.push(Field { damage, ..Field::new(text).labelled(column, label) });
    }
    fields
}

fn names_of(row: &Row) -> Vec<String> {
    row.cells().map(|cell| cell.trim().trim_start_matches('\u{FEFF}').to_owned()).collect()
}

/// Which of the first rows is the header.
fn header(rows: &[&Row], scanner: Option<&Scanner>, words: &HashSet<String>) -> Option<usize> {
    let width = common(rows.iter().map(|row| row.len()))?;
    let title = |row: &&&Row| width >= 3 && row.filled() * 2 < width || row.filled() == 0;
    let first = rows.iter().take(PREAMBLE).take_while(title).count();
    let (head, rest) = rows.get(first..)?.split_first()?;
    let cells: Vec<&str> = head.cells().map(str::trim).filter(|cell| !cell.is_empty()).collect();
    let digits = |cell: &str| cell.bytes().filter(u8::is_ascii_digit).count();
    let is_data = |cell: &str| {
        digits(cell) > 4
            || cell.len() > NAME
            || cell.contains('@')
            || scanner.is_some_and(|scanner| scanner.is_match(cell))
    };
    if cells.is_empty() || cells.iter().any(|cell| is_data(cell)) {
        return None;
    }
    let known = |cell: &str| words.contains(&word(cell));
    // Numbers below a word.
    let contrast = (0..width).any(|index| {
        let below: Vec<&str> =
            rest.iter().map(|row| row.cell(index).trim()).filter(|cell| !cell.is_empty()).collect();
        let numeric = below.iter().filter(|cell| digits(cell) > 0).count();
        let name = head.cell(index).trim();
        !name.is_empty() && digits(name) == 0 && numeric > 0 && numeric * 5 >= below.len() * 4
    });
    (cells.iter().any(|cell| known(cell)) || contrast).then_some(first)
}

/// The form in which names of columns are compared: `Phone_Number` is `phone number`.
fn word(name: &str) -> String {
    let name = name.trim().trim_end_matches([':', '：', '*']).to_lowercase();
    name.replace(['_', '-'], " ")
}

/// The names of columns that a scanner's rules know as labels, and some more.
pub(crate) fn words(scanner: Option<&Scanner>) -> HashSet<String> {
    let labels = scanner.into_iter().flat_map(Scanner::rules).flat_map(|rule| rule.labels.iter());
    let labels = labels.map(|label| word(label.trim_start_matches(['^', '=', '~'])));
    labels.chain(WORDS.iter().map(|name| word(name))).filter(|name| !name.is_empty()).collect()
}

fn common(values: impl Iterator<Item = usize>) -> Option<usize> {
    let mut values: Vec<usize> = values.collect();
    values.sort_unstable();
    let mut best = None;
    for group in values.chunk_by(|one, other| one == other) {
        // Of equally frequent ones the largest.
        if best.is_none_or(|(_, count)| group.len() >= count) {
            best = group.first().map(|value| (*value, group.len()));
        }
    }
    best.map(|(value, _)| value)
}

/// What column `index` of `rows` holds, by its name and its cells.
fn kind(scanner: &Scanner, name: &str, rows: &[&Row], index: usize) -> Option<Kind> {
    let labelled = Context::label(name);
    let (mut filled, mut findings) = (0u32, Vec::new());
    // Entity, and the sums of its confidences with the label and without.
    let mut sums: Vec<(&'static str, [f32; 2])> = Vec::new();
    for row in rows {
        let (cell, _) = inspect(row.cell(index));
        if cell.is_empty() {
            continue;
        }
        filled += 1;
        for (side, context) in [&labelled, &Context::new()].into_iter().enumerate() {
            scanner.scan_with_into(cell, context, &mut findings);
            let covers = |found: &&yinsi::Finding| (found.end - found.start) * 5 >= cell.len() as u64 * 4;
            let best =
                findings.iter().filter(covers).max_by_key(|found| (found.end - found.start, found.start));
            let Some(found) = best else { continue };
            let at = sums.iter().position(|(entity, _)| *entity == found.entity);
            let at = at.unwrap_or_else(|| {
                sums.push((found.entity, [0.0; 2]));
                sums.len() - 1
            });
            if let Some((_, sum)) = sums.get_mut(at)
                && let Some(sum) = sum.get_mut(side)
            {
                *sum += found.confidence();
            }
        }
    }
    let (entity, [with, without]) =
        sums.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    let share = |sum: f32| sum / filled.max(1) as f32;
    (share(with) >= 0.5).then(|| Kind {
        entity,
        confidence: share(with).min(1.0),
        by_header: share(without) < 0.5,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &[&[&str]]) -> Vec<Row> {
        let row = |cells: &&[&str]| {
            let mut row = Row::default();
            cells.iter().for_each(|cell| row.push(cell));
            row
        };
        table.iter().map(row).collect()
    }

    #[track_caller]
    fn header_is(expected: Option<usize>, table: &[&[&str]]) {
        let rows = rows(table);
        let scanner = Scanner::new();
        let rows: Vec<&Row> = rows.iter().collect();
        assert_eq!(header(&rows, Some(&scanner), &words(Some(&scanner))), expected, "with a scanner");
        assert_eq!(header(&rows, None, &words(None)), expected, "without");
    }

    #[test]
    fn a_header_is_told_from_data() {
        header_is(Some(0), &[&["姓名", "城市"], &["张伟", "北京"]]);
        header_is(Some(0), &[&["name", "x"], &["A", "B"]]);
        header_is(Some(0), &[&["甲", "乙"], &["a", "12"], &["b", "13"]]);
        header_is(None, &[&["张伟", "13812345678"], &["王芳", "13912345678"]]);
        header_is(None, &[&["张伟", "北京"], &["王芳", "上海"]]);
        header_is(None, &[&["a@example.com", "b"]]);
        header_is(
            Some(2),
            &[&["二月客户名单", "", ""], &["", "", ""], &["姓名", "手机", "备注"], &["张伟", "1", ""]],
        );
        header_is(None, &[]);
    }

    #[test]
    fn columns_are_told_by_content_and_by_header() {
        let scanner = Scanner::new();
        let table = rows(&[
            &["13812345678", "张伟", "100020"],
            &["13912345678", "王芳", "200030"],
            &["-", "刘洋", "510000"],
        ]);
        let data: Vec<&Row> = table.iter().collect();
        let phone = kind(&scanner, "", &data, 0).expect("a kind");
        assert_eq!((phone.entity, phone.by_header), ("CN_MOBILE_NUMBER", false));
        assert!(phone.confidence < 0.7, "one of three is none");
        let name = kind(&scanner, "姓名", &data, 1).expect("a kind");
        assert_eq!((name.entity, name.by_header), ("CN_PERSON_NAME", true));
        assert_eq!(kind(&scanner, "", &data, 1), None);
    }
}
