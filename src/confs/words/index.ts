import { core } from './core';
import { databricks } from './databricks';
import { delta } from './delta';
import { options } from './options';
import { sql } from './sql';

/** What settings do and when to touch them, in our words. By key; an option is `format key`. Read by the build alone. */
export const words: Readonly<Record<string, string>> = { ...core, ...sql, ...delta, ...databricks, ...options };
