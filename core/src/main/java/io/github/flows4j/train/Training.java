package io.github.flows4j.train;

import io.github.flows4j.Flow;

/**
 * What a training came to.
 *
 * @param flow the flow with the best weights by validation; the last finite ones where there was
 *     none
 * @param history what it went through
 * @param reason what ended it
 * @param bestStep the step after which the flow's weights were taken
 * @param seconds how long it took
 */
public record Training(
    Flow flow, History history, StopReason reason, long bestStep, double seconds) {}
