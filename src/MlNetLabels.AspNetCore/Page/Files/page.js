'use strict';
const at = id => document.getElementById(id);
const percent = value => (value >= .9995 ? '100' : (100 * value).toFixed(value >= .0995 ? 0 : 1)) + ' %';
const [mostBars, mostTries, atOnce] = [10, 6, 2];
const asked = [];
let model, key, order = null, shown = null, running = 0, waiting = [];

const headers = () => key ? { 'X-API-Key': key } : {};
const say = (text, isBad = false) => { at('status').textContent = text; at('status').classList.toggle('bad', isBad); };
const element = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

async function reasonOf(response) {
  try { return (await response.json()).detail ?? response.statusText; } catch { return response.statusText || `status ${response.status}`; }
}

function askForKey(why) {
  at('key-form').hidden = false;
  at('key').focus();
  say(why, true);
}

async function loadModels() {
  let response;
  try { response = await fetch('v1/models', { headers: headers() }); }
  catch { return say('The service does not answer.', true); }
  if (response.status === 401 || response.status === 403) {
    at('about').textContent = 'A key is needed first.';
    return askForKey(key ? 'This key is not known.' : '');
  }
  if (!response.ok) return say(await reasonOf(response), true);
  at('key-form').hidden = true;
  say('');
  const { models } = await response.json();
  at('model').replaceChildren(...models.map(x => new Option(x.name)));
  at('choice').hidden = models.length < 2;
  if (models.length) await choose(models[0].name);
  else at('about').textContent = 'There is no model.';
}

async function choose(name) {
  const response = await fetch(`v1/models/${encodeURIComponent(name)}`, { headers: headers() });
  if (!response.ok) return say(await reasonOf(response), true);
  model = await response.json();
  const [classes, labels] = [model.classes?.length ?? 0, model.labels?.length ?? 0];
  const knows = [classes && `${classes} classes`, labels && `${labels} labels`].filter(Boolean).join(' and ');
  at('about').textContent = `${model.name} knows ${knows}, learned from ${model.trainingImages} pictures.${
    model.hasPictures ? '' : ' It keeps none of them to show the nearest (train --keep-pictures).'}`;
  at('off').replaceChildren(...(model.switchedOff ?? []).map(text => element('p', '', text)));
  at('off').hidden = !at('off').children.length;
  at('kept').textContent = `They are sent to this service alone${{
    answers: '. It keeps the answers, and the numbers that its network makes of a picture, but no picture.',
    images: ', which keeps them, with its answers.',
  }[model.kept] ?? ', looked at, and kept nowhere.'}`;
  watch();
}

// What it is asked about in all, by anybody; a page without it is as good.
async function watch() {
  const name = model.name;
  let seen = null;
  try {
    const response = await fetch(`v1/models/${encodeURIComponent(name)}/monitor`, { headers: headers() });
    if (response.ok) seen = await response.json();
  } catch { /* Said where it matters. */ }
  if (name !== model.name) return;
  at('watch').hidden = !seen?.windowSize;
  if (!seen?.windowSize) return;
  at('watch').className = `note watch ${{ true: 'bad', false: 'good' }[seen.last?.hasChanged] ?? ''}`;
  at('watch').textContent = seen.neverTested
    ? `Whether pictures stay like those it was trained on cannot be tested with this model: ${seen.neverTested}.`
    : seen.last
    ? `Lately: ${seen.last.summary} Looked at ${new Date(seen.examinedAt).toLocaleString()}; ${seen.alarms} of ${seen.windows} windows gave an alarm.`
    : `Watching whether pictures stay like those it was trained on: ${seen.collected} of ${seen.windowSize} collected.`;
}

function add(files) {
  const pictures = [...files].filter(file => file.size > 0);
  if (!pictures.length) return;
  for (const file of pictures) {
    const one = { file: file.name || 'picture', blob: file, model: model?.name };
    asked.push(one);
    waiting.push(one);
  }
  next();
}

