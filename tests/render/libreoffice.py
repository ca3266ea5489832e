"""LibreOffice as a second reader of what is made, and whether the official font is installed."""

import shutil
import subprocess
import unicodedata

SOFFICE = shutil.which("soffice")
HAS_WRITER = shutil.which("lowriter") is not None
FC_LIST = shutil.which("fc-list")
IS_SARABUN_HERE = FC_LIST is not None and "TH SarabunPSK" in subprocess.run(
    [FC_LIST, "--format", "%{family}\n"], capture_output=True, text=True, check=False
).stdout.split("\n")


def convert(paths, kind, folder):
    """What LibreOffice makes of files, in one start of it: files of another kind."""
    command = [
        SOFFICE,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        folder / "out",
        *paths,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return [folder / "out" / f"{path.stem}.{kind}" for path in paths]


def squeezed(text):
    """A text without what a PDF does not keep: spaces, the order of marks, and า, the half of ำ."""
    dropped = {"Mn", "Zs", "Cc"}
    return "".join(c for c in text if unicodedata.category(c) not in dropped and c not in "าำ")
