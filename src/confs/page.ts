import { renderHover } from './render';
import type { Conf, Confs, ConfTarget } from './types';

const MOST_RELATED = 12;

/** The page of a setting, as Markdown: what its hover says, and the settings beside it. */
export function renderPage(conf: Conf, confs: Confs, target: ConfTarget = {}): string {
  const related = relatedTo(conf, confs, MOST_RELATED);
  const list = related.map((one) => `- \`${one.key}\`${one.what ? `: ${firstSentence(one.what)}` : ''}`).join('\n');
  return (
    [`# ${conf.asked ?? conf.key}`, renderHover(conf, target), ...(list === '' ? [] : ['## Beside it', list])].join(
      '\n\n',
    ) + '\n'
  );
}

/** Settings that share all but the last segment, or options of the same format; the most used first. */
export function relatedTo(conf: Conf, confs: Confs, most: number): readonly Conf[] {
  const stem = conf.key.slice(0, conf.key.lastIndexOf('.') + 1);
  const isBeside = ({ key, kind, format, removed, internal }: Conf): boolean =>
    key !== conf.key &&
    kind === conf.kind &&
    !removed &&
    !internal &&
    (conf.kind === 'option' ? format === conf.format : stem.split('.').length > 2 && key.startsWith(stem));
  return [...(conf.kind === 'option' ? confs.options : confs.settings)]
    .filter(isBeside)
    .sort((a, b) => (b.usedBy ?? 0) - (a.usedBy ?? 0) || Number(b.what !== undefined) - Number(a.what !== undefined))
    .slice(0, most);
}

function firstSentence(text: string): string {
  return /^.*?\.(?=\s|$)/s.exec(text)?.[0] ?? text;
}
