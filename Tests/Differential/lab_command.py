"""What the labs of real daemons have in common: their command line, and the walk through a scenario's phases."""
import argparse, os, shutil, sys


def phases(path, scenario, lab):
    """The tables of all routers, settled, at the start and after each change."""
    recorded = []
    for name, at, changes in scenario.phases:
        lab.change(changes)
        tables = lab.settled()
        count = sum(len(t["routes"]) for t in tables.values())
        print(f"{os.path.basename(path)}: {name}: {count} routes", file=sys.stderr, flush=True)
        recorded.append(dict(phase=name, at_seconds=int(at), routers=tables))
    return recorded


def main(doc, daemons, needs, run, compact):
    """SCENARIO [--record FILE] [--keep]: `run` gives the result, `compact` writes it; `daemons` are paths or programs of `needs`."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("scenario")
    parser.add_argument("--record", metavar="FILE")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    if os.geteuid() != 0 or not all(shutil.which(daemon) for daemon in daemons):
        sys.exit(f"{os.path.basename(sys.argv[0])} needs root and {needs}")
    try:
        text = compact(run(options.scenario, options.keep))
    except ValueError as error:
        sys.exit(f"skipped {os.path.basename(options.scenario)}: {error}")
    if options.record:
        with open(options.record, "w") as file:
            file.write(text)
    else:
        print(text, end="")
