/** Certificates for tests (X.509 v3, RFC 5280), made anew each time: no key lies in the repository. */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
}

export interface Authority extends Certificate {
  readonly name: string;
  readonly privateKey: KeyObject;
}

const commonName = Buffer.from('0603550403', 'hex');
const basicConstraints = Buffer.from('0603551d13', 'hex');
const subjectAltName = Buffer.from('0603551d11', 'hex');
const ecdsaWithSha256 = tlv(0x30, Buffer.from('06082a8648ce3d040302', 'hex'));

export function makeAuthority(name: string): Authority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = { name, privateKey };
  const isAuthority = tlv(0x30, tlv(0x30, basicConstraints, tlv(0x01, Buffer.of(0xff)), tlv(0x04, tlv(0x30, tlv(0x01, Buffer.of(0xff))))));
  return { ...issuer, ...issued(issuer, name, publicKey, privateKey, isAuthority, inDays(1)) };
}

/** @param addresses IPv4 addresses that it is for; without any it is for its common name alone, as Splunk's own is */
export function makeCertificate(issuer: Authority, name: string, addresses: readonly string[], until = inDays(1)): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = addresses.map((address) => tlv(0x87, Buffer.from(address.split('.').map(Number))));
  const extensions = names.length === 0 ? undefined : tlv(0x30, tlv(0x30, subjectAltName, tlv(0x04, tlv(0x30, ...names))));
  return issued(issuer, name, publicKey, privateKey, extensions, until);
}

export function inDays(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}

function issued(
  issuer: Pick<Authority, 'name' | 'privateKey'>, name: string, publicKey: KeyObject, privateKey: KeyObject, extensions: Buffer | undefined, until: Date,
): Certificate {
  const body = tlv(
    0x30,
    tlv(0xa0, tlv(0x02, Buffer.of(2))),
    tlv(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    ecdsaWithSha256,
    distinguishedName(issuer.name),
    tlv(0x30, time(inDays(-30)), time(until)),
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions === undefined ? [] : [tlv(0xa3, extensions)]),
  );
  const signature = tlv(0x03, Buffer.of(0), sign('sha256', body, issuer.privateKey));
  const base64 = tlv(0x30, body, ecdsaWithSha256, signature).toString('base64').replace(/.{64}/g, '$&\n');
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function distinguishedName(name: string): Buffer {
  return tlv(0x30, tlv(0x31, tlv(0x30, commonName, tlv(0x0c, Buffer.from(name)))));
}

function time(date: Date): Buffer {
  return tlv(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]|\..*/g, '')}Z`));
}

/** Tag, length, value: ITU-T X.690. */
function tlv(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const length = content.length < 0x80 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
