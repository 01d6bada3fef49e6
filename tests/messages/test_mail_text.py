"""What somebody wrote is kept whole; what they quote and how they sign is not."""

from __future__ import annotations

import time
from email import message_from_string, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.messages import mail_text

GMAIL = "On Tue, 24 Nov 2026 at 10:02, Crossover <no-reply@crossover.example> wrote:"
OUTLOOK = (
    "From: Crossover <no-reply@crossover.example>\nSent: 24 November 2026 10:02\n"
    "To: Ada Byron <ada@rivers.example>\nSubject: A message for you\n\nDear Ada\nOld words."
)
QUOTED = "> Dear Ada\n> Old words.\n"


@pytest.mark.parametrize(
    ("text", "own"),
    [
        pytest.param(f"Yes.\n\n{GMAIL}\n\n{QUOTED}", "Yes.", id="Gmail, above"),
        pytest.param(f"Yes.\r\n\r\n{GMAIL}\r\n> Old\r\n", "Yes.", id="its line ends"),
        pytest.param(
            f"Yes.\n\n{GMAIL.replace(' <', chr(10) + '<')}\n{QUOTED}", "Yes.", id="over two lines"
        ),
        pytest.param(f"{GMAIL}\n{QUOTED}\nYes.\n", "Yes.", id="below"),
        pytest.param(
            f"Hello Ada,\n\n{GMAIL}\n> One?\n\nYes.\n\n> Two?\n\nNo.\n",
            "Hello Ada,\n\nYes.\n\nNo.",
            id="between",
        ),
        pytest.param(
            "Yes.\n\n> On 24 Nov 2026, at 10:02, Crossover <a@b.example> wrote:\n>\n> Old words.\n",
            "Yes.",
            id="Apple",
        ),
        pytest.param(f"Yes.\n\n{'_' * 32}\n{OUTLOOK}", "Yes.", id="Outlook with a line"),
        pytest.param(f"Yes.\n\n{OUTLOOK}", "Yes.", id="Outlook without one"),
        pytest.param("Yes.\n\n-----Original Message-----\n" + OUTLOOK, "Yes.", id="Outlook of old"),
        pytest.param(
            "Ydw.\n\nAr 24 Tach 2026, ysgrifennodd Crossover <a@b.example>:\n> Hen.\n",
            "Ydw.",
            id="Welsh",
        ),
        pytest.param(f"Yes.\n-- \nAda Byron\nRivers\n{'x' * 400}", "Yes.", id="signature"),
        pytest.param("Yes.\n\nKind regards\nAda Byron\nDepartment", "Yes.", id="regards"),
        pytest.param("Yes.\n\nSent from my iPhone", "Yes.", id="telephone"),
        pytest.param(QUOTED, "", id="nothing but a quote"),
    ],
)
def test_quotes_and_signatures_are_cut(text, own):
    assert mail_text.without_quotes(text) == own


@pytest.mark.parametrize(
    "text",
    [
        "My dates are\nFrom: 1 March 2027\nTo: 30 June 2027\nIs that right?",
        "Hello Ada,\nThanks, that works for me. I will bring the papers on Monday.\nAda",
        "Hello Ada,\nBest regards to all, and I can come on Tuesday.",
        "I could come on\n- Monday\n- Tuesday\n\nAda",
        "Thanks,\nAda",
        "On Monday he wrote:\nnothing at all.",
        "Warning: the mail about it has the wrong date.\nLook at the page.",
        "Confidential: no. Write by mail to anybody.",
        "a < b and b > c",
        "One long line. " * 40 + "The end.",
        "Subject: to approval, I can come.",
    ],
)
def test_what_only_looks_like_it_stays(text):
    assert mail_text.without_quotes(text) == text


@given(st.lists(st.text("abcdeé ,.;!?'()€", min_size=1, max_size=400), max_size=8))
def test_ordinary_text_is_kept_whole(lines):
    said = "\n".join(" ".join(one.split()) for one in lines).split()
    assert mail_text.without_quotes("\n".join(lines)).split() == said


@pytest.mark.parametrize(
    "text",
    [
        "On " * 20_000,
        ("On " + "a " * 140 + "\n") * 2_000,
        "\n" * 100_000,
        " \n\u00a0\n" * 50_000,
        "_" * 100_000,
        "> " * 100_000,
        "From: a\n\nTo:\n\n" * 9_000,
        "Warning: " + "mail " * 100_000,
        "\n\n".join(["x"] * 50_000),
    ],
)
def test_no_text_takes_long(text):
    """The library's expressions need half a minute for some of them, if they are let."""
    began = time.perf_counter()
    mail_text.without_quotes(text)
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One<br>two</p><p>three</p>", "One\ntwo\n\nthree"),
        ("<div>One</div><div><br></div><div>two</div>", "One\n\ntwo"),
        (
            f"<div>Yes</div><div>{GMAIL[:30]} &lt;a@b.example&gt; wrote:</div>"
            "<blockquote><div>Old</div><div>words</div></blockquote>",
            "Yes",
        ),
        (
            "<p>Yes</p><hr><p><b>From:</b> Crossover<br><b>Sent:</b> x<br><b>To:</b> y<br>"
            "<b>Subject:</b> z</p><p>Old</p>",
            "Yes",
        ),
        ("<ul><li>One</li><li>two</li></ul>", "One\ntwo"),
        ("a &lt;b&gt; &amp; <i>c</i>", "a <b> & c"),
        ("<style>p{}</style><script>x()</script><!-- c -->Yes", "Yes"),
        ("<p>Yes" + "<div>" * 2_000, "Yes"),
    ],
)
def test_html_reads_line_by_line(html, text):
    assert mail_text.without_quotes(mail_text.text_of_html(html)) == text


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("format=flowed", "One long \nline.\nAnother.\n", "One long line.\nAnother."),
        ("format=flowed; delsp=yes", "One wo \nrd.\n", "One word."),
        ("format=flowed", " > not a quote\n", "> not a quote"),
        ("charset=utf-8", "One long \nline.\n", "One long\nline."),
    ],
)
def test_lines_that_a_program_broke_are_whole_again(kind, body, text):
    raw = f"Content-Type: text/plain; {kind}\n\n{body}"
    message = message_from_string(raw, policy=policy.default)
    found = mail_text.own_text(message)
    assert found == ("" if text.startswith(">") else text)


def test_pictures_in_html_and_seals_are_no_attachments():
    raw = (
        "Content-Type: multipart/mixed; boundary=x\n\n"
        "--x\nContent-Type: text/plain\n\nYes.\n"
        "--x\nContent-Type: image/png\nContent-ID: <logo>\nContent-Disposition: inline\n\nx\n"
        "--x\nContent-Type: application/pgp-signature\n\nx\n"
        "--x\nContent-Type: image/png\nContent-Disposition: attachment\n\nx\n--x--\n"
    )
    message = message_from_string(raw, policy=policy.default)
    assert mail_text.own_text(message) == "Yes.\n\n[Sent by e-mail; 1 attachment left out]"
