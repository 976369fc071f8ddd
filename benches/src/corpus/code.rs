//! Source code: files of crates that this workspace depends on, as cargo keeps
//! them, in the versions of `Cargo.lock`, shuffled.

use std::path::{Path, PathBuf};
use std::{env, fs};

use yinsi_sample::Rng;

use crate::lock::version;

/// Crates that are built on every machine, large enough to be worth reading.
const CRATES: &[&str] = &[
    "aho-corasick",
    "clap_builder",
    "ignore",
    "memchr",
    "proptest",
    "rayon",
    "regex-automata",
    "regex-syntax",
    "serde_json",
    "winnow",
];

pub(super) fn grow(text: &mut Vec<u8>, bytes: usize) -> Result<(), String> {
    let mut files = Vec::new();
    for name in CRATES {
        let folder = folder(name)?;
        let before = files.len();
        collect(&folder, &mut files).map_err(|error| format!("{}: {error}", folder.display()))?;
        // The place of a crate differs between machines, the order within it does not.
        files[before..].sort();
    }
    let mut rng = Rng::new(0x636f_6465);
    while text.len() < bytes {
        for index in (1..files.len()).rev() {
            files.swap(index, rng.below(index as u64 + 1) as usize);
        }
        for file in &files {
            text.extend(fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?);
            if text.len() >= bytes {
                break;
            }
        }
    }
    Ok(())
}

/// Where cargo unpacked a crate.
fn folder(name: &str) -> Result<PathBuf, String> {
    let version = version(name).ok_or_else(|| format!("{name} is not in Cargo.lock"))?;
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo"))).unwrap_or_default();
    let registries = fs::read_dir(home.join("registry/src")).into_iter().flatten().flatten();
    let place = format!("{name}-{version}");
    let mut folders: Vec<PathBuf> = registries.map(|registry| registry.path().join(&place)).collect();
    folders.retain(|folder| folder.is_dir());
    folders.into_iter().min().ok_or_else(|| format!("{place} is not unpacked: run `cargo fetch --locked`"))
}

/// All Rust, TOML and shell files below a folder.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|kind| kind == "rs" || kind == "toml" || kind == "sh") {
            files.push(path);
        }
    }
    Ok(())
}
