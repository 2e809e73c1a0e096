"""What the application is installed from and started by: containers, Procfile, Makefile and locks agree."""

import json
import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
PROCFILE = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SETTINGS = (ROOT / "procurement" / "settings.py").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
OUR_SERVICES = {
    name: service for name, service in COMPOSE["services"].items() if service["image"] == "commonweal"
}

# Settings that a container has no use for, each with the reason.
NOT_HANDED_ON = {
    "BROKER_DIR": "the broker is Redis",
    "DEBUG": "never in a container",
    "MEDIA_ROOT": "its default is where the volume is mounted",
    "OPEN_DATA": "its default is inside the image",
    "STATIC_ROOT": "set by the image",
    "STATIC_STORAGE": "its default is what production wants",
}


def variables_of_settings() -> set[str]:
    return set(re.findall(r"""(?:env(?:\.\w+)?|_secret)\(\s*"([A-Z_]+)\"""", SETTINGS))


def variables_of_shell(text: str) -> set[str]:
    return set(re.findall(r"\$\{([A-Z_]+)", text))


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name}\s+(.+)$", DOCKERFILE, flags=re.MULTILINE)


def test_compose_has_production_s_shape() -> None:
    assert set(COMPOSE["services"]) == {"release", "web", "worker", "scheduler", "postgres", "redis"}
    assert COMPOSE["services"]["postgres"]["image"] == "postgres:16"
    assert COMPOSE["services"]["redis"]["image"] == "redis:7"


def test_every_container_of_ours_is_one_process_of_the_procfile() -> None:
    started = {name: service["command"] for name, service in OUR_SERVICES.items()}
    assert started == {name: ["scripts/process.sh", name] for name in PROCFILE}


def test_make_run_starts_every_lasting_process_of_the_procfile() -> None:
    script = (ROOT / "scripts" / "run.sh").read_text()
    (started,) = re.findall(r"honcho .*start ([a-z ]+)$", script, flags=re.MULTILINE)
    assert started.split() == [name for name in PROCFILE if name != "release"]
    assert "scripts/process.sh release" in script


def test_only_the_procfile_says_how_the_servers_are_started() -> None:
    elsewhere = [
        ROOT / "Makefile",
        ROOT / "Dockerfile",
        ROOT / ".ci" / "run",
        *(ROOT / "scripts").glob("*.sh"),
    ]
    for file in elsewhere:
        assert not re.search(r"\bgunicorn\b(?!\.conf)|\bcelery --quiet\b|\brunserver\b", file.read_text()), (
            file
        )
    for service in OUR_SERVICES.values():
        assert "gunicorn" not in json.dumps(service["command"])


def test_each_web_process_writes_its_figures_where_those_of_all_are_added_up(tmp_path: Path) -> None:
    script = "import runpy; runpy.run_path('gunicorn.conf.py'); from prometheus_client import values; "
    script += "import os; print(values.ValueClass.__name__, os.environ['PROMETHEUS_MULTIPROC_DIR'])"
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    asked = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert asked.stdout.startswith(f"MmapedValue {tmp_path}/commonweal-metrics-")
    assert "gunicorn.conf.py" in DOCKERFILE


def test_a_process_is_started_with_the_variables_it_was_given(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    process = tmp_path / "scripts" / "process.sh"
    process.write_bytes((ROOT / "scripts" / "process.sh").read_bytes())
    process.chmod(0o755)
    (tmp_path / "Procfile").write_text("web: exec echo listening on ${PORT:-8000}\nworker: exec echo work\n")
    given = subprocess.run([process, "web"], env={"PORT": "8100"}, capture_output=True, text=True, check=True)
    default = subprocess.run([process, "web"], env={}, capture_output=True, text=True, check=True)
    unknown = subprocess.run([process, "wbe"], capture_output=True, text=True, check=False)
    assert (given.stdout, default.stdout) == ("listening on 8100\n", "listening on 8000\n")
    assert (unknown.returncode, unknown.stderr) == (2, 'The Procfile has no process called "wbe".\n')


def test_every_variable_of_the_settings_is_named_in_compose_or_left_out_for_a_reason() -> None:
    in_settings = variables_of_settings()
    handed_on = set(OUR_SERVICES["web"]["environment"])
    assert in_settings - handed_on == set(NOT_HANDED_ON)


def test_compose_hands_on_no_variable_that_nothing_reads() -> None:
    read = variables_of_settings() | variables_of_shell((ROOT / "Procfile").read_text())
    for name, service in OUR_SERVICES.items():
        assert set(service["environment"]) <= read, name


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "SEALING_KEYS", "ALLOWED_HOSTS", "SITE_URL", "POSTGRES_PASSWORD"]
)
def test_compose_refuses_to_start_without(name: str) -> None:
    uses = re.findall(rf"\$\{{{name}([^}}]*)\}}", (ROOT / "docker-compose.yml").read_text())
    assert uses
    assert all(re.match(r":\?.{10,}", use) for use in uses)


def test_compose_takes_no_secret_from_the_file_itself() -> None:
    for service in COMPOSE["services"].values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"KEY|PASSWORD|DATABASE_URL", name):
                # Without a value it is handed on from the environment.
                assert value is None or ":?" in value, name


def test_every_container_says_whether_it_is_well_and_waits_for_what_it_needs() -> None:
    for name, service in COMPOSE["services"].items():
        # The image has the web process's own check.
        assert "healthcheck" in service or name == "web", name
    needed = {
        "release": "service_completed_successfully",
        "postgres": "service_healthy",
        "redis": "service_healthy",
    }
    for name in ("web", "worker", "scheduler"):
        waits_for = {server: wait["condition"] for server, wait in OUR_SERVICES[name]["depends_on"].items()}
        assert waits_for == needed, name


