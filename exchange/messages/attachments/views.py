"""Handing files out: an address that stays leads to a link that does not.

The page names the first, so that it does not change while it is open; the second is signed for
one person and one file, and lasts ten minutes.
"""

from __future__ import annotations

import io
import uuid

from flask import Blueprint, Response, current_app, redirect, send_file, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response as AnyResponse

from exchange.access import Permission, requires
from exchange.errors import NotFound
from exchange.messages.attachments import queries, store
from exchange.messages.attachments.kinds import KINDS
from exchange.web.guard import actor

blueprint = Blueprint("attachments", __name__)

LASTS = 600  # seconds
NO_FILE = "There is no such file, or its link is too old. Open the conversation again."


@blueprint.get("/messages/files/<uuid:public_id>")
@requires(Permission.PAGE_SIGNED_IN)
def show(public_id: uuid.UUID) -> AnyResponse:
    """Lead on to a link for this person, if they may have the file."""
    found = queries.to_download(actor(), public_id)
    token = _signer().dumps([actor().person_id, found.public_id.hex])
    return redirect(url_for(".download", token=token))


@blueprint.get("/messages/download/<token>")
@requires(Permission.PAGE_SIGNED_IN)
def download(token: str) -> Response:
    """The bytes, to be saved and never shown as a page of ours."""
    found = queries.to_download(actor(), _meant(token))
    answer = send_file(
        io.BytesIO(store.read(found.stored)),
        mimetype=KINDS[found.kind].mimetype,
        as_attachment=True,
        download_name=found.name,
        etag=False,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _meant(token: str) -> uuid.UUID:
    """The file that a link is for; raises NotFound for one that is old, altered or another's."""
    try:
        person_id, file_id = _signer().loads(token, max_age=LASTS)
    except BadSignature:
        raise NotFound(NO_FILE) from None
    if person_id != actor().person_id:
        raise NotFound(NO_FILE)
    return uuid.UUID(hex=file_id)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="attachment")
