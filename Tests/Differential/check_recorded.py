#!/usr/bin/env python3
"""check_recorded.py RHUMB [RECORDING …]: holds rhumb's RIP and OSPF routes against those that FRR and BIRD had on the same scenarios.

Reads scenarios/*.yaml and expected/*.json beside this file, which frr_lab.py, ospf_lab.py and (`bird-*`, read with
`routing.profile=bird`) bird_lab.py recorded; no daemon, no root and no third-party package is needed, and it takes a second. For every phase `rhumb routes SCENARIO --at TIME` must have the same RIP, OSPF and
static routes: prefix, protocol, metric, OSPF's type of path, next-hop addresses. Where several next hops are as good and FRR's choice hung on timing
(`any_of` in the recording), rhumb's must be one of them. Exits 1 on a difference.
"""
import json, pathlib, subprocess, sys

HERE = pathlib.Path(__file__).resolve().parent
SHOWN = 8  # differences printed a phase


def rhumb_routes(binary, scenario, at, daemon):
    profile = ["--set", "routing.profile=bird"] if daemon == "BIRD" else []
    done = subprocess.run([binary, "routes", str(scenario), "--at", f"{at}s", "--format", "json"] + profile,
                          capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return json.loads(done.stdout)["routers"]


def table(router):
    return {r["prefix"]: r for r in router["routes"] if r["protocol"] in ("rip", "ospf", "static")}


def described(route):
    if route is None:
        return "no route"
    hops = ", ".join(sorted(h["address"] for h in route["next_hops"]))
    return f"{route['protocol']} metric {route['metric']} by {hops}"


def same(ours, recorded):
    if ours is None or recorded is None or ours["protocol"] != recorded["protocol"]:
        return False
    if recorded["protocol"] != "static" and ours["metric"] != recorded["metric"]:
        return False
    if "path" in recorded and ours.get("path") != recorded["path"]:
        return False
    hops = sorted(h["address"] for h in ours["next_hops"])
    if "any_of" in recorded:
        return len(hops) == 1 and hops[0] in recorded["any_of"]
    return hops == sorted(h["address"] for h in recorded["next_hops"])


def differences(ours, recorded, daemon):
    found = []
    for router in sorted(set(ours) | set(recorded)):
        mine = table(ours[router]) if router in ours else {}
        theirs = table(recorded[router]) if router in recorded else {}
        for prefix in sorted(set(mine) | set(theirs)):
            a, b = mine.get(prefix), theirs.get(prefix)
            if not same(a, b):
                found.append(f"{router} {prefix}: rhumb {described(a)}; {daemon} {described(b)}")
    return found


def main():
    if len(sys.argv) < 2:
        print(__doc__.splitlines()[0], file=sys.stderr)
        return 64
    binary, wanted = sys.argv[1], [pathlib.Path(name).stem for name in sys.argv[2:]]
    unknown = [name for name in wanted if not (HERE / "expected" / f"{name}.json").exists()]
    if unknown:
        print(f"nothing is recorded for {', '.join(unknown)}", file=sys.stderr)
        return 64
    passed = failed = 0
    unrecorded = {p.stem for p in HERE.glob("scenarios/*.yaml")} - {p.stem for p in HERE.glob("expected/*.json")}
    for name in [] if wanted else sorted(unrecorded):
        print(f"FAIL  {name}: nothing is recorded; run frr_lab.py scenarios/{name}.yaml --record expected/{name}.json")
        failed += 1
    for path in sorted(HERE.glob("expected/*.json")):
        if wanted and path.stem not in wanted:
            continue
        expected = json.loads(path.read_text())
        daemon = expected["daemon"].split()[0]
        for phase in expected["phases"]:
            try:
                ours = rhumb_routes(binary, HERE / "scenarios" / expected["scenario"], phase["at_seconds"], daemon)
                found = differences(ours, phase["routers"], daemon)
            except RuntimeError as error:
                found = [str(error)]
            count = sum(len(table(r)) for r in phase["routers"].values())
            print(f"{'FAIL' if found else 'ok'}\t{path.stem}\t{phase['phase']}\t{count} routes".expandtabs(26)[0:110])
            for line in found[:SHOWN]:
                print(f"      {line}")
            if len(found) > SHOWN:
                print(f"      and {len(found) - SHOWN} more")
            passed, failed = passed + (not found), failed + bool(found)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
