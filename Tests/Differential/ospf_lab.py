#!/usr/bin/env python3
"""ospf_lab.py SCENARIO [--record FILE] [--keep]: as frr_lab.py, with FRR's ospfd in place of ripd.

The network is built by frr_lab.py. Links between two routers are `ip ospf network point-to-point`, segments broadcast. Give the
scenario short timers (`ospf: {hello: 1s, dead: 4s}`); a phase ends when the routes have kept still for longer than the dead
interval and the wait for acknowledgements.

Beside what frr_lab.py takes, a scenario may hold here: `router-id`, `area`, a link's `area` and `ospf`, and `routing.ospf`
(hello, dead, ecmp, spf, redistribute, default-metric, metric-type, areas, default-originate, max-metric). A router needs a
router-id or a loopback. Stubs get the cost of 1 that rhumb gives them.
"""
import json, os

import frr_lab, lab_command
from frr_lab import DAEMONS, allow, compact, seconds, sh

OPTIONS = ["hello", "dead", "ecmp", "spf", "redistribute", "default-metric", "metric-type", "areas", "default-originate",
           "max-metric"]


class Link(frr_lab.Link):
    def __init__(self, number, item):
        own = {key: value for key, value in item.items() if key not in ("area", "ospf")}
        super().__init__(number, own)
        self.area, self.options = item.get("area"), item.get("ospf") or {}
        allow(self.options, ["hello", "dead", "priority", "passive"], f"link {number}: ospf")

    def option(self, key, node):
        value = self.options.get(key)
        return value[self.nodes.index(node)] if isinstance(value, list) else value


class Scenario(frr_lab.Scenario):
    def __init__(self, path):
        with open(path) as file:
            data = frr_lab.yaml.load(file, frr_lab.yaml.BaseLoader)
        network, routing = data["network"], data["routing"]
        allow(network, ["routers", "bridges", "links", "defaults"], "network")
        allow(routing, ["protocol", "profile", "ospf", "static"], "routing")
        self.ospf = routing.get("ospf") or {}
        allow(self.ospf, OPTIONS, "routing.ospf")
        self.routers = {name: options or {} for name, options in network["routers"].items()}
        for name, options in self.routers.items():
            allow(options, ["loopback", "stubs", "router-id", "area"], f"router {name}")
        self.bridges = list(network.get("bridges") or {})
        self.links = [Link(i, item) for i, item in enumerate(network["links"])]
        self.statics = routing.get("static") or []
        self.ecmp = int(self.ospf.get("ecmp", 64))
        self.hello = int(seconds(self.ospf.get("hello", "10s")))
        self.dead = int(seconds(self.ospf.get("dead", f"{4 * self.hello}s")))
        # What `settled` waits for: retransmissions come every 5 s.
        self.timeout, self.update = self.dead, 8
        self.phases = self.read_phases(data.get("events") or [], seconds(data.get("duration", "10min")))

    def router_id(self, name):
        return self.routers[name].get("router-id") or self.routers[name]["loopback"]

    def area(self, link, node):
        """As rhumb: the link's, else between two areas the one that is not the backbone."""
        if link.area is not None:
            return link.area
        areas = [int(self.routers[n].get("area", 0)) for n in link.nodes if n in self.routers]
        own = int(self.routers[node].get("area", 0))
        return str(own if own or len(areas) < 2 else max(areas))


