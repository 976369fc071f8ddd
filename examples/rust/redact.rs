//! Replaces what is personal: a label by default, something else where one asks.
//!
//! `cargo run -p yinsi-examples --bin redact`

use yinsi::{BuildError, Mask, Operator, Redactor, Replace, Scanner};

fn main() -> Result<(), BuildError> {
    let scanner = Scanner::new();
    let text = "联系人：张三，手机：13812345678，卡号 4242 4242 4242 4242，邮箱：zhang@example.com";

    println!("{}", Redactor::new().redact(&scanner, text));

    let redactor = Redactor::builder()
        .operator("CN_MOBILE_NUMBER", Mask::keep(3, 4))
        .operator("CN_BANK_CARD", Mask::keep(0, 4))
        .operator("EMAIL_ADDRESS", Operator::custom(keep_domain))
        .default_operator(Replace::with("[removed]"))
        .build()?;
    println!("{}", redactor.redact(&scanner, text));
    Ok(())
}

/// An operator of our own: the domain of an address often says enough.
fn keep_domain(_: &yinsi::Finding, value: &[u8], out: &mut Vec<u8>) {
    let at = value.iter().rposition(|byte| *byte == b'@').unwrap_or(value.len());
    out.extend_from_slice(b"...");
    out.extend_from_slice(value.get(at..).unwrap_or_default());
}
