//! The frame of every page, and the one way to put a control on a person's screen.

use maud::{DOCTYPE, Markup, Render, html};
use vault::{Role, Staff as Member};

use crate::{
    assets,
    pictures::{self, Icon, tool},
    words::{Key, Lang, Staff},
};

/// A word with its picture. A control without a picture cannot be written.
#[derive(Clone, Copy)]
pub(crate) struct Label {
    pub key: Key,
    pub icon: Icon,
}

/// The only way to emit a link on a person's screen: picture above, word below, 88 px high.
pub(crate) fn action(lang: Lang, label: Label, href: &str, kind: Kind) -> Markup {
    let class = match kind {
        Kind::Plain | Kind::Here => "act",
        Kind::Main => "act main",
    };
    html! {
        a class=(class) href=(href) aria-current=[matches!(kind, Kind::Here).then_some("page")] {
            (label.icon.draw()) span { (label.key.text(lang)) }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Plain,
    Main,
    /// The page one is on.
    Here,
}

/// The head of a table: what each column says.
pub(crate) fn heads(columns: &[impl Render]) -> Markup {
    html! {
        thead { tr { @for column in columns { th scope="col" { (column) } } } }
    }
}

/// A square arrow, whose word only a screen reader says.
pub(crate) fn arrow(lang: Lang, label: Label, href: &str, class: &str) -> Markup {
    html! {
        a class={ "round arrow " (class) } href=(href) {
            (label.icon.draw()) span.unseen { (label.key.text(lang)) }
        }
    }
}

/// A page of a person. `class` adds to the body's, `refresh` is absent on purpose: nothing moves by itself.
pub(crate) fn person_page(lang: Lang, title: &str, class: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) dir=(lang.dir()) {
            head {
                (head(title))
                (style("css/person.css"))
                (style("css/themes.css"))
            }
            body class={ "person " (class) } {
                a.skip href="#papiers" { (Key::Skip.text(lang)) }
                (body)
            }
        }
    }
}

/// Which entry of the menu is lit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Menu {
    People,
    Settings,
    Nothing,
}

/// A page of the staff. `more` goes into the head: a script, a refresh.
pub(crate) fn staff_page(
    member: Option<&Member>,
    menu: Menu,
    title: &str,
    more: &Markup,
    body: &Markup,
) -> Markup {
    let entry = |at: Menu, href: &str, icon: &str, word: Staff| {
        html! {
            a href=(href) aria-current=[(menu == at).then_some("page")] { (tool(icon)) (word) }
        }
    };
    html! {
        (DOCTYPE)
        html lang="fr" dir="ltr" {
            head {
                (head(title))
                (style("css/staff.css"))
                (style("css/themes.css"))
                (more)
            }
            body.staff {
                header.head {
                    div.head-in {
                        a.brand href="/" { (pictures::mark()) "Sésame" }
                        nav {
                            @match member.map(|member| member.role) {
                                Some(Role::Agent) => { (entry(Menu::People, "/personnes", "users", Staff::People)) }
                                Some(Role::Admin) => { (entry(Menu::Settings, "/reglages", "settings", Staff::Settings)) }
                                None => {}
                            }
                        }
                        @if let Some(member) = member {
                            div.who {
                                span { (member.name) }
                                form method="post" action="/sortir" {
                                    button { (tool("logout")) (Staff::SignOut) }
                                }
                            }
                        }
                    }
                }
                main id="contenu" { (body) }
            }
        }
    }
}

/// A page before anyone has signed in.
pub(crate) fn gate_page(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="fr" dir="ltr" {
            head { (head(title)) (style("css/staff.css")) }
            body.staff { div.gate { main.card { (body) } } }
        }
    }
}

pub(crate) fn script(path: &str) -> Markup {
    html! {
        @if let Some(address) = assets::address(path) { script src=(address) defer {} }
    }
}

/// The face of nobody in particular: photos of people are not kept.
pub(crate) fn face() -> Markup {
    html! { span.face { (Icon::PERSON.draw()) } }
}

fn head(title: &str) -> Markup {
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="color-scheme" content="light";
        title { (title) " — Sésame" }
        @if let Some(address) = assets::address("mark.svg") { link rel="icon" href=(address) type="image/svg+xml"; }
        (style("css/base.css"))
    }
}

fn style(path: &str) -> Markup {
    html! {
        @if let Some(address) = assets::address(path) { link rel="stylesheet" href=(address); }
    }
}
