"""What is done with one mutant, in the copy of the project that holds it and in a fork of a warm process.

A start from nothing takes longer than most of the tests. So dbt's parsed project is changed in memory as the file was,
and of the warehouse that judges every case only what follows the changed model is built again.
"""

import os
import shutil
import signal
from pathlib import Path
from tempfile import TemporaryDirectory

ENDS_WITHIN = 300  # seconds of processor; a mutant that never ends is noticed too
WAITS = 3600  # seconds by the clock, for one that waits for what never comes: a busy machine is no fault
JUDGED, REGION = "NWBENCH_TESTS_JUDGED", "NWBENCH_TESTS_REGION"  # what tests read in the place of a build of their own


def judge(folder: str) -> str:
    """The warehouse that the tables of cases make, built into a folder; its path."""
    from tests.conftest import cases_of_items
    from tests.judging import judge as build

    signal.alarm(WAITS)
    return str(build(Path(folder), cases_of_items()))


def publish(home: str) -> None:
    """The shipped data, published into a home folder."""
    from orchestration.home import Home
    from orchestration.refresh import refresh
    from tests.conftest import AS_OF, SHIPPED

    signal.alarm(WAITS)
    refresh(Home(Path(home)), SHIPPED, AS_OF)


def noticed(file: str, tests: list[str], judged: str, region: str) -> bool:
    """Whether a build or a test fails with the file as it stands; `judged` and `region` may be empty."""
    signal.alarm(WAITS)
    signal.setitimer(signal.ITIMER_PROF, ENDS_WITHIN)
    from tests.judging import invoke, rebuild

    models = _change(file, Path(file).read_text()) if file.startswith("dbt_project/") else []
    with TemporaryDirectory() as folder:
        if judged:
            os.environ[JUDGED] = shutil.copy(judged, folder)
        if judged and models:
            warehouse = Path(os.environ[JUDGED])
            try:  # what follows from them, up to the items, and their own unit tests
                rebuild(warehouse, "--select", *(f"{model}+,+fct_items" for model in models))
                invoke("test", warehouse, "--select", *(f"{model},test_type:unit" for model in models))
            except AssertionError:
                return True
        if region:
            os.environ[REGION] = region
        import pytest

        given = ["-x", "-q", "-p", "no:cacheprovider", f"--basetemp={folder}/tests"]
        return pytest.main([*given, *(f"tests/{name}" for name in tests)]) != pytest.ExitCode.OK


def _change(file: str, text: str) -> list[str]:
    """The parsed project reads as the file does. Names of the models that it is of."""
    from dbt_common.clients.jinja import extract_toplevel_blocks

    from orchestration.warehouse import _manifest

    path, manifest = file.removeprefix("dbt_project/"), _manifest()
    models = [node for node in manifest.nodes.values() if node.resource_type == "model"]
    if not path.startswith("macros/"):
        (model,) = (model for model in models if model.original_file_path == path)
        model.raw_code = text
        return [model.name]
    blocks = extract_toplevel_blocks(text, allowed_blocks={"macro"}, collect_raw_data=False)
    changed = {block.block_name: block.full_block for block in blocks}
    macros = {key: macro for key, macro in manifest.macros.items() if macro.original_file_path == path}
    for macro in macros.values():
        macro.macro_sql = changed[macro.name]
    return [model.name for model in models if macros.keys() & set(model.depends_on.macros)]
