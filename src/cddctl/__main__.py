"""Runs the program: `python -m cddctl` and the installed `cddctl`."""

from cddctl.cli import app


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
