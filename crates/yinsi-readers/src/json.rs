//! JSON: one value a line, or a document whose arrays of objects are its records.
//!
//! Keys are labels, and a JSON pointer says the whole way to a value. Numbers keep their digits: an
//! identity number written as one must not go through a float.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read};
use std::ops::ControlFlow;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use yinsi::Encoding;

use crate::damage::inspect;
use crate::fault::{Limit, Lost, Reason};
use crate::format::Format;
use crate::input::Input;
use crate::record::Field;
use crate::session::{Item, Opened, Session};
use crate::text::{self, Lines};

/// Values that lie deeper within a record are handed over as the JSON they are written in.
const DEPTH: usize = 32;

/// Names of fields that are told apart in a table; later ones share the last number.
const NAMES: usize = 10_000;

/// Reads one JSON value a line.
pub(crate) fn lines(
    session: &mut Session<'_>,
    item: &Item,
    input: Input<'_>,
    encoding: Encoding,
) -> ControlFlow<()> {
    let limit = session.reader.limits.record;
    let text = session.text(input, encoding);
    let mut lines = Lines::new(text, limit);
    let mut table = session.table(item, None, Format::JsonLines, encoding.name(), Vec::new())?;
    let mut names = Names::default();
    let mut cut = false;
    loop {
        let line = match lines.next() {
            Ok(Some(line)) => line,
            Ok(None) => break,
            Err(error) => {
                table.fault(session, lines.line, Lost::Rest, error.into());
                break;
            }
        };
        let number = line.number;
        // The pieces of a line over the limit are no JSON, and one complaint is enough.
        if line.cut || std::mem::replace(&mut cut, line.cut) {
            if line.cut {
                table.fault(session, number, Lost::Part, Reason::Limit(Limit::Record(limit)));
            }
            table.record(session, number, &[Field::new(line.text)])?;
            cut = line.cut;
            continue;
        }
        let text = line.text.trim_matches(['\u{FEFF}', ' ', '\t', '\u{1e}']);
        // An array over many lines, or one of objects with a comma behind each.
        let text = text.strip_suffix(',').unwrap_or(text);
        if text.is_empty() {
            continue;
        }
        match serde_json::from_str::<&RawValue>(text) {
            Ok(value) => record(session, &mut table, &mut names, number, value.get())?,
            Err(error) => {
                table.fault(session, number, Lost::Nothing, broken(&error, "read as a line of text"));
                table.record(session, number, &[Field::new(text)])?;
            }
        }
    }
    table.end(session);
    session.end_text(item, lines.reader());
    ControlFlow::Continue(())
}

/// Hands over one value, which is sound JSON.
fn record(
    session: &mut Session<'_>,
    table: &mut Opened,
    names: &mut Names,
    line: u64,
    json: &str,
) -> ControlFlow<()> {
    let mut leaves = Vec::new();
    flatten(json, &mut Way::default(), &mut leaves);
    hand_over(session, table, names, line, &leaves)
}

fn hand_over(
    session: &mut Session<'_>,
    table: &mut Opened,
    names: &mut Names,
    line: u64,
    leaves: &[Leaf<'_>],
) -> ControlFlow<()> {
    let fields: Vec<Field<'_>> = leaves
        .iter()
        .filter_map(|leaf| {
            let (text, damage) = inspect(&leaf.text);
            let label = Some(leaf.label.as_str()).filter(|label| !label.is_empty());
            let column = names.number(&leaf.column);
            let path = Some(leaf.path.as_str()).filter(|path| !path.is_empty());
            (!text.is_empty()).then(|| Field { path, damage, ..Field::new(text).labelled(column, label) })
        })
        .collect();
    table.record(session, line, &fields)
}

/// A value that holds no others.
struct Leaf<'a> {
    text: Cow<'a, str>,
    /// The last key on the way to it.
    label: String,
    path: String,
    /// The path without the numbers of array elements.
    column: String,
}

impl Leaf<'_> {
    fn into_owned(self) -> Leaf<'static> {
        Leaf { text: self.text.into_owned().into(), ..self }
    }
}

/// The way to a value.
#[derive(Clone, Default)]
struct Way {
    path: String,
    column: String,
    label: String,
    depth: usize,
}

impl Way {
    fn key(&self, key: &str) -> Self {
        let step = key.replace('~', "~0").replace('/', "~1");
        Self {
            path: format!("{}/{step}", self.path),
            column: format!("{}/{step}", self.column),
            label: key.to_owned(),
            depth: self.depth + 1,
        }
    }

    fn element(&self, index: usize) -> Self {
        Self {
            path: format!("{}/{index}", self.path),
            column: format!("{}/*", self.column),
            label: self.label.clone(),
            depth: self.depth + 1,
        }
    }

