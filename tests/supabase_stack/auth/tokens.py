"""Signing keys, and the JSON Web Tokens they sign (RFC 7519)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

YEARS_OF_AN_API_KEY = 10


def _new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True)
class SigningKeys:
    """An ES256 key for users' tokens, and the older shared secret for API keys that are tokens."""

    private_key: ec.EllipticCurvePrivateKey = field(default_factory=_new_key, repr=False)
    key_id: str = field(default_factory=lambda: str(uuid4()))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)

    def sign(self, claims: dict[str, Any]) -> str:
        """A token with these claims."""
        return jwt.encode(claims, self.private_key, "ES256", {"kid": self.key_id})

    def api_key(self, role: str, now: datetime) -> str:
        """An older API key: a token of the role ``anon`` or ``service_role``."""
        claims = {
            "iss": "supabase",
            "ref": "stack",
            "role": role,
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(days=365 * YEARS_OF_AN_API_KEY)).timestamp()),
        }
        return jwt.encode(claims, self.secret, "HS256")

    def verify(self, token: str, now: datetime, leeway_s: int = 0) -> dict[str, Any]:
        """The claims of a token that this server signed and that has not expired by ``now``.

        Raises jwt.InvalidTokenError for any other.
        """
        key = self.private_key.public_key() if self._is_of_this_key(token) else self.secret
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=["HS256"] if key is self.secret else ["ES256"],
            options={
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
                "verify_aud": False,
            },
        )
        if claims.get("exp", 0) + leeway_s <= now.timestamp():
            raise jwt.ExpiredSignatureError("token has invalid claims: token is expired")
        return claims

    def _is_of_this_key(self, token: str) -> bool:
        return jwt.get_unverified_header(token).get("kid") == self.key_id
