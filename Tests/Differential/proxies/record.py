#!/usr/bin/env python3
"""Records what the real nginx and HAProxy pick, for BalancingTests to compare with.

    record.py [--only NAME] [--out DIRECTORY]

Needs `nginx` and `haproxy` on the PATH (Debian 12: 1.22 and 2.6); says so and stops where they are missing. Each case is a
list of steps against a fresh proxy with one worker:

    start [KEY]   a request goes in and stays open at its backend; recorded: the backends that were tried, in order
    end N         the N-th request's backend answers
    fail N        the N-th request's backend closes without an answer (the client sees 502)
    down B, up B  HAProxy only: the server is taken out and put back through the stats socket
    refuse B, accept B   nginx only: the backend refuses connections from now on, or accepts them again

Weights, steps and picks are drawn from a seed, so that the file says all. The backends and the client live in this process.
"""
import argparse, asyncio, json, os, pathlib, random, shutil, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).parent
NAMES = "abcdefghijklmnopqrstuvwxyz"


class Backend:
    """Accepts one request a connection and holds it until told what to do."""

    def __init__(self, lab, number):
        self.lab, self.number, self.server, self.port = lab, number, None, 0

    async def listen(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def refuse(self):
        self.server.close()
        await self.server.wait_closed()

    async def serve(self, reader, writer):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
            return
        number = None
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"x-number:"):
                number = int(line.split(b":")[1])
        request = self.lab.requests[number]
        request["picks"].append(self.number)
        request["seen"].set()
        verdict = await request["verdict"].get()
        if verdict == "end":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
        writer.close()


class Lab:
    def __init__(self, case):
        self.case, self.requests, self.directory = case, {}, tempfile.mkdtemp(prefix="proxy-lab-")

    async def run(self):
        self.backends = [Backend(self, n) for n in range(len(self.case["weights"]))]
        for backend, identity in zip(self.backends, self.case.get("identities") or [None] * 99):
            backend.port = int(identity.split(":")[1]) if identity else 0
            await backend.listen()
        self.port = free_port()
        self.process = (start_nginx if self.case["proxy"] == "nginx" else start_haproxy)(self)
        try:
            await self.wait_for_proxy()
            picks = []
            for step in self.case["steps"]:
                await self.perform(step, picks)
            return picks
        finally:
            self.process.terminate()
            self.process.wait()
            for request in self.requests.values():
                request["verdict"].put_nowait("fail")
            for backend in self.backends:
                backend.server.close()
            shutil.rmtree(self.directory, ignore_errors=True)

    async def wait_for_proxy(self):
        for _ in range(200):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return
            except ConnectionError:
                await asyncio.sleep(0.02)
        sys.exit("the proxy did not start: " + self.case["name"])

    async def perform(self, step, picks):
        word, *rest = step.split(" ", 1)
        argument = rest[0] if rest else ""
        if word == "start":
            picks.append(await self.start(argument or "/"))
        elif word in ("end", "fail"):
            request = self.requests[int(argument)]
            request["verdict"].put_nowait(word)
            await request["client"]
            await asyncio.sleep(0.005)
        elif word in ("down", "up"):
            state = "maint" if word == "down" else "ready"
            await self.tell_haproxy(f"set server b/s{int(argument) + 1} state {state}\n")
        elif word == "refuse":
            await self.backends[int(argument)].refuse()
        elif word == "accept":
            await self.backends[int(argument)].listen()
        else:
            sys.exit("no such step: " + step)

    async def start(self, key):
        number = len(self.requests)
        request = {"picks": [], "seen": asyncio.Event(), "verdict": asyncio.Queue()}
        self.requests[number] = request
        request["client"] = asyncio.create_task(self.client(number, key, request))
        await asyncio.wait_for(request["seen"].wait(), 5)
        return "".join(NAMES[n] for n in request.get("tried", []) + request["picks"])

    async def client(self, number, key, request):
        local = (key, 0) if self.case.get("bind") else None
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=local)
        address = f"X-Forwarded-For: {key}\r\n" if key[0] != "/" else ""
        path = key if key[0] == "/" else "/"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nX-Number: {number}\r\n{address}Connection: close\r\n\r\n".encode())
        await writer.drain()
        await reader.read()
        request["seen"].set()
        writer.close()

    async def tell_haproxy(self, command):
        reader, writer = await asyncio.open_unix_connection(self.directory + "/stats.sock")
        writer.write(command.encode())
        await writer.drain()
        answer = await reader.read()
        writer.close()
        if answer.strip():
            sys.exit("haproxy: " + answer.decode())


