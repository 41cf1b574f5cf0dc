package org.menura.generate.constrain.structural;

import org.menura.generate.constrain.grammar.Rx;
import org.menura.tensor.annotation.Extension;

/**
 * How many calls follow each other in an answer that calls tools.
 *
 * @param least at least 1
 * @param most {@link Integer#MAX_VALUE} for no limit
 */
@Extension
public record CallCount(int least, int most) {
    /** One call. */
    public static final CallCount ONE = new CallCount(1, 1);
    /** Any number of calls. */
    public static final CallCount ANY = new CallCount(1, Integer.MAX_VALUE);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if they are no range from 1
     */
    public CallCount {
        if (least < 1 || most < least) {
            throw new IllegalArgumentException("an answer with calls has %d to %d of them".formatted(least, most));
        }
    }

    int leastFurther() {
        return least - 1;
    }

    int mostFurther() {
        return most == Integer.MAX_VALUE ? Rx.UNBOUNDED : most - 1;
    }
}
