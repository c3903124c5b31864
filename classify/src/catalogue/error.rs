/// Why a catalogue was refused, with the line to look at, counted from 1. The text is the admin's own
/// file, never a paper, so it may be quoted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    #[error("ligne {line} : ce n'est pas du TOML correct : {what}")]
    Syntax { line: usize, what: String },
    #[error("ligne {line} : {at} : {what}")]
    Wrong {
        line: usize,
        /// `types.carte_solidaire`
        at: String,
        what: String,
    },
    #[error("le fichier fait {bytes} octets, plus que les {bytes_max} permis")]
    TooLong { bytes: usize, bytes_max: usize },
}
