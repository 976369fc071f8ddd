//! The `yinsi` command.

fn main() -> std::process::ExitCode {
    yinsi_cli::run(std::env::args_os())
}
