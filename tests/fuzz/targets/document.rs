//! A paper of two pages, up to what an agent sees: type, holder, dates, fields.
#![no_main]

use classify::{Catalogue, group_pages, read_document};
use libfuzzer_sys::fuzz_target;
use paper::{CodeKind, Quad, RawCode};
use sesame_fuzz::{TODAY, page};

fuzz_target!(|text: &str| {
    let catalogue = Catalogue::built_in();
    // A form feed parts two pages; the last line of a page that starts with a kind's name is a code on it.
    let pages = text.split('\x0c').take(3).enumerate().map(|(at, text)| {
        let mut page = page(at as u128, text);
        page.codes.extend(text.lines().filter_map(code));
        page
    });
    for paper in group_pages(catalogue, pages.collect()) {
        let reading = read_document(catalogue, &paper, TODAY);
        let again = read_document(catalogue, &paper, TODAY);
        assert_eq!(reading, again, "the same pages are read twice alike");
        assert!((0.0..=1.0).contains(&reading.legibility));
    }
});

fn code(line: &str) -> Option<RawCode> {
    let (kind, text) = line.split_once('|')?;
    let kind = CodeKind::ALL.into_iter().find(|known| known.slug() == kind)?;
    Some(RawCode {
        kind,
        text: text.replace('|', "\n"),
        quad: Quad::upright(0.0, 0.0, 50.0, 50.0),
    })
}
