//! Rules from text: each fault is one clear line that names rule and file; each trigger works.
#![cfg(feature = "toml")]

use yinsi::{Rules, Scanner};

/// A rule file with one sound rule, changed by `change`.
fn broken(change: impl FnOnce(&str) -> String) -> Vec<String> {
    let sound = r#"
[[rule]]
id = "acme.badge"
entity = "ACME_BADGE"
name = "Badge"
category = "other"
pattern = 'B-[0-9]{6}'
valid = ["badge «B-123456»"]
invalid = ["B-12345"]
references = ["house rule 7"]
"#;
    Rules::from_toml(sound, "acme.toml").expect("sound as it is");
    let error = Rules::from_toml(&change(sound), "acme.toml").expect_err("a broken rule");
    error.faults().iter().map(|fault| with_causes(*fault)).collect()
}

/// The message with those of its causes.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

fn replaced(from: &str, to: &str) -> Vec<String> {
    broken(|sound| {
        assert!(sound.contains(from), "nothing to replace");
        sound.replace(from, to)
    })
}

#[test]
fn each_fault_is_one_line_that_names_rule_and_file() {
    let pattern = "pattern = 'B-[0-9]{6}'";
    let examples = "valid = [\"badge «B-123456»\"]\ninvalid = [\"B-12345\"]";
    let large = format!(
        "pattern = '[0-9]{{6}}(?:[a-z]{{1,99}}|{}){{90}}'\nmax_len = 60000",
        "[ab]{1,50}c|".repeat(20).trim_end_matches('|')
    );
    let table = [
        (pattern, "pattern = 'B-[0-9]{6}'\ncolour = 'red'", "colour"),
        ("category = \"other\"", "category = \"colour\"", "colour"),
        ("references = [\"house rule 7\"]", "", "reference"),
        ("id = \"acme.badge\"", "id = \"Acme Badge\"", "lower case"),
        ("entity = \"ACME_BADGE\"", "entity = \"badge\"", "upper case"),
        ("entity = \"ACME_BADGE\"", "", "entity"),
        (pattern, "", "no pattern"),
        (pattern, "pattern = 'B-[0-9'", "does not compile"),
        (pattern, "pattern = '(?=B)-[0-9]{6}'", "look-around"),
        (pattern, r"pattern = '\bB-[0-9]{6}'", "bounds"),
        (pattern, "pattern = '(?:B-[0-9]{6})?'", "empty string"),
        (pattern, "pattern = '[a&&b]'", "can match nothing"),
        (pattern, "pattern = 'B-[0-9]{6}'\nmax_len = 5", "max_len"),
        (pattern, "pattern = 'B-[0-9]{6}'\nmax_len = 70000", "max_len"),
        (pattern, &large, "automaton"),
        (pattern, "pattern = 'B-[0-9]{6}'\nchecks = [{ luhm = {} }]", "luhm"),
        (pattern, "pattern = 'B-[0-9]{6}'\nchecks = [{ luhn = {}, penalty = 1.5 }]", "penalty"),
        (pattern, "pattern = 'B-[0-9]{6}'\nchecks = [{ luhn = {}, penalty = 'high' }]", "penalty"),
        (pattern, "pattern = 'B-[0-9]{6}'\nconfidence = { pattern = 2.0 }", "0.0 to 1.0"),
        (pattern, "pattern = 'B-[0-9]{6}'\nconfidence = { patern = 0.5 }", "patern"),
        (pattern, "pattern = 'B-[0-9]{6}'\nbounds = \"word\"", "word"),
        (pattern, "pattern = 'B-[0-9]{6}'\ncountry = \"China\"", "country"),
        (pattern, "pattern = 'B-[0-9]{6}'\nrequires = \"label\"", "labels"),
        (pattern, "pattern = 'B-[0-9]{6}'\nlabels = [\"badge -\"]", "badge -"),
        (pattern, "pattern = 'B-[0-9]{6}'\nlabels = [\"工号是\"]", "工号是"),
        (pattern, "pattern = 'B-[0-9]{6}'\ncontext = [\" \"]", "context"),
        (examples, "valid = [\"badge «B-12345»\"]", "valid example 1"),
        (examples, "valid = [\"badge «B-123456»7\"]", "valid example 1"),
        (examples, "invalid = [\"B-1\", \"B-123456\"]", "invalid example 2"),
    ];
    for (from, to, part) in table {
        let faults = replaced(from, to);
        assert_eq!(faults.len(), 1, "{to}: {faults:#?}");
        let fault = &faults[0];
        assert!(fault.contains(part), "{to}: `{fault}` does not say `{part}`");
        assert!(fault.starts_with("acme.toml: "), "{to}: `{fault}` does not name the file");
        let names_rule = fault.contains("`acme.badge`") || fault.contains("`Acme Badge`");
        assert!(names_rule, "{to}: `{fault}` does not name the rule");
        assert!(!fault.contains('\n') && !fault.ends_with('.'), "{to}: `{fault}` is no clear line");
    }
}

