//! The catalogue of words. A word is a key here and a text in `words/*.toml`; a key without a text does
//! not pass the tests. [`Key`] is what a person meets, in every language; [`Staff`] is what the staff
//! meets, in French.

use std::{collections::HashMap, sync::LazyLock};

use maud::Render;
use paper::{DateRole, PlaceKind};

/// A language that the person's screens speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lang {
    Fr,
    Ar,
}

impl Lang {
    pub(crate) const ALL: [Self; 2] = [Self::Fr, Self::Ar];

    /// French for a language that no one has translated yet.
    pub(crate) fn of(bcp47: &str) -> Self {
        match bcp47.split('-').next() {
            Some("ar") => Self::Ar,
            _ => Self::Fr,
        }
    }

    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::Ar => "ar",
        }
    }

    /// Its own name for itself.
    pub(crate) fn own_name(self) -> &'static str {
        match self {
            Self::Fr => "français",
            Self::Ar => "العربية",
        }
    }

    pub(crate) fn dir(self) -> &'static str {
        match self {
            Self::Fr => "ltr",
            Self::Ar => "rtl",
        }
    }

    fn words(self) -> &'static Words {
        match self {
            Self::Fr => &FRENCH,
            Self::Ar => &ARABIC,
        }
    }
}

macro_rules! keys {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $slug:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum $name {
            $($variant,)*
        }

        impl $name {
            #[cfg(test)]
            pub(crate) const ALL: &[Self] = &[$(Self::$variant,)*];

            /// `table.key` in `words/*.toml`.
            pub(crate) fn slug(self) -> &'static str {
                match self {
                    $(Self::$variant => $slug,)*
                }
            }
        }
    };
}

keys! {
    /// A word that a person meets: she may read French, another language, or nothing.
    Key {
        MyPapers = "person.my_papers",
        SeeAll = "person.see_all",
        Home = "person.home",
        Help = "person.help",
        Back = "person.back",
        NextPage = "person.next_page",
        PageBefore = "person.page_before",
        Show = "person.show",
        Close = "person.close",
        ToDo = "person.to_do",
        Older = "person.older",
        NothingHere = "person.nothing_here",
        HelpTitle = "person.help_title",
        HelpSay = "person.help_say",
        KeepOriginal = "person.keep_original",
        LinkOver = "person.link_over",
        PageOf = "person.page_of",
        Skip = "person.skip",
        StateUpToDate = "state.up_to_date",
        StateUpToDateSay = "state.up_to_date_say",
        StateEndsSoon = "state.ends_soon",
        StateEndsSoonSay = "state.ends_soon_say",
        StateOver = "state.over",
        StateOverSay = "state.over_say",
        StateUnlimited = "state.unlimited",
        StateUnlimitedSay = "state.unlimited_say",
        StateTooOld = "state.too_old",
        StateTooOldSay = "state.too_old_say",
        StateToCheck = "state.to_check",
        StateToCheckSay = "state.to_check_say",
        RefusalEmpty = "refusal.empty",
        RefusalNotAnImage = "refusal.not_an_image",
        RefusalBroken = "refusal.broken",
        RefusalLocked = "refusal.locked",
        RefusalTooManyBytes = "refusal.too_many_bytes",
        RefusalTooManyPixels = "refusal.too_many_pixels",
        RefusalTooManyPages = "refusal.too_many_pages",
        RefusalTooSlow = "refusal.too_slow",
        RefusalTooHeavy = "refusal.too_heavy",
        RefusalNothingReadable = "refusal.nothing_readable",
        RefusalSetAside = "refusal.set_aside",
        DoubtBlurred = "doubt.blurred",
        DoubtTooDark = "doubt.too_dark",
        DoubtGlare = "doubt.glare",
        DoubtShadow = "doubt.shadow",
        DoubtFinger = "doubt.finger",
        DoubtCutOff = "doubt.cut_off",
        DoubtTooFar = "doubt.too_far",
        DoubtBlank = "doubt.blank",
        DoubtLittleText = "doubt.little_text",
        DoubtPoorReading = "doubt.poor_reading",
        DoubtGarbledText = "doubt.garbled_text",
        DoubtDamaged = "doubt.damaged",
    }
}

