//! The report as one page: bars, the table and the verdict, without anything from elsewhere, for light and dark screens.

#![forbid(unsafe_code)]

use super::number::{count, rounded};
use super::table::ROWS;
use crate::figures::{Cost, Figures, Setup};

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
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(270px, 1fr)); gap: 1.5rem; }
figure { margin: 0; display: grid; grid-template-columns: auto 1fr auto; gap: .25rem .5rem; font-size: .85rem; }
figcaption { grid-column: 1 / -1; font-weight: 600; }
figure div { position: relative; }
figure i { position: absolute; top: 20%; height: 60%; left: 0; background: var(--soft); }
figure i.range { top: 45%; height: 10%; background: var(--ink); }
figure div:last-of-type i:first-child { background: var(--accent); }
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

/// Writes the whole page.
pub(super) fn page(figures: &Figures) -> String {
    let Setup { keys, distinct, lookups, store, capacity, threads, rounds, checksum, .. } = &figures.workload;
    let [lookups, distinct, capacity] = [*lookups, *distinct, *capacity].map(count);
    let [keys, store] = [keys, store].map(|text| escaped(text));
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
    let savings_head = if savings.is_empty() { "" } else { "\n<p>A million lookups with ValueTask:</p>" };
    let plots = [
        plot("ns a hit", &figures.ways, |way| {
            way.ns_per_hit.as_ref().map_or([0.0; 3], |times| [times.min, times.median, times.max])
        }),
        plot("ns a lookup", &figures.ways, |way| {
            [way.ns_per_lookup.min, way.ns_per_lookup.median, way.ns_per_lookup.max]
        }),
        plot("allocations a lookup", &figures.ways, |way| [way.heap_per_lookup.allocations; 3]),
    ]
    .concat();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>valuetask-replay</title>\n\
         <style>\n{STYLE}\n</style>\n</head>\n<body>\n<main>\n<h1>Four ways to return an answer</h1>\n\
         <p class=\"workload\">{lookups} lookups of {distinct} keys ({keys}) through a cache of {capacity} in front of \
         {store}. Rounds: {rounds}, threads: {threads}.</p>\n\
         <div class=\"verdict\">{verdict}{savings_head}<ul>{savings}</ul></div>\n\
         <div class=\"plots\">\n{plots}</div>\n\
         <div class=\"table\">\n<table>\n<thead><tr><th></th>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n\
         </div>\n\
         <p class=\"note\">Bars are medians over the rounds, lines go from the lowest to the highest. The heap is \
         counted exactly, on the threads that look up. Checksum of the values: {checksum}.</p>\n</main>\n</body>\n</html>\n"
    )
}

/// Draws a bar for each way, and a line over it: from the lowest by the median to the highest.
fn plot(title: &str, ways: &[Cost; 4], figures: fn(&Cost) -> [f64; 3]) -> String {
    let highest = ways.iter().map(|way| figures(way)[2]).fold(f64::MIN_POSITIVE, f64::max);
    let bars = ways.iter().map(|way| {
        let (name, [_, median, _]) = (way.name, figures(way));
        let [min, width, max] = figures(way).map(|figure| figure / highest * 100.0);
        let range = max - min;
        format!(
            "<span>{name}</span><div><i style=\"width:{width:.1}%\"></i>\
             <i class=\"range\" style=\"left:{min:.1}%;width:{range:.1}%\"></i></div><span>{}</span>\n",
            rounded(median)
        )
    });
    format!("<figure><figcaption>{title}</figcaption>\n{}</figure>\n", bars.collect::<String>())
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
