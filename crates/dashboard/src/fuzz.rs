//! Foreign bytes: deliveries of webhooks, and what must hold whatever they are.
//!
//! A function here takes any bytes and panics where a promise is broken. `cargo test` runs it over the files in
//! `fuzz/corpus`, `cargo fuzz` over what it makes up; docs/FUZZING.md lists them all.

pub use crate::webhook::fuzz::webhook;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    /// Every file that was ever of interest goes through its target.
    #[test]
    fn the_corpus_holds() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/webhook");
        let files: Vec<_> = fs::read_dir(&folder).expect("a corpus").flatten().collect();
        assert!(!files.is_empty(), "{}", folder.display());
        for file in files {
            super::webhook(&fs::read(file.path()).expect("a file"));
        }
    }
}
