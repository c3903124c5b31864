//! Every rule that a catalogue must keep, with the line of the file that breaks it.

use std::collections::BTreeMap;

use paper::DocumentType;
use regex::Regex;
use serde::de::DeserializeOwned;
use toml::Spanned;

mod french;

use super::{
    CatalogueError, Demarche, Fallback, Item, SupersessionMode, Theme, TypeCard, ValidityKind,
};
use crate::{limits, text::normalise};

type Groups = BTreeMap<String, Vec<String>>;

pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, CatalogueError> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let line = line_at(text, error.span().map_or(0, |span| span.start));
        let what = french::of_reader(error.message());
        let is_toml = text.parse::<toml::Table>().is_ok();
        match table_above(text, line) {
            Some(at) if is_toml => CatalogueError::Wrong { line, at, what },
            _ => CatalogueError::Syntax { line, what },
        }
    })
}

/// The `[table]` that a line belongs to.
fn table_above(text: &str, line: usize) -> Option<String> {
    text.lines()
        .take(line)
        .filter_map(|line| line.trim().strip_prefix('[')?.strip_suffix(']'))
        .last()
        .map(str::to_owned)
}

/// Tables in the order of the file, which a map of names loses.
fn in_order<T>(tables: BTreeMap<String, Spanned<T>>) -> Vec<(String, T)> {
    let mut tables: Vec<_> = tables.into_iter().collect();
    tables.sort_by_key(|(_, value)| value.span().start);
    tables
        .into_iter()
        .map(|(name, value)| (name, value.into_inner()))
        .collect()
}

fn line_at(text: &str, byte: usize) -> usize {
    text.get(..byte).unwrap_or(text).matches('\n').count() + 1
}

/// The line of a table's header, or of one of its keys; 1 when it cannot be found. A header may be spaced and quoted:
/// `[ types . "Carte" ]`.
fn line_of(text: &str, table: &str, key: &str) -> usize {
    let plain = |text: &str| -> String {
        let kept = text.chars();
        kept.filter(|c| !c.is_whitespace() && !['"', '\''].contains(c))
            .collect()
    };
    let header = plain(&format!("[{table}]"));
    let name = table.rsplit('.').next().unwrap_or(table);
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let Some(start) = lines.iter().position(|line| {
        (line.starts_with('[') && plain(line).starts_with(&header)) || starts_key(line, name)
    }) else {
        return 1;
    };
    lines[start + 1..]
        .iter()
        .take_while(|line| !line.starts_with('['))
        .position(|line| starts_key(line, key))
        .map_or(start + 1, |below| start + below + 2)
}

fn starts_key(line: &str, key: &str) -> bool {
    !key.is_empty()
        && line
            .strip_prefix(key)
            .is_some_and(|rest| rest.trim_start().starts_with(['=', '.']))
}

fn wrong(text: &str, table: &str, key: &str, what: impl Into<String>) -> CatalogueError {
    CatalogueError::Wrong {
        line: line_of(text, table, key),
        at: table.to_owned(),
        what: what.into(),
    }
}

pub(super) fn cards(
    text: &str,
    tables: BTreeMap<String, Spanned<TypeCard>>,
) -> Result<Vec<TypeCard>, CatalogueError> {
    if tables.len() > limits::TYPES_MAX {
        return Err(wrong(
            text,
            "types",
            "",
            format!("plus de {} types", limits::TYPES_MAX),
        ));
    }
    in_order(tables)
        .into_iter()
        .map(|(slug, mut card)| {
            let table = format!("types.{slug}");
            slug_is_plain(text, &table, &slug)?;
            card.slug = slug;
            card_is_sound(text, &table, &card)?;
            Ok(card)
        })
        .collect()
}

fn slug_is_plain(text: &str, table: &str, slug: &str) -> Result<(), CatalogueError> {
    let plain = (2..=60).contains(&slug.len())
        && slug
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if plain {
        return Ok(());
    }
    Err(wrong(
        text,
        table,
        "",
        "un nom de type n'a que des lettres a-z, des chiffres et « _ »",
    ))
}

