//! Every instruction set this machine has finds the same.
#![cfg(all(feature = "catalog", feature = "toml"))]

mod common;

use std::fs;

use common::{cases, mixed, path};
use yinsi::Scanner;

/// All entities, on each instruction set that can be forced here.
fn scanners() -> Vec<Scanner> {
    let all = ["scalar", "avx2", "avx512", "neon", "simd128"];
    let scanners: Vec<_> =
        all.iter().filter_map(|isa| Scanner::builder().all().isa(isa).build().ok()).collect();
    assert!(!scanners.is_empty() && scanners[0].isa() == "scalar");
    scanners
}

fn same(scanners: &[Scanner], name: &str, text: &[u8]) {
    let expected = scanners[0].scan(text);
    for scanner in &scanners[1..] {
        assert!(scanner.scan(text) == expected, "{name}: {} differs from scalar", scanner.isa());
    }
}

#[test]
fn on_the_cases_and_on_texts_made_of_them() {
    let scanners = scanners();
    for case in cases() {
        same(&scanners, &case.name, case.text.as_bytes());
    }
    for seed in 0..4 {
        same(&scanners, "mixed", &mixed(seed, 100_000, seed % 2 == 1));
    }
}

#[test]
fn on_the_sample_of_the_examples() {
    let scanners = scanners();
    // The packaged crate has no examples beside it.
    let Ok(folder) = fs::read_dir(path("../../examples/data")) else { return };
    for entry in folder {
        let file = entry.expect("a readable folder").path();
        let text = fs::read(&file).expect("a readable file");
        // Enough of each to meet every shape of line.
        same(&scanners, &file.display().to_string(), &text[..text.len().min(400_000)]);
    }
}

#[test]
fn an_unknown_instruction_set_is_an_error_that_names_those_there_are() {
    let error = Scanner::builder().isa("mmx").build().expect_err("no such thing").to_string();
    assert!(error.contains("mmx") && error.contains("scalar"), "{error}");
}
