package org.menura.data;

import org.menura.tensor.Rng;

/**
 * Examples by number, in the form in which a training step reads them. May be read by many threads at once.
 *
 * @param <B> a batch, or another form of which several are joined to one
 */
public interface Examples<B> {
    /** How many there are. */
    long count();

    /** An example; {@code random} is at the start of a stream that belongs to this one use of it. */
    B example(long index, Rng random);
}
