"""What the kernels of serving engines take from the rest of their engine, where that is not installed."""

import contextlib
import functools
import pathlib
import sys
import types

SGLANG, VLLM = "sglang.kernels.ops.attention", "vllm.third_party.flash_linear_attention.ops"


def alone(engine, folder):
    """Imports an engine's kernels from a folder, with these in the place of what they take from the rest of it."""
    import torch
    import triton
    import triton.language as tl
    from triton.language.extra import libdevice

    def package(name):
        module = types.ModuleType(name)
        module.__path__ = [str(pathlib.Path(folder, *name.split(".")))]
        sys.modules[name] = module

    def module(name, **members):
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__dict__.update(members)

    major, minor = torch.cuda.get_device_capability()
    new = lambda: major >= 9  # dependent launches
    cdiv, power = triton.cdiv, triton.next_power_of_2
    if engine == "sglang":
        for name in ("sglang", "sglang.kernels", "sglang.kernels.ops", SGLANG, "sglang.srt"):
            package(name)
        yes, no = (lambda: True), (lambda: False)
        module(
            "sglang.srt.utils",
            is_cuda=yes,
            is_hip=no,
            is_cpu=no,
            is_npu=no,
            is_xpu=no,
            is_gfx95_supported=no,
            cpu_has_amx_support=no,
            is_sm90_supported=new,
            get_device_sm=lambda: 10 * major + minor,
            cdiv=cdiv,
            next_power_of_2=power,
        )
        release = tuple(int(n) for n in torch.__version__.split("+")[0].split(".")[:3])
        module("sglang.srt.utils.common", torch_release=release)
        arch = types.SimpleNamespace(major=major, minor=minor)
        helpers = {"cache_once": functools.cache, "load_jit": None, "make_cpp_args": None}
        module("sglang.kernels.jit.utils", is_arch_support_pdl=new, get_jit_cuda_arch=lambda: arch, **helpers)
        return
    for name in ("vllm", "vllm.third_party", VLLM.rpartition(".")[0], VLLM, "vllm.utils", "vllm.models"):
        package(name)
    for name in ("kimi_k3", "kimi_k3.nvidia", "kimi_k3.nvidia.ops", "glm5next", "glm5next.nvidia", "glm5next.nvidia.ops"):
        package(f"vllm.models.{name}")
    platform = types.SimpleNamespace(
        is_cuda=lambda: True,
        is_cuda_alike=lambda: True,
        is_rocm=lambda: False,
        is_xpu=lambda: False,
        is_arch_support_pdl=new,
        has_device_capability=lambda least: 10 * major + minor >= least,
        is_device_capability_family=lambda family, device_id=0: major == family // 10,
    )
    module("vllm.platforms", current_platform=platform)
    module("vllm.triton_utils", triton=triton, tl=tl, tldevice=libdevice)
    module("vllm.utils.gpu_sync_debug", gpu_sync_allowed=contextlib.nullcontext)
    module("vllm.utils.torch_utils", async_tensor_h2d=lambda x, device, dtype: x.to(device, dtype))
    register = lambda name: lambda c: c
    module("vllm.model_executor.custom_op", CustomOp=type("CustomOp", (torch.nn.Module,), {"register": register}))
