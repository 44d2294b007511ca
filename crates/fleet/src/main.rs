//! The program.

use std::process::ExitCode;

fn main() -> ExitCode {
    fleet::main()
}
