//! The person's own screen: themes → papers → one paper. Pictures first, words beside them, no script.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};
use classify::Catalogue;
use maud::{Markup, html};
use paper::{DocumentId, HeldDocument, Purpose};
use vault::{Actor, Permit};

use super::{
    Shared, cards,
    fault::{Fault, PersonFault},
    forms::id,
    images,
    page::{self, Kind, Label, action, arrow, face},
};
use crate::{
    limits,
    pictures::{Icon, badge, picto, silhouette, state_words},
    shelf::{self, Shelved, ThemeShelf},
    words::{Key, Lang, fill, theme_name},
};

/// What every screen of one person needs.
struct Screen {
    catalogue: Arc<Catalogue>,
    house: Shared,
    base: String,
    permit: Permit,
    lang: Lang,
    held: Vec<HeldDocument>,
}

type Answer = Result<Markup, PersonFault>;

pub(crate) async fn wall(State(house): State<Shared>, Path(token): Path<String>) -> Answer {
    let screen = Screen::open(house, &token).await?;
    let shelves = screen.shelves();
    let front: Vec<Shelved<'_>> = shelves
        .iter()
        .flat_map(|shelf| shelf.front.clone())
        .collect();
    let inside = html! {
        (screen.to_do(&front))
        @if front.is_empty() {
            (nothing(screen.lang))
        } @else if front.len() <= limits::FLAT_WALL_MAX {
            (screen.slips(&front))
        } @else {
            div.wall { @for shelf in shelves.iter().filter(|shelf| !shelf.front.is_empty()) { (screen.tile(shelf)) } }
        }
    };
    Ok(screen.page(Key::MyPapers, &screen.home_top(), &inside, Some(Tab::Home)))
}

pub(crate) async fn everything(State(house): State<Shared>, Path(token): Path<String>) -> Answer {
    let screen = Screen::open(house, &token).await?;
    let shelves = screen.shelves();
    let front: Vec<Shelved<'_>> = shelves
        .iter()
        .flat_map(|shelf| shelf.front.clone())
        .collect();
    let folded: Vec<Shelved<'_>> = shelves
        .iter()
        .flat_map(|shelf| shelf.folded.clone())
        .collect();
    let inside = html! {
        @if front.is_empty() { (nothing(screen.lang)) }
        (screen.slips(&front))
        (screen.pile(&folded))
    };
    Ok(screen.page(Key::SeeAll, &screen.home_top(), &inside, Some(Tab::All)))
}

pub(crate) async fn help(State(house): State<Shared>, Path(token): Path<String>) -> Answer {
    let screen = Screen::open(house, &token).await?;
    let inside = html! {
        div.nothing { (Icon::HELP.draw()) p { (Key::HelpSay.text(screen.lang)) } }
        div.nothing { (Icon::PAPERS.draw()) p { (Key::KeepOriginal.text(screen.lang)) } }
    };
    Ok(screen.page(Key::HelpTitle, &screen.home_top(), &inside, Some(Tab::Help)))
}

pub(crate) async fn theme(
    State(house): State<Shared>,
    Path((token, slug)): Path<(String, String)>,
) -> Answer {
    let screen = Screen::open(house, &token).await?;
    let shelves = screen.shelves();
    let shelf = shelves
        .iter()
        .find(|shelf| shelf.theme.slug == slug)
        .ok_or(Fault::NotFound)?;
    let lang = screen.lang;
    let top = html! {
        header class={ "top theme-" (slug) } {
            div.top-in {
                (arrow(lang, Label { key: Key::Back, icon: Icon::BACK }, &screen.base, ""))
                (picto(&shelf.theme.openmoji))
                h1 { (name_of_theme(lang, shelf)) }
            }
        }
    };
    let inside = html! { (screen.slips(&shelf.front)) (screen.pile(&shelf.folded)) };
    Ok(screen.page(Key::MyPapers, &top, &inside, None))
}

