//! Operators as data: `mask:3,4`, `generalise:month`, or the same as a table of TOML.

use std::cell::Cell;
use std::str::FromStr;

use super::{Bucket, Generalise, Keep, Key, Label, Mask, Numbered, Operator, Remove, Replace, Truncate};
#[cfg(feature = "keyed")]
use super::{Encrypt, Preserve, ShiftDate, Surrogate, Token, danger};
use crate::error::BuildError;

/// What an unknown name is answered with.
const KNOWN: &str = "known are label, numbered, remove, keep, replace:TEXT, mask, mask:FIRST,LAST, mask:PRESET, \
    truncate:CHARS, generalise:HOW, bucket:WIDTH, token, encrypt, preserve, surrogate, shift-date, danger-hash";

/// An operator's name and options, not yet looked at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spec {
    name: String,
    /// Options in their order, those without a name by their place.
    options: Vec<(Option<String>, String)>,
}

impl Spec {
    /// Reads `name`, `name:option,key=value` or `replace:TEXT`, in which all behind the colon is the text.
    pub(super) fn parse(text: &str) -> Self {
        let (name, rest) = text.split_once(':').map_or((text, None), |(name, rest)| (name, Some(rest)));
        let options = match (name, rest) {
            (_, None) => Vec::new(),
            ("replace", Some(rest)) => vec![(None, rest.to_owned())],
            (_, Some(rest)) => rest.split(',').map(Self::option).collect(),
        };
        Self { name: name.trim().to_owned(), options }
    }

    fn option(text: &str) -> (Option<String>, String) {
        match text.split_once('=') {
            Some((key, value)) => (Some(key.trim().to_owned()), value.trim().to_owned()),
            None => (None, text.trim().to_owned()),
        }
    }

    /// Reads a string as [`parse`](Self::parse) does, or a table with the name under `operator`.
    #[cfg(feature = "policy")]
    pub(super) fn from_toml(value: &toml::Value) -> Result<Self, String> {
        let table = match value {
            toml::Value::String(text) => return Ok(Self::parse(text)),
            toml::Value::Table(table) => table,
            _ => return Err("an operator is a string or a table".to_owned()),
        };
        let name = table.get("operator").and_then(toml::Value::as_str);
        let name = name.ok_or("a table of an operator has its name under `operator`")?.to_owned();
        let mut options = Vec::new();
        for (key, value) in table.iter().filter(|(key, _)| *key != "operator") {
            let text = match value {
                toml::Value::String(text) => text.clone(),
                toml::Value::Integer(number) => number.to_string(),
                toml::Value::Boolean(flag) => flag.to_string(),
                toml::Value::Array(items) if items.iter().all(toml::Value::is_integer) => {
                    let numbers = items.iter().filter_map(toml::Value::as_integer);
                    numbers.map(|number| number.to_string()).collect::<Vec<_>>().join("/")
                }
                _ => {
                    return Err(format!(
                        "option `{key}` is no string, whole number, true, false or list of numbers"
                    ));
                }
            };
            options.push((Some(key.clone()), text));
        }
        Ok(Self { name, options })
    }

    /// The operator; those that need a key take this one.
    pub(super) fn build(&self, key: Option<&Key>) -> Result<Operator, BuildError> {
        let options = Options { spec: self, used: Cell::new(0) };
        let operator = self.operator(&options, key)?;
        options.end()?;
        operator.check()?;
        Ok(operator)
    }

    fn operator(&self, options: &Options<'_>, key: Option<&Key>) -> Result<Operator, BuildError> {
        Ok(match &*self.name {
            "label" if options.flag("numbered")? => Numbered.into(),
            "label" => Label.into(),
            "numbered" => Numbered.into(),
            "remove" => Remove.into(),
            "keep" => Keep.into(),
            "replace" => {
                Replace::with(options.take("text").ok_or_else(|| options.fault("expected replace:TEXT"))?)
                    .into()
            }
            "mask" => mask(options)?.into(),
            "truncate" => {
                let chars =
                    options.number("chars")?.ok_or_else(|| options.fault("expected truncate:CHARS"))?;
                Truncate::to(chars).into()
            }
            "generalise" | "generalize" => generalise(options)?.into(),
            "bucket" => bucket(options)?.into(),
            name => self.keyed(name, options, key)?,
        })
    }

