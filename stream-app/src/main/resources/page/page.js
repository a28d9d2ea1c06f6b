// The live page: what one instance tells of itself, as it happens, by server-sent events.
'use strict';

// Places of the numbers in a sample; the first is the time, epoch milliseconds.
const EVENTS = 1, LABELS = 2, P50 = 3, P99 = 4, LAG = 5, AUC = 6, PRECISION = 7, LOSS = 8, CALIBRATION = 9, ALERTS = 10, HITS = 11, SHOWN = 12;
const KEPT = 360;

const byId = id => document.getElementById(id);
const history = new Map();
let state = null;
let chosen = location.hash.slice(1);
let charts = null;

function text(tag, content, className) {
  const node = document.createElement(tag);
  node.textContent = content;
  if (className) node.className = className;
  return node;
}

function plain(value) {
  if (value === null || value === undefined) return '–';
  const size = Math.abs(value);
  if (size >= 1e6) return (value / 1e6).toFixed(size >= 1e7 ? 1 : 2) + ' M';
  if (size >= 1e4) return (value / 1e3).toFixed(size >= 1e5 ? 0 : 1) + ' k';
  if (size >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString('en');
  return size >= 10 ? value.toFixed(1) : size >= 1 ? value.toFixed(2) : size === 0 ? '0' : value.toFixed(3);
}

const short = value => (value === null || value === undefined ? '–' : value.toFixed(3));
const millis = value => (value === null ? '–' : value >= 1000 ? (value / 1000).toFixed(value >= 1e4 ? 0 : 1) + ' s' : value.toFixed(value > 0 && value < 10 ? 1 : 0) + ' ms');
const words = name => name.replaceAll('_', ' ');

function clock(time) {
  return new Date(time).toLocaleTimeString([], { hour12: false });
}

/** The time alone where it is of today: episodes of quality begin and end when labels were known, be it in the past. */
function when(time) {
  return new Date(time).toDateString() === new Date().toDateString() ? clock(time) : day(time);
}

function day(time) {
  return new Date(time).toISOString().replace('T', ' ').slice(0, 19) + ' UTC';
}

// ---- the theme

// A browser may keep nothing for this page, and then says so by throwing.
function remembered() {
  try { return localStorage.getItem('millrace-theme'); } catch { return null; }
}

function remember(theme) {
  try { localStorage.setItem('millrace-theme', theme); } catch { /* for this visit only, then */ }
}

const stored = remembered();
if (stored === 'light' || stored === 'dark') document.documentElement.dataset.theme = stored;
byId('theme').addEventListener('click', () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  remember(root.dataset.theme);
});

// ---- what is shown

function choose(name) {
  chosen = name;
  window.history.replaceState(null, '', '#' + name);
  charts = null;
  draw();
}

function drawTabs() {
  byId('pipelines').replaceChildren(...state.pipelines.map(one => {
    const tab = text('button', '');
    tab.type = 'button';
    tab.setAttribute('aria-pressed', one.name === chosen);
    const light = text('i', '', one.ready ? '' : 'off');
    light.title = one.ready ? 'ready' : 'not ready';
    tab.append(light, one.name);
    tab.addEventListener('click', () => choose(one.name));
    return tab;
  }));
}

function drawNotice(pipeline) {
  const notice = byId('notice');
  notice.hidden = pipeline.ready;
  notice.textContent = pipeline.ready ? '' : `${pipeline.name} is not ready: ${pipeline.reason || 'starting'}`;
}

function tile(name, value, unit) {
  const box = text('div', '', 'tile');
  const number = text('b', value);
  if (unit && value !== '–') number.append(text('small', unit));
  box.append(text('span', name), number);
  return box;
}

function drawTiles(pipeline, now) {
  const lists = pipeline.kind === 'recommend';
  const [p99, unit] = millis(now[P99]).split(' ');
  byId('tiles').replaceChildren(
    tile(lists ? 'Activities' : 'Events scored', plain(now[EVENTS]), '/ s'),
    tile('Latency, p99', p99, unit),
    tile('Model behind by', plain(now[LAG]), 'records'),
    lists ? tile('Hit rate at 10', short(now[HITS])) : tile('AUC ROC', short(now[AUC])),
    lists ? tile('Hit rate as shown', short(now[SHOWN])) : tile('Average precision', short(now[PRECISION])),
    lists ? tile('Examples learnt', plain(pipeline.examples)) : tile('Alerts', plain(now[ALERTS] === null ? null : now[ALERTS] * 60), '/ min'));
}