/// A town adds and never changes: what would silently replace a type, a theme or a group that démarches are written
/// with is refused.
pub(super) fn added(
    text: &str,
    cards: &[TypeCard],
    themes: &[Theme],
    groups: &Groups,
    known: &super::Catalogue,
) -> Result<(), CatalogueError> {
    let taken = |table: &str, key: &str, what: &str| Err(wrong(text, table, key, what));
    if let Some(card) = cards.iter().find(|card| known.index(&card.slug).is_some()) {
        return taken(
            &format!("types.{}", card.slug),
            "",
            "ce nom de type existe déjà",
        );
    }
    if let Some(theme) = themes
        .iter()
        .find(|theme| known.theme(&theme.slug).is_some())
    {
        return taken(
            &format!("themes.{}", theme.slug),
            "",
            "ce nom de thème existe déjà",
        );
    }
    match groups
        .keys()
        .find(|group| known.groups.contains_key(*group))
    {
        Some(group) => taken("groups", group, &format!("le groupe `{group}` existe déjà")),
        None => Ok(()),
    }
}

/// What can be seen on one card alone.
fn card_is_sound(text: &str, table: &str, card: &TypeCard) -> Result<(), CatalogueError> {
    for (key, words) in [("label", &card.label), ("short", &card.short)] {
        if words.trim().is_empty() || words.chars().count() > 80 {
            return Err(wrong(text, table, key, "il faut de 1 à 80 lettres"));
        }
    }
    if !(1..=4).contains(&card.layout.sides) {
        return Err(wrong(text, table, "layout", "un papier a de 1 à 4 faces"));
    }
    icon(text, table, &card.icon.lucide, &card.icon.openmoji)?;
    keywords(text, table, card)?;
    for rule in &card.refs {
        if let Err(error) = Regex::new(&rule.regex) {
            let what = error.to_string();
            let last = what.lines().last().unwrap_or_default();
            return Err(wrong(
                text,
                table,
                "refs",
                format!("`{}` : {last}", rule.name),
            ));
        }
        if !rule
            .name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        {
            return Err(wrong(
                text,
                table,
                "refs",
                format!("`{}` n'est pas un nom", rule.name),
            ));
        }
    }
    for code in &card.codes {
        if !["mrz:", "2ddoc:", "qr:", "datamatrix:"]
            .iter()
            .any(|kind| code.starts_with(kind))
        {
            return Err(wrong(
                text,
                table,
                "codes",
                format!("`{code}` : code de genre inconnu"),
            ));
        }
    }
    validity(text, table, card)?;
    supersession(text, table, card)
}

fn icon(text: &str, table: &str, lucide: &str, openmoji: &str) -> Result<(), CatalogueError> {
    let named = !lucide.is_empty()
        && lucide
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let coded = openmoji.len() >= 4
        && openmoji.split('-').all(|part| {
            u32::from_str_radix(part, 16).is_ok_and(|code| char::from_u32(code).is_some())
        });
    if named && coded {
        return Ok(());
    }
    Err(wrong(
        text,
        table,
        "icon",
        format!("pictogramme `{lucide}` / `{openmoji}` inconnu"),
    ))
}

fn keywords(text: &str, table: &str, card: &TypeCard) -> Result<(), CatalogueError> {
    let words = &card.keywords;
    if words.strong.is_empty() && card.slug != DocumentType::UNKNOWN.slug() {
        return Err(wrong(
            text,
            table,
            "keywords",
            "il faut au moins un mot fort",
        ));
    }
    for word in [
        &words.strong,
        &words.medium,
        &words.negative,
        &words.require_any,
    ]
    .into_iter()
    .flatten()
    {
        let letters = normalise(word)
            .chars()
            .filter(|c| c.is_alphanumeric())
            .count();
        if !(1..=limits::KEYWORD_LETTERS_MAX).contains(&letters) {
            return Err(wrong(
                text,
                table,
                "keywords",
                format!("« {word} » est vide ou trop long"),
            ));
        }
    }
    if let Some(word) = words
        .strong
        .iter()
        .find(|word| words.negative.contains(word))
    {
        return Err(wrong(
            text,
            table,
            "keywords",
            format!("« {word} » est à la fois fort et négatif"),
        ));
    }
    Ok(())
}