    #[cfg(not(feature = "keyed"))]
    fn keyed(&self, name: &str, options: &Options<'_>, _: Option<&Key>) -> Result<Operator, BuildError> {
        Err(match name {
            "token" | "encrypt" | "preserve" | "surrogate" | "shift-date" | "danger-hash" => {
                options.fault("this build has no keyed operators (feature `keyed`)")
            }
            _ => unknown(name),
        })
    }

    #[cfg(feature = "keyed")]
    fn keyed(&self, name: &str, options: &Options<'_>, key: Option<&Key>) -> Result<Operator, BuildError> {
        let key = || key.ok_or_else(|| options.fault("needs a key"));
        Ok(match name {
            "token" => {
                let mut token = Token::new(key()?);
                let bare = options.flag("bare")?;
                if let Some(alphabet) = options.named("alphabet") {
                    token = token.alphabet(alphabet.parse()?);
                }
                if let Some(length) = options.number("length")? {
                    token = token.length(length);
                }
                if bare { token.bare().into() } else { token.into() }
            }
            "encrypt" => Encrypt::new(key()?).into(),
            "preserve" => match options.take("tweak") {
                Some(tweak) => Preserve::new(key()?).tweak(tweak).into(),
                None => Preserve::new(key()?).into(),
            },
            "surrogate" => Surrogate::new(key()?).into(),
            "shift-date" => ShiftDate::new(key()?, options.number("days")?.unwrap_or(ShiftDate::DAYS)).into(),
            "danger-hash" => danger::Hash::new(options.take("salt").unwrap_or_default()).into(),
            _ => return Err(unknown(name)),
        })
    }
}

fn unknown(name: &str) -> BuildError {
    BuildError::Option { option: "operator", message: format!("`{name}` is none: {KNOWN}").into() }
}

fn mask(options: &Options<'_>) -> Result<Mask, BuildError> {
    let mut mask =
        match options.peek("preset").filter(|text| text.parse::<usize>().is_err() && *text != "digits") {
            Some(name) => {
                options.take("preset");
                Mask::preset(name).ok_or_else(|| {
                    let presets: Vec<&str> = Mask::presets().collect();
                    options.fault(&format!("expected mask:FIRST,LAST or one of {}", presets.join(", ")))
                })?
            }
            None => match (options.number("first")?, options.number("last")?) {
                (Some(first), Some(last)) => Mask::keep(first, last),
                (None, None) => Mask::all(),
                _ => return Err(options.fault("expected mask:FIRST,LAST")),
            },
        };
    if let Some(with) = options.named("with") {
        let mut chars = with.chars();
        mask = match (chars.next(), chars.next()) {
            (Some(with), None) => mask.with(with),
            _ => return Err(options.fault("`with` is one character")),
        };
    }
    match options.named("separators") {
        Some("hide" | "false") => mask = mask.separators(false),
        None | Some("keep" | "true") => {}
        Some(_) => return Err(options.fault("`separators` is keep or hide")),
    }
    Ok(if options.flag("digits")? { mask.digits() } else { mask })
}

fn generalise(options: &Options<'_>) -> Result<Generalise, BuildError> {
    const HOW: &str =
        "expected generalise:HOW, one of year, month, age, network, coordinates, postcode, region";
    let number =
        |key: &str, default: usize| options.number_named(key).map(|number| number.unwrap_or(default));
    let small = |key: &str, default: u8| {
        u8::try_from(number(key, default.into())?)
            .map_err(|_| options.fault(&format!("`{key}` is too large")))
    };
    let years = |key: &str, default: u16| {
        u16::try_from(number(key, default.into())?)
            .map_err(|_| options.fault(&format!("`{key}` is too large")))
    };
    Ok(match options.take("to") {
        Some("year") => Generalise::year(),
        Some("month") => Generalise::month(),
        Some("age") => Generalise::age(years("band", 10)?, years("top", 90)?),
        Some("network") => Generalise::network(small("v4", 24)?, small("v6", 48)?),
        Some("coordinates") => Generalise::coordinates(number("places", 2)?),
        Some("postcode") => Generalise::postcode(number("chars", 3)?),
        Some("region") => Generalise::region(),
        _ => return Err(options.fault(HOW)),
    })
}

