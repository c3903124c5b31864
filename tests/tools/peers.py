#!/usr/bin/env python3
"""Reads the same photos with Sésame and with other readers, and prints one table.

    tests/tools/peers.py --truth truth.jsonl [--part TEXT] [--step K] [--limit N] [--peers tesseract,sesame]

A reader that is not installed is left out, and one line says which. Every reader runs on one core, one process for
each photo, so that start-up is in its time; the time for a blank page is given beside it.
"""

import argparse
import json
import os
import re
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections import Counter
from pathlib import Path
from statistics import mean

HOUSE = Path(__file__).resolve().parents[2]
SECONDS_MAX = 600  # for one photo; OCRmyPDF takes a minute on a large one
# One thread each. The core is the one this script was started on, or the first it may use.
QUIET = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "ORT_DISABLE_TELEMETRY": "1"}


# -- The rule: as in ocr/examples/measure.rs, which says why.

# `char::is_whitespace` of Rust; Python's `str.split` parts words at control characters too.
SPACES = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


def words(text: str) -> list[str]:
    """In lower case, without the signs around them."""
    kept = (bare(word).lower().replace("’", "'") for word in SPACES.split(text))
    return [word for word in kept if word]


def bare(word: str) -> str:
    start, end = 0, len(word)
    while start < end and not word[start].isalnum():
        start += 1
    while end > start and not word[end - 1].isalnum():
        end -= 1
    return word[start:end]


def judge(row: dict, read: str) -> dict | None:
    """Shares in [0, 1]; `precision` is None when only some words of the paper are known."""
    whole = row.get("full_text")
    printed = words(whole) if whole is not None else [w for key in row.get("key_words") or [] for w in words(key)]
    if not printed:
        return None
    found = words(read)
    stock, joined_text = Counter(found), "".join(found)
    right = joined = 0
    for word in printed:
        if stock[word] > 0:  # each counts as often as it is printed
            stock[word] -= 1
            right += 1
        joined += word in joined_text
    return {
        "recall": right / len(printed),
        "precision": right / max(len(found), 1) if whole is not None else None,
        "joined": joined / len(printed),
    }


# -- The readers: each gives the text of a file, or raises.


def run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, timeout=SECONDS_MAX, env=os.environ | QUIET)
    if done.returncode != 0:
        raise RuntimeError((done.stderr.decode(errors="replace").strip().splitlines() or ["failed"])[-1])
    return done.stdout.decode(errors="replace")


def tesseract(_options, file: Path) -> str:
    return run(["tesseract", str(file), "-", "-l", "fra"])


def ocrmypdf(_options, file: Path) -> str:
    with tempfile.TemporaryDirectory() as folder:
        text, pdf = Path(folder, "text.txt"), Path(folder, "out.pdf")
        command = ["ocrmypdf", "-q", "-l", "fra", "--jobs", "1", "--output-type", "pdf", "--image-dpi", "300",
                   "--rotate-pages", "--deskew", "--sidecar", str(text)]
        if shutil.which("unpaper"):
            command.append("--clean")
        if file.suffix.lower() == ".pdf":
            command.append("--force-ocr")  # or it refuses a PDF that has text
        run([*command, str(file), str(pdf)])
        return text.read_text()


RAPID = """
import sys
from rapidocr_onnxruntime import RapidOCR
lines, _ = RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)(sys.argv[1])
print("\\n".join(line[1] for line in lines or []))
"""


def rapidocr(options, file: Path) -> str:
    return run([options.python, "-c", RAPID, str(file)])


def sesame(options, file: Path) -> str:
    rows = [json.loads(line) for line in run([options.sesame, "read", "--json", str(file)]).splitlines()]
    refused = [row["refused"] for row in rows if "refused" in row]
    if refused:
        raise RuntimeError(refused[0])
    return "\n".join(row["text"] for row in rows)


def has_rapidocr(options) -> bool:
    found = subprocess.run([options.python, "-c", "import rapidocr_onnxruntime"], capture_output=True, check=False)
    return found.returncode == 0


