use paper::Day;

/// What one paper is found by. Kept nowhere but in the words of the index: the vault has the paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// What the type is called on the screens: `Avis d'imposition`.
    pub label: String,
    /// The type's slug.
    pub document_type: String,
    /// The theme's slug.
    pub theme: String,
    pub holder: Option<String>,
    pub issuer: Option<String>,
    /// All days on the paper; any of them makes it found by a range of days, the newest ranks it.
    pub dates: Vec<Day>,
    pub text: String,
    /// What a second reader saw where it disagreed. Found by, but ranked below the text.
    pub other_text: String,
}
