//! Dates with their roles (`DOMAIN.md` §4): what is printed, what it is called, what is believable.

mod labels;
pub(crate) mod patterns;

use jiff::ToSpan;
use paper::{DatePrecision, DateRole, DatedField, Day, DocumentType};

use crate::{
    TypeCard,
    catalogue::{HintRole, ValidityKind},
    limits,
    text::Line,
};
use labels::{Label, compact, distance, labels_of};
use patterns::{What, scan};

/// What the lines of a paper say about time.
#[derive(Debug, Default)]
pub(crate) struct Times {
    /// Best first within a role; at most one per role.
    pub dates: Vec<DatedField>,
    /// `P12M`: how long the paper says that it holds, with its evidence.
    pub duration: Option<(String, paper::Evidence)>,
    /// "sans limitation de durée".
    pub permanent: Option<paper::Evidence>,
}

/// One date with one possible role.
struct Candidate {
    role: DateRole,
    day: Day,
    precision: DatePrecision,
    score: f32,
    line: usize,
    start: usize,
    end: usize,
    rule: String,
}

/// Reads the dates of a paper of type `card`. `births` are days known to be birthdays, from the codes.
pub(crate) fn read_times(card: &TypeCard, lines: &[Line<'_>], births: &[Day], today: Day) -> Times {
    let labels = labels_of(card);
    let mut times = Times::default();
    let mut candidates = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let found = scan(&line.text);
        for (nth, one) in found.iter().enumerate() {
            if candidates.len() >= limits::DATES_MAX {
                break;
            }
            let after_last = nth.checked_sub(1).map_or(0, |before| found[before].end);
            match &one.what {
                What::Permanent => {
                    times
                        .permanent
                        .get_or_insert_with(|| line.evidence(one.start, one.end, "permanent"));
                }
                What::Duration(duration) => {
                    times.duration.get_or_insert_with(|| {
                        (
                            duration.clone(),
                            line.evidence(one.start, one.end, "duration"),
                        )
                    });
                }
                what => {
                    let spot = Spot {
                        lines,
                        index,
                        start: one.start,
                        end: one.end,
                        after_last,
                        broken: None,
                    };
                    let (spot, what) = with_the_day_above(spot, what);
                    candidates.extend(with_roles(card, &labels, &spot, &what, today));
                }
            }
        }
    }
    times.dates = choose(card, &labels, candidates, lines, births, today);
    times
}

/// Where a date stands.
struct Spot<'a> {
    lines: &'a [Line<'a>],
    index: usize,
    start: usize,
    end: usize,
    /// Where the date before it on the line ends: its label is not ours.
    after_last: usize,
    /// What the line above says before the day, when the line breaks after that.
    broken: Option<&'a str>,
}

/// « née le 12 » and « octobre 1993 » below it.
fn with_the_day_above<'a>(spot: Spot<'a>, what: &What) -> (Spot<'a>, What) {
    let whole = || {
        let What::Date {
            first,
            precision: DatePrecision::Month,
            ..
        } = what
        else {
            return None;
        };
        let above = &spot.lines[spot.index.checked_sub(1)?];
        let (before, day) = above.text.rsplit_once(' ')?;
        let day: i8 = day.strip_suffix("ER").unwrap_or(day).parse().ok()?;
        let day = Day::new(first.year(), first.month(), day).ok()?;
        let goes_on = spot.start == 0 && above.page_index == spot.line().page_index;
        (goes_on && before.ends_with(" LE")).then_some((before, day))
    };
    match whole() {
        Some((before, day)) => (
            Spot {
                broken: Some(before),
                ..spot
            },
            What::Date {
                first: day,
                last: day,
                precision: DatePrecision::Day,
            },
        ),
        None => (spot, what.clone()),
    }
}

impl Spot<'_> {
    fn line(&self) -> &Line<'_> {
        &self.lines[self.index]
    }

    fn before(&self) -> &str {
        let own = || &self.line().text[self.after_last..self.start];
        self.broken.unwrap_or_else(own)
    }

    fn candidate(
        &self,
        role: DateRole,
        day: Day,
        precision: DatePrecision,
        score: f32,
        source: String,
    ) -> Candidate {
        Candidate {
            role,
            day,
            precision,
            score,
            line: self.index,
            start: self.start,
            end: self.end,
            rule: source,
        }
    }
}

