//! The typesetter: data in, PDF out, through the pinned `typst` wheel. A developers' tool; the demo needs none.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::json;

use crate::{SpecimenError, papers::Specimen};

/// One process for all papers: it loads the fonts once. Same data, same bytes: no clock and no font of the
/// machine's own gets in.
const DRIVER: &str = r#"
import datetime, json, sys, typst
jobs = json.load(sys.stdin)
compiler = typst.Compiler(root=jobs["root"], font_paths=jobs["fonts"], ignore_system_fonts=True)
errors = []
for job in jobs["papers"]:
    try:
        compiler.compile(input=job["input"], output=job["output"], sys_inputs={"data": job["data"]}, pdf_tags=False,
                         timestamp=datetime.datetime(2026, 11, 21, tzinfo=datetime.timezone.utc))
    except Exception as error:
        errors.append("%s: %s" % (job["input"].rsplit("/")[-1], error))
if errors:
    sys.exit("\n".join(errors))
"#;

/// Debian's packages fonts-liberation2, -dejavu-core, -lato, -crosextra-carlito.
const FONTS: [&str; 4] = ["liberation2", "dejavu", "lato", "crosextra"];

/// Where the templates are: this crate's own folder.
fn templates() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/typst"))
}

/// Writes `<id>.pdf` into `folder` for each specimen.
pub(crate) fn typeset(
    runtime: &Path,
    specimens: &[Specimen],
    folder: &Path,
) -> Result<(), SpecimenError> {
    if specimens.is_empty() {
        return Ok(());
    }
    let papers: Vec<_> = specimens
        .iter()
        .map(|specimen| {
            json!({
                "input": templates().join(format!("{}.typ", specimen.template)),
                "output": folder.join(format!("{}.pdf", specimen.id())),
                "data": specimen.print.to_string(),
            })
        })
        .collect();
    let fonts: Vec<_> = FONTS
        .iter()
        .map(|family| format!("/usr/share/fonts/truetype/{family}"))
        .collect();
    let jobs = json!({ "root": "/", "fonts": fonts, "papers": papers });
    let failed = |what: String| SpecimenError::Typeset(what);
    let mut python = Command::new("python3")
        .args(["-c", DRIVER])
        .env("PYTHONPATH", runtime.join("python"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(format!("python3: {error}")))?;
    let mut input = python
        .stdin
        .take()
        .ok_or_else(|| failed("no pipe to python3".to_owned()))?;
    input
        .write_all(jobs.to_string().as_bytes())
        .map_err(|error| failed(error.to_string()))?;
    drop(input);
    let outcome = python
        .wait_with_output()
        .map_err(|error| failed(error.to_string()))?;
    if outcome.status.success() {
        Ok(())
    } else {
        Err(failed(
            String::from_utf8_lossy(&outcome.stderr).trim().to_owned(),
        ))
    }
}
