"""Pages of invented lines to photograph: French and English words, names, amounts, dates, references, in many
types and sizes. Writes PDFs; `README.md` says what comes next.

    python3 pages.py --seed 1 --count 100 --out pages
"""

import argparse
import datetime
import json
import random
import re
from pathlib import Path

import typst

from cards import card, machine_lines, bare

HUNSPELL = Path("/usr/share/hunspell/fr.dic")  # Debian hunspell-fr-classical, MPL-2.0
ENGLISH = Path("/usr/share/dict/american-english")  # Debian wamerican, public domain
FONT_FOLDERS = ["/usr/share/fonts"]
# Families that are on most printers and forms first; a name counts as often as it stands here.
FAMILIES = (
    ["Liberation Sans"] * 6 + ["Liberation Serif"] * 3 + ["Liberation Mono"] * 3 + ["DejaVu Sans"] * 3
    + ["Carlito"] * 4 + ["Lato", "Open Sans", "Roboto", "Noto Sans", "Noto Serif", "Cantarell", "Hack", "Inconsolata"]
    + ["EB Garamond", "Linux Libertine O", "Courier Prime", "FreeSans", "FreeSerif", "FreeMono", "Caladea", "Arimo"]
    + ["Tinos", "Cousine", "Nimbus Sans", "Nimbus Roman", "Nimbus Mono PS", "TeX Gyre Heros", "TeX Gyre Cursor", "DejaVu Serif"]
    + ["DejaVu Sans Mono", "Comic Neue", "Nimbus Sans Narrow", "Liberation Sans Narrow", "URW Gothic", "OCR A", "OCR B"]
)
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
MONTHS_EN = "January February March April May June July August September October November December".split()
SIGNS = list("€$£%°&@#*+=/\\|()[]{}<>«»“”’'\"!?:;,.-–—_~^§²³·•…")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Writer:
    def __init__(self, dice: random.Random):
        self.dice = dice
        self.french, self.english = words_of(HUNSPELL), words_of(ENGLISH)
        self.accented = [word for word in self.french if re.search("[^a-zA-Z]", word)]
        # Words in which a letter looks like another: only their neighbours tell.
        self.lookalikes = [word for word in self.french + self.english if re.search("^[iI]|rn|cl|ri|vv|fl|tt|^[lO]", word)]

    def word(self) -> str:
        dice = self.dice
        word = dice.choice(dice.choices([self.french, self.accented, self.english, self.lookalikes], [5, 3, 3, 2])[0])
        style = dice.random()
        if style < 0.22:
            return word.upper()
        if style < 0.5:
            return word[:1].upper() + word[1:]
        return word

    def digits(self, count: int) -> str:
        return "".join(self.dice.choice("0123456789") for _ in range(count))

    def letters(self, count: int) -> str:
        return "".join(self.dice.choice(LETTERS) for _ in range(count))

    def number(self) -> str:
        dice = self.dice
        whole = dice.choice([self.digits(1), self.digits(2), str(dice.randint(1, 99999)), str(dice.randint(1, 3000))])
        return dice.choice([
            whole, f"{whole},{self.digits(2)}", f"{whole}.{self.digits(2)}", f"{whole},{self.digits(2)} €",
            f"{whole},{self.digits(2)} EUR", f"{dice.randint(1, 99)} {self.digits(3)},{self.digits(2)} €", f"${whole}.{self.digits(2)}",
            f"{dice.randint(1, 99)},{self.digits(3)}.{self.digits(2)}", f"-{whole},{self.digits(2)}", f"{whole} %", f"{whole}%",
            f"{dice.randint(1, 9)}.{self.digits(3)},{self.digits(2)}", f"({whole})", f"n° {whole}", f"{whole} h {self.digits(2)}",
            f"{dice.randint(0, 99)}.{self.digits(2)}", f"{dice.randint(0, 999)}.{self.digits(2)}", f"{dice.randint(1, 9)} x {dice.randint(0, 99)}.{self.digits(2)}",
        ])

    def date(self) -> str:
        dice = self.dice
        day = datetime.date(1940, 1, 1) + datetime.timedelta(days=dice.randint(0, 35000))
        french, english = MONTHS[day.month - 1], MONTHS_EN[day.month - 1]
        ordinal = "1er" if day.day == 1 else str(day.day)
        return dice.choice([
            f"{day:%d/%m/%Y}", f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}", f"{day:%d-%m-%Y}", f"{day:%d/%m/%y}", f"{day:%Y-%m-%d}", f"{day:%d %m %Y}",
            f"{ordinal} {french} {day.year}", f"{ordinal} {french} {day.year}", f"{french.capitalize()} {day.year}", f"{english} {day.day}, {day.year}",
            f"{day.day}-{english[:3]}-{day.year}", f"{french.upper()} {day.year}",
        ])

    def code(self) -> str:
        dice, digits, letters = self.dice, self.digits, self.letters
        return dice.choice([
            f"{dice.randint(1, 2)} {digits(2)} {digits(2)} {digits(2)} {digits(3)} {digits(3)} {digits(2)}",
            f"FR{digits(2)} {digits(4)} {digits(4)} {digits(4)} {digits(4)} {digits(4)} {digits(3)}", f"{digits(3)} {digits(3)} {digits(3)} {digits(5)}",
            f"0{dice.randint(1, 9)} {digits(2)} {digits(2)} {digits(2)} {digits(2)}", f"{letters(2)}-{digits(3)}-{letters(2)}", digits(dice.randint(4, 14)),
            f"{letters(dice.randint(1, 3))}{digits(dice.randint(3, 9))}", f"{digits(5)} {dice.choice(self.french).upper()}", f"{digits(2)}:{digits(2)}",
            f"{letters(1)}{digits(2)}.{digits(1)}", f"{digits(4)}/{digits(2)}/{letters(2)}", f"{dice.randint(1, 9)}/{dice.randint(1, 9)}", f"#{digits(5)}",
            f"{digits(2)} {digits(2)} {digits(3)} {digits(3)} {digits(3)}", f"TVA {digits(2)},{digits(1)} %",
        ])

    def address(self) -> str:
        dice = self.dice
        plain = [word.lower() for word in dice.sample(self.french, 2)]
        return dice.choice([
            f"{dice.randint(1, 199)} {dice.choice(['rue', 'avenue', 'bd', 'allée', 'place', 'chemin', 'RUE', 'Road', 'Street'])} {self.word()} {self.word()}",
            f"{plain[0]}.{plain[1]}@{dice.choice(['exemple', 'mail', 'mairie', 'orange'])}.{dice.choice(['fr', 'com', 'org'])}",
            f"{plain[0]}{dice.choice(['', '.', '-', '_', self.digits(2)])}{plain[1]}@{self.word().lower()}{dice.choice(['', '-'])}{self.word().lower()}.com",
            f"www.{plain[0]}-{plain[1]}.{dice.choice(['fr', 'com', 'gouv.fr'])}", f"https://{plain[0]}.fr/{plain[1]}",
        ])

    def sign_mix(self) -> str:
        dice = self.dice
        word = self.word()
        first, last = dice.choice([("« ", " »"), ("(", ")"), ("“", "”"), ('"', '"'), ("[", "]"), ("", " :"), ("", ":"), ("", ","), ("", "."), ("", " ;"),
                                   ("", " !"), ("", "*"), ("l'", ""), ("d’", ""), ("qu'", ""), ("- ", ""), ("• ", ""), ("", "/" + self.word()), ("", " & " + self.word())])
        return first + word + last

    def line(self, least: int, most: int) -> str:
        dice = self.dice
        parts = [self.word] * 12 + [self.number] * 4 + [self.date] * 3 + [self.code] * 3 + [self.address] + [self.sign_mix] * 4
        text = []
        while len(" ".join(text)) < least:
            text.append(dice.choice(parts)())
        line = " ".join(text)[:most].strip()
        if dice.random() < 0.12:
            line = line.upper()
        if dice.random() < 0.02:
            line = " ".join(dice.choice(SIGNS) + dice.choice(self.french) for _ in range(3))
        return line


