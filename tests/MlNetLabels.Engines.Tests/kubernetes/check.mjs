// Holds the Job on standard input, as JSON, against Kubernetes' published schema; prints what is wrong, a line each.
import { readFileSync } from 'node:fs';
import { Job } from 'kubernetes-models/batch/v1/Job';

try {
  new Job(JSON.parse(readFileSync(0, 'utf8'))).validate();
} catch (error) {
  for (const { instancePath, message } of error.errors ?? [{ instancePath: '', message: error.message }])
    console.log(`${instancePath} ${message}`);
}
