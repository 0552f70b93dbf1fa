package io.github.flows4j.cli;

import io.github.flows4j.data.NewColumn;
import java.util.List;

/**
 * What predict adds to a table.
 *
 * @param columns beside the table's own
 * @param notes how near they came, a line each
 */
record Predictions(List<NewColumn> columns, List<String> notes) {}
