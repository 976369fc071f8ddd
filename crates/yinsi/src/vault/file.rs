//! A vault in a file: encrypted, written whole or not at all.
//!
//! ```text
//! "yinsi vault 1\n"  id of the key, 8 bytes  "\n"  AES-256-SIV (RFC 5297) of the rest
//! ```
//!
//! What stands before the ciphertext is authenticated with it. The mode needs no
//! random number: equal vaults make equal files, and that is all a file says.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use aes_siv::KeyInit as _;
use aes_siv::siv::Aes256Siv;
use zeroize::Zeroizing;

use super::{Entry, Naming, Vault};
use crate::redact::Key;

const MAGIC: &[u8] = b"yinsi vault 1\n";

/// Bytes before the ciphertext.
const HEADER: usize = MAGIC.len() + 9;

/// What a vault that is in no file is called in messages.
const UNNAMED: &str = "vault";

/// Largest file that is read, in bytes.
const FILE_LIMIT: u64 = 1 << 30;

/// A vault's file that cannot be read or written. Says nothing of what is in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VaultError {
    /// The file cannot be opened, read or written.
    #[error("{}: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The file is no vault of a version that is known.
    #[error("{}: not a vault, or one of a later version", file.display())]
    Format {
        /// The file.
        file: PathBuf,
    },
    /// The file was written with another key.
    #[error("{}: written with key {found}, and this is key {given}", file.display())]
    WrongKey {
        /// The file.
        file: PathBuf,
        /// Public id of the key that the file was written with.
        found: Box<str>,
        /// Public id of the key that was given.
        given: Box<str>,
    },
    /// The file is not as it was written: cut short, or changed.
    #[error("{}: damaged: it is not as it was written", file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
    },
    /// The file and the vault in memory give one placeholder to two values.
    #[error("{}: placeholder `{placeholder}` stands for another value there", file.display())]
    Conflict {
        /// The file.
        file: PathBuf,
        /// The placeholder's name.
        placeholder: Box<str>,
    },
}

impl Vault {
    /// The vault that a file holds.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is no vault, was written with another key or is damaged.
    pub fn load(file: impl AsRef<Path>, key: &Key) -> Result<Self, VaultError> {
        let file = file.as_ref();
        let at = |source| VaultError::Io { file: file.into(), source };
        let mut bytes = Vec::new();
        let opened = File::open(file).map_err(at)?;
        opened.take(FILE_LIMIT + 1).read_to_end(&mut bytes).map_err(at)?;
        if bytes.len() as u64 > FILE_LIMIT {
            return Err(at(io::Error::other("larger than 1 GiB")));
        }
        Self::opened(&bytes, key, file)
    }

    /// The vault that the content of such a file holds, for who keeps it elsewhere than in files.
    ///
    /// ```
    /// use yinsi::{Key, Vault};
    ///
    /// let key = Key::from_bytes(b"an example, not a secret: 32 byte")?;
    /// let vault = Vault::numbered();
    /// vault.placeholder("PERSON", b"Jane Roe");
    /// let bytes = vault.to_bytes(&key)?;
    /// assert_eq!(Vault::from_bytes(&bytes, &key)?.restore("<PERSON_1>"), "Jane Roe");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When it is no vault, was written with another key or is damaged.
    pub fn from_bytes(bytes: &[u8], key: &Key) -> Result<Self, VaultError> {
        Self::opened(bytes, key, Path::new(UNNAMED))
    }

    fn opened(bytes: &[u8], key: &Key, file: &Path) -> Result<Self, VaultError> {
        let format = || VaultError::Format { file: file.into() };
        let (header, sealed) = bytes.split_at_checked(HEADER).ok_or_else(format)?;
        let id = header.strip_prefix(MAGIC).and_then(|id| id.strip_suffix(b"\n")).ok_or_else(format)?;
        let id = std::str::from_utf8(id).map_err(|_| format())?;
        if id != key.id() {
            let (found, given) = (id.escape_default().to_string().into(), key.id().into());
            return Err(VaultError::WrongKey { file: file.into(), found, given });
        }
        let damaged = || VaultError::Damaged { file: file.into() };
        let open = cipher(key).decrypt([header], sealed).map(Zeroizing::new).map_err(|_| damaged())?;
        read(&open, key).ok_or_else(damaged)
    }

    /// Writes the vault to a file, with all that the file holds already; both then hold the same.
    ///
    /// Processes that write to one file wait for each other (by a lock on `FILE.lock`); the file is there
    /// before and after, whole, and only its owner may read it.
    ///
    /// # Errors
    ///
    /// When the file cannot be written, the file that is there cannot be [loaded](Self::load), or it gives one of
    /// this vault's placeholders to another value: vaults that count do so unless one writer at a time loads,
    /// adds and saves.
    pub fn save(&self, file: impl AsRef<Path>, key: &Key) -> Result<(), VaultError> {
        let file = file.as_ref();
        let at = |source| VaultError::Io { file: file.into(), source };
        let lock = beside(file, ".lock");
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(lock).map_err(at)?;
        lock.lock().map_err(at)?;
        if fs::exists(file).map_err(at)? {
            self.take_over(&Self::load(file, key)?, file)?;
        }
        replace(file, &self.sealed(key, file)?).map_err(at)
    }