#[test]
fn two_rules_of_one_id_and_bad_toml() {
    let twice = broken(|sound| format!("{sound}{sound}"));
    assert_eq!(twice, ["acme.toml: rule `acme.badge` is defined twice"]);
    let faults = replaced("category = \"other\"", "category = other");
    assert_eq!(faults.len(), 1);
    assert!(faults[0].starts_with("acme.toml: line 6"), "{}", faults[0]);
    let faults = broken(|sound| format!("{sound}\n[[rules]]\nid = \"acme.two\"\n"));
    assert!(faults[0].starts_with("acme.toml: ") && faults[0].contains("rules"), "{}", faults[0]);
    let empty = Rules::from_toml("", "empty.toml").expect("no rules are no fault");
    assert!(empty.is_empty());
}

#[test]
fn all_faults_of_a_file_come_at_once() {
    let faults = broken(|sound| {
        let second =
            sound.replace("acme.badge", "acme.two").replace("{6}'", "'").replace("references", "reference");
        let third = sound.replace("acme.badge", "acme.three").replace("B-12345\"", "B-123456\"");
        format!("{sound}{second}{third}")
    });
    assert_eq!(faults.len(), 2, "{faults:#?}");
    assert!(faults[0].contains("`acme.two`") && faults[1].contains("`acme.three`"), "{faults:#?}");
}

#[test]
fn a_rule_of_each_trigger_works() {
    let table = [
        ("1[3-9][0-9]{9}", "手机13812345678微信", "13812345678"),
        (r"(?:\+86[ -]?)?1[3-9][0-9]{9}", "tel +86-13812345678.", "+86-13812345678"),
        ("[a-z]{1,9}@[a-z]{1,9}", "me jane@home now", "jane@home"),
        ("acme://[a-z]{1,20}", "<acme://door>", "acme://door"),
        ("tok_[A-Za-z0-9]{20}", "t=tok_abcdefghij0123456789;", "tok_abcdefghij0123456789"),
        ("B-[0-9]{3}", "badge B-123", "B-123"),
        ("(?:[0-9a-f]{2}:){3}[0-9a-f]{2}", "id 00:1a:2b:3c", "00:1a:2b:3c"),
        ("[A-Z]{2}[0-9]{2}[A-Z]{2}", "code AB12CD", "AB12CD"),
        ("京[A-Z][0-9]{3}", "车京A123走", "京A123"),
        ("[0-9]{2,3}号楼", "住12号楼", "12号楼"),
        ("-----ACME [A-Z]{1,9}-----", "x\n-----ACME KEY-----\n", "-----ACME KEY-----"),
        ("[#$][a-z]{2,9}", "see #secret", "#secret"),
        ("é[a-z]{3}", "un état", "état"),
    ];
    for (pattern, text, value) in table {
        let file = format!(
            "[[rule]]\nid = 'acme.rule'\nentity = 'ACME'\nname = 'A rule'\ncategory = 'other'\n\
             pattern = '{pattern}'\nreferences = ['us']\n"
        );
        let rules = Rules::from_toml(&file, "acme.toml").unwrap_or_else(|error| panic!("{pattern}: {error}"));
        let scanner = Scanner::builder().builtin(false).rules(rules).build().expect("a sound rule");
        let found: Vec<&str> =
            scanner.scan(text).iter().filter_map(|finding| text.get(finding.range())).collect();
        assert_eq!(found, [value], "{pattern}");
        let slow = pattern.starts_with(['[', 'é']) && !value.as_bytes()[0].is_ascii_alphanumeric();
        assert_eq!(!scanner.diagnostics().is_empty(), slow, "{pattern}: {:?}", scanner.diagnostics());
    }
}

