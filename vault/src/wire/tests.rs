use paper::{
    CheckedCode, CodeCheck, CodeKind, Confidence, DatePrecision, DateRole, DatedField, Day,
    Decided, DocumentId, DocumentType, Doubt, Evidence, Field, Fingerprint, Holder, HolderRole,
    Page, PageId, PhotoId, PhotoOutcome, Place, PlaceKind, Point, Quad, RawCode, Reading, Refusal,
    TextLine, Validity, ValidityBasis, Word,
};
use proptest::{collection::vec, option, prelude::*, sample::select};

use super::*;

fn quads() -> impl Strategy<Value = Quad> {
    let coordinate = || -20_000_f32..20_000.0;
    let points = || (coordinate(), coordinate()).prop_map(|(x, y)| Point::new(x, y));
    [points(), points(), points(), points()].prop_map(Quad)
}

fn confidences() -> impl Strategy<Value = Confidence> {
    (0_f32..=1.0).prop_map(Confidence::new)
}

/// Any text, control characters and quotes too.
fn texts_() -> impl Strategy<Value = String> {
    "(?s).{0,12}"
}

prop_compose! {
    fn words_()(
        text in "[^\\s]{1,8}",
        other in option::of(texts_()),
        quad in quads(),
        confidence in confidences(),
    ) -> Word {
        Word { text, other, quad, confidence }
    }
}

prop_compose! {
    fn pages()(
        ids in (any::<u128>(), any::<u128>()),
        places in (any::<u32>(), any::<u32>()),
        region in quads(),
        rotation in select(vec![0, 90, 180, 270]),
        size in any::<(u32, u32)>(),
        lines in vec((vec(words_(), 1..4), quads()), 0..4),
        codes in vec((select(CodeKind::ALL.to_vec()), texts_(), quads()), 0..3),
        doubts in vec(select(Doubt::ALL.to_vec()), 0..4),
    ) -> Page {
        let code = |(kind, text, quad)| RawCode { kind, text, quad };
        Page {
            id: PageId(ids.0),
            photo: PhotoId(ids.1),
            sheet: places.0,
            paper: places.1,
            region,
            rotation,
            size,
            lines: lines.into_iter().filter_map(|(words, quad)| TextLine::new(words, quad)).collect(),
            codes: codes.into_iter().map(code).collect(),
            doubts,
        }
    }
}

prop_compose! {
    fn evidences()(page in any::<u128>(), quad in quads(), text in texts_(), rule in texts_())
        -> Evidence
    {
        Evidence { page: PageId(page), quad, text, rule }
    }
}

prop_compose! {
    fn fields()(
        name in texts_(), value in texts_(), evidence in evidences(), confidence in confidences(),
    ) -> Field {
        Field { name, value, evidence, confidence }
    }
}

prop_compose! {
    fn days()(year in -9999_i16..=9999, month in 1_i8..=12, day in 1_i8..=28) -> Day {
        Day::constant(year, month, day)
    }
}

prop_compose! {
    fn dates()(
        role in select(DateRole::ALL.to_vec()),
        day in days(),
        precision in select(vec![DatePrecision::Day, DatePrecision::Month, DatePrecision::Year]),
        evidence in evidences(),
        confidence in confidences(),
    ) -> DatedField {
        DatedField { role, day, precision, evidence, confidence }
    }
}

prop_compose! {
    fn holders()(
        name in texts_(),
        role in select(vec![
            HolderRole::Holder, HolderRole::Spouse, HolderRole::Child, HolderRole::Host,
        ]),
        evidence in evidences(),
        confidence in confidences(),
    ) -> Holder {
        Holder { name, role, evidence, confidence }
    }
}

prop_compose! {
    fn codes()(
        kind in texts_(),
        text in texts_(),
        check in select(vec![CodeCheck::Ok, CodeCheck::Failed, CodeCheck::None]),
        values in vec((texts_(), texts_()), 0..3),
        evidence in evidences(),
    ) -> CheckedCode {
        CheckedCode { kind, text, check, values, evidence }
    }
}

prop_compose! {
    fn readings()(
        kind in ("[a-z_]{1,9}", confidences(), "[a-z_]{1,9}", confidences()),
        decided in select(vec![Decided::Auto, Decided::Review, Decided::Unknown]),
        pages in vec(any::<u128>(), 1..4),
        type_evidence in vec(evidences(), 0..2),
        holders in vec(holders(), 0..2),
        issuer in option::of(fields()),
        dates in vec(dates(), 0..3),
        fields in vec(fields(), 0..3),
        codes in vec(codes(), 0..2),
        words in vec(any::<u64>(), 0..5),
        figures in vec(any::<u64>(), 0..5),
        legibility in 0_f32..=1.0,
    ) -> Reading {
        let (slug, confidence, other, other_confidence) = kind;
        Reading {
            document_type: DocumentType::new(slug),
            confidence,
            decided,
            alternatives: vec![(DocumentType::new(other), other_confidence)],
            pages: pages.into_iter().map(PageId).collect(),
            type_evidence,
            holders,
            issuer,
            dates,
            fields,
            codes,
            fingerprint: Fingerprint { words, figures },
            legibility,
        }
    }
}

prop_compose! {
    fn validities()(
        days in (option::of(days()), option::of(days()), option::of(days())),
        basis in select(vec![
            ValidityBasis::Ends, ValidityBasis::Fresh, ValidityBasis::Unlimited,
            ValidityBasis::NotFound,
        ]),
        why in texts_(),
    ) -> Validity {
        let (starts, until, warn_from) = days;
        Validity { starts, until, warn_from, basis, why }
    }
}

