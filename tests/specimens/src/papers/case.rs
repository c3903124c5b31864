use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::Kind;
use crate::{
    CodeTruth, PaperTruth, SpecimenError,
    people::{Household, Issuer, Person},
    rng::Dice,
    twoddoc,
    words::{day_forms, money},
};

/// One paper before it is typeset, and what is true of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Specimen {
    /// Name of its template, without ending.
    #[serde(skip)]
    pub template: String,
    pub stiff: bool,
    pub rounded: bool,
    /// Two pages are the two sides of one card.
    pub sides: bool,
    /// `page`, `pages`, places and codes are filled in when the PDF is read.
    pub truth: PaperTruth,
    /// By page, from 1.
    pub codes: Vec<(u32, CodeTruth)>,
    /// What the template prints. Not kept with the committed papers.
    #[serde(skip)]
    pub print: Value,
}

impl Specimen {
    pub fn id(&self) -> &str {
        &self.truth.paper
    }

    /// What is true of page `page`, from 1, of `pages`.
    pub(crate) fn page_truth(&self, page: u32, pages: u32) -> PaperTruth {
        let mut truth = self.truth.clone();
        truth.page = page;
        truth.pages = pages;
        truth.side = self
            .sides
            .then(|| if page == 1 { "recto" } else { "verso" }.to_owned());
        truth.codes = self
            .codes
            .iter()
            .filter(|(at, _)| *at == page)
            .map(|(_, code)| code.clone())
            .collect();
        truth
    }
}

/// Whose paper it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Adult(usize),
    Child(usize),
}

/// A paper being invented. `day` is when it was issued.
pub(crate) struct Case<'a> {
    pub(crate) house: &'a Household,
    pub(crate) who: Who,
    pub(crate) day: Date,
    /// `a` or `b`.
    pub(crate) layout: char,
    pub(crate) dice: Dice,
    issuer: Option<Issuer>,
    issuer_printed: bool,
    holders: Vec<String>,
    dates: BTreeMap<String, Date>,
    /// Printed, but of no role that is asked for.
    other_dates: Map<String, Value>,
    refs: BTreeMap<String, String>,
    amounts: BTreeMap<String, String>,
    codes: Vec<(u32, CodeTruth)>,
    mrz: Vec<String>,
    extra: Map<String, Value>,
}

impl<'a> Case<'a> {
    pub(crate) fn person(&self) -> &'a Person {
        match self.who {
            Who::Adult(index) => &self.house.adults[index % self.house.adults.len()],
            Who::Child(index) => &self.house.children[index % self.house.children.len()],
        }
    }

    /// The other adult, if there is one and the holder is an adult.
    pub(crate) fn spouse(&self) -> Option<&'a Person> {
        match self.who {
            Who::Adult(index) => self
                .house
                .adults
                .iter()
                .enumerate()
                .find(|(at, _)| *at != index % self.house.adults.len())
                .map(|(_, person)| person),
            Who::Child(_) => None,
        }
    }

    pub(crate) fn is_a(&self) -> bool {
        self.layout == 'a'
    }

    pub(crate) fn issued_by(&mut self, name: &str) -> Issuer {
        let issuer = Issuer::throw(name, &self.house.home, &mut self.dice);
        self.issued_by_known(issuer)
    }

    /// One of these, by layout: a layout is an issuer's.
    pub(crate) fn issued_by_either(&mut self, a: &str, b: &str) -> Issuer {
        let name = if self.is_a() { a } else { b };
        self.issued_by(name)
    }

    pub(crate) fn issued_by_known(&mut self, issuer: Issuer) -> Issuer {
        self.issuer = Some(issuer.clone());
        issuer
    }

    /// A date that has a role, and is printed.
    pub(crate) fn date(&mut self, role: &str, day: Date) {
        self.dates.insert(role.to_owned(), day);
    }

    /// A date that is printed and must not be taken for one of the others.
    pub(crate) fn other_date(&mut self, name: &str, day: Date) {
        self.other_dates.insert(name.to_owned(), day_forms(day));
    }

    pub(crate) fn birth(&mut self) {
        self.date("birth", self.person().birth);
    }

    pub(crate) fn refer(&mut self, name: &str, value: &str) {
        self.refs.insert(name.to_owned(), value.to_owned());
    }

    pub(crate) fn amount(&mut self, name: &str, cents: i64) {
        self.amounts.insert(name.to_owned(), money(cents));
    }

    pub(crate) fn amount_text(&mut self, name: &str, text: String) {
        self.amounts.insert(name.to_owned(), text);
    }

    pub(crate) fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.extra.insert(name.to_owned(), value.into());
    }

    pub(crate) fn put_day(&mut self, name: &str, day: Date) {
        self.put(name, day_forms(day));
    }

    pub(crate) fn also_held_by(&mut self, person: &Person) {
        self.also_held_by_name(person.full());
    }

    pub(crate) fn also_held_by_name(&mut self, name: String) {
        self.holders.push(name);
    }

    /// Identity papers name people as they were born.
    pub(crate) fn held_under_birth_name(&mut self) {
        self.holders = vec![self.person().full_at_birth()];
    }

    /// The paper does not say which office made it.
    pub(crate) fn issuer_is_not_printed(&mut self) {
        self.issuer_printed = false;
    }

    pub(crate) fn held_by_nobody(&mut self) {
        self.holders.clear();
    }

    pub(crate) fn mrz(&mut self, page: u32, lines: &[String]) {
        self.mrz = lines.to_vec();
        self.codes.push((
            page,
            CodeTruth {
                kind: "mrz".to_owned(),
                text: lines.join("\n"),
            },
        ));
    }

    pub(crate) fn two_d_doc(&mut self, page: u32, text: String) {
        self.codes.push((
            page,
            CodeTruth {
                kind: "2d-doc".to_owned(),
                text,
            },
        ));
    }
}

