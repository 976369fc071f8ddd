//! `Key`: the secret of keyed operators, vaults and reports.

use std::path::PathBuf;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString, PyType};
use yinsi::report;
use zeroize::Zeroizing;

use crate::error::{self, wrong_type};
use crate::text::Text;

/// A secret from which keyed operators, vaults and reports derive what they need.
///
/// Sixteen bytes at least; thirty-two from a random source are right (`secrets.token_bytes(32)`, or
/// `openssl rand -hex 32 > key`). A password that a person thought of can be guessed: everything a key
/// protects is then lost. Nothing prints it; `id` names it in public. What this object holds is wiped when
/// it goes.
///
/// Pickling a key writes the secret, so that processes that work together (the workers of Spark) share it:
/// send such bytes to nobody else.
///
/// >>> import yinsi
/// >>> key = yinsi.Key.from_bytes(b"an example, not a secret: 32 byte")
/// >>> key
/// Key(080ddb47)
#[pyclass(frozen, module = "yinsi")]
pub(crate) struct Key {
    pub(crate) inner: yinsi::Key,
    secret: Zeroizing<Vec<u8>>,
}

impl Key {
    fn of(secret: Zeroizing<Vec<u8>>) -> PyResult<Self> {
        let inner = yinsi::Key::from_bytes(&secret).map_err(error::build)?;
        Ok(Self { inner, secret })
    }

    /// A key that was read from somewhere: of what was there, the part that it is made of is kept.
    fn read(inner: yinsi::Key, mut secret: Zeroizing<Vec<u8>>) -> PyResult<Self> {
        let end = secret.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |last| last + 1);
        let text = secret.get(..end).unwrap_or_default();
        if yinsi::Key::from_bytes(text).is_ok_and(|key| key.id() == inner.id()) {
            secret.truncate(end);
        }
        Ok(Self { inner, secret })
    }

    /// The key of a report, as the command line makes it of a file.
    pub(crate) fn of_report(&self) -> PyResult<report::Key> {
        report::Key::from_secret(self.secret.trim_ascii_end()).map_err(error::report)
    }
}

#[pymethods]
impl Key {
    /// A key from a secret of at least 16 bytes, taken as they are.
    #[classmethod]
    fn from_bytes(_class: &Bound<'_, PyType>, secret: &Bound<'_, PyAny>) -> PyResult<Self> {
        if secret.is_instance_of::<PyString>() {
            return Err(wrong_type("a secret must be bytes", secret));
        }
        Self::of(Zeroizing::new(Text::of(secret)?.raw().to_vec()))
    }

    /// A key from a file; of a file of printable ASCII the line ends at its end do not count.
    #[classmethod]
    fn from_file(_class: &Bound<'_, PyType>, path: PathBuf) -> PyResult<Self> {
        let inner = yinsi::Key::from_file(&path).map_err(error::build)?;
        Self::read(inner, Zeroizing::new(std::fs::read(&path)?))
    }

    /// A key from an environment variable; line ends at its end do not count.
    #[classmethod]
    fn from_env(_class: &Bound<'_, PyType>, variable: &str) -> PyResult<Self> {
        let inner = yinsi::Key::from_env(variable).map_err(error::build)?;
        let secret = std::env::var_os(variable).unwrap_or_default().into_encoded_bytes();
        Self::read(inner, Zeroizing::new(secret))
    }

    /// Public name of the key: eight hexadecimal digits that say nothing of the secret.
    #[getter]
    fn id(&self) -> &str {
        self.inner.id()
    }

    fn __repr__(&self) -> String {
        format!("Key({})", self.inner.id())
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        // By a hash of the secret, so that the time says nothing of where they differ.
        let hash = |key: &Self| *key.inner.derive("equality");
        other.cast::<Self>().is_ok_and(|other| hash(self) == hash(other.get()))
    }

    fn __hash__(&self) -> u64 {
        u64::from_str_radix(self.inner.id(), 16).unwrap_or_default()
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let secret = PyBytes::new(slf.py(), &slf.get().secret);
        Ok((slf.get_type().getattr("from_bytes")?, (secret,)))
    }
}
