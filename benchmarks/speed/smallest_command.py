"""The smallest Typer program with one command, to compare with."""

from __future__ import annotations

import typer

app = typer.Typer()


@app.command()
def greet(name: str = "Mina") -> None:
    """Say hello."""
    typer.echo(f"Hello, {name}")


if __name__ == "__main__":
    app()
