"""The two Dockerfiles: clean by hadolint, and every instruction done in an empty folder instead of an image.

Belongs here: what can be known of an image where no engine runs. Does not: the files that deploy it.
Left out: what needs root (users, owners) and the base image itself, for which this Python stands in.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest

ROOT = Path(__file__).parents[2]
PROJECTS = ("code_location", "health_service")
OF_THE_IMAGE = re.compile(r"(?<![\w.:/}-])/(?=(?:opt|src|data)\b)")  # folders that a recipe makes for itself
ROOT_ALONE = re.compile(r" --(?:owner|group)=\S+")
REACHING_THE_INDEX = re.compile(r"HOME$|UV_.*(INDEX|CERT)|PIP_|SSL_|REQUESTS_|(?i:(https?|no)_proxy)")
START_SECONDS = 90.0


class Workspace(Protocol):
    """What `conftest.py` gives: a copy of the workspace, and uv to work on it."""

    folder: Path

    def uv(self, *arguments: str | Path, **variables: str) -> str: ...


def instructions(recipe: str) -> list[tuple[str, str]]:
    """Each instruction and what it says, without comments and line ends."""
    lines = "\n".join(line for line in recipe.splitlines() if not line.startswith("#"))
    joined = re.sub(r"\s*\\\n\s*", " ", lines).splitlines()
    return [(name, said) for name, _, said in (line.strip().partition(" ") for line in joined) if name]


def recipe_of(project: str) -> list[tuple[str, str]]:
    return instructions((ROOT / "projects" / project / "Dockerfile").read_text())


def last(recipe: list[tuple[str, str]], name: str) -> str:
    return [said for each, said in recipe if each == name][-1]


def spoken(said: str) -> list[str]:
    """The command in exec form. Raises ValueError where it is not."""
    return list(json.loads(said[said.index("[") :]))


@dataclass
class Image:
    """What a recipe makes, in the folder `root` as in an image's `/`; finished stages lie beside it."""

    root: Path
    context: Path
    host: dict[str, str]
    variables: dict[str, str] = field(default_factory=dict)
    folder: Path = Path()
    stage: str = ""
    ended: dict[str, tuple[dict[str, str], Path]] = field(default_factory=dict)

    def mapped(self, text: str) -> str:
        return OF_THE_IMAGE.sub(f"{self.root}/", text)

    def place(self, path: str) -> Path:
        return self.folder / self.mapped(path)

    def do(self, name: str, said: str) -> None:
        doing = getattr(self, f"_{name.lower()}", None)
        if doing is not None:
            doing(said)

    def line(self, command: list[str]) -> list[str]:
        found = shutil.which(command[0], path=self.variables["PATH"])
        assert found, f"{command[0]} is not in the image"
        return [found, *map(self.mapped, command[1:])]

    def asks(self, check: list[str]) -> bool:
        """Whether the health check is content."""
        done = subprocess.run(check, cwd=self.folder, env=self.variables, capture_output=True, check=False)
        return done.returncode == 0

    def _from(self, said: str) -> None:
        base, _, name = said.partition(" AS ")
        if self.stage:
            self.root.rename(self.root.with_name(self.stage))
            self.ended[self.stage] = (self.variables, self.folder)
        self.stage = name or "final"
        if base in self.ended:
            shutil.copytree(self.root.with_name(base), self.root, symlinks=True, copy_function=os.link)
            variables, self.folder = self.ended[base]
            self.variables = dict(variables)
            return
        python = self.root / "usr/local"
        subprocess.run([sys.executable, "-m", "venv", python], check=True)
        self.variables = self.host | {"PATH": f"{python}/bin:/usr/bin:/bin"}
        self.folder = self.root

    def _env(self, said: str) -> None:
        for each in shlex.split(said):
            name, _, value = each.partition("=")
            self.variables[name] = self.mapped(value).replace("$PATH", self.variables["PATH"])
        self.variables.pop("UV_NO_CACHE", None)  # this machine's cache holds what a builder would download

    def _workdir(self, said: str) -> None:
        self.folder = self.place(said)
        self.folder.mkdir(parents=True, exist_ok=True)

    def _copy(self, said: str) -> None:
        *sources, to = [each for each in said.split() if not each.startswith("--")]
        stage = re.search(r"--from=(\S+)", said)
        start = self.root.with_name(stage[1]) if stage else self.context
        for source in sources:
            origin, target = start / source.lstrip("/"), self.place(to)
            if origin.is_dir():
                shutil.copytree(origin, target, symlinks=True, dirs_exist_ok=True)
                continue
            target = target / origin.name if to.endswith("/") else target
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(origin, target)

    def _run(self, said: str) -> None:
        for part in said.split(" && "):
            if part.startswith("useradd "):
                continue
            command = self.mapped(ROOT_ALONE.sub("", part))
            done = subprocess.run(
                ["sh", "-c", command], cwd=self.folder, env=self.variables, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{command}: {done.stderr}"


def wait_for(service: subprocess.Popen[bytes], is_ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_ready():
        assert service.poll() is None, f"ended with {service.returncode}"
        assert time.monotonic() < deadline
        time.sleep(0.5)


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """A clean copy of the repository: what git holds or would take."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines():
        if (ROOT / name).exists():
            (tmp_path / "context" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / "context" / name)
    return tmp_path / "context"


@pytest.mark.parametrize("project", PROJECTS)
def test_hadolint_finds_nothing(project: str) -> None:
    recipe = ROOT / "projects" / project / "Dockerfile"
    line = [str(Path(sys.executable).with_name("hadolint")), "--no-color", str(recipe)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("project", PROJECTS)
def test_the_image_says_who_it_is_and_runs_as_nobody_special(project: str) -> None:
    recipe = recipe_of(project)
    settings = tomllib.loads((ROOT / "projects" / project / "pyproject.toml").read_text())["project"]
    labels = dict(each.split("=", 1) for each in shlex.split(last(recipe, "LABEL")))
    prefix = "org.opencontainers.image"
    said = [labels[f"{prefix}.{name}"] for name in ("title", "version", "description")]
    assert said == [settings["name"], settings["version"], settings["description"]]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", last(recipe, "USER"))
    assert spoken(last(recipe, "CMD"))[0] in {"dagster", *settings["scripts"]}
    assert spoken(last(recipe, "HEALTHCHECK"))


@pytest.mark.parametrize("project", PROJECTS)
def test_the_layer_of_libraries_outlives_a_changed_brick(project: str) -> None:
    recipe = recipe_of(project)
    installing = [said.startswith("uv sync ") for _, said in recipe].index(True)
    copied = [each for name, said in recipe[:installing] if name == "COPY" for each in said.split()[:-1]]
    assert {Path(each).name for each in copied} == {"pyproject.toml", "uv.lock"}
    assert "--no-install-workspace" in recipe[installing][1]
    layers = [said for name, said in recipe if name == "COPY" and "--from=" in said]
    assert [re.findall(r"--from=(\S+)", said)[0] for said in layers] == ["libraries", "bricks"]


def test_both_images_are_built_by_the_tools_that_the_gate_has() -> None:
    pinned = re.findall(r"uv==([\d.]+)", (ROOT / "Makefile").read_text())
    for project in PROJECTS:
        pinned += re.findall(r"uv==([\d.]+)", str(recipe_of(project)))
    assert len(set(pinned)) == 1


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("project", PROJECTS)
def test_the_service_answers_its_health_check_when_every_instruction_is_done(
    project: str, context: Path, tmp_path: Path, free_ports: dict[str, str]
) -> None:
    host = {name: value for name, value in os.environ.items() if REACHING_THE_INDEX.match(name)}
    image, recipe = Image(tmp_path / "root", context, host), recipe_of(project)
    begun = time.monotonic()
    for name, said in recipe:
        image.do(name, said)
    took = time.monotonic() - begun
    shutil.rmtree(context)
    port = last(recipe, "EXPOSE")
    here = {port: free_ports[port], "0.0.0.0": "127.0.0.1"}
    image.variables |= {key: here[value] for key, value in image.variables.items() if value in here}

    def command(said: str) -> list[str]:
        return image.line([part.replace("0.0.0.0", "127.0.0.1").replace(port, here[port]) for part in spoken(said)])

    check = command(last(recipe, "HEALTHCHECK"))
    with subprocess.Popen(command(last(recipe, "CMD")), cwd=image.folder, env=image.variables) as service:
        try:
            wait_for(service, lambda: image.asks(check))
            service.terminate()
            service.wait(30)
        finally:
            service.kill()
    size = sum(path.stat().st_size for path in (image.root / "opt").rglob("*") if not path.is_symlink())
    print(f"{project}: every instruction done in {took:.0f} s, /opt of the image holds {size / 1e6:.0f} MB")
