#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A real SMTP server for tests (aiosmtpd, Debian's python3-aiosmtpd).

mail_server.py PORT FOLDER [CERTIFICATE KEY] [--login NAME PASSWORD]

Every mail that it takes becomes a line of JSON in FOLDER/mails, read back by Python's own mail parser: another program's
word for whether ours writes mails rightly.  FOLDER/answer, when it is there, holds the answer to RCPT instead of 250.
"""
import asyncio
import email
import email.policy
import json
import os
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, SMTP

arguments = sys.argv[1:]
login = None
if '--login' in arguments:
    at = arguments.index('--login')
    login = (arguments[at + 1], arguments[at + 2])
    del arguments[at:at + 3]
port, folder = int(arguments[0]), arguments[1]
tls = None
if len(arguments) > 3:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(arguments[2], arguments[3])


def parts_of(message):
    return [{'type': part.get_content_type(), 'text': part.get_content(), 'defects': [type(d).__name__ for d in part.defects]}
            for part in message.walk() if not part.is_multipart()]


def headers_of(message):
    return {name.lower(): str(message[name]) for name in message.keys()}


def header_defects(message):
    return [type(defect).__name__ for name in message.keys() for defect in getattr(message[name], 'defects', [])]


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        try:
            with open(os.path.join(folder, 'answer'), encoding='utf-8') as file:
                answer = file.read().strip()
        except FileNotFoundError:
            answer = ''
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        raw = envelope.content
        message = email.message_from_bytes(raw, policy=email.policy.default)
        line = {'from': envelope.mail_from, 'to': envelope.rcpt_tos, 'tls': session.ssl is not None,
                'login': session.auth_data.login.decode() if session.auth_data else None, 'hello': session.host_name,
                'headers': headers_of(message), 'parts': parts_of(message),
                'defects': [type(d).__name__ for d in message.defects] + header_defects(message),
                'longest': max(len(part) for part in raw.split(b'\r\n')), 'bare': raw.replace(b'\r\n', b'').count(b'\n'),
                'raw': raw.decode('latin-1')}
        with open(os.path.join(folder, 'mails'), 'a', encoding='utf-8') as file:
            file.write(json.dumps(line) + '\n')
        return '250 taken, thank you'


def authenticate(server, session, envelope, mechanism, data):
    good = login and (data.login.decode(), data.password.decode()) == login
    return AuthResult(success=bool(good), handled=bool(good), auth_data=data)


class Server(Controller):
    def factory(self):
        return SMTP(self.handler, hostname='mail.test', tls_context=tls, require_starttls=tls is not None,
                    authenticator=authenticate, auth_required=login is not None, auth_require_tls=tls is not None)


server = Server(Handler(), hostname='127.0.0.1', port=port)
server.start()
print('ready', flush=True)
asyncio.new_event_loop().run_forever()
