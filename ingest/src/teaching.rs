//! A town's type, from its examples to a version that an admin may adopt. As with a bag: each example is read by itself,
//! and whoever closes the last one of a draft that is to be taught has it taught.

use classify::learn::{EXAMPLES_MIN, LearnError, Lesson};
use models::Versions;
use paper::{DocumentId, DraftId, ExampleId, PhotoId, PhotoOutcome, Purpose};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use vault::{Draft, DraftState, Permit, PhotoState, Vault, VaultError};

use crate::{
    Failure, Kit,
    job::Job,
    pipeline::think,
    reader::ReadError,
    taught::{self, About, Lessons, Making, Origin, Paper, TaughtError},
};

/// Why a draft cannot be taught as it is. Kept with the draft, for the admin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    TooFew {
        count: usize,
        count_min: usize,
    },
    /// The type as it is written, with the line.
    Types(String),
    /// Ours; an engineer finds it in the log.
    Broken,
}

impl Why {
    fn to_text(&self) -> String {
        serde_json::to_string(self).expect("an enum of texts and numbers has a JSON form")
    }

    /// What was kept with a draft.
    pub fn from_text(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or(Self::Broken)
    }
}

pub(crate) async fn read_example(
    kit: &Kit,
    draft: DraftId,
    example: ExampleId,
) -> Result<Vec<Job>, Failure> {
    if kit.vault.example(draft, example).await?.state != PhotoState::Waiting {
        // An earlier run ended between closing and being acknowledged: what follows may be lost.
        let waits = |card: &vault::ExampleCard| card.state == PhotoState::Waiting;
        let is_read = !kit.vault.examples(draft).await?.iter().any(waits);
        return Ok(follow_ups(&kit.vault.draft(draft).await?, is_read));
    }
    let original = match kit.vault.open_example(draft, example).await {
        Err(VaultError::NotFound("photo")) => {
            return Err(Failure::Bug("an example is lost".to_owned()));
        }
        original => original?,
    };
    let (outcome, picture) = match kit.readers.read(PhotoId(example.0), original).await {
        Ok(mut found) => {
            let picture = found
                .first_mut()
                .map(|first| std::mem::take(&mut first.picture));
            let pages = found.into_iter().map(|found| found.page).collect();
            (PhotoOutcome::Read(pages), picture)
        }
        Err(ReadError::Refused(refusal)) => (PhotoOutcome::Refused(refusal), None),
        Err(ReadError::Failed(what)) => return Err(Failure::Bug(what)),
        Err(ReadError::NotStarted(what)) => return Err(Failure::Transient(what)),
    };
    close_example(kit, draft, example, &outcome, picture.as_deref()).await
}

pub(crate) async fn close_example(
    kit: &Kit,
    draft: DraftId,
    example: ExampleId,
    outcome: &PhotoOutcome,
    picture: Option<&[u8]>,
) -> Result<Vec<Job>, Failure> {
    let closed = kit.vault.close_example(draft, example, outcome, picture);
    let (draft, is_read) = closed.await?;
    Ok(follow_ups(&draft, is_read))
}

fn follow_ups(draft: &Draft, is_read: bool) -> Vec<Job> {
    let is_asked = matches!(draft.state, DraftState::Asked { .. });
    let teach = (is_asked && is_read).then_some(Job::Teach { draft: draft.id });
    teach.into_iter().collect()
}

/// The same draft taught twice is one version: a run that was killed is made again, and what it kept is found.
pub(crate) async fn teach(kit: &Kit, draft: DraftId) -> Result<Vec<Job>, Failure> {
    let (draft, unread) = (
        kit.vault.draft(draft).await?,
        waiting(&kit.vault, draft).await?,
    );
    if !matches!(draft.state, DraftState::Asked { .. }) || unread {
        return Ok(Vec::new()); // whoever closes the last example asks again
    }
    let outcome = match version_of(kit, &draft).await? {
        Ok(version) => DraftState::Taught { version },
        Err(why) => DraftState::Failed { why: why.to_text() },
    };
    let now_s = kit.clock.now_s();
    kit.vault.close_draft(draft.id, &outcome, now_s).await?;
    Ok(Vec::new())
}

