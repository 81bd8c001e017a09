#!/usr/bin/env python3
"""compare.py RHUMB [CASE …]: holds rhumb's RIP against FRR's ripd on the same networks.

Each case is a function below that returns a network. It is built twice: as a rhumb scenario, and as one network namespace
a router with zebra, ripd and staticd, veth pairs for links and a Linux bridge for a shared segment. After every phase (the
start, and each failure or repair) the RIP routes of all routers are compared: prefix, metric, next-hop addresses.

Needs root and FRR; says so and passes over everything where they are missing. The timers are scaled down (5, 15, 10 s) in
both, so a case takes about half a minute of real time. Everything made is named rd-* and removed at the end.
"""
import ipaddress, json, os, shutil, subprocess, sys, tempfile, time

FRR = "/usr/lib/frr"
UPDATE, TIMEOUT, GARBAGE = 5, 15, 10


class Network:
    def __init__(self, name, ecmp=1, redistribute_static=True):
        self.name, self.ecmp, self.redistribute_static = name, ecmp, redistribute_static
        self.routers, self.bridges, self.links, self.statics, self.phases = {}, {}, [], [], [("start", [])]

    def router(self, name, stubs=()):
        self.routers[name] = list(stubs)

    def bridge(self, name, subnet):
        self.bridges[name] = subnet

    def link(self, a, b, cost=(1, 1)):
        """Both ends routers: a /30 of its own. b a bridge: a's address is taken from its subnet."""
        number = len(self.links) + 1
        if b in self.bridges:
            net = ipaddress.ip_network(self.bridges[b])
            taken = sum(1 for l in self.links if l["b"] == b)
            addresses = [f"{net[taken + 1]}/{net.prefixlen}", None]
        else:
            net = ipaddress.ip_network(f"10.{number >> 8}.{number & 255}.0/30")
            addresses = [f"{net[1]}/30", f"{net[2]}/30"]
        self.links.append(dict(a=a, b=b, cost=cost, addresses=addresses))

    def static(self, router, prefix, via):
        self.statics.append((router, prefix, via))

    def phase(self, action, *links):
        """action: down or up; links as positions from 0."""
        self.phases.append((action, list(links)))


# ---- cases


def line(n=5):
    net = Network(f"line-{n}")
    for i in range(1, n + 1):
        net.router(f"r{i}", [f"192.168.{i}.0/24"])
    for i in range(1, n):
        net.link(f"r{i}", f"r{i+1}")
    return net


def ring(n=6):
    net = line(n)
    net.name = f"ring-{n}"
    net.link(f"r{n}", "r1")
    net.phase("down", 0)
    net.phase("up", 0)
    return net


def grid(rows=3, columns=3, ecmp=4):
    net = Network(f"grid-{rows}x{columns}-ecmp", ecmp=ecmp)
    for r in range(rows):
        for c in range(columns):
            net.router(f"r{r}{c}", [f"192.168.{r * columns + c + 1}.0/24"])
    for r in range(rows):
        for c in range(columns):
            if c + 1 < columns:
                net.link(f"r{r}{c}", f"r{r}{c+1}")
            if r + 1 < rows:
                net.link(f"r{r}{c}", f"r{r+1}{c}")
    net.phase("down", 0)
    return net


def costs():
    net = Network("asymmetric-costs")
    for i in range(1, 6):
        net.router(f"r{i}", [f"192.168.{i}.0/24"])
    net.link("r1", "r2", (3, 7))
    net.link("r2", "r3", (1, 2))
    net.link("r3", "r4", (5, 1))
    net.link("r4", "r1", (2, 4))
    net.link("r1", "r3", (9, 6))
    net.link("r4", "r5", (1, 1))
    net.phase("down", 3)
    return net


def lan():
    net = Network("shared-lan")
    for i in range(1, 6):
        net.router(f"r{i}", [f"192.168.{i}.0/24"])
    net.bridge("sw", "10.50.0.0/24")
    for i in (1, 2, 3):
        net.link(f"r{i}", "sw")
    net.link("r3", "r4")
    net.link("r4", "r5")
    return net


def too_far(n=18):
    net = line(n)
    net.name = "over-15-hops"
    return net


def partition():
    net = line(6)
    net.name = "partition"
    net.phase("down", 2)
    net.phase("up", 2)
    return net


def redistribution():
    net = line(4)
    net.name = "redistribution"
    net.router("edge", ["172.30.0.0/16"])
    net.link("r4", "edge")
    net.static("r4", "203.0.113.0/24", "edge")
    net.static("r4", "0.0.0.0/0", "edge")
    return net


