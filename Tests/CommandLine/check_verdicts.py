#!/usr/bin/env python3
"""check_verdicts.py RHUMB [TIMES]: whether comparisons of real runs keep what they promise (1,000 times by default).

- A queue compared with itself under other seeds: false alarms at the stated level, 5%, no more.
- M/M/1 at two rates: the difference is found with at least the power for which the replications were chosen.
- Intervals of the mean of M/M/3 hold its true mean (Erlang C) at the nominal rate.

Seeds are fixed, so that the counts are the same every time; they are held against the bounds of a binomial at 99.9%.
"""
import concurrent.futures
import json
import math
import os
import subprocess
import sys
import tempfile

SCENARIO = """
title: M/M/c
duration: 60s
network: {transport: ideal, hosts: {client: , server: }, links: [{between: [client, server], delay: 0s}]}
services:
  queue: {backends: [server], service-time: exponential(10ms), concurrency: 1, queue: 100000, timeout: 1h}
traffic:
  - {name: users, from: client, to: queue, arrivals: poisson(50/s)}
study: {measure: [services.queue.latency.mean]}
"""


def compare(rhumb, path, *options):
    done = subprocess.run([rhumb, "compare", path, "--format", "json", "--quiet", "--jobs", "1", *options],
                          capture_output=True)
    if done.returncode != 0:
        sys.exit(done.stderr.decode())
    return json.loads(done.stdout)["studies"][0]["measures"][0]["variants"]


def erlang_c(servers, load):
    """Probability that a request waits (Erlang, 1917)."""
    terms = [load ** k / math.factorial(k) for k in range(servers)]
    last = load ** servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(terms) + last)


def check(what, count, times, rate, at_least_only=False):
    spread = 3.29 * math.sqrt(times * rate * (1 - rate))
    low, high = times * rate - spread, times * rate + spread
    word = f"{what}: {count} of {times} (expected {times * rate:.0f}, between {max(0, low):.0f} and {high:.0f})"
    print(word)
    return count >= low and (at_least_only or count <= high)


def main():
    rhumb = os.path.abspath(sys.argv[1])
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        path = os.path.join(folder, "queue.yaml")
        with open(path, "w") as file:
            file.write(SCENARIO)

        def alarm(i):
            base = 1_000 * i + 1
            both = compare(rhumb, path, "--vary", f"seed={base},{base + 500}", "-r", "10", "--set", "duration=20s")
            return both[1]["comparison"]["verdict"] in ("better", "worse")

        def found(i):
            both = compare(rhumb, path, "--vary", "traffic.users.arrivals=poisson(50/s),poisson(52/s)",
                           "--seed", str(50_000_000 + 1_000 * i), "-r", str(needed), "--set", "duration=20s")
            return both[1]["comparison"]["verdict"] == "worse"

        def held(i):
            one = compare(rhumb, path, "--seed", str(90_000_000 + 1_000 * i), "-r", "30", "--warm-up", "5s",
                          "--set", "services.queue.concurrency=3",
                          "--set", "traffic.users.arrivals=poisson(210/s)", "--set", "duration=30s")
            interval = one[0]["estimate"]["interval"]
            return interval["low"] <= truth <= interval["high"]

        good = check("false alarms", sum(pool.map(alarm, range(times))), times, 0.05)

        pilot = compare(rhumb, path, "--vary", "traffic.users.arrivals=poisson(50/s),poisson(52/s)", "-r", "200",
                        "--seed", "40000000", "--set", "duration=20s")[1]["comparison"]
        # The half-width of the interval is t(199)·s/√200; z for 5% and 80%.
        deviation = pilot["interval"]["high"] - pilot["difference"]
        deviation *= math.sqrt(200) / 1.972
        needed = max(3, math.ceil((1.96 + 0.8416) ** 2 * (deviation / pilot["difference"]) ** 2) + 2)
        trials = times // 2
        good &= check(f"M/M/1 at 50/s and 52/s told apart by {needed} replications",
                      sum(pool.map(found, range(trials))), trials, 0.8, at_least_only=True)

        load = 210 * 0.01
        truth = 0.01 + erlang_c(3, load) * 0.01 / (3 - load)
        good &= check(f"intervals that hold the mean of M/M/3, {1000 * truth:.3f} ms",
                      sum(pool.map(held, range(trials))), trials, 0.95)
    if not good:
        sys.exit("the statistics do not keep what they promise")


main()
