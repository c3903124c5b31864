//! The same doors for programs: `/api`, with the same sign-in, described by `/openapi.json`.

use axum::{
    Json,
    body::Bytes,
    extract::{DefaultBodyLimit, Multipart, Path, Query, State, rejection::BytesRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use ingest::reader::ReadError;
use paper::{BagId, DateRole, Day, DocumentId, DocumentType};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;
use utoipa::{OpenApi, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use vault::Correction;

use super::{
    Shared, bag,
    fault::{Fault, failed},
    forms::id,
    opened::{Keeping, Sorting},
    session::{self, Agent},
};
use crate::{
    correct, limits,
    views::{AdviceView, BagView, ChecklistView, DemarcheView, PaperView, Whereabouts},
};

#[derive(OpenApi)]
#[openapi(info(
    title = "Sésame",
    description = "A bag of papers goes in; named, dated papers come out. Sign in at `/session`: the \
        answer's cookie opens the rest. Ids are 32 hexadecimal digits, days are `YYYY-MM-DD`.",
    license(name = "Apache-2.0")
))]
struct Description;

/// The routes below `/api`, and their description.
pub(crate) fn router() -> (axum::Router<Shared>, utoipa::openapi::OpenApi) {
    let uploads = OpenApiRouter::new()
        .routes(routes!(receive))
        .layer(DefaultBodyLimit::max(limits::UPLOAD_BYTES_MAX));
    let advice = OpenApiRouter::new()
        .routes(routes!(advise))
        .layer(DefaultBodyLimit::max(limits::FILE_BYTES_MAX));
    let (router, mut openapi) = OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(sign_in, sign_out))
        .routes(routes!(people))
        .routes(routes!(open_bag))
        .merge(uploads)
        .merge(advice)
        .routes(routes!(complete))
        .routes(routes!(progress))
        .routes(routes!(papers))
        .routes(routes!(correct_paper))
        .routes(routes!(demarches))
        .routes(routes!(checklist))
        .split_for_parts();
    openapi.servers = Some(vec![utoipa::openapi::Server::new("/api")]);
    (router, openapi)
}

/// A fault as JSON.
struct JsonFault(Fault);

impl<E: Into<Fault>> From<E> for JsonFault {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

#[derive(Serialize, ToSchema)]
struct Problem {
    /// One French sentence.
    message: &'static str,
}

impl IntoResponse for JsonFault {
    fn into_response(self) -> Response {
        let problem = Problem {
            message: self.0.words().text(),
        };
        (self.0.status(), Json(problem)).into_response()
    }
}

type Answer<T> = Result<Json<T>, JsonFault>;
/// An agent, with a permit or without, or a fault as JSON.
type Who<T> = Result<T, Fault>;

#[derive(Deserialize, ToSchema)]
struct SignIn {
    login: String,
    password: String,
}

/// Sign in: the answer sets the cookie.
#[utoipa::path(post, path = "/session", request_body = SignIn,
    responses((status = 204), (status = 401, body = Problem)))]
async fn sign_in(
    State(house): State<Shared>,
    session: Session,
    Json(form): Json<SignIn>,
) -> Result<StatusCode, JsonFault> {
    match session::enter(&house, &session, &form.login, &form.password).await? {
        Some(_) => Ok(StatusCode::NO_CONTENT),
        None => Err(JsonFault(Fault::NotSignedIn)),
    }
}

/// Sign out.
#[utoipa::path(delete, path = "/session", responses((status = 204)))]
async fn sign_out(session: Session) -> Result<StatusCode, JsonFault> {
    session.flush().await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, ToSchema)]
struct PersonView {
    id: String,
    name: String,
    /// BCP 47.
    language: String,
}

/// Everyone who is kept for.
#[utoipa::path(get, path = "/people",
    responses((status = 200, body = Vec<PersonView>), (status = 401, body = Problem)))]
async fn people(State(house): State<Shared>, who: Who<Agent>) -> Answer<Vec<PersonView>> {
    let Agent(_) = who?;
    let people = house.vault().beneficiaries().await?;
    Ok(Json(
        people
            .into_iter()
            .map(|person| PersonView {
                id: person.id.to_string(),
                name: person.name,
                language: person.language,
            })
            .collect(),
    ))
}

/// Open a bag for a person.
#[utoipa::path(post, path = "/people/{person}/bags", params(("person" = String, Path)),
    responses((status = 201, body = BagView), (status = 403, body = Problem)))]
