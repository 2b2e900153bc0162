//! Numbers with as many digits as were measured.

#![forbid(unsafe_code)]

use indicatif::{HumanCount, HumanFloatCount};

/// Writes a count, exact, with a comma after every three digits.
pub(super) fn count(number: usize) -> String {
    HumanCount(number as u64).to_string()
}

/// Rounds a number to three significant digits, and to hundredths at most: times repeat no better.
pub(super) fn rounded(number: f64) -> String {
    with_digits(number, 3)
}

/// Rounds a difference of two times to two significant digits: it repeats worse than they do.
pub(super) fn roughly(number: f64) -> String {
    with_digits(number, 2)
}

fn with_digits(number: f64, digits: u8) -> String {
    let below = f64::from(digits - 1);
    let magnitude = number.abs().max(1.0).log10().floor();
    let unit = 10_f64.powf(magnitude - below);
    let decimals = (below - magnitude).max(0.0) as usize;
    format!("{:.decimals$}", HumanFloatCount((number / unit).round() * unit))
}

/// Writes a share of the lookups that were counted.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::{roughly, rounded};

    #[test]
    fn no_more_digits_are_kept_than_were_measured() {
        let written = [0.0, 0.0123, 9.876, 23.456, 123.4, 5_678.9, 1_234_567.0].map(rounded);
        assert_eq!(written, ["0", "0.01", "9.88", "23.5", "123", "5,680", "1,230,000"]);
        assert_eq!([0.123, 9.876, 265.9].map(roughly), ["0.1", "9.9", "270"]);
    }
}
