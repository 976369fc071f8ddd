//! `Vault`, `RestoreStream` and `Reverser`: the ways back.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple, PyType};

use crate::document::{self, Chunks};
use crate::error;
use crate::key::Key;
use crate::redactor::Redactor;
use crate::scanner::Scanner;
use crate::text::{self, Text};

/// Placeholders and the values that they stand for: redaction that can be undone.
///
/// A vault is an operator: `Redactor(default=vault)` writes placeholders like `<PERSON_K7F3A2>`, and `restore`
/// puts the values back into whatever text comes of it. Threads may share one. It lives in memory, or in an
/// encrypted file (`save`, `load`). Printing it shows how much there is, never a value.
///
/// >>> import yinsi
/// >>> vault = yinsi.Vault.keyed(yinsi.Key.from_bytes(b"an example, not a secret: 32 byte"))
/// >>> prompt = yinsi.Redactor(default=vault).redact("Write to jane@example.com.")
/// >>> prompt.startswith("Write to <EMAIL_ADDRESS_")
/// True
/// >>> vault.restore(prompt)
/// 'Write to jane@example.com.'
#[pyclass(frozen, module = "yinsi")]
pub(crate) struct Vault {
    inner: yinsi::Vault,
}

impl Vault {
    pub(crate) fn operator(&self) -> yinsi::Operator {
        self.inner.operator()
    }
}

#[pymethods]
impl Vault {
    /// A vault that counts: `<PERSON_1>`, `<PERSON_2>`; the numbers are those of this vault alone.
    #[classmethod]
    fn numbered(_class: &Bound<'_, PyType>) -> Self {
        Self { inner: yinsi::Vault::numbered() }
    }

    /// A vault whose placeholders depend on the value and a key alone: `<PERSON_K7F3A2>`.
    ///
    /// Many turns of a conversation and many processes give a value the same placeholder. `suffix_len` is how
    /// many characters its last part has, 5 to 16; six tell a few thousand values of an entity apart.
    #[classmethod]
    #[pyo3(signature = (key, *, suffix_len=6))]
    fn keyed(_class: &Bound<'_, PyType>, key: &Bound<'_, Key>, suffix_len: usize) -> Self {
        Self { inner: yinsi::Vault::keyed(&key.get().inner).suffix_len(suffix_len) }
    }

    /// The vault that an encrypted file holds.
    ///
    /// Raises `yinsi.VaultError` when it was written with another key or is damaged.
    #[classmethod]
    fn load(
        _class: &Bound<'_, PyType>,
        py: Python<'_>,
        path: PathBuf,
        key: &Bound<'_, Key>,
    ) -> PyResult<Self> {
        let key = &key.get().inner;
        let inner = py.detach(|| error::guard("Vault.load", || yinsi::Vault::load(&path, key)))?;
        Ok(Self { inner: inner.map_err(error::vault)? })
    }

    /// Writes the vault to an encrypted file, with all that the file holds already; both then hold the same.
    ///
    /// Processes that write to one file wait for each other.
    fn save(&self, py: Python<'_>, path: PathBuf, key: &Bound<'_, Key>) -> PyResult<()> {
        let key = &key.get().inner;
        py.detach(|| error::guard("Vault.save", || self.inner.save(&path, key)))?.map_err(error::vault)
    }

    /// The placeholder of a value, which the vault keeps from now on.
    ///
    /// >>> import yinsi
    /// >>> vault = yinsi.Vault.numbered()
    /// >>> vault.placeholder("PERSON", "张三"), vault.placeholder("PERSON", "Jane Roe")
    /// ('<PERSON_1>', '<PERSON_2>')
    fn placeholder(&self, entity: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
        let value = Text::of(value)?;
        Ok(self.inner.placeholder(entity, value.raw()))
    }

    /// The bytes that a placeholder stands for (of a `str` its UTF-8); `None` for one of another vault.
    fn value<'py>(&self, py: Python<'py>, placeholder: &str) -> Option<Bound<'py, PyBytes>> {
        self.inner.value(placeholder).map(|value| PyBytes::new(py, &value))
    }

    /// Puts the values back in place of this vault's placeholders; all else stays as it is.
    ///
    /// Placeholders are read as they were written and as language models write them: in another case, with
    /// Markdown's escapes, stars or spaces inside, with full-width brackets or `&lt;`. With a `format` (`json`,
    /// `csv`, `xml` …, see `Redactor.redact`) values are escaped as their place in the document wants it.
    ///
    /// >>> import yinsi
    /// >>> vault = yinsi.Vault.numbered()
    /// >>> _ = vault.placeholder("PERSON", 'Jane "J" Roe')
    /// >>> vault.restore("Dear ＜person_1＞")
    /// 'Dear Jane "J" Roe'
    /// >>> vault.restore('{"to": "<PERSON_1>"}', format="json")
    /// '{"to": "Jane \\"J\\" Roe"}'
    #[pyo3(signature = (text, *, format=None))]
    fn restore<'py>(
        &self,
        py: Python<'py>,
        text: &Bound<'py, PyAny>,
        format: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let text = Text::of(text)?;
        let raw = text.raw();
        // The scanner tells a table's header from data, nothing more.
        let structure =
            format.map(|format| document::structure(format, raw, &yinsi::Scanner::new())).transpose()?;
        let restored = text::released(py, "restore", raw.len(), || match structure {
            Some(structure) => self.inner.restore_document(raw, structure),
            None => self.inner.restore_bytes(raw),
        })?;
        text.python(py, &restored)
    }

    fn __len__(&self) -> usize {
        self.inner.len()
    }

    fn __repr__(&self) -> String {
        format!("<Vault: {} placeholders>", self.inner.len())
    }
}

