import type { Rule } from '../engine/rule';
import type { OptionValue } from '../engine/types';

/** A JSON schema, as far as these tools look into it. */
type Schema = Readonly<Record<string, unknown>>;

const SEVERITY: Schema = { enum: ['error', 'warning', 'info', 'off'] };

function optionSchema(value: OptionValue, description: string): Schema {
  if (Array.isArray(value)) return { type: 'array', items: { type: 'string' }, default: value, description };
  return { type: typeof value, default: value, description };
}

/** What a rule may be set to: a severity, or a severity with options. */
function ruleSchema(rule: Rule): Schema {
  const description = `${rule.summary}. Default: ${rule.severity}.`;
  const options = Object.entries(rule.options ?? {});
  if (options.length === 0) return { description, ...SEVERITY };
  const properties = Object.fromEntries(
    options.map(([name, spec]) => [name, optionSchema(spec.default, spec.description)]),
  );
  const pair = {
    type: 'array',
    minItems: 1,
    maxItems: 2,
    items: [SEVERITY, { type: 'object', additionalProperties: false, properties }],
  };
  return { description, anyOf: [SEVERITY, pair] };
}

/** Schema of the `rules` object, in `lakelint.json` and in the editor's settings. */
export function ruleSettingsSchema(rules: readonly Rule[]): Schema {
  return {
    type: 'object',
    scope: 'resource',
    default: {},
    additionalProperties: false,
    markdownDescription:
      'Level of each rule: `error`, `warning`, `info` or `off`, or `[level, { options }]`. What stands here wins over `lakelint.json`.',
    properties: Object.fromEntries(rules.map((rule) => [rule.id, ruleSchema(rule)])),
  };
}

/** Schema of `lakelint.json`. */
export function settingsSchema(rules: readonly Rule[]): Schema {
  const { scope: _scope, ...ruleSettings } = ruleSettingsSchema(rules) as Record<string, unknown>;
  const strings = { type: 'array', items: { type: 'string' } };
  const columns = {
    type: 'array',
    items: {
      type: 'object',
      required: ['name'],
      additionalProperties: false,
      properties: { name: { type: 'string' }, type: { type: 'string' }, nullable: { type: 'boolean' } },
    },
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Settings of Lakelint',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      rules: ruleSettings,
      overrides: {
        description: 'Rules for some files only. Later entries win.',
        type: 'array',
        items: {
          type: 'object',
          required: ['files', 'rules'],
          additionalProperties: false,
          properties: { files: strings, rules: ruleSettings },
        },
      },
      target: {
        description: 'The compute that the code runs on. Without it, `databricks.yml` is asked.',
        type: 'object',
        additionalProperties: false,
        properties: {
          runtime: { type: 'string', description: 'Databricks Runtime version, for example 16.4.' },
          compute: { enum: ['serverless', 'standard', 'dedicated', 'classic'] },
        },
      },
      tables: {
        description: 'What is known of tables that no CREATE TABLE in the project describes.',
        type: 'object',
        additionalProperties: {
          type: 'object',
          additionalProperties: false,
          properties: { columns, partitionedBy: strings, clusteredBy: strings, primaryKey: strings },
        },
      },
      exclude: { description: 'Globs of files that are not linted.', ...strings },
    },
  };
}
