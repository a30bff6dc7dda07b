/**
 * Runs in the page: draws equity and drawdown on a canvas from the embedded Float32 values, one stroke of lowest and
 * highest per pixel column, so that half a million points take one pass. Drag to zoom, double click to reset, keys and
 * buttons for both. Reads colours from the page's variables; measures its first drawing as `first drawing`.
 */
export const ZOOM_SCRIPT = String.raw`
(() => {
  'use strict';
  const box = document.getElementById('zoom');
  if (!box) return;
  performance.mark('zoom starts');
  const facts = JSON.parse(document.getElementById('curve-facts').textContent);
  const text = atob(document.getElementById('curve-data').textContent.trim());
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const view = new DataView(bytes.buffer);
  const n = facts.rows;
  const equity = new Float32Array(n);
  const fall = new Float32Array(n);
  let peak = facts.cash;
  for (let i = 0; i < n; i++) {
    const value = view.getFloat32(4 * i, true);
    equity[i] = value;
    if (value > peak) peak = value;
    fall[i] = value / peak - 1;
  }

  // Time: an even grid that starts anew after each gap.
  const runs = facts.runs;
  const before = (key, value) => {
    let low = 0;
    let high = runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (runs[middle][key] <= value) low = middle; else high = middle - 1;
    }
    return low;
  };
  const timeOf = (row) => { const run = runs[before(0, row)]; return run[1] + (row - run[0]) * facts.interval; };
  const rowOf = (time) => {
    const i = before(1, time);
    const end = i + 1 < runs.length ? runs[i + 1][0] : n;
    return Math.max(0, Math.min(end, runs[i][0] + Math.ceil((time - runs[i][1]) / facts.interval)));
  };
  const first = timeOf(0);
  const last = timeOf(n - 1);

  const two = (x) => String(x).padStart(2, '0');
  const civil = (ms) => {
    const days = Math.floor(ms / 864e5);
    const z = days + 719468;
    const era = Math.floor(z / 146097);
    const doe = z - era * 146097;
    const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365);
    const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
    const mp = Math.floor((5 * doy + 2) / 153);
    const month = mp < 10 ? mp + 3 : mp - 9;
    const minutes = Math.floor((ms - days * 864e5) / 6e4);
    return { year: yoe + era * 400 + (month <= 2 ? 1 : 0), month, day: doy - Math.floor((153 * mp + 2) / 5) + 1, clock: two(Math.floor(minutes / 60)) + ':' + two(minutes % 60) };
  };
  const stamp = (ms) => { const c = civil(ms); return c.year + '-' + two(c.month) + '-' + two(c.day) + ' ' + c.clock; };
  const steps = [1, 5, 15, 30, 60, 180, 360, 720, 1440, 2880, 7200, 14400].map((m) => m * 6e4);
  const timeTicks = (from, to, count) => {
    const out = [];
    const step = steps.find((s) => (to - from) / s <= count);
    if (step) {
      for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
        const c = civil(at);
        out.push([at, step < 864e5 && c.clock !== '00:00' ? c.clock : two(c.month) + '-' + two(c.day)]);
      }
      return out;
    }
    const every = [1, 2, 3, 6, 12, 24].find((m) => (to - from) / (30.4 * 864e5 * m) <= count) || 60;
    let seen = '';
    for (let day = Math.ceil(from / 864e5) * 864e5; day <= to; day += 864e5) {
      const c = civil(day);
      const name = c.year + '-' + two(c.month);
      if (c.day === 1 && name !== seen && (c.year * 12 + c.month - 1) % every === 0) out.push([day, name]);
      seen = name;
    }
    return out;
  };
  const valueTicks = (low, high, count) => {
    const raw = (high - low) / count;
    let magnitude = 1;
    while (magnitude * 10 <= raw) magnitude *= 10;
    while (magnitude > raw) magnitude /= 10;
    const step = magnitude * [1, 2, 5, 10].find((f) => f * magnitude >= raw * 0.9999);
    const out = [];
    for (let i = Math.ceil(low / step); i * step <= high; i++) out.push(i * step);
    let digits = 0;
    for (let s = step; s < 0.9999 && digits < 8; s *= 10) digits++;
    return { out, digits };
  };
  const spaced = (x, digits) => {
    const [whole, rest] = Math.abs(x).toFixed(digits).split('.');
    return (x < 0 ? '−' : '') + whole.replace(/\B(?=(\d{3})+$)/g, ',') + (rest === undefined ? '' : '.' + rest);
  };

  const canvas = box.querySelector('canvas');
  const readout = document.getElementById('zoom-readout');
  const context = canvas.getContext('2d');
  let from = first;
  let to = last;
  let pointer = -1;
  let anchor = -1;
  let width = 0;
  let height = 0;
  let left = 0;

  const panel = (values, top, bottom, options) => {
    const rowA = Math.max(0, rowOf(from) - 1);
    const rowB = Math.min(n - 1, rowOf(to));
    let low = Infinity;
    let high = -Infinity;
    for (let i = rowA; i <= rowB; i++) {
      const v = values[i];
      if (v < low) low = v;
      if (v > high) high = v;
    }
    if (options.top !== undefined) high = options.top;
    if (!(high > low)) { low -= Math.abs(low) * 1e-3 + 1e-6; high += options.top === undefined ? Math.abs(high) * 1e-3 + 1e-6 : 0; }
    const pad = (high - low) * 0.06;
    low -= pad;
    if (options.top === undefined) high += pad;
    const right = width - 8;
    const x = (time) => left + ((time - from) / (to - from)) * (right - left);
    const y = (v) => bottom - ((v - low) / (high - low)) * (bottom - top);
    const css = getComputedStyle(box);
    const colour = (name) => css.getPropertyValue('--' + name).trim();
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    context.lineWidth = 1;
    const scale = valueTicks(low * options.factor, high * options.factor, options.ticks);
    for (const tick of scale.out) {
      const level = Math.round(y(tick / options.factor)) + 0.5;
      context.strokeStyle = colour('line');
      context.beginPath(); context.moveTo(left, level); context.lineTo(right, level); context.stroke();
      context.fillStyle = colour('soft');
      context.fillText(spaced(tick, scale.digits) + options.suffix, left - 6, level);
    }
    context.textAlign = 'left';
    context.fillText(options.title, 0, top - 15);
    context.save();
    context.beginPath(); context.rect(left, top - 1, right - left, bottom - top + 2); context.clip();
    if (options.base !== undefined) {
      context.strokeStyle = colour('axis');
      context.beginPath(); context.moveTo(left, y(options.base)); context.lineTo(right, y(options.base)); context.stroke();
    }
    context.beginPath();
    if (rowB - rowA <= 2 * (right - left)) {
      for (let i = rowA; i <= rowB; i++) context.lineTo(x(timeOf(i)), y(values[i]));
    } else {
      for (let px = left; px < right; px++) {
        const a = rowOf(from + ((px - left) / (right - left)) * (to - from));
        const b = Math.min(n, rowOf(from + ((px + 1 - left) / (right - left)) * (to - from)));
        if (b <= a) continue;
        let min = values[a];
        let max = min;
        for (let i = a + 1; i < b; i++) { const v = values[i]; if (v < min) min = v; if (v > max) max = v; }
        context.lineTo(px, y(values[a])); context.lineTo(px, y(min)); context.lineTo(px, y(max)); context.lineTo(px, y(values[b - 1]));
      }
    }
    context.strokeStyle = colour(options.tone);
    context.lineWidth = 1.4;
    context.lineJoin = 'round';
    context.stroke();
    if (options.area) {
      context.lineTo(right, y(0)); context.lineTo(left, y(0)); context.closePath();
      context.globalAlpha = 0.25; context.fillStyle = colour(options.tone); context.fill(); context.globalAlpha = 1;
    }
    context.restore();
    return { x, colour, right };
  };

  const draw = () => {
    const ratio = window.devicePixelRatio || 1;
    width = box.clientWidth;
    height = width < 500 ? 340 : 420;
    if (width === 0) return;
    canvas.style.height = height + 'px';
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = '12px system-ui, "DejaVu Sans", sans-serif';
    left = 72;
    const split = Math.round(height * 0.62);
    panel(equity, 26, split - 12, { title: 'equity, quote units', tone: 'main', factor: 1, suffix: '', ticks: 5, base: facts.cash });
    const { x, colour, right } = panel(fall, split + 30, height - 26, { title: 'drawdown', tone: 'bad', factor: 100, suffix: '%', ticks: 3, top: 0, area: true });
    context.fillStyle = colour('soft');
    context.textAlign = 'center';
    for (const [at, name] of timeTicks(from, to, Math.max(3, Math.floor(width / 100)))) {
      const half = context.measureText(name).width / 2;
      context.fillText(name, Math.max(left + half, Math.min(right - half, x(at))), height - 10);
      context.fillRect(Math.round(x(at)), height - 26, 1, 4);
    }
    if (anchor >= 0 && pointer >= 0) {
      context.fillStyle = colour('main');
      context.globalAlpha = 0.18;
      context.fillRect(Math.min(anchor, pointer), 22, Math.abs(pointer - anchor), height - 48);
      context.globalAlpha = 1;
    } else if (pointer >= left && pointer <= right) {
      context.fillStyle = colour('soft');
      context.fillRect(Math.round(pointer), 22, 1, height - 48);
    }
  };

  const timeAt = (px) => from + (Math.max(0, Math.min(1, (px - left) / (width - 8 - left)))) * (to - from);
  const say = () => {
    if (pointer < 0) { readout.textContent = stamp(from) + ' to ' + stamp(to) + ' UTC'; return; }
    const row = Math.min(n - 1, rowOf(timeAt(pointer)));
    readout.textContent = stamp(timeOf(row)) + ' UTC: equity ' + spaced(equity[row], 0) + ', drawdown ' + spaced(100 * fall[row], 2) + '%';
  };
  let asked = false;
  const redraw = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; draw(); say(); });
  };
  const show = (a, b) => {
    const least = facts.interval * 10;
    const middle = (a + b) / 2;
    const half = Math.max(least, Math.min(last - first, b - a)) / 2;
    from = Math.max(first, Math.min(last - 2 * half, middle - half));
    to = Math.min(last, from + 2 * half);
    if (from < first) from = first;
    redraw();
  };
  const zoom = (factor) => { const half = ((to - from) * factor) / 2; show((from + to) / 2 - half, (from + to) / 2 + half); };
  const pan = (share) => { const by = Math.max(first - from, Math.min(last - to, (to - from) * share)); show(from + by, to + by); };
  const reset = () => show(first, last);

  const place = (event) => event.clientX - canvas.getBoundingClientRect().left;
  canvas.addEventListener('pointerdown', (event) => { anchor = place(event); pointer = anchor; canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener('pointermove', (event) => { pointer = place(event); redraw(); });
  canvas.addEventListener('pointerleave', () => { if (anchor < 0) { pointer = -1; redraw(); } });
  canvas.addEventListener('pointercancel', () => { anchor = -1; pointer = -1; redraw(); });
  canvas.addEventListener('pointerup', (event) => {
    const end = place(event);
    if (anchor >= 0 && Math.abs(end - anchor) > 6) show(timeAt(Math.min(anchor, end)), timeAt(Math.max(anchor, end)));
    anchor = -1;
    redraw();
  });
  canvas.addEventListener('dblclick', reset);
  const keys = { '+': () => zoom(0.5), '=': () => zoom(0.5), '-': () => zoom(2), ArrowLeft: () => pan(-0.25), ArrowRight: () => pan(0.25), '0': reset, Escape: reset };
  canvas.addEventListener('keydown', (event) => { const act = keys[event.key]; if (act) { event.preventDefault(); act(); } });
  const acts = { in: () => zoom(0.5), out: () => zoom(2), back: () => pan(-0.5), on: () => pan(0.5), all: reset };
  for (const button of document.querySelectorAll('[data-zoom]')) button.addEventListener('click', () => acts[button.dataset.zoom]());
  window.addEventListener('resize', redraw);
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  window.addEventListener('afterprint', redraw);
  box.classList.add('live');
  draw();
  say();
  performance.measure('first drawing', 'zoom starts');
  window.assayZoom = { range: () => [from, to], full: () => [first, last] };
})();
`;
