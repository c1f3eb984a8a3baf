import { formatOfChain, useOfChain } from './chains';
import type { Subject } from './place';
import { chainAround, readAround } from './python-tokens';

/** What the dictionary or list under a name is used for, if the code hands it to something that takes settings. */
export function purposeOfName(name: string, text: string): Subject | undefined {
  if (!/^\w+$/.test(name)) return undefined;
  const used = (before: string, after = ''): RegExpExecArray | null =>
    new RegExp(`${before}${name}\\b${after}`).exec(text);
  const isConf =
    used('\\.config\\s*\\(\\s*map\\s*=\\s*') ??
    used('\\.setAll\\s*\\(\\s*(?:list\\s*\\(\\s*)?') ??
    used('\\bspark_conf["\']?\\s*[=:]\\s*') ??
    used('(?:Spark|Databricks|Livy)\\w*Operator\\s*\\([^()]{0,2000}\\bconf\\s*=\\s*') ??
    loop(name, text, 'set|config|setIfMissing');
  if (isConf) return { what: 'conf' };
  if (used('\\btable_properties\\s*=\\s*') ?? loop(name, text, 'tableProperty|property')) return { what: 'property' };
  const options =
    used('\\.(?:options|load|save|saveAsTable|start|toTable)\\s*\\([^()]{0,500}\\*\\*\\s*') ??
    loop(name, text, 'option');
  return options ? optionsAt(text, options.index + options[0].length) : undefined;
}

/** `for key, value in NAME.items(): … .set(key, value)` */
function loop(name: string, text: string, methods: string): RegExpExecArray | null {
  return new RegExp(
    `\\bfor\\s+\\(?(\\w+)\\s*,\\s*(\\w+)\\)?\\s+in\\s+${name}(?:\\.items\\(\\))?\\s*:[^]{0,300}?\\.(?:${methods})\\s*\\(\\s*\\1\\s*,\\s*(?:str\\s*\\(\\s*)?\\2\\b`,
  ).exec(text);
}

function optionsAt(text: string, offset: number): Subject {
  const { tokens, open } = readAround(text, offset) ?? { tokens: [] };
  const chain = open === undefined ? undefined : chainAround(tokens, open);
  if (!chain) return { what: 'option' };
  const names = chain.steps.slice(0, chain.at).map((step) => step.name);
  return { what: 'option', ...formatOfChain(chain.steps, tokens), use: useOfChain(names) };
}
