package io.github.flows4j.train;

/**
 * Where a training stands.
 *
 * @param step steps done
 * @param totalSteps steps there will be, if nothing ends it early
 * @param epoch the epoch at work, from 1
 * @param loss the last batch's loss, nats a row in the flow's units
 * @param learningRate the last step's rate
 * @param validationLoss the last validation's loss, NaN before the first
 * @param bestValidationLoss the best validation's loss, NaN before the first
 * @param seconds time since the first step began
 */
public record Progress(
    long step,
    long totalSteps,
    int epoch,
    double loss,
    double learningRate,
    double validationLoss,
    double bestValidationLoss,
    double seconds) {}
