import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Files of a certificate that nobody trusts who is not told to. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/**
 * @param subject whose it is, as openssl has it
 * @throws Error where the program openssl is missing
 */
export async function makeCertificate(directory: string, subject = 'IP:127.0.0.1'): Promise<Certificate> {
  const [, id = ''] = subject.split(':');
  const files = { certificate: join(directory, `${id}.pem`), key: join(directory, `${id}.key`) };
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  const name = ['-subj', `/CN=${id}`, '-addext', `subjectAltName=${subject}`];
  const to = ['-keyout', files.key, '-out', files.certificate];
  await promisify(execFile)('openssl', ['req', '-x509', ...kind, ...name, ...to]);
  return files;
}
