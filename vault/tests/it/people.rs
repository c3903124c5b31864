use paper::StaffId;
use sesame_vault::{Act, Actor, Role, VaultError, limits};

use crate::house::{House, NOW_S};

#[tokio::test]
async fn people_come_back_in_the_order_of_coming() {
    let house = House::new().await;
    for (name, later) in [("Zoé", 0), ("Ali", 1)] {
        house
            .vault
            .add_beneficiary(name, "ar", NOW_S + later)
            .await
            .unwrap();
    }
    let people = house.another_vault().await.beneficiaries().await.unwrap();
    let names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["Zoé", "Ali"]);
    assert_eq!(people[0].language, "ar");
}

#[tokio::test]
async fn names_that_are_empty_or_endless_are_refused() {
    let house = House::new().await;
    let endless = "a".repeat(limits::NAME_CHARS_MAX + 1);
    for name in ["", "  ", &endless] {
        let refused = house.vault.add_beneficiary(name, "fr", NOW_S).await;
        assert!(
            matches!(refused, Err(VaultError::Refused(_))),
            "{}",
            name.len()
        );
        assert!(house.vault.set_setting(name, "x").await.is_err());
    }
    let long = "p".repeat(limits::PASSWORD_BYTES_MAX + 1);
    for password in ["", &long] {
        let refused = house
            .vault
            .add_staff("a", "A", Role::Agent, password, Actor::Machine, NOW_S)
            .await;
        assert!(
            matches!(refused, Err(VaultError::Refused(_))),
            "{}",
            password.len()
        );
    }
}

#[tokio::test]
async fn staff_sign_in_with_their_own_password_only() {
    let house = House::new().await;
    let vault = &house.vault;
    let id = vault
        .add_staff(
            "Martin",
            "M. Martin",
            Role::Admin,
            "sésame",
            Actor::Machine,
            NOW_S,
        )
        .await
        .unwrap();
    let staff = vault
        .sign_in(" martin ", "sésame", NOW_S)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (staff.id, staff.name.as_str(), staff.role),
        (id, "M. Martin", Role::Admin)
    );
    assert_eq!(vault.staff(id).await.unwrap(), Some(staff.clone()));
    assert_eq!(vault.all_staff().await.unwrap(), [staff]);
    assert_eq!(vault.staff(StaffId(1)).await.unwrap(), None);
    assert_eq!(vault.sign_in("martin", "autre", NOW_S).await.unwrap(), None);
    assert_eq!(
        vault.sign_in("durand", "sésame", NOW_S).await.unwrap(),
        None
    );
    let taken = vault
        .add_staff("MARTIN", "Autre", Role::Agent, "x", Actor::Machine, NOW_S)
        .await;
    assert!(matches!(taken, Err(VaultError::Refused(_))));
    let lines = vault.house_journal().await.unwrap();
    let added: Vec<_> = lines
        .iter()
        .filter(|line| line.act == Act::AddedStaff)
        .map(|line| (line.actor, line.object.clone()))
        .collect();
    assert_eq!(added, [(Actor::Machine, Some(id.to_string()))]);
}

#[tokio::test]
async fn a_login_rests_after_five_wrong_passwords_even_for_the_right_one() {
    let house = House::new().await;
    let vault = &house.vault;
    vault
        .add_staff("martin", "M", Role::Agent, "right", Actor::Machine, NOW_S)
        .await
        .unwrap();
    let try_with = async |password, at_s| {
        vault
            .sign_in("martin", password, at_s)
            .await
            .unwrap()
            .is_some()
    };
    for _ in 0..limits::SIGN_IN_TRIES_MAX - 1 {
        assert!(!try_with("wrong", NOW_S).await);
    }
    assert!(try_with("right", NOW_S).await, "four slips are forgiven");
    for _ in 0..limits::SIGN_IN_TRIES_MAX {
        assert!(!try_with("wrong", NOW_S).await);
    }
    let rested = NOW_S + limits::SIGN_IN_REST_S;
    assert!(!try_with("right", rested - 1).await);
    assert!(try_with("right", rested).await);
}

#[tokio::test]
async fn a_card_opens_until_it_is_revoked() {
    let house = House::new().await;
    let vault = &house.vault;
    let permit = house.permit(house.person("Camille").await).await;
    let tokens = [
        vault.person_token(&permit).await.unwrap(),
        vault.person_token(&permit).await.unwrap(),
    ];
    assert_ne!(tokens[0], tokens[1]);
    for token in &tokens {
        let whose = vault.beneficiary_of_token(token).await.unwrap();
        assert_eq!(whose, Some(permit.beneficiary()));
    }
    vault.revoke_person_tokens(&permit).await.unwrap();
    for token in [tokens[0].as_str(), "", "0123"] {
        assert_eq!(vault.beneficiary_of_token(token).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_setting_is_what_it_was_last_set_to() {
    let house = House::new().await;
    assert_eq!(house.vault.setting("town").await.unwrap(), None);
    for value in ["Amiens", ""] {
        house.vault.set_setting("town", value).await.unwrap();
        let read = house.another_vault().await.setting("town").await.unwrap();
        assert_eq!(read.as_deref(), Some(value));
    }
    assert_eq!(house.vault.setting("Town").await.unwrap(), None);
}
