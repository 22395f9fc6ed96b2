// Where to look: everything, a folder, or one document.

let scope = null; // { path, name }

export const currentScope = () => scope;
