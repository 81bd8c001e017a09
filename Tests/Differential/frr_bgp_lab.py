#!/usr/bin/env python3
"""frr_bgp_lab.py SCENARIO [--record FILE] [--keep]: runs a rhumb scenario on FRR's bgpd and prints the BGP tables as JSON.

Each router becomes a network namespace with zebra, ospfd (the interior protocol, in place of rhumb's `global`) and bgpd; each
link a veth pair with the addresses that rhumb assigns (10.0.n.0/30 for the n-th link); a loopback a /32 on lo. The tables
are read before the first event and after each one, once they have kept still for some seconds.

What a scenario may hold here: routers (as, router-id, loopback, stubs), links between routers (cost, addresses, relation),
`routing: {protocol: [global, bgp], profile: frr}` with the keys of `bgp` named below, events `down` and `up` of links,
`announce` and `withdraw`. Everything else is refused, so that nothing is compared that was not built.

Gao-Rexford policies become route maps: the class of a route is a community 64999:n, which is taken off on the way out and
left out of the comparison. `bgp deterministic-med` is on, without which FRR's choice depends on
the order in which paths came. Without `compare-router-id: true` FRR keeps whichever of two equal external paths came first.

With `damping` the events come at the scenario's times, and it takes as long as it says.

Needs root, iproute2, FRR 8 or later and PyYAML.
"""
import ipaddress, json, os, re, sys, time

import lab_command
from frr_lab import DAEMONS, LINK, Lab, allow, seconds, sh
import subprocess, yaml

CLASS = {"customer": "64999:1", "peer": "64999:2", "provider": "64999:3"}
SIDE = {"customer-provider": ("provider", "customer"), "provider-customer": ("customer", "provider"),
        "peer-peer": ("peer", "peer")}


class Link:
    def __init__(self, number, item):
        if isinstance(item, str):
            item = {"between": list(LINK.match(item).groups()[:2])}
        allow(item, ["between", "addresses", "cost", "delay", "relation"], f"link {number}")
        cost = item.get("cost", 1)
        net = ipaddress.ip_network(f"10.{number >> 8}.{number & 255}.0/30")
        self.number, self.nodes, self.relation = number, item["between"], item.get("relation")
        self.addresses = item.get("addresses") or [f"{net[1]}/30", f"{net[2]}/30"]
        self.costs = [int(c) for c in (cost if isinstance(cost, list) else [cost, cost])]
        self.devices = [f"v{number}a", f"v{number}b"]

    def ends(self):
        return list(zip(self.nodes, self.addresses, self.costs, self.devices))


