//! Invented households: names, addresses, numbers and money that agree with each other.

use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::{
    numbers::{self, Account},
    rng::Dice,
    words::{day_forms, money},
};

/// The day on which all specimens are looked at.
pub const REFERENCE_DAY: Date = date(2026, 11, 21);

const SURNAMES: &[&str] = &[
    "Lavergnolle",
    "Boisgallet",
    "Tessancourt",
    "Diabassou",
    "Benhamdine",
    "Karimovski",
    "Nguyembo",
    "Peyrolade",
    "Mercadal",
    "Ouedragon",
    "Fontanelle",
    "Castelbrun",
    "Traorita",
    "Lemarchais",
    "Guivarel",
    "Zerdoumi",
    "Sabatini-Roux",
    "Le Goascoz",
    "Da Silvira",
    "El Mokhtar",
    "Hadjeri",
    "Vandermeulle",
    "Roussillac",
    "Abdoulmana",
    "Kowalinski",
    "Sissokho-Barry",
];
const WOMEN: &[&str] = &[
    "Fatoumata",
    "Élodie",
    "Samira",
    "Maryvonne",
    "Nadège",
    "Aïcha",
    "Solène",
    "Josiane",
    "Leïla",
    "Mariam",
    "Inès",
    "Chloé",
    "Anne-Laure",
    "Zoé",
    "Hélène",
    "Rokhaya",
];
const MEN: &[&str] = &[
    "Mamadou",
    "Jérôme",
    "Karim",
    "Yannick",
    "Gaël",
    "Ibrahim",
    "François",
    "Youssef",
    "Loïc",
    "Théo",
    "Rayan",
    "Jean-Marc",
    "Noël",
    "Aurélien",
    "Tiago",
    "Oumar",
];
const EMPLOYERS: [&str; 5] = [
    "Boulangerie Pain Doré SARL",
    "Propreté Océane SAS",
    "Transports Vauclin",
    "Aide à Domicile Les Lilas",
    "Jardins Maraîchers du Val",
];
const LANDLORDS: [&str; 4] = [
    "Habitat Val de Brenne",
    "SCI Les Glycines",
    "Agence du Vieux Port",
    "Logis Solidaire Atlantique",
];
const TOWNS: &[(&str, &str, &str)] = &[
    ("Saint-Aubry-sur-Loire", "44370", "44"),
    ("Port-Lannec", "29680", "29"),
    ("Villemarche", "72230", "72"),
    ("Montferrand-le-Vieux", "63190", "63"),
    ("La Roche-Esnard", "85470", "85"),
    ("Châtelneuf-en-Brie", "77520", "77"),
    ("Beaulieu-les-Mines", "62410", "62"),
    ("Sainte-Orse-du-Gard", "30640", "30"),
    ("Fontvieille-la-Garde", "13890", "13"),
];
const STREETS: &[&str] = &[
    "rue des Tanneurs",
    "avenue Jean-Jaurès",
    "allée des Érables",
    "place du Marché",
    "rue de l'Église",
    "boulevard de la Gare",
    "impasse du Lavoir",
    "rue Émile-Zola",
    "chemin des Vignes",
    "square Lucie-Aubrac",
];

#[derive(Clone, Debug)]
pub struct Person {
    pub woman: bool,
    pub given: Vec<String>,
    /// At birth.
    pub surname: String,
    /// Of a spouse, used instead.
    pub usage: Option<String>,
    pub birth: Date,
    pub birth_town: String,
    pub nationality: (&'static str, &'static str),
    pub nir: String,
    pub spi: String,
    /// Ten digits, for those who are not French.
    pub foreigner_number: String,
}

impl Person {
    fn throw(
        surname: &str,
        birth: Date,
        woman: bool,
        abroad: Option<(&'static str, &'static str, &str)>,
        dice: &mut Dice,
    ) -> Self {
        let names = if woman { WOMEN } else { MEN };
        let mut given = vec![(*dice.pick(names)).to_owned()];
        let second = (*dice.pick(names)).to_owned();
        if second != given[0] && dice.chance(0.6) {
            given.push(second);
        }
        let town = dice.pick(TOWNS);
        let (nationality, birth_town, department) = match abroad {
            Some((adjective, code, town)) => ((adjective, code), town.to_owned(), "99"),
            None => (("Française", "FRA"), town.0.to_owned(), town.2),
        };
        Self {
            woman,
            given,
            surname: surname.to_owned(),
            usage: None,
            birth,
            birth_town,
            nationality,
            nir: numbers::nir(woman, birth, department, dice),
            spi: numbers::spi(dice),
            foreigner_number: format!(
                "{}{}",
                if dice.chance(0.5) { "99" } else { "75" },
                dice.digits(8)
            ),
        }
    }