pub(crate) async fn paper(
    State(house): State<Shared>,
    Path((token, paper, at)): Path<(String, String, usize)>,
) -> Answer {
    let screen = Screen::open(house, &token).await?;
    let held = screen.held(&paper)?;
    let shelved = screen.shelved(held);
    let page = *held.reading.pages.get(at).ok_or(Fault::NotFound)?;
    let (lang, base, count) = (screen.lang, &screen.base, held.reading.pages.len());
    let to = |at: usize| format!("{base}/papier/{paper}/{at}");
    let (word, sentence) = state_words(shelved.status);
    let top = html! {
        header class={ "top theme-" (shelved.card.theme) } {
            div.top-in {
                (arrow(lang, Label { key: Key::Back, icon: Icon::BACK }, &format!("{base}/theme/{}", shelved.card.theme), ""))
                (silhouette(shelved.card, tint(&screen, &shelved)))
                h1 lang="fr" dir="auto" { (shelved.card.short) }
                (badge(shelved.status)) span.unseen { (word.text(lang)) }
            }
        }
    };
    let inside = html! {
        div.sheet {
            div { @if at > 0 { (arrow(lang, Label { key: Key::PageBefore, icon: Icon::BACK }, &to(at - 1), "before")) } }
            figure {
                img src={ (base) "/images/" (page) } alt=(shelved.card.short);
                @if count > 1 {
                    div.dots { @for dot in 0..count { span.here[dot == at] {} } }
                    span.unseen { (fill(Key::PageOf.text(lang), &[("n", &(at + 1)), ("m", &count)])) }
                }
            }
            div.after { @if at + 1 < count { (arrow(lang, Label { key: Key::NextPage, icon: Icon::NEXT }, &to(at + 1), "")) } }
        }
        p.says { (badge(shelved.status)) span { (sentence.text(lang)) @if let Some(when) = shelved.when() { " " bdi { (when) } } } }
    };
    let actions = html! {
        li { (action(lang, Label { key: Key::Home, icon: Icon::HOME }, base, Kind::Plain)) }
        li { (action(lang, Label { key: Key::Show, icon: Icon::SHOW }, &format!("{base}/montrer/{paper}/{at}"), Kind::Main)) }
        li { (action(lang, Label { key: Key::Help, icon: Icon::HELP }, &format!("{base}/aide"), Kind::Plain)) }
    };
    Ok(frame(
        lang,
        &shelved.card.short,
        "one",
        &top,
        &inside,
        &actions,
    ))
}

/// The paper alone on white, as large as the screen: for a counter.
pub(crate) async fn show(
    State(house): State<Shared>,
    Path((token, paper, at)): Path<(String, String, usize)>,
) -> Answer {
    let screen = Screen::open(house, &token).await?;
    let held = screen.held(&paper)?;
    let page = held.reading.pages.get(at).ok_or(Fault::NotFound)?;
    let shelved = screen.shelved(held);
    let back = format!("{}/papier/{paper}/{at}", screen.base);
    let body = html! {
        nav { (arrow(screen.lang, Label { key: Key::Close, icon: Icon::CLOSE }, &back, "shut")) }
        main id="papiers" { h1.unseen lang="fr" { (shelved.card.short) } img src={ (screen.base) "/images/" (page) } alt=(shelved.card.short); }
    };
    Ok(page::person_page(
        screen.lang,
        &shelved.card.short,
        "show",
        &body,
    ))
}

pub(crate) async fn picture(
    State(house): State<Shared>,
    Path((token, page)): Path<(String, String)>,
) -> Result<Response, PersonFault> {
    let permit = cards::follow(&house, &token).await?;
    Ok(images::open_picture(&house, &permit, id(&page)?).await?)
}

pub(crate) async fn thumbnail(
    State(house): State<Shared>,
    Path((token, page)): Path<(String, String)>,
) -> Result<Response, PersonFault> {
    let permit = cards::follow(&house, &token).await?;
    let quiet = house
        .permit(permit.beneficiary(), Purpose::Keep, Actor::Machine)
        .await?;
    Ok(images::open_thumbnail(&house, &quiet, id(&page)?).await?)
}

/// The three that are always there, in the same place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Home,
    All,
    Help,
}

impl Screen {
    async fn open(house: Shared, token: &str) -> Result<Self, Fault> {
        let permit = cards::follow(&house, token).await?;
        let person = house.person(permit.beneficiary()).await?;
        let held = house.vault().held_documents(&permit).await?;
        Ok(Self {
            base: format!("/p/{token}"),
            lang: Lang::of(&person.language),
            catalogue: house.catalogue(),
            house,
            permit,
            held,
        })
    }