def parallel():
    net = line(3)
    net.name = "parallel-links"
    net.link("r1", "r2", (2, 2))
    net.phase("down", 0)
    return net


CASES = [line, ring, grid, costs, lan, too_far, partition, redistribution, parallel]


# ---- rhumb's side


def address_of(net, router, neighbor):
    for l in net.links:
        for me, other, k in ((l["a"], l["b"], 1), (l["b"], l["a"], 0)):
            if me == router and other == neighbor:
                return l["addresses"][k].split("/")[0]
    raise KeyError((router, neighbor))


def scenario(net):
    """Phases are 40 s apart; their outcome is read just before the next."""
    out = [f"title: {net.name}", "duration: 10min", "network:", "  routers:"]
    for name, stubs in net.routers.items():
        out.append(f"    {name}: {{stubs: [{', '.join(stubs)}]}}")
    if net.bridges:
        out.append("  bridges:")
        out += [f"    {b}: {{subnet: {s}}}" for b, s in net.bridges.items()]
    out.append("  links:")
    for l in net.links:
        addresses = ", ".join(a or "null" for a in l["addresses"])
        out.append(
            f"    - {{between: [{l['a']}, {l['b']}], addresses: [{addresses}], cost: [{l['cost'][0]}, {l['cost'][1]}]}}")
    out += ["routing:", "  protocol: rip", "  profile: frr",
            f"  rip: {{update: {UPDATE}s, timeout: {TIMEOUT}s, garbage: {GARBAGE}s, ecmp: {net.ecmp}}}"]
    if net.statics:
        out.append("  static:")
        out += [f"    - {{on: {r}, prefix: {p}, via: {address_of(net, r, v)}}}" for r, p, v in net.statics]
    if len(net.phases) > 1:
        out.append("events:")
        for i, (action, links) in enumerate(net.phases[1:]):
            for k in links:
                pair = sorted([net.links[k]["a"], net.links[k]["b"]])
                same = [j for j, l in enumerate(net.links) if sorted([l["a"], l["b"]]) == pair]
                ref = f"{net.links[k]['a']} -- {net.links[k]['b']}"
                if len(same) > 1:
                    ref += f" #{same.index(k) + 1}"
                out.append(f"  - {{at: {60 * (i + 1)}s, {action}: '{ref}'}}")
    return "\n".join(out) + "\n"


