"""A throw-away certificate for the scenarios that speak TLS."""

import subprocess

from netlab import scratch


def certificate():
    home = scratch("tls")
    key, cert = f"{home}/key.pem", f"{home}/cert.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            key,
            "-out",
            cert,
            "-days",
            "3650",
            "-subj",
            "/CN=shop.example",
            "-addext",
            "subjectAltName=DNS:shop.example",
        ],
        check=True,
        capture_output=True,
    )
    return cert, key
