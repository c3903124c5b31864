use super::{
    Case, aids, civic, family, health, home, identity, others, school, strangers, taxes, work,
};

/// A type of paper that can be invented, in two layouts.
pub struct Kind {
    /// Slug of the catalogue.
    pub slug: &'static str,
    /// Its template in `typst/`.
    pub template: &'static str,
    /// The two pages are the two sides of a card.
    pub sides: bool,
    /// Which layouts are of plastic.
    plastic: &'static str,
    /// Among the committed papers of the demo, which stay as they are when a kind is added.
    pub in_demo: bool,
    pub(super) make: fn(&mut Case<'_>),
}

impl Kind {
    pub(super) fn stiff(&self, layout: char) -> bool {
        self.plastic.contains(layout)
    }

    const fn paper(slug: &'static str, make: fn(&mut Case<'_>)) -> Self {
        Self {
            slug,
            template: slug,
            sides: false,
            plastic: "",
            in_demo: true,
            make,
        }
    }

    const fn card(slug: &'static str, plastic: &'static str, make: fn(&mut Case<'_>)) -> Self {
        Self {
            slug,
            template: slug,
            sides: true,
            plastic,
            in_demo: true,
            make,
        }
    }

    /// Made for bags, not committed.
    const fn fresh(self) -> Self {
        Self {
            in_demo: false,
            ..self
        }
    }

    /// No type of the catalogue.
    const fn stranger(template: &'static str, make: fn(&mut Case<'_>)) -> Self {
        Self {
            template,
            ..Self::paper("inconnu", make)
        }
    }

    /// Whether it is a child's.
    pub fn is_of_a_child(&self) -> bool {
        matches!(
            self.slug,
            "certificat_scolarite"
                | "certificat_radiation"
                | "attestation_assurance_scolaire"
                | "carnet_vaccination"
        )
    }

    pub fn of(slug: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.slug == slug)
    }
}

