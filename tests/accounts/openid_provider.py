"""A small OpenID Connect provider on this computer: its configuration, its sign-in, its tokens, its keys, its people.

It holds a client to what it promised: the secret, the address to come back to, and the proof of PKCE.
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

CLIENT, SECRET = "commonweal", "a secret of two"


class Provider(ThreadingHTTPServer):
    """Signs in whoever `person` says; `audience` is for whom its tokens are. `asked` has the paths of each request."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.person: dict[str, Any] = {}
        self.audience = CLIENT
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}
        self._tokens: dict[str, dict[str, Any]] = {}

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def authorize(self, given: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The address to go back to, after somebody has signed in here."""
        code = secrets.token_urlsafe(8)
        self._codes[code] = given
        back = urlencode({"code": code, "state": given["state"]})
        return 302, {"Location": f"{given['redirect_uri']}?{back}"}

    def token(self, given: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Tokens for a code, once, for the client that asked for it."""
        asked = self._codes.pop(given.get("code", ""), {})
        proof = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        if (
            given.get("client_secret") != SECRET
            or given.get("redirect_uri") != asked.get("redirect_uri")
            or challenge != asked.get("code_challenge")
        ):
            return 400, {"error": "invalid_grant"}
        now, access = int(time.time()), secrets.token_urlsafe(8)
        self._tokens[access] = self.person
        claims = {"iss": self.issuer, "aud": self.audience, "iat": now, "exp": now + 60, **self.person}
        signed = jwt.encode(claims, self.key, algorithm="ES256", headers={"kid": "1"})
        return 200, {"access_token": access, "token_type": "Bearer", "expires_in": 60, "id_token": signed}

    def configuration(self) -> dict[str, Any]:
        """What `/.well-known/openid-configuration` says."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def answer(self, path: str, given: dict[str, str], bearer: str) -> tuple[int, dict[str, Any]]:
        """What the provider answers to a request: status and JSON, or headers of a redirect."""
        match path:
            case "/.well-known/openid-configuration":
                return 200, self.configuration()
            case "/authorize":
                return self.authorize(given)
            case "/token":
                return self.token(given)
            case "/keys":
                public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key()))
                return 200, {"keys": [{**public, "kid": "1", "alg": "ES256", "use": "sig"}]}
            case "/userinfo" if bearer in self._tokens:
                return 200, self._tokens[bearer]
        return 404, {}


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def _answer(self, given: str) -> None:
        path = urlsplit(self.path).path
        self.server.asked.append(path)
        fields = {name: values[0] for name, values in parse_qs(given).items()}
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        status, said = self.server.answer(path, fields, bearer)
        body = b"" if "Location" in said else json.dumps(said).encode()
        self.send_response(status)
        if "Location" in said:
            self.send_header("Location", said["Location"])
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self._answer(urlsplit(self.path).query)

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing on the terminal."""


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider that listens until the block ends."""
    with Provider() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