def free_port():
    import socket
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def start_nginx(lab):
    case = lab.case
    limit = case["parameters"].get("max-fails", 1)
    extra = f"max_fails={limit} fail_timeout=600s"
    retries = "" if any(s.startswith("refuse") for s in case["steps"]) else "proxy_next_upstream off;"
    servers = "\n".join(
        f"server 127.0.0.1:{b.port} weight={w} {extra};" for b, w in zip(lab.backends, case["weights"]))
    conf = f"""
daemon off; worker_processes 1; pid {lab.directory}/pid; error_log {lab.directory}/error.log crit;
events {{ worker_connections 1024; }}
http {{
  access_log off; client_body_temp_path {lab.directory}/c; proxy_temp_path {lab.directory}/p;
  fastcgi_temp_path {lab.directory}/f; uwsgi_temp_path {lab.directory}/u; scgi_temp_path {lab.directory}/s;
  set_real_ip_from 127.0.0.1; real_ip_header X-Forwarded-For;
  upstream b {{ {case['balance']}
    {servers}
  }}
  server {{ listen 127.0.0.1:{lab.port}; location / {{ proxy_pass http://b; proxy_read_timeout 600s; {retries} }} }}
}}
"""
    path = lab.directory + "/nginx.conf"
    open(path, "w").write(conf)
    return subprocess.Popen(["nginx", "-c", path, "-p", lab.directory], stderr=subprocess.DEVNULL)


def start_haproxy(lab):
    case = lab.case
    servers = "\n".join(
        f"  server s{n + 1} 127.0.0.1:{b.port} weight {w}"
        for n, (b, w) in enumerate(zip(lab.backends, case["weights"])))
    conf = f"""
global
  nbthread 1
  stats socket {lab.directory}/stats.sock level admin
defaults
  mode http
  timeout client 600s
  timeout server 600s
  timeout connect 5s
  option http-server-close
frontend f
  bind 127.0.0.1:{lab.port}
  default_backend b
backend b
{chr(10).join('  ' + line for line in case['balance'].split(';'))}
{servers}
"""
    path = lab.directory + "/haproxy.cfg"
    open(path, "w").write(conf)
    return subprocess.Popen(["haproxy", "-f", path, "-q"], stderr=subprocess.DEVNULL)


# The cases: name, proxy, its words for the policy, rhumb's words for it, and how steps are drawn.

def load_steps(rng, count, keys=None, backends=0, outages=False):
    """Requests that come and end at random, with up to a dozen open at once; servers leave and come back."""
    steps, open_requests, number, out = [], [], 0, set()
    while number < count:
        roll = rng.random()
        if outages and roll < 0.06 and len(out) < backends - 1:
            one = rng.choice([b for b in range(backends) if b not in out])
            out.add(one)
            steps.append(f"down {one}")
        elif outages and roll < 0.12 and out:
            one = rng.choice(sorted(out))
            out.remove(one)
            steps.append(f"up {one}")
        elif open_requests and (roll < 0.45 or len(open_requests) >= 12):
            one = open_requests.pop(rng.randrange(len(open_requests)))
            steps.append(f"end {one}")
        else:
            steps.append("start " + rng.choice(keys) if keys else "start")
            open_requests.append(number)
            number += 1
    return steps


def turns(count):
    return [s for n in range(count) for s in ("start", f"end {n}")]