keys! {
    /// A word of the staff's screens.
    Staff {
        Tagline = "staff.tagline",
        SignIn = "staff.sign_in",
        SignOut = "staff.sign_out",
        Login = "staff.login",
        Password = "staff.password",
        WrongLogin = "staff.wrong_login",
        People = "staff.people",
        Settings = "staff.settings",
        About = "staff.about",
        SearchPeople = "staff.search_people",
        Search = "staff.search",
        AddPerson = "staff.add_person",
        Name = "staff.name",
        Language = "staff.language",
        Add = "staff.add",
        PapersN = "staff.papers_n",
        Paper1 = "staff.paper_1",
        NoPaper = "staff.no_paper",
        NoPaperYet = "staff.no_paper_yet",
        ToCheckN = "staff.to_check_n",
        OverN = "staff.over_n",
        SoonN = "staff.soon_n",
        NoOne = "staff.no_one",
        Demarches = "staff.demarches",
        DemarchesOf = "staff.demarches_of",
        DemarchesSay = "staff.demarches_say",
        AllDemarches = "staff.all_demarches",
        ReadyOf = "staff.ready_of",
        Situation = "staff.situation",
        SituationSay = "staff.situation_say",
        Update = "staff.update",
        NeedState = "staff.need_state",
        NeedAsked = "staff.need_asked",
        NeedFound = "staff.need_found",
        NeedWhat = "staff.need_what",
        NeedHave = "staff.need_have",
        NeedMissing = "staff.need_missing",
        NeedTooOld = "staff.need_too_old",
        NeedIncomplete = "staff.need_incomplete",
        NeedUnclear = "staff.need_unclear",
        NeedOptional = "staff.need_optional",
        NeedIssuers = "staff.need_issuers",
        NeedTypes = "staff.need_types",
        NeedNothing = "staff.need_nothing",
        AskedAt = "staff.asked_at",
        WithForm = "staff.with_form",
        PerNote = "staff.per_note",
        PerApplicant = "staff.per_applicant",
        PerAdult = "staff.per_adult",
        PerChild = "staff.per_child",
        PerHost = "staff.per_host",
        PerDwelling = "staff.per_dwelling",
        PerHousehold = "staff.per_household",
        NewBag = "staff.new_bag",
        OpenWall = "staff.open_wall",
        MakeCard = "staff.make_card",
        Consents = "staff.consents",
        ConsentsSay = "staff.consents_say",
        Keep = "staff.keep",
        Sort = "staff.sort",
        Train = "staff.train",
        Yes = "staff.yes",
        No = "staff.no",
        Give = "staff.give",
        Withdraw = "staff.withdraw",
        BackHome = "staff.back_home",
        NoConsentShort = "staff.no_consent_short",
        NoConsent = "staff.no_consent",
        Bags = "staff.bags",
        BagLine = "staff.bag_line",
        BagLine1 = "staff.bag_line_1",
        BagOpen = "staff.bag_open",
        BagReading = "staff.bag_reading",
        BagDone = "staff.bag_done",
        SearchPapers = "staff.search_papers",
        FoundN = "staff.found_n",
        FoundNone = "staff.found_none",
        AllPapers = "staff.all_papers",
        Folded = "staff.folded",
        CheckN = "staff.check_n",
        Check1 = "staff.check_1",
        BagOf = "staff.bag_of",
        DropHere = "staff.drop_here",
        DropMore = "staff.drop_more",
        ChooseFiles = "staff.choose_files",
        SendAndSort = "staff.send_and_sort",
        SortNow = "staff.sort_now",
        Sending = "staff.sending",
        Reading = "staff.reading",
        Filed = "staff.filed",
        Checking = "staff.checking",
        Redo = "staff.redo",
        SumLine = "staff.sum_line",
        DoneOf = "staff.done_of",
        LeftAbout = "staff.left_about",
        AllDone = "staff.all_done",
        Filing = "staff.filing",
        NothingYet = "staff.nothing_yet",
        RedoTitle = "staff.redo_title",
        Original = "staff.original",
        WhichPaper = "staff.which_paper",
        OtherType = "staff.other_type",
        ChooseType = "staff.choose_type",
        SureAt = "staff.sure_at",
        Percent = "staff.percent",
        Why = "staff.why",
        WhyNone = "staff.why_none",
        RuleKeyword = "staff.rule_keyword",
        RuleLabel = "staff.rule_label",
        RuleName = "staff.rule_name",
        RuleAgent = "staff.rule_agent",
        Dates = "staff.dates",
        Holder = "staff.holder",
        AcceptNext = "staff.accept_next",
        Later = "staff.later",
        Undo = "staff.undo",
        Corrected = "staff.corrected",
        Undone = "staff.undone",
        KeysOn = "staff.keys_on",
        KeysTitle = "staff.keys_title",
        KeysEnter = "staff.keys_enter",
        KeysDigits = "staff.keys_digits",
        KeysSlash = "staff.keys_slash",
        KeysBack = "staff.keys_back",
        KeysLater = "staff.keys_later",
        Issuer = "staff.issuer",
        CodeOk = "staff.code_ok",
        CodeFailed = "staff.code_failed",
        CodeNone = "staff.code_none",
        NotTwin = "staff.not_twin",
        Validity = "staff.validity",
        Place = "staff.place",
        BackToPerson = "staff.back_to_person",
        Position = "staff.position",
        ReviewDone = "staff.review_done",
        CardTitle = "staff.card_title",
        CardSay = "staff.card_say",
        CardScan = "staff.card_scan",
        CardStop = "staff.card_stop",
        CardStopped = "staff.card_stopped",
        AdminTitle = "staff.admin_title",
        AdminBlind = "staff.admin_blind",
        TeamTitle = "staff.team_title",
        TeamAdd = "staff.team_add",
        Role = "staff.role",
        RoleAgent = "staff.role_agent",
        RoleAdmin = "staff.role_admin",
        TypesTitle = "staff.types_title",
        Forbidden = "staff.forbidden",
        NotFound = "staff.not_found",
        Failed = "staff.failed",
        TooBig = "staff.too_big",
        CrossSite = "staff.cross_site",
        BadInput = "staff.bad_input",
        SentN = "staff.sent_n",
        AdviseTitle = "staff.advise_title",
        AdviseMore = "staff.advise_more",
        AdviseAgain = "staff.advise_again",
        AdviseGoOn = "staff.advise_go_on",
        SendFailedN = "staff.send_failed_n",
        RetryAll = "staff.retry_all",
        FileTooBig = "staff.file_too_big",
        SignedOut = "staff.signed_out",
        AboutTitle = "staff.about_title",
        AboutWhat = "staff.about_what",
        AboutCopy = "staff.about_copy",
        AboutIcons = "staff.about_icons",
        AboutTabler = "staff.about_tabler",
        AboutCode = "staff.about_code",
        DateBirth = "dates.birth",
        DateIssued = "dates.issued",
        DateValidFrom = "dates.valid_from",
        DateValidUntil = "dates.valid_until",
        DatePeriodStart = "dates.period_start",
        DatePeriodEnd = "dates.period_end",
        DateIncomeYear = "dates.income_year",
        DateNoticeYear = "dates.notice_year",
        DateSchoolYear = "dates.school_year",
        DateDeadline = "dates.deadline",
        PlaceCurrent = "place.current",
        PlaceDuplicate = "place.duplicate",
        PlaceSuperseded = "place.superseded",
        PlaceSeries = "place.series",
    }
}

