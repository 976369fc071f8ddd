//! `--format sarif`: SARIF 2.1.0, for code scanning services.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Component, Path};

use serde::Serialize;
use yinsi::Unit;

use super::{Name, Report, Tally};
use crate::escape;
use crate::window::Located;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

#[derive(Serialize)]
struct Message<'a> {
    text: Cow<'a, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    version: &'static str,
    information_uri: &'static str,
    rules: Vec<ReportingDescriptor<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportingDescriptor<'a> {
    id: &'a str,
    short_description: Message<'a>,
    properties: Properties,
}

#[derive(Serialize)]
struct Properties {
    tags: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'static str,
    level: &'static str,
    message: Message<'a>,
    locations: [Location<'a>; 1],
    rank: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: PhysicalLocation<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation<'a> {
    artifact_location: ArtifactLocation<'a>,
    region: Region<'a>,
}

#[derive(Serialize)]
struct ArtifactLocation<'a> {
    uri: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region<'a> {
    start_line: u64,
    start_column: u64,
    end_line: u64,
    end_column: u64,
    byte_offset: u64,
    byte_length: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Message<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
struct Notification<'a> {
    level: &'static str,
    message: Message<'a>,
}

pub(super) fn head(rules: &BTreeMap<String, (String, &'static str)>) -> String {
    let rules = rules.iter().map(|(id, (name, category))| ReportingDescriptor {
        id,
        short_description: Message { text: name.into() },
        properties: Properties { tags: [category] },
    });
    let driver = Driver {
        name: "yinsi",
        version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules: rules.collect(),
    };
    format!(
        "{{\"$schema\": {}, \"version\": \"2.1.0\", \"runs\": [{{\"tool\": {},\n\
         \"columnKind\": \"unicodeCodePoints\", \"results\": [\n",
        escape::json(SCHEMA),
        escape::to_json(&Tool { driver }),
    )
}

pub(super) fn result(name: &Name, found: &Located<'_>, report: &Report) -> String {
    let [start, end] = found.span(Unit::Bytes);
    let finding = &found.finding;
    let region = Region {
        start_line: found.start.line + 1,
        start_column: found.start.column + 1,
        end_line: found.end.line + 1,
        end_column: found.end.column + 1,
        byte_offset: start,
        byte_length: end - start,
        snippet: report.show_values.then(|| Message { text: String::from_utf8_lossy(found.value) }),
    };
    escape::to_json(&SarifResult {
        rule_id: finding.rule,
        level: "warning",
        message: Message { text: format!("{} found", finding.entity).into() },
        locations: [Location {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation { uri: &name.uri },
                region,
            },
        }],
        rank: f64::from(finding.confidence_percent()),
    })
}

pub(super) fn tail(tally: &Tally) -> String {
    let mut notes: Vec<_> = tally
        .errors
        .iter()
        .map(|error| Notification { level: "error", message: Message { text: error.into() } })
        .collect();
    if tally.binary > 0 {
        let text = format!("binary files skipped: {}", tally.binary).into();
        notes.push(Notification { level: "note", message: Message { text } });
    }
    let invocation =
        Invocation { execution_successful: tally.errors.is_empty(), tool_execution_notifications: notes };
    format!("\n], \"invocations\": [{}]}}]}}\n", escape::to_json(&invocation))
}

/// A path as a URI reference: percent-encoded, `/` between its parts.
pub(super) fn uri(path: &Path) -> String {
    let mut uri = String::new();
    if path.is_absolute() {
        uri.push_str("file://");
    }
    for component in path.components() {
        let part = match component {
            Component::RootDir | Component::CurDir => continue,
            other => other.as_os_str(),
        };
        if path.is_absolute() || !uri.is_empty() {
            uri.push('/');
        }
        for &byte in part.as_encoded_bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=@".contains(&byte) {
                uri.push(char::from(byte));
            } else {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uri_references() {
        assert_eq!(uri(Path::new("./a b/身.txt")), "a%20b/%E8%BA%AB.txt");
        assert_eq!(uri(Path::new("a/../b#c:d")), "a/../b%23c%3Ad");
        #[cfg(unix)]
        assert_eq!(uri(Path::new("/a/100%")), "file:///a/100%25");
    }
}