#[test]
fn a_rule_after_a_label_works() {
    let file = "[[rule]]\nid = 'acme.door'\nentity = 'DOOR'\nname = 'Door code'\ncategory = 'other'\n\
                pattern = '[a-z0-9#*]{3,8}'\n\
                requires = 'label'\nlabels = ['door code', '门禁码']\nreferences = ['us']\n";
    let rules = Rules::from_toml(file, "acme.toml").expect("a sound rule");
    let scanner = Scanner::builder().builtin(false).rules(rules).build().expect("a sound rule");
    for (text, value) in
        [("Door Code: 12#ab", "12#ab"), ("门禁码1*2*3。", "1*2*3"), ("\"door code\":\"9a9\"", "9a9")]
    {
        let found: Vec<&str> =
            scanner.scan(text).iter().filter_map(|finding| text.get(finding.range())).collect();
        assert_eq!(found, [value], "{text}");
    }
    assert_eq!(scanner.scan("12#ab, code: 12#ab"), []);
}

/// A user's rules are numbered behind the built-in ones; labels of both are looked up.
#[cfg(feature = "catalog")]
#[test]
fn rules_of_a_user_stand_beside_the_built_in_ones() {
    let file = "[[rule]]\nid = 'acme.door'\nentity = 'DOOR'\nname = 'Door code'\ncategory = 'other'\n\
                pattern = '[a-z0-9#*]{3,8}'\nrequires = 'label'\nlabels = ['door code', '姓名代码', '手机']\n\
                references = ['us']\n[[rule]]\nid = 'acme.badge'\nentity = 'BADGE'\nname = 'Badge'\n\
                category = 'other'\npattern = 'B[0-9]{6}'\ncontext = ['工牌']\nreferences = ['us']\n\
                also = [{ entity = 'KEY', labels = ['钥匙'] }]\nlabels = ['badge']\n";
    let rules = Rules::from_toml(file, "acme.toml").expect("sound rules");
    let scanner = Scanner::builder().rules(rules).build().expect("sound rules");
    let text = "姓名：张三，姓名代码：a1#b，手机：13812345678，手机：a7*，钥匙：B123456，邮箱：a@example.com";
    let found: Vec<_> =
        scanner.scan(text).iter().map(|f| (f.entity, text.get(f.range()), f.evidence.also)).collect();
    let expected = [
        ("CN_PERSON_NAME", Some("张三"), None),
        ("DOOR", Some("a1#b"), None),
        ("CN_MOBILE_NUMBER", Some("13812345678"), None),
        ("DOOR", Some("a7*"), None),
        ("BADGE", Some("B123456"), Some("KEY")),
        ("EMAIL_ADDRESS", Some("a@example.com"), None),
    ];
    assert_eq!(found, expected);
    assert_eq!(scanner.diagnostics(), []);
}

#[cfg(feature = "catalog")]
#[test]
fn a_rule_may_not_take_a_built_in_id() {
    let file = "[[rule]]\nid = 'cn.mobile'\nentity = 'X'\nname = 'x'\ncategory = 'other'\n\
                pattern = 'x[0-9]{6}'\nreferences = ['us']\n";
    let rules = Rules::from_toml(file, "mine.toml").expect("sound by itself");
    let error = Scanner::builder().rules(rules).build().expect_err("the id is taken").to_string();
    assert!(error.contains("`cn.mobile`"), "{error}");
}
