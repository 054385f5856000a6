"""Reads PyTorch's wheel for Scripts/setup: what its libraries need, and the files that we build and run with.

    wheel.py requirements [--cuda] WHEEL        prints pip requirements, one a line
    wheel.py unpack [--cuda] FOLDER WHEEL...    unpacks the headers and libraries

Without --cuda, only what the CPU needs, of either build. The CUDA build's CPU library doesn't load without two small
libraries of NVIDIA's, which it finds in nvidia/ beside torch/.
"""

import argparse
import errno
import fnmatch
import os
import re
import shutil
import sys
import zipfile

# Python's side of PyTorch, its tests, and `libtorch.so`, which only refers to the others.
UNUSED = ["libtorch_python.so", "libshm.so", "libtorch.so", "libtorch_global_deps.so",
          "libbackend_with_compiler.so", "libjitbackend_test.so", "libtorchbind_test.so", "libaoti_custom_ops.so"]
CUDA_ONLY = ["libtorch_cuda*.so", "libc10_cuda.so", "libcaffe2_nvrtc.so", "libtorch_nvshmem.so"]
# The NVIDIA libraries that the CPU library is linked with, and the names of their wheels within `cuda-toolkit`.
CUDA_FOR_CPU = ["libcudart.so*", "libcupti.so*"]
TOOLKIT_FOR_CPU = ["cudart", "cupti"]


def requirements(wheel, cuda):
    """Returns the requirements on NVIDIA's packages that the wheel's metadata states, as pip takes them."""
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(name for name in archive.namelist() if re.fullmatch(r"torch-[^/]*\.dist-info/METADATA", name))
        text = archive.read(metadata).decode()
    found = []
    for line in re.findall(r"^Requires-Dist: ([^;\n]*)", text, re.MULTILINE):
        line = line.strip().replace(" ", "")
        toolkit = re.fullmatch(r"(cuda-toolkit)\[([^]]*)\](.*)", line)
        if toolkit and not cuda:
            parts = [part for part in toolkit[2].split(",") if part in TOOLKIT_FOR_CPU]
            found.append(f"{toolkit[1]}[{','.join(parts)}]{toolkit[3]}")
        elif toolkit or line.startswith("nvidia-") and cuda:
            found.append(line)
        elif re.match(r"nvidia-cuda-(runtime|cupti)\b", line):
            found.append(line)
    return found


def is_wanted(name, cuda):
    """Whether a member of a wheel is unpacked."""
    if name.endswith("/"):
        return False
    base = os.path.basename(name)
    if name.startswith(("torch/include/", "torch.libs/")):
        return True
    if fnmatch.fnmatch(name, "torch/lib/*.so*"):
        unwanted = UNUSED if cuda else UNUSED + CUDA_ONLY
        return not any(fnmatch.fnmatch(base, pattern) for pattern in unwanted)
    if fnmatch.fnmatch(name, "nvidia/*/lib/*.so*"):
        return cuda or any(fnmatch.fnmatch(base, pattern) for pattern in CUDA_FOR_CPU)
    return name.split("/")[0].endswith(".dist-info") and "license" in name.lower()


def unpack(folder, wheels, cuda):
    """Unpacks the wanted members of the wheels; they keep their places relative to each other."""
    chosen = []
    for wheel in wheels:
        archive = zipfile.ZipFile(wheel)
        chosen += [(archive, member) for member in archive.infolist() if is_wanted(member.filename, cuda)]
    os.makedirs(folder)
    size, free = sum(member.file_size for _, member in chosen), shutil.disk_usage(folder).free
    if size > free:
        sys.exit(f"the disk has {free / 1e9:.1f} GB free, and {size / 1e9:.1f} GB are needed")
    for archive, member in chosen:
        archive.extract(member, folder)  # checks the checksum, and keeps the path inside the folder


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    actions = parser.add_subparsers(dest="action", required=True)
    action = actions.add_parser("requirements")
    action.add_argument("--cuda", action="store_true")
    action.add_argument("wheel")
    action = actions.add_parser("unpack")
    action.add_argument("--cuda", action="store_true")
    action.add_argument("folder")
    action.add_argument("wheels", nargs="+")
    arguments = parser.parse_args()
    try:
        if arguments.action == "requirements":
            print("\n".join(requirements(arguments.wheel, arguments.cuda)))
        else:
            unpack(arguments.folder, arguments.wheels, arguments.cuda)
    except (OSError, zipfile.BadZipFile, StopIteration) as error:
        full = getattr(error, "errno", None) == errno.ENOSPC
        sys.exit("the disk is full" if full else f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
