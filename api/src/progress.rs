//! How far a long command is: a bar on a terminal, a line now and then elsewhere. Always on stderr.

use std::io::{IsTerminal, Write, stderr};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

pub(crate) enum Progress {
    Bar(ProgressBar),
    Lines { total: u64, said: u64 },
}

impl Progress {
    pub(crate) fn new(total: u64) -> Self {
        if !stderr().is_terminal() {
            return Self::Lines { total, said: 0 };
        }
        let style = ProgressStyle::with_template("{bar:32} {pos}/{len} {msg} {eta}")
            .expect("the template is a constant");
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
        Self::Bar(bar.with_style(style))
    }

    /// `done` of the total; said again only when it is a tenth further.
    pub(crate) fn at(&mut self, done: u64) {
        match self {
            Self::Bar(bar) => bar.set_position(done),
            Self::Lines { total, said } => {
                let tenth = done * 10 / (*total).max(1);
                if tenth > *said {
                    *said = tenth;
                    // A closed stderr is no reason to stop sorting.
                    let _ = writeln!(stderr(), "{done}/{total}");
                }
            }
        }
    }

    pub(crate) fn end(self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