PEERS = {
    "tesseract": (tesseract, lambda _: shutil.which("tesseract")),
    "ocrmypdf": (ocrmypdf, lambda _: shutil.which("ocrmypdf")),
    "rapidocr": (rapidocr, has_rapidocr),
    "sesame": (sesame, lambda options: shutil.which(options.sesame)),
}


# -- The measure.


def cpu_s() -> float:
    """Of all children that ended, and of theirs."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def timed(read, options, file: Path) -> tuple[str, float, str | None]:
    """Text, CPU seconds, and why it failed."""
    before = cpu_s()
    try:
        text, why = read(options, file), None
    except (RuntimeError, OSError, subprocess.TimeoutExpired) as error:
        text, why = "", str(error)
    return text, cpu_s() - before, why


def blank_page(folder: Path) -> Path:
    """A white page of A6 at 100 dpi."""
    width, height = 413, 583

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\xff" * width) * height)
    page = folder / "blank.png"
    page.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b""))
    return page


def measure(name: str, options, rows: list[dict]) -> dict:
    read = PEERS[name][0]
    scores, spent, failed = [], [], 0
    for row in rows:
        text, seconds, why = timed(read, options, options.truth.parent / row["file"])
        if why:
            failed += 1
            print(f"{name}: {row['id']}: {why}", file=sys.stderr)
        score = judge(row, text)  # a photo that gives nothing counts as one without a word
        if score:
            scores.append(score)
            spent.append(seconds)
            if options.each:
                print(f"{name}: {row['id']}: recall {score['recall']:.3f}, {seconds:.1f} CPU s", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        start = timed(read, options, blank_page(Path(folder)))[1]
    precisions = [score["precision"] for score in scores if score["precision"] is not None]
    return {
        "n": len(scores),
        "recall": mean(score["recall"] for score in scores),
        "precision": mean(precisions) if precisions else None,
        "joined": mean(score["joined"] for score in scores),
        "cpu_s": mean(spent),
        "start_s": start,
        "failed": failed,
    }


def chosen(options) -> list[dict]:
    rows = [json.loads(line) for line in options.truth.read_text().splitlines() if line.strip()]
    rows = [row for row in rows if options.part in row["id"] and judge(row, "")]
    return rows[:: options.step][: options.limit]


def sesame_program() -> str:
    target = Path(os.environ.get("CARGO_TARGET_DIR", HOUSE / "target"))
    built = target / "release" / "sesame"
    return str(built) if built.is_file() else "sesame"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--truth", type=Path, required=True, help="rows with id, file, and full_text or key_words")
    parser.add_argument("--part", default="", help="only rows whose id holds this")
    parser.add_argument("--step", type=int, default=1, help="only every so many-th row: few photos of many papers")
    parser.add_argument("--limit", type=int, help="only so many rows")
    parser.add_argument("--peers", default=",".join(PEERS), help="separated by commas [default: all]")
    parser.add_argument("--sesame", default=sesame_program(), help="the program [default: as cargo built it]")
    parser.add_argument("--python", default=sys.executable, help="a Python that has rapidocr-onnxruntime")
    parser.add_argument("--each", action="store_true", help="each photo on stderr")
    options = parser.parse_args()
    options.peers = options.peers.split(",")
    unknown = [name for name in options.peers if name not in PEERS]
    if unknown:
        parser.error(f"{', '.join(unknown)}: not one of {', '.join(PEERS)}")
    return options


def main() -> int:
    options = arguments()
    rows = chosen(options)
    if not rows:
        print(f"peers: no row of {options.truth} has a text and {options.part!r} in its id", file=sys.stderr)
        return 1
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # children keep it
    absent = [name for name in options.peers if not PEERS[name][1](options)]
    if absent:
        print(f"not installed, so left out: {', '.join(absent)}")
    print("| reader | n | word recall | precision | joined recall | CPU s a photo | of which for a blank page | failed |")
    print("|---|---|---|---|---|---|---|---|")
    for name in options.peers:
        if name in absent:
            continue
        found = measure(name, options, rows)
        precision = f"{found['precision']:.3f}" if found["precision"] is not None else "–"
        print(f"| {name} | {found['n']} | {found['recall']:.3f} | {precision} | {found['joined']:.3f} "
              f"| {found['cpu_s']:.2f} | {found['start_s']:.2f} | {found['failed']} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
