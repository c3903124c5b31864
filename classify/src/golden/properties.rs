//! What must hold of every shelf, date and file, not only of the golden ones.

use paper::{DateRole, Day, DocumentId, HeldDocument, PlaceKind, ValidityBasis};
use proptest::prelude::*;

use super::held;
use crate::{
    Catalogue, checklist, compare_names, find_validity, normalise, place_among, reshelve,
    testing::reading,
};

const PEOPLE: [&str; 3] = ["", "holder=DURAND_Nathalie", "holder=BENALI_Karim"];

/// A paper of any type, with some of its dates and what tells it from others.
fn any_paper() -> impl Strategy<Value = String> {
    let types = Catalogue::built_in().types();
    let slug = (0..types.len()).prop_map(|at| types[at].slug.clone());
    // Some types crowd, so that papers meet.
    let crowded = prop_oneof![
        Just("titre_sejour"),
        Just("recepisse_sejour"),
        Just("carte_identite"),
        Just("bulletin_salaire"),
        Just("avis_imposition"),
        Just("avis_situation_declarative"),
        Just("notification_mdph"),
    ];
    let slug = prop_oneof![slug, crowded.prop_map(str::to_owned)];
    let dates = prop::sample::subsequence(
        vec![
            "issued",
            "valid_until",
            "period_end",
            "income_year",
            "notice_year",
            "school_year",
        ],
        0..=6,
    );
    let person = prop::sample::select(PEOPLE.to_vec());
    (
        slug,
        dates,
        person,
        2023..2028_i16,
        1..13_u8,
        0..40_u8,
        1..9_u8,
    )
        .prop_map(|(slug, dates, person, year, month, print, legible)| {
            let dates: Vec<String> = dates
                .into_iter()
                .map(|role| format!("{role}={year}-{month:02}-05"))
                .collect();
            format!(
                "{slug} {person} {} +right=aah +iban=1111 print=a:{} legible=0.{legible}",
                dates.join(" "),
                60 + print
            )
        })
}

fn any_shelf() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(any_paper(), 1..9)
}

