/// The page's script: sorting, filtering, values under the pointer, series over time, playback. It reads the page's own
/// data and asks nothing of anybody.
enum StudyHTMLScript {
  static let text = #"""
    'use strict';
    const data = JSON.parse(document.getElementById('data').textContent);
    const tip = document.getElementById('tip');
    const svgns = 'http://www.w3.org/2000/svg';
    const make = (name, attributes, parent) => {
      const element = document.createElementNS(svgns, name);
      for (const key in attributes) element.setAttribute(key, attributes[key]);
      parent.append(element);
      return element;
    };
    const digits = x => Math.abs(x) >= 10000 ? Math.round(x).toLocaleString('en') : String(Number(x.toPrecision(4)));
    const amount = (x, unit) => {
      if (unit === 'ratio') return digits(x * 100) + '%';
      if (unit !== 'seconds') return digits(x) + (unit === 'bytes' ? 'B' : '');
      if (x === 0) return '0s';
      for (const [size, name] of [[1, 's'], [1e-3, 'ms'], [1e-6, 'us']]) if (Math.abs(x) >= size) return digits(x / size) + name;
      return digits(x * 1e9) + 'ns';
    };
    const showTip = (event, text) => {
      tip.textContent = text;
      tip.hidden = false;
      const box = tip.getBoundingClientRect();
      tip.style.left = Math.max(4, Math.min(innerWidth - box.width - 8, event.clientX + 14)) + 'px';
      tip.style.top = Math.max(4, Math.min(innerHeight - box.height - 8, event.clientY + 14)) + 'px';
    };
    // Of the mouse or finger, in the picture's own pixels.
    const place = (svg, event) => {
      const box = svg.getBoundingClientRect();
      return (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
    };
    const cursor = (svg, x) => {
      let line = svg.querySelector('.cursor');
      if (!line) line = make('line', {class: 'cursor', y1: 36, y2: 242}, svg);
      line.setAttribute('x1', x);
      line.setAttribute('x2', x);
    };
    const leave = svg => svg.addEventListener('pointerleave', () => {
      tip.hidden = true;
      svg.querySelector('.cursor')?.remove();
    });
    // How many of a rising list are at most x.
    const upTo = (list, x) => {
      let low = 0, high = list.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (list[middle] <= x) low = middle + 1; else high = middle;
      }
      return low;
    };

    for (const table of document.querySelectorAll('.sortable')) {
      const heads = [...table.tHead.rows[0].cells];
      heads.forEach((head, column) => {
        head.tabIndex = 0;
        const sort = () => {
          const down = head.getAttribute('aria-sort') === 'ascending';
          heads.forEach(other => other.removeAttribute('aria-sort'));
          head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
          const value = row => {
            const cell = row.cells[column];
            return 'v' in cell.dataset ? Number(cell.dataset.v) : cell.textContent;
          };
          const rows = [...table.tBodies[0].rows].sort((a, b) => {
            const [x, y] = [value(a), value(b)];
            if (typeof x !== typeof y) return typeof x === 'number' ? -1 : 1;
            const order = typeof x === 'number' ? x - y : x.localeCompare(y);
            return down ? -order : order;
          });
          table.tBodies[0].append(...rows);
        };
        head.addEventListener('click', sort);
        head.addEventListener('keydown', event => { if (event.key === 'Enter') sort(); });
      });
    }

    for (const section of document.querySelectorAll('section[data-block]')) {
      const block = data[section.dataset.block];
      const hidden = new Set();
      const redraw = [];
      for (const box of section.querySelectorAll('.filter input')) {
        box.addEventListener('change', () => {
          const variant = Number(box.dataset.variant);
          if (box.checked) hidden.delete(variant); else hidden.add(variant);
          section.querySelectorAll('.v' + variant).forEach(element => element.classList.toggle('gone', !box.checked));
          redraw.forEach(draw => draw());
        });
      }
      for (const svg of section.querySelectorAll('[data-curves]')) {
        const chart = block.curves[svg.dataset.curves];
        const [low, high, start, end] = chart.axis;
        svg.addEventListener('pointermove', event => {
          const x = Math.max(start, Math.min(end, place(svg, event)));
          const value = low + (x - start) / (end - start) * (high - low);
          const lines = chart.curves.filter(curve => !hidden.has(curve.v)).map(curve => {
            const count = upTo(curve.x, value);
            return digits((count ? curve.y[count - 1] : 0) * 100) + '%  ' + block.variants[curve.v];
          });
          cursor(svg, x);
          showTip(event, '≤ ' + amount(value, chart.unit) + '\n' + lines.join('\n'));
        });
        leave(svg);
      }
      overTime(section, block, hidden, redraw);
      playback(section, block);
    }

