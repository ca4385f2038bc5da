"""Embeds images as most Python code does (Pillow, torchvision's transforms, PyTorch eager, a DataLoader) with our backbone's weights.

python_usual_way.py MODEL.onnx LIST_OF_FILES OUTPUT: writes float32 rows, prints JSON with versions and the rate. Ends with 3 where a module is missing.
"""
import json
import os
import sys
import time

try:
    import numpy
    import onnx
    import onnx.numpy_helper
    import PIL
    import PIL.Image
    import PIL.ImageOps
    import torch
    import torchvision
    from torchvision import transforms
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(3)

BATCH = 32
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


class Images(torch.utils.data.Dataset):
    def __init__(self, files):
        self.files = files
        self.transform = transforms.Compose([transforms.Resize((224, 224)), transforms.ToTensor(), transforms.Normalize(MEAN, STD)])

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        image = PIL.ImageOps.exif_transpose(PIL.Image.open(self.files[i]))
        if image.mode in ("RGBA", "LA", "PA"):
            image = image.convert("RGBA")
            image = PIL.Image.alpha_composite(PIL.Image.new("RGBA", image.size, "white"), image)
        return self.transform(image.convert("RGB"))


def load(path):
    """torchvision's network with the weights of the ONNX file, whose batch normalisation is folded into the convolutions."""
    values = {x.name: torch.from_numpy(onnx.numpy_helper.to_array(x).copy()) for x in onnx.load(path).graph.initializer}
    network = torchvision.models.mobilenet_v3_small(weights=None).eval()
    modules = dict(network.features.named_modules())
    for name, module in modules.items():
        if not isinstance(module, torch.nn.Conv2d):
            continue
        module.weight.data = values[f"features.{name}.weight"]
        bias = values[f"features.{name}.bias"]
        if module.bias is not None:
            module.bias.data = bias
            continue
        norm = modules[name[:-1] + "1"]
        norm.weight.data.fill_(1)
        norm.bias.data = bias
        norm.running_mean.fill_(0)
        norm.running_var.fill_(1 - norm.eps)
    return torch.nn.Sequential(network.features, network.avgpool, torch.nn.Flatten())


def embed(network, files, workers):
    start = time.perf_counter()
    with torch.inference_mode():
        rows = [network(batch).numpy() for batch in torch.utils.data.DataLoader(Images(files), batch_size=BATCH, num_workers=workers)]
    return numpy.concatenate(rows), len(files) / (time.perf_counter() - start)


def main(model, listing, output):
    with open(listing, encoding="utf-8-sig") as lines:
        files = lines.read().splitlines()
    torch.set_num_threads(os.cpu_count())
    network = load(model)
    embed(network, files[:BATCH], 0)
    best = {}
    for _ in range(3):
        for workers in (0, os.cpu_count()):
            rows, rate = embed(network, files, workers)
            best[workers] = max(best.get(workers, 0), rate)
    rows.tofile(output)
    rates = ", ".join(f"{rate:.0f} images/s with {workers} loader processes" for workers, rate in best.items())
    about = f"Python's usual way: Pillow {PIL.__version__}, torchvision {torchvision.__version__}, PyTorch {torch.__version__} eager, {torch.get_num_threads()} threads: {rates}; the better one counts"
    print(json.dumps({"about": about, "rate": max(best.values())}))


main(*sys.argv[1:])
