//! The vault that the arguments name: opened, and kept up to date in its file.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use yinsi::{Key, Vault, VaultError};

use crate::args::{KeyArgs, Naming, VaultArgs};
use crate::error::Failure;
use crate::escape;
use crate::operators;

/// A vault with its file.
pub(crate) struct Keeping {
    vault: Vault,
    file: PathBuf,
    key: Key,
    /// How much of it the file has.
    kept: Mutex<Option<usize>>,
}

impl Keeping {
    /// The vault of `--vault`, a new one if the file is not there.
    pub(crate) fn open(args: &VaultArgs, key: Option<&Key>) -> Result<Option<Self>, Failure> {
        let Some(file) = args.vault.clone() else { return Ok(None) };
        let key = key.ok_or_else(no_key)?.clone();
        let (vault, kept) = match file.exists() {
            true => {
                let vault = load(&file, &key)?;
                let kept = vault.len();
                (vault, Some(kept))
            }
            false => match args.placeholders {
                Naming::Keyed => (Vault::keyed(&key), None),
                Naming::Numbered => (Vault::numbered(), None),
            },
        };
        Ok(Some(Self { vault, file, key, kept: Mutex::new(kept) }))
    }

    /// The vault of a file that is there.
    pub(crate) fn load(file: &Path, args: &KeyArgs) -> Result<Vault, Failure> {
        load(file, &operators::key(args)?.ok_or_else(no_key)?)
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Writes what is new to the file.
    pub(crate) fn keep(&self) -> Result<(), Failure> {
        let mut kept = self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if *kept != Some(self.vault.len()) {
            self.vault.save(&self.file, &self.key).map_err(|error| failure(&error))?;
            *kept = Some(self.vault.len());
        }
        Ok(())
    }
}

fn load(file: &Path, key: &Key) -> Result<Vault, Failure> {
    Vault::load(file, key).map_err(|error| failure(&error))
}

fn no_key() -> Failure {
    Failure::Error("--vault: needs a key: --key-file or --key-env".to_owned())
}

fn failure(error: &VaultError) -> Failure {
    Failure::Error(escape::visible(error.to_string().as_bytes()))
}
