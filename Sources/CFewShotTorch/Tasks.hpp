// Kernels that work on many tasks side by side.
#pragma once

#pragma clang system_header

#include "Boundary.hpp"

#include <ATen/TensorIterator.h>

namespace fewshot {

/// Runs `body(task)` for every task, on several threads.
///
/// `at::parallel_for` is a template that needs OpenMP where it's compiled, and runs on one thread here; an iterator's loop
/// runs inside LibTorch.
template <typename Body>
void for_each_task(int64_t tasks, Body &&body) {
    auto numbers = at::arange(tasks, at::kLong);
    auto iterator = at::TensorIterator::nullary_op(numbers);
    iterator.for_each(
        [&](char **data, const int64_t *strides, int64_t count) {
            for (int64_t i = 0; i < count; ++i) body(*reinterpret_cast<const int64_t *>(data[0] + i * strides[0]));
        },
        /* grain_size */ 1);
}

}  // namespace fewshot
