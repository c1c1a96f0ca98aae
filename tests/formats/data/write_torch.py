"""Writes state_dict.bin and state_dict_v4.bin beside itself as torch.save() would, with Python's own pickle and zipfile and
stand-ins for torch's names: protocol 2 as transformers saves, and 4. Run with: python3 write_torch.py"""
import io, pickle, struct, sys, types, zipfile
from collections import OrderedDict
from pathlib import Path


def module(name, **members):
    made = sys.modules[name] = types.ModuleType(name)
    for key, value in members.items():
        value.__module__, value.__qualname__, value.__name__ = name, key, key
        setattr(made, key, value)


def refuse(*args):
    raise NotImplementedError


class Float: pass
class Half: pass
class Long: pass
def tensor(*args): refuse()
def parameter(*args): refuse()


module("torch", FloatStorage=Float, HalfStorage=Half, LongStorage=Long)
module("torch._utils", _rebuild_tensor_v2=tensor, _rebuild_parameter=parameter)


class Storage:
    def __init__(self, kind, key, count):
        self.id = ("storage", kind, key, "cpu", count)


class Called:
    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


class Pickler(pickle._Pickler):
    def persistent_id(self, value):
        return value.id if isinstance(value, Storage) else None


def write(path, protocol):
    first, second, third = Storage(Float, "0", 12), Storage(Half, "1", 4), Storage(Long, "2", 1)
    state = OrderedDict()
    state["plain.weight"] = Called(tensor, first, 0, (2, 3), (3, 1), False, OrderedDict())
    state["shared.weight"] = Called(tensor, first, 6, (2, 3), (3, 1), False, OrderedDict())
    state["turned.weight"] = Called(tensor, first, 0, (3, 4), (1, 3), False, OrderedDict())
    state["parameter.bias"] = Called(parameter, Called(tensor, second, 1, (3,), (1,), False, OrderedDict()), True, OrderedDict())
    state["count"] = Called(tensor, third, 0, (), (), False, OrderedDict())
    state["version"] = 3
    state._metadata = OrderedDict([("", {"version": 1})])
    out = io.BytesIO()
    Pickler(out, protocol).dump(state)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in {
            "data.pkl": out.getvalue(),
            "byteorder": b"little",
            "data/0": struct.pack("<12f", *range(12)),
            "data/1": struct.pack("<4e", 0.5, 1.0, -2.0, 65504.0),
            "data/2": struct.pack("<q", -7),
            "version": b"3\n",
        }.items():
            with archive.open(zipfile.ZipInfo("state_dict/" + name), "w", force_zip64=protocol == 4) as entry:
                entry.write(content)


folder = Path(__file__).parent
write(folder / "state_dict.bin", 2)
write(folder / "state_dict_v4.bin", 4)
