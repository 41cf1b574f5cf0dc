package org.menura.data;

import org.menura.tensor.Rng;

/**
 * A data set of examples, accessed by number, in the form in which a training step reads them. May be read by many
 * threads at once.
 *
 * @param <B> a batch, or another form of which several are joined to one
 */
public interface Examples<B> {
    /** Returns the number of examples. */
    long count();

    /** Returns an example; {@code random} is at the start of a stream that belongs to this one use of it. */
    B example(long index, Rng random);
}