fn with_roles(
    card: &TypeCard,
    labels: &[Label],
    spot: &Spot<'_>,
    what: &What,
    today: Day,
) -> Vec<Candidate> {
    let year_day = |year: i16, month: i8, day: i8| Day::new(year, month, day).ok();
    match what {
        What::SchoolYear(year) => year_day(*year, 9, 1)
            .map(|day| {
                spot.candidate(
                    DateRole::SchoolYear,
                    day,
                    DatePrecision::Year,
                    0.9,
                    "pattern:school_year".to_owned(),
                )
            })
            .into_iter()
            .collect(),
        What::IncomeYear(year) => year_day(*year, 12, 31)
            .map(|day| {
                spot.candidate(
                    DateRole::IncomeYear,
                    day,
                    DatePrecision::Year,
                    0.9 + title_bonus(spot),
                    "pattern:income_year".to_owned(),
                )
            })
            .into_iter()
            .collect(),
        What::NoticeYear(year) => year_day(*year, 1, 1)
            .map(|day| {
                spot.candidate(
                    DateRole::NoticeYear,
                    day,
                    DatePrecision::Year,
                    0.9 + title_bonus(spot),
                    "pattern:notice_year".to_owned(),
                )
            })
            .into_iter()
            .collect(),
        What::Period { first, last } => period(card, labels, spot, *first, *last),
        What::Date {
            first,
            last,
            precision,
        } => one_date(card, labels, spot, (*first, *last), *precision, today),
        What::ShortDate { year, month, day } => {
            short_date(card, labels, spot, (*year, *month, *day), today)
        }
        What::Duration(_) | What::Permanent => Vec::new(),
    }
}

/// The year named in the title is the paper's; one named in the text may be another's.
fn title_bonus(spot: &Spot<'_>) -> f32 {
    if spot.line().top < 0.35 && spot.line().page_index == 0 {
        0.05
    } else {
        0.0
    }
}

/// The day a job or a flat began says nothing of the paper that mentions it, unless the paper is the contract.
fn is_wanted(card: &TypeCard, role: DateRole) -> bool {
    let is_contract = card
        .supersession
        .order_by
        .contains(&HintRole::ContractStart)
        || card.validity.kind == ValidityKind::EndDateOptional;
    role != DateRole::ValidFrom
        || is_contract
        || has_hint(card, &[HintRole::ValidFrom, HintRole::ValidUntil])
}

fn has_hint(card: &TypeCard, wanted: &[HintRole]) -> bool {
    card.dates.iter().any(|hint| wanted.contains(&hint.role))
}

const PERIODS: &[HintRole] = &[HintRole::Period, HintRole::PeriodStart, HintRole::PeriodEnd];

/// A period with both its ends is surer by so much than a date whose label may mean one of them.
const WHOLE: f32 = 0.1;

fn period(
    card: &TypeCard,
    labels: &[Label],
    spot: &Spot<'_>,
    first: Day,
    last: Day,
) -> Vec<Candidate> {
    let named = best_label(labels, spot, &|label| {
        matches!(
            label.role,
            HintRole::Period | HintRole::ValidFrom | HintRole::ValidUntil | HintRole::Ignore
        )
    });
    let validity = match named.as_ref().map(|(label, _)| label.role) {
        Some(HintRole::Ignore) => return Vec::new(),
        Some(HintRole::Period) => {
            !has_hint(card, PERIODS) && has_hint(card, &[HintRole::ValidUntil])
        }
        Some(_) => {
            !has_hint(card, PERIODS)
                || named
                    .as_ref()
                    .is_some_and(|(label, _)| label.text.contains("valable"))
        }
        None => {
            !has_hint(card, PERIODS)
                && has_hint(card, &[HintRole::ValidUntil, HintRole::ContractEnd])
        }
    };
    let (start, end) = if validity {
        (DateRole::ValidFrom, DateRole::ValidUntil)
    } else {
        (DateRole::PeriodStart, DateRole::PeriodEnd)
    };
    let (score, source) = named.map_or((0.8, "pattern:period".to_owned()), |(label, score)| {
        (score.max(0.8) + WHOLE, format!("label:{}", label.text))
    });
    vec![
        spot.candidate(start, first, DatePrecision::Day, score, source.clone()),
        spot.candidate(end, last, DatePrecision::Day, score, source),
    ]
}