fn to_check(paper: &HeldDocument) -> bool {
    paper.validity.basis == ValidityBasis::NotFound
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn the_order_of_arrival_does_not_change_the_shelf((papers, order) in any_shelf().prop_flat_map(|papers| {
        let order: Vec<usize> = (0..papers.len()).collect();
        (Just(papers), Just(order).prop_shuffle())
    })) {
        let all = held(&papers);
        let expected = reshelve(Catalogue::built_in(), &all);
        let shuffled: Vec<HeldDocument> = order.iter().map(|at| all[*at].clone()).collect();
        let mut places = reshelve(Catalogue::built_in(), &shuffled);
        places.sort_by_key(|(id, _)| *id);
        prop_assert_eq!(places, expected);
    }

    #[test]
    fn a_paper_to_be_checked_folds_nothing(papers in any_shelf()) {
        let all = held(&papers);
        for paper in &all {
            if paper.place.kind == PlaceKind::Superseded {
                let above = all.iter().find(|other| Some(other.id) == paper.place.of).unwrap();
                // In a run the newest stands for the many that are kept.
                let run = above.reading.document_type == paper.reading.document_type && paper.place.why.contains("Assez");
                prop_assert!(run || !to_check(above), "{:?}", papers);
            }
        }
    }

    #[test]
    fn a_paper_of_another_person_folds_nothing_but_a_vehicle(papers in any_shelf()) {
        let all = held(&papers);
        for paper in all.iter().filter(|paper| paper.place.kind == PlaceKind::Superseded) {
            let above = all.iter().find(|other| Some(other.id) == paper.place.of).unwrap();
            let names = (above.reading.holder().map(|who| &who.name), paper.reading.holder().map(|who| &who.name));
            let vehicle = paper.reading.document_type.slug() == "carte_grise";
            prop_assert!(vehicle || (names.0.is_some() && names.0 == names.1), "{:?}", papers);
        }
    }

    /// Whatever may be filed twice was filed once: looked at again, nothing moves.
    #[test]
    fn a_shelf_looked_at_twice_is_the_same(papers in any_shelf()) {
        let all = held(&papers);
        let again = reshelve(Catalogue::built_in(), &all);
        for (paper, (id, place)) in all.iter().zip(again) {
            prop_assert_eq!(paper.id, id);
            prop_assert_eq!(&paper.place, &place);
        }
    }

    /// The same file handed in again folds behind itself, and no other paper moves.
    #[test]
    fn a_paper_filed_twice_is_shown_once(papers in any_shelf()) {
        let all = held(&papers);
        let last = all.last().unwrap();
        let day = |role: DateRole| last.reading.date(role).is_some();
        let series = Catalogue::built_in().card(&last.reading.document_type).supersession.period.is_some();
        // Two papers of a run without a month cannot be told from one twice.
        prop_assume!(!series || day(DateRole::PeriodEnd) || day(DateRole::Issued));
        let place = place_among(Catalogue::built_in(), &last.reading, &last.validity, &all);
        prop_assert_eq!(place.kind, PlaceKind::Duplicate, "{:?}", papers);
        let mut twice = all.clone();
        twice.push(HeldDocument { id: DocumentId(u128::MAX), ..last.clone() });
        let places = reshelve(Catalogue::built_in(), &twice);
        for (before, (_, after)) in all.iter().zip(&places) {
            prop_assert_eq!(before.place.kind, after.kind);
            prop_assert_eq!(before.place.of, after.of);
        }
    }

    /// Any day that a calendar knows, in any role, of any type.
    #[test]
    fn any_day_is_survived(days in prop::collection::vec((0..10_usize, prop_oneof![-9999_i16..=9999, Just(9999), Just(-9999)], 1_i8..=12, 1_i8..=28), 0..5), at in 0..75_usize) {
        let mut read = reading(&Catalogue::built_in().types()[at].slug, "issued=2026-01-01 +duration=P100Y");
        let model = read.dates.remove(0);
        read.dates = days
            .into_iter()
            .map(|(role, year, month, day)| paper::DatedField {
                role: DateRole::ALL[role],
                day: Day::new(year, month, day).unwrap(),
                ..model.clone()
            })
            .collect();
        let validity = find_validity(Catalogue::built_in(), &read);
        prop_assert!(!validity.why.is_empty());
        for today in [Day::MIN, Day::constant(2026, 11, 21), Day::MAX] {
            let _ = validity.status_on(today);
        }
    }

    #[test]
    fn any_bag_is_answered(papers in any_shelf(), name in ".{0,30}") {
        let held = held(&papers);
        for demarche in Catalogue::built_in().demarches() {
            let today = Day::constant(2026, 11, 21);
            let list = checklist(Catalogue::built_in(), &demarche.slug, &[], Some(&name), &held, today).unwrap();
            for item in list.items {
                prop_assert!(item.papers.iter().all(|id| held.iter().any(|paper| paper.id == *id)));
            }
        }
    }

    #[test]
    fn any_text_is_normalised_and_compared(a in ".{0,80}", b in ".{0,80}") {
        let once = normalise(&a);
        prop_assert_eq!(normalise(&once), once.clone());
        prop_assert_eq!(compare_names(&a, &b), compare_names(&b, &a));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Bytes of a right file dropped, doubled or changed: refused or taken, never a panic, and a refusal names a line.
    #[test]
    fn any_catalogue_file_is_survived(at in 0..700_usize, what in 0..3_u8, letter in any::<char>(), noise in ".{0,200}") {
        const RIGHT: &str = include_str!("local.toml");
        let mut letters: Vec<char> = RIGHT.chars().collect();
        let at = at % letters.len();
        match what {
            0 => { letters.remove(at); }
            1 => letters.insert(at, letter),
            _ => letters[at] = letter,
        }
        for text in [letters.into_iter().collect::<String>(), noise] {
            if let Err(error) = Catalogue::built_in().with_local(&text) {
                prop_assert!(error.to_string().starts_with("ligne "), "{}", error);
            }
        }
    }
}
