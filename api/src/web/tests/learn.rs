//! An admin teaches the house a paper of its own, adopts it, and goes back.

use classify::Risk;
use ingest::{
    Why,
    job::Job,
    queue::JobQueue,
    sweep,
    taught::{self, Tally},
};
use paper::{Decided, DraftId};
use vault::{Act, Actor, DraftState};

use super::*;

const SHEET: &str = "label=Pass+solidaire+de+Valmont&short=pass+solidaire&theme=aides\
    &picture=1FAAA&rule=date_de_fin&count=&keywords=&issuers=&toml=";

/// An invented card of an invented town.
fn pass(seed: usize) -> String {
    let names = ["DURAND", "BENALI", "NGUYEN", "TRAORE", "PETIT", "ROCHE"];
    let streets = ["rue des Tilleuls", "avenue Foch", "place du Marché"];
    format!(
        "VALMONT SOLIDARITÉ\nTitulaire : {} {}\n{} {}\nRéductions piscine, médiathèque, cantine et \
         tramway\nQuotient solidaire tranche {}\nValable jusqu'au 31/12/202{}\nVille de Valmont - \
         Centre communal d'action sociale",
        names[seed % 6],
        names[(seed * 3 + 1) % 6],
        3 + seed,
        streets[seed % 3],
        1 + seed % 3,
        7 + seed % 3
    )
}

impl TestHouse {
    async fn work(&self) {
        worker::run_until_empty(&self.house.queue, &self.house.kit)
            .await
            .unwrap();
    }

    /// A draft with so many passes, none of them read yet.
    async fn draft(&self, admin: &Visitor, passes: usize) -> String {
        let draft = admin.post("/reglages/apprendre/nouveau", SHEET).await;
        let draft = draft.location();
        let texts: Vec<String> = (0..passes).map(pass).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let sent = admin.upload(&format!("{draft}/exemples"), &texts).await;
        assert!(sent.location().ends_with("?fait=recu"));
        draft
    }

    async fn state(&self, draft: &str) -> DraftState {
        self.house
            .vault()
            .draft(draft_id(draft))
            .await
            .unwrap()
            .state
    }

    async fn acts(&self) -> Vec<Act> {
        let lines = self.house.vault().house_journal().await.unwrap();
        lines.into_iter().rev().map(|line| line.act).collect()
    }
}

fn draft_id(address: &str) -> DraftId {
    address.rsplit('/').next().unwrap().parse().unwrap()
}

