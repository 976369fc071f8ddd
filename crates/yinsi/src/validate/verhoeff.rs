//! Verhoeff's check digit over the dihedral group D5.

/// Products in D5.
const PRODUCTS: [[u8; 10]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
    [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
    [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
    [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
    [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
    [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
    [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
    [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];

/// The permutation of each place, counted from the right modulo 8.
const PERMUTATIONS: [[u8; 10]; 8] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
    [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
    [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
    [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
    [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
    [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
    [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
];

/// Returns whether `digits` ends in the right Verhoeff check digit.
///
/// `digits` holds digit values, most significant first; fewer than two: `false`.
///
/// ```
/// use yinsi::validate::verhoeff;
///
/// assert!(verhoeff(&[2, 3, 6, 3]));
/// assert!(!verhoeff(&[2, 3, 6, 4]));
/// ```
pub fn verhoeff(digits: &[u8]) -> bool {
    let fold = |check: u8, (place, &digit): (usize, &u8)| {
        let permuted = PERMUTATIONS.get(place % 8)?.get(usize::from(digit))?;
        PRODUCTS.get(usize::from(check))?.get(usize::from(*permuted)).copied()
    };
    digits.len() > 1 && digits.iter().rev().enumerate().try_fold(0, fold) == Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::testing::{digits, each_neighbour};

    #[test]
    fn known_numbers_pass_and_their_neighbours_fail() {
        for sample in ["2363", "123451", "1428570", "1234567890120", "84736430954837284567892"] {
            assert!(verhoeff(&digits(sample)), "{sample}");
            each_neighbour(sample, |other| assert!(!verhoeff(&digits(other)), "{other}"));
        }
    }

    #[test]
    fn what_is_no_number_fails() {
        assert!(!verhoeff(&[]) && !verhoeff(&[0]) && !verhoeff(&[10, 10]));
    }
}
