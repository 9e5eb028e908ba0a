"""Commands of `nwbench` as pages show them, understood without being run."""

import click

from orchestration.command import main


def must_be_understood(words: list[str]) -> None:
    """As `nwbench` reads them, without doing anything. Raises click.UsageError."""
    named = main
    while isinstance(named, click.Group):
        assert words and words[0] in named.commands, f"no command {words}"
        named, words = named.commands[words[0]], words[1:]
    paths = {parameter.name for parameter in named.params if getattr(parameter.type, "exists", False)}
    for parameter in named.params:
        if parameter.name in paths:
            parameter.type.exists = False
    try:
        named.make_context(named.name, list(words))
    finally:
        for parameter in named.params:
            if parameter.name in paths:
                parameter.type.exists = True