/// The whole way, with the real queue and the real teaching; it takes some ten seconds.
#[tokio::test]
async fn an_admin_teaches_a_paper_adopts_it_and_goes_back() {
    let house = TestHouse::new().await;
    let (agent, admin) = (house.agent().await, house.visitor("odile").await);
    let draft = house.draft(&admin, 6).await;
    house.work().await;
    let page = admin.get(&draft).await.text;
    assert!(page.contains("Lisibles : 6."), "{page}");
    let thumbnail = between(&page, "<img class=\"thumb\" src=\"", "\"").unwrap();
    assert_eq!(
        admin.get(thumbnail).await.headers[header::CONTENT_TYPE],
        "image/jpeg"
    );

    admin
        .post(&format!("{draft}/apprendre"), "")
        .await
        .location();
    let page = admin.get(&draft).await.text;
    assert!(page.contains("Apprentissage : étape 0 sur 4"), "{page}");
    let busy = admin.post(&format!("{draft}/exemples/retirer"), "").await;
    assert!(busy.location().ends_with("?fait=occupe"));
    // Lost by the queue and found again by the sweep: still one version.
    sweep::sweep(&house.house.kit, &house.house.queue)
        .await
        .unwrap();
    let again = Job::Teach {
        draft: draft_id(&draft),
    };
    house.house.queue.push(&[again]).await.unwrap();
    house.work().await;
    assert_eq!(house.state(&draft).await, DraftState::Taught { version: 1 });
    let versions = &house.house.kit.versions;
    assert_eq!(versions.numbers().unwrap(), [1]);

    // Asked again without a change, nothing is taught anew.
    admin
        .post(&format!("{draft}/apprendre"), "")
        .await
        .location();
    house.work().await;
    assert_eq!(house.state(&draft).await, DraftState::Taught { version: 1 });
    assert_eq!(versions.numbers().unwrap(), [1]);

    let version = "/reglages/apprendre/versions/1";
    let page = admin.get(version).await.text;
    for said in [
        "Bien classés",
        "Classés seuls sans erreur",
        "Erreurs silencieuses",
        "pas assez d’essais",
        "Pris pour un autre",
        "Pass solidaire de Valmont",
        "SOLIDAIRE",
        "IMG_0.jpg",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert_eq!(versions.current().unwrap(), None, "taught is not adopted");
    let sorted = async |seed: usize| {
        house.bag(&agent, house.nathalie, &[&pass(seed)]).await;
        let (vault, now_s) = (house.house.vault(), house.house.now_s());
        let permit = vault.permit(house.nathalie, Purpose::Keep, now_s).await;
        let held = vault.held_documents(&permit.unwrap()).await.unwrap();
        let newest = held.last().unwrap();
        newest.reading.document_type.slug().to_owned()
    };
    let taught_slug = "pass_solidaire_de_valmont";
    assert_ne!(sorted(30).await, taught_slug);

    let about = taught::About::of(versions, 1).unwrap();
    let adopt = format!("{version}/adopter");
    if !about.against.is_empty() {
        let refused = admin.post(&adopt, "pourquoi=+").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("Écrivez pourquoi"));
        assert_eq!(versions.current().unwrap(), None);
    }
    admin.post(&adopt, "pourquoi=Il+manquait").await.location();
    assert_eq!(sorted(31).await, taught_slug);
    let page = admin.get("/reglages/apprendre").await.text;
    assert!(
        page.contains("la version 1") && page.contains("Il manquait"),
        "{page}"
    );

    let question = admin.get("/reglages/apprendre/retour").await.text;
    assert!(question.contains("le modèle du programme"), "{question}");
    for _ in 0..2 {
        let back = admin.post("/reglages/apprendre/retour", "de=1").await;
        assert!(back.location().ends_with("?fait=retour"));
    }
    assert_eq!(versions.current().unwrap(), None);
    assert_ne!(sorted(32).await, taught_slug);
    let acts = house.acts().await;
    for act in [
        Act::MadeDraft,
        Act::TookExample,
        Act::AskedTeaching,
        Act::Taught,
        Act::Promoted,
        Act::WentBack,
    ] {
        assert!(acts.contains(&act), "{}", act.slug());
    }
    let once = acts.iter().filter(|act| **act == Act::WentBack);
    assert_eq!(once.count(), 1);
}

#[tokio::test]
async fn what_cannot_be_taught_is_said_on_the_page() {
    let house = TestHouse::new().await;
    let admin = house.visitor("odile").await;
    let draft = house.draft(&admin, 4).await;
    let more = ["refuse", ""];
    admin
        .upload(&format!("{draft}/exemples"), &more)
        .await
        .location();
    admin
        .post(&format!("{draft}/apprendre"), "")
        .await
        .location();
    house.work().await;
    let page = admin.get(&draft).await.text;
    assert!(
        page.contains("Trop peu d’exemples lisibles : 4. Il en faut 5."),
        "{page}"
    );
    assert!(page.contains("Le fichier est abîmé"), "{page}");
    assert!(page.contains("Rien de lisible"), "{page}");
    assert!(house.house.kit.versions.numbers().unwrap().is_empty());
}

