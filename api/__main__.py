"""`scripts/api`, which is `python -m api` in the environment of this tree."""

from api.cli import app

if __name__ == "__main__":
    app(prog_name="scripts/api")