fn one_date(
    card: &TypeCard,
    labels: &[Label],
    spot: &Spot<'_>,
    (first, last): (Day, Day),
    precision: DatePrecision,
    today: Day,
) -> Vec<Candidate> {
    // « au 31/10/2026 » alone: the second half of a period.
    if spot.before().trim() == "AU" && has_hint(card, PERIODS) {
        return vec![spot.candidate(
            DateRole::PeriodEnd,
            last,
            precision,
            0.85,
            "pattern:au".to_owned(),
        )];
    }
    let Some((role, score, source)) = role_of(card, labels, spot) else {
        return unlabelled(card, spot, first, last, precision, today);
    };
    let Some(role_date) = role.date().filter(|role| is_wanted(card, *role)) else {
        return Vec::new();
    };
    if matches!(role_date, DateRole::PeriodEnd) {
        if precision == DatePrecision::Day {
            // « pour la période du 01/10/2026 », its end on the next line; or « arrêté au 31 mars ».
            let alone = source == "label:du";
            let starts = alone || source.ends_with(" du");
            // « paiement du 19/07/2026 »: « du » alone may name any day.
            let score = if alone { score * 0.6 } else { score };
            let role = if starts {
                DateRole::PeriodStart
            } else {
                DateRole::PeriodEnd
            };
            return vec![spot.candidate(role, last, precision, score, source)];
        }
        return vec![
            spot.candidate(
                DateRole::PeriodStart,
                first,
                precision,
                score,
                source.clone(),
            ),
            spot.candidate(DateRole::PeriodEnd, last, precision, score, source),
        ];
    }
    // "l'attestation du mois de mars", on a paper that counts by months, is its period.
    if precision == DatePrecision::Month && has_hint(card, PERIODS) && role == HintRole::Issued {
        return vec![
            spot.candidate(
                DateRole::PeriodStart,
                first,
                precision,
                score * 0.8,
                source.clone(),
            ),
            spot.candidate(DateRole::PeriodEnd, last, precision, score * 0.8, source),
        ];
    }
    let ends = matches!(role_date, DateRole::ValidUntil | DateRole::Deadline);
    vec![spot.candidate(
        role_date,
        if ends { last } else { first },
        precision,
        score,
        source,
    )]
}

fn short_date(
    card: &TypeCard,
    labels: &[Label],
    spot: &Spot<'_>,
    (year, month, day): (i16, i8, i8),
    today: Day,
) -> Vec<Candidate> {
    let Some((role, score, source)) = role_of(card, labels, spot) else {
        return Vec::new();
    };
    let Some(role) = role.date() else {
        return Vec::new();
    };
    let of = |century: i16| Day::new(century + year, month, day).ok();
    let this = of(2000);
    let chosen = match role {
        DateRole::ValidUntil | DateRole::Deadline => this,
        _ => this
            .filter(|day| *day <= today.saturating_add(31.days()))
            .or_else(|| of(1900)),
    };
    chosen
        .map(|day| spot.candidate(role, day, DatePrecision::Day, score * 0.9, source))
        .into_iter()
        .collect()
}

/// The role that the nearest label gives, its score in [0, 1] and the rule.
fn role_of(card: &TypeCard, labels: &[Label], spot: &Spot<'_>) -> Option<(HintRole, f32, String)> {
    if names_a_birth(spot) {
        return Some((HintRole::Birth, 0.95, "label:né le".to_owned()));
    }
    if names_a_law(card, spot) {
        return Some((HintRole::Ignore, 1.0, "label:loi".to_owned()));
    }
    best_label(labels, spot, &|_| true)
        .map(|(label, score)| (label.role, score, format!("label:{}", label.text)))
}