pub(crate) async fn give_up(kit: &Kit, draft: DraftId) -> Result<Vec<Job>, Failure> {
    let why = Why::Broken.to_text();
    let failed = DraftState::Failed { why };
    let now_s = kit.clock.now_s();
    kit.vault.close_draft(draft, &failed, now_s).await?;
    Ok(Vec::new())
}

async fn waiting(vault: &Vault, draft: DraftId) -> Result<bool, Failure> {
    let work = vault.unfinished_drafts().await?;
    Ok(work
        .iter()
        .any(|(id, _, examples)| *id == draft && !examples.is_empty()))
}

/// The outer error: not now, or a bug. The inner: not as the draft is.
async fn version_of(kit: &Kit, draft: &Draft) -> Result<Result<u32, Why>, Failure> {
    let lessons = match lessons(kit, draft).await? {
        Ok(lessons) => lessons,
        Err(why) => return Ok(Err(why)),
    };
    let checked = checked_of(&lessons);
    let (versions, today, now_s) = (kit.versions.clone(), kit.clock.today(), kit.clock.now_s());
    let (steps, told) = mpsc::unbounded_channel();
    let telling = tell_steps(&kit.vault, draft.id, told);
    let making = think(move || {
        let tell = move |step| {
            let _ = steps.send(step); // nobody listens: nobody has to know
        };
        taught::make(&versions, &lessons, today, now_s, tell)
    });
    let (made, ()) = tokio::join!(making, telling);
    let made = match made? {
        Ok(Making::Known(number)) => return Ok(Ok(number)),
        Ok(Making::New(made)) => made,
        Err(error) => return why_not(&error).map(Err),
    };
    // It took a while: somebody may have withdrawn her consent, or erased all.
    if !all_agree(kit, &checked).await? {
        return Err(Failure::Transient(
            "a consent was withdrawn meanwhile".to_owned(),
        ));
    }
    let versions = kit.versions.clone();
    let kept = think(move || made.keep(&versions)).await?;
    kept.map(Ok)
        .map_err(|error| Failure::Bug(error.to_string()))
}

async fn tell_steps(vault: &Vault, draft: DraftId, mut told: mpsc::UnboundedReceiver<u32>) {
    while let Some(step) = told.recv().await {
        if let Err(error) = vault.note_step(draft, step).await {
            tracing::warn!(%draft, %error, "progress was not noted");
        }
    }
}

fn why_not(error: &TaughtError) -> Result<Why, Failure> {
    match error {
        TaughtError::Learn(LearnError::TooFew {
            count, count_min, ..
        }) => Ok(Why::TooFew {
            count: *count,
            count_min: *count_min,
        }),
        TaughtError::Types(_) | TaughtError::NotOneType { .. } | TaughtError::Learn(_) => {
            Ok(Why::Types(error.to_string()))
        }
        TaughtError::Model(_) | TaughtError::About { .. } => Err(Failure::Bug(error.to_string())),
    }
}

/// The examples of a draft, and of other drafts whose types are in use already: these must stay known.
async fn lessons(kit: &Kit, draft: &Draft) -> Result<Result<Lessons, Why>, Failure> {
    let slug = match only_slug(&draft.card.types) {
        Ok(slug) => slug,
        Err(error) => return why_not(&error).map(Err),
    };
    let new = papers_of(kit, draft, &slug).await?;
    if new.len() < EXAMPLES_MIN {
        return Ok(Err(Why::TooFew {
            count: new.len(),
            count_min: EXAMPLES_MIN,
        }));
    }
    let in_use = types_in_use(&kit.versions).map_err(|error| Failure::Bug(error.to_string()))?;
    let mut others = Vec::new();
    for other in kit.vault.drafts().await? {
        let Ok(other_slug) = only_slug(&other.card.types) else {
            continue;
        };
        if other.id != draft.id && other_slug != slug && in_use.contains(&other_slug) {
            others.extend(papers_of(kit, &other, &other_slug).await?);
        }
    }
    Ok(Ok(Lessons {
        types: draft.card.types.clone(),
        new,
        others,
    }))
}

