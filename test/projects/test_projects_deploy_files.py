"""Files for compose, Kubernetes and Helm: each is what its tool takes, and they all say the same.

Belongs here: schemas, Dagster's own check against PostgreSQL, limits and names that must agree. Does not: images
(`test_projects_recipes.py`), the set at work (`test_projects_release.py`). Helm itself does not run here, so its values
are checked as far as Kubernetes' schemas and Dagster's know them.
"""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import kubernetes_validate
import pytest
import yaml
from dagster._config import process_config
from dagster._core.instance.config import dagster_instance_config
from dagster_k8s import K8sRunLauncher

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "projects/code_location/deploy"
MANIFESTS = (DEPLOY / "lake-volume.yaml", ROOT / "projects/health_service/deploy/kubernetes.yaml")
LIMITS = ("concurrency", "run_retries", "python_logs", "nux")
VERSION = kubernetes_validate.latest_version()


class Postgres(Protocol):
    """What `conftest.py` gives: a server on loopback."""

    def variables(self) -> dict[str, str]: ...


def loaded(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text()))


@pytest.fixture
def compose() -> dict[str, Any]:
    return loaded(DEPLOY / "compose.yaml")


@pytest.fixture
def values() -> dict[str, Any]:
    return loaded(DEPLOY / "helm-values.yaml")


@pytest.fixture
def production() -> dict[str, Any]:
    return loaded(DEPLOY / "dagster.production.yaml")


def version_of(project: str) -> str:
    settings = tomllib.loads((ROOT / "projects" / project / "pyproject.toml").read_text())
    return str(settings["project"]["version"])


def images(node: object) -> Iterator[str]:
    """Every image that a file names, as `name:tag`."""
    if isinstance(node, Mapping):
        if isinstance(node.get("image"), str):
            yield node["image"]
        if isinstance(node.get("repository"), str):
            yield f"{node['repository']}:{node['tag']}"
        node = list(node.values())
    if isinstance(node, list):
        for each in node:
            yield from images(each)


def test_compose_takes_the_file_when_it_follows_the_compose_specification() -> None:
    check = str(Path(sys.executable).with_name("check-jsonschema"))
    line = [check, "--builtin-schema", "vendor.compose-spec", str(DEPLOY / "compose.yaml")]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_each_service_comes_back_when_its_process_ends(compose: dict[str, Any]) -> None:
    assert {service["restart"] for service in compose["services"].values()} == {"unless-stopped"}


def test_each_service_is_asked_for_its_health_when_it_runs(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        recipe = ROOT / service.get("build", {}).get("dockerfile", "missing")
        assert "healthcheck" in service or "HEALTHCHECK" in recipe.read_text(), name


def test_secrets_reach_only_who_needs_them_when_composed(compose: dict[str, Any]) -> None:
    files = {name: service.get("env_file", []) for name, service in compose["services"].items()}
    assert files["health_service"] == []
    assert files["webserver"] == files["daemon"] == files["postgres"] == ["postgres.env"]
    for name in {name for each in files.values() for name in each}:
        assert (DEPLOY / f"{name}.example").exists()


def test_nothing_listens_to_the_network_when_composed(compose: dict[str, Any]) -> None:
    published = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)
    assert compose["networks"]["inside"]["internal"]


def test_every_file_names_the_version_that_is_released() -> None:
    files = (DEPLOY / "compose.yaml", DEPLOY / "helm-values.yaml", *MANIFESTS)
    named = {image for path in files for document in yaml.safe_load_all(path.read_text()) for image in images(document)}
    assert {image for image in named if image.startswith("techpulse/")} == {
        f"techpulse/{project.replace('_', '-')}:{version_of(project)}"
        for project in ("code_location", "health_service")
    }


def test_kubernetes_takes_each_manifest_when_it_is_strict() -> None:
    for path in MANIFESTS:
        for document in yaml.safe_load_all(path.read_text()):
            kubernetes_validate.validate(document, VERSION, strict=True)


def test_each_deploy_keeps_the_same_limits_as_the_laptop(values: dict[str, Any], production: dict[str, Any]) -> None:
    laptop = loaded(DEPLOY / "dagster.yaml")
    assert {key: production[key] for key in LIMITS} == {key: laptop[key] for key in LIMITS}
    said = values["additionalInstanceConfig"]
    assert {key: production[key] for key in (*LIMITS, "run_monitoring", "retention")} == said
    assert values["telemetry"] == production["telemetry"] == laptop["telemetry"] == {"enabled": False}