function next() {
  while (running < atOnce && waiting.length) {
    running++;
    ask(waiting.shift()).finally(() => { running--; next(); });
  }
  const left = waiting.length + running;
  if (!left && model) watch();
  if (left) say(asked.length > 1 ? `Looking at ${asked.length - left + 1} of ${asked.length} …` : 'Looking …');
}

async function ask(one) {
  try {
    if (!model) throw new Error('There is no model to ask.');
    if (one.blob.size > model.maxImageBytes) throw new Error(`larger than ${Math.floor(model.maxImageBytes / 1048576)} MB`);
    for (let tries = 1; ; tries++) {
      const response = await fetch(`v1/models/${encodeURIComponent(one.model ?? model.name)}/predict?nearest=4`, {
        method: 'POST', body: one.blob, headers: { ...headers(), 'Content-Type': 'application/octet-stream' },
      });
      if (response.ok) {
        const image = (await response.json()).images[0];
        Object.assign(one, image, { file: one.file });
        break;
      }
      if (response.status === 401 || response.status === 403) askForKey('This needs a key.');
      // Busy, or too many at once: what it says how long to wait for.
      if (![429, 503].includes(response.status) || tries === mostTries) throw new Error(await reasonOf(response));
      await new Promise(done => setTimeout(done, 1000 * (Number(response.headers.get('Retry-After')) || 1)));
    }
  } catch (error) {
    one.reason = error.message;
  }
  Object.assign(one, rowOf(one));
  show(one);
  list();
}

function rowOf({ prediction, reason, seconds }) {
  if (!prediction) return { verdict: 'Not read', answer: reason, probability: null, pValue: null, seconds: null };
  const applying = (prediction.labels ?? []).filter(x => x.applies);
  const likeliest = prediction.classes?.find(x => x.name === prediction.class);
  return {
    verdict: prediction.verdict,
    answer: prediction.verdict === 'Rejected' ? '' : prediction.verdict === 'None' ? 'none' : likeliest?.name ?? (applying.map(x => x.name).join(', ') || 'none'),
    probability: likeliest?.probability ?? (applying.length ? Math.max(...applying.map(x => x.probability)) : null),
    pValue: prediction.domain.pValue,
    seconds,
  };
}

// An answer that no check stands before is not shown as one that passed it.
const isUnchecked = ({ verdict, domain }) => !domain.isOn && (verdict === 'Class' || verdict === 'Labels');

function headline({ prediction, probability, answer }) {
  const unchecked = isUnchecked(prediction) ? ' (domain check OFF)' : '';
  switch (prediction.verdict) {
    case 'Class': return `${answer}, ${percent(probability)}${unchecked}`;
    case 'Labels': return answer + unchecked;
    case 'None': return 'None of what it knows';
    case 'Unsure': return answer && answer !== 'none' ? `Perhaps something new; likeliest ${answer}` : 'Perhaps something new';
    default: return 'Not the kind of picture it knows';
  }
}

function inWords({ domain }) {
  if (!domain.isOn) return 'The domain check is OFF: no picture is ever rejected, whatever it shows.';
  const of = Math.round(1000 * domain.pValue) / 10;
  const share = of < 1 ? 'fewer than 1' : `${Math.round(of)}`;
  if (domain.rejected) return `Of 100 pictures of the kind it was trained on, ${share} would lie this far out (p = ${domain.pValue.toPrecision(2)}). So its answer is not to be relied on.`;
  return `Of 100 pictures of the kind it was trained on, ${share} would lie at least this far out (p = ${domain.pValue.toPrecision(2)}): an ordinary one.`;
}

function sets({ classSet, labelSet }) {
  const said = [];
  const all = (set, of) => set.length > 0 && set.length === of?.length;
  if (all(classSet ?? [], model.classes)) said.push('No class can be ruled out.');
  else if (classSet) said.push(classSet.length ? `True class among: ${classSet.join(', ')}.` : 'No class fits.');
  if (all(labelSet ?? [], model.labels)) said.push('No label can be ruled out.');
  else if (labelSet) said.push(labelSet.length ? `Labels that may apply: ${labelSet.join(', ')}.` : 'No label fits.');
  return said.join(' ');
}

