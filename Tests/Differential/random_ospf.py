#!/usr/bin/env python3
"""random_ospf.py KIND ROUTERS SEED: prints a random OSPF scenario that ospf_lab.py and bird_lab.py can build.

KIND is `graph` (one area: a random tree with as many links again, unequal costs, parallel links), `areas` (a backbone and areas
around it, each by two border routers; ranges, stub areas, external routes of both types) or `nssa` (the same with NSSAs). Two
failures and a repair follow. The same arguments give the same bytes, so a case is named by them: unseen ones cost a number.
"""
import random, sys


class Builder:
    def __init__(self, kind, count, seed):
        self.kind, self.count, self.random = kind, count, random.Random(f"{kind}/{count}/{seed}")
        self.names = [f"r{i + 1}" for i in range(count)]
        self.area = {name: 0 for name in self.names}
        self.links, self.specs, self.statics = [], {}, []
        self.title = f"{kind} of {count} routers, number {seed}"

    def cost(self):
        a = self.random.choice([1, 1, 2, 3, 5, 10])
        return [a, self.random.choice([1, 2, 5, 7])] if self.random.random() < 0.25 else a

    def link(self, a, b, area):
        self.links.append((a, b, area, self.cost()))

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
        a, b = self.random.sample(single, 2)
        return [("down", a), ("down", b), ("up", a)]

    def text(self):
        out = [f"title: {self.title}", "about: Made by random_ospf.py.", "duration: 480s", "", "network:", "  routers:"]
        for i, name in enumerate(self.names):
            area = self.area[name]
            words = f"loopback: 10.255.{area}.{i + 1}, stubs: [10.{100 + area}.{i + 1}.0/24]"
            out.append(f"    {name}: {{{words}{f', area: {area}' if area else ''}}}")
        out.append("  links:")
        for i, (a, b, area, cost) in enumerate(self.links):
            net = f"10.{area}.{i // 64}.{4 * (i % 64)}".rsplit(".", 1)
            low = int(net[1])
            out.append(f"    - {{between: [{a}, {b}], addresses: [{net[0]}.{low + 1}/30, {net[0]}.{low + 2}/30], "
                       f"cost: {cost}, area: {area}}}")
        out += ["", "routing:", "  protocol: ospf", "  profile: frr", "  ospf:", "    hello: 1s", "    dead: 4s"]
        if self.statics:
            out += [f"    metric-type: {self.random.choice([1, 2])}", f"    default-metric: {self.random.choice([5, 20])}"]
        if any(self.specs.values()):
            out.append("    areas:")
            out += [f"      {area}: {{{', '.join(f'{k}: {v}' for k, v in spec.items())}}}"
                    for area, spec in self.specs.items() if spec]
        if self.statics:
            out.append("  static:")
            out += [f"    - {{on: {on}, prefix: {prefix}, via: {via}}}" for on, prefix, via in self.statics]
        out += ["", "events:"]
        out += [f"  - {{at: {120 * (i + 1)}s, {action}: '{link[0]} -- {link[1]}'}}"
                for i, (action, link) in enumerate(self.events())]
        return "\n".join(out) + "\n"


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in ("graph", "areas", "nssa"):
        sys.exit(__doc__.splitlines()[0])
    builder = Builder(sys.argv[1], int(sys.argv[2]), sys.argv[3])
    builder.build()
    print("# yaml-language-server: $schema=../../../scenarios/rhumb-scenario.schema.json")
    print(builder.text(), end="")


if __name__ == "__main__":
    main()
