"""Say before anything is started that the web server could not have its port: check_port.py HOST PORT."""

import socket
import sys


def refusal(host: str, port: str) -> str | None:
    """Why nothing can listen there, in words for the person at the terminal; None when it can."""
    if not port.isdecimal() or not 0 < int(port) < 65_536:
        return f"PORT is {port!r}; it has to be a number from 1 to 65535: make run PORT=8100"
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the web server does
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            return (
                f"Port {port} on {host} cannot be used ({error.strerror}). "
                "Stop what uses it, or choose another port with PORT: make run PORT=8100"
            )
    return None


if __name__ == "__main__":
    sys.exit(refusal(sys.argv[1], sys.argv[2]))