fn names_a_birth(spot: &Spot<'_>) -> bool {
    let above = spot.index.checked_sub(1).map(|index| &spot.lines[index]);
    let goes_on = above.is_some_and(|above| above.page_index == spot.line().page_index);
    let before = spot.before();
    // A sentence breaks between « née le » and the day, or after « née ».
    let breaks = |above: &Line<'_>| {
        let ends = |ends: [&str; 3]| ends.iter().any(|end| above.text.ends_with(end));
        (spot.start == 0 && ends([" NE LE", " NEE LE", " NE(E) LE"]))
            || (before.trim() == "LE" && ends([" NE", " NEE", " NE(E)"]))
    };
    // « Né le » in a cell of its own, before the day on its row or above it.
    let is_label =
        |label: &Line<'_>| ["NE LE", "NEE LE", "NE(E) LE"].contains(&label.text.as_str());
    let is_over =
        |above: &Line<'_>| above.left < spot.line().right && spot.line().left < above.right;
    let cell = || cell_before(spot).map(|index| &spot.lines[index]);
    let named = spot.start == 0
        && (cell().is_some_and(is_label)
            || above.is_some_and(|above| goes_on && is_label(above) && is_over(above)));
    if named || (goes_on && above.is_some_and(breaks)) {
        return true;
    }
    let mut words = before
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .rev()
        .take(3);
    // Readers glue « né le » into one word; « signé le » ends alike and is none.
    let last = before
        .split(' ')
        .rfind(|word| !word.is_empty())
        .unwrap_or_default();
    matches!(last, "NELE" | "NEELE" | "NEELLE")
        || words.any(|word| {
            matches!(
                word,
                "NE" | "NEE" | "NAISSANCE" | "NAISS" | "BIRTH" | "BORN"
            )
        })
}

/// « loi n° 78-17 du 6 janvier 1978 »: six words at most after the law's name.
fn names_a_law(card: &TypeCard, spot: &Spot<'_>) -> bool {
    if card.slug.starts_with("jugement") {
        return false;
    }
    let words = spot
        .before()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.rev().take(6).any(|word| {
        matches!(
            word,
            "LOI" | "DECRET" | "ARRETE" | "ORDONNANCE" | "CIRCULAIRE" | "REGLEMENT"
        )
    })
}

/// Where a label may stand, and what its place is worth.
fn best_label<'l>(
    labels: &'l [Label],
    spot: &Spot<'_>,
    wanted: &dyn Fn(&Label) -> bool,
) -> Option<(&'l Label, f32)> {
    let line = spot.line();
    let mut best: Option<(&Label, f32)> = None;
    let mut consider = |before: &str, worth: f32| {
        let before_compact = compact(before);
        for label in labels.iter().filter(|label| wanted(label)) {
            let Some(gap) = distance(label, before, &before_compact).filter(|gap| *gap <= 30)
            else {
                continue;
            };
            let own = if label.own {
                0.04 - label.rank.min(9) as f32 * 0.003
            } else {
                0.0
            };
            let long = label.text.len().min(20) as f32 / 200.0;
            let score = (worth - gap as f32 / 60.0 + own + long - 0.12).clamp(0.05, 1.0);
            if best.as_ref().is_none_or(|(_, known)| score > *known) {
                best = Some((label, score));
            }
        }
    };
    consider(spot.before(), 0.96);
    // A label after the date, as in tables read from the right: not looked for.
    if spot
        .before()
        .trim_matches(|c: char| !c.is_alphanumeric())
        .is_empty()
        && spot.after_last == 0
    {
        // A sentence that goes on from the line above. What was read before may stand in another column: the last of two
        // headers, when the day under the first comes next.
        let is_over = |above: &&Line<'_>| above.left < line.right && line.left < above.right;
        if let Some(above) = spot
            .index
            .checked_sub(1)
            .map(|index| &spot.lines[index])
            .filter(|above| above.page_index == line.page_index)
            .filter(is_over)
        {
            let words: Vec<&str> = above.text.split(' ').rev().take(4).collect();
            let tail: Vec<&str> = words.into_iter().rev().collect();
            consider(&tail.join(" "), 0.84);
        }
        let cell_before = cell_before(spot);
        for (index, other) in spot.lines.iter().enumerate() {
            if index == spot.index || other.page_index != line.page_index || other.text.len() > 90 {
                continue;
            }
            let gap = line.left - other.right;
            if other.is_beside(line) && gap >= -0.02 && (gap < 0.35 || Some(index) == cell_before) {
                consider(&other.text, 0.9 - gap * 0.3);
            }
            let gap = line.top - other.bottom;
            let overlap = other.right.min(line.right) - other.left.max(line.left);
            let above = gap > -0.5 * line.size()
                && gap < 2.2 * line.size()
                && other.middle() < line.middle() - 0.4 * line.size();
            if above && overlap > 0.0 {
                consider(&other.text, 0.82 - gap.max(0.0) * 2.0);
            }
        }
    } else if spot.after_last == 0 {
        // A column header above the date itself.
        let x = line.x_at(usize::midpoint(spot.start, spot.end));
        for other in spot.lines {
            let gap = line.top - other.bottom;
            let above = other.page_index == line.page_index
                && gap > -0.3 * line.size()
                && gap < 2.0 * line.size()
                && other.middle() < line.middle() - 0.4 * line.size();
            if above && other.left <= x && x <= other.right && other.text.len() < 40 {
                consider(&other.text, 0.7);
            }
        }
    }
    best
}

