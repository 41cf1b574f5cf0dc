package org.menura.train.run.objective;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds objectives by their names in recipes. */
public final class Objectives {
    /** Those of this module. */
    private static final List<Objective> ALL = List.of(
            new CausalLm(),
            new MaskedLm(),
            new SpanCorruptionLm(),
            new Classification(false),
            new Classification(true),
            new Seq2Seq(),
            new DistillationLm(),
            new Sft(),
            new RewardModel(),
            new DpoPreferences(),
            new KtoFeedback(),
            new PpoPolicy(),
            new GrpoPolicy(),
            new Contrastive(),
            new AutoencoderImages(),
            new DiffusionImages(),
            new OutputAlignmentLm());

    private static final SequencedMap<String, Objective> BY_NAME = new LinkedHashMap<>();

    static {
        Stream.concat(ALL.stream(), ServiceLoader.load(Objective.class).stream().map(ServiceLoader.Provider::get))
                .forEach(o -> BY_NAME.putIfAbsent(o.name(), o));
    }

    private Objectives() {}

    /** Lists all objectives, those that other modules add last. */
    public static List<Objective> all() {
        return List.copyOf(BY_NAME.sequencedValues());
    }

    /** Finds the objective of a checked recipe. */
    public static Objective named(String name) {
        Objective found = BY_NAME.get(name);
        if (found == null) {
            throw new IllegalArgumentException("there is no objective " + name);
        }
        return found;
    }

    /** Lists the names of those for which something holds. */
    public static List<String> names(Predicate<Objective> of) {
        return all().stream().filter(of).map(Objective::name).toList();
    }
}