    /// The surname one is called by.
    pub fn called(&self) -> &str {
        self.usage.as_deref().unwrap_or(&self.surname)
    }

    /// First given name and surname, as the truth names a holder.
    pub fn full(&self) -> String {
        format!("{} {}", self.given[0], self.called())
    }

    pub fn full_at_birth(&self) -> String {
        format!("{} {}", self.given[0], self.surname)
    }

    pub fn is_foreign(&self) -> bool {
        self.nationality.1 != "FRA"
    }

    /// Everything a template may print.
    pub fn to_json(&self) -> Value {
        json!({
            "civ": if self.woman { "Mme" } else { "M." },
            "civility": if self.woman { "Madame" } else { "Monsieur" },
            "first": self.given[0],
            "given": self.given.join(", "),
            "given_spaced": self.given.join(" "),
            "birth_name": self.surname,
            "name": self.called(),
            "upper": self.called().to_uppercase(),
            "birth_upper": self.surname.to_uppercase(),
            "usage": self.usage,
            "full": self.full(),
            "letter": format!("{} {} {}", if self.woman { "MME" } else { "M" }, self.called().to_uppercase(), self.given[0].to_uppercase()),
            "e": if self.woman { "e" } else { "" },
            "sex": if self.woman { "F" } else { "M" },
            "birth": day_forms(self.birth),
            "birth_town": self.birth_town,
            "nationality": self.nationality.0,
            "nationality_code": self.nationality.1,
            "nir": numbers::grouped_nir(&self.nir),
            "spi": numbers::grouped_spi(&self.spi),
            "foreigner": self.foreigner_number,
        })
    }
}

#[derive(Clone, Debug)]
pub struct Address {
    pub street: String,
    pub postcode: String,
    pub town: String,
    /// Two characters.
    pub department: String,
}

impl Address {
    pub fn throw(dice: &mut Dice) -> Self {
        let (town, postcode, department) = *dice.pick(TOWNS);
        Self {
            street: format!("{} {}", dice.whole(1, 148), dice.pick(STREETS)),
            postcode: postcode.to_owned(),
            town: town.to_owned(),
            department: department.to_owned(),
        }
    }

    pub fn to_json(&self) -> Value {
        json!({ "street": self.street, "cp": self.postcode, "town": self.town, "dept": self.department,
                "upper": self.town.to_uppercase(), "one_line": format!("{}, {} {}", self.street, self.postcode, self.town) })
    }
}

/// An office or a company.
#[derive(Clone, Debug)]
pub struct Issuer {
    pub name: String,
    pub address: Address,
    pub siret: String,
    pub phone: String,
}

impl Issuer {
    /// In `near`'s town.
    pub fn throw(name: &str, near: &Address, dice: &mut Dice) -> Self {
        let address = Address {
            street: Address::throw(dice).street,
            ..near.clone()
        };
        // Numbers that the French regulator keeps for films.
        let phone = format!("01 99 00 {} {}", dice.digits(2), dice.digits(2));
        Self {
            name: name.to_owned(),
            address,
            siret: numbers::siret(dice),
            phone,
        }
    }

    pub fn to_json(&self) -> Value {
        json!({ "name": self.name, "upper": self.name.to_uppercase(), "street": self.address.street, "cp": self.address.postcode,
                "town": self.address.town, "town_upper": self.address.town.to_uppercase(), "dept": self.address.department,
                "siret": numbers::grouped(&self.siret, 3), "siret_plain": self.siret, "phone": self.phone })
    }
}

/// People under one roof, with what they earn and pay.
#[derive(Clone, Debug)]
pub struct Household {
    /// One or two.
    pub adults: Vec<Person>,
    pub children: Vec<Person>,
    pub home: Address,
    /// Where they lived until two years ago.
    pub former_home: Address,
    pub employer: Issuer,
    pub landlord: Issuer,
    pub account: Account,
    /// Euro cents a month, before the employer's deductions.
    pub gross: i64,
    /// Euro cents a month, without charges.
    pub rent: i64,
    pub charges: i64,
    pub caf_number: String,
    pub work_number: String,
    pub plate: String,
}

