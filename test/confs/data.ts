import { createConfs, type Conf, type Confs } from '../../src/confs';
import { confData } from '../../src/tools/build-confs';

/** The data as the build makes it, joined once for all tests. */
export const data = confData();
export const confs: Confs = createConfs(data);

/** The setting, which must be known. */
export function known(key: string): Conf {
  const conf = confs.find(key);
  if (!conf) throw new Error(`${key} is not known`);
  return conf;
}
