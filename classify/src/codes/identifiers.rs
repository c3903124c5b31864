//! The data identifiers of 2D-Doc (`DOMAIN.md` §3.6.5, from the specification v3.3.4 to v3.3.9).

/// Two characters, shortest and longest value, and our name for it.
pub(super) struct Identifier {
    pub id: &'static str,
    pub min: usize,
    pub max: usize,
    pub name: &'static str,
}

const ANY: usize = usize::MAX;

macro_rules! identifiers {
    ($($id:literal $min:literal $max:tt $name:literal)*) => {
        &[$(Identifier { id: $id, min: $min, max: $max, name: $name }),*]
    };
}

pub(super) fn identifier(id: &str) -> Option<&'static Identifier> {
    IDENTIFIERS.iter().find(|known| known.id == id)
}

/// Fixed length when both numbers are equal.
pub(super) const IDENTIFIERS: &[Identifier] = identifiers! {
    "01" 0 ANY "identifiant" "02" 0 ANY "categorie" "03" 0 ANY "sous_categorie" "04" 0 ANY "composeur"
    "05" 0 ANY "version_composeur" "06" 4 4 "date_association" "07" 6 6 "heure_association"
    "08" 4 4 "date_expiration" "09" 4 4 "nombre_pages" "0A" 9 9 "siren_editeur" "0B" 9 9 "siren_integrateur"
    "0C" 0 ANY "url" "0D" 36 36 "uuid"
    "10" 0 38 "beneficiaire" "11" 0 38 "civilite" "12" 0 38 "prenom" "13" 0 38 "nom"
    "14" 0 38 "destinataire" "15" 0 38 "civilite_destinataire" "16" 0 38 "prenom_destinataire"
    "17" 0 38 "nom_destinataire" "18" 0 ANY "numero_facture" "19" 0 ANY "numero_client"
    "1A" 0 ANY "numero_contrat" "1B" 0 ANY "identifiant_souscripteur" "1C" 8 8 "debut_contrat"
    "1D" 0 16 "montant_ttc" "1E" 0 30 "telephone_beneficiaire" "1F" 0 30 "telephone_destinataire"
    "1G" 1 1 "co_beneficiaire_present" "1H" 1 1 "co_destinataire_present" "1I" 0 38 "co_beneficiaire"
    "1J" 0 38 "co_beneficiaire_civilite" "1K" 0 38 "co_beneficiaire_prenom" "1L" 0 38 "co_beneficiaire_nom"
    "1M" 0 38 "co_destinataire" "1N" 0 38 "co_destinataire_civilite" "1O" 0 38 "co_destinataire_prenom"
    "1P" 0 38 "co_destinataire_nom"
    "20" 0 38 "adresse_2" "21" 0 38 "adresse_3" "22" 0 38 "adresse_4" "23" 0 38 "adresse_5"
    "24" 5 5 "code_postal" "25" 0 32 "ville" "26" 2 2 "pays" "27" 0 38 "destinataire_adresse_2"
    "28" 0 38 "destinataire_adresse_3" "29" 0 38 "destinataire_adresse_4" "2A" 0 38 "destinataire_adresse_5"
    "2B" 5 5 "destinataire_code_postal" "2C" 0 32 "destinataire_ville" "2D" 2 2 "destinataire_pays"
    "30" 0 140 "titulaire_compte" "31" 14 38 "iban" "32" 8 11 "bic" "33" 0 30 "bban" "34" 2 2 "pays_compte"
    "35" 14 34 "qxban" "36" 4 4 "debut_releve" "37" 4 4 "fin_releve" "38" 0 11 "solde_ouverture"
    "39" 0 11 "solde_cloture"
    "40" 13 13 "numero_fiscal" "41" 0 12 "revenu_fiscal_reference" "42" 0 ANY "situation_foyer"
    "43" 1 5 "nombre_parts" "44" 13 13 "reference_avis" "45" 4 4 "annee_revenus" "46" 0 38 "declarant_1"
    "47" 13 13 "numero_fiscal_declarant_1" "48" 0 38 "declarant_2" "49" 13 13 "numero_fiscal_declarant_2"
    "4A" 8 8 "date_recouvrement" "4B" 8 8 "date_declaration" "4V" 0 10 "impot_net" "4W" 0 10 "reste_a_payer"
    "4X" 0 10 "retenue_source" "4Y" 0 ANY "adresse" "4Z" 0 10 "prelevements_sociaux"
    "50" 14 14 "siret_employeur" "51" 6 6 "heures" "52" 7 7 "heures_cumul" "53" 4 4 "debut_periode"
    "54" 4 4 "fin_periode" "55" 8 8 "debut_emploi" "56" 4 4 "fin_emploi" "57" 8 8 "signature_contrat"
    "58" 0 11 "net_imposable" "59" 0 12 "net_imposable_cumul" "5A" 0 11 "brut" "5B" 0 12 "brut_cumul"
    "5C" 0 11 "net" "5D" 0 38 "employeur_adresse_2" "5E" 0 38 "employeur_adresse_3"
    "5F" 0 38 "employeur_adresse_4" "5G" 0 38 "employeur_adresse_5" "5H" 5 5 "employeur_code_postal"
    "5I" 0 32 "employeur_ville" "5J" 2 2 "employeur_pays" "5L" 9 14 "siret_ou_rna" "5M" 0 38 "denomination"
    "5N" 21 21 "dossier_autorisation_travail" "5O" 0 38 "travail_nom" "5P" 0 38 "travail_prenom"
    "5Q" 0 38 "travail_adresse_1" "5R" 0 38 "travail_adresse_2" "5S" 0 38 "travail_adresse_3"
    "5T" 1 1 "type_contrat" "5U" 0 12 "duree_contrat" "5V" 12 12 "periode_declaration"
    "5W" 2 2 "nature_contrat" "5X" 0 ANY "emploi" "5Y" 12 12 "periode_paie" "5Z" 0 ANY "montant_paie"
    "60" 0 60 "prenoms" "61" 0 20 "prenom_usuel" "62" 0 38 "nom_naissance" "63" 0 38 "nom_usage"
    "64" 0 38 "nom_epoux" "65" 2 2 "type_piece" "66" 0 20 "numero_piece" "67" 2 2 "nationalite"
    "68" 1 1 "sexe" "69" 8 8 "date_naissance" "6A" 0 32 "lieu_naissance" "6B" 0 ANY "departement_naissance"
    "6C" 2 2 "pays_naissance" "6F" 0 90 "mrz" "6G" 1 38 "nom_complet" "6H" 1 10 "civilite_titulaire"
    "6I" 2 2 "pays_emetteur" "6J" 1 1 "type_document_etranger" "6K" 19 19 "numero_demande"
    "6L" 8 8 "date_depot" "6M" 0 40 "motif_sejour" "6N" 8 8 "debut_validite" "6O" 8 8 "fin_validite"
    "6P" 0 40 "autorisation_travail" "6Q" 0 10 "numero_etranger" "6R" 12 12 "numero_visa"
    "6S" 0 38 "domicile_2" "6T" 0 38 "domicile_3" "6U" 0 38 "domicile_4" "6V" 0 38 "domicile_5"
    "6W" 5 5 "domicile_code_postal" "6X" 0 32 "domicile_ville" "6Y" 2 2 "domicile_pays"
    "6Z" 9 11 "numero_etranger_travail"
    "87" 0 63 "organisme_retraite" "88" 5 10 "reference_retraite" "8A" 8 8 "date_certificat_vie"
    "8C" 0 10 "numero_retraite" "8D" 14 14 "siret_retraite"
    "90" 0 38 "acte_huissier_1" "91" 0 38 "acte_huissier_2" "92" 0 38 "acte_huissier_3"
    "93" 0 38 "acte_huissier_4" "94" 0 38 "acte_huissier_5" "95" 0 38 "acte_huissier_6" "96" 8 8 "date_acte"
    "AH" 0 30 "numero_cmi" "AI" 8 8 "expiration_cmi"
    "B0" 0 ANY "diplome_prenoms" "B1" 0 ANY "diplome_prenom" "B2" 0 38 "diplome_nom"
    "B3" 0 38 "diplome_nom_usage" "B4" 2 2 "diplome_nationalite" "B5" 1 1 "diplome_type"
    "B6" 1 1 "diplome_sexe" "B7" 8 8 "diplome_naissance" "B8" 0 32 "diplome_lieu_naissance"
    "B9" 2 2 "diplome_pays_naissance" "BA" 2 2 "diplome_mention" "BB" 0 50 "diplome_intitule"
    "BC" 1 1 "diplome_niveau_cec" "BD" 3 3 "diplome_credits" "BE" 3 3 "diplome_annee"
    "BF" 3 3 "cvec_annee" "BG" 2 2 "diplome_type_2" "BH" 0 30 "diplome_domaine" "BI" 0 30 "diplome_mention_2"
    "BJ" 0 30 "diplome_specialite" "BK" 14 14 "cvec_numero"
    "G0" 2 2 "asile_procedure" "G1" 2 2 "asile_region" "G2" 0 20 "asile_numero" "G3" 8 8 "asile_fin_droit"
    "G4" 0 ANY "asile_montant"
    "L0" 0 80 "vaccin_nom" "L1" 0 80 "vaccin_prenom" "L2" 8 8 "vaccin_naissance" "L3" 0 30 "vaccin_maladie"
    "L4" 5 15 "vaccin_agent" "L5" 5 30 "vaccin_produit" "L6" 5 30 "vaccin_fabricant" "L7" 1 1 "vaccin_rang"
    "L8" 1 1 "vaccin_doses" "L9" 8 8 "vaccin_date" "LA" 2 2 "vaccin_etat"
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_stands_once() {
        let mut ids: Vec<_> = IDENTIFIERS.iter().map(|known| known.id).collect();
        let mut names: Vec<_> = IDENTIFIERS.iter().map(|known| known.name).collect();
        for list in [&mut ids, &mut names] {
            let before = list.len();
            list.sort_unstable();
            list.dedup();
            assert_eq!(list.len(), before);
        }
        assert!(
            IDENTIFIERS
                .iter()
                .all(|known| known.id.len() == 2 && known.min <= known.max)
        );
    }
}