    function unitOf(metric) {
      return metric.endsWith('_ratio') ? 'ratio' : metric.endsWith('_seconds') ? 'seconds' : 'count';
    }

    function overTime(section, block, hidden, redraw) {
      const panel = section.querySelector('.time');
      if (!panel || !block.exemplars.some(exemplar => exemplar.series.length)) return;
      panel.hidden = false;
      const [metricBox, entityBox] = [panel.querySelector('.metric'), panel.querySelector('.entity')];
      const svg = panel.querySelector('svg');
      const all = exemplar => exemplar.series.concat(exemplar.routes);
      const metrics = [...new Set(block.exemplars.flatMap(exemplar => all(exemplar).map(series => series.m)))];
      const first = metrics.find(metric => metric.startsWith('service_')) || metrics.find(metric => metric === 'route_changes');
      metrics.forEach(metric => metricBox.add(new Option(metric.replaceAll('_', ' '), metric, false, metric === first)));
      let shown = [], axis = null;
      const draw = () => {
        svg.replaceChildren();
        shown = block.exemplars.filter(exemplar => !hidden.has(exemplar.v)).map(exemplar => ({
          exemplar, series: all(exemplar).find(series => series.m === metricBox.value && series.e === entityBox.value)
        })).filter(entry => entry.series);
        const last = Math.max(...block.exemplars.map(exemplar => exemplar.t[exemplar.t.length - 1] || 0), 1e-12);
        const top = Math.max(...shown.flatMap(entry => entry.series.y), 1e-12) * 1.05;
        axis = {x: t => 60 + t / last * 676, y: value => 240 - value / top * 200, last};
        for (let tick = 0; tick <= 4; tick++) {
          const y = axis.y(top * tick / 4);
          make('line', {class: 'grid', x1: 60, x2: 736, y1: y, y2: y}, svg);
          make('text', {class: 'soft', x: 52, y: y + 4, 'text-anchor': 'end'}, svg).textContent =
            amount(top * tick / 4, unitOf(metricBox.value));
          const t = last * tick / 4;
          make('text', {class: 'soft', x: axis.x(t), y: 260, 'text-anchor': 'middle'}, svg).textContent = amount(t, 'seconds');
        }
        for (const [t] of shown.length ? shown[0].exemplar.events : []) {
          make('line', {class: 'grid', x1: axis.x(t), x2: axis.x(t), y1: 36, y2: 240, 'stroke-width': 2}, svg);
        }
        for (const {exemplar, series} of shown) {
          const points = series.y.map((value, i) => axis.x(exemplar.t[i]).toFixed(1) + ' ' + axis.y(value).toFixed(1));
          make('path', {d: 'M' + points.join('L'), fill: 'none', stroke: block.colors[exemplar.v], 'stroke-width': 1.6}, svg);
        }
        make('text', {class: 'title', x: 12, y: 20}, svg).textContent =
          metricBox.value.replaceAll('_', ' ') + ': ' + entityBox.value;
      };
      const choose = () => {
        const entities = [...new Set(block.exemplars.flatMap(exemplar =>
          all(exemplar).filter(series => series.m === metricBox.value).map(series => series.e)))];
        entityBox.replaceChildren(...entities.map(entity => new Option(entity)));
        draw();
      };
      metricBox.addEventListener('change', choose);
      entityBox.addEventListener('change', draw);
      svg.addEventListener('pointermove', event => {
        if (!axis || !shown.length) return;
        const x = Math.max(60, Math.min(736, place(svg, event)));
        const t = (x - 60) / 676 * axis.last;
        const lines = shown.map(({exemplar, series}) => {
          const i = Math.min(series.y.length - 1, upTo(exemplar.t, t));
          return amount(series.y[i], unitOf(series.m)) + '  ' + block.variants[exemplar.v];
        });
        const near = shown[0].exemplar.events.filter(([at]) => Math.abs(axis.x(at) - x) < 6).map(([, text]) => text);
        cursor(svg, x);
        showTip(event, [amount(t, 'seconds'), ...lines, ...near].join('\n'));
      });
      leave(svg);
      redraw.push(draw);
      choose();
    }