impl Household {
    pub fn throw(seed: u64) -> Self {
        let dice = &mut Dice::fork(seed, "household");
        let surname = *dice.pick(SURNAMES);
        let foreign = [
            ("Malienne", "MLI", "Bamako"),
            ("Marocaine", "MAR", "Oujda"),
            ("Algérienne", "DZA", "Oran"),
            ("Ukrainienne", "UKR", "Lviv"),
            ("Sri-lankaise", "LKA", "Jaffna"),
        ];
        let birth = |dice: &mut Dice, from: i64, to: i64| {
            date(
                dice.whole(from, to) as i16,
                dice.whole(1, 12) as i8,
                dice.whole(1, 28) as i8,
            )
        };
        let alone = dice.chance(0.35);
        // One of two is French, so that the bag holds both identity cards and permits to stay.
        let abroad = (alone && dice.chance(0.5)).then(|| *dice.pick(&foreign));
        let day = birth(dice, 1966, 1996);
        let woman = dice.chance(0.5);
        let mut adults = vec![Person::throw(surname, day, woman, abroad, dice)];
        if !alone {
            let other = *dice.pick(SURNAMES);
            let day = birth(dice, 1966, 1996);
            let abroad = dice.chance(0.7).then(|| *dice.pick(&foreign));
            let mut spouse = Person::throw(other, day, !woman, abroad, dice);
            if spouse.woman && dice.chance(0.6) {
                spouse.usage = Some(surname.to_owned());
            }
            adults.push(spouse);
        }
        let children = (0..dice.whole(1, 3))
            .map(|_| {
                let (day, girl) = (birth(dice, 2010, 2024), dice.chance(0.5));
                Person::throw(surname, day, girl, None, dice)
            })
            .collect();
        let home = Address::throw(dice);
        let plate_letters = "ABCDEFGHJKLMNPQRSTVWXYZ";
        Self {
            adults,
            children,
            former_home: Address::throw(dice),
            employer: Issuer::throw(EMPLOYERS[dice.whole(0, 4) as usize], &home, dice),
            landlord: Issuer::throw(LANDLORDS[dice.whole(0, 3) as usize], &home, dice),
            account: numbers::account(dice),
            gross: dice.whole(1_801_80, 2_650_00),
            rent: dice.whole(385_00, 720_00),
            charges: dice.whole(38_00, 96_00),
            caf_number: dice.digits(7),
            work_number: format!(
                "{}{}",
                dice.digits(7),
                dice.letters("ABCDEFGHJKLMNPRSTVWXYZ", 1)
            ),
            plate: format!(
                "{}-{}-{}",
                dice.letters(plate_letters, 2),
                dice.digits(3),
                dice.letters(plate_letters, 2)
            ),
            home,
        }
    }

    /// Year's taxable income of the household in whole euros: the first adult's pay, less the usual tenth.
    pub fn reference_income(&self, year: i16) -> i64 {
        let raise = i64::from(year - 2020) * 180_00;
        (self.gross * 12 * 78 / 100 * 9 / 10 + raise) / 100
    }

    /// Tax parts, in quarters.
    pub fn quarters(&self) -> i64 {
        let children = self.children.len() as i64;
        self.adults.len() as i64 * 4 + children.min(2) * 2 + (children - 2).max(0) * 4
    }

    pub fn to_json(&self) -> Value {
        json!({
            "home": self.home.to_json(), "old": self.former_home.to_json(),
            "kids": self.children.iter().map(Person::to_json).collect::<Vec<_>>(),
            "adults": self.adults.iter().map(Person::to_json).collect::<Vec<_>>(),
            "employer": self.employer.to_json(), "landlord": self.landlord.to_json(),
            "iban": numbers::grouped(&self.account.iban, 4), "bic": self.account.bic, "bank": self.account.bank,
            "branch": self.account.branch, "account": self.account.account, "rib_key": self.account.key,
            "rent": money(self.rent), "charges": money(self.charges), "caf": self.caf_number, "plate": self.plate,
        })
    }
}
