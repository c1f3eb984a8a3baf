// What `vscode` and Node's modules resolve to in the pure folders: nothing.
export {};