def test_dagster_takes_what_the_chart_makes_of_the_values(values: dict[str, Any], tmp_path: Path) -> None:
    launcher = dict(values["runLauncher"]["config"]["k8sRunLauncher"])
    config = {
        "load_incluster_config": True,
        "image_pull_policy": launcher.pop("imagePullPolicy"),
        "run_k8s_config": {snake(key): value for key, value in launcher.pop("runK8sConfig").items()},
        "service_account_name": "techpulse",
        "dagster_home": "/opt/dagster/dagster_home",
        "instance_config_map": "instance",
        "postgres_password_secret": "password",
    }
    assert not launcher
    made = {"run_launcher": {"module": "dagster_k8s", "class": "K8sRunLauncher", "config": config}}
    (tmp_path / "dagster.yaml").write_text(json.dumps(made | values["additionalInstanceConfig"]))
    taken, _ = dagster_instance_config(str(tmp_path))
    assert taken["concurrency"]["pools"]["default_limit"] == 5
    asked = K8sRunLauncher.config_type()  # type: ignore[no-untyped-call]  # its own signature says nothing
    assert not process_config(asked, config).errors


def snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).replace("k8_s", "k8s")


def test_kubernetes_takes_the_pods_that_the_chart_makes_of_the_values(values: dict[str, Any]) -> None:
    [code] = values["dagster-user-deployments"]["deployments"]
    launched = values["runLauncher"]["config"]["k8sRunLauncher"]["runK8sConfig"]
    probes = {key: value for key, value in code.items() if key.endswith("Probe")}
    asked = {"exec": {"command": ["dagster", "api", "grpc-health-check", "-p", str(code["port"])]}}
    container = {
        "name": "dagster",
        "image": ":".join(list(images(code))[:1]),
        "envFrom": [{"secretRef": secret} for secret in code["envSecrets"]],
        **{key: code[key] for key in ("securityContext", "resources", "volumeMounts")},
        **{key: {k: v for k, v in probe.items() if k != "enabled"} | asked for key, probe in probes.items()},
    }
    pod = {"containers": [container], "securityContext": code["podSecurityContext"]}
    served = pod | {"nodeSelector": code["nodeSelector"], "volumes": code["volumes"]}
    labels = {"app": "code"}
    template = {"metadata": {"labels": labels}, "spec": served}
    deployment = {"selector": {"matchLabels": labels}, "template": template}
    run = {
        "containers": [container | launched["containerConfig"]],
        "restartPolicy": "Never",
        "volumes": code["volumes"],
    }
    job = {"template": {"spec": run | launched["podSpecConfig"]}, **launched["jobSpecConfig"]}
    for kind, version, spec in (("Deployment", "apps/v1", deployment), ("Job", "batch/v1", job)):
        made = {"apiVersion": version, "kind": kind, "metadata": {"name": "made"}, "spec": spec}
        kubernetes_validate.validate(made, VERSION, strict=True)


def test_all_that_touches_the_lake_runs_on_its_node(values: dict[str, Any]) -> None:
    [code] = values["dagster-user-deployments"]["deployments"]
    health, _ = yaml.safe_load_all(MANIFESTS[1].read_text())
    claims = [loaded(MANIFESTS[0])["metadata"]["name"]]
    claims += [volume["persistentVolumeClaim"]["claimName"] for volume in code["volumes"]]
    claims += [health["spec"]["template"]["spec"]["volumes"][0]["persistentVolumeClaim"]["claimName"]]
    assert len(set(claims)) == 1
    launched = values["runLauncher"]["config"]["k8sRunLauncher"]["runK8sConfig"]["podSpecConfig"]
    assert code["nodeSelector"] == launched["nodeSelector"] == health["spec"]["template"]["spec"]["nodeSelector"]


def test_dagster_takes_the_production_file_when_postgresql_is_there(postgres: Postgres, tmp_path: Path) -> None:
    shutil.copy(DEPLOY / "dagster.production.yaml", tmp_path / "dagster.yaml")
    more = {"DAGSTER_HOME": str(tmp_path), "DAGSTER_LOGS_FOLDER": str(tmp_path / "logs")} | postgres.variables()
    line = [str(Path(sys.executable).with_name("dagster")), "instance", "info"]
    told = subprocess.run(line, env=os.environ | more, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert "PostgresRunStorage" in told.stdout, told.stdout
    assert "DefaultRunLauncher" in told.stdout
    assert more["POSTGRES_PASSWORD"] not in told.stdout + told.stderr
