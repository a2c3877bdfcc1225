//! The sheet on paper: as text, as CSV like the published one, as HTML to be printed.

use anyhow::Result;
use csv::{Terminator, WriterBuilder};

use crate::commands::token::grouped;
use crate::sheet::run::Outcome;
use crate::sheet::{Step, STEPS};
use crate::unit::Unit;

pub struct Paper<'a> {
    pub unit: &'a Unit,
    pub steps: &'a [Step],
    pub outcomes: Option<&'a [Outcome]>,
    pub board: Option<&'a str>,
}

impl Paper<'_> {
    fn outcome(&self, number: usize) -> Option<&Outcome> {
        self.outcomes.and_then(|outcomes| outcomes.get(number))
    }

    fn title(&self) -> String {
        format!(
            "OpenPAYGO Token acceptance sheet of {}: count {}, divider {}, digits {}",
            self.unit.serial,
            self.unit.count,
            self.unit.divider,
            if self.unit.restricted { "1 to 4" } else { "0 to 9" }
        )
    }

    /// How it went, if it was run.
    fn sum(&self) -> Option<String> {
        let outcomes = self.outcomes?;
        let passed = outcomes.iter().take(STEPS).filter(|outcome| outcome.is_ok()).count();
        Some(format!(
            "{passed} of {STEPS} steps passed on {}",
            self.board.unwrap_or("the unit")
        ))
    }

    fn wait(step: &Step) -> String {
        match step.wait {
            0 => String::new(),
            wait => format!("wait {} hours, then ", wait / 3600),
        }
    }

    pub fn text(&self) -> String {
        let mut lines = vec![self.title(), String::new()];
        for (number, step) in self.steps.iter().enumerate() {
            if !step.test.is_empty() {
                lines.push(step.test.to_owned());
            }
            let tick = match self.outcome(number) {
                None => "[ ]",
                Some(Ok(_)) => "[x]",
                Some(Err(_)) => "[-]",
            };
            lines.push(format!(
                "  {tick} {:<5}{}*{}  {}",
                step.name,
                Self::wait(step),
                grouped(&step.text),
                step.must.words()
            ));
            if let Some(Err(said)) = self.outcome(number) {
                lines.push(format!("            but: {said}"));
            }
        }
        lines.push(String::new());
        lines.push(
            self.sum()
                .unwrap_or_else(|| "date ____________   name ____________________".to_owned()),
        );
        lines.join("\n")
    }

    pub fn csv(&self) -> Result<String> {
        let mut csv = WriterBuilder::new()
            .terminator(Terminator::CRLF)
            .from_writer(Vec::new());
        csv.write_record(["Test Name", "Token Used", "Expected Result", "Test Details", "Result"])?;
        for (number, step) in self.steps.iter().enumerate() {
            let result = match self.outcome(number) {
                None => String::new(),
                Some(Ok(_)) => "passed".to_owned(),
                Some(Err(said)) => format!("failed: {said}"),
            };
            csv.write_record([
                step.name.as_str(),
                &grouped(&step.text),
                &step.must.words(),
                &format!("{}{}", Self::wait(step), step.test),
                &result,
            ])?;
        }
        csv.flush()?;
        Ok(String::from_utf8_lossy(csv.get_ref()).into_owned())
    }

    pub fn html(&self) -> String {
        let mut rows = String::new();
        for (number, step) in self.steps.iter().enumerate() {
            if !step.test.is_empty() {
                rows += &format!("<tr><th colspan=\"4\">{}</th></tr>\n", escape(step.test));
            }
            let tick = match self.outcome(number) {
                None => "&#9744;".to_owned(),
                Some(Ok(_)) => "&#9745;".to_owned(),
                Some(Err(said)) => format!("&#9746; {}", escape(said)),
            };
            rows += &format!(
                "<tr><td>{}</td><td>{}<code>*{}</code></td><td>{}</td><td>{tick}</td></tr>\n",
                step.name,
                Self::wait(step),
                grouped(&step.text),
                escape(&step.must.words())
            );
        }
        let foot = self
            .sum()
            .unwrap_or_else(|| "Date ____________ &nbsp; Name ____________________".to_owned());
        let title = escape(&self.title());
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\n<style>body {{ font: 11pt sans-serif }} \
             table {{ border-collapse: collapse }} td, th {{ border: 1px solid #999; padding: 2px 8px; text-align: left }} \
             code {{ font-size: 12pt; white-space: nowrap }} tr {{ break-inside: avoid }}</style></head><body>\n\
             <h1 style=\"font-size: 14pt\">{title}</h1>\n<table>\n<tr><th>step</th><th>type</th><th>must happen</th><th>tick</th></tr>\n\
             {rows}</table>\n<p>{foot}</p>\n</body></html>"
        )
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
