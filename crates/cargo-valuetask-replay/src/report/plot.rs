//! The plots: three panels of four bars each, as SVG. The page recolours ink and lines, which it finds by their colours
//! here.

#![forbid(unsafe_code)]

use core::error::Error as StdError;

use plotters::prelude::*;

use super::number::rounded;
use crate::figures::{Figures, Times};

const SIZE: (u32, u32) = (320, 300);
const COLORS: [RGBColor; 4] =
    [RGBColor(0x8a, 0x93, 0xa6), RGBColor(0xd8, 0x9a, 0x4e), RGBColor(0x6f, 0x8f, 0xc4), RGBColor(0x2f, 0x7d, 0x6d)];
const INK: RGBColor = RGBColor(0x33, 0x3a, 0x45);
const FAINT: RGBColor = RGBColor(0xe3, 0xe6, 0xea);
/// Room above the highest bar, for its figure.
const HEADROOM: f64 = 1.2;

type Drawn = Result<(), Box<dyn StdError>>;

/// A bar: its height and, if it was measured more than once, from where to where it went.
#[derive(Clone, Copy)]
struct Bar {
    height: f64,
    spread: Option<(f64, f64)>,
}

impl Bar {
    fn measured(times: &Times) -> Self {
        Self { height: times.median, spread: Some((times.min, times.max)) }
    }

    fn top(&self) -> f64 {
        self.spread.map_or(self.height, |(_, max)| max)
    }
}

/// The panels, each an `<svg>` element.
pub(super) fn panels(figures: &Figures) -> [String; 3] {
    let ways = &figures.ways;
    let none = Bar { height: 0.0, spread: None };
    let hits = ways.each_ref().map(|way| way.ns_per_hit.as_ref().map_or(none, Bar::measured));
    let lookups = ways.each_ref().map(|way| Bar::measured(&way.ns_per_lookup));
    let heap = ways.each_ref().map(|way| Bar { height: way.heap_per_lookup.allocations, spread: None });
    let names = ways.each_ref().map(|way| way.name);
    [("ns a hit", hits), ("ns a lookup", lookups), ("allocations a lookup", heap)].map(|(title, bars)| {
        let mut text = String::new();
        draw(&mut text, title, names, &bars).expect("drawing into a string doesn't fail");
        text
    })
}

fn draw(text: &mut String, title: &str, names: [&str; 4], bars: &[Bar; 4]) -> Drawn {
    let root = SVGBackend::with_string(text, SIZE).into_drawing_area();
    panel(&root, title, names, bars)?;
    root.present()?;
    Ok(())
}

fn panel(
    area: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    title: &str,
    names: [&str; 4],
    bars: &[Bar; 4],
) -> Drawn {
    let highest = bars.iter().map(Bar::top).fold(0.0, f64::max).max(0.01) * HEADROOM;
    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 17).into_font().color(&INK))
        .margin(14)
        .x_label_area_size(28)
        .y_label_area_size(46)
        .build_cartesian_2d(0.0..4.0, 0.0..highest)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .light_line_style(TRANSPARENT)
        .bold_line_style(FAINT)
        .axis_style(FAINT)
        .y_labels(5)
        .label_style(("sans-serif", 12).into_font().color(&INK))
        .draw()?;
    for (place, (bar, color)) in bars.iter().zip(COLORS).enumerate() {
        let (left, middle, right) = (place as f64 + 0.2, place as f64 + 0.5, place as f64 + 0.8);
        chart.draw_series([Rectangle::new([(left, 0.0), (right, bar.height)], color.filled())])?;
        if let Some((min, max)) = bar.spread {
            chart.draw_series([PathElement::new([(middle, min), (middle, max)], INK.stroke_width(2))])?;
        }
        let style = |size: u32| {
            use plotters::style::text_anchor::{HPos, Pos, VPos};
            ("sans-serif", size).into_font().color(&INK).pos(Pos::new(HPos::Center, VPos::Bottom))
        };
        chart.draw_series([Text::new(rounded(bar.height), (middle, bar.top() + highest * 0.02), style(14))])?;
        let (x, y) = chart.backend_coord(&(middle, 0.0));
        let (base_x, base_y) = area.get_base_pixel();
        area.draw(&Text::new(names[place].to_owned(), (x - base_x, y - base_y + 22), style(12)))?;
    }
    Ok(())
}
