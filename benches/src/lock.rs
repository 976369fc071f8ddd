//! Which versions of other crates are in use: `Cargo.lock`, as it was when this
//! was built.

const LOCK: &str = include_str!("../../Cargo.lock");

/// The version of a crate in the lock file.
pub fn version(name: &str) -> Option<&'static str> {
    let (_, after) = LOCK.split_once(&format!("name = \"{name}\"\nversion = \""))?;
    Some(after.split_once('"')?.0)
}