fn validity(text: &str, table: &str, card: &TypeCard) -> Result<(), CatalogueError> {
    let rule = &card.validity;
    let missing = |what: &str| Err(wrong(text, table, "validity", format!("il manque {what}")));
    match rule.kind {
        ValidityKind::Fresh | ValidityKind::Month if rule.max_age.is_none() => {
            return missing("max_age");
        }
        ValidityKind::Fresh | ValidityKind::Month if rule.from.is_none() => return missing("ref"),
        ValidityKind::SeriesLastN if rule.n.is_none_or(|n| n == 0 || n > 24) => {
            return missing("n, de 1 à 24");
        }
        ValidityKind::SeriesLastN if rule.period.is_none() => return missing("period"),
        ValidityKind::TaxIncome | ValidityKind::TaxNotice if rule.switch.is_none() => {
            return missing("switch");
        }
        _ => {}
    }
    if rule.grace_day.is_some_and(|day| !(1..=28).contains(&day)) {
        return Err(wrong(text, table, "validity", "grace_day va de 1 à 28"));
    }
    if let Some(from) = rule.from
        && from.date().is_none()
    {
        return Err(wrong(
            text,
            table,
            "validity",
            "ref n'est pas une date du papier",
        ));
    }
    rule.fallback
        .as_ref()
        .map_or(Ok(()), |fallback| self::fallback(text, table, fallback))
}

fn fallback(text: &str, table: &str, fallback: &Fallback) -> Result<(), CatalogueError> {
    if fallback.from.date().is_none() {
        return Err(wrong(
            text,
            table,
            "validity",
            "fallback.from n'est pas une date du papier",
        ));
    }
    if fallback.duration.is_some() == fallback.day.is_some() {
        return Err(wrong(
            text,
            table,
            "validity",
            "fallback veut soit duration, soit day",
        ));
    }
    Ok(())
}

fn supersession(text: &str, table: &str, card: &TypeCard) -> Result<(), CatalogueError> {
    let rule = &card.supersession;
    if rule.mode == SupersessionMode::Replace
        && (rule.group_by.is_empty() || rule.order_by.is_empty())
    {
        return Err(wrong(
            text,
            table,
            "supersession",
            "`replace` veut group_by et order_by",
        ));
    }
    if rule.mode == SupersessionMode::Series && (rule.group_by.is_empty() || rule.period.is_none())
    {
        return Err(wrong(
            text,
            table,
            "supersession",
            "`series` veut group_by et period",
        ));
    }
    if rule.order_by.iter().any(|role| role.date().is_none()) {
        return Err(wrong(
            text,
            table,
            "supersession",
            "order_by n'est pas une date du papier",
        ));
    }
    Ok(())
}

pub(super) fn themes(
    text: &str,
    tables: BTreeMap<String, Spanned<Theme>>,
) -> Result<Vec<Theme>, CatalogueError> {
    in_order(tables)
        .into_iter()
        .map(|(slug, mut theme)| {
            let table = format!("themes.{slug}");
            if theme.label.trim().is_empty() || theme.label.chars().count() > 80 {
                return Err(wrong(text, &table, "label", "il faut de 1 à 80 lettres"));
            }
            for (key, color) in [("color", &theme.color), ("tint", &theme.tint)] {
                let six = color.strip_prefix('#').is_some_and(|hex| {
                    hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit())
                });
                if !six {
                    return Err(wrong(
                        text,
                        &table,
                        key,
                        format!("`{color}` n'est pas une couleur #RRVVBB"),
                    ));
                }
            }
            icon(text, &table, &theme.lucide, &theme.openmoji)?;
            theme.slug = slug;
            Ok(theme)
        })
        .collect()
}