    fn leaf<'a>(&self, text: impl Into<Cow<'a, str>>) -> Leaf<'a> {
        let (path, column) = (self.path.clone(), self.column.clone());
        Leaf { text: text.into(), label: self.label.clone(), path, column }
    }
}

/// Numbers of columns by name, in the order in which they came.
#[derive(Default)]
struct Names(HashMap<String, u32>);

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.0.get(name) {
            return *number;
        }
        let number = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        if self.0.len() < NAMES {
            self.0.insert(name.to_owned(), number);
        }
        number
    }
}

/// The leaves of a JSON value, in order; `null` is none.
fn flatten<'a>(json: &'a str, way: &mut Way, leaves: &mut Vec<Leaf<'a>>) {
    let json = json.trim();
    match json.bytes().next() {
        Some(b'{') if way.depth < DEPTH => {
            if let Ok(Members(members)) = serde_json::from_str(json) {
                members.into_iter().for_each(|(key, value)| flatten(value.get(), &mut way.key(&key), leaves));
            }
        }
        Some(b'[') if way.depth < DEPTH => {
            if let Ok(elements) = serde_json::from_str::<Vec<&RawValue>>(json) {
                let elements = elements.into_iter().enumerate();
                elements.for_each(|(index, value)| flatten(value.get(), &mut way.element(index), leaves));
            }
        }
        Some(b'"') => leaves.push(way.leaf(string(json))),
        Some(b'n') | None => {}
        Some(_) => leaves.push(way.leaf(json)),
    }
}

/// What a string of JSON says; one with half a surrogate pair as it is written.
fn string(json: &str) -> Cow<'_, str> {
    let plain = json.get(1..json.len().saturating_sub(1)).unwrap_or_default();
    if !plain.contains('\\') {
        return plain.into();
    }
    serde_json::from_str::<String>(json).map_or(plain.into(), Cow::Owned)
}

/// The members of an object in their order, doubled keys and all.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> de::Deserialize<'de> for Members<'a> {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(key) = map.next_key::<&RawValue>()? {
                    members.push((string(key.get()), map.next_value()?));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

fn broken(error: &serde_json::Error, how: &str) -> Reason {
    let kind = match error.classify() {
        serde_json::error::Category::Eof => "JSON that ends too soon",
        _ => "no JSON",
    };
    Reason::Malformed(format!("{kind}, {how}").into())
}

/// Reads a document.
///
/// The elements of its arrays of objects are records, and so are the values of an object that maps
/// names to objects of the same form. What stands beside them is one record of its own.
pub(crate) fn document(
    session: &mut Session<'_>,
    item: &Item,
    input: Input<'_>,
    encoding: Encoding,
) -> ControlFlow<()> {
    let limit = session.reader.limits.record;
    let text = session.text(input, encoding);
    let table = session.table(item, None, Format::Json, encoding.name(), Vec::new())?;
    let watch = Watch::new(limit);
    let mut walk =
        Walk { session, table, names: Names::default(), watch: &watch, ended: ControlFlow::Continue(()) };
    let mut reader = Watched { reader: io::BufReader::with_capacity(64 * 1024, text), watch: &watch };
    let mut deserializer = serde_json::Deserializer::from_reader(&mut reader);
    let result = Spine { walk: &mut walk, way: Way::default() }.deserialize(&mut deserializer);
    let result = result.and_then(|leaves| {
        if walk.rest(&leaves).is_break() {
            return Ok(());
        }
        deserializer.end()
    });
    drop(deserializer);
    walk.ended?;
    let Walk { session, mut table, .. } = walk;
    let Err(error) = result else {
        table.end(session);
        let text = reader.reader.into_inner();
        session.end_text(item, &text);
        return ControlFlow::Continue(());
    };
    let line = watch.line.get();
    if watch.over.get() {
        table.fault(session, line, Lost::Nothing, Reason::Limit(Limit::Record(limit)));
    } else if let Some(kind) = error.io_error_kind() {
        table.fault(session, line, Lost::Rest, Reason::Io(kind.to_string().into()));
    } else {
        table.fault(session, line, Lost::Nothing, broken(&error, "the rest read as lines of text"));
    }
    table.end(session);
    // What was read of the record that is broken, and all that follows.
    let seen = watch.seen.take();
    let mut rest = Lines::new(io::Cursor::new(seen).chain(reader.reader), limit);
    rest.line = watch.line_of_record.get();
    text::rest(session, item, &mut rest, encoding)
}

/// What a [`Watched`] reader knows about the record that is being read.
struct Watch {
    limit: usize,
    line: std::cell::Cell<u64>,
    line_of_record: std::cell::Cell<u64>,
    seen: std::cell::RefCell<Vec<u8>>,
    over: std::cell::Cell<bool>,
}

impl Watch {
    fn new(limit: u64) -> Self {
        Self {
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            line: 1.into(),
            line_of_record: 1.into(),
            seen: Vec::new().into(),
            over: false.into(),
        }
    }

