"""A small network being taught: AdamW, a rate that falls along a cosine, a running mean of the weights, which is what is kept,
and a checkpoint from which a killed run goes on."""

import copy
import math
import random
import time

import torch
from torch import nn

CLIP = 5.0


class Lesson:
    """`out`: an existing folder; `rate`: the highest, reached after `warm` steps; `mean_of`: about so many steps weigh in the mean."""

    def __init__(self, network, out, *, steps, rate, seed, warm=150, mean_of=100):
        self.network, self.mean = network, copy.deepcopy(network)
        self.steps, self.rate, self.seed, self.warm, self.slow = steps, rate, seed, warm, 1 / mean_of
        self.optimiser = torch.optim.AdamW(network.parameters(), rate, weight_decay=1e-3)
        self.saved = out / "checkpoint.pt"
        self.step = 0
        if self.saved.exists():
            self.go_on(torch.load(self.saved))
        self.dice = random.Random(seed + self.step)
        torch.manual_seed(seed + self.step)

    def go_on(self, saved):
        for name in ("network", "mean", "optimiser"):
            getattr(self, name).load_state_dict(saved[name])
        self.step = saved["step"]

    def run(self, loss_of, look, every=250):
        """`loss_of(dice)`: the loss on a fresh batch; `look(mean)`: writes the network and says how good it is."""
        total, count, started = 0.0, 0, time.process_time()
        while self.step < self.steps:
            total, count = total + self.teach(loss_of(self.dice)), count + 1
            if self.step % 50 == 0:
                print(f"step {self.step} loss {total / count:.4f} CPU s {time.process_time() - started:.0f}", flush=True)
                total, count = 0.0, 0
            if self.step % every == 0 or self.step == self.steps:
                self.save()
                self.mean.eval()
                print(f"step {self.step}: {look(self.mean)}", flush=True)
                self.mean.train()

    def teach(self, loss):
        rate = self.rate * min(1.0, (self.step + 1) / self.warm) * (0.5 + 0.5 * math.cos(math.pi * self.step / self.steps)) + 1e-5
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), CLIP)
        self.optimiser.step()
        self.step += 1
        for slow, fast in zip(self.mean.state_dict().values(), self.network.state_dict().values()):
            if slow.dtype.is_floating_point:
                slow.lerp_(fast, self.slow)
        return loss.item()

    def save(self):
        """Never half a file."""
        state = {name: getattr(self, name).state_dict() for name in ("network", "mean", "optimiser")}
        fresh = self.saved.with_suffix(".tmp")
        torch.save({**state, "step": self.step}, fresh)
        fresh.rename(self.saved)
