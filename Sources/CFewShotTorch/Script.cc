#include "Boundary.hpp"

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <caffe2/serialize/read_adapter_interface.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/import.h>
#pragma clang diagnostic pop

#include <algorithm>
#include <cstring>

using namespace fewshot;

struct fst_script_s {
    torch::jit::Module module;
};

namespace {

/// A file in the caller's memory.
class Bytes : public caffe2::serialize::ReadAdapterInterface {
  public:
    Bytes(const void *data, size_t count) : data_(static_cast<const char *>(data)), count_(count) {}

    size_t size() const override { return count_; }

    size_t read(uint64_t position, void *buffer, size_t count, const char *) const override {
        if (position >= count_) return 0;
        const size_t result = std::min(count, count_ - static_cast<size_t>(position));
        std::memcpy(buffer, data_ + position, result);
        return result;
    }

  private:
    const char *data_;
    size_t count_;
};

}  // namespace

fst_status fst_script_load(const void *data, size_t bytes, int32_t device, fst_script *out) {
    return guarded([&] {
        const auto place = device < 0 ? at::Device(at::kCPU) : at::Device(at::kCUDA, static_cast<at::DeviceIndex>(device));
        auto module = torch::jit::load(std::make_shared<Bytes>(data, bytes), place, /* load_debug_files */ false);
        module.eval();
        *out = new fst_script_s{std::move(module)};
    });
}

fst_status fst_script_forward(fst_script script, fst_tensor input, fst_tensor *out) {
    return guarded([&] {
        const at::NoGradGuard no_gradients;
        // A copy: calls of several threads share the parameters alone.
        torch::jit::Module module = script->module;
        const auto result = module.forward({input->value});
        TORCH_CHECK(result.isTensor(), "forward returns a ", result.tagKind(), " where one tensor is expected");
        *out = wrap(result.toTensor().detach());
    });
}

int64_t fst_script_parameter_count(fst_script script) {
    int64_t result = 0;
    for (const auto &parameter : script->module.parameters()) result += parameter.numel();
    return result;
}

void fst_script_free(fst_script script) { delete script; }
