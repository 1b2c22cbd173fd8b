import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Files of a certificate for 127.0.0.1 that nobody trusts who is not told to. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** @throws Error where the program openssl is missing */
export async function makeCertificate(directory: string): Promise<Certificate> {
  const files = { certificate: join(directory, 'certificate.pem'), key: join(directory, 'key.pem') };
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const to = ['-keyout', files.key, '-out', files.certificate];
  await promisify(execFile)('openssl', ['req', '-x509', ...kind, ...name, ...to]);
  return files;
}
