import re
import shlex
from pathlib import Path

import pytest
import typer

from cddctl.cli import app
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


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_tells_of_every_command(command):
    assert f"cddctl {command}" in README


@pytest.mark.parametrize("variable", sorted(set(re.findall(r"CDDCTL_[A-Z_]+", SOURCES))))
def test_the_readme_tells_of_every_variable(variable):
    assert f"| `{variable}` |" in README


@pytest.mark.parametrize(
    "error", [CddctlError, UsageRefused, DataRefused, RegisterRefused, ScheduleRefused]
)
def test_the_readme_tells_of_every_exit_code(error):
    assert re.search(rf"^\| {error.exit_code} \| ", README, re.MULTILINE)


def test_the_thai_quick_start_works_as_it_stands(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CDDCTL_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CDDCTL_REGISTER", raising=False)
    block = re.search(r"## เริ่มใช้งาน.*?```text\n(.*?)```", README, re.DOTALL)[1]
    for line in block.splitlines():
        with pytest.raises(SystemExit) as stop:
            app(shlex.split(line)[1:])
        assert stop.value.code == 0, (line, capsys.readouterr().err)
    assert (tmp_path / "report-lampang-2561-09.xlsx").is_file()


def test_the_machines_of_others_run_the_two_commands():
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    commands = re.findall(r"^(?:python3|py -3) -m venv .* && .*$", README, re.MULTILINE)
    assert [line.strip() for line in workflow.splitlines() if "-m venv" in line] == commands
    assert len(commands) == 4


@pytest.mark.parametrize("link", re.findall(r"\]\(([\w./-]+)\)", README))
def test_what_the_readme_links_to_is_there(link):
    assert (ROOT / link).is_file()
