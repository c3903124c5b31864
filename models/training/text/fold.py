"""Makes `text.onnx` of PP-OCR's line detector: the same numbers in fewer passes. `README.md` has the recipe.

    python3 fold.py --base ppocr-v4-det.onnx --out text.onnx
"""

import argparse
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

import numpy as np
import onnx
import onnxruntime

from plain import plain_file, swift


def answer(model: bytes, picture: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: picture})[0]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    model = swift(plain_file(str(arguments.base)))
    onnx.checker.check_model(model)
    arguments.out.write_bytes(model.SerializeToString())
    picture = np.random.default_rng(1).uniform(-1, 1, (1, 3, 320, 480)).astype("f4")
    differs = np.abs(answer(arguments.base.read_bytes(), picture) - answer(arguments.out.read_bytes(), picture)).max()
    print(f"{len(model.graph.node)} nodes; differs by {differs:.1e} at most")
    if differs > 1e-3:
        raise SystemExit("not the same network")


if __name__ == "__main__":
    main()
