//! `yinsi rules` and `yinsi explain`.

#![allow(missing_docs)]

mod common;

use common::{Place, run};

#[test]
fn list_names_every_rule() {
    let ran = run("rules list --rules {data}/acme.toml --entities ACME_BADGE,ACME_TICKET", "");
    insta::assert_snapshot!(ran.stdout);
    let all = run("rules list", "");
    assert_eq!(all.stdout.lines().count(), 1 + yinsi::catalog::rules().len());
    let json = run("rules list --format json --entities CN_MOBILE_NUMBER", "").stdout;
    let rows: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(rows[0]["country"], "CN");
    assert_eq!(rows[0]["default"], true);
    let elsewhere = run("rules list --countries US --entities CN_MOBILE_NUMBER", "");
    assert_eq!(elsewhere.stdout.lines().count(), 1);
}

#[test]
fn show_says_everything_in_the_form_of_a_rule_file() {
    let ran = run("rules show ACME_BADGE --rules {data}/acme.toml", "");
    insta::assert_snapshot!(ran.stdout);
    let ran = run("rules show no.such", "");
    assert_eq!(ran.status, 2);
    assert_eq!(ran.stderr, "yinsi: no rule or entity `no.such`; `yinsi rules list` names them\n");
}

#[test]
fn what_show_says_of_built_in_rules_can_be_read_again() {
    for rule in yinsi::catalog::rules() {
        let ran = run(&format!("rules show {}", rule.id), "");
        let read = yinsi::Rules::from_toml(&ran.stdout, "shown.toml");
        let read = read.unwrap_or_else(|error| panic!("{}: {error}\n{}", rule.id, ran.stdout));
        assert_eq!(read.iter().next(), Some(rule));
    }
}

#[test]
fn check_gives_a_line_a_fault() {
    let ran = run("rules check {data}/broken.toml {data}/acme.toml missing.toml", "");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stdout + "---\n" + &ran.stderr);
    let place = Place::with(&[("not.toml", b"[[rule]\nid = 1\n")]);
    let ran = place.run("rules check not.toml", b"");
    assert_eq!((ran.status, ran.stderr.lines().count()), (2, 1), "{}", ran.stderr);
    assert!(ran.stderr.starts_with("yinsi: not.toml: line 1: "), "{}", ran.stderr);
}

#[test]
fn check_names_rules_on_the_slow_fallback() {
    let ran = run("rules check {data}/slow.toml", "");
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    assert!(
        ran.stdout.starts_with("{data}/slow.toml: 1 rule good\n{data}/slow.toml: rule `slow.word`: "),
        "{}",
        ran.stdout
    );
}

#[test]
fn check_refuses_the_id_of_a_built_in_rule() {
    let shown = run("rules show CN_MOBILE_NUMBER", "").stdout;
    let place = Place::with(&[("mine.toml", shown.as_bytes())]);
    let ran = place.run("rules check mine.toml", b"");
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("has the id of a built-in rule"), "{}", ran.stderr);
}

#[test]
fn explain_says_why_and_why_not() {
    let acme = "--rules {data}/acme.toml --entities ACME_BADGE,ACME_TICKET";
    let text = "工牌:B-123456 visitor B-222222 xB-333333 x88123456789";
    let ran = run(&format!("explain {acme} {}", text.replace(' ', "␣")), "");
    insta::assert_snapshot!(ran.stdout);
    assert_eq!(run(&format!("explain {acme}"), text).stdout, ran.stdout);
    assert_eq!(run(&format!("explain {acme} -"), text).stdout, ran.stdout);
    let shown = run(&format!("explain {acme} --show-values"), text);
    assert!(shown.stdout.contains("B-123456") && !ran.stdout.contains("123456"));
    let few = run("explain --entities all", "tel 13812345678 x").stdout;
    let all = run("explain --entities all --all", "tel 13812345678 x").stdout;
    assert!(few.lines().count() < all.lines().count() / 4, "{few}");
    assert!(few.contains("--all") && !all.contains("--all"));
    let json = run(&format!("explain {acme} --format json"), text).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["findings"][0]["entity"], "ACME_BADGE");
    assert_eq!(json["findings"][0]["evidence"]["label"], "工牌");
    let ran = run(&format!("explain {acme} nothing"), "");
    assert_eq!((ran.status, ran.stdout.as_str()), (0, "nothing found, and no rule came near\n"));
}
