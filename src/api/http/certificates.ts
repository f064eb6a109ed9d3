/** Which certificates are trusted: the system's and those of `NODE_EXTRA_CA_CERTS`, and a file's besides them. */
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import * as tls from "node:tls";
import { ArgumentError } from "../../errors";

/**
 * What connections trust that trust this file as well. Made once: with several hundred certificates it takes milliseconds.
 * Like Terraform, takes the text of a PEM file instead of its name. Throws an {@link ArgumentError} about a file that cannot
 * be used.
 */
export function trustBesides(caFile: string): tls.SecureContext {
  const certificates = certificatesOf(caFile);
  const { getCACertificates } = tls as { getCACertificates?: (type: "default") => string[] };
  if (getCACertificates) return tls.createSecureContext({ ca: [...getCACertificates("default"), ...certificates] });
  // Before Node 22.15 no public function tells what is trusted by default, but a context of it can be added to. It loses the
  // certificates of NODE_EXTRA_CA_CERTS then.
  const trusted = tls.createSecureContext();
  for (const certificate of [...readExtra(), ...certificates]) trusted.context.addCACert(certificate);
  return trusted;
}

/** One certificate of a PEM file, whole or cut off. */
const CERTIFICATE = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----(?:(?!-----BEGIN ).)*/gs;

/** Of a bundle OpenSSL would take what comes before the first certificate that it cannot read, and leave out the rest in silence. */
function certificatesOf(caFile: string): readonly string[] {
  const isText = caFile.includes("-----BEGIN ");
  const certificates = (isText ? caFile : read(caFile)).match(CERTIFICATE) ?? [];
  const refuse = (problem: string) => new ArgumentError("cacertFile", isText ? "(its text)" : caFile, problem);
  const bad = certificates.findIndex((certificate) => !isReadable(certificate));
  if (certificates.length === 0 || (certificates.length === 1 && bad === 0))
    throw refuse("it holds no readable certificate; name a PEM file");
  if (bad >= 0)
    throw refuse(`certificate ${bad + 1} of the ${certificates.length} in it cannot be read; repair or remove it`);
  return certificates;
}

function isReadable(certificate: string): boolean {
  try {
    new X509Certificate(certificate);
    return true;
  } catch {
    return false;
  }
}

/** Node itself warns of a file that it cannot read. */
function readExtra(): readonly string[] {
  try {
    return [readFileSync(process.env.NODE_EXTRA_CA_CERTS ?? "", "utf8")];
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ArgumentError("cacertFile", file, `the file cannot be read (${code}); name a readable PEM file`);
  }
}
