//! `sesame`
fn main() {}