async fn open_bag(
    State(house): State<Shared>,
    who: Who<Sorting>,
) -> Result<(StatusCode, Json<BagView>), JsonFault> {
    let Sorting { permit, .. } = who?;
    let bag = house.vault().open_bag(&permit, house.now_s()).await?;
    let bag = house.vault().bag(&permit, bag).await?;
    Ok((StatusCode::CREATED, Json(BagView::from(&bag))))
}

#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a multipart body that is read field by field"
)]
struct Photos {
    /// One part per file, with its file name.
    #[schema(value_type = Vec<String>, format = Binary)]
    photos: Vec<u8>,
}

/// Send photos, scans or PDFs. The same bytes twice are kept once.
#[utoipa::path(post, path = "/people/{person}/bags/{bag}/photos",
    params(("person" = String, Path), ("bag" = String, Path)),
    request_body(content = Photos, content_type = "multipart/form-data"),
    responses((status = 200, body = BagView), (status = 413, body = Problem)))]
async fn receive(
    State(house): State<Shared>,
    who: Who<Sorting>,
    Path((_person, bag)): Path<(String, String)>,
    form: Multipart,
) -> Answer<BagView> {
    let Sorting { permit, .. } = who?;
    let bag: BagId = id(&bag)?;
    bag::take_in(&house, &permit, bag, form).await?;
    let bag = house.vault().bag(&permit, bag).await?;
    Ok(Json(BagView::from(&bag)))
}

/// Ask what is wrong with one photo, before it is sent to a bag. Answers in a moment; nothing is kept.
#[utoipa::path(post, path = "/advice",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = AdviceView), (status = 401, body = Problem),
        (status = 413, body = Problem),
        (status = 422, body = Problem, description = "no photo that can be opened")))]
async fn advise(
    State(house): State<Shared>,
    who: Who<Agent>,
    photo: Result<Bytes, BytesRejection>,
) -> Answer<AdviceView> {
    let Agent(_) = who?;
    let photo = photo.map_err(|_| Fault::TooBig)?;
    match house.kit.readers.coach(photo.into()).await {
        Ok(advice) => Ok(Json(AdviceView::new(&advice.doubts, advice.papers))),
        Err(ReadError::Refused(_)) => Err(JsonFault(Fault::BadInput)),
        Err(error) => Err(JsonFault(failed(&error))),
    }
}

/// Say that no more photos come: the papers are put on the shelf when all are read.
#[utoipa::path(post, path = "/people/{person}/bags/{bag}/complete",
    params(("person" = String, Path), ("bag" = String, Path)),
    responses((status = 200, body = BagView)))]
async fn complete(
    State(house): State<Shared>,
    who: Who<Sorting>,
    Path((_person, bag)): Path<(String, String)>,
) -> Answer<BagView> {
    let Sorting { permit, .. } = who?;
    let bag: BagId = id(&bag)?;
    let bag = bag::close(&house, &permit, bag).await?;
    Ok(Json(BagView::from(&bag)))
}

/// How far a bag is.
#[utoipa::path(get, path = "/people/{person}/bags/{bag}",
    params(("person" = String, Path), ("bag" = String, Path)),
    responses((status = 200, body = BagView), (status = 404, body = Problem)))]
async fn progress(
    State(house): State<Shared>,
    who: Who<Keeping>,
    Path((_person, bag)): Path<(String, String)>,
) -> Answer<BagView> {
    let Keeping { permit, .. } = who?;
    let bag: BagId = id(&bag)?;
    let bag = house.vault().bag(&permit, bag).await?;
    Ok(Json(BagView::from(&bag)))
}

/// A person's papers, in the order of filing, folded ones too.
#[utoipa::path(get, path = "/people/{person}/papers", params(("person" = String, Path)),
    responses((status = 200, body = Vec<PaperView>), (status = 403, body = Problem)))]
async fn papers(State(house): State<Shared>, who: Who<Keeping>) -> Answer<Vec<PaperView>> {
    let Keeping { permit, .. } = who?;
    let held = house.vault().held_documents(&permit).await?;
    let mut places = Whereabouts::new();
    for bag in house.vault().bags(&permit).await? {
        let names = house.vault().photos_of(&permit, bag.id).await?;
        for page in house.vault().pages_of(&permit, bag.id).await? {
            let photo = names.iter().find(|photo| photo.id == page.photo);
            let file = photo.map_or_else(String::new, |photo| photo.file_name.clone());
            places.insert(page.id, (file, page.sheet, page.region));
        }
    }
    let view = |paper| PaperView::new(paper, &held, &places, house.today()).with_id(paper);
    Ok(Json(held.iter().map(view).collect()))
}

