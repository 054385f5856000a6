"""Tests of Scripts/setup, Scripts/wheel.py and Scripts/env: what they find, download, refuse and survive.

Every test runs the real scripts in a small clone of its own. Programs that would take long or need a network are
replaced by stand-ins on the PATH, and PyTorch's wheels by tiny ones with the same layout.
"""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPTS = ["setup", "wheel.py", "env"]
# What the scripts may use; anything else is missing, as on a machine that doesn't have it.
TOOLS = """awk basename bash cat cmp cp cut df dirname env expr find flock grep head id ldd mkdir mktemp mv paste pkg-config
    printf python3 rm sed sh sleep sort sync tail touch uname""".split()


def version_header(version):
    names = ["MAJOR", "MINOR", "PATCH"]
    return "".join(f"#define TORCH_VERSION_{name} {number}\n" for name, number in zip(names, version.split(".")))


def library():
    """A shared library that any machine here can load: the smallest at hand."""
    found = subprocess.run(["ldd", sys.executable], capture_output=True, text=True, check=True).stdout
    paths = [word for line in found.splitlines() for word in line.split() if word.startswith("/") and "libm.so" in word]
    return pathlib.Path(paths[0] if paths else next(pathlib.Path("/").glob("lib*/**/libm.so.6"))).read_bytes()


LIBRARY = library()


