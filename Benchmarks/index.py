"""Races our vector index against FAISS and hnswlib on made vectors in clusters, each at the same recall and on one thread a query.

    python index.py PROGRAM [--vectors 1000000] [--dimensions 64] [--clusters 10000] [--queries 1000] [--hnsw 1000000] [--folder DIR]

Vectors are Gaussian around Gaussian middles; queries are drawn as they are, and aren't among them. Recall is the share of the exact ten
nearest by cosine that a search for ten finds. Ours searches as recommendations do; then each opponent's effort (FAISS's nprobe, hnswlib's
ef) is the least of a list that finds as many. Latencies are of one query after the other. Memory is what the process has beside mapped files,
less what it had before. hnswlib, which takes long to build, has the first --hnsw vectors, with its own truth; 0 leaves it out.
"""
import argparse
import json
import os
import subprocess
import tempfile
import time

import faiss
import hnswlib
import numpy

BLOCK = 1 << 16


def processor():
    with open("/proc/cpuinfo") as lines:
        return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "")


def make(path, count, dimensions, clusters, queries, seed=1):
    """Writes unit vectors, float32; returns queries."""
    generator = numpy.random.default_rng(seed)
    middles = generator.standard_normal((clusters, dimensions), dtype=numpy.float32)

    def draw(number):
        rows = middles[generator.integers(0, clusters, number)]
        rows += 0.6 * generator.standard_normal((number, dimensions), dtype=numpy.float32)
        return rows / numpy.linalg.norm(rows, axis=1, keepdims=True)

    with open(path, "wb") as file:
        for start in range(0, count, BLOCK):
            draw(min(BLOCK, count - start)).tofile(file)
    return draw(queries)


def exact(vectors, queries, k=10):
    """The exact nearest of each query."""
    best = numpy.full((len(queries), k), -numpy.inf, numpy.float32)
    slots = numpy.zeros((len(queries), k), numpy.int64)
    for start in range(0, len(vectors), BLOCK):
        scores = queries @ vectors[start:start + BLOCK].T
        top = numpy.argpartition(-scores, k, axis=1)[:, :k]
        scores = numpy.concatenate([best, numpy.take_along_axis(scores, top, 1)], 1)
        found = numpy.concatenate([slots, top + start], 1)
        order = numpy.argsort(-scores, 1, kind="stable")[:, :k]
        best, slots = numpy.take_along_axis(scores, order, 1), numpy.take_along_axis(found, order, 1)
    return slots


def recall(found, truth):
    return float(numpy.mean([len(set(a) & set(b)) / len(b) for a, b in zip(found, truth)]))


def memory(process="self"):
    """Bytes that a process has beside mapped files."""
    with open(f"/proc/{process}/status") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon"))


def timed(search, queries):
    """What a search finds for each query, and the seconds of each."""
    for query in queries[:50]:
        search(query)
    found, seconds = [], []
    for query in queries:
        start = time.perf_counter()
        found.append(search(query))
        seconds.append(time.perf_counter() - start)
    return found, seconds


def row(name, count, truth, found, seconds, build, size, effort=""):
    p50, p99 = numpy.percentile(numpy.array(seconds) * 1e3, [50, 99])
    result = {"index": name, "effort": effort, "vectors": count, "recall": recall(found, truth), "p50_ms": p50, "p99_ms": p99,
              "build_s": build, "bytes_each": size / count}
    print(f"{name:<22}{effort:>12}{count:>11}{result['recall']:>9.3f}{p50:>9.3f}{p99:>9.3f}{build:>9.0f}{size / count:>8.0f}", flush=True)
    return result


