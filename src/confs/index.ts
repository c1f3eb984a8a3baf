/** Knowledge about Spark, Delta and Databricks settings: pure look-up, search and words. The host hands the data in. */
export { createConfs } from './confs';
export { renderHover, renderText } from './render';
export { proposalsAt, type Proposal } from './complete';
export { written, type InsertionPlace } from './insert';
export { settingsNamed } from './knowledge';
export { relatedTo, renderPage } from './page';
export { finderFor, placeInPython, placeInSql, type SettingPlace } from './places';
export { renderTask, withoutSecrets, type TaskSettings } from './task-page';
export type {
  Conf,
  ConfData,
  ConfKind,
  ConfScope,
  Confs,
  ConfTarget,
  DefaultChange,
  OptionSet,
  ServerlessReason,
  Span,
} from './types';
