package org.menura.train.run;

import java.util.List;
import org.menura.tensor.Backend;
import org.menura.tensor.grad.Parameter;
import org.menura.train.optim.Adafactor;
import org.menura.train.optim.Adam;
import org.menura.train.optim.AdamOptions;
import org.menura.train.optim.AdamW;
import org.menura.train.optim.Lion;
import org.menura.train.optim.Muon;
import org.menura.train.optim.Optimizer;
import org.menura.train.optim.ParameterGroup;
import org.menura.train.optim.Sgd;
import org.menura.train.schedule.Constant;
import org.menura.train.schedule.Cosine;
import org.menura.train.schedule.CosineRestarts;
import org.menura.train.schedule.InverseSqrt;
import org.menura.train.schedule.Linear;
import org.menura.train.schedule.Polynomial;
import org.menura.train.schedule.Schedule;
import org.menura.train.schedule.WarmupStableDecay;
import org.menura.train.schema.NamePattern;
import org.menura.train.schema.Options;

/** What a recipe's sections {@code optimizer} and {@code schedule} ask for. */
final class RunOptimizer {
    private RunOptimizer() {}

    static Optimizer optimizer(Options o, List<Parameter> taught, Backend ops, int threads) {
        List<ParameterGroup> groups = groups(o, taught);
        return switch (o.text("name")) {
            case "adamw" -> new AdamW(groups, adam(o), threads);
            case "adam" -> new Adam(groups, adam(o), threads);
            case "sgd" -> new Sgd(groups, new Sgd.Options(o.number("momentum"), o.flag("nesterov")), threads);
            case "adafactor" ->
                new Adafactor(
                        groups,
                        new Adafactor.Options(1e-30, 1e-3, o.number("update_clip"), -o.number("decay_rate"), 0, false),
                        threads);
            case "lion" -> new Lion(groups, new Lion.Options(o.number("beta1"), o.number("beta2")), threads);
            case "muon" ->
                new Muon(
                        groups,
                        new Muon.Options(
                                o.number("momentum"),
                                o.flag("nesterov"),
                                Math.toIntExact(o.whole("newton_schulz_steps")),
                                Muon.Options.DEFAULT.scale(),
                                Muon.Options.DEFAULT.leftToAdamW(),
                                AdamOptions.DEFAULT),
                        ops,
                        threads);
            default -> throw new IllegalArgumentException(o.text("name"));
        };
    }

    private static AdamOptions adam(Options o) {
        return new AdamOptions(o.number("beta1"), o.number("beta2"), o.number("epsilon"));
    }

    private static List<ParameterGroup> groups(Options o, List<Parameter> taught) {
        List<String> spared = o.texts("no_decay");
        List<Parameter> free = taught.stream()
                .filter(t -> spared.stream().anyMatch(pattern -> NamePattern.matches(pattern, t.name())))
                .toList();
        List<Parameter> decayed = taught.stream().filter(t -> !free.contains(t)).toList();
        return List.of(
                new ParameterGroup("no decay", free, 0, 1),
                new ParameterGroup("decay", decayed, o.number("weight_decay"), 1));
    }

    static Schedule schedule(Options o, long steps) {
        double rate = o.number("rate");
        long warmup = o.whole("warmup");
        return switch (o.text("name")) {
            case "constant" -> new Constant(rate, warmup);
            case "linear" -> new Linear(rate, warmup, steps);
            case "cosine" -> new Cosine(rate, warmup, steps, 0.5, o.number("minimum") / rate);
            case "cosine-restarts" -> new CosineRestarts(rate, warmup, steps, Math.toIntExact(o.whole("cycles")));
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
                        o.number("minimum") / rate,
                        o.text("shape").equals("linear")
                                ? WarmupStableDecay.Decay.LINEAR
                                : WarmupStableDecay.Decay.ONE_MINUS_SQRT);
            default -> throw new IllegalArgumentException(o.text("name"));
        };
    }
}
