//! The index from outside: what a person finds, and what a thief does not.

#![expect(clippy::unwrap_used, reason = "what a test sets up has to stand")]

use std::{collections::HashMap, fs, path::PathBuf};

use paper::{BeneficiaryId, Day, DocumentId, Purpose};
use sesame_index::{Entry, Hit, IndexError, Query, SearchIndex, limits};
use tempfile::TempDir;
use vault::{IndexKey, MasterKey, Vault};

struct House {
    folder: TempDir,
    vault: Vault,
    index: SearchIndex,
}

impl House {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(&folder.path().join("data"), MasterKey::fleeting())
            .await
            .unwrap();
        let index = SearchIndex::open(&folder.path().join("index")).unwrap();
        Self {
            folder,
            vault,
            index,
        }
    }

    async fn key(&self) -> IndexKey {
        let person = self
            .vault
            .add_beneficiary("Camille", "fr", 0)
            .await
            .unwrap();
        self.vault
            .give_consent(person, Purpose::Keep, 10, 0)
            .await
            .unwrap();
        let permit = self.vault.permit(person, Purpose::Keep, 5).await.unwrap();
        self.vault.index_key(&permit)
    }

    /// As another process sees it: nothing held open.
    fn another_index(&self) -> SearchIndex {
        SearchIndex::open(&self.folder.path().join("index")).unwrap()
    }

    fn folder_of(&self, person: BeneficiaryId) -> PathBuf {
        self.folder.path().join("index").join(person.to_string())
    }

    fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.path().join("index")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push(path);
                }
            }
        }
        files.sort();
        files
    }
}

fn ids(hits: &[Hit]) -> Vec<u128> {
    hits.iter().map(|hit| hit.document.0).collect()
}

fn text(text: &str) -> Query {
    Query {
        text: text.to_owned(),
        ..Query::default()
    }
}

fn rent() -> Entry {
    Entry {
        label: "Quittance de loyer".to_owned(),
        document_type: "quittance_loyer".to_owned(),
        theme: "logement".to_owned(),
        holder: Some("DURAND Nathalie".to_owned()),
        issuer: Some("OPAC d'Amiens".to_owned()),
        dates: vec![Day::constant(2026, 3, 1), Day::constant(2026, 3, 31)],
        text: "Loyers et charges\nTotal payé 1 234,56 €\nRéf. 2024-15-B7".to_owned(),
        other_text: "Totol".to_owned(),
    }
}

fn power() -> Entry {
    Entry {
        label: "Facture d'énergie".to_owned(),
        document_type: "facture_energie".to_owned(),
        theme: "logement".to_owned(),
        holder: Some("DURAND Nathalie".to_owned()),
        issuer: Some("Électricité du Nord".to_owned()),
        dates: vec![Day::constant(2025, 12, 31)],
        text: "Avis d'échéance, impayés : 45,00 euros, le 31 décembre 2026".to_owned(),
        other_text: "echeence".to_owned(),
    }
}

/// Paper 1 is the rent, paper 2 the power.
async fn two_papers() -> (House, IndexKey) {
    let house = House::new().await;
    let key = house.key().await;
    let entries = vec![(DocumentId(1), rent()), (DocumentId(2), power())];
    house.index.put_all(&key, entries).await.unwrap();
    (house, key)
}

