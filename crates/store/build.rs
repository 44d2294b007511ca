//! Puts the files of `sql/checks/` into the program, so that a new check is one new file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let folder = root.join("../../sql/checks");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<PathBuf>>>()?;
    files.sort();
    let mut list = String::from("[\n");
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "sql")) {
        let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let path = file.canonicalize()?.to_string_lossy().into_owned();
        let _ = writeln!(list, "({name:?}, include_str!({path:?})),");
    }
    list.push(']');
    let output = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(Path::new(&output).join("checks.rs"), list)
}