    /// A record begins.
    fn mark(&self) {
        self.line_of_record.set(self.line.get());
        self.seen.borrow_mut().clear();
    }
}

struct Watched<'w, R> {
    reader: io::BufReader<R>,
    watch: &'w Watch,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        let new = buffer.get(..read).unwrap_or_default();
        let mut seen = self.watch.seen.borrow_mut();
        if seen.len() + read > self.watch.limit {
            self.watch.over.set(true);
            seen.extend_from_slice(new);
            return Err(Limit::Record(self.watch.limit as u64).into());
        }
        seen.extend_from_slice(new);
        let lines = memchr::memchr_iter(b'\n', new).count() as u64;
        self.watch.line.set(self.watch.line.get() + lines);
        Ok(read)
    }
}

/// The walk through a document.
struct Walk<'a, 's> {
    session: &'a mut Session<'s>,
    table: Opened,
    names: Names,
    watch: &'a Watch,
    ended: ControlFlow<()>,
}

impl Walk<'_, '_> {
    /// A record; an error ends the walk.
    fn record<E: de::Error>(&mut self, leaves: &[Leaf<'_>]) -> Result<(), E> {
        let line = self.watch.line_of_record.get();
        self.ended = hand_over(self.session, &mut self.table, &mut self.names, line, leaves);
        self.watch.mark();
        if self.ended.is_break() { Err(E::custom("ended")) } else { Ok(()) }
    }

    /// What stands beside the records.
    fn rest(&mut self, leaves: &[Leaf<'_>]) -> ControlFlow<()> {
        if !leaves.is_empty() {
            self.ended = hand_over(self.session, &mut self.table, &mut self.names, 1, leaves);
        }
        self.ended
    }
}

/// A value on the way to the records; gives the leaves that are in none.
struct Spine<'w, 'a, 's> {
    walk: &'w mut Walk<'a, 's>,
    way: Way,
}

impl<'de> DeserializeSeed<'de> for Spine<'_, '_, '_> {
    type Value = Vec<Leaf<'static>>;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Spine<'_, '_, '_> {
    type Value = Vec<Leaf<'static>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut own: Vec<Leaf<'static>> = Vec::new();
        // Members that are objects, while it is open whether this one maps names to records.
        let mut waiting: Option<Vec<Leaf<'static>>> = None;
        let mut mapping = false;
        let relative = |leaves: &[Leaf<'_>], way: &Way| -> Vec<String> {
            leaves
                .iter()
                .map(|leaf| leaf.column.get(way.column.len()..).unwrap_or_default().to_owned())
                .collect()
        };
        let mut last = Way::default();
        while let Some(key) = map.next_key::<String>()? {
            let way = self.way.key(&key);
            let deep = way.depth >= DEPTH;
            let leaves = if deep {
                let value = map.next_value::<Box<RawValue>>()?;
                vec![way.leaf(value.get().to_owned())]
            } else {
                map.next_value_seed(Spine { walk: &mut *self.walk, way: way.clone() })?
            };
            let is_object = leaves.iter().any(|leaf| leaf.path.len() > way.path.len());
            if !is_object || !own.is_empty() {
                own.extend(waiting.take().into_iter().flatten());
                own.extend(leaves);
                continue;
            }
            if mapping {
                self.walk.record(&leaves)?;
                continue;
            }
            match waiting.take() {
                None => waiting = Some(leaves),
                Some(before) if relative(&before, &last) == relative(&leaves, &way) => {
                    mapping = true;
                    self.walk.record(&before)?;
                    self.walk.record(&leaves)?;
                }
                Some(before) => {
                    own.extend(before);
                    own.extend(leaves);
                }
            }
            last = way;
        }
        own.extend(waiting.into_iter().flatten());
        Ok(own)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut own = Vec::new();
        let mut index = 0;
        self.walk.watch.mark();
        while let Some(value) = seq.next_element::<Box<RawValue>>()? {
            let json = value.get().trim();
            let mut way = self.way.element(index);
            index += 1;
            if json.starts_with(['{', '[']) || self.way.path.is_empty() {
                // Within a record the way starts anew.
                let mut leaves = Vec::new();
                let depth = way.depth;
                way = Way { label: way.label, ..Way::default() };
                way.depth = depth.saturating_sub(1);
                flatten(json, &mut way, &mut leaves);
                self.walk.record(&leaves)?;
            } else {
                let mut leaves = Vec::new();
                flatten(json, &mut way, &mut leaves);
                own.extend(leaves.into_iter().map(Leaf::into_owned));
                self.walk.watch.mark();
            }
        }
        Ok(own)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(vec![self.way.leaf(text.to_owned())])
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(vec![self.way.leaf(number.to_string())])
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(vec![self.way.leaf(number.to_string())])
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(vec![self.way.leaf(number.to_string())])
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(vec![self.way.leaf(value.to_string())])
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }
}
