// Uses the pages in a directory as a reader does, in Debian's chromium, and fails if
// anything is not as it should be. Pictures of what was seen are left beside the pages.
import {createRequire} from 'node:module';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

const {chromium} = createRequire(process.env.DRIVER + '/')('playwright-core');
const dir = process.argv[2];
let failed = 0, checks = 0;
function want(what, ok, got = '') {
  checks++;
  if (!ok) {
    failed++;
    console.error(`FAILED: ${what}${got === '' ? '' : ': got ' + JSON.stringify(got)}`);
  }
}

const browser = await chromium.launch({executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox']});

// visit opens a page, and wants a quiet console and no request but the page's own.
async function visit(name, options, use) {
  const {hash = '', ...context} = options;
  const c = await browser.newContext({viewport: {width: 1280, height: 900}, ...context});
  const page = await c.newPage();
  const label = `${name} ${JSON.stringify(options)}`;
  page.on('console', m => want(`${label}: a quiet console`, false, m.text()));
  page.on('pageerror', e => want(`${label}: no error of the script`, false, e.message));
  page.on('request', r => want(`${label}: nothing is loaded`, r.url().startsWith('file:') && r.isNavigationRequest() || r.url().startsWith('data:'), r.url()));
  const began = Date.now();
  await page.goto(pathToFileURL(join(dir, name + '.html')).href + hash);
  if (context.javaScriptEnabled !== false) await page.waitForSelector('html[data-ready]', {state: 'attached', timeout: 20000});
  try {
    await use(page, Date.now() - began);
  } catch (e) {
    want(`${label}: the test ends`, false, e.message);
  }
  await c.close();
}
const picture = (page, name, fullPage = false) => page.screenshot({path: join(dir, name + '.png'), fullPage});
const sideways = page => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

// shownBytes returns of each packet that is open how many bytes its grids show and leave out.
const shownBytes = page => page.evaluate(() => [...document.querySelectorAll('details.packet')].map(d => {
  const grids = [...d.querySelectorAll('.hex')].map(g => {
    const seen = g.querySelector('.rows').querySelectorAll('.hx .b');
    let n = 0;
    for (const b of seen) n += +b.dataset.l;
    for (const c of g.querySelectorAll('.cutrow')) n += parseInt(c.textContent.replace(/\D/g, ''), 10);
    return n;
  });
  const none = d.querySelector('.bytes .none');
  const size = /([\d,]+) bytes?/.exec(d.querySelector('.meta').textContent);
  return {id: d.id, open: d.open, grids, none: !!none, size: size ? +size[1].replace(/,/g, '') : 0, fields: d.querySelectorAll('.field').length};
}));

async function everyPacketOpens(name, page) {
  await page.click('#open-all-button');
  await page.waitForFunction(() => [...document.querySelectorAll('details.packet')].every(d => d.querySelector('.bytes').dataset.done), null, {timeout: 60000});
  const all = await shownBytes(page);
  want(`${name}: there are packets`, all.length > 10, all.length);
  for (const p of all) {
    const right = p.open && (p.none || p.grids.length > 0 && p.grids.every(n => n === p.size) && p.fields > 0);
    want(`${name}: ${p.id} opens, with all its bytes`, right, p);
  }
}

const names = readdirSync(dir).filter(f => f.endsWith('.html')).map(f => f.slice(0, -5));
want('there are pages', ['short', 'rekey', 'secrets', 'long'].every(n => names.includes(n)), names);

// Every packet opens, in both schemes and on a phone, and nothing is wider than the window.
for (const name of ['short', 'rekey', 'secrets']) {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1280, 390]) {
      if (name === 'rekey' && (colorScheme === 'light') !== (width === 1280)) continue; // it is long
      await visit(name, {colorScheme, viewport: {width, height: 844}}, async page => {
        want(`${name}, ${width}: no scrolling sideways`, await sideways(page) <= 0, await sideways(page));
        await picture(page, `${name}-${colorScheme}-${width}`);
        await everyPacketOpens(name, page);
        await page.click('#annotate-button');
        want(`${name}, ${width}, all open: no scrolling sideways`, await sideways(page) <= 0, await sideways(page));
        if (name === 'short') await picture(page, `${name}-${colorScheme}-${width}-open`, true);
        want(`${name}, ${colorScheme}: text can be read`, (await faint(page)).length === 0, await faint(page));
      });
    }
  }
}

