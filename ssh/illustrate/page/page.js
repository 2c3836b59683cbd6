// The script of the Illustrated SSH Connection. It shows the bytes of a packet when the
// packet is opened, from the data at the end of the page. Whatever comes from a peer gets
// into the page as text only.
'use strict';
(() => {
const data = JSON.parse(document.getElementById('data').textContent);
const text = n => data.strings[n];
const packets = [...document.querySelectorAll('details.packet')];
const status = document.getElementById('status');
const phone = matchMedia('(max-width: 46rem)');

// el makes an element with a class, text and children.
function el(tag, cls, content, ...children) {
  const e = document.createElement(tag);
  if (cls) e.className = cls;
  if (content !== undefined) e.textContent = content;
  e.append(...children);
  return e;
}

// Spans are tuples: see pageData in pagedata.go. They tile their bytes, so that offsets follow.
function unpack(list, off, depth, all) {
  return list.map(t => {
    const s = {off, len: t[0], name: text(t[1]), type: text(t[2]), value: text(t[3]), source: text(t[4]), note: text(t[5]), kind: text(t[6]), depth, index: all.length};
    all.push(s);
    s.inner = t[7] ? unpack(t[7], off, depth + 1, all) : [];
    off += s.len;
    return s;
  });
}

// hexOf returns the two digits of the byte at an offset, or '' where the page leaves it out.
function hexOf(run, at) {
  let gone = 0;
  for (const [off, len] of run.x || []) {
    if (at >= off + len) gone += len;
    else if (at >= off) return '';
  }
  return run.h.substr(2 * (at - gone), 2);
}

const masked = (shown, at) => (shown.m || []).some(([off, len]) => at >= off && at < off + len);
const printable = h => { const c = parseInt(h, 16); return c > 0x20 && c < 0x7f ? String.fromCharCode(c) : '·'; };
const number = n => n.toLocaleString('en-US');

// grid shows bytes in rows. Pieces end where a span does, also one of the other form.
function grid(title, run, leaves, edges, shown, isClear) {
  const cols = phone.matches ? 8 : 16;
  const box = el('div', 'hex');
  box.append(el('h4', '', title));
  const rows = el('div', 'rows');
  const total = leaves.length ? leaves[leaves.length - 1].off + leaves[leaves.length - 1].len : 0;
  let leaf = 0, at = 0;
  while (at < total) {
    const cut = (run.x || []).find(([off, len]) => at >= off && at < off + len);
    if (cut) {
      rows.append(el('div', 'cutrow', `… ${number(cut[0] + cut[1] - at)} bytes of this field are not in this page …`));
      at = cut[0] + cut[1];
      continue;
    }
    let end = Math.min(at - at % cols + cols, total);
    for (const [off] of run.x || []) if (off > at && off < end) end = off;
    const row = el('div', 'line');
    row.append(el('span', 'off', at.toString(16).padStart(4, '0')));
    const hx = el('span', 'hx'), tx = el('span', 'tx');
    for (let p = at; p < end;) {
      while (leaf < leaves.length - 1 && p >= leaves[leaf].off + leaves[leaf].len) leaf++;
      const s = leaves[leaf];
      let stop = Math.min(end, s.off + s.len);
      for (const e of edges) if (e > p && e < stop) stop = e;
      let h = '', t = '';
      for (let i = p; i < stop; i++) {
        const hidden = isClear && masked(shown, i), b = hexOf(run, i);
        h += (i > p ? ' ' : '') + (hidden ? '••' : b);
        t += hidden ? '•' : printable(b);
      }
      for (const [into, str] of [[hx, h], [tx, t]]) {
        const b = el('span', `b k-${s.kind}${leaf % 2 ? ' odd' : ''}`, str);
        b.dataset.o = p;
        b.dataset.l = stop - p;
        into.append(b);
      }
      p = stop;
    }
    row.append(hx, tx);
    rows.append(row);
    at = end;
  }
  box.append(rows);
  return box;
}

const kinds = {random: '⚄ random', data: '≡ data', encrypted: '▣ encrypted', tag: '⚖ tag', unknown: '? unknown'};

// tree lists spans by name, those inside of others further to the right.
function tree(spans, run, shown, isClear) {
  const list = el('ol', 'tree');
  for (const s of spans) {
    const item = el('li', s.inner.length ? 'has' : 'leaf');
    const b = el('button', 'field');
    b.type = 'button';
    b.dataset.o = s.off;
    b.dataset.l = s.len;
    b.append(el('span', 'fname', s.name));
    const hidden = isClear && masked(shown, s.off);
    if (hidden) b.append(' ', el('span', 'fvalue', `${number(s.len)} bytes, masked: what users sent is not in this page`));
    else if (s.value) b.append(' ', el('span', 'fvalue', s.value));
    b.append(' ', el('span', 'fmeta', [`${s.off}+${s.len}`, s.type, kinds[s.kind], s.source].filter(Boolean).join(' · ')));
    if (!s.inner.length) {
      let h = '';
      for (let i = s.off; i < s.off + Math.min(s.len, 24); i++) h += hidden ? '••' : hexOf(run, i);
      b.append(el('code', 'fbytes', h.replace(/(.{8})(?=.)/g, '$1 ') + (s.len > 24 ? ' …' : '')));
    }
    if (s.note) b.append(el('span', 'fnote', s.note));
    item.append(b);
    if (s.inner.length) item.append(tree(s.inner, run, shown, isClear));
    list.append(item);
  }
  return list;
}

const leavesOf = all => all.filter(s => !s.inner.length);
const edgesOf = leaves => leaves.map(s => s.off + s.len);

// render fills in a packet that is open.
function render(d) {
  const body = d.querySelector('.bytes');
  if (body.dataset.done) return;
  body.dataset.done = 'yes';
  const shown = data.packets[d.dataset.n];
  if (!shown || !shown.c && !shown.w) {
    body.replaceChildren(el('p', 'none', 'Its bytes are not in this page; the line above says why.'));
    return;
  }
  const parts = [];
  const clear = [], wire = [];
  const clearTree = shown.c ? unpack(shown.c.s, 0, 0, clear) : [];
  const wireTree = shown.w ? unpack(shown.w.s, 0, 0, wire) : [];
  const tools = el('p', 'packet-tools');
  const note = el('button', 'annotate', 'annotate every byte');
  note.type = 'button';
  note.setAttribute('aria-pressed', String(d.classList.contains('annotated')));
  const link = el('a', '', 'link to this');
  link.href = `#p${d.dataset.n}/annotated`;
  tools.append(note, ' ', link);
  parts.push(tools);
  if (shown.w) {
    parts.push(el('div', 'pair', undefined, grid('▣ as it was sent', shown.w, leavesOf(wire), shown.c && !shown.z ? edgesOf(leavesOf(clear)) : [], shown, false), tree(wireTree, shown.w, shown, false)));
  }
  if (shown.c) {
    const leaves = leavesOf(clear);
    const how = shown.z ? '□ the same, decrypted, and its payload decompressed' : '□ the same, decrypted';
    const title = shown.w ? how : '□ as it was sent, in clear';
    parts.push(el('div', 'pair', undefined, grid(title, shown.c, leaves, [], shown, true), tree(clearTree, shown.c, shown, true)));
  }
  body.replaceChildren(...parts);
  d.spans = clear.length ? clear : wire;
}

// Where values of the page come from: the elements for each record.
const sources = new Map();
for (const e of document.querySelectorAll('[data-bytes]')) {
  const [n, off, len] = e.dataset.bytes.split(':').map(Number);
  if (!sources.has(n)) sources.set(n, []);
  sources.get(n).push({e, off, len});
}
const overlap = (o, l, off, len) => o < off + len && off < o + l;

let lit = [];
function unlight() {
  for (const e of lit) e.classList.remove('on');
  lit = [];
}
function light(e) {
  e.classList.add('on');
  lit.push(e);
}

// lightUp marks bytes of a packet, what names them, and what was made of them.
function lightUp(d, off, len) {
  unlight();
  light(d);
  for (const b of d.querySelectorAll('.b')) if (overlap(+b.dataset.o, +b.dataset.l, off, len)) light(b);
  for (const f of d.querySelectorAll('.field')) if (+f.dataset.o === off && +f.dataset.l === len) light(f);
  for (const s of sources.get(+d.dataset.n) || []) if (s.len && overlap(s.off, s.len, off, len)) light(s.e);
}

// choose is lightUp for a click, which stays and says what it is.
let chosen = null;
function choose(d, off, len, from) {
  lightUp(d, off, len);
  chosen = {d, off, len};
  const s = (d.spans || []).filter(s => s.off === off && s.len === len).pop();
  status.textContent = s ? `${s.name}${s.value ? ': ' + s.value : ''} (bytes ${off} to ${off + len - 1})` : `bytes ${off} to ${off + len - 1}`;
  const target = from === 'byte' ? d.querySelector('.field.on') : d.querySelector('.b.on');
  if (target) target.scrollIntoView({block: 'nearest'});
}
function forget() {
  unlight();
  chosen = null;
  status.textContent = '';
}

// open opens a packet, and what it stands in.
function open(d) {
  for (let e = d; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true;
  render(d);
}
function annotate(d, on) {
  d.classList.toggle('annotated', on);
  const b = d.querySelector('button.annotate');
  if (b) b.setAttribute('aria-pressed', String(on));
}

// follow goes where the address says: #p12, #p12/annotated, #p12/45+32, #open-all.
function follow() {
  const hash = location.hash;
  if (hash === '#open-all') return openAll(true);
  const m = /^#p(\d+)(?:\/(annotated|(\d+)\+(\d+)))?$/.exec(hash);
  const d = m && document.getElementById('p' + m[1]);
  if (!d) return;
  open(d);
  current = d;
  if (m[2] === 'annotated') annotate(d, true);
  d.scrollIntoView({block: 'start'});
  if (m[3] !== undefined) {
    choose(d, +m[3], +m[4], 'link');
    const b = d.querySelector('.b.on');
    if (b) b.scrollIntoView({block: 'center'});
  }
  d.querySelector('summary').focus({preventScroll: true});
}

function openAll(on) {
  for (const d of document.querySelectorAll('main details, header details')) d.open = on;
  if (!on) forget();
}

let current = null;
function step(by) {
  const seen = packets.filter(d => d.offsetParent !== null || d.checkVisibility?.());
  if (!seen.length) return;
  let i = seen.indexOf(current);
  if (i < 0) {
    i = seen.findIndex(d => d.getBoundingClientRect().bottom > 0);
    if (i < 0) i = seen.length - 1;
    if (by < 0) i = Math.max(i - 1, 0);
  } else i = Math.min(Math.max(i + by, 0), seen.length - 1);
  current = seen[i];
  const s = current.querySelector('summary');
  s.focus({preventScroll: true});
  s.scrollIntoView({block: 'nearest'});
}

document.addEventListener('toggle', e => {
  if (e.target.open && e.target.matches?.('details.packet')) render(e.target);
}, true);

document.addEventListener('click', e => {
  const t = e.target.closest('.b, .field, button, [data-bytes]');
  if (!t) return;
  const d = t.closest('details.packet');
  if (t.matches('.b') && d) {
    // The span inside of which nothing smaller is: the name of this byte.
    const at = +t.dataset.o;
    const s = (d.spans || []).filter(s => !s.inner.length && at >= s.off && at < s.off + s.len).pop();
    choose(d, s ? s.off : at, s ? s.len : +t.dataset.l, 'byte');
  } else if (t.matches('.field') && d) choose(d, +t.dataset.o, +t.dataset.l, 'field');
  else if (t.matches('button.annotate') && d) annotate(d, !d.classList.contains('annotated'));
  else if (t.id === 'open-all-button') openAll(true);
  else if (t.id === 'close-all-button') openAll(false);
  else if (t.id === 'annotate-button') {
    const on = t.getAttribute('aria-pressed') !== 'true';
    t.setAttribute('aria-pressed', String(on));
    for (const p of packets) annotate(p, on);
  } else if (t.dataset.bytes && location.hash === t.getAttribute('href')) { // no hashchange
    e.preventDefault();
    follow();
  }
});

// Hovering shows the same for as long as it lasts.
document.addEventListener('mouseover', e => {
  const t = e.target.closest?.('.b, .field, [data-bytes]');
  if (!t) return;
  const d = t.closest('details.packet');
  if (t.dataset.bytes) {
    const [n, off, len] = t.dataset.bytes.split(':').map(Number);
    const source = document.getElementById('p' + n);
    if (source) lightUp(source, off, len || Infinity);
  } else if (d) lightUp(d, +t.dataset.o, +t.dataset.l);
});
document.addEventListener('mouseout', e => {
  if (!e.target.closest?.('.b, .field, [data-bytes]')) return;
  if (chosen) lightUp(chosen.d, chosen.off, chosen.len);
  else unlight();
});

document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)) return;
  const here = e.target.closest?.('details.packet') || current;
  switch (e.key) {
  case 'j': step(1); break;
  case 'k': step(-1); break;
  case 'o': if (here) { here.open = !here.open; if (here.open) render(here); } break;
  case 'a': if (here) { open(here); annotate(here, !here.classList.contains('annotated')); } break;
  case 'Enter':
    if (!here || e.target !== document.body) return; // a summary, button or link does what it does
    here.open = !here.open;
    break;
  case 'Escape':
    if (chosen) forget();
    else if (here) { here.open = false; here.querySelector('summary').focus(); }
    break;
  default: return;
  }
  e.preventDefault();
});
document.addEventListener('focusin', e => { current = e.target.closest?.('details.packet') || current; });

// On paper everything is open, and what was closed closes again.
let closed = [];
addEventListener('beforeprint', () => {
  const more = [...document.querySelectorAll('details:not([open])')];
  closed.push(...more);
  for (const d of more) d.open = true;
  for (const d of packets) { render(d); }
});
addEventListener('afterprint', () => { for (const d of closed) d.open = false; closed = []; });

// A turned phone has room for other rows.
phone.addEventListener('change', () => {
  for (const d of packets) {
    delete d.querySelector('.bytes').dataset.done;
    if (d.open) render(d);
  }
});

const theme = document.getElementById('theme');
function paint(name) {
  if (name) document.documentElement.dataset.theme = name;
  else delete document.documentElement.dataset.theme;
}
try { theme.value = localStorage.getItem('glassh-theme') || ''; } catch { /* files may have no storage */ }
paint(theme.value);
theme.addEventListener('change', () => {
  paint(theme.value);
  try { localStorage.setItem('glassh-theme', theme.value); } catch { /* as above */ }
});

addEventListener('hashchange', follow);
for (const d of packets) if (d.open) render(d);
follow();
document.documentElement.dataset.ready = 'yes';
})();