def rhumb_routes(binary, net, phase):
    at = 60 * (phase + 1) - 1
    done = subprocess.run([binary, "routes", "-", "--at", f"{at}s", "--format", "json"], input=scenario(net),
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    tables = {}
    for name, router in json.loads(done.stdout)["routers"].items():
        tables[name] = {r["prefix"]: (r["metric"], sorted(h["address"] for h in r["next_hops"]))
                        for r in router["routes"] if r["protocol"] == "rip"}
    return tables


# ---- FRR's side


def sh(command):
    subprocess.run(command, shell=True, check=True, capture_output=True, text=True)


class Lab:
    def __init__(self, net):
        self.net, self.dir, self.processes = net, tempfile.mkdtemp(prefix="rd-"), []
        os.chmod(self.dir, 0o777)

    def __enter__(self):
        for name in list(self.net.routers) + list(self.net.bridges):
            sh(f"ip netns add rd-{name} && ip -n rd-{name} link set lo up")
        for b in self.net.bridges:
            sh(f"ip -n rd-{b} link add br0 type bridge && ip -n rd-{b} link set br0 up")
        interfaces = {name: [] for name in self.net.routers}
        for k, l in enumerate(self.net.links):
            sh(f"ip link add v{k}a netns rd-{l['a']} type veth peer name v{k}b netns rd-{l['b']}")
            for end, node, address in (("a", l["a"], l["addresses"][0]), ("b", l["b"], l["addresses"][1])):
                device = f"v{k}{end}"
                if node in self.net.bridges:
                    sh(f"ip -n rd-{node} link set {device} master br0")
                else:
                    sh(f"ip -n rd-{node} addr add {address} dev {device}")
                    interfaces[node].append((device, l["cost"][0 if end == "a" else 1]))
                sh(f"ip -n rd-{node} link set {device} up")
        for name, stubs in self.net.routers.items():
            sh(f"ip netns exec rd-{name} sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0")
            for i, stub in enumerate(stubs):
                own = f"{ipaddress.ip_network(stub)[1]}/{stub.split('/')[1]}"
                sh(f"ip -n rd-{name} link add d{i} type veth peer name e{i} && ip -n rd-{name} link set e{i} up && ip -n rd-{name} addr add {own} dev d{i} "
                   f"&& ip -n rd-{name} link set d{i} up")
            self.start(name, interfaces[name], len(stubs))
        return self

    def start(self, name, interfaces, stubs):
        home = f"{self.dir}/{name}"
        os.mkdir(home)
        os.chmod(home, 0o777)
        config = ["log file " + home + "/log", "access-list ALL seq 5 permit any", "router rip", " version 2",
                  f" timers basic {UPDATE} {TIMEOUT} {GARBAGE}"]
        if self.net.ecmp > 1:
            config.append(" allow-ecmp")  # FRR 8.4 takes no number
        if self.net.redistribute_static:
            config.append(" redistribute static")
        config += [f" network {device}" for device, _ in interfaces] + [f" network d{i}" for i in range(stubs)]
        config += [f" passive-interface d{i}" for i in range(stubs)]
        config += [f" offset-list ALL in {cost} {device}" for device, cost in interfaces if cost != 1]
        statics = [f"ip route {p} {address_of(self.net, r, v)}" for r, p, v in self.net.statics if r == name]
        open(f"{home}/ripd.conf", "w").write("\n".join(config) + "\n")
        open(f"{home}/zebra.conf", "w").write("")
        open(f"{home}/staticd.conf", "w").write("\n".join(statics) + "\n")
        for daemon in ("zebra", "staticd", "ripd"):
            self.processes.append(subprocess.Popen(
                ["ip", "netns", "exec", f"rd-{name}", f"{FRR}/{daemon}", "-f", f"{home}/{daemon}.conf", "-i",
                 f"{home}/{daemon}.pid", "-z", f"{home}/zserv", "--vty_socket", home],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            time.sleep(0.15)

    def change(self, action, links):
        """A signalled failure: both ends lose carrier."""
        for k in links:
            for end in ("a", "b"):
                node = self.net.links[k][end]
                sh(f"ip -n rd-{node} link set v{k}{end} {action}")

    def routes(self):
        tables = {}
        for name in self.net.routers:
            done = subprocess.run(["vtysh", "--vty_socket", f"{self.dir}/{name}", "-c", "show ip route rip json"],
                                  capture_output=True, text=True)
            table = {}
            for prefix, entries in json.loads(done.stdout or "{}").items():
                for e in entries:
                    if e.get("selected"):
                        table[prefix] = (e["metric"], sorted(h["ip"] for h in e["nexthops"] if h.get("active")))
            tables[name] = table
        return tables

    def settled(self, seconds=45):
        """The tables once they have stayed the same for two and a half updates."""
        last, since, deadline = None, time.monotonic(), time.monotonic() + seconds
        while time.monotonic() < deadline:
            now = self.routes()
            if now != last:
                last, since = now, time.monotonic()
            elif time.monotonic() - since > 2.5 * UPDATE and any(now.values()):
                break
            time.sleep(1)
        return last

    def __exit__(self, *_):
        for p in self.processes:
            p.terminate()
        for p in self.processes:
            p.wait()
        for name in list(self.net.routers) + list(self.net.bridges):
            subprocess.run(["ip", "netns", "del", f"rd-{name}"], capture_output=True)
        shutil.rmtree(self.dir, ignore_errors=True)


# ---- comparison




def compare(net, phase, ours, theirs):
    faults = []
    for router in net.routers:
        for prefix in sorted(set(ours[router]) | set(theirs[router])):
            a, b = ours[router].get(prefix), theirs[router].get(prefix)
            if a == b:
                continue
            if a and b and a[0] == b[0] and net.ecmp == 1:
                continue  # The same metric by another neighbour: which was heard first is a matter of timing.
            faults.append(f"  {net.name} {phase}: {router} {prefix}: rhumb {a}, FRR {b}")
    return faults


def main():
    binary, wanted = sys.argv[1], sys.argv[2:]
    if os.geteuid() != 0 or not os.path.exists(f"{FRR}/ripd") or not shutil.which("vtysh") or not shutil.which("ip"):
        print("FRR, iproute2 or root is missing here: the comparison with real daemons is passed over")
        print("0 passed, 0 failed")
        return 0
    passed = failed = 0
    for make in CASES:
        net = make()
        if wanted and net.name not in wanted:
            continue
        with Lab(net) as lab:
            for i, (action, links) in enumerate(net.phases):
                if i:
                    lab.change(action, links)
                theirs = lab.settled()
                faults = compare(net, action, rhumb_routes(binary, net, i), theirs)
                routes = sum(len(t) for t in theirs.values())
                print(f"{'ok  ' if not faults else 'FAIL'} {net.name}: {action} {links or ''} ({routes} routes)", flush=True)
                print("\n".join(faults[:20])) if faults else None
                passed, failed = passed + (not faults), failed + bool(faults)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