// faint finds text whose contrast with what is behind it is less than WCAG asks for (AA).
function faint(page) {
  return page.evaluate(() => {
    const ctx = Object.assign(document.createElement('canvas'), {width: 1, height: 1}).getContext('2d', {willReadFrequently: true});
    const cache = new Map();
    const rgba = css => {
      if (!cache.has(css)) {
        ctx.clearRect(0, 0, 1, 1);
        ctx.fillStyle = css;
        ctx.fillRect(0, 0, 1, 1);
        cache.set(css, [...ctx.getImageData(0, 0, 1, 1).data]);
      }
      return cache.get(css);
    };
    const lum = c => c.slice(0, 3).map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
    const bad = new Map();
    for (const e of document.querySelectorAll('body *')) {
      if (e.closest('svg, script, style, noscript') || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !e.getClientRects().length) continue;
      let back = e;
      while (back && rgba(getComputedStyle(back).backgroundColor)[3] < 255) back = back.parentElement;
      const a = lum(rgba(getComputedStyle(e).color)), b = lum(rgba(getComputedStyle(back || document.body).backgroundColor));
      const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
      if (ratio < 4.5) bad.set(`${e.tagName}.${e.className}`, Math.round(100 * ratio) / 100);
    }
    return [...bad].slice(0, 8);
  });
}

// Keys.
await visit('short', {}, async page => {
  const focused = () => page.evaluate(() => document.activeElement.closest('details.packet')?.id || '');
  const is = (id, what) => page.evaluate(([id, what]) => { const d = document.getElementById(id); return what === 'open' ? d.open : d.classList.contains(what); }, [id, what]);
  await page.keyboard.press('j');
  const first = await focused();
  await page.keyboard.press('j');
  const second = await focused();
  want('j goes to the next packet', first !== '' && second !== '' && first !== second, [first, second]);
  await page.keyboard.press('k');
  want('k goes back', await focused() === first, await focused());
  await page.keyboard.press('o');
  want('o opens', await is(first, 'open'));
  await page.keyboard.press('a');
  want('a annotates', await is(first, 'annotated'));
  await page.keyboard.press('Escape');
  want('Esc closes', !await is(first, 'open'));
  await page.keyboard.press('Enter');
  want('Enter opens', await is(first, 'open'));
  await page.keyboard.press('Enter');
  want('Enter closes', !await is(first, 'open'));
  for (let i = 0; i < 200; i++) await page.keyboard.press('j');
  want('j ends at the last packet', await focused() === await page.evaluate(() => [...document.querySelectorAll('details.packet')].pop().id), await focused());
  await page.keyboard.press('o');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  want('Tab reaches fields', await page.evaluate(() => document.activeElement.className === 'field'));
  await page.keyboard.press('Enter');
  want('Enter on a field marks its bytes', await page.locator('.b.on').count() > 0);
  await page.keyboard.press('Escape');
  want('Esc takes the mark away', await page.locator('.b.on').count() === 0);
});

