package org.menura.model.layer;

import java.util.ArrayList;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;

/**
 * Sizes of a mixture of experts.
 *
 * @param count number of experts
 * @param chosen how many of them compute for a row
 * @param inner width between the two halves of an expert
 * @param renormalize whether the weights of the chosen experts are divided by their sum
 */
public record Experts(int count, int chosen, int inner, boolean renormalize) {
    /** Reads the two counts. */
    public static Experts of(
            Config c, String countField, int defaultCount, int defaultChosen, int inner, boolean renormalize) {
        int count = c.positive(countField, defaultCount);
        int chosen = c.positive("num_experts_per_tok", defaultChosen);
        if (chosen > count) {
            throw c.unsupported("num_experts_per_tok", "there are only " + count + " experts");
        }
        return new Experts(count, chosen, inner, renormalize);
    }

    /**
     * Builds a mixture of a router {@code gate} and gated MLPs {@code experts.N} at w.
     *
     * @param gate name of an expert's gate; up and down alike
     * @param index among the model's mixtures, for the observer
     */
    public Layer mixture(Weights w, Activation activation, int hidden, String gate, String up, String down, int index) {
        Linear router = new Linear(w.at("gate"), hidden, count, false);
        List<GatedMlp> experts = new ArrayList<>();
        for (int e = 0; e < count; e++) {
            Weights x = w.at("experts").at(e);
            experts.add(new GatedMlp(
                    w.ops(),
                    activation,
                    new Linear(x.at(gate), hidden, inner, false),
                    new Linear(x.at(up), hidden, inner, false),
                    new Linear(x.at(down), inner, hidden, false)));
        }
        return new MixtureOfExperts(w.ops(), router, experts, chosen, renormalize, index);
    }
}
