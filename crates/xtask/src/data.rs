//! `cargo xtask data`: writes the sample to `examples/data`, or compares it.

use std::fs;
use std::path::Path;

/// Writes the sample to `folder`, or with `check` only compares it.
///
/// # Errors
///
/// When a file cannot be written, or differs from what the seed gives.
pub(crate) fn run(folder: &Path, check: bool) -> Result<(), String> {
    for (name, content) in yinsi_sample::files() {
        let path = folder.join(name);
        if check {
            if fs::read(&path).ok().as_deref() != Some(content.as_bytes()) {
                return Err(format!(
                    "examples/data/{name} is not what the seed gives: run `cargo xtask data`"
                ));
            }
        } else {
            fs::create_dir_all(folder).map_err(|error| error.to_string())?;
            fs::write(&path, &content).map_err(|error| format!("{}: {error}", path.display()))?;
            println!("{:>9} bytes  examples/data/{name}", content.len());
        }
    }
    Ok(())
}