    function playback(section, block) {
      const panel = section.querySelector('.playback');
      if (!panel || !block.exemplars.length) return;
      const controls = panel.querySelector('.controls');
      controls.hidden = false;
      const [button, slider, of, output] = ['.play', '.moment', '.of', 'output'].map(name => controls.querySelector(name));
      block.exemplars.forEach((exemplar, i) => of.add(new Option(block.variants[exemplar.v], i)));
      const edges = [...panel.querySelectorAll('g.edge')].map(group => ({
        name: block.links[Number(group.id.split('edge')[1]) - 1], path: group.querySelector('path')
      })).filter(edge => edge.path && edge.name);
      const nodes = new Map([...panel.querySelectorAll('g.node')].map(group => [
        group.querySelector('title').textContent, group.querySelector('ellipse, polygon, path')]));
      // Blue where a link is idle, red where it is full.
      const color = share => 'hsl(' + (215 - 215 * Math.min(1, share)) + ' 70% 45%)';
      const down = (exemplar, t) => {
        const gone = new Set();
        for (const [at, text] of exemplar.events) {
          if (at > t) break;
          const [word, ...rest] = text.split(' ');
          const name = rest.join(' ').replace(' (silent)', '');
          if (word === 'down' || word === 'crash') gone.add(name);
          if (word === 'up' || word === 'recover') gone.delete(name);
        }
        return gone;
      };
      const draw = () => {
        const exemplar = block.exemplars[of.value];
        slider.max = Math.max(0, exemplar.t.length - 1);
        const i = Math.min(Number(slider.value), exemplar.t.length - 1);
        if (i < 0) return;
        const gone = down(exemplar, exemplar.t[i]);
        const shares = new Map();
        for (const series of exemplar.series) {
          if (series.m !== 'link_utilization_ratio') continue;
          const name = series.e.slice(0, series.e.lastIndexOf(' from '));
          shares.set(name, Math.max(shares.get(name) || 0, series.y[i]));
        }
        // Width tells the links of one run apart however little they carry.
        const peak = Math.max(1e-9, ...exemplar.series.filter(series => series.m === 'link_utilization_ratio')
          .flatMap(series => series.y));
        for (const {name, path} of edges) {
          const flipped = name.split(' -- ').reverse().join(' -- ');
          const isDown = gone.has(name) || gone.has(flipped);
          const share = shares.get(name) || 0;
          path.style.stroke = isDown ? '#c0362c' : color(share);
          path.style.strokeWidth = isDown ? 1.5 : 1.5 + 5 * share / peak;
          path.style.strokeDasharray = isDown ? '5 4' : 'none';
        }
        let changes = 0;
        nodes.forEach(shape => { if (shape) shape.style.fill = ''; });
        for (const series of exemplar.routes) {
          if (!series.y[i]) continue;
          changes += series.y[i];
          const shape = nodes.get(series.e);
          if (shape) shape.style.fill = '#ffd27a';
        }
        gone.forEach(name => { const shape = nodes.get(name); if (shape) shape.style.fill = '#f3b3ad'; });
        const busiest = Math.max(0, ...shares.values());
        output.value = amount(exemplar.t[i], 'seconds') + ' · busiest link ' + amount(busiest, 'ratio') + ' · ' +
          changes + ' route changes' + (gone.size ? ' · down: ' + [...gone].join(', ') : '');
      };
      let timer = null;
      const stop = () => { clearInterval(timer); timer = null; button.textContent = 'Play'; };
      button.addEventListener('click', () => {
        if (timer) return stop();
        if (slider.value === slider.max) slider.value = 0;
        button.textContent = 'Pause';
        timer = setInterval(() => {
          slider.value = Number(slider.value) + 1;
          draw();
          if (slider.value === slider.max) stop();
        }, 120);
      });
      slider.addEventListener('input', draw);
      of.addEventListener('change', draw);
      draw();
    }
    """#
}
