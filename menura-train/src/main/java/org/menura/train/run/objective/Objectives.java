package org.menura.train.run.objective;

import java.util.List;
import java.util.function.Predicate;
import org.menura.format.NamedExtensions;

/** The objectives by their names in recipes. */
public final class Objectives {
    private static final NamedExtensions<Objective> ALL = new NamedExtensions<>(
            Objective.class,
            List.of(
                    new CausalLm(),
                    new MaskedLm(),
                    new SpanCorruptionLm(),
                    new CodePretraining(),
                    new Classification(false),
                    new Classification(true),
                    new Seq2Seq(),
                    new DistillationLm(),
                    new Sft(),
                    new RewardModel(),
                    new DpoPreferences(),
                    new ReferenceFreePreferences(ReferenceFreePreferences.Kind.CPO),
                    new ReferenceFreePreferences(ReferenceFreePreferences.Kind.SIMPO),
                    new ReferenceFreePreferences(ReferenceFreePreferences.Kind.ORPO),
                    new KtoFeedback(),
                    new PpoPolicy(),
                    new GrpoPolicy(),
                    new RlooPolicy(),
                    new BehaviorCloning(),
                    new EpisodeGrpo(),
                    new EpisodePpo(),
                    new Contrastive(),
                    new AutoencoderImages(),
                    new DiffusionImages(),
                    new OutputAlignmentLm()),
            Objective::name);

    private Objectives() {}

    /** Lists all objectives, those that other modules add last. */
    public static List<Objective> all() {
        return List.copyOf(ALL.byName().sequencedValues());
    }

    /** Finds the objective of a checked recipe. */
    public static Objective named(String name) {
        Objective found = ALL.byName().get(name);
        if (found == null) {
            throw new IllegalArgumentException("there is no objective " + name);
        }
        return found;
    }

    /** Lists the names of the objectives that a predicate accepts. */
    public static List<String> names(Predicate<Objective> of) {
        return all().stream().filter(of).map(Objective::name).toList();
    }
}