/// Puts values back into text that comes in chunks, such as a model's answer.
///
/// The output is the same however the text is cut. Held back is only what is the beginning of one of the
/// vault's placeholders. With `json=True` the text is JSON whose placeholders stand in strings, such as the
/// arguments of a tool call.
///
/// >>> import yinsi
/// >>> vault = yinsi.Vault.numbered()
/// >>> _ = vault.placeholder("PERSON", "Jane Roe")
/// >>> stream = yinsi.RestoreStream(vault)
/// >>> [stream.push(chunk) for chunk in ["Dear **<PER", "SON\\_1", ">**, 1 < 2"]] + [stream.finish()]
/// ['Dear **', '', 'Jane Roe**, 1 < 2', '']
#[pyclass(module = "yinsi")]
pub(crate) struct RestoreStream {
    stream: Mutex<yinsi::RestoreStream>,
    chunks: Chunks,
}

#[pymethods]
impl RestoreStream {
    #[new]
    #[pyo3(signature = (vault, *, json=false))]
    fn new(vault: &Bound<'_, Vault>, json: bool) -> Self {
        let stream = yinsi::RestoreStream::new(&vault.get().inner);
        Self { stream: Mutex::new(if json { stream.json() } else { stream }), chunks: Chunks::default() }
    }

    /// Takes the next chunk and returns what can no longer change.
    fn push<'py>(&mut self, py: Python<'py>, chunk: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let chunk = Text::of(chunk)?;
        self.chunks.begin(&chunk)?;
        let out = self.run(|stream, out| stream.push(chunk.raw(), out))?;
        self.chunks.python(py, out, false)
    }

    /// Ends the text, returns the rest and starts over with a new one.
    fn finish<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let out = self.run(yinsi::RestoreStream::finish)?;
        self.chunks.python(py, out, true)
    }
}

impl RestoreStream {
    fn run(&mut self, step: impl FnOnce(&mut yinsi::RestoreStream, &mut Vec<u8>)) -> PyResult<Vec<u8>> {
        error::guard("RestoreStream", || {
            let mut out = Vec::new();
            step(self.stream.get_mut().unwrap_or_else(PoisonError::into_inner), &mut out);
            out
        })
    }
}

/// Turns what `Encrypt` and `Preserve` wrote back into the values, as `yinsi decrypt` does.
///
/// Tokens of `Encrypt` are opened by whichever of the keys they name, so that old keys can be given along with
/// the new. What `Preserve` wrote looks like any value: hand over the `redactor` that wrote it, and the
/// `scanner` if it was not the default one.
///
/// >>> import yinsi
/// >>> key = yinsi.Key.from_bytes(b"an example, not a secret: 32 byte")
/// >>> redactor = yinsi.Redactor(default=yinsi.Preserve(key))
/// >>> yinsi.Reverser(key, redactor=redactor).reverse("手机15852723395。")
/// <Reversed: 1 restored, 0 unopened>
#[pyclass(frozen, module = "yinsi")]
pub(crate) struct Reverser {
    inner: yinsi::Reverser,
}

#[pymethods]
impl Reverser {
    #[new]
    #[pyo3(signature = (*keys, redactor=None, scanner=None))]
    fn new(
        keys: &Bound<'_, PyTuple>,
        redactor: Option<&Bound<'_, Redactor>>,
        scanner: Option<&Bound<'_, Scanner>>,
    ) -> PyResult<Self> {
        let keys = keys.iter().map(|key| Ok(key.cast::<Key>()?.get().inner.clone()));
        let keys = keys.collect::<PyResult<Vec<_>>>()?;
        let mut inner = yinsi::Reverser::new(&keys);
        if let Some(redactor) = redactor {
            let redactor = redactor.get();
            inner = inner.preserved(&redactor.scanner(scanner), &redactor.inner);
        }
        Ok(Self { inner })
    }

    /// Restores what can be restored; everything else stays as it is.
    fn reverse(&self, py: Python<'_>, text: &Bound<'_, PyAny>) -> PyResult<Reversed> {
        let text = Text::of(text)?;
        let raw = text.raw();
        let reversed = text::released(py, "reverse", raw.len(), || self.inner.reverse(raw))?;
        let yinsi::Reversed { restored, unopened, .. } = reversed;
        Ok(Reversed { text: text.python(py, &reversed.text)?.unbind(), restored, unopened })
    }
}

/// What a `Reverser` made of a text.
#[pyclass(frozen, get_all, module = "yinsi")]
pub(crate) struct Reversed {
    /// The text with values in it again.
    text: Py<PyAny>,
    /// How many values were restored.
    restored: usize,
    /// How many tokens could not be opened: of another key, or changed.
    unopened: usize,
}

#[pymethods]
impl Reversed {
    fn __repr__(&self) -> String {
        format!("<Reversed: {} restored, {} unopened>", self.restored, self.unopened)
    }
}