function bars(list, values, isFaint) {
  const sorted = [...values].sort((a, b) => b.probability - a.probability);
  const draw = count => list.replaceChildren(...sorted.slice(0, count).map(({ name, probability, threshold, applies }) => {
    const item = element('li', applies ? 'applies' : '');
    const line = element('div', 'name');
    line.append(element('span', '', name), element('span', 'share', percent(probability) + (applies === undefined ? '' : applies ? ' · applies' : '')));
    const track = element('div', 'track');
    track.setAttribute('aria-hidden', 'true');
    const fill = element('div', 'fill');
    fill.style.width = `${100 * probability}%`;
    track.append(fill);
    if (threshold !== undefined) {
      const cut = element('div', 'cut');
      cut.style.left = `min(${100 * threshold}%, 100% - 2px)`;
      track.append(cut);
      line.title = `applies from ${percent(threshold)}`;
    }
    item.append(line, track);
    return item;
  }));
  draw(mostBars);
  list.classList.toggle('faint', isFaint);
  list.parentElement.querySelector('.more')?.remove();
  if (sorted.length <= mostBars) return;
  const more = element('button', 'button more', `Show all ${sorted.length}`);
  more.type = 'button';
  more.addEventListener('click', () => { draw(sorted.length); more.remove(); });
  list.after(more);
}

function neighbours(images = []) {
  at('nearest').hidden = !images.length;
  at('nearest-images').replaceChildren(...images.map(({ file, names, similarity, picture }) => {
    const item = element('li');
    if (picture) {
      const image = element('img');
      image.src = `data:image/webp;base64,${picture}`;
      image.alt = '';
      item.append(image);
    }
    item.append(element('span', 'share', names.join(', ') || 'none'));
    item.title = `${file}, similarity ${similarity.toFixed(2)}`;
    return item;
  }));
}

function show(one) {
  shown = one;
  const { prediction } = one;
  if (at('preview').src) URL.revokeObjectURL(at('preview').src);
  at('preview').src = URL.createObjectURL(one.blob);
  at('preview').alt = `The picture ${one.file}`;
  at('file').textContent = one.file;
  at('answer').hidden = false;
  for (const id of ['classes', 'labels']) at(id).hidden = !prediction?.[id];
  at('verdict').className = prediction && isUnchecked(prediction) ? 'unchecked' : (prediction?.verdict ?? 'rejected').toLowerCase();
  at('verdict').textContent = prediction ? headline(one) : 'It cannot be read';
  at('words').textContent = prediction ? inWords(prediction) + (prediction.isCalibrated ? '' : ' Too few pictures were held out to calibrate its probabilities: they are rough.') : one.reason;
  at('sets').textContent = prediction && prediction.verdict !== 'Rejected' ? sets(prediction) : '';
  at('facts').textContent = prediction ? `${(1000 * one.seconds).toFixed(0)} ms in the service, model version ${one.version}` : '';
  if (prediction) {
    const isFaint = prediction.verdict === 'Rejected';
    if (prediction.classes) bars(at('classes').querySelector('.bars'), prediction.classes, isFaint);
    if (prediction.labels) bars(at('labels').querySelector('.bars'), prediction.labels, isFaint);
  }
  neighbours(one.nearest);
  say(`${one.file}: ${at('verdict').textContent}.`, !prediction);
}

