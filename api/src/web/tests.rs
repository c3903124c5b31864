//! The three faces as a browser meets them: a real house in memory and on a temporary disk; only the
//! reader is a fake, whose photos are their own text.

use std::{fmt::Write, io::Cursor, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use image::codecs::jpeg::JpegEncoder;
use ingest::{Clock, reader::ReaderPool, worker};
use ocr::{FoundPage, OcrError};
use paper::{
    BeneficiaryId, Confidence, Day, DocumentId, Page, PhotoId, Purpose, Quad, Refusal, TextLine,
    Word,
};
use tower::ServiceExt;
use vault::{Actor, MasterKey, Role};

use super::{Shared, cards, router};
use crate::{house::House, limits};

mod demarches;
mod learn;

const PASSWORD: &str = "un mot de passe";
const TODAY: Day = Day::constant(2026, 11, 21);

/// A photo is its own text; `refuse` is refused.
fn read(photo: PhotoId, bytes: &[u8]) -> Result<Vec<FoundPage>, OcrError> {
    let text = std::str::from_utf8(bytes).map_err(|_| OcrError::Refused(Refusal::Broken))?;
    if text == "refuse" {
        return Err(OcrError::Refused(Refusal::Broken));
    }
    let lines = text.lines().enumerate().filter_map(|(row, line)| {
        let quad = |at: usize| {
            let (x, y) = (100.0 + 120.0 * at as f32, 100.0 + 40.0 * row as f32);
            Quad::upright(x, y, x + 110.0, y + 30.0)
        };
        let words = line.split_whitespace().enumerate().map(|(at, word)| Word {
            text: word.to_owned(),
            other: None,
            quad: quad(at),
            confidence: Confidence::new(0.95),
        });
        TextLine::new(words.collect(), quad(0))
    });
    let page = Page {
        id: ocr::page_id(photo, 0, 0),
        photo,
        sheet: 0,
        paper: 0,
        region: Quad::upright(0.0, 0.0, 1000.0, 1400.0),
        rotation: 0,
        size: (1000, 1400),
        lines: lines.collect(),
        codes: Vec::new(),
        doubts: vec![paper::Doubt::Blurred],
    };
    let mut picture = Cursor::new(Vec::new());
    JpegEncoder::new(&mut picture)
        .encode_image(&image::RgbImage::new(50, 70))
        .expect("encodes");
    Ok(vec![FoundPage {
        page,
        picture: picture.into_inner(),
        seconds: 0.0,
    }])
}

/// A house with two people, an agent and an admin.
struct TestHouse {
    house: Shared,
    app: Router,
    nathalie: BeneficiaryId,
    karim: BeneficiaryId,
    folder: tempfile::TempDir,
}

impl TestHouse {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let readers = ReaderPool::fake(1, read);
        let clock = Clock::fixed(TODAY);
        let house = House::put_together(&data, MasterKey::fleeting(), "memory", readers, clock)
            .await
            .unwrap();
        let (vault, now_s) = (house.vault(), house.now_s());
        vault
            .add_staff(
                "claire",
                "Claire",
                Role::Agent,
                PASSWORD,
                Actor::Machine,
                now_s,
            )
            .await
            .unwrap();
        vault
            .add_staff(
                "odile",
                "Odile",
                Role::Admin,
                PASSWORD,
                Actor::Machine,
                now_s,
            )
            .await
            .unwrap();
        let nathalie = vault
            .add_beneficiary("Nathalie Boisgallet", "fr", now_s)
            .await
            .unwrap();
        let karim = vault
            .add_beneficiary("Karim Benhamdine", "ar", now_s)
            .await
            .unwrap();
        for person in [nathalie, karim] {
            for purpose in [Purpose::Keep, Purpose::Sort] {
                vault
                    .give_consent(person, purpose, now_s + 9999, now_s)
                    .await
                    .unwrap();
            }
        }
        let house = Arc::new(house);
        let app = router(Arc::clone(&house));
        Self {
            house,
            app,
            nathalie,
            karim,
            folder,
        }
    }

    async fn agent(&self) -> Visitor {
        self.visitor("claire").await
    }

    async fn visitor(&self, login: &str) -> Visitor {
        let mut visitor = Visitor {
            app: self.app.clone(),
            cookie: None,
        };
        let form = format!("login={login}&password=un+mot+de+passe");
        let answer = visitor.post("/entrer", &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{login} signs in");
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
            "{cookie}"
        );
        visitor.cookie = cookie.split(';').next().map(str::to_owned);
        visitor
    }

    fn anyone(&self) -> Visitor {
        Visitor {
            app: self.app.clone(),
            cookie: None,
        }
    }

    /// Hands over a bag through the pages and works it off. Gives the bag's address.
    async fn bag(&self, agent: &Visitor, person: BeneficiaryId, photos: &[&str]) -> String {
        let bag = agent
            .post(&format!("/personnes/{person}/sacs"), "")
            .await
            .location();
        let answer = agent.upload(&format!("{bag}/photos"), photos).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        worker::run_until_empty(&self.house.queue, &self.house.kit)
            .await
            .unwrap();
        bag
    }

    async fn papers(&self, person: BeneficiaryId) -> Vec<DocumentId> {
        let vault = self.house.vault();
        let permit = vault
            .permit(person, Purpose::Keep, self.house.now_s())
            .await
            .unwrap();
        vault
            .held_documents(&permit)
            .await
            .unwrap()
            .iter()
            .map(|held| held.id)
            .collect()
    }
}

