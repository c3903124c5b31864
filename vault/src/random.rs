/// Bytes from the operating system's random source.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("without the kernel's random source nothing can be sealed");
    bytes
}

/// An id that nobody can guess and no two objects share.
pub(crate) fn random_id() -> u128 {
    u128::from_be_bytes(random())
}
