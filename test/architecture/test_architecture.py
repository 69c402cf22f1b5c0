"""The house rules a machine can check: each a pure function, proved able to fail, then held against this workspace.

A rule takes a workspace as {path: text} and yields its complaints. `BROKEN` names every rule beside the smallest
changes to a sound workspace that must make it complain; a rule without such a change is not run at all.
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatch
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
BRICK_ROOTS = ("components/techpulse/", "bases/techpulse/")
CODE_ROOTS = (*BRICK_ROOTS, "test/", "development/")

FLOORS = {
    1: "answer_server atom_feed conference_identity deadline_calendar duckdb_store http_client job_post_parser "
    "json_elements lake_export service_health settings trend_report",
    2: "hn_client wordpress_client parliament_client conference_client asset_kit analytics",
    3: "ingestion_assets bulletin_assets parliament_assets conference_assets monitoring_assets",
    4: "code_location health_api cli hn_simulator parliament_simulator conference_simulator wordpress_simulator",
}
FLOOR_OF = {brick: floor for floor, bricks in FLOORS.items() for brick in bricks.split()}
HOMES_OF_LIBRARIES = {
    "dagster*": "asset_kit *_assets code_location cli",
    "dbt*": "analytics",
    "duckdb": "duckdb_store",
    "fastapi": "health_api",
    "starlette": "health_api",
    "uvicorn": "health_api",
    "pyreqwest": "http_client",
    "uvloop": "http_client",
    "obstore": "lake_export",
    "httpx*": "",
    "aiohttp": "",
    "pydantic_settings": "settings",
    "__future__": "",
}
DRAWERS = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "core"}

Workspace = Mapping[str, str]
Rule = Callable[[Workspace], Iterator[str]]
Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef


# Reading a workspace


class Import(NamedTuple):
    """One imported name: `from module import name`, or `import module` with no name."""

    line: int
    module: str
    name: str

    @property
    def package(self) -> str:
        return self.module.split(".")[0]

    @property
    def brick(self) -> str:
        """The brick it comes from; "" for what is not ours."""
        return f"{self.module}.{self.name}".split(".")[1] if self.package == "techpulse" else ""


class Project(NamedTuple):
    name: str
    bricks: set[str]
    scripts: set[str]


parsed = cache(ast.parse)


def python(workspace: Workspace, *roots: str) -> Iterator[tuple[str, ast.Module]]:
    for path, text in workspace.items():
        if path.endswith(".py") and path.startswith(roots):
            yield path, parsed(text)


def brick_of(path: str) -> str:
    """The brick a file belongs to, or whose folder a test mirrors; "" for other files."""
    mirrored = path.removeprefix("test/")
    parts = mirrored.split("/")
    return parts[2] if mirrored.startswith(BRICK_ROOTS) and len(parts) > 3 else ""


def bricks(workspace: Workspace) -> set[str]:
    return {brick_of(path) for path in workspace if path.startswith(BRICK_ROOTS)} - {""}


def faces(workspace: Workspace) -> Iterator[tuple[str, ast.Module]]:
    for path, tree in python(workspace, *BRICK_ROOTS):
        if path.split("/")[3:] == ["__init__.py"]:
            yield path, tree


def imports(tree: ast.Module) -> Iterator[Import]:
    """Every import; after `from techpulse import brick`, each `brick.name` counts as an import of `name`."""
    bricks_by_name = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (Import(node.lineno, node.module or "", alias.name) for alias in node.names)
            bricks_by_name |= {alias.name for alias in node.names if node.module == "techpulse"}
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) in bricks_by_name:
            yield Import(node.lineno, f"techpulse.{ast.unparse(node.value)}", node.attr)


def functions(tree: ast.Module) -> Iterator[Function]:
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def exported(tree: ast.Module) -> set[str]:
    """The names in `__all__`."""
    lists = [node.value for node in tree.body if isinstance(node, ast.Assign) and is_all(node)]
    return set(ast.literal_eval(lists[0])) if lists else set()


def is_all(node: ast.stmt) -> bool:
    return ast.unparse(node).startswith("__all__ = [")


def module_name(path: str) -> str:
    return path.split("/", 1)[1].removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def projects(workspace: Workspace) -> Iterator[Project]:
    for path, text in workspace.items():
        if fnmatch(path, "projects/*/pyproject.toml"):
            tables = tomllib.loads(text)
            listed = tables["tool"]["polylith"]["bricks"].values()
            scripts = tables["project"].get("scripts", {}).values()
            yield Project(tables["project"]["name"], {brick.split("/")[-1] for brick in listed}, set(scripts))


# Floors and borders


def every_brick_has_a_floor(workspace: Workspace) -> Iterator[str]:
    yield from (f"{brick}: give it a floor in FLOORS" for brick in bricks(workspace) - FLOOR_OF.keys())


def imports_go_down(workspace: Workspace) -> Iterator[str]:
    for path, tree in python(workspace, *BRICK_ROOTS):
        own = brick_of(path)
        for found in imports(tree):
            if found.brick not in {"", own} and FLOOR_OF.get(found.brick, 5) >= FLOOR_OF.get(own, 5):
                yield f"{path}:{found.line} imports {found.brick}, which is on no lower floor"


def imports_stop_at_the_face(workspace: Workspace) -> Iterator[str]:
    """Only a brick and its own tests look behind its face."""
    offered = {brick_of(path): exported(tree) for path, tree in faces(workspace)}
    for path, tree in python(workspace, *CODE_ROOTS):
        for found in imports(tree):
            if found.brick in {"", brick_of(path)} or found.module == "techpulse":
                continue
            is_face = found.module == f"techpulse.{found.brick}"
            if not is_face or found.name not in offered.get(found.brick, ()):
                yield f"{path}:{found.line} reaches past the face of {found.brick}"


def imports_form_no_circle(workspace: Workspace) -> Iterator[str]:
    modules = {module_name(path): tree for path, tree in python(workspace, *BRICK_ROOTS)}
    graph: dict[str, set[str]] = {name: set() for name in modules}
    for name, tree in modules.items():
        for found in imports(tree):
            inner = f"{found.module}.{found.name}"
            graph[name].add(inner if inner in modules else found.module)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        yield " <- ".join(circle.args[1])


def imports_are_absolute(workspace: Workspace) -> Iterator[str]:
    for path, tree in python(workspace, *CODE_ROOTS):
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level:
                yield f"{path}:{node.lineno} imports relatively, which poly can't see"


def libraries_stay_at_home(workspace: Workspace) -> Iterator[str]:
    for path, tree in python(workspace, *BRICK_ROOTS):
        for found in imports(tree):
            homes = [homes for library, homes in HOMES_OF_LIBRARIES.items() if fnmatch(found.package, library)]
            if homes and not any(fnmatch(brick_of(path), home) for home in homes[0].split()):
                yield f"{path}:{found.line} imports {found.module}"


def the_simulators_need_python_alone(workspace: Workspace) -> Iterator[str]:
    for path, tree in python(workspace, *BRICK_ROOTS):
        for found in imports(tree) if brick_of(path).endswith(("_simulator", "answer_server")) else ():
            if found.package not in sys.stdlib_module_names and found.brick not in {brick_of(path), "answer_server"}:
                yield f"{path}:{found.line} imports {found.module}"


def namespaces_hold_no_code(workspace: Workspace) -> Iterator[str]:
    yield from (root + "__init__.py" for root in BRICK_ROOTS if root + "__init__.py" in workspace)


# Faces


def every_brick_has_a_face(workspace: Workspace) -> Iterator[str]:
    with_code = {brick_of(path) for path, _ in python(workspace, *BRICK_ROOTS)}
    yield from with_code - {brick_of(path) for path, _ in faces(workspace)}


def faces_only_export(workspace: Workspace) -> Iterator[str]:
    for path, tree in faces(workspace):
        others = [node for node in tree.body[1:] if not isinstance(node, ast.ImportFrom) and not is_all(node)]
        if others or {found.name for found in imports(tree)} != exported(tree):
            yield f"{path} must be docstring, imports, and an __all__ of just what it imports"


def faces_are_small(workspace: Workspace) -> Iterator[str]:
    for path, tree in faces(workspace):
        if not 1 <= len(exported(tree)) <= 7 or len(workspace[path].splitlines()) >= 25:
            yield f"{path} must offer 1 to 7 names in fewer than 25 lines"


def faces_offer_what_others_use(workspace: Workspace) -> Iterator[str]:
    """Used by another brick, a test, or a project's script."""
    used = {script.removeprefix("techpulse.") for project in projects(workspace) for script in project.scripts}
    for path, tree in python(workspace, *CODE_ROOTS):
        own = brick_of(path) if path.startswith(BRICK_ROOTS) else ""
        used |= {f"{found.brick}:{found.name}" for found in imports(tree) if found.brick != own}
    for path, tree in faces(workspace):
        unused = {name for name in exported(tree) if f"{brick_of(path)}:{name}" not in used}
        yield from (f"{path} offers {name}, which nobody uses" for name in unused)


