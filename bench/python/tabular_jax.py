"""The cases of 21 features in flowjax: a jitted step called from Python, and many steps in a loop inside jit."""
import importlib.metadata

import timing

CASES = ["realnvp21", "maf21", "nsf21"]
given = timing.arguments(cases={case: ["call", "loop"] for case in CASES})
import equinox as eqx
import jax
import jax.numpy as jnp
import jax.random as jr
import optax
from flowjax.bijections import RationalQuadraticSpline
from flowjax.distributions import Normal
from flowjax.flows import coupling_flow, masked_autoregressive_flow

FEATURES, BATCH, STEPS = 21, 256, 50
network = {"base_dist": Normal(jnp.zeros(FEATURES)), "nn_width": 128, "nn_depth": 2}
if given.case == "realnvp21":
    flow = coupling_flow(jr.key(0), flow_layers=6, invert=False, **network)
elif given.case == "maf21":
    flow = masked_autoregressive_flow(jr.key(0), flow_layers=5, invert=True, **network)
else:
    spline = RationalQuadraticSpline(knots=8, interval=5)
    flow = masked_autoregressive_flow(jr.key(0), transformer=spline, flow_layers=3, invert=True, **network)
x = jr.normal(jr.key(0), (BATCH, FEATURES))
adam = optax.adam(1e-3)
params, static = eqx.partition(flow, eqx.is_inexact_array)


def step(state):
    params, moments, _ = state
    loss, gradient = jax.value_and_grad(lambda p: -eqx.combine(p, static).log_prob(x).mean())(params)
    updates, moments = adam.update(gradient, moments)
    return eqx.apply_updates(params, updates), moments, loss


start = (params, adam.init(params), jnp.float32(0))
versions = {"jax": jax.__version__, "flowjax": importlib.metadata.version("flowjax")}
if "call" in given.forms:
    jitted = jax.jit(step)
    state = start

    def one():
        global state
        state = jitted(state)
        float(state[2])

    figures = {"train_steps_per_s": timing.rate(1, one, given.seconds)}
    # Sampling an autoregressive flow takes a pass of its network for each feature.
    drawn = timing.ROWS if given.case == "realnvp21" else 2_000
    score = eqx.filter_jit(lambda f, rows: f.log_prob(rows))
    draw = eqx.filter_jit(lambda f, key: f.sample(key, (drawn,)))
    rows = jr.normal(jr.key(1), (timing.ROWS, FEATURES))
    row = rows[0]
    figures["log_prob_rows_per_s"] = timing.rate(
        timing.ROWS, lambda: score(flow, rows).block_until_ready(), given.seconds
    )
    figures["single_row_us"] = 1e6 / timing.rate(1, lambda: score(flow, row).block_until_ready(), given.seconds)
    figures["sample_rows_per_s"] = timing.rate(
        drawn, lambda: draw(flow, jr.key(2)).block_until_ready(), given.seconds
    )
    timing.report("flowjax", given.case, given.threads, versions, **figures)
if "loop" in given.forms:
    many = jax.jit(lambda state: jax.lax.fori_loop(0, STEPS, lambda _, now: step(now), state))
    figures = {
        "train_steps_per_s": timing.rate(STEPS, lambda: many(start)[2].block_until_ready(), given.seconds)
    }
    timing.report("flowjax, loop inside jit", given.case, given.threads, versions, **figures)
