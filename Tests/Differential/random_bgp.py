#!/usr/bin/env python3
"""random_bgp.py KIND SEED…: writes random networks for frr_bgp_lab.py into the current folder, as KIND-SEED.yaml.

Kinds: multihoming, med, reflectors, communities, aggregates, hot-potato, gao-rexford-12, gao-rexford-20, policies, neighbors,
confederations, bestpath. A network depends on its kind
and seed only. Record each with `frr_bgp_lab.py FILE --record …`, and hold rhumb against it with check_bgp.py.

What differs without being wrong, since FRR itself gives either from one start to the next:
- A network with several stable states (`rhumb explore` lists them): FRR's must be one of those.
- A MED of 0 or none in a path through a neighbour that has heard of both: FRR does not tell a change of nothing but that, so that
  what stays is what was told first, which depends on the order in which the daemons start.
"""
import random, sys

PREFIXES = ["203.0.113.0/24", "198.51.100.0/24", "10.9.1.0/24", "10.9.2.0/24"]


class Network:
    def __init__(self, kind, seed):
        self.title, self.random = f"Random network: {kind} {seed}", random.Random(f"{kind} {seed}")
        self.routers, self.links, self.keys, self.options, self.rules = {}, [], set(), [], []
        self.events, self.reflectors, self.originate, self.end = [], [], {}, 300

    def router(self, name, number, stub=False):
        self.routers[name] = (number, len(self.routers) + 1, stub)

    def link(self, a, b, relation=None):
        pair = tuple(sorted((a, b)))
        if a == b or pair in self.keys:
            return
        self.keys.add(pair)
        inside = self.routers[a][0] == self.routers[b][0]
        words = f", cost: {self.random.randint(1, 9)}" if inside else ""
        self.links.append((a, b, words + (f", relation: {relation}" if relation else "")))

    def chain(self, *names):
        for a, b in zip(names, names[1:]):
            self.link(a, b)

    def pairs(self, inside):
        return [(a, b) for a, b, _ in self.links if (self.routers[a][0] == self.routers[b][0]) == inside]

    def maybe(self, chance):
        return self.random.random() < chance

    def rule(self, on, neighbor, direction, set=None, match=None):
        """Without anything to set: what matches is denied."""
        words = f"on: {on}, neighbor: {neighbor}, direction: {direction}"
        words += f", match: {{{match}}}" if match else ""
        self.rules.append(f"{{{words}, " + (f"set: {{{set}}}}}" if set else "action: deny}"))

    def fail(self, *links):
        for action in ("down", "up"):
            for a, b in dict.fromkeys(links):
                self.events.append(f"{{at: {self.end - 100}s, {action}: {a} -- {b}}}")
                self.end += 200

    def text(self):
        lines = [f"title: \"{self.title}\"", f"duration: {self.end}s", "network:", "  routers:"]
        for name, (number, rank, stub) in self.routers.items():
            words = f", stubs: [192.168.{rank}.0/24]" if stub else ""
            lines.append(f"    {name}: {{as: {number}, loopback: 10.255.0.{rank}{words}}}")
        lines.append("  links:")
        lines += [f"    - {{between: [{a}, {b}]{words}}}" for a, b, words in self.links]
        lines += ["routing:", "  protocol: [global, bgp]", "  profile: frr", "  bgp:"]
        lines += ["    " + line for line in ["compare-router-id: true"] + self.options]
        if self.reflectors:
            lines += ["    route-reflectors:"] + ["      " + line for line in self.reflectors]
        lines.append("    originate:")
        lines += [f"      {name}: [{', '.join(prefixes)}]" for name, prefixes in self.originate.items()]
        if self.rules:
            lines += ["    rules:"] + ["      - " + rule for rule in self.rules]
        return "\n".join(lines + ["events:"] + ["  - " + event for event in self.events]) + "\n"


