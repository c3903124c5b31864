//! What a thief with the whole data folder reads: nothing. Two hundred words that no file may hold are
//! written through every method that takes words.

use std::{cell::RefCell, fs};

use paper::{DateRole, Day, DocumentType, Page, PageId, PhotoId, PhotoOutcome, Place, StaffId};
use sesame_vault::{Actor, Correction, Role};

use crate::house::{House, NOW_S, UNTIL_S, page, reading, replacing, validity};

/// Hands out words that are found nowhere else, and remembers them.
#[derive(Default)]
struct Canaries(RefCell<Vec<String>>);

impl Canaries {
    fn next(&self) -> String {
        let mut words = self.0.borrow_mut();
        let word = format!("canari{:04}zyx", words.len());
        words.push(word.clone());
        word
    }

    fn page(&self, photo: PhotoId, paper: u32) -> Page {
        page(photo, paper, &self.next())
    }

    fn place(&self, place: &Place) -> Place {
        Place {
            why: self.next(),
            ..place.clone()
        }
    }
}

#[tokio::test]
async fn no_file_of_the_data_folder_holds_a_word_that_was_given() {
    let house = House::new().await;
    let canaries = Canaries::default();
    for _ in 0..12 {
        write_everything(&house, &canaries).await;
    }
    let words = canaries.0.into_inner();
    assert!(words.len() >= 200, "{}", words.len());

    let files = house.files();
    let names = ["ledger.sqlite", "ledger.sqlite-wal"];
    for name in names {
        assert!(
            files.iter().any(|(path, _)| path.ends_with(name)),
            "{name} is looked at"
        );
    }
    for (path, bytes) in &files {
        for word in &words {
            let held = bytes
                .windows(word.len())
                .any(|found| found == word.as_bytes());
            assert!(!held, "{word} in {}", path.display());
            assert!(!path.to_string_lossy().contains(word.as_str()));
        }
    }
    // The looking itself must be able to find.
    fs::write(house.data().join("plain"), &words[7]).unwrap();
    assert!(
        house
            .files()
            .iter()
            .any(|(_, bytes)| bytes == words[7].as_bytes())
    );
}

async fn write_everything(house: &House, canaries: &Canaries) {
    let vault = &house.vault;
    let person = vault
        .add_beneficiary(&canaries.next(), &canaries.next(), NOW_S)
        .await
        .unwrap();
    for purpose in paper::Purpose::ALL {
        vault
            .give_consent(person, purpose, UNTIL_S, NOW_S)
            .await
            .unwrap();
    }
    let login = canaries.next();
    let password = canaries.next();
    vault
        .add_staff(
            &login,
            &canaries.next(),
            Role::Agent,
            &password,
            Actor::Machine,
            NOW_S,
        )
        .await
        .unwrap();
    vault
        .sign_in(&login, &password, NOW_S)
        .await
        .unwrap()
        .unwrap();
    vault
        .sign_in(&login, &canaries.next(), NOW_S)
        .await
        .unwrap();
    vault
        .set_setting(&canaries.next(), &canaries.next())
        .await
        .unwrap();

    let permit = house.permit(person).await;
    let token = vault.person_token(&permit).await.unwrap();
    canaries.0.borrow_mut().push(token);
    let bag = vault.open_bag(&permit, NOW_S).await.unwrap();
    let photo = house
        .receive(&permit, bag, &canaries.next(), canaries.next().as_bytes())
        .await;
    let pages = vec![canaries.page(photo, 0), canaries.page(photo, 1)];
    let ids: Vec<PageId> = pages.iter().map(|page| page.id).collect();
    vault
        .keep_picture(&permit, ids[0], canaries.next().as_bytes())
        .await
        .unwrap();
    vault
        .close_photo(&permit, bag, photo, &PhotoOutcome::Read(pages))
        .await
        .unwrap();

    let old = canaries.place(&replacing(&[]));
    let old = house
        .file(&permit, bag, &reading(&ids[..1], &canaries.next()), &old)
        .await;
    let new = canaries.place(&replacing(&[old]));
    let new = house
        .file(&permit, bag, &reading(&ids[1..], &canaries.next()), &new)
        .await;
    let correction = Correction {
        document_type: Some(DocumentType::new(canaries.next())),
        dates: vec![(DateRole::Birth, Some(Day::constant(1980, 5, 1)))],
        holder: Some(canaries.next()),
        not_twin: true,
        confirmed: true,
    };
    vault
        .correct(&permit, new, &correction, StaffId(1), NOW_S)
        .await
        .unwrap();
    let place = canaries.place(&replacing(&[]));
    vault
        .replace_document(&permit, new, &validity(&canaries.next()), &place)
        .await
        .unwrap();
    let agent = vault.permit_for(
        person,
        paper::Purpose::Keep,
        Actor::Staff(StaffId(1)),
        NOW_S,
    );
    vault.document(&agent.await.unwrap(), new).await.unwrap();
    vault.finish_bag(&permit, bag, &[new]).await.unwrap();
}