// A byte finds its name, a name its bytes, a value its source, and a source its values.
await visit('short', {}, async page => {
  const reply = await page.evaluate(() => [...document.querySelectorAll('details.packet')].find(d => /KEX_\w+_REPLY/.test(d.textContent)).id);
  await page.click(`#${reply} > summary`);
  await page.locator(`#${reply} .hx .b`).nth(2).click();
  want('a byte finds its name', await page.locator(`#${reply} .field.on .fname`).first().textContent() === 'message number', await page.locator(`#${reply} .field.on`).allTextContents());
  want('and says it aloud', /message number: 31/.test(await page.textContent('#status')), await page.textContent('#status'));
  await page.locator(`#${reply} .field:has(> .fname:text-is("K_S"))`).first().click();
  const lit = () => page.evaluate(id => { let n = 0; for (const b of document.querySelectorAll(`#${id} .hx .b.on`)) n += +b.dataset.l; return n; }, reply);
  want('a name finds its bytes', await lit() === 55, await lit());
  want('and what was made of them', await page.locator('#s8 a.on').count() === 1, await page.locator('#s8 a.on').allTextContents());
  await page.keyboard.press('Escape');
  const source = page.locator('#s8 tr', {hasText: 'the server\'s ephemeral public key'}).locator('a[data-bytes]');
  const [n, off, len] = (await source.getAttribute('data-bytes')).split(':').map(Number);
  want('the source of Q_S is the reply', `p${n}` === reply, n);
  await source.hover();
  want('hovering a value marks its source', await lit() === len, [await lit(), len]);
  await source.click();
  want('a click goes there', await page.evaluate(() => location.hash) === `#p${n}/${off}+${len}`, await page.evaluate(() => location.hash));
  want('and opens it', await page.locator(`#p${n}[open]`).count() === 1);
  await page.locator('#s8 h2').hover();
  want('and the mark stays', await lit() === len, await lit());
  await picture(page, 'source');
});

// Addresses.
await visit('short', {hash: '#p6/annotated'}, async page => {
  want('#p6/annotated opens and annotates', await page.locator('#p6[open].annotated .fbytes').first().isVisible());
  const top = await page.evaluate(() => document.getElementById('p6').getBoundingClientRect().top);
  want('and is in view', top > -50 && top < 500, top);
  await picture(page, 'annotated');
});
await visit('short', {hash: '#p6'}, async page => want('#p6 opens', await page.locator('#p6[open]').count() === 1));
await visit('long', {hash: '#p1500'}, async page => want('#p1500 opens, in a list that is closed', await page.locator('#p1500 .hex').first().isVisible()));
await visit('short', {hash: '#open-all'}, async page => {
  await page.waitForFunction(() => [...document.querySelectorAll('details.packet')].every(d => d.open));
  await page.click('#close-all-button');
  want('close all closes', await page.locator('details.packet[open]').count() === 0);
});

// The switch of colours outdoes the system.
await visit('short', {colorScheme: 'light'}, async page => {
  const back = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await back();
  await page.selectOption('#theme', 'dark');
  const dark = await back();
  want('the switch changes the colours', light !== dark, [light, dark]);
  await page.reload();
  want('and is remembered', await back() === dark, await back());
});

// Paper.
await visit('short', {}, async page => {
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  want('everything is open on paper', await page.locator('details:not([open])').count() === 0);
  const pdf = await page.pdf({path: join(dir, 'short.pdf'), format: 'A4'});
  want('it prints', pdf.length > 50000, pdf.length);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  want('and closes again', await page.locator('details.packet[open]').count() === 0);
});

// Without scripts.
await visit('short', {javaScriptEnabled: false}, async page => {
  want('the tables are there without scripts', await page.locator('#s8 table').isVisible() && await page.locator('#s11 .letter').count() === 6);
  want('and the page says what is missing', await page.locator('noscript').count() === 1);
});

// Two thousand packets.
await visit('long', {}, async (page, took) => {
  want('2,000 packets are there at once', took < 8000, took);
  want('2,000 packets', await page.locator('details.packet').count() >= 1990);
  await page.evaluate(() => { document.querySelector('details.many').open = true; });
  let began = Date.now();
  for (let i = 0; i < 30; i++) await page.keyboard.press('j');
  want('j is quick', Date.now() - began < 9000, Date.now() - began);
  began = Date.now();
  await everyPacketOpens('long', page);
  console.log(`2,000 packets: there after ${took} ms, all open after ${Date.now() - began} ms`);
  want('all open in time', Date.now() - began < 60000, Date.now() - began);
});

await browser.close();
console.log(`${checks} checks, ${failed} failed`);
process.exit(failed ? 1 : 0);
