"""Further kinds of random_ospf.py: each is about one thing that implementations do in their own ways.

`externals`: boundary routers everywhere, in areas of all types, with default routes of both types, unconditional or not. `nssas`: areas
with two or three border routers, each of which may translate, several boundary routers for one network, forwarding addresses.
`virtual`: areas and parts of the backbone that hang on virtual links, with boundary routers behind them. `ranges`: ranges in
ranges, with a cost, hidden, and the routers within them failing one by one. `edges`: limits of equal paths, parallel links, segments
whose designated router fails, routers that nothing should pass through, static routes with distances. `shared`: networks that several
routers have, in one area or several, that are ranges or external routes as well; routers without loopbacks, passive ends.

Unlike the first kinds, routers fail here, too, and the identifiers are in no order.
"""
from random_ospf import Builder

OUTSIDE = ["203.0.113.0/24", "198.51.100.0/24", "192.0.2.0/24", "203.0.112.0/23"]


class Wide(Builder):
    def __init__(self, kind, count, seed):
        super().__init__(kind, count, seed)
        self.order = list(range(1, count + 1))
        self.random.shuffle(self.order)
        self.stubs = {name: [] for name in self.names}
        self.defaults, self.ospf, self.failing = [], [], []
        self.bare, self.passive = set(), {}

    def chance(self, share):
        return self.random.random() < share

    def build(self):
        getattr(self, self.kind)()
        for i, name in enumerate(self.names):
            self.stubs[name].insert(0, f"10.{100 + self.area[name]}.{i + 1}.0/24")

    def gateway(self, on):
        """Across a link between two routers: off a segment, FRR would go on to the gateway by OSPF."""
        near = [link for link in self.links if on in link[:2] and link[1] not in self.bridges]
        if not near:
            return None
        link = self.random.choice(near)
        return self.address(link, 1 if link[0] == on else 0)

    def kind_of(self, area):
        return self.specs.get(area, {}).get("type", "normal")

    def areas_of(self, name):
        return {self.area[name]} | {area for a, b, area, _ in self.links if name in (a, b)}

    def may_import(self, name):
        """Boundary routers are in no stub area at all (RFC 2328 §3.6)."""
        return not any("stub" in self.kind_of(area) for area in self.areas_of(name))

    def around(self, number, borders, kinds, meshed=0.5):
        """A backbone, and areas with `borders` border routers each."""
        core = self.names[:max(4, self.count // 3)]
        rest = self.names[len(core):]
        self.lans(core, 0) if self.chance(0.5) else self.mesh(core, 0, len(core) // 2 + 1)
        for area in range(1, number + 1):
            inside = rest[area - 1::number]
            for name in inside:
                self.area[name] = area
            self.mesh(inside, area, len(inside) // 2) if self.chance(meshed) else self.lans(inside, area)
            for border in self.random.sample(core, self.random.choice(borders)):
                self.link(border, self.random.choice(inside), area)
            kind = self.random.choice(kinds)
            self.specs[area] = {} if kind == "normal" else {"type": kind}
            if kind != "normal" and self.chance(0.5):
                self.specs[area]["default-cost"] = self.random.randrange(1, 9)
        return core

    def import_statics(self, number, prefixes, names=None, gateways=0.5):
        names = [name for name in names or self.names if self.may_import(name)]
        for _ in range(number):
            if not names:
                return
            on, prefix = self.random.choice(names), self.random.choice(prefixes)
            # FRR 8.4 may lose what it translates when two routers of NSSAs announce one network: its own type 5 stays at MaxAge.
            inside = "nssa" in self.kind_of(self.area[on])
            if not any(s[1] == prefix and (s[0] == on or inside and "nssa" in self.kind_of(self.area[s[0]])) for s in self.statics):
                self.statics.append((on, prefix, self.gateway(on) if self.chance(gateways) else "nothing"))

    def import_defaults(self, number):
        for on in self.random.sample(self.names, number):
            # Within an NSSA, FRR 8.4 tells nobody of it when no interface was up at its start.
            if not self.may_import(on) or "nssa" in self.kind_of(self.area[on]):
                continue
            words = []
            if self.chance(0.6):
                words.append("always: true")
            elif self.chance(0.7):
                self.statics.append((on, "0.0.0.0/0", self.gateway(on)))
            if self.chance(0.5):
                words.append(f"metric: {self.random.choice([3, 10, 25])}")
            words.append(f"metric-type: {self.random.choice([1, 2])}")
            self.defaults.append(f"{on}: {{{', '.join(words)}}}")

    # MARK: kinds

    def externals(self):
        self.around(self.random.choice([2, 3]), [1, 2, 2, 3], ["normal", "normal", "nssa", "totally-nssa", "stub", "totally-stubby"])
        self.import_statics(6, OUTSIDE[:3])
        self.import_defaults(self.random.choice([0, 1, 2]))
        self.fail(links=2, routers=1)

    def nssas(self):
        core = self.around(self.random.choice([1, 2, 2]), [2, 2, 3], ["nssa", "nssa", "totally-nssa"])
        inside = [name for name in self.names if self.area[name]]
        self.import_statics(4, OUTSIDE[:2], inside)
        # For good: of a translator that loses its own route FRR 8.4 does not tell the translated one before the next refresh.
        self.import_statics(2, OUTSIDE[:3], core, gateways=0)
        if self.chance(0.4):
            self.import_defaults(1)
        # No ranges: FRR 8.4's border routers of NSSAs forget which are active whenever they look through type 7 LSAs.
        borders = [name for name in core if len(self.areas_of(name)) > 1]
        self.failing += [self.random.choice(borders)]
        self.fail(links=1, routers=0)

    def virtual(self):
        """A backbone, an area beside it, and behind that a third area and a further piece of the backbone."""
        parts = [self.names[i::4] for i in range(4)]
        for number, part in zip((0, 1, 2, 3), parts):
            for name in part:
                self.area[name] = number if number < 3 else 0
        near, transit, far, piece = parts
        self.mesh(near, 0, 1)
        self.lans(transit, 1)
        self.mesh(far, 2, 1)
        self.mesh(piece, 0, 1)
        for border in self.random.sample(near, 2):
            self.link(border, self.random.choice(transit), 1)
        ends = self.random.sample(transit, self.random.choice([1, 2]))
        for end in ends:
            self.link(end, self.random.choice(far), 2)
        joins = self.random.choice(transit)
        self.link(joins, self.random.choice(piece), 0)
        starts = [a for a, b, area, _ in self.links if area == 1 and a in near]
        pairs = {(self.random.choice(starts), end) for end in sorted(set(ends + [joins]))}
        if self.chance(0.5):
            pairs |= {(start, ends[0]) for start in starts}
        self.specs[1] = {"virtual-links": f"[{', '.join(f'[{a}, {b}]' for a, b in sorted(pairs))}]"}
        if self.chance(0.4):
            self.specs[2] = {"type": self.random.choice(["stub", "nssa"])}
        if self.chance(0.3):
            self.specs.setdefault(2, {})["ranges"] = "[10.102.0.0/16]"
        self.import_statics(5, OUTSIDE[:2])
        self.fail(links=2, routers=1)

    def ranges(self):
        self.around(2, [1, 2, 2], ["normal", "normal", "normal", "stub", "totally-stubby", "nssa"])
        for i, name in enumerate(self.names):
            area = self.area[name]
            if area:
                block = self.random.choice([0, 16, 32])
                self.stubs[name].append(f"172.{16 + area}.{block + i}.0/24")
                if self.chance(0.3):
                    self.stubs[name].append(f"172.{16 + area}.{128 + i}.{self.random.choice([0, 64])}/26")
        costs = [f", cost: {self.random.randrange(0, 40)}" for _ in range(2 * self.costs)]
        for area in list(self.specs):
            entries = []
            for prefix in (f"172.{16 + area}.0.0/20", f"172.{16 + area}.16.0/20", f"172.{16 + area}.0.0/16", f"10.{100 + area}.0.0/16"):
                if self.chance(0.6):
                    more = self.random.choice(["", "", "", ", advertise: false"] + costs)
                    entries.append(f"{{prefix: {prefix}{more}}}")
            if entries:
                self.specs[area]["ranges"] = f"[{', '.join(entries)}]"
        if self.chance(0.3):
            self.specs[0] = {"ranges": "[10.100.0.0/16]"}
        self.import_statics(3, OUTSIDE[:2] + ["172.17.0.0/18"])
        inside = [name for name in self.names if self.area[name]]
        self.failing += self.random.sample(inside, 2)
        self.fail(links=1, routers=0)

    def edges(self):
        self.lans(self.names, 0)
        for _ in range(3):
            a, b, area, _ = self.random.choice([link for link in self.links if link[1] not in self.bridges])
            self.links.append((a, b, area, self.random.choice([1, 2, [1, 3]])))
        self.stub_routers = self.random.sample(self.names, self.random.choice([0, 1, 2]))
        if self.chance(0.4):
            self.ospf.append(f"ecmp: {self.random.choice([1, 2])}")
        self.import_statics(4, OUTSIDE)
        if self.chance(0.5):
            on = self.random.choice(self.names)
            via = self.gateway(on)
            if via and self.area[on] == 0:
                other = self.random.choice([name for name in self.names if name != on])
                self.statics.append((on, f"10.100.{self.names.index(other) + 1}.0/24", via, self.random.choice([5, 200])))
        members = [a for a, b, _, _ in self.links if b in self.bridges]
        self.failing += [self.random.choice(members)] if members else []
        self.fail(links=1, routers=1)

    def shared(self):
        core = self.around(self.random.choice([2, 2, 3]), [1, 2, 2], ["normal", "normal", "normal", "stub", "totally-stubby", "nssa"])
        networks = [f"172.31.{i}.0/24" for i in range(5)]
        for network in networks:
            for name in self.random.sample(self.names, self.random.choice([2, 2, 3])):
                self.stubs[name].append(network)
        for area in list(self.specs):
            if self.chance(0.3) and "nssa" not in self.kind_of(area):
                self.specs[area]["ranges"] = f"[{self.random.choice(networks + ['172.31.0.0/22', f'10.{100 + area}.0.0/16'])}]"
        self.import_statics(3, networks + ["172.31.0.0/16"])
        self.bare = {name for name in self.names if self.chance(0.3)}
        for number, link in enumerate(self.links):
            if link[1] not in self.bridges and self.chance(0.1):
                self.passive[number] = self.random.choice(["[true, true]", "[true, false]"])
        self.failing += [self.random.choice(core)]
        self.fail(links=1, routers=1)

    # MARK: failures

    def fail(self, links, routers):
        pairs = [frozenset(link[:2]) for link in self.links]
        single = [link for link in self.links if pairs.count(frozenset(link[:2])) == 1]
        self.failing += [f"{link[0]} -- {link[1]}" for link in self.random.sample(single, links)]
        self.failing += self.random.sample([name for name in self.names if name not in self.failing], routers)
        self.random.shuffle(self.failing)

    def events(self):
        """All fail one after the other, the first comes back before the last one fails."""
        first, *others = self.failing
        steps = [("down", first)] + [("down", other) for other in others]
        return steps[:-1] + [("up", first), steps[-1]]

    # MARK: text

    def text(self):
        steps = self.events()
        out = [f"title: {self.title}", "about: Made by random_ospf.py.", f"duration: {120 * (len(steps) + 1)}s", "", "network:", "  routers:"]
        for i, name in enumerate(self.names):
            area = self.area[name]
            key = "router-id" if name in self.bare else "loopback"
            words = f"{key}: 10.255.{area}.{self.order[i]}, stubs: [{', '.join(self.stubs[name])}]"
            out.append(f"    {name}: {{{words}{f', area: {area}' if area else ''}}}")
        out += ["  bridges:"] * bool(self.bridges) + [f"    {name}: {{}}" for name in self.bridges]
        out.append("  links:")
        for number, link in enumerate(self.links):
            a, b, area, cost = link
            if b in self.bridges:
                addresses = f"{self.address(link)}/24, null"
                more = f", ospf: {{priority: [{self.random.choice([1, 1, 0, 5])}, 1]}}"
            else:
                addresses = f"{self.address(link)}/30, {self.address(link, 1)}/30"
                more = f", ospf: {{passive: {self.passive[number]}}}" if number in self.passive else ""
            out.append(f"    - {{between: [{a}, {b}], addresses: [{addresses}], cost: {cost}, area: {area}{more}}}")
        out += ["", "routing:", "  protocol: ospf", "  profile: frr", "  ospf:", "    hello: 1s", "    dead: 4s"]
        out += [f"    {line}" for line in self.ospf]
        if self.statics:
            out += [f"    metric-type: {self.random.choice([1, 2])}", f"    default-metric: {self.random.choice([5, 20])}"]
        if self.defaults:
            out += ["    default-originate:"] + [f"      {line}" for line in self.defaults]
        out += self.area_lines()
        if self.statics:
            out.append("  static:")
        for on, prefix, via, *distance in self.statics:
            words = [f"on: {on}", f"prefix: {prefix}"] + ([f"via: {via}"] if via and via != "nothing" else [])
            out.append(f"    - {{{', '.join(words + [f'distance: {d}' for d in distance])}}}")
        out += ["", "events:"]
        out += [f"  - {{at: {120 * (i + 1)}s, {action}: '{what}'}}" for i, (action, what) in enumerate(steps)]
        return "\n".join(out) + "\n"
