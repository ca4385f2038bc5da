import { Gone, at, element, get, here, post } from './service.js';
import { showHeader } from './header.js';
import { press, showHelp } from './keys.js';
import * as picture from './picture.js';
import * as overview from './overview.js';

const [beat, aheadPictures, fewClasses] = [2000, 2, 12];
let state, view = 'open', list = [], place = 0, item = null;
let [isBusy, isThere, isEnded] = [false, false, false];
let marks = new Map(), guess = null, isTogether = false;
const kinds = new Map();

const say = (text, isBad = false) => { at('told').textContent = text; at('told').classList.toggle('bad', isBad); };
const isDone = kind => kind === 'labels' || kind === 'none' || kind === 'unknown';
const key = text => element('kbd', '', text);

function fail(error) {
  if (error instanceof Gone) isEnded = true;
  say(error.message, true);
}

// One thing at a time; what is pressed meanwhile counts for nothing, since nobody has seen what it would be about.
async function only(work) {
  if (isBusy || isEnded) return;
  isBusy = true;
  document.body.dataset.busy = 'true';
  try { await work(); } catch (error) { fail(error); }
  isBusy = false;
  document.body.dataset.busy = 'false';
}

function keepKinds(items) {
  for (const one of items) kinds.set(one.index, one.kind);
  overview.keep(items);
}

const showState = () => showHeader(state, view, name => only(() => choose(name)));

async function choose(name, staysAt = null) {
  view = name;
  list = await get(`api/view/${name}`);
  place = staysAt === null ? 0 : list.indexOf(staysAt);
  if (place < 0) { list.unshift(staysAt); place = 0; }
  showState();
  if (!at('overview').hidden) return overview.present(list, place, openAt);
  await go(place);
}

async function go(to) {
  place = to;
  if (place >= list.length) return finish();
  const index = list[place];
  [item, guess, isTogether, isThere] = [await get(`api/item/${index}`), null, false, false];
  kinds.set(index, item.answer.kind);
  begin();
  showItem();
  await picture.show(index, item.file);
  isThere = true;
  picture.prepare(list.slice(place + 1, place + 1 + aheadPictures));
}

function finish() {
  item = null;
  picture.clear();
  at('panel').hidden = true;
  at('empty').hidden = false;
  at('empty').textContent = view === 'open' ? 'Nothing is left to label.' : 'There is nothing here.';
}

// How a set of labels is before anything is chosen: as answered, or with nothing on it.
function begin() {
  const { kind, labels, absent } = item.answer;
  marks = new Map(state.classes.map(({ name }) => [name, labels.includes(name) ? 'there' : isDone(kind) && kind !== 'unknown' && !absent.includes(name) ? 'unknown' : 'absent']));
}

function textOf({ kind, labels, absent }) {
  if (kind === 'none') return 'none';
  if (kind === 'unknown') return 'cannot tell';
  if (kind !== 'labels') return 'open';
  return labels.length ? labels.join(', ') : `not ${absent.join(', ')}`;
}

function showItem() {
  at('panel').hidden = false;
  at('empty').hidden = true;
  at('file').textContent = item.file;
  const { kind } = item.answer;
  const when = item.when ? ` on ${new Date(item.when).toLocaleString()}` : '';
  const whys = { Unsure: 'Asked early: the model is unsure of it.', Typical: 'Asked early: it stands for many others.', NewClass: 'Asked early: it may be of a new class.' };
  at('now').textContent = isDone(kind) ? `Says ${textOf(item.answer)}${item.who ? `, by ${item.who}${when}` : ', as the data do'}.`
    : kind === 'skip' ? 'Put off before.' : whys[item.why] ?? 'Not labelled yet.';
  showDoubts();
  at('guess').hidden = !state.hasModel;
  at('guess-show').hidden = false;
  at('guess-said').hidden = true;
  at('confirm').hidden = !state.several && kind !== 'labels';
  at('confirm').replaceChildren(state.several ? 'Confirm ' : `Keep ${textOf(item.answer)} `, key('Enter'));
  at('later').hidden = isDone(kind);
  at('how').textContent = !state.classes.length ? 'There are no classes yet: add the first one.'
    : state.several ? 'Choose all that apply; Shift with a key says that it is unknown.' : '';
  at('back').disabled = place === 0;
  at('on').disabled = place >= list.length - 1;
  showClasses();
  showAlike();
}

function showDoubts() {
  const said = item.isSettled ? [] : item.suspects.map(x => x.label
    ? `${x.label} is said to be ${x.given}; it is probably ${x.suggested}.` : `It is said to be ${x.given}; it is probably ${x.suggested}${x.probability ? ` (wrong with probability ${x.probability})` : ''}.`);
  if (item.edited) said.push(`Somebody else’s edit says ${textOf(item.edited)}. Answer to settle it.`);
  at('doubts').hidden = !said.length;
  at('doubts').replaceChildren(...said.map(x => element('p', '', x)));
}

