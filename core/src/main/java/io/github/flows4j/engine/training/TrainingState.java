package io.github.flows4j.engine.training;

import io.github.flows4j.spec.Tensors;

/**
 * All that a step depends on beside its batch: with it a training goes on bit for bit where it was.
 *
 * @param steps steps done
 * @param tensors the weights and running statistics
 * @param first Adam's first moments, of the trained tensors
 * @param second Adam's second moments, of the trained tensors
 * @param average the weights' moving average, of all tensors; the weights themselves where none is
 *     kept
 */
public record TrainingState(
    long steps, Tensors tensors, Tensors first, Tensors second, Tensors average) {}
