//! Street addresses in Latin script.

use super::lookup;

/// English street words, in lower case, that follow the name.
const STREETS: &[&str] = &[
    "alley",
    "aly",
    "ave",
    "avenue",
    "blvd",
    "boulevard",
    "cir",
    "circle",
    "close",
    "court",
    "crescent",
    "cres",
    "ct",
    "cove",
    "dr",
    "drive",
    "expressway",
    "expy",
    "freeway",
    "fwy",
    "gardens",
    "green",
    "grove",
    "heights",
    "highway",
    "hill",
    "hwy",
    "lane",
    "ln",
    "loop",
    "mews",
    "parade",
    "park",
    "parkway",
    "path",
    "pike",
    "pkwy",
    "pl",
    "place",
    "plaza",
    "plz",
    "point",
    "quay",
    "rd",
    "rise",
    "road",
    "row",
    "run",
    "sq",
    "square",
    "st",
    "street",
    "ter",
    "terrace",
    "trail",
    "trl",
    "turnpike",
    "view",
    "walk",
    "way",
    "wharf",
];

/// Romance street words, in lower case, that come before the name.
const LEADING: &[&str] = &[
    "allée",
    "avenida",
    "avenue",
    "av",
    "av.",
    "boulevard",
    "bd",
    "calle",
    "c/",
    "carrer",
    "chemin",
    "corso",
    "cours",
    "impasse",
    "largo",
    "paseo",
    "passage",
    "piazza",
    "place",
    "plaza",
    "praça",
    "quai",
    "route",
    "rua",
    "rue",
    "ruelle",
    "square",
    "travessa",
    "via",
    "viale",
    "vicolo",
    "strada",
];

/// Endings of German, Dutch and Nordic street names.
const ENDINGS: &[&str] = &[
    "straße", "strasse", "str.", "weg", "platz", "allee", "gasse", "damm", "ring", "ufer", "straat", "laan",
    "plein", "gracht", "kade", "gatan", "vägen", "gata", "veien", "gate", "vej", "gade", "katu", "tie",
    "steig", "chaussee",
];

/// Words before the number of a part of a building.
const UNITS: &[&str] = &[
    "apt",
    "apt.",
    "apartment",
    "suite",
    "ste",
    "ste.",
    "unit",
    "floor",
    "fl",
    "fl.",
    "room",
    "rm",
    "flat",
    "bldg",
    "building",
    "#",
    "po",
    "box",
];

/// Returns whether the whole of `text` reads as a street address: a house
/// number and a street, and perhaps unit, city, state, postal code and country
/// behind commas.
///
/// ```
/// use yinsi::validate::street_address;
///
/// assert!(street_address("1600 Pennsylvania Avenue NW, Washington, DC 20500"));
/// assert!(street_address("Musterstraße 12a, 12345 Berlin") && street_address("12 rue de Rivoli, 75001 Paris"));
/// assert!(!street_address("12 monkeys") && !street_address("Main Street"));
/// ```
pub fn street_address(text: &str) -> bool {
    // Flat 5, 12 High Street: the part of the building may come first.
    let mut text = text;
    while let Some((unit, rest)) = text.split_once([',', '\n'])
        && unit.split_once(' ').is_some_and(|(word, number)| is_unit(word, Some(number)))
    {
        text = rest.trim_start();
    }
    let mut segments = text.split([',', '\n']).map(str::trim);
    let Some(head) = segments.next() else { return false };
    // 12, rue de Rivoli and Calle Mayor, 12 put a comma inside.
    let joined = || {
        text.split_once(',')
            .and_then(|(number, rest)| Some((number.trim(), rest.split([',', '\n']).next()?.trim())))
    };
    let street = if is_street(head) {
        true
    } else if joined().is_some_and(|(first, second)| {
        (is_house_number(first) && is_leading_street(second))
            || (is_leading_street(first) && is_house_number(second))
    }) {
        segments.next();
        true
    } else {
        false
    };
    street && !text.ends_with([',', ' ', '\n']) && segments.all(is_locality)
}