fn bucket(options: &Options<'_>) -> Result<Bucket, BuildError> {
    match options.named("edges") {
        Some(edges) => {
            let edges: Result<Vec<i64>, _> = edges.split('/').map(|edge| edge.trim().parse()).collect();
            edges
                .map(Bucket::at)
                .map_err(|_| options.fault("`edges` are whole numbers with `/` between them"))
        }
        None => match options.number("width")? {
            Some(width) => Ok(Bucket::width(width)),
            None => Err(options.fault("expected bucket:WIDTH or bucket:edges=18/65")),
        },
    }
}

/// Hands out options and remembers which were asked for.
struct Options<'a> {
    spec: &'a Spec,
    /// A bit for each option that was used.
    used: Cell<u64>,
}

impl<'a> Options<'a> {
    fn find(&self, wanted: impl Fn(&Option<String>, &str) -> bool) -> Option<(usize, &'a str)> {
        let free = |nth: usize| self.used.get() >> nth.min(63) & 1 == 0;
        let mut options = self.spec.options.iter().enumerate();
        let (nth, (_, value)) = options.find(|(nth, (key, value))| free(*nth) && wanted(key, value))?;
        Some((nth, value))
    }

    fn mark(&self, nth: usize) {
        self.used.set(self.used.get() | 1 << nth.min(63));
    }

    /// The option of this name, or else the next without one.
    fn peek(&self, name: &str) -> Option<&'a str> {
        let named = self.find(|key, _| key.as_deref() == Some(name));
        named.or_else(|| self.find(|key, _| key.is_none())).map(|(_, value)| value)
    }

    fn take(&self, name: &str) -> Option<&'a str> {
        let named = self.find(|key, _| key.as_deref() == Some(name));
        let (nth, value) = named.or_else(|| self.find(|key, _| key.is_none()))?;
        self.mark(nth);
        Some(value)
    }

    fn named(&self, name: &str) -> Option<&'a str> {
        let (nth, value) = self.find(|key, _| key.as_deref() == Some(name))?;
        self.mark(nth);
        Some(value)
    }

    /// Whether an option is there by its name alone, or as `name=true`.
    fn flag(&self, name: &str) -> Result<bool, BuildError> {
        let alone = self.find(|key, value| key.is_none() && value == name);
        if let Some((nth, _)) = alone {
            self.mark(nth);
            return Ok(true);
        }
        match self.named(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(self.fault(&format!("`{name}` is true or false"))),
        }
    }

    fn parsed<T: FromStr>(&self, name: &str, text: Option<&str>) -> Result<Option<T>, BuildError> {
        text.map(|text| text.parse().map_err(|_| self.fault(&format!("`{name}` is a whole number"))))
            .transpose()
    }

    fn number<T: FromStr>(&self, name: &str) -> Result<Option<T>, BuildError> {
        // A word without a name is a flag, not a number that was misspelt.
        let is_word = |text: &str| text.starts_with(|ch: char| ch.is_ascii_alphabetic());
        let word = self.find(|key, _| key.as_deref() == Some(name)).is_none()
            && self.peek(name).is_some_and(is_word);
        if word { Ok(None) } else { self.parsed(name, self.take(name)) }
    }

    fn number_named<T: FromStr>(&self, name: &str) -> Result<Option<T>, BuildError> {
        self.parsed(name, self.named(name))
    }

    fn fault(&self, message: &str) -> BuildError {
        let message = format!("`{}`: {message}", self.spec.name);
        BuildError::Option { option: "operator", message: message.into() }
    }

    /// An error when an option is left that nobody asked for.
    fn end(&self) -> Result<(), BuildError> {
        let Some((nth, value)) = self.find(|_, _| true) else { return Ok(()) };
        let key = self.spec.options.get(nth).and_then(|(key, _)| key.as_deref());
        Err(self.fault(&format!("unknown option `{}`", key.unwrap_or(value))))
    }
}

