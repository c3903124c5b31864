"""Pages with what the line detector overlooks: signs alone in the cells of tables, and pale print.

    python3 tables.py --seed 1 --count 44 --out pages
"""

import argparse
import json
import random
import sys
from pathlib import Path

LINES = Path(__file__).resolve().parents[1] / "lines"
sys.path.append(str(LINES))

import typst

import pages as lines

# Darkest and palest grey that such print has, of 255: at 215 people hardly see it on white paper.
PALE = (150, 215)


def sign(writer: lines.Writer) -> str:
    """What may stand alone in a cell: a digit for the most part."""
    dice = writer.dice
    return dice.choices(
        [writer.digits(1), writer.digits(2), dice.choice("ABCDEFGHOX"), dice.choice(["€", "%", "F", "x", "N°"])], [8, 3, 2, 1]
    )[0]


def cells(writer: lines.Writer, columns: int, rows: int, letters: int) -> list[list[str]]:
    """Whole columns of signs, of numbers and of words; the row of headings has words."""
    dice = writer.dice
    kinds = [dice.choices(["signs", "numbers", "words", "mixed"], [4, 2, 3, 2])[0] for _ in range(columns)]

    def cell(kind: str) -> str:
        if kind == "signs" or (kind == "mixed" and dice.random() < 0.3):
            return sign(writer)
        if kind == "numbers" or (kind == "mixed" and dice.random() < 0.4):
            return writer.number()
        return writer.line(dice.randint(1, letters), letters)

    return [[writer.word() for _ in kinds]] + [[cell(kind) for kind in kinds] for _ in range(rows)]


def page(writer: lines.Writer) -> dict:
    """A page of `lines.page` with wider tables and signs in them; a block in five is pale."""
    dice = writer.dice
    data = lines.page(writer, cards=0.0)
    for block in data["blocks"]:
        if block["kind"] == "table":
            letters = max(4, int(190 / (block["size"] * 0.19) / block["columns"] * 0.8))
            block["columns"] = min(block["columns"] + dice.randint(0, 2), 6)
            block["cells"] = cells(writer, block["columns"], dice.randint(2, 9), letters)
        if block["kind"] != "machine" and block["paper"] is None and dice.random() < 0.2:
            grey = dice.randint(*PALE)
            block["ink"] = f"#{grey:02x}{min(255, grey + dice.randint(0, 20)):02x}{min(255, grey + dice.randint(0, 30)):02x}"
    return data


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--out", type=Path, default=Path("pages"))
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    writer = lines.Writer(random.Random(arguments.seed))
    compiler = typst.Compiler(root=str(LINES), font_paths=lines.FONT_FOLDERS)
    for number in range(arguments.count):
        data = json.dumps(page(writer), ensure_ascii=False)
        out = arguments.out / f"s{arguments.seed}-{number:04}.pdf"
        compiler.compile(input=str(LINES / "page.typ"), output=str(out), sys_inputs={"data": data})


if __name__ == "__main__":
    main()