function list() {
  const done = asked.filter(x => x.verdict);
  at('all').hidden = done.length < 2;
  if (order) {
    const value = x => typeof x[order.by] === 'string' ? x[order.by].toLowerCase() : x[order.by] ?? -1;
    done.sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0) * (order.isDown ? -1 : 1));
  }
  at('rows').replaceChildren(...done.map(one => {
    const row = element('tr');
    if (one === shown) row.setAttribute('aria-current', 'true');
    const name = element('td');
    const button = element('button', '', one.file);
    button.type = 'button';
    button.addEventListener('click', () => { show(one); list(); at('answer').focus({ preventScroll: true }); at('answer').scrollIntoView({ block: 'start' }); });
    name.append(button);
    const number = (value, text) => element('td', 'number', value === null || value === undefined ? '' : text(value));
    row.append(name, element('td', '', one.verdict), element('td', '', one.answer), number(one.probability, percent),
      number(one.pValue, x => x.toPrecision(2)), number(one.seconds, x => `${(1000 * x).toFixed(0)} ms`));
    return row;
  }));
}

function download(name, type, text) {
  const link = element('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function csv() {
  // What begins like a formula is not to be run by a spreadsheet.
  const cell = value => { const text = String(value ?? ''); return `"${(typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? "'" : '') + text.replaceAll('"', '""')}"`; };
  const columns = ['file', 'verdict', 'answer', 'probability', 'pValue', 'seconds', 'version', 'reason'];
  return [columns.join(','), ...asked.filter(x => x.verdict).map(x => columns.map(name => cell(x[name])).join(','))].join('\r\n') + '\r\n';
}

const json = () => JSON.stringify({
  model: model?.name,
  images: asked.filter(x => x.prediction).map(({ file, prediction, version, seconds }) => ({ file, prediction, version, seconds })),
  skipped: asked.filter(x => x.reason).map(({ file, reason }) => ({ file, reason })),
}, null, 2);

let stream;
async function openBooth() {
  try { stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } }); }
  catch { return say('There is no camera that may be used here; choose a picture instead.', true); }
  at('video').srcObject = stream;
  at('booth').showModal();
  // Closing the booth before it plays is no failure.
  at('video').play().catch(() => {});
}

function shoot() {
  const canvas = element('canvas');
  [canvas.width, canvas.height] = [at('video').videoWidth, at('video').videoHeight];
  canvas.getContext('2d').drawImage(at('video'), 0, 0);
  canvas.toBlob(blob => { if (blob) add([new File([blob], `photograph ${asked.length + 1}.jpg`, { type: blob.type })]); }, 'image/jpeg', .92);
  at('booth').close();
}

at('booth').addEventListener('close', () => { stream?.getTracks().forEach(track => track.stop()); at('video').srcObject = null; });
at('camera').addEventListener('click', openBooth);
at('shoot').addEventListener('click', shoot);
at('leave').addEventListener('click', () => at('booth').close());
at('files').addEventListener('change', event => { add(event.target.files); event.target.value = ''; });
at('model').addEventListener('change', event => choose(event.target.value));
at('key-form').addEventListener('submit', event => { event.preventDefault(); key = at('key').value.trim(); loadModels(); });
at('csv').addEventListener('click', () => download('answers.csv', 'text/csv', csv()));
at('json').addEventListener('click', () => download('answers.json', 'application/json', json()));
at('clear').addEventListener('click', () => {
  asked.length = waiting.length = 0;
  at('all').hidden = at('answer').hidden = true;
  say('');
  at('files').focus();
});
document.querySelectorAll('th button').forEach(button => button.addEventListener('click', () => {
  order = { by: button.dataset.by, isDown: order?.by === button.dataset.by ? !order.isDown : false };
  document.querySelectorAll('th').forEach(x => x.removeAttribute('aria-sort'));
  button.parentElement.setAttribute('aria-sort', order.isDown ? 'descending' : 'ascending');
  list();
}));
for (const name of ['dragenter', 'dragover']) addEventListener(name, event => { event.preventDefault(); at('drop').classList.add('over'); });
for (const name of ['dragleave', 'drop']) addEventListener(name, event => { event.preventDefault(); if (name === 'drop' || !event.relatedTarget) at('drop').classList.remove('over'); });
addEventListener('drop', event => add(event.dataTransfer.files));
addEventListener('paste', event => { if (event.clipboardData.files.length) { event.preventDefault(); add(event.clipboardData.files); } });
loadModels();