class Scenario:
    bridges, statics = [], []
    KEYS = ["route-reflectors", "policies", "preferences", "originate", "announce-stubs", "rules", "next-hop-self",
            "hold", "keepalive", "compare-router-id", "always-compare-med", "missing-med-worst", "maximum-paths",
            "multipath-relax", "ebgp-requires-policy", "mrai", "mrai-ibgp", "sessions", "connect-retry",
            "aggregates", "confederations", "damping", "add-paths", "neighbors", "ignore-as-path-length",
            "default-local-preference", "as-path-confed", "deterministic-med", "reflector-policy"]

    def __init__(self, path):
        with open(path) as file:
            data = yaml.load(file, yaml.BaseLoader)
        network, routing = data["network"], data["routing"]
        allow(network, ["routers", "links", "defaults"], "network")
        allow(routing, ["protocol", "profile", "bgp"], "routing")
        if routing["protocol"] != ["global", "bgp"] or routing.get("profile") != "frr":
            raise ValueError("the lab runs `protocol: [global, bgp]` with `profile: frr`")
        self.bgp = routing.get("bgp") or {}
        allow(self.bgp, self.KEYS, "routing.bgp")
        self.routers = {name: options or {} for name, options in network["routers"].items()}
        self.links = [Link(i, item) for i, item in enumerate(network["links"], 1)]
        for i, name in enumerate(self.routers):
            options = self.routers[name]
            allow(options, ["as", "router-id", "loopback", "stubs"], f"router {name}")
            options.setdefault("router-id", options.get("loopback") or f"10.255.0.{i + 1}")
        self.outer = {m: number for number, members in (self.bgp.get("confederations") or {}).items() for m in members}
        self.sessions = {name: [] for name in self.routers}
        self.add_sessions()
        for name, sessions in self.sessions.items():
            for session in sessions:
                other = next(s for s in self.sessions[session["name"]] if s["name"] == name)
                local = self.options(session["name"], other).get("local-as")
                if local and not session["internal"]:
                    session["remote"] = local["as"] if isinstance(local, dict) else local
        self.phases = self.read_phases(data.get("events") or [], seconds(data.get("duration", "10min")))

    def add_sessions(self):
        if self.bgp.get("sessions", "auto") != "auto":
            raise ValueError("sessions: auto only")
        for link in self.links:
            a, b = link.nodes
            if self.routers[a]["as"] == self.routers[b]["as"]:
                continue
            x, y = (address.split("/")[0] for address in link.addresses)
            first, second = SIDE[link.relation] if link.relation else (None, None)
            self.sessions[a].append(dict(name=b, address=y, internal=False, relation=first, remote=self.seen(b, a)))
            self.sessions[b].append(dict(name=a, address=x, internal=False, relation=second, remote=self.seen(a, b)))
        reflectors = self.bgp.get("route-reflectors") or {}
        serves, clients = set(), set()
        for table in reflectors.values():
            for reflector, value in table.items():
                names = value["clients"] if isinstance(value, dict) else value
                serves |= {(reflector, client) for client in names}
                clients |= set(names)
        names = list(self.routers)
        for i, a in enumerate(names):
            for b in names[i + 1:]:
                if self.routers[a]["as"] != self.routers[b]["as"]:
                    continue
                if (a, b) in serves or (b, a) in serves or not ({a, b} & clients):
                    x, y = self.inner_address(a, b), self.inner_address(b, a)
                    self.sessions[a].append(dict(name=b, address=y, source=x, internal=True, client=(a, b) in serves))
                    self.sessions[b].append(dict(name=a, address=x, source=y, internal=True, client=(b, a) in serves))

    def options(self, name, session):
        """What `neighbors` says of a session; later entries win."""
        found = {}
        for entry in self.bgp.get("neighbors") or []:
            if entry.get("on", name) == name and entry.get("neighbor", session["name"]) in (
                    session["name"], "ibgp" if session["internal"] else "ebgp"):
                found.update({key: value for key, value in entry.items() if key not in ("on", "neighbor")})
        return found

    def is_inside(self, a, b):
        """In one AS, or in one confederation."""
        a, b = self.routers[a]["as"], self.routers[b]["as"]
        return a == b or (a in self.outer and self.outer[a] == self.outer.get(b))

    def seen(self, name, by):
        """The AS of a router as another one sees it."""
        own = self.routers[name]["as"]
        return own if self.is_inside(name, by) else self.outer.get(own, own)

    def inner_address(self, a, b):
        if self.routers[a].get("loopback") and self.routers[b].get("loopback"):
            return self.routers[a]["loopback"]
        for link in self.links:
            if sorted(link.nodes) == sorted([a, b]):
                return link.addresses[link.nodes.index(a)].split("/")[0]
        raise ValueError(f"{a} and {b} need loopbacks or a link")

    def read_phases(self, events, duration):
        groups = {}
        for event in events:
            allow(event, ["at", "down", "up", "announce", "withdraw"], "event")
            action = next(key for key in event if key != "at")
            groups.setdefault(seconds(event["at"]), []).append((action, event[action]))
        times = sorted(groups)
        phases = [("initial", (times + [duration])[0] - 1, [])]
        for time_, next_ in zip(times, times[1:] + [duration]):
            phases.append((", ".join(f"{a} {ref}" for a, ref in groups[time_]), next_ - 1, groups[time_]))
        return phases

    def link(self, reference):
        a, b, position = LINK.match(reference).groups()
        return [l for l in self.links if sorted(l.nodes) == sorted([a, b])][int(position or 1) - 1]


def as_list(value):
    return value if isinstance(value, list) else [value]


