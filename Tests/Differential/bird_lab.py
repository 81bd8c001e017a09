#!/usr/bin/env python3
"""bird_lab.py SCENARIO [--record FILE] [--keep]: as ospf_lab.py, with BIRD 2 in place of FRR.

The network and the reading of scenarios are those of frr_lab.py and ospf_lab.py. Only the table of BIRD's own is read
(`show route primary all`); nothing is put into the kernel. A recording has the form of FRR's and is called
expected/bird-NAME.json, where check_recorded.py finds it.

What BIRD's configuration has to say, and scenarios have defaults for, the lab says outright: an interface's cost, equal paths (`ecmp`,
and `merge external` for external routes), the default route's cost in a stub area, the metric of external routes, stub
networks (a loopback is a `stubnet` of cost 0, as FRR has it). Static default routes are not redistributed, as in FRR. What BIRD
then does in its own way is rhumb's profile `bird`. What is read in FRR's way: of type 2 the external metric is the route's
metric; routes to a router's own networks are left out. `default-originate` becomes a blackhole route of the lowest
preference, which is not read back.

Refused are: a range's own cost, for which BIRD has no word; `default-originate` without `always`; virtual links, whose other end BIRD
2.0 finds behind a broadcast network only.

Needs root, iproute2, BIRD 2 and PyYAML.
"""
import ipaddress, os, re, subprocess, time

import lab_command, ospf_lab
from frr_lab import compact, seconds, sh

HEADER = re.compile(r"^(\S+)?\s+(unicast|blackhole|unreachable|prohibit) \[(\w+) [^\]]*\] \*(?: (I|IA|E1|E2))? \((\d+)(?:/(\d+))?(?:/(\d+))?\)")
PATHS = {"I": "intra-area", "IA": "inter-area", "E1": "E1", "E2": "E2"}


class Scenario(ospf_lab.Scenario):
    def __init__(self, path):
        super().__init__(path)
        for number, values in (self.ospf.get("areas") or {}).items():
            for entry in (values or {}).get("ranges") or []:
                if isinstance(entry, dict) and "cost" in entry:
                    raise ValueError(f"area {number}: BIRD has no word for the cost of range {entry['prefix']}")
            if (values or {}).get("virtual-links"):
                raise ValueError(f"area {number}: BIRD would not find the other ends of virtual links between two routers")
        originate = self.ospf.get("default-originate") or {}
        self.originate = originate if isinstance(originate, dict) else {name: {} for name in originate}
        for name, values in self.originate.items():
            if str((values or {}).get("always", "false")) != "true":
                raise ValueError(f"{name}: the lab cannot build `default-originate` without `always` on BIRD")


