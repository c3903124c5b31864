//! Which pages belong to one paper (`DOMAIN.md` §5). A wrong join hides a paper; a missed one only shows two.

mod cues;
mod rest;
mod sides;

use paper::Page;

use crate::Catalogue;
use cues::Cues;

/// Groups pages that may come shuffled. Every page is in exactly one group, in reading order; neither the
/// groups nor their order depend on the order of `pages`.
pub fn group_pages(catalogue: &Catalogue, mut pages: Vec<Page>) -> Vec<Vec<Page>> {
    pages.sort_by_key(|page| (page.photo, page.sheet, page.paper, page.id));
    let mut cues: Vec<Cues> = pages.iter().map(|page| Cues::of(catalogue, page)).collect();
    forget_household_numbers(&mut cues);
    let mut group: Vec<usize> = (0..pages.len()).collect();
    // The surest joins first, so that a page that fits in two places goes where it fits best.
    let mut joins: Vec<(u8, usize, usize)> = Vec::new();
    for a in 0..pages.len() {
        for b in a + 1..pages.len() {
            if let Some(strength) = join(&pages[a], &cues[a], &pages[b], &cues[b]) {
                joins.push((strength, a, b));
            }
        }
    }
    joins.extend(rest::joins(catalogue, &cues));
    joins.extend(sides::joins(&pages, &cues));
    joins.sort_by(|x, y| y.0.cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    for (_, a, b) in joins {
        let members = |of: usize| -> Vec<usize> {
            (0..pages.len())
                .filter(|index| group[*index] == of)
                .collect()
        };
        let (left, right) = (members(group[a]), members(group[b]));
        let clash = group[a] == group[b]
            || left
                .iter()
                .any(|a| right.iter().any(|b| clashes(&cues[*a], &cues[*b])));
        if !clash {
            let (from, to) = (group[b], group[a]);
            group
                .iter_mut()
                .filter(|member| **member == from)
                .for_each(|member| *member = to);
        }
    }
    let mut groups: Vec<Vec<(Cues, Page)>> = Vec::new();
    let mut heads: Vec<usize> = Vec::new();
    for (index, (page, cue)) in pages.into_iter().zip(cues).enumerate() {
        if let Some(at) = heads.iter().position(|head| *head == group[index]) {
            groups[at].push((cue, page));
        } else {
            heads.push(group[index]);
            groups.push(vec![(cue, page)]);
        }
    }
    groups.into_iter().map(in_reading_order).collect()
}

/// A number on two first pages is a person's or an office's, and tells no paper from another: two tax
/// notices bear the same tax number.
fn forget_household_numbers(cues: &mut [Cues]) {
    let heads = cues
        .iter()
        .filter(|page| page.starts_paper() && page.side.is_none());
    let mut numbers: Vec<String> = heads.flat_map(|page| page.references.clone()).collect();
    numbers.sort();
    let repeated: Vec<String> = numbers
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| pair[0].clone())
        .collect();
    for page in cues.iter_mut().filter(|page| page.side.is_none()) {
        page.references
            .retain(|number| repeated.binary_search(number).is_err());
    }
}

/// By printed number, the front of a card before its back, then as they lay.
fn in_reading_order(mut pages: Vec<(Cues, Page)>) -> Vec<Page> {
    pages.sort_by_key(|(cues, page)| {
        let number = cues.number.map_or(0, |(number, _)| number);
        (
            number,
            cues.side.map_or(0, |side| side as u8),
            page.photo,
            page.sheet,
            page.paper,
            page.id,
        )
    });
    pages.into_iter().map(|(_, page)| page).collect()
}

/// Two pages that cannot be of one paper.
fn clashes(a: &Cues, b: &Cues) -> bool {
    let numbers = matches!((a.number, b.number), (Some((x, of_a)), Some((y, of_b))) if x == y || of_a != of_b);
    // Two first pages are two papers.
    let heads = a.starts_paper() && b.starts_paper() && !sides_meet(a, b);
    let sides = a.side.is_some() && a.side == b.side;
    numbers || sides || heads || a.contradicts(b)
}

/// Front and back of one kind of card: each has its own title.
fn sides_meet(a: &Cues, b: &Cues) -> bool {
    a.card.is_some() && a.card == b.card && a.side.is_some() && b.side.is_some()
}

/// How strongly two pages ask to be one paper, from 1 to 9.
fn join(a: &Page, a_cues: &Cues, b: &Page, b_cues: &Cues) -> Option<u8> {
    if clashes(a_cues, b_cues) {
        return None;
    }
    let same_file = a.photo == b.photo;
    let neighbours = same_file && a.sheet.abs_diff(b.sheet) <= 1;
    // Front and back of one card.
    if let (Some(_), Some(_)) = (a_cues.side, b_cues.side) {
        let same_card = a_cues.card == b_cues.card;
        let other_person = a_cues.names_other_person(b_cues);
        return match (same_card, a_cues.shares_identity(b_cues), same_file) {
            (true, true, _) => Some(9),
            (true, false, true) if !other_person => Some(8),
            _ => None,
        };
    }
    // "page 1/3" and "page 2/3".
    if let (Some((x, total)), Some((y, _))) = (a_cues.number, b_cues.number) {
        let consecutive = x.abs_diff(y) == 1;
        return match () {
            () if neighbours && consecutive => Some(9),
            () if a_cues.shares_reference(b_cues) => Some(8),
            () if same_file => Some(6),
            // A total of many pages is seldom met twice in one bag; of two, often.
            () if total >= 3 && consecutive && !a_cues.names_other_title(b_cues) => Some(4),
            () => None,
        };
    }
    // Sheets of one PDF that follow each other: one paper, unless a new one starts.
    if same_file && a.sheet != b.sheet {
        if a_cues.shares_reference(b_cues) && !b_cues.starts_paper() {
            return Some(7);
        }
        let continues = neighbours && !b_cues.starts_paper();
        return continues.then_some(5);
    }
    // A page without a title that carries the reference of another.
    let continues = a_cues.starts_paper() != b_cues.starts_paper();
    (continues && a_cues.shares_reference(b_cues) && !a_cues.names_other_title(b_cues)).then_some(5)
}

#[cfg(test)]
mod tests;