#[tokio::test]
async fn a_sheet_that_makes_no_sense_is_shown_again_with_what_is_wrong() {
    let house = TestHouse::new().await;
    let admin = house.visitor("odile").await;
    let new = "/reglages/apprendre/nouveau";
    for (form, said) in [
        ("label=&short=x", "Il manque le nom"),
        (&SHEET.replace("1FAAA", "nothing"), "Choisissez un dessin"),
        (&SHEET.replace("theme=aides", "theme=lune"), "Choisissez où"),
        (&SHEET.replace("date_de_fin", "mois"), "nombre de mois"),
        (
            "toml=[types.a_b]%0D%0Alabel=%22A%22%0D%0Ashort=7",
            "ligne 3",
        ),
    ] {
        let answer = admin.post(new, form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    let typed = admin.post(new, &SHEET.replace("aides", "lune")).await.text;
    assert!(
        typed.contains("value=\"Pass solidaire de Valmont\""),
        "what was typed stays"
    );
    assert!(house.house.vault().drafts().await.unwrap().is_empty());

    let draft = admin.post(new, SHEET).await.location();
    let again = admin.post(new, SHEET).await;
    assert!(again.text.contains("Une autre fiche porte déjà ce nom"));
    let sheet = admin.get(&format!("{draft}/fiche")).await.text;
    assert!(
        sheet.contains("value=\"Pass solidaire de Valmont\""),
        "{sheet}"
    );
    let renamed = SHEET.replace("Valmont", "Valmont-sur-Orne");
    admin
        .post(&format!("{draft}/fiche"), &renamed)
        .await
        .location();
    let kept = house.house.vault().draft(draft_id(&draft)).await.unwrap();
    assert_eq!(kept.card.label, "Pass solidaire de Valmont-sur-Orne");
    assert!(
        kept.card
            .types
            .contains("[types.pass_solidaire_de_valmont]"),
        "its name stays"
    );
}

#[tokio::test]
async fn examples_go_one_by_one_and_all_together_and_lie_sealed() {
    let house = TestHouse::new().await;
    let admin = house.visitor("odile").await;
    let draft = house.draft(&admin, 3).await;
    house.work().await;
    let vault = house.house.vault();
    let examples = vault.examples(draft_id(&draft)).await.unwrap();
    let original = vault.open_example(draft_id(&draft), examples[1].id).await;
    assert_eq!(original.unwrap(), pass(1).as_bytes());
    for file in files_below(house.folder.path()) {
        let bytes = std::fs::read(&file).unwrap();
        for word in ["SOLIDARITÉ", "TRAORE", "IMG_0.jpg"] {
            let found = bytes
                .windows(word.len())
                .any(|window| window == word.as_bytes());
            assert!(!found, "{word} lies open in {}", file.display());
        }
    }
    let one = format!("{draft}/exemples/{}", examples[0].id);
    admin.post(&format!("{one}/retirer"), "").await.location();
    assert_eq!(vault.examples(draft_id(&draft)).await.unwrap().len(), 2);
    let gone = admin.get(&format!("{one}/vignette")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    admin
        .post(&format!("{draft}/exemples/retirer"), "")
        .await
        .location();
    assert!(vault.examples(draft_id(&draft)).await.unwrap().is_empty());
    let blobs = files_below(&house.folder.path().join("data/blobs"));
    assert!(blobs.is_empty(), "{blobs:?}");
    admin
        .post(&format!("{draft}/supprimer"), "")
        .await
        .location();
    assert_eq!(admin.get(&draft).await.status, StatusCode::NOT_FOUND);
}

fn files_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => files.extend(files_below(&path)),
            path => files.push(path),
        }
    }
    files
}

const LINES: [&str; 8] = [
    "QUITTANCE DE LOYER",
    "Mois de mars 2026",
    "Mme BOISGALLET Nathalie",
    "Loyer 512,00 €",
    "Provision pour charges 40,00 €",
    "Total payé 552,00 €",
    "Le bailleur",
    "Adresse du logement : 3 rue des Tilleuls",
];

#[tokio::test]
async fn the_risk_that_is_chosen_decides_what_is_filed_without_asking() {
    let house = TestHouse::new().await;
    let (agent, admin) = (house.agent().await, house.visitor("odile").await);
    let at = |risk: Risk| {
        let model = classify::TypeModel::built_in().at_risk(risk);
        model.auto_min()
    };
    assert!(at(Risk::OneIn1000) > at(Risk::OneIn200));
    // A letter that is surer than the usual risk asks for, and not as sure as the smallest one asks for.
    let catalogue = house.house.catalogue();
    let texts = (1_u32..256).map(|mask| {
        let lines = LINES.iter().enumerate();
        let kept = lines.filter(|(at, _)| mask >> at & 1 == 1);
        let kept: Vec<&str> = kept.map(|(_, line)| *line).collect();
        kept.join("\n")
    });
    let is_between = |text: &String| {
        let page = read(PhotoId(1), text.as_bytes()).unwrap().remove(0).page;
        let reading = classify::read_document(&catalogue, &[page], TODAY);
        let sure = reading.confidence.value();
        sure >= at(Risk::OneIn200) && sure < at(Risk::OneIn1000)
    };
    let letter = texts
        .into_iter()
        .find(is_between)
        .expect("one lies between");
    for (risk, person, decided) in [
        ("1000", house.karim, Decided::Review),
        ("200", house.nathalie, Decided::Auto),
    ] {
        let set = admin
            .post("/reglages/risque", &format!("risque={risk}"))
            .await;
        assert!(set.location().ends_with("?fait=risque"));
        house.bag(&agent, person, &[&letter]).await;
        let (vault, now_s) = (house.house.vault(), house.house.now_s());
        let permit = vault.permit(person, Purpose::Keep, now_s).await.unwrap();
        let held = vault.held_documents(&permit).await.unwrap();
        assert_eq!(held[0].reading.decided, decided, "{risk}: {letter}");
    }
    let page = admin.get("/reglages").await.text;
    assert!(page.contains("value=\"200\" checked"), "{page}");
    let wrong = admin.post("/reglages/risque", "risque=3").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(house.acts().await.contains(&Act::SetRisk));
}

