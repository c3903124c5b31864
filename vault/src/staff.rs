use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use paper::StaffId;
use zeroize::Zeroizing;

use crate::{
    Act, Actor, Vault, VaultError,
    journal::NewLine,
    ledger::parse_id,
    limits,
    people::check_name,
    random::random_id,
    record::{open_record, seal_record},
    seal::{Object, keyed_name},
    wire,
};

/// Someone of the social service, as signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    pub id: StaffId,
    pub name: String,
    pub role: Role,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Receives and sorts papers with the people.
    Agent,
    /// Keeps the house: agents, types, models. Opens no paper.
    Admin,
}

impl Role {
    pub const ALL: [Self; 2] = [Self::Agent, Self::Admin];

    pub fn slug(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Admin => "admin",
        }
    }
}

impl Vault {
    /// `by`: the admin, or the machine for the first one of a house.
    ///
    /// # Errors
    ///
    /// `Refused` when the login is taken, or a name or the password is empty or too long.
    pub async fn add_staff(
        &self,
        login: &str,
        name: &str,
        role: Role,
        password: &str,
        by: Actor,
        now_s: i64,
    ) -> Result<StaffId, VaultError> {
        check_name(login)?;
        check_name(name)?;
        if password.is_empty() || password.len() > limits::PASSWORD_BYTES_MAX {
            return Err(VaultError::Refused("a password is empty or too long"));
        }
        let id = StaffId(random_id());
        let record = wire::StaffV1 {
            name: name.to_owned(),
            password: hash_password(password).await?,
        };
        let mut write = self.ledger().write().await?;
        let added = sqlx::query(
            "INSERT INTO staff (id, login, role, sealed, tries, rests_until_s, added_at_s)
             VALUES ($1, $2, $3, $4, 0, 0, $5) ON CONFLICT (login) DO NOTHING",
        )
        .bind(id.to_string())
        .bind(self.login_name(login))
        .bind(role.slug())
        .bind(seal_record(&self.house().record, staff_of(id), &record))
        .bind(now_s)
        .execute(&mut *write)
        .await?;
        if added.rows_affected() == 0 {
            return Err(VaultError::Refused("the login is taken"));
        }
        let line = NewLine::of_house(by, Act::AddedStaff, now_s);
        self.note(&mut write, line.about(id)).await?;
        write.commit().await?;
        Ok(id)
    }

    /// `None` for an unknown login, a wrong password, or a login that rests after five wrong ones; the
    /// three look the same and take as long.
    pub async fn sign_in(
        &self,
        login: &str,
        password: &str,
        now_s: i64,
    ) -> Result<Option<Staff>, VaultError> {
        let Some(id) = self.count_a_try(login, now_s).await? else {
            let _ = hash_password(password).await?;
            return Ok(None);
        };
        let (staff, record) = self
            .staff_record(id)
            .await?
            .ok_or(VaultError::NotFound("staff"))?;
        let right = check_password(password, record.password).await?;
        let mut write = self.ledger().write().await?;
        let act = if right {
            Act::SignedIn
        } else {
            Act::FailedSignIn
        };
        if right {
            sqlx::query("UPDATE staff SET tries = 0, rests_until_s = 0 WHERE id = $1")
                .bind(id.to_string())
                .execute(&mut *write)
                .await?;
        }
        self.note(&mut write, NewLine::of_house(Actor::Staff(id), act, now_s))
            .await?;
        write.commit().await?;
        Ok(right.then_some(staff))
    }

    /// `None` when there is nobody of this id.
    pub async fn staff(&self, id: StaffId) -> Result<Option<Staff>, VaultError> {
        Ok(self.staff_record(id).await?.map(|(staff, _)| staff))
    }

    /// Everyone of the house, in the order of coming.
    pub async fn all_staff(&self) -> Result<Vec<Staff>, VaultError> {
        let ids: Vec<String> = sqlx::query_scalar("SELECT id FROM staff ORDER BY added_at_s, id")
            .fetch_all(self.ledger().read())
            .await?;
        let mut all = Vec::with_capacity(ids.len());
        for id in ids {
            all.extend(self.staff(parse_id(&id)?).await?);
        }
        Ok(all)
    }

    /// Counts a try before the password is looked at, so that a hundred at once are a hundred tries.
    /// `None` when the login is unknown or rests.
    async fn count_a_try(&self, login: &str, now_s: i64) -> Result<Option<StaffId>, VaultError> {
        let mut write = self.ledger().write().await?;
        let found: Option<(String, i64, i64)> =
            sqlx::query_as("SELECT id, tries, rests_until_s FROM staff WHERE login = $1")
                .bind(self.login_name(login))
                .fetch_optional(&mut *write)
                .await?;
        let Some((id, tries, rests_until_s)) = found.filter(|found| found.2 <= now_s) else {
            return Ok(None);
        };
        let full = tries + 1 >= limits::SIGN_IN_TRIES_MAX;
        sqlx::query("UPDATE staff SET tries = $1, rests_until_s = $2 WHERE id = $3")
            .bind(if full { 0 } else { tries + 1 })
            .bind(if full {
                now_s + limits::SIGN_IN_REST_S
            } else {
                rests_until_s
            })
            .bind(&id)
            .execute(&mut *write)
            .await?;
        write.commit().await?;
        Ok(Some(parse_id(&id)?))
    }

    async fn staff_record(
        &self,
        id: StaffId,
    ) -> Result<Option<(Staff, wire::StaffV1)>, VaultError> {
        let row: Option<(String, Vec<u8>)> =
            sqlx::query_as("SELECT role, sealed FROM staff WHERE id = $1")
                .bind(id.to_string())
                .fetch_optional(self.ledger().read())
                .await?;
        let Some((slug, sealed)) = row else {
            return Ok(None);
        };
        let role = Role::ALL.into_iter().find(|role| role.slug() == slug);
        let record: wire::StaffV1 = open_record(&self.house().record, staff_of(id), &sealed)?;
        let staff = Staff {
            id,
            name: record.name.clone(),
            role: role.ok_or_else(|| VaultError::damaged("staff", id))?,
        };
        Ok(Some((staff, record)))
    }

    fn login_name(&self, login: &str) -> String {
        let name = keyed_name(
            &self.house().lookup,
            "login",
            login.trim().to_lowercase().as_bytes(),
        );
        format!("{name:032x}")
    }
}

fn staff_of(id: StaffId) -> Object {
    Object {
        kind: "staff",
        id: id.0,
    }
}

/// argon2id with the library's defaults (19 MiB, 2 passes: OWASP's first choice), off the async threads.
async fn hash_password(password: &str) -> Result<String, VaultError> {
    let password = Zeroizing::new(password.to_owned());
    off_thread(move || {
        let hash: PasswordHash = Argon2::default()
            .hash_password(password.as_bytes())
            .expect("the length was checked and the default parameters are valid");
        hash.to_string()
    })
    .await
}

async fn check_password(password: &str, hash: String) -> Result<bool, VaultError> {
    let password = Zeroizing::new(password.to_owned());
    off_thread(move || {
        PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        })
    })
    .await
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, VaultError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| VaultError::Disk(std::io::Error::other(error)))
}
