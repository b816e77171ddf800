"""`sslmode=verify-full` as our pools speak it, against Debian's PostgreSQL: the packaged one knows no TLS."""

from __future__ import annotations

import os
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from deploy.local.certificates import Authority
from deploy.local.places import free_port
from deploy.local.postgres import unprivileged_account
from services.chassis.pool import open_pool
from services.chassis.settings import role_dsn
from tests.support import stack

OVER_TLS_ALONE = "hostssl all all 127.0.0.1/32 scram-sha-256\n"
PASSWORD = "mật khẩu của api"
DEBIANS = Path("/usr/lib/postgresql")


@pytest.fixture
def authority() -> Iterator[Authority]:
    with stack.session_home() as home:
        yield Authority(home / "authority")


@pytest.fixture
def port(authority: Authority) -> Iterator[int]:
    """A server that speaks TLS alone, with a certificate for 127.0.0.1 and the login `awards_api`."""
    home, account, chosen = authority.folder.parent, unprivileged_account(), free_port()
    certificate, key = authority.signed("postgres", ["127.0.0.1"])
    secret, data = home / "password", home / "data"
    secret.write_text(PASSWORD)
    binaries = max(DEBIANS.glob("*/bin"))

    def begun(*command: Path | str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [str(word) for word in command],
            cwd=home,
            stdout=subprocess.DEVNULL,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )

    if account:
        for path in (home, certificate, key, secret):
            os.chown(path, account.uid, account.gid)
    asked = ["-A", "scram-sha-256", f"--pwfile={secret}", "-U", "awards_api", "-E", "UTF8"]
    assert begun(binaries / "initdb", "-D", data, *asked).wait(60) == 0
    (data / "pg_hba.conf").write_text(OVER_TLS_ALONE)
    told = {"ssl": "on", "ssl_cert_file": certificate, "ssl_key_file": key, "unix_socket_directories": ""}
    options = [f"--{name}={value}" for name, value in told.items()]
    server = begun(binaries / "postgres", "-D", data, "-p", str(chosen), *options)
    try:
        deadline = time.monotonic() + 30
        while begun(binaries / "pg_isready", "-h", "127.0.0.1", "-p", str(chosen)).wait(30) != 0:
            assert server.poll() is None and time.monotonic() < deadline
            time.sleep(0.05)
        yield chosen
    finally:
        server.terminate()
        server.wait(30)


@pytest.mark.needs("pg_ctlcluster")
async def test_a_server_is_believed_by_its_authority_and_its_name(authority: Authority, port: int) -> None:
    def url(host: str, query: str) -> str:
        return role_dsn(f"postgresql://awards@{host}:{port}/postgres?{query}", "api", {"api": PASSWORD})

    pool = await open_pool(url("127.0.0.1", f"sslmode=verify-full&sslrootcert={authority.file}"))
    assert await pool.fetchval("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    await pool.close()
    stranger = Authority(authority.folder.parent / "stranger")
    for host, root in (("localhost", authority.file), ("127.0.0.1", stranger.file)):
        with pytest.raises(ssl.SSLCertVerificationError):
            await asyncpg.connect(url(host, f"sslmode=verify-full&sslrootcert={root}"))
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await asyncpg.connect(url("127.0.0.1", "sslmode=disable"))
