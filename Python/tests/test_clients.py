"""Clients of folders go on where they stopped and share one; what fla_client does to Triton, on stubs of it."""

import importlib
import os
import pathlib
import subprocess
import sys
import types

import pytest

import delta_conformance as dc
import kernels

CLIENTS = pathlib.Path(__file__).parents[2] / "Clients"


def _asked(folder):
    command = ["conform", "requests", "--operator", "deltanet", "--case", "deltanet.tail-1", "--out", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return [p.stem for p in sorted((folder / "requests").iterdir())]


def _answered(folder, *options):
    """The requests that a run is asked, in order."""
    order = []

    def kernel(r):
        order.append(r.id)
        return kernels.gdn_numpy(r)

    dc.client(kernel, [str(folder / "requests"), str(folder / "responses"), *options])
    return order


def test_a_folder_is_resumed_only_where_that_is_asked(tmp_path):
    asked = _asked(tmp_path)
    assert len(asked) > 4 and _answered(tmp_path) == asked
    # A kernel that was mended is asked anew.
    assert _answered(tmp_path) == asked
    for name in asked[1::2]:
        os.remove(tmp_path / "responses" / f"{name}.safetensors")
    assert _answered(tmp_path, "--resume") == asked[1::2]
    assert _answered(tmp_path, "--resume") == []


def test_processes_that_share_a_folder_begin_at_their_own_places_and_leave_nothing_out(tmp_path):
    asked = _asked(tmp_path)
    half = len(asked) // 2
    for name in asked[:2]:
        (tmp_path / "responses").mkdir(exist_ok=True)
        (tmp_path / "responses" / f"{name}.safetensors").touch()
    assert _answered(tmp_path, "--share", "2/2") == asked[half:] + asked[2:half]
    assert not list(tmp_path.glob("responses/*.part"))


@pytest.mark.parametrize("options", [["--share", "3/2"], ["--share", "0/2"], ["--share", "2"], ["--serve", "--resume"]])
def test_a_share_that_is_none_is_refused(options, capsys):
    with pytest.raises(SystemExit):
        dc.client(kernels.gdn_numpy, ["requests", "responses", *options])
    assert ("is no share" if "--share" in options else "are for folders") in capsys.readouterr().err


@pytest.mark.skipif(not (CLIENTS / "fla_client.py").exists(), reason="the client is not here")
@pytest.mark.parametrize("switch, warps, refused", [([], 4, True), (["--two-warp-gradients"], 2, False)])
def test_two_warp_gradients(switch, warps, refused, tmp_path, monkeypatch):
    chosen = []

    class Autotuner:
        early_config_prune = None
        arg_names = ()

        def __init__(self, name):
            self.base_fn = types.SimpleNamespace(__name__=name)
            self.configs = [types.SimpleNamespace(num_warps=n) for n in (8, 2, 4)]

        def run(self):
            chosen.append(self.configs[0].num_warps)

    modules = {
        "triton": {},
        "triton.runtime": {"autotuner": types.SimpleNamespace(Autotuner=Autotuner)},
        "triton.runtime.errors": {"OutOfResources": MemoryError},
        "fla": {},
        "fla.ops": {},
        "fla.ops.common": {},
        # A Hopper card with Triton 3.6.
        "fla.ops.common.chunk_o": dict(IS_NVIDIA_HOPPER=True, TRITON_ABOVE_3_4_0=True, TRITON_ABOVE_3_7_1=False),
    }
    for name, members in modules.items():
        module = types.ModuleType(name)
        vars(module).update(members)
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.syspath_prepend(str(CLIENTS))
    client = importlib.import_module("fla_client")
    monkeypatch.setattr(dc, "client", lambda *_, **__: None)
    monkeypatch.setattr(sys, "argv", ["fla_client.py", str(tmp_path), str(tmp_path), "--warps", "4", *switch])
    client.main()
    for name in ("chunk_bwd_kernel_dqkwg", "prepare_precond_wy_repr_bwd_kernel", "chunk_fwd_kernel_o"):
        Autotuner(name).run()
    assert chosen == [warps, warps, 4]
    assert client.refuses_backward(types.SimpleNamespace(operator="gdn")) == refused
