package org.menura.model.diffusion;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.menura.format.FormatException;
import org.menura.model.Config;

/**
 * A noise scheduler: how noise is added to data over training's timesteps, and in which steps it is taken away again.
 * Fields and their defaults are those of diffusers' {@code scheduler_config.json}.
 */
public sealed interface Scheduler permits TrainedNoise, FlowMatchEuler {
    /**
     * Begins the way from noise to data in {@code steps} steps.
     *
     * @throws IllegalArgumentException if there are none, or more than training had
     */
    SolverState begin(int steps);

    /** Returns data with as much noise as training had it at a timestep. */
    float[] noised(float[] clean, float[] noise, float timestep);

    /**
     * Returns data with noise as a walk adds it: methods that count in levels take the walk's own, whose timesteps
     * stand for others than training's where levels are chosen; see {@link SolverState#noisedAt}.
     */
    default float[] noised(SolverState walk, float[] clean, float[] noise, float timestep) {
        return switch (this) {
            case DiscreteNoise _ -> noised(clean, noise, timestep);
            case SigmaMethod _, LambdaMethod _, FlowMatchEuler _ -> walk.noisedAt(timestep, clean, noise);
        };
    }

    /** Returns the prediction target of the model's training. */
    Prediction prediction();

    /** Returns the number of training's timesteps. */
    int trainSteps();

    /** Schedulers by the names that people and configs give them. */
    private static Map<String, Function<Config, Scheduler>> classes() {
        return Map.ofEntries(
                Map.entry("ddpm", Ddpm::of),
                Map.entry("ddim", Ddim::of),
                Map.entry("lcm", Lcm::of),
                Map.entry("pndm", Pndm::of),
                Map.entry("eulerdiscrete", Euler::of),
                Map.entry("eulerancestraldiscrete", EulerAncestral::of),
                Map.entry("heundiscrete", Heun::of),
                Map.entry("lmsdiscrete", Lms::of),
                Map.entry("dpmsolvermultistep", DpmSolver::of),
                Map.entry("deismultistep", Deis::of),
                Map.entry("unipcmultistep", UniPc::of),
                Map.entry("flowmatcheulerdiscrete", FlowMatchEuler::of));
    }

    /** Returns the short names, in the order in which they are worth trying. */
    static List<String> names() {
        return List.of(
                "dpm++", "unipc", "euler", "euler-a", "heun", "ddim", "deis", "lms", "pndm", "ddpm", "lcm", "flow");
    }

    /** Builds the scheduler that a {@code scheduler_config.json} describes. */
    static Scheduler of(Config config) {
        return of(config, config.text("_class_name"));
    }

    /**
     * Builds a scheduler of any class for the noise that a config describes.
     *
     * @param name a class of diffusers, such as {@code DDIMScheduler}, or one of {@link #names}
     * @throws FormatException if there is none of that name
     */
    static Scheduler of(Config config, String name) {
        String key = name.replaceFirst("Scheduler$", "").toLowerCase(Locale.ROOT);
        String full = switch (key) {
            case "euler" -> "eulerdiscrete";
            case "euler-a" -> "eulerancestraldiscrete";
            case "deis" -> "deismultistep";
            case "unipc" -> "unipcmultistep";
            case "heun" -> "heundiscrete";
            case "lms" -> "lmsdiscrete";
            case "dpm++" -> "dpmsolvermultistep";
            case "flow" -> "flowmatcheulerdiscrete";
            default -> key;
        };
        Function<Config, Scheduler> make = classes().get(full);
        if (make == null) {
            throw new FormatException("%s: there is no scheduler \"%s\"; Menura has %s"
                    .formatted(config.source(), name, String.join(", ", names())));
        }
        return make.apply(config);
    }
}
