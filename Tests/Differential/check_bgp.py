#!/usr/bin/env python3
"""check_bgp.py RHUMB [CASE …]: holds rhumb's BGP tables against recordings of FRR's bgpd (bgp/expected/*.json).

A recording is made by frr_bgp_lab.py. Compared for every phase, router and prefix: the set of paths with from whom, AS path,
local preference, MED, origin, next hop, communities, originator, cluster list, validity, and which is best or used beside it.
Where the first phase differs, what FRR has may still be right: one of several stable states, which `rhumb explore` lists.
"""
import json, pathlib, subprocess, sys

HERE = pathlib.Path(__file__).resolve().parent / "bgp"
FIELDS = ["best", "valid", "multipath", "from", "as_path", "local_preference", "med", "origin", "next_hop", "communities",
          "large_communities", "atomic_aggregate", "aggregator", "originator_id", "cluster_list"]


def rhumb_tables(binary, scenario, at):
    done = subprocess.run([binary, "routes", str(scenario), "--at", f"{at}s", "--format", "json"], capture_output=True,
                          text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return json.loads(done.stdout)["routers"]


def path_text(segments):
    def text(segment):
        if isinstance(segment, dict):
            if "confederation" in segment:
                return "(" + " ".join(map(str, segment["confederation"])) + ")"
            return "[" + ",".join(map(str, segment["confederation_set"])) + "]"
        return "{" + ",".join(map(str, segment)) + "}" if isinstance(segment, list) else str(segment)

    return " ".join(map(text, segments))


def table(router):
    result = {}
    for entry in router.get("bgp") or []:
        paths = []
        for path in entry["paths"]:
            absent = {"atomic_aggregate": False, "large_communities": []}
            path = {key: path.get(key, absent.get(key)) for key in FIELDS}
            if isinstance(path["as_path"], list):
                path["as_path"] = path_text(path["as_path"])
            path["communities"] = sorted(path["communities"])
            paths.append(json.dumps(path))
        result[entry["prefix"]] = sorted(paths)
    return result


def differences(ours, theirs):
    for router in sorted(set(ours) | set(theirs)):
        a, b = table(ours.get(router, {})), table(theirs.get(router, {}))
        for prefix in sorted(set(a) | set(b)):
            mine, recorded = a.get(prefix, []), b.get(prefix, [])
            if mine != recorded:
                yield f"{router} {prefix}:"
                yield from (f"  rhumb only: {p}" for p in mine if p not in recorded)
                yield from (f"  FRR only:   {p}" for p in recorded if p not in mine)


def ways(routers):
    """Who goes through whom, as `rhumb explore` prints it."""
    source = {(name, entry["prefix"]): path["from"] for name, router in routers.items() for entry in router["bgp"]
              for path in entry["paths"] if path["best"]}
    result = set()
    for name, prefix in source:
        way = [name]
        while source.get((way[-1], prefix)) and len(way) <= len(routers):
            way.append(source[way[-1], prefix])
        result.add(f"{name} {prefix}: {' '.join(way[1:])}")
    return result


def other_stable_state(binary, scenario, routers):
    """How many stable states there are when FRR's is one of several; else None."""
    done = subprocess.run([binary, "explore", str(scenario), "--orders", "40", "--format", "json"], capture_output=True,
                          text=True)
    states = [set(state["routes"]) for state in json.loads(done.stdout or "{}").get("stable_states", [])]
    return len(states) if len(states) > 1 and ways(routers) in states else None


def main():
    if len(sys.argv) < 2:
        print(__doc__.splitlines()[0], file=sys.stderr)
        return 64
    binary, wanted = sys.argv[1], [pathlib.Path(name).stem for name in sys.argv[2:]]
    failed = passed = 0
    unrecorded = {p.stem for p in HERE.glob("scenarios/*.yaml")} - {p.stem for p in HERE.glob("expected/*.json")}
    for name in [] if wanted else sorted(unrecorded):
        print(f"FAIL  {name}: nothing is recorded; run frr_bgp_lab.py bgp/scenarios/{name}.yaml --record …")
        failed += 1
    for file in sorted(HERE.glob("expected/*.json")):
        if wanted and file.stem not in wanted:
            continue
        expected = json.loads(file.read_text())
        for phase in expected["phases"]:
            try:
                ours = rhumb_tables(binary, HERE / "scenarios" / expected["scenario"], phase["at_seconds"])
                found = list(differences(ours, phase["routers"]))
            except RuntimeError as error:
                found = [str(error)]
            note = ""
            if found and phase is expected["phases"][0]:
                states = other_stable_state(binary, HERE / "scenarios" / expected["scenario"], phase["routers"])
                if states:
                    found, note = [], f", another one of {states} stable states"
            count = sum(len(e["paths"]) for r in phase["routers"].values() for e in r["bgp"])
            print(f"{'FAIL' if found else 'ok'}\t{file.stem}\t{phase['phase']}\t{count} paths{note}".expandtabs(26)[:110])
            for line in found[:12]:
                print(f"      {line}")
            passed, failed = passed + (not found), failed + bool(found)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
