#!/usr/bin/env python3
"""frr_lab.py SCENARIO [--record FILE] [--keep]: runs a rhumb scenario on FRR's real daemons and prints the routes as JSON.

Each router becomes a network namespace with zebra, ripd and staticd; each link a veth pair; each bridge a Linux bridge in a
namespace of its own; each stub a veth pair within its namespace (not every kernel has dummy interfaces); a loopback a /32 on
lo. The routes are read before the first event and after each one, once they have kept still for longer than a route's
timeout. Times are real: give the scenario short timers (`rip: {update: 5s, timeout: 15s, garbage: 10s}`), which are taken
over as `timers basic`.

What a scenario may hold here: routers (loopback, stubs), bridges, links with `addresses` and `cost`, `routing.rip` (update,
timeout, garbage, ecmp, split-horizon, default-metric, redistribute), `routing.static` with a `via`, events `down` and `up` of
links and routers. Every other key of `network`, `routing` and `events` is refused, so that nothing is compared that was not built.

A link's cost c is what the end that receives adds, which is FRR's `offset-list ALL in c INTERFACE`: it takes the place of the
+1 of RFC 2453 §3.9.2. The cost of 1 needs no offset-list. A failure takes both ends down, as a cut cable does.

--record FILE writes the phases with FRR's version, and `any_of` where several next hops are as good and timing chose one.
--keep leaves the namespaces and daemons standing, to look into by `ip netns exec` and `vtysh --vty_socket`.

Needs root, iproute2, FRR 8 or later and PyYAML.
"""
import ipaddress, json, os, re, shutil, socket, subprocess, sys, tempfile, time

import lab_command

try:
    import yaml
except ImportError:
    sys.exit("frr_lab.py needs PyYAML to read scenarios")

DAEMONS = "/usr/lib/frr"
LINK = re.compile(r"^(\S+) -- (\S+?)(?: #(\d+))?$")