    /// The content of a file that holds this vault alone; see [`from_bytes`](Self::from_bytes).
    ///
    /// # Errors
    ///
    /// When it is larger than can be encrypted.
    pub fn to_bytes(&self, key: &Key) -> Result<Vec<u8>, VaultError> {
        self.sealed(key, Path::new(UNNAMED))
    }

    fn sealed(&self, key: &Key, file: &Path) -> Result<Vec<u8>, VaultError> {
        let header = [MAGIC, key.id().as_bytes(), b"\n"].concat();
        let too_large = |_| VaultError::Io { file: file.into(), source: io::Error::other("too large") };
        let sealed = cipher(key).encrypt([&header], &self.written()).map_err(too_large)?;
        Ok([header, sealed].concat())
    }

    /// Adds what another vault holds.
    ///
    /// # Errors
    ///
    /// When the two give one placeholder to two values; then nothing is added.
    fn take_over(&self, other: &Self, file: &Path) -> Result<(), VaultError> {
        let theirs = other.read();
        let mut ours = self.change();
        for (name, entry) in &theirs.values {
            let conflict = ours.values.get(name).is_some_and(|own| {
                (&own.entity, &own.value, own.bare) != (&entry.entity, &entry.value, entry.bare)
            });
            if conflict {
                return Err(VaultError::Conflict { file: file.into(), placeholder: name.clone() });
            }
        }
        for (name, entry) in &theirs.values {
            if !ours.values.contains_key(name) {
                let tag = self.tag(&entry.entity, &entry.value, entry.bare);
                // A value may have one name here and another there; both go on standing for it.
                ours.names.entry(tag).or_insert_with(|| name.clone());
                let (entity, value) = (entry.entity.clone(), entry.value.clone());
                ours.values.insert(name.clone(), Entry { entity, value, bare: entry.bare });
            }
        }
        for (stem, count) in &theirs.counts {
            let own = ours.counts.entry(stem.clone()).or_default();
            *own = (*own).max(*count);
        }
        Ok(())
    }

    fn written(&self) -> Zeroizing<Vec<u8>> {
        let held = self.read();
        let mut out = Zeroizing::new(Vec::new());
        out.push(match self.shared.naming {
            Naming::Numbered => 0,
            Naming::Keyed { suffix, .. } => suffix as u8,
        });
        for (name, entry) in &held.values {
            out.push(1 + u8::from(entry.bare));
            for part in [name.as_bytes(), entry.entity.as_bytes(), &entry.value] {
                out.extend_from_slice(&(part.len() as u64).to_le_bytes());
                out.extend_from_slice(part);
            }
        }
        out
    }
}

/// The vault that a decrypted file describes.
fn read(open: &[u8], key: &Key) -> Option<Vault> {
    let (naming, mut rest) = open.split_first()?;
    let vault = match naming {
        0 => Vault::numbered(),
        suffix => Vault::keyed(key).suffix_len(usize::from(*suffix)),
    };
    {
        let mut held = vault.change();
        while let Some((kind, after)) = rest.split_first() {
            rest = after;
            let mut part = || {
                let (len, after) = rest.split_first_chunk::<8>()?;
                let (part, after) =
                    after.split_at_checked(usize::try_from(u64::from_le_bytes(*len)).ok()?)?;
                rest = after;
                Some(part)
            };
            let [name, entity] = [part()?, part()?].map(|text| std::str::from_utf8(text).ok());
            let (name, entity, value): (Box<str>, &str, &[u8]) = (name?.into(), entity?, part()?);
            let bare = match kind {
                1 => false,
                2 => true,
                _ => return None,
            };
            if *naming == 0
                && let Some((stem, number)) = name.rsplit_once('_')
                && let Ok(number) = number.parse::<u64>()
            {
                let count = held.counts.entry(stem.into()).or_default();
                *count = (*count).max(number);
            }
            held.names.insert(vault.tag(entity, value, bare), name.clone());
            held.values
                .insert(name, Entry { entity: entity.into(), value: Zeroizing::new(value.into()), bare });
        }
    }
    Some(vault)
}

fn cipher(key: &Key) -> Aes256Siv {
    let wide = key.derive_wide("vault file 1");
    Aes256Siv::new_from_slice(&*wide).expect("64 bytes are a key of AES-256-SIV")
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Gives the file new content in one step. Who calls holds the lock, so that the name beside it is ours.
fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = beside(file, ".new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut opened = options.open(&new)?;
    opened.write_all(bytes)?;
    opened.sync_all()?;
    drop(opened);
    fs::rename(&new, file)
}
