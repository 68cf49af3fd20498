"""What docs/scaling.md and docs/deploy say can be had: commands, variables, versions, addresses."""

import re
import shlex
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from index.places import MilvusPlace, read_place
from rag.config import load_settings
from ui.cli import VERBS
from ui.commands.parser import build_parser
from ui.desk.addresses import parse_address
from ui.serving.access import Access
from ui.serving.door import Door
from ui.serving.files import serve_files
from ui.serving.gate import Gate, Rules
from ui.serving.mounting import ASSETS
from ui.serving.options import is_loopback
from ui.serving.sessions import Attempts, Sessions
from ui.serving.users import Users, add_user

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
PAGE = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
MANIFESTS = sorted(DEPLOY.rglob("*.yaml"))
FILES = sorted(file for file in DEPLOY.rglob("*") if file.is_file())
OURS = re.compile(r"fundstelle(-ray)?:")
HEALTH = "/page/favicon.svg"
PORT = 7860


def documents(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((DEPLOY / name).read_text(encoding="utf-8")))


def by_kind(name: str, kind: str) -> dict[str, Any]:
    (found,) = [one for one in documents(name) if one.get("kind") == kind]
    return found


def services() -> dict[str, Any]:
    (compose,) = documents("compose.yaml")
    return dict(compose["services"])