/// A street with a house number.
fn is_street(text: &str) -> bool {
    if let Some(number) = text.strip_prefix("P.O. Box ").or_else(|| text.strip_prefix("PO Box ")) {
        return is_house_number(number);
    }
    let Some((first, rest)) = text.split_once(' ') else { return false };
    if is_house_number(first) {
        let rest = rest.strip_prefix("bis ").or_else(|| rest.strip_prefix("ter ")).unwrap_or(rest);
        return is_leading_street(rest) || is_english_street(rest);
    }
    let Some((name, number)) = text.rsplit_once(' ') else { return false };
    is_house_number(number) && (is_germanic_street(name) || is_leading_street(name))
}

/// `12`, `12a`, `12-14`, `221B`, `1/2`.
fn is_house_number(text: &str) -> bool {
    text.len() <= 9
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.split(['-', '/']).all(|part| {
            let letters = part.trim_start_matches(|c: char| c.is_ascii_digit());
            part.len() > letters.len()
                && letters.len() <= 1
                && letters.chars().all(|c| c.is_ascii_alphabetic())
        })
}

/// `Main Street`, `N. 5th Ave NW Apt 4B`: names, a street word, perhaps a direction and a unit.
fn is_english_street(text: &str) -> bool {
    let mut named = 0;
    let mut words = text.split(' ').peekable();
    let mut street = false;
    while let Some(word) = words.peek() {
        let bare = word.trim_end_matches('.');
        let is_street = STREETS.iter().any(|street| street.eq_ignore_ascii_case(bare));
        if (named > 0 && is_street) || (named == 0 && bare == "Broadway") {
            street = true;
        } else if street {
            break;
        } else if !is_name_word(bare) || named == 5 {
            return false;
        }
        named += 1;
        words.next();
    }
    // A full stop ends a sentence unless it belongs to a short form.
    let full_stop = text.ends_with('.') && text.rsplit(' ').next().is_some_and(|word| word.len() > 5);
    if let Some(word) = words.peek()
        && ["N", "S", "E", "W", "NE", "NW", "SE", "SW", "North", "South", "East", "West"].contains(word)
    {
        words.next();
    }
    let unit = words.next().is_none_or(|word| {
        let number = words.next();
        words.next().is_none() && is_unit(word, number)
    });
    street && unit && !full_stop
}

