/** Knowledge about Spark, Delta and Databricks settings: pure look-up, search and words. The host hands the data in. */
export { createConfs } from './confs';
export { renderHover, renderText } from './render';
export { settingInString, settingsInSqlSet, type Place } from './string-places';
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
