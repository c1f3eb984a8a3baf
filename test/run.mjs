// `npm test`: everything, one stage after the other. Plain Node, because it also installs.
//   npm test -- --only engine,rules     some stages (for one's own use)
//   npm test -- --list                  their names
// The last line says `N passed, N failed, N skipped`. Exit code 1 when something failed, when a stage ran no test, and with CI=true
// also when a stage was skipped: nobody reads the log of a green build.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from '../scripts/packages.mjs';
import { exec } from './run/exec.mjs';
import { stages } from './run/stages.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const isCi = process.env.CI === 'true' || process.env.CI === '1';
const chosen = choose(process.argv.slice(2));
const total = { passed: 0, failed: 0, skipped: 0 };
const table = [];

try {
  installPackages(root);
  for (const stage of chosen) await runStage(stage);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  total.failed++;
}
for (const line of table) console.log(line);
console.log(words(total));
process.exitCode = total.failed > 0 ? 1 : 0;

async function runStage(stage) {
  console.log(`\n=== ${stage.name}: ${stage.what}`);
  const since = Date.now();
  const counts = await stage.run({
    root,
    exec: (command, args, minutes) => exec(command, args, { cwd: root, minutes }),
  });
  const ran = counts.passed + counts.failed;
  if (ran === 0 && counts.skipped === 0) {
    console.log(`!!! FAILED: the stage ${stage.name} ran no test.`);
    counts.failed = 1;
  } else if (ran === 0 || counts.isPartial) {
    console.log(
      `!!! SKIPPED: ${ran === 0 ? 'the whole' : 'a part of the'} stage ${stage.name}. The reason stands above.`,
    );
    if (isCi) counts.failed++;
  }
  for (const key of Object.keys(total)) total[key] += counts[key];
  const line = `${stage.name.padEnd(14)}${((Date.now() - since) / 1000).toFixed(1).padStart(7)} s  ${words(counts)}`;
  table.push(line);
  console.log(line);
}

function words({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function choose(args) {
  const names = stages.map((stage) => stage.name);
  if (args[0] === '--list') {
    for (const { name, what } of stages) console.log(`${name.padEnd(14)}${what}`);
    process.exit(0);
  }
  if (args.length === 0) return stages;
  const given =
    args[0] === '--only' ? args.slice(1) : args[0].startsWith('--only=') ? [args[0].slice(7), ...args.slice(1)] : [];
  const only = given.flatMap((arg) => arg.split(',')).filter(Boolean);
  const unknown = only.filter((name) => !names.includes(name));
  if (only.length === 0 || unknown.length > 0) {
    console.error(`Use: npm test -- --only STAGE,…   Stages: ${names.join(', ')}`);
    process.exit(2);
  }
  return stages.filter((stage) => only.includes(stage.name));
}