class Lab(frr_lab.Lab):
    def ospfd_configuration(self, name):
        scenario, options = self.scenario, self.scenario.routers[name]
        own_area, lines, areas = options.get("area", "0"), [], set()

        def interface(device, area, *more):
            areas.add(str(area))
            lines.extend([f"interface {device}", f" ip ospf area {area}"] + [f" {line}" for line in more] + ["exit"])

        for link in scenario.links:
            for node, _, cost, device in link.ends():
                if node != name:
                    continue
                words = [f"ip ospf cost {cost}"]
                words.append(f"ip ospf hello-interval {int(seconds(link.option('hello', node) or f'{scenario.hello}s'))}")
                words.append(f"ip ospf dead-interval {int(seconds(link.option('dead', node) or f'{scenario.dead}s'))}")
                if not set(link.nodes) & set(scenario.bridges):
                    words.append("ip ospf network point-to-point")
                if link.option("priority", node) is not None:
                    words.append(f"ip ospf priority {link.option('priority', node)}")
                if link.option("passive", node) == "true":
                    words.append("ip ospf passive")
                interface(device, scenario.area(link, node), *words)
        for i, _ in enumerate(options.get("stubs") or []):
            interface(f"stub{i}", own_area, "ip ospf cost 1", "ip ospf passive")
        if options.get("loopback"):
            interface("lo", own_area)
        lines += ["router ospf", f" ospf router-id {scenario.router_id(name)}", f" maximum-paths {scenario.ecmp}"]
        if "static" in scenario.ospf.get("redistribute", ["static"]):
            lines.append(f" redistribute static metric {scenario.ospf.get('default-metric', 20)}"
                         f" metric-type {scenario.ospf.get('metric-type', 2)}")
        lines += self.area_lines(name, areas)
        originate = scenario.ospf.get("default-originate") or []
        if name in originate:
            values = originate[name] or {} if isinstance(originate, dict) else {}
            words = " always" if str(values.get("always", "false")) == "true" else ""
            words += f" metric {values['metric']}" if "metric" in values else ""
            words += f" metric-type {values['metric-type']}" if "metric-type" in values else ""
            lines.append(f" default-information originate{words}")
        if name in (scenario.ospf.get("max-metric") or []):
            lines.append(" max-metric router-lsa administrative")
        return lines

    def area_lines(self, name, own):
        lines = []
        for number, values in (self.scenario.ospf.get("areas") or {}).items():
            kind, values = (values or {}).get("type", "normal"), values or {}
            if number not in own:
                continue
            word = {"stub": "stub", "totally-stubby": "stub no-summary", "nssa": "nssa",
                    "totally-nssa": "nssa no-summary", "normal": None}[kind]
            if word:
                lines.append(f" area {number} {word}")
            if len(own) > 1:
                if "default-cost" in values:
                    lines.append(f" area {number} default-cost {values['default-cost']}")
                for entry in values.get("ranges") or []:
                    entry = entry if isinstance(entry, dict) else {"prefix": entry}
                    words = " not-advertise" if entry.get("advertise") == "false" else ""
                    words += f" cost {entry['cost']}" if "cost" in entry else ""
                    lines.append(f" area {number} range {entry['prefix']}{words}")
            for pair in values.get("virtual-links") or []:
                if name in pair:
                    other = pair[1 - pair.index(name)]
                    lines.append(f" area {number} virtual-link {self.scenario.router_id(other)} hello-interval"
                                 f" {self.scenario.hello} dead-interval {self.scenario.dead}")
        return lines

    def configurations(self, name):
        return {"zebra": [], "ospfd": self.ospfd_configuration(name), "staticd": self.static_routes(name)}

    def routes(self):
        """The selected OSPF routes of zebra with their type from ospfd, and static ones, sorted."""
        tables = {}
        for name in self.running:
            kinds = {p: r.get("routeType", "").strip()
                     for p, r in json.loads(self.show(name, "show ip ospf route json", "ospfd") or "{}").items()}
            routes = []
            for entries in json.loads(self.show(name, "show ip route json") or "{}").values():
                for entry in entries:
                    if entry["protocol"] not in ("ospf", "static") or not entry.get("selected"):
                        continue
                    # FRR lists a next hop twice that two boundary routers lead to.
                    hops = sorted(set((h.get("interfaceName", ""), h["ip"]) for h in entry["nexthops"] if h.get("active") and "ip" in h))
                    route = dict(prefix=entry["prefix"], protocol=entry["protocol"], distance=entry["distance"],
                                 metric=entry["metric"], next_hops=[dict(interface=i, address=a) for i, a in hops])
                    if entry["protocol"] == "ospf" and kinds.get(entry["prefix"]):
                        route["path"] = {"N": "intra-area", "N IA": "inter-area", "D IA": "inter-area", "N E1": "E1", "N E2": "E2"}.get(
                            kinds[entry["prefix"]], kinds[entry["prefix"]])
                    routes.append(route)
            routes.sort(key=lambda r: frr_lab.ipaddress.ip_network(r["prefix"]))
            tables[name] = dict(routes=routes)
        return tables


def run(path, keep=False):
    scenario = Scenario(path)
    version = sh(f"{DAEMONS}/ospfd", "--version").split()[2]
    with Lab(scenario, keep) as lab:
        phases = lab_command.phases(path, scenario, lab)
    return dict(schema="rhumb.routes/1", daemon=f"FRR {version} ospfd", scenario=os.path.basename(path), phases=phases)


if __name__ == "__main__":
    lab_command.main(__doc__, [f"{DAEMONS}/ospfd", "vtysh"], "FRR", run, compact)
