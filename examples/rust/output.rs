//! Runs each example and compares what it prints.

use std::process::Command;

fn run(program: &str) -> String {
    let output = Command::new(program).env_remove("RUST_LOG").output().expect("the example starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{}: {errors}", output.status);
    String::from_utf8(output.stdout).expect("the example prints UTF-8")
}

#[test]
fn scan_finds_values_in_mixed_text() {
    assert_eq!(
        run(env!("CARGO_BIN_EXE_scan")),
        "CN_MOBILE_NUMBER 6..17 13812345678\n\
         CN_RESIDENT_ID 41..59 11010519491231002X\n\
         EMAIL_ADDRESS 67..87 jane.doe@example.com\n\
         E12345678: 0 alone, 1 under 护照号\n"
    );
}

#[test]
fn redact_writes_what_was_asked_for() {
    assert_eq!(
        run(env!("CARGO_BIN_EXE_redact")),
        "联系人：<CN_PERSON_NAME>，手机：<CN_MOBILE_NUMBER>，卡号 <CN_BANK_CARD>，邮箱：<EMAIL_ADDRESS>\n\
         联系人：[removed]，手机：138****5678，卡号 **** **** **** 4242，邮箱：...@example.com\n"
    );
}

#[test]
fn custom_rule_is_found_and_its_fault_named() {
    let output = run(env!("CARGO_BIN_EXE_custom_rule"));
    let (first, fault) = output.split_once('\n').expect("two lines");
    assert_eq!(first, "employee <ACME_EMPLOYEE>, 手机<CN_MOBILE_NUMBER>");
    assert!(fault.starts_with("acme.toml: rule `acme.employee`: pattern"), "{fault}");
}

#[test]
fn log_writer_redacts_each_record() {
    assert_eq!(
        run(env!("CARGO_BIN_EXE_log_writer")),
        "[INFO  log_writer] order 7 placed, phone=<CN_MOBILE_NUMBER>\n\
         [WARN  log_writer] mail to <EMAIL_ADDRESS> bounced\n"
    );
}

#[test]
fn tracing_writer_redacts_each_event() {
    assert_eq!(
        run(env!("CARGO_BIN_EXE_tracing_writer")),
        " INFO tracing_writer: order 7 placed phone=\"<CN_MOBILE_NUMBER>\"\n \
         WARN tracing_writer: mail to <EMAIL_ADDRESS> bounced\n"
    );
}
