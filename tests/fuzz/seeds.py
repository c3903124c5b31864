"""Makes `seeds/`: small files of each kind, drawn or written here, from nobody's papers.

    pip install pillow zxing-cpp numpy && apt-get install libheif-examples
    python3 seeds.py

Kept in the repository as they came out, so that nobody needs this to fuzz; run it again for a new kind.
"""

import io
import subprocess
import tempfile
import tomllib
from pathlib import Path

import numpy
import zxingcpp
from PIL import Image, ImageDraw

HERE = Path(__file__).parent
SEEDS = HERE / "seeds"


def keep(target: str, name: str, content: bytes | str) -> None:
    folder = SEEDS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def paper(mode: str = "RGB") -> Image.Image:
    """A page the size of a stamp."""
    picture = Image.new("RGB", (64, 48), (250, 250, 245))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((4, 4, 20, 12), fill=(200, 30, 30))
    for row in range(16, 44, 6):
        draw.line((6, row, 58, row), fill=(20, 20, 20), width=2)
    return picture.convert(mode)


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def pictures() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    keep("jpeg", "colour-turned", saved(paper(), "JPEG", quality=60, exif=turned))
    keep("jpeg", "grey", saved(paper("L"), "JPEG", quality=60))
    keep("jpeg", "cmyk", saved(paper("CMYK"), "JPEG", quality=60))
    keep("jpeg", "progressive", saved(paper(), "JPEG", quality=60, progressive=True))
    whole = saved(paper(), "JPEG", quality=60)
    keep("jpeg", "cut", whole[: len(whole) * 3 // 4])
    for mode in ("1", "L", "P", "LA", "RGB", "RGBA", "I;16"):
        picture = paper("L").convert("I;16") if mode == "I;16" else paper(mode)
        keep("png", f"mode-{mode.replace(';', '')}", saved(picture, "PNG"))
    for name, options in (("lossy", {"quality": 50}), ("lossless", {"lossless": True})):
        keep("webp", name, saved(paper(), "WEBP", **options))
    keep("webp", "alpha", saved(paper("RGBA"), "WEBP", quality=50))
    keep("webp", "moving", saved(paper(), "WEBP", save_all=True, append_images=[paper().rotate(180)]))
    for mode, how in (("1", "group4"), ("1", "group3"), ("L", "tiff_lzw"), ("RGB", "tiff_deflate"),
                      ("RGB", "packbits"), ("RGB", "raw"), ("RGB", "jpeg"), ("CMYK", "raw")):
        keep("tiff", f"{mode}-{how}", saved(paper(mode), "TIFF", compression=how))
    keep("tiff", "two-pages", saved(paper("L"), "TIFF", compression="tiff_lzw", save_all=True,
                                    append_images=[paper("L").rotate(90, expand=True)]))
    keep("still", "gif", saved(paper("P"), "GIF"))
    keep("still", "gif-moving", saved(paper("P"), "GIF", save_all=True, append_images=[paper("P").rotate(180)]))
    keep("still", "bmp", saved(paper("P"), "BMP"))
    keep("still", "ppm", b"P6\n40 40\n255\n" + bytes(4800))
    keep("still", "pbm", b"P1\n40 40\n" + b"0 1 " * 800)
    keep("still", "pam", b"P7\nWIDTH 40\nHEIGHT 40\nDEPTH 1\nMAXVAL 255\nTUPLTYPE GRAYSCALE\nENDHDR\n" + bytes(1600))
    with tempfile.TemporaryDirectory() as folder:
        png = Path(folder, "paper.png")
        paper().save(png)
        for kind in ("heic", "avif"):
            out = Path(folder, f"paper.{kind}")
            encoder = ["heif-enc", "-q", "40", str(png), "-o", str(out)] + (["-A"] if kind == "avif" else [])
            if subprocess.run(encoder, capture_output=True).returncode == 0:
                keep("heic", kind, out.read_bytes())


def pdf(objects: list[bytes]) -> bytes:
    out, starts = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % start for start in starts)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< %s/Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def pdfs() -> None:
    head = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"]
    text = b"BT /F 12 Tf 20 160 Td (Facture du 12/03/2026) Tj 0 -20 Td (Total : 57,50 EUR) Tj ET"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] %s/Contents 4 0 R /Resources << %s >> >>"
    keep("pdf", "text", pdf(head + [page % (b"", b"/Font << /F 5 0 R >>"), stream(text), font]))
    keep("pdf", "turned", pdf(head + [page % (b"/Rotate 90 ", b"/Font << /F 5 0 R >>"), stream(text), font]))
    jpeg = saved(paper(), "JPEG", quality=40)
    picture = stream(jpeg, b"/Type /XObject /Subtype /Image /Width 64 /Height 48 /ColorSpace /DeviceRGB "
                           b"/BitsPerComponent 8 /Filter /DCTDecode ")
    keep("pdf", "scan", pdf(head + [page % (b"", b"/XObject << /P 5 0 R >>"), stream(b"200 0 0 200 0 0 cm /P Do"), picture]))
    hidden = b"200 0 0 200 0 0 cm /P Do " + b"Q " * 3 + text.replace(b"Tf", b"Tf 3 Tr")
    keep("pdf", "scan-with-text", pdf(head + [page % (b"", b"/XObject << /P 5 0 R >> /Font << /F 6 0 R >>"),
                                              stream(hidden), picture, font]))


