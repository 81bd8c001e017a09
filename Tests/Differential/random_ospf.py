#!/usr/bin/env python3
"""random_ospf.py KIND ROUTERS SEED: prints a random OSPF scenario that ospf_lab.py and bird_lab.py can build.

KIND is `graph` (one area: a random tree with as many links again, unequal costs, parallel links), `areas` (a backbone and areas
around it, each by two border routers; ranges, stub areas, external routes of both types), `nssa` (the same with NSSAs), `lans`
(one area, half of it on bridges, with priorities down to 0) or `mixed` (areas that meet on purpose in unusual ways: bridges, ranges
that are hidden, have a cost or cover another area's networks, boundary routers that are border routers of stub areas, default routes,
routers that nothing should pass through, forwarding addresses, a backbone that falls in two). Two failures and a repair follow.
random_ospf_wide.py has further kinds. The same arguments give the same bytes, so a case is named by them: unseen ones cost a number.
"""
import random, sys


class Builder:
    def __init__(self, kind, count, seed):
        self.kind, self.count, self.seed, self.random = kind, count, int(seed), random.Random(f"{kind}/{count}/{seed}")
        self.names = [f"r{i + 1}" for i in range(count)]
        self.area = {name: 0 for name in self.names}
        self.links, self.specs, self.statics = [], {}, []
        self.bridges, self.options, self.default, self.stub_routers = [], [], None, []
        self.title = f"{kind} of {count} routers, number {seed}"

    # FRR gives ranges a cost, BIRD does not: an even number has none.
    @property
    def costs(self):
        return 2 * (self.seed % 2)

    def cost(self):
        a = self.random.choice([1, 1, 2, 3, 5, 10])
        return [a, self.random.choice([1, 2, 5, 7])] if self.random.random() < 0.25 else a

    def link(self, a, b, area):
        self.links.append((a, b, area, self.cost()))

    def bridge(self, members, area):
        """A segment: each member's cost and priority are its own."""
        name = f"lan{len(self.bridges) + 1}"
        self.bridges.append(name)
        for member in members:
            self.links.append((member, name, area, [self.random.choice([1, 2, 5, 10]), 1]))

    def gateway(self, on):
        """A neighbour's address."""
        near = [link for link in self.links if on in link[:2]]
        a, b, _, _ = link = self.random.choice(near)
        other = b if a == on else a
        if other not in self.bridges:
            return self.address(link, 0 if other == a else 1)
        others = [l for l in self.links if l[1] == other and l[0] != on]
        return self.address(self.random.choice(others)) if others else None

    def address(self, link, end=0):
        """Of an end of a link: of a segment 10.AREA.200+N.ROUTER/24, of a link between two routers of a /30."""
        a, b, area, _ = link
        if b in self.bridges:
            return f"10.{area}.{200 + self.bridges.index(b)}.{a[1:]}"
        i = next(i for i, other in enumerate(self.links) if other is link)
        return f"10.{area}.{i // 64}.{4 * (i % 64) + 1 + end}"

    def mesh(self, members, area, extra):
        """A random tree and some more links."""
        for i in range(1, len(members)):
            self.link(members[i], members[self.random.randrange(max(0, i - 4), i)], area)
        for _ in range(extra):
            a, b = self.random.sample(members, 2)
            self.link(a, b, area)

    def build(self):
        if self.kind == "graph":
            self.mesh(self.names, 0, self.count)
            return
        if self.kind == "lans":
            self.lans(self.names, 0)
            self.outside(3)
            return
        if self.kind == "mixed":
            self.mixed()
            return
        core = self.names[:max(4, self.count // 3)]
        rest = self.names[len(core):]
        number = max(2, min(4, len(rest) // 4))
        self.mesh(core, 0, len(core))
        for area in range(1, number + 1):
            inside = rest[area - 1::number]
            for name in inside:
                self.area[name] = area
            self.mesh(inside, area, len(inside) // 2)
            for border, end in zip(self.random.sample(core, 2), self.random.sample(inside, min(2, len(inside)))):
                self.link(border, end, area)
            self.specs[area] = self.spec(area)
        for i in range(3):
            on = self.random.choice(self.names)
            if (self.specs.get(self.area[on]) or {}).get("type", "").endswith("stub") or self.touches_stub(on):
                continue
            via = self.random.choice([b if a == on else a for a, b, _, _ in self.links if on in (a, b)])
            # FRR 8.4 translates none of two type 7 LSAs for one network in one NSSA.
            third = "192.0.2.0/24" if self.kind == "nssa" else "203.0.113.0/24"
            self.statics.append((on, ["203.0.113.0/24", "198.51.100.0/24", third][i], via))

    def lans(self, members, area):
        """A tree of links and segments, and some more links."""
        rest = list(members)
        reached = [rest.pop(0)]
        while rest:
            if len(rest) > 1 and self.random.random() < 0.5:
                more = [rest.pop(0) for _ in range(min(len(rest), self.random.randrange(2, 5)))]
                self.bridge(self.random.sample(reached, min(len(reached), self.random.choice([1, 1, 2]))) + more, area)
                reached += more
            else:
                self.link(rest[0], self.random.choice(reached[-4:]), area)
                reached.append(rest.pop(0))
        for _ in range(len(members) // 2):
            a, b = self.random.sample(members, 2)
            self.link(a, b, area)

    def outside(self, number):
        """Static routes to 203.0.113.0/24 and 198.51.100.0/24 on any routers, by any neighbours or to nowhere."""
        for i in range(number):
            on = self.random.choice(self.names)
            via = self.gateway(on) if self.random.random() < 0.5 else "nothing"
            kind = (self.specs.get(self.area[on]) or {}).get("type", "")
            if via and "stub" not in kind and not any(s[0] == on and s[1] == ["203.0.113.0/24", "198.51.100.0/24"][i % 2]
                                                     for s in self.statics):
                self.statics.append((on, ["203.0.113.0/24", "198.51.100.0/24"][i % 2], via))

    def mixed(self):
        core = self.names[:max(4, self.count // 3)]
        rest = self.names[len(core):]
        number = max(2, min(4, len(rest) // 3))
        if self.random.random() < 0.5:
            # Two halves, which one link or an area holds together.
            half = len(core) // 2
            self.lans(core[:half], 0)
            self.lans(core[half:], 0)
            self.link(core[0], core[-1], 0)
        else:
            self.lans(core, 0)
        for area in range(1, number + 1):
            inside = rest[area - 1::number]
            for name in inside:
                self.area[name] = area
            self.lans(inside, area)
            for border in self.random.sample(core, self.random.choice([2, 2, 3])):
                self.link(border, self.random.choice(inside), area)
            if self.random.random() < 0.3:
                self.link(*self.random.sample(core, 2), area)
            self.specs[area] = self.mixed_spec(area, number)
        self.outside(4)
        if self.random.random() < 0.5:
            on = self.random.choice([n for n in self.names if "stub" not in self.specs.get(self.area[n], {}).get("type", "")])
            self.default = f"{on}: {{always: true, metric: {self.random.choice([5, 10])}, metric-type: {self.random.choice([1, 2])}}}"
        if self.random.random() < 0.4:
            self.stub_routers = [self.random.choice(self.names)]

    def mixed_spec(self, area, last):
        spec = {}
        kind = self.random.choice(["normal", "normal", "stub", "totally-stubby"])
        if kind != "normal":
            spec["type"] = kind
            if self.random.random() < 0.5:
                spec["default-cost"] = self.random.randrange(1, 9)
        ranges = []
        if self.random.random() < 0.6:
            more = self.random.choice(["", "", ", advertise: false"] + [f", cost: {self.random.randrange(1, 40)}"] * self.costs)
            ranges.append(f"{{prefix: 10.{100 + area}.0.0/16{more}}}")
        if self.random.random() < 0.3:
            ranges.append(f"10.{area}.0.0/16")
        # FRR asks only the first area that has a range for a network: the widest one is the last's.
        if area == last and self.random.random() < 0.5:
            ranges.append("10.96.0.0/13")
        if ranges:
            spec["ranges"] = f"[{', '.join(ranges)}]"
        return spec

    def touches_stub(self, name):
        """A boundary router in a stub area would be a contradiction (RFC 2328 §3.6)."""
        return any(name in (a, b) and "stub" in (self.specs.get(area) or {}).get("type", "") for a, b, area, _ in self.links)

    def spec(self, area):
        types = ["nssa", "totally-nssa", "nssa"] if self.kind == "nssa" else ["normal", "stub", "totally-stubby", "normal"]
        spec = {}
        kind = self.random.choice(types)
        if kind != "normal":
            spec["type"] = kind
            if self.random.random() < 0.5:
                spec["default-cost"] = self.random.randrange(1, 9)
        if self.random.random() < 0.5:
            spec["ranges"] = f"[10.{100 + area}.0.0/16]"
        return spec

    def events(self):
        """Links that are one between their two routers, so that a name is enough."""
        pairs = [frozenset(link[:2]) for link in self.links]
        single = [link for link in self.links if pairs.count(frozenset(link[:2])) == 1]
        core = [link for link in single if link[2] == 0 and link[1] not in self.bridges]
        if self.kind == "mixed" and core:
            return self.three(self.random.choice(core), self.random.choice([link for link in single]))
        a, b = self.random.sample(single, 2)
        return self.three(a, b)

    @staticmethod
    def three(a, b):
        return [("down", a), ("down", b), ("up", a)] if a != b else [("down", a), ("up", a), ("down", a)]

    def area_lines(self):
        out = [f"    max-metric: [{', '.join(self.stub_routers)}]"] if self.stub_routers else []
        if any(self.specs.values()):
            out.append("    areas:")
            out += [f"      {area}: {{{', '.join(f'{k}: {v}' for k, v in spec.items())}}}"
                    for area, spec in self.specs.items() if spec]
        return out

    def text(self):
        out = [f"title: {self.title}", "about: Made by random_ospf.py.", "duration: 480s", "", "network:", "  routers:"]
        for i, name in enumerate(self.names):
            area = self.area[name]
            words = f"loopback: 10.255.{area}.{i + 1}, stubs: [10.{100 + area}.{i + 1}.0/24]"
            out.append(f"    {name}: {{{words}{f', area: {area}' if area else ''}}}")
        if self.bridges:
            out += ["  bridges:"] + [f"    {name}: {{}}" for name in self.bridges]
        out.append("  links:")
        for link in self.links:
            a, b, area, cost = link
            if b in self.bridges:
                addresses = f"{self.address(link)}/24, null"
                more = f", ospf: {{priority: [{self.random.choice([1, 1, 0, 5])}, 1]}}"
            else:
                addresses, more = f"{self.address(link)}/30, {self.address(link, 1)}/30", ""
            out.append(f"    - {{between: [{a}, {b}], addresses: [{addresses}], cost: {cost}, area: {area}{more}}}")
        out += ["", "routing:", "  protocol: ospf", "  profile: frr", "  ospf:", "    hello: 1s", "    dead: 4s"]
        if self.statics:
            out += [f"    metric-type: {self.random.choice([1, 2])}", f"    default-metric: {self.random.choice([5, 20])}"]
        if self.default:
            out += ["    default-originate:", f"      {self.default}"]
        out += self.area_lines()
        if self.statics:
            out.append("  static:")
            out += [f"    - {{on: {on}, prefix: {prefix}{'' if via == 'nothing' else f', via: {via}'}}}"
                    for on, prefix, via in self.statics]
        out += ["", "events:"]
        out += [f"  - {{at: {120 * (i + 1)}s, {action}: '{link[0]} -- {link[1]}'}}"
                for i, (action, link) in enumerate(self.events())]
        return "\n".join(out) + "\n"


KINDS = ("graph", "areas", "nssa", "lans", "mixed")
WIDE_KINDS = ("externals", "nssas", "virtual", "ranges", "edges", "shared")


def scenario(kind, count, seed):
    if kind in WIDE_KINDS:
        from random_ospf_wide import Wide
        builder = Wide(kind, count, seed)
    else:
        builder = Builder(kind, count, seed)
    builder.build()
    return "# yaml-language-server: $schema=../../../scenarios/rhumb-scenario.schema.json\n" + builder.text()


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in KINDS + WIDE_KINDS:
        sys.exit(__doc__.splitlines()[0])
    print(scenario(sys.argv[1], int(sys.argv[2]), sys.argv[3]), end="")


if __name__ == "__main__":
    main()
