//! The verdict: what the rule of thumb says about these figures, and what a million lookups would save.
//!
//! The rule: return a `ValueTask` where 90 to 95 % of the calls or more complete synchronously, or where the caller is hot.

#![forbid(unsafe_code)]

use super::table::grouped;
use crate::replay::figures::Way;

const MILLION: f64 = 1_000_000.0;

/// The verdict in a sentence or two, and a line on each of the other ways.
pub(crate) fn of(ways: &[Way; 4]) -> (String, Vec<String>) {
    let [others @ .., value] = ways;
    (rule_of_thumb(value.completed_synchronously), others.iter().map(|other| saved(other, value)).collect())
}

fn rule_of_thumb(share: f64) -> String {
    let percent = share * 100.0;
    let seen = format!("{percent:.1} % of the lookups complete synchronously");
    if percent >= 95.0 {
        format!("Use ValueTask here: {seen}.\nThe rule of thumb asks for 90 to 95 %, or a hot caller.")
    } else if percent >= 90.0 {
        format!(
            "ValueTask fits here, most of all if the caller is hot: {seen}.\nThe rule of thumb asks for 90 to 95 %."
        )
    } else {
        format!(
            "Not needed here unless the caller is hot: {seen}.\n\
             The rule of thumb asks for 90 to 95 %; a larger --capacity may get there."
        )
    }
}

fn saved(other: &Way, value: &Way) -> String {
    let allocations = (other.heap_per_lookup.allocations - value.heap_per_lookup.allocations) * MILLION;
    let megabytes = (other.heap_per_lookup.bytes - value.heap_per_lookup.bytes) * MILLION / 1e6;
    // The time of a miss is the store's, whose noise is larger than what is looked for: only hits are compared.
    let milliseconds = match (other.ns_per_hit, value.ns_per_hit) {
        (Some(other), Some(this)) => (other.median - this.median) * value.hit_ratio * MILLION / 1e6,
        _ => 0.0,
    };
    let time = if milliseconds >= 0.0 { "less" } else { "more" };
    format!(
        "{} allocations ({megabytes:.1} MB) fewer, and {:.1} ms {time} on its hits, than with {}",
        signed(allocations),
        milliseconds.abs(),
        other.name
    )
}

fn signed(number: f64) -> String {
    let digits = grouped(number.abs().round() as u64);
    if number <= -0.5 { format!("-{digits}") } else { digits }
}

#[cfg(test)]
mod tests {
    use super::rule_of_thumb;

    #[test]
    fn the_verdict_turns_at_ninety_and_ninety_five_percent() {
        assert!(rule_of_thumb(0.89).starts_with("Not needed"));
        assert!(rule_of_thumb(0.90).starts_with("ValueTask fits"));
        assert!(rule_of_thumb(0.95).starts_with("Use ValueTask"));
    }
}
