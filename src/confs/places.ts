/** Where settings stand in texts. Apart from the index, because reading YAML brings its parser along. */
export { settingInString, settingsInSqlSet, type Place } from './string-places';
export { settingInYaml, settingsInYaml } from './yaml-places';
