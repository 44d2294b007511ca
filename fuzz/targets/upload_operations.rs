#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| asc::fuzz::upload_operations(bytes));
