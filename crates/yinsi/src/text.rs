//! Strings and lists that are either borrowed for ever (the built-in catalogue)
//! or owned (a user's rule).
//!
//! Their `Debug` form is a Rust expression: `cargo xtask catalog` prints the
//! built-in rules with it. Knows nothing of rules.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

/// A string that is static in the built-in catalogue and owned elsewhere.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Cow<'static, str>);

impl Text {
    /// Borrows a static string.
    pub const fn of(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// The string, for ever: an owned one is kept once.
    pub(crate) fn interned(&self) -> &'static str {
        match &self.0 {
            Cow::Borrowed(text) => text,
            Cow::Owned(text) => crate::intern::intern(text),
        }
    }

    /// The string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::of("")
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self
    }
}

impl Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Cow::Owned(text))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(Cow::Owned(text.to_owned()))
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text::of({:?})", &*self.0)
    }
}

/// A list that is static in the built-in catalogue and owned elsewhere.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct List<T: Clone + 'static>(Cow<'static, [T]>);

impl<T: Clone + 'static> List<T> {
    /// Borrows a static slice.
    pub const fn of(items: &'static [T]) -> Self {
        Self(Cow::Borrowed(items))
    }
}

impl<T: Clone + 'static> Default for List<T> {
    fn default() -> Self {
        Self::of(&[])
    }
}

impl<T: Clone + 'static> Deref for List<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Clone + 'static> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        Self(Cow::Owned(items))
    }
}

impl<T: Clone + 'static> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(Cow::Owned(items.into_iter().collect()))
    }
}

impl<'a, T: Clone + 'static> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Clone + fmt::Debug + 'static> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("List::of(&")?;
        f.debug_list().entries(self.0.iter()).finish()?;
        f.write_str(")")
    }
}

#[cfg(feature = "toml")]
impl<'de> serde::Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(feature = "toml")]
impl<'de, T: Clone + 'static + serde::Deserialize<'de>> serde::Deserialize<'de> for List<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from)
    }
}