function showClasses() {
  const wanted = at('find').value.trim().toLowerCase();
  const focused = document.activeElement?.dataset.name;
  at('filter').hidden = state.classes.length <= fewClasses;
  at('classes').replaceChildren(...state.classes.filter(x => !wanted || x.name.toLowerCase().includes(wanted)).map(({ name, key: letter }) => {
    const button = element('button', 'button');
    button.type = 'button';
    button.dataset.name = name;
    if (letter) button.append(key(letter));
    button.append(element('span', '', name));
    const mark = marks.get(name) ?? 'absent';
    if (state.several) {
      button.setAttribute('aria-pressed', mark === 'unknown' ? 'mixed' : mark === 'there');
      button.classList.toggle('unknown', mark === 'unknown');
    }
    button.classList.toggle('there', state.several ? mark === 'there' : item.answer.labels.includes(name));
    button.classList.toggle('guessed', guess?.labels.includes(name) ?? false);
    button.addEventListener('click', event => {
      if (event.detail) at('stage').focus({ preventScroll: true });
      pick(name, event.shiftKey);
    });
    return button;
  }));
  // Whoever stood on one stands there again.
  if (focused !== undefined) [...at('classes').children].find(x => x.dataset.name === focused)?.focus({ preventScroll: true });
}

function showAlike() {
  at('alike').hidden = !item.alike.length;
  at('together').setAttribute('aria-pressed', isTogether);
  at('together').firstChild.textContent = `Answer all ${item.alike.length + 1} together `;
  at('alike-images').replaceChildren(...item.alike.slice(0, 12).map(one => {
    const node = element('li');
    const image = element('img');
    image.src = `api/small/${one.index}`;
    image.alt = one.file;
    node.append(image, element('span', '', one.kind === 'skip' ? 'later' : one.text));
    return node;
  }));
}

function pick(name, asUnknown) {
  if (!item || !isThere) return;
  if (!state.several) return answer('labels', [name]);
  const before = marks.get(name) ?? 'absent';
  marks.set(name, asUnknown ? (before === 'unknown' ? 'absent' : 'unknown') : before === 'there' ? 'absent' : 'there');
  showClasses();
}

function confirm() {
  if (!item || !isThere) return;
  if (!state.several) {
    if (item.answer.kind === 'labels') return answer('labels', item.answer.labels);
    if (guess?.labels.length === 1 && state.classes.some(x => x.name === guess.labels[0])) return answer('labels', guess.labels);
    return say('Nothing is chosen yet: press a class’s key.');
  }
  const of = mark => [...marks].filter(x => x[1] === mark).map(x => x[0]);
  if (!of('there').length && !of('unknown').length) return say('Nothing is chosen: 0 says none of them, u that you cannot tell.');
  return answer('labels', of('there'), of('absent'));
}

function answer(kind, labels = [], absent = []) {
  if (!item || !isThere) return;
  return only(async () => {
    const items = [item, ...(isTogether ? item.alike : [])].map(({ index, version }) => ({ index, version }));
    const { status, body } = await post('api/answer', { items, kind, labels, absent, window: here });
    keepKinds(body.items);
    state.progress = body.progress;
    if (status === 409) {
      const mine = body.items.find(x => x.index === item.index);
      await go(place);
      showState();
      return say(`${body.detail} It says ${mine?.text ?? 'something else'} now; answer again to change it.`, true);
    }
    say(items.length > 1 ? `${items.length} pictures: ${body.items[0].text}.` : `${item.file}: ${body.items[0].kind === 'skip' ? 'later' : body.items[0].text}.`);
    showState();
    await next();
  });
}

// In a list of what is open, what was answered meanwhile is passed over.
async function next() {
  let to = place + 1;
  if (view !== 'done' && view !== 'all') while (to < list.length && view === 'open' && isDone(kinds.get(list[to]))) to++;
  if (to < list.length) return go(to);
  if (view === 'done' || view === 'all') return say('That was the last one here.');
  list = await get(`api/view/${view}`);
  return go(0);
}

const undo = () => only(async () => {
  const { status, body } = await post('api/undo', { window: here });
  if (status === 204) return say('There is nothing of this window to undo.');
  keepKinds(body.items);
  state.progress = body.progress;
  const [first] = body.items;
  let to = list.indexOf(first.index);
  if (to < 0) { list.splice(place, 0, first.index); to = place; }
  showState();
  await go(to);
  say(status === 409 ? body.detail : `Taken back: ${first.file} is ${first.kind === 'skip' ? 'put off' : first.text} again.`, status === 409);
});