def codes() -> None:
    kinds = {"qr": ("QRCode", "https://exemple.fr/a"), "datamatrix": ("DataMatrix", "DC04FR000001FFFF25472801"),
             "aztec": ("Aztec", "EXEMPLE 123"), "pdf417": ("PDF417", "EXEMPLE 123"), "code128": ("Code128", "EX123"),
             "ean": ("EAN13", "3017620422003"), "itf": ("ITF", "12345678")}
    for name, (kind, text) in kinds.items():
        code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
        dark = numpy.array(zxingcpp.write_barcode_to_image(code, scale=1)) < 128
        if dark.shape[0] < 20:  # bars: as high as a code on a paper
            dark = numpy.repeat(dark[:1] if dark.shape[0] == 1 else dark[dark.shape[0] // 2:][:1], 24, axis=0)
        dark = numpy.pad(dark, 4)
        width = min(dark.shape[1], 120)
        keep("codes", name, bytes([0, width]) + numpy.packbits(dark[:, :width].reshape(-1)).tobytes())
    grey = numpy.array(paper("L"), dtype=numpy.uint8)
    keep("codes", "print", bytes([1, 64]) + grey.tobytes())


def texts() -> None:
    samples = tomllib.loads((HERE / "../../classify/catalogue/samples.toml").read_text())
    for number, zone in enumerate(samples["mrz"]):
        keep("mrz", f"sample-{number}", "\n".join(zone["lines"]))
    keep("mrz", "spoiled", "ID FRA BERTH1ER<<<«<<(<<<<‹<<<<<<\n88O6923IO2858C0RINNE<<<<<<<6512068F6")
    for number, code in enumerate(samples["twoddoc"]):
        keep("twoddoc", f"sample-{number}", code["raw"])
    keep("numbers", "all", "2 69 05 49 588 157 80\nFR14 2004 1010 0505 0001 3M02 606\n3001123456789\n73282932000074\n2A")
    keep("numbers", "names", "DURAND ép. MARTIN Nathalie\nMme Natalie Durand-Martin")
    keep("numbers", "signs", "Œuvre d’été — ÆTHER\nﬁn · ½ № ǅ İstanbul ß")
    keep("dates", "days", "le 12/03/2026, 1er mars 2026, 03.2026, 12 MARS 26, 2026-03-12\nDU 01/01/2026 AU 31/01/2026")
    keep("dates", "lengths", "valable 12 mois\nsans limitation de durée\ndu 1er septembre 2025 au 31 août 2026\nAnnée scolaire 2025-2026\nrevenus de 2025")
    keep("document", "invoice", "FACTURE D'EAU\nFilandra, 12 rue des Lilas, 80000 AMIENS\nMme DURAND Nathalie\n"
         "Facture n° 123456 du 12/03/2026\nTotal TTC 57,50 €\nÀ payer avant le 30/03/2026")
    keep("document", "card", "RÉPUBLIQUE FRANÇAISE\nCARTE NATIONALE D'IDENTITÉ\n"
         "mrz|IDFRAX4RTBPFW46<<<<<<<<<<<<<<<|9007138F3002119FRA<<<<<<<<<<<6|MARTIN<<MAELYS<GAELLE<MARIE<<<")
    keep("document", "two-pages", "AVIS D'IMPÔT 2026\nImpôt sur les revenus de 2025\nPage 1/2\nNuméro fiscal 30 01 123 456 789\n"
         "2d-doc|" + samples["twoddoc"][2]["raw"] + "\fPage 2/2\nRevenu fiscal de référence 12 345")
    keep("document", "rib", "RELEVÉ D'IDENTITÉ BANCAIRE\nTitulaire du compte : DURAND Nathalie\nIBAN FR14 2004 1010 0505 0001 3M02 606")
    local = """[types.carte_solidaire]
label = "Carte solidaire"
short = "carte solidaire"
theme = "aides"
keywords = { strong = ["CARTE SOLIDAIRE"], medium = ["Amiens"], negative = ["VITALE"] }
dates = [{ role = "issued", labels = ["Fait le"] }]
refs = [{ name = "number", regex = "N° ?([0-9]{6})", check = "luhn" }]
validity = { kind = "end_date", fallback = { from = "issued", duration = "P1Y" } }
supersession = { mode = "replace", group_by = ["holder"], order_by = ["valid_until"] }
icon = { lucide = "id-card", openmoji = "1FAAA" }
"""
    keep("catalogue", "type", local)
    keep("catalogue", "type-without-refs", "\n".join(line for line in local.splitlines() if not line.startswith("refs")))
    keep("catalogue", "theme", '[themes.sport]\nlabel = "Sport"\ncolor = "#224466"\ntint = "#EEF2F6"\nlucide = "x"\nopenmoji = "1F3CB"\n')
    keep("catalogue", "group", '[groups]\ncartes = ["carte_identite", "passeport"]\n')
    words = ["[types.", "[themes.", "[groups]", "keywords", "strong", "medium", "negative", "require_any", "validity", "kind",
             "end_date", "fallback", "duration", "supersession", "mode", "replace", "group_by", "order_by", "retention", "refs",
             "labels", "regex", "check", "codes", "2ddoc:28", "mrz:TD1:ID:FRA", "P1Y", "P12M", "issued", "valid_until"]
    (SEEDS / "catalogue.dict").write_text("".join(f'"{word}"\n' for word in words))
    words = ["JANVIER", "MARS", "AOUT", "DECEMBRE", "DU ", " AU ", "1ER", "VALABLE", "DUREE", "LIMIT", "DEFINITIF", "MOIS", "ANS", "20", "19"]
    (SEEDS / "dates.dict").write_text("".join(f'"{word}"\n' for word in words))


if __name__ == "__main__":
    pictures()
    pdfs()
    codes()
    texts()
    print(f"{sum(1 for path in SEEDS.rglob('*') if path.is_file())} files, "
          f"{sum(path.stat().st_size for path in SEEDS.rglob('*') if path.is_file())} bytes")
