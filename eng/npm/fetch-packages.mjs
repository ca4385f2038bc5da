// Runs `npm ci` once per lock file, however many builds ask at the same time.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const stamp = join(root, 'node_modules', '.lock-sha256');
const mutex = join(root, '.npm-fetch');
const staleAfterMs = 15 * 60 * 1000;

const wanted = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
const read = path => { try { return readFileSync(path, 'utf8').trim(); } catch { return ''; } };
const sleep = ms => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

for (;;) {
  try { mkdirSync(mutex); break; } catch (error) { if (error.code !== 'EEXIST') throw error; }
  try { if (Date.now() - statSync(mutex).mtimeMs > staleAfterMs) rmdirSync(mutex); } catch { /* freed meanwhile */ }
  sleep(200);
}
try {
  if (read(stamp) !== wanted) {
    const npm = spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
    if (npm.error || npm.status !== 0) {
      console.error('npm ci failed. Install Node.js 18 or newer with npm, check that the npm registry is reachable, and build again.');
      process.exitCode = 1;
    } else {
      writeFileSync(stamp, wanted + '\n');
    }
  }
} finally {
  rmdirSync(mutex);
}
