// What the page asks the program, and in whose name: a window keeps its own undo.
export const here = (() => {
  const kept = sessionStorage.getItem('window');
  if (kept) return kept;
  const made = [...crypto.getRandomValues(new Uint8Array(8))].map(x => x.toString(36)).join('');
  sessionStorage.setItem('window', made);
  return made;
})();

export class Gone extends Error {}

async function ask(path, options) {
  let response;
  try { response = await fetch(path, options); } catch { throw new Gone('The program has ended. Everything that was answered is on disk.'); }
  if (response.status === 204) return { status: 204, body: null };
  const body = await response.json().catch(() => null);
  if (!response.ok && response.status !== 409) throw new Error(body?.detail ?? `The program says ${response.status}.`);
  return { status: response.status, body };
}

export const get = async path => (await ask(path)).body;

export const post = (path, value) => ask(path, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
});

export const at = id => document.getElementById(id);

export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