def sh(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def seconds(text):
    """`5s`, `2min`, `500ms` as seconds."""
    number, unit = re.fullmatch(r"([\d.]+)\s*(ms|s|min|h)", str(text)).groups()
    return float(number) * {"ms": 0.001, "s": 1, "min": 60, "h": 3600}[unit]


def allow(mapping, keys, where):
    unknown = set(mapping) - set(keys)
    if unknown:
        raise ValueError(f"{where}: the lab cannot build {', '.join(sorted(unknown))}")


class Link:
    """A veth pair `v<number>a`, `v<number>b`; the ends in the order of `between`."""

    def __init__(self, number, item):
        if isinstance(item, str):
            raise ValueError(f"link `{item}`: the lab needs explicit addresses")
        allow(item, ["between", "addresses", "cost", "delay", "bandwidth", "queue"], f"link {number}")
        cost = item.get("cost", 1)
        self.number, self.nodes = number, item["between"]
        self.addresses = item["addresses"]
        self.costs = [int(c) for c in (cost if isinstance(cost, list) else [cost, cost])]
        self.devices = [f"v{number}a", f"v{number}b"]

    def ends(self):
        return list(zip(self.nodes, self.addresses, self.costs, self.devices))

    def is_cut(self, broken):
        return self in broken or not broken.isdisjoint(self.nodes)


class Scenario:
    def __init__(self, path):
        with open(path) as file:
            data = yaml.load(file, yaml.BaseLoader)  # All scalars as text: else YAML 1.1 takes the key `on` for true.
        network, routing = data["network"], data["routing"]
        allow(network, ["routers", "bridges", "links", "defaults"], "network")
        allow(routing, ["protocol", "profile", "rip", "static"], "routing")
        if routing["protocol"] != "rip":
            raise ValueError("the lab runs the protocol rip only")
        self.rip = routing.get("rip") or {}
        allow(self.rip, ["update", "timeout", "garbage", "ecmp", "split-horizon", "default-metric", "redistribute"],
              "routing.rip")
        self.routers = {name: options or {} for name, options in network["routers"].items()}
        for name, options in self.routers.items():
            allow(options, ["loopback", "stubs"], f"router {name}")
        self.bridges = list(network.get("bridges") or {})
        self.links = [Link(i, item) for i, item in enumerate(network["links"])]
        self.statics = routing.get("static") or []
        self.ecmp = int(self.rip.get("ecmp", 1))
        self.update, self.timeout, self.garbage = (
            int(seconds(self.rip.get(key, value)))
            for key, value in (("update", "30s"), ("timeout", "180s"), ("garbage", "120s")))
        self.phases = self.read_phases(data.get("events") or [], seconds(data.get("duration", "10min")))

    def read_phases(self, events, duration):
        """[(name, the time at which rhumb's routes are read, [(action, link or router)])]: events of one time make one phase."""
        groups = {}
        for event in events:
            allow(event, ["at", "down", "up"], "event")
            action = "down" if "down" in event else "up"
            groups.setdefault(seconds(event["at"]), []).append((action, event[action]))
        times = sorted(groups)
        phases = [("initial", (times + [duration])[0], [])]
        for time_, next_ in zip(times, times[1:] + [duration]):
            name = ", ".join(f"{action} {ref}" for action, ref in groups[time_])
            phases.append((name, next_, [(action, ref if ref in self.routers else self.link(ref)) for action, ref in groups[time_]]))
        # Read a second early, so that the next event has not yet happened.
        return [(name, end - 1, changes) for name, end, changes in phases]

    def link(self, reference):
        a, b, position = LINK.match(reference).groups()
        found = [l for l in self.links if sorted(l.nodes) == sorted([a, b])]
        return found[int(position or 1) - 1]

    def gateway(self, static):
        """`via` names a neighbour or gives its address; without it the route discards."""
        via = str(static.get("via", "Null0"))
        if via == "Null0":
            return via
        if via not in self.routers:
            return via
        for link in self.links:
            if sorted(link.nodes) == sorted([static["on"], via]):
                return link.addresses[link.nodes.index(via)].split("/")[0]
        raise ValueError(f"static route on {static['on']}: {via} is no neighbour")


class Lab:
    """Builds the network on entering and removes all of it on leaving; names carry the process's number."""

    def __init__(self, scenario, keep=False):
        self.scenario, self.keep = scenario, keep
        self.directory = tempfile.mkdtemp(prefix="frrlab-")
        os.chmod(self.directory, 0o777)
        self.prefix, self.processes, self.broken = f"fl{os.getpid()}-", {}, set()

    def ip(self, node, *words):
        sh("ip", "-n", self.prefix + node, *words)

    def __enter__(self):
        try:
            self.build()
        except BaseException:
            self.__exit__()
            raise
        return self

    def build(self):
        scenario = self.scenario
        for node in list(scenario.routers) + scenario.bridges:
            sh("ip", "netns", "add", self.prefix + node)
            self.ip(node, "link", "set", "lo", "up")
        for bridge in scenario.bridges:
            self.ip(bridge, "link", "add", "br0", "type", "bridge")
            self.ip(bridge, "link", "set", "br0", "up")
        for link in scenario.links:
            (a, _, _, device_a), (b, _, _, device_b) = link.ends()
            sh("ip", "link", "add", device_a, "netns", self.prefix + a, "type", "veth", "peer", "name", device_b,
               "netns", self.prefix + b)
            for node, address, _, device in link.ends():
                if node in scenario.bridges:
                    self.ip(node, "link", "set", device, "master", "br0")
                else:
                    self.ip(node, "addr", "add", address, "dev", device)
                self.ip(node, "link", "set", device, "up")
        for name, options in scenario.routers.items():
            sh("ip", "netns", "exec", self.prefix + name, "sysctl", "-qw", "net.ipv4.ip_forward=1",
               "net.ipv4.conf.all.rp_filter=0", "net.ipv6.conf.all.disable_ipv6=1")
            if options.get("loopback"):
                self.ip(name, "addr", "add", f"{options['loopback']}/32", "dev", "lo")
            for i, stub in enumerate(options.get("stubs") or []):
                network = ipaddress.ip_network(stub)
                self.ip(name, "link", "add", f"stub{i}", "type", "veth", "peer", "name", f"far{i}")
                self.ip(name, "link", "set", f"far{i}", "up")
                self.ip(name, "addr", "add", f"{network[1]}/{network.prefixlen}", "dev", f"stub{i}")
                self.ip(name, "link", "set", f"stub{i}", "up")
        for name in scenario.routers:
            self.start(name)

    def ripd_configuration(self, name):
        scenario, options = self.scenario, self.scenario.routers[name]
        interfaces = [(device, cost) for l in scenario.links for node, _, cost, device in l.ends() if node == name]
        stubs = [f"stub{i}" for i in range(len(options.get("stubs") or []))]
        lines = ["access-list ALL seq 5 permit any"]
        mode = {"none": "no ip rip split-horizon", "simple": "ip rip split-horizon",
                "poisoned-reverse": "ip rip split-horizon poisoned-reverse"}.get(scenario.rip.get("split-horizon"))
        for device, _ in interfaces:
            lines += [f"interface {device}", f" {mode}", "exit"] if mode else []
        lines += ["router rip", " version 2",
                  f" timers basic {scenario.update} {scenario.timeout} {scenario.garbage}"]
        if scenario.ecmp > 1:
            lines.append(" allow-ecmp")  # FRR 8.4 takes no number here.
        if "default-metric" in scenario.rip:
            lines.append(f" default-metric {scenario.rip['default-metric']}")
        if "static" in scenario.rip.get("redistribute", ["static"]):
            lines.append(" redistribute static")
        lines += [f" network {device}" for device, _ in interfaces] + [f" network {device}" for device in stubs]
        lines += [f" passive-interface {device}" for device in stubs]
        if options.get("loopback"):
            lines.append(f" network {options['loopback']}/32")
        lines += [f" offset-list ALL in {cost} {device}" for device, cost in interfaces if cost != 1]
        return lines

    def configurations(self, name):
        """What each daemon of a router reads when it starts."""
        return {"zebra": [], "ripd": self.ripd_configuration(name), "staticd": self.static_routes(name)}

    def static_routes(self, name):
        return [f"ip route {s['prefix']} {self.scenario.gateway(s)} {s.get('distance', 1)}"
                for s in self.scenario.statics if s["on"] == name]

    def start(self, name):
        home = f"{self.directory}/{name}"
        os.makedirs(home, exist_ok=True)
        os.chmod(home, 0o777)
        for daemon, lines in self.configurations(name).items():
            with open(f"{home}/{daemon}.conf", "w") as file:
                file.write("\n".join([f"log file {home}/{daemon}.log"] + lines) + "\n")
            self.processes.setdefault(name, []).append(subprocess.Popen(
                ["ip", "netns", "exec", self.prefix + name, f"{DAEMONS}/{daemon}", "-f", f"{home}/{daemon}.conf",
                 "-i", f"{home}/{daemon}.pid", "-z", f"{home}/zserv", "--vty_socket", home],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            time.sleep(0.2)

    def stop(self, name):
        for process in self.processes.get(name, []):
            process.terminate()
        for process in self.processes.pop(name, []):
            process.wait()

    def show(self, name, command, daemon="zebra"):
        """What a daemon answers, asked on its own socket: vtysh would ask all of them."""
        for attempt in range(50):
            with socket.socket(socket.AF_UNIX) as connection:
                try:
                    connection.connect(f"{self.directory}/{name}/{daemon}.vty")
                except OSError:
                    time.sleep(0.2)
                    continue
                connection.sendall(command.encode() + b"\0")
                answer = b""
                # Three zeros and the outcome end it.
                while answer[-4:-1] != b"\0\0\0":
                    more = connection.recv(65536)
                    if not more:
                        break
                    answer += more
                return answer[:-4].decode()
        raise RuntimeError(f"{name}: {daemon} does not answer")

    def change(self, changes):
        """A link fails at both ends, a router with all of its links and daemons; each comes back as new."""
        for action, what in changes:
            (self.broken.add if action == "down" else self.broken.discard)(what)
            for link in self.scenario.links:
                if link is what or what in link.nodes:
                    for node, _, _, device in link.ends():
                        self.ip(node, "link", "set", device, "down" if link.is_cut(self.broken) else "up")
            if what in self.scenario.routers:
                (self.stop if action == "down" else self.start)(what)

    @property
    def running(self):
        return [name for name in self.scenario.routers if name not in self.broken]

    def routes(self):
        """The selected RIP and static routes of zebra: {router: {"routes": [...]}}, sorted."""
        tables = {}
        for name in self.running:
            routes = []
            for entries in json.loads(self.show(name, "show ip route json") or "{}").values():
                for entry in entries:
                    if entry["protocol"] not in ("rip", "static") or not entry.get("selected"):
                        continue
                    hops = sorted((h["interfaceName"], h["ip"]) for h in entry["nexthops"] if h.get("active"))
                    routes.append(dict(
                        prefix=entry["prefix"], protocol=entry["protocol"], distance=entry["distance"],
                        metric=entry["metric"], next_hops=[dict(interface=i, address=a) for i, a in hops]))
            routes.sort(key=lambda r: ipaddress.ip_network(r["prefix"]))
            tables[name] = dict(routes=routes)
        return tables

    def settled(self):
        """The routes once they kept still for a timeout and an update: silent neighbours have timed out by then."""
        quiet = self.scenario.timeout + self.scenario.update + 2
        last, since, deadline = None, 0.0, time.monotonic() + 6 * quiet
        while time.monotonic() < deadline:
            now = self.routes()
            if now != last:
                last, since = now, time.monotonic()
            elif time.monotonic() - since > quiet:
                return last
            time.sleep(2)
        raise RuntimeError("the routes did not settle")

    def __exit__(self, *_):
        if self.keep:
            print(f"left standing: namespaces {self.prefix}*, sockets in {self.directory}", file=sys.stderr)
            return
        for process in sum(self.processes.values(), []):
            process.terminate()
        for name in list(self.processes):
            self.stop(name)
        for node in list(self.scenario.routers) + self.scenario.bridges:
            subprocess.run(["ip", "netns", "del", self.prefix + node], capture_output=True)
        shutil.rmtree(self.directory, ignore_errors=True)


def add_alternatives(scenario, tables, broken):
    """Without ECMP the first of equal next hops heard stays. Names all: each neighbour at metric − cost, by the topology."""
    metrics = {}
    for name, options in ((name, scenario.routers[name]) for name in tables):
        known = {r["prefix"]: r["metric"] for r in tables[name]["routes"] if r["protocol"] == "rip"}
        known.update({s["prefix"]: int(scenario.rip.get("default-metric", 1)) for s in scenario.statics if s["on"] == name})
        own = list(options.get("stubs") or [])
        own += [f"{options['loopback']}/32"] if options.get("loopback") else []
        own += [address for link in scenario.links if not link.is_cut(broken)
                for node, address, _, _ in link.ends() if node == name]
        known.update({str(ipaddress.ip_network(p, strict=False)): 1 for p in own})
        metrics[name] = known
    segments = {}  # Point-to-point links by number, bridges by name: the ends that hear each other.
    for link in scenario.links:
        if not link.is_cut(broken):
            bridge = next((node for node in link.nodes if node in scenario.bridges), link.number)
            segments.setdefault(bridge, []).extend(e for e in link.ends() if e[0] in scenario.routers)
    for name in tables:
        for route in tables[name]["routes"]:
            if route["protocol"] != "rip":
                continue
            found = set()
            for ends in segments.values():
                for _, _, cost, _ in (e for e in ends if e[0] == name):
                    found |= {address.split("/")[0] for node, address, _, _ in ends if node != name
                              and metrics[node].get(route["prefix"], 16) + cost == route["metric"]}
            if len(found) > 1:
                route["any_of"] = sorted(found)


def run(path, keep=False):
    scenario = Scenario(path)
    version = sh(f"{DAEMONS}/ripd", "--version").split()[2]
    phases = []
    with Lab(scenario, keep) as lab:
        for name, at, changes in scenario.phases:
            lab.change(changes)
            tables = lab.settled()
            if scenario.ecmp == 1:
                add_alternatives(scenario, tables, lab.broken)
            count = sum(len(t["routes"]) for t in tables.values())
            print(f"{os.path.basename(path)}: {name}: {count} routes", file=sys.stderr, flush=True)
            phases.append(dict(phase=name, at_seconds=int(at), routers=tables))
    return dict(schema="rhumb.routes/1", daemon=f"FRR {version} ripd", scenario=os.path.basename(path), phases=phases)


def compact(result):
    """JSON with one route a line, so that a change is read in a diff."""
    text = json.dumps(result, indent=1)
    return re.sub(r'\{\s+"prefix".*?\]\s*(?:,\s+"any_of":.*?\]\s*)?\}', lambda m: re.sub(r"\s+", " ", m.group()), text,
                  flags=re.S) + "\n"


if __name__ == "__main__":
    lab_command.main(__doc__, [f"{DAEMONS}/ripd", "vtysh"], "FRR", run, compact)
