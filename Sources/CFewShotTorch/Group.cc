#include "Boundary.hpp"

using namespace fewshot;

// Gloo/ has the names of Gloo that c10d's header mentions, for LibTorch comes without Gloo's own headers.
#if __has_include(<torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>)
#define USE_C10D_GLOO
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <c10/util/Logging.h>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#pragma clang diagnostic pop

#include <cstdlib>

struct fst_group_s {
    c10::intrusive_ptr<c10d::Backend> backend;
};

namespace {

// c10d logs a failure, with a stack trace, before it throws it: a user sees the error that comes of it.
void keep_quiet() {
    if (std::getenv("TORCH_CPP_LOG_LEVEL") == nullptr) FLAGS_caffe2_log_level = 3;
}

c10::intrusive_ptr<c10d::Store> store_at(const fst_group_place &place, std::chrono::milliseconds timeout) {
    c10d::TCPStoreOptions options;
    options.port = static_cast<std::uint16_t>(place.port);
    options.isServer = place.serves_store;
    options.numWorkers = static_cast<size_t>(place.size);
    options.waitWorkers = false;
    options.timeout = timeout;
    return c10::make_intrusive<c10d::PrefixStore>(place.name, c10::make_intrusive<c10d::TCPStore>(place.host, options));
}

}  // namespace

bool fst_has_groups(void) { return true; }

fst_status fst_group_join(const fst_group_place *place, int64_t join_timeout, int64_t exchange_timeout, fst_group *out) {
    return guarded([&] {
        keep_quiet();
        const std::chrono::milliseconds timeout(join_timeout);
        c10::intrusive_ptr<c10d::Backend> backend = c10::make_intrusive<c10d::ProcessGroupGloo>(
            store_at(*place, timeout), place->rank, place->size, c10d::ProcessGroupGloo::Options::create_default(timeout));
        backend->setTimeout(std::chrono::milliseconds(exchange_timeout));
        *out = new fst_group_s{std::move(backend)};
    });
}

fst_status fst_group_sums(fst_group group, const fst_tensor *inputs, int32_t count, fst_tensor *out) {
    return guarded([&] {
        const at::NoGradGuard no_gradients;
        const auto own = tensors(inputs, count);
        std::vector<at::Tensor> rows;
        for (const auto &tensor : own) {
            TORCH_CHECK(tensor.scalar_type() == own[0].scalar_type(), "tensors of one element type are summed together, not of ",
                        own[0].scalar_type(), " and ", tensor.scalar_type());
            rows.push_back(tensor.cpu().reshape({-1}));
        }
        if (rows.empty()) return;
        std::vector<at::Tensor> whole{at::cat(rows)};
        group->backend->allreduce(whole)->wait();
        std::vector<at::Tensor> sums;
        int64_t start = 0;
        for (const auto &tensor : own) {
            // Each as its input is stored: the loops of a step are fastest where all its tensors are stored alike.
            sums.push_back(at::empty_like(tensor).copy_(whole[0].narrow(0, start, tensor.numel()).view(tensor.sizes())));
            start += tensor.numel();
        }
        for (int32_t i = 0; i < count; ++i) out[i] = wrap(std::move(sums[i]));
    });
}

void fst_group_free(fst_group group) { delete group; }

#else

bool fst_has_groups(void) { return false; }

fst_status fst_group_join(const fst_group_place *, int64_t, int64_t, fst_group *) {
    return guarded([] { TORCH_CHECK(false, "this LibTorch was built without c10d and Gloo"); });
}

fst_status fst_group_sums(fst_group, const fst_tensor *, int32_t, fst_tensor *) { return 1; }

void fst_group_free(fst_group) {}

#endif