class RouteMaps:
    """The route map of one session and direction, with the lists that it needs."""

    def __init__(self, scenario, router):
        self.scenario, self.router, self.lines, self.count = scenario, router, [], 0

    def make(self, session, direction):
        scenario, name = self.scenario, None
        rules = [r for r in scenario.bgp.get("rules") or [] if self.applies(r, session, direction)]
        graded = scenario.bgp.get("policies") == "gao-rexford" and not session["internal"] and session.get("relation")
        if not rules and not graded and scenario.bgp.get("ebgp-requires-policy") != "true":
            return None
        if not rules and not graded:
            return None
        self.count += 1
        name, entries, number = f"M{self.count}", [], 5
        if graded and direction == "in":
            preferences = {"customer": 200, "peer": 150, "provider": 100}
            preferences.update(scenario.bgp.get("preferences") or {})
            relation = session["relation"]
            entries += [f"route-map {name} permit {number}", f" set local-preference {preferences[relation]}",
                        f" set community {CLASS[relation]} additive", " on-match next"]
            number += 5
        if graded and direction == "out":
            if session["relation"] != "customer":
                self.lines += [f"bgp community-list standard {name}G permit {CLASS[c]}" for c in ("peer", "provider")]
                entries += [f"route-map {name} deny {number}", f" match community {name}G"]
                number += 5
            self.lines += [f"bgp community-list expanded {name}C permit 64999:.*"]
            entries += [f"route-map {name} permit {number}", f" set comm-list {name}C delete", " on-match next"]
            number += 5
        for rule in rules:
            entries += [f"route-map {name} {rule.get('action', 'permit')} {number}"]
            entries += self.match(f"{name}R{number}", rule.get("match") or {})
            entries += self.set(f"{name}S{number}", rule.get("set") or {})
            entries += [" on-match next"] * (rule.get("continue") == "true")
            number += 5
        entries += [f"route-map {name} permit {number}"]
        self.lines += entries
        return name

    def applies(self, rule, session, direction):
        allow(rule, ["on", "neighbor", "direction", "action", "continue", "match", "set"], "rule")
        if rule["direction"] != direction or rule.get("on", self.router) != self.router:
            return False
        neighbor = rule.get("neighbor")
        return neighbor in (None, session["name"]) or (neighbor == "ebgp" and not session["internal"]) or (
            neighbor == "ibgp" and session["internal"])

    def match(self, name, match):
        allow(match, ["prefix", "as-path", "community", "med", "local-preference", "origin", "large-community", "exactly",
                      "next-hop"], "match")
        entries, exactly = [], " exact-match" if match.get("exactly") == "true" else ""
        if "prefix" in match:
            self.lines += [f"ip prefix-list {name} seq {i} permit {p}" for i, p in enumerate(as_list(match["prefix"]), 5)]
            entries.append(f" match ip address prefix-list {name}")
        if "next-hop" in match:
            self.lines += [f"ip prefix-list {name}N seq {i} permit {p} le 32"
                           for i, p in enumerate(as_list(match["next-hop"]), 5)]
            entries.append(f" match ip next-hop prefix-list {name}N")
        if "as-path" in match:
            for pattern in as_list(match["as-path"]):
                text = pattern
                if re.fullmatch(r"\^?[\d _]*\$?", pattern) and pattern != "^$":
                    text = pattern.replace(" ", "_")
                    text = re.sub(r"^(?=\d)", "_", re.sub(r"(?<=\d)$", "_", text))
                self.lines.append(f"bgp as-path access-list {name} permit {text}")
            entries.append(f" match as-path {name}")
        for key, word in (("community", "community"), ("large-community", "large-community")):
            if key in match:
                self.lines += [f"bgp {word}-list standard {name} permit {c}" for c in as_list(match[key])]
                entries.append(f" match {word} {name}{exactly}")
        for key, word in (("med", "metric"), ("local-preference", "local-preference"), ("origin", "origin")):
            if key in match:
                entries.append(f" match {word} {match[key]}")
        return entries

    def set(self, name, values):
        allow(values, ["local-preference", "med", "prepend", "community", "add-community", "next-hop", "origin", "weight",
                       "prepend-last", "exclude", "delete-community", "large-community", "add-large-community",
                       "delete-large-community", "originator-id", "atomic-aggregate", "aggregator"], "set")
        entries = [f" set {word} {values[key]}" for key, word in (
            ("local-preference", "local-preference"), ("med", "metric"), ("next-hop", "ip next-hop"), ("origin", "origin"),
            ("weight", "weight"), ("originator-id", "originator-id"), ("aggregator", "aggregator as"),
            ("prepend-last", "as-path prepend last-as")) if key in values]
        if "prepend" in values:
            own = self.scenario.routers[self.router]["as"]
            numbers = values["prepend"] if isinstance(values["prepend"], list) else [own] * int(values["prepend"])
            entries.append(" set as-path prepend " + " ".join(numbers))
        if "exclude" in values:
            entries.append(" set as-path exclude " + " ".join(as_list(values["exclude"])))
        if values.get("atomic-aggregate") == "true":
            entries.append(" set atomic-aggregate")
        for key, word, short in (("community", "community", "comm"), ("large-community", "large-community", "large-comm")):
            if f"delete-{key}" in values:
                kind = "expanded" if "*" in str(values[f"delete-{key}"]) else "standard"
                self.lines += [f"bgp {word}-list {kind} {name} permit {c.replace(':*', ':.*')}"
                               for c in as_list(values[f"delete-{key}"])]
                entries.append(f" set {short}-list {name} delete")
            if key in values:
                entries.append(f" set {word} " + (" ".join(as_list(values[key])) or "none"))
            if f"add-{key}" in values:
                entries.append(f" set {word} " + " ".join(as_list(values[f"add-{key}"])) + " additive")
        return entries


