"""Record the lab's scenarios: python3 lab/run.py [-j N] [-o DIR] [-l] [pattern...]

A pattern is a cause id, or part of "<cause-id>--<variant>". Without one, everything is recorded. Needs root on Linux.
"""

import argparse
import importlib
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import netlab

TOOLS = {"ip": "iproute2", "tcpdump": "tcpdump", "ethtool": "ethtool", "iptables": "iptables", "sysctl": "procps"}


def load():
    sys.path.insert(0, str(netlab.HERE / "scenarios"))
    for path in sorted((netlab.HERE / "scenarios").glob("*.py")):
        importlib.import_module(path.stem)
    return netlab.VARIANTS


def need_tools():
    missing = [package for tool, package in TOOLS.items() if subprocess.run(["which", tool], capture_output=True).returncode]
    if missing:
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", *missing], check=True)


def one(v):
    # The wire shares this process: a short switch interval keeps its timing close to a cable's.
    sys.setswitchinterval(0.0005)
    lab = netlab.Lab(v.net)
    wrong = []
    threading.excepthook = lambda args: wrong.append(args)  # a failed assertion in any thread spoils the recording
    try:
        lab.up()
        if not v.manual:
            lab.record(v.vantages)
        v.run(lab)
        lab.join()
        lab.stop()
        if wrong:
            raise RuntimeError(f"{v.cause}--{v.name}: {wrong[0].exc_type.__name__} {wrong[0].exc_value} in {wrong[0].thread.name}")
        lab.write(v)
    finally:
        lab.down()


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("-j", "--jobs", type=int, default=3, help="scenarios at a time; most of their time is waiting")
    args.add_argument("-o", "--out", help="write there instead of into recordings/ and public/samples/ (to try a scenario)")
    args.add_argument("-l", "--list", action="store_true")
    args.add_argument("pattern", nargs="*")
    opt = args.parse_args()
    if opt.out:
        netlab.RECORDINGS = netlab.SAMPLES = Path(opt.out).resolve()
        (netlab.RECORDINGS / "samples").mkdir(parents=True, exist_ok=True)
    names = {f"{v.cause}--{v.name}": v for v in load()}
    wanted = [n for n in names if not opt.pattern or any(p == "=" + n or p == names[n].cause or p in n for p in opt.pattern)]
    if opt.list:
        print("\n".join(wanted))
        return 0
    if os.getuid():
        sys.exit("the lab makes network namespaces: run it as root")
    if len(wanted) == 1:
        one(names[wanted[0]])
        os._exit(0)  # sockets that a scenario left open are meant to stay silent
    need_tools()
    failed, guard = [], threading.Lock()

    def child(name):
        done = subprocess.run(
            [sys.executable, __file__, *(["-o", opt.out] if opt.out else []), "--", "=" + name], capture_output=True, text=True
        )
        with guard:
            sys.stdout.write(done.stdout)
            if done.returncode or "FAIL" in done.stdout:
                failed.append(name)
                sys.stdout.write(f"FAIL {name}\n{done.stderr[-2000:]}\n")
            sys.stdout.flush()

    with ThreadPoolExecutor(opt.jobs) as pool:
        list(pool.map(child, wanted))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