    fn shelves(&self) -> Vec<ThemeShelf<'_>> {
        shelf::by_theme(&self.catalogue, &self.held, self.house.today())
    }

    fn shelved<'a>(&'a self, held: &'a HeldDocument) -> Shelved<'a> {
        Shelved::new(&self.catalogue, held, self.house.today())
    }

    /// Among her own, whatever the address says.
    fn held(&self, paper: &str) -> Result<&HeldDocument, Fault> {
        let paper: DocumentId = id(paper)?;
        debug_assert_eq!(self.permit.purpose(), Purpose::Keep);
        self.held
            .iter()
            .find(|held| held.id == paper)
            .ok_or(Fault::NotFound)
    }

    fn home_top(&self) -> Markup {
        html! {
            header.top { div.top-in { (face()) h1 { (Key::MyPapers.text(self.lang)) } } }
        }
    }

    fn page(&self, title: Key, top: &Markup, inside: &Markup, here: Option<Tab>) -> Markup {
        let kind = |tab: Tab| {
            if here == Some(tab) {
                Kind::Here
            } else {
                Kind::Plain
            }
        };
        let (lang, base) = (self.lang, &self.base);
        let actions = html! {
            li { (action(lang, Label { key: Key::Home, icon: Icon::HOME }, base, kind(Tab::Home))) }
            li { (action(lang, Label { key: Key::SeeAll, icon: Icon::PAPERS }, &format!("{base}/tout"), kind(Tab::All))) }
            li { (action(lang, Label { key: Key::Help, icon: Icon::HELP }, &format!("{base}/aide"), kind(Tab::Help))) }
        };
        frame(lang, title.text(lang), "", top, inside, &actions)
    }

    fn tile(&self, theme: &ThemeShelf<'_>) -> Markup {
        let status = shelf::worst(&theme.front);
        html! {
            a class={ "tile theme-" (theme.theme.slug) } href={ (self.base) "/theme/" (theme.theme.slug) } {
                (badge(status))
                span.plate { (picto(&theme.theme.openmoji)) }
                span.name { (name_of_theme(self.lang, theme)) }
                span.count { (theme.front.len()) }
                span.unseen { (state_words(status).0.text(self.lang)) }
            }
        }
    }

    /// The papers that end, above everything: one tap away.
    fn to_do(&self, front: &[Shelved<'_>]) -> Markup {
        use paper::ValidityStatus::{EndsSoon, Over};
        let due: Vec<&Shelved<'_>> = front
            .iter()
            .filter(|paper| matches!(paper.status, Over | EndsSoon))
            .collect();
        html! {
            @if !due.is_empty() && front.len() > limits::FLAT_WALL_MAX {
                section.todo {
                    h2 { (Icon::TO_DO.draw()) (Key::ToDo.text(self.lang)) }
                    ul {
                        @for paper in due {
                            li { a href=(self.address(paper)) {
                                @if let Some(page) = paper.cover() { img.thumb src={ (self.base) "/vignettes/" (page) } alt="" width="64" height="72"; }
                                span.words { span.name lang="fr" dir="auto" { (paper.card.short) } span.when { bdi { (paper.when().unwrap_or_default()) } } }
                                (badge(paper.status)) span.unseen { (state_words(paper.status).0.text(self.lang)) }
                            } }
                        }
                    }
                }
            }
        }
    }

    fn slips(&self, papers: &[Shelved<'_>]) -> Markup {
        html! { ul.slips { @for (at, paper) in papers.iter().enumerate() { li { (self.slip(paper, at)) } } } }
    }

    /// One paper: its own picture, its silhouette, its name, its date, its state.
    fn slip(&self, paper: &Shelved<'_>, at: usize) -> Markup {
        let done = paper.status == paper::ValidityStatus::Over || paper.is_folded();
        let lazy = (at >= 4).then_some("lazy");
        html! {
            a.slip.done[done] href=(self.address(paper)) {
                span.shot {
                    @if let Some(page) = paper.cover() {
                        img src={ (self.base) "/vignettes/" (page) } alt="" loading=[lazy] width="300" height="210";
                    }
                }
                (badge(paper.status))
                span.foot {
                    (silhouette(paper.card, tint(self, paper)))
                    span {
                        span.name lang="fr" dir="auto" { (paper.card.short) }
                        @if let Some(when) = paper.when() { span.when { bdi { (when) } } }
                        @if let Some(holder) = paper.holder() { span.whose dir="auto" { (holder) } }
                        span.unseen { (state_words(paper.status).0.text(self.lang)) }
                    }
                }
            }
        }
    }

    /// Old versions and doubles, in one pile that opens in place.
    fn pile(&self, folded: &[Shelved<'_>]) -> Markup {
        html! {
            @if !folded.is_empty() {
                details.pile {
                    summary { (Icon::OLDER.draw()) (Key::Older.text(self.lang)) " " (folded.len()) }
                    (self.slips(folded))
                }
            }
        }
    }

    fn address(&self, paper: &Shelved<'_>) -> String {
        format!("{}/papier/{}/0", self.base, paper.id())
    }
}

fn frame(
    lang: Lang,
    title: &str,
    class: &str,
    top: &Markup,
    inside: &Markup,
    actions: &Markup,
) -> Markup {
    let body = html! {
        (top)
        main id="papiers" { (inside) }
        nav.bar { ul { (actions) } }
    };
    page::person_page(lang, title, class, &body)
}

fn nothing(lang: Lang) -> Markup {
    html! { div.nothing { (Icon::NOTHING.draw()) p { (Key::NothingHere.text(lang)) } } }
}

fn name_of_theme<'a>(lang: Lang, shelf: &'a ThemeShelf<'_>) -> &'a str {
    theme_name(lang, &shelf.theme.slug).unwrap_or(&shelf.theme.label)
}

fn tint<'a>(screen: &'a Screen, paper: &Shelved<'_>) -> &'a str {
    let theme = screen.catalogue.theme(&paper.card.theme);
    theme.map_or("#eeeeee", |theme| theme.tint.as_str())
}
