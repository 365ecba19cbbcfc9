import { version } from '../package.json';

/** The app's version, as package.json has it. */
export const appVersion = version;
