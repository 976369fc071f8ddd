#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| yinsi_fuzz::encodings(data));
