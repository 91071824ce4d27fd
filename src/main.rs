//! `shibei-atlas`: the window, or a command.

use std::process::ExitCode;

fn main() -> ExitCode {
    shibei_atlas::cli::main(std::env::args_os())
}