def test_web_and_worker_share_the_files_and_no_database_lives_in_a_container() -> None:
    for service in OUR_SERVICES.values():
        assert service["volumes"] == ["media:/app/var/media"]
    assert '"MEDIA_ROOT", default=str(VAR_DIR / "media")' in SETTINGS
    mounted = {volume.split(":")[0] for s in COMPOSE["services"].values() for volume in s["volumes"]}
    assert mounted == set(COMPOSE["volumes"])


def test_only_the_web_process_can_be_reached_and_only_from_this_computer() -> None:
    ports = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}
    assert ports == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}


def test_the_image_runs_the_web_process_as_nobody_special_and_is_checked() -> None:
    last_stage = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    users = re.findall(r"^USER (\S+)$", last_stage, flags=re.MULTILINE)
    assert users == ["commonweal"]
    assert instructions("CMD") == ['["scripts/process.sh", "web"]']
    assert "scripts/healthcheck.py" in instructions("HEALTHCHECK")[0]
    assert "PORT=8000" in last_stage
    assert "HOST=0.0.0.0" in last_stage


def test_images_have_plain_names_with_a_version() -> None:
    images = [line.split()[0] for line in instructions("FROM")]
    images += [service["image"] for service in COMPOSE["services"].values() if "build" not in service]
    for image in images:
        assert re.fullmatch(r"[a-z]+:\d+(\.\d+)?(-[a-z]+)*", image), image


def test_everything_the_image_copies_is_there_and_not_ignored() -> None:
    ignored = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line]
    for line in instructions("COPY"):
        if line.startswith("--from"):
            continue
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert not any(fnmatch(source, pattern) for pattern in ignored), source


def test_what_the_image_holds_is_enough_to_start(tmp_path: Path) -> None:
    last_stage = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    for line in re.findall(r"^COPY (?!--from)(.+)$", last_stage, flags=re.MULTILINE):
        *sources, target = line.split()
        for source in sources:
            place = tmp_path / target / Path(source).name if target.endswith("/") else tmp_path / target
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, place)
            else:
                place.parent.mkdir(exist_ok=True)
                shutil.copy(ROOT / source, place)
    (tmp_path / "static" / "dist").mkdir(parents=True)
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "SECRET_KEY": "unused",
        "SEALING_KEYS": "unused",
        "STATIC_ROOT": str(tmp_path / "collected"),
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(collect, cwd=tmp_path, env=environment, check=True)
    environment |= {"SITE_URL": "https://tenders.example.org"}
    environment |= {"DATABASE_URL": f"sqlite:///{tmp_path}/var/db.sqlite3"}
    released = subprocess.run(
        ["scripts/process.sh", "release"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert released.returncode == 0, released.stderr


def test_the_image_has_the_libraries_that_set_up_asks_for() -> None:
    script = (ROOT / "scripts" / "system_packages.sh").read_text()
    (wanted,) = re.findall(r"has_pango \|\| need '([^']+)'", script)
    last_stage = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    (installed,) = re.findall(r"--no-install-recommends (.+?) +&&", last_stage)
    assert installed.split() == [*wanted.split(), "libpq5", "liblz4-1", "libzstd1"]


def test_backups_are_made_with_the_programs_of_the_server_that_compose_starts() -> None:
    (version,) = re.findall(r"FROM postgres:(\d+)-\w+ AS postgres", DOCKERFILE)
    assert COMPOSE["services"]["postgres"]["image"] == f"postgres:{version}"
    for program in ("pg_dump", "pg_restore"):
        assert f"/usr/lib/postgresql/{version}/bin/{program}" in DOCKERFILE


def names_in(requirements: str) -> set[str]:
    lines = (ROOT / requirements).read_text().splitlines()
    found = (re.match(r"[A-Za-z][\w-]*", line) for line in lines)
    return {match.group().lower().replace("_", "-") for match in found if match}


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_python_lock_files_are_exact_complete_and_name_no_index(name: str) -> None:
    locked = (ROOT / f"{name}.txt").read_text()
    for line in locked.splitlines():
        assert re.fullmatch(r"[a-z0-9.-]+==[\w.]+( ; [\w<>=!.*' ]+)?", line), line
    assert names_in(f"{name}.in") <= names_in(f"{name}.txt")


def versions_in(name: str) -> dict[str, set[str]]:
    """The versions of each package in a lock file; some differ by the version of Python."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / name).read_text().splitlines():
        package, pinned = line.split(" ; ")[0].split("==")
        found.setdefault(package, set()).add(pinned)
    return found


def test_both_python_lock_files_agree() -> None:
    pinned = [versions_in(name) for name in ("requirements.txt", "requirements-dev.txt")]
    for name in pinned[0].keys() & pinned[1].keys():
        assert pinned[0][name] == pinned[1][name], name


def test_the_npm_lock_file_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert not [path for path, package in lock["packages"].items() if "resolved" in package]


def test_every_direct_dependency_has_its_reason_and_every_reason_its_dependency() -> None:
    document = (ROOT / "docs" / "decisions" / "dependencies.md").read_text()
    explained = re.findall(r"^\| `([^`]+)` \| \S", document, flags=re.MULTILINE)
    package = json.loads((ROOT / "package.json").read_text())
    direct = names_in("requirements.in") | names_in("requirements-dev.in")
    direct |= {*package["dependencies"], *package["devDependencies"]}
    assert len(explained) == len(set(explained))
    assert {name.lower().replace("_", "-") for name in explained} == direct


def test_make_alone_lists_every_target_with_one_line() -> None:
    makefile = (ROOT / "Makefile").read_text()
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)
    answer = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = answer.stdout.splitlines()
    assert [line.split()[1] for line in listed] == phony.split()
    assert all(len(line) < 110 and len(line.split()) > 3 for line in listed)
