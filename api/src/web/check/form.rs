//! What the desk's form says, as a correction.

use std::collections::HashMap;

use paper::{DateRole, Day, DocumentType, Reading};
use vault::Correction;

use crate::{
    limits,
    web::{Shared, fault::Fault},
};

/// Only what differs from what is there becomes a correction.
pub(super) fn read(
    house: &Shared,
    reading: &Reading,
    form: &HashMap<String, String>,
) -> Result<Correction, Fault> {
    let said = |name: &str| {
        form.get(name)
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
    };
    let slug = said("autre")
        .or(said("type"))
        .unwrap_or(reading.document_type.slug());
    if !house
        .catalogue()
        .types()
        .iter()
        .any(|card| card.slug == slug)
    {
        return Err(Fault::BadInput);
    }
    let mut dates = Vec::new();
    for role in DateRole::ALL {
        let Some(text) = form.get(&format!("date-{}", role.slug())) else {
            continue;
        };
        let day: Option<Day> = match text.trim() {
            "" => None,
            text => Some(text.parse().map_err(|_| Fault::BadInput)?),
        };
        if day != reading.date(role).map(|date| date.day) {
            dates.push((role, day));
        }
    }
    let holder = said("holder")
        .filter(|name| reading.holder().map(|holder| holder.name.as_str()) != Some(name));
    if holder.is_some_and(|name| name.chars().count() > limits::NAME_CHARS_MAX) {
        return Err(Fault::BadInput);
    }
    Ok(Correction {
        document_type: (slug != reading.document_type.slug()).then(|| DocumentType::new(slug)),
        dates,
        holder: holder.map(str::to_owned),
        not_twin: said("go") == Some("not_twin"),
        confirmed: true,
    })
}