def values(node: object, key: str) -> Iterator[Any]:
    """All that stands under a key, however deep."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == key:
                yield value
            yield from values(value, key)
    elif isinstance(node, list):
        for one in node:
            yield from values(one, key)


def containers() -> list[dict[str, Any]]:
    manifests = [one for file in MANIFESTS for one in documents(str(file.relative_to(DEPLOY)))]
    return [one for many in values(manifests, "containers") for one in many]


def page_commands() -> list[str]:
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL))
    return [line for line in blocks.splitlines() if line.startswith("fundstelle ")]


def deployed_commands() -> list[list[str]]:
    """The arguments that our images are started with."""
    ours = [one for one in [*services().values(), *containers()] if OURS.match(one["image"])]
    given = [one.get("command") or one.get("args") or [] for one in ours if "entrypoint" not in one]
    (default,) = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    return [*(one for one in given if one), yaml.safe_load(default)]


@pytest.mark.parametrize("file", MANIFESTS, ids=lambda file: str(file.name))
def test_manifests_are_yaml(file: Path) -> None:
    assert all(isinstance(one, dict) for one in documents(str(file.relative_to(DEPLOY))))


def test_every_image_has_its_version() -> None:
    images = [one["image"] for one in [*services().values(), *containers()]]
    images += re.findall(r"^FROM (\S+:\S+)", DOCKERFILE, re.MULTILINE)
    assert len(images) > 12
    for image in images:
        assert re.search(r":[^:/]*\d+[.-]\d+", image), image
        assert not image.endswith(":latest")
    (values_file,) = documents("kubernetes/milvus-values.yaml")
    assert services()["milvus"]["image"].endswith(f":{values_file['image']['all']['tag']}")
    tags = {image.partition(":")[2] for image in images if OURS.match(image)}
    assert tags == {version("fundstelle")}


def test_versions_are_those_that_our_packages_go_with() -> None:
    ray = by_kind("kubernetes/raycluster.yaml", "RayCluster")["spec"]["rayVersion"]
    assert f"ray=={ray}" in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert version("pymilvus").split(".")[:2] == ["3", "0"]
    assert ":v3.0." in services()["milvus"]["image"]


@pytest.mark.parametrize("line", page_commands())
def test_commands_of_the_page_are_understood(line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    options = build_parser(VERBS).parse_args(words)
    if getattr(options, "database", None):
        assert parse_address(options.database).get_backend_name() == "postgresql"
    for word in words:
        if word.startswith("milvus"):
            assert isinstance(read_place(word), MilvusPlace)


@pytest.mark.parametrize("arguments", deployed_commands(), ids=lambda one: one[0])
def test_commands_of_the_images_are_understood(arguments: list[str]) -> None:
    options = build_parser(VERBS).parse_args(arguments)
    if arguments[0] == "serve":
        assert options.port == PORT
        assert not is_loopback(options.host), "nobody else would reach it"
        assert options.auth
        assert not options.database or parse_address(options.database).password is None


def test_the_page_has_a_command_for_each_step() -> None:
    verbs = {shlex.split(line)[1] for line in page_commands()}
    assert verbs == {"add", "copy", "info", "serve", "users"}
    assert any("--ray" in line for line in page_commands())


def test_addresses_of_the_page_are_places() -> None:
    places = re.findall(r"`(milvus[+\w-]*:[^`]+)`", PAGE)
    assert len(places) == 2
    assert all(isinstance(read_place(place), MilvusPlace) for place in places)


def test_variables_are_ours() -> None:
    named: set[str] = set()
    for text in (PAGE, *(file.read_text(encoding="utf-8") for file in FILES)):
        named |= set(re.findall(r"\bFUNDSTELLE_[A-Z_]+", text))
    assert {"FUNDSTELLE_INDEX", "FUNDSTELLE_MILVUS_TOKEN", "FUNDSTELLE_SESSION_KEY"} <= named
    load_settings(environment=dict.fromkeys(named - {"FUNDSTELLE_INDEX"}, "4" * 40))
    indexes = [one["environment"]["FUNDSTELLE_INDEX"] for one in services().values()
               if "FUNDSTELLE_INDEX" in one.get("environment", {})]  # fmt: skip
    indexes += [one["value"] for many in values(containers(), "env") for one in many
                if one["name"] == "FUNDSTELLE_INDEX"]  # fmt: skip
    assert len(indexes) > 2
    assert all(isinstance(read_place(index), MilvusPlace) for index in indexes)


def test_there_are_no_secrets() -> None:
    secret = re.compile(r"PASSWORD|TOKEN|SECRET_|SESSION_KEY")
    for name, service in services().items():
        for variable, value in service.get("environment", {}).items():
            if secret.search(variable):
                assert re.fullmatch(r"(root:)?\$\{\w+:(\?|-)\}", value), (name, variable)
    for many in values(containers(), "env"):
        for one in many:
            if secret.search(one["name"]):
                assert "secretKeyRef" in one["valueFrom"], one["name"]
    for line in (DEPLOY / "env.example").read_text(encoding="utf-8").splitlines():
        assert line.startswith("#") or line.endswith("="), line


def test_the_variables_of_compose_are_listed() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    listed = re.findall(
        r"^(\w+)=$", (DEPLOY / "env.example").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(re.findall(r"\$\{(\w+)", text)) - {"USERS_FILE"} == set(listed)


def test_whoever_is_published_is_so_to_this_machine() -> None:
    ports = [port for service in services().values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_our_containers_do_not_run_as_root() -> None:
    users = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)
    assert users[-1] == "10001:10001"
    replica = DOCKERFILE.partition(" AS replica")[2]
    assert "USER" not in replica, "as in the stage before"
    pod = by_kind("kubernetes/fundstelle.yaml", "Deployment")["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["containers"][0]["securityContext"]["readOnlyRootFilesystem"]
    assert services()["fundstelle"]["read_only"]


def test_the_image_holds_what_it_is_built_from() -> None:
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    assert all((ROOT / source).exists() for line in copied for source in line.split())
    assert {"index", "rag", "ui", "eval"} <= {source for line in copied for source in line.split()}


def test_ports_agree() -> None:
    assert f"EXPOSE {PORT}" in DOCKERFILE
    deployment = by_kind("kubernetes/fundstelle.yaml", "Deployment")
    assert list(values(deployment, "containerPort")) == [PORT]
    (port,) = by_kind("kubernetes/fundstelle.yaml", "Service")["spec"]["ports"]
    assert port["targetPort"] == "http"
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert f"server fundstelle:{PORT} " in nginx
    assert f":{re.findall(r'listen (.+);', nginx)[0]}" in services()["nginx"]["ports"][0]


def test_a_probe_is_answered_without_a_login_whatever_the_host(tmp_path: Path) -> None:
    deployment = by_kind("kubernetes/fundstelle.yaml", "Deployment")
    probes = {probe["path"] for probe in values(deployment, "httpGet")}
    assert probes == {HEALTH}
    assert f"http://127.0.0.1:{PORT}{HEALTH}" in DOCKERFILE

    serve_file = serve_files(ASSETS)

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        request = Request({**scope, "path_params": {"name": scope["path"].rpartition("/")[2]}})
        await (await serve_file(request))(scope, receive, send)

    def greet(_request: Request) -> Response:
        return PlainTextResponse("log in", 401)

    add_user(tmp_path / "users.txt", "ada", "a long password", edits=False)
    users = Users(tmp_path / "users.txt")
    door = Door(users, Sessions(), Attempts())
    gate = Gate(behind, rules=Rules(), access=Access(users), door=door, greet=greet)
    client = TestClient(gate, base_url="http://10.1.2.3:7860")
    assert client.get(HEALTH).status_code == 200
    assert client.get("/").status_code == 401