def cases():
    rng = random.Random(20220222)
    result = []

    def add(name, proxy, balance, policy, flavor, weights, steps, parameters=None, **more):
        result.append({
            "name": name, "proxy": proxy, "balance": balance, "policy": policy, "flavor": flavor,
            "parameters": parameters or {}, "weights": weights, "steps": steps, **more})

    weight_sets = [[5, 1, 1], [3, 1], [1, 1, 1, 1], [7, 3, 2, 2], [10, 9, 8, 1, 1], [13, 5, 3, 2, 1, 1, 1]]
    weight_sets += [[rng.randint(1, 20) for _ in range(rng.randint(2, 8))] for _ in range(4)]
    for n, weights in enumerate(weight_sets):
        total = min(120, 3 * sum(weights))
        add(f"nginx-wrr-{n}", "nginx", "", "weighted-round-robin", "nginx", weights, turns(total))
        add(f"haproxy-rr-{n}", "haproxy", "balance roundrobin", "weighted-round-robin", "haproxy", weights, turns(total))
        add(f"haproxy-static-{n}", "haproxy", "balance static-rr", "static-round-robin", "haproxy", weights, turns(total))
        add(f"nginx-least-{n}", "nginx", "least_conn;", "least-connections", "nginx", weights, load_steps(rng, 80))
        add(f"haproxy-least-{n}", "haproxy", "balance leastconn", "least-connections", "haproxy", weights,
            load_steps(rng, 80))
    for n, weights in enumerate(weight_sets[:8]):
        count = len(weights)
        for kind, balance, policy in [
            ("rr", "balance roundrobin", "weighted-round-robin"), ("static", "balance static-rr", "static-round-robin"),
            ("least", "balance leastconn", "least-connections")]:
            add(f"haproxy-outages-{kind}-{n}", "haproxy", balance, policy, "haproxy", weights,
                load_steps(rng, 100, backends=count, outages=True))
    paths = [f"/{rng.randrange(10**9):x}/{rng.choice(['a', 'index.html', 'img.png'])}" for _ in range(200)]
    addresses = [".".join(str(rng.randrange(1, 255)) for _ in range(4)) for _ in range(200)]
    keyed = lambda keys: [s for n, k in enumerate(keys) for s in (f"start {k}", f"end {n}")]
    for n, weights in enumerate([[1, 1, 1], [5, 2, 1, 1], [3, 3, 2, 2, 1]]):
        add(f"nginx-hash-{n}", "nginx", "hash $uri;", "hash", "nginx", weights, keyed(paths))
        add(f"nginx-ip-hash-{n}", "nginx", "ip_hash;", "source-hash", "nginx", weights, keyed(addresses))
        for function in ["sdbm", "djb2", "wt6", "crc32"]:
            add(f"haproxy-uri-{function}-{n}", "haproxy", f"balance uri;hash-type map-based {function}", "hash", "haproxy",
                weights, keyed(paths), {"hash": function})
        add(f"haproxy-uri-avalanche-{n}", "haproxy", "balance uri;hash-type map-based sdbm avalanche", "hash", "haproxy",
            weights, keyed(paths), {"avalanche": "on"})
        for function, avalanche in [("sdbm", "off"), ("djb2", "on"), ("crc32", "off")]:
            words = f"hash-type consistent {function}" + (" avalanche" if avalanche == "on" else "")
            add(f"haproxy-consistent-{function}-{n}", "haproxy", "balance uri;" + words, "ring-hash", "haproxy", weights,
                keyed(paths), {"hash": function, "avalanche": avalanche})
        add(f"haproxy-bounded-{n}", "haproxy", "balance uri;hash-type consistent sdbm avalanche;hash-balance-factor 125",
            "ring-hash", "haproxy", weights, load_steps(rng, 120, keys=paths[:20]),
            {"avalanche": "on", "bounded-load": 1.25})
        add(f"haproxy-uri-outages-{n}", "haproxy", "balance uri;hash-type consistent sdbm avalanche", "ring-hash",
            "haproxy", weights, load_steps(rng, 120, keys=paths, backends=len(weights), outages=True), {"avalanche": "on"})
        local = [f"127.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}" for _ in range(100)]
        add(f"haproxy-source-{n}", "haproxy", "balance source", "source-hash", "haproxy", weights, keyed(local), bind=True)
        add(f"haproxy-source-avalanche-{n}", "haproxy", "balance source;hash-type map-based sdbm avalanche",
            "source-hash", "haproxy", weights, keyed(local), {"avalanche": "on"}, bind=True)
        names = [f"127.0.0.1:{18081 + k}" for k in range(len(weights))]
        add(f"nginx-consistent-{n}", "nginx", "hash $uri consistent;", "ring-hash", "nginx", weights, keyed(paths),
            identities=names)
    for n, (weights, limit) in enumerate([([4, 2, 1], 1), ([6, 3, 3, 2], 3), ([9, 9, 1], 2), ([12, 5, 5], 4)]):
        # Answers that never come lower the effective weight by a part, and end in the server's being left out.
        steps = []
        for number in range(60):
            steps += ["start", f"fail {number}" if number % 7 == 5 and number < 40 else f"end {number}"]
        for balance, policy in [("", "weighted-round-robin"), ("least_conn;", "least-connections")]:
            add(f"nginx-failures-{policy}-{n}", "nginx", balance, policy, "nginx", weights, steps, {"max-fails": limit})
        # A server that refuses connections: the request goes to the next one at once.
        refusals = turns(6) + ["refuse 0"] + [s for k in range(6, 30) for s in ("start", f"end {k}")]
        refusals += ["refuse 1"] + [s for k in range(30, 45) for s in ("start", f"end {k}")]
        for balance, policy in [("", "weighted-round-robin"), ("least_conn;", "least-connections")]:
            add(f"nginx-refusals-{policy}-{n}", "nginx", balance, policy, "nginx", weights, refusals, {"max-fails": limit})
        hashed = [s.replace("start", f"start {paths[i % 40]}") if s == "start" else s for i, s in enumerate(refusals)]
        add(f"nginx-refusals-hash-{n}", "nginx", "hash $uri;", "hash", "nginx", weights, hashed, {})
        add(f"nginx-refusals-ip-hash-{n}", "nginx", "ip_hash;", "source-hash", "nginx", weights,
            [s.replace("start", f"start {addresses[i % 40]}") if s == "start" else s for i, s in enumerate(refusals)])
    return result


