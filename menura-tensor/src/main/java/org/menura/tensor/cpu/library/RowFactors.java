package org.menura.tensor.cpu.library;

import org.menura.tensor.annotation.Extension;

/**
 * Numbers that rows are combined by: that of row r and term j is {@code values[first + r * rowStep + j * termStep]}.
 *
 * @param rows that are made
 * @param terms of each
 */
@Extension
public record RowFactors(float[] values, int first, int rows, int terms, int rowStep, int termStep) {
    /** Describes the factors of some rows that lie one behind the other. */
    public static RowFactors of(float[] values, int first, int rows, int terms) {
        return new RowFactors(values, first, rows, terms, terms, 1);
    }

    /** Describes the same matrix of {@code rows} rows turned around: its columns are the rows that are made. */
    public static RowFactors turned(float[] values, int first, int rows, int terms) {
        return new RowFactors(values, first, terms, rows, 1, terms);
    }

    /** Returns the factor of a row and a term. */
    public float at(int row, int term) {
        return values[first + row * rowStep + term * termStep];
    }
}
