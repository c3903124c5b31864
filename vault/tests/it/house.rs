//! A vault in a folder of its own, and papers to put in it.

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

use paper::{
    BagId, BeneficiaryId, CheckedCode, CodeCheck, CodeKind, Confidence, DatePrecision, DateRole,
    DatedField, Day, Decided, DocumentId, DocumentType, Doubt, Evidence, Field, Fingerprint,
    Holder, HolderRole, Page, PageId, PhotoId, PhotoOutcome, Place, PlaceKind, Purpose, Quad,
    RawCode, Reading, TextLine, Validity, ValidityBasis, Word,
};
use sesame_vault::{Permit, Received, Vault, load_or_create_key};
use tempfile::TempDir;

pub(crate) const NOW_S: i64 = 1_800_000_000;
pub(crate) const UNTIL_S: i64 = NOW_S + 365 * 86_400;

pub(crate) struct House {
    pub(crate) folder: TempDir,
    pub(crate) vault: Vault,
}

impl House {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let vault = open(&folder).await;
        Self { folder, vault }
    }

    /// A second process on the same folder, as far as files and locks can tell.
    pub(crate) async fn another_vault(&self) -> Vault {
        open(&self.folder).await
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A person who agreed to everything.
    pub(crate) async fn person(&self, name: &str) -> BeneficiaryId {
        let id = self.vault.add_beneficiary(name, "fr", NOW_S).await.unwrap();
        for purpose in Purpose::ALL {
            self.vault
                .give_consent(id, purpose, UNTIL_S, NOW_S)
                .await
                .unwrap();
        }
        id
    }

    pub(crate) async fn permit(&self, person: BeneficiaryId) -> Permit {
        self.vault
            .permit(person, Purpose::Sort, NOW_S)
            .await
            .unwrap()
    }

    /// A person's permit, and a bag with one photo in it.
    pub(crate) async fn with_photo(&self, bytes: &[u8]) -> (Permit, BagId, PhotoId) {
        let permit = self.permit(self.person("Camille").await).await;
        let bag = self.vault.open_bag(&permit, NOW_S).await.unwrap();
        let photo = self.receive(&permit, bag, "IMG_1.jpg", bytes).await;
        (permit, bag, photo)
    }

    pub(crate) async fn receive(
        &self,
        permit: &Permit,
        bag: BagId,
        name: &str,
        bytes: &[u8],
    ) -> PhotoId {
        let received = self
            .vault
            .receive_photo(permit, bag, name, bytes, NOW_S)
            .await
            .unwrap();
        match received {
            Received::New(photo) => photo,
            Received::Known(photo) => panic!("{photo} is known"),
        }
    }

    /// Closes a photo with one page.
    pub(crate) async fn read(&self, permit: &Permit, bag: BagId, photo: PhotoId) -> PageId {
        let page = page(photo, 0, "facture");
        let id = page.id;
        let outcome = PhotoOutcome::Read(vec![page]);
        self.vault
            .close_photo(permit, bag, photo, &outcome)
            .await
            .unwrap();
        id
    }

    pub(crate) async fn file(
        &self,
        permit: &Permit,
        bag: BagId,
        reading: &Reading,
        place: &Place,
    ) -> DocumentId {
        self.vault
            .file_document(
                permit,
                bag,
                reading,
                &validity("jusqu'au bout"),
                place,
                NOW_S,
            )
            .await
            .unwrap()
    }

    /// Every file of the data folder, and its bytes.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        let mut folders = vec![self.data()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let bytes = fs::read(&path).unwrap();
                    files.push((path, bytes));
                }
            }
        }
        files.sort();
        files
    }

    pub(crate) fn blobs(&self) -> Vec<PathBuf> {
        let blobs = self.data().join("blobs");
        let files = self.files().into_iter().map(|(path, _)| path);
        files.filter(|path| path.starts_with(&blobs)).collect()
    }
}

async fn open(folder: &TempDir) -> Vault {
    let key = load_or_create_key(&folder.path().join("key")).unwrap();
    Vault::open(&folder.path().join("data"), key).await.unwrap()
}