async def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="cases whose names begin so")
    parser.add_argument("--out", default=str(HERE / "expected"))
    options = parser.parse_args()
    missing = [name for name in ("nginx", "haproxy") if not shutil.which(name)]
    if missing:
        sys.exit("not installed: " + ", ".join(missing) + " (apt-get install nginx-light haproxy)")
    versions = {
        "nginx": subprocess.run(["nginx", "-v"], capture_output=True, text=True).stderr.split()[-1],
        "haproxy": subprocess.run(["haproxy", "-v"], capture_output=True, text=True).stdout.split()[2]}
    groups = {}
    for case in cases():
        if options.only and not case["name"].startswith(options.only):
            continue
        picks = await Lab(case).run()
        group = case["name"].rsplit("-", 1)[0]
        groups.setdefault(group, []).append({
            "name": case["name"], "recorded_from": versions[case["proxy"]], "configuration": case["balance"],
            "policy": case["policy"], "flavor": case["flavor"], "parameters": case["parameters"],
            "weights": case["weights"], "identities": case.get("identities", []), "steps": case["steps"], "picks": picks})
        print(case["name"], "".join(picks)[:60], flush=True)
    os.makedirs(options.out, exist_ok=True)
    for group, members in groups.items():
        with open(f"{options.out}/{group}.json", "w") as file:
            file.write("[\n" + ",\n".join(json.dumps(member) for member in members) + "\n]\n")


if __name__ == "__main__":
    asyncio.run(main())
