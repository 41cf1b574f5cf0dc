package org.menura.eval.card;

import java.nio.file.Path;
import org.menura.train.ledger.FigureEntry;

/**
 * A number with its place in a ledger.
 *
 * @param reference how texts name it: {@code kind:name/metric}
 * @param entry that it comes from; of sums the last one
 * @param ledger the file that holds the entry
 */
public record Figure(String reference, double value, FigureEntry entry, Path ledger) {}
