use crate::{
    Vault, VaultError,
    people::check_name,
    record::{open_record, seal_record},
    seal::{Object, keyed_name},
};

impl Vault {
    /// A setting of the house, as it was last set; `None` when it never was.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, VaultError> {
        let object = self.setting_object(name);
        let sealed: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT sealed FROM settings WHERE id = $1")
                .bind(format!("{:032x}", object.id))
                .fetch_optional(self.ledger().read())
                .await?;
        sealed
            .map(|sealed| open_record(&self.house().record, object, &sealed))
            .transpose()
    }

    /// # Errors
    ///
    /// `Refused` for a name that is empty or too long.
    pub async fn set_setting(&self, name: &str, value: &str) -> Result<(), VaultError> {
        check_name(name)?;
        let object = self.setting_object(name);
        sqlx::query(
            "INSERT INTO settings (id, sealed) VALUES ($1, $2)
             ON CONFLICT (id) DO UPDATE SET sealed = $2",
        )
        .bind(format!("{:032x}", object.id))
        .bind(seal_record(&self.house().record, object, &value))
        .execute(self.ledger().read())
        .await?;
        Ok(())
    }

    fn setting_object(&self, name: &str) -> Object {
        Object {
            kind: "setting",
            id: keyed_name(&self.house().lookup, "setting", name.as_bytes()),
        }
    }
}
