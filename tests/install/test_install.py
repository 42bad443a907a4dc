#!/usr/bin/env python3
"""What `meson install` leaves: the program with its lessons, and a library for someone else's program. Speaks TAP.

Usage: test_install.py BUILD PREFIX EXAMPLE EXAMPLE_SOURCE COMPILER...
"""
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

from program import declared_functions, gradwalk, shown_symbols
from tap import need
import tap


def run(*command, **settings):
    return subprocess.run(command, capture_output=True, text=True, check=True, **settings).stdout


def the_program_has_its_lessons(root):
    listed = run(root / "bin/gradwalk", "list", env={**os.environ, "GRADWALK_GRAPHS": str(root / "share/gradwalk/graphs")})
    return need(listed == gradwalk("list").stdout, listed) + need(all((root / "share/gradwalk" / name).exists() for name in ("graph.rng", "graph.rnc", "graphs/schemas.xml")), "no schema")


def someone_elses_program_walks_a_graph(root):
    """It is compiled as pkg-config says, against what was installed and nothing else."""
    library = next(root.rglob("libgradwalk.so")).parent
    found = {**os.environ, "PKG_CONFIG_PATH": str(library / "pkgconfig"), "PKG_CONFIG_SYSROOT_DIR": str(DESTINATION)}
    flags = shlex.split(run("pkg-config", "--cflags", "--libs", "gradwalk", env=found))
    program = DESTINATION / "example"
    run(*COMPILER, "-o", program, SOURCE, *flags)
    walked = run(program, env={**os.environ, "LD_LIBRARY_PATH": str(library)})
    return need(walked == run(EXAMPLE) and walked, walked)


def the_library_is_where_debian_looks(root):
    """A fresh Debian has no dpkg-architecture, which Meson would ask for the folder's name."""
    folder = run(*COMPILER, "-print-multiarch").strip()
    if not pathlib.Path("/etc/debian_version").exists() or not folder:
        return []
    refusing = DESTINATION / "refusing" / "dpkg-architecture"
    refusing.parent.mkdir()
    refusing.write_text("#!/bin/sh\nexit 1\n")
    refusing.chmod(0o755)
    there = DESTINATION / "configured"
    run("meson", "setup", there, SOURCE_ROOT, "-Dtests=disabled",
        env={**os.environ, "PATH": f"{refusing.parent}:{os.environ['PATH']}"})
    plan = json.loads(run("meson", "introspect", "--installed", there))
    installed = [path for path in plan.values() if "libgradwalk.so" in path]
    return need(installed and all(f"/lib/{folder}/" in path for path in installed), f"{installed}")


def the_library_shows_what_is_public_alone(root):
    declared = declared_functions(root / "include/gradwalk")
    shown = shown_symbols(next(root.rglob("libgradwalk.so")))
    return (need(len(declared) > 60 and declared <= shown, f"missing {sorted(declared - shown)}") +
            need(all(name.startswith("gw_") for name in shown), f"{sorted(shown)}"))


if len(sys.argv) < 6:
    sys.exit(__doc__)
SOURCE_ROOT = pathlib.Path(__file__).parents[2]
BUILD, PREFIX, EXAMPLE, SOURCE, *COMPILER = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    DESTINATION = pathlib.Path(folder)
    run("meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", folder)
    tap.run(tap.named([the_program_has_its_lessons, someone_elses_program_walks_a_graph, the_library_is_where_debian_looks,
                       the_library_shows_what_is_public_alone], DESTINATION / PREFIX.lstrip("/")))