#[tokio::test]
async fn papers_are_found_as_people_type() {
    let (house, key) = two_papers().await;
    for (typed, found) in [
        ("loyer", vec![1]),
        ("loyers", vec![1]),
        ("LOYER", vec![1]),
        ("loi", vec![]),
        ("électricité", vec![2]),
        ("electricite", vec![2]),
        ("l'échéance", vec![2]),
        ("d’echeance", vec![2]),
        ("impayé", vec![2]),
        ("impayées", vec![2]),
        ("nathalie durand", vec![1, 2]),
        ("quitance", vec![1]),
        ("elecrticite", vec![2]),
        ("quit", vec![1]),
        ("quit ", vec![]),
        ("opac loy", vec![1]),
        ("totol", vec![1]),
        ("1 234,56", vec![1]),
        ("1234.56 €", vec![1]),
        ("1234,57", vec![]),
        ("45,00", vec![2]),
        ("31/12/2026", vec![2]),
        ("31/03/2026", vec![1]),
        ("mars 2026", vec![1]),
        ("2024-15-B7", vec![1]),
        ("2024 15 b7", vec![1]),
        ("le de la", vec![1, 2]),
        ("", vec![1, 2]),
    ] {
        let mut hits = ids(&house.index.search(&key, &text(typed)).await.unwrap());
        hits.sort_unstable();
        assert_eq!(hits, found, "{typed:?}");
    }
}

#[tokio::test]
async fn the_word_itself_stands_before_one_like_it_and_the_newest_first() {
    let house = House::new().await;
    let key = house.key().await;
    let paper = |text: &str, year| Entry {
        text: text.to_owned(),
        dates: vec![Day::constant(year, 1, 1)],
        ..Entry::default()
    };
    let entries = vec![
        (DocumentId(1), paper("quittances", 2024)),
        (DocumentId(2), paper("quitance", 2027)),
        (DocumentId(3), paper("quittance", 2020)),
        (DocumentId(4), paper("quittance", 2021)),
    ];
    house.index.put_all(&key, entries).await.unwrap();
    let hits = house.index.search(&key, &text("quittance ")).await.unwrap();
    assert_eq!(ids(&hits), [4, 3, 1, 2]);
    assert!(hits[1].score > hits[2].score);
    let few = Query {
        limit: 2,
        ..text("quittance ")
    };
    assert_eq!(ids(&house.index.search(&key, &few).await.unwrap()), [4, 3]);
    let none = Query {
        limit: 0,
        ..Query::default()
    };
    assert_eq!(house.index.search(&key, &none).await.unwrap(), []);
}

#[tokio::test]
async fn when_no_paper_fits_every_word_those_that_fit_some_are_shown() {
    let (house, key) = two_papers().await;
    let hits = house
        .index
        .search(&key, &text("quittance helicoptere"))
        .await
        .unwrap();
    assert_eq!(ids(&hits), [1]);
}

#[tokio::test]
async fn filters_hold_together_with_the_words() {
    let (house, key) = two_papers().await;
    let day = |year, month, day| Some(Day::constant(year, month, day));
    let of_type = |slug: &str| Some(slug.to_owned());
    let all = Query::default;
    for (query, found) in [
        (
            Query {
                document_type: of_type("quittance_loyer"),
                ..all()
            },
            vec![1],
        ),
        (
            Query {
                document_type: of_type("quittance"),
                ..all()
            },
            vec![],
        ),
        (
            Query {
                theme: of_type("logement"),
                ..all()
            },
            vec![1, 2],
        ),
        (
            Query {
                theme: of_type("logement"),
                ..text("durand facture")
            },
            vec![2],
        ),
        (
            Query {
                theme: of_type("sante"),
                ..text("loyer")
            },
            vec![],
        ),
        (
            Query {
                from: day(2026, 1, 1),
                ..all()
            },
            vec![1],
        ),
        (
            Query {
                to: day(2025, 12, 31),
                ..all()
            },
            vec![2],
        ),
        (
            Query {
                to: day(2025, 12, 30),
                ..all()
            },
            vec![],
        ),
        (
            Query {
                from: day(2026, 3, 2),
                to: day(2026, 3, 30),
                ..all()
            },
            vec![],
        ),
        (
            Query {
                from: day(2026, 3, 31),
                to: day(2026, 3, 31),
                ..text("loyer")
            },
            vec![1],
        ),
    ] {
        let mut hits = ids(&house.index.search(&key, &query).await.unwrap());
        hits.sort_unstable();
        assert_eq!(hits, found, "{query:?}");
    }
}

