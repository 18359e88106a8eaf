//! How the child locks itself in, before it reads a byte.
//!
//! The main type is [`Lock`]. Three locks, each of which holds if another one fails: resource limits (memory, processor
//! time, no file may be written), landlock (no path may be opened, no port used), seccomp (only the calls that a process
//! needs that computes; all else is refused with `EPERM`). Why an allowed list and not a forbidden one: next year's kernel
//! has calls that we do not know yet. Why `EPERM` and not a kill: a parser that asks for something odd and can live without it
//! still gives its text.

use landlock::{ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetStatus, Scope};
use rlimit::Resource;
use seccompiler::{BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::error::Error;

/// What the child locks itself in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lock {
    /// Limits on memory, time and files.
    pub rlimits: bool,
    /// No paths, no ports.
    pub landlock: bool,
    /// Only the system calls that computing needs.
    pub seccomp: bool,
    /// The most memory, in bytes.
    pub memory: u64,
    /// The most processor time, in seconds.
    pub seconds: u64,
}

/// Which locks hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockReport {
    /// Limits on memory, time and files.
    pub rlimits: bool,
    /// No paths, no ports.
    pub landlock: bool,
    /// Only the system calls that computing needs.
    pub seccomp: bool,
}

impl LockReport {
    /// The names of the locks that do not hold and that `allowed` does not allow to go without.
    pub fn missing(&self, allowed: LockReport) -> Vec<String> {
        [
            ("rlimits", self.rlimits || allowed.rlimits),
            ("landlock", self.landlock || allowed.landlock),
            ("seccomp", self.seccomp || allowed.seccomp),
        ]
        .into_iter()
        .filter(|(_, fine)| !fine)
        .map(|(name, _)| name.to_string())
        .collect()
    }
}

impl Lock {
    /// All locks.
    pub fn full() -> Self {
        Self { rlimits: true, landlock: true, seccomp: true, memory: 2 << 30, seconds: 60 }
    }

    /// No lock: for tests that show what the locks are for.
    pub fn none() -> Self {
        Self { rlimits: false, landlock: false, seccomp: false, ..Self::full() }
    }

    /// Locks this process in, for good. Call it while there is only one thread: landlock and seccomp bind the thread that
    /// calls. Nothing is an error here; the report says what holds.
    pub fn apply(&self) -> LockReport {
        let limited = self.rlimits && self.limit().is_ok();
        let landlock = self.landlock && landlock().unwrap_or(false);
        // After landlock, which opens a file of its own to say what it forbids.
        let rlimits = limited && Resource::NOFILE.set(0, 0).is_ok();
        LockReport { rlimits, landlock, seccomp: self.seccomp && seccomp().is_ok() }
    }

    fn limit(&self) -> std::io::Result<()> {
        Resource::AS.set(self.memory, self.memory)?;
        // The soft limit ends the process with SIGXCPU, the hard one with SIGKILL.
        Resource::CPU.set(self.seconds, self.seconds + 1)?;
        Resource::FSIZE.set(0, 0)?;
        // The memory of this process may hold a confidential file: it must not become a core file.
        Resource::CORE.set(0, 0)?;
        // Not for root, and not on all systems; seccomp forbids new processes anyway.
        let _ = Resource::NPROC.set(0, 0);
        Ok(())
    }
}

/// Everything that landlock can forbid, forbidden. The newest kernel that this knows is asked for; an older one does what
/// it can, which since 5.13 is every access to a file.
fn landlock() -> Result<bool, Box<dyn Error>> {
    let abi = ABI::V6;
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(abi))?
        .handle_access(AccessNet::from_all(abi))?
        .scope(Scope::from_all(abi))?
        .create()?
        .restrict_self()?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}

fn seccomp() -> Result<(), Box<dyn Error>> {
    let filter = SeccompFilter::new(
        allowed()?,
        SeccompAction::Errno(libc::EPERM as u32),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?;
    let program: BpfProgram = filter.try_into()?;
    seccompiler::apply_filter_all_threads(&program)?;
    Ok(())
}

/// The calls that a process needs which reads its input, computes, and writes its answer.
fn allowed() -> Result<BTreeMap<i64, Vec<SeccompRule>>, seccompiler::BackendError> {
    let plain = [
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_lseek,
        libc::SYS_fstat,
        libc::SYS_ppoll,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_restart_syscall,
        libc::SYS_futex,
        libc::SYS_sched_yield,
        libc::SYS_clock_gettime,
        libc::SYS_getrandom,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = plain.into_iter().map(|call| (call, Vec::new())).collect();
    // Memory, but none that can be executed: what a parser was tricked into writing stays data.
    let no_code = SeccompCmpOp::MaskedEq(libc::PROT_EXEC as u64);
    for call in [libc::SYS_mmap, libc::SYS_mprotect] {
        let condition = SeccompCondition::new(2, SeccompCmpArgLen::Dword, no_code.clone(), 0)?;
        rules.insert(call, vec![SeccompRule::new(vec![condition])?]);
    }
    // Aborting is a signal to oneself, and to nobody else.
    let own = u64::from(std::process::id());
    let condition = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, own)?;
    rules.insert(libc::SYS_tgkill, vec![SeccompRule::new(vec![condition])?]);
    Ok(rules)
}
