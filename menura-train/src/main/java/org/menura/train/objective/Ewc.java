package org.menura.train.objective;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.Parameter;

/**
 * Elastic weight consolidation (arXiv 1612.00796, equation 3): {@code λ/2 Σ_i F_i (θ_i - θ*_i)²} holds parameters that
 * mattered for an earlier task near the values they had after it. One of these for each earlier task.
 *
 * @param anchors the anchor of each parameter
 * @param lambda λ
 */
public record Ewc(List<Anchor> anchors, double lambda) {
    /**
     * The anchor of a parameter: its value and Fisher information after an earlier task.
     *
     * @param name of the parameter
     * @param value θ*
     * @param fisher F, in the same shape; see {@link FisherDiagonal}
     */
    public record Anchor(String name, Tensor value, Tensor fisher) {
        /** Checks that shapes are equal. */
        public Anchor {
            Require.sameShape("values of " + name, value, "their Fisher information", fisher);
        }
    }

    /** The loss; its gradients were added to the parameters' gradients. */
    public record Result(double loss, SequencedMap<String, Double> metrics) implements Evaluation {}

    /** Checks λ. */
    public Ewc {
        anchors = List.copyOf(anchors);
        Require.within("lambda", lambda, 0, Double.MAX_VALUE);
    }

    /**
     * Computes the penalty and adds {@code scale · λ F (θ - θ*)} to the parameters' gradients. Parameters without an
     * anchor are free.
     *
     * @param scale times the gradients and the loss: 1, or a part's share where a batch is cut
     * @throws IllegalArgumentException if an anchor's parameter is missing or of another shape
     */
    public Result addTo(List<Parameter> parameters, double scale) {
        Map<String, Parameter> byName = new HashMap<>();
        parameters.forEach(p -> byName.put(p.name(), p));
        double sum = 0;
        for (Anchor anchor : anchors) {
            Parameter p = byName.get(anchor.name);
            if (p == null) {
                throw new IllegalArgumentException("no parameter is called " + anchor.name
                        + ", which should be held near its earlier values; is it frozen now?");
            }
            Require.sameShape("earlier values of " + anchor.name, anchor.value, "its values now", p.value());
            sum += add(anchor, p, scale);
        }
        double penalty = lambda / 2 * sum;
        return new Result(
                scale * penalty, new Metrics().put("ewc_penalty", penalty).map());
    }

    private double add(Anchor anchor, Parameter p, double scale) {
        float[] theta = p.value().floats();
        float[] before = anchor.value.floats();
        float[] fisher = anchor.fisher.floats();
        float[] gradient = p.gradient().floats();
        int n = Math.toIntExact(p.value().elements());
        double sum = 0;
        for (int j = 0; j < n; j++) {
            double moved = (double) theta[p.value().offset() + j] - before[anchor.value.offset() + j];
            double f = fisher[anchor.fisher.offset() + j];
            sum += f * moved * moved;
            gradient[p.gradient().offset() + j] += (float) (scale * lambda * f * moved);
        }
        return sum;
    }
}
