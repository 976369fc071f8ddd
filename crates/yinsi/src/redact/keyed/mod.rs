//! Operators that need a key, and the key.

pub mod danger;
mod encrypt;
mod ff1;
mod key;
mod permute;
mod preserve;
mod reverse;
mod shift;
mod surrogate;
mod token;

pub use encrypt::Encrypt;
pub use ff1::Ff1;
pub(crate) use key::digest;
pub use key::{Key, KeyedMac};
pub use preserve::Preserve;
pub use reverse::{Reversed, Reverser};
pub use shift::ShiftDate;
pub use surrogate::{Surrogate, is_surrogate};
pub use token::{Alphabet, Token};
