package org.menura.train.optim;

import java.util.List;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;

/**
 * Options of {@link Adam} and {@link AdamW}.
 *
 * @param beta1 β₁, for the gradient
 * @param beta2 β₂, for its square
 * @param epsilon ε, which keeps small roots from being divided by
 * @param amsgrad whether the root is of the largest v that there was (Reddi et al., arXiv 1904.09237, algorithm 2)
 */
public record AdamOptions(double beta1, double beta2, double epsilon, boolean amsgrad) {
    /** β₁ 0.9, β₂ 0.999, ε 1e-8, as in the paper. */
    public static final AdamOptions DEFAULT = new AdamOptions(0.9, 0.999, 1e-8);

    /** The recipe keys of these options. */
    static final List<Key> KEYS = List.of(
            keyOfBeta1(),
            keyOfBeta2(0.999),
            Key.positive("epsilon", 1e-8, "Added to the root of the mean of squares."),
            Key.flag(
                    "amsgrad",
                    false,
                    "Take the root of the largest mean of squares that there was (arXiv 1904.09237)."));

    static Key keyOfBeta1() {
        return Key.share("beta1", 0.9, false, "Decay of the mean of gradients.");
    }

    static Key keyOfBeta2(double usual) {
        return Key.share("beta2", usual, false, "Decay of the mean of squares; of the momentum for lion.");
    }

    /** Reads the options of a recipe. */
    static AdamOptions of(Options o) {
        return new AdamOptions(o.number("beta1"), o.number("beta2"), o.number("epsilon"), o.flag("amsgrad"));
    }

    /** Makes options that divide by the root of v itself. */
    public AdamOptions(double beta1, double beta2, double epsilon) {
        this(beta1, beta2, epsilon, false);
    }

    /** Returns the names of what is remembered of each element. */
    List<String> memory() {
        return amsgrad ? List.of("m", "v", "v_max") : List.of("m", "v");
    }

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if an average's factor is not in [0, 1), or ε is negative
     */
    public AdamOptions {
        Settings.average("beta1", beta1);
        Settings.average("beta2", beta2);
        Settings.notNegative("epsilon", epsilon);
    }

    /** Returns {@code 1 - β₁^t}, the bias correction of the gradient's average. */
    double correction1(long t) {
        return 1 - StrictMath.pow(beta1, (double) t);
    }

    /** Returns {@code sqrt(1 - β₂^t)}, the bias correction of the root of the squares' average. */
    double correction2(long t) {
        return Math.sqrt(1 - StrictMath.pow(beta2, (double) t));
    }
}
