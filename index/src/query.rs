use std::ops::Bound;

use paper::{Day, DocumentId};
use tantivy::{
    Term,
    query::{
        AllQuery, BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery, Occur,
        RangeQuery, TermQuery,
    },
    schema::{Field, IndexRecordOption},
};

use crate::{
    codes::codes_of_query,
    limits,
    schema::{Fields, day_number},
    words::{stem, words},
};

/// What is looked for. Everything that is given must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Words, amounts, days, references, as a person types them. Empty: everything, the newest first.
    pub text: String,
    /// The type's slug.
    pub document_type: Option<String>,
    /// The theme's slug.
    pub theme: Option<String>,
    /// A day of the paper is on this day or later.
    pub from: Option<Day>,
    /// The same day of the paper is on this day or earlier.
    pub to: Option<Day>,
    /// At most so many hits, and never more than [`HITS_MAX`](crate::limits::HITS_MAX).
    pub limit: usize,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            text: String::new(),
            document_type: None,
            theme: None,
            from: None,
            to: None,
            limit: 50,
        }
    }
}

/// A paper found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    pub document: DocumentId,
    /// How well it fits, growing; comparable within one search only.
    pub score: f32,
}

/// Whether a paper must fit every word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    Every,
    Some,
}

/// How much a way of fitting a word weighs. A paper's score is the sum over the words of the best way,
/// so a paper that bears the word stands before one that bears something like it.
mod weight {
    pub(super) const NAME: f32 = 8.0;
    pub(super) const CODE: f32 = 8.0;
    pub(super) const EXACT: f32 = 5.0;
    pub(super) const STEM: f32 = 4.0;
    pub(super) const BEGINNING: f32 = 3.0;
    pub(super) const OTHER: f32 = 2.0;
    pub(super) const SLIP_IN_NAME: f32 = 1.5;
    pub(super) const SLIP: f32 = 1.0;
}

impl Query {
    pub(crate) fn build(&self, fields: &Fields, fit: Fit) -> BooleanQuery {
        let occur = match fit {
            Fit::Every => Occur::Must,
            Fit::Some => Occur::Should,
        };
        let mut wanted: Vec<(Occur, Box<dyn tantivy::query::Query>)> = Vec::new();
        let texts: Vec<_> = self
            .texts(fields)
            .into_iter()
            .map(|text| (occur, text))
            .collect();
        if texts.is_empty() {
            wanted.push((Occur::Must, weigh(AllQuery, 0.0)));
        } else {
            wanted.push((Occur::Must, Box::new(BooleanQuery::new(texts))));
        }
        let kinds = [
            (fields.document_type, &self.document_type),
            (fields.theme, &self.theme),
        ];
        for (field, slug) in kinds {
            if let Some(slug) = slug {
                wanted.push((Occur::Must, term(field, slug, 0.0)));
            }
        }
        if self.from.is_some() || self.to.is_some() {
            wanted.push((Occur::Must, weigh(self.days(fields), 0.0)));
        }
        BooleanQuery::new(wanted)
    }

    fn texts(&self, fields: &Fields) -> Vec<Box<dyn tantivy::query::Query>> {
        let (codes, rest) = codes_of_query(&self.text);
        let words = words(&rest);
        let typing = !self.text.ends_with(char::is_whitespace);
        let last = words.len().saturating_sub(1);
        let codes = codes
            .iter()
            .map(|code| term(fields.codes, code, weight::CODE));
        let words = words.iter().enumerate().map(|(at, word)| {
            let ways = ways(fields, word, typing && at == last);
            Box::new(DisjunctionMaxQuery::new(ways)) as _
        });
        codes.chain(words).take(limits::QUERY_WORDS_MAX).collect()
    }

    fn days(&self, fields: &Fields) -> RangeQuery {
        let bound = |day: Option<Day>| match day {
            Some(day) => Bound::Included(Term::from_field_u64(fields.days, day_number(day))),
            None => Bound::Unbounded,
        };
        RangeQuery::new(bound(self.from), bound(self.to))
    }
}

/// The ways to fit one word. Digits forgive no slip: another amount is another amount.
fn ways(fields: &Fields, word: &str, unfinished: bool) -> Vec<Box<dyn tantivy::query::Query>> {
    let mut ways = vec![
        term(fields.names, word, weight::NAME),
        term(fields.exact, word, weight::EXACT),
        term(fields.stems, &stem(word), weight::STEM),
        term(fields.other, word, weight::OTHER),
    ];
    let letters = word.chars().count();
    if unfinished && letters >= 2 {
        let beginning = Term::from_field_text(fields.exact, word);
        ways.push(weigh(
            FuzzyTermQuery::new_prefix(beginning, 0, true),
            weight::BEGINNING,
        ));
    }
    if word.bytes().any(|byte| byte.is_ascii_digit()) {
        ways.push(term(fields.codes, word, weight::CODE));
        return ways;
    }
    let slips = match letters {
        limits::TWO_SLIPS_FROM.. => 2,
        limits::ONE_SLIP_FROM.. => 1,
        _ => return ways,
    };
    for (field, weight) in [
        (fields.names, weight::SLIP_IN_NAME),
        (fields.exact, weight::SLIP),
        (fields.other, weight::SLIP),
    ] {
        let term = Term::from_field_text(field, word);
        ways.push(weigh(FuzzyTermQuery::new(term, slips, true), weight));
    }
    ways
}

fn term(field: Field, text: &str, weight: f32) -> Box<dyn tantivy::query::Query> {
    let term = Term::from_field_text(field, text);
    weigh(TermQuery::new(term, IndexRecordOption::Basic), weight)
}

fn weigh(query: impl tantivy::query::Query, weight: f32) -> Box<dyn tantivy::query::Query> {
    Box::new(ConstScoreQuery::new(Box::new(query), weight))
}
