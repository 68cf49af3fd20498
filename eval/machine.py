"""The machine that was measured on, told so that figures can be compared, and no one named."""

import os
import platform
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psutil

from eval.provenance import describe_machine, list_versions
from index.engines.processor import cpu_flags

# What the encoder's and FAISS's kernels are chosen by.
_FLAGS = ("avx2", "fma", "avx512f", "avx512_bf16", "avx512_vnni", "amx_tile", "asimd", "sve")

Told = dict[str, str | int | float]


def examine_machine() -> Told:
    """Return what bears on speed: processor, cores, memory, system, and how busy it was before."""
    processor = _read_processor()
    flags = cpu_flags()
    return {
        **describe_machine(),
        "processor": processor.get("model name") or platform.processor(),
        "cores": psutil.cpu_count(logical=False) or 0,
        "instructions": " ".join(flag for flag in _FLAGS if flag in flags),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "release": platform.release(),
        "distribution": _name_distribution(),
        "threads": os.environ.get("OMP_NUM_THREADS", "as many as there are CPUs"),
        "load_before": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else 0.0,
    }


def list_all_versions() -> dict[str, str]:
    """Return the versions of the packages and of SQLite."""
    return list_versions() | {"sqlite": sqlite3.sqlite_version}


def _read_processor() -> Mapping[str, str]:
    """Return what Linux tells of the first CPU; nothing elsewhere."""
    told: dict[str, str] = {}
    with suppress(OSError):
        first, _, _ = Path("/proc/cpuinfo").read_text(encoding="utf-8").partition("\n\n")
        for line in first.splitlines():
            name, _, value = line.partition(":")
            told[name.strip()] = value.strip()
    return told


def _name_distribution() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:  # no Linux
        return ""
