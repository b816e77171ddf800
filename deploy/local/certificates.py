"""Certificates for a trial: an authority of one's own and what it signs, as PEM. A city has an authority already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAYS: Final = 90


class Authority:
    """An authority whose certificate is `ca.pem` in a folder; its key lives no longer than this object."""

    def __init__(self, folder: Path, name: str = "thidua-trial") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.file = folder / "ca.pem"
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named(name)
        made = (
            _valid(timedelta(days=DAYS))
            .subject_name(self._name)
            .issuer_name(self._name)
            .public_key(self._key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self._key, SHA256())
        )
        self.file.write_bytes(made.public_bytes(Encoding.PEM))

    def signed(
        self, name: str, hosts: Sequence[str] = (), *, valid: timedelta = timedelta(days=DAYS)
    ) -> tuple[Path, Path]:
        """The files of a new certificate and of its key; the first begins with the key, as Kafka wants it, for server and client."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = (
            _valid(valid)
            .subject_name(_named(name))
            .issuer_name(self._name)
            .public_key(key.public_key())
            .add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), False
            )
        )
        if hosts:
            builder = builder.add_extension(x509.SubjectAlternativeName([_host(each) for each in hosts]), False)
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        both, alone = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        for path in (both, alone):
            path.touch(mode=0o600)
        both.write_bytes(secret + builder.sign(self._key, SHA256()).public_bytes(Encoding.PEM))
        alone.write_bytes(secret)
        return both, alone


def _valid(span: timedelta) -> x509.CertificateBuilder:
    """Until `span` from now, and from before that: one of a negative span has expired."""
    until = datetime.now(UTC) + span
    begin = min(until, datetime.now(UTC)) - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(until)
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
