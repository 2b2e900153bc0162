//! The report as one page: the plot, the table and the verdict, with nothing fetched from elsewhere.

#![forbid(unsafe_code)]

use super::plot;
use super::table::{ROWS, grouped};
use crate::replay::figures::Figures;

const STYLE: &str = "\
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #333a45; background: #f5f6f8; margin: 0; }
main { max-width: 960px; margin: 2rem auto; padding: 1.5rem 2.5rem 2rem; background: #fff; border: 1px solid #e3e6ea; border-radius: 8px; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
p { margin: .5rem 0; }
.workload { color: #66707f; overflow-wrap: anywhere; }
.verdict { background: #eaf4f1; border-left: 4px solid #2f7d6d; padding: .75rem 1rem; margin: 1.25rem 0; }
.verdict ul { margin: .5rem 0 0; padding-left: 1.25rem; }
svg { display: block; width: 100%; height: auto; }
table { border-collapse: collapse; width: 100%; margin-top: 1rem; font-variant-numeric: tabular-nums; }
th, td { padding: .4rem .75rem; border-bottom: 1px solid #e3e6ea; text-align: right; font-weight: normal; }
thead th { font-weight: 600; }
th:first-child { text-align: left; white-space: pre; }
.note { color: #66707f; font-size: .85rem; }";

/// The whole page.
pub(super) fn page(figures: &Figures) -> String {
    let workload = &figures.workload;
    let head: String = figures.ways.iter().map(|way| format!("<th scope=\"col\">{}</th>", way.name)).collect();
    let rows: String = ROWS
        .iter()
        .map(|(what, read)| {
            let cells: String = figures.ways.iter().map(|way| format!("<td>{}</td>", read(way))).collect();
            format!("<tr><th scope=\"row\">{what}</th>{cells}</tr>\n")
        })
        .collect();
    let savings: String = figures.savings.iter().map(|line| format!("<li>{}</li>", escaped(line))).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>valuetask replay</title>\n\
         <style>\n{STYLE}\n</style>\n</head>\n<body>\n<main>\n<h1>Four ways to return an answer</h1>\n\
         <p class=\"workload\">{lookups} lookups of {distinct} keys ({keys}) through a cache of {capacity} in front of {store}. \
         Rounds: {rounds}, threads: {threads}.</p>\n\
         <div class=\"verdict\">{verdict}<p>A million lookups with ValueTask:</p><ul>{savings}</ul></div>\n\
         {plot}\n\
         <table>\n<thead><tr><th></th>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n\
         <p class=\"note\">Bars are medians over the rounds, lines go from the lowest to the highest. The heap is counted exactly, \
         on the threads that look up. Checksum of the values: {checksum}.</p>\n</main>\n</body>\n</html>\n",
        lookups = grouped(workload.lookups as u64),
        distinct = grouped(workload.distinct as u64),
        keys = escaped(&workload.keys),
        capacity = grouped(workload.capacity as u64),
        store = escaped(&workload.store),
        rounds = workload.rounds,
        threads = workload.threads,
        verdict = escaped(&figures.verdict),
        plot = plot::svg(figures),
        checksum = workload.checksum,
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn text_of_the_user_is_no_markup() {
        assert_eq!(escaped("a<b>&c"), "a&lt;b&gt;&amp;c");
    }
}
