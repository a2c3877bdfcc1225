//! A unit's life as a picture: credit, payments, tokens, output. Knows not how it was lived.

use std::path::Path;

use anyhow::{anyhow, Result};
use plotters::prelude::*;

use super::Drawn;

/// Draws a life of so many days.
pub fn draw(path: &Path, drawn: &Drawn, days: u32) -> Result<()> {
    let mut svg = String::new();
    paint(&mut svg, drawn, days).map_err(|error| anyhow!("cannot draw: {error}"))?;
    let mut file = crate::files::Fresh::create(path)?;
    std::io::Write::write_all(&mut file, svg.as_bytes())?;
    file.keep()
}

fn paint(svg: &mut String, drawn: &Drawn, days: u32) -> Result<(), Box<dyn std::error::Error>> {
    let most = drawn.samples.iter().map(|sample| sample.credit).fold(1.0, f64::max) * 1.15;
    let area = SVGBackend::with_string(svg, (1000, 420)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .margin(12)
        .caption(
            "credit of one unit: triangles are payments, circles tokens, the band below is the output",
            ("sans-serif", 15),
        )
        .x_label_area_size(34)
        .y_label_area_size(46)
        .build_cartesian_2d(0.0..f64::from(days), -most * 0.1..most)?;
    chart
        .configure_mesh()
        .disable_mesh()
        .x_desc("days")
        .y_desc("days of credit")
        .draw()?;
    let line = drawn.samples.iter().map(|sample| (sample.day, sample.credit));
    chart.draw_series(LineSeries::new(line, RGBColor(30, 90, 160).stroke_width(1)))?;
    let band = drawn.samples.windows(2).filter(|pair| pair[0].on).map(|pair| {
        let corners = [(pair[0].day, -most * 0.08), (pair[1].day, -most * 0.03)];
        Rectangle::new(corners, RGBColor(40, 150, 70).filled())
    });
    chart.draw_series(band)?;
    let payments = drawn.payments.iter();
    chart
        .draw_series(payments.map(|&day| TriangleMarker::new((day, most * 0.93), 5, RGBColor(190, 110, 0).filled())))?;
    let tokens = drawn.tokens.iter();
    chart.draw_series(tokens.map(|&day| Circle::new((day, most * 0.87), 3, RGBColor(30, 90, 160).filled())))?;
    area.present()?;
    Ok(())
}
