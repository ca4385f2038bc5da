import { at, element } from './service.js';

// What the page is about, how far it has come, what to go through, and what there is to know.
const viewNames = { open: 'To label', suspects: 'To check', alike: 'Look the same', edited: 'Edited elsewhere', done: 'Answered', all: 'All' };
const plural = (count, one) => `${count} ${one}${count === 1 ? '' : 's'}`;

let shown = '';

// Made anew only where something changed, and then who stood on one stands there again.
function showViews(views, view, choose) {
  const now = JSON.stringify([views, view]);
  if (now === shown) return;
  shown = now;
  const focused = document.activeElement?.dataset.view;
  at('views').replaceChildren(...views.map(([name, count]) => {
    const button = element('button', 'button', `${viewNames[name]} ${count}`);
    button.type = 'button';
    button.dataset.view = name;
    button.setAttribute('aria-current', name === view);
    button.addEventListener('click', () => choose(name));
    return button;
  }));
  if (focused) at('views').querySelector(`[data-view=${focused}]`)?.focus({ preventScroll: true });
}

export function showHeader(state, view, choose) {
  const { total, labelled, none, unknown, skipped, edited } = state.progress;
  const done = labelled + none + unknown;
  at('source').textContent = state.source;
  document.title = `${done} of ${total} · Labelling`;
  at('meter').max = total;
  at('meter').value = done;
  const parts = [none && `${none} none`, unknown && `${unknown} cannot tell`, skipped && `${skipped} later`].filter(Boolean);
  at('progress').textContent = `${done} of ${total} answered${parts.length ? ` (${parts.join(', ')})` : ''}${state.doing ? ` · ${state.doing}` : ''}`;
  const counts = { open: total - done, suspects: state.suspects, alike: state.alike, edited, done, all: total };
  showViews(Object.keys(viewNames).filter(x => counts[x] || x === 'open' || x === 'all' || x === view).map(name => [name, counts[name]]), view, choose);
  const notes = [...new Set([...(state.trouble ? [state.trouble] : []), ...state.notes])];
  at('notes').hidden = !notes.length;
  at('notes').querySelector('summary').textContent = notes.length ? `${notes.at(state.trouble ? 0 : -1)}${notes.length > 1 ? ` (${plural(notes.length, 'note')})` : ''}` : '';
  at('notes').querySelector('ul').replaceChildren(...notes.map(x => element('li', '', x)));
}
