//! Finds what is personal in a text.
//!
//! `cargo run -p yinsi-examples --bin scan`

use yinsi::{Context, Scanner};

fn main() {
    let scanner = Scanner::new();

    let text = "手机13812345678微信，身份证号：11010519491231002X；mail jane.doe@example.com";
    for finding in scanner.find_iter(text) {
        let value = text.get(finding.range()).unwrap_or_default();
        println!("{} {:?} {value}", finding.entity, finding.range());
    }

    // A column's header says what a cell cannot say itself.
    let cell = "E12345678";
    let alone = scanner.scan(cell).len();
    let labelled = scanner.scan_with(cell, &Context::label("护照号")).len();
    println!("{cell}: {alone} alone, {labelled} under 护照号");
}
