export function filesEnding(folder: string, ending: string): string[];
