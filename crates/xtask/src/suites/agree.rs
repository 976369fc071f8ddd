//! The command on the whole sample: every instruction set and every chunking
//! gives the same report, and what was redacted is no longer found.

use std::path::Path;

use super::Count;
use crate::demo;
use crate::shell::Run;

const SAMPLE: &str = "examples/data";

pub(super) fn run(root: &Path) -> Result<Count, String> {
    Run::cargo(root, "build --locked -p yinsi-cli").call()?;
    let program = demo::program(root, "debug");
    let report = |isa: &str, chunk: Option<&str>| {
        let mut run = Run::new(root, &program.to_string_lossy()).args([
            "scan",
            "--format",
            "jsonl",
            "--entities",
            "all",
            "--isa",
            isa,
        ]);
        if let Some(bytes) = chunk {
            run = run.args(["--chunk", bytes]);
        }
        run.args([SAMPLE]).output()
    };

    let mut count = Count::default();
    let mut expect = |what: &str, holds: bool| {
        println!("agree: {what}: {}", if holds { "ok" } else { "DIFFERS" });
        if holds { count.passed += 1 } else { count.failed += 1 }
    };
    let reference = report("scalar", None)?;
    expect("scalar finds something", !reference.is_empty());
    for isa in instruction_sets() {
        expect(isa, report(isa, None)? == reference);
        for bytes in ["997", "4096"] {
            expect(&format!("{isa} in chunks of {bytes} bytes"), report(isa, Some(bytes))? == reference);
        }
    }
    let outcome = demo::scan_redact_scan(root, &program)?;
    expect("the sample holds findings", outcome.found > 0);
    expect("redaction leaves nothing to find", outcome.left == 0);
    Ok(count)
}

/// The instruction sets of this machine by their names in yinsi, scalar included.
fn instruction_sets() -> Vec<&'static str> {
    let mut sets = vec!["scalar"];
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx2") {
            sets.push("avx2");
        }
        if is_x86_feature_detected!("avx512bw") && is_x86_feature_detected!("avx512vbmi") {
            sets.push("avx512");
        }
    }
    #[cfg(target_arch = "aarch64")]
    sets.push("neon");
    sets
}
