#!/usr/bin/env python3
"""sweep_ospf.py RHUMB KIND ROUTERS FIRST LAST [--daemon bird] [--directory DIR] [--jobs N]: unseen random networks against real daemons.

For each number from FIRST to LAST random_ospf.py's network is built by ospf_lab.py (or bird_lab.py) and read by rhumb; the routes of
all phases are held against each other. Scenarios and recordings stay in DIR (by default a new one in /tmp), where a second run
finds them: nothing is built twice. What BIRD has no words for is passed over. Exits 1 on a difference.

Needs what the labs need. A network takes one or two minutes, and little of the processor: several go at once.
"""
import argparse, concurrent.futures, json, pathlib, subprocess, sys, tempfile

import check_recorded, random_ospf

HERE = pathlib.Path(__file__).resolve().parent


def recorded(options, number):
    """The scenario and its recording; none when the lab does not build it, with what it said."""
    name = f"{options.kind}-{options.routers}-{number}"
    scenario = options.directory / f"{name}.yaml"
    recording = options.directory / f"{options.daemon}-{name}.json"
    scenario.write_text(random_ospf.scenario(options.kind, options.routers, str(number)))
    said = ""
    if not recording.exists():
        lab = {"frr": "ospf_lab.py", "bird": "bird_lab.py"}[options.daemon]
        done = subprocess.run([sys.executable, HERE / lab, scenario, "--record", recording], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL)
        said = (done.stderr.strip().splitlines() or [""])[-1]
    return name, scenario, recording if recording.exists() else None, said


def compare(options, scenario, recording):
    """The differences of all phases, and how many routes were held against each other."""
    result, found, count = json.loads(recording.read_text()), [], 0
    daemon = result["daemon"].split()[0]
    for phase in result["phases"]:
        ours = check_recorded.rhumb_routes(options.rhumb, scenario, phase["at_seconds"], daemon)
        found += [f"{phase['phase']}: {line}" for line in check_recorded.differences(ours, phase["routers"], daemon)]
        count += sum(len(check_recorded.table(router)) for router in phase["routers"].values())
    return found, count


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rhumb")
    parser.add_argument("kind", choices=random_ospf.KINDS + random_ospf.WIDE_KINDS)
    for name in ("routers", "first", "last"):
        parser.add_argument(name, type=int)
    parser.add_argument("--daemon", choices=["frr", "bird"], default="frr")
    parser.add_argument("--directory", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=3)
    options = parser.parse_args()
    options.directory = options.directory or pathlib.Path(tempfile.mkdtemp(prefix="sweep-"))
    options.directory.mkdir(parents=True, exist_ok=True)
    equal = different = skipped = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for name, scenario, recording, said in pool.map(lambda n: recorded(options, n), range(options.first, options.last + 1)):
            if recording is None:
                print(f"skip  {name}: {said}", flush=True)
                skipped += 1
                continue
            try:
                found, count = compare(options, scenario, recording)
            except RuntimeError as error:
                found, count = [str(error)], 0
            print(f"{'FAIL' if found else 'ok  '}  {options.daemon} {name}: {count} routes, {len(found)} differ", flush=True)
            print("".join(f"      {line}\n" for line in found[:check_recorded.SHOWN]), end="", flush=True)
            equal, different = equal + (not found), different + bool(found)
    print(f"{equal} equal, {different} different, {skipped} skipped; in {options.directory}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
