"""Files are read as they were written, whatever the order and the format of their tensors."""

import json

import numpy as np

from delta_conformance import _files


def test_what_is_written_is_read(tmp_path):
    x = np.arange(6.0).reshape(2, 3)
    tensors = {"x": x, "empty": np.zeros((1, 0, 4)), "swapped": x.T}
    _files.write(tmp_path / "x.safetensors", tensors, {"request": "{}"})
    read, metadata = _files.read(tmp_path / "x.safetensors")
    assert metadata == {"request": "{}"} and list(read) == list(tensors)
    for name, x in tensors.items():
        assert read[name].dtype == np.float32 and read[name].shape == x.shape and (read[name] == x).all()
        read[name][...] = 7  # a kernel may write to its inputs; it is found, but it does not crash
    assert [p.name for p in tmp_path.iterdir()] == ["x.safetensors"]


def test_narrow_and_wide_formats(tmp_path):
    values = {"F64": np.array([0.1, -3.0]), "F16": np.array([0.5, -3.0], np.float16)}
    values["BF16"] = np.array([0x3F00], "<u2")  # 0.5
    header, body = {}, b""
    for kind in ("BF16", "F64", "F16"):  # what follows a narrow tensor lies on no boundary of its own
        data = values[kind].tobytes()
        header[kind] = {"dtype": kind, "shape": [len(values[kind])], "data_offsets": [len(body), len(body + data)]}
        body += data
    text = json.dumps(header).encode()
    (tmp_path / "y.safetensors").write_bytes(len(text).to_bytes(8, "little") + text + body)
    read, metadata = _files.read(tmp_path / "y.safetensors")
    assert metadata == {} and read["F64"].tolist() == [0.1, -3.0] and read["F16"].tolist() == [0.5, -3.0]
    assert read["BF16"].dtype == np.float32 and read["BF16"].tolist() == [0.5]
