package org.menura.train.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.menura.tensor.grad.Parameter;
import org.menura.train.schema.NamePattern;

/** Parameter groups by the names of parameters. */
public final class ParameterGroups {
    /**
     * Patterns of what is usually not decayed: norms, biases, embeddings, and the vectors of state-space layers, in the
     * naming of common checkpoints; see {@link NamePattern}.
     */
    public static final List<String> NO_DECAY = List.of(
            "*norm*",
            "*Norm*",
            "ln*.weight",
            "*.ln*.weight",
            "*_ln.weight",
            "*bias*",
            "*embed*",
            "wte.*",
            "*.wte.*",
            "wpe.*",
            "*.wpe.*",
            "emb.*",
            "*.emb.*",
            "shared.*",
            "*.shared.*",
            "*.A_log",
            "*.D");

    private ParameterGroups() {}

    /**
     * Divides parameters into two groups: "no decay" for names that {@code spared} accepts, and "decay" for the others.
     */
    public static List<ParameterGroup> decay(List<Parameter> parameters, double weightDecay, Predicate<String> spared) {
        List<Parameter> free = new ArrayList<>();
        List<Parameter> decayed = new ArrayList<>();
        parameters.forEach(p -> (spared.test(p.name()) ? free : decayed).add(p));
        return List.of(
                new ParameterGroup("no decay", free, 0, 1), new ParameterGroup("decay", decayed, weightDecay, 1));
    }

    /** Divides parameters into two groups, of which those that match {@link #NO_DECAY} are not decayed. */
    public static List<ParameterGroup> decay(List<Parameter> parameters, double weightDecay) {
        return decay(parameters, weightDecay, name -> NamePattern.anyMatches(NO_DECAY, name));
    }

    /** Puts all parameters into one group. */
    public static List<ParameterGroup> all(List<Parameter> parameters, double weightDecay) {
        return List.of(new ParameterGroup("all", parameters, weightDecay, 1));
    }
}