def multihoming(net):
    """A customer with two borders and two or three providers: prepending, communities, MEDs, local preferences."""
    pick = net.random.choice
    net.router("c1", 65001, True), net.router("c2", 65001, True), net.link("c1", "c2")
    providers = ["p1", "p2", "p3"][:pick([2, 3])]
    for i, name in enumerate(providers):
        net.router(name + "a", 65010 + i, net.maybe(.5)), net.router(name + "b", 65010 + i)
        net.link(name + "a", name + "b")
    net.router("t1", 65020, True), net.router("t2", 65021, True), net.link("t1", "t2")
    for name in providers:
        net.link(pick(["c1", "c2"]), name + "a"), net.link(name + "b", pick(["t1", "t2"]))
    net.link("c1", "p1a"), net.link("c2", "p2a"), net.link("c1", "p1b"), net.link("p1b", "p2b")
    net.options += ["policies: none"] + [f"{key}: true" for key, chance in (
        ("next-hop-self", .6), ("always-compare-med", .3)) if net.maybe(chance)]
    net.originate = {"c1": PREFIXES[:1], "c2": PREFIXES[:2], "t2": PREFIXES[2:3]}
    upward = [(a, b) for a, b in net.pairs(False) if a in ("c1", "c2")]
    for a, b in upward:
        kind = net.random.random()
        if kind < .35:
            net.rule(a, b, "out", f"prepend: {pick([1, 2, 3])}", f"prefix: {pick(PREFIXES[:2])}")
        elif kind < .6:
            net.rule(a, b, "out", f"med: {pick([10, 20, 50])}")
        elif kind < .8:
            net.rule(a, b, "out", 'add-community: "65010:80"')
            net.rule(b, a, "in", "local-preference: 80", 'community: "65010:80"')
        if net.maybe(.5):
            net.rule(a, b, "in", f"local-preference: {pick([80, 120, 200])}")
    net.fail(pick(upward), pick(upward + net.pairs(True)))


def med(net):
    """Several links to one AS and to another: MEDs set, missing, compared always or within one AS."""
    pick = net.random.choice
    for i in range(1, 5):
        net.router(f"a{i}", 65001, i == 1)
    net.chain("a1", "a2", "a3", "a4", "a1")
    for i in range(1, 4):
        net.router(f"b{i}", 65002, i == 3)
    net.chain("b1", "b2", "b3")
    net.router("d1", 65003, True), net.router("d2", 65003), net.link("d1", "d2"), net.router("e1", 65004, True)
    for a, b in net.random.sample([("a1", "b1"), ("a2", "b2"), ("a3", "b2"), ("a4", "b3")], 3):
        net.link(a, b)
    net.link(pick(["a1", "a3"]), "d1"), net.link(pick(["a2", "a4"]), "d2")
    net.chain("b3", "e1", "d1"), net.link("e1", "d2")
    net.options += ["policies: none"] + [f"{key}: true" for key, chance in (
        ("always-compare-med", .35), ("missing-med-worst", .4), ("next-hop-self", .5)) if net.maybe(chance)]
    net.originate = {"b1": PREFIXES[:1], "e1": PREFIXES[1:3], "d2": PREFIXES[3:]}
    for a, b in net.pairs(False):
        if a in ("a1", "a2", "a3", "a4") and net.maybe(.7):
            on, neighbor, direction = (b, a, "out") if net.maybe(.6) else (a, b, "in")
            match = f"prefix: {pick(PREFIXES)}" if net.maybe(.5) else None
            net.rule(on, neighbor, direction, f"med: {pick([0, 5, 10, 100])}", match)
    net.fail(pick(net.pairs(False)), pick(net.pairs(True)))


def reflectors(net):
    """Redundant reflectors in one cluster or two, a router that is nobody's client, several exits."""
    pick = net.random.choice
    net.router("rr1", 65001), net.router("rr2", 65001), net.link("rr1", "rr2")
    clients = [f"c{i}" for i in range(1, net.random.randint(4, 6) + 1)]
    for name in clients:
        net.router(name, 65001, net.maybe(.3))
    net.router("n1", 65001), net.link("n1", "rr1")
    for name in clients:
        net.link(name, pick(["rr1", "rr2"]))
        if net.maybe(.6):
            net.link(name, pick(clients + ["rr1", "rr2", "n1"]))
    for i in range(1, 4):
        net.router(f"x{i}", 65010 + i % 2, True)
    net.router("y1", 65020, True), net.link("x1", "x3"), net.link("y1", pick(clients))
    for i in range(1, 4):
        net.link(f"x{i}", pick(clients)), net.link(f"x{i}", pick(clients + ["n1"]))
    net.link("x1", "y1"), net.link("x2", "y1")
    half = len(clients) // 2
    served = (clients, clients) if net.maybe(.6) else (clients[:half + 1], clients[half:])
    cluster = ["10.0.0.1", "10.0.0.1" if net.maybe(.5) else "10.0.0.2"]
    net.reflectors = ["65001:"] + [f"  rr{i + 1}: {{clients: [{', '.join(served[i])}], cluster-id: {cluster[i]}}}"
                                   for i in range(2)]
    net.options += ["policies: none", "next-hop-self: true"]
    net.originate = {"y1": PREFIXES[:1], "x2": PREFIXES[1:2], pick(clients): PREFIXES[2:3]}
    for a, b in net.pairs(False):
        if net.maybe(.3):
            net.rule(a, b, "out", pick(["prepend: 1", "med: 20", 'add-community: "65001:7"']))
    net.fail(pick(net.pairs(False)), pick(net.pairs(True)))


