"""The small programs that set-up and containers use, run as they are run there."""

import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - what the web process is bound to in a container
SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"


def run(name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPTS / name, *arguments],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class OnlyForItsOwnName(BaseHTTPRequestHandler):
    """A web server that, like Django, answers 400 when it is called by a name that is not its own."""

    when_well = 200
    says = b""

    def do_GET(self) -> None:
        well = self.path == "/healthz" and self.headers["Host"] == "tenders.example.org"
        self.send_response(self.when_well if well else 400)
        self.end_headers()
        if well:
            self.wfile.write(self.says)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def web_port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), OnlyForItsOwnName)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_free_port_is_used_without_a_word(free_port: int) -> None:
    answer = run("check_port.py", "127.0.0.1", str(free_port))
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


def test_a_taken_port_is_refused_and_the_variable_that_changes_it_is_named(web_port: int) -> None:
    answer = run("check_port.py", "127.0.0.1", str(web_port))
    assert answer.returncode == 1
    assert f"Port {web_port} on 127.0.0.1 cannot be used" in answer.stderr
    assert "make run PORT=8100" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("port", ["", "web", "0", "65536", "-1"])
def test_a_port_that_is_no_port_is_refused(port: str) -> None:
    answer = run("check_port.py", "127.0.0.1", port)
    assert answer.returncode == 1
    assert "a number from 1 to 65535" in answer.stderr


@pytest.mark.parametrize(
    "hosts", ["tenders.example.org", "*, .example.org ,tenders.example.org,other.example.org"]
)
def test_the_health_check_calls_the_site_by_its_own_name(web_port: int, hosts: str) -> None:
    assert run("healthcheck.py", PORT=str(web_port), HOST=EVERY_ADDRESS, ALLOWED_HOSTS=hosts).returncode == 0


def test_the_health_check_fails_when_the_site_answers_with_an_error(web_port: int) -> None:
    assert run("healthcheck.py", PORT=str(web_port), ALLOWED_HOSTS="another.example.org").returncode == 1


@pytest.mark.parametrize(("database", "codes"), [("true", (0, 1)), ("false", (1, 1))])
def test_a_worker_that_stopped_is_no_reason_to_take_the_pages_away(
    web_port: int, monkeypatch: pytest.MonkeyPatch, database: str, codes: tuple[int, int]
) -> None:
    says = f'{{"checks": {{"database": {{"ok": {database}}}, "worker": {{"ok": false}}}}}}'
    monkeypatch.setattr(OnlyForItsOwnName, "when_well", 503)
    monkeypatch.setattr(OnlyForItsOwnName, "says", says.encode())
    given = {"PORT": str(web_port), "ALLOWED_HOSTS": "tenders.example.org"}
    found = (run("healthcheck.py", **given).returncode, run("healthcheck.py", "--all", **given).returncode)
    assert found == codes


def test_the_health_check_fails_when_nothing_answers(free_port: int) -> None:
    assert run("healthcheck.py", "--wait", "0.5", PORT=str(free_port)).returncode == 1


def test_keys_are_made_once_for_their_owner_only_and_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    script = tmp_path / "scripts" / "make_keys.py"
    script.write_bytes((SCRIPTS / "make_keys.py").read_bytes())
    keys = tmp_path / "var" / "keys.env"
    subprocess.run([sys.executable, script], check=True)
    made = keys.read_text()
    subprocess.run([sys.executable, script], check=True)
    assert keys.read_text() == made
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    assert [path.name for path in keys.parent.iterdir()] == ["keys.env"]


def test_a_command_gets_the_keys_whole_and_a_variable_that_is_set_wins(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "var").mkdir()
    script = tmp_path / "scripts" / "in_env.sh"
    script.write_bytes((SCRIPTS / "in_env.sh").read_bytes())
    script.chmod(0o755)
    (tmp_path / "var" / "keys.env").write_text("# a comment\nSECRET_KEY=abc\nSEALING_KEYS=abc_-def=\n")
    shown = subprocess.run(
        [script, "sh", "-c", 'echo "$SECRET_KEY $SEALING_KEYS"'],
        env={"PATH": os.environ["PATH"], "SECRET_KEY": "mine"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout == "mine abc_-def=\n"