/// What an agent says of a paper. What is left out stays as it is.
#[derive(Deserialize, ToSchema)]
struct CorrectionBody {
    /// A type of the catalogue.
    #[serde(rename = "type")]
    document_type: Option<String>,
    /// By role; `null` when there is no such date on the paper.
    #[serde(default)]
    dates: std::collections::BTreeMap<String, Option<String>>,
    holder: Option<String>,
    /// It is another paper than the one it was taken for.
    #[serde(default)]
    not_twin: bool,
    /// All the rest is right as read.
    #[serde(default)]
    confirmed: bool,
}

/// Correct a paper: its validity and place follow.
#[utoipa::path(post, path = "/people/{person}/papers/{paper}/correct",
    params(("person" = String, Path), ("paper" = String, Path)), request_body = CorrectionBody,
    responses((status = 204), (status = 422, body = Problem)))]
async fn correct_paper(
    State(house): State<Shared>,
    who: Who<Sorting>,
    Path((_person, paper)): Path<(String, String)>,
    Json(body): Json<CorrectionBody>,
) -> Result<StatusCode, JsonFault> {
    let Sorting { member, permit } = who?;
    let paper: DocumentId = id(&paper)?;
    let correction = body.read(&house)?;
    correct::apply(&house, &permit, paper, &correction, member.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The démarches that are known, and the words that describe a situation in each.
#[utoipa::path(get, path = "/demarches",
    responses((status = 200, body = Vec<DemarcheView>), (status = 401, body = Problem)))]
async fn demarches(State(house): State<Shared>, who: Who<Agent>) -> Answer<Vec<DemarcheView>> {
    let Agent(_) = who?;
    let catalogue = house.catalogue();
    let demarches = catalogue.demarches();
    Ok(Json(demarches.iter().map(DemarcheView::from).collect()))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct SituationQuery {
    /// Words of `situations`, separated by commas; what is not said is taken not to be so.
    #[serde(default)]
    situation: String,
}

/// Named, because the description is written above and not to be guessed from the handler.
type Situation = Query<SituationQuery>;

/// What a démarche asks for, and what of it a person has. Facts about papers, never about a right.
#[utoipa::path(get, path = "/people/{person}/demarches/{demarche}",
    params(("person" = String, Path), ("demarche" = String, Path), SituationQuery),
    responses((status = 200, body = ChecklistView), (status = 404, body = Problem),
        (status = 422, body = Problem, description = "a word that describes no situation")))]
async fn checklist(
    State(house): State<Shared>,
    who: Who<Keeping>,
    Path((_person, demarche)): Path<(String, String)>,
    Query(query): Situation,
) -> Answer<ChecklistView> {
    let Keeping { permit, .. } = who?;
    let (catalogue, today) = (&house.catalogue(), house.today());
    let situation: Vec<&str> = query
        .situation
        .split(',')
        .map(str::trim)
        .filter(|flag| !flag.is_empty())
        .collect();
    let known = |flag: &&str| catalogue.flags().iter().any(|known| known == flag);
    if !situation.iter().all(known) {
        return Err(JsonFault(Fault::BadInput));
    }
    let person = house.person(permit.beneficiary()).await?;
    let held = house.vault().held_documents(&permit).await?;
    let name = Some(person.name.as_str());
    let list = classify::checklist(catalogue, &demarche, &situation, name, &held, today);
    Ok(Json(ChecklistView::from(list.ok_or(Fault::NotFound)?)))
}

impl CorrectionBody {
    fn read(self, house: &Shared) -> Result<Correction, Fault> {
        let known = |slug: &String| {
            house
                .catalogue()
                .types()
                .iter()
                .any(|card| card.slug == *slug)
        };
        if !self.document_type.iter().all(known) {
            return Err(Fault::BadInput);
        }
        let role = |slug: &str| DateRole::ALL.into_iter().find(|role| role.slug() == slug);
        let mut dates = Vec::new();
        for (slug, day) in &self.dates {
            let day: Option<Day> = day
                .as_ref()
                .map(|day| day.parse())
                .transpose()
                .map_err(|_| Fault::BadInput)?;
            dates.push((role(slug).ok_or(Fault::BadInput)?, day));
        }
        let too_long = |name: &String| name.chars().count() > limits::NAME_CHARS_MAX;
        if self.holder.iter().any(too_long) {
            return Err(Fault::BadInput);
        }
        Ok(Correction {
            document_type: self.document_type.map(DocumentType::new),
            dates,
            holder: self.holder,
            not_twin: self.not_twin,
            confirmed: self.confirmed,
        })
    }
}
