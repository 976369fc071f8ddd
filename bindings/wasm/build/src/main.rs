//! `yinsi-wasm-build INPUT OUTPUT-FOLDER`: what wasm-bindgen's command does, at the
//! version that the lock file of this folder says.

use std::error::Error;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("yinsi-wasm-build: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let [input, output] = std::env::args()
        .skip(1)
        .collect::<Vec<_>>()
        .try_into()
        .map_err(|_| "two arguments are wanted: INPUT OUTPUT-FOLDER")?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(input)
        .out_name("yinsi")
        .web(true)?
        // The types people see are written by hand: `js/index.d.ts`.
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true);
    Ok(bindgen.generate(output)?)
}