#[tokio::test]
async fn a_paper_put_again_is_found_by_its_new_entry_only_and_forgotten_by_none() {
    let (house, key) = two_papers().await;
    let other = Entry {
        text: "bail".to_owned(),
        ..Entry::default()
    };
    house.index.put(&key, DocumentId(1), &other).await.unwrap();
    assert_eq!(
        ids(&house.index.search(&key, &text("bail")).await.unwrap()),
        [1]
    );
    assert_eq!(
        ids(&house.index.search(&key, &text("loyers")).await.unwrap()),
        []
    );
    for _ in 0..2 {
        house.index.forget(&key, DocumentId(1)).await.unwrap();
        assert_eq!(
            ids(&house.index.search(&key, &Query::default()).await.unwrap()),
            [2]
        );
    }
    house
        .index
        .rebuild(&key, vec![(DocumentId(3), rent())])
        .await
        .unwrap();
    assert_eq!(
        ids(&house.index.search(&key, &Query::default()).await.unwrap()),
        [3]
    );
}

#[tokio::test]
async fn a_person_finds_her_own_papers_only() {
    let (house, hers) = two_papers().await;
    let his = house.key().await;
    assert_eq!(house.index.search(&his, &text("loyer")).await.unwrap(), []);
    house.index.forget_person(his.beneficiary()).await.unwrap();
    house.index.forget_person(his.beneficiary()).await.unwrap();
    assert_eq!(
        house
            .index
            .search(&hers, &text("loyer"))
            .await
            .unwrap()
            .len(),
        1
    );
    house.index.forget_person(hers.beneficiary()).await.unwrap();
    assert!(!house.folder_of(hers.beneficiary()).exists());
    assert_eq!(house.index.search(&hers, &text("loyer")).await.unwrap(), []);
}

#[tokio::test]
async fn what_another_process_wrote_is_found_at_once() {
    let (house, key) = two_papers().await;
    let other = house.another_index();
    assert_eq!(
        other.search(&key, &Query::default()).await.unwrap().len(),
        2
    );
    let mut writers = tokio::task::JoinSet::new();
    for n in 10..22 {
        let index = if n % 2 == 0 {
            house.index.clone()
        } else {
            other.clone()
        };
        let key = key.clone();
        writers.spawn(async move { index.put(&key, DocumentId(n), &rent()).await.unwrap() });
    }
    writers.join_all().await;
    for index in [&house.index, &other] {
        assert_eq!(
            index.search(&key, &Query::default()).await.unwrap().len(),
            14
        );
    }
}

#[tokio::test]
async fn an_index_of_another_key_does_not_open() {
    let (house, hers) = two_papers().await;
    let his = house.key().await;
    let copy = house.folder_of(his.beneficiary());
    fs::rename(house.folder_of(hers.beneficiary()), &copy).unwrap();
    let refused = house.another_index().search(&his, &text("loyer")).await;
    assert!(matches!(refused, Err(IndexError::Damaged)), "{refused:?}");
}

#[tokio::test]
async fn a_flipped_byte_is_damage_and_the_index_can_be_built_anew() {
    let (house, key) = two_papers().await;
    let whole: HashMap<PathBuf, Vec<u8>> = house
        .files()
        .into_iter()
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    let mut flipped = 0;
    for (path, bytes) in &whole {
        // The library's own list for sweeping is only read when something is written.
        if bytes.is_empty() || path.ends_with(".managed.json") {
            continue;
        }
        let mut damaged = bytes.clone();
        damaged[bytes.len() / 2] ^= 1;
        fs::write(path, damaged).unwrap();
        let refused = house.another_index().search(&key, &Query::default()).await;
        assert!(
            matches!(refused, Err(IndexError::Damaged)),
            "{} {refused:?}",
            path.display()
        );
        fs::write(path, bytes).unwrap();
        flipped += 1;
    }
    assert!(flipped >= 5, "{flipped} files");
    let meta = whole
        .keys()
        .find(|path| path.ends_with("meta.json"))
        .unwrap();
    fs::write(meta, b"SES1").unwrap();
    let index = house.another_index();
    assert!(matches!(
        index.search(&key, &Query::default()).await,
        Err(IndexError::Damaged)
    ));
    index
        .rebuild(&key, vec![(DocumentId(1), rent())])
        .await
        .unwrap();
    assert_eq!(ids(&index.search(&key, &text("loyer")).await.unwrap()), [1]);
}

