//! A cable to a broker that a test can cut.

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::broadcast,
};

pub(crate) struct Cable {
    /// The broker's address, through the cable.
    pub(crate) address: String,
    cut: broadcast::Sender<()>,
}

impl Cable {
    /// `address` as `amqp://user:word@127.0.0.1:PORT/%2f`.
    pub(crate) async fn to(address: &str) -> Self {
        let (_, port) = address
            .split_once("@127.0.0.1:")
            .expect("a loopback address");
        let (port, _) = port.split_once('/').expect("a virtual host");
        let broker: u16 = port.parse().expect("a port");

        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let own = listener.local_addr().expect("bound").port();
        let (cut, _) = broadcast::channel(1);
        tokio::spawn(carry(listener, broker, cut.clone()));
        Self {
            address: address.replace(port, &own.to_string()),
            cut,
        }
    }

    /// Breaks the connections of this moment; later ones are carried again.
    pub(crate) fn cut(&self) {
        self.cut.send(()).expect("somebody is connected");
    }
}

async fn carry(listener: TcpListener, broker: u16, cut: broadcast::Sender<()>) {
    loop {
        let (mut near, _) = listener.accept().await.expect("the listener lives");
        let mut far = TcpStream::connect(("127.0.0.1", broker))
            .await
            .expect("the broker lives");
        let mut cut = cut.subscribe();
        tokio::spawn(async move {
            tokio::select! {
                _ = copy_bidirectional(&mut near, &mut far) => {}
                _ = cut.recv() => {}
            }
        });
    }
}
