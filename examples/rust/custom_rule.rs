//! Adds rules of one's own: from TOML, as a file would hold them.
//!
//! `cargo run -p yinsi-examples --bin custom_rule`

use yinsi::{BuildError, Redactor, Rules, Scanner};

const RULES: &str = r#"
[[rule]]
id = "acme.employee"
entity = "ACME_EMPLOYEE"
name = "Employee number of Acme"
category = "identity"
pattern = 'AC[0-9]{6}'
context = ["employee", "工号"]
confidence = { pattern = 0.4, context = 0.9 }
valid = ["employee «AC204815»", "工号«AC204815»"]
invalid = ["AC204815", "employee AC2048155"]
references = ["Acme staff handbook, section 3"]
"#;

fn main() -> Result<(), BuildError> {
    let rules = Rules::from_toml(RULES, "acme.toml")?;
    let scanner = Scanner::builder().rules(rules).build()?;
    println!("{}", Redactor::new().redact(&scanner, "employee AC204815, 手机13812345678"));

    // A fault names the file and the rule.
    let broken = RULES.replace("[0-9]{6}", "[0-9");
    if let Err(error) =
        Rules::from_toml(&broken, "acme.toml").and_then(|rules| Scanner::builder().rules(rules).build())
    {
        println!("{error}");
    }
    Ok(())
}