struct Visitor {
    app: Router,
    cookie: Option<String>,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn location(&self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        self.headers[header::LOCATION].to_str().unwrap().to_owned()
    }
}

impl Visitor {
    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    async fn post(&self, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request, Body::from(form.to_owned())).await
    }

    async fn json(&self, path: &str, body: &str) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        self.send(request, Body::from(body.to_owned())).await
    }

    /// As a plain form sends files: all at once, with the word that they are all.
    async fn upload(&self, path: &str, photos: &[&str]) -> Answer {
        let mut body = String::new();
        for (at, photo) in photos.iter().enumerate() {
            write!(body,
                "--cut\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"IMG_{at}.jpg\"\r\n\r\n{photo}\r\n"
            ).unwrap();
        }
        body +=
            "--cut\r\nContent-Disposition: form-data; name=\"ranger\"\r\n\r\noui\r\n--cut--\r\n";
        let request =
            Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut");
        self.send(request, Body::from(body)).await
    }

    async fn send(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        let mut request = request.header(header::HOST, "sesame.test");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let answer = self
            .app
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let bytes = to_bytes(answer.into_body(), 50 << 20).await.unwrap();
        Answer {
            status,
            headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

const RENT: &str = "QUITTANCE DE LOYER\nMois de mars 2026\nMme BOISGALLET Nathalie\nLoyer 512,00 €";
const LETTER: &str = "Bonjour\nje vous écris pour rien";

#[tokio::test]
async fn an_agent_sorts_a_bag_and_corrects_a_paper() {
    let house = TestHouse::new().await;
    let agent = house.agent().await;
    let bag = house
        .bag(&agent, house.nathalie, &[RENT, LETTER, "refuse", RENT])
        .await;

    let page = agent.get(&bag).await.text;
    assert!(page.contains("Le fichier est abîmé"), "the refusal is said");
    assert!(page.contains("Photos reçues : 4"), "{page}");
    assert!(
        page.contains("1 en double"),
        "the same bytes twice are counted"
    );

    let person = agent
        .get(&format!("/personnes/{}", house.nathalie))
        .await
        .text;
    let papers = house.papers(house.nathalie).await;
    assert_eq!(papers.len(), 2);
    for paper in &papers {
        assert!(person.contains(&paper.to_string()));
    }

    let address = format!("/personnes/{}/papiers/{}", house.nathalie, papers[1]);
    let desk = agent.get(&address).await.text;
    assert!(desk.contains("La photo est floue"), "doubts are shown");
    let form = "type=inconnu&autre=rib&date-issued=2026-02-03&holder=BOISGALLET+Nathalie&go=next";
    agent.post(&address, form).await.location();
    let desk = agent.get(&address).await.text;
    assert!(
        desk.contains("RIB") && desk.contains("2026-02-03"),
        "{desk}"
    );

    let back = agent
        .post(&format!("/personnes/{}/annuler", house.nathalie), "")
        .await
        .location();
    assert!(back.starts_with(&address));
    assert!(
        !agent.get(&address).await.text.contains("2026-02-03"),
        "the date is taken back"
    );
}

#[tokio::test]
async fn a_correction_that_makes_no_sense_changes_nothing() {
    let house = TestHouse::new().await;
    let agent = house.agent().await;
    house.bag(&agent, house.nathalie, &[LETTER]).await;
    let paper = house.papers(house.nathalie).await[0];
    let address = format!("/personnes/{}/papiers/{paper}", house.nathalie);
    for form in [
        "autre=no_such_type",
        "date-issued=yesterday",
        &format!("holder={}", "x".repeat(200)),
    ] {
        assert_eq!(
            agent.post(&address, form).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{form}"
        );
    }
}

#[tokio::test]
async fn a_person_reaches_every_paper_in_two_taps_without_script() {
    let house = TestHouse::new().await;
    let agent = house.agent().await;
    house.bag(&agent, house.karim, &[RENT, LETTER]).await;
    let wall = agent
        .post(&format!("/personnes/{}/ecran", house.karim), "")
        .await
        .location();
    let person = house.anyone();
    let paper = house.papers(house.karim).await[0];
    for path in [
        wall.clone(),
        format!("{wall}/tout"),
        format!("{wall}/aide"),
        format!("{wall}/theme/logement"),
        format!("{wall}/papier/{paper}/0"),
        format!("{wall}/montrer/{paper}/0"),
    ] {
        let answer = person.get(&path).await;
        if answer.status == StatusCode::NOT_FOUND && path.contains("/theme/") {
            continue; // the reader's text decides whether there is a paper of this theme
        }
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.text.contains("lang=\"ar\" dir=\"rtl\""), "{path}");
        assert!(!answer.text.contains("<script"), "{path}");
        every_control_has_a_picture(&path, &answer.text);
    }
    let home = person.get(&wall).await.text;
    assert!(
        home.contains(&format!("{wall}/papier/{paper}/0")),
        "few papers are on the first screen"
    );
    let page = person.get(&format!("{wall}/papier/{paper}/0")).await.text;
    let picture = between(&page, "/images/", "\"").expect("the picture of the paper");
    let answer = person.get(&format!("{wall}/images/{picture}")).await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "image/jpeg");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
}

