"""Measures training in two processes of one thread each, beside one process of one thread and of two, in turn: tasks a second.

    python distributed.py PROGRAM [--rounds 3] [--epochs 4]

Exits with 1 if two processes learn from fewer than 1.7 times as many tasks a second as one process of one thread.
"""
import argparse
import json
import os
import pathlib
import platform
import signal
import socket
import statistics
import subprocess
import tempfile
import time

BAR = 1.7
# Tasks of a step, steps of an epoch, and the options of each learner.
LEARNERS = {
    "prototypical": (8, 6, ["--ways", "20", "--queries", "5"]),
    "maml": (32, 6, ["--ways", "5", "--queries", "5"]),
}
# Processes, and threads of each.
SETTINGS = {"1 process, 1 thread": (1, 1), "1 process, 2 threads": (1, 2), "2 processes, 1 thread each": (2, 1)}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def reports(folder):
    file = pathlib.Path(folder, "metrics.jsonl")
    return [json.loads(line) for line in file.read_text().splitlines() if line.endswith("}")] if file.exists() else []


def tasks_a_second(program, learner, processes, threads, epochs):
    """Trains until some epochs are over; the first one warms up, and an epoch's validation is one episode in each process."""
    tasks, length, options = LEARNERS[learner]
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "train", learner, "--data", "builtin", "--tasks", str(tasks), "--threads", str(threads),
                   "--episodes", "100000", "--epoch-length", str(length), "--validation-episodes", str(processes),
                   "--validation-ways", "5", "--output", f"{folder}/run", *options]
        port, running = str(free_port()), []
        for rank in range(processes):
            launch = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "RANK": str(rank), "WORLD_SIZE": str(processes)}
            running.append(subprocess.Popen(command, env=os.environ | launch, stderr=subprocess.PIPE, text=True))
        while len(reports(f"{folder}/run")) <= epochs:
            if any(process.poll() is not None for process in running):
                raise SystemExit(running[0].communicate()[1])
            time.sleep(0.05)
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            process.communicate()
        lines = reports(f"{folder}/run")
    first, last = lines[0], lines[epochs]
    return tasks * (last["step"] - first["step"]) / (last["seconds"] - first["seconds"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each setting, in turn")
    parser.add_argument("--epochs", type=int, default=4, help="epochs that are measured, after one that isn't")
    arguments = parser.parse_args()
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    print(f"{model}, {os.cpu_count()} cores; medians of {arguments.rounds} rounds\n")
    print("| | " + " | ".join(SETTINGS) + " | two processes against one |\n| --- |" + " --- |" * (len(SETTINGS) + 1))
    missed = []
    for learner, (tasks, _, _) in LEARNERS.items():
        figures = {setting: [] for setting in SETTINGS}
        for _ in range(arguments.rounds):
            for setting, (processes, threads) in SETTINGS.items():
                figures[setting].append(tasks_a_second(arguments.program, learner, processes, threads, arguments.epochs))
        medians = [statistics.median(values) for values in figures.values()]
        ratio = medians[-1] / medians[0]
        print(f"| {learner}, {tasks} tasks a step | " + " | ".join(f"{median:.1f}/s" for median in medians) + f" | {ratio:.2f} × |", flush=True)
        if ratio < BAR:
            missed.append(learner)
    if missed:
        raise SystemExit(f"below {BAR} ×: {', '.join(missed)}")


main()
