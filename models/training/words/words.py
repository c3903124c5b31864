"""Prints the words of a Hunspell dictionary in all their forms, and those of plain lists, in lower case, sorted, each once.

    python3 words.py /usr/share/hunspell/fr /usr/share/dict/american-english > words.txt

`README.md` says where they come from. Forms with a prefix are left out: the reader cuts words at the apostrophe.
"""

import re
import sys
from pathlib import Path

LENGTH = range(2, 25)


def rules(affixes: Path) -> dict[str, list[tuple[str, str, re.Pattern]]]:
    """Per flag: what is cut off, what is put there, and which words end so that it may be."""
    found: dict[str, list[tuple[str, str, re.Pattern]]] = {}
    for row in affixes.read_text(encoding="utf-8").splitlines():
        parts = row.split()
        if len(parts) >= 5 and parts[0] == "SFX":
            cut, put, ending = parts[2], parts[3].split("/")[0], parts[4]
            found.setdefault(parts[1], []).append(("" if cut == "0" else cut, "" if put == "0" else put, re.compile(f"(?:{ending})$")))
    return found


def flags_of(text: str) -> list[str]:
    """Hunspell's `FLAG long`: two letters each."""
    return [text[at : at + 2] for at in range(0, len(text), 2)]


def forms(stem: str, flags: str, known) -> set[str]:
    made = {stem}
    for flag in flags_of(flags):
        for cut, put, ending in known.get(flag, []):
            if stem.endswith(cut) and ending.search(stem):
                made.add(stem[: len(stem) - len(cut)] + put)
    return made


def hunspell(stem: str) -> set[str]:
    known = rules(Path(f"{stem}.aff"))
    words: set[str] = set()
    for row in Path(f"{stem}.dic").read_text(encoding="utf-8").splitlines()[1:]:
        word, _, flags = row.split()[0].partition("/")
        words |= forms(word, flags, known)
    return words


def main() -> None:
    words: set[str] = set()
    for source in sys.argv[1:]:
        plain = Path(source)
        words |= hunspell(source) if Path(f"{source}.dic").exists() else set(plain.read_text(encoding="utf-8").split())
    pieces = {piece.lower() for word in words for piece in re.split("['’-]", word)}
    kept = sorted(piece for piece in pieces if piece.isalpha() and len(piece) in LENGTH)
    print("\n".join(kept))


if __name__ == "__main__":
    main()
