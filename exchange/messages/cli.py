"""The command line's way in: e-mail to addresses of ours, by SMTP or through a pipe."""

from __future__ import annotations

import sys

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from exchange.log import event
from exchange.messages import receiving, replying
from exchange.notices import arriving, worker

NOT_SET = "Set EXCHANGE_REPLY_DOMAIN to the domain whose e-mail comes here."


@click.command("receive-mail")
@click.option("--listen", default="127.0.0.1:2525", show_default=True, help="Serve SMTP there.")
@click.option("--pipe", metavar="RECIPIENT", help="Read one e-mail for RECIPIENT instead.")
@with_appcontext
def receive_mail(listen: str, pipe: str | None) -> None:
    """Take answers to messages, bounces and complaints that come by e-mail.

    With --pipe the exit code says what became of it, as sysexits.h numbers it: 0 taken, 65, 67 or
    77 refused for good, 75 try again. Its sender is read from Return-Path, which the mail server
    has to write.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the app behind the proxy
    if not app.extensions["settings"].reply_domain:
        click.echo(NOT_SET, err=True)
        sys.exit(arriving.LATER.exit_code)
    if pipe is None:
        return _serve(app, listen)
    raw = sys.stdin.buffer.read(arriving.LARGEST + 1)
    answer = replying.receive(raw, pipe, arriving.return_path(raw))
    if answer.exit_code:
        click.echo(answer.line)
    sys.exit(answer.exit_code)


def _serve(app: Flask, listen: str) -> None:
    host, _colon, port = listen.rpartition(":")
    if not port.isdecimal():
        raise click.ClickException("--listen needs an address and a port: 127.0.0.1:2525")
    stop = worker.stop_when_told()
    server = receiving.server(app, host.strip("[]"), int(port))
    try:
        server.start()
    except OSError as error:
        raise click.ClickException(f"Cannot listen at {listen}: {error}") from error
    event("receiver_started", at=listen)
    stop.wait()
    server.stop()
    event("receiver_stopped")
