//! What a run cost: time, processor time and memory of a child process and all below it.

use std::{
    collections::HashMap,
    fs,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use anyhow::Context as _;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    pub(crate) wall_s: f64,
    /// User and system time of the child and of all its children, one thread's worth per second.
    pub(crate) cpu_s: f64,
    /// Most memory that all of them held together, sampled every 50 ms, in MiB. Pages shared by
    /// several processes are split between them (PSS), so nothing is counted twice.
    pub(crate) peak_mib: f64,
}

/// Runs `command` to its end and measures it. The exit code is the caller's to judge.
pub(crate) fn measured(command: &mut Command) -> anyhow::Result<(Output, Cost)> {
    let started = Instant::now();
    let cpu_before = children_cpu_s();
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    let pid = child.id();
    let waiting = std::thread::spawn(move || Child::wait_with_output(child));
    let mut peak_kib = 0;
    while !waiting.is_finished() {
        peak_kib = peak_kib.max(tree_pss_kib(pid));
        std::thread::sleep(Duration::from_millis(50));
    }
    let output = waiting
        .join()
        .map_err(|_| anyhow::anyhow!("the waiting thread panicked"))??;
    let cost = Cost {
        wall_s: started.elapsed().as_secs_f64(),
        cpu_s: children_cpu_s() - cpu_before,
        peak_mib: f64::from(peak_kib) / 1024.0,
    };
    Ok((output, cost))
}

/// Processor time of all children that have ended and were waited for, and of theirs, in seconds.
fn children_cpu_s() -> f64 {
    // Fields 16 and 17 of proc(5), counted from 1, in clock ticks; Linux has shown 100 a second to
    // programs since 2.4 whatever the kernel's own rate. The second field may hold spaces: skip it.
    const TICKS_PER_S: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: f64 = after_name
        .split_whitespace()
        .skip(13)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    ticks / TICKS_PER_S
}

fn tree_pss_kib(root: u32) -> u32 {
    let parents = parents();
    let below = |mut pid: u32| {
        while pid > 1 {
            if pid == root {
                return true;
            }
            pid = parents.get(&pid).copied().unwrap_or(0);
        }
        false
    };
    parents
        .keys()
        .filter(|pid| below(**pid))
        .map(|pid| pss_kib(*pid))
        .sum()
}

fn parents() -> HashMap<u32, u32> {
    let Ok(folders) = fs::read_dir("/proc") else {
        return HashMap::new();
    };
    folders
        .flatten()
        .filter_map(|folder| {
            let pid: u32 = folder.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(folder.path().join("stat")).ok()?;
            let (_, rest) = stat.rsplit_once(')')?;
            Some((pid, rest.split_whitespace().nth(1)?.parse().ok()?))
        })
        .collect()
}

fn pss_kib(pid: u32) -> u32 {
    fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))
        .unwrap_or_default()
        .lines()
        .find_map(|line| line.strip_prefix("Pss:"))
        .and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_childs_child_is_paid_for_too() {
        let mut command = Command::new("sh");
        command.args([
            "-c",
            "sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done'; echo done",
        ]);
        let (output, cost) = measured(&mut command).expect("sh runs");
        assert_eq!(output.stdout, b"done\n");
        assert!(cost.cpu_s > 0.0, "{cost:?}");
        assert!(cost.peak_mib > 0.0, "{cost:?}");
    }
}