def ours(program, path, count, dimensions, queries, truth, threads):
    with tempfile.NamedTemporaryFile() as file:
        queries.astype(numpy.float32).tofile(file.name)
        process = subprocess.Popen([program, path, str(count), str(dimensions), file.name, str(threads)],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        build = float(process.stdout.readline())
        size = memory(process.pid)
        process.stdin.write("search\n")
        process.stdin.flush()
        answers = [json.loads(process.stdout.readline()) for _ in queries]
        before = int(process.stdout.readline())
        process.stdin.close()
        process.wait()
    return row("ours", count, truth, [a["slots"] for a in answers], [a["seconds"] for a in answers], build, size - before)


def least(name, efforts, set_effort, search, count, queries, truth, build, size, wanted):
    """The row of the least effort that finds what is wanted, or of the greatest."""
    for effort in efforts:
        set_effort(effort)
        found = [search(query) for query in queries[:200]]
        if recall(found, truth[:200]) >= wanted or effort == efforts[-1]:
            found, seconds = timed(search, queries)
            if recall(found, truth) >= wanted or effort == efforts[-1]:
                return row(name, count, truth, found, seconds, build, size, str(effort))
    return None


def with_faiss(name, factory, vectors, queries, truth, threads, wanted):
    faiss.omp_set_num_threads(threads)
    count, before, start = len(vectors), memory(), time.perf_counter()
    index = faiss.index_factory(vectors.shape[1], factory, faiss.METRIC_INNER_PRODUCT)
    clusters = faiss.extract_index_ivf(index).nlist
    step = max(1, count // (clusters * 40))
    index.train(numpy.ascontiguousarray(vectors[::step]))
    for first in range(0, count, 1 << 18):
        index.add(numpy.ascontiguousarray(vectors[first:first + (1 << 18)]))
    build = time.perf_counter() - start
    size = memory() - before
    faiss.omp_set_num_threads(1)
    inner = faiss.extract_index_ivf(index)
    efforts = [1, 2, 3, 4, 6, 8, 11, 16, 22, 32, 45, 64, 90, 128, 181, 256]
    return least(name, efforts, lambda effort: setattr(inner, "nprobe", effort), lambda query: index.search(query[None], 10)[1][0],
                 count, queries, truth, build, size, wanted)


def with_hnswlib(vectors, queries, truth, threads, wanted):
    count, before, start = len(vectors), memory(), time.perf_counter()
    index = hnswlib.Index("ip", vectors.shape[1])
    index.init_index(count, M=16, ef_construction=100)
    index.set_num_threads(threads)
    for first in range(0, count, 1 << 16):
        index.add_items(vectors[first:first + (1 << 16)])
    build, size = time.perf_counter() - start, memory() - before
    index.set_num_threads(1)
    efforts = [10, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512]
    return least("hnswlib M16", efforts, index.set_ef, lambda query: index.knn_query(query, 10)[0][0], count, queries, truth, build,
                 size, wanted)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--vectors", type=int, default=1_000_000)
    parser.add_argument("--dimensions", type=int, default=64)
    parser.add_argument("--clusters", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--hnsw", type=int, default=1_000_000, metavar="VECTORS")
    parser.add_argument("--threads", type=int, default=2, help="the threads that build; one searches")
    parser.add_argument("--only", nargs="+", choices=["ours", "flat", "sq8", "pq", "hnsw"], default=["ours", "flat", "sq8", "pq", "hnsw"])
    parser.add_argument("--folder", help="the folder of the vectors (default: the system's temporary folder)")
    parser.add_argument("--output", help="a file for the figures, as JSON")
    options = parser.parse_args()
    count, dimensions = options.vectors, options.dimensions
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        path = f"{folder}/vectors"
        queries = make(path, count, dimensions, options.clusters, options.queries)
        vectors = numpy.memmap(path, numpy.float32, "r", shape=(count, dimensions))
        truth = exact(vectors, queries)
        print(f"{processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {dimensions} dimensions, {options.clusters} clusters, "
              f"{options.queries} queries, {options.threads} threads build and one searches")
        print(f"{'':<22}{'effort':>12}{'vectors':>11}{'recall':>9}{'p50 ms':>9}{'p99 ms':>9}{'build s':>9}{'B each':>8}", flush=True)
        rows, wanted = [], 0.95
        if "ours" in options.only:
            rows.append(ours(options.program, path, count, dimensions, queries, truth, options.threads))
            wanted = rows[0]["recall"]
        lists = int(count ** 0.5)
        kinds = {"flat": f"IVF{lists},Flat", "sq8": f"IVF{lists},SQ8", "pq": f"IVF{lists},PQ{dimensions // 2}x8"}
        for kind, factory in kinds.items():
            if kind in options.only:
                rows.append(with_faiss(f"FAISS {factory}", factory, vectors, queries, truth, options.threads, wanted))
        if "hnsw" in options.only and options.hnsw:
            few = vectors[:options.hnsw]
            known = truth if len(few) == count else exact(few, queries)
            rows.append(with_hnswlib(few, queries, known, options.threads, wanted))
    if options.output:
        with open(options.output, "w") as file:
            json.dump(rows, file, indent=2)


if __name__ == "__main__":
    main()
