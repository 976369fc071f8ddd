#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| yinsi_fuzz::records(data));