/// Invents one paper. `id` names it; the same arguments give the same paper.
pub(crate) fn invent(
    kind: &Kind,
    house: &Household,
    (who, day, layout): (Who, Date, char),
    id: &str,
    seed: u64,
) -> Result<Specimen, SpecimenError> {
    let mut case = Case {
        house,
        who,
        day,
        layout,
        dice: Dice::fork(seed, id),
        issuer: None,
        issuer_printed: true,
        holders: Vec::new(),
        dates: BTreeMap::new(),
        other_dates: Map::new(),
        refs: BTreeMap::new(),
        amounts: BTreeMap::new(),
        codes: Vec::new(),
        mrz: Vec::new(),
        extra: Map::new(),
    };
    case.holders.push(case.person().full());
    (kind.make)(&mut case);
    let drawing = case
        .codes
        .iter()
        .find(|(_, code)| code.kind == "2d-doc")
        .map(|(_, code)| twoddoc::draw(&code.text))
        .transpose()?;

    let person = case.person().to_json();
    let spouse = case.spouse().map(Person::to_json);
    let mut dates = case.other_dates;
    dates.extend(
        case.dates
            .iter()
            .map(|(role, day)| (role.clone(), day_forms(*day))),
    );
    let mut print = json!({
        "layout": layout.to_string(), "p": person, "q": spouse, "issuer": case.issuer.as_ref().map(Issuer::to_json),
        "dates": dates, "refs": case.refs, "amounts": case.amounts, "mrz": case.mrz, "svg": drawing, "x": case.extra,
    });
    if let (Value::Object(print), Value::Object(shared)) = (&mut print, house.to_json()) {
        print.extend(shared);
    }
    let truth = PaperTruth {
        paper: id.to_owned(),
        document_type: kind.slug.to_owned(),
        layout: layout.to_string(),
        holders: case.holders,
        issuer: case
            .issuer
            .filter(|_| case.issuer_printed)
            .map(|issuer| issuer.name),
        dates: case
            .dates
            .iter()
            .map(|(role, day)| (role.clone(), day.to_string()))
            .collect(),
        refs: case.refs,
        amounts: case.amounts,
        ..PaperTruth::default()
    };
    Ok(Specimen {
        template: kind.template.to_owned(),
        stiff: kind.stiff(layout),
        rounded: kind.stiff(layout),
        sides: kind.sides,
        truth,
        codes: case.codes,
        print,
    })
}
