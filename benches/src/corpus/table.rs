//! A leaked customer table, dense: every row says all about somebody. Half of it
//! is CSV, half JSON lines, in stretches.

use yinsi_sample::{Clock, Rng, fill, people};

const CSV: &str = "{name},{id},{mobile},{card},{email},{address},{credit_code}";
const JSON: &str = r#"{{"name":"{name}","id_card":"{id}","mobile":"{mobile}","bank_card":"{card}","email":"{email}","address":"{address}","uscc":"{credit_code}"}}"#;

/// Rows of one form before the other.
const STRETCH: usize = 400;

pub(super) fn grow(text: &mut Vec<u8>, bytes: usize) -> Result<(), String> {
    let mut rng = Rng::new(0x7461_626c);
    let moment = Clock::at_day(20_514).now();
    for row in [CSV, JSON].iter().cycle() {
        for person in people(&mut rng, STRETCH) {
            text.extend_from_slice(fill(row, &person, &moment, &mut rng).as_bytes());
            text.push(b'\n');
        }
        if text.len() >= bytes {
            break;
        }
    }
    Ok(())
}
