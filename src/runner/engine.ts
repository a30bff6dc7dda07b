/** The engine's version: part of every key and of the lock. Raise it when a number changes outside a component. */
export const ENGINE = 'assay 0.1.0';