def faces_are_explained(workspace: Workspace) -> Iterator[str]:
    """By a docstring on every exported class and function, and on every public method of such a class."""
    for face, tree in faces(workspace):
        for path, inside in python(workspace, face.removesuffix("__init__.py")):
            for node in inside.body:
                if isinstance(node, Definition) and node.name in exported(tree):
                    yield from (f"{path}: {name} has no docstring" for name in unexplained(node))


def unexplained(node: Definition) -> Iterator[str]:
    if not ast.get_docstring(node):
        yield node.name
    if isinstance(node, ast.ClassDef):
        for part in node.body:
            if isinstance(part, Definition) and not part.name.startswith("_"):
                yield from (f"{node.name}.{name}" for name in unexplained(part))


# How a module reads


def modules_open_with_a_signpost(workspace: Workspace) -> Iterator[str]:
    """At most six lines; the branches of an error tree drawn there don't count."""
    for path, tree in python(workspace, *BRICK_ROOTS):
        lines = (ast.get_docstring(tree) or "").splitlines()
        if not 1 <= len([line for line in lines if line[:1] not in set("├└│")]) <= 6:
            yield f"{path} opens with {len(lines)} lines of docstring"


def modules_are_short(workspace: Workspace) -> Iterator[str]:
    for path, _ in python(workspace, *CODE_ROOTS):
        lines = len(workspace[path].splitlines())
        if lines > (250 if path.startswith(BRICK_ROOTS) else 500):
            yield f"{path} has {lines} lines"


