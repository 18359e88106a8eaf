//! Numbers for made-up cases that look like chance and are the same everywhere. Programs of several crates, of which
//! `xtask` imports none, take this file in by its path.

/// Mixes a number well enough that neighbours have nothing in common (the finaliser of SplitMix64, Steele et al. 2014).
fn mixed(seed: usize) -> usize {
    let mut x = (seed as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((x ^ (x >> 31)) >> 16).unwrap_or_default()
}

/// One of the numbers below `of`, for the `at`th thing of which something is asked.
pub fn pick(of: usize, about: &str, at: usize) -> usize {
    let salt = about.bytes().fold(17_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
    mixed(at.wrapping_mul(1_000_003).wrapping_add(salt)) % of.max(1)
}
