"""Attack the API: `python -m tests.hardness` on a scratch database beside DATABASE_URL, which is dropped at the end.

About 5,000 requests are made, or as many as are asked for, by a seed that is printed. They come from the public first,
then from somebody who may write everything. Ends with 1 if a check fails, a server error is logged, or fewer requests
were made.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from tests.hardness.instance import ROOT, serving

HERE = Path(__file__).parent
SCHEMATHESIS = [str(Path(sys.executable).with_name("st")), "--config-file", str(HERE / "schemathesis.toml"), "run"]
ALL_PHASES_FROM = 60_000  # requests; the coverage phase alone makes tens of thousands, the same ones each time
_MADE = re.compile(r"^\s*([\d,]+) generated", re.MULTILINE)


def main():
    arguments = _arguments()
    print(f"{arguments.requests} requests, seed {arguments.seed}", flush=True)  # noqa: T201
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as instance:
        operations = yaml.safe_load(instance.schema.read_text())["paths"].values()
        reading = sum("get" in methods for methods in operations)
        total = sum(len(methods) for methods in operations)
        each = -(-arguments.requests // (reading + total))
        public = _attack(instance, arguments, each, "--include-method", "GET")
        signed_in = _attack(instance, arguments, each, "--header", f"Authorization: Token {instance.token}")
        made = public[1] + signed_in[1]
        print(f"{made} requests made, seed {arguments.seed}")  # noqa: T201
        sys.exit(public[0] or signed_in[0] or made < arguments.requests)


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=5000, help="at least so many (default: 5000)")
    parser.add_argument("--seed", type=int, default=3, help="any number; another one makes other requests")
    return parser.parse_args()


def _attack(instance, arguments, each, *further):
    """Run schemathesis with so many cases for each operation; return its exit status and how many requests it made."""
    phases = "examples,coverage,fuzzing,stateful" if arguments.requests >= ALL_PHASES_FROM else "fuzzing,stateful"
    command = [*SCHEMATHESIS, str(instance.schema), "--url", instance.address, "--phases", phases]
    command += ["--max-examples", str(each), "--seed", str(arguments.seed), "--continue-on-failure", "--no-color"]
    command += ["--suppress-health-check", "all", "--request-timeout", "30", *further]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=instance.folder)  # noqa: S603
    print(done.stdout, flush=True)  # noqa: T201
    return done.returncode, sum(int(made.replace(",", "")) for made in _MADE.findall(done.stdout))


if __name__ == "__main__":
    main()
