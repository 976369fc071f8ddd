//! How fast redaction is beside scanning, and how many values a second FF1 makes.
//!
//! `cargo run --release -p yinsi --features keyed --example redact_speed FILE…`

use std::error::Error;
use std::time::Instant;

use yinsi::{Ff1, Finding, Key, Operator, Redactor, Scanner};

/// The best of a few runs, in seconds.
fn seconds(mut run: impl FnMut()) -> f64 {
    let once = |_| {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64()
    };
    (0..5).map(once).fold(f64::INFINITY, f64::min)
}

fn main() -> Result<(), Box<dyn Error>> {
    let key = Key::from_bytes(b"an example, not a secret: 32 byte")?;
    let scanner = Scanner::new();
    for file in std::env::args().skip(1) {
        let text = std::fs::read(&file)?;
        let megabytes = text.len() as f64 / 1e6;
        let mut findings = Vec::new();
        let scan = seconds(|| scanner.scan_into(&text, &mut findings));
        println!("{file}: {} findings, scan {:.0} MB/s", findings.len(), megabytes / scan);
        for operator in
            ["label", "numbered", "mask:3,4", "remove", "token", "encrypt", "preserve", "surrogate"]
        {
            let redactor =
                Redactor::builder().default_operator(Operator::parse_keyed(operator, &key)?).build()?;
            let redact = seconds(|| drop(redactor.redact_bytes(&scanner, &text)));
            println!("  {operator:9} {:.0} MB/s, {:.2} of scanning", megabytes / redact, scan / redact);
        }
    }
    const VALUES: usize = 100_000;
    let ff1 = Ff1::new(&key);
    let digits: [u16; 16] = std::array::from_fn(|nth| nth as u16 % 10);
    let raw = seconds(|| (0..VALUES).for_each(|_| drop(ff1.encrypt(10, b"CREDIT_CARD", &digits))));
    println!("FF1, 16 digits: {:.0} values/s", VALUES as f64 / raw);
    let redactor = Redactor::builder().default_operator(Operator::parse_keyed("preserve", &key)?).build()?;
    for (entity, value) in [
        ("CN_RESIDENT_ID", "11010519491231002X"),
        ("CN_MOBILE_NUMBER", "13812345678"),
        ("CREDIT_CARD", "4242424242424242"),
        ("EMAIL_ADDRESS", "jane.doe@example.com"),
        ("HK_ID", "A123456(3)"),
    ] {
        let count = if entity.starts_with("CN_") || entity == "CREDIT_CARD" { VALUES } else { VALUES / 100 };
        let text = value.repeat(count);
        let len = value.len() as u64;
        let spans = (0..count as u64).map(|nth| nth * len..(nth + 1) * len);
        let findings: Vec<Finding> = spans.map(|span| Finding::new(entity, "example", span, 0.9)).collect();
        let time = seconds(|| drop(redactor.apply(text.as_bytes(), &findings)));
        println!("preserve {entity}: {:.0} values/s", count as f64 / time);
    }
    Ok(())
}
