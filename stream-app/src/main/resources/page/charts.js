// A line chart in SVG: time on the x axis, one line a series, gaps where there is no number.
'use strict';

const SVG = 'http://www.w3.org/2000/svg';

function svg(name, attributes, parent) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (parent) parent.append(node);
  return node;
}

/** Round numbers from at most low to at least high, some four of them. */
function ticks(low, high) {
  const rough = (high - low) / 3 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map(n => n * power).find(n => n >= rough);
  const first = Math.floor(low / step) * step;
  const all = [];
  for (let at = first; at < high + step; at += step) all.push(Number(at.toPrecision(12)));
  return all;
}

class LineChart {
  /**
   * @param series [{key, name, color}]; key is the place of its number in a sample
   * @param options {title, format, from: 'zero' | 'data'}
   */
  constructor(parent, series, options) {
    this.series = series;
    this.options = options;
    this.samples = [];
    const box = document.createElement('div');
    box.className = 'chart';
    const head = document.createElement('header');
    const title = document.createElement('h2');
    title.textContent = options.title;
    this.legend = document.createElement('div');
    this.legend.className = 'legend';
    head.append(title, this.legend);
    this.svg = svg('svg', { role: 'img', 'aria-label': options.title });
    box.append(head, this.svg);
    parent.append(box);
    new ResizeObserver(() => this.draw()).observe(box);
    this.svg.addEventListener('pointermove', event => this.point(event));
    this.svg.addEventListener('pointerleave', () => { this.at = null; this.draw(); });
  }

  show(samples) {
    this.samples = samples;
    this.draw();
  }

  point(event) {
    const box = this.svg.getBoundingClientRect();
    const x = event.clientX - box.left;
    let best = null;
    this.samples.forEach((sample, i) => {
      const distance = Math.abs(this.x(sample[0]) - x);
      if (best === null || distance < best.distance) best = { i, distance };
    });
    this.at = best === null ? null : best.i;
    this.draw();
  }

  draw() {
    const width = this.svg.clientWidth;
    const height = this.svg.clientHeight;
    if (width === 0) return;
    this.svg.replaceChildren();
    const last = this.samples[this.samples.length - 1];
    this.tell(this.at != null && this.samples[this.at] ? this.samples[this.at] : last);
    const values = this.samples.flatMap(s => this.series.map(one => s[one.key])).filter(v => v !== null);
    if (values.length === 0) {
      const text = svg('text', { x: width / 2, y: height / 2, 'text-anchor': 'middle', class: 'none' }, this.svg);
      text.textContent = this.options.empty || 'No numbers yet';
      return;
    }
    const low = this.options.from === 'zero' ? 0 : Math.min(...values);
    const marks = ticks(low, Math.max(...values, low + (this.options.least || 1e-9)));
    const left = 46, right = 4, top = 8, bottom = 22;
    const first = this.samples[0][0];
    const span = Math.max(60000, last[0] - first);
    this.x = time => left + (width - left - right) * (1 - (last[0] - time) / span);
    const bottomMark = marks[0], topMark = marks[marks.length - 1];
    const y = value => top + (height - top - bottom) * (1 - (value - bottomMark) / (topMark - bottomMark));
    for (const mark of marks) {
      svg('line', { x1: left, x2: width - right, y1: y(mark), y2: y(mark), class: 'grid' }, this.svg);
      svg('text', { x: left - 8, y: y(mark) + 4, 'text-anchor': 'end' }, this.svg).textContent = this.options.format(mark);
    }
    const labels = width < 380 ? 2 : 4;
    for (let i = 0; i <= labels; i++) {
      const time = last[0] - span * (1 - i / labels);
      const anchor = i === 0 ? 'start' : i === labels ? 'end' : 'middle';
      svg('text', { x: this.x(time), y: height - 4, 'text-anchor': anchor }, this.svg).textContent =
        new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
    }
    for (const one of this.series) this.line(one, y);
    if (this.at != null && this.samples[this.at]) {
      const x = this.x(this.samples[this.at][0]);
      svg('line', { x1: x, x2: x, y1: top, y2: height - bottom, class: 'cursor' }, this.svg);
    }
  }

  line(one, y) {
    let path = '';
    let pen = 'M';
    let alone = null;
    for (const sample of this.samples) {
      const value = sample[one.key];
      if (value === null) { pen = 'M'; continue; }
      path += pen + this.x(sample[0]).toFixed(1) + ' ' + y(value).toFixed(1);
      alone = [this.x(sample[0]), y(value)];
      pen = 'L';
    }
    svg('path', { d: path, fill: 'none', stroke: `var(--${one.color})`, 'stroke-width': 1.8, 'stroke-linejoin': 'round' }, this.svg);
    if (alone) svg('circle', { cx: alone[0], cy: alone[1], r: 2.6, fill: `var(--${one.color})` }, this.svg);
  }

  tell(sample) {
    this.legend.replaceChildren(...this.series.map(one => {
      const entry = document.createElement('span');
      const line = document.createElement('i');
      line.style.background = `var(--${one.color})`;
      const value = document.createElement('b');
      value.textContent = sample && sample[one.key] !== null ? this.options.format(sample[one.key]) : '–';
      entry.append(line, one.name + ' ', value);
      return entry;
    }));
  }
}
