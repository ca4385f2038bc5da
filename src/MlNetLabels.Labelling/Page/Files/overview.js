import { at, element, get } from './service.js';

// As many cells as fit on the screen, whatever the number of pictures.
const [width, height, ahead, patience, mostKnown] = [148, 184, 2, 60, 5000];
const [scroll, space] = [at('scroll'), at('space')];
const cells = new Map();
const known = new Map();
let [list, columns, active, open, timer] = [[], 1, 0, () => {}, 0];

const rows = () => Math.ceil(list.length / columns);

export function keep(items) {
  for (const item of items) {
    known.delete(item.index);
    known.set(item.index, item);
    const cell = [...cells.values()].find(x => x.index === item.index);
    if (cell) fill(cell, item);
  }
  for (const index of known.keys()) { if (known.size <= mostKnown) break; known.delete(index); }
}

export const knownOf = index => known.get(index);

function fill(cell, item) {
  cell.node.className = `cell is-${item.kind}`;
  cell.name.textContent = item.file;
  cell.what.textContent = item.kind === 'skip' ? 'later' : item.text;
}

function make(place) {
  const cell = { index: list[place], node: element('div', 'cell'), button: element('button'), image: element('img'), what: element('span', 'what', '…'), name: element('span', '', `Picture ${place + 1}`) };
  cell.node.setAttribute('role', 'listitem');
  cell.node.setAttribute('aria-setsize', list.length);
  cell.node.setAttribute('aria-posinset', place + 1);
  cell.node.style.transform = `translate(${place % columns * width}px, ${Math.floor(place / columns) * height}px)`;
  cell.image.alt = '';
  cell.button.type = 'button';
  cell.button.tabIndex = place === active ? 0 : -1;
  cell.button.addEventListener('click', () => open(place));
  cell.button.addEventListener('focus', () => { active = place; });
  cell.button.append(cell.image, cell.what, cell.name);
  cell.node.append(cell.button);
  space.append(cell.node);
  const item = known.get(cell.index);
  if (item) fill(cell, item);
  return cell;
}

function draw() {
  if (!list.length) { space.replaceChildren(); cells.clear(); return; }
  const first = Math.max(0, Math.floor(scroll.scrollTop / height) - ahead) * columns;
  const last = Math.min(list.length, (Math.ceil((scroll.scrollTop + scroll.clientHeight) / height) + ahead) * columns);
  for (const [place, cell] of cells)
    if (place < first || place >= last) {
      // A picture that nobody waits for any more is not fetched.
      cell.image.removeAttribute('src');
      cell.node.remove();
      cells.delete(place);
    }
  for (let place = first; place < last; place++) if (!cells.has(place)) cells.set(place, make(place));
  clearTimeout(timer);
  timer = setTimeout(fetchAll, patience);
}

async function fetchAll() {
  const missing = [];
  for (const cell of cells.values()) {
    if (!cell.image.hasAttribute('src')) cell.image.src = `api/small/${cell.index}`;
    if (!known.has(cell.index)) missing.push(cell.index);
  }
  if (missing.length) keep(await get(`api/items?of=${missing.slice(0, 500).join(',')}`).catch(() => []));
}

function lay() {
  columns = Math.max(1, Math.floor((scroll.clientWidth - 8) / width));
  space.style.height = `${rows() * height}px`;
  space.style.width = `${columns * width - (width - 140)}px`;
  space.replaceChildren();
  cells.clear();
  draw();
}

function focus(place) {
  active = Math.max(0, Math.min(list.length - 1, place));
  const top = Math.floor(active / columns) * height;
  if (top < scroll.scrollTop) scroll.scrollTop = top;
  else if (top + height > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = top + height - scroll.clientHeight;
  draw();
  for (const [at_, cell] of cells) cell.button.tabIndex = at_ === active ? 0 : -1;
  cells.get(active)?.button.focus({ preventScroll: true });
}

export function present(newList, place, whenOpened) {
  [list, active, open] = [newList, Math.max(0, Math.min(place, newList.length - 1)), whenOpened];
  lay();
  scroll.scrollTop = Math.max(0, Math.floor(active / columns) * height - scroll.clientHeight / 2 + height / 2);
  draw();
  focus(active);
}

scroll.addEventListener('scroll', () => requestAnimationFrame(draw), { passive: true });
new ResizeObserver(() => { if (scroll.clientWidth) { lay(); } }).observe(scroll);
scroll.addEventListener('keydown', event => {
  const page = Math.max(1, Math.floor(scroll.clientHeight / height)) * columns;
  const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns, PageDown: page, PageUp: -page, Home: -list.length, End: list.length }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  focus(active + by);
});
