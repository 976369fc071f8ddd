//! Which places of a structured document a policy speaks of: `/users/*/phone`, `email`.

use crate::error::BuildError;

/// A pattern of places, as policies write them.
///
/// A place is the names from the root of a document to a value, each behind `/`, as in a JSON pointer (RFC
/// 6901, `~1` for `/` in a name and `~0` for `~`); of a table it is the column's name alone. In a pattern
/// `*` stands for any characters of one name and `**` for any number of names. A pattern without `/` at its
/// start may begin anywhere: `phone` is any value of that name. Names match in any case of ASCII letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path {
    text: Box<str>,
    names: Vec<Box<str>>,
}

impl Path {
    pub(super) fn parse(text: &str) -> Result<Self, BuildError> {
        let (anchored, rest) = text.strip_prefix('/').map_or((false, text), |rest| (true, rest));
        let mut names: Vec<Box<str>> = if anchored { Vec::new() } else { vec!["**".into()] };
        names.extend(rest.split('/').map(|name| unescaped(name).to_ascii_lowercase().into()));
        if rest.is_empty() || rest.split('/').any(str::is_empty) {
            let message = format!("path `{text}`: every name between two `/` has a character at least");
            return Err(BuildError::Option { option: "paths", message: message.into() });
        }
        Ok(Self { text: text.into(), names })
    }

    /// How much a pattern says: the one that says more counts where two match.
    pub(super) fn weight(&self) -> impl Ord + use<> {
        let plain = self.names.iter().filter(|name| !name.contains('*')).count();
        let anchored = self.names.first().is_none_or(|name| &**name != "**");
        (plain, self.names.len(), anchored, self.text.clone())
    }

    pub(super) fn matches(&self, path: &str) -> bool {
        let path = path.strip_prefix('/').unwrap_or(path);
        let names: Vec<String> = path.split('/').map(|name| unescaped(name).to_ascii_lowercase()).collect();
        match_all(
            &self.names,
            &names,
            |pattern| &**pattern == "**",
            |pattern, name| {
                let (pattern, name): (Vec<char>, Vec<char>) =
                    (pattern.chars().collect(), name.chars().collect());
                match_all(&pattern, &name, |ch| *ch == '*', |one, other| one == other)
            },
        )
    }
}

/// Whether a sequence matches a pattern in which some items stand for any number of items.
fn match_all<P, T>(
    pattern: &[P],
    items: &[T],
    is_any: impl Fn(&P) -> bool,
    equal: impl Fn(&P, &T) -> bool,
) -> bool {
    let (mut at, mut in_pattern, mut back) = (0, 0, None);
    while let Some(item) = items.get(at) {
        match pattern.get(in_pattern) {
            Some(any) if is_any(any) => {
                back = Some((in_pattern, at));
                in_pattern += 1;
            }
            Some(one) if equal(one, item) => (at, in_pattern) = (at + 1, in_pattern + 1),
            _ => {
                // The last such item takes one more.
                let Some((any, from)) = back else { return false };
                back = Some((any, from + 1));
                (at, in_pattern) = (from + 1, any + 1);
            }
        }
    }
    pattern.get(in_pattern..).unwrap_or_default().iter().all(is_any)
}

fn unescaped(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_places() {
        for (pattern, path, expected) in [
            ("/users/*/phone", "/users/0/phone", true),
            ("/users/*/phone", "/users/0/home/phone", false),
            ("/users/**/phone", "/users/0/home/phone", true),
            ("/users/**/phone", "/users/phone", true),
            ("/users/**", "/users/0/home", true),
            ("phone", "/users/0/Phone", true),
            ("phone", "phone", true),
            ("phone", "/phones", false),
            ("user/phone", "/a/user/phone", true),
            ("user/phone", "/a/user/x/phone", false),
            ("*_no", "/order/id_card_no", true),
            ("/a~1b", "/a~1b", true),
            ("/a~1b", "/a/b", false),
            ("/手机*", "/手机号", true),
            ("/a", "", false),
        ] {
            assert_eq!(Path::parse(pattern).expect("sound").matches(path), expected, "{pattern} {path}");
        }
        for bad in ["", "/", "a//b", "/a/"] {
            assert!(Path::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_pattern_that_says_more_weighs_more() {
        let weight = |text: &str| Path::parse(text).expect("sound").weight();
        assert!(weight("/users/*/phone") > weight("phone"));
        assert!(weight("/phone") > weight("/*"));
        assert!(weight("phone") > weight("*"));
    }
}
