//! What stands in the index for one paper.

use paper::{Day, DocumentId};
use tantivy::{
    TantivyDocument, Term,
    schema::{
        FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing,
        TextOptions,
    },
};

use crate::{
    Entry,
    codes::{codes_of_text, day_codes},
    limits,
    words::{stem, words},
};

/// Changed with the schema or the words: an index of another number is built anew.
pub(crate) const GENERATION: &str = "1";

/// The days in the order of a field's name.
pub(crate) const NEWEST: &str = "newest";

#[derive(Clone)]
pub(crate) struct Fields {
    pub(crate) schema: Schema,
    pub(crate) id: Field,
    pub(crate) document_type: Field,
    pub(crate) theme: Field,
    /// Every day of the paper, as [`day_number`].
    pub(crate) days: Field,
    newest: Field,
    /// Folded words of label, holder and issuer.
    pub(crate) names: Field,
    /// Folded words of everything.
    pub(crate) exact: Field,
    /// Stems of everything.
    pub(crate) stems: Field,
    /// Folded words of the second reader.
    pub(crate) other: Field,
    /// Amounts, days and references.
    pub(crate) codes: Field,
}

impl Fields {
    pub(crate) fn new() -> Self {
        let mut schema = Schema::builder();
        // Words are cut here and joined by single spaces; neither places nor counts of words are
        // needed, since a paper is ranked by how well each word fits and not by how often it stands.
        let cut = TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic);
        let text = TextOptions::default().set_indexing_options(cut);
        Self {
            id: schema.add_text_field("id", STRING | STORED),
            document_type: schema.add_text_field("type", STRING),
            theme: schema.add_text_field("theme", STRING),
            days: schema.add_u64_field("days", INDEXED | FAST),
            newest: schema.add_u64_field(NEWEST, FAST),
            names: schema.add_text_field("names", text.clone()),
            exact: schema.add_text_field("exact", text.clone()),
            stems: schema.add_text_field("stems", text.clone()),
            other: schema.add_text_field("other", text.clone()),
            codes: schema.add_text_field("codes", text),
            schema: schema.build(),
        }
    }

    pub(crate) fn id_term(&self, document: DocumentId) -> Term {
        Term::from_field_text(self.id, &document.to_string())
    }

    pub(crate) fn document(&self, id: DocumentId, entry: &Entry) -> TantivyDocument {
        let names = [
            Some(entry.label.as_str()),
            entry.holder.as_deref(),
            entry.issuer.as_deref(),
        ];
        let names = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let names = words(&names);
        let text = cut_off(&entry.text);
        let exact = [names.clone(), words(text)].concat();
        let stems: Vec<String> = exact.iter().map(|word| stem(word)).collect();
        let mut codes = codes_of_text(text);
        codes.extend(entry.dates.iter().flat_map(|day| day_codes(*day)));

        let mut document = TantivyDocument::new();
        document.add_text(self.id, id.to_string());
        document.add_text(self.document_type, &entry.document_type);
        document.add_text(self.theme, &entry.theme);
        for day in &entry.dates {
            document.add_u64(self.days, day_number(*day));
        }
        let newest = entry.dates.iter().copied().map(day_number).max();
        document.add_u64(self.newest, newest.unwrap_or_default());
        document.add_text(self.names, names.join(" "));
        document.add_text(self.exact, exact.join(" "));
        document.add_text(self.stems, stems.join(" "));
        document.add_text(self.other, words(cut_off(&entry.other_text)).join(" "));
        document.add_text(self.codes, codes.join(" "));
        document
    }
}

/// 31 December 2026 is 20261231: in the order of days. Days before our era, which no paper bears, are 0.
pub(crate) fn day_number(day: Day) -> u64 {
    let number =
        i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day());
    u64::try_from(number).unwrap_or_default()
}

fn cut_off(text: &str) -> &str {
    match text.char_indices().nth(limits::TEXT_CHARS_MAX) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}
