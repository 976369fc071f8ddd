//! Suites that only build: features, the stated Rust version, Windows, packages.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use super::Count;
use crate::shell::{self, Run};

/// Crates that are published, by folder; all others say `publish = false`.
const PUBLISHED: [&str; 4] = ["yinsi", "yinsi-sample", "yinsi-readers", "yinsi-cli"];

/// Largest package in bytes.
const PACKAGE_LIMIT: u64 = 5_000_000;

/// Checks every published crate with no feature and with each one alone.
pub(super) fn features(root: &Path) -> Result<Count, String> {
    let mut count = Count::default();
    for package in PUBLISHED {
        let check = |features: &str| {
            let line = format!("check --locked -p {package} --no-default-features");
            Run::cargo(root, &line).args(["--features", features]).call()
        };
        let names = feature_names(root, package)?;
        for feature in [String::new()].iter().chain(&names) {
            check(feature)?;
            count.builds += 1;
        }
    }
    Ok(count)
}

fn feature_names(root: &Path, package: &str) -> Result<Vec<String>, String> {
    let manifest = manifest(root, &format!("crates/{package}"))?;
    let features = manifest.get("features").and_then(toml::Value::as_table);
    let names = features.into_iter().flat_map(toml::Table::keys);
    Ok(names.filter(|name| *name != "default").cloned().collect())
}

fn manifest(root: &Path, folder: &str) -> Result<toml::Table, String> {
    let path = root.join(folder).join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    text.parse().map_err(|error: toml::de::Error| format!("{}: {error}", path.display()))
}

/// Builds with the Rust version the workspace states. Where that toolchain cannot
/// be had, clippy's list of what each version brought has to do.
pub(super) fn msrv(root: &Path) -> Result<Count, String> {
    let workspace = manifest(root, "")?;
    let version = workspace
        .get("workspace")
        .and_then(|workspace| workspace.get("package")?.get("rust-version")?.as_str())
        .ok_or("the workspace states no rust-version")?;
    let toolchains = Run::new(root, "rustup").args(["toolchain", "list"]).output()?;
    let installed = String::from_utf8_lossy(&toolchains).lines().any(|line| line.starts_with(version));
    let install = ["toolchain", "install", "--profile", "minimal", "--no-self-update", version];
    if installed || Run::new(root, "rustup").args(install).call().is_ok() {
        let target = root.join("target/msrv");
        Run::new(root, "rustup")
            .args(["run", version, "cargo", "check", "--locked", "--workspace"])
            .env("CARGO_TARGET_DIR", &target.to_string_lossy())
            .call()?;
    } else {
        println!("msrv: Rust {version} cannot be installed, asking clippy instead");
        Run::cargo(root, "clippy --workspace --locked -- -D clippy::incompatible_msrv").call()?;
    }
    Ok(Count { builds: 1, ..Count::default() })
}

/// Type-checks the library and the command for Windows.
pub(super) fn windows(root: &Path) -> Result<Count, String> {
    const TARGET: &str = "x86_64-pc-windows-gnu";
    shell::need_target(root, TARGET)?;
    for package in PUBLISHED {
        Run::cargo(root, &format!("check --locked --target {TARGET} -p {package}")).call()?;
    }
    Ok(Count { builds: PUBLISHED.len(), ..Count::default() })
}

/// Makes and verifies the packages; they must be small and carry their licences.
pub(super) fn package(root: &Path) -> Result<Count, String> {
    let mut line = "package --locked --allow-dirty".to_owned();
    for package in PUBLISHED {
        line = format!("{line} -p {package}");
        let files =
            Run::cargo(root, &format!("package --locked --allow-dirty --list -p {package}")).output()?;
        let files = String::from_utf8_lossy(&files).into_owned();
        for wanted in ["LICENSE-MIT", "LICENSE-APACHE", "README.md"] {
            if !files.lines().any(|file| file == wanted) {
                return Err(format!("{package}: {wanted} is not in the package"));
            }
        }
    }
    forget_unpacked();
    Run::cargo(root, &line).call()?;
    for entry in
        fs::read_dir(shell::target(root).join("package")).map_err(|error| error.to_string())?.flatten()
    {
        let path = entry.path();
        let size = entry.metadata().map_or(0, |metadata| metadata.len());
        if path.extension().is_some_and(|extension| extension == "crate") {
            println!("package: {} has {size} bytes", entry.file_name().to_string_lossy());
            if size > PACKAGE_LIMIT {
                return Err(format!("{} is over {PACKAGE_LIMIT} bytes", path.display()));
            }
        }
    }
    Ok(Count { builds: PUBLISHED.len(), ..Count::default() })
}

/// Removes what cargo unpacked of our own crates when it verified them before: it would take those
/// sources, of the same version, for the ones of today. Registries of a folder have a name that begins with `-`.
fn forget_unpacked() {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    let Some(sources) = home.map(|home| home.join("registry/src")) else { return };
    for registry in fs::read_dir(sources).into_iter().flatten().flatten() {
        if registry.file_name().to_string_lossy().starts_with('-') {
            for package in PUBLISHED {
                let version = env!("CARGO_PKG_VERSION");
                let _ = fs::remove_dir_all(registry.path().join(format!("{package}-{version}")));
            }
        }
    }
}