prop_compose! {
    fn places()(
        kind in select(vec![
            PlaceKind::Current, PlaceKind::Duplicate, PlaceKind::Superseded, PlaceKind::Series,
        ]),
        of in option::of(any::<u128>()),
        replaces in vec(any::<u128>(), 0..3),
        why in texts_(),
    ) -> Place {
        let replaces = replaces.into_iter().map(DocumentId).collect();
        Place { kind, of: of.map(DocumentId), replaces, why }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_page_is_read_back_as_it_was_written(page in pages()) {
        let json = to_json(&PageV1::from(&page));
        prop_assert_eq!(Page::try_from(from_json::<PageV1>(&json).unwrap()), Ok(page));
    }

    #[test]
    fn an_outcome_is_read_back_as_it_was_written(
        pages in vec(pages(), 1..3),
        refusal in select(Refusal::ALL.to_vec()),
    ) {
        for outcome in [
            PhotoOutcome::Read(pages),
            PhotoOutcome::Refused(refusal),
            PhotoOutcome::SetAside,
        ] {
            let json = to_json(&PhotoOutcomeV1::from(&outcome));
            let read = from_json::<PhotoOutcomeV1>(&json).unwrap();
            prop_assert_eq!(PhotoOutcome::try_from(read), Ok(outcome));
        }
    }

    #[test]
    fn a_reading_is_read_back_as_it_was_written(reading in readings()) {
        let json = to_json(&ReadingV1::from(&reading));
        prop_assert_eq!(Reading::from(from_json::<ReadingV1>(&json).unwrap()), reading);
    }

    #[test]
    fn a_validity_and_a_place_are_read_back_as_they_were_written(
        validity in validities(),
        place in places(),
    ) {
        let json = to_json(&ValidityV1::from(&validity));
        prop_assert_eq!(Validity::from(from_json::<ValidityV1>(&json).unwrap()), validity);
        let json = to_json(&PlaceV1::from(&place));
        prop_assert_eq!(Place::from(from_json::<PlaceV1>(&json).unwrap()), place);
    }

    #[test]
    fn whatever_a_stranger_writes_is_read_or_refused(bytes in vec(any::<u8>(), 0..60)) {
        let _ = from_json::<PageV1>(&bytes);
        let _ = from_json::<ReadingV1>(&bytes);
    }
}

/// As the first version wrote it; it stays readable for ever.
const PAGE_OF_THE_FIRST_VERSION: &str = r#"{"v1":{"id":"00000000000000000000000000000001",
"photo":"00000000000000000000000000000002","sheet":0,"paper":1,"region":[0.0,0.0,10.0,0.0,10.0,20.0,0.0,20.0],
"rotation":90,"size":[4000,3000],"l":[{"w":[{"t":"Loyer","o":"Loyar","q":[1.0,1.0,2.0,1.0,2.0,2.0,1.0,2.0],"c":0.5}],
"q":[1.0,1.0,2.0,1.0,2.0,2.0,1.0,2.0]}],"codes":[{"kind":"2d-doc","text":"DC\u001d04","q":[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0]}],
"doubts":["blurred","cut_off"]}}"#;

#[test]
fn what_the_first_version_wrote_stays_readable() {
    let shape: PageV1 = from_json(PAGE_OF_THE_FIRST_VERSION.as_bytes()).unwrap();
    let page = Page::try_from(shape.clone()).unwrap();
    assert_eq!((page.id, page.photo), (PageId(1), PhotoId(2)));
    assert_eq!(page.text(), "Loyer");
    assert_eq!(page.lines[0].words()[0].other.as_deref(), Some("Loyar"));
    assert_eq!(page.codes[0].kind, CodeKind::TwoDDoc);
    assert_eq!(page.doubts, [Doubt::Blurred, Doubt::CutOff]);
    let written = String::from_utf8(to_json(&shape)).unwrap();
    assert_eq!(written, PAGE_OF_THE_FIRST_VERSION.replace('\n', ""));
}

#[test]
fn what_cannot_be_is_refused_by_its_fault() {
    let faults = [
        ("no_version", r#""v1":"#, ""),
        ("later_version", r#""v1""#, r#""v9""#),
        ("id_too_short", "00000000000000000000000000000001", "1"),
        ("unknown_doubt", "blurred", "tired"),
        ("word_empty", "Loyer", ""),
        ("word_with_space", "Loyer", "Lo yer"),
        (
            "line_empty",
            r#"{"t":"Loyer","o":"Loyar","q":[1.0,1.0,2.0,1.0,2.0,2.0,1.0,2.0],"c":0.5}"#,
            "",
        ),
        ("turned_by_a_degree", r#""rotation":90"#, r#""rotation":1"#),
        ("cut_short", r#""cut_off"]}}"#, ""),
    ];
    for (fault, from, to) in faults {
        let json = PAGE_OF_THE_FIRST_VERSION.replace(from, to);
        assert_ne!(json, PAGE_OF_THE_FIRST_VERSION, "{fault}");
        let read = from_json::<PageV1>(json.as_bytes()).and_then(Page::try_from);
        assert!(read.is_err(), "{fault}");
    }
    let no_pages = PhotoOutcome::try_from(PhotoOutcomeV1::Read(Vec::new()));
    assert_eq!(
        no_pages,
        Err(WireError::Impossible("a photo was read and has no page"))
    );
}

#[test]
fn a_place_that_is_none_is_written_as_nowhere() {
    let quad = Quad::upright(f32::NAN, f32::INFINITY, 1.0, 1.0);
    let read: QuadV1 = from_json(&to_json(&QuadV1::from(quad))).unwrap();
    assert_eq!(Quad::from(read), Quad::from(QuadV1::from(quad)));
}