class Clone:
    """A clone of which only the scripts exist, a PATH of its own and an empty home."""

    def __init__(self, folder="clone"):
        self.temporary = tempfile.TemporaryDirectory()
        self.base = pathlib.Path(self.temporary.name)
        self.root = self.base / folder
        self.bin = self.base / "bin"
        self.calls = self.base / "calls"
        for path in [self.root / "Scripts", self.bin, self.base / "home", self.base / "wheels"]:
            path.mkdir(parents=True)
        for script in SCRIPTS:
            shutil.copy(ROOT / "Scripts" / script, self.root / "Scripts" / script)
        for tool in TOOLS:
            if path := sys.executable if tool == "python3" else shutil.which(tool):
                (self.bin / tool).symlink_to(path)
        self.stub("swift", "echo 'Swift version 6.2 (swift-6.2-RELEASE)'")
        self.stub("pkg-config", "exit 0")
        self.stub_python()

    def stub(self, name, body):
        """Replaces a program by a few lines of shell; without lines, removes it."""
        path = self.bin / name
        path.unlink(missing_ok=True)
        if body is not None:
            path.write_text(f"#!/bin/sh\n{body}\n")
            path.chmod(0o755)

    def stub_python(self, pip=None, torch="", unpack=None):
        """A Python whose pip serves the wheels of `wheels/`, and that says of `torch` what it is told to."""
        pip = pip or """
            while [ "$1" != --dest ]; do shift; done
            case "$*" in
            *torch=*) cp "$WHEELS"/torch-*.whl "$2";;
            *) for wheel in "$WHEELS"/*.whl; do case $wheel in */torch-*) ;; *) cp "$wheel" "$2";; esac; done;;
            esac"""
        self.stub("python3", f"""
            case "$*" in
            "-m pip --version") exit 0;;
            "-m pip"*) printf '%s\\n' "$*" >>{self.calls}; {textwrap.dedent(pip)}
            exit;;
            *find_spec*) echo '{torch}'; exit;;
            *"wheel.py unpack"*) {unpack or ""}
            esac
            exec {sys.executable} "$@" """)

    def wheel(self, name, members, metadata=""):
        """Puts a wheel where the stand-in for pip finds it."""
        stem = "-".join(name.split("-")[:2])
        with zipfile.ZipFile(self.base / "wheels" / f"{name}-py3-none-any.whl", "w") as archive:
            archive.writestr(f"{stem}.dist-info/METADATA", f"Name: {name}\n{metadata}")
            for path, content in members.items():
                archive.writestr(path, content)

    def cpu_wheel(self):
        self.wheel("torch-2.13.0+cpu", self.torch_members(), "Requires-Dist: filelock\n")

    def cuda_wheel(self):
        cuda = dict.fromkeys(["torch/lib/libtorch_cuda.so", "torch/lib/libc10_cuda.so"], LIBRARY)
        self.wheel("torch-2.13.0", self.torch_members() | cuda, textwrap.dedent("""\
            Requires-Dist: filelock
            Requires-Dist: cuda-toolkit[cublas,cudart,cupti]==13.0.3; platform_system == "Linux"
            Requires-Dist: nvidia-nccl-cu13==2.29.7; platform_system == "Linux"
            """))
        self.wheel("nvidia_cuda_runtime-13", {"nvidia/cu13/lib/libcudart.so.13": LIBRARY})
        self.wheel("nvidia_cuda_cupti-13", {
            "nvidia/cu13/lib/libcupti.so.13": LIBRARY, "nvidia/cu13/lib/libnvperf_host.so": LIBRARY,
            "nvidia/cu13/include/cupti.h": "",
        })

    @staticmethod
    def torch_members():
        return {
            "torch/__init__.py": "",
            "torch/include/torch/headeronly/version.h": version_header("2.13.0"),
            "torch/lib/libtorch_cpu.so": LIBRARY,
            "torch/lib/libc10.so": LIBRARY,
            "torch/lib/libgomp.so.1": LIBRARY,
            "torch/lib/libtorch_python.so": LIBRARY,
            "torch/lib/libtorchbind_test.so": LIBRARY,
        }

    def libtorch(self, version="2.13.1", name="given"):
        """Makes a folder that looks like an unpacked LibTorch."""
        folder = self.base / name
        for path, content in self.torch_members().items():
            path = folder / path.removeprefix("torch/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        (folder / "include/torch/headeronly/version.h").write_text(version_header(version))
        return folder

    def environment(self, **more):
        return {"PATH": str(self.bin), "HOME": str(self.base / "home"), "WHEELS": str(self.base / "wheels"), **more}

    def start(self, *arguments, **more):
        return subprocess.Popen(
            [self.bin / "bash", self.root / "Scripts/setup", *arguments], env=self.environment(**more), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
            # A program started in the background ignores Ctrl-C, and so do its children.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))

    def setup(self, *arguments, **more):
        """Runs set-up; returns its exit code and all that it printed."""
        process = self.start(*arguments, **more)
        output, errors = process.communicate(timeout=60)
        return process.returncode, output + errors

    def files(self):
        """The files below .libtorch, the lock aside."""
        home = self.root / ".libtorch"
        return sorted(str(path.relative_to(home)) for path in home.rglob("*") if path.is_file() and path.name != "lock")

    def flags(self):
        return (self.root / ".libtorch/pkgconfig/fewshot-libtorch.pc").read_text()

    def pip_calls(self):
        return self.calls.read_text().splitlines() if self.calls.exists() else []


class SetupTests(unittest.TestCase):
    def setUp(self):
        self.clone = Clone()
        self.addCleanup(self.clone.temporary.cleanup)

    def assert_fails(self, sentence, *arguments, **more):
        """Set-up exits with 1, says the sentence in one line, and leaves nothing that looks like success."""
        status, output = self.clone.setup(*arguments, **more)
        self.assertIn(sentence, output)
        self.assertEqual(status, 1, output)
        self.assertEqual(len([line for line in output.splitlines() if line.startswith("setup: ")]), 1, output)
        self.assertEqual([name for name in self.clone.files() if "work." in name or name.endswith(".pc")], [])

    def assert_succeeds(self, *arguments, **more):
        status, output = self.clone.setup(*arguments, **more)
        self.assertEqual(status, 0, output)
        return output


class Finding(SetupTests):
    def test_downloads_and_unpacks_only_what_is_needed(self):
        self.clone.cpu_wheel()
        output = self.assert_succeeds()
        self.assertIn("LibTorch 2.13.0 for CPU in .libtorch/torch-2.13.0+cpu/torch", output)
        self.assertEqual(self.clone.files(), [
            "pkgconfig/fewshot-libtorch.pc",
            "torch-2.13.0+cpu/torch/include/torch/headeronly/version.h",
            "torch-2.13.0+cpu/torch/lib/libc10.so",
            "torch-2.13.0+cpu/torch/lib/libgomp.so.1",
            "torch-2.13.0+cpu/torch/lib/libtorch_cpu.so",
        ])

    def test_gives_swiftpm_only_flags_that_it_takes(self):
        self.clone.cpu_wheel()
        self.assert_succeeds()
        words = [word for line in self.clone.flags().splitlines() if line.startswith(("Cflags", "Libs"))
                 for word in line.split()[1:]]
        self.assertTrue(words)
        self.assertEqual([word for word in words if word[:2] not in ["-I", "-L", "-l"]], [])

    def test_a_second_run_is_quick_and_downloads_nothing(self):
        self.clone.cpu_wheel()
        self.assert_succeeds()
        self.clone.stub_python(pip="echo no network >&2; exit 1")
        before, seconds = self.clone.flags(), []
        for _ in range(3):
            start = time.monotonic()
            self.assert_succeeds()
            seconds.append(time.monotonic() - start)
        self.assertLess(min(seconds), 2)
        self.assertEqual(self.clone.flags(), before)
        self.assertEqual(len(self.clone.pip_calls()), 1)

    def test_a_cuda_build_brings_the_two_libraries_that_its_cpu_library_needs(self):
        self.clone.cuda_wheel()
        output = self.assert_succeeds()
        self.assertIn("for CPU in", output)
        self.assertIn("cuda-toolkit[cudart,cupti]==13.0.3", self.clone.pip_calls()[1])
        self.assertNotIn("nccl", self.clone.pip_calls()[1])
        names = [pathlib.PurePath(name).name for name in self.clone.files()]
        self.assertLessEqual({"libcudart.so.13", "libcupti.so.13"}, set(names))
        self.assertEqual({"libtorch_cuda.so", "libc10_cuda.so", "libnvperf_host.so", "cupti.h"} & set(names), set())

    def test_cuda_on_request_brings_everything(self):
        self.clone.cuda_wheel()
        self.assert_succeeds()
        output = self.assert_succeeds("--cuda")
        self.assertIn("for CPU and CUDA in", output)
        self.assertIn("torch===2.13.0", self.clone.pip_calls()[2])
        self.assertIn("cuda-toolkit[cublas,cudart,cupti]==13.0.3 nvidia-nccl-cu13==2.29.7", self.clone.pip_calls()[3])
        self.assertIn("for CPU and CUDA in", self.assert_succeeds("--cuda"))
        self.assertIn("for CPU and CUDA in", self.assert_succeeds())
        self.assertEqual(len(self.clone.pip_calls()), 4)

    def test_uses_a_given_libtorch_and_remembers_it(self):
        given = self.clone.libtorch()
        self.assertIn(f"LibTorch 2.13.1 for CPU in {given}", self.assert_succeeds(LIBTORCH=str(given)))
        self.assertIn(f"LibTorch 2.13.1 for CPU in {given}", self.assert_succeeds())
        self.assertEqual(self.clone.pip_calls(), [])

    def test_uses_the_pytorch_of_python(self):
        found = self.clone.libtorch()
        self.clone.stub_python(torch=found)
        self.assertIn(str(found), self.assert_succeeds())
        self.assertEqual(self.clone.pip_calls(), [])

    def test_says_why_it_does_not_use_the_pytorch_of_python(self):
        self.clone.stub_python(torch=self.clone.libtorch("2.4.1"))
        self.clone.cpu_wheel()
        output = self.assert_succeeds()
        self.assertRegex(output, "Not using the PyTorch in .*: it is version 2.4.1, and ShopGuide needs 2.13")
        self.assertIn("torch-2.13.0+cpu", output)

    def test_downloads_again_when_a_remembered_libtorch_is_gone(self):
        given = self.clone.libtorch()
        self.assert_succeeds(LIBTORCH=str(given))
        shutil.rmtree(given)
        self.clone.cpu_wheel()
        self.assertIn("torch-2.13.0+cpu", self.assert_succeeds())

    def test_a_moved_clone_uses_its_own_libtorch(self):
        self.clone.cpu_wheel()
        self.assert_succeeds()
        old = self.clone.root
        self.clone.root = self.clone.base / "moved"
        shutil.copytree(old, self.clone.root)
        self.assert_succeeds()
        self.assertNotIn(f"{old}/", self.clone.flags())
        self.assertEqual(len(self.clone.pip_calls()), 1)

    def test_installs_missing_system_libraries_when_it_may(self):
        marker = self.clone.base / "installed"
        self.clone.stub("pkg-config", f"[ -e {marker} ]")
        self.clone.stub("id", "echo 0")
        self.clone.stub("apt-get", f"""
            case "$*" in *update*) touch {marker}.lists;; *) [ -e {marker}.lists ] && touch {marker};; esac""")
        output = self.assert_succeeds(LIBTORCH=str(self.clone.libtorch()))
        self.assertIn("Installing system libraries: libpng-dev", output)

    def test_installs_libcrypto_where_it_alone_is_missing(self):
        marker = self.clone.base / "installed"
        self.clone.stub("pkg-config", f"""case "$*" in *libcrypto*) [ -e {marker} ];; esac""")
        self.clone.stub("id", "echo 0")
        self.clone.stub("apt-get", f"""case "$*" in *" install "*libssl-dev*) touch {marker};; esac""")
        self.assert_succeeds(LIBTORCH=str(self.clone.libtorch()))
        self.assertTrue(marker.exists())

    def test_the_image_is_built_with_the_same_packages(self):
        setup = (ROOT / "Scripts/setup").read_text()
        packages = setup.split("readonly packages=(")[1].split(")")[0].split()
        self.assertLessEqual(set(packages), set((ROOT / "Dockerfile").read_text().split()))

    def test_every_system_library_of_the_package_is_looked_for(self):
        setup = (ROOT / "Scripts/setup").read_text()
        modules = setup.split("readonly modules=(")[1].split(")")[0].split()
        needed = re.findall(r'pkgConfig: "([^"]*)"', (ROOT / "Package.swift").read_text())
        self.assertLessEqual(set(needed) - {"fewshot-libtorch"}, set(modules))


class Refusing(SetupTests):
    def test_no_swift(self):
        self.clone.stub("swift", None)
        self.assert_fails("Swift isn't installed or isn't on the PATH; install Swift 6.2 or newer")

    def test_swift_too_old(self):
        self.clone.stub("swift", "echo 'Swift version 6.1.2 (swift-6.1.2-RELEASE)'")
        self.assert_fails("Swift 6.1.2 is too old; ShopGuide needs 6.2 or newer")

    def test_another_platform(self):
        self.clone.stub("uname", "[ $1 = -s ] && echo Darwin || echo arm64")
        self.assert_fails("builds on Linux, x86_64 or aarch64; this is Darwin on arm64.")

    def test_no_python(self):
        self.clone.stub("python3", None)
        self.assert_fails("python3 isn't installed")

    def test_no_pip(self):
        self.clone.stub("python3", """case "$*" in *find_spec*) echo;; *) exit 1;; esac""")
        self.assert_fails("python3 has no pip, and LibTorch is downloaded with it; install pip")

    def test_no_network(self):
        self.clone.stub_python(pip="echo warning; echo 'ERROR: No matching distribution found' >&2; echo >&2; exit 1")
        self.assert_fails("pip couldn't download --no-deps torch==2.13.0: ERROR: No matching distribution found. Check")

    def test_no_disk_before_downloading(self):
        self.clone.cpu_wheel()
        self.clone.stub("df", "echo head; echo 'disk 100 50 1500000 3% /'")
        self.assert_fails("has 1 GB free; downloading and unpacking LibTorch takes 2 GB")
        self.assertEqual(self.clone.pip_calls(), [])

    def test_a_broken_wheel(self):
        (self.clone.base / "wheels/torch-2.13.0+cpu-py3-none-any.whl").write_bytes(b"PK not a wheel")
        self.assert_fails("the downloaded wheel can't be read: BadZipFile")

    def test_a_damaged_member(self):
        self.clone.cpu_wheel()
        path = self.clone.base / "wheels/torch-2.13.0+cpu-py3-none-any.whl"
        path.write_bytes(path.read_bytes().replace(b"TORCH_VERSION_MINOR 13", b"TORCH_VERSION_MINOR 14"))
        self.assert_fails("unpacking LibTorch failed: BadZipFile: Bad CRC-32")

    def test_cuda_where_pip_offers_none(self):
        self.clone.cpu_wheel()
        self.assert_fails("pip offers no CUDA build of torch 2.13.0 for this machine", "--cuda")

    def test_a_libtorch_of_another_version(self):
        given = self.clone.libtorch("2.4.1")
        self.assert_fails(f"LIBTORCH={given} is version 2.4.1, and ShopGuide needs 2.13;", LIBTORCH=str(given))

    def test_a_libtorch_that_is_no_folder(self):
        self.assert_fails("LIBTORCH=/nowhere isn't a folder.", LIBTORCH="/nowhere")

    def test_a_libtorch_without_libraries(self):
        self.assert_fails("has no include/ and lib/libtorch_cpu.so", LIBTORCH=str(self.clone.bin))

    def test_a_libtorch_that_cannot_be_loaded(self):
        given = self.clone.libtorch()
        (given / "lib/libtorch_cpu.so").write_text("no library")
        self.assert_fails("can't be loaded", LIBTORCH=str(given))

    def test_a_libtorch_that_lacks_libraries(self):
        self.clone.stub("ldd", "echo '  libcudart.so.13 => not found'; echo '  libm.so.6 => /lib/libm.so.6 (0x1)'")
        self.assert_fails("lacks libraries that it needs: libcudart.so.13", LIBTORCH=str(self.clone.libtorch()))

    def test_missing_system_libraries_without_the_right_to_install_them(self):
        self.clone.stub("pkg-config", "exit 1")
        self.clone.stub("id", "echo 1000")
        self.clone.stub("apt-get", "exit 1")
        self.clone.stub("sudo", "exit 1")
        self.assert_fails("run this again: sudo apt-get install -y libpng-dev libjpeg-dev libwebp-dev libgif-dev libtiff-dev libavif-dev libzip-dev libsqlite3-dev libssl-dev zlib1g-dev libexpat1-dev libcurl4-openssl-dev libpq-dev pkg-config")

    def test_missing_system_libraries_on_another_kind_of_system(self):
        self.clone.stub("pkg-config", None)
        self.assert_fails("install the development packages of libpng libjpeg libwebp libgif libtiff-4 libavif libzip sqlite3 libcrypto zlib expat libcurl libpq, and pkg-config")

    def test_a_failing_installation(self):
        self.clone.stub("pkg-config", "exit 1")
        self.clone.stub("id", "echo 0")
        self.clone.stub("apt-get", "echo 'E: Unable to locate package libpng-dev' >&2; exit 100")
        self.assert_fails("apt-get couldn't install libpng-dev libjpeg-dev libwebp-dev libgif-dev libtiff-dev libavif-dev libzip-dev libsqlite3-dev libssl-dev zlib1g-dev libexpat1-dev libcurl4-openssl-dev libpq-dev pkg-config: E: Unable")

    def test_an_unknown_option(self):
        status, output = self.clone.setup("--gpu")
        self.assertEqual(status, 64)
        self.assertIn("Usage: Scripts/setup [--cuda]", output)

    def test_help(self):
        status, output = self.clone.setup("--help")
        self.assertEqual(status, 0)
        self.assertIn("Example: LIBTORCH=~/libtorch Scripts/setup", output)


class Interrupted(SetupTests):
    def wait_for(self, condition):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if condition():
                return
            time.sleep(0.01)
        self.fail("what was waited for didn't happen")

    def kill_while_unpacking(self, sent):
        """Sends a signal when half a library is there."""
        self.clone.cpu_wheel()
        self.clone.stub_python(unpack='mkdir -p "$3/torch/lib"; echo half >"$3/torch/lib/libtorch_cpu.so"; sleep 60')
        process = self.clone.start()
        self.wait_for(lambda: any(name.endswith("libtorch_cpu.so") for name in self.clone.files()))
        os.killpg(process.pid, sent)
        process.communicate(timeout=10)
        self.clone.stub_python()
        self.assertFalse((self.clone.root / ".libtorch/torch-2.13.0+cpu").exists())
        self.assertFalse((self.clone.root / ".libtorch/pkgconfig").exists())
        return process.returncode

    def test_killed_while_unpacking_the_next_run_succeeds(self):
        self.kill_while_unpacking(signal.SIGKILL)
        self.assert_succeeds()
        self.assertEqual([name for name in self.clone.files() if "work." in name], [])

    def test_interrupted_while_unpacking_it_cleans_up(self):
        self.assertEqual(self.kill_while_unpacking(signal.SIGINT), 130)
        self.assertEqual(self.clone.files(), [])

    def test_two_runs_at_once_download_once(self):
        self.clone.cpu_wheel()
        self.clone.stub_python(pip="""
            while [ "$1" != --dest ]; do shift; done; sleep 0.5; cp "$WHEELS"/torch-*.whl "$2" """)
        runs = [self.clone.start() for _ in range(2)]
        outputs = [run.communicate(timeout=60)[0] for run in runs]
        self.assertEqual([run.returncode for run in runs], [0, 0], outputs)
        self.assertEqual(len(self.clone.pip_calls()), 1)
        self.assertIn("Waiting for another set-up of this clone", "".join(outputs))


class Environment(unittest.TestCase):
    def run_shell(self, clone, shell, folder, command):
        program = shutil.which(shell)
        if program is None:
            self.skipTest(f"no {shell} here")
        return subprocess.run([program, "-c", command], cwd=folder, env=clone.environment(), text=True,
                              capture_output=True, check=False)

    def test_a_shell_finds_what_was_set_up(self):
        clone = Clone("a clone with spaces")
        self.addCleanup(clone.temporary.cleanup)
        clone.cpu_wheel()
        self.assertEqual(clone.setup()[0], 0)
        home = clone.root / ".libtorch"
        for shell, folder in [("bash", "/"), ("zsh", "/"), ("dash", clone.root)]:
            with self.subTest(shell=shell):
                script = "Scripts/env" if shell == "dash" else clone.root / "Scripts/env"
                command = f". '{script}' && . '{script}' && echo \"$PKG_CONFIG_PATH $LD_LIBRARY_PATH\""
                result = self.run_shell(clone, shell, folder, command)
                self.assertEqual(result.stdout, f"{home}/pkgconfig {home}/torch-2.13.0+cpu/torch/lib\n", result.stderr)

    def test_a_shell_is_told_when_nothing_was_set_up(self):
        clone = Clone()
        self.addCleanup(clone.temporary.cleanup)
        result = self.run_shell(clone, "bash", clone.root, ". Scripts/env; echo $?")
        self.assertEqual(result.stdout, "1\n")
        self.assertIn("run Scripts/setup there first", result.stderr)


if __name__ == "__main__":
    unittest.main()
