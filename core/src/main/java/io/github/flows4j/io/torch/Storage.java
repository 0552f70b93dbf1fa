package io.github.flows4j.io.torch;

/**
 * A run of numbers in an entry of its own beside the pickle.
 *
 * @param type torch's name for it, such as {@code FloatStorage}
 * @param key the name of its entry
 * @param count how many numbers it should hold
 */
public record Storage(String type, String key, long count) {}
