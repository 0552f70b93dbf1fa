"""Case swissroll in JAX: a jitted step called from Python, and many steps in a loop inside jit."""
import math

import timing

given = timing.arguments("call", "loop")
import jax
import jax.numpy as jnp
import optax

STEPS = 200
masks = [jnp.array([1.0, 0.0]), jnp.array([0.0, 1.0])]


def swiss_roll(key, rows):
    t = 1.5 * math.pi * (1 + 2 * jax.random.uniform(key, (rows,)))
    return jnp.stack([t * jnp.cos(t), t * jnp.sin(t)], 1) / 15


def initial(key):
    layers = []
    for inputs, outputs in [(2, 128), (128, 128), (128, 4)] * 6:
        key, a, b = jax.random.split(key, 3)
        bound = 1 / math.sqrt(inputs)
        uniform = lambda k, shape: jax.random.uniform(k, shape, minval=-bound, maxval=bound)
        layers.append((uniform(a, (inputs, outputs)), uniform(b, (outputs,))))
    return layers


def parameters_of(layers, i, kept):
    (w1, b1), (w2, b2), (w3, b3) = layers[3 * i : 3 * i + 3]
    out = jax.nn.relu(jax.nn.relu(kept @ w1 + b1) @ w2 + b2) @ w3 + b3
    return jnp.tanh(out[:, :2]), out[:, 2:]


def log_prob(layers, x):
    log_det = 0.0
    for i in range(6):
        mask = masks[i % 2]
        kept = x * mask
        scale, shift = parameters_of(layers, i, kept)
        x = kept + (1 - mask) * (x * jnp.exp(scale) + shift)
        log_det = log_det + ((1 - mask) * scale).sum(1)
    return (-0.5 * (x**2 + math.log(2 * math.pi))).sum(1) + log_det


def sample(layers, key, rows):
    z = jax.random.normal(key, (rows, 2))
    for i in reversed(range(6)):
        mask = masks[i % 2]
        kept = z * mask
        scale, shift = parameters_of(layers, i, kept)
        z = kept + (1 - mask) * ((z - shift) * jnp.exp(-scale))
    return z


adam = optax.adam(1e-3)


def step(state):
    layers, moments, key, _ = state
    key, now = jax.random.split(key)
    x = swiss_roll(now, 128)
    loss, gradient = jax.value_and_grad(lambda p: -log_prob(p, x).mean())(layers)
    updates, moments = adam.update(gradient, moments)
    return optax.apply_updates(layers, updates), moments, key, loss


layers = initial(jax.random.PRNGKey(0))
start = (layers, adam.init(layers), jax.random.PRNGKey(1), jnp.float32(0))
versions = {"jax": jax.__version__}
if "call" in given.forms:
    jitted = jax.jit(step)
    state = start

    def one():
        global state
        state = jitted(state)
        float(state[3])

    figures = {"train_steps_per_s": timing.rate(1, one, given.seconds)}
    score = jax.jit(log_prob)
    rows = swiss_roll(jax.random.PRNGKey(2), timing.ROWS)
    figures["log_prob_rows_per_s"] = timing.rate(
        timing.ROWS, lambda: score(layers, rows).block_until_ready(), given.seconds
    )
    row = rows[:1]
    figures["single_row_us"] = 1e6 / timing.rate(1, lambda: score(layers, row).block_until_ready(), given.seconds)
    draw = jax.jit(sample, static_argnums=2)
    key = jax.random.PRNGKey(3)
    figures["sample_rows_per_s"] = timing.rate(
        timing.ROWS, lambda: draw(layers, key, timing.ROWS).block_until_ready(), given.seconds
    )
    timing.report("JAX", "swissroll", given.threads, versions, **figures)
if "loop" in given.forms:
    many = jax.jit(lambda state: jax.lax.fori_loop(0, STEPS, lambda _, now: step(now), state))
    figures = {
        "train_steps_per_s": timing.rate(STEPS, lambda: many(start)[3].block_until_ready(), given.seconds)
    }
    timing.report("JAX, loop inside jit", "swissroll", given.threads, versions, **figures)
