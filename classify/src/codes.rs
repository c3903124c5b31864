//! What the machine-readable codes of a paper say.

mod identifiers;
pub mod mrz;
pub mod numbers;
mod trust;
pub mod twoddoc;

use paper::{CheckedCode, CodeCheck, CodeKind, Day, Evidence, Page, RawCode};

use mrz::{Mrz, read_mrz};
use twoddoc::{TwoDDoc, read_twoddoc};

/// A code with what it says, for the rules that use it.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub checked: CheckedCode,
    pub content: Content,
}

#[derive(Clone, Debug)]
pub(crate) enum Content {
    Mrz(Mrz),
    TwoDDoc(TwoDDoc),
    Other,
}

/// All codes of a paper, without repeats, in page order.
pub(crate) fn codes(pages: &[Page], today: Day) -> Vec<Code> {
    let mut codes: Vec<Code> = Vec::new();
    for page in pages {
        let printed = (!page.codes.iter().any(|code| code.kind == CodeKind::Mrz))
            .then(|| mrz_among_lines(page))
            .flatten();
        for raw in page.codes.iter().chain(&printed) {
            let code = understand(page, raw, today);
            // Lines that only looked like an MRZ say nothing.
            let is_noise = printed.as_ref() == Some(raw) && code.checked.check != CodeCheck::Ok;
            if !is_noise
                && !codes
                    .iter()
                    .any(|known| known.checked.text == code.checked.text)
            {
                codes.push(code);
            }
        }
    }
    codes
}

/// Neighbouring lines in the alphabet of an MRZ, when nobody looked for one.
fn mrz_among_lines(page: &Page) -> Option<RawCode> {
    let lines: Vec<_> = page
        .lines
        .iter()
        .filter(|line| {
            let text = line.text();
            let fillers = text
                .chars()
                .filter(|c| matches!(c, '<' | '«' | '‹'))
                .count();
            fillers >= 2 && text.len() >= 24
        })
        .collect();
    let text: Vec<String> = lines.iter().map(|line| line.text()).collect();
    Some(RawCode {
        kind: CodeKind::Mrz,
        text: text.join("\n"),
        quad: lines.first()?.quad,
    })
}

fn understand(page: &Page, raw: &RawCode, today: Day) -> Code {
    let content = match raw.kind {
        CodeKind::Mrz => read_mrz(&raw.text, today).map(Content::Mrz),
        CodeKind::TwoDDoc | CodeKind::DataMatrix => read_twoddoc(&raw.text).map(Content::TwoDDoc),
        _ => None,
    };
    let (kind, check, values) = match &content {
        Some(Content::Mrz(mrz)) => (
            format!("mrz:{}", mrz.layout),
            CodeCheck::Ok,
            mrz_values(mrz),
        ),
        Some(Content::TwoDDoc(code)) => (
            format!("2d-doc:{}", code.document_type),
            code.check,
            twoddoc_values(code),
        ),
        // Lines that should have had check digits and did not agree.
        _ if raw.kind == CodeKind::Mrz => ("mrz".to_owned(), CodeCheck::Failed, Vec::new()),
        _ => (raw.kind.slug().to_owned(), CodeCheck::None, Vec::new()),
    };
    Code {
        checked: CheckedCode {
            evidence: Evidence {
                page: page.id,
                quad: raw.quad,
                text: raw.text.clone(),
                rule: kind.clone(),
            },
            kind,
            text: raw.text.clone(),
            check,
            values,
        },
        content: content.unwrap_or(Content::Other),
    }
}

fn mrz_values(mrz: &Mrz) -> Vec<(String, String)> {
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    [
        ("nom", mrz.surname.clone()),
        ("prenoms", mrz.given.clone()),
        ("numero", mrz.number.clone()),
        ("nationalite", mrz.nationality.clone()),
        ("sexe", mrz.sex.clone()),
        ("date_naissance", day(mrz.birth)),
        ("fin_validite", day(mrz.valid_until)),
        (
            "mois_delivrance",
            mrz.issued_month
                .map(|day| day.strftime("%Y-%m").to_string())
                .unwrap_or_default(),
        ),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

fn twoddoc_values(code: &TwoDDoc) -> Vec<(String, String)> {
    code.fields
        .iter()
        .map(|(id, value)| (TwoDDoc::name(id).to_owned(), value.clone()))
        .collect()
}

impl Code {
    /// Does the catalogue's code pattern (`mrz:TD1:ID:FRA`, `2ddoc:28`) mean this code? An MRZ counts only
    /// when its check digits agree.
    pub(crate) fn is(&self, pattern: &str) -> bool {
        let mut parts = pattern.split(':');
        match (&self.content, parts.next()) {
            (Content::TwoDDoc(code), Some("2ddoc")) => {
                parts.next() == Some(code.document_type.as_str())
            }
            (Content::Mrz(mrz), Some("mrz")) => {
                parts.next() == Some(mrz.layout)
                    && parts
                        .next()
                        .is_none_or(|code| mrz.document_code.starts_with(code))
                    && parts.next().is_none_or(|state| mrz.state == state)
            }
            _ => false,
        }
    }
}
