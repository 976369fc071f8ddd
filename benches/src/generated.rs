//! Rules of realistic shapes, as many as wanted: what a catalogue looks like that
//! has grown.

/// The text of a rule file with `count` rules.
pub fn rules(count: usize) -> String {
    (0..count).map(rule).collect()
}

fn rule(number: usize) -> String {
    let word = word(number);
    let upper = word.to_uppercase();
    let digits = 6 + number / SHAPES % 6;
    let lead = 1 + number / SHAPES % 9;
    let (pattern, rest) = match number % SHAPES {
        0 => (format!("{lead}[0-9]{{{}}}", digits + 3), "checks = [{ luhn = {} }]".to_owned()),
        1 => (format!("[0-9]{{3}}[- ][0-9]{{2}}[- ][0-9]{{{}}}", digits - 3), String::new()),
        2 => (format!("{upper}[0-9]{{{digits}}}"), String::new()),
        3 => (format!("{word}_[0-9A-Za-z]{{{}}}", 20 + digits), String::new()),
        4 => ("[A-Z0-9][A-Z0-9-]{4,15}".to_owned(), "requires = \"label\"".to_owned()),
        5 => (
            format!("{lead}[0-9]{{8}}"),
            format!(
                "checks = [{{ weighted = {{ weights = [9, 8, 7, 6, 5, 4, 3, 2, {lead}], modulus = 11 }} }}]"
            ),
        ),
        6 => (format!("[a-z0-9][a-z0-9.]{{1,40}}@{word}\\.example"), String::new()),
        7 => (format!("https://{word}\\.example/[0-9A-Za-z/_-]{{4,60}}"), String::new()),
        8 => (
            format!("[0-9]{{2}}\\.[0-9]{{3}}\\.[0-9]{{3}}-[0-9]{{{}}}", 1 + number / SHAPES % 4),
            String::new(),
        ),
        9 => (
            format!("{}[0-9]{{2}}[0-9A-Z]{{{}}}", upper.get(..2).unwrap_or("XX"), 12 + digits),
            String::new(),
        ),
        _ => (format!("[0-9]{{4}} [0-9]{{4}} [0-9]{{{}}}", digits - 2), String::new()),
    };
    let confidence = if number % SHAPES == 3 || number % SHAPES > 5 { "0.7" } else { "0.3" };
    format!(
        "[[rule]]\nid = \"gen.r{number}\"\nentity = \"GEN_{number}\"\nname = \"Generated\"\ncategory = \"other\"\n\
         pattern = '{pattern}'\n{rest}\nlabels = [\"{word}\", \"{word}_no\", \"{word}号\"]\n\
         context = [\"{word}\", \"{word}证\"]\n\
         confidence = {{ pattern = {confidence}, check = 0.4, context = 0.8, label = 0.9 }}\n\
         references = [\"none\"]\n\n"
    )
}

/// How many shapes there are.
const SHAPES: usize = 11;

/// A made-up word, different for every number.
fn word(number: usize) -> String {
    const HEADS: [&str; 11] = ["ba", "ko", "du", "ge", "li", "mo", "pu", "ra", "si", "ta", "vu"];
    const TAILS: [&str; 7] = ["nor", "lim", "ket", "das", "vel", "rop", "zin"];
    let (a, b, c) = (number % 11, number / 11 % 7, number / 77 % 11);
    format!("{}{}{}{}", HEADS[a], HEADS[c], TAILS[b], if number >= 847 { "x" } else { "" })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    #[test]
    fn generated_rules_build_and_have_triggers() {
        let rules = yinsi::Rules::from_toml(&super::rules(300), "generated").expect("well-formed rules");
        let scanner = yinsi::Scanner::builder().builtin(false).rules(rules).build().expect("a scanner");
        assert_eq!(scanner.rules().count(), 300);
        assert!(scanner.diagnostics().is_empty(), "{:?}", scanner.diagnostics());
    }

    #[test]
    fn words_are_different() {
        let words: HashSet<String> = (0..800).map(super::word).collect();
        assert_eq!(words.len(), 800);
    }
}
