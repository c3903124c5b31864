use super::{Case, aids, family, health, home, identity, others, taxes, work};

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
            make,
        }
    }

    const fn card(slug: &'static str, plastic: &'static str, make: fn(&mut Case<'_>)) -> Self {
        Self {
            slug,
            template: slug,
            sides: true,
            plastic,
            make,
        }
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
    Kind {
        template: "inconnu_recu",
        ..Kind::paper("inconnu", others::inconnu_recu)
    },
    Kind {
        template: "inconnu_lettre",
        ..Kind::paper("inconnu", others::inconnu_lettre)
    },
];