def words_of(path: Path) -> list[str]:
    """Bare words of a list or of a Hunspell dictionary, without flags and numbers."""
    words = (row.split("/")[0].split("\t")[0].strip() for row in path.read_text(encoding="utf-8").splitlines())
    return [word for word in words if word and not re.search(r"[\d.]", word) and 1 <= len(word) <= 16]


def two_colours(dice: random.Random) -> tuple[str, str]:
    """Any ink on any ground that people can tell apart: contrast 3 at least, as WCAG 2 reckons it."""

    def light(colour):
        r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05

    while True:
        ink, ground = ([dice.random() for _ in "rgb"] for _ in "ab")
        if max(light(ink), light(ground)) >= 3 * min(light(ink), light(ground)):
            return tuple("#" + "".join(f"{round(part * 255):02x}" for part in colour) for colour in (ink, ground))


def machine_block(writer: Writer) -> dict:
    """Machine lines between other print, as on the page of a passport that somebody copied."""
    dice = writer.dice
    lines = machine_lines(dice, bare(dice.choice(writer.french)), bare(dice.choice(writer.french)))
    return {"kind": "machine", "lines": lines, "size": round(dice.uniform(8.5, 15), 1)}


def page(writer: Writer, cards: float) -> dict:
    """What `page.typ` draws: blocks of lines and tables, or eight cards."""
    dice = writer.dice
    if dice.random() < cards:
        return {"cards": [card(writer) for _ in range(8)], "leading": 0.5, "blocks": []}
    family = dice.choice(FAMILIES)
    blocks, room = [], 46.0
    while room > 0:
        size = dice.choices([dice.uniform(6, 8), dice.uniform(8, 11), dice.uniform(11, 14), dice.uniform(14, 26)], [3, 6, 2, 1])[0]
        style = {"size": round(size, 1), "weight": dice.choice(["regular", "regular", "regular", "bold"]), "italic": dice.random() < 0.08,
                 "family": family if dice.random() < 0.7 else dice.choice(FAMILIES), "tracking": round(dice.choice([0, 0, 0, 0, dice.uniform(-0.03, 0.12)]), 3),
                 "ink": dice.choice(["#000000", "#000000", "#111122", "#333333", "#555555", "#777777", "#1a3a8a", "#8a1a1a", "#ffffff"])}
        style["paper"] = dice.choice(["#222222", "#1a3a8a", "#666666", "#8a1a1a"]) if style["ink"] == "#ffffff" else dice.choice([None] * 8 + ["#eeeeee", "#dde6f5", "#f7efd8"])
        if dice.random() < 0.12:
            style["ink"], style["paper"] = two_colours(dice)
        wide = int(190 / (size * 0.19))  # letters that fit across a page, about
        kind = dice.random()
        if kind < 0.35:
            rows = dice.randint(2, 8)
            lines = [writer.line(int(wide * dice.uniform(0.15, 0.85)), int(wide * 0.92)) for _ in range(rows)]
            blocks.append({"kind": "lines", "lines": lines, "align": dice.choice(["left", "left", "left", "right", "center"]), **style})
        elif kind < 0.75:
            columns, rows = dice.randint(2, 5), dice.randint(3, 9)
            each = max(4, int(wide / columns * 0.8))
            cells = [[writer.line(dice.randint(1, each), each) for _ in range(columns)] for _ in range(rows)]
            blocks.append({"kind": "table", "cells": cells, "columns": columns, "ruled": dice.random() < 0.5, **style})
        else:
            rows = dice.randint(3, 8)
            pairs = [[writer.line(4, max(8, wide // 3)), writer.line(3, max(8, wide // 3))] for _ in range(rows)]
            blocks.append({"kind": "pairs", "pairs": pairs, "mark": dice.choice(["", ":", " :", "...."]), **style})
        room -= rows * size / 9
    if dice.random() < 0.4:
        blocks.insert(dice.randint(0, len(blocks)), machine_block(writer))
    return {"cards": [], "blocks": blocks, "leading": round(dice.uniform(0.45, 0.9), 2)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--cards", type=float, default=0.25, help="share of pages that show cards")
    parser.add_argument("--out", type=Path, default=Path("pages"))
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    writer = Writer(random.Random(arguments.seed))
    here = Path(__file__).resolve().parent
    compiler = typst.Compiler(root=str(here), font_paths=FONT_FOLDERS)
    for number in range(arguments.count):
        data = json.dumps(page(writer, arguments.cards), ensure_ascii=False)
        out = arguments.out / f"s{arguments.seed}-{number:04}.pdf"
        compiler.compile(input=str(here / "page.typ"), output=str(out), sys_inputs={"data": data})


if __name__ == "__main__":
    main()
