//! What operators share whose options are all that is to be said of them.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

/// An operator and the arguments that make it again.
pub(crate) struct Made {
    pub(crate) operator: yinsi::Operator,
    named: Py<PyDict>,
}

impl Made {
    /// An operator that was made of these arguments; those that are `None` were left out.
    pub(crate) fn of(operator: impl Into<yinsi::Operator>, named: Bound<'_, PyDict>) -> PyResult<Self> {
        let py = named.py();
        let given = PyDict::new(py);
        for (name, value) in named.iter().filter(|(_, value)| !value.is_none()) {
            given.set_item(name, value)?;
        }
        Ok(Self { operator: operator.into(), named: given.unbind() })
    }

    pub(crate) fn repr(&self, py: Python<'_>, class: &str) -> PyResult<String> {
        let shown = self.named.bind(py).iter().map(|(name, value)| Ok(format!("{name}={}", value.repr()?)));
        Ok(format!("{class}({})", shown.collect::<PyResult<Vec<_>>>()?.join(", ")))
    }

    pub(crate) fn equals(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        self.named.bind(py).eq(other.named.bind(py))
    }

    pub(crate) fn arguments<'py>(&self, py: Python<'py>) -> (Bound<'py, PyTuple>, Bound<'py, PyDict>) {
        (PyTuple::empty(py), self.named.bind(py).clone())
    }
}

/// A class that holds a [`Made`]: its documentation, its name and its constructor are to be said.
macro_rules! operator_class {
    ($(#[$about:meta])* $class:ident { $($own:tt)* }) => {
        $(#[$about])*
        #[pyo3::pyclass(frozen, module = "yinsi")]
        pub(crate) struct $class($crate::operators::made::Made);

        impl $class {
            pub(super) fn operator(&self) -> yinsi::Operator {
                self.0.operator.clone()
            }
        }

        #[pyo3::pymethods]
        impl $class {
            $($own)*

            fn __repr__(&self, py: pyo3::Python<'_>) -> pyo3::PyResult<String> {
                self.0.repr(py, stringify!($class))
            }

            fn __eq__(&self, other: &pyo3::Bound<'_, pyo3::PyAny>) -> pyo3::PyResult<bool> {
                match other.cast::<Self>() {
                    Ok(same) => self.0.equals(other.py(), &same.get().0),
                    Err(_) => Ok(false),
                }
            }

            fn __hash__(&self, py: pyo3::Python<'_>) -> pyo3::PyResult<isize> {
                pyo3::types::PyString::new(py, &self.__repr__(py)?).hash()
            }

            fn __getnewargs_ex__<'py>(
                &self,
                py: pyo3::Python<'py>,
            ) -> (pyo3::Bound<'py, pyo3::types::PyTuple>, pyo3::Bound<'py, pyo3::types::PyDict>) {
                self.0.arguments(py)
            }
        }
    };
}

/// A dictionary of arguments by name.
macro_rules! named {
    ($py:expr, { $($name:ident),* $(,)? }) => {{
        let named = pyo3::types::PyDict::new($py);
        $(pyo3::types::PyDictMethods::set_item(&named, stringify!($name), &$name)?;)*
        named
    }};
}

pub(super) use {named, operator_class};