fn only_slug(types: &str) -> Result<String, TaughtError> {
    let cards = taught::local_types(types)?;
    match &cards[..] {
        [card] => Ok(card.slug.clone()),
        cards => Err(TaughtError::NotOneType { count: cards.len() }),
    }
}

fn types_in_use(versions: &Versions) -> Result<Vec<String>, TaughtError> {
    let Some(number) = versions.current()? else {
        return Ok(Vec::new());
    };
    let cards = taught::local_types(&About::of(versions, number)?.types)?;
    Ok(cards.into_iter().map(|card| card.slug).collect())
}

async fn papers_of(kit: &Kit, draft: &Draft, slug: &str) -> Result<Vec<Paper>, Failure> {
    let examples = kit.vault.examples(draft.id).await?.into_iter();
    let readable = examples.filter(|card| card.pages.iter().any(|page| !page.lines.is_empty()));
    let mut papers: Vec<Paper> = readable
        .map(|card| Paper {
            lesson: Lesson {
                pages: card.pages,
                slug: slug.to_owned(),
            },
            origin: Origin::File(card.sha256),
        })
        .collect();
    if draft.card.with_checked {
        papers.extend(papers_checked(kit, slug).await?);
    }
    Ok(papers)
}

/// Papers that agents called so, of people who agree now that the machine learns from them.
async fn papers_checked(kit: &Kit, slug: &str) -> Result<Vec<Paper>, Failure> {
    let mut papers = Vec::new();
    for permit in permits(kit).await? {
        for document in kit.vault.checked_documents(&permit).await? {
            if document.reading.document_type.slug() != slug {
                continue;
            }
            let mut pages = Vec::new();
            for page in document.reading.pages {
                pages.push(kit.vault.page(&permit, page).await?);
            }
            papers.push(Paper {
                lesson: Lesson {
                    pages,
                    slug: slug.to_owned(),
                },
                origin: Origin::Checked(document.id),
            });
        }
    }
    Ok(papers)
}

/// One for each person who agrees now that the machine learns from her papers.
async fn permits(kit: &Kit) -> Result<Vec<Permit>, Failure> {
    let now_s = kit.clock.now_s();
    let mut permits = Vec::new();
    for person in kit.vault.people_who_agree(Purpose::Train, now_s).await? {
        match kit.vault.permit(person, Purpose::Train, now_s).await {
            Ok(permit) => permits.push(permit),
            Err(VaultError::ConsentWithdrawn | VaultError::NotFound(_)) => {} // just now
            Err(error) => return Err(error.into()),
        }
    }
    Ok(permits)
}

/// Papers from which the machine may learn now, with their types.
pub async fn papers_to_learn(kit: &Kit) -> Result<Vec<(DocumentId, String)>, Failure> {
    let mut papers = Vec::new();
    for permit in permits(kit).await? {
        let documents = kit.vault.checked_documents(&permit).await?.into_iter();
        papers.extend(documents.map(|document| {
            let slug = document.reading.document_type.slug().to_owned();
            (document.id, slug)
        }));
    }
    Ok(papers)
}

async fn all_agree(kit: &Kit, checked: &[DocumentId]) -> Result<bool, Failure> {
    let now = papers_to_learn(kit).await?;
    Ok(checked
        .iter()
        .all(|id| now.iter().any(|(own, _)| own == id)))
}

fn checked_of(lessons: &Lessons) -> Vec<DocumentId> {
    let papers = lessons.new.iter().chain(&lessons.others);
    papers
        .filter_map(|paper| match paper.origin {
            Origin::Checked(id) => Some(id),
            Origin::File(_) => None,
        })
        .collect()
}
