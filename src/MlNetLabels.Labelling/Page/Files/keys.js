import { at, element } from './service.js';

// What the keys do, said and done. The hands are the page's own: what it can do, and the classes that have keys.
const key = text => element('kbd', '', text);
const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function showHelp(several) {
  const rows = [
    ['1 … 9, letters', several ? 'choose a label; with Shift: unknown' : 'answer with a class'],
    ['Enter', several ? 'confirm' : 'keep what it says, or take the guess shown'],
    ['0', 'none of them'], ['u  ?', 'cannot tell'], ['s', 'later'],
    ['z  Backspace', 'undo'], ['← →', 'picture before, next picture'],
    ['+ −  f', 'larger, smaller, fit'], ['Shift ← ↑ → ↓', 'move the enlarged picture'],
    ['d', 'answer pictures that look the same together'], ['h', 'show the model’s guess'],
    ['n  /', 'new class, find a class'], ['g', 'overview'],
  ];
  at('keys').replaceChildren(...rows.flatMap(([keys, what]) => {
    const term = element('dt');
    term.append(key(keys));
    return [term, element('dd', '', what)];
  }));
  at('help').showModal();
}

export function press(event, hands) {
  const isTyping = event.target.matches('input, textarea, select');
  if (event.key === 'Escape' && isTyping) return event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping || at('help').open || event.repeat && !arrows[event.key]) return;
  if (!at('keys-on').checked) return;
  if (event.key === 'g' || event.key === 'Escape' && !at('overview').hidden) { event.preventDefault(); return hands.toggleOverview(); }
  if (!at('overview').hidden) return;
  if ((event.key === 'Enter' || event.key === ' ') && event.target.matches('button, a, summary')) return;
  const arrow = arrows[event.key];
  if (arrow && event.shiftKey) { event.preventDefault(); return hands.move(...arrow); }
  if (arrow && arrow[0]) { event.preventDefault(); return hands.step(arrow[0]); }
  if (event.key === 'Enter') { event.preventDefault(); return hands.confirm(); }
  // With Shift a digit's key says something else than the digit.
  const letter = event.shiftKey && event.code.startsWith('Digit') ? event.code.slice(5) : event.key.toLowerCase();
  const named = hands.classes().find(x => x.key && x.key === letter);
  if (named && event.key !== '?') { event.preventDefault(); return hands.pick(named.name, event.shiftKey); }
  const command = hands.commands[event.key] ?? hands.commands[letter];
  if (command) { event.preventDefault(); command(); }
}
