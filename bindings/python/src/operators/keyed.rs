//! Operators that need a key.

use pyo3::prelude::*;

use super::made::{Made, named, operator_class};
use crate::error;
use crate::key::Key;
use crate::text::Text;

operator_class! {
    /// Writes a keyed hash (HMAC-SHA-256): `<EMAIL_ADDRESS:mzxw6ytboi4gk3tf>`, or the bare characters.
    ///
    /// The same value of the same entity has the same token under the same key, in every document, process and
    /// binding; nothing undoes it. `length` characters (16) of an `alphabet`: `base32`, `hex`, `digits`,
    /// `letters` or `base62`. With `bare=True` neither label nor brackets are written.
    ///
    /// >>> import yinsi
    /// >>> key = yinsi.Key.from_bytes(b"an example, not a secret: 32 byte")
    /// >>> yinsi.Redactor(default=yinsi.Token(key)).redact("手机13812345678。")
    /// '手机<CN_MOBILE_NUMBER:tlq4kkrajly46vnl>。'
    Token {
        #[new]
        #[pyo3(signature = (key, *, length=None, alphabet=None, bare=false))]
        fn new(
            py: Python<'_>,
            key: Bound<'_, Key>,
            length: Option<usize>,
            alphabet: Option<&str>,
            bare: bool,
        ) -> PyResult<Self> {
            let mut token = yinsi::Token::new(&key.get().inner);
            if let Some(alphabet) = alphabet {
                token = token.alphabet(alphabet.parse().map_err(error::build)?);
            }
            if let Some(length) = length {
                token = token.length(length);
            }
            if bare {
                token = token.bare();
            }
            let bare = bare.then_some(true);
            Ok(Self(Made::of(token, named!(py, { key, length, alphabet, bare }))?))
        }
    }
}

operator_class! {
    /// Writes the value encrypted with AES-256-SIV (RFC 5297): `<EMAIL_ADDRESS:0a1b2c3d.mzxw6…>`.
    ///
    /// The digits before the dot name the key. The same value gives the same token; `Reverser` makes the value
    /// again.
    ///
    /// >>> import yinsi
    /// >>> key = yinsi.Key.from_bytes(b"an example, not a secret: 32 byte")
    /// >>> sealed = yinsi.Redactor(default=yinsi.Encrypt(key)).redact("from jane.doe@example.com")
    /// >>> sealed.startswith("from <EMAIL_ADDRESS:080ddb47.")
    /// True
    /// >>> yinsi.Reverser(key).reverse(sealed).text
    /// 'from jane.doe@example.com'
    Encrypt {
        #[new]
        fn new(py: Python<'_>, key: Bound<'_, Key>) -> PyResult<Self> {
            Ok(Self(Made::of(yinsi::Encrypt::new(&key.get().inner), named!(py, { key }))?))
        }
    }
}

operator_class! {
    /// Writes another valid value of the same form (FF1 of NIST SP 800-38G), which the key makes the first again.
    ///
    /// A resident number becomes a valid resident number, a card a valid card. What comes out looks like any
    /// value, so a later scan finds it again: redacting twice encrypts twice. `tweak` is the entity's name
    /// unless said. An entity with fewer than a million values is refused.
    ///
    /// >>> import yinsi
    /// >>> key = yinsi.Key.from_bytes(b"an example, not a secret: 32 byte")
    /// >>> yinsi.Redactor(default=yinsi.Preserve(key)).redact("身份证11010519491231002X")
    /// '身份证53342219921124314X'
    Preserve {
        #[new]
        #[pyo3(signature = (key, *, tweak=None))]
        fn new(py: Python<'_>, key: Bound<'_, Key>, tweak: Option<&str>) -> PyResult<Self> {
            let mut preserve = yinsi::Preserve::new(&key.get().inner);
            if let Some(tweak) = tweak {
                preserve = preserve.tweak(tweak);
            }
            Ok(Self(Made::of(preserve, named!(py, { key, tweak }))?))
        }
    }
}

