//! The pages and the API of démarches.

use super::*;

#[tokio::test]
async fn an_agent_sees_at_once_what_a_demarche_lacks() {
    let house = TestHouse::new().await;
    let agent = house.agent().await;
    house.bag(&agent, house.nathalie, &[RENT]).await;
    let person = format!("/personnes/{}", house.nathalie);
    let paper = house.papers(house.nathalie).await[0];

    let page = agent.get(&person).await.text;
    assert!(page.contains(&format!("{person}/demarches\"")), "a way in");
    let all = agent.get(&format!("{person}/demarches")).await.text;
    for demarche in house.house.catalogue().demarches() {
        let link = format!("{person}/demarches/{}\"", demarche.slug);
        assert!(all.contains(&link), "{link}");
    }

    let one = agent
        .get(&format!("{person}/demarches/aide_logement"))
        .await;
    assert_eq!(one.status, StatusCode::OK);
    let needs = rows(&one.text);
    let lease = row(&needs, "Le bail");
    assert!(
        lease.contains("manquant") && lease.contains("Qui le donne"),
        "{lease}"
    );
    let receipt = row(&needs, "La dernière quittance");
    assert!(!receipt.contains("manquant"), "{receipt}");
    assert!(
        receipt.contains(&format!("{person}/papiers/{paper}\"")),
        "{receipt}"
    );
    for promise in ["éligible", "avez droit", "a droit"] {
        assert!(
            !one.text.contains(promise),
            "facts about papers only: {promise}"
        );
    }
    let missing = agent.get(&format!("{person}/demarches/no_such")).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_situation_changes_what_a_demarche_asks_for() {
    let house = TestHouse::new().await;
    let agent = house.agent().await;
    let list = format!("/personnes/{}/demarches/aide_logement", house.nathalie);
    let without = agent.get(&list).await.text;
    assert!(without.contains("name=\"enfants\"") && !without.contains("name=\"aah\""));
    let with = agent
        .get(&format!("{list}?etranger_hors_ue=oui"))
        .await
        .text;
    assert_eq!(rows(&with).len(), rows(&without).len() + 1);
    assert!(row(&rows(&with), "titre de séjour").contains("manquant"));
    assert!(
        with.contains("name=\"etranger_hors_ue\" value=\"oui\" checked"),
        "{with}"
    );
}

#[tokio::test]
async fn programs_ask_what_a_demarche_lacks() {
    let house = TestHouse::new().await;
    let agent = house.agent().await;
    house.bag(&agent, house.nathalie, &[RENT]).await;
    let paper = house.papers(house.nathalie).await[0];
    let all = agent.get("/api/demarches").await.text;
    assert!(all.contains("\"demarche\":\"rsa\"") && all.contains("\"situations\":["));
    let list = format!("/api/people/{}/demarches/aide_logement", house.nathalie);
    let plain = agent.get(&list).await.text;
    assert!(plain.contains("\"state\":\"manquant\"") && plain.contains("\"ready\":false"));
    assert!(
        plain.contains(&format!("\"papers\":[\"{paper}\"]")),
        "{plain}"
    );
    let foreign = agent
        .get(&format!("{list}?situation=etranger_hors_ue,enfants"))
        .await;
    assert!(
        foreign.text.contains("\"id\":\"sejour\""),
        "{}",
        foreign.text
    );
    for (path, expected) in [
        (
            format!("{list}?situation=rich"),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            list.replace("aide_logement", "no_such"),
            StatusCode::NOT_FOUND,
        ),
    ] {
        assert_eq!(agent.get(&path).await.status, expected, "{path}");
    }
    let openapi = agent.get("/openapi.json").await.text;
    assert!(openapi.contains("/people/{person}/demarches/{demarche}"));
}

/// The lines of a checklist.
fn rows(page: &str) -> Vec<&str> {
    page.split("<tr data-state=").skip(1).collect()
}

fn row<'a>(rows: &[&'a str], label: &str) -> &'a str {
    let found = rows.iter().find(|row| row.contains(label));
    found.unwrap_or_else(|| panic!("no line for {label}"))
}