const showGuess = () => only(async () => {
  if (!item || !state.hasModel) return;
  guess = await get(`api/guess/${item.index}`);
  const text = !guess ? 'It has not looked at this one yet.'
    : `${guess.labels.join(', ') || 'none of them'}${guess.probability === null ? '' : ` (${Math.round(100 * guess.probability)} %)`}${guess.isKnown ? '' : '; but this is not the kind of picture it knows'}`;
  at('guess-said').replaceChildren(element('strong', '', 'The model’s guess: '), text);
  at('guess-said').hidden = false;
  at('guess-show').hidden = true;
  if (!state.several && guess?.labels.length === 1 && item.answer.kind !== 'labels') {
    at('confirm').hidden = false;
    at('confirm').replaceChildren(`Take ${guess.labels[0]} `, key('Enter'));
  }
  showClasses();
});

const step = by => only(async () => { if (place + by >= 0 && place + by < list.length) { say(''); await go(place + by); } });

function together() {
  if (!item?.alike.length) return;
  isTogether = !isTogether;
  at('together').setAttribute('aria-pressed', isTogether);
  say(isTogether ? `The next answer is for all ${item.alike.length + 1} pictures that look the same.` : '');
}

function openAt(to) {
  closeOverview();
  only(() => go(to));
}

function closeOverview() {
  at('overview').hidden = true;
  at('work').hidden = false;
  at('overview-open').setAttribute('aria-expanded', 'false');
  at('stage').focus({ preventScroll: true });
}

const toggleOverview = () => {
  if (!at('overview').hidden) { closeOverview(); return only(() => go(place)); }
  return only(async () => {
    at('work').hidden = true;
    at('overview').hidden = false;
    at('overview-open').setAttribute('aria-expanded', 'true');
    overview.present(list, place, openAt);
  });
};

const hands = {
  classes: () => state?.classes ?? [],
  pick, confirm, step, toggleOverview, move: picture.move,
  commands: {
    0: () => answer('none'), u: () => answer('unknown'), '?': () => answer('unknown'),
    s: () => { if (item && !isDone(item.answer.kind)) answer('skip'); },
    z: undo, Backspace: undo, '+': picture.larger, '=': picture.larger, '-': picture.smaller, f: picture.fit,
    h: showGuess, d: together, n: () => at('new').focus(), '/': () => { if (!at('filter').hidden) at('find').focus(); },
  },
};

const add = event => {
  event.preventDefault();
  const name = at('new').value.trim();
  if (!name) return;
  only(async () => {
    state = (await post('api/class', { name })).body;
    at('new').value = '';
    if (item) marks.set(name, isDone(item.answer.kind) ? 'unknown' : 'absent');
    showState();
    if (item) showItem();
    at('stage').focus({ preventScroll: true });
    say(`'${name}' is a class now; its key is ${state.classes.find(x => x.name === name).key || 'none: click it'}.`);
  });
};

async function listen() {
  if (isEnded || isBusy) return;
  try {
    const before = state;
    const { state: now, items, isAll } = await get(`api/news?after=${before.version}`);
    if (isBusy) return;
    state = now;
    keepKinds(items);
    if (!isAll) kinds.clear();
    showState();
    if (now.classes.length !== before.classes.length && item) showItem();
    const changed = item && items.find(x => x.index === item.index && x.version > item.version);
    if (changed) await only(async () => {
      item = await get(`api/item/${item.index}`);
      begin();
      showItem();
      say(`This was just answered elsewhere: ${changed.text}.`);
    });
    // What to ask first is known now, or other windows have answered: the order changes, the picture stays.
    if (now.order !== before.order && view === 'open' && item) await only(async () => {
      const stays = item.index;
      list = [stays, ...(await get('api/view/open')).filter(x => x !== stays)];
      place = 0;
      showItem();
      picture.prepare(list.slice(1, 1 + aheadPictures));
    });
  } catch (error) { fail(error); }
}

addEventListener('keydown', event => press(event, hands));
const clicks = {
  undo, together, confirm, back: () => step(-1), on: () => step(1), none: () => answer('none'), unknown: () => answer('unknown'),
  later: () => answer('skip'), 'guess-show': showGuess, 'overview-open': toggleOverview, 'help-open': () => showHelp(state.several), 'help-close': () => at('help').close(),
};
for (const [id, act] of Object.entries(clicks)) at(id).addEventListener('click', event => {
  // What was clicked does not take the next Enter for itself.
  if (event.detail) event.currentTarget.blur();
  act();
});
at('add').addEventListener('submit', add);
at('find').addEventListener('input', showClasses);
at('find').addEventListener('keydown', event => {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  const [first] = at('classes').querySelectorAll('button');
  if (!first) return;
  at('find').value = '';
  at('find').blur();
  pick(first.dataset.name, false);
  showClasses();
});
only(async () => {
  state = await get('api/state');
  await choose(state.progress.open + state.progress.skipped ? 'open' : state.suspects ? 'suspects' : 'open');
  at('stage').focus({ preventScroll: true });
}).then(() => setInterval(listen, beat));