operator_class! {
    /// Writes an invented value that passes for one of its kind, the same for the same value and key.
    ///
    /// It stands in a range where real values do not, so that `is_surrogate` knows it and nothing is counted
    /// twice.
    ///
    /// >>> import yinsi
    /// >>> key = yinsi.Key.from_bytes(b"an example, not a secret: 32 byte")
    /// >>> yinsi.Redactor(default=yinsi.Surrogate(key)).redact("手机13812345678。")
    /// '手机13498649295。'
    Surrogate {
        #[new]
        fn new(py: Python<'_>, key: Bound<'_, Key>) -> PyResult<Self> {
            Ok(Self(Made::of(yinsi::Surrogate::new(&key.get().inner), named!(py, { key }))?))
        }
    }
}

operator_class! {
    /// Moves a date by 1 to `days` days, forwards or backwards: as many for all dates of one subject.
    ///
    /// Whose dates they are says `Document(subject=…)`; without one all move alike. The form of the date stays.
    ///
    /// >>> import yinsi
    /// >>> key = yinsi.Key.from_bytes(b"an example, not a secret: 32 byte")
    /// >>> scanner = yinsi.Scanner(entities=["DATE_TIME"])
    /// >>> redactor = yinsi.Redactor(default=yinsi.ShiftDate(key, days=30))
    /// >>> redactor.redact("on 2024-03-05.", scanner=scanner)
    /// 'on 2024-02-12.'
    ShiftDate {
        #[new]
        #[pyo3(signature = (key, *, days=365))]
        fn new(py: Python<'_>, key: Bound<'_, Key>, days: u16) -> PyResult<Self> {
            Ok(Self(Made::of(yinsi::ShiftDate::new(&key.get().inner, days), named!(py, { key, days }))?))
        }
    }
}

operator_class! {
    /// Writes a hash without a key, which anyone can undo by hashing all values: use `Token`.
    ///
    /// Only for joining with hashes that others made the same way: SHA-256 of salt, entity and value. Treat the
    /// output as the values themselves.
    DangerHash {
        #[new]
        #[pyo3(signature = (salt=""))]
        fn new(py: Python<'_>, salt: &str) -> PyResult<Self> {
            Ok(Self(Made::of(yinsi::danger::Hash::new(salt), named!(py, { salt }))?))
        }
    }
}

/// Format-preserving encryption of numeral strings (NIST SP 800-38G, FF1 with AES-256).
///
/// `Preserve` uses it; here it is for strings of your own.
///
/// >>> import yinsi
/// >>> ff1 = yinsi.Ff1(yinsi.Key.from_bytes(b"an example, not a secret: 32 byte"))
/// >>> sealed = ff1.encrypt(10, [1, 3, 8, 1, 2, 3, 4, 5, 6, 7, 8], tweak=b"tweak")
/// >>> ff1.decrypt(10, sealed, tweak=b"tweak")
/// [1, 3, 8, 1, 2, 3, 4, 5, 6, 7, 8]
#[pyclass(frozen, module = "yinsi")]
pub(crate) struct Ff1 {
    inner: yinsi::Ff1,
}

#[pymethods]
impl Ff1 {
    #[new]
    fn new(key: &Bound<'_, Key>) -> Self {
        Self { inner: yinsi::Ff1::new(&key.get().inner) }
    }

    /// Encrypts numerals below `radix`, the first the most significant, into as many.
    #[pyo3(signature = (radix, numerals, *, tweak=Vec::new()))]
    fn encrypt(&self, radix: u32, numerals: Vec<u16>, tweak: Vec<u8>) -> PyResult<Vec<u16>> {
        self.inner.encrypt(radix, &tweak, &numerals).map_err(error::build)
    }

    /// The inverse of `encrypt`.
    #[pyo3(signature = (radix, numerals, *, tweak=Vec::new()))]
    fn decrypt(&self, radix: u32, numerals: Vec<u16>, tweak: Vec<u8>) -> PyResult<Vec<u16>> {
        self.inner.decrypt(radix, &tweak, &numerals).map_err(error::build)
    }
}

/// Whether a value is one that `Surrogate` invents, whatever the key.
///
/// >>> import yinsi
/// >>> yinsi.is_surrogate("jane@surrogate.example.org"), yinsi.is_surrogate("jane@example.org")
/// (True, False)
#[pyfunction]
pub(crate) fn is_surrogate(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    let value = Text::of(value)?;
    Ok(yinsi::is_surrogate(value.view().bytes()))
}
