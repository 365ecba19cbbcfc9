/** The part of xml2js that reads. */
declare module 'xml2js/lib/parser' {
  export { parseStringPromise } from 'xml2js';
}
