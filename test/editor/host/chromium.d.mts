export function findChromium(log?: (line: string) => void): string | undefined;