/// The line before on the same row, however far: forms print values at the right border.
fn cell_before(spot: &Spot<'_>) -> Option<usize> {
    let line = spot.line();
    let before = |other: &Line<'_>| other.is_beside(line) && other.right <= line.left + 0.02;
    let on_row = (0..spot.lines.len()).filter(|&i| i != spot.index && before(&spot.lines[i]));
    on_row.max_by(|&a, &b| spot.lines[a].right.total_cmp(&spot.lines[b].right))
}

/// What the only day of a paper that nobody knows is worth: a receipt's is seldom called anything.
const UNNAMED: f32 = 0.45;

/// A date that nothing names: the day of a letter, the month of a paper that counts by months.
fn unlabelled(
    card: &TypeCard,
    spot: &Spot<'_>,
    first: Day,
    last: Day,
    precision: DatePrecision,
    today: Day,
) -> Vec<Candidate> {
    let line = spot.line();
    if precision == DatePrecision::Month {
        if has_hint(card, PERIODS) {
            let score = 0.6 + title_bonus(spot);
            return vec![
                spot.candidate(
                    DateRole::PeriodStart,
                    first,
                    precision,
                    score,
                    "pattern:month".to_owned(),
                ),
                spot.candidate(
                    DateRole::PeriodEnd,
                    last,
                    precision,
                    score,
                    "pattern:month".to_owned(),
                ),
            ];
        }
        return Vec::new();
    }
    let before = spot.before().trim_end();
    let above = spot.index.checked_sub(1).map(|index| &spot.lines[index]);
    // « Fait à Villemarche, le » and the day below.
    let goes_on = |above: &Line<'_>| {
        let made = above.text.contains("FAIT A ") || above.text.contains("FAIT LE");
        spot.start == 0 && made && above.page_index == line.page_index
    };
    let after_le = [
        Some(before),
        above
            .filter(|above| goes_on(above))
            .map(|above| above.text.as_str()),
    ]
    .into_iter()
    .flatten()
    .any(|text| text == "LE" || [" LE", ",LE"].iter().any(|end| text.ends_with(end)));
    let alone = line.text.len() <= spot.end - spot.start + 4;
    let is_recent =
        first <= today.saturating_add(31.days()) && first >= today.saturating_sub(50.years());
    let may_be_issued = card.dates.is_empty() || has_hint(card, &[HintRole::Issued]);
    if !is_recent || !may_be_issued || line.top > 0.97 {
        return Vec::new();
    }
    if after_le {
        return vec![spot.candidate(
            DateRole::Issued,
            first,
            precision,
            0.75,
            "pattern:le".to_owned(),
        )];
    }
    // « Lisboa, 17/08/2026 ».
    let town = before.strip_suffix(',').is_some_and(|town| {
        (3..30).contains(&town.len()) && !town.bytes().any(|b| b.is_ascii_digit())
    });
    if town {
        return vec![spot.candidate(
            DateRole::Issued,
            first,
            precision,
            0.65,
            "pattern:town".to_owned(),
        )];
    }
    if card.slug == DocumentType::UNKNOWN.slug() {
        return vec![spot.candidate(
            DateRole::Issued,
            first,
            precision,
            UNNAMED,
            "pattern:alone".to_owned(),
        )];
    }
    if alone && line.left > 0.5 && line.top < 0.3 {
        return vec![spot.candidate(
            DateRole::Issued,
            first,
            precision,
            0.5,
            "place:top right".to_owned(),
        )];
    }
    Vec::new()
}

/// The believable dates, the best of each role (`DOMAIN.md` §4.3).
/// A date by the first label of its role is preferred to one by a later label, wherever they stand: an avis d'impôt
/// was issued on its « date d'établissement », and on its « mise en recouvrement » when it has no other.
fn preference(labels: &[Label], candidate: &Candidate) -> f32 {
    /// More than the place of a label can make up for.
    const PER_RANK: f32 = 0.1;
    let name = candidate.rule.strip_prefix("label:");
    let is_its = |label: &&Label| {
        label.own && label.role.date() == Some(candidate.role) && Some(label.text.as_str()) == name
    };
    let rank = labels.iter().find(is_its).map_or(0, |label| label.rank);
    candidate.score - PER_RANK * rank.min(3) as f32
}