class Lab(ospf_lab.Lab):
    def configuration(self, name):
        scenario, options = self.scenario, self.scenario.routers[name]
        own_area, areas = options.get("area", "0"), {}
        for link in scenario.links:
            for node, _, cost, device in link.ends():
                if node != name:
                    continue
                shared = bool(set(link.nodes) & set(scenario.bridges))
                words = [f"cost {cost}", f"type {'broadcast' if shared else 'ptp'}"]
                words += [f"{key} {int(seconds(link.option(key, node) or f'{value}s'))}"
                          for key, value in (("hello", scenario.hello), ("dead", scenario.dead))]
                if link.option("priority", node) is not None:
                    words.append(f"priority {link.option('priority', node)}")
                if link.option("passive", node) == "true":
                    words.append("stub yes")
                areas.setdefault(str(scenario.area(link, node)), []).append(
                    f'interface "{device}" {{ {"; ".join(words)}; }};')
        own = areas.setdefault(str(own_area), [])
        own += [f'interface "stub{i}" {{ cost 1; stub yes; }};' for i, _ in enumerate(options.get("stubs") or [])]
        if options.get("loopback"):
            own.append(f"stubnet {options['loopback']}/32 {{ cost 0; }};")
        for number, values in (scenario.ospf.get("areas") or {}).items():
            if number in areas:
                areas[number] = self.area_words(values or {}, len(areas) > 1) + areas[number]
        statics = [s for s in scenario.statics if s["on"] == name]
        lines = [f'log "{self.directory}/{name}/log" all;', f"router id {scenario.router_id(name)};",
                 "protocol device { scan time 1; }", "protocol direct { ipv4; }", "protocol static statics { ipv4;"]
        for s in statics:
            # BIRD has preferences in place of distances: the larger one wins, and OSPF's is 150.
            words = " { preference = 100; }" if int(s.get("distance", 1)) > 110 else ""
            lines.append(f"  route {s['prefix']} {'via ' + scenario.gateway(s) if 'via' in s else 'blackhole'}{words};")
        lines += ["}"]
        rules = []
        if name in scenario.originate:
            values = scenario.originate[name]
            lines.append("protocol static own_default { ipv4 { preference 1; }; route 0.0.0.0/0 blackhole; }")
            rules.append(f'if proto = "own_default" then {{ ospf_metric{values.get("metric-type", 2)} = '
                         f'{values.get("metric", 1)}; accept; }}')
        if "static" in scenario.ospf.get("redistribute", ["static"]):
            rules.append(f'if proto = "statics" && net != 0.0.0.0/0 then {{ ospf_metric{scenario.ospf.get("metric-type", 2)} = '
                         f'{scenario.ospf.get("default-metric", 20)}; accept; }}')
        lines += ["protocol ospf v2 ospf1 {", f"  ecmp yes limit {scenario.ecmp};",
                  "  merge external yes;", "  rfc1583compat no;"]
        if name in (scenario.ospf.get("max-metric") or []):
            lines.append("  stub router yes;")
        # A router wholly in stub areas may not be given a filter to export by.
        export = f"filter {{ {' '.join(rules)} reject; }}" if statics or name in scenario.originate else "none"
        lines.append(f"  ipv4 {{ import all; export {export}; }};")
        for number, words in areas.items():
            lines += [f"  area {number} {{"] + [f"    {word}" for word in words] + ["  };"]
        return lines + ["}"]

    def area_words(self, values, border):
        kind = values.get("type", "normal")
        words = {"stub": ["stub;", "summary yes;"], "totally-stubby": ["stub;", "summary no;"],
                 "nssa": ["nssa;", "summary yes;"], "totally-nssa": ["nssa;", "summary no;"], "normal": []}[kind]
        if "nssa" in kind:
            # A translator that is not elected any more goes on for 40 s if nothing is said.
            words = words + ["translator stability 1;"]
        if kind != "normal":
            words = words + [f"default cost {values.get('default-cost', 1)};"]
        ranges = [e if isinstance(e, dict) else {"prefix": e} for e in values.get("ranges") or []]
        if border and ranges:
            words = words + ["networks { " + " ".join(
                e["prefix"] + (" hidden" if e.get("advertise") == "false" else "") + ";" for e in ranges) + " };"]
        return words

    def start(self, name):
        home = f"{self.directory}/{name}"
        os.makedirs(home, exist_ok=True)
        with open(f"{home}/bird.conf", "w") as file:
            file.write("\n".join(self.configuration(name)) + "\n")
        sh("bird", "-p", "-c", f"{home}/bird.conf")
        self.processes.setdefault(name, []).append(subprocess.Popen(
            ["ip", "netns", "exec", self.prefix + name, "bird", "-f", "-c", f"{home}/bird.conf", "-s", f"{home}/socket",
             "-P", f"{home}/pid"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    def show(self, name, command):
        """BIRD opens its socket a moment after it starts: without an answer within ten seconds the lab gives up."""
        for attempt in range(50):
            done = subprocess.run(["birdc", "-s", f"{self.directory}/{name}/socket"] + command.split(),
                                  capture_output=True, text=True)
            if done.returncode == 0:
                return done.stdout
            time.sleep(0.2)
        raise RuntimeError(f"{name}: {command}: {(done.stderr or done.stdout).strip()}")

    def routes(self):
        """The best OSPF and static routes: {router: {"routes": [...]}}, sorted."""
        tables = {}
        for name in self.running:
            text = self.show(name, "show route primary all")
            routes, route, prefix = [], None, None
            for line in text.splitlines():
                header, hop = HEADER.match(line), re.match(r"^\tvia (\S+) on (\S+)", line)
                if header:
                    prefix, destination, protocol, path, distance, metric, external = header.groups()
                    route = None
                    if protocol in ("ospf1", "statics"):
                        route = dict(prefix=prefix, protocol="ospf" if protocol == "ospf1" else "static",
                                     distance=int(distance), next_hops=[],
                                     metric=int((external if path == "E2" else metric) or 0))
                        if path:
                            route["path"] = PATHS[path]
                        route["discard"] = destination != "unicast"
                        routes.append(route)
                elif hop and route is not None:
                    route["next_hops"].append(dict(interface=hop.group(2), address=hop.group(1)))
            routes = [r for r in routes if r.pop("discard") or r["next_hops"]]
            for r in routes:
                r["next_hops"].sort(key=lambda h: (h["interface"], h["address"]))
            tables[name] = dict(routes=sorted(routes, key=lambda r: ipaddress.ip_network(r["prefix"])))
        return tables


def run(path, keep=False):
    scenario = Scenario(path)
    version = subprocess.run(["bird", "--version"], capture_output=True, text=True)
    version = (version.stdout + version.stderr).split()[2]
    with Lab(scenario, keep) as lab:
        phases = lab_command.phases(path, scenario, lab)
    return dict(schema="rhumb.routes/1", daemon=f"BIRD {version}", scenario=os.path.basename(path), phases=phases)


if __name__ == "__main__":
    lab_command.main(__doc__, ["bird", "birdc"], "BIRD 2", run, compact)
