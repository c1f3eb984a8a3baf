/** The embedded demo workspace. */
export { startDemoWorkspace, type Demo, type DemoOptions } from './server';
