package org.menura.train.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.Parameter;

/**
 * An exponential moving average of weights (Polyak and Juditsky, "Acceleration of stochastic approximation by averaging",
 * 1992, with weights that fade): {@code a = d a + (1 - d) w} after each step, from the first weights on. To be evaluated
 * or saved, averages change places with the weights:
 *
 * <pre>{@code
 * try (Ema.Swap _ = ema.swapIn()) {
 *     evaluate(model);
 * }
 * }</pre>
 */
public final class Ema {
    private static final String KIND = "ema.";

    private final List<Parameter> parameters;
    private final SequencedMap<String, Tensor> averages = new LinkedHashMap<>();
    private final double decay;
    private final int threads;
    private long updates;
    private boolean swapped;

    /** A scope in which the parameters hold the averages; closing it restores the weights. */
    public final class Swap implements AutoCloseable {
        private boolean open = true;

        private Swap() {}

        /** Restores the weights; a second call does nothing. */
        @Override
        public void close() {
            if (open) {
                open = false;
                exchange();
                swapped = false;
            }
        }
    }

    /**
     * Makes an average that starts at the present weights.
     *
     * @param decay d, the decay of the average at each step, such as 0.999
     * @throws IllegalArgumentException if the decay is not in [0, 1), or a parameter is given twice
     */
    public Ema(List<Parameter> parameters, double decay, int threads) {
        Settings.average("the decay of averaged weights", decay);
        Settings.threads(threads);
        this.parameters = List.copyOf(parameters);
        this.decay = decay;
        this.threads = threads;
        for (Parameter p : parameters) {
            Tensor copy = Tensor.of(p.value().toFloats(), p.value().shape().toArray());
            if (averages.put(KIND + p.name(), copy) != null) {
                throw new IllegalArgumentException("parameter %s is given twice".formatted(p.name()));
            }
        }
    }

    /**
     * Updates the averages with the weights after a step.
     *
     * @throws IllegalStateException if the averages are in the weights' place
     */
    public void update() {
        update(decay);
    }

    /**
     * Updates the averages with the weights after a step, with a decay for this step alone.
     *
     * @param now the decay, from 0 to 1
     * @throws IllegalArgumentException if it is not
     * @throws IllegalStateException if the averages are in the weights' place
     */
    public void update(double now) {
        refuseSwapped("take in weights");
        if (!(now >= 0 && now <= 1)) {
            throw new IllegalArgumentException(
                    "the decay of averaged weights is %s; it must be from 0 to 1".formatted(now));
        }
        float part = (float) (1 - now);
        run((p, _, s, from, to) -> average(p, s[0], from, to, part));
        updates++;
    }

    private static void average(float[] p, float[] a, int from, int to, float part) {
        for (int i = from; i < to; i++) {
            a[i] += (p[i] - a[i]) * part;
        }
    }

    /**
     * Swaps the averages into the parameters, until the returned scope is closed.
     *
     * @throws IllegalStateException if they are there already
     */
    public Swap swapIn() {
        refuseSwapped("be swapped in");
        exchange();
        swapped = true;
        return new Swap();
    }

    /**
     * Returns the average of a parameter, or null if it is none of those averaged. Nothing is copied.
     *
     * @throws IllegalStateException if the averages are in the weights' place
     */
    public @Nullable Tensor average(String name) {
        refuseSwapped("be read");
        return averages.get(KIND + name);
    }

    /** Returns the number of updates. */
    public long updates() {
        return updates;
    }

    /**
     * Returns the state to save in a checkpoint: tensors named {@code ema.PARAMETER}, and {@code step}. Nothing is
     * copied.
     *
     * @throws IllegalStateException if the averages are in the weights' place
     */
    public SequencedMap<String, Tensor> state() {
        refuseSwapped("be saved");
        SequencedMap<String, Tensor> state = new LinkedHashMap<>(averages);
        state.put(SavedState.STEP, SavedState.scalar(updates));
        return state;
    }

    /**
     * Restores a {@link #state}, which is copied.
     *
     * @throws IllegalArgumentException if it is not for these parameters; nothing has changed then
     * @throws IllegalStateException if the averages are in the weights' place
     */
    public void restore(Map<String, Tensor> state) {
        refuseSwapped("be restored");
        long saved = SavedState.steps(state);
        SavedState.check("the average", averages, state);
        SavedState.copy(state, averages);
        updates = saved;
    }

    private void exchange() {
        run((p, _, s, from, to) -> exchange(p, s[0], from, to));
    }

    private static void exchange(float[] p, float[] a, int from, int to) {
        for (int i = from; i < to; i++) {
            float weight = p[i];
            p[i] = a[i];
            a[i] = weight;
        }
    }

    private void run(ElementwiseOptimizer.Kernel kernel) {
        List<Elements.Job> jobs = new ArrayList<>();
        List<Tensor> all = List.copyOf(averages.values());
        for (Parameter p : parameters) {
            float[][] own = {all.get(jobs.size()).floats()};
            jobs.add(new Elements.Job(p.value(), p.value(), own, kernel));
        }
        Elements.run(threads, jobs);
    }

    private void refuseSwapped(String what) {
        if (swapped) {
            throw new IllegalStateException(
                    "averages in the weights' place can't %s; close the swap first".formatted(what));
        }
    }
}
