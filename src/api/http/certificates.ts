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
  const isText = caFile.includes("-----BEGIN ");
  const pem = isText ? caFile : read(caFile);
  const name = isText ? "(its text)" : caFile;
  try {
    new X509Certificate(pem);
  } catch {
    throw new ArgumentError("cacertFile", name, "it holds no certificate that can be read; name a PEM file");
  }
  const { getCACertificates } = tls as { getCACertificates?: (type: "default") => string[] };
  if (getCACertificates) return tls.createSecureContext({ ca: [...getCACertificates("default"), pem] });
  // Before Node 22.15 no public function tells what is trusted by default, but a context of it can be added to. It loses the
  // certificates of NODE_EXTRA_CA_CERTS then.
  const trusted = tls.createSecureContext();
  for (const certificates of [readExtra(), pem]) if (certificates) trusted.context.addCACert(certificates);
  return trusted;
}

/** Node itself warns of a file that it cannot read. */
function readExtra(): string | undefined {
  try {
    return readFileSync(process.env.NODE_EXTRA_CA_CERTS ?? "", "utf8");
  } catch {
    return undefined;
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
