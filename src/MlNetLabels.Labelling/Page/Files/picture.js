import { at } from './service.js';

// The large picture: shown once it is there, then larger, smaller and moved.
const [most, step] = [16, 1.4];
const picture = at('picture');
const stage = at('stage');
let [scale, x, y] = [1, 0, 0];
let drag = null;
const coming = new Map();

function draw() {
  const [wide, high] = [(scale - 1) * stage.clientWidth / 2, (scale - 1) * stage.clientHeight / 2];
  x = Math.max(-wide, Math.min(wide, x));
  y = Math.max(-high, Math.min(high, y));
  picture.style.transform = scale === 1 ? '' : `translate(${x}px, ${y}px) scale(${scale})`;
  stage.style.cursor = scale === 1 ? '' : 'grab';
}

export function zoom(factor, at_x = 0, at_y = 0) {
  const before = scale;
  scale = Math.max(1, Math.min(most, scale * factor));
  // The point under the pointer stays where it is.
  x = at_x - (at_x - x) * scale / before;
  y = at_y - (at_y - y) * scale / before;
  draw();
}

export const larger = () => zoom(step);
export const smaller = () => zoom(1 / step);
export const fit = () => { [scale, x, y] = [1, 0, 0]; draw(); };
export const move = (right, down) => { x -= right * 80; y -= down * 80; draw(); };

const sourceOf = index => `api/picture/${index}`;

// Pictures to come are fetched meanwhile, but never shown before their turn.
export function prepare(indices) {
  for (const [index, loading] of coming)
    if (!indices.includes(index)) {
      coming.delete(index);
      loading.then(({ source }) => URL.revokeObjectURL(source), () => {});
    }
  for (const index of indices) {
    if (coming.has(index)) continue;
    const loading = load(index);
    // Why it cannot be shown is said when it is its turn.
    loading.catch(() => {});
    coming.set(index, loading);
  }
}

async function load(index) {
  const response = await fetch(sourceOf(index));
  if (!response.ok) {
    const problem = await response.json().catch(() => null);
    throw new Error(problem?.detail ?? `the program says ${response.status}`);
  }
  const source = URL.createObjectURL(await response.blob());
  const image = new Image();
  image.src = source;
  try { await image.decode(); } catch { URL.revokeObjectURL(source); throw new Error('the browser cannot show it'); }
  return { source, width: image.naturalWidth };
}

// True once the picture is on the screen; false where it cannot be, which is said in its place.
export async function show(index, name) {
  picture.classList.add('waiting');
  at('unreadable').hidden = true;
  fit();
  const loading = coming.get(index) ?? load(index);
  coming.delete(index);
  try {
    const { source, width } = await loading;
    if (picture.src.startsWith('blob:')) URL.revokeObjectURL(picture.src);
    picture.src = source;
    picture.alt = `The picture ${name}`;
    picture.classList.toggle('small', width < 100);
    await picture.decode();
    picture.classList.remove('waiting');
    return true;
  } catch (error) {
    picture.alt = '';
    at('unreadable').textContent = `It cannot be shown: ${error.message}.`;
    at('unreadable').hidden = false;
    return false;
  }
}

export function clear() {
  picture.classList.add('waiting');
  picture.alt = '';
  at('unreadable').hidden = true;
}

const offset = event => {
  const box = stage.getBoundingClientRect();
  return [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
};
stage.addEventListener('wheel', event => { event.preventDefault(); zoom(event.deltaY < 0 ? step : 1 / step, ...offset(event)); }, { passive: false });
stage.addEventListener('pointerdown', event => {
  if (scale === 1 || event.target.closest('button')) return;
  drag = [event.clientX - x, event.clientY - y];
  stage.setPointerCapture(event.pointerId);
});
stage.addEventListener('pointermove', event => { if (drag) { [x, y] = [event.clientX - drag[0], event.clientY - drag[1]]; draw(); } });
for (const name of ['pointerup', 'pointercancel']) stage.addEventListener(name, () => { drag = null; });
at('zoom-in').addEventListener('click', larger);
at('zoom-out').addEventListener('click', smaller);
at('zoom-fit').addEventListener('click', fit);
