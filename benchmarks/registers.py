"""Files such as registers and job sites give, made up: organisations as CSV, adverts as NDJSON."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from random import Random

from benchmarks import words
from benchmarks.rows import OUTCODES, SECTOR_WEIGHTS, SECTORS, SEED
from exchange.organisations.importing import LONGEST


def organisations(file: Path, count: int) -> Path:
    """A register of so many organisations; one in four shows an e-mail domain."""
    random = Random(SEED)  # noqa: S311 - the same lines each time are the point
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, list(LONGEST), restval="")
        writer.writeheader()
        for number in range(count):
            place = random.choice(OUTCODES)
            writer.writerow(
                {
                    "source": "made up",
                    "external_id": str(number),
                    "name": words.employer(random, number),
                    "sector": random.choices(SECTORS, SECTOR_WEIGHTS)[0].value,
                    "postcode": place.code,
                    "website": f"https://employer{number}.example",
                    "email_domain": "" if number % 4 else f"employer{number}.example",
                    "annual_income": str(random.randint(1_000, 9_000_000)),
                    "purpose": words.text(random, 2),
                }
            )
    return file


def postings(file: Path, count: int) -> Path:
    """So many adverts, escaped twice as in the wild, about 4 kB each."""
    random = Random(SEED)  # noqa: S311
    with file.open("w") as out:
        for number in range(count):
            out.write(json.dumps(_posting(random, number)) + "\n")
    return file


def _posting(random: Random, number: int) -> dict[str, object]:
    place = random.choice(OUTCODES)
    text = words.text(random, 36).replace("\n\n", "&lt;/p&gt;\n&lt;p&gt;")
    return {
        "@context": "http://schema.org",
        "@type": "JobPosting",
        "url": f"https://jobs.example/adverts/{number}",
        "title": words.title(random),
        "description": f"&lt;p&gt;{text} R&amp;amp;D&lt;/p&gt;",
        "datePosted": "2026-11-05T12:30:35+0000",
        "validThrough": "2027-11-05",
        "hiringOrganization": {"@type": "Organization", "name": words.employer(random, number)},
        "jobLocation": {
            "@type": "Place",
            "address": {"addressLocality": place.town, "postalCode": place.code},
            "geo": {"latitude": str(place.latitude), "longitude": str(place.longitude)},
        },
    }
