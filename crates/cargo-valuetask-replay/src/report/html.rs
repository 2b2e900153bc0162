//! The report as one page: the plots, the table and the verdict, with nothing fetched from elsewhere, light or dark,
//! and from 390 pixels up.

#![forbid(unsafe_code)]

use super::number::count;
use super::plot;
use super::table::ROWS;
use crate::figures::Figures;

const STYLE: &str = "\
:root { color-scheme: light dark; --ink: #333a45; --soft: #66707f; --line: #e3e6ea; --page: #f5f6f8;
  --sheet: #fff; --tint: #eaf4f1; --accent: #2f7d6d; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #dde2ea; --soft: #98a2b3; --line: #363c47; --page: #15181d; --sheet: #1d2128;
    --tint: #1f302d; --accent: #54b39e; }
}
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); margin: 0; }
main { max-width: 960px; box-sizing: border-box; margin: 2rem auto; padding: 1.5rem 2.5rem 2rem;
  background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
p { margin: .5rem 0; }
.workload { color: var(--soft); overflow-wrap: anywhere; }
.verdict { background: var(--tint); border-left: 4px solid var(--accent); padding: .75rem 1rem; margin: 1.25rem 0; }
.verdict ul { margin: .5rem 0 0; padding-left: 1.25rem; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(270px, 1fr)); gap: .5rem; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--ink); }
svg [stroke=\"#333A45\"] { stroke: var(--ink); }
svg [stroke=\"#E3E6EA\"] { stroke: var(--line); }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin-top: 1rem; font-variant-numeric: tabular-nums; }
th, td { padding: .4rem .75rem; border-bottom: 1px solid var(--line); text-align: right; font-weight: normal; }
thead th { font-weight: 600; }
th:first-child { text-align: left; white-space: pre-wrap; }
.note { color: var(--soft); font-size: .85rem; }
@media (max-width: 600px) {
  main { margin: 0; padding: 1rem; border: 0; border-radius: 0; }
  table { font-size: .75rem; }
  th, td { padding: .35rem .2rem; }
}";

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
    let verdict: String = figures.verdict.iter().map(|sentence| format!("<p>{}</p>", escaped(sentence))).collect();
    let savings: String = figures.savings.iter().map(|line| format!("<li>{}</li>", escaped(line))).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>valuetask replay</title>\n\
         <style>\n{STYLE}\n</style>\n</head>\n<body>\n<main>\n<h1>Four ways to return an answer</h1>\n\
         <p class=\"workload\">{lookups} lookups of {distinct} keys ({keys}) through a cache of {capacity} in front of \
         {store}. Rounds: {rounds}, threads: {threads}.</p>\n\
         <div class=\"verdict\">{verdict}\n<p>A million lookups with ValueTask:</p><ul>{savings}</ul></div>\n\
         <div class=\"plots\">\n{plots}</div>\n\
         <div class=\"table\">\n<table>\n<thead><tr><th></th>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n\
         </div>\n\
         <p class=\"note\">Bars are medians over the rounds, lines go from the lowest to the highest. The heap is \
         counted exactly, on the threads that look up. Checksum of the values: {checksum}.</p>\n</main>\n</body>\n</html>\n",
        lookups = count(workload.lookups),
        distinct = count(workload.distinct),
        keys = escaped(&workload.keys),
        capacity = count(workload.capacity),
        store = escaped(&workload.store),
        rounds = workload.rounds,
        threads = workload.threads,
        plots = plot::panels(figures).concat(),
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
