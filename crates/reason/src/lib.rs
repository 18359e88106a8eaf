//! Facts and rules become findings with proofs
