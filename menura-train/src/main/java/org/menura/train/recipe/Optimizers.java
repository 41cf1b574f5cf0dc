package org.menura.train.recipe;

import java.util.List;
import org.menura.train.schema.Key;
import org.menura.train.schema.Kind;
import org.menura.train.schema.Section;

/** Keys of the optimiser and of its learning rate. */
final class Optimizers {
    static final Section OPTIMIZER = Section.of(
            "How gradients change weights.",
            Key.choice(
                    "name", "adamw", List.of("adamw", "adam", "sgd", "adafactor", "lion", "muon"), "Which optimiser."),
            Key.share("beta1", 0.9, false, "Decay of the mean of gradients.").onlyWith("adamw", "adam", "lion"),
            Key.share("beta2", 0.999, false, "Decay of the mean of squares; of the momentum for lion.")
                    .onlyWith("adamw", "adam", "lion")
                    .butWith("lion", 0.99),
            Key.positive("epsilon", 1e-8, "Added to the root of the mean of squares.")
                    .onlyWith("adamw", "adam"),
            Key.share("momentum", 0.0, false, "Decay of the momentum.")
                    .onlyWith("sgd", "muon")
                    .butWith("muon", 0.95),
            Key.flag("nesterov", false, "Look ahead along the momentum.")
                    .onlyWith("sgd", "muon")
                    .butWith("muon", true),
            Key.of("decay_rate", new Kind.Real(-1, 0, true, false), -0.8, "Exponent of adafactor's decay over steps.")
                    .onlyWith("adafactor"),
            Key.positive("update_clip", 1.0, "The largest root mean square of an update.")
                    .onlyWith("adafactor"),
            Key.whole("newton_schulz_steps", 5L, 1, 50, "Iterations that make an update orthogonal.")
                    .onlyWith("muon"),
            Key.real("weight_decay", 0.0, "How much weights shrink in a step, times the learning rate.")
                    .butWith("adamw", 0.01),
            Key.texts(
                    "no_decay",
                    List.of("*.bias", "*norm*"),
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
                            "inverse-sqrt",
                            "polynomial",
                            "warmup-stable-decay"),
                    "The curve after the warm-up."),
            Key.whole("warmup", 0L, 0, "Steps in which the rate rises from 0."),
            Key.real("rate", 3e-4, "The highest learning rate."),
            Key.real("minimum", 0.0, "The lowest learning rate after the warm-up.")
                    .onlyWith("cosine", "polynomial", "warmup-stable-decay"),
            Key.whole("decay", null, 1, "Steps of the decay at the end; a tenth of all if not given.")
                    .onlyWith("warmup-stable-decay"),
            Key.choice("shape", "linear", List.of("linear", "one-minus-sqrt"), "The curve of the decay.")
                    .onlyWith("warmup-stable-decay"),
            Key.positive("power", 1.0, "Exponent of the polynomial.").onlyWith("polynomial"),
            Key.whole("cycles", 1L, 1, 1 << 20, "How often the curve is run through.")
                    .onlyWith("cosine-restarts"),
            Key.whole("timescale", null, 1, "Steps after which the rate has fallen to 0.7; the warm-up if not given.")
                    .onlyWith("inverse-sqrt"));

    private Optimizers() {}
}