/// Every link and button on a person's screen holds an image or a drawing.
fn every_control_has_a_picture(path: &str, page: &str) {
    for (open, close) in [
        ("<a ", "</a>"),
        ("<button", "</button>"),
        ("<summary", "</summary>"),
    ] {
        for control in page
            .split(open)
            .skip(1)
            .filter_map(|rest| rest.split(close).next())
        {
            let skip_link = control.starts_with("class=\"skip\"");
            assert!(
                skip_link || control.contains("<img") || control.contains("<svg"),
                "{path}: {control}"
            );
        }
    }
}

const OPEN: u16 = 200;
const CLOSED: u16 = 403;
const TO_DOOR: u16 = 303;

#[tokio::test]
async fn each_role_opens_its_own_pages_only() {
    let house = TestHouse::new().await;
    let agent = house.agent().await;
    let admin = house.visitor("odile").await;
    let anyone = house.anyone();
    house.bag(&agent, house.nathalie, &[RENT]).await;
    let person = house.nathalie;
    let paper = house.papers(person).await[0];
    for (path, agents, admins) in [
        ("/personnes".to_owned(), OPEN, CLOSED),
        (format!("/personnes/{person}"), OPEN, CLOSED),
        (format!("/personnes/{person}/papiers/{paper}"), OPEN, CLOSED),
        (format!("/personnes/{person}/demarches"), OPEN, CLOSED),
        (format!("/personnes/{person}/demarches/rsa"), OPEN, CLOSED),
        ("/reglages".to_owned(), CLOSED, OPEN),
        ("/reglages/apprendre".to_owned(), CLOSED, OPEN),
        ("/reglages/apprendre/nouveau".to_owned(), CLOSED, OPEN),
        ("/a-propos".to_owned(), OPEN, OPEN),
    ] {
        let anyone_gets = if path == "/a-propos" { OPEN } else { TO_DOOR };
        for (who, visitor, expected) in [
            ("agent", &agent, agents),
            ("admin", &admin, admins),
            ("anyone", &anyone, anyone_gets),
        ] {
            assert_eq!(
                visitor.get(&path).await.status.as_u16(),
                expected,
                "{who} at {path}"
            );
        }
    }
    for path in [
        format!("/personnes/{person}/sacs"),
        format!("/personnes/{person}/ecran"),
        format!("/personnes/{person}/papiers/{paper}"),
    ] {
        assert_eq!(
            admin.post(&path, "").await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
        assert_eq!(
            anyone.post(&path, "").await.status,
            StatusCode::SEE_OTHER,
            "{path}"
        );
    }
    let form = "login=x&name=X&role=agent&password=12345678";
    assert_eq!(
        agent.post("/reglages/equipe", form).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        anyone.get("/api/people").await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(admin.get("/api/people").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn nobody_reaches_the_papers_of_another_person() {
    let house = TestHouse::new().await;
    let agent = house.agent().await;
    house.bag(&agent, house.nathalie, &[RENT]).await;
    let paper = house.papers(house.nathalie).await[0];
    let (nathalie, karim) = (house.nathalie, house.karim);
    let page = agent
        .get(&format!("/personnes/{nathalie}/papiers/{paper}"))
        .await
        .text;
    let picture = between(&page, "/images/", "\"").expect("a picture");
    let photo = between(&page, "/photos/", "\"").expect("an original");
    let wall = agent
        .post(&format!("/personnes/{karim}/ecran"), "")
        .await
        .location();
    for path in [
        format!("/personnes/{karim}/papiers/{paper}"),
        format!("/personnes/{karim}/images/{picture}"),
        format!("/personnes/{karim}/vignettes/{picture}"),
        format!("/personnes/{karim}/photos/{photo}"),
        format!("{wall}/papier/{paper}/0"),
        format!("{wall}/images/{picture}"),
        format!("{wall}/vignettes/{picture}"),
        "/personnes/0/papiers/1".to_owned(),
        "/p/00000000000000000000000000000000".to_owned(),
    ] {
        assert_eq!(
            agent.get(&path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn without_consent_nothing_opens() {
    let house = TestHouse::new().await;
    let agent = house.agent().await;
    house.bag(&agent, house.nathalie, &[RENT]).await;
    let person = house.nathalie;
    let paper = house.papers(person).await[0];
    let wall = agent
        .post(&format!("/personnes/{person}/ecran"), "")
        .await
        .location();
    let form = "purpose=keep&answer=non";
    agent
        .post(&format!("/personnes/{person}/accords"), form)
        .await
        .location();
    assert_eq!(
        agent
            .get(&format!("/personnes/{person}/papiers/{paper}"))
            .await
            .status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(agent.get(&wall).await.status, StatusCode::FORBIDDEN);
    let demarche = format!("/personnes/{person}/demarches/rsa");
    assert_eq!(agent.get(&demarche).await.status, StatusCode::FORBIDDEN);
    let page = agent.get(&format!("/personnes/{person}")).await;
    assert_eq!(
        page.status,
        StatusCode::OK,
        "the agent can still ask for it again"
    );
    assert!(!page.text.contains(&paper.to_string()));
}

#[tokio::test]
async fn a_link_ends_by_itself_and_at_once_when_it_is_stopped() {
    let house = TestHouse::new().await;
    let agent = house.agent().await;
    let ecran = format!("/personnes/{}/ecran", house.nathalie);
    let (first, second) = (
        agent.post(&ecran, "").await.location(),
        agent.post(&ecran, "").await.location(),
    );
    let person = house.anyone();
    assert_eq!(person.get(&first).await.status, StatusCode::OK);
    let token = first.trim_start_matches("/p/");
    let past = (house.house.now_s() - 1).to_string();
    house
        .house
        .vault()
        .set_setting(&cards::ends(token), &past)
        .await
        .unwrap();
    assert_eq!(
        person.get(&first).await.status,
        StatusCode::NOT_FOUND,
        "it has ended"
    );
    assert_eq!(person.get(&second).await.status, StatusCode::OK);
    agent
        .post(&format!("/personnes/{}/lien/arreter", house.nathalie), "")
        .await
        .location();
    assert_eq!(
        person.get(&second).await.status,
        StatusCode::NOT_FOUND,
        "it was stopped"
    );
}

#[tokio::test]
async fn a_wrong_password_and_a_request_from_another_site_do_nothing() {
    let house = TestHouse::new().await;
    let anyone = house.anyone();
    let answer = anyone.post("/entrer", "login=claire&password=faux").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.headers.get(header::SET_COOKIE).is_none());

    let agent = house.agent().await;
    let request = Request::post(format!("/personnes/{}/sacs", house.nathalie))
        .header("sec-fetch-site", "cross-site");
    assert_eq!(
        agent.send(request, Body::empty()).await.status,
        StatusCode::FORBIDDEN
    );

    agent.post("/sortir", "").await.location();
    assert_eq!(
        agent.get("/personnes").await.status,
        StatusCode::SEE_OTHER,
        "signed out"
    );
}

#[tokio::test]
async fn pages_ask_nothing_from_outside_and_say_so() {
    let house = TestHouse::new().await;
    let agent = house.agent().await;
    let bag = house.bag(&agent, house.nathalie, &[RENT, "refuse"]).await;
    let person = house.nathalie;
    let paper = house.papers(person).await[0];
    let wall = agent
        .post(&format!("/personnes/{person}/ecran"), "")
        .await
        .location();
    for path in [
        "/entrer".to_owned(),
        "/a-propos".to_owned(),
        "/personnes".to_owned(),
        format!("/personnes/{person}"),
        format!("/personnes/{person}?q=loyer"),
        format!("/personnes/{person}/demarches"),
        format!("/personnes/{person}/demarches/rsa"),
        bag,
        format!("/personnes/{person}/papiers/{paper}"),
        wall.clone(),
        format!("{wall}/papier/{paper}/0"),
        "/nowhere".to_owned(),
    ] {
        let answer = agent.get(&path).await;
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap();
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe"),
            "{path}"
        );
        for outside in [
            "src=\"http",
            "href=\"http",
            "src=\"//",
            "href=\"//",
            "url(",
            "style=\"",
            "onclick=",
        ] {
            assert!(!answer.text.contains(outside), "{outside} in {path}");
        }
        for address in answer
            .text
            .split("/a/")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            let asset = agent.get(&format!("/a/{address}")).await;
            assert_eq!(asset.status, StatusCode::OK, "/a/{address} in {path}");
        }
    }
}

#[tokio::test]
async fn a_program_asks_what_is_wrong_with_a_photo_and_nothing_is_kept() {
    let house = TestHouse::new().await;
    let agent = house.agent().await;
    let answer = agent.json("/api/advice", RENT).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let said: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(said["doubts"][0]["doubt"], "blurred");
    let message = said["doubts"][0]["message"].as_str().unwrap();
    assert!(message.starts_with("La photo est floue."), "{message}");
    assert_eq!(said["papers"], 1);
    assert!(house.papers(house.nathalie).await.is_empty());

    let refused = agent.json("/api/advice", "refuse").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let anyone = Visitor {
        app: house.app.clone(),
        cookie: None,
    };
    let turned_away = anyone.json("/api/advice", RENT).await;
    assert_eq!(turned_away.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_photo_worth_taking_again_is_said_so_while_the_bag_is_open() {
    let house = TestHouse::new().await;
    let agent = house.agent().await;
    let person = format!("/personnes/{}", house.nathalie);
    let bag = agent.post(&format!("{person}/sacs"), "").await.location();
    let page = agent.get(&bag).await.text;
    assert!(page.contains(&format!("data-advise=\"{bag}/conseil\"")));
    assert!(page.contains("id=\"advice\""), "{page}");

    let said = agent.json(&format!("{bag}/conseil"), RENT).await;
    assert_eq!(said.status, StatusCode::OK, "{}", said.text);
    assert!(said.text.contains("La photo est floue."), "{}", said.text);
    // What is no photo is refused by the reading, with its own words.
    let refused = agent.json(&format!("{bag}/conseil"), "refuse").await;
    assert_eq!(refused.status, StatusCode::NO_CONTENT);
    assert!(house.papers(house.nathalie).await.is_empty());
}

#[tokio::test]
async fn programs_use_the_same_doors() {
    let house = TestHouse::new().await;
    let agent = house.agent().await;
    let person = house.nathalie;
    let opened = agent.json(&format!("/api/people/{person}/bags"), "").await;
    assert_eq!(opened.status, StatusCode::CREATED);
    let bag = between(&opened.text, "\"bag\":\"", "\"")
        .expect("an id")
        .to_owned();
    let base = format!("/api/people/{person}/bags/{bag}");
    let sent = agent
        .upload(&format!("{base}/photos"), &[RENT, LETTER])
        .await;
    assert!(sent.text.contains("\"photos\":2"), "{}", sent.text);
    assert_eq!(
        agent.json(&format!("{base}/complete"), "").await.status,
        StatusCode::OK
    );
    worker::run_until_empty(&house.house.queue, &house.house.kit)
        .await
        .unwrap();
    let progress = agent.get(&base).await.text;
    assert!(progress.contains("\"filed\":true"), "{progress}");

    let papers = agent
        .get(&format!("/api/people/{person}/papers"))
        .await
        .text;
    assert!(
        papers.contains("IMG_0.jpg") && papers.contains("IMG_1.jpg"),
        "{papers}"
    );
    let paper = house.papers(person).await[1];
    let correct = format!("/api/people/{person}/papers/{paper}/correct");
    assert_eq!(
        agent.json(&correct, r#"{"type":"rib"}"#).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        agent.json(&correct, r#"{"type":"zzz"}"#).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let papers = agent
        .get(&format!("/api/people/{person}/papers"))
        .await
        .text;
    assert!(papers.contains("\"type\":\"rib\""), "{papers}");

    let openapi = agent.get("/openapi.json").await.text;
    assert!(openapi.contains("\"openapi\":\"3.1.0\""), "{openapi}");
    assert!(openapi.contains("/people/{person}/papers/{paper}/correct"));
}

#[tokio::test]
async fn a_bag_without_a_photo_stays_open() {
    let house = TestHouse::new().await;
    let agent = house.agent().await;
    let bag = agent
        .post(&format!("/personnes/{}/sacs", house.nathalie), "")
        .await
        .location();
    agent.upload(&format!("{bag}/photos"), &[]).await.location();
    agent.post(&format!("{bag}/ranger"), "").await.location();
    let page = agent.get(&bag).await.text;
    assert!(page.contains("id=\"drop\""), "photos can still be brought");
}

#[tokio::test]
async fn the_desk_says_why_in_french() {
    let house = TestHouse::new().await;
    let agent = house.agent().await;
    house.bag(&agent, house.nathalie, &[RENT]).await;
    let paper = house.papers(house.nathalie).await[0];
    let desk = agent
        .get(&format!("/personnes/{}/papiers/{paper}", house.nathalie))
        .await
        .text;
    let why = between(&desk, "<ul class=\"why\">", "</ul>").expect("evidence");
    assert!(why.contains("mots de ce genre de papier"), "{why}");
    for rule in ["keyword:", "label:", "pattern:", "ref:", ">name<"] {
        assert!(!why.contains(rule), "{rule} in {why}");
    }
}

#[tokio::test]
async fn an_upload_above_the_limit_is_refused() {
    let house = TestHouse::new().await;
    let agent = house.agent().await;
    let bag = agent
        .post(&format!("/personnes/{}/sacs", house.nathalie), "")
        .await
        .location();
    let long = "x".repeat(limits::FORM_BYTES_MAX + 1);
    let answer = agent.post("/personnes", &format!("name={long}")).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let large = "x".repeat(limits::FORM_BYTES_MAX * 50); // a photo of 3 MB, above axum's own limit
    assert_eq!(
        agent
            .upload(&format!("{bag}/photos"), &[&large])
            .await
            .status,
        StatusCode::SEE_OTHER
    );
    let many = vec!["x"; limits::FILES_MAX + 1];
    let bag = agent
        .post(&format!("/personnes/{}/sacs", house.nathalie), "")
        .await
        .location();
    assert_eq!(
        agent.upload(&format!("{bag}/photos"), &many).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

#[tokio::test]
async fn a_search_finds_a_paper_by_its_words() {
    let house = TestHouse::new().await;
    let agent = house.agent().await;
    house.bag(&agent, house.nathalie, &[RENT, LETTER]).await;
    let page = agent
        .get(&format!("/personnes/{}?q=quitance", house.nathalie))
        .await
        .text;
    let papers = house.papers(house.nathalie).await;
    let found = papers
        .iter()
        .filter(|paper| page.contains(&paper.to_string()));
    assert_eq!(found.count(), 1, "a slip of the finger is forgiven");
}

#[tokio::test]
async fn the_door_answers_that_it_is_open() {
    let house = TestHouse::new().await;
    let answer = house.anyone().get("/healthz").await;
    assert_eq!(
        (answer.status, answer.text.as_str()),
        (StatusCode::OK, "ok\n")
    );
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let rest = &text[text.find(before)? + before.len()..];
    rest.split(after).next()
}