fn is_unit(word: &str, number: Option<&str>) -> bool {
    let is_number = |text: &str| {
        !text.is_empty() && text.len() <= 6 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    match number {
        // 34th Floor
        Some("Floor" | "Fl" | "floor") => {
            word.starts_with(|c: char| c.is_ascii_digit()) && is_name_word(word)
        }
        Some(number) => UNITS.iter().any(|unit| unit.eq_ignore_ascii_case(word)) && is_number(number),
        None => word.strip_prefix('#').is_some_and(is_number),
    }
}

/// A word of a street name: capitalised, or an ordinal number.
fn is_name_word(word: &str) -> bool {
    let ordinal = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = ordinal.len() < word.len()
        && ["st", "nd", "rd", "th"].iter().any(|end| end.eq_ignore_ascii_case(ordinal));
    let capitalised = word.chars().next().is_some_and(char::is_uppercase)
        && word.chars().all(|c| c.is_alphabetic() || "'’-".contains(c))
        && !word.chars().any(super::names::is_han);
    numbered || capitalised
}

/// `rue de la Paix`, `Calle Mayor`, `Via Roma`.
fn is_leading_street(text: &str) -> bool {
    let Some((kind, name)) = text.split_once(' ') else { return false };
    let lower = kind.to_lowercase();
    let is_particle = |word: &str| {
        [
            "de", "la", "le", "les", "du", "des", "del", "della", "di", "dei", "da", "do", "dos", "los",
            "las", "el", "et",
        ]
        .contains(&word)
            || word.starts_with("d'")
            || word.starts_with("l'")
    };
    LEADING.contains(&&*lower)
        && name.split(' ').count() <= 6
        && name.split(' ').all(|word| is_particle(word) || is_name_word(word.trim_end_matches('.')))
        && name.split(' ').next_back().is_some_and(|word| !is_particle(word) || word.contains('\''))
}

/// `Musterstraße`, `Unter den Linden` is not told; `Am Alten Weg`.
fn is_germanic_street(text: &str) -> bool {
    let lower = text.to_lowercase();
    text.split(' ').count() <= 4
        && text.chars().next().is_some_and(char::is_uppercase)
        && text.chars().all(|c| c.is_alphabetic() || " .-".contains(c))
        && ENDINGS
            .iter()
            .any(|ending| lower.strip_suffix(ending).is_some_and(|name| name.chars().count() > 1))
}

/// A unit, city, state, postal code or country behind a comma.
fn is_locality(text: &str) -> bool {
    if text.is_empty() || text.len() > 40 {
        return false;
    }
    let (first, rest) = text.split_once(' ').map_or((text, None), |(first, rest)| (first, Some(rest)));
    if is_unit(first, rest) {
        return true;
    }
    let ordinary = |word: &str| {
        let lower = word.to_lowercase();
        let place = [
            "new", "north", "south", "east", "west", "park", "city", "island", "one", "grand", "little",
            "big", "long", "high", "mountain", "view", "valley", "lake", "beach", "bay", "falls", "hills",
            "springs", "rock", "river", "port", "rapids", "spring", "salt",
        ];
        // ON, OR and IN are codes of states.
        let state = word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        !state && lookup::is_ordinary_word(lower.as_bytes()) && !place.contains(&&*lower)
    };
    let mut names = 0;
    let fits = text.split(' ').all(|word| {
        let code = word.len() >= 3 && word.chars().any(|c| c.is_ascii_digit());
        let code = code
            && word.len() <= 10
            && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-');
        let bare = word.trim_end_matches('.');
        let particle =
            ["de", "la", "le", "sur", "am", "an", "der", "den", "upon", "on", "in", "of", "the", "del", "di"]
                .contains(&word);
        names += usize::from(!code);
        code || particle
            || (is_name_word(bare) && !ordinary(bare) && (bare.len() == word.len() || bare.len() < 3))
    });
    fits && names <= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_several_countries_are_read() {
        for text in [
            "123 Main Street",
            "123 Main St.",
            "221B Baker Street, London NW1 6XE",
            "742 Evergreen Terrace, Springfield, IL 62704",
            "350 5th Ave, New York, NY 10118-0110",
            "1 Infinite Loop, Cupertino, CA 95014",
            "500 N. Michigan Ave Suite 300, Chicago, IL",
            "10 Downing Street, London SW1A 2AA, United Kingdom",
            "1600 Pennsylvania Avenue NW, Washington, DC 20500",
            "Hauptstraße 5, 10115 Berlin",
            "Musterstr. 12a",
            "12, rue de la Paix, 75002 Paris",
            "5 bis avenue Montaigne, 75008 Paris",
            "Calle Mayor, 12, 28013 Madrid",
            "Via Roma 10, 00184 Roma",
            "Keizersgracht 174, 1016 DW Amsterdam",
            "100 King Street West, Toronto, ON M5X 1A9",
            "P.O. Box 123, Springfield, IL",
            "200 Broadway, New York, NY 10038",
            "350 Fifth Avenue, 34th Floor, New York, NY 10118",
            "12 Oak Rd, Apt 4B, Denver, CO 80202",
            "77 Massachusetts Avenue #3, Cambridge, MA",
        ] {
            assert!(street_address(text), "{text}");
        }
    }

    #[test]
    fn other_texts_are_not() {
        for text in [
            "",
            "123",
            "Main Street",
            "12 monkeys",
            "123 Main",
            "123 Main Street,",
            "123 Main Street, Phone",
            "123 Main Street. He left",
            "5 new items on the way",
            "3 Way",
            "404 Not Found",
            "123 Main Street, Email",
            "10 Street",
            "rue de la Paix",
            "Version 2",
            "Top Gear Ring",
            "12 Main Street, the quick brown fox",
            "123 Main Street, Springfield, Contact",
        ] {
            assert!(!street_address(text), "{text}");
        }
    }
}
