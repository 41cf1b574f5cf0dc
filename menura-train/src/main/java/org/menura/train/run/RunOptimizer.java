package org.menura.train.run;

import java.util.List;
import org.menura.format.FormatException;
import org.menura.tensor.Backend;
import org.menura.tensor.grad.Parameter;
import org.menura.train.optim.Optimizer;
import org.menura.train.optim.Optimizers;
import org.menura.train.optim.ParameterGroup;
import org.menura.train.optim.ParameterGroups;
import org.menura.train.schedule.Constant;
import org.menura.train.schedule.Cosine;
import org.menura.train.schedule.CosineRestarts;
import org.menura.train.schedule.InverseSqrt;
import org.menura.train.schedule.LinearSchedule;
import org.menura.train.schedule.Polynomial;
import org.menura.train.schedule.Schedule;
import org.menura.train.schedule.SteppedCosine;
import org.menura.train.schedule.WarmupStableDecay;
import org.menura.train.schema.NamePattern;
import org.menura.train.schema.Options;

/** The optimiser and the schedule of a recipe's sections {@code optimizer} and {@code schedule}. */
final class RunOptimizer {
    private RunOptimizer() {}

    static Optimizer optimizer(Options o, List<Parameter> taught, Backend ops, int threads) {
        List<String> spared = o.texts("no_decay");
        List<ParameterGroup> groups =
                ParameterGroups.decay(taught, o.number("weight_decay"), name -> NamePattern.anyMatches(spared, name));
        return Optimizers.named(o.text("name")).create(groups, o, ops, threads);
    }

    static Schedule schedule(Options o, long steps) {
        double rate = o.number("rate");
        long warmup = o.has("warmup_share") ? (long) Math.ceil(steps * o.number("warmup_share")) : o.whole("warmup");
        if (warmup > steps) {
            throw new FormatException(
                    "schedule.warmup is %d, longer than the run: its data makes %d %s; give a shorter warm-up or more epochs"
                            .formatted(warmup, steps, steps == 1 ? "step" : "steps"));
        }
        return switch (o.text("name")) {
            case "constant" -> new Constant(rate, warmup);
            case "linear" -> new LinearSchedule(rate, warmup, steps);
            case "cosine" -> new Cosine(rate, warmup, steps, 0.5, share(o.number("minimum"), rate));
            case "cosine-restarts" -> new CosineRestarts(rate, warmup, steps, Math.toIntExact(o.whole("cycles")));
            case "cosine-stepped" ->
                new SteppedCosine(
                        rate,
                        warmup,
                        steps,
                        0.5,
                        share(o.number("minimum"), rate),
                        o.has("start") ? share(o.number("start"), rate) : Double.NaN);
            case "polynomial" -> new Polynomial(rate, warmup, steps, o.number("minimum"), o.number("power"));
            case "inverse-sqrt" ->
                o.has("timescale")
                        ? new InverseSqrt(rate, warmup, o.whole("timescale"))
                        : new InverseSqrt(rate, warmup);
            case "warmup-stable-decay" ->
                new WarmupStableDecay(
                        rate,
                        warmup,
                        steps,
                        o.has("decay") ? o.whole("decay") : Math.max(1, steps / 10),
                        share(o.number("minimum"), rate),
                        curve(o.text("shape")),
                        0.5,
                        o.has("start") ? share(o.number("start"), rate) : 0,
                        curve(o.text("rise")));
            default -> throw new IllegalArgumentException(o.text("name"));
        };
    }

    /** A rate as a share of the highest; of 0 there is but 0. */
    private static double share(double value, double rate) {
        return rate == 0 ? 0 : value / rate;
    }

    private static WarmupStableDecay.Curve curve(String name) {
        return switch (name) {
            case "linear" -> WarmupStableDecay.Curve.LINEAR;
            case "cosine" -> WarmupStableDecay.Curve.COSINE;
            default -> WarmupStableDecay.Curve.ONE_MINUS_SQRT;
        };
    }
}
