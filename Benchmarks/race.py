"""Compares our workloads with the same ones in plain PyTorch, in alternating runs.

    python race.py PROGRAM OUTPUT.json [--runs 9] [--threads 2] [--only NAME …] [--expert] [--precision bfloat16]

Each run times both, so that drifts of the machine's speed affect both alike; medians are compared. The ratio of the shortest runs beside
them is what other work on the machine disturbs least. With --expert, the opponent is
PyTorch with the channels innermost, compiled, and with memory kept between steps; the limits don't count then.
With --precision bfloat16, our blocks of convolutions round the factors of their products to bfloat16, and PyTorch runs under
torch.autocast to it; beside both, our own float32 is timed, and the limits don't count.
Exits with 1 if ours exceeds its limit. The limits are shares of PyTorch's time.
"""
import argparse
import json
import platform
import statistics
import subprocess
import sys
import time

import torch

import pytorch_reference

# Limits of the 99th percentile of the shop's operations, in seconds; PyTorch has no counterpart.
P99_LIMITS = {"teach_5": 0.002, "classify_1000": 0.002, "recommend_100k": 0.010, "recommend_why_100k": 0.015, "event_100k": 0.001}
# Limits as shares of PyTorch's time; sgemm only shows that both use the machine alike.
LIMITS = {"sgemm": None, "proto_step": 0.3, "relation_step": 0.35, "maml_step": 0.18, "teach_class": 0.28, "classify": 0.3}


class Ours:
    """Our program, which times workloads on request."""

    def __init__(self, program, threads, precision):
        self.process = subprocess.Popen([program, str(threads), precision], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def seconds(self, name, repeats):
        self.process.stdin.write(f"{name} {repeats}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def latencies(self):
        self.process.stdin.write("latencies 1\n")
        self.process.stdin.flush()
        words = [entry.split() for entry in self.process.stdout.readline().split(";")]
        return [{"name": name, "median_s": float(median), "p99_s": float(p99)} for name, median, p99 in words]

    def peak_bytes(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


def reference_seconds(step, repeats):
    start = time.perf_counter()
    for _ in range(repeats):
        step()
    return (time.perf_counter() - start) / repeats


def processor():
    with open("/proc/cpuinfo") as lines:
        names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def autocast(step):
    """A step whose products are of bfloat16, as PyTorch's users have them."""
    def rounded():
        with torch.autocast("cpu", torch.bfloat16):
            step()
    return rounded


def race(name, ours, others, options):
    """Times ours and PyTorch in turn, and then each of `others`, programs of ours by the name of their column."""
    # Enough of the short ones that waking up after the other side's turn doesn't count, for either.
    repeats = 1 if "step" in name or name == "sgemm" else 500
    reference, _ = pytorch_reference.WORKLOADS[name](expert=options.expert)
    if options.precision == "bfloat16":
        reference = autocast(reference)
    sides = [lambda: ours.seconds(name, repeats), lambda: reference_seconds(reference, repeats)]
    sides += [lambda program=program: program.seconds(name, repeats) for program in others.values()]
    for _ in range(2):  # warm up
        [side() for side in sides]
    times = list(zip(*[[side() for side in sides] for _ in range(options.runs)]))
    mine, theirs, *rest = (statistics.median(side) for side in times)
    share = LIMITS[name] if options.is_limited else None
    return {"name": name, "ours_s": mine, "reference_s": theirs, "ratio": mine / theirs,
            "least_ratio": min(times[0]) / min(times[1]), "limit_s": None if share is None else share * theirs} | {
                f"{column}_s": seconds for column, seconds in zip(others, rest)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("output")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", nargs="+", choices=LIMITS, default=list(LIMITS))
    parser.add_argument("--expert", action="store_true")
    parser.add_argument("--precision", choices=("float32", "bfloat16"), default="float32")
    options = parser.parse_args()
    options.is_limited = not options.expert and options.precision == "float32"
    if options.expert:
        pytorch_reference.keep_memory()
    torch.manual_seed(0)
    torch.set_num_threads(options.threads)
    print(f"{processor()}, {options.threads} threads, {'compiled ' if options.expert else ''}PyTorch {torch.__version__}, {options.precision}, "
          f"medians of {options.runs} runs in turn")
    print(f"{'':<14}{'ours':>12}{'PyTorch':>12}{'ratio':>8}{'least':>8}{'limit':>8}" + (f"{'our float32':>14}" if options.precision != "float32" else ""))
    ours, rows, late = Ours(options.program, options.threads, options.precision), [], False
    others = {} if options.precision == "float32" else {"float32": Ours(options.program, options.threads, "float32")}
    for name in options.only:
        row = race(name, ours, others, options)
        rows.append(row)
        over = row["limit_s"] is not None and row["ours_s"] > row["limit_s"]
        late |= over
        limit = "" if row["limit_s"] is None else f"{LIMITS[name]:.2f}"
        print(f"{name:<14}{row['ours_s'] * 1e3:>9.2f} ms{row['reference_s'] * 1e3:>9.2f} ms{row['ratio']:>8.2f}{row['least_ratio']:>8.2f}{limit:>8}"
              + "".join(f"{row[f'{column}_s'] * 1e3:>11.2f} ms" for column in others) + f"{'  over' if over else ''}", flush=True)
    for row in ours.latencies() if options.only == list(LIMITS) else []:
        rows.append(row | {"limit_s": P99_LIMITS[row["name"]]})
        over = row["p99_s"] > P99_LIMITS[row["name"]]
        late |= over
        print(f"{row['name']:<14}{row['median_s'] * 1e3:>9.3f} ms median, {row['p99_s'] * 1e3:.3f} ms at the 99th percentile, "
              f"limit {P99_LIMITS[row['name']] * 1e3:.0f} ms{'  over' if over else ''}", flush=True)
    print(f"peak memory of our program: {ours.peak_bytes() / 2**20:.0f} MiB")
    with open(options.output, "w") as file:
        json.dump(rows, file, indent=2)
    sys.exit(1 if late else 0)


if __name__ == "__main__":
    main()
