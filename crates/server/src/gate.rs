//! What a request must show: that it means this server, and for a change that its page came from here.
//!
//! The main type is [`Gate`].

use rollcall_model::problem::Problem;
use std::net::SocketAddr;

/// The names of this server and its token.
pub(crate) struct Gate {
    hosts: Vec<String>,
    token: String,
}

impl Gate {
    /// A gate for an address, with a new token.
    pub(crate) fn new(address: SocketAddr) -> Result<Self, Problem> {
        Ok(Self { hosts: hosts(address), token: token()? })
    }

    /// What a change must bring.
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// Whether a Host header names this server.
    pub(crate) fn is_own_host(&self, host: &str) -> bool {
        self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host))
    }

    /// Whether a token is the right one. Takes as long for a wrong one, however much of it is right.
    pub(crate) fn is_token(&self, token: &str) -> bool {
        let same = |(a, b): (u8, u8)| a ^ b;
        token.len() == self.token.len() && token.bytes().zip(self.token.bytes()).map(same).fold(0, |all, one| all | one) == 0
    }
}

/// The Host headers that name an address.
fn hosts(address: SocketAddr) -> Vec<String> {
    let mut hosts = vec![address.to_string(), format!("localhost:{}", address.port())];
    if address.port() == 80 {
        hosts.push("localhost".into());
        hosts.push(address.ip().to_string());
    }
    hosts
}

/// 128 bits that nobody can guess, as hexadecimal digits.
fn token() -> Result<String, Problem> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Problem::new("this computer", "no-random-numbers", error.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
