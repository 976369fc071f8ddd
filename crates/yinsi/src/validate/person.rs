//! Personal names in Latin script right after a label.

use super::lookup;

/// Lower-case words inside or before a surname.
const PARTICLES: &[&str] = &[
    "al", "ap", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du",
    "el", "ibn", "la", "las", "le", "los", "ten", "ter", "van", "vom", "von", "y", "zu", "zum", "zur",
];

/// Words of everyday text that are surnames too, after a common first name.
const SURNAMES: &[&[u8]] = &[
    b"best", b"black", b"bond", b"brown", b"bush", b"case", b"church", b"cook", b"court", b"cross", b"day",
    b"field", b"fields", b"good", b"gray", b"green", b"grey", b"hill", b"king", b"knight", b"lane",
    b"little", b"long", b"lord", b"love", b"major", b"marks", b"min", b"north", b"page", b"park", b"parks",
    b"post", b"power", b"powers", b"price", b"root", b"short", b"small", b"stone", b"tower", b"walker",
    b"west", b"white", b"wood", b"woods", b"young",
];

/// Returns whether `text` reads as a personal name in Latin script, a value
/// right after a label such as `Name:`, with `after` behind it.
///
/// Two to four capitalised words with particles and initials (`Ludwig van
/// Beethoven`, `J. R. Smith`), `Surname, First name`, or a single name at the end
/// of a field. No word may be one of everyday text or code.
///
/// ```
/// use yinsi::validate::person_name;
///
/// assert!(person_name("Renée O'Connor", b"\n") && person_name("SMITH, John", b"\""));
/// assert!(!person_name("Test User", b"") && !person_name("John Smith Phone", b": 1"));
/// ```
pub fn person_name(text: &str, after: &[u8]) -> bool {
    if is_code(after) || text.contains(['\n', '\r']) {
        return false;
    }
    match text.split_once(',') {
        Some((last, first)) => {
            let first = first.strip_prefix(' ').unwrap_or(first);
            read_words(last).is_some_and(|last| last.count <= 2)
                && read_words(first).is_some_and(|first| first.count <= 3)
        }
        None => read_words(text).is_some_and(|words| match words.count {
            1 => words.full == 1 && (words.capitals == 0 || words.given) && is_field_end(after),
            // JOHN SMITH at the end of a field, not the words of a sentence in capitals.
            2..=4 if words.capitals == words.full => (words.full > 1 || words.given) && is_field_end(after),
            2..=4 => words.full > 0 && (words.capitals < 2 || is_field_end(after)),
            _ => false,
        }),
    }
}

/// What the words of a name are.
#[derive(Default)]
struct Words {
    count: usize,
    /// More than an initial.
    full: usize,
    /// In capitals throughout.
    capitals: usize,
    /// One of them is a common name.
    given: bool,
    /// One of them is an initial.
    initial: bool,
}

/// Reads words joined by single spaces; `None` when one is no part of a name.
fn read_words(text: &str) -> Option<Words> {
    let mut words = Words::default();
    let mut last_is_particle = true;
    for word in text.split(' ') {
        last_is_particle = PARTICLES.contains(&word);
        if last_is_particle {
            continue;
        }
        words.count += 1;
        if is_initial(word) {
            words.initial = true;
            continue;
        }
        let kind = Shape::of(word)?;
        let mut lower = [0_u8; 32];
        let word = word.trim_end_matches('.');
        let lower = lower.get_mut(..word.len())?;
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        let surname = words.given && SURNAMES.contains(&&*lower);
        if lookup::is_ordinary_word(lower) && !surname {
            return None;
        }
        words.given |= lookup::is_given_name(lower);
        words.capitals += usize::from(kind == Shape::Capitals);
        words.full += 1;
    }
    (!last_is_particle).then_some(words)
}

/// `J`, `J.` or `J.R.`
fn is_initial(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase)
        && word.chars().enumerate().all(|(at, c)| if at % 2 == 0 { c.is_uppercase() } else { c == '.' })
        && word.chars().count() <= 4
}

#[derive(PartialEq)]
enum Shape {
    Capitalised,
    Capitals,
}

