// Kernels that work on many tasks side by side.
#pragma once

#pragma clang system_header

#include "Boundary.hpp"

#include <ATen/Parallel.h>
#include <ATen/TensorIterator.h>
#include <ATen/core/LegacyTypeDispatch.h>

#include <algorithm>
#include <atomic>

namespace fewshot {

/// Runs `body(task)` for every task, on several threads, each of which takes the next task when it's done with one: what comes of a task
/// doesn't depend on who does it.
///
/// `at::parallel_for` is a template that needs OpenMP where it's compiled, and runs on one thread here; an iterator's loop
/// runs inside LibTorch.
template <typename Body>
void for_each_task(int64_t tasks, Body &&body) {
    std::atomic<int64_t> next = 0;
    auto threads = at::arange(std::min<int64_t>(tasks, at::get_num_threads()), at::kLong);
    auto iterator = at::TensorIterator::nullary_op(threads);
    iterator.for_each(
        [&](char **, const int64_t *, int64_t) {
            for (int64_t task; (task = next.fetch_add(1)) < tasks;) body(task);
        },
        /* grain_size */ 1);
}

/// Runs `body(task)` for every task with nothing recorded, on whatever thread it is.
template <typename Body>
void for_each_unrecorded(int64_t tasks, Body &&body) {
    for_each_task(tasks, [&](int64_t task) {
        at::AutoDispatchBelowADInplaceOrView unrecorded;
        body(task);
    });
}

/// A gradient row after row; one that nothing depended on stays undefined.
inline at::Tensor dense(const at::Tensor &gradient) { return gradient.defined() ? gradient.contiguous() : gradient; }
/// The same, with zeros for one that nothing depended on.
inline at::Tensor dense(const at::Tensor &gradient, const at::Tensor &like) { return gradient.defined() ? gradient.contiguous() : at::zeros_like(like); }

}  // namespace fewshot
