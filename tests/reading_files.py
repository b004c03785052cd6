"""Takes nothing, gives files for the tests of reading: web pages, PDFs and compressed data, made here by hand."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
import zlib

ENGLISH = (
    "Jiangsu Hengrui Pharmaceuticals and Merck & Co. today announced an exclusive license agreement for HRS-5346, an oral "
    "lipoprotein(a) inhibitor in Phase 2. Hengrui will receive an upfront payment of $200 million.",
    "Hengrui is also eligible for up to $1.77 billion in development, regulatory and commercial milestones, plus royalties "
    "on net sales, if the product is approved.",
    "The license covers the world except the Greater China region, where Hengrui keeps all rights.",
)
SIMPLIFIED = (
    "江苏恒瑞医药股份有限公司今日宣布，与默沙东达成协议，将口服小分子Lp(a)抑制剂HRS-5346在大中华区以外的全球独家权利有偿许可给默沙东。",
    "根据协议，恒瑞医药将获得2亿美元的首付款，以及最高可达17.7亿美元的研发、监管和商业化里程碑付款，另有销售提成。",
    "公司表示，本次合作有助于进一步拓展创新药的海外市场，对公司未来的经营业绩会产生积极影响。",
)
TRADITIONAL = (
    "江蘇恆瑞醫藥股份有限公司今日宣布，與默沙東達成協議，將口服小分子Lp(a)抑制劑HRS-5346在大中華區以外的全球獨家權利有償許可給默沙東。",
    "根據協議，恆瑞醫藥將獲得2億美元的首付款，以及最高可達17.7億美元的研發、監管和商業化里程碑付款，另有銷售提成。",
    "公司表示，本次合作有助於進一步拓展創新藥的海外市場，對公司未來的經營業績會產生積極影響。",
)
HEADLINE = "Hengrui grants Merck a license to its Lp(a) inhibitor"


def page(
    paragraphs: tuple[str, ...] = ENGLISH,
    headline: str = HEADLINE,
    head: str = "",
    charset: str = "utf-8",
    around: int = 3,
) -> str:
    """A news page: menu, cookie notice, article, related links and foot; `around` scales what is not the article."""
    menu = "".join(f'<li class="item"><a href="/section/{i}">Section number {i}</a></li>' for i in range(8 * around))
    related = "".join(
        f'<div class="card"><a href="/story/{i}"><img src="/i/{i}.jpg" alt=""><h3>Another story with a long headline, {i}</h3></a>'
        f"<p>A teaser that says in one sentence what this other story is about, with the amount of ${i} million.</p></div>"
        for i in range(4 * around)
    )
    script = (
        "<script>var t='<div><p>not text</p></div>';"
        + "window.a=window.a||[];a.push({k:1});" * (60 * around)
        + "</script>"
    )
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="{charset}"><title>{headline} | The Daily Paper</title>{head}'
        f"<style>{'.a{color:red}' * 50 * around}</style>{script}</head><body>"
        f'<header class="site-header"><nav><ul>{menu}</ul></nav></header>'
        '<div id="cookie-banner">We use cookies to improve your experience on this site and to show you relevant advertising.</div>'
        f'<div class="layout"><main><article><h1>{headline}</h1><p class="date">May 20, 2025 06:45 ET</p>'
        f'<div class="article-body">{body}<ul><li>Upfront: $200 million</li><li>Milestones: up to $1.77 billion</li></ul>'
        "<h2>Terms</h2><table><tr><th>Payment</th><th>Amount</th></tr><tr><td>Upfront</td><td>$</td><td>200 million</td></tr></table>"
        f'</div></article></main><aside class="related-stories"><h2>Related</h2>{related}</aside></div>'
        f"<footer><p>Copyright 2025 The Daily Paper. All rights reserved. The material on this site may not be copied.</p></footer>{script}"
        "</body></html>"
    )


def large_page(seed: int = 0) -> bytes:
    """A page of about 100 kB whose article has about 5,000 characters."""
    paragraphs = tuple(f"{p} This is paragraph {seed}-{i} of the story." for i in range(7) for p in ENGLISH)
    cards = "".join(
        f'<div class="grid-item col-4" data-track="card-{i}" style="width: 30%"><div class="inner"><a class="link" href="/news/{i}-{seed}">'
        f'<span class="label">Biotech</span><h3 class="headline">A headline about company number {i}</h3></a>'
        f'<span class="time">2 hours ago</span></div></div>'
        for i in range(140)
    )
    whole = page(paragraphs, around=12).replace("<footer>", f'<div class="more-news">{cards}</div><footer>')
    return whole.encode()


def pdf(pages: list[list[str]], *, title: str | None = None, password: str | None = None, image: bool = False) -> bytes:
    """A PDF of Latin text, each page a list of lines set one below the other; an empty string leaves a line out.

    With `password`, encrypted by the standard handler of revision 2 (ISO 32000-1, 7.6.3).
    """
    streams = []
    for lines in pages:
        said = ["BT /F1 10 Tf 72 760 Td 14 TL"]
        for line in lines:
            escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            said.append(f"({escaped}) Tj T*" if line else "T*")
        said.append("ET")
        if image:
            said.append("q 400 0 0 600 72 72 cm /I1 Do Q")
        streams.append("\n".join(said).encode("cp1252"))
    objects: list[bytes] = []
    kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(len(pages)))
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    picture = b"\x80" * 100
    objects.append(
        b"<< /Type /XObject /Subtype /Image /Width 10 /Height 10 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 100 >>\nstream\n"
        + picture
        + b"\nendstream"
    )
    key = b""
    extra = b""
    if password is not None:
        owner = _rc4(hashlib.md5(_padded("owner")).digest()[:5], _padded(password))
        identity = b"0123456789abcdef"
        key = hashlib.md5(_padded(password) + owner + (0xFFFFFFFC).to_bytes(4, "little") + identity).digest()[:5]
        user = _rc4(key, _padded(""))
        extra = f"/Encrypt {5 + 2 * len(pages)} 0 R /ID [<{identity.hex()}> <{identity.hex()}>]".encode()
    for i, stream in enumerate(streams):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {6 + 2 * i} 0 R "
            "/Resources << /Font << /F1 3 0 R >> /XObject << /I1 4 0 R >> >> >>".encode()
        )
        number = 6 + 2 * i
        if key:
            stream = _rc4(hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10], stream)
        objects.append(f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream")
    if password is not None:
        objects.append(f"<< /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{user.hex()}> /P -4 >>".encode())
    if title is not None:
        objects.append(f"<< /Title ({title}) >>".encode())
        extra += f" /Info {len(objects)} 0 R".encode()
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write(b"".join(f"{place:010d} 00000 n \n".encode() for place in places))
    out.write(
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R ".encode()
        + extra
        + f" >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return out.getvalue()


_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def _padded(password: str) -> bytes:
    return (password.encode("latin-1") + _PADDING)[:32]


def _rc4(key: bytes, data: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def wrapped(text: str, width: int = 90) -> list[str]:
    """`text` in lines of at most `width` characters, broken at spaces."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + len(word) < width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def release() -> bytes:
    """A press release of two pages with a running head and page numbers."""
    pages = []
    for number in (1, 2, 3):
        lines = ["Hengrui Pharma - press release", ""]
        for paragraph in ENGLISH:
            lines += [*wrapped(paragraph), ""]
        pages.append([*lines, f"Page {number} of 3"])
    return pdf(pages, title="Hengrui licenses HRS-5346 to Merck")


def bomb(megabytes: int = 300) -> bytes:
    """Gzip data of zeros that unpack to so many megabytes, about a thousandth of it."""
    packer = zlib.compressobj(9, wbits=31)
    chunk = b"\0" * 1_000_000
    return b"".join(packer.compress(chunk) for _ in range(megabytes)) + packer.flush()


def zipped(name: str) -> bytes:
    """A ZIP archive of one member."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "text")
    return out.getvalue()


def gzipped(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)
