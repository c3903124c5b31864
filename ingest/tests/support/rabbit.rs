//! A RabbitMQ broker for tests: Debian's package, a node of its own on loopback ports of its own, in
//! a folder of its own, ended with the test.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// How long a node may take to open its port: 7 s were seen on two cores, and CI may be busy.
const START_MAX: Duration = Duration::from_mins(2);

pub(crate) struct Broker {
    server: Child,
    epmd_port: u16,
    /// `amqp://guest:guest@127.0.0.1:PORT/%2f`
    pub(crate) address: String,
    _folder: tempfile::TempDir,
}

impl Broker {
    /// Panics with one clear line when the package is missing.
    pub(crate) fn start() -> Self {
        assert!(
            Path::new("/usr/sbin/rabbitmq-server").exists(),
            "the tests of the queue need RabbitMQ: apt-get install rabbitmq-server"
        );
        let folder = tempfile::tempdir().expect("a temporary folder");
        // The broker runs as another user, who has to get to its folders.
        open_to_all(folder.path());
        for name in ["mnesia", "log"] {
            let below = folder.path().join(name);
            fs::create_dir(&below).expect("a folder below it");
            open_to_all(&below);
        }
        let (port, dist_port, epmd_port) = (free_port(), free_port(), free_port());
        let server = Self::command(folder.path(), port, dist_port, epmd_port)
            .spawn()
            .expect("rabbitmq-server starts");
        let broker = Self {
            server,
            epmd_port,
            address: format!("amqp://guest:guest@127.0.0.1:{port}/%2f"),
            _folder: folder,
        };
        wait_for(port);
        broker
    }

    fn command(folder: &Path, port: u16, dist_port: u16, epmd_port: u16) -> Command {
        let is_root = fs::metadata("/proc/self").is_ok_and(|me| {
            use std::os::unix::fs::MetadataExt;
            me.uid() == 0
        });
        let mut command = if is_root {
            let mut command = Command::new("runuser");
            command.args([
                "-u",
                "rabbitmq",
                "--",
                "/usr/lib/rabbitmq/bin/rabbitmq-server",
            ]);
            command
        } else {
            Command::new("/usr/lib/rabbitmq/bin/rabbitmq-server")
        };
        let loopback = "-kernel inet_dist_use_interface {127,0,0,1}";
        command
            .current_dir("/")
            .env("HOME", folder)
            .env("RABBITMQ_NODENAME", format!("sesame{port}@localhost"))
            .env("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1")
            .env("RABBITMQ_NODE_PORT", port.to_string())
            .env("RABBITMQ_DIST_PORT", dist_port.to_string())
            .env("RABBITMQ_MNESIA_BASE", folder.join("mnesia"))
            .env("RABBITMQ_LOG_BASE", folder.join("log"))
            .env("RABBITMQ_CONFIG_FILE", folder.join("none"))
            .env("RABBITMQ_ENABLED_PLUGINS_FILE", folder.join("no_plugins"))
            .env("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", loopback)
            .env("ERL_EPMD_ADDRESS", "127.0.0.1")
            .env("ERL_EPMD_PORT", epmd_port.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }
}

impl Drop for Broker {
    /// The node first, then the port mapper that it started and that would outlive it.
    fn drop(&mut self) {
        end_tree(self.server.id());
        let _ = self.server.wait();
        let _ = Command::new("epmd")
            .args(["-port", &self.epmd_port.to_string(), "-kill"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
}

fn wait_for(port: u16) {
    let started = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(
            started.elapsed() < START_MAX,
            "RabbitMQ did not open its port"
        );
        sleep(Duration::from_millis(100));
    }
}

/// SIGTERM to a process and all below it: the node is a child of a shell of the script.
fn end_tree(process: u32) {
    let children = fs::read_to_string(format!("/proc/{process}/task/{process}/children"));
    for child in children.unwrap_or_default().split_whitespace() {
        end_tree(child.parse().expect("the kernel prints numbers"));
    }
    let _ = Command::new("kill").arg(process.to_string()).status();
}

fn open_to_all(folder: &Path) {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).expect("our own folder");
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port()
}
