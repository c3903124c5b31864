//! The tables on the terminal, and one HTML page with the worst cases side by side.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use maud::{DOCTYPE, Markup, html};

/// Cases shown on the page.
const WORST_MAX: usize = 10;
/// Longest side of a photo on the page: enough to see why it was hard, small enough to mail.
const SIDE_MAX: u32 = 700;

#[derive(Debug, Default)]
pub(crate) struct Report {
    tables: Vec<Table>,
    /// Each with its title.
    plots: Vec<(String, Markup)>,
    /// Any order; the page shows the lowest scores.
    pub(crate) worst: Vec<Case>,
}

#[derive(Debug)]
pub(crate) struct Table {
    title: String,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// One photo, what was read on it and what is printed.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) photo: PathBuf,
    /// In [0, 1], low is bad.
    pub(crate) score: f64,
    pub(crate) title: String,
    pub(crate) read: String,
    pub(crate) truth: String,
}

impl Table {
    pub(crate) fn new(title: &str, columns: &[&str]) -> Self {
        Self {
            title: title.to_owned(),
            columns: columns.iter().map(ToString::to_string).collect(),
            rows: Vec::new(),
        }
    }

    /// One cell for each column.
    pub(crate) fn push(&mut self, row: Vec<String>) {
        debug_assert_eq!(row.len(), self.columns.len(), "{row:?}");
        self.rows.push(row);
    }

    fn text(&self) -> String {
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                cells
                    .chain(self.columns.get(column))
                    .map(|cell| cell.chars().count())
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let line = |cells: &[String]| {
            let cells: Vec<String> = cells
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell:<width$}"))
                .collect();
            format!("  {}\n", cells.join("  ").trim_end())
        };
        let mut text = format!("{}\n{}", self.title, line(&self.columns));
        for row in &self.rows {
            text.push_str(&line(row));
        }
        text
    }

    fn html(&self) -> Markup {
        html! {
            h2 { (self.title) }
            table {
                thead { tr { @for column in &self.columns { th scope="col" { (column) } } } }
                tbody {
                    @for row in &self.rows { tr { @for cell in row { td { (cell) } } } }
                }
            }
        }
    }
}

impl Report {
    /// Shown at once: a long run says what it knows as soon as it knows it.
    #[expect(
        clippy::print_stdout,
        reason = "the tables are what the command is for"
    )]
    pub(crate) fn push(&mut self, table: Table) {
        println!("{}", table.text());
        self.tables.push(table);
    }

    /// On the page only, behind the tables.
    pub(crate) fn draw(&mut self, title: &str, plot: Markup) {
        self.plots.push((title.to_owned(), plot));
    }

    pub(crate) fn write(mut self, folder: &Path) -> anyhow::Result<()> {
        self.worst.sort_by(|a, b| a.score.total_cmp(&b.score));
        self.worst.truncate(WORST_MAX);
        let pictures = folder.join("pictures");
        fs::create_dir_all(&pictures)?;
        let page = self.page(&pictures).into_string();
        let path = folder.join("report.html");
        fs::write(&path, page).with_context(|| format!("cannot write {}", path.display()))?;
        let tables: Vec<serde_json::Value> = self
            .tables
            .iter()
            .map(|table| {
                serde_json::json!({
                    "title": table.title, "columns": table.columns, "rows": table.rows,
                })
            })
            .collect();
        fs::write(
            folder.join("report.json"),
            serde_json::to_vec_pretty(&tables)?,
        )?;
        tracing::info!(report = %path.display(), "written");
        Ok(())
    }

    fn page(&self, pictures: &Path) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { "Sésame: figures" }
                    style { (maud::PreEscaped(STYLE)) }
                }
                body {
                    h1 { "How well Sésame reads and sorts" }
                    @for table in &self.tables { (table.html()) }
                    @for (title, plot) in &self.plots { h2 { (title) } (plot) }
                    h2 { "The worst " (self.worst.len()) " cases" }
                    @for (number, case) in self.worst.iter().enumerate() {
                        (case_row(number, case, pictures))
                    }
                }
            }
        }
    }
}

fn case_row(number: usize, case: &Case, pictures: &Path) -> Markup {
    let file = format!("{number}.jpg");
    let shown = thumbnail(&case.photo, &pictures.join(&file));
    html! {
        section.case {
            h3 { (case.title) }
            figure {
                @if shown { img src={ "pictures/" (file) } alt="the photo" loading="lazy"; }
                @else { "no picture (PDF or damaged): " (case.photo.display()) }
                figcaption { "photo" }
            }
            figure { pre { (case.read) } figcaption { "what was read" } }
            figure { pre { (case.truth) } figcaption { "truth" } }
        }
    }
}

/// Whether a picture could be made.
fn thumbnail(photo: &Path, to: &Path) -> bool {
    let Ok(image) = image::open(photo) else {
        return false;
    };
    image
        .thumbnail(SIDE_MAX, SIDE_MAX)
        .to_rgb8()
        .save(to)
        .is_ok()
}

const STYLE: &str = "
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: #1b1b1b }
table { border-collapse: collapse; margin-block: 1rem 2rem }
th, td { text-align: start; padding: .35rem .8rem; border-bottom: 1px solid #bbb; font-variant-numeric: tabular-nums }
.case { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1rem; border-top: 2px solid #1b1b1b; padding-block: 1rem }
.case h3 { grid-column: 1 / -1; margin: 0 }
figure { margin: 0; min-width: 0 } img { max-width: 100% }
svg { max-width: 100%; height: auto } .bare { fill: none; stroke: #999 } .right { fill: #1b5e8c } .grid { stroke: #ddd } svg text { font-size: 12px }
pre { white-space: pre-wrap; overflow-wrap: anywhere; max-height: 36rem; overflow: auto; background: #f4f4f4; padding: .6rem; margin: 0 }
figcaption { font-size: .9em; color: #555 }
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_lines_its_columns_up() {
        let mut table = Table::new("Figures", &["set", "recall"]);
        table.push(vec!["scans".to_owned(), "0.99".to_owned()]);
        assert_eq!(table.text(), "Figures\n  set    recall\n  scans  0.99\n");
    }
}