def communities(net):
    """no-export and no-advertise, put on at different borders."""
    pick = net.random.choice
    net.router("o1", 65001, True), net.router("o2", 65001), net.link("o1", "o2")
    for i in range(1, 4):
        net.router(f"m{i}", 65002, i == 2)
    net.chain("m1", "m2", "m3", "m1")
    net.router("q1", 65003), net.router("q2", 65003, True), net.link("q1", "q2"), net.router("z1", 65004, True)
    for a, b in (("o1", "m1"), ("o2", "q1"), ("m3", "z1"), ("q2", "z1"), ("m2", "q2"), ("o2", "m3")):
        net.link(a, b)
    net.options += ["policies: none"] + (["next-hop-self: true"] if net.maybe(.7) else [])
    net.originate = {"o1": PREFIXES[:2], "o2": [PREFIXES[0], PREFIXES[2]], "z1": PREFIXES[3:]}
    for a, b in net.pairs(False):
        for prefix in PREFIXES[:3]:
            if net.maybe(.3):
                words = f"{pick(['community', 'add-community'])}: {pick(['no-export', 'no-advertise', '%s' % repr('65001:1')])}"
                net.rule(a, b, "out", words, f"prefix: {prefix}")
    net.rule("z1", "ebgp", "in", "local-preference: 200", "community: '65001:1'")
    net.rule("q1", "ibgp", "out", "add-community: '65003:5'", f"prefix: {PREFIXES[0]}")
    net.fail(("o1", "m1"), pick(net.pairs(True)))


def aggregates(net):
    """Aggregates of three customers' routes at one border or two, with and without AS sets."""
    pick = net.random.choice
    for i in range(1, 4):
        net.router(f"s{i}", 65000 + i)
    net.router("g1", 65010), net.router("g2", 65010), net.link("g1", "g2")
    net.router("u1", 65020, True), net.router("u2", 65020), net.link("u1", "u2"), net.router("v1", 65030, True)
    for a, b in (("s1", "g1"), ("s2", "g1"), ("s3", "g2"), ("s2", "g2"), ("g1", "u1"), ("g2", "u2"), ("u1", "v1"), ("s3", "v1")):
        net.link(a, b)
    kinds = ["", ", summary-only: true", ", as-set: true", ", as-set: true, summary-only: true"]
    lines = [("g1", "10.9.0.0/16", 1), ("g2", "10.9.0.0/16", .6), ("g1", "10.9.0.0/20", .4)]
    net.options += ["policies: none", "next-hop-self: true", "aggregates:"]
    net.options += [f"  - {{on: {on}, prefix: {prefix}{pick(kinds)}}}" for on, prefix, chance in lines if net.maybe(chance)]
    net.originate = {"s1": ["10.9.1.0/24"], "s2": ["10.9.2.0/24", "10.9.3.0/24"], "s3": ["10.9.4.0/24", "10.9.3.0/24"],
                     "v1": PREFIXES[:1]}
    for a, b in net.pairs(False):
        if a in ("s1", "s2", "s3") and net.maybe(.4):
            net.rule(a, b, "out", pick(["origin: incomplete", "med: 30", "community: '65001:1'", "prepend: 1"]))
    if net.maybe(.5):
        net.rule("u1", "v1", "out", match="prefix: 10.9.0.0/16 ge 24")
    net.fail(("s1", "g1"), ("s2", "g1"))
    net.events.append(f"{{at: {net.end - 100}s, withdraw: {{s3: [10.9.4.0/24]}}}}")
    net.end += 200