#[tokio::test]
async fn no_file_holds_a_word() {
    let house = House::new().await;
    let key = house.key().await;
    let words: Vec<String> = (0..200).map(|n| format!("canari{n:04}zyx")).collect();
    for (n, five) in words.chunks(5).enumerate() {
        let entry = Entry {
            label: five[0].clone(),
            document_type: five[1].clone(),
            holder: Some(five[2].clone()),
            text: five[3].clone(),
            other_text: five[4].clone(),
            ..rent()
        };
        house
            .index
            .put(&key, DocumentId(n as u128), &entry)
            .await
            .unwrap();
    }
    let last = house.index.search(&key, &text(&words[198])).await.unwrap();
    assert_eq!(last[0].document, DocumentId(39), "they were written");
    for path in house.files() {
        let bytes = fs::read(&path).unwrap();
        assert!(
            bytes.is_empty() || bytes.starts_with(b"SES1"),
            "{}",
            path.display()
        );
        for word in &words {
            let held = bytes
                .windows(word.len())
                .any(|found| found == word.as_bytes());
            assert!(!held, "{word} in {}", path.display());
        }
    }
}

#[tokio::test]
async fn what_a_kill_left_behind_is_in_nobodys_way() {
    let (house, key) = two_papers().await;
    let folder = house.folder_of(key.beneficiary()).join("1");
    for left in [
        ".tantivy-writer.lock",
        ".tantivy-meta.lock",
        "meta.json.half",
        "0123.store.half",
    ] {
        fs::write(folder.join(left), b"left").unwrap();
    }
    let index = house.another_index();
    assert_eq!(
        index.search(&key, &Query::default()).await.unwrap().len(),
        2
    );
    index.put(&key, DocumentId(3), &rent()).await.unwrap();
    assert_eq!(index.search(&key, &text("loyer")).await.unwrap().len(), 2);
}

#[tokio::test]
async fn more_people_than_are_held_open_all_find_their_papers() {
    let house = House::new().await;
    let mut keys = Vec::new();
    for n in 0..=limits::OPEN_MAX as u128 {
        let key = house.key().await;
        house.index.put(&key, DocumentId(n), &rent()).await.unwrap();
        keys.push(key);
    }
    for (n, key) in keys.iter().enumerate() {
        let hits = house.index.search(key, &text("loyer")).await.unwrap();
        assert_eq!(ids(&hits), [n as u128]);
    }
}

#[tokio::test]
async fn endless_queries_and_texts_are_cut() {
    let (house, key) = two_papers().await;
    let mut words = vec!["loyer"; limits::QUERY_WORDS_MAX];
    words.push("helicoptere");
    let hits = house
        .index
        .search(&key, &text(&words.join(" ")))
        .await
        .unwrap();
    assert_eq!(ids(&hits), [1], "the word after the last is not looked for");
    let long = format!("{} perdu", "é ".repeat(limits::TEXT_CHARS_MAX / 2));
    let entry = Entry {
        text: long,
        ..rent()
    };
    house.index.put(&key, DocumentId(3), &entry).await.unwrap();
    assert_eq!(house.index.search(&key, &text("perdu ")).await.unwrap(), []);
    let many = Query {
        limit: limits::HITS_MAX + 1,
        ..Query::default()
    };
    assert_eq!(house.index.search(&key, &many).await.unwrap().len(), 3);
}
