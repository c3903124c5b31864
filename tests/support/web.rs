//! Someone at the doors of a served house: plain HTTP over a socket, with the cookie that signing in gave.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

/// Keeps its cookie, like a browser.
pub struct Visitor {
    /// `127.0.0.1:8080`
    host: String,
    cookie: Option<String>,
}

pub struct Answer {
    pub status: u16,
    /// Where a redirect leads.
    pub location: Option<String>,
    pub text: String,
}

impl Visitor {
    pub fn at(host: &str) -> Self {
        Self {
            host: host.to_owned(),
            cookie: None,
        }
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, "text/plain", b"")
    }

    pub fn form(&mut self, path: &str, form: &str) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        self.send("POST", path, kind, form.as_bytes())
    }

    /// # Panics
    ///
    /// When the answer is no JSON.
    pub fn json(&mut self, path: &str, body: &str) -> serde_json::Value {
        let answer = match body {
            "" => self.get(path),
            body => self.send("POST", path, "application/json", body.as_bytes()),
        };
        serde_json::from_str(&answer.text)
            .unwrap_or_else(|error| panic!("{path} {}: {error}: {}", answer.status, answer.text))
    }

    pub fn upload(&mut self, path: &str, file_name: &str, bytes: &[u8]) -> Answer {
        let head = format!(
            "--cut\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"{file_name}\"\r\n\r\n"
        );
        let body = [head.as_bytes(), bytes, b"\r\n--cut--\r\n"].concat();
        self.send("POST", path, "multipart/form-data; boundary=cut", &body)
    }

    /// HTTP/1.0: the answer ends with the connection and comes in one piece.
    ///
    /// # Panics
    ///
    /// When nobody answers.
    fn send(&mut self, method: &str, path: &str, kind: &str, body: &[u8]) -> Answer {
        let cookie = self.cookie.as_deref().unwrap_or_default();
        let head = format!(
            "{method} {path} HTTP/1.0\r\nHost: {}\r\nCookie: {cookie}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            self.host,
            body.len()
        );
        let mut answer = Vec::new();
        TcpStream::connect(&self.host)
            .and_then(|mut door| {
                door.write_all(head.as_bytes())?;
                door.write_all(body)?;
                door.read_to_end(&mut answer)
            })
            .expect("the house answers");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, text) = answer.split_once("\r\n\r\n").expect("an HTTP answer");
        let header = |name: &str| {
            let mut lines = head.lines().filter_map(|line| line.split_once(": "));
            lines.find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
        };
        if let Some(cookie) = header("set-cookie") {
            self.cookie = cookie.split(';').next().map(str::to_owned);
        }
        Answer {
            status: head
                .split(' ')
                .nth(1)
                .and_then(|status| status.parse().ok())
                .expect("a status"),
            location: header("location").map(str::to_owned),
            text: text.to_owned(),
        }
    }
}
