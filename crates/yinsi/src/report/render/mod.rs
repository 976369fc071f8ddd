//! Summaries as text: for people, for programs, for spreadsheets, for managers.

pub(super) mod csv;