/// Four examples of an admin and one paper of a person: with it they are enough, without it they are not.
#[tokio::test]
async fn a_paper_that_an_agent_named_teaches_while_its_person_agrees() {
    let house = TestHouse::new().await;
    let (agent, admin) = (house.agent().await, house.visitor("odile").await);
    let draft = house.draft(&admin, 4).await;
    house.work().await;
    in_use_without_learning(&house, &draft).await;

    house.bag(&agent, house.nathalie, &[&pass(40)]).await;
    let paper = house.papers(house.nathalie).await[0];
    let address = format!("/personnes/{}/papiers/{paper}", house.nathalie);
    let named = "type=inconnu&autre=pass_solidaire_de_valmont&go=next";
    agent.post(&address, named).await.location();
    let page = admin.get(&draft).await.text;
    assert!(
        !page.contains("Papiers vérifiés par les agents"),
        "nobody agreed yet"
    );

    let (vault, now_s) = (house.house.vault(), house.house.now_s());
    let agree = || vault.give_consent(house.nathalie, Purpose::Train, now_s + 9999, now_s);
    agree().await.unwrap();
    let page = admin.get(&draft).await.text;
    assert!(page.contains("avec l’accord des personnes : 1"), "{page}");
    assert!(
        !page.contains(&paper.to_string()),
        "an admin sees no paper of hers"
    );
    let teach = async || {
        admin
            .post(&format!("{draft}/apprendre"), "")
            .await
            .location();
        house.work().await;
        house.state(&draft).await
    };
    let too_few = Why::TooFew {
        count: 4,
        count_min: 5,
    };
    let failed = |state: DraftState| match state {
        DraftState::Failed { why } => Why::from_text(&why),
        other => panic!("{other:?}"),
    };
    assert_eq!(failed(teach().await), too_few, "not chosen yet");

    admin
        .post(&format!("{draft}/verifies"), "avec=oui")
        .await
        .location();
    assert_eq!(teach().await, DraftState::Taught { version: 2 });
    let about = taught::About::of(&house.house.kit.versions, 2).unwrap();
    let slug = "pass_solidaire_de_valmont".to_owned();
    assert_eq!(about.checked, [(slug, vec![paper.to_string()])]);
    assert_eq!(about.papers[0].1.len(), 4);
    let version = "/reglages/apprendre/versions/2";
    assert!(
        !admin
            .get(version)
            .await
            .text
            .contains("ne peuvent plus servir")
    );

    vault
        .withdraw_consent(house.nathalie, Purpose::Train, now_s)
        .await
        .unwrap();
    assert_eq!(failed(teach().await), too_few, "withdrawn");
    let page = admin.get(version).await.text;
    assert!(page.contains("ne peuvent plus servir : 1."), "{page}");

    agree().await.unwrap();
    assert_eq!(
        teach().await,
        DraftState::Taught { version: 2 },
        "as before"
    );
    vault
        .erase_beneficiary(house.nathalie, Actor::Machine, now_s)
        .await
        .unwrap();
    assert_eq!(failed(teach().await), too_few, "erased");
}

/// The draft's type is known by its words alone, so that an agent can name a paper so.
async fn in_use_without_learning(house: &TestHouse, draft: &str) {
    let card = house
        .house
        .vault()
        .draft(draft_id(draft))
        .await
        .unwrap()
        .card;
    let versions = &house.house.kit.versions;
    let about = serde_json::json!({
        "format": 2, "made_at_s": 0, "seed": 1, "from": null, "types": card.types, "papers": [],
        "licence": "", "before": Tally::default(), "after": Tally::default(), "words": [], "against": [],
    });
    let model = classify::TypeModel::built_in().to_onnx(&[]);
    versions.add(&model, &about.to_string()).unwrap();
    versions.promote(1, None, 0).unwrap();
    taught::take(&house.house.kit).await.unwrap();
}