def functions_are_short(workspace: Workspace) -> Iterator[str]:
    for path, tree in python(workspace, *CODE_ROOTS):
        most = 40 if path.startswith(BRICK_ROOTS) else 60
        for function in functions(tree):
            lines = (function.end_lineno or 0) - function.lineno + 1
            if lines > most:
                yield f"{path}:{function.lineno} {function.name} has {lines} lines"


def parameters_are_few_and_named(workspace: Workspace) -> Iterator[str]:
    """At most five, two of them by position; `__exit__` has no choice."""
    for path, tree in python(workspace, *BRICK_ROOTS):
        for function in functions(tree):
            named = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
            by_position = len(named) - (named[:1] in (["self"], ["cls"]))
            in_all = by_position + len(function.args.kwonlyargs)
            if (by_position > 2 or in_all > 5) and not fnmatch(function.name, "__*exit__"):
                yield f"{path}:{function.lineno} {function.name} takes {by_position} by position, {in_all} in all"


def names_are_no_drawers(workspace: Workspace) -> Iterator[str]:
    for path, _ in python(workspace, *CODE_ROOTS):
        if DRAWERS & set(PurePosixPath(path).with_suffix("").parts):
            yield f"{path} says nothing about what is inside"


def ignores_give_their_reason(workspace: Workspace) -> Iterator[str]:
    bare = re.compile(r"# (?:noqa|type: ignore)(?:: [A-Z0-9, ]+|\[[a-z, -]+\])?$", re.MULTILINE)
    for path, _ in python(workspace, *CODE_ROOTS):
        yield from (f"{path}: {found}" for found in bare.findall(workspace[path]))


def nothing_is_left_unfinished(workspace: Workspace) -> Iterator[str]:
    for path, text in workspace.items():
        yield from (f"{path}: {mark}" for mark in re.findall(r"\b(?:TO[D]O|FIX[M]E|X[X]X)\b", text))


def no_text_knows_a_machine(workspace: Workspace) -> Iterator[str]:
    for path, text in workspace.items():
        yield from (f"{path}: {found}" for found in re.findall(r"(?<![\w.])/(?:home|root|Users|work)/\w+", text))


# Projects


def every_brick_ships(workspace: Workspace) -> Iterator[str]:
    shipped = {brick for project in projects(workspace) for brick in project.bricks}
    yield from (f"{brick} is in no project" for brick in bricks(workspace) - shipped)


def the_health_service_knows_no_dagster(workspace: Workspace) -> Iterator[str]:
    listed = {brick for project in projects(workspace) if project.name == "health-service" for brick in project.bricks}
    for path, tree in python(workspace, *BRICK_ROOTS):
        if brick_of(path) in listed:
            heavy = (found for found in imports(tree) if found.package.startswith(("dagster", "dbt")))
            yield from (f"{path}:{found.line} imports {found.module}" for found in heavy)


# The rules, each beside the changes that break it

