//! Texts that are no UTF-8.

use wasm_bindgen::prelude::wasm_bindgen;
use yinsi::{Encoder, Encoding};

use crate::transfer;

/// The encoding of `len` bytes of the room, which may be the beginning only; nothing for what is no text.
#[wasm_bindgen(js_name = detectEncoding)]
pub fn detect_encoding(len: usize, complete: bool) -> Option<String> {
    transfer::with_text(len, |bytes| Encoding::detect(bytes, complete))
        .map(|encoding| encoding.name().to_owned())
}

/// Decodes `len` bytes of the room; returns how many bytes were written and how many sequences were no
/// characters, or nothing for an encoding of no such name.
#[wasm_bindgen]
pub fn decode(len: usize, label: &str) -> Option<Vec<usize>> {
    let encoding = Encoding::from_label(label)?;
    transfer::with_text(len, |bytes| {
        let decoded = encoding.decode(bytes);
        let faults = usize::try_from(decoded.faults()).unwrap_or(usize::MAX);
        let written = transfer::write_text(|out| out.extend_from_slice(decoded.text().as_bytes()));
        Some(vec![written, faults])
    })
}

/// Encodes `len` bytes of the room, which are text; returns how many bytes were written and how many
/// characters the encoding lacks, or nothing for an encoding of no such name.
#[wasm_bindgen]
pub fn encode(len: usize, label: &str, mark: bool) -> Option<Vec<usize>> {
    let mut encoder = Encoder::new(Encoding::from_label(label)?, mark);
    let written = transfer::with_text(len, |text| {
        transfer::write_text(|out| {
            encoder.push(text, out);
            encoder.finish(out);
        })
    });
    Some(vec![written, usize::try_from(encoder.lost()).unwrap_or(usize::MAX)])
}