impl Operator {
    /// An operator from its text, as command lines and policies have it.
    ///
    /// | text | operator |
    /// |---|---|
    /// | `label`, `numbered` | [`Label`], [`Numbered`] |
    /// | `remove`, `keep`, `replace:TEXT` | [`Remove`], [`Keep`], [`Replace`] |
    /// | `mask`, `mask:3,4`, `mask:pci`, `mask:0,4,with=#,separators=hide`, `mask:2,2,digits` | [`Mask`] |
    /// | `truncate:6` | [`Truncate`] |
    /// | `generalise:month`, `:year`, `:age,band=5,top=90`, `:network,v4=24,v6=48`, `:coordinates,places=2`, `:postcode,chars=3`, `:region` | [`Generalise`] |
    /// | `bucket:1000`, `bucket:edges=18/65` | [`Bucket`] |
    ///
    /// With the feature `keyed` and a key (`parse_keyed`) also `token`,
    /// `token:length=20,alphabet=hex,bare`, `encrypt`, `preserve`, `preserve:tweak=TEXT`, `surrogate`,
    /// `shift-date:days=30`; and without a key `danger-hash`.
    ///
    /// # Errors
    ///
    /// When there is no such operator or option, when a value makes no sense, or when it needs a key.
    pub fn parse(text: &str) -> Result<Self, BuildError> {
        Spec::parse(text).build(None)
    }

    /// The same with a key for operators that need one.
    ///
    /// # Errors
    ///
    /// Those of [`parse`](Self::parse).
    #[cfg(feature = "keyed")]
    pub fn parse_keyed(text: &str, key: &Key) -> Result<Self, BuildError> {
        Spec::parse(text).build(Some(key))
    }
}

impl FromStr for Operator {
    type Err = BuildError;

    fn from_str(text: &str) -> Result<Self, BuildError> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> String {
        match Operator::parse(text) {
            Ok(operator) => format!("{operator:?}"),
            Err(error) => error.to_string(),
        }
    }

    fn debug(operator: impl Into<Operator>) -> String {
        format!("{:?}", operator.into())
    }

    #[test]
    fn operators_are_read_from_text() {
        assert_eq!(parsed("label"), debug(Label));
        assert_eq!(parsed("label:numbered"), debug(Numbered));
        assert_eq!(parsed("replace:a,b=c:d"), debug(Replace::with("a,b=c:d")));
        assert_eq!(parsed("replace:"), debug(Replace::with("")));
        assert_eq!(parsed("mask"), debug(Mask::all()));
        assert_eq!(parsed("mask:3,4"), debug(Mask::keep(3, 4)));
        assert_eq!(parsed("mask:2,2,digits,with=#"), debug(Mask::keep(2, 2).digits().with('#')));
        assert_eq!(parsed("mask:digits"), debug(Mask::all().digits()));
        assert_eq!(parsed("mask:separators=hide"), debug(Mask::all().separators(false)));
        assert_eq!(parsed("mask:email"), debug(Mask::preset("email").expect("known")));
        assert_eq!(parsed("truncate:6"), debug(Truncate::to(6)));
        assert_eq!(parsed("generalise:network"), debug(Generalise::network(24, 48)));
        assert_eq!(parsed("generalize:age,band=5"), debug(Generalise::age(5, 90)));
        assert_eq!(parsed("bucket:1000"), debug(Bucket::width(1000)));
        assert_eq!(parsed("bucket:edges=18/65"), debug(Bucket::at([18, 65])));
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        for (text, expected) in [
            ("shred", "operator: `shred` is none: known are label"),
            ("mask:1", "operator: `mask`: expected mask:FIRST,LAST"),
            ("mask:visa", "operator: `mask`: expected mask:FIRST,LAST or one of pci, "),
            ("mask:1,2,3", "operator: `mask`: unknown option `3`"),
            ("mask:1,2,color=red", "operator: `mask`: unknown option `color`"),
            ("mask:1,2,with=ab", "operator: `mask`: `with` is one character"),
            ("mask:1,2,with=0", "mask: a letter, digit"),
            ("label:x", "operator: `label`: unknown option `x`"),
            ("replace", "operator: `replace`: expected replace:TEXT"),
            ("truncate", "operator: `truncate`: expected truncate:CHARS"),
            ("truncate:-1", "operator: `truncate`: `chars` is a whole number"),
            ("generalise", "operator: `generalise`: expected generalise:HOW"),
            ("generalise:network,v4=33", "generalise: "),
            ("generalise:network,v4=300", "operator: `generalise`: `v4` is too large"),
            ("bucket", "operator: `bucket`: expected"),
            ("bucket:0", "bucket: "),
            ("token", "operator: `token`: "),
        ] {
            let message = parsed(text);
            assert!(message.starts_with(expected), "{text}: {message}");
        }
    }
}
