//! Texts that nobody writes and everybody may be sent: each family repeats what a
//! scanner must not stumble over.

use yinsi_sample::Rng;

use super::Corpus;

/// A family that repeats one piece of text.
macro_rules! repeated {
    ($name:literal, $about:literal, $piece:expr) => {
        Corpus {
            name: $name,
            about: $about,
            grow: |text, bytes| {
                repeat($piece, text, bytes);
                Ok(())
            },
        }
    };
}

pub(super) const FAMILIES: &[Corpus] = &[
    repeated!("digits", "one number without end", "1"),
    repeated!("counting", "digits and spaces", "1 2 3 4 5 6 7 8 9 0 "),
    repeated!("dashes", "groups that look like a number", "12-34-56-78-"),
    repeated!("sevens", "seven digits and a space", "1234567 "),
    repeated!("ats", "only @", "@"),
    repeated!("a-at", "addresses glued together", "a@a@a@"),
    repeated!("a-dot", "labels of a domain without end", "a.a.a."),
    repeated!("dots-at", "addresses glued with dots", "a.b.c@d.e.f@"),
    repeated!("hex-colon", "pieces of a network address", "aa:aa:"),
    repeated!("colons", "an IPv6 address without end", "::1:2:3:4"),
    repeated!("addresses", "an IPv4 address without end", "1.1.1.1."),
    repeated!("invisible", "digits with zero-width spaces between", "1\u{200B}"),
    repeated!("full-width", "full-width digits", "１２３４５６"),
    repeated!("separators", "a number and two separators", "12) - (34 "),
    repeated!("plus", "country codes", "+86 +1 "),
    repeated!("letters", "one word without end", "abcdefghijklmnopqrstuvwxyz"),
    repeated!("token", "one token without end", "A1b2C3d4"),
    repeated!("jwt", "beginnings of tokens", "eyJ.eyJ."),
    repeated!("keys", "beginnings of access keys", "AKIA0123456789"),
    repeated!("slashes", "schemes without hosts", "http:////"),
    repeated!("labels", "labels within labels", "姓名：手机号：身份证号："),
    repeated!("nested-json", "keys within keys", "{\"name\":{\"phone\":"),
    repeated!("quotes", "only delimiters", "\": '= |"),
    Corpus { name: "glued-ids", about: "identity numbers glued together", grow: glued },
    Corpus { name: "near-misses", about: "examples that rules must reject", grow: near_misses },
    Corpus { name: "examples", about: "examples that rules must find", grow: examples },
];

/// Of one family in the soup, in bytes.
const STRETCH: usize = 1024;

/// All families, a stretch of each in turn.
pub(super) fn soup(text: &mut Vec<u8>, bytes: usize) -> Result<(), String> {
    let mut stretches: Vec<Vec<u8>> = Vec::new();
    for family in FAMILIES {
        stretches.push(family.text(STRETCH)?);
    }
    let mut rng = Rng::new(0x736f_7570);
    while text.len() < bytes {
        text.extend_from_slice(rng.pick::<Vec<u8>>(&stretches));
        text.push(b'\n');
    }
    Ok(())
}

pub(super) fn random(text: &mut Vec<u8>, bytes: usize) -> Result<(), String> {
    let mut rng = Rng::new(0x7261_6e64);
    while text.len() < bytes {
        text.extend_from_slice(&rng.next().to_le_bytes());
    }
    Ok(())
}

fn repeat(piece: &str, text: &mut Vec<u8>, bytes: usize) {
    while text.len() < bytes {
        text.extend_from_slice(piece.as_bytes());
    }
}

fn glued(text: &mut Vec<u8>, bytes: usize) -> Result<(), String> {
    let mut rng = Rng::new(0x676c_7565);
    let moment = yinsi_sample::Clock::at_day(20_514).now();
    while text.len() < bytes {
        for person in yinsi_sample::people(&mut rng, 50) {
            let row = yinsi_sample::fill("{id}{card}{mobile}{credit_code}", &person, &moment, &mut rng);
            text.extend_from_slice(row.as_bytes());
        }
    }
    Ok(())
}

fn near_misses(text: &mut Vec<u8>, bytes: usize) -> Result<(), String> {
    cycle(text, bytes, |rule| &rule.invalid);
    Ok(())
}

fn examples(text: &mut Vec<u8>, bytes: usize) -> Result<(), String> {
    cycle(text, bytes, |rule| &rule.valid);
    Ok(())
}

/// Examples of every rule in turn, one a line.
fn cycle(text: &mut Vec<u8>, bytes: usize, of: fn(&yinsi::Rule) -> &yinsi::List<yinsi::Text>) {
    while text.len() < bytes {
        for example in yinsi::catalog::rules().iter().flat_map(|rule| of(rule).iter()) {
            text.extend_from_slice(example.replace(['«', '»'], "").as_bytes());
            text.push(b'\n');
        }
    }
}
