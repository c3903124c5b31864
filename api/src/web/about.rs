use maud::{Markup, html};

use super::{fault::Fault, page, session::Someone};
use crate::words::Staff;

/// What Sésame is, and whose pictures it shows: CC BY-SA asks for it.
pub(crate) async fn page(someone: Result<Someone, Fault>) -> Markup {
    let member = someone.ok().map(|Someone(member)| member);
    let body = html! {
        h1 { (Staff::AboutTitle) }
        div.card {
            p { (Staff::AboutWhat) }
            p { strong { (Staff::AboutCopy) } }
        }
        div.card {
            p { (Staff::AboutIcons) }
            p { (Staff::AboutTabler) }
            p { (Staff::AboutCode) }
        }
    };
    page::staff_page(
        member.as_ref(),
        page::Menu::Nothing,
        Staff::AboutTitle.text(),
        &html! {},
        &body,
    )
}
