//! Which pages belong to one paper.

use paper::Page;

use crate::Catalogue;

/// Every page is in exactly one group; the order of `pages` does not matter.
pub fn group_pages(_catalogue: &Catalogue, mut pages: Vec<Page>) -> Vec<Vec<Page>> {
    pages.sort_by_key(|page| (page.photo, page.sheet, page.paper, page.id));
    pages.into_iter().map(|page| vec![page]).collect()
}
