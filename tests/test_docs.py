import re
import shlex
from pathlib import Path

import pytest
import typer

from cddctl.cli import app
from cddctl.cli.common import COMMON_OPTIONS
from cddctl.errors import CddctlError, DataRefused, RegisterRefused, ScheduleRefused, UsageRefused

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GROUP = typer.main.get_command(app)
GROUPS = ("register", "schedule")
COMMANDS = [
    *(name for name in GROUP.commands if name not in GROUPS),
    *(f"{group} {name}" for group in GROUPS for name in GROUP.commands[group].commands),
]
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))


USAGE = {
    name: (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("usage.md", "usage.th.md")
}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_tells_of_every_command(command):
    assert f"cddctl {command}" in README


@pytest.mark.parametrize("document", USAGE)
@pytest.mark.parametrize("command", COMMANDS)
def test_the_usage_tells_of_every_command(document, command):
    assert f"cddctl {command}" in USAGE[document]


@pytest.mark.parametrize("document", USAGE)
@pytest.mark.parametrize("variable", sorted(set(re.findall(r"CDDCTL_[A-Z_]+", SOURCES))))
def test_the_usage_tells_of_every_variable(document, variable):
    assert re.search(rf"^\|.* `{variable}` \|", USAGE[document], re.MULTILINE)


@pytest.mark.parametrize("document", USAGE)
@pytest.mark.parametrize(
    "error", [CddctlError, UsageRefused, DataRefused, RegisterRefused, ScheduleRefused]
)
def test_the_usage_tells_of_every_exit_code(document, error):
    assert re.search(rf"^\| {error.exit_code} \| ", USAGE[document], re.MULTILINE)


@pytest.mark.parametrize("document", USAGE)
def test_every_option_that_the_usage_names_is_one(document):
    """Beside a command's name, of that command; else of any."""
    options = {option for command in COMMANDS for option in options_of(command)}
    common = {option.name for option in COMMON_OPTIONS} | {"--help"}
    assert set(re.findall(r"--[a-z][a-z-]+", USAGE[document])) <= options | common
    for words in re.findall(r"`cddctl ([^`]+)`", USAGE[document]):
        named = next((name for name in COMMANDS if f"{words} ".startswith(f"{name} ")), None)
        if named is not None:
            typed = set(re.findall(r"--[a-z][a-z-]+|(?<![\w-])-o\b", words))
            assert typed <= set(options_of(named)) | common, words


def test_the_two_languages_name_the_same_options():
    named = [set(re.findall(r"--[a-z][a-z-]+", text)) for text in USAGE.values()]
    assert named[0] == named[1]


def options_of(command):
    """Every option of a command, by its names."""
    group = GROUP
    for name in command.split():
        group = group.commands[name]
    own = [name for parameter in group.params for name in parameter.opts if name.startswith("-")]
    return [*own, *group.flags]


def test_the_thai_quick_start_works_as_it_stands(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CDDCTL_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CDDCTL_REGISTER", raising=False)
    block = re.search(r"## เริ่มใช้งาน.*?```text\n(.*?)```", README, re.DOTALL)[1]
    for line in block.splitlines():
        with pytest.raises(SystemExit) as stop:
            app(shlex.split(line)[1:])
        assert stop.value.code == 0, (line, capsys.readouterr().err)
    assert (tmp_path / "แบบรายงาน-ลำปาง-2561-09.xlsx").is_file()


def test_the_machines_of_others_run_the_two_commands():
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    commands = re.findall(r"^(?:python3|py -3) -m venv .* && .*$", README, re.MULTILINE)
    assert [line.strip() for line in workflow.splitlines() if "-m venv" in line] == commands
    assert len(commands) == 4


DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize(
    ("document", "link"),
    [
        (document, link)
        for document in DOCUMENTS
        for link in re.findall(r"\]\(([\w./-]+)\)", document.read_text(encoding="utf-8"))
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_what_a_document_links_to_is_there(document, link):
    assert (document.parent / link).is_file()


ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PACKAGE = ROOT / "src" / "cddctl"


def rooms_in_the_picture():
    """The text of each room in the picture: its lines, up to the next room."""
    picture = ARCHITECTURE.split("```")[1].split("the ground", 1)
    parts = re.split(r"^  \S.*?(\w+)/ ", picture[0], flags=re.MULTILINE)
    return {**dict(zip(parts[1::2], parts[2::2], strict=True)), "": picture[1]}


@pytest.mark.parametrize(
    "module",
    [path.relative_to(PACKAGE).as_posix() for path in sorted(PACKAGE.rglob("[!_]*.py"))],
)
def test_the_picture_of_the_architecture_has_every_module(module):
    folder, name = module.rsplit("/", 1) if "/" in module else ("", module)
    room, _, inner = folder.partition("/")
    text = rooms_in_the_picture()[room]
    if inner:
        text = text[text.index(f"{inner}/") :]
    assert re.search(rf"\b{name.removesuffix('.py')}\b", text)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([a-z/_]+\.py)`", ARCHITECTURE))))
def test_every_module_that_the_architecture_names_is_there(path):
    assert (PACKAGE / path).is_file() or (ROOT / path).is_file()