pub(crate) fn word(text: &str) -> Word {
    Word {
        text: text.to_owned(),
        other: Some(format!("{text}?")),
        quad: Quad::upright(1.0, 2.0, 3.5, 4.25),
        confidence: Confidence::new(0.75),
    }
}

pub(crate) fn page(photo: PhotoId, paper: u32, text: &str) -> Page {
    Page {
        id: PageId(photo.0.wrapping_add(u128::from(paper) + 1)),
        photo,
        sheet: 0,
        paper,
        region: Quad::upright(0.0, 0.0, 100.0, 200.0),
        rotation: 90,
        size: (4000, 3000),
        lines: vec![
            TextLine::new(
                vec![word(text), word("suite")],
                Quad::upright(0.0, 0.0, 9.0, 9.0),
            )
            .unwrap(),
        ],
        codes: vec![RawCode {
            kind: CodeKind::Qr,
            text: format!("{text}\u{1d}code"),
            quad: Quad::default(),
        }],
        doubts: vec![Doubt::Blurred, Doubt::CutOff],
    }
}

pub(crate) fn evidence(page: PageId, text: &str) -> Evidence {
    Evidence {
        page,
        quad: Quad::upright(5.0, 6.0, 7.0, 8.0),
        text: text.to_owned(),
        rule: format!("label:{text}"),
    }
}

/// A reading in which every text holds `text`.
pub(crate) fn reading(pages: &[PageId], text: &str) -> Reading {
    let spot = || evidence(pages[0], text);
    let field = |name: &str| Field {
        name: name.to_owned(),
        value: format!("{text}-{name}"),
        evidence: spot(),
        confidence: Confidence::new(0.5),
    };
    Reading {
        document_type: DocumentType::new(format!("{text}-type")),
        confidence: Confidence::new(0.9),
        decided: Decided::Review,
        alternatives: vec![(DocumentType::new("bail"), Confidence::new(0.25))],
        pages: pages.to_vec(),
        type_evidence: vec![spot()],
        holders: vec![Holder {
            name: format!("{text}-holder"),
            role: HolderRole::Holder,
            evidence: spot(),
            confidence: Confidence::new(0.5),
        }],
        issuer: Some(field("issuer")),
        dates: vec![DatedField {
            role: DateRole::Issued,
            day: Day::constant(2026, 3, 1),
            precision: DatePrecision::Day,
            evidence: spot(),
            confidence: Confidence::new(0.5),
        }],
        fields: vec![field("iban")],
        codes: vec![CheckedCode {
            kind: "mrz:TD1".to_owned(),
            text: format!("{text}-mrz"),
            check: CodeCheck::Ok,
            values: vec![("number".to_owned(), format!("{text}-value"))],
            evidence: spot(),
        }],
        fingerprint: Fingerprint {
            words: vec![1, u64::MAX],
            figures: vec![2],
        },
        legibility: 0.5,
    }
}

pub(crate) fn validity(why: &str) -> Validity {
    Validity {
        starts: Some(Day::constant(2026, 3, 1)),
        until: Some(Day::constant(2027, 3, 1)),
        warn_from: None,
        basis: ValidityBasis::Ends,
        why: why.to_owned(),
    }
}

pub(crate) fn current() -> Place {
    replacing(&[])
}

pub(crate) fn replacing(replaces: &[DocumentId]) -> Place {
    Place {
        kind: PlaceKind::Current,
        of: None,
        replaces: replaces.to_vec(),
        why: "Le seul.".to_owned(),
    }
}

pub(crate) fn twin_of(of: DocumentId) -> Place {
    Place {
        kind: PlaceKind::Duplicate,
        of: Some(of),
        replaces: Vec::new(),
        why: "Le même.".to_owned(),
    }
}

/// Only its owner may look into a file or folder.
pub(crate) fn is_private(path: &std::path::Path) -> bool {
    fs::metadata(path)
        .unwrap()
        .permissions()
        .mode()
        .trailing_zeros()
        >= 6
}
