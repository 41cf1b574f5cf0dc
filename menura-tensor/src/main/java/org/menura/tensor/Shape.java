package org.menura.tensor;

import java.util.Arrays;

/** The shape of a row-major tensor: its sizes, outermost first. A scalar has rank 0 and one element. */
public final class Shape {
    private final long[] sizes;
    private final long elements;

    private Shape(long[] sizes) {
        long n = 1;
        for (long s : sizes) {
            if (s < 0) {
                throw new IllegalArgumentException("negative size in shape " + Arrays.toString(sizes));
            }
            n = Math.multiplyExact(n, s);
        }
        this.sizes = sizes;
        this.elements = n;
    }

    /**
     * Creates a shape of the given sizes.
     *
     * @throws IllegalArgumentException if a size is negative
     * @throws ArithmeticException if the element count exceeds a {@code long}
     */
    public static Shape of(long... sizes) {
        return new Shape(sizes.clone());
    }

    /** Returns the rank: the number of dimensions. */
    public int rank() {
        return sizes.length;
    }

    /** Returns the size of dimension {@code i}; negative indices count from the innermost ({@code -1}). */
    public long size(int i) {
        return sizes[i < 0 ? sizes.length + i : i];
    }

    /** Returns the size of dimension {@code i} as an {@code int}; see {@link #size}. */
    public int dim(int i) {
        return Math.toIntExact(size(i));
    }

    /** Returns the number of elements: the product of all sizes. */
    public long elements() {
        return elements;
    }

    /** Returns the number of rows: the product of all sizes but the innermost. A scalar has one. */
    public long rows() {
        long n = 1;
        for (int i = 0; i < sizes.length - 1; i++) {
            n *= sizes[i];
        }
        return n;
    }

    /** Returns the length of a row: the innermost size. A scalar's is 1. */
    public int cols() {
        return sizes.length == 0 ? 1 : dim(-1);
    }

    /** Returns a copy of the sizes. */
    public long[] toArray() {
        return sizes.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Shape s && Arrays.equals(sizes, s.sizes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    @Override
    public String toString() {
        return Arrays.toString(sizes);
    }
}
