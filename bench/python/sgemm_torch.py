"""The machine's limit: GFLOP/s of one large single-precision matrix product (MKL or OpenBLAS, through torch)."""
import timing

given = timing.arguments("sgemm")
import torch

torch.set_num_threads(given.threads)
n = 1024
a, b = torch.randn(n, n), torch.randn(n, n)
out = torch.empty(n, n)
gflops = timing.rate(2e-9 * n**3, lambda: torch.mm(a, b, out=out), given.seconds)
timing.report("sgemm", "limit", given.threads, {"torch": torch.__version__}, gflops=gflops)
