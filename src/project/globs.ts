import picomatch from 'picomatch';

const compiled = new Map<string, (path: string) => boolean>();

/**
 * Whether a glob of the settings names a path. Both are relative to the folder of the settings file, with `/`.
 * A glob without a slash is about the last part of a path, as in `.gitignore`.
 */
export function matchesGlob(glob: string, path: string): boolean {
  let match = compiled.get(glob);
  if (!match) {
    const pattern = glob.replace(/^\.?\//, '').replace(/\/$/, '');
    match = picomatch(pattern, { dot: true, basename: !glob.includes('/') });
    compiled.set(glob, match);
  }
  return match(path);
}

/** Whether a path, or a folder above it, is named by one of the globs. */
export function isUnder(globs: readonly string[], path: string): boolean {
  if (globs.length === 0) return false;
  const parts = path.split('/');
  return parts.some((_, i) => {
    const above = parts.slice(0, i + 1).join('/');
    return globs.some((glob) => matchesGlob(glob, above));
  });
}
