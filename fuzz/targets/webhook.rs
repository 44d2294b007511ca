#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dashboard::fuzz::webhook(bytes));
