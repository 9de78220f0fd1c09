#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Real programs under the bundled profiles: what they are for works, the rest does not."""

import contextlib
import gzip
import hashlib
import os
import socket
import subprocess
import sys
import time

from harness import (
    BASE_ENV, IS_ROOT, SCMP_RUN, case, describe, expect, main, need, run, scmp, scratch, write,
)

PAGE = "a page of a local server\n"


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def wait_for_port(port, server):
    for _ in range(200):
        assert server.poll() is None, "the server ended"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on port {port}")


@contextlib.contextmanager
def serving(command, port, **kwargs):
    with subprocess.Popen(
        [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, env=BASE_ENV, **kwargs,
    ) as server:
        try:
            wait_for_port(port, server)
            yield
        finally:
            server.terminate()


def make_certificate(top):
    openssl = need("openssl")
    run(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
        "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", top / "key.pem",
        "-out", top / "cert.pem", check=None)
    assert (top / "cert.pem").exists()
    return top / "cert.pem"


NGINX = """
daemon off;
master_process off;
{user}
pid {top}/run/pid;
error_log {top}/run/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {top}/run; proxy_temp_path {top}/run; fastcgi_temp_path {top}/run;
    uwsgi_temp_path {top}/run; scgi_temp_path {top}/run;
    server {{ listen 127.0.0.1:{http}; root {top}/www; }}
    {tls}
}}
"""
TLS = """
    server {{
        listen 127.0.0.1:{https} ssl; root {top}/www;
        ssl_certificate {top}/cert.pem; ssl_certificate_key {top}/key.pem;
    }}
"""


@contextlib.contextmanager
def nginx(top, https=None, launcher=()):
    """An nginx with one page; the port of its http server."""
    exe, port = need("nginx"), free_port()
    (top / "www").mkdir()
    (top / "run").mkdir()
    write(top / "www" / "index.html", PAGE)
    tls = TLS.format(https=https, top=top) if https else ""
    # as root it would give its directories to somebody else, which needs capabilities
    user = "user root root;" if IS_ROOT else ""
    config = write(top / "nginx.conf", NGINX.format(top=top, http=port, tls=tls, user=user))
    with serving([*launcher, exe, "-c", config, "-p", top], port):
        yield port


# net


@case
def curl_gets_a_page_over_http():
    curl = need("curl")
    with scratch() as top, nginx(top) as port:
        expect(scmp("--profile", "net", "--", curl, "-s", f"http://127.0.0.1:{port}/"), 0, PAGE)
        expect(scmp("--profile", "default", "--", curl, "-s", f"http://127.0.0.1:{port}/"), 0, PAGE)


@case
def curl_gets_a_page_over_https_by_name():
    curl = need("curl")
    with scratch() as top:
        certificate, https = make_certificate(top), free_port()
        with nginx(top, https):
            done = scmp("--profile", "net", "--", curl, "-sS", "--cacert", certificate,
                        f"https://localhost:{https}/")
            expect(done, 0, PAGE)


@case
def curl_saves_a_page_to_a_file():
    curl = need("curl")
    with scratch() as top, nginx(top) as port:
        out = top / "saved"
        expect(scmp("--profile", "net", "--", curl, "-s", "-o", out, f"http://127.0.0.1:{port}/"))
        assert out.read_text() == PAGE


@case
def curl_says_so_when_nobody_listens():
    curl = need("curl")
    done = scmp("--profile", "net", "--", curl, "-s", f"http://127.0.0.1:{free_port()}/")
    assert done.returncode == 7, describe(done)


@case
def curl_cannot_connect_under_files():
    curl = need("curl")
    with scratch() as top, nginx(top) as port:
        done = scmp("--profile", "files", "--", curl, "-s", f"http://127.0.0.1:{port}/")
        assert done.returncode not in (0, 125, 126, 127), describe(done)
        assert PAGE not in done.stdout


PYTHON_CLIENT = """
import socket, sys
s = socket.create_connection(("localhost", int(sys.argv[1])))
s.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
data = b""
while chunk := s.recv(65536):
    data += chunk
sys.stdout.write(data.partition(b"\\r\\n\\r\\n")[2].decode())
"""


@case
def python_opens_a_socket():
    with scratch() as top, nginx(top) as port:
        done = scmp("--profile", "net", "--", sys.executable, "-I", "-c", PYTHON_CLIENT, port)
        expect(done, 0, PAGE)


@case
def python_cannot_listen_or_trace():
    listen = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()"
    done = scmp("--profile", "net", "--", sys.executable, "-I", "-c", listen)
    expect(done, 1, "", "Operation not permitted")


@case
def threads_and_processes_work():
    code = ("import subprocess, threading\n"
            "t = threading.Thread(target=lambda: print('thread', flush=True))\n"
            "t.start(); t.join()\n"
            "print(subprocess.run(['echo', 'process'], capture_output=True, text=True).stdout)\n")
    for name in ("files", "net", "default"):
        done = scmp("--profile", name, "--", sys.executable, "-I", "-c", code)
        expect(done, 0, "thread\nprocess\n\n")


# default


@case
def nginx_serves_under_default():
    curl = need("curl")
    with scratch() as top:
        launcher = [SCMP_RUN, "--profile", "default", "--"]
        with nginx(top, launcher=launcher) as port:
            expect(run(curl, "-s", f"http://127.0.0.1:{port}/"), 0, PAGE)


@case
def a_python_server_serves_under_default():
    with scratch() as top:
        write(top / "index.html", PAGE)
        port = free_port()
        server = [SCMP_RUN, "--profile", "default", "--", sys.executable, "-I", "-m",
                  "http.server", "--bind", "127.0.0.1", port]
        with serving(server, port, cwd=top):
            done = scmp("--profile", "net", "--", sys.executable, "-I", "-c", PYTHON_CLIENT, port)
            expect(done, 0, PAGE)


# stdio


@case
def sha256sum_reads_standard_input():
    done = scmp("--profile", "stdio", "--", "sha256sum", input=b"text")
    expect(done, 0, hashlib.sha256(b"text").hexdigest() + "  -\n")


@case
def gzip_unpacks_standard_input():
    data = os.urandom(100000).hex().encode()
    done = scmp("--profile", "stdio", "--", "gzip", "-dc", input=gzip.compress(data))
    expect(done, 0, data.decode())


@case
def gzip_says_so_when_its_input_is_broken():
    done = scmp("--profile", "stdio", "--", "gzip", "-dc", input=b"not gzip")
    expect(done, 1, "", "not in gzip format")


@case
def jq_filters_standard_input():
    jq = need("jq")
    expect(scmp("--profile", "stdio", "--", jq, "-c", ".a", input=b'{"a": [1, 2]}'), 0, "[1,2]\n")
    done = scmp("--profile", "stdio", "--", jq, ".", input=b"{")
    expect(done, run(jq, ".", input=b"{").returncode, "", "parse error")


@case
def pipelines_of_filters_work():
    done = scmp("--profile", "stdio", "--", "sh", "-c", "sort | uniq -c | tr -s ' '",
                input=b"b\na\nb\n")
    expect(done, 0, " 1 a\n 2 b\n")


@case
def gzip_cannot_write_a_file_under_stdio():
    with scratch() as top:
        path = write(top / "f", "text")
        done = scmp("--profile", "stdio", "--", "gzip", path)
        expect(done, 1, "", "Operation not permitted")
        assert sorted(os.listdir(top)) == ["f"], os.listdir(top)


@case
def a_shell_cannot_write_or_remove_a_file_under_stdio():
    with scratch() as top:
        path = write(top / "f", "text")
        for command in (f"echo x > {path}", f"echo x >> {path}", f"echo x > {top}/new",
                        f"rm -f {path}", f"mv {path} {top}/g", f"chmod 777 {path}",
                        f"mkdir {top}/d", f"ln {path} {top}/h", f"ln -s x {top}/h",
                        f"touch {path}", f"truncate -s 0 {path}"):
            done = scmp("--profile", "stdio", "--", "sh", "-c", command)
            assert done.returncode not in (0, 125, 126, 127), (command, describe(done))
            assert os.listdir(top) == ["f"] and path.read_text() == "text", command
            assert path.stat().st_mode & 0o777 == 0o644, command


@case
def a_program_cannot_open_a_socket_under_stdio():
    code = ("import socket\n"
            "for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK):\n"
            "    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):\n"
            "        try:\n"
            "            socket.socket(family, kind)\n"
            "        except PermissionError:\n"
            "            continue\n"
            "        print('opened', family, kind)\n"
            "try:\n"
            "    socket.socketpair()\n"
            "    print('opened a pair')\n"
            "except PermissionError:\n"
            "    pass\n")
    for name in ("stdio", "files"):
        done = scmp("--profile", name, "--", sys.executable, "-I", "-c", code)
        expect(done, 0, "")


@case
def jq_and_sha256sum_read_files_but_write_none():
    with scratch() as top:
        path = write(top / "f", '{"a": 1}')
        expect(scmp("--profile", "stdio", "--", "sha256sum", path), 0)
        expect(scmp("--profile", "stdio", "--", need("jq"), "-c", ".", path), 0, '{"a":1}\n')
        done = scmp("--profile", "stdio", "--", "cp", path, top / "g")
        expect(done, 1, "", "Operation not permitted")


# files


@case
def files_are_packed_edited_and_removed_under_files():
    with scratch() as top:
        write(top / "f", "one\n")
        script = "tar -cf t.tar f && sed -i s/one/two/ f && tar -xOf t.tar f && cat f && rm f t.tar"
        done = scmp("--profile", "files", "--", "sh", "-ec", script, cwd=top)
        expect(done, 0, "one\ntwo\n")
        assert not os.listdir(top)


main()
