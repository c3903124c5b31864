"""Invented cards for `pages.py`: small print in two languages on a patterned ground, machine lines in OCR-B."""

import math
import random
import unicodedata

FILLER = "<"
VALUES = {letter: value for value, letter in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {FILLER: 0}
LABELS = (
    "Nom / Surname|Prénoms / Given names|Nationalité / Nationality|Date de naissance / Date of birth|Lieu de naissance / Place of birth|Sexe / Sex"
    "|Date d'expiration / Date of expiry|Date de délivrance / Date of issue|Taille / Height|Domicile / Address|Autorité / Authority|Numéro personnel"
    "|N° du document / Document No|Nom d'usage / Alternate name|Né(e) le|à|Valable jusqu'au|Délivré le|Signature du titulaire|Catégorie|Remarques"
    "|1.|2.|3.|4a.|4b.|4c.|5.|7.|8.|9.|Numéro d'immatriculation|Bénéficiaire|Émise le|NOM|PRÉNOM|N° adhérent|Validité"
).split("|")
TITLES = (
    "CARTE NATIONALE D'IDENTITÉ / IDENTITY CARD|TITRE DE SÉJOUR / RESIDENCE PERMIT|PASSEPORT / PASSPORT|PERMIS DE CONDUIRE|carte d'assurance maladie"
    "|CARTE DE RÉSIDENT|CARTE MOBILITÉ INCLUSION|CARTE D'ADHÉRENT|RÉPUBLIQUE DE|Carte d'étudiant|VISA|CERTIFICAT D'IMMATRICULATION"
).split("|")
STATES = "FRA DZA MAR TUN SEN MLI CIV GIN COD PRT ESP ITA ROU TUR UKR SYR AFG BGD LKA CHN GBR BEL D<< UTO".split()
SEEN_MM = (92, 64)


def check_digit(text: str) -> str:
    """ICAO 9303 part 3: weights 7, 3, 1."""
    return str(sum(VALUES[letter] * weight for letter, weight in zip(text, (7, 3, 1) * len(text))) % 10)


def machine_lines(dice: random.Random, name: str, given: str) -> list[str]:
    """Two lines of 44 or 36 letters, three of 30, in the layouts of ICAO 9303, or the two of the former French card."""
    state, sex = dice.choice(STATES), dice.choice("MF<")
    day = lambda: f"{dice.randint(0, 99):02}{dice.randint(1, 12):02}{dice.randint(1, 28):02}"
    number = "".join(dice.choice("0123456789" * 3 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(9))
    birth, expiry = day(), day()
    numbers, births, expiries = (text + check_digit(text) for text in (number, birth, expiry))
    names = f"{name}<<{given}"
    fill = lambda text, wide: text[:wide].ljust(wide, FILLER)
    kind = dice.choice(["td3", "td3", "td1", "td1", "td2", "visa", "cni"])
    if kind == "td1":
        first = fill(f"{dice.choice(['I', 'ID', 'IR', 'C', 'IX'])}".ljust(2, FILLER) + state + numbers, 30)
        second = fill(f"{births}{sex}{expiries}{state}", 29)
        return [first, second + check_digit(first[5:] + second[:7] + second[8:15] + second[18:]), fill(names, 30)]
    if kind == "cni":
        first = fill(f"IDFRA{name}", 30) + f"{dice.randint(0, 999999):06}"
        second = f"{dice.randint(0, 999999999999):012}"
        second = second + check_digit(second) + fill(given, 14) + births + sex.replace("<", "F")
        return [first, second + check_digit(first + second)]
    wide = 44 if kind in ("td3", "visa") else 36
    first = fill(f"{'V' if kind == 'visa' else 'P' if kind == 'td3' else dice.choice('IC')}<{state}{names}", wide)
    second = fill(f"{numbers}{state}{births}{sex}{expiries}{dice.choice(['', number])}", wide - 1)
    return [first, second + check_digit(second)]


def ground(dice: random.Random) -> str:
    """Fine curves in pale colours, as SVG."""
    width, height = SEEN_MM
    hue = [dice.randint(170, 250) for _ in range(3)]
    drawn = [f'<rect width="{width}" height="{height}" fill="rgb({hue[0]},{hue[1]},{hue[2]})"/>']
    for _ in range(dice.choice([0, 2, 3, 4])):
        colour = "rgb({},{},{})".format(*(max(0, tone - dice.randint(5, 65)) for tone in hue))
        count, rise, waves = dice.randint(10, 40), dice.uniform(0.5, 6), dice.uniform(0.5, 9)
        phase, slope, thick = dice.uniform(0, 6), dice.uniform(-0.8, 0.8), dice.uniform(0.05, 0.35)
        for number in range(count):
            base = (number + 0.5) * height / count
            points = (
                f"{x},{base + slope * (x - width / 2) + rise * math.sin(phase * (1 + number / count) + waves * x / width * math.tau):.2f}"
                for x in range(0, width + 1, 2)
            )
            drawn.append(f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="{thick:.2f}"/>')
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{"".join(drawn)}</svg>'


def bare(word: str) -> str:
    """Letters that a machine line has, others as fillers."""
    plain = unicodedata.normalize("NFKD", word.upper())
    return "".join(letter if "A" <= letter <= "Z" else "" if unicodedata.combining(letter) else FILLER for letter in plain).strip(FILLER) or "X"


def card(writer) -> dict:
    """What `page.typ` draws as one card."""
    dice = writer.dice
    name, given = dice.choice(writer.french), " ".join(dice.sample(writer.french, dice.randint(1, 3)))
    value = lambda: dice.choice([writer.date, writer.date, writer.code, writer.word, writer.word, lambda: f"1,{writer.digits(2)} m", lambda: "F M".split()[dice.randint(0, 1)]])()
    pairs = [[dice.choice(LABELS), value()] for _ in range(dice.randint(3, 6))]
    pairs += [[dice.choice(LABELS[:2]), dice.choice([name, given]).upper()]]
    dice.shuffle(pairs)
    machine = machine_lines(dice, bare(name), "<".join(map(bare, given.split()))) if dice.random() < 0.75 else []
    return {
        "title": dice.choice(TITLES + [writer.line(8, 30).upper()]), "bar": dice.random() < 0.4, "pairs": pairs, "beside": dice.random() < 0.3,
        "columns": dice.choice([1, 2]), "label": round(dice.uniform(4.2, 6.5), 1), "value": round(dice.uniform(6.0, 9.5), 1), "bold": dice.random() < 0.5,
        "ink": dice.choice(["#000000", "#111133", "#333333", "#1a2a6a"]), "pale": dice.choice(["#224488", "#555555", "#884422", "#2a6a4a", "#333333"]),
        "family": dice.choice(["Liberation Sans", "DejaVu Sans", "Carlito", "Lato", "Noto Sans", "OCR B", "Nimbus Sans Narrow"]),
        "machine": machine, "machine_size": min(10.0, 375 / max(map(len, machine), default=30)),
        "ground": ground(dice), "width": SEEN_MM[0], "height": SEEN_MM[1],
    }
