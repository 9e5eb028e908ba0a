"""Spark servers on loopback, started and stopped by whoever asks: Sail, and Apache Spark with workers of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.proxying import free_port, wait_for

APACHE_SPARK = "4.3.0"  # brings its own client too, so it never comes into the project's environment
MASTER = "local-cluster[2,1,1024]"  # two workers, each a Java process of one core and 1,024 MB
CONNECT = "org.apache.spark.sql.connect.service.SparkConnectServer"
HERE = "127.0.0.1"


@contextmanager
def sail() -> Iterator[tuple[str, subprocess.Popen]]:
    """The address of a Sail server, and its process."""
    port = free_port()
    command = [sys.executable, "-m", "pysail", "spark", "server", "--ip", HERE, "--port", str(port)]
    with _running(command, port, os.environ) as process:
        yield f"sc://{HERE}:{port}", process


def installed(folder: Path) -> Path:
    """Apache Spark in an environment of its own in `folder`; returns where its programs lie."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    install = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", f"pyspark=={APACHE_SPARK}"]
    subprocess.run(install, check=True)
    [home] = folder.glob("lib/python*/site-packages/pyspark")
    return home


@contextmanager
def apache(home: Path, work: Path) -> Iterator[tuple[str, subprocess.Popen, "Workers"]]:
    """The address of an Apache Spark server that works in `work`, its process, and its two workers."""
    port, ui = free_port(), free_port()
    settings = {
        "spark.connect.grpc.binding.address": HERE,
        "spark.connect.grpc.binding.port": port,
        "spark.ui.port": ui,
        "spark.executor.memory": "1g",
        "spark.local.dir": work,
    }
    told = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    command = [home / "bin" / "spark-submit", "--class", CONNECT, "--master", MASTER, *told, "spark-internal"]
    of_spark = {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": HERE}
    with _running(command, port, os.environ | of_spark, work) as process:
        workers = Workers(f"http://{HERE}:{ui}/api/v1/applications", process.pid)
        workers.wait_for(2)
        yield f"sc://{HERE}:{port}", process, workers


@contextmanager
def _running(command: list, port: int, settings, work: Path | None = None) -> Iterator[subprocess.Popen]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(list(map(str, command)), env=settings, cwd=work, **quiet)
    try:
        wait_for(port, process)
        yield process
    finally:
        process.terminate()
        process.wait()


class Workers:
    """The workers of an Apache Spark server, as its own account of them says: what each does, which is alive."""

    def __init__(self, account: str, server: int):
        self.account, self.server = account, server

    def listed(self) -> list[dict]:
        """Each worker that was ever there, as Spark's monitoring lists it; empty while it does not answer."""
        try:
            [application] = self._read(self.account)
            workers = self._read(f"{self.account}/{application['id']}/allexecutors")
        except (URLError, ValueError, ConnectionError):
            return []
        return [worker for worker in workers if worker["id"] != "driver"]

    def _read(self, url: str) -> list[dict]:
        with urlopen(url, timeout=10) as answer:
            return json.load(answer)

    def wait_for(self, number: int, seconds: int = 120) -> None:
        until = time.monotonic() + seconds
        while sum(worker["isActive"] for worker in self.listed()) < number:
            assert time.monotonic() < until, f"no {number} workers within {seconds} seconds"
            time.sleep(0.1)

    def kill_at_work(self, seconds: int = 300) -> list[str]:
        """Ends, with signal 9, a worker that is seen at work; returns why it is gone, as its server says.

        Another follows where the first had no task left by then, until one takes a task with it.
        """
        until, lost, said = time.monotonic() + seconds, self._lost_tasks(), []
        while time.monotonic() < until:
            for worker in self.listed():
                if worker["isActive"] and worker["activeTasks"]:
                    os.kill(self._process(worker["id"]), signal.SIGKILL)
                    said.append(self._gone(worker["id"], until)["removeReason"])
                    if self._lost_tasks() > lost:
                        return said
            time.sleep(0.01)
        raise TimeoutError(f"no worker was at work within {seconds} seconds")

    def _gone(self, worker: str, until: float) -> dict:
        while time.monotonic() < until:
            [listed] = [each for each in self.listed() if each["id"] == worker] or [{"isActive": True}]
            if not listed["isActive"]:
                return listed
            time.sleep(0.1)
        raise TimeoutError(f"worker {worker} is still there")

    def _lost_tasks(self) -> int:
        """How many tasks failed, each of which was done again."""
        [application] = self._read(self.account)
        return sum(stage["numFailedTasks"] for stage in self._read(f"{self.account}/{application['id']}/stages"))

    def _process(self, worker: str) -> int:
        """The child of the server whose command line names the worker."""
        children = Path(f"/proc/{self.server}/task").glob("*/children")
        for child in " ".join(path.read_text() for path in children).split():
            if f"--executor-id\0{worker}\0" in Path(f"/proc/{child}/cmdline").read_text():
                return int(child)
        raise ProcessLookupError(f"no worker {worker}")