impl Shape {
    /// How a word of a name is written: `Anna`, `O'Connor`, `Jean-Luc`, `McDonald`, `SMITH`, `Jr.`
    fn of(word: &str) -> Option<Self> {
        if word == "Jr." || word == "Sr." || word == "II" || word == "III" {
            return Some(Self::Capitalised);
        }
        let letters = || word.chars().filter(|c| c.is_alphabetic());
        let fits = |c: char| is_latin(c) || "'’-".contains(c);
        if !word.chars().all(fits) || !word.chars().next_back().is_some_and(is_latin) || letters().count() < 2
        {
            return None;
        }
        if letters().all(char::is_uppercase) {
            return Some(Self::Capitals);
        }
        let whole = word.split(['-', '\'', '’']).enumerate().all(|(at, part)| {
            let rest = ["Mc", "Mac", "Fitz", "De", "Di", "Du", "La", "Le", "Van", "Von", "Al", "El"]
                .iter()
                .find_map(|prefix| {
                    part.strip_prefix(prefix).filter(|rest| rest.starts_with(char::is_uppercase))
                })
                .unwrap_or(part);
            let mut chars = rest.chars();
            let first = chars.next();
            // The second part may go on in lower case: Abd-el, D'angelo.
            first.is_some_and(|c| c.is_uppercase() || at > 0) && chars.all(char::is_lowercase)
        });
        whole.then_some(Self::Capitalised)
    }
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || (matches!(c, 'À'..='ɏ' | 'Ḁ'..='ỿ') && c != '×' && c != '÷')
}

/// Whether what follows makes the text an expression or path rather than a name.
fn is_code(after: &[u8]) -> bool {
    match after {
        [
            b'(' | b'[' | b'{' | b'/' | b'\\' | b'@' | b'=' | b'_' | b'#' | b'$' | b'%' | b'&' | b'*' | b'!'
            | b'~' | b'+',
            ..,
        ] => true,
        [b'.' | b':' | b'-', next, ..] => next.is_ascii_alphanumeric() || *next == b':' || *next == b'_',
        [b'<', next, ..] => next.is_ascii_alphabetic(),
        _ => false,
    }
}

/// Whether a field of a form, a list or a markup ends here.
fn is_field_end(after: &[u8]) -> bool {
    let rest = after.strip_prefix(b" ").unwrap_or(after);
    match rest {
        [] => true,
        // Client: Don't …
        [b'\'', letter, ..] if letter.is_ascii_lowercase() => false,
        [
            b'\n' | b'\r' | b'\t' | b'"' | b'\'' | b',' | b';' | b'|' | b'<' | b')' | b'}' | b']' | b'(',
            ..,
        ] => true,
        [b'.', rest @ ..] => !rest.first().is_some_and(u8::is_ascii_alphanumeric),
        [b' ', ..] => true,
        [first, ..] => *first >= 0x80,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_many_kinds_are_names() {
        for text in [
            "John Smith",
            "Mary-Jane Watson",
            "Ludwig van Beethoven",
            "J. R. Smith",
            "J.R. Tolkien",
            "Renée O'Connor",
            "Jean-Luc Picard",
            "SMITH, John",
            "Smith, John A.",
            "de la Cruz, María",
            "Osama bin Laden",
            "Ronald McDonald",
            "Zhang Wei",
            "John",
            "Nguyen",
            "O'Brien",
            "María José García López",
            "JOHN SMITH",
            "Jürgen Müller",
            "Martin King Jr.",
            "Nguyễn Văn An",
            "Li, Xiaoming",
            "Leonardo DiCaprio",
            "James Brown",
            "Mary White",
        ] {
            assert!(person_name(text, b"\n"), "{text}");
        }
    }

    #[test]
    fn other_words_are_no_names() {
        for text in [
            "",
            "J.",
            "Unknown",
            "None",
            "Test User",
            "Admin",
            "John Smith Phone",
            "Error Message",
            "String",
            "HelloWorld",
            "FooBar Baz",
            "john smith",
            "John  Smith",
            "John Smith,",
            "Smith, ",
            "Support Team",
            "The Fox",
            "van",
            "John\nSmith",
            "A B",
            "John Sm1th",
            "Customer Service",
            "Kubernetes Cluster",
            "John Smith van",
            "XKCD",
            "S ACCEPTANCE",
            "One Two Three",
            "N/A",
            "-John Smith",
        ] {
            assert!(!person_name(text, b"\n"), "{text}");
        }
        for (text, after) in [
            ("John", " went home"),
            ("John Doe", "(1)"),
            ("John", ".doe"),
            ("JOHN SMITH", " IS LATE"),
            ("Foo", "::Bar"),
        ] {
            assert!(!person_name(text, after.as_bytes()), "{text}{after}");
        }
        assert!(person_name("John Smith", b" went home"));
    }
}
