#!/usr/bin/env python3
"""check_resume.py RHUMB: kills `rhumb compare --resume` with signal 9 at many moments, goes on, and compares every byte.

Nothing may be lost and nothing run twice: the journal must have each run once, and the reports must be those of a study that
was never interrupted, whatever the number of jobs.
"""
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

SCENARIO = "scenarios/compare/unequal-backends.yaml"


def main():
    rhumb = os.path.abspath(sys.argv[1])
    command = [rhumb, "compare", SCENARIO, "--format", "json", "--quiet", "--replications", "60"]
    outputs = {jobs: subprocess.run(command + ["--jobs", str(jobs)], check=True, capture_output=True).stdout
               for jobs in (1, 8)}
    if outputs[1] != outputs[8]:
        sys.exit("--jobs 1 and --jobs 8 give other bytes")
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        directory = os.path.join(folder, "runs")
        kills = 0
        for attempt in range(40):
            process = subprocess.Popen(command + ["--resume", directory, "--jobs", str(1 + attempt % 3)],
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.01, 0.12))
            if process.poll() is not None:
                break
            process.send_signal(signal.SIGKILL)
            process.communicate()
            kills += 1
        resumed = subprocess.run(command + ["--resume", directory], check=True, capture_output=True).stdout
        with open(os.path.join(directory, "runs.journal")) as journal:
            keys = [tuple(line.split("\t")[:4]) for line in journal.readlines()[1:] if line.count("\t") > 5]
    if resumed != outputs[1]:
        sys.exit("the interrupted study gives other bytes")
    if len(keys) != len(set(keys)) or len(set(keys)) != 120:
        sys.exit(f"{len(keys)} lines for {len(set(keys))} runs of 120")
    print(f"killed {kills} times: the same {len(resumed)} bytes as with 1 and 8 jobs, each of 120 runs made once")


main()