pub static KINDS: &[Kind] = &[
    Kind::card("carte_identite", "a", identity::carte_identite),
    Kind::paper("passeport", identity::passeport),
    Kind::card("titre_sejour", "ab", identity::titre_sejour),
    Kind::paper("recepisse_sejour", identity::recepisse_sejour),
    Kind::paper(
        "attestation_demande_asile",
        identity::attestation_demande_asile,
    ),
    Kind::card("permis_conduire", "a", identity::permis_conduire),
    Kind::paper("quittance_loyer", home::quittance_loyer),
    Kind::paper("avis_echeance_loyer", home::avis_echeance_loyer),
    Kind::paper("bail", home::bail),
    Kind::paper("attestation_hebergement", home::attestation_hebergement),
    Kind::paper("attestation_domiciliation", home::attestation_domiciliation),
    Kind::paper(
        "attestation_assurance_habitation",
        home::attestation_assurance_habitation,
    ),
    Kind::paper(
        "attestation_demande_logement_social",
        home::attestation_demande_logement_social,
    ),
    Kind::paper("facture_energie", home::facture_energie),
    Kind::paper(
        "attestation_contrat_energie",
        home::attestation_contrat_energie,
    ),
    Kind::paper("facture_eau", home::facture_eau),
    Kind::paper("facture_telecom", home::facture_telecom),
    Kind::paper("avis_imposition", taxes::avis_imposition),
    Kind::paper(
        "avis_situation_declarative",
        taxes::avis_situation_declarative,
    ),
    Kind::paper("taxe_fonciere", taxes::taxe_fonciere),
    Kind::paper("bulletin_salaire", work::bulletin_salaire),
    Kind::paper("contrat_travail", work::contrat_travail),
    Kind::paper("attestation_employeur", work::attestation_employeur),
    Kind::paper(
        "avis_situation_france_travail",
        work::avis_situation_france_travail,
    ),
    Kind::paper(
        "attestation_paiement_france_travail",
        work::attestation_paiement_france_travail,
    ),
    Kind::paper("attestation_caf", aids::attestation_caf),
    Kind::paper(
        "attestation_quotient_familial",
        aids::attestation_quotient_familial,
    ),
    Kind::paper(
        "attestation_pension_retraite",
        aids::attestation_pension_retraite,
    ),
    Kind::card("carte_vitale", "ab", health::carte_vitale),
    Kind::paper(
        "attestation_droits_assurance_maladie",
        health::attestation_droits_assurance_maladie,
    ),
    Kind::paper("attestation_css", health::attestation_css),
    Kind::paper("carte_mutuelle", health::carte_mutuelle),
    Kind::paper("certificat_medical", health::certificat_medical),
    Kind::paper("notification_mdph", health::notification_mdph),
    Kind::card(
        "carte_mobilite_inclusion",
        "a",
        health::carte_mobilite_inclusion,
    ),
    Kind::paper("acte_naissance", family::acte_naissance),
    Kind::paper("livret_famille", family::livret_famille),
    Kind::paper("certificat_scolarite", family::certificat_scolarite),
    Kind::paper("jugement", family::jugement),
    Kind::paper("rib", others::rib),
    Kind::paper("releve_compte", others::releve_compte),
    Kind::paper("carte_grise", others::carte_grise),
    Kind::paper("courrier_administratif", others::courrier_administratif),
    Kind::paper("attestation_honneur", others::attestation_honneur),
    Kind::stranger("inconnu_recu", strangers::inconnu_recu),
    Kind::stranger("inconnu_lettre", strangers::inconnu_lettre),
    Kind::card("carte_electeur", "", civic::carte_electeur).fresh(),
    Kind::paper("photo_identite", civic::photo_identite).fresh(),
    Kind::paper("attestation_sejour_anef", civic::attestation_sejour_anef).fresh(),
    Kind::paper("visa_long_sejour", civic::visa_long_sejour).fresh(),
    Kind::paper(
        "decision_protection_asile",
        civic::decision_protection_asile,
    )
    .fresh(),
    Kind::paper("jugement_protection", civic::jugement_protection).fresh(),
    Kind::paper("acte_mariage", family::acte_mariage).fresh(),
    Kind::paper("acte_deces", family::acte_deces).fresh(),
    Kind::paper("attestation_pacs", family::attestation_pacs).fresh(),
    Kind::paper("attestation_loyer_caf", home::attestation_loyer_caf).fresh(),
    Kind::paper("declaration_revenus", taxes::declaration_revenus).fresh(),
    Kind::paper("certificat_travail", work::certificat_travail).fresh(),
    Kind::paper(
        "attestation_employeur_france_travail",
        work::attestation_employeur_france_travail,
    )
    .fresh(),
    Kind::paper("notification_caf", aids::notification_caf).fresh(),
    Kind::paper(
        "notification_droits_france_travail",
        aids::notification_droits_france_travail,
    )
    .fresh(),
    Kind::paper(
        "attestation_indemnites_journalieres",
        aids::attestation_indemnites_journalieres,
    )
    .fresh(),
    Kind::paper(
        "attestation_pension_invalidite",
        aids::attestation_pension_invalidite,
    )
    .fresh(),
    Kind::paper("cheque_energie", aids::cheque_energie).fresh(),
    Kind::card("carte_ame", "a", health::carte_ame).fresh(),
    Kind::card(
        "carte_europeenne_assurance_maladie",
        "a",
        health::carte_europeenne_assurance_maladie,
    )
    .fresh(),
    Kind::paper("carnet_vaccination", health::carnet_vaccination).fresh(),
    Kind::paper("attestation_refus_compte", others::attestation_refus_compte).fresh(),
    Kind::paper(
        "attestation_assurance_auto",
        others::attestation_assurance_auto,
    )
    .fresh(),
    Kind::card("carte_transport", "a", others::carte_transport).fresh(),
    Kind::paper("certificat_radiation", school::certificat_radiation).fresh(),
    Kind::card("carte_etudiant", "ab", school::carte_etudiant).fresh(),
    Kind::paper(
        "attestation_assurance_scolaire",
        school::attestation_assurance_scolaire,
    )
    .fresh(),
    Kind::paper("attestation_formation", school::attestation_formation).fresh(),
    Kind::paper("diplome", school::diplome).fresh(),
    Kind::paper("notification_bourse", school::notification_bourse).fresh(),
    Kind::stranger("inconnu_ticket", strangers::inconnu_ticket).fresh(),
    Kind::stranger("inconnu_annonce", strangers::inconnu_annonce).fresh(),
    Kind::stranger("inconnu_etranger", strangers::inconnu_etranger).fresh(),
    Kind::stranger("inconnu_notes", strangers::inconnu_notes).fresh(),
];
