"""What somebody wrote in an e-mail: its own text, without what it quotes and its signature. Pure.

Rather too much is kept than a sentence lost: where it is not certain that lines are quoted or
sign, they stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart
from html.parser import HTMLParser

import nh3
from mailparser_reply.parser import EmailMessage as Thread
from mailparser_reply.parser import EmailReply

LONGEST_READ = 30_000
"""Own text is at most a sixth of it; what follows is quoted."""
LONGEST_LINE = 300
"""No line of a mail program that says who wrote is longer."""
MOST_SIGNED, LONGEST_SIGNED = 8, 60
LINES = frozenset({"p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "pre"})
TAGS = LINES | {"br", "hr", "blockquote"}
UNSEEN = frozenset({"script", "style", "title"})
_OUTLOOK = re.compile(r"^\W*subject:", re.IGNORECASE | re.MULTILINE)
_OUTLOOK_DATE = re.compile(r"^\W*(?:sent|date):", re.IGNORECASE | re.MULTILINE)
_ATTRIBUTION = re.compile(r"(?:@|\b20\d\d\b).*:\s*$")
_COURTESY = re.compile(
    r"(?:(?:kind|best|warm) regards|regards|thanks|thank you|best|all the best)\W*", re.IGNORECASE
)
_CERTAIN = re.compile(r"--|__|sent from|get outlook", re.IGNORECASE)
_HOLDER = re.compile("\ue000(\\d+)\ue001")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ue000\ue001\ud800-\udfff]")
SIGNED_BY_MACHINE = frozenset({"application/pkcs7-signature", "application/pgp-signature"})


def own_text(message: EmailMessage) -> str:
    """What is said: quotes and signature cut, with a line about attachments that are left out."""
    text = without_quotes(_body(message))
    left_out = attachments(message)
    if not text or not left_out:
        return text
    what = "1 attachment" if left_out == 1 else f"{left_out} attachments"
    return f"{text}\n\n[Sent by e-mail; {what} left out]"


def attachments(message: EmailMessage) -> int:
    """How many files it carries; pictures inside its HTML and signatures are none."""
    return sum(1 for part in message.walk() if _is_attachment(part))


def without_quotes(text: str) -> str:
    """The text that the writer added, above, below and between what is quoted."""
    held: list[str] = []
    thread = Thread(text=_readable(text, held), languages=["en"], keep_hyphen_lists=True)
    kept = "\n".join(_unquoted(one) for one in _own(thread.read().replies))
    kept = _HOLDER.sub(lambda found: held[int(found.group(1))], kept)
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def text_of_html(html: str) -> str:
    """The lines of an HTML text; what is in a blockquote begins with > in each."""
    reader = _Lines()
    clean = nh3.clean(html, tags=set(TAGS), clean_content_tags=set(UNSEEN), attributes={})
    reader.feed(clean)
    reader.close()
    return reader.text()


def _body(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    text = _decoded(part)
    if part.get_content_type() == "text/html":
        return text_of_html(text)
    return _unflowed(text, part) if part.get_param("format", "") == "flowed" else text


def _decoded(part: MIMEPart) -> str:
    """In the character set that it names, or else in the likeliest one."""
    payload = part.get_payload(decode=True)
    octets = payload if isinstance(payload, bytes) else b""
    for charset in (str(part.get_content_charset("utf-8")), "utf-8"):
        try:
            return octets.decode(charset)
        except (LookupError, ValueError):
            continue
    return octets.decode("latin-1")


def _unflowed(text: str, part: MIMEPart) -> str:
    """Lines that the mail program broke, whole again (RFC 3676)."""
    drops_space = str(part.get_param("delsp", "")).lower() == "yes"
    made: list[str] = []
    open_line = False
    for raw in text.replace("\r\n", "\n").split("\n"):
        line = raw.removeprefix(" ")
        joins = open_line and not line.startswith(">") and line != "-- "
        made[-1:] = [made[-1] + line] if joins else [*made[-1:], line]
        open_line = line.endswith(" ") and line != "-- " and not line.startswith(">")
        if open_line and drops_space:
            made[-1] = made[-1][:-1]
    return "\n".join(made)


def _readable(text: str, held: list[str]) -> str:
    """What the parser may see: its expressions take minutes for long lines and for many empty
    ones. Long lines wait in `held`, of many quoted lines the first ones stand for all."""
    clean = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines: list[str] = []
    quoted = 0
    for line in (one.strip() for one in clean.split("\n")):
        quoted = quoted + 1 if line.startswith(">") else 0
        if quoted > 4 or (not line and lines[-1:] == [""]):
            continue
        if len(line) > LONGEST_LINE:
            held.append(line)
            line = f"\ue000{len(held) - 1}\ue001"
        lines.append(line)
    return "\n".join(lines)[:LONGEST_READ]


def _own(replies: list[EmailReply]) -> Iterator[str]:
    """The pieces that the writer may have written; the last ends where others' text begins."""
    for reply in replies:
        piece = reply.content
        if reply.headers and _quotes(reply.headers):
            piece = piece.removeprefix(reply.headers).strip()
            if not piece.startswith(">") and not reply.headers.startswith(">"):
                return
        yield _unsigned(piece, reply.signatures or "")


def _quotes(head: str) -> bool:
    """Whether a head is a mail program's; "From: March" above "To: June" is the writer's own."""
    if "wrote:" in head:
        return any(one.isdigit() for one in head)
    if "original message" in head.lower():
        return True
    return bool(_OUTLOOK.search(head) and _OUTLOOK_DATE.search(head))


def _unsigned(piece: str, signature: str) -> str:
    """Without its signature, where it is certain that it is one."""
    rest = piece.removesuffix(signature).strip()
    lines = signature.split("\n")
    short = len(lines) <= MOST_SIGNED and all(len(one) <= LONGEST_SIGNED for one in lines)
    certain = _CERTAIN.match(signature) or (short and _COURTESY.fullmatch(lines[0]))
    return rest if signature and rest and certain else piece


def _unquoted(piece: str) -> str:
    """Without lines that begin with >, and the line above them that says in any language who
    wrote."""
    kept: list[str] = []
    for line in piece.split("\n"):
        if not line.startswith(">"):
            kept.append(line)
            continue
        while kept and not kept[-1]:
            kept.pop()
        if kept and _ATTRIBUTION.search(kept[-1]):
            kept.pop()
        kept.append("")
    return "\n".join(kept)


def _is_attachment(part: EmailMessage) -> bool:
    if part.is_multipart() or part.get_content_type() in SIGNED_BY_MACHINE:
        return False
    if part.get_content_disposition() == "attachment":
        return True
    return part.get_content_maintype() != "text" and "Content-ID" not in part


class _Lines(HTMLParser):
    """Collects text line by line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = [""]
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A new line where the page has one."""
        self.depth += tag == "blockquote"
        self._break(always=tag == "br")

    def handle_endtag(self, tag: str) -> None:
        """And after it."""
        self.depth -= tag == "blockquote"
        self._break(paragraph=tag == "p")

    def handle_data(self, data: str) -> None:
        """White space is one space, as in a page."""
        words = re.sub(r"\s+", " ", data)
        if not self.lines[-1]:
            words = words.lstrip()
            words = f"> {words}" if words and self.depth else words
        self.lines[-1] += words

    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines)

    def _break(self, *, always: bool = False, paragraph: bool = False) -> None:
        if always or self.lines[-1]:
            self.lines.append("")
        if paragraph and self.lines[-2:-1] != [""]:
            self.lines.append("")
