"""What this machine's processors can do, told without loading a library that takes seconds."""

import os
import platform
from pathlib import Path

_CPU_INFO = Path("/proc/cpuinfo")
_NVIDIA_DRIVERS = (
    Path("/proc/driver/nvidia/version"),
    Path("/dev/dxg"),  # Windows' Linux subsystem
    Path(os.environ.get("SYSTEMROOT", "/nowhere")) / "System32/nvcuda.dll",
)


def may_have_cuda() -> bool:
    """Tell whether there may be a CUDA device; only torch, which takes seconds, knows for sure."""
    return any(path.exists() for path in _NVIDIA_DRIVERS)


def computes_bfloat16() -> bool:
    """Tell whether the CPU multiplies bfloat16 numbers itself; others only imitate it, slowly."""
    return bool({"avx512_bf16", "amx_bf16", "bf16"} & cpu_flags())


def cpu_flags() -> frozenset[str]:
    """Return the CPU's feature flags as Linux names them; none where it does not tell."""
    try:
        lines = _CPU_INFO.read_text(encoding="utf-8").splitlines()
    except OSError:
        return frozenset()
    named = (line.partition(":") for line in lines)
    return frozenset(
        flag
        for name, _, flags in named
        if name.strip() in ("flags", "Features")
        for flag in flags.split()
    )


def is_x86_or_arm() -> bool:
    """Tell whether the CPU is of a kind that OpenVINO is made for."""
    return platform.machine().lower() in ("x86_64", "amd64", "aarch64", "arm64")


def thread_limit() -> int | None:
    """Return how many threads the user allows numerical libraries; None leaves it to them."""
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    return int(wanted) if wanted.isdigit() and int(wanted) > 0 else None