def hot_potato(net):
    """Three exits toward one AS from a ring."""
    pick = net.random.choice
    for i in range(1, 6):
        net.router(f"a{i}", 65001, i == 3)
    net.chain("a1", "a2", "a3", "a4", "a5", "a1"), net.link("a2", "a4")
    for i in range(1, 4):
        net.router(f"b{i}", 65002)
    net.chain("b1", "b2", "b3")
    net.router("w1", 65003, True)
    for a, b in (("w1", "a3"), ("w1", "b2"), ("a1", "b1"), ("a4", "b3"), ("a5", "b2")):
        net.link(a, b)
    net.options += ["policies: none", "next-hop-self: true"]
    if net.maybe(.5):
        net.options.append(f"maximum-paths: {pick([1, 2, 4])}")
    net.originate = {"b1": PREFIXES[:1], "b3": PREFIXES[:1], "a2": PREFIXES[1:2]}
    if net.maybe(.5):
        net.rule("a1", "b1", "in", "weight: 10", f"prefix: {PREFIXES[0]}")
    if net.maybe(.5):
        net.rule("a3", "w1", "in", "origin: incomplete")
    net.fail(pick([("a1", "b1"), ("a4", "b3")]), pick(net.pairs(True)))


def gao_rexford(net, count):
    """A clique at the top, transit below it, stubs; hijacks and prepending by turns."""
    pick, names = net.random.choice, [f"a{i}" for i in range(1, count + 1)]
    top, transit = max(2, count // 6), count // 3
    for i, name in enumerate(names):
        net.router(name, 64600 + i, net.maybe(.25))
    for i in range(top):
        for j in range(i):
            net.link(names[i], names[j], "peer-peer")
    for i in range(top, count):
        pool = names[:top] if i < top + transit and net.maybe(.7) else names[:min(i, top + transit)]
        for provider in net.random.sample(pool, min(len(pool), pick([1, 2, 2, 3]))):
            net.link(names[i], provider, "customer-provider")
    for _ in range(count // 3):
        net.link(*net.random.sample(names[top:top + transit + 3], 2), "peer-peer")
    net.options.append("policies: gao-rexford")
    net.originate = {names[-1]: PREFIXES[:1], names[-2]: PREFIXES[1:2], names[top]: PREFIXES[2:3]}
    turn = net.random.randrange(4)
    if turn == 1:
        net.originate[names[top + 2]] = PREFIXES[:1]
    if turn == 2:
        net.originate[names[top + 2]] = ["203.0.113.128/25"]
    if turn == 3:
        net.rule(names[-1], next(b for a, b, _ in net.links if a == names[-1]), "out", "prepend: 2")
    net.fail(pick([pair for pair in net.pairs(False) if pair[0] in names[-2:]]), pick(net.pairs(False)))


def world(net, count=6):
    """ASes of one to three routers each, as a ring with chords."""
    pick, groups = net.random.choice, []
    for i in range(count):
        names = [f"{'abcdefghij'[i]}{j}" for j in range(1, pick([1, 1, 2, 3]) + 1)]
        for name in names:
            net.router(name, 65001 + i, net.maybe(.3))
        net.chain(*names)
        groups.append(names)
    for i in range(count):
        net.link(pick(groups[i]), pick(groups[(i + 1) % count]))
    for _ in range(count // 2 + 1):
        a, b = net.random.sample(range(count), 2)
        net.link(pick(groups[a]), pick(groups[b]))
    net.options += ["policies: none"] + (["next-hop-self: true"] if net.maybe(.7) else [])
    for prefix in PREFIXES:
        net.originate.setdefault(pick(pick(groups)), []).append(prefix)
    if net.maybe(.5):
        net.originate.setdefault(pick(pick(groups)), []).append(PREFIXES[0])
    net.originate = {name: sorted(set(prefixes)) for name, prefixes in net.originate.items()}
    for prefixes in net.originate.values():
        if net.maybe(.3):
            words = pick(["med: 30", "local-preference: 130", 'community: "65001:1 65001:2"', "origin: incomplete", "prepend: 1"])
            prefixes[0] = f"{{prefix: {prefixes[0]}, set: {{{words}}}}}"
    return groups


def policies(net):
    """Route maps with every match and set that there is, chained by `continue`."""
    pick, number = net.random.choice, lambda: 65001 + net.random.randrange(6)
    world(net)
    matches = [lambda: f"prefix: {pick(PREFIXES)}", lambda: "prefix: [10.0.0.0/8 ge 16 le 24, 203.0.113.0/24]",
               lambda: f'as-path: "{number()}"', lambda: f'as-path: "^{number()}"', lambda: f'as-path: "{number()}$"',
               lambda: f'as-path: "^{number()}_[0-9]+$"', lambda: f'as-path: "^6500[{net.random.randint(1, 3)}-5] .*6500[246]"',
               lambda: f'as-path: "_({number()}|{number()})_"', lambda: 'as-path: "^([0-9]+ )?[0-9]+$"',
               lambda: f'community: "65001:{pick([1, 2, 3])}"', lambda: 'community: ["65001:1 65001:2", "65001:3"]',
               lambda: 'community: "65001:1", exactly: true', lambda: f'large-community: "65001:1:{pick([1, 2])}"',
               lambda: f"med: {pick([0, 10])}", lambda: f"origin: {pick(['igp', 'incomplete'])}",
               lambda: "next-hop: 10.0.0.0/21"]
    sets = [lambda: f"local-preference: {pick([80, 120, 200])}", lambda: 'local-preference: "+20"', lambda: 'local-preference: "-30"',
            lambda: f"med: {pick([0, 10, 20])}", lambda: 'med: "+5"', lambda: 'med: "-5"', lambda: f"prepend: {pick([1, 2])}",
            lambda: "prepend: [65100, 65101]", lambda: f"prepend-last: {pick([1, 2])}", lambda: f"exclude: [{number()}, {number()}]",
            lambda: f'community: ["65001:{pick([1, 2])}", "65001:3"]', lambda: "community: none",
            lambda: f'add-community: "65001:{pick([1, 2, 3])}"', lambda: f'delete-community: "65001:{pick([1, 2, 3])}"',
            lambda: 'delete-community: "65001:*"', lambda: f'large-community: "65001:1:{pick([1, 2])}"',
            lambda: f'add-large-community: "65001:1:{pick([1, 2])}"', lambda: 'delete-large-community: "65001:1:1"',
            lambda: f"origin: {pick(['igp', 'egp', 'incomplete'])}", lambda: f"weight: {pick([10, 20])}",
            lambda: "atomic-aggregate: true", lambda: "aggregator: 65009 10.9.9.9"]
    for a, b in net.pairs(False) + [pair[::-1] for pair in net.pairs(False)]:
        for direction in ("in", "out"):
            for _ in range(pick([0, 1, 1, 2])):
                match = net.random.choice(matches)() if net.maybe(.75) else None
                if net.maybe(.08) and match:
                    net.rule(a, b, direction, match=match)
                    continue
                chosen = {}
                for _ in range(pick([1, 1, 2, 3])):
                    text = net.random.choice(sets)()
                    if not (direction == "out" and text.startswith(("weight", "local"))):
                        chosen.setdefault(text.split(":")[0].replace("add-", "").replace("delete-", ""), text)
                if chosen:
                    net.rule(a, b, direction, ", ".join(chosen.values()), match)
                    if net.maybe(.4):
                        net.rules[-1] = net.rules[-1][:-1] + ", continue: true}"
    if net.pairs(True) and net.maybe(.5):
        a, b = pick(net.pairs(True))
        net.rule(a, "ibgp", pick(["in", "out"]), pick(["local-preference: 150", "med: 7", 'add-community: "65001:2"']),
                 f"prefix: {pick(PREFIXES)}")
    net.fail(pick(net.pairs(False)), pick(net.pairs(False)))


def neighbors(net):
    """Options of single sessions."""
    pick = net.random.choice
    groups = world(net)
    for name in groups[2]:
        net.routers[name] = (64520, *net.routers[name][1:])
    for name in groups[4]:
        net.routers[name] = (65001, *net.routers[name][1:]) if net.maybe(.4) else net.routers[name]
    net.options.append("neighbors:")
    kinds = [lambda: "allowas-in: true", lambda: "allowas-in: origin", lambda: "allowas-in: 1", lambda: "default-originate: true",
             lambda: "remove-private-as: true", lambda: "remove-private-as: all", lambda: "remove-private-as: replace-as",
             lambda: "remove-private-as: all-replace-as", lambda: f"weight: {pick([5, 50])}", lambda: "as-override: true",
             lambda: "send-community: false", lambda: f"local-as: {pick([65150, 64530])}",
             lambda: "local-as: {as: 65151, no-prepend: true}", lambda: "local-as: {as: 65152, replace-as: true}",
             lambda: "attribute-unchanged: [med]", lambda: "attribute-unchanged: [as-path]",
             lambda: "next-hop-self: true", lambda: "next-hop-self: force"]
    done = set()
    for a, b in net.pairs(False) + [pair[::-1] for pair in net.pairs(False)]:
        if net.maybe(.55):
            text = net.random.choice(kinds)()
            if text.startswith("local-as"):
                if (b, a) in done:
                    continue
                done.add((a, b))
            net.options.append(f"  - {{on: {a}, neighbor: {b}, {text}}}")
    for a, b in net.pairs(False):
        if net.maybe(.3):
            net.rule(a, b, "out", pick(["med: 20", "prepend: 1", 'add-community: "65001:7"']))
    net.fail(pick(net.pairs(False)), pick(net.pairs(False)))


def confederations(net):
    """Member ASes of one or two routers, with neighbours outside."""
    pick, members = net.random.choice, []
    for i in range(1, pick([3, 4]) + 1):
        names = [f"{'abcd'[i - 1]}{j}" for j in range(1, pick([1, 2, 2]) + 1)]
        for name in names:
            net.router(name, 64600 + i, net.maybe(.3))
        net.chain(*names)
        members.append(names)
    for i in range(len(members)):
        net.link(pick(members[i]), pick(members[(i + 1) % len(members)]))
    net.link(pick(members[0]), pick(members[-2]))
    inside = [name for names in members for name in names]
    for i in range(1, 4):
        net.router(f"x{i}", 65010 + i % 2, True)
        for name in net.random.sample(inside, 2):
            net.link(f"x{i}", name)
    net.router("y1", 65020, True), net.link("y1", "x1"), net.link("y1", "x2"), net.link("x1", "x3")
    numbers = sorted({net.routers[name][0] for name in inside})
    net.options += ["policies: none", f"confederations: {{65100: [{', '.join(map(str, numbers))}]}}"]
    net.options += [f"{key}: true" for key, chance in (("as-path-confed", .3), ("always-compare-med", .2)) if net.maybe(chance)]
    net.originate = {"y1": PREFIXES[:1], pick(inside): PREFIXES[1:2], "x1": PREFIXES[2:3], pick(members[0]): PREFIXES[3:]}
    for a, b in net.pairs(False):
        if net.maybe(.4):
            net.rule(a, b, "out", pick(["med: 20", "med: 5", "prepend: 1", "community: local-AS", "community: no-export"]),
                     f"prefix: {pick(PREFIXES)}")
    net.fail(pick(net.pairs(False)), pick(net.pairs(False)))


def bestpath(net):
    """The switches of the decision."""
    groups = world(net, 5)
    pick = net.random.choice
    net.options += [f"{key}: true" for key in ("always-compare-med", "missing-med-worst", "multipath-relax",
                                               "ignore-as-path-length") if net.maybe(.35)]
    net.options += [f"maximum-paths: {pick([1, 2, 8])}"] if net.maybe(.5) else []
    net.options += ["default-local-preference: 150"] if net.maybe(.3) else []
    for a, b in net.pairs(False):
        if net.maybe(.7):
            net.rule(a, b, pick(["in", "out"]), pick(["med: 10", "med: 20", "med: 0", "prepend: 1", "origin: incomplete"]),
                     f"prefix: {pick(PREFIXES)}" if net.maybe(.5) else None)
    net.fail(pick(net.pairs(False)), pick(net.pairs(True) or net.pairs(False)))


KINDS = {"policies": policies, "neighbors": neighbors, "confederations": confederations, "bestpath": bestpath,
         "multihoming": multihoming, "med": med, "reflectors": reflectors, "communities": communities, "aggregates": aggregates,
         "hot-potato": hot_potato, "gao-rexford-12": lambda net: gao_rexford(net, 12),
         "gao-rexford-20": lambda net: gao_rexford(net, 20)}


def main():
    if len(sys.argv) < 3 or sys.argv[1] not in KINDS:
        sys.exit(__doc__)
    for seed in sys.argv[2:]:
        network = Network(sys.argv[1], seed)
        KINDS[sys.argv[1]](network)
        with open(f"{sys.argv[1]}-{seed}.yaml", "w") as file:
            file.write(network.text())


if __name__ == "__main__":
    main()
