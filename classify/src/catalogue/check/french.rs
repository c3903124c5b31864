//! What the reader of TOML says, in the words of who wrote the file.

use std::sync::OnceLock;

use regex::{Captures, Regex};

/// What is not known is passed on as it came: the line is right all the same.
pub(super) fn of_reader(message: &str) -> String {
    let message = message.lines().next().unwrap_or_default();
    sayings()
        .iter()
        .find_map(|(said, french)| Some(french(&said.captures(message)?)))
        .unwrap_or_else(|| message.to_owned())
}

type Saying = (Regex, fn(&Captures<'_>) -> String);

fn sayings() -> &'static [Saying] {
    static SAYINGS: OnceLock<Vec<Saying>> = OnceLock::new();
    SAYINGS.get_or_init(|| {
        let saying = |pattern: &str, french: fn(&Captures<'_>) -> String| {
            (Regex::new(pattern).expect("a plain pattern"), french)
        };
        vec![
            saying(
                r"^unknown field (`.*`), expected (?:one of )?(.+)$",
                |said| {
                    format!(
                        "{} n'est pas connu ici ; il y a {}",
                        &said[1],
                        either(&said[2])
                    )
                },
            ),
            saying(
                r"^unknown variant (`.*`), expected (?:one of )?(.+)$",
                |said| {
                    format!(
                        "{} n'est pas permis ; il y a {}",
                        &said[1],
                        either(&said[2])
                    )
                },
            ),
            saying(r"^missing field (`.+`)$", |said| {
                format!("il manque {}", &said[1])
            }),
            saying(r"^duplicate (?:key|field)", |_| {
                "ce nom est écrit deux fois".to_owned()
            }),
            saying(r"^invalid type: (.+), expected (.+)$", |said| {
                format!("on attend {}, et c'est {}", kind(&said[2]), found(&said[1]))
            }),
            saying(r"^invalid value: (.+), expected .+$", |said| {
                format!("{} n'est pas permis ici", found(&said[1]))
            }),
        ]
    })
}

/// `` `a` or `b` ``, as the reader lists what it knows.
fn either(names: &str) -> String {
    names.replace(" or ", " ou ")
}

fn kind(expected: &str) -> &str {
    match expected {
        "a string" => "un texte entre guillemets",
        "a boolean" => "true ou false",
        "a sequence" => "une liste entre crochets",
        _ if expected.starts_with("struct") || expected.contains("map") => {
            "un bloc { … } ou un titre [ … ]"
        }
        _ if expected.starts_with(['u', 'i']) => "un nombre entier",
        other => other,
    }
}

/// `` integer `3` `` and `string "oui"` keep what was written.
fn found(said: &str) -> String {
    let names = [
        ("integer ", "le nombre "),
        ("floating point ", "le nombre "),
        ("boolean ", ""),
        ("string ", "le texte "),
        ("sequence", "une liste"),
        ("map", "un bloc"),
    ];
    names
        .iter()
        .find_map(|(english, french)| Some(format!("{french}{}", said.strip_prefix(english)?)))
        .unwrap_or_else(|| said.to_owned())
}