mod learn;
pub(crate) use learn::Learn;

impl Learn {
    pub(crate) fn text(self) -> &'static str {
        FRENCH.get(self.slug()).map_or("", String::as_str)
    }

    /// `{n}` and its like, filled in.
    pub(crate) fn with(self, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        fill(self.text(), values)
    }
}

impl Render for Learn {
    fn render_to(&self, buffer: &mut String) {
        self.text().render_to(buffer);
    }
}

impl Key {
    pub(crate) fn text(self, lang: Lang) -> &'static str {
        lang.words().get(self.slug()).map_or("", String::as_str)
    }
}

impl Staff {
    pub(crate) fn text(self) -> &'static str {
        FRENCH.get(self.slug()).map_or("", String::as_str)
    }

    /// `{n}` and its like, filled in.
    pub(crate) fn with(self, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        fill(self.text(), values)
    }

    pub(crate) fn date(role: DateRole) -> Self {
        match role {
            DateRole::Birth => Self::DateBirth,
            DateRole::Issued => Self::DateIssued,
            DateRole::ValidFrom => Self::DateValidFrom,
            DateRole::ValidUntil => Self::DateValidUntil,
            DateRole::PeriodStart => Self::DatePeriodStart,
            DateRole::PeriodEnd => Self::DatePeriodEnd,
            DateRole::IncomeYear => Self::DateIncomeYear,
            DateRole::NoticeYear => Self::DateNoticeYear,
            DateRole::SchoolYear => Self::DateSchoolYear,
            DateRole::Deadline => Self::DateDeadline,
        }
    }

    pub(crate) fn place(kind: PlaceKind) -> Self {
        match kind {
            PlaceKind::Current => Self::PlaceCurrent,
            PlaceKind::Duplicate => Self::PlaceDuplicate,
            PlaceKind::Superseded => Self::PlaceSuperseded,
            PlaceKind::Series => Self::PlaceSeries,
        }
    }
}

impl Render for Staff {
    fn render_to(&self, buffer: &mut String) {
        self.text().render_to(buffer);
    }
}

/// The person's name for a theme, or `None` for a theme that no one has named in her language.
pub(crate) fn theme_name(lang: Lang, theme: &str) -> Option<&'static str> {
    lang.words()
        .get(&format!("themes.{theme}"))
        .map(String::as_str)
}

