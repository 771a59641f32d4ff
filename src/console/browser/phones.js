/**
 * Keeps the simulated phones live. The server renders; this fetches the same markup again whenever
 * the event stream says so, and takes over only what changed: never a reply box.
 */

const CLOCK = { hour: '2-digit', minute: '2-digit' };
const RETRY_MS = 3000;

const wall = () => document.querySelector('.wall');
const phoneOf = (element) => element.closest('[data-phone]');

function tellNow() {
  const now = new Date();
  for (const time of document.querySelectorAll('.status-bar time.clock')) {
    time.dateTime = now.toISOString();
    const timeZone = phoneOf(time).dataset.zone;
    time.textContent = new Intl.DateTimeFormat('en-GB', { ...CLOCK, timeZone }).format(now);
  }
}

function tellUnread(phone, count) {
  phone.dataset.unread = String(count);
  const mark = phone.querySelector('[data-unread]');
  mark.hidden = count === 0;
  mark.textContent = `${count} new`;
}

const seen = (phone) => {
  if (Number(phone.dataset.unread ?? 0) > 0) tellUnread(phone, 0);
};

function tellTitle() {
  const unanswered = document.querySelector('#phones')?.dataset.unanswered ?? '0';
  document.title = unanswered === '0' ? 'Phones · Piket' : `(${unanswered}) Phones · Piket`;
}

/** Takes over what is new in a thread, so that the bubbles already there stay where they are. */
function takeThread(old, fresh) {
  const list = old.querySelector('ol');
  const next = [...fresh.querySelectorAll('ol > li')];
  const wanted = new Set(next.map((item) => item.dataset.id));
  for (const item of Array.from(list.children)) {
    if (!wanted.has(item.dataset.id)) item.remove();
  }
  const there = new Map([...list.children].map((item) => [item.dataset.id, item]));
  let arrived = 0;
  for (const [at, item] of next.entries()) {
    const known = there.get(item.dataset.id);
    if (known === undefined) {
      item.classList.add('is-new');
      if (item.matches('.from-piket')) arrived += 1;
      list.insertBefore(item, list.children[at] ?? null);
    }
  }
  if (arrived > 0 || list.lastElementChild?.matches('.from-person')) old.scrollTop = 0;
  return arrived;
}

function takePhone(old, fresh) {
  if (old.dataset.revision === fresh.dataset.revision) return;
  const unread = Number(old.dataset.unread ?? 0);
  const hadChip = old.querySelector('.chips').contains(document.activeElement);
  const arrived = takeThread(old.querySelector('.thread'), fresh.querySelector('.thread'));
  for (const part of ['owner', 'chips']) {
    old
      .querySelector(`[data-part=${part}]`)
      .replaceWith(fresh.querySelector(`[data-part=${part}]`));
  }
  if (hadChip) old.querySelector('.compose input').focus({ preventScroll: true });
  old.dataset.revision = fresh.dataset.revision;
  old.dataset.waiting = fresh.dataset.waiting;
  tellUnread(old, old.matches(':focus-within') ? 0 : unread + arrived);
}

/** Phones change places only while nobody points at or types into one. */
function takeWall(fresh) {
  const old = wall();
  const phones = new Map([...old.children].map((phone) => [phone.dataset.phone, phone]));
  const busy = old.matches(':hover') || old.contains(document.activeElement);
  const order = [];
  for (const next of Array.from(fresh.children)) {
    const known = phones.get(next.dataset.phone);
    phones.delete(next.dataset.phone);
    if (known !== undefined) takePhone(known, next);
    else {
      old.append(next);
      tellUnread(next, next.querySelectorAll('.from-piket').length);
    }
    order.push(known ?? next);
  }
  for (const gone of phones.values()) {
    const inUse = gone.contains(document.activeElement);
    if (!inUse && gone.querySelector('.compose input').value === '') gone.remove();
  }
  const moved = order.some((phone, at) => old.children[at] !== phone);
  if (moved && !busy) old.prepend(...order);
}

function takeTroubles(fresh) {
  const old = document.querySelector('.troubles');
  if (old.textContent !== fresh.textContent) old.replaceWith(fresh);
}

function takeQuiet(fresh) {
  const old = document.querySelector('.quiet');
  if (!old.contains(document.activeElement)) old.replaceWith(fresh);
}

function closeTryIt() {
  const tryIt = document.querySelector('.try-it');
  if (tryIt.matches(':hover, :focus-within') || wall().querySelector('.message') === null) return;
  tryIt.open = false;
  tryIt.querySelector('summary').textContent = 'Send another alert';
}

function take(markup) {
  const fresh = new DOMParser().parseFromString(markup, 'text/html').querySelector('#phones');
  if (fresh === null) return;
  takeWall(fresh.querySelector('.wall'));
  takeQuiet(fresh.querySelector('.quiet'));
  takeTroubles(fresh.querySelector('.troubles'));
  document.querySelector('#phones').dataset.unanswered = fresh.dataset.unanswered;
  closeTryIt();
  tellTitle();
}

let refreshing = false;
let again = false;

/** One fetch at a time; a change told meanwhile is fetched right after. */
async function refresh() {
  again = true;
  if (refreshing) return;
  refreshing = true;
  try {
    while (again) {
      again = false;
      const answer = await fetch(`/phones/fragment${location.search}`);
      if (answer.ok) take(await answer.text());
    }
  } catch {
    // The stream's own reconnect refreshes again.
  } finally {
    refreshing = false;
  }
}

function tellLive(state, words) {
  const live = document.querySelector('[data-live]');
  if (live.dataset.live === state) return;
  live.dataset.live = state;
  live.textContent = words;
}

function listen() {
  const stream = new EventSource('/phones/events');
  stream.addEventListener('open', () => {
    tellLive('on', 'Live');
    void refresh();
  });
  stream.addEventListener('change', () => void refresh());
  stream.addEventListener('error', () => {
    tellLive('lost', 'Reconnecting…');
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, RETRY_MS);
  });
}

async function send(form, text) {
  const phone = phoneOf(form);
  const trouble = phone.querySelector('.trouble');
  const input = phone.querySelector('.compose input');
  const typed = input.value;
  trouble.textContent = '';
  if (form.matches('.compose')) input.value = '';
  try {
    const answer = await fetch(form.action, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    await refresh();
  } catch (error) {
    trouble.textContent = error instanceof TypeError ? 'Piket does not answer.' : error.message;
    if (form.matches('.compose') && input.value === '') input.value = typed;
  }
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.matches('.chips, .compose')) return;
  event.preventDefault();
  const text = event.submitter?.value || form.elements.namedItem('text')?.value || '';
  if (text.trim() !== '') void send(form, text);
});

for (const sign of ['pointerover', 'focusin']) {
  document.addEventListener(sign, ({ target }) => {
    const phone = target instanceof Element ? phoneOf(target) : null;
    if (phone !== null) seen(phone);
  });
}

async function copy(button) {
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  button.textContent = 'Copied';
}

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('[data-copy]') : null;
  if (button !== null) void copy(button);
});

document.addEventListener('animationend', ({ target }) => target.classList.remove('is-new'));

const address = new URL(location.href);
if (address.searchParams.has('token')) {
  address.searchParams.delete('token');
  history.replaceState(null, '', address);
}
for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = navigator.clipboard === undefined;
}
tellNow();
tellTitle();
setInterval(tellNow, 10_000);
listen();