function makeCharts(lists) {
  const parent = byId('charts');
  parent.replaceChildren();
  const through = lists ? [{ key: EVENTS, name: 'activities', color: 'blue' }]
    : [{ key: EVENTS, name: 'events', color: 'blue' }, { key: LABELS, name: 'labels', color: 'teal' }];
  const quality = lists ? [{ key: HITS, name: 'after the fact', color: 'blue' }, { key: SHOWN, name: 'as shown', color: 'violet' }]
    : [{ key: AUC, name: 'AUC ROC', color: 'blue' }, { key: PRECISION, name: 'average precision', color: 'violet' }];
  const all = [
    new LineChart(parent, through, { title: 'Throughput, a second', format: plain, from: 'zero', least: 1 }),
    new LineChart(parent, [{ key: P50, name: 'p50', color: 'teal' }, { key: P99, name: 'p99', color: 'amber' }],
      { title: lists ? 'From activity to list' : 'From event to score', format: millis, from: 'zero', empty: 'Nothing new; a replay has no latency' }),
    new LineChart(parent, quality, { title: lists ? 'Hit rate at 10' : 'Quality', format: short, from: 'data', empty: 'Not enough labels yet' })];
  all.push(lists
    ? new LineChart(parent, [{ key: LAG, name: 'records', color: 'blue' }], { title: 'Model behind the log', format: plain, from: 'zero', least: 4 })
    : new LineChart(parent, [{ key: LOSS, name: 'log loss', color: 'amber' }, { key: CALIBRATION, name: 'calibration error', color: 'teal' }],
      { title: 'Loss', format: short, from: 'zero', empty: 'Not enough labels yet' }));
  charts = { of: chosen, all };
}

function empty(what) {
  return text('p', what, 'empty');
}

function drawAlerts(pipeline) {
  const list = byId('alerts');
  byId('alerts-card').hidden = pipeline.kind === 'recommend';
  byId('drift-card').hidden = pipeline.kind === 'recommend';
  if (pipeline.alerts.length === 0) return list.replaceChildren(empty('No alert on this instance yet.'));
  list.replaceChildren(...pipeline.alerts.map(alert => {
    const item = text('li', '');
    const head = text('div', '', 'head');
    head.append(text('span', alert.id, 'id'), text('span', day(alert.time), 'quiet'), text('span', short(alert.score), 'score'));
    const bar = text('div', '', 'bar');
    bar.title = `score ${short(alert.score)}, threshold ${short(alert.threshold)}`;
    const fill = text('i', '');
    fill.style.width = Math.max(1, alert.score * 100) + '%';
    const mark = text('u', '');
    mark.style.left = alert.threshold * 100 + '%';
    bar.append(fill, mark);
    const reasons = text('div', '', 'reasons');
    for (const reason of alert.reasons) {
      const chip = text('span', `${reason.feature} = ${reason.value}`);
      chip.append(text('em', (reason.contribution > 0 ? '+' : '−') + Math.abs(reason.contribution).toFixed(2)));
      chip.title = 'contribution in log odds';
      reasons.append(chip);
    }
    item.append(head, bar, reasons);
    return item;
  }));
}

function drawLists(pipeline) {
  const list = byId('lists');
  byId('lists-card').hidden = pipeline.kind !== 'recommend';
  const lists = pipeline.lists || [];
  if (lists.length === 0) return list.replaceChildren(empty('No list on this instance yet.'));
  list.replaceChildren(...lists.map(one => {
    const item = text('li', '');
    const head = text('div', '', 'head');
    head.append(text('span', one.user, 'id'), text('span', day(one.time), 'quiet'));
    const items = text('div', '', 'reasons');
    for (const entry of one.items) {
      const chip = text('span', entry.item);
      if (entry.because) chip.append(text('em', 'as ' + entry.because));
      if (entry.because) chip.title = `because of ${entry.because}`;
      items.append(chip);
    }
    if (one.items.length === 0) items.append(text('span', 'nothing to recommend'));
    item.append(head, items);
    return item;
  }));
}

function table(headings, rows) {
  const scroll = text('div', '', 'scroll');
  const made = text('table', '');
  const head = made.createTHead().insertRow();
  for (const heading of headings) head.append(text('th', heading));
  const body = made.createTBody();
  for (const row of rows) body.append(row);
  scroll.append(made);
  return scroll;
}

function row(cells, className) {
  const made = text('tr', '', className);
  cells.forEach((cell, i) => {
    const place = cell instanceof Node ? text('td', '', 'meter') : text('td', cell, i === 0 ? 'name' : '');
    if (cell instanceof Node) place.append(cell);
    made.append(place);
  });
  return made;
}

function meter(share) {
  const bar = text('div', '', 'bar');
  const fill = text('i', '');
  fill.style.width = Math.min(100, share * 100) + '%';
  bar.append(fill);
  return bar;
}

function drawDrift(pipeline) {
  const known = pipeline.drift.filter(one => one.psi !== null);
  if (pipeline.drift.length === 0) return byId('drift').replaceChildren(empty('No feature is watched here yet, or none at all (drift_window: 0).'));
  if (known.length === 0) {
    return byId('drift').replaceChildren(empty('The reference is being collected: eight windows of each feature, over drift_span of event time.'));
  }
  known.sort((a, b) => b.drifts - a.drifts || b.psi - a.psi);
  const rows = known.map(one => row(
    [one.feature, meter(one.psi / 0.5), short(one.psi), short(one.ks), (one.missing * 100).toFixed(1) + ' %'], one.drifts ? 'drifts' : ''));
  byId('drift').replaceChildren(table(['feature', '', 'PSI', 'KS', 'missing'], rows));
  const waiting = pipeline.drift.length - known.length;
  if (waiting > 0) byId('drift').append(empty(`${waiting} more wait until their histories are full and there is a reference, eight windows over drift_span.`));
}

