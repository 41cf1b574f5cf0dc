package org.menura.train.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.menura.train.optim.Optimizers;
import org.menura.train.optim.ParameterGroups;
import org.menura.train.schema.Key;
import org.menura.train.schema.Section;

/** Holds the keys of the optimiser and of its learning rate. */
final class Learning {
    static final Section OPTIMIZER = Section.of(
            "How gradients change weights.",
            "adamw",
            "Which optimiser.",
            variants(),
            Key.real("weight_decay", 0.0, "How much weights shrink in a step, times the learning rate.")
                    .butWith("adamw", 0.01),
            Key.texts(
                    "no_decay",
                    ParameterGroups.NO_DECAY,
                    "Patterns (* for any letters) of parameters that don't shrink."),
            Key.real("clip", 1.0, "The largest norm of all gradients; 0 for any."));

    static final Section SCHEDULE = Section.of(
            "The learning rate over the steps.",
            Key.choice(
                    "name",
                    "cosine",
                    List.of(
                            "constant",
                            "linear",
                            "cosine",
                            "cosine-restarts",
                            "cosine-stepped",
                            "inverse-sqrt",
                            "polynomial",
                            "warmup-stable-decay"),
                    "The curve after the warm-up."),
            Key.whole("warmup", 0L, 0, "Steps in which the rate rises, from 0 unless start says otherwise."),
            Key.share("warmup_share", null, false, "The warm-up as a share of all steps, in place of warmup."),
            Key.real("rate", 3e-4, "The highest learning rate."),
            Key.real("minimum", 0.0, "The lowest learning rate after the warm-up.")
                    .onlyWith("cosine", "cosine-stepped", "polynomial", "warmup-stable-decay"),
            Key.real(
                            "start",
                            null,
                            "The rate that the warm-up begins at; 0 if not given, with cosine-stepped one part of the warm-up.")
                    .onlyWith("cosine-stepped", "warmup-stable-decay"),
            Key.choice("rise", "linear", List.of("linear", "one-minus-sqrt", "cosine"), "The curve of the warm-up.")
                    .onlyWith("warmup-stable-decay"),
            Key.whole("decay", null, 1, "Steps of the decay at the end; a tenth of all if not given.")
                    .onlyWith("warmup-stable-decay"),
            Key.choice("shape", "linear", List.of("linear", "one-minus-sqrt", "cosine"), "The curve of the decay.")
                    .onlyWith("warmup-stable-decay"),
            Key.positive("power", 1.0, "Exponent of the polynomial.").onlyWith("polynomial"),
            Key.whole("cycles", 1L, 1, 1 << 20, "How often the curve is run through.")
                    .onlyWith("cosine-restarts"),
            Key.whole("timescale", null, 1, "Steps after which the rate has fallen to 0.7; the warm-up if not given.")
                    .onlyWith("inverse-sqrt"));

    private Learning() {}

    private static SequencedMap<String, List<Key>> variants() {
        SequencedMap<String, List<Key>> variants = new LinkedHashMap<>();
        Optimizers.all().forEach(o -> variants.put(o.name(), o.keys()));
        return variants;
    }
}