/// What a field of a paper is called; its own name in plain letters when the catalogue of a town has
/// brought one that no one has named here.
pub(crate) fn field_name(field: &str) -> String {
    named("fields", field)
}

/// What a code is called: `mrz:TD1` by what stands before the colon.
pub(crate) fn code_name(kind: &str) -> String {
    named("codes", kind.split(':').next().unwrap_or(kind))
}

/// The words for a flag of a situation: `heberge`…
pub(crate) fn flag_name(flag: &str) -> String {
    named("flags", flag)
}

fn named(table: &str, slug: &str) -> String {
    FRENCH
        .get(&format!("{table}.{slug}"))
        .cloned()
        .unwrap_or_else(|| slug.replace('_', " "))
}

pub(crate) fn fill(text: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), &value.to_string())
    })
}

/// `table.key` → text.
type Words = HashMap<String, String>;

static FRENCH: LazyLock<Words> = LazyLock::new(|| read(include_str!("../words/fr.toml")));
static ARABIC: LazyLock<Words> = LazyLock::new(|| read(include_str!("../words/ar.toml")));

fn read(toml: &str) -> Words {
    let tables: HashMap<String, HashMap<String, String>> =
        toml::from_str(toml).expect("the word files are part of the program, and tested");
    tables
        .into_iter()
        .flat_map(|(table, words)| {
            words
                .into_iter()
                .map(move |(key, text)| (format!("{table}.{key}"), text))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_word_of_a_person_exists_in_every_language() {
        for lang in Lang::ALL {
            for key in Key::ALL {
                assert!(
                    !key.text(lang).is_empty(),
                    "{} in {}",
                    key.slug(),
                    lang.tag()
                );
            }
        }
    }

    #[test]
    fn every_word_of_the_staff_exists() {
        for key in Staff::ALL {
            assert!(!key.text().is_empty(), "{}", key.slug());
        }
        for key in Learn::ALL {
            assert!(!key.text().is_empty(), "{}", key.slug());
        }
    }

    #[test]
    fn every_theme_has_a_name_in_every_language() {
        for theme in classify::Catalogue::built_in().themes() {
            for lang in Lang::ALL {
                assert!(
                    theme_name(lang, &theme.slug).is_some(),
                    "{} in {}",
                    theme.slug,
                    lang.tag()
                );
            }
        }
    }

    #[test]
    fn everything_that_the_catalogue_names_has_a_french_name() {
        let catalogue = classify::Catalogue::built_in();
        let refs = catalogue.types().iter().flat_map(|card| &card.refs);
        let fields = refs.map(|rule| ("fields", rule.name.as_str()));
        let flags = catalogue
            .flags()
            .iter()
            .map(|flag| ("flags", flag.as_str()));
        let codes = paper::CodeKind::ALL.map(|kind| ("codes", kind.slug()));
        for (table, slug) in fields.chain(flags).chain(codes) {
            let word = FRENCH.get(&format!("{table}.{slug}"));
            assert!(word.is_some_and(|word| !word.is_empty()), "{table}.{slug}");
        }
        assert_eq!(field_name("one_of_the_town"), "one of the town");
    }

    /// Their keys come from the catalogue, not from here.
    const OPEN_TABLES: [&str; 4] = ["themes.", "fields.", "codes.", "flags."];

    #[test]
    fn no_word_is_left_that_nothing_uses() {
        let known: HashSet<&str> = Key::ALL
            .iter()
            .map(|key| key.slug())
            .chain(Staff::ALL.iter().map(|key| key.slug()))
            .chain(Learn::ALL.iter().map(|key| key.slug()))
            .collect();
        for lang in Lang::ALL {
            for slug in lang
                .words()
                .keys()
                .filter(|slug| !OPEN_TABLES.iter().any(|table| slug.starts_with(table)))
            {
                assert!(known.contains(slug.as_str()), "{slug} in {}", lang.tag());
            }
        }
    }

    /// Four words on a button, twelve in a sentence, and no word of an office (UX.md, goal 24).
    #[test]
    fn the_words_of_a_person_are_plain() {
        for key in Key::ALL {
            let text = key.text(Lang::Fr);
            let sentence = text.ends_with('.');
            let longest = text
                .split(". ")
                .map(|part| part.split_whitespace().count())
                .max();
            let limit = if sentence { 12 } else { 4 };
            assert!(longest <= Some(limit), "{text}");
            for banned in [
                "document",
                "expiré",
                "compte",
                "mot de passe",
                "rejeté",
                "valider",
            ] {
                assert!(!text.to_lowercase().contains(banned), "{text}");
            }
        }
    }

    #[test]
    fn a_value_takes_its_place_in_a_sentence() {
        assert_eq!(fill("{n} sur {m}", &[("n", &2), ("m", &5)]), "2 sur 5");
    }
}