function drawModels(pipeline) {
  byId('models-title').textContent = pipeline.kind === 'recommend' ? 'The model' : 'Models, each tested on an event before it learns from it';
  const rows = pipeline.models.map(one => row([
    one.name + (one.serves ? ' (serves)' : ''), short(one.auc), short(one.average_precision), short(one.log_loss)]));
  const nodes = [];
  if (rows.length > 0) nodes.push(table(['learner', 'AUC ROC', 'av. precision', 'log loss'], rows));
  const version = pipeline.version === null ? 'no version yet' : `version ${pipeline.version.toLocaleString('en')} of generation ${pipeline.generation}`;
  const threshold = pipeline.threshold === null ? '' : `, alerts from a score of ${short(pipeline.threshold)}`;
  nodes.push(empty(`${plain(pipeline.examples)} examples learnt, ${version}${threshold}.`));
  byId('models').replaceChildren(...nodes);
}

function drawOutcomes(pipeline) {
  const lists = pipeline.kind === 'recommend';
  byId('outcomes-title').textContent = lists ? 'What became of activity' : 'What became of events and labels';
  const some = Object.entries(pipeline.outcomes).filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
  if (some.length === 0) return byId('outcomes').replaceChildren(empty(lists ? 'Each activity was answered with a list; none came again.' : 'No label has met its event yet.'));
  const most = some[0][1];
  byId('outcomes').replaceChildren(...some.map(([name, count]) => {
    const line = text('div', '', 'outcome');
    line.append(text('span', words(name)), meter(count / most), text('b', plain(count)));
    return line;
  }));
}

function drawEpisodes(pipeline) {
  if (pipeline.episodes.length === 0) return byId('episodes').replaceChildren(empty('None since this instance started.'));
  const rows = pipeline.episodes.map(one => {
    const made = row([one.kind === one.subject ? one.kind : `${one.kind} ${one.subject}`, when(one.started), one.ended === null ? '' : when(one.ended)]);
    if (one.ended === null) made.lastChild.append(text('span', 'lasts', 'pill waiting'));
    const cause = text('td', one.cause, 'name');
    cause.style.textAlign = 'left';
    made.append(cause);
    return made;
  });
  const made = table(['what', 'began', 'ended', 'as seen'], rows);
  made.querySelector('th:last-child').style.textAlign = 'left';
  byId('episodes').replaceChildren(made);
}

function draw() {
  if (state === null) return;
  if (!state.pipelines.some(one => one.name === chosen)) chosen = state.pipelines.length ? state.pipelines[0].name : '';
  const pipeline = state.pipelines.find(one => one.name === chosen);
  byId('loading').hidden = pipeline !== undefined;
  byId('main').hidden = pipeline === undefined;
  if (pipeline === undefined) return;
  byId('instance').textContent = state.instance;
  document.title = chosen + ' · Millrace';
  const samples = history.get(chosen) || [];
  drawTabs();
  drawNotice(pipeline);
  drawTiles(pipeline, samples[samples.length - 1] || new Array(13).fill(null));
  if (charts === null || charts.of !== chosen) makeCharts(pipeline.kind === 'recommend');
  for (const chart of charts.all) chart.show(samples);
  drawAlerts(pipeline);
  drawLists(pipeline);
  drawDrift(pipeline);
  drawModels(pipeline);
  drawOutcomes(pipeline);
  drawEpisodes(pipeline);
}

// ---- the connection

let heard = 0;

function link(words, className) {
  byId('link').textContent = words;
  byId('link').className = 'pill ' + className;
  byId('main').classList.toggle('stale', className === 'lost');
}

function connect() {
  const source = new EventSource('/v1/live');
  source.addEventListener('history', event => {
    history.clear();
    for (const [name, samples] of Object.entries(JSON.parse(event.data))) history.set(name, samples);
  });
  source.addEventListener('state', event => {
    heard = Date.now();
    state = JSON.parse(event.data);
    for (const one of state.pipelines) {
      const samples = history.get(one.name) || [];
      const last = samples[samples.length - 1];
      if (one.sample && (!last || last[0] < one.sample[0])) samples.push(one.sample);
      if (samples.length > KEPT) samples.shift();
      history.set(one.name, samples);
    }
    link('live', 'live');
    draw();
  });
  source.onerror = () => {
    link(heard ? 'disconnected, trying again' : 'no answer, trying again', 'lost');
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  };
}

setInterval(() => {
  if (heard && Date.now() - heard > 10000) link('silent for ' + Math.round((Date.now() - heard) / 1000) + ' s', 'lost');
}, 1000);

connect();
