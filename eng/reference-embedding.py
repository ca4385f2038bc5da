#!/usr/bin/env python3
"""What a network makes of the picture of BackboneProbe, in NumPy and double precision: the "probe" of a card.

Independent of ONNX Runtime and of this library: it reads the files by protobuf's own definition and computes each
operator as ONNX defines it. Needs NumPy alone. The cards in models/ were made so:

    reference-embedding.py obj/mobilenet-v3-small.onnx --mean .485 .456 .406 --std .229 .224 .225
    reference-embedding.py ResNetPrepOnnx/ResNetPreprocess.onnx ResNet18Onnx/ResNet18.onnx --std .00392156862745098

(files of a chain follow one another; the second line is the publisher's own two files, which take 0 to 255). With
--reference shared/reference/backbone.json it compares a network with PyTorch on another picture instead.
"""

import argparse
import json
import struct

import numpy as np


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def fields(data):
    """Number and content of each field of a protobuf message."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        if tag & 7 == 0:
            value, at = varint(data, at)
        else:
            length, at = varint(data, at) if tag & 7 == 2 else ({1: 8, 5: 4}[tag & 7], at)
            value, at = data[at : at + length], at + length
        yield tag >> 3, value


def integers(value):
    if isinstance(value, int):
        return [value]
    found, at = [], 0
    while at < len(value):
        number, at = varint(value, at)
        found.append(number)
    return found


def read_tensor(data):
    name, shape, numbers = "", [], None
    for field, value in fields(data):
        if field == 1:
            shape += integers(value)
        elif field in (4, 9):
            numbers = np.frombuffer(value, "<f4")
        elif field == 8:
            name = value.decode()
    return name, numbers.reshape(shape).astype(float)


def read_attribute(data):
    name, value, several = "", None, []
    for field, content in fields(data):
        if field == 1:
            name = content.decode()
        elif field == 2:
            value = struct.unpack("<f", content)[0]
        elif field in (3, 4):
            value = content
        elif field == 8:
            several += integers(content)
    return name, several or value


def read_node(data):
    node = {"in": [], "out": [], "type": "", "with": {}}
    for field, value in fields(data):
        if field in (1, 2):
            node["in" if field == 1 else "out"].append(value.decode())
        elif field == 4:
            node["type"] = value.decode()
        elif field == 5:
            name, content = read_attribute(value)
            node["with"][name] = content
    return node


def padded(x, options, filling):
    top, left, bottom, right = options.get("pads") or automatic(x.shape[2:], options)
    return np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)), constant_values=filling)


def automatic(size, options):
    if not options.get("auto_pad", b"").startswith(b"SAME"):
        return [0, 0, 0, 0]
    strides, lower = options.get("strides") or [1, 1], options["auto_pad"] == b"SAME_LOWER"
    all_ = [max(0, (-(-n // s) - 1) * s + k - n) for n, k, s in zip(size, options["kernel_shape"], strides)]
    first = [(n + lower) // 2 for n in all_]
    return first + [n - f for n, f in zip(all_, first)]


def windows(x, kernel, options):
    """For each place in the kernel, what lies under it."""
    down, across = options.get("strides") or [1, 1]
    rows, columns = (x.shape[2] - kernel[0]) // down + 1, (x.shape[3] - kernel[1]) // across + 1
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            yield i, j, x[:, :, i : i + down * (rows - 1) + 1 : down, j : j + across * (columns - 1) + 1 : across]


def convolution(x, weights, bias, options):
    kernel = weights.shape[2:]
    x = padded(x, {**options, "kernel_shape": kernel}, 0)
    if options.get("group", 1) == 1:
        places = (np.einsum("nchw,mc->nmhw", part, weights[:, :, i, j]) for i, j, part in windows(x, kernel, options))
    else:  # a filter for each channel
        places = (part * weights[None, :, 0, i, j, None, None] for i, j, part in windows(x, kernel, options))
    return sum(places) + (0 if bias is None else column(bias))


def column(values):
    return values.reshape(1, -1, 1, 1)


def compute(kind, x, options):
    if kind == "Conv":
        return convolution(x[0], x[1], x[2] if len(x) > 2 else None, options)
    if kind == "BatchNormalization":
        scale, shift, mean, variance = map(column, x[1:])
        return (x[0] - mean) / np.sqrt(variance + options.get("epsilon", 1e-5)) * scale + shift
    if kind == "MaxPool":
        return np.max([p for _, _, p in windows(padded(x[0], options, -np.inf), options["kernel_shape"], options)], 0)
    if kind == "AveragePool":
        return np.mean([p for _, _, p in windows(padded(x[0], options, 0), options["kernel_shape"], options)], 0)
    if kind == "HardSigmoid":
        return np.clip(options.get("alpha", 0.2) * x[0] + options.get("beta", 0.5), 0, 1)
    return {
        "Relu": lambda: np.maximum(x[0], 0),
        "HardSwish": lambda: x[0] * np.clip(x[0] / 6 + 0.5, 0, 1),
        "GlobalAveragePool": lambda: x[0].mean((2, 3), keepdims=True),
        "Flatten": lambda: x[0].reshape(len(x[0]), -1),
        "Concat": lambda: np.concatenate(x, options["axis"]),
        "Mul": lambda: x[0] * x[1],
        "Add": lambda: x[0] + x[1],
        "Sub": lambda: x[0] - x[1],
    }[kind]()


def run(path, x):
    graph = b"".join(value for field, value in fields(open(path, "rb").read()) if field == 7)
    content = list(fields(graph))
    known = dict(read_tensor(value) for field, value in content if field == 5)
    inputs = [next(v for f, v in fields(value) if f == 1).decode() for field, value in content if field == 11]
    known[next(name for name in inputs if name not in known)] = x
    for node in (read_node(value) for field, value in content if field == 1):
        taken = [known[name] for name in node["in"]]
        if node["type"] == "Split":
            known.update(zip(node["out"], np.split(taken[0], len(node["out"]), node["with"]["axis"])))
        else:
            known[node["out"][0]] = compute(node["type"], taken, node["with"])
    return known[node["out"][0]]


def picture(width, height):
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([wave(3 * x + 2 * y), wave(x + 5 * y) // 2, 128 + wave(4 * x + y) // 2])


def wave(n):
    return abs(n % 510 - 255)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", help="ONNX files, each of which takes what the one before gives")
    parser.add_argument("--size", nargs=2, type=int, default=[224, 224], help="width and height")
    parser.add_argument("--mean", nargs=3, type=float, default=[0, 0, 0])
    parser.add_argument("--std", nargs="+", type=float, default=[1, 1, 1], help="three numbers, or one for all")
    parser.add_argument("--reference", help="shared/reference/backbone.json")
    given = parser.parse_args()
    if given.reference:
        c, y, x = np.mgrid[0:3, 0:224, 0:224]
        tensor = 1.5 * np.sin(0.11 * x + 0.7 * c) * np.cos(0.07 * y - 0.3 * c)
    else:
        std = np.broadcast_to(given.std, 3)[:, None, None]
        tensor = (picture(*given.size) / 255 - np.array(given.mean)[:, None, None]) / std
    x = tensor[None]
    for path in given.files:
        x = run(path, x)
    embedding = x.reshape(-1)
    if given.reference:
        wanted = np.array(json.load(open(given.reference))["embedding"])
        print("relative difference", np.linalg.norm(embedding - wanted) / np.linalg.norm(wanted))
    else:
        print(json.dumps({"values": [round(float(v), 4) for v in embedding[:64]]}))


main()
