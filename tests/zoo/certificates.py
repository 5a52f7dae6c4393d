"""Certificates, good and bad, all made for one run."""

from __future__ import annotations

import datetime
import ssl
import warnings
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dh, ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

if TYPE_CHECKING:
    from pathlib import Path

DAY = datetime.timedelta(days=1)
# The 1024-bit group of RFC 2409, 6.2: too weak for any browser.
_GROUP_2 = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
    16,
)


Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Authority:
    """A certificate authority with a key of its own."""

    def __init__(self, name: str, parent: Authority | None = None) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = _name(name)
        self.certificate = make(self.name, self.key, parent or self, is_ca=True)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def make(
    subject: x509.Name,
    key: Key,
    issuer: Authority,
    *,
    host: str | None = None,
    is_ca: bool = False,
    start: int = -1,
    end: int = 30,
    issuer_url: str | None = None,
) -> x509.Certificate:
    """Return a certificate; *start* and *end* are days from now."""
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + start * DAY)
        .not_valid_after(now + end * DAY)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if is_ca:
        usage = x509.KeyUsage(
            digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False,
            key_encipherment=False, data_encipherment=False, key_agreement=False,
            encipher_only=False, decipher_only=False,
        )  # fmt: skip
        builder = builder.add_extension(usage, critical=True)
    if host:
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        builder = builder.add_extension(names, critical=False)
    if issuer_url:
        access = x509.AccessDescription(
            AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(issuer_url)
        )
        directory = x509.AccessDescription(  # which no browser asks
            AuthorityInformationAccessOID.CA_ISSUERS,
            x509.UniformResourceIdentifier("ldap://directory.zoo/cn=x"),
        )
        listed = x509.AuthorityInformationAccess([directory, access])
        builder = builder.add_extension(listed, critical=False)
    return builder.sign(issuer.key, hashes.SHA256())


def _pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates)


class Certificates:
    """Makes the TLS context of each row; the word says what is wrong with it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.root = Authority("Zoo root")
        self.middle = Authority("Zoo intermediate", self.root)
        self.ca_file = folder / "zoo-ca.pem"
        self.ca_file.write_bytes(_pem(self.root.certificate))

    @property
    def intermediate(self) -> bytes:
        """The intermediate certificate in DER, as an issuer's address serves it."""
        return self.middle.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def bundle(self) -> bytes:
        """Return both authorities in one certs-only message (RFC 5280, 4.2.2.1)."""
        both = [self.root.certificate, self.middle.certificate]
        return pkcs7.serialize_certificates(both, serialization.Encoding.DER)

    def good(self, host: str) -> tuple[list[bytes], ec.EllipticCurvePrivateKey]:
        """Return a good chain in DER, and the key of its leaf."""
        chain, key = self._chain("good", host, "")
        der = [
            one.public_bytes(serialization.Encoding.DER)
            for one in x509.load_pem_x509_certificates(chain)
        ]
        return der, key

    def context(self, word: str, host: str, base: str) -> ssl.SSLContext:
        """Return the server's TLS context for a row."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._weaken(context, word)
        self._load(context, self._chain(word, host, base))
        if "h2" in word:
            context.set_alpn_protocols(["h2", "http/1.1"])
        if word == "sni":
            right = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._load(right, self._chain("good", host, base))

            def choose(channel: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
                if name == host:
                    channel.context = right

            context.sni_callback = choose
        return context

    def _weaken(self, context: ssl.SSLContext, word: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            if word in ("tls10", "tls11"):
                version = ssl.TLSVersion.TLSv1 if word == "tls10" else ssl.TLSVersion.TLSv1_1
                context.set_ciphers("ALL:@SECLEVEL=0")
                context.minimum_version = context.maximum_version = version
        if word == "tls13":
            context.minimum_version = ssl.TLSVersion.TLSv1_3
        if word == "weak-key":
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
        if word == "weak-dh":
            path = self._folder / "dh.pem"
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that it is outdated is the point
                numbers = dh.DHParameterNumbers(_GROUP_2, 2).parameters()
            path.write_bytes(
                numbers.parameter_bytes(
                    serialization.Encoding.PEM, serialization.ParameterFormat.PKCS3
                )
            )
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers("DHE:@SECLEVEL=0")
            context.load_dh_params(str(path))
        if word.startswith("mtls"):
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(str(self.ca_file))
            if word == "mtls12":
                context.maximum_version = ssl.TLSVersion.TLSv1_2

    def _load(self, context: ssl.SSLContext, made: tuple[bytes, Key]) -> None:
        chain, key = made
        path = self._folder / f"{id(context)}.pem"
        secret = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        path.write_bytes(secret + chain)
        context.load_cert_chain(str(path))

    def _chain(self, word: str, host: str, base: str) -> tuple[bytes, Key]:
        """Return the certificates a row sends, with the leaf's key."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name(host)
        if word == "self-signed":
            own = Authority(host)
            return _pem(make(name, own.key, own, host=host)), own.key
        if word in ("expired", "not-yet"):
            start, end = (-60, -30) if word == "expired" else (30, 60)
            return _pem(make(name, key, self.root, host=host, start=start, end=end)), key
        if word in ("wrong-host", "sni"):
            return _pem(make(name, key, self.root, host="other.example")), key
        if word == "common-name":
            return _pem(make(name, key, self.root)), key
        if word == "wildcard":
            return _pem(make(name, key, self.root, host=f"*.{host.partition('.')[2]}")), key
        if word == "weak-key":
            weak = rsa.generate_private_key(65537, 1024)
            return _pem(make(name, weak, self.root, host=host)), weak
        if word == "wrong-order":
            leaf = make(name, key, self.middle, host=host)
            return _pem(leaf, self.root.certificate, self.middle.certificate), key
        if word in ("no-intermediate", "no-intermediate-bundle"):
            url = f"{base}/issuer.{'der' if word == 'no-intermediate' else 'p7c'}"
            return _pem(make(name, key, self.middle, host=host, issuer_url=url)), key
        if word == "no-intermediate-no-url":
            return _pem(make(name, key, self.middle, host=host)), key
        if word == "cross-signed":
            old = Authority("Zoo old root")
            cross = make(self.root.name, self.root.key, old, is_ca=True, start=-90, end=-30)
            leaf = make(name, key, self.middle, host=host)
            return _pem(leaf, self.middle.certificate, cross), key
        return _pem(make(name, key, self.root, host=host)), key
