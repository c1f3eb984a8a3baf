import { asItIs, covers, type SettingPlace } from './place';

const TOKEN = /\/\/[^\n]*|"((?:[^"\\\n]|\\.)*)("?)|[{}[\],:]|[^\s"{}[\],:/]+|\//g;

interface Frame {
  readonly bracket: string;
  /** The key under which the bracket stands. */
  readonly name?: string;
  key?: { text: string };
  isValue: boolean;
}

/** The setting at an offset of JSON, or of a map of YAML in braces. `within`: the key that the whole stands under. */
export function placeInJson(text: string, offset: number, within?: string): SettingPlace | undefined {
  const stack: Frame[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const [whole, body, quote] = match;
    const from = match.index;
    if (from >= offset) break;
    const to = from + whole.length;
    const top = stack.at(-1);
    if (whole.startsWith('//')) {
      if (offset <= to) return undefined;
    } else if (whole === '{' || whole === '[') {
      stack.push({
        bracket: whole,
        name: top?.isValue ? top.key?.text : stack.length === 0 ? within : undefined,
        isValue: false,
      });
    } else if (whole === '}' || whole === ']') stack.pop();
    else if (whole === ',') Object.assign(top ?? {}, { key: undefined, isValue: false });
    else if (whole === ':') Object.assign(top ?? {}, { isValue: true });
    else {
      const isString = body !== undefined;
      const span = isString ? { from: from + 1, to: to - (quote ? 1 : 0) } : { from, to };
      if (covers(span, offset))
        return top && isSettings(stack) ? here(top, text.slice(span.from, span.to), span, isString) : undefined;
      if (top && !top.isValue) top.key = { text: body ?? whole };
    }
  }
  const top = stack.at(-1);
  if (!top || !isSettings(stack) || (top.isValue ? false : top.key !== undefined)) return undefined;
  const isEmptyValue = top.isValue && /:\s*$/.test(text.slice(0, offset));
  if (top.isValue && !isEmptyValue) return undefined;
  return here(top, '', { from: offset, to: offset }, false);
}

function here(
  top: Frame,
  text: string,
  span: { from: number; to: number },
  isString: boolean,
): SettingPlace | undefined {
  const around = isString ? asItIs : { before: '"', after: '"' };
  if (!top.isValue) return { what: 'conf', part: 'key', key: text, span, around };
  return top.key === undefined ? undefined : { what: 'conf', part: 'value', key: top.key.text, span, around };
}

/** `spark_conf` anywhere; `configuration` of a pipeline: at the top of a file about one, or below `pipelines`. */
function isSettings(stack: readonly Frame[]): boolean {
  const { bracket, name } = stack.at(-1)!;
  if (bracket !== '{') return false;
  if (name === 'spark_conf') return true;
  return name === 'configuration' && (stack.length <= 2 || stack.at(-3)?.name === 'pipelines');
}