HTTP_CLIENT = "components/techpulse/http_client/"
HN_CLIENT = "components/techpulse/hn_client/"
CLI = "bases/techpulse/cli/"
PROJECT = '[project]\nname = "{}"\nscripts = {{ x = "techpulse.cli:main" }}\n[tool.polylith.bricks]\n{}\n'
HEALTH = PROJECT.format("health-service", 'a = "techpulse/http_client"')
FACE = '"""A door."""\n\nfrom techpulse.{0}.inside import {1}\n\n__all__ = ["{1}"]\n'
SOUND: Workspace = {
    HTTP_CLIENT + "__init__.py": FACE.format("http_client", "get"),
    HTTP_CLIENT + "inside.py": '"""GET."""\n\nimport pyreqwest\n\n\ndef get() -> None:\n    """An answer."""\n',
    HN_CLIENT + "__init__.py": FACE.format("hn_client", "Item"),
    HN_CLIENT + "inside.py": '"""HN."""\n\nfrom techpulse.http_client import get\n\n\nclass Item:\n    """One."""\n',
    CLI + "__init__.py": FACE.format("cli", "main"),
    CLI + "inside.py": '"""CLI."""\n\nimport dagster\n\n\ndef main() -> None:\n    """A command."""\n',
    "test/components/techpulse/hn_client/test_item.py": "from techpulse.hn_client.inside import Item\n",
    "test/faults/test_kill.py": "from techpulse.hn_client import Item\n",
    "projects/health_service/pyproject.toml": HEALTH,
    "projects/code_location/pyproject.toml": PROJECT.format(
        "code-location", 'a = "techpulse/hn_client"\nb = "techpulse/cli"'
    ),
}
BROKEN: dict[Rule, list[dict[str, str]]] = {
    every_brick_has_a_floor: [{"components/techpulse/wild_brick/__init__.py": ""}],
    imports_go_down: [
        {HTTP_CLIENT + "up.py": "from techpulse.hn_client import Item"},
        {HTTP_CLIENT + "up.py": "def late():\n    import techpulse.hn_client"},
        {HTTP_CLIENT + "up.py": "from techpulse import hn_client"},
        {CLI + "aside.py": "from techpulse.code_location import definitions"},
    ],
    imports_stop_at_the_face: [
        {HN_CLIENT + "nosy.py": "from techpulse.http_client.inside import get"},
        {HN_CLIENT + "nosy.py": "import techpulse.http_client.inside"},
        {HN_CLIENT + "nosy.py": "from techpulse.http_client import inside"},
        {HN_CLIENT + "nosy.py": "from techpulse import http_client\n\nhttp_client.inside.get()"},
        {"test/faults/test_nosy.py": "from techpulse.http_client.inside import get"},
        {"test/components/techpulse/hn_client/test_nosy.py": "from techpulse.http_client.inside import get"},
    ],
    imports_form_no_circle: [
        {HTTP_CLIENT + "inside.py": "from techpulse.http_client import get"},
        {HN_CLIENT + "a.py": "import techpulse.hn_client.b", HN_CLIENT + "b.py": "from techpulse.hn_client import a"},
    ],
    imports_are_absolute: [{HTTP_CLIENT + "near.py": "from .inside import get"}],
    libraries_stay_at_home: [
        {HN_CLIENT + "http.py": "from pyreqwest.client import ClientBuilder"},
        {HTTP_CLIENT + "http.py": "import httpx_aiohttp"},
        {HTTP_CLIENT + "store.py": "def late():\n    from duckdb import connect"},
        {HTTP_CLIENT + "api.py": "import fastapi.responses"},
        {HTTP_CLIENT + "late.py": "from __future__ import annotations"},
    ],
    the_simulators_need_python_alone: [
        {"bases/techpulse/wordpress_simulator/web.py": "from techpulse.hn_client import Item"},
        {"components/techpulse/answer_server/web.py": "import pydantic"},
    ],
    namespaces_hold_no_code: [{"components/techpulse/__init__.py": ""}],
    every_brick_has_a_face: [{"components/techpulse/settings/environment.py": ""}],
    faces_only_export: [
        {CLI + "__init__.py": FACE.format("cli", "main") + "main()\n"},
        {CLI + "__init__.py": FACE.format("cli", "main").replace('["main"]', '["main", "gone"]')},
        {CLI + "__init__.py": FACE.format("cli", "main").replace("import main", "import hidden, main")},
    ],
    faces_are_small: [
        {CLI + "__init__.py": '"""A door."""'},
        {CLI + "__init__.py": "__all__ = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']"},
        {CLI + "__init__.py": FACE.format("cli", "main") + "\n" * 25},
    ],
    faces_offer_what_others_use: [{CLI + "__init__.py": FACE.format("cli", "spare")}],
    faces_are_explained: [
        {CLI + "inside.py": "def main(): ..."},
        {HN_CLIENT + "inside.py": 'class Item:\n    """One."""\n\n    def score(self): ...'},
    ],
    modules_open_with_a_signpost: [{CLI + "mute.py": "import sys"}, {CLI + "talk.py": '"""' + "Word.\n" * 7 + '"""'}],
    modules_are_short: [{CLI + "long.py": "a = 1\n" * 251}, {"test/test_long.py": "a = 1\n" * 501}],
    functions_are_short: [
        {CLI + "long.py": "def f():\n" + "    a = 1\n" * 40},
        {"test/test_long.py": "async def f():\n" + "    a = 1\n" * 60},
    ],
    parameters_are_few_and_named: [
        {CLI + "wide.py": "def f(a, b, c): ..."},
        {CLI + "wide.py": "def f(a, b, *, c, d, e, f): ..."},
        {CLI + "wide.py": "class A:\n    def f(self, a, b, c): ..."},
    ],
    names_are_no_drawers: [{CLI + "utils.py": ""}, {CLI + "core/inside.py": ""}, {"test/helpers.py": ""}],
    ignores_give_their_reason: [
        {CLI + "quiet.py": "import os  # no" + "qa: F401"},
        {CLI + "quiet.py": "a: int = ''  # type: " + "ignore[assignment]"},
        {CLI + "quiet.py": "a: int = ''  # type: " + "ignore"},
    ],
    nothing_is_left_unfinished: [{"README.md": "TO" + "DO: write"}, {CLI + "half.py": "# FIX" + "ME"}],
    no_text_knows_a_machine: [{"README.md": "Look in " + "/ho" + "me/me."}],
    every_brick_ships: [{"components/techpulse/settings/__init__.py": ""}],
    the_health_service_knows_no_dagster: [
        {HTTP_CLIENT + "heavy.py": "def late():\n    import dagster"},
        {"projects/health_service/pyproject.toml": HEALTH + 'b = "techpulse/cli"\n'},
    ],
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_sound_workspace_passes_when_held_against(rule: Rule) -> None:
    assert list(rule(SOUND)) == []


@pytest.mark.parametrize(("rule", "change"), [(rule, change) for rule, changes in BROKEN.items() for change in changes])
def test_a_change_is_refused_when_it_breaks(rule: Rule, change: dict[str, str]) -> None:
    assert list(rule({**SOUND, **change}))


# This workspace


@cache
def this_workspace() -> Workspace:
    """What git tracks or would track, but for the lock."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"]
    listed = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    files = {path: ROOT / path for path in listed if path != "uv.lock"}
    return {path: file.read_text(errors="replace") for path, file in files.items() if file.is_file()}


@pytest.mark.parametrize("rule", BROKEN)
def test_this_workspace_passes_when_held_against(rule: Rule) -> None:
    complaints = list(rule(this_workspace()))
    assert not complaints, "\n".join(complaints)


def deeds_at_import(brick: str, *, beside: Path) -> str:
    """What `import_probe` saw, with `beside` as working folder and as a second place for bricks."""
    probe = [sys.executable, "-B", str(Path(__file__).with_name("import_probe.py")), brick]
    environment = {"PYTHONPATH": str(beside), "HOME": str(beside), "TECHPULSE_DB_PATH": "x.duckdb", "PATH": ""}
    done = subprocess.run(probe, cwd=beside, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr * bool(done.returncode)


@pytest.mark.parametrize("brick", sorted({brick_of(path) for path, _ in faces(this_workspace())}))
def test_nothing_happens_when_a_brick_is_imported(brick: str, tmp_path: Path) -> None:
    deeds = deeds_at_import(brick, beside=tmp_path)
    assert not deeds, deeds
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "deed",
    [
        "open('made', 'w')",
        "open('/etc/passwd')",
        "import socket; socket.socket()",
        "import subprocess; subprocess.run(['/bin/true'])",
        "import os; os.environ.get('TECHPULSE_DB_PATH')",
        "import os; os.getenv('TECHPULSE_DB_PATH')",
        "import os; dict(os.environ)",
        "import os; os.mkdir('made')",
        "class Store:\n    handle = open('made', 'w')",
    ],
)
def test_the_probe_tells_when_a_brick_does(deed: str, tmp_path: Path) -> None:
    brick = tmp_path / "techpulse" / "busy_brick"
    brick.mkdir(parents=True)
    (brick / "__init__.py").touch()
    (brick / "behind.py").write_text(deed)
    assert "techpulse.busy_brick.behind at import: " in deeds_at_import("busy_brick", beside=tmp_path)
