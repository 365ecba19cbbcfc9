/** A name that a program gave, as a path from the root on: no links are followed. @param folder from where a relative name starts */
export function absolutePath(folder: string, name: string): string {
  const names: string[] = [];
  for (const part of `${name.startsWith('/') ? '' : folder}/${name}`.split('/')) {
    if (part === '..') names.pop();
    else if (part !== '' && part !== '.') names.push(part);
  }
  return names[0]?.startsWith('…') === true ? names.join('/') : `/${names.join('/')}`;
}