/// What can only be seen with all types together.
pub(super) fn whole(
    text: &str,
    cards: &[TypeCard],
    themes: &[Theme],
    groups: &Groups,
) -> Result<(), CatalogueError> {
    let known = |slug: &String| cards.iter().any(|card| card.slug == *slug);
    for (group, slugs) in groups {
        if slugs.is_empty() {
            return Err(wrong(text, "groups", group, "un groupe nomme des types"));
        }
        if let Some(slug) = slugs.iter().find(|slug| !known(slug)) {
            return Err(wrong(
                text,
                "groups",
                group,
                format!("`{slug}` n'est pas un type"),
            ));
        }
    }
    for card in cards {
        let table = format!("types.{}", card.slug);
        if !themes.iter().any(|theme| theme.slug == card.theme) {
            return Err(wrong(
                text,
                &table,
                "theme",
                format!("`{}` n'est pas un thème", card.theme),
            ));
        }
        let rule = &card.supersession;
        let others = [
            &rule.also_supersedes,
            &rule.also_supersedes_same_period,
            &rule.superseded_by_same_period,
        ];
        if let Some(slug) = others.into_iter().flatten().find(|slug| !known(slug)) {
            return Err(wrong(
                text,
                &table,
                "supersession",
                format!("`{slug}` n'est pas un type"),
            ));
        }
    }
    if !known(&DocumentType::UNKNOWN.slug().to_owned()) {
        return Err(wrong(text, "types", "", "il manque le type `inconnu`"));
    }
    collisions(text, cards)
}

/// One title for two types could never be told apart, unless each asks for another word too.
fn collisions(text: &str, cards: &[TypeCard]) -> Result<(), CatalogueError> {
    let mut owners: BTreeMap<String, &TypeCard> = BTreeMap::new();
    for card in cards {
        for word in &card.keywords.strong {
            let Some(other) = owners.insert(normalise(word), card) else {
                continue;
            };
            let told_apart = other.slug == card.slug
                || !other.keywords.require_any.is_empty()
                || !card.keywords.require_any.is_empty();
            if !told_apart {
                return Err(wrong(
                    text,
                    &format!("types.{}", card.slug),
                    "keywords",
                    format!(
                        "« {word} » est déjà un mot fort de `{}` ; ajoutez require_any",
                        other.slug
                    ),
                ));
            }
        }
    }
    Ok(())
}

#[derive(serde::Deserialize)]
struct DemarchesFile {
    meta: DemarchesMeta,
    demarches: BTreeMap<String, Spanned<Demarche>>,
}

#[derive(serde::Deserialize)]
struct DemarchesMeta {
    flags: Vec<String>,
}

pub(super) fn demarches(text: &str) -> Result<(Vec<Demarche>, Vec<String>), CatalogueError> {
    let file: DemarchesFile = parse(text)?;
    let demarches = in_order(file.demarches)
        .into_iter()
        .map(|(slug, mut demarche)| {
            demarche.slug = slug;
            demarche
        })
        .collect();
    Ok((demarches, file.meta.flags))
}

pub(super) fn items(
    text: &str,
    demarches: &[Demarche],
    flags: &[String],
    cards: &[TypeCard],
    groups: &Groups,
) -> Result<(), CatalogueError> {
    for demarche in demarches {
        let table = format!("demarches.{}", demarche.slug);
        for item in &demarche.items {
            item_is_sound(item, demarche, flags, cards, groups)
                .map_err(|what| wrong(text, &table, "items", format!("`{}` : {what}", item.id)))?;
        }
    }
    Ok(())
}

fn item_is_sound(
    item: &Item,
    demarche: &Demarche,
    flags: &[String],
    cards: &[TypeCard],
    groups: &Groups,
) -> Result<(), String> {
    let known = |name: &String| match name.strip_prefix('@') {
        Some(group) => groups.contains_key(group),
        None => cards.iter().any(|card| card.slug == *name),
    };
    let plus = item
        .plus
        .iter()
        .flat_map(|plus| plus.any_of.iter().chain(&plus.and_any_of));
    if let Some(name) = item
        .any_of
        .iter()
        .chain(&item.satisfy_all_of)
        .chain(plus)
        .find(|name| !known(name))
    {
        return Err(format!("`{name}` n'est ni un type ni un groupe"));
    }
    if let Some(flag) = item
        .when
        .iter()
        .chain(&item.unless)
        .find(|flag| !flags.contains(flag))
    {
        return Err(format!("`{flag}` n'est pas une situation connue"));
    }
    if item.any_of.is_empty() == item.satisfy_all_of.is_empty() {
        return Err("il faut soit any_of, soit satisfy_all_of".to_owned());
    }
    if item.count == 0 {
        return Err("count commence à 1".to_owned());
    }
    match &item.alternative_to {
        Some(other) if !demarche.items.iter().any(|item| item.id == *other) => {
            Err(format!("`{other}` n'est pas un élément de cette démarche"))
        }
        _ => Ok(()),
    }
}
