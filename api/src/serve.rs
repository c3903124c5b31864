//! `sesame serve`: the app, with its workers.

use std::{
    io::{Write, stdout},
    sync::Arc,
};

use anyhow::Context as _;
use ingest::taught;
use tokio::net::TcpListener;
use vault::{Actor, Role};

use crate::{
    assets,
    cli::{DoorArgs, ServeArgs},
    house::House,
    web,
    work::{Workers, asked_to_end},
};

pub(crate) async fn run(args: ServeArgs) -> anyhow::Result<()> {
    let mut house = House::open(&args.store, &args.store.data_or("sesame-data")).await?;
    house.town = args.town;
    house.behind_tls = args.door.behind_tls;
    first_admin(&house).await?;
    let workers = (!args.no_workers).then(|| Workers::start(&house));
    open_doors(Arc::new(house), &args.door, |address| {
        writeln!(stdout(), "Sésame : {address}")
    })
    .await?;
    if let Some(workers) = workers {
        workers.end().await;
    }
    Ok(())
}

/// Serves until asked to end. `say` is called once with the address, when the door is open.
pub(crate) async fn open_doors(
    house: Arc<House>,
    door: &DoorArgs,
    say: impl FnOnce(&str) -> std::io::Result<()>,
) -> anyhow::Result<()> {
    let listener = TcpListener::bind(door.listen)
        .await
        .with_context(|| format!("cannot listen on {}", door.listen))?;
    say(&format!("http://{}", listener.local_addr()?))?;
    let following = tokio::spawn(taught::follow(Arc::clone(&house.kit)));
    let app = web::router(house);
    tokio::select! {
        served = axum::serve(listener, app).into_future() => served?,
        ended = asked_to_end() => ended?,
    }
    following.abort();
    Ok(())
}

/// A new house has nobody who could let anyone in: an admin is made, and her password said once.
async fn first_admin(house: &House) -> anyhow::Result<()> {
    if !house.vault().all_staff().await?.is_empty() {
        return Ok(());
    }
    let password = random_password()?;
    house
        .vault()
        .add_staff(
            "admin",
            "Administration",
            Role::Admin,
            &password,
            Actor::Machine,
            house.now_s(),
        )
        .await?;
    writeln!(
        stdout(),
        "Première administration : identifiant « admin », mot de passe « {password} »"
    )?;
    Ok(())
}

/// 80 random bits as 20 hexadecimal digits.
fn random_password() -> anyhow::Result<String> {
    let mut bytes = [0; 10];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    Ok(assets::hexadecimal(&bytes))
}
