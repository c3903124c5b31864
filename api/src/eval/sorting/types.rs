//! Types: what each side of a paper was taken for, how surely, and what became of it.

use std::collections::{BTreeMap, BTreeSet};

use models::calibrate::{Answer, calibration_error};
use serde_json::Value;

use super::{matched::Matched, percent};
use crate::eval::{
    plot,
    report::{Report, Table},
    truth::text,
};

/// Sides of all papers, severity by severity.
pub(super) struct Types {
    table: Table,
    /// Sides by severity, what they are and what they were said to be, where it is another type.
    taken: BTreeMap<(String, String, String), usize>,
    answers: Vec<Answer>,
}

/// What was said of one side.
struct Verdict<'b> {
    printed: &'b str,
    found: Option<&'b Value>,
}

impl<'b> Verdict<'b> {
    /// Empty when the paper was not found.
    fn said(&self) -> &'b str {
        self.found.map_or("", |found| text(found, "type"))
    }

    fn decided(&self) -> &'b str {
        self.found.map_or("", |found| text(found, "decided"))
    }

    fn is_right(&self) -> bool {
        self.said() == self.printed
    }

    /// `None` when the paper was not found, or is of no type that is known.
    fn answer(&self) -> Option<Answer> {
        let probability = self.found?.get("confidence")?.as_f64()? as f32;
        (self.said() != UNKNOWN).then_some(Answer {
            probability,
            right: self.is_right(),
        })
    }
}

/// The slug of no type.
const UNKNOWN: &str = "inconnu";

impl Types {
    pub(super) fn new() -> Self {
        Self {
            table: Table::new(
                "Types, fresh specimens",
                &[
                    "severity",
                    "sides",
                    "right",
                    "macro-F1",
                    "silently wrong",
                    "auto",
                    "review",
                    "unknown",
                    "not found",
                    "ECE",
                ],
            ),
            taken: BTreeMap::new(),
            answers: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, severity: &str, matched: &Matched<'_>) {
        let verdicts: Vec<Verdict<'_>> = matched
            .sides
            .iter()
            .map(|(_, paper, found)| Verdict {
                printed: &paper.document_type,
                found: *found,
            })
            .collect();
        let share = |counts: &dyn Fn(&Verdict<'_>) -> bool| {
            let count = verdicts.iter().filter(|verdict| counts(verdict)).count();
            percent(count, verdicts.len())
        };
        let answers: Vec<Answer> = verdicts.iter().filter_map(Verdict::answer).collect();
        self.table.push(vec![
            severity.to_owned(),
            verdicts.len().to_string(),
            share(&|verdict| verdict.is_right()),
            format!("{:.3}", macro_f1(&verdicts)),
            share(&|verdict| !verdict.is_right() && verdict.decided() == "auto"),
            share(&|verdict| verdict.decided() == "auto"),
            share(&|verdict| verdict.decided() == "review"),
            share(&|verdict| verdict.decided() == "unknown"),
            share(&|verdict| verdict.found.is_none()),
            format!("{:.3}", calibration_error(&answers)),
        ]);
        for verdict in verdicts.iter().filter(|verdict| !verdict.is_right()) {
            let pair = (
                severity.to_owned(),
                verdict.printed.to_owned(),
                verdict.said().to_owned(),
            );
            *self.taken.entry(pair).or_default() += 1;
        }
        self.answers.extend(answers);
    }

    pub(super) fn push(self, report: &mut Report) {
        report.push(self.table);
        let mut taken = Table::new(
            "Types taken for others, fresh specimens",
            &["severity", "is", "was taken for", "sides"],
        );
        for ((severity, printed, said), count) in &self.taken {
            let said = if said.is_empty() { "(not found)" } else { said };
            taken.push(vec![
                severity.clone(),
                printed.clone(),
                said.to_owned(),
                count.to_string(),
            ]);
        }
        report.push(taken);
        report.draw(
            "How often a type is right, by how sure it was",
            plot::reliability(&self.answers),
        );
    }
}

/// The mean over the printed types of the harmonic mean of precision and recall.
fn macro_f1(verdicts: &[Verdict<'_>]) -> f64 {
    let types: BTreeSet<&str> = verdicts.iter().map(|verdict| verdict.printed).collect();
    let f1 = |document_type: &&str| {
        let count = |counts: &dyn Fn(&Verdict<'_>) -> bool| {
            verdicts.iter().filter(|verdict| counts(verdict)).count() as f64
        };
        let right = count(&|v| v.printed == *document_type && v.is_right());
        let printed = count(&|v| v.printed == *document_type);
        let said = count(&|v| v.said() == *document_type);
        2.0 * right / (printed + said)
    };
    types.iter().map(f1).sum::<f64>() / types.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_type_that_is_never_found_counts_as_much_as_one_that_always_is() {
        let found = json!({"type": "facture"});
        let verdict = |printed: &'static str| Verdict {
            printed,
            found: Some(&found),
        };
        let always = [verdict("facture"), verdict("facture")];
        assert!((macro_f1(&always) - 1.0).abs() < 1e-9);
        // Precision 2/3 and recall 1 for the one, nothing for the other.
        let half = [verdict("facture"), verdict("facture"), verdict("passeport")];
        assert!((macro_f1(&half) - 0.4).abs() < 1e-9);
    }
}