fn choose(
    card: &TypeCard,
    labels: &[Label],
    mut candidates: Vec<Candidate>,
    lines: &[Line<'_>],
    births: &[Day],
    today: Day,
) -> Vec<DatedField> {
    if card.slug == "attestation_hebergement" {
        // The host writes her own birth date first; the paper is the guest's.
        let last = candidates
            .iter()
            .filter(|c| c.role == DateRole::Birth)
            .map(|c| (c.line, c.start))
            .max();
        for other in candidates
            .iter_mut()
            .filter(|c| c.role == DateRole::Birth && Some((c.line, c.start)) != last)
        {
            other.score *= 0.5;
        }
    }
    let mut birthdays: Vec<Day> = births.to_vec();
    birthdays.extend(
        candidates
            .iter()
            .filter(|c| c.role == DateRole::Birth)
            .map(|c| c.day),
    );
    candidates.retain(|candidate| is_believable(candidate, &birthdays, today));
    let unnamed = |c: &Candidate| c.rule == "pattern:alone";
    let first = candidates.iter().find(|c| unnamed(c)).map(|c| c.day);
    if candidates
        .iter()
        .any(|c| unnamed(c) && Some(c.day) != first)
    {
        candidates.retain(|c| !unnamed(c));
    }
    candidates.sort_by(|a, b| {
        a.role
            .cmp(&b.role)
            .then(preference(labels, b).total_cmp(&preference(labels, a)))
            .then(b.day.cmp(&a.day))
            .then((a.line, a.start).cmp(&(b.line, b.start)))
    });
    candidates.dedup_by_key(|candidate| candidate.role);
    drop_disordered(card, &mut candidates, &birthdays);
    candidates
        .into_iter()
        .map(|candidate| {
            let line = &lines[candidate.line];
            let read = line.confidence(candidate.start, candidate.end);
            DatedField {
                role: candidate.role,
                day: candidate.day,
                precision: candidate.precision,
                evidence: line.evidence(candidate.start, candidate.end, candidate.rule),
                confidence: paper::Confidence::new(candidate.score * (0.6 + 0.4 * read)),
            }
        })
        .collect()
}

fn is_believable(candidate: &Candidate, birthdays: &[Day], today: Day) -> bool {
    let day = candidate.day;
    let in_range = day >= Day::constant(1900, 1, 1) && day <= today.saturating_add(20.years());
    let not_a_birthday = candidate.role == DateRole::Birth || !birthdays.contains(&day);
    let possible = match candidate.role {
        DateRole::Birth => day <= today,
        DateRole::Issued => day <= today.saturating_add(31.days()),
        DateRole::IncomeYear => day.year() <= today.year() && day.year() >= 2000,
        DateRole::NoticeYear | DateRole::SchoolYear => {
            day.year() <= today.year() + 1 && day.year() >= 2000
        }
        _ => true,
    };
    in_range && not_a_birthday && possible
}

/// An end before its beginning: the less sure of the two was misread, or has another meaning.
/// A certificate about a contract is written when that has ended.
fn drop_disordered(card: &TypeCard, candidates: &mut Vec<Candidate>, birthdays: &[Day]) {
    let is_after_the_end = has_hint(card, &[HintRole::ContractEnd])
        && !has_hint(card, &[HintRole::ValidUntil])
        && card.validity.kind == ValidityKind::None;
    for (earlier, later) in [
        (DateRole::Issued, DateRole::ValidUntil),
        (DateRole::ValidFrom, DateRole::ValidUntil),
        (DateRole::PeriodStart, DateRole::PeriodEnd),
        (DateRole::Birth, DateRole::Issued),
    ] {
        let find = |role: DateRole| {
            candidates
                .iter()
                .position(|candidate| candidate.role == role)
        };
        let (Some(first), Some(second)) = (find(earlier), find(later)) else {
            continue;
        };
        let day = candidates[second].day;
        let may_be = (earlier == DateRole::Issued && is_after_the_end)
            // A family book is older than the children in it.
            || (earlier == DateRole::Birth && birthdays.iter().any(|birth| *birth < day));
        if candidates[first].day > candidates[second].day && !may_be {
            let loser = if candidates[first].score < candidates[second].score {
                first
            } else {
                second
            };
            candidates.remove(loser);
        }
    }
}

#[cfg(test)]
mod tests;