class BGPLab(Lab):
    def __init__(self, scenario, keep):
        super().__init__(scenario, keep)
        self.down = set()

    def start(self, name):
        home = f"{self.directory}/{name}"
        os.mkdir(home)
        os.chmod(home, 0o777)
        configurations = {"zebra": [], "ospfd": self.ospfd(name), "bgpd": self.bgpd(name)}
        for daemon, lines in configurations.items():
            with open(f"{home}/{daemon}.conf", "w") as file:
                file.write("\n".join([f"log file {home}/{daemon}.log"] + lines) + "\n")
            self.processes.append(subprocess.Popen(
                ["ip", "netns", "exec", self.prefix + name, f"{DAEMONS}/{daemon}", "-f", f"{home}/{daemon}.conf",
                 "-i", f"{home}/{daemon}.pid", "-z", f"{home}/zserv", "--vty_socket", home],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            time.sleep(0.1)

    def ospfd(self, name):
        lines, own = [], self.scenario.routers[name]
        networks, passive = [], []
        for link in self.scenario.links:
            for node, address, cost, device in link.ends():
                if node != name:
                    continue
                lines += [f"interface {device}", f" ip ospf cost {cost}", " ip ospf network point-to-point",
                          " ip ospf hello-interval 1", " ip ospf dead-interval 4", "exit"]
                networks.append(ipaddress.ip_interface(address).network)
                other = next(n for n in link.nodes if n != name)
                if not self.scenario.is_inside(name, other):
                    passive.append(device)
        if own.get("loopback"):
            networks.append(f"{own['loopback']}/32")
        networks += own.get("stubs") or []
        lines += ["router ospf", f" ospf router-id {own['router-id']}", " timers throttle spf 10 50 200"]
        lines += [f" network {network} area 0" for network in networks]
        return lines + [f" passive-interface {device}" for device in passive]

    def bgpd(self, name):
        scenario, own = self.scenario, self.scenario.routers[name]
        bgp, maps = scenario.bgp, RouteMaps(self.scenario, name)
        head = [f"router bgp {own['as']}", f" bgp router-id {own['router-id']}", " no bgp network import-check",
                *([] if bgp.get("deterministic-med") == "false" else [" bgp deterministic-med"]),
                f" timers bgp {int(seconds(bgp.get('keepalive', '3s')))} {int(seconds(bgp.get('hold', '9s')))}"]
        strict = bgp.get("ebgp-requires-policy") == "true" or not ("policies" in bgp or bgp.get("rules"))
        if bgp.get("ebgp-requires-policy") == "false" or not strict:
            head.append(" no bgp ebgp-requires-policy")
        for key, line in (("compare-router-id", "bgp bestpath compare-routerid"),
                          ("always-compare-med", "bgp always-compare-med"),
                          ("missing-med-worst", "bgp bestpath med missing-as-worst"),
                          ("multipath-relax", "bgp bestpath as-path multipath-relax"),
                          ("ignore-as-path-length", "bgp bestpath as-path ignore"),
                          ("as-path-confed", "bgp bestpath as-path confed"),
                          ("reflector-policy", "bgp route-reflector allow-outbound-policy")):
            if bgp.get(key) == "true":
                head.append(" " + line)
        if "default-local-preference" in bgp:
            head.append(f" bgp default local-preference {bgp['default-local-preference']}")
        cluster = next((value[name].get("cluster-id") for value in (bgp.get("route-reflectors") or {}).values()
                        if isinstance(value.get(name), dict)), None)
        if any(value[name].get("client-to-client") == "false" for value in (bgp.get("route-reflectors") or {}).values()
               if isinstance(value.get(name), dict)):
            head.append(" no bgp client-to-client reflection")
        if cluster:
            head.append(f" bgp cluster-id {cluster}")
        if own["as"] in scenario.outer:
            number = scenario.outer[own["as"]]
            head.append(f" bgp confederation identifier {number}")
            others = [m for m in bgp["confederations"][number] if m != own["as"]]
            if others:
                head.append(" bgp confederation peers " + " ".join(others))
        family = [" address-family ipv4 unicast"]
        if "maximum-paths" in bgp:
            family += [f"  maximum-paths {bgp['maximum-paths']}", f"  maximum-paths ibgp {bgp['maximum-paths']}"]
        prefixes = list(own.get("stubs") or []) if bgp.get("announce-stubs") != "false" else []
        prefixes += as_list((bgp.get("originate") or {}).get(name, []))
        for i, prefix in enumerate(prefixes):
            if isinstance(prefix, dict):
                maps.lines += [f"route-map O{i} permit 5"] + maps.set(f"O{i}S", prefix["set"])
                prefix = f"{prefix['prefix']} route-map O{i}"
            family.append(f"  network {prefix}")
        for item in bgp.get("aggregates") or []:
            if item["on"] == name:
                words = "".join(f" {key}" for key in ("as-set", "summary-only") if item.get(key) == "true")
                family.append(f"  aggregate-address {item['prefix']}{words}")
        if bgp.get("damping"):
            family.append("  bgp dampening" + self.damping(bgp["damping"]))
        selfish = bgp.get("next-hop-self")
        for session in scenario.sessions[name]:
            address = session["address"]
            remote = session.get("remote") or own["as"]
            head += [f" neighbor {address} remote-as {remote}",
                     f" neighbor {address} timers connect 1", f" neighbor {address} advertisement-interval 0"]
            if session["internal"]:
                head.append(f" neighbor {address} update-source {session['source']}")
                if session["client"]:
                    family.append(f"  neighbor {address} route-reflector-client")
                if selfish == "true" or (isinstance(selfish, list) and name in selfish):
                    family.append(f"  neighbor {address} next-hop-self")
            if session["internal"] and self.tells_more(name):
                words = {"all": "addpath-tx-all-paths", "best-per-as": "addpath-tx-bestpath-per-AS"}
                family.append(f"  neighbor {address} {words[self.tells_more(name)]}")
            for line in self.neighbor_lines(scenario.options(name, session)):
                (head if line.startswith("local-as") else family).append(f"  neighbor {address} {line}")
            if scenario.options(name, session).get("send-community") == "false":
                family.append(f"  no neighbor {address} send-community all")
            for direction in ("in", "out"):
                made = maps.make(session, direction)
                if made:
                    family.append(f"  neighbor {address} route-map {made} {direction}")
        return maps.lines + head + family + [" exit-address-family"]

    def neighbor_lines(self, options):
        allow(options, ["allowas-in", "default-originate", "remove-private-as", "next-hop-self", "local-as",
                        "maximum-prefix", "weight", "as-override", "send-community", "attribute-unchanged"], "neighbor")
        if options.get("allowas-in", "false") != "false":
            yield "allowas-in" + ("" if options["allowas-in"] == "true" else f" {options['allowas-in']}")
        if options.get("default-originate") == "true":
            yield "default-originate"
        unchanged = options.get("attribute-unchanged", "false")
        if unchanged != "false":
            yield "attribute-unchanged" + ("" if unchanged == "true" else " " + " ".join(unchanged))
        words = {"true": "", "all": " all", "replace-as": " replace-AS", "all-replace-as": " all replace-AS"}
        if options.get("remove-private-as") in words:
            yield "remove-private-AS" + words[options["remove-private-as"]]
        if options.get("next-hop-self") in ("true", "force"):
            yield "next-hop-self" + (" force" if options["next-hop-self"] == "force" else "")
        if "local-as" in options:
            local = options["local-as"] if isinstance(options["local-as"], dict) else {"as": options["local-as"]}
            words = " no-prepend" if "true" in (local.get("no-prepend"), local.get("replace-as")) else ""
            yield f"local-as {local['as']}{words}" + (" replace-as" if local.get("replace-as") == "true" else "")
        if "maximum-prefix" in options:
            limit = options["maximum-prefix"]
            limit = limit if isinstance(limit, dict) else {"count": limit}
            words = " warning-only" if limit.get("warning-only") == "true" else ""
            words += f" restart {max(1, int(seconds(limit['restart']) / 60))}" if "restart" in limit else ""
            yield f"maximum-prefix {limit['count']}{words}"
        if "weight" in options:
            yield f"weight {options['weight']}"
        if options.get("as-override") == "true":
            yield "as-override"

    def tells_more(self, name):
        paths = self.scenario.bgp.get("add-paths")
        if isinstance(paths, dict):
            allow(paths, ["send", "on"], "add-paths")
            return paths["send"] if name in paths.get("on", [name]) else None
        return paths

    def damping(self, options):
        if options == "true":
            return ""
        half_life = int(seconds(options.get("half-life", "15min")) / 60)
        longest = int(seconds(options.get("max-suppress", f"{4 * half_life}min")) / 60)
        return f" {half_life} {options.get('reuse', 750)} {options.get('suppress', 2000)} {longest}"

    def change(self, changes):
        for action, what in changes:
            if action in ("down", "up"):
                (self.down.add if action == "down" else self.down.discard)(self.scenario.link(what).number)
                for node, _, _, device in self.scenario.link(what).ends():
                    self.ip(node, "link", "set", device, action)
            else:
                for name, prefixes in what.items():
                    own = self.scenario.routers[name]["as"]
                    for prefix in as_list(prefixes):
                        word = "network" if action == "announce" else "no network"
                        self.show(name, f"configure terminal\nrouter bgp {own}\naddress-family ipv4 unicast\n{word} {prefix}\n")

    def show(self, name, command):
        words = ["vtysh", "--vty_socket", f"{self.directory}/{name}"]
        for line in command.strip().split("\n"):
            words += ["-c", line]
        return subprocess.run(words, capture_output=True, text=True).stdout

    def tables(self):
        return {name: dict(bgp=self.table(name)) for name in self.scenario.routers}

    def table(self, name):
        peers = {s["address"]: s["name"] for s in self.scenario.sessions[name]}
        known = (json.loads(self.show(name, "show bgp ipv4 unicast json") or "{}").get("routes") or {}).keys()
        prefixes = sorted(known, key=ipaddress.ip_network)
        text = self.show(name, "\n".join(f"show bgp ipv4 unicast {p} json" for p in prefixes)) if prefixes else ""
        result, decoder = [], json.JSONDecoder()
        for prefix in prefixes:
            detail, end = decoder.raw_decode(text.lstrip())
            text = text.lstrip()[end:]
            used = [p for p in detail.get("paths", [])
                    if not (p.get("dampeningSuppressed") or p.get("dampeningHistoryEntry"))]
            if used:
                result.append(dict(prefix=prefix, paths=sorted((self.path(p, peers) for p in used), key=json.dumps)))
        return result

    def path(self, path, peers):
        communities = [c for c in (path.get("community") or {}).get("list", []) if not c.startswith("64999:")]
        text = path["aspath"]["string"]
        address = path["peer"]["peerId"]
        return {
            "best": bool((path.get("bestpath") or {}).get("overall")), "valid": bool(path.get("valid")),
            "multipath": bool(path.get("multipath")) and not (path.get("bestpath") or {}).get("overall"),
            "from": peers.get(address), "as_path": "" if text == "Local" else text,
            "local_preference": path.get("locPrf", int(self.scenario.bgp.get("default-local-preference", 100))), "med": path.get("metric"),
            "origin": path["origin"], "next_hop": path["nexthops"][0]["ip"].replace("::", "0.0.0.0"),
            "communities": [{"noExport": "no-export", "noAdvertise": "no-advertise", "localAs": "local-AS"}.get(c, c) for c in communities],
            "large_communities": (path.get("largeCommunity") or {}).get("list", []),
            "atomic_aggregate": bool(path.get("atomicAggregate")), "aggregator": self.aggregator(path),
            "originator_id": path.get("originatorId"), "cluster_list": (path.get("clusterList") or {}).get("list", []),
        }

    def aggregator(self, path):
        if not path.get("aggregatorAs"):
            return None
        return f"{path['aggregatorAs']} {path['aggregatorId']}"

    def sessions_due(self, name):
        """The addresses of the neighbours that a session can stand to, with the links that are up now."""
        up = [link for link in self.scenario.links if link.number not in self.down]
        inside, frontier = {name}, [name]
        while frontier:
            here = frontier.pop()
            for link in up:
                if here in link.nodes:
                    other = link.nodes[1 - link.nodes.index(here)]
                    if other not in inside and self.scenario.is_inside(here, other):
                        inside.add(other)
                        frontier.append(other)
        loopbacks = {self.scenario.routers[n].get("loopback") for n in inside - {name}}
        opposite = {address.split("/")[0] for link in up if name in link.nodes
                    for node, address, _, _ in link.ends() if node != name}
        return {s["address"] for s in self.scenario.sessions[name]} & (loopbacks | opposite)

    def are_sessions_right(self):
        """Those that can stand do, and no other has been left standing until its hold timer ends it."""
        if "maximum-prefix" in json.dumps(self.scenario.bgp):
            return True  # Those that have been ended by it stay down.
        for name in self.scenario.routers:
            peers = (json.loads(self.show(name, "show bgp summary json") or "{}").get("ipv4Unicast") or {}).get("peers", {})
            if {a for a, peer in peers.items() if peer.get("state") == "Established"} != self.sessions_due(name):
                return False
        return True

    def settled(self, quiet=6):
        last, since, deadline = None, 0.0, time.monotonic() + 120
        while time.monotonic() < deadline:
            now = self.tables() if self.are_sessions_right() else None
            if now is None or now != last:
                last, since = now, time.monotonic()
            elif time.monotonic() - since > quiet:
                return last
            time.sleep(1)
        raise RuntimeError("FRR's tables did not settle")


def run(path, keep=False):
    scenario, phases = Scenario(path), []
    version = sh(f"{DAEMONS}/bgpd", "--version").split()[2]
    with BGPLab(scenario, keep) as lab:
        time.sleep(5)
        # Damping goes by the clock: events come at their times, and a phase is read when it ends.
        is_timed, start = "damping" in scenario.bgp, None
        for name, at, changes in scenario.phases:
            lab.change(changes)
            if is_timed and start is not None:
                time.sleep(max(0, start + at + 0.5 - time.monotonic()))
                tables = lab.tables()
                time.sleep(max(0, start + at + 1 - time.monotonic()))
            else:
                tables = lab.settled()
                start = time.monotonic() - at - 1
            count = sum(len(e["paths"]) for t in tables.values() for e in t["bgp"])
            print(f"{os.path.basename(path)}: {name}: {count} paths", file=sys.stderr, flush=True)
            phases.append(dict(phase=name, at_seconds=int(at), routers=tables))
    return dict(schema="rhumb.routes/1", daemon=f"FRR {version} bgpd", scenario=os.path.basename(path), phases=phases)


def compact(result):
    """JSON with one path a line, so that a change is read in a diff."""
    text = json.dumps(result, indent=1)
    return re.sub(r'\{\s+"best".*?\}', lambda m: re.sub(r"\s+", " ", m.group()), text, flags=re.S) + "\n"


if __name__ == "__main__":
    lab_command.main(__doc__, [f"{DAEMONS}/bgpd", "vtysh"], "FRR", run, compact)
