//! `Policy`: which operator for which entity, category, country and path, as data.

use std::path::{Path, PathBuf};

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyType};

use crate::error::{self, BuildError};
use crate::key::Key;
use crate::redactor::Redactor;

/// A choice of operators that can be written down: one TOML file, the same for every binding and the command.
///
/// `key` is for operators that need one. `yinsi.redact(text, policy=policy)` looks for what the policy wants
/// found and redacts it; `Redactor(policy=policy)` is the same for many texts. Wherever a policy is asked
/// for, the name of a preset will do.
///
/// >>> import yinsi
/// >>> policy = yinsi.Policy.from_toml('''
/// ... name = "support-desk"
/// ... default = "label"
/// ... [entities]
/// ... CN_MOBILE_NUMBER = "mask:mobile"
/// ... ''')
/// >>> yinsi.redact("手机13812345678, a@example.com", policy=policy)
/// '手机138****5678, <EMAIL_ADDRESS>'
/// >>> yinsi.redact("a@example.com wrote to b@example.com", policy="llm")
/// '<EMAIL_ADDRESS_1> wrote to <EMAIL_ADDRESS_2>'
#[pyclass(frozen, module = "yinsi")]
pub(crate) struct Policy {
    pub(crate) inner: yinsi::Policy,
    made: Made,
    key: Option<Py<Key>>,
    redactor: PyOnceLock<Py<Redactor>>,
}

/// From what a policy would be made again.
enum Made {
    Preset(String),
    Toml { text: String, origin: String },
}

impl Policy {
    fn new(inner: yinsi::Policy, made: Made, key: Option<Bound<'_, Key>>) -> Self {
        let inner = key.iter().fold(inner, |policy, key| policy.key(&key.get().inner));
        Self { inner, made, key: key.map(Bound::unbind), redactor: PyOnceLock::new() }
    }

    fn read(text: String, origin: String, key: Option<Bound<'_, Key>>) -> PyResult<Self> {
        let inner = error::guard("Policy", || yinsi::Policy::from_toml(&text, &origin))?;
        Ok(Self::new(inner.map_err(error::build)?, Made::Toml { text, origin }, key))
    }

    fn named(name: &str, key: Option<Bound<'_, Key>>) -> PyResult<Self> {
        let inner = yinsi::Policy::preset(name).ok_or_else(|| {
            let known: Vec<&str> = yinsi::Policy::presets().collect();
            BuildError::new_err(format!("unknown policy; there are {}", known.join(", ")))
        })?;
        Ok(Self::new(inner, Made::Preset(name.to_owned()), key))
    }

    /// The policy that an argument is, or names.
    pub(crate) fn of<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Self>> {
        if let Ok(policy) = object.cast::<Self>() {
            return Ok(policy.clone());
        }
        let Ok(name) = object.cast::<PyString>() else {
            return Err(error::wrong_type("policy must be a Policy or the name of one", object));
        };
        Bound::new(object.py(), Self::named(name.to_str()?, None)?)
    }

    /// The scanner that looks for what the policy wants found; `None` for the default one.
    pub(crate) fn scanner(&self) -> PyResult<Option<yinsi::Scanner>> {
        if self.inner.find().next().is_none() {
            return Ok(None);
        }
        error::guard("Policy", || self.inner.scanner().build())?.map(Some).map_err(error::build)
    }

    /// The redactor of the policy, made once.
    pub(crate) fn redactor<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, Redactor>> {
        let make = || -> PyResult<Py<Redactor>> {
            let named = PyDict::new(slf.py());
            named.set_item("policy", slf)?;
            let redactor = slf.py().get_type::<Redactor>().call((), Some(&named))?;
            Ok(redactor.cast_into::<Redactor>()?.unbind())
        };
        Ok(slf.get().redactor.get_or_try_init(slf.py(), make)?.bind(slf.py()).clone())
    }
}

#[pymethods]
impl Policy {
    /// Reads a policy from TOML text; `origin` names it in messages.
    #[classmethod]
    #[pyo3(signature = (text, origin="policy", key=None))]
    fn from_toml(
        _class: &Bound<'_, PyType>,
        text: String,
        origin: &str,
        key: Option<Bound<'_, Key>>,
    ) -> PyResult<Self> {
        Self::read(text, origin.to_owned(), key)
    }

    /// Reads a policy from a TOML file.
    #[classmethod]
    #[pyo3(signature = (path, key=None))]
    fn from_file(_class: &Bound<'_, PyType>, path: PathBuf, key: Option<Bound<'_, Key>>) -> PyResult<Self> {
        let text = std::fs::read_to_string(&path)?;
        Self::read(text, Path::to_string_lossy(&path).into_owned(), key)
    }

    /// A policy that comes with the package; `Policy.presets()` lists them.
    #[classmethod]
    #[pyo3(signature = (name, key=None))]
    fn preset(_class: &Bound<'_, PyType>, name: &str, key: Option<Bound<'_, Key>>) -> PyResult<Self> {
        Self::named(name, key)
    }

    /// The names that `preset` knows.
    #[staticmethod]
    fn presets() -> Vec<&'static str> {
        yinsi::Policy::presets().collect()
    }

    /// What the file calls the policy; may be empty.
    #[getter]
    fn name(&self) -> &str {
        self.inner.name()
    }

    /// A sentence for people; may be empty.
    #[getter]
    fn description(&self) -> &str {
        self.inner.description()
    }

    /// Entities to look for besides those that are on by default.
    #[getter]
    fn find(&self) -> Vec<&str> {
        self.inner.find().collect()
    }

    /// The entities that the policy names an operator for.
    #[getter]
    fn entities(&self) -> Vec<&str> {
        self.inner.entities().collect()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let key = self.key.as_ref().map(|key| format!(", key={:?}", key.get().inner)).unwrap_or_default();
        Ok(format!("<Policy: {}{key}>", PyString::new(py, self.inner.name()).repr()?))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        let (py, policy) = (slf.py(), slf.get());
        let key = policy.key.as_ref().map(|key| key.bind(py).clone());
        match &policy.made {
            Made::Preset(name) => {
                Ok((slf.get_type().getattr("preset")?, (name, key).into_pyobject(py)?.into_any()))
            }
            Made::Toml { text, origin } => {
                let arguments = (text, origin, key).into_pyobject(py)?.into_any();
                Ok((slf.get_type().getattr("from_toml")?, arguments))
            }
        }
    }
}
